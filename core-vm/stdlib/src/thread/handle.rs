//! `_thread._ThreadHandle`: by which `threading` waits for a thread's end.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{runtime_error, type_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Exc, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::exceptions::PYTHON_FINALIZATION_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;

use super::gate::{Patience, wait_until};
use super::lock::nanoseconds;
use crate::native;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    NotStarted,
    Running,
    Done,
}

pub struct Handle {
    state: Cell<State>,
    ident: Cell<i64>,
    joining: RefCell<Vec<i64>>,
}

impl NativeType for Handle {
    fn type_object() -> &'static Type {
        &HANDLE_TYPE
    }
}

pub static HANDLE_TYPE: Type = Type::builtin(&HANDLE_SPEC);
static HANDLE_SPEC: TypeSpec = TypeSpec {
    reported: (24, 0),
    slots: Slots {
        new: Some(|_, args| {
            if args.values.is_empty() {
                Ok(Handle::make(State::NotStarted, 0).into_obj())
            } else {
                Err(type_error("_ThreadHandle() takes no arguments"))
            }
        }),
        repr: Some(|this| {
            let ident = handle(this)?.ident.get();
            native::text(format!("<_thread._ThreadHandle object: ident={ident}>"))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("join", "", "", NativeFn::Positional(0, 1, join)),
        NativeDef::new(
            "is_done",
            "($self, /)",
            "",
            NativeFn::NoArgs(|this| native::bool(handle(this)?.state.get() == State::Done)),
        ),
        NativeDef::new(
            "_set_done",
            "($self, /)",
            "",
            NativeFn::NoArgs(|this| {
                let this = handle(this)?;
                if this.state.get() == State::NotStarted {
                    return Err(runtime_error("thread not started"));
                }
                this.set_done();
                native::none()
            }),
        ),
    ],
    getset: &[GetSet::readonly("ident", |this| {
        native::int(handle(this)?.ident.get())
    })],
    ..TypeSpec::of::<Native<Handle>>("_thread._ThreadHandle")
};

thread_local! {
    /// Handles of the threads that have not ended, and whether the end of the program waits
    /// for them.
    static RUNNING: RefCell<Vec<(Ref<Native<Handle>>, bool)>> = const { RefCell::new(Vec::new()) };
}

fn handle(object: &Obj) -> PyResult<&Handle> {
    match object.downcast::<Native<Handle>>() {
        Some(handle) => Ok(&handle.data),
        None => Err(type_error("'handle' must be a _ThreadHandle")),
    }
}

impl Handle {
    fn make(state: State, ident: i64) -> Ref<Native<Handle>> {
        Native::new(Handle {
            state: Cell::new(state),
            ident: Cell::new(ident),
            joining: RefCell::default(),
        })
    }

    /// A handle for a thread to be started.
    pub(super) fn fresh() -> Ref<Native<Handle>> {
        Handle::make(State::NotStarted, 0)
    }

    /// The thread begins.
    ///
    /// # Errors
    /// When it did already.
    pub(super) fn check_fresh(&self) -> PyResult<()> {
        match self.state.get() {
            State::NotStarted => Ok(()),
            _ => Err(runtime_error("thread already started")),
        }
    }

    fn set_done(&self) {
        self.state.set(State::Done);
        RUNNING.with(|running| {
            running
                .borrow_mut()
                .retain(|(other, _)| !std::ptr::eq(&raw const other.data, self));
        });
        for joining in self.joining.take() {
            threads::unpark(joining);
        }
    }

    fn join(&self, patience: Patience) -> PyResult<bool> {
        if self.state.get() == State::NotStarted {
            return Err(runtime_error("thread not started"));
        }
        let me = threads::ident();
        if self.state.get() == State::Running && self.ident.get() == me {
            return Err(runtime_error("Cannot join current thread"));
        }
        if self.state.get() == State::Done {
            return Ok(true);
        }
        if crate::run::is_finalizing() {
            return Err(Exc::with_message(
                &PYTHON_FINALIZATION_ERROR,
                "cannot join thread at interpreter shutdown",
            ));
        }
        self.joining.borrow_mut().push(me);
        let result = wait_until(patience, || self.state.get() == State::Done);
        self.joining.borrow_mut().retain(|other| *other != me);
        result
    }
}

/// A thread runs, and how it is waited for is known.
pub(super) fn begins(handle: &Ref<Native<Handle>>, ident: i64, daemon: bool) {
    handle.ident.set(ident);
    handle.state.set(State::Running);
    RUNNING.with(|running| running.borrow_mut().push((handle.clone(), !daemon)));
}

/// It has ended.
pub(super) fn ended(handle: &Native<Handle>) {
    handle.data.set_done();
}

/// Whether a handle's thread is the one that runs now.
fn is_mine(handle: &Handle) -> bool {
    handle.ident.get() == threads::ident()
}

/// Waits for the threads that are no daemons.
pub(super) fn shutdown(_: &Obj) -> PyResult {
    loop {
        let next = RUNNING.with(|running| {
            let running = running.borrow();
            let mut waited_for = running
                .iter()
                .filter(|(other, waited)| *waited && !is_mine(other));
            waited_for.next().map(|(handle, _)| handle.clone())
        });
        let Some(next) = next else {
            return native::none();
        };
        next.data.join(Patience::Endless)?;
    }
}

/// In a copy of the process the other threads have ended.
pub(super) fn after_fork() {
    let others = RUNNING.with(|running| running.borrow().clone());
    for (handle, _) in others {
        handle.joining.borrow_mut().clear();
        if !is_mine(&handle) {
            handle.data.set_done();
        }
    }
}

/// The handles are let go at the end of the program.
pub(super) fn forget() {
    drop(RUNNING.with(RefCell::take));
}

fn join(this: &Obj, args: &[&Obj]) -> PyResult {
    let timeout = match args.first() {
        Some(timeout) if !is_none(timeout) => nanoseconds(timeout)?,
        _ => -1,
    };
    handle(this)?.join(Patience::of(timeout))?;
    native::none()
}

pub(super) fn make_thread_handle(_: &Obj, ident: &Obj) -> PyResult {
    let Some(ident) = ident.downcast::<Int>() else {
        return Err(type_error("ident must be an integer"));
    };
    let ident = native::size(ident.as_obj())? as i64;
    Ok(Handle::make(State::Running, ident).into_obj())
}
