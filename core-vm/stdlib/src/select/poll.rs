//! `select.poll` objects.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::PollFd;
use serpentarium_runtime::object::error::{
    key_error, overflow_error, runtime_error, type_error, value_error,
};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Native, NativeType, Obj, PyResult, Ref, Type, TypeSpec, flags};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::exceptions::TYPE_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;

use super::{Deadline, descriptor, event, failed, waiting};
use crate::native;

struct Poll {
    /// Descriptors and the events waited for, in the order of registration.
    registered: RefCell<Vec<(i32, u16)>>,
    running: Cell<bool>,
}

impl NativeType for Poll {
    fn type_object() -> &'static Type {
        &POLL_TYPE
    }
}

static POLL_TYPE: Type = Type::builtin(&POLL_SPEC);
static POLL_SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION,
    reported: (48, 0),
    methods: METHODS,
    ..TypeSpec::of::<Native<Poll>>("select.poll")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "register",
        "($self, fd,\n         eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)",
        "Register a file descriptor with the polling object.\n\n  fd\n    either an integer, or an object with a fileno() method returning an int\n  eventmask\n    an optional bitmask describing the type of events to check for",
        NativeFn::Bound(register),
    ),
    NativeDef::new(
        "modify",
        "($self, fd, eventmask, /)",
        "Modify an already registered file descriptor.\n\n  fd\n    either an integer, or an object with a fileno() method returning\n    an int\n  eventmask\n    a bitmask describing the type of events to check for",
        NativeFn::Bound(modify),
    ),
    NativeDef::new(
        "unregister",
        "($self, fd, /)",
        "Remove a file descriptor being tracked by the polling object.",
        NativeFn::One(unregister),
    ),
    NativeDef::new(
        "poll",
        "($self, timeout=None, /)",
        "Polls the set of registered file descriptors.\n\n  timeout\n    The maximum time to wait in milliseconds, or else None (or a negative\n    value) to wait indefinitely.\n\nReturns a list containing any descriptors that have events or errors\nto report, as a list of (fd, event) 2-tuples.",
        NativeFn::Bound(poll),
    ),
];

pub(super) fn ready() {
    serpentarium_runtime::types::typeobj::ready::ready(&POLL_TYPE);
}

pub(super) fn new() -> Ref {
    Native::new(Poll {
        registered: RefCell::default(),
        running: Cell::new(false),
    })
    .into_obj()
}

fn receiver(this: &Obj) -> PyResult<&Native<Poll>> {
    this.downcast::<Native<Poll>>()
        .ok_or_else(|| type_error("a select.poll object is required"))
}

/// A bit mask as C's `unsigned short`.
fn event_mask(value: &Obj) -> PyResult<u16> {
    let mask = number::index(value)?;
    if mask.is_negative() {
        return Err(value_error("Cannot convert negative int"));
    }
    mask.as_i64()
        .and_then(|mask| u16::try_from(mask).ok())
        .ok_or_else(|| overflow_error("Python int too large for C unsigned short"))
}

fn register(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = args[0].map_or(Ok(0), descriptor)?;
    let events = match args[1] {
        Some(mask) => event_mask(mask)?,
        None => (libc::POLLIN | libc::POLLPRI | libc::POLLOUT) as u16,
    };
    let mut registered = receiver(this)?.registered.borrow_mut();
    match registered.iter_mut().find(|(known, _)| *known == fd) {
        Some(known) => known.1 = events,
        None => registered.push((fd, events)),
    }
    native::none()
}

fn modify(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = args[0].map_or(Ok(0), descriptor)?;
    let events = args[1].map_or(Ok(0), event_mask)?;
    let mut registered = receiver(this)?.registered.borrow_mut();
    match registered.iter_mut().find(|(known, _)| *known == fd) {
        Some(known) => known.1 = events,
        None => return Err(failed(libc::ENOENT)),
    }
    native::none()
}

fn unregister(this: &Obj, fd: &Obj) -> PyResult {
    let fd = descriptor(fd)?;
    let mut registered = receiver(this)?.registered.borrow_mut();
    match registered.iter().position(|(known, _)| *known == fd) {
        Some(at) => drop(registered.remove(at)),
        None => {
            let key = Int::new(i64::from(fd)).into_obj();
            return Err(key_error(&key));
        }
    }
    native::none()
}

/// The timeout in nanoseconds; `None` waits for ever.
fn timeout(value: Option<&Obj>) -> PyResult<Option<i128>> {
    let Some(value) = native::given(value) else {
        return Ok(None);
    };
    let milliseconds = match serpentarium_runtime::types::float::convert::as_f64(value) {
        Ok(milliseconds) => milliseconds.ceil(),
        Err(error) if error.matches(&TYPE_ERROR) => {
            return Err(type_error("timeout must be an integer or None"));
        }
        Err(error) => return Err(error),
    };
    if milliseconds.abs() > f64::from(i32::MAX) {
        return Err(overflow_error("timeout is too large"));
    }
    Ok((milliseconds >= 0.0).then_some(milliseconds as i128 * 1_000_000))
}

fn poll(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let timeout = timeout(args[0])?;
    if this.running.replace(true) {
        return Err(runtime_error("concurrent poll() invocation"));
    }
    let registered = this.registered.borrow().clone();
    let mut descriptors: Vec<PollFd> = registered
        .iter()
        .map(|(fd, events)| PollFd {
            fd: *fd,
            events: *events as i16,
            revents: 0,
        })
        .collect();
    let result = waiting(Deadline::after(timeout), |left| {
        blocking::poll(&mut descriptors, left)
    });
    this.running.set(false);
    result?;
    let ready = descriptors.iter().filter(|answer| answer.revents != 0);
    let ready = ready.map(|answer| event(answer.fd, i64::from(answer.revents as u16)));
    Ok(List::new(ready.collect()).into_obj())
}
