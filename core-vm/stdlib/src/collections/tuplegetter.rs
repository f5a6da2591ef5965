//! `_collections._tuplegetter`: the field of a named tuple.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{attribute_error_plain, index_error, type_error};
use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

pub struct TupleGetter {
    index: isize,
    doc: Field,
}

impl NativeType for TupleGetter {
    fn type_object() -> &'static Type {
        &TUPLE_GETTER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.doc);
    }
}

fn data(object: &Obj) -> PyResult<&Native<TupleGetter>> {
    object
        .downcast()
        .ok_or_else(|| type_error("not a _tuplegetter"))
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("_tuplegetter")?;
    check_positional("_tuplegetter", args.values.len(), 2, 2)?;
    let index = number::index_as_isize(args.values[0], Some(&OVERFLOW_ERROR))?;
    Ok(Native::of_type(
        ty,
        TupleGetter {
            index,
            doc: Field::new(args.values[1].to_ref()),
        },
    )
    .into_obj())
}

fn get(object: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let getter = data(object)?;
    let Some(instance) = instance else {
        return Ok(object.to_ref());
    };
    let Some(tuple) = instance.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "descriptor for index '{}' for tuple subclasses doesn't apply to '{}' object",
            getter.index,
            instance.ty().tp_name()
        )));
    };
    usize::try_from(getter.index)
        .ok()
        .and_then(|index| tuple.get(index))
        .ok_or_else(|| index_error("tuple index out of range"))
}

fn set(_object: &Obj, _instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
    Err(attribute_error_plain(if value.is_some() {
        "can't set attribute"
    } else {
        "can't delete attribute"
    }))
}

fn doc(object: &Obj) -> PyResult {
    Ok(data(object)?.doc.get().unwrap_or_else(none))
}

fn set_doc(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    data(object)?.doc.set(value.map(|value| value.to_ref()));
    Ok(())
}

fn reduce(object: &Obj) -> PyResult {
    let arguments: Vec<Ref> = vec![
        Int::new(data(object)?.index as i64).into_obj(),
        doc(object)?,
    ];
    Ok(Tuple::new(vec![
        object.ty().to_ref().into_obj(),
        Tuple::new(arguments).into_obj(),
    ])
    .into_obj())
}

fn repr(object: &Obj) -> PyResult {
    let getter = data(object)?;
    let doc = protocol::repr(&*doc(object)?)?;
    Ok(
        Str::from_str(&format!("{}({}, ", object.ty().name(), getter.index))
            .concat(&doc)
            .concat(&Str::from_str(")"))
            .into_obj(),
    )
}

pub static TUPLE_GETTER_TYPE: Type = Type::builtin(&TUPLE_GETTER_SPEC);
static TUPLE_GETTER_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        descr_get: Some(get),
        descr_set: Some(set),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(reduce),
    )],
    members: &[Member {
        name: "__doc__",
        get: doc,
        set: Some(set_doc),
        doc: None,
    }],
    ..TypeSpec::of::<Native<TupleGetter>>("collections._tuplegetter")
};
