//! `collections.defaultdict`.

use crate::object::error::{key_error, type_error};
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::{DICT_TYPE, Dict, methods};
use crate::types::none::{is_none, none, not_implemented};
use crate::types::repr_guard::ReprGuard;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct DefaultDict {
    dict: Dict,
    factory: Field,
}

// SAFETY: `#[repr(C)]`; starts with a dictionary, which starts with a header.
unsafe impl Object for DefaultDict {
    fn type_object() -> &'static Type {
        &DEFAULT_DICT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.dict.traverse(visit);
        visit.field(&self.factory);
    }

    fn clear(&self) {
        self.factory.set(None);
        self.dict.clear();
    }
}

fn this(object: &Obj) -> &DefaultDict {
    // SAFETY: called with instances of this type only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(object::alloc(
        ty,
        DefaultDict {
            dict: Dict::payload(std::ptr::null_mut(), std::ptr::null_mut(), 0),
            factory: Field::empty(),
        },
    )
    .into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    let mut values = args.values;
    let mut factory = None;
    if let [first, ..] = args.positional() {
        if first.ty().slots().call.is_none() && !is_none(first) {
            return Err(type_error("first argument must be callable or None"));
        }
        factory = Some(first.to_ref()).filter(|first| !is_none(first));
        values = &values[1..];
    }
    this(object).factory.set(factory);
    let rest = Args {
        values,
        names: args.names,
    };
    match DICT_TYPE.slots().init {
        Some(init) => init(object, rest),
        None => Ok(()),
    }
}

fn factory(object: &Obj) -> Ref {
    this(object).factory.get().unwrap_or_else(none)
}

fn repr(object: &Obj) -> PyResult {
    let dict = match DICT_TYPE.slots().repr {
        Some(repr) => repr(object)?,
        None => none(),
    };
    let dict = protocol::str(&dict)?;
    let factory = match this(object).factory.get() {
        None => Str::from_str("None"),
        Some(factory) => match ReprGuard::enter(&factory) {
            Some(_guard) => protocol::repr(&factory)?,
            None => Str::from_str("..."),
        },
    };
    Ok(Str::from_str(&format!("{}(", object.ty().name()))
        .concat(&factory)
        .concat(&Str::from_str(", "))
        .concat(&dict)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn missing(object: &Obj, key: &Obj) -> PyResult {
    let Some(factory) = this(object).factory.get() else {
        return Err(key_error(key));
    };
    let value = protocol::call(&factory, &[])?;
    protocol::sequence::setitem(object, key, Some(&value))?;
    Ok(value)
}

/// An instance of the same class with the same factory and entries.
fn copy(object: &Obj) -> PyResult {
    protocol::call(object.ty().as_obj(), &[&factory(object), object])
}

fn or(left: &Obj, right: &Obj) -> PyResult {
    let (kind, other) = match left.downcast::<DefaultDict>() {
        Some(_) => (left, right),
        None => (right, left),
    };
    if other.downcast::<Dict>().is_none() || left.downcast::<Dict>().is_none() {
        return Ok(not_implemented());
    }
    let result = protocol::call(kind.ty().as_obj(), &[&factory(kind), left])?;
    if let Some(dict) = result.downcast::<Dict>() {
        methods::update_from(dict, right)?;
    }
    Ok(result)
}

fn reduce(object: &Obj) -> PyResult {
    let arguments = match this(object).factory.get() {
        Some(factory) => Tuple::new(vec![factory]),
        None => Tuple::empty(),
    };
    let items = protocol::call_method(object, "items", &[])?;
    Ok(Tuple::new(vec![
        object.ty().to_ref().into_obj(),
        arguments.into_obj(),
        none(),
        none(),
        protocol::iter(&items)?,
    ])
    .into_obj())
}

fn set_factory(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object)
        .factory
        .set(value.filter(|value| !is_none(value)).map(|v| v.to_ref()));
    Ok(())
}

pub static DEFAULT_DICT_TYPE: Type = Type::builtin(&DEFAULT_DICT_SPEC);
static DEFAULT_DICT_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.\n",
    ),
    base: Some(&DICT_TYPE),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        nb_or: Some(or),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "__missing__",
            "($self, object, /)",
            "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n",
            NativeFn::One(missing),
        ),
        NativeDef::new(
            "copy",
            "($self, /)",
            "D.copy() -> a shallow copy of D.",
            NativeFn::NoArgs(copy),
        ),
        NativeDef::new(
            "__copy__",
            "($self, /)",
            "D.copy() -> a shallow copy of D.",
            NativeFn::NoArgs(copy),
        ),
        NativeDef::new(
            "__reduce__",
            "($self, /)",
            "Return state information for pickling.",
            NativeFn::NoArgs(reduce),
        ),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            "defaultdicts are generic over two types, signifying (respectively) the types of the dictionary's keys and values",
            NativeFn::One(crate::types::generic_alias::make),
        )
        .class(),
    ],
    members: &[Member {
        name: "default_factory",
        get: |object| Ok(factory(object)),
        set: Some(set_factory),
        doc: Some("Factory for default value called by __missing__()."),
    }],
    ..TypeSpec::of::<DefaultDict>("collections.defaultdict")
};
