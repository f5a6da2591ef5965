//! `select`: waiting until descriptors are ready.

use serpentarium_runtime::host::{Clock, PollFd, host};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::exceptions::{OS_ERROR, TYPE_ERROR, os_error};
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::as_c_int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

mod epoll;
mod poll;

pub static MODULE: NativeModule = NativeModule {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.\n\n*** IMPORTANT NOTICE ***\nOn Windows, only sockets are supported; on Unix, all file descriptors.",
    functions: FUNCTIONS,
    exec,
};

const SELECT_DOC: &str = "Wait until one or more file descriptors are ready for some kind of I/O.\n\nThe first three arguments are iterables of file descriptors to be waited\nfor:\nrlist -- wait until ready for reading\nwlist -- wait until ready for writing\nxlist -- wait for an \"exceptional condition\"\nIf only one kind of condition is required, pass [] for the other lists.\n\nA file descriptor is either a socket or file object, or a small integer\ngotten from a fileno() method call on one of those.\n\nThe optional 4th argument specifies a timeout in seconds; it may be\na floating-point number to specify fractions of seconds.  If it is absent\nor None, the call will never time out.\n\nThe return value is a tuple of three lists corresponding to the first\nthree arguments; each contains the subset of the corresponding file\ndescriptors that are ready.\n\n*** IMPORTANT NOTICE ***\nOn Windows, only sockets are supported; on Unix, all file\ndescriptors can be used.";

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "select",
        "($module, rlist, wlist, xlist, timeout=None, /)",
        SELECT_DOC,
        NativeFn::Bound(select),
    ),
    NativeDef::new(
        "poll",
        "($module, /)",
        "Returns a polling object.\n\nThis object supports registering and unregistering file descriptors, and\nthen polling them for I/O events.",
        NativeFn::NoArgs(|_| Ok(poll::new())),
    ),
];

const CONSTANTS: &[(&str, i64)] = &[
    ("POLLIN", libc::POLLIN as i64),
    ("POLLPRI", libc::POLLPRI as i64),
    ("POLLOUT", libc::POLLOUT as i64),
    ("POLLERR", libc::POLLERR as i64),
    ("POLLHUP", libc::POLLHUP as i64),
    ("POLLNVAL", libc::POLLNVAL as i64),
    ("POLLRDNORM", 64),
    ("POLLRDBAND", 128),
    ("POLLWRNORM", 256),
    ("POLLWRBAND", 512),
    ("POLLMSG", 1024),
    ("POLLRDHUP", 8192),
    ("EPOLLIN", libc::EPOLLIN as i64),
    ("EPOLLOUT", libc::EPOLLOUT as i64),
    ("EPOLLPRI", libc::EPOLLPRI as i64),
    ("EPOLLERR", libc::EPOLLERR as i64),
    ("EPOLLHUP", libc::EPOLLHUP as i64),
    ("EPOLLRDHUP", libc::EPOLLRDHUP as i64),
    ("EPOLLET", 1 << 31),
    ("EPOLLONESHOT", libc::EPOLLONESHOT as i64),
    ("EPOLLEXCLUSIVE", libc::EPOLLEXCLUSIVE as i64),
    ("EPOLLRDNORM", libc::EPOLLRDNORM as i64),
    ("EPOLLRDBAND", libc::EPOLLRDBAND as i64),
    ("EPOLLWRNORM", libc::EPOLLWRNORM as i64),
    ("EPOLLWRBAND", libc::EPOLLWRBAND as i64),
    ("EPOLLMSG", libc::EPOLLMSG as i64),
    ("EPOLLWAKEUP", libc::EPOLLWAKEUP as i64),
    ("EPOLL_CLOEXEC", libc::EPOLL_CLOEXEC as i64),
    ("PIPE_BUF", libc::PIPE_BUF as i64),
];

fn exec(module: &Obj) -> PyResult<()> {
    for (name, value) in CONSTANTS {
        native::set_int(module, name, *value);
    }
    native::set(module, "error", OS_ERROR.as_obj().to_ref());
    poll::ready();
    epoll::ready(module);
    Ok(())
}

/// The descriptor of an `int` or of an object with `fileno()` (`PyObject_AsFileDescriptor`).
///
/// # Errors
/// `TypeError`, `ValueError` for negative ones, and what `fileno` raises.
pub fn descriptor(value: &Obj) -> PyResult<i32> {
    let fd = if value.downcast::<Int>().is_some() {
        as_c_int(value)?
    } else {
        let Some(method) = protocol::getattr_opt_text(value, "fileno")? else {
            return Err(type_error(
                "argument must be an int, or have a fileno() method.",
            ));
        };
        let fd = protocol::call(&method, &[])?;
        if fd.downcast::<Int>().is_none() {
            return Err(type_error("fileno() returned a non-integer"));
        }
        as_c_int(&fd)?
    };
    if fd < 0 {
        return Err(value_error(format!(
            "file descriptor cannot be a negative integer ({fd})"
        )));
    }
    Ok(fd)
}

/// When a wait ends.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Option<i128>);

impl Deadline {
    /// Never, or so many nanoseconds from now.
    pub(crate) fn after(nanoseconds: Option<i128>) -> Deadline {
        Deadline(nanoseconds.map(|wait| host().clock(Clock::Monotonic).saturating_add(wait)))
    }

    /// Milliseconds left, rounded up; -1: for ever.
    pub(crate) fn milliseconds(self) -> i32 {
        let Some(end) = self.0 else { return -1 };
        let left = (end - host().clock(Clock::Monotonic)).max(0);
        i32::try_from((left + 999_999) / 1_000_000).unwrap_or(i32::MAX)
    }
}

/// Does a call that waits, again after signals whose handlers raise nothing.
///
/// # Errors
/// `OSError`, and what signal handlers raise.
pub(crate) fn waiting<T>(
    deadline: Deadline,
    mut call: impl FnMut(i32) -> Result<T, i32>,
) -> PyResult<T> {
    loop {
        match call(deadline.milliseconds()) {
            Ok(value) => return Ok(value),
            Err(libc::EINTR) => crate::signal::run_handlers()?,
            Err(errno) => return Err(failed(errno)),
        }
    }
}

fn failed(errno: i32) -> Exc {
    os_error::from_errno(errno, None, None)
}

/// Seconds as nanoseconds, rounded up.
fn nanoseconds(value: &Obj, wanted: &str) -> PyResult<i128> {
    match as_f64(value) {
        Ok(seconds) => Ok((seconds * 1e9).ceil() as i128),
        Err(error) if error.matches(&TYPE_ERROR) => {
            Err(type_error(format!("timeout must be {wanted} or None")))
        }
        Err(error) => Err(error),
    }
}

/// One of `select`'s three lists: its objects and their descriptors.
fn watched(list: &Obj) -> PyResult<Vec<(Ref, i32)>> {
    let items = match protocol::collect(list) {
        Ok(items) => items,
        Err(error) if error.matches(&TYPE_ERROR) => {
            return Err(type_error("arguments 1-3 must be sequences"));
        }
        Err(error) => return Err(error),
    };
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let fd = descriptor(&item)?;
        if fd >= 1024 {
            return Err(value_error("filedescriptor out of range in select()"));
        }
        found.push((item, fd));
    }
    Ok(found)
}

fn select(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let timeout = match native::given(args[3]) {
        Some(timeout) => Some(nanoseconds(timeout, "a float")?),
        None => None,
    };
    if timeout.is_some_and(|timeout| timeout < 0) {
        return Err(value_error("timeout must be non-negative"));
    }
    let wanted = [
        (libc::POLLIN, libc::POLLIN | libc::POLLHUP | libc::POLLERR),
        (libc::POLLOUT, libc::POLLOUT | libc::POLLERR),
        (libc::POLLPRI, libc::POLLPRI),
    ];
    let mut lists = Vec::with_capacity(3);
    for list in args.iter().take(3).flatten() {
        lists.push(watched(list)?);
    }
    let mut descriptors: Vec<PollFd> = Vec::new();
    for (list, (events, _)) in lists.iter().zip(wanted) {
        descriptors.extend(list.iter().map(|(_, fd)| PollFd {
            fd: *fd,
            events,
            revents: 0,
        }));
    }
    waiting(Deadline::after(timeout), |left| {
        blocking::poll(&mut descriptors, left)
    })?;
    if descriptors
        .iter()
        .any(|answer| answer.revents & libc::POLLNVAL != 0)
    {
        return Err(failed(libc::EBADF));
    }
    let mut answers = descriptors.iter();
    let ready = lists.iter().zip(wanted).map(|(list, (_, counts))| {
        let ready = list.iter().zip(answers.by_ref());
        let ready = ready.filter(|(_, answer)| answer.revents & counts != 0);
        List::new(ready.map(|((object, _), _)| object.clone()).collect()).into_obj()
    });
    Ok(Tuple::new(ready.collect()).into_obj())
}

/// `(fd, events)`
fn event(fd: i32, events: i64) -> Ref {
    Tuple::new(vec![
        Int::new(i64::from(fd)).into_obj(),
        Int::new(events).into_obj(),
    ])
    .into_obj()
}
