//! `weakref.ref`.

use crate::object::error::type_error;
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{Args, Obj, Object, PyResult, Slots, Type, TypeSpec, args, flags};
use crate::types::int::bool_ref;
use crate::types::none::{is_none, none, not_implemented};
use crate::types::str::Str;
use crate::types::weakref::WeakRef;

fn this(object: &Obj) -> &WeakRef {
    // SAFETY: called with weak references only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let positional = args.positional();
    args::check_positional("__new__", positional.len(), 1, 2)?;
    let callback = positional
        .get(1)
        .filter(|callback| !is_none(callback))
        .map(|callback| callback.to_ref());
    Ok(WeakRef::new(ty, positional[0], callback)?.into_obj())
}

fn init(_object: &Obj, args: Args<'_>) -> PyResult<()> {
    args.no_keywords("ref")?;
    args::check_positional("__init__", args.values.len(), 1, 2)
}

fn call(object: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("weakref")?;
    args::check_positional("weakref", args.values.len(), 0, 0)?;
    Ok(this(object).get().unwrap_or_else(none))
}

fn hash(object: &Obj) -> PyResult<i64> {
    let reference = this(object);
    if reference.hash.get() != -1 {
        return Ok(reference.hash.get());
    }
    let Some(referent) = reference.get() else {
        return Err(type_error("weak object has gone away"));
    };
    let hash = protocol::hash(&referent)?;
    reference.hash.set(hash);
    Ok(hash)
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !right.is_instance(&WEAKREF_TYPE) {
        return Ok(not_implemented());
    }
    match (this(left).get(), this(right).get()) {
        (Some(a), Some(b)) => protocol::compare(&a, &b, op),
        _ => Ok(bool_ref(left.is(right) == (op == CompareOp::Eq))),
    }
}

fn repr(object: &Obj) -> PyResult {
    let address = object.address();
    let Some(referent) = this(object).get() else {
        return Ok(Str::from_str(&format!("<weakref at {address:#x}; dead>")).into_obj());
    };
    let name = protocol::getattr_opt(&referent, &crate::vm::names().dunder_name)?
        .and_then(|name| name.downcast_into::<Str>().ok())
        .map_or_else(String::new, |name| format!(" ({name})"));
    let ty = crate::types::typeobj::names::fully_qualified(referent.ty());
    let target = referent.address();
    Ok(Str::from_str(&format!(
        "<weakref at {address:#x}; to '{ty}' at {target:#x}{name}>"
    ))
    .into_obj())
}

fn get_callback(object: &Obj) -> PyResult {
    let reference = this(object);
    Ok(reference.callback.get().unwrap_or_else(none))
}

pub static WEAKREF_TYPE: Type = Type::builtin(&WEAKREF_SPEC);
static WEAKREF_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE | flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (64, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        call: Some(call),
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "Weakrefs are generic over the type of the referenced object.",
        NativeFn::One(crate::types::generic_alias::make),
    )
    .class()],
    members: &[Member::readonly("__callback__", get_callback)],
    ..TypeSpec::of::<WeakRef>("weakref.ReferenceType")
};
