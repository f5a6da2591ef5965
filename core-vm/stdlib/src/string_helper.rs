//! `_string`: reading format strings for `string.Formatter`.

use std::cell::Cell;

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
};
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::str::markup::{FieldPath, Key, Markup, Step, split_field};
use serpentarium_runtime::types::typeobj::ready::ready;

use crate::value::tuple;

pub static MODULE: NativeModule = NativeModule {
    name: "_string",
    doc: "string helper module",
    functions: FUNCTIONS,
    exec: |_| {
        ready(&FORMATTER_ITERATOR);
        ready(&FIELD_NAME_ITERATOR);
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "formatter_field_name_split",
        "($self, object, /)",
        "split the argument as a field name",
        NativeFn::One(field_name_split),
    ),
    NativeDef::new(
        "formatter_parser",
        "($self, object, /)",
        "parse the argument as a format string",
        NativeFn::One(parser),
    ),
];

/// A format string or field name, and how far it is read.
struct Reading {
    text: Ref<Str>,
    at: Cell<usize>,
}

struct FormatterIterator(Reading);
struct FieldNameIterator(Reading);

impl NativeType for FormatterIterator {
    fn type_object() -> &'static Type {
        &FORMATTER_ITERATOR
    }
}

impl NativeType for FieldNameIterator {
    fn type_object() -> &'static Type {
        &FIELD_NAME_ITERATOR
    }
}

static FORMATTER_ITERATOR: Type = Type::builtin(&FORMATTER_SPEC);
static FORMATTER_SPEC: TypeSpec = TypeSpec {
    reported: (64, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next_piece),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<FormatterIterator>>("formatteriterator")
};

static FIELD_NAME_ITERATOR: Type = Type::builtin(&FIELD_NAME_SPEC);
static FIELD_NAME_SPEC: TypeSpec = TypeSpec {
    reported: (64, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next_step),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<FieldNameIterator>>("fieldnameiterator")
};

fn text_argument(object: &Obj) -> PyResult<&Str> {
    object
        .downcast::<Str>()
        .ok_or_else(|| type_error(format!("expected str, got {}", object.ty().tp_name())))
}

fn parser(_module: &Obj, format: &Obj) -> PyResult {
    let text = text_argument(format)?.to_ref();
    let at = Cell::new(0);
    Ok(Native::new(FormatterIterator(Reading { text, at })).into_obj())
}

fn next_piece(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<Native<FormatterIterator>>() else {
        return Ok(None);
    };
    let Reading { text, at } = &this.0;
    let mut markup = Markup::new(text.points(), at.get()..text.len());
    let piece = markup.next()?;
    at.set(markup.position());
    let Some(piece) = piece else {
        return Ok(None);
    };
    let part = |range| text.slice(range).into_obj();
    let mut values = vec![part(piece.literal)];
    match piece.field {
        None => values.extend([none(), none(), none()]),
        Some(field) => {
            values.push(part(field.name));
            values.push(part(field.spec));
            values.push(
                field
                    .conversion
                    .map_or_else(none, |point| Str::from_char(point).into_obj()),
            );
        }
    }
    tuple(values).map(Some)
}

fn key_object(key: Key) -> Ref {
    match key {
        Key::Index(index) => Int::from_usize(index).into_obj(),
        Key::Name(name) => name.into_obj(),
    }
}

fn field_name_split(_module: &Obj, name: &Obj) -> PyResult {
    let text = text_argument(name)?.to_ref();
    let (first, path) = split_field(text.points())?;
    let at = Cell::new(path.position());
    let first = key_object(first);
    let rest = Native::new(FieldNameIterator(Reading {
        text: text.clone(),
        at,
    }))
    .into_obj();
    tuple(vec![first, rest])
}

fn next_step(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<Native<FieldNameIterator>>() else {
        return Ok(None);
    };
    let Reading { text, at } = &this.0;
    let mut path = FieldPath::resume(text.points(), at.get());
    let step = path.next()?;
    at.set(path.position());
    match step {
        None => Ok(None),
        Some(Step::Attribute(name)) => tuple(vec![bool_ref(true), name.into_obj()]).map(Some),
        Some(Step::Item(key)) => tuple(vec![bool_ref(false), key_object(key)]).map(Some),
    }
}
