//! `generator`, `coroutine` and `async_generator`: one layout that owns its frame.

use std::cell::Cell;

use crate::interp::frame::InterpreterFrame;
use crate::interp::thread::HandledItem;
use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::code::Code;
use crate::types::generator_methods as methods;
use crate::types::str::Str;

/// Where a generator stands (`gi_frame_state`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
pub enum State {
    Created = -3,
    Suspended = -2,
    /// Suspended in `yield from` or `await`.
    SuspendedYieldFrom = -1,
    Executing = 0,
    Completed = 1,
    /// Its frame was cleared.
    Cleared = 4,
}

/// A generator object; its frame with locals and stack stands behind the struct.
#[repr(C)]
pub struct Generator {
    head: Obj,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
    pub name: Field<Str>,
    pub qualname: Field<Str>,
    /// The code, once the frame is gone.
    pub(crate) code: Field<Code>,
    /// `cr_origin`, or the finalizer hook of an async generator.
    pub origin: Field,
    /// The exception being handled inside, while suspended.
    pub(crate) handled: HandledItem,
    pub state: Cell<State>,
    /// Async generators: hooks were run / closed / an `asend` is running.
    pub hooks_inited: Cell<bool>,
    pub closed: Cell<bool>,
    pub running_async: Cell<bool>,
    // InterpreterFrame follows
}

impl Generator {
    /// A payload whose frame is still to be filled in.
    pub(crate) fn new(name: Option<Ref<Str>>, qualname: Option<Ref<Str>>) -> Generator {
        Generator {
            head: object::header(0),
            weaklist: Cell::new(std::ptr::null_mut()),
            name: Field::new(name),
            qualname: Field::new(qualname),
            code: Field::empty(),
            origin: Field::empty(),
            handled: HandledItem::new(),
            state: Cell::new(State::Cleared),
            hooks_inited: Cell::new(false),
            closed: Cell::new(false),
            running_async: Cell::new(false),
        }
    }

    /// The frame inside the object.
    pub(crate) fn frame(&self) -> *mut InterpreterFrame {
        // SAFETY: the frame stands behind the struct in the same allocation.
        unsafe { std::ptr::from_ref(self).add(1).cast_mut().cast() }
    }
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Generator {
    fn type_object() -> &'static Type {
        &GENERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.name);
        visit.field(&self.qualname);
        visit.field(&self.code);
        visit.field(&self.origin);
        visit.field(&self.handled.value);
        if self.state.get() < State::Executing {
            // SAFETY: a suspended generator's frame is complete.
            unsafe { crate::interp::frame::traverse(self.frame(), visit) };
        }
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        crate::interp::generator::drop_frame(self);
    }
}

const FLAGS: u32 = flags::HAVE_GC | flags::DISALLOW_INSTANTIATION;

pub static GENERATOR_TYPE: Type = Type::builtin(&GENERATOR_SPEC);
static GENERATOR_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (152, 8),
    slots: methods::GENERATOR_SLOTS,
    methods: methods::GENERATOR_METHODS,
    getset: methods::GENERATOR_GETSET,
    weaklist_offset: std::mem::offset_of!(Generator, weaklist),
    ..TypeSpec::of::<Generator>("generator")
};

pub static COROUTINE_TYPE: Type = Type::builtin(&COROUTINE_SPEC);
static COROUTINE_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (152, 8),
    slots: methods::COROUTINE_SLOTS,
    methods: methods::COROUTINE_METHODS,
    getset: methods::COROUTINE_GETSET,
    members: methods::COROUTINE_MEMBERS,
    weaklist_offset: std::mem::offset_of!(Generator, weaklist),
    ..TypeSpec::of::<Generator>("coroutine")
};

pub static ASYNC_GENERATOR_TYPE: Type = Type::builtin(&ASYNC_GENERATOR_SPEC);
static ASYNC_GENERATOR_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (152, 8),
    slots: methods::ASYNC_GENERATOR_SLOTS,
    methods: methods::ASYNC_GENERATOR_METHODS,
    getset: methods::ASYNC_GENERATOR_GETSET,
    members: methods::ASYNC_GENERATOR_MEMBERS,
    weaklist_offset: std::mem::offset_of!(Generator, weaklist),
    ..TypeSpec::of::<Generator>("async_generator")
};
