//! `BufferedRWPair`: a reader and a writer as one stream.

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Slots, Type, TypeSpec, Visitor, args,
    protocol,
};
use serpentarium_runtime::types::int::Int;

use super::base::{BUFFERED_IO_BASE_TYPE, FLAGS, SLOTS};
use super::buffered::{BUFFERED_READER_TYPE, BUFFERED_WRITER_TYPE};

pub struct Pair {
    reader: Field,
    writer: Field,
}

impl NativeType for Pair {
    fn type_object() -> &'static Type {
        &BUFFERED_RW_PAIR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.reader);
        visit.field(&self.writer);
    }
}

pub static BUFFERED_RW_PAIR_TYPE: Type = Type::builtin(&PAIR_SPEC);
static PAIR_SPEC: TypeSpec = TypeSpec {
    doc: Some("A buffered reader and writer object together."),
    base: Some(&BUFFERED_IO_BASE_TYPE),
    flags: FLAGS,
    slots: Slots {
        new: Some(|ty, _| {
            Ok(Native::of_type(
                ty,
                Pair {
                    reader: Field::empty(),
                    writer: Field::empty(),
                },
            )
            .into_obj())
        }),
        init: Some(init),
        ..SLOTS
    },
    methods: &[
        NativeDef::new(
            "read",
            "",
            "",
            NativeFn::Raw(|this, args| to_reader(this, "read", args)),
        ),
        NativeDef::new(
            "peek",
            "",
            "",
            NativeFn::Raw(|this, args| to_reader(this, "peek", args)),
        ),
        NativeDef::new(
            "read1",
            "",
            "",
            NativeFn::Raw(|this, args| to_reader(this, "read1", args)),
        ),
        NativeDef::new(
            "readinto",
            "",
            "",
            NativeFn::Raw(|this, args| to_reader(this, "readinto", args)),
        ),
        NativeDef::new(
            "readinto1",
            "",
            "",
            NativeFn::Raw(|this, args| to_reader(this, "readinto1", args)),
        ),
        NativeDef::new(
            "readable",
            "",
            "",
            NativeFn::Raw(|this, args| to_reader(this, "readable", args)),
        ),
        NativeDef::new(
            "write",
            "",
            "",
            NativeFn::Raw(|this, args| to_writer(this, "write", args)),
        ),
        NativeDef::new(
            "flush",
            "",
            "",
            NativeFn::Raw(|this, args| to_writer(this, "flush", args)),
        ),
        NativeDef::new(
            "writable",
            "",
            "",
            NativeFn::Raw(|this, args| to_writer(this, "writable", args)),
        ),
        NativeDef::new("close", "", "", NativeFn::Raw(close)),
        NativeDef::new("isatty", "", "", NativeFn::Raw(isatty)),
    ],
    getset: &[GetSet::readonly("closed", |this| {
        protocol::getattr_text(&*part(this, |pair| &pair.writer)?, "closed")
    })],
    ..TypeSpec::of::<Native<Pair>>("_io.BufferedRWPair")
};

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound =
        args::parsed("(reader, writer, buffer_size=131072, /)").bind("BufferedRWPair", args)?;
    let Some(pair) = this.downcast::<Native<Pair>>() else {
        return Err(type_error("not a BufferedRWPair object"));
    };
    let default = Int::from_usize(super::DEFAULT_BUFFER_SIZE).into_obj();
    let size = bound[2].unwrap_or(&default);
    if let (Some(reader), Some(writer)) = (bound[0], bound[1]) {
        pair.reader.set(protocol::call(
            BUFFERED_READER_TYPE.as_obj(),
            &[reader, size],
        )?);
        pair.writer.set(protocol::call(
            BUFFERED_WRITER_TYPE.as_obj(),
            &[writer, size],
        )?);
    }
    Ok(())
}

fn part(this: &Obj, pick: fn(&Pair) -> &Field) -> PyResult {
    this.downcast::<Native<Pair>>()
        .and_then(|pair| pick(&pair.data).get())
        .ok_or_else(|| value_error("I/O operation on uninitialized object"))
}

fn to_reader(this: &Obj, method: &'static str, args: Args<'_>) -> PyResult {
    let reader = part(this, |pair| &pair.reader)?;
    protocol::call_args(&*protocol::getattr_text(&reader, method)?, args)
}

fn to_writer(this: &Obj, method: &'static str, args: Args<'_>) -> PyResult {
    let writer = part(this, |pair| &pair.writer)?;
    protocol::call_args(&*protocol::getattr_text(&writer, method)?, args)
}

fn close(this: &Obj, args: Args<'_>) -> PyResult {
    let written = to_writer(this, "close", args);
    to_reader(this, "close", args)?;
    written
}

fn isatty(this: &Obj, args: Args<'_>) -> PyResult {
    let answer = to_writer(this, "isatty", args)?;
    if protocol::is_true(&answer)? {
        return Ok(answer);
    }
    to_reader(this, "isatty", args)
}
