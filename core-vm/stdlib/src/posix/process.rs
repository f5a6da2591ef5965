//! Processes, users, the environment, the machine.

use serpentarium_runtime::host::{Clock, host};
use serpentarium_runtime::object::error::value_error;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::set::Set;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::types::tuple::Tuple;

use super::{failed, failed_at};
use crate::{files, native};

pub(super) static UNAME_RESULT: Shape = Shape {
    name: "posix.uname_result",
    doc: "uname_result: Result from os.uname().",
    fields: &[
        ("sysname", "operating system name"),
        (
            "nodename",
            "name of machine on network (implementation-defined)",
        ),
        ("release", "operating system release"),
        ("version", "operating system version"),
        ("machine", "hardware identifier"),
    ],
    visible: 5,
};

pub(super) static TIMES_RESULT: Shape = Shape {
    name: "posix.times_result",
    doc: "times_result: Result from os.times().",
    fields: &[
        ("user", "user time"),
        ("system", "system time"),
        ("children_user", "user time of children"),
        ("children_system", "system time of children"),
        (
            "elapsed",
            "elapsed time since an arbitrary point in the past",
        ),
    ],
    visible: 5,
};

pub(super) fn uname(_: &Obj) -> PyResult {
    let names = host().system_names();
    let values = names
        .iter()
        .map(|name| Str::from_str(name).into_obj())
        .collect();
    Ok(struct_sequence::define(&UNAME_RESULT).make(values))
}

pub(super) fn times(_: &Obj) -> PyResult {
    let seconds = |clock| Float::new(host().clock(clock) as f64 / 1e9).into_obj();
    let zero = || Float::new(0.0).into_obj();
    Ok(struct_sequence::define(&TIMES_RESULT).make(vec![
        seconds(Clock::ProcessCpu),
        zero(),
        zero(),
        zero(),
        seconds(Clock::Monotonic),
    ]))
}

pub(super) fn getpid(_: &Obj) -> PyResult {
    native::int(i64::from(host().process_id()))
}

pub(super) fn getppid(_: &Obj) -> PyResult {
    native::int(i64::from(host().parent_process_id()))
}

pub(super) fn getuid(_: &Obj) -> PyResult {
    native::int(i64::from(host().user_ids()[0]))
}

pub(super) fn geteuid(_: &Obj) -> PyResult {
    native::int(i64::from(host().user_ids()[1]))
}

pub(super) fn getgid(_: &Obj) -> PyResult {
    native::int(i64::from(host().user_ids()[2]))
}

pub(super) fn getegid(_: &Obj) -> PyResult {
    native::int(i64::from(host().user_ids()[3]))
}

pub(super) fn setsid(_: &Obj) -> PyResult {
    host().new_session().map_err(failed)?;
    native::none()
}

pub(super) fn pidfd_open(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let pid = args[0].map_or(Ok(0), native::c_int)?;
    let flags = args[1].map_or(Ok(0), native::c_int)? as u32;
    let fd = host().process_descriptor(pid, flags).map_err(failed)?;
    native::int(i64::from(fd))
}

pub(super) fn getpgrp(_: &Obj) -> PyResult {
    native::int(i64::from(host().process_group(0).map_err(failed)?))
}

pub(super) fn getpgid(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let pid = args[0].map_or(Ok(0), native::c_int)?;
    native::int(i64::from(host().process_group(pid).map_err(failed)?))
}

pub(super) fn setpgid(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let pid = args[0].map_or(Ok(0), native::c_int)?;
    let group = args[1].map_or(Ok(0), native::c_int)?;
    host().set_process_group(pid, group).map_err(failed)?;
    native::none()
}

pub(super) fn killpg(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let group = args[0].map_or(Ok(0), native::c_int)?;
    let signal = args[1].map_or(Ok(0), native::c_int)?;
    if group <= 1 {
        return Err(failed(if group < 0 { libc::EINVAL } else { libc::EPERM }));
    }
    host().kill(-group, signal).map_err(failed)?;
    crate::signal::run_handlers()?;
    native::none()
}

pub(super) fn getloadavg(_: &Obj) -> PyResult {
    let averages = host().load_average().map_err(failed)?;
    let averages = averages.map(|average| Float::new(average).into_obj());
    Ok(Tuple::new(averages.into()).into_obj())
}

pub(super) fn sched_getaffinity(_: &Obj, pid: &Obj) -> PyResult {
    let set = Set::new();
    for cpu in host().affinity(native::c_int(pid)?).map_err(failed)? {
        set.add(Int::from_usize(cpu).as_obj())?;
    }
    Ok(set.into_obj())
}

pub(super) fn wait(_: &Obj) -> PyResult {
    let any = Int::new(-1);
    waitpid(any.as_obj(), &[Some(any.as_obj()), None])
}

pub(super) fn wifcontinued(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::bool(libc::WIFCONTINUED(args[0].map_or(Ok(0), native::c_int)?))
}

pub(super) fn wcoredump(_: &Obj, status: &Obj) -> PyResult {
    native::bool(libc::WCOREDUMP(native::c_int(status)?))
}

pub(super) fn cpu_count(_: &Obj) -> PyResult {
    Ok(Int::from_usize(host().cpu_count()).into_obj())
}

pub(super) fn exit(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let status = args[0].map_or(Ok(0), native::c_int)?;
    host().exit(status)
}

pub(super) fn abort(_: &Obj) -> PyResult {
    let _ = host().kill(host().process_id(), libc::SIGABRT);
    host().exit(134)
}

pub(super) fn kill(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let pid = args[0].map_or(Ok(0), native::c_int)?;
    let signal = args[1].map_or(Ok(0), native::c_int)?;
    host().kill(pid, signal).map_err(failed)?;
    crate::signal::run_handlers()?;
    native::none()
}

pub(super) fn waitpid(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let pid = args[0].map_or(Ok(0), native::c_int)?;
    let options = args[1].map_or(Ok(0), native::c_int)?;
    loop {
        match blocking::wait_process(pid, options) {
            Ok((pid, status)) => {
                let int = |value: i32| Int::new(i64::from(value)).into_obj();
                return Ok(Tuple::new(vec![int(pid), int(status)]).into_obj());
            }
            Err(libc::EINTR) => crate::signal::run_handlers()?,
            Err(errno) => return Err(failed(errno)),
        }
    }
}

fn byte_strings(value: &Obj) -> PyResult<Vec<Vec<u8>>> {
    let items = protocol::collect(value)?;
    items
        .iter()
        .map(|item| Ok(files::path(item, "", "path")?.bytes))
        .collect()
}

pub(super) fn execv(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(path), Some(argv)) = (args[0], args[1]) else {
        return native::none();
    };
    let path = files::path(path, "execv", "path")?;
    let argv = byte_strings(argv)?;
    if argv.is_empty() {
        return Err(value_error("execv() arg 2 must not be empty"));
    }
    Err(failed_at(
        host().execute(&path.bytes, &argv, None),
        &path.object,
    ))
}

pub(super) fn execve(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(path), Some(argv), Some(env)) = (args[0], args[1], args[2]) else {
        return native::none();
    };
    let path = files::path(path, "execve", "path")?;
    let argv = byte_strings(argv)?;
    let items = protocol::call_method(env, "items", &[])?;
    let mut variables = Vec::new();
    for pair in protocol::collect(&items)? {
        let pair = byte_strings(&pair)?;
        if let [name, value] = pair.as_slice() {
            variables.push([name.as_slice(), b"=", value].concat());
        }
    }
    let errno = host().execute(&path.bytes, &argv, Some(&variables));
    Err(failed_at(errno, &path.object))
}

pub(super) fn putenv(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    if let (Some(name), Some(value)) = (args[0], args[1]) {
        let name = files::path(name, "putenv", "name")?;
        let value = files::path(value, "putenv", "value")?;
        if name.bytes.contains(&b'=') {
            return Err(value_error("illegal environment variable name"));
        }
        host()
            .set_environment(&name.bytes, Some(&value.bytes))
            .map_err(failed)?;
    }
    native::none()
}

pub(super) fn unsetenv(_: &Obj, name: &Obj) -> PyResult {
    let name = files::path(name, "unsetenv", "name")?;
    host().set_environment(&name.bytes, None).map_err(failed)?;
    native::none()
}

pub(super) fn strerror(_: &Obj, code: &Obj) -> PyResult {
    let code = native::c_int(code)?;
    native::text(serpentarium_runtime::types::exceptions::os_error::strerror(
        code,
    ))
}

pub(super) fn wifexited(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::bool(libc::WIFEXITED(args[0].map_or(Ok(0), native::c_int)?))
}

pub(super) fn wexitstatus(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::int(i64::from(libc::WEXITSTATUS(
        args[0].map_or(Ok(0), native::c_int)?,
    )))
}

pub(super) fn wifsignaled(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::bool(libc::WIFSIGNALED(args[0].map_or(Ok(0), native::c_int)?))
}

pub(super) fn wtermsig(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::int(i64::from(libc::WTERMSIG(
        args[0].map_or(Ok(0), native::c_int)?,
    )))
}

pub(super) fn wifstopped(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::bool(libc::WIFSTOPPED(args[0].map_or(Ok(0), native::c_int)?))
}

pub(super) fn wstopsig(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    native::int(i64::from(libc::WSTOPSIG(
        args[0].map_or(Ok(0), native::c_int)?,
    )))
}

pub(super) fn waitstatus_to_exitcode(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let status = args[0].map_or(Ok(0), native::c_int)?;
    if libc::WIFEXITED(status) {
        return native::int(i64::from(libc::WEXITSTATUS(status)));
    }
    if libc::WIFSIGNALED(status) {
        return native::int(-i64::from(libc::WTERMSIG(status)));
    }
    Err(value_error(format!("invalid wait status: {status}")))
}

#[allow(unused_imports)]
use {Bytes as _, Ref as _};
