//! Processes, signals and the environment of the real operating system.

use std::ffi::{CStr, CString};
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

use super::system::{c_string, check, errno};
use super::{Fd, HostResult, WaitStatus};

/// Signals caught and not yet taken; written by the handler.
static PENDING: AtomicU64 = AtomicU64::new(0);
/// Descriptor that the handler writes signal numbers to.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// The signal handler: notes the signal, wakes a waiting loop. Async-signal-safe.
extern "C" fn note_signal(signal: libc::c_int) {
    PENDING.fetch_or(1 << (signal & 63), Ordering::SeqCst);
    crate::interp::breaker::request(crate::interp::breaker::SIGNAL);
    let fd = WAKEUP.load(Ordering::SeqCst);
    if fd >= 0 {
        let byte = signal as u8;
        // SAFETY: `write` may be called in a handler; errno is restored around it.
        unsafe {
            let saved = *libc::__errno_location();
            libc::write(fd, (&raw const byte).cast(), 1);
            *libc::__errno_location() = saved;
        }
    }
}

fn set_action(signal: i32, handler: libc::sighandler_t) -> HostResult<()> {
    // SAFETY: a zeroed `sigaction` is valid; the handler is a C function or a constant.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        libc::sigemptyset(&raw mut action.sa_mask);
        check(libc::sigaction(
            signal,
            &raw const action,
            std::ptr::null_mut(),
        ))
        .map(drop)
    }
}

pub(super) fn catch_signal(signal: i32) -> HostResult<()> {
    set_action(signal, note_signal as extern "C" fn(libc::c_int) as usize)
}

pub(super) fn release_signal(signal: i32, ignore: bool) -> HostResult<()> {
    set_action(signal, if ignore { libc::SIG_IGN } else { libc::SIG_DFL })
}

pub(super) fn take_signals() -> u64 {
    if PENDING.load(Ordering::Relaxed) == 0 {
        return 0;
    }
    PENDING.swap(0, Ordering::SeqCst)
}

pub(super) fn set_wakeup(fd: Fd) -> Fd {
    WAKEUP.swap(fd, Ordering::SeqCst)
}

pub(super) fn set_environment(name: &[u8], value: Option<&[u8]>) -> HostResult<()> {
    let name = c_string(name)?;
    // SAFETY: NUL-terminated strings; the VM has one thread that reads the environment.
    unsafe {
        match value {
            Some(value) => {
                let value = c_string(value)?;
                check(libc::setenv(name.as_ptr(), value.as_ptr(), 1)).map(drop)
            }
            None => check(libc::unsetenv(name.as_ptr())).map(drop),
        }
    }
}

pub(super) fn system_names() -> [String; 5] {
    // SAFETY: a zeroed `utsname` is valid; `uname` fills it with C strings.
    unsafe {
        let mut names: libc::utsname = std::mem::zeroed();
        libc::uname(&raw mut names);
        let text = |field: &[libc::c_char]| {
            CStr::from_ptr(field.as_ptr())
                .to_string_lossy()
                .into_owned()
        };
        [
            text(&names.sysname),
            text(&names.nodename),
            text(&names.release),
            text(&names.version),
            text(&names.machine),
        ]
    }
}

pub(super) fn fork() -> HostResult<i32> {
    // SAFETY: the VM owns one thread; the child continues as a copy of it.
    check(unsafe { libc::fork() })
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let mut all: Vec<_> = strings.iter().map(|s| s.as_ptr()).collect();
    all.push(std::ptr::null());
    all
}

pub(super) fn execute(path: &[u8], args: &[Vec<u8>], env: Option<&[Vec<u8>]>) -> i32 {
    let strings = |all: &[Vec<u8>]| {
        all.iter()
            .map(|one| c_string(one))
            .collect::<Result<Vec<_>, _>>()
    };
    let (Ok(path), Ok(args)) = (c_string(path), strings(args)) else {
        return libc::EINVAL;
    };
    let env = match env {
        Some(env) => match strings(env) {
            Ok(env) => env,
            Err(error) => return error,
        },
        None => std::env::vars_os()
            .filter_map(|(name, value)| {
                CString::new([name.as_bytes(), b"=", value.as_bytes()].concat()).ok()
            })
            .collect(),
    };
    // SAFETY: NULL-terminated arrays of NUL-terminated strings.
    unsafe {
        libc::execve(
            path.as_ptr(),
            pointers(&args).as_ptr(),
            pointers(&env).as_ptr(),
        );
    }
    errno()
}

pub(super) fn wait(pid: i32, options: i32) -> HostResult<WaitStatus> {
    let mut status = 0;
    // SAFETY: `status` is writable.
    let pid = check(unsafe { libc::waitpid(pid, &raw mut status, options) })?;
    Ok((pid, status))
}

pub(super) fn affinity(pid: i32) -> HostResult<Vec<usize>> {
    // SAFETY: an all-zero set is valid and as large as said; its bits are read with libc's own
    // function, below its size.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        check(libc::sched_getaffinity(
            pid,
            size_of::<libc::cpu_set_t>(),
            &raw mut set,
        ))?;
        let all = 0..size_of::<libc::cpu_set_t>() * 8;
        Ok(all.filter(|cpu| libc::CPU_ISSET(*cpu, &set)).collect())
    }
}

pub(super) fn load_average() -> HostResult<[f64; 3]> {
    let mut averages = [0.0; 3];
    // SAFETY: room for the three numbers asked for.
    let count = unsafe { libc::getloadavg(averages.as_mut_ptr(), 3) };
    if count == 3 {
        Ok(averages)
    } else {
        Err(libc::EINVAL)
    }
}
