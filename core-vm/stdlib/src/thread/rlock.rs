//! `_thread.RLock`: a lock that its owner may take again.

use std::cell::Cell;

use serpentarium_runtime::object::error::{runtime_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::tuple::Tuple;

use super::docs;
use super::gate::{Gate, Patience};
use super::lock::{ACQUIRE, patience};
use crate::native;

#[derive(Default)]
pub struct RLock {
    gate: Gate,
    /// Meaningful while the count is not 0.
    owner: Cell<i64>,
    count: Cell<usize>,
}

impl NativeType for RLock {
    fn type_object() -> &'static Type {
        &RLOCK_TYPE
    }
}

pub static RLOCK_TYPE: Type = Type::builtin(&RLOCK_SPEC);
static RLOCK_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE | flags::MANAGED_WEAKREF,
    reported: (40, 0),
    slots: Slots {
        new: Some(|ty, _| Ok(Native::of_type(ty, RLock::default()).into_obj())),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<Native<RLock>>("_thread.RLock")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "acquire",
        ACQUIRE,
        docs::RLOCK_ACQUIRE,
        NativeFn::Bound(acquire),
    ),
    NativeDef::new(
        "release",
        "($self, /)",
        docs::RLOCK_RELEASE,
        NativeFn::NoArgs(release),
    ),
    NativeDef::new(
        "locked",
        "($self, /)",
        docs::RLOCK_LOCKED,
        NativeFn::NoArgs(|this| native::bool(rlock(this)?.count.get() > 0)),
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
        "_is_owned",
        "($self, /)",
        docs::RLOCK_IS_OWNED,
        NativeFn::NoArgs(|this| native::bool(rlock(this)?.is_mine())),
    ),
    NativeDef::new(
        "_recursion_count",
        "($self, /)",
        docs::RLOCK_RECURSION_COUNT,
        NativeFn::NoArgs(|this| {
            let this = rlock(this)?;
            native::int(if this.is_mine() {
                this.count.get() as i64
            } else {
                0
            })
        }),
    ),
    NativeDef::new(
        "_release_save",
        "($self, /)",
        docs::RLOCK_RELEASE_SAVE,
        NativeFn::NoArgs(release_save),
    ),
    NativeDef::new(
        "_acquire_restore",
        "($self, state, /)",
        docs::RLOCK_ACQUIRE_RESTORE,
        NativeFn::One(acquire_restore),
    ),
    NativeDef::new(
        "_at_fork_reinit",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| {
            let this = rlock(this)?;
            this.count.set(0);
            this.owner.set(0);
            this.gate.reset();
            native::none()
        }),
    ),
];

impl RLock {
    fn is_mine(&self) -> bool {
        self.count.get() > 0 && self.owner.get() == threads::ident()
    }
}

fn rlock(object: &Obj) -> PyResult<&RLock> {
    match object.downcast::<Native<RLock>>() {
        Some(lock) => Ok(&lock.data),
        None => Err(type_error("not an RLock")),
    }
}

fn not_acquired() -> serpentarium_runtime::object::Exc {
    runtime_error("cannot release un-acquired lock")
}

fn acquire(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let patience = patience(args)?;
    let this = rlock(this)?;
    if this.is_mine() {
        this.count.set(this.count.get() + 1);
        return native::bool(true);
    }
    let got = this.gate.acquire(patience)?;
    if got {
        this.owner.set(threads::ident());
        this.count.set(1);
    }
    native::bool(got)
}

fn release(this: &Obj) -> PyResult {
    let this = rlock(this)?;
    if !this.is_mine() {
        return Err(not_acquired());
    }
    this.count.set(this.count.get() - 1);
    if this.count.get() == 0 {
        this.owner.set(0);
        this.gate.release();
    }
    native::none()
}

fn release_save(this: &Obj) -> PyResult {
    let this = rlock(this)?;
    if this.count.get() == 0 {
        return Err(not_acquired());
    }
    let (count, owner) = (this.count.replace(0), this.owner.replace(0));
    this.gate.release();
    let state = vec![
        Int::from_usize(count).into_obj(),
        Int::new(owner).into_obj(),
    ];
    Ok(Tuple::new(state).into_obj())
}

fn acquire_restore(this: &Obj, state: &Obj) -> PyResult {
    let Some(state) = state.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "_acquire_restore() argument 1 must be 2-item tuple, not {}",
            state.ty().tp_name()
        )));
    };
    let [count, owner] = state.as_slice() else {
        return Err(type_error(format!(
            "_acquire_restore() argument 1 must be tuple of length 2, not {}",
            state.len()
        )));
    };
    let (count, owner) = (native::size(count)?, native::size(owner)?);
    let this = rlock(this)?;
    this.gate.acquire(Patience::Endless)?;
    this.count.set(count.max(0) as usize);
    this.owner.set(owner as i64);
    native::none()
}

fn repr(object: &Obj) -> PyResult {
    let this = rlock(object)?;
    let count = this.count.get();
    native::text(format!(
        "<{} {} object owner={} count={count} at {:#x}>",
        if count > 0 { "locked" } else { "unlocked" },
        object.ty().tp_name(),
        if count > 0 { this.owner.get() } else { 0 },
        object.address()
    ))
}
