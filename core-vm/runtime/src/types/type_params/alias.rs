//! `typing.TypeAliasType`: what `type A[T] = list[T]` makes.

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, args, flags,
};
use crate::types::none::none;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::type_params::evaluator::ConstEvaluator;
use crate::types::type_params::typevar::or;
use crate::types::type_params::{call_evaluate, iter_unpacked, name_argument, name_of, unpack_all};

#[repr(C)]
pub struct TypeAlias {
    head: Obj,
    name: Field<Str>,
    params: Field<Tuple>,
    /// Empty when only a value was given.
    evaluate: Field,
    value: Field,
    module: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for TypeAlias {
    fn type_object() -> &'static Type {
        &TYPE_ALIAS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.name);
        visit.field(&self.params);
        visit.field(&self.evaluate);
        visit.field(&self.value);
        visit.field(&self.module);
    }

    fn clear(&self) {
        self.params.set(None);
        self.evaluate.set(None);
        self.value.set(None);
        self.module.set(None);
    }
}

fn make(
    name: Ref<Str>,
    params: Option<Ref<Tuple>>,
    evaluate: Option<Ref>,
    value: Option<Ref>,
    module: Option<Ref>,
) -> Ref<TypeAlias> {
    object::alloc(
        &TYPE_ALIAS_TYPE,
        TypeAlias {
            head: object::header(0),
            name: Field::new(name),
            params: Field::new(params.filter(|params| !params.is_empty())),
            evaluate: Field::new(evaluate),
            value: Field::new(value),
            module: Field::new(module),
        },
    )
}

/// From the compiler's `(name, type parameters or None, function)`.
pub(super) fn from_compiler(operand: &Obj) -> PyResult {
    let Some(parts) = operand.downcast::<Tuple>() else {
        return Err(object::error::system_error("bad type alias"));
    };
    let [name, params, evaluate] = parts.as_slice() else {
        return Err(object::error::system_error("bad type alias"));
    };
    let params = params.to_ref().downcast_into::<Tuple>().ok();
    Ok(make(name_of(name)?, params, Some(evaluate.to_ref()), None, None).into_obj())
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(name, value, *, type_params=())";
    let bound = args::parsed(SIGNATURE).bind("typealias", args)?;
    let name = name_argument(bound[0], "typealias")?;
    let params = match bound[2] {
        Some(params) => match params.downcast::<Tuple>() {
            Some(params) => Some(params.to_ref()),
            None => return Err(type_error("type_params must be a tuple")),
        },
        None => None,
    };
    let module = crate::types::typeobj::caller_module();
    let value = bound[1].map(|value| value.to_ref());
    Ok(make(name, params, None, value, module).into_obj())
}

fn this(object: &Obj) -> &TypeAlias {
    // SAFETY: called with type aliases only.
    unsafe { object.cast_unchecked() }
}

fn get_name(object: &Obj) -> PyResult {
    Ok(this(object).name.get().map_or_else(none, Ref::into_obj))
}

fn get_value(object: &Obj) -> PyResult {
    let alias = this(object);
    if let Some(value) = alias.value.get() {
        return Ok(value);
    }
    let Some(evaluate) = alias.evaluate.get() else {
        return Ok(none());
    };
    let value = call_evaluate(&evaluate)?;
    alias.value.set(value.clone());
    Ok(value)
}

fn get_evaluate(object: &Obj) -> PyResult {
    let alias = this(object);
    if let Some(evaluate) = alias.evaluate.get() {
        return Ok(evaluate);
    }
    let value = alias.value.get().unwrap_or_else(none);
    Ok(ConstEvaluator::new(value).into_obj())
}

fn params(object: &Obj) -> Ref<Tuple> {
    this(object).params.get().unwrap_or_else(Tuple::empty)
}

fn get_module(object: &Obj) -> PyResult {
    let alias = this(object);
    if let Some(module) = alias.module.get() {
        return Ok(module);
    }
    match alias.evaluate.get() {
        Some(evaluate) => protocol::getattr(&evaluate, &crate::vm::names().dunder_module),
        None => Ok(none()),
    }
}

fn getitem(object: &Obj, arguments: &Obj) -> PyResult {
    if params(object).is_empty() {
        return Err(type_error("Only generic type aliases are subscriptable"));
    }
    crate::types::generic_alias::make(object, arguments)
}

pub static TYPE_ALIAS_TYPE: Type = Type::builtin(&TYPE_ALIAS_SPEC);
static TYPE_ALIAS_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Type alias.\n\nType aliases are created through the type statement::\n\n    type Alias = int\n\nIn this example, Alias and int will be treated equivalently by static\ntype checkers.\n\nAt runtime, Alias is an instance of TypeAliasType. The __name__\nattribute holds the name of the type alias. The value of the type alias\nis stored in the __value__ attribute. It is evaluated lazily, so the\nvalue is computed only if the attribute is accessed.\n\nType aliases can also be generic::\n\n    type ListOrSet[T] = list[T] | set[T]\n\nIn this case, the type parameters of the alias are stored in the\n__type_params__ attribute.\n\nSee PEP 695 for more information.\n",
    ),
    flags: flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(get_name),
        iter: Some(iter_unpacked),
        nb_or: Some(or),
        mp_subscript: Some(getitem),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(get_name),
    )],
    members: &[Member::readonly("__name__", get_name)],
    getset: &[
        GetSet::readonly("__parameters__", |object| {
            Ok(unpack_all(&params(object))?.into_obj())
        }),
        GetSet::readonly("__type_params__", |object| Ok(params(object).into_obj())),
        GetSet::readonly("__value__", get_value),
        GetSet::readonly("evaluate_value", get_evaluate),
        GetSet::readonly("__module__", get_module),
    ],
    ..TypeSpec::of::<TypeAlias>("typing.TypeAliasType")
};
