//! `frame`: the object over an interpreter frame, made only when somebody looks.
//!
//! While the call runs, it points at the frame on the VM stack. When the call ends and
//! the object lives on, the frame's contents move into it.

use std::cell::{Cell, UnsafeCell};

use crate::interp::frame::{FrameCopy, InterpreterFrame};
use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::frame_attributes as attributes;

#[repr(C)]
pub struct Frame {
    head: Obj,
    /// The running (or generator-owned, or copied) frame.
    pub(crate) frame: Cell<*mut InterpreterFrame>,
    /// The frame's contents after its call ended.
    pub(crate) owned: UnsafeCell<Option<FrameCopy>>,
    /// The calling frame's object, kept when the chain was walked (`f_back`) or the call ended.
    pub back: Field<Frame>,
    pub trace: Field,
    pub trace_lines: Cell<bool>,
    pub trace_opcodes: Cell<bool>,
    /// Line set by a debugger's jump; 0: computed.
    pub lineno: Cell<i32>,
    /// Local variables beyond the fast ones, set through `f_locals`.
    pub extra_locals: Field,
    /// Values replaced through `f_locals` that the stack may still borrow.
    pub overwritten: UnsafeCell<Vec<Ref>>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Frame {
    fn type_object() -> &'static Type {
        &FRAME_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.back);
        visit.field(&self.trace);
        visit.field(&self.extra_locals);
        // SAFETY: no callback of the visitor changes the frame.
        unsafe {
            for value in &*self.overwritten.get() {
                visit.obj(value);
            }
            if let Some(copy) = &*self.owned.get() {
                copy.traverse(visit);
            }
        }
    }

    fn clear(&self) {
        self.trace.set(None);
        self.extra_locals.set(None);
        // SAFETY: the copy is taken out before anything is dropped.
        drop(unsafe { std::mem::take(&mut *self.overwritten.get()) });
        crate::interp::frame::clear_owned(self);
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        crate::interp::frame::drop_owned(self);
    }
}

impl Frame {
    /// The object over `frame`, which must not have one yet.
    pub(crate) fn new(frame: *mut InterpreterFrame) -> Ref<Frame> {
        object::alloc(
            &FRAME_TYPE,
            Frame {
                head: object::header(0),
                frame: Cell::new(frame),
                owned: UnsafeCell::new(None),
                back: Field::empty(),
                trace: Field::empty(),
                trace_lines: Cell::new(true),
                trace_opcodes: Cell::new(false),
                lineno: Cell::new(0),
                extra_locals: Field::empty(),
                overwritten: UnsafeCell::new(Vec::new()),
            },
        )
    }
}

impl Frame {
    /// The code that the frame runs; `None` once the frame was cleared.
    pub fn code(&self) -> Option<Ref<crate::types::code::Code>> {
        // SAFETY: a non-null frame is live and owns its code.
        unsafe { Some((*self.frame.get().as_ref()?.code).to_ref()) }
    }
}

pub static FRAME_TYPE: Type = Type::builtin(&FRAME_SPEC);
static FRAME_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (152, 8),
    slots: attributes::SLOTS,
    methods: attributes::METHODS,
    getset: attributes::GETSET,
    members: attributes::MEMBERS,
    ..TypeSpec::of::<Frame>("frame")
};
