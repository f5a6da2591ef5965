//! `_posixsubprocess`: starting a program in a child process.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::{not_implemented_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::exceptions::os_error;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::tuple::Tuple;

use crate::{files, native};

pub static MODULE: NativeModule = NativeModule {
    name: "_posixsubprocess",
    doc: "A POSIX helper for the subprocess module.",
    functions: &[NativeDef::new(
        "fork_exec",
        "($module, args, executable_list, close_fds, pass_fds, cwd,\n          env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,\n          errpipe_read, errpipe_write, restore_signals, call_setsid,\n          pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn,\n          /)",
        "Spawn a fresh new child process.\n\nFork a child process, close parent file descriptors as appropriate in\nthe child and duplicate the few that are needed before calling exec() in\nthe child process.\n\nIf close_fds is True, close file descriptors 3 and higher, except those\nlisted in the sorted tuple pass_fds.\n\nThe preexec_fn, if supplied, will be called immediately before closing\nfile descriptors and exec.\n\nWARNING: preexec_fn is NOT SAFE if your application uses threads.\n         It may trigger infrequent, difficult to debug deadlocks.\n\nIf an error occurs in the child process before the exec, it is\nserialized and written to the errpipe_write fd per subprocess.py.\n\nReturns: the child process's PID.\n\nRaises: Only on an error in the parent process.",
        NativeFn::Positional(22, 22, fork_exec),
    )],
    exec: |_| Ok(()),
};

/// What the child does, all of it read before the process splits.
struct Plan {
    args: Vec<Vec<u8>>,
    executables: Vec<Vec<u8>>,
    environment: Option<Vec<Vec<u8>>>,
    close_fds: bool,
    pass_fds: Vec<i32>,
    cwd: Option<Vec<u8>>,
    /// What becomes standard input, output and error; -1: stays.
    streams: [i32; 3],
    /// The parent's ends of the pipes.
    parent_ends: [i32; 4],
    error_pipe: i32,
    restore_signals: bool,
    new_session: bool,
    process_group: i32,
    umask: i32,
    preexec: Option<Ref>,
}

/// Why the child did not start its program.
enum Failure {
    /// An errno, and what was being done for `subprocess` to tell.
    System(i32, &'static str),
    Preexec,
}

fn byte_strings(value: &Obj) -> PyResult<Vec<Vec<u8>>> {
    let items = protocol::collect(value)?;
    let one = |item: &Ref| Ok(files::path(item, "", "path")?.bytes);
    items.iter().map(one).collect()
}

fn optional<T>(value: &Obj, read: impl FnOnce(&Obj) -> PyResult<T>) -> PyResult<Option<T>> {
    if is_none(value) {
        Ok(None)
    } else {
        read(value).map(Some)
    }
}

fn kept_descriptors(value: &Obj) -> PyResult<Vec<i32>> {
    let Some(tuple) = value.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "fork_exec() argument 4 must be tuple, not {}",
            value.ty().tp_name()
        )));
    };
    let mut found: Vec<i32> = Vec::new();
    for item in tuple.as_slice() {
        let fd = native::c_int(item)?;
        if fd < 0 || found.last().is_some_and(|last| *last >= fd) {
            return Err(value_error("bad value(s) in fds_to_keep"));
        }
        found.push(fd);
    }
    Ok(found)
}

fn plan(args: &[&Obj]) -> PyResult<Plan> {
    let number = |index: usize| native::c_int(args[index]);
    for (index, what) in [(17, "gid"), (18, "extra_groups"), (19, "uid")] {
        let unset = is_none(args[index]) || native::c_int(args[index]).is_ok_and(|id| id == -1);
        if !unset {
            return Err(not_implemented_error(format!(
                "fork_exec(): {what} cannot be changed in this implementation"
            )));
        }
    }
    let plan = Plan {
        args: byte_strings(args[0])?,
        executables: byte_strings(args[1])?,
        close_fds: protocol::is_true(args[2])?,
        pass_fds: kept_descriptors(args[3])?,
        cwd: optional(args[4], |cwd| Ok(files::path(cwd, "", "cwd")?.bytes))?,
        environment: optional(args[5], byte_strings)?,
        streams: [number(6)?, number(9)?, number(11)?],
        parent_ends: [number(7)?, number(8)?, number(10)?, number(12)?],
        error_pipe: number(13)?,
        restore_signals: protocol::is_true(args[14])?,
        new_session: protocol::is_true(args[15])?,
        process_group: number(16)?,
        umask: number(20)?,
        preexec: optional(args[21], |function| Ok(function.to_ref()))?,
    };
    if plan.close_fds && plan.error_pipe < 3 {
        return Err(value_error("errpipe_write must be >= 3"));
    }
    Ok(plan)
}

fn fork_exec(_: &Obj, args: &[&Obj]) -> PyResult {
    let plan = plan(args)?;
    // Functions for `os.fork` are called only where Python code runs in the child.
    let forked = if plan.preexec.is_some() {
        crate::posix::fork_with_hooks()
    } else {
        host().fork()
    };
    match forked {
        Ok(0) => run_child(&plan),
        Ok(pid) => native::int(i64::from(pid)),
        Err(errno) => Err(os_error::from_errno(errno, None, None)),
    }
}

/// The child: becomes the program, or tells through the pipe why not.
fn run_child(plan: &Plan) -> ! {
    let failure = match prepare(plan) {
        Ok(()) => Failure::System(execute(plan), ""),
        Err(failure) => failure,
    };
    let message = match failure {
        Failure::System(errno, what) => format!("OSError:{errno:X}:{what}"),
        Failure::Preexec => "SubprocessError:0:Exception occurred in preexec_fn.".to_owned(),
    };
    // Nothing can be done where even this fails.
    let _ = host().write(plan.error_pipe, message.as_bytes());
    host().exit(255)
}

fn prepare(plan: &Plan) -> Result<(), Failure> {
    let early = |errno| Failure::System(errno, "noexec");
    for fd in plan.parent_ends.iter().filter(|fd| **fd >= 0) {
        host().close(*fd).map_err(early)?;
    }
    for fd in &plan.pass_fds {
        if *fd != plan.error_pipe {
            host().set_inheritable(*fd, true).map_err(early)?;
        }
    }
    connect_streams(plan).map_err(early)?;
    if let Some(cwd) = &plan.cwd {
        let at_chdir = |errno| Failure::System(errno, "noexec:chdir");
        host().change_directory(cwd).map_err(at_chdir)?;
    }
    if plan.umask >= 0 {
        host().set_umask(plan.umask as u32);
    }
    if plan.restore_signals {
        for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
            host().release_signal(signal, false).map_err(early)?;
        }
    }
    if plan.new_session {
        host().new_session().map_err(early)?;
    }
    if plan.process_group >= 0 {
        host()
            .set_process_group(0, plan.process_group)
            .map_err(early)?;
    }
    if let Some(function) = &plan.preexec
        && protocol::call(function, &[]).is_err()
    {
        return Err(Failure::Preexec);
    }
    if plan.close_fds {
        close_others(plan);
    }
    Ok(())
}

/// Makes the three streams descriptors 0, 1 and 2.
fn connect_streams(plan: &Plan) -> Result<(), i32> {
    let mut streams = plan.streams;
    // A source that another stream's target would overwrite is moved away first.
    for (target, source) in streams.iter_mut().enumerate() {
        if *source >= 0 && *source < 3 && *source != target as i32 {
            *source = host().duplicate(*source)?;
            while *source < 3 {
                *source = host().duplicate(*source)?;
            }
        }
    }
    for (target, source) in (0..).zip(streams) {
        if source == target {
            host().set_inheritable(source, true)?;
        } else if source >= 0 {
            host().duplicate_to(source, target, true)?;
        }
    }
    for source in streams {
        if source > 2 && !plan.pass_fds.contains(&source) {
            // Two streams can share a source, which is closed already then.
            let _ = host().close(source);
        }
    }
    Ok(())
}

/// Closes every descriptor from 3 on that is not to be kept.
fn close_others(plan: &Plan) {
    let open: Vec<i32> = match host().list_directory(b"/proc/self/fd") {
        Ok(entries) => entries
            .iter()
            .filter_map(|entry| std::str::from_utf8(&entry.name).ok()?.parse().ok())
            .collect(),
        Err(_) => (3..1024).collect(),
    };
    for fd in open {
        if fd > 2 && fd != plan.error_pipe && !plan.pass_fds.contains(&fd) {
            // Closed in the meantime, as the directory's own descriptor is.
            let _ = host().close(fd);
        }
    }
}

/// Tries the executables in turn; the errno that tells most about the failure.
fn execute(plan: &Plan) -> i32 {
    let mut told = 0;
    for path in &plan.executables {
        let errno = host().execute(path, &plan.args, plan.environment.as_deref());
        if matches!(told, 0 | libc::ENOENT | libc::ENOTDIR) {
            told = errno;
        }
    }
    told
}
