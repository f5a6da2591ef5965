//! `types.SimpleNamespace`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags, protocol,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::none::not_implemented;
use serpentarium_runtime::types::object_attributes::{
    generic_getattr, generic_setattr, instance_dict,
};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

pub struct SimpleNamespace;

impl NativeType for SimpleNamespace {
    fn type_object() -> &'static Type {
        &SIMPLE_NAMESPACE_TYPE
    }
}

pub static SIMPLE_NAMESPACE_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some("A simple attribute-based namespace."),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT,
    reported: (24, 0),
    slots: Slots {
        new: Some(|ty, _| Ok(Native::of_type(ty, SimpleNamespace).into_obj())),
        init: Some(init),
        repr: Some(repr),
        richcompare: Some(compare),
        getattr: Some(generic_getattr),
        setattr: Some(generic_setattr),
        ..Slots::NONE
    },
    methods: METHODS,
    none_attributes: &["__hash__"],
    ..TypeSpec::of::<Native<SimpleNamespace>>("types.SimpleNamespace")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reduce__",
        "($self, /)",
        "Return state information for pickling",
        NativeFn::NoArgs(reduce),
    ),
    NativeDef::new(
        "__replace__",
        "($self, /, **changes)",
        "Return a copy of the namespace object with new values for the specified attributes.",
        NativeFn::Raw(replace),
    ),
];

/// A namespace with these attributes.
pub fn new(attributes: &Dict) -> Ref {
    let namespace = Native::new(SimpleNamespace).into_obj();
    for (name, value) in attributes.items() {
        if let (Some(name), Some(dict)) = (name.downcast::<Str>(), instance_dict(&namespace)) {
            dict.set_str(name, value);
        }
    }
    namespace
}

fn dict_of(object: &Obj) -> Ref<Dict> {
    instance_dict(object).unwrap_or_else(Dict::new)
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    let given = args.positional();
    if given.len() > 1 {
        return Err(type_error(format!(
            "{} expected at most 1 argument, got {}",
            object.ty().name(),
            given.len()
        )));
    }
    let dict = dict_of(object);
    if let Some(mapping) = given.first() {
        let copy = protocol::call(
            serpentarium_runtime::types::dict::DICT_TYPE.as_obj(),
            &[mapping],
        )?;
        for (key, value) in copy.downcast::<Dict>().map(Dict::items).unwrap_or_default() {
            if key.downcast::<Str>().is_none() {
                return Err(type_error("keywords must be strings"));
            }
            dict.set(&key, value)?;
        }
    }
    for (name, value) in args.keywords() {
        dict.set_str(name, value.to_ref());
    }
    Ok(())
}

thread_local! {
    static ACTIVE: std::cell::RefCell<Vec<usize>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn repr(object: &Obj) -> PyResult {
    let name = if object.is_exact(&SIMPLE_NAMESPACE_TYPE) {
        "namespace".to_owned()
    } else {
        object.ty().name()
    };
    let address = object.address();
    if ACTIVE.with(|active| active.borrow().contains(&address)) {
        return Ok(Str::from_str(&format!("{name}(...)")).into_obj());
    }
    ACTIVE.with(|active| active.borrow_mut().push(address));
    let shown = repr_items(object);
    ACTIVE.with(|active| active.borrow_mut().pop());
    Ok(Str::from_str(&format!("{name}("))
        .concat(&*shown?)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn repr_items(object: &Obj) -> PyResult<Ref<Str>> {
    let mut text = Str::from_str("");
    for (key, value) in dict_of(object).items() {
        let Some(key) = key.downcast::<Str>().filter(|key| !key.is_empty()) else {
            continue;
        };
        if !text.is_empty() {
            text = text.concat(&Str::from_str(", "));
        }
        text = text
            .concat(key)
            .concat(&Str::from_str("="))
            .concat(&*protocol::repr(&value)?);
    }
    Ok(text)
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !left.is_instance(&SIMPLE_NAMESPACE_TYPE) || !right.is_instance(&SIMPLE_NAMESPACE_TYPE) {
        return Ok(not_implemented());
    }
    protocol::compare(dict_of(left).as_obj(), dict_of(right).as_obj(), op)
}

fn reduce(object: &Obj) -> PyResult {
    Ok(Tuple::new(vec![
        object.ty().as_obj().to_ref(),
        Tuple::empty().into_obj(),
        dict_of(object).into_obj(),
    ])
    .into_obj())
}

fn replace(object: &Obj, args: Args<'_>) -> PyResult {
    if !args.positional().is_empty() {
        return Err(type_error("__replace__() takes no positional arguments"));
    }
    let copy = protocol::call(object.ty().as_obj(), &[])?;
    let dict = dict_of(&copy);
    dict.merge(&dict_of(object))?;
    for (name, value) in args.keywords() {
        dict.set_str(name, value.to_ref());
    }
    Ok(copy)
}
