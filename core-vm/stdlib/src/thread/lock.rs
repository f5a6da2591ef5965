//! `_thread.lock`

use serpentarium_runtime::object::error::{overflow_error, runtime_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::Int;

use super::docs;
use super::gate::{Gate, Patience};
use crate::native;

/// A lock that belongs to no thread in particular.
#[derive(Default)]
pub struct Lock {
    gate: Gate,
}

impl NativeType for Lock {
    fn type_object() -> &'static Type {
        &LOCK_TYPE
    }
}

pub static LOCK_TYPE: Type = Type::builtin(&LOCK_SPEC);
static LOCK_SPEC: TypeSpec = TypeSpec {
    doc: Some(docs::LOCK),
    flags: flags::MANAGED_WEAKREF,
    reported: (24, 0),
    slots: Slots {
        new: Some(|_, args| {
            if args.keyword_count() > 0 {
                return Err(type_error("lock() takes no keyword arguments"));
            }
            match args.values.len() {
                0 => Ok(new_lock()),
                given => Err(type_error(format!(
                    "lock expected 0 arguments, got {given}"
                ))),
            }
        }),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<Native<Lock>>("_thread.lock")
};

pub(super) const ACQUIRE: &str = "($self, /, blocking=True, timeout=-1)";

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "acquire",
        ACQUIRE,
        docs::LOCK_ACQUIRE,
        NativeFn::Bound(acquire),
    ),
    NativeDef::new(
        "acquire_lock",
        ACQUIRE,
        "An obsolete synonym of acquire().",
        NativeFn::Bound(acquire),
    ),
    NativeDef::new(
        "release",
        "($self, /)",
        docs::LOCK_RELEASE,
        NativeFn::NoArgs(release),
    ),
    NativeDef::new(
        "release_lock",
        "($self, /)",
        "An obsolete synonym of release().",
        NativeFn::NoArgs(release),
    ),
    NativeDef::new(
        "locked",
        "($self, /)",
        "Return whether the lock is in the locked state.",
        NativeFn::NoArgs(locked),
    ),
    NativeDef::new(
        "locked_lock",
        "($self, /)",
        "An obsolete synonym of locked().",
        NativeFn::NoArgs(locked),
    ),
    NativeDef::new(
        "__enter__",
        "($self, /)",
        "Lock the lock.",
        NativeFn::NoArgs(|this| acquire(this, &[None, None])),
    ),
    NativeDef::new(
        "__exit__",
        "($self, /, *exc_info)",
        "Release the lock.",
        NativeFn::Raw(|this, _| release(this)),
    ),
    NativeDef::new(
        "_at_fork_reinit",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| {
            gate(this)?.reset();
            native::none()
        }),
    ),
];

pub(super) fn new_lock() -> Ref {
    Native::new(Lock::default()).into_obj()
}

fn gate(object: &Obj) -> PyResult<&Gate> {
    match object.downcast::<Native<Lock>>() {
        Some(lock) => Ok(&lock.data.gate),
        None => Err(type_error("not a lock")),
    }
}

/// Seconds as nanoseconds, rounded up.
pub(crate) fn nanoseconds(value: &Obj) -> PyResult<i128> {
    let too_large = || overflow_error("timestamp out of range for C PyTime_t");
    let wanted = if let Some(int) = value.downcast::<Int>() {
        i128::from(int.as_i64().ok_or_else(too_large)?) * 1_000_000_000
    } else if let Some(float) = value.downcast::<Float>() {
        let seconds = float.value();
        if seconds.is_nan() {
            return Err(value_error("Invalid value NaN (not a number)"));
        }
        let exact = seconds * 1e9;
        (if exact < 0.0 {
            exact.floor()
        } else {
            exact.ceil()
        }) as i128
    } else {
        return Err(type_error(format!(
            "'{}' object cannot be interpreted as an integer or float",
            value.ty().tp_name()
        )));
    };
    match i64::try_from(wanted) {
        Ok(_) => Ok(wanted),
        Err(_) => Err(too_large()),
    }
}

/// The arguments of `acquire`.
pub(super) fn patience(args: &[Option<&Obj>]) -> PyResult<Patience> {
    const UNSET: i128 = -1_000_000_000;
    let timeout = args[1].map_or(Ok(UNSET), nanoseconds)?;
    let blocking = native::truth(args[0], true)?;
    if !blocking && timeout != UNSET {
        return Err(value_error(
            "can't specify a timeout for a non-blocking call",
        ));
    }
    if timeout < 0 && timeout != UNSET {
        return Err(value_error("timeout value must be a non-negative number"));
    }
    Ok(match (blocking, timeout) {
        (false, _) | (true, 0) => Patience::None,
        (true, timeout) => Patience::of(timeout),
    })
}

fn acquire(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let patience = patience(args)?;
    native::bool(gate(this)?.acquire(patience)?)
}

fn release(this: &Obj) -> PyResult {
    if gate(this)?.release() {
        native::none()
    } else {
        Err(runtime_error("release unlocked lock"))
    }
}

fn locked(this: &Obj) -> PyResult {
    native::bool(gate(this)?.is_held())
}

fn repr(this: &Obj) -> PyResult {
    native::text(format!(
        "<{} {} object at {:#x}>",
        if gate(this)?.is_held() {
            "locked"
        } else {
            "unlocked"
        },
        this.ty().tp_name(),
        this.address()
    ))
}
