//! Struct sequences: tuples whose items also have names (`sys.version_info`, `os.stat_result`).
//!
//! A type is made once from a [`Shape`] with [`define`] and lives for ever. Fields beyond
//! the visible ones are kept in the instance's dictionary.

use crate::object::error::type_error;
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags, protocol};
use crate::types::dict::{Dict, inline};
use crate::types::int::Int;
use crate::types::none::none;
use crate::types::str::{Str, intern};
use crate::types::tuple::{TUPLE_TYPE, Tuple};

/// Description of a struct sequence type.
pub struct Shape {
    /// Dotted, as in `repr`.
    pub name: &'static str,
    pub doc: &'static str,
    /// Names with docstrings; an empty name is a field without one.
    pub fields: &'static [(&'static str, &'static str)],
    /// How many of the fields are items of the tuple.
    pub visible: usize,
}

/// A defined type, with its shape.
#[derive(Clone, Copy)]
pub struct StructType {
    pub ty: &'static Type,
    pub shape: &'static Shape,
}

const MAX_FIELDS: usize = 32;

macro_rules! getters {
    ($($index:literal)*) => {
        [$(|object: &Obj| item(object, $index)),*]
    };
}
static GETTERS: [fn(&Obj) -> PyResult; MAX_FIELDS] = getters!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
);

fn item(object: &Obj, index: usize) -> PyResult {
    let found = object
        .downcast::<Tuple>()
        .and_then(|tuple| tuple.get(index));
    Ok(found.unwrap_or_else(none))
}

static SHAPES: super::OneThread<std::cell::RefCell<Vec<StructType>>> =
    super::OneThread(std::cell::RefCell::new(Vec::new()));

/// Makes the type of a shape, or gives the one made before.
pub fn define(shape: &'static Shape) -> StructType {
    let known = SHAPES
        .0
        .borrow()
        .iter()
        .copied()
        .find(|known| std::ptr::eq(known.shape, shape));
    if let Some(known) = known {
        return known;
    }
    let members: Vec<Member> = shape
        .fields
        .iter()
        .take(shape.visible)
        .enumerate()
        .filter(|(_, (name, _))| !name.is_empty())
        .map(|(index, (name, doc))| Member {
            name,
            get: GETTERS[index.min(MAX_FIELDS - 1)],
            set: None,
            doc: Some(*doc).filter(|doc| !doc.is_empty()),
        })
        .collect();
    let hidden = shape.fields.len() > shape.visible;
    let spec: &'static TypeSpec = Box::leak(Box::new(TypeSpec {
        doc: Some(shape.doc).filter(|doc| !doc.is_empty()),
        base: Some(&TUPLE_TYPE),
        flags: flags::HAVE_GC
            | flags::TUPLE_SUBCLASS
            | flags::MATCH_SELF
            | flags::SEQUENCE
            | if hidden { flags::MANAGED_DICT } else { 0 },
        reported: (32, 8),
        slots: Slots {
            new: Some(new),
            repr: Some(repr),
            ..Slots::NONE
        },
        methods: METHODS,
        members: Box::leak(members.into_boxed_slice()),
        extra: Some(add_counts),
        ..TypeSpec::of::<Tuple>(shape.name)
    }));
    let ty: &'static Type = Box::leak(Box::new(Type::builtin(spec)));
    let defined = StructType { ty, shape };
    SHAPES.0.borrow_mut().push(defined);
    crate::types::typeobj::ready::ready(ty);
    defined
}

fn shape_of(ty: &Type) -> Option<&'static Shape> {
    let shapes = SHAPES.0.borrow();
    let known = shapes.iter().find(|known| ty.is_subtype(known.ty));
    known.map(|known| known.shape)
}

fn add_counts(ty: &Type) {
    let Some(shape) = shape_of(ty) else { return };
    let Some(dict) = ty.dict.peek() else { return };
    let unnamed = shape
        .fields
        .iter()
        .filter(|(name, _)| name.is_empty())
        .count();
    for (name, value) in [
        ("n_fields", shape.fields.len()),
        ("n_sequence_fields", shape.visible),
        ("n_unnamed_fields", unnamed),
    ] {
        dict.set_text(name, Int::from_usize(value).into_obj());
    }
    let names = shape
        .fields
        .iter()
        .take(shape.visible)
        .filter(|(name, _)| !name.is_empty());
    let names = names.map(|(name, _)| intern::intern_str(name).into_obj());
    dict.set_text("__match_args__", Tuple::new(names.collect()).into_obj());
}

impl StructType {
    /// An instance; missing values at the end are `None`.
    pub fn make(self, values: Vec<Ref>) -> Ref {
        let mut values = values;
        values.resize_with(self.shape.fields.len().max(values.len()), none);
        let hidden = values.split_off(self.shape.visible);
        let instance = Tuple::of_type(self.ty, values).into_obj();
        for ((name, _), value) in self.shape.fields[self.shape.visible..].iter().zip(hidden) {
            inline::set(&instance, &intern::intern_str(name), value);
        }
        instance
    }
}

fn new(class: &Type, args: Args<'_>) -> PyResult {
    let Some(shape) = shape_of(class) else {
        return Err(type_error("not a struct sequence type"));
    };
    let bound = crate::object::args::parsed("(sequence, dict=None)").bind(&class.name(), args)?;
    let sequence = bound[0].map(Object::to_ref).unwrap_or_else(none);
    if !protocol::sequence::is_sequence(&sequence) && sequence.ty().slots().iter.is_none() {
        return Err(type_error("constructor requires a sequence"));
    }
    let values = protocol::collect(&sequence)?;
    let (low, high) = (shape.visible, shape.fields.len());
    if values.len() < low || values.len() > high {
        let (how, limit) = match (low == high, values.len() < low) {
            (true, _) => ("a", low),
            (false, true) => ("an at least", low),
            (false, false) => ("an at most", high),
        };
        return Err(type_error(format!(
            "{}() takes {how} {limit}-sequence ({}-sequence given)",
            class.tp_name(),
            values.len()
        )));
    }
    let mut values = values;
    let given = bound[1].and_then(|dict| dict.downcast::<Dict>());
    for (name, _) in &shape.fields[values.len()..] {
        let value = given.and_then(|dict| dict.get_text(name));
        values.push(value.unwrap_or_else(none));
    }
    let hidden = values.split_off(low);
    let instance = Tuple::of_type(class, values).into_obj();
    for ((name, _), value) in shape.fields[low..].iter().zip(hidden) {
        inline::set(&instance, &intern::intern_str(name), value);
    }
    Ok(instance)
}

fn repr(object: &Obj) -> PyResult {
    let Some(shape) = shape_of(object.ty()) else {
        return Ok(Str::from_str("<struct sequence>").into_obj());
    };
    let mut text = Str::from_str(&format!("{}(", object.ty().tp_name()));
    for (index, (name, _)) in shape.fields.iter().take(shape.visible).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        let value = protocol::repr(&*item(object, index)?)?;
        text = text
            .concat(&Str::from_str(&format!("{separator}{name}=")))
            .concat(&value);
    }
    Ok(text.concat(&Str::from_str(")")).into_obj())
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
    NativeDef::new(
        "__replace__",
        "($self, /, **changes)",
        "Return a copy of the structure with new values for the specified fields.",
        NativeFn::Raw(replace),
    ),
];

fn hidden_fields(object: &Obj, shape: &Shape) -> PyResult<Ref<Dict>> {
    let hidden = Dict::new();
    for (name, _) in &shape.fields[shape.visible..] {
        hidden.set_text(name, protocol::getattr_text(object, name)?);
    }
    Ok(hidden)
}

fn reduce(object: &Obj) -> PyResult {
    let shape = shape_of(object.ty()).ok_or_else(|| type_error("not a struct sequence"))?;
    let items = Tuple::new(protocol::collect(object)?).into_obj();
    let hidden = hidden_fields(object, shape)?.into_obj();
    let args = Tuple::new(vec![items, hidden]).into_obj();
    Ok(Tuple::new(vec![object.ty().as_obj().to_ref(), args]).into_obj())
}

fn replace(object: &Obj, args: Args<'_>) -> PyResult {
    let shape = shape_of(object.ty()).ok_or_else(|| type_error("not a struct sequence"))?;
    if !args.positional().is_empty() {
        return Err(type_error("__replace__() takes no positional arguments"));
    }
    let mut values = protocol::collect(object)?;
    for (name, _) in &shape.fields[shape.visible..] {
        values.push(protocol::getattr_text(object, name)?);
    }
    let mut unknown = Vec::new();
    for (name, value) in args.keywords() {
        match shape
            .fields
            .iter()
            .position(|(field, _)| name.eq_str(field))
        {
            Some(index) => values[index] = value.to_ref(),
            None => unknown.push(protocol::repr_text(name.as_obj())?),
        }
    }
    if !unknown.is_empty() {
        return Err(type_error(format!(
            "Got unexpected field name(s): [{}]",
            unknown.join(", ")
        )));
    }
    Ok(StructType {
        ty: object.ty(),
        shape,
    }
    .make(values))
}
