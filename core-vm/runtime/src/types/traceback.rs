//! `traceback`: one entry per frame that an exception passed.

use std::cell::Cell;

use crate::object::error::{type_error, value_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags, protocol,
};
use crate::types::code::Code;
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::frame::Frame;
use crate::types::int::Int;
use crate::types::list::List;
use crate::types::none::{is_none, none};
use crate::types::str::Str;

#[repr(C)]
pub struct Traceback {
    head: Obj,
    pub next: Field<Traceback>,
    pub frame: Field<Frame>,
    /// Byte offset of the instruction.
    pub lasti: Cell<i32>,
    /// Line; 0 until asked for, then computed from `lasti`.
    pub lineno: Cell<i32>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Traceback {
    fn type_object() -> &'static Type {
        &TRACEBACK_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.next);
        visit.field(&self.frame);
    }

    fn clear(&self) {
        self.next.set(None);
        self.frame.set(None);
    }
}

impl Traceback {
    pub fn new(
        next: Option<Ref<Traceback>>,
        frame: Ref<Frame>,
        lasti: i32,
        lineno: i32,
    ) -> Ref<Traceback> {
        object::alloc(
            &TRACEBACK_TYPE,
            Traceback {
                head: object::header(0),
                next: Field::new(next),
                frame: Field::new(frame),
                lasti: Cell::new(lasti),
                lineno: Cell::new(lineno),
            },
        )
    }

    /// The code that the entry's frame runs.
    pub fn code(&self) -> Option<Ref<Code>> {
        self.frame.peek().and_then(Frame::code)
    }

    /// The line, computed from the instruction when it was not given.
    pub fn line(&self) -> Option<i32> {
        if self.lineno.get() > 0 {
            return Some(self.lineno.get());
        }
        let index = usize::try_from(self.lasti.get()).ok()? / 2;
        self.code()?.line_at(index)
    }
}

fn this(object: &Obj) -> &Traceback {
    // SAFETY: slots and attributes of this type are only reached with its instances.
    unsafe { object.cast_unchecked() }
}

fn new(_: &Type, args: Args<'_>) -> PyResult {
    let bound = crate::object::args::parsed("(tb_next, tb_frame, tb_lasti, tb_lineno)")
        .bind("traceback", args)?;
    let [Some(next), Some(frame), Some(lasti), Some(lineno)] = bound[..] else {
        return Err(type_error("traceback() takes exactly 4 arguments"));
    };
    let next = next_arg(next)?;
    let frame = frame.to_ref().downcast_into::<Frame>().map_err(|other| {
        type_error(format!(
            "traceback() argument 'tb_frame' must be frame, not {}",
            crate::object::args::type_in_message(&other)
        ))
    })?;
    let number = |value: &Obj| {
        let value = protocol::number::index_as_isize(value, Some(&OVERFLOW_ERROR))?;
        i32::try_from(value).map_err(|_| {
            crate::object::error::overflow_error(if value < 0 {
                "signed integer is less than minimum"
            } else {
                "signed integer is greater than maximum"
            })
        })
    };
    Ok(Traceback::new(next, frame, number(lasti)?, number(lineno)?).into_obj())
}

fn next_arg(value: &Obj) -> PyResult<Option<Ref<Traceback>>> {
    if is_none(value) {
        return Ok(None);
    }
    value
        .to_ref()
        .downcast_into::<Traceback>()
        .map(Some)
        .map_err(|other| {
            type_error(format!(
                "expected traceback object or None, got '{}'",
                other.ty().tp_name()
            ))
        })
}

fn get_next(object: &Obj) -> PyResult {
    Ok(this(object).next.get().map_or_else(none, Ref::into_obj))
}

fn set_next(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("can't delete tb_next attribute"));
    };
    let next = next_arg(value)?;
    let mut cursor = next.clone();
    while let Some(entry) = cursor {
        if entry.as_obj().is(object) {
            return Err(value_error("traceback loop detected"));
        }
        cursor = entry.next.get();
    }
    this(object).next.set(next);
    Ok(())
}

static MEMBERS: &[Member] = &[
    Member::readonly("tb_frame", |object| {
        Ok(this(object).frame.get().map_or_else(none, Ref::into_obj))
    }),
    Member::readonly("tb_lasti", |object| {
        Ok(Int::new(i64::from(this(object).lasti.get())).into_obj())
    }),
];

static GETSET: &[GetSet] = &[
    GetSet::new("tb_next", get_next, set_next),
    GetSet::readonly("tb_lineno", |object| {
        let line = this(object).line();
        Ok(line.map_or_else(none, |line| Int::new(i64::from(line)).into_obj()))
    }),
];

static METHODS: &[NativeDef] = &[NativeDef::new(
    "__dir__",
    "($self, /)",
    "",
    NativeFn::NoArgs(|_| {
        let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"];
        let names = names.iter().map(|name| Str::from_str(name).into_obj());
        Ok(List::new(names.collect()).into_obj())
    }),
)];

pub static TRACEBACK_TYPE: Type = Type::builtin(&TRACEBACK_SPEC);
static TRACEBACK_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)\n--\n\nCreate a new traceback object.",
    ),
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    members: MEMBERS,
    ..TypeSpec::of::<Traceback>("traceback")
};
