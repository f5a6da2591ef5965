//! `_struct`: Python values as the bytes of C structures.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{Member, NativeModule, none};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Exc, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::buffer::{self, Buffer, request};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::bytes_like::is_bytes_like;
use serpentarium_runtime::types::exceptions::{EXCEPTION, INDEX_ERROR, module_exception};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;

use crate::value::{add_type, bytes, int, tuple};

mod convert;
mod format;
mod half;
mod iterator;
mod table;

use format::Layout;

pub static MODULE: NativeModule = NativeModule {
    name: "_struct",
    doc: table::DOC,
    functions: table::FUNCTIONS,
    exec: |module| {
        add_type(module, &STRUCT_TYPE);
        add_type(module, &ERROR);
        serpentarium_runtime::types::typeobj::ready::ready(&iterator::ITERATOR_TYPE);
        Ok(())
    },
};

static ERROR: Type = Type::builtin(&ERROR_SPEC);
static ERROR_SPEC: TypeSpec = module_exception("struct.error", &EXCEPTION);

pub(crate) fn error(message: impl AsRef<str>) -> Exc {
    Exc::with_message(&ERROR, message.as_ref())
}

/// A compiled format as an object.
pub(super) struct Struct {
    format: RefCell<Ref<Str>>,
    layout: RefCell<std::rc::Rc<Layout>>,
    ready: Cell<bool>,
}

impl NativeType for Struct {
    fn type_object() -> &'static Type {
        &STRUCT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.obj(self.format.borrow().as_obj());
    }
}

static STRUCT_TYPE: Type = Type::builtin(&STRUCT_SPEC);
static STRUCT_SPEC: TypeSpec = TypeSpec {
    doc: Some("Struct(fmt) --> compiled struct object\n\n"),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: table::METHODS,
    members: MEMBERS,
    ..TypeSpec::of::<Native<Struct>>("_struct.Struct")
};

static MEMBERS: &[Member] = &[
    Member {
        doc: Some("struct format string"),
        ..Member::readonly("format", |this| {
            Ok(receiver(this)?.format.borrow().clone().into_obj())
        })
    },
    Member {
        doc: Some("struct size in bytes"),
        ..Member::readonly("size", |this| {
            Ok(Int::from_usize(layout_of(this)?.size).into_obj())
        })
    },
];

fn receiver(this: &Obj) -> PyResult<&Native<Struct>> {
    this.downcast::<Native<Struct>>()
        .ok_or_else(|| type_error("a _struct.Struct object is required"))
}

fn layout_of(this: &Obj) -> PyResult<std::rc::Rc<Layout>> {
    let this = receiver(this)?;
    if !this.ready.get() {
        return Err(serpentarium_runtime::object::error::runtime_error(
            "Struct object is not initialized",
        ));
    }
    Ok(this.layout.borrow().clone())
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    let object = Native::of_type(
        ty,
        Struct {
            format: RefCell::new(Str::from_str("")),
            layout: RefCell::default(),
            ready: Cell::new(false),
        },
    );
    Ok(object.into_obj())
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound =
        serpentarium_runtime::object::args::parsed("($self, format)").bind("Struct", args)?;
    let format = bound[0].ok_or_else(|| type_error("Struct() missing format"))?;
    let (text, layout) = compile(format)?;
    let this = receiver(this)?;
    let old = this.format.replace(text);
    drop(old);
    this.layout.replace(std::rc::Rc::new(layout));
    this.ready.set(true);
    Ok(())
}

fn repr(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let format = this.format.borrow().clone();
    let shown = protocol::repr_text(format.as_obj())?;
    let name = this.as_obj().ty().name();
    Ok(Str::from_str(&format!("{name}({shown})")).into_obj())
}

/// Reads a format given as text or bytes.
fn compile(format: &Obj) -> PyResult<(Ref<Str>, Layout)> {
    if let Some(text) = format.downcast::<Str>() {
        let ascii = serpentarium_runtime::codecs::charset::encode(
            text,
            &serpentarium_runtime::codecs::charset::ASCII,
            "strict",
        )?;
        return Ok((text.to_ref(), Layout::parse(&ascii)?));
    }
    match format.downcast::<Bytes>() {
        Some(bytes) => {
            let text = serpentarium_runtime::codecs::charset::decode_latin_1(bytes.as_slice());
            Ok((text, Layout::parse(bytes.as_slice())?))
        }
        None => Err(type_error(format!(
            "Struct() argument 1 must be a str or bytes object, not {}",
            format.ty().tp_name()
        ))),
    }
}

/// Packs values into bytes of the layout's size.
fn pack_values(layout: &Layout, values: &[&Obj], function: &str) -> PyResult<Vec<u8>> {
    if values.len() != layout.values {
        return Err(error(format!(
            "{function} expected {} items for packing (got {})",
            layout.values,
            values.len()
        )));
    }
    let mut out = vec![0; layout.size];
    let mut values = values.iter();
    for field in &layout.fields {
        let kind = field.kind;
        if matches!(kind.letter, b's' | b'p') {
            let Some(value) = values.next() else { break };
            let data = convert::string(kind.letter, value)?;
            put_string(
                &mut out[field.offset..field.offset + field.count],
                &data,
                kind.letter,
            );
            continue;
        }
        for index in 0..field.count {
            let Some(value) = values.next() else { break };
            let start = field.offset + index * kind.size;
            convert::pack(
                kind,
                layout.big_endian,
                value,
                &mut out[start..start + kind.size],
            )?;
        }
    }
    Ok(out)
}

fn put_string(target: &mut [u8], data: &[u8], letter: u8) {
    let target = match (letter, target) {
        (b'p', []) => return,
        (b'p', [length, rest @ ..]) => {
            *length = data.len().min(rest.len()).min(255) as u8;
            rest
        }
        (_, target) => target,
    };
    let len = data.len().min(target.len());
    target[..len].copy_from_slice(&data[..len]);
}

/// Unpacks bytes of the layout's size.
pub(super) fn unpack_values(layout: &Layout, data: &[u8]) -> PyResult {
    let mut values = Vec::with_capacity(layout.values);
    for field in &layout.fields {
        let kind = field.kind;
        let start = field.offset;
        match kind.letter {
            b's' => values.push(bytes(&data[start..start + field.count])?),
            b'p' => values.push(bytes(pascal(&data[start..start + field.count]))?),
            _ => values.extend((0..field.count).map(|index| {
                let start = start + index * kind.size;
                convert::unpack(kind, layout.big_endian, &data[start..start + kind.size])
            })),
        }
    }
    tuple(values)
}

fn pascal(data: &[u8]) -> &[u8] {
    match data {
        [] => data,
        [length, rest @ ..] => &rest[..usize::from(*length).min(rest.len())],
    }
}

fn unpack_exactly(layout: &Layout, source: &Obj) -> PyResult {
    let data = buffer::get(source, request::SIMPLE)?.to_vec();
    if data.len() != layout.size {
        return Err(error(format!(
            "unpack requires a buffer of {} bytes",
            layout.size
        )));
    }
    unpack_values(layout, &data)
}

/// Where in a buffer of `len` bytes a struct is meant, negative offsets from the end.
fn checked_offset(offset: isize, len: usize, layout: &Layout, packing: bool) -> PyResult<usize> {
    let size = layout.size;
    let mut at = offset;
    if offset < 0 {
        if offset + size as isize > 0 {
            return Err(error(if packing {
                format!("no space to pack {size} bytes at offset {offset}")
            } else {
                format!("not enough data to unpack {size} bytes at offset {offset}")
            }));
        }
        if offset + (len as isize) < 0 {
            return Err(error(format!(
                "offset {offset} out of range for {len}-byte buffer"
            )));
        }
        at += len as isize;
    }
    let at = at as usize;
    if len.saturating_sub(at) < size || at > len {
        let (function, doing) = if packing {
            ("pack_into", "packing")
        } else {
            ("unpack_from", "unpacking")
        };
        return Err(error(format!(
            "{function} requires a buffer of at least {} bytes for {doing} {size} bytes \
             at offset {at} (actual buffer size is {len})",
            size + at
        )));
    }
    Ok(at)
}

fn unpack_at(layout: &Layout, source: &Obj, offset: Option<&Obj>) -> PyResult {
    let data = buffer::get(source, request::SIMPLE)?.to_vec();
    let offset = offset.map_or(Ok(0), |offset| {
        number::index_as_isize(offset, Some(&INDEX_ERROR))
    })?;
    let at = checked_offset(offset, data.len(), layout, false)?;
    unpack_values(layout, &data[at..at + layout.size])
}

fn pack_at(layout: &Layout, values: &[&Obj]) -> PyResult {
    let [target, offset, items @ ..] = values else {
        return Err(error(if values.is_empty() {
            "pack_into expected buffer argument"
        } else {
            "pack_into expected offset argument"
        }));
    };
    if items.len() != layout.values {
        return Err(error(format!(
            "pack_into expected {} items for packing (got {})",
            layout.values,
            items.len()
        )));
    }
    let view = writable(target)?;
    let offset = number::index_as_isize(offset, Some(&INDEX_ERROR))?;
    let at = checked_offset(offset, view.len, layout, true)?;
    view.write(at, &pack_values(layout, items, "pack_into")?);
    none()
}

fn writable(target: &Obj) -> PyResult<Buffer> {
    let refused = || {
        type_error(format!(
            "argument must be read-write bytes-like object, not {}",
            target.ty().tp_name()
        ))
    };
    if !is_bytes_like(target) {
        return Err(refused());
    }
    buffer::get(target, request::WRITABLE).map_err(|_| refused())
}

// ---- methods of Struct

fn method_pack(this: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("Struct.pack")?;
    bytes(&pack_values(&*layout_of(this)?, args.values, "pack")?)
}

fn method_pack_into(this: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("Struct.pack_into")?;
    pack_at(&*layout_of(this)?, args.values)
}

fn method_unpack(this: &Obj, source: &Obj) -> PyResult {
    unpack_exactly(&*layout_of(this)?, source)
}

fn method_unpack_from(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let source = args[0].ok_or_else(|| type_error("missing buffer"))?;
    unpack_at(&*layout_of(this)?, source, args[1])
}

fn method_iter_unpack(this: &Obj, source: &Obj) -> PyResult {
    iterator::new(layout_of(this)?, source)
}

fn method_sizeof(this: &Obj) -> PyResult {
    let fields = layout_of(this)?.fields.len() as i64;
    int(56 + 32 * (fields + 1))
}

// ---- functions of the module

fn clearcache(_module: &Obj) -> PyResult {
    none()
}

fn calcsize(_module: &Obj, format: &Obj) -> PyResult {
    Ok(Int::from_usize(compile(format)?.1.size).into_obj())
}

fn pack(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("_struct.pack")?;
    let Some((format, values)) = args.values.split_first() else {
        return Err(type_error("missing format argument"));
    };
    bytes(&pack_values(&compile(format)?.1, values, "pack")?)
}

fn pack_into(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("_struct.pack_into")?;
    let Some((format, values)) = args.values.split_first() else {
        return Err(type_error("missing format argument"));
    };
    pack_at(&compile(format)?.1, values)
}

fn unpack(_module: &Obj, args: &[&Obj]) -> PyResult {
    unpack_exactly(&compile(args[0])?.1, args[1])
}

fn unpack_from(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(format), Some(source)) = (args[0], args[1]) else {
        return Err(type_error("missing buffer"));
    };
    unpack_at(&compile(format)?.1, source, args[2])
}

fn iter_unpack(_module: &Obj, args: &[&Obj]) -> PyResult {
    iterator::new(std::rc::Rc::new(compile(args[0])?.1), args[1])
}
