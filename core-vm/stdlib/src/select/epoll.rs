//! `select.epoll` objects.

use std::cell::Cell;

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{
    Args, Exc, Native, NativeType, Obj, Object, PyResult, Slots, Type, TypeSpec,
};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::exceptions::{OS_ERROR, OVERFLOW_ERROR};
use serpentarium_runtime::types::list::List;

use super::{Deadline, descriptor, event, failed, nanoseconds, waiting};
use crate::native;
use crate::value::add_type;

/// Events that one `poll` gives when no number is asked for.
const MOST: usize = 1023;

struct Epoll {
    /// -1 once closed.
    fd: Cell<i32>,
}

impl NativeType for Epoll {
    fn type_object() -> &'static Type {
        &EPOLL_TYPE
    }
}

impl Drop for Epoll {
    fn drop(&mut self) {
        let fd = self.fd.get();
        if fd >= 0 {
            // Nobody is left who could be told of a failure.
            let _ = host().close(fd);
        }
    }
}

static EPOLL_TYPE: Type = Type::builtin(&EPOLL_SPEC);
static EPOLL_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "select.epoll(sizehint=-1, flags=0)\n\nReturns an epolling object\n\nsizehint must be a positive integer or -1 for the default size. The\nsizehint is used to optimize internal data structures. It doesn't limit\nthe maximum number of monitored events.",
    ),
    reported: (24, 0),
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: &[
        GetSet::readonly("closed", |this| native::bool(receiver(this)?.fd.get() < 0))
            .doc("True if the epoll handler is closed"),
    ],
    ..TypeSpec::of::<Native<Epoll>>("select.epoll")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "fromfd",
        "($type, fd, /)",
        "Create an epoll object from a given control fd.",
        NativeFn::One(from_fd),
    )
    .class(),
    NativeDef::new(
        "close",
        "($self, /)",
        "Close the epoll control file descriptor.\n\nFurther operations on the epoll object will raise an exception.",
        NativeFn::NoArgs(close),
    ),
    NativeDef::new(
        "fileno",
        "($self, /)",
        "Return the epoll control file descriptor.",
        NativeFn::NoArgs(|this| native::int(i64::from(open(this)?))),
    ),
    NativeDef::new(
        "modify",
        "($self, /, fd, eventmask)",
        "Modify event mask for a registered file descriptor.\n\n  fd\n    the target file descriptor of the operation\n  eventmask\n    a bit set composed of the various EPOLL constants",
        NativeFn::Bound(|this, args| control(this, libc::EPOLL_CTL_MOD, args[0], args[1])),
    ),
    NativeDef::new(
        "register",
        "($self, /, fd,\n         eventmask=select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT)",
        "Registers a new fd or raises an OSError if the fd is already registered.\n\n  fd\n    the target file descriptor of the operation\n  eventmask\n    a bit set composed of the various EPOLL constants\n\nThe epoll interface supports all file descriptors that support poll.",
        NativeFn::Bound(|this, args| control(this, libc::EPOLL_CTL_ADD, args[0], args[1])),
    ),
    NativeDef::new(
        "unregister",
        "($self, /, fd)",
        "Remove a registered file descriptor from the epoll object.\n\n  fd\n    the target file descriptor of the operation",
        NativeFn::Bound(|this, args| control(this, libc::EPOLL_CTL_DEL, args[0], None)),
    ),
    NativeDef::new(
        "poll",
        "($self, /, timeout=None, maxevents=-1)",
        "Wait for events on the epoll file descriptor.\n\n  timeout\n    the maximum time to wait in seconds (as float);\n    a timeout of None or -1 makes poll wait indefinitely\n  maxevents\n    the maximum number of events returned; -1 means no limit\n\nReturns a list containing any descriptors that have events to\nreport, as a list of (fd, events) 2-tuples.",
        NativeFn::Bound(poll),
    ),
    NativeDef::new(
        "__enter__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| {
            open(this)?;
            Ok(this.to_ref())
        }),
    ),
    NativeDef::new(
        "__exit__",
        "($self, exc_type=None, exc_value=None, exc_tb=None, /)",
        "",
        NativeFn::Bound(|this, _| close(this)),
    ),
];

pub(super) fn ready(module: &Obj) {
    add_type(module, &EPOLL_TYPE);
}

fn receiver(this: &Obj) -> PyResult<&Native<Epoll>> {
    this.downcast::<Native<Epoll>>()
        .ok_or_else(|| type_error("a select.epoll object is required"))
}

/// The descriptor of an object that is not closed.
fn open(this: &Obj) -> PyResult<i32> {
    let fd = receiver(this)?.fd.get();
    if fd < 0 {
        return Err(value_error("I/O operation on closed epoll object"));
    }
    Ok(fd)
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let bound = parsed("(sizehint=-1, flags=0)").bind("epoll", args)?;
    let size = bound[0].map_or(Ok(-1), native::c_int)?;
    let flags = bound[1].map_or(Ok(0), native::c_int)?;
    if size != -1 && size <= 0 {
        return Err(value_error("negative sizehint"));
    }
    if flags != 0 && flags != libc::EPOLL_CLOEXEC {
        return Err(Exc::with_message(&OS_ERROR, "invalid flags"));
    }
    let fd = host().network().epoll_create().map_err(failed)?;
    let object = Native::of_type(ty, Epoll { fd: Cell::new(fd) });
    Ok(object.into_obj())
}

fn from_fd(_: &Obj, fd: &Obj) -> PyResult {
    let fd = Cell::new(native::c_int(fd)?);
    Ok(Native::new(Epoll { fd }).into_obj())
}

fn close(this: &Obj) -> PyResult {
    let fd = receiver(this)?.fd.replace(-1);
    if fd >= 0 {
        host().close(fd).map_err(failed)?;
    }
    native::none()
}

fn control(this: &Obj, operation: i32, fd: Option<&Obj>, mask: Option<&Obj>) -> PyResult {
    let events = match mask {
        Some(mask) => number::index_as_isize(mask, Some(&OVERFLOW_ERROR))? as u32,
        None => (libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32,
    };
    let fd = fd.map_or(Ok(0), descriptor)?;
    let epoll = open(this)?;
    let network = host().network();
    network
        .epoll_control(epoll, operation, fd, events)
        .map_err(failed)?;
    native::none()
}

fn poll(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let epoll = open(this)?;
    let timeout = match native::given(args[0]) {
        Some(timeout) => Some(nanoseconds(timeout, "an integer")?).filter(|wait| *wait >= 0),
        None => None,
    };
    let most = match args[1].map_or(Ok(-1), native::c_int)? {
        -1 => MOST,
        most if most > 0 => most as usize,
        most => {
            return Err(value_error(format!(
                "maxevents must be greater than 0, got {most}"
            )));
        }
    };
    let ready = waiting(Deadline::after(timeout), |left| {
        blocking::epoll_wait(epoll, most, left)
    })?;
    let ready = ready.into_iter();
    let events = ready.map(|(fd, events)| event(fd, i64::from(events)));
    Ok(List::new(events.collect()).into_obj())
}
