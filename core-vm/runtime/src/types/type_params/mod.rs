//! Type parameters (PEP 484, 612, 646, 695, 696): `TypeVar`, `ParamSpec`, `TypeVarTuple`,
//! type aliases, `Generic`. What needs the pure-Python half asks the module `typing`.

pub mod alias;
pub mod evaluator;
pub mod generic;
pub mod no_default;
pub mod paramspec;
pub mod typevar;
pub mod typevartuple;

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{self, Field, Obj, Object, PyResult, Ref, Type, Visitor};
use crate::types::dict::Dict;
use crate::types::int::{Int, bool_ref};
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use no_default::{is_no_default, no_default};

/// The layout of the three kinds of type parameters.
#[repr(C)]
pub struct TypeParam {
    head: Obj,
    name: Field<Str>,
    bound: Field,
    evaluate_bound: Field,
    constraints: Field,
    evaluate_constraints: Field,
    default: Field,
    evaluate_default: Field,
    covariant: Cell<bool>,
    contravariant: Cell<bool>,
    infer_variance: Cell<bool>,
    pub(crate) dict: Field<Dict>,
    pub(crate) weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for TypeParam {
    fn type_object() -> &'static Type {
        &typevar::TYPE_VAR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.name);
        visit.field(&self.dict);
        for field in self.fields() {
            visit.field(field);
        }
    }

    fn clear(&self) {
        self.dict.set(None);
        for field in self.fields() {
            field.set(None);
        }
    }
}

impl TypeParam {
    fn fields(&self) -> [&Field; 6] {
        [
            &self.bound,
            &self.evaluate_bound,
            &self.constraints,
            &self.evaluate_constraints,
            &self.default,
            &self.evaluate_default,
        ]
    }

    /// A parameter without anything but its name.
    fn new(ty: &Type, name: Ref<Str>) -> Ref<TypeParam> {
        object::alloc(
            ty,
            TypeParam {
                head: object::header(0),
                name: Field::new(name),
                bound: Field::empty(),
                evaluate_bound: Field::empty(),
                constraints: Field::empty(),
                evaluate_constraints: Field::empty(),
                default: Field::empty(),
                evaluate_default: Field::empty(),
                covariant: Cell::new(false),
                contravariant: Cell::new(false),
                infer_variance: Cell::new(false),
                dict: Field::empty(),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    /// Remembers the module of the code that called the constructor.
    fn set_caller_module(&self) {
        let module = crate::types::typeobj::caller_module();
        let dict = Dict::new();
        dict.set_text("__module__", module.unwrap_or_else(none));
        self.dict.set(dict);
    }
}

fn this(object: &Obj) -> &TypeParam {
    // SAFETY: called with type parameters only.
    unsafe { object.cast_unchecked() }
}

/// The value of a lazily evaluated part, kept once computed.
fn evaluated(value: &Field, evaluate: &Field, missing: fn() -> Ref) -> PyResult {
    if let Some(known) = value.get() {
        return Ok(known);
    }
    let Some(evaluate) = evaluate.get() else {
        return Ok(missing());
    };
    let computed = call_evaluate(&evaluate)?;
    value.set(computed.clone());
    Ok(computed)
}

/// Calls an evaluation function for a value (format 1).
pub(crate) fn call_evaluate(evaluate: &Obj) -> PyResult {
    let format = Int::new(1);
    protocol::call(evaluate, &[format.as_obj()])
}

/// The evaluation function of a part, or one that gives its known value.
fn evaluator_of(value: &Field, evaluate: &Field) -> PyResult {
    if let Some(evaluate) = evaluate.get() {
        return Ok(evaluate);
    }
    Ok(match value.get() {
        Some(value) => evaluator::ConstEvaluator::new(value).into_obj(),
        None => none(),
    })
}

/// A function of the module `typing`, called.
pub(crate) fn call_typing(function: &'static str, args: &[&Obj]) -> PyResult {
    let typing = crate::vm::import("typing")?;
    let function = protocol::getattr_text(&typing, function)?;
    protocol::call(&function, args)
}

/// A type as an argument: `None` stands for its type, text for a forward reference.
fn check_type(argument: &Obj, message: &str) -> PyResult {
    if is_none(argument) {
        return Ok(argument.ty().to_ref().into_obj());
    }
    let message = Str::from_str(message);
    call_typing("_type_check", &[argument, message.as_obj()])
}

/// The `default` argument, when one was given.
fn set_default(param: &TypeParam, default: Option<&Obj>) {
    let default = default.map_or_else(no_default, |default| default.to_ref());
    param.default.set(default);
}

fn get_default(object: &Obj) -> PyResult {
    let param = this(object);
    if let Some(known) = param.default.get().filter(|known| !is_no_default(known)) {
        return Ok(known);
    }
    let Some(evaluate) = param.evaluate_default.get() else {
        return Ok(no_default());
    };
    let computed = call_evaluate(&evaluate)?;
    param.default.set(computed.clone());
    Ok(computed)
}

fn get_evaluate_default(object: &Obj) -> PyResult {
    let param = this(object);
    if let Some(evaluate) = param.evaluate_default.get() {
        return Ok(evaluate);
    }
    let value = param.default.get().unwrap_or_else(no_default);
    Ok(evaluator::ConstEvaluator::new(value).into_obj())
}

fn has_default(object: &Obj) -> PyResult {
    let param = this(object);
    let known = param
        .default
        .get()
        .is_some_and(|known| !is_no_default(&known));
    Ok(bool_ref(known || param.evaluate_default.is_some()))
}

fn get_name(object: &Obj) -> PyResult {
    Ok(this(object).name.get().map_or_else(none, Ref::into_obj))
}

/// `+T`, `-T`, `~T`, or the bare name when the variance is inferred.
fn repr(object: &Obj) -> PyResult {
    let param = this(object);
    let sign = if param.infer_variance.get() {
        ""
    } else if param.covariant.get() {
        "+"
    } else if param.contravariant.get() {
        "-"
    } else {
        "~"
    };
    let name = param
        .name
        .get()
        .map_or_else(String::new, |n| n.to_string_lossy());
    Ok(Str::from_str(&format!("{sign}{name}")).into_obj())
}

/// Refuses to be a base class.
fn refuse_subclass(object: &Obj, _bases: &Obj) -> PyResult {
    Err(type_error(format!(
        "Cannot subclass an instance of {}",
        object.ty().name()
    )))
}

/// The kinds of variance of an explicitly made parameter.
fn set_variance(
    param: &TypeParam,
    covariant: Option<&Obj>,
    contravariant: Option<&Obj>,
    infer: Option<&Obj>,
) -> PyResult<()> {
    let truth = |value: Option<&Obj>| value.map_or(Ok(false), protocol::is_true);
    let (covariant, contravariant, infer) =
        (truth(covariant)?, truth(contravariant)?, truth(infer)?);
    if covariant && contravariant {
        return Err(object::error::value_error(
            "Bivariant types are not supported.",
        ));
    }
    if infer && (covariant || contravariant) {
        return Err(object::error::value_error(
            "Variance cannot be specified with infer_variance.",
        ));
    }
    param.covariant.set(covariant);
    param.contravariant.set(contravariant);
    param.infer_variance.set(infer);
    Ok(())
}

/// The required name of a parameter.
fn name_argument(value: Option<&Obj>, function: &str) -> PyResult<Ref<Str>> {
    let Some(value) = value else {
        return Err(type_error(format!(
            "{function}() missing required argument 'name' (pos 1)"
        )));
    };
    match value.downcast::<Str>() {
        Some(name) => Ok(name.to_ref()),
        None => Err(type_error(format!(
            "{function}() argument 'name' must be str, not {}",
            crate::types::typeobj::names::argument_type(value)
        ))),
    }
}

const REDUCE: NativeDef =
    NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(get_name));
const HAS_DEFAULT: NativeDef = NativeDef::new(
    "has_default",
    "($self, /)",
    "",
    NativeFn::NoArgs(has_default),
);
const MRO_ENTRIES: NativeDef = NativeDef::new(
    "__mro_entries__",
    "($self, object, /)",
    "",
    NativeFn::One(refuse_subclass),
);
const NAME: Member = Member::readonly("__name__", get_name);
const COVARIANT: Member =
    Member::readonly("__covariant__", |o| Ok(bool_ref(this(o).covariant.get())));
const CONTRAVARIANT: Member = Member::readonly("__contravariant__", |o| {
    Ok(bool_ref(this(o).contravariant.get()))
});
const INFER_VARIANCE: Member = Member::readonly("__infer_variance__", |o| {
    Ok(bool_ref(this(o).infer_variance.get()))
});
const EVALUATE_DEFAULT: GetSet = GetSet::readonly("evaluate_default", get_evaluate_default);

/// Classes of this topic say that they are from `typing`, to their instances too.
pub(crate) fn add_module(ty: &Type) {
    // An alias computes its module itself.
    if let Some(dict) = ty.dict.get()
        && dict.get_text("__module__").is_none()
    {
        dict.set_text("__module__", Str::from_str("typing").into_obj());
    }
}

/// Starred type parameters among others become `Unpack[...]`.
pub(crate) fn unpack_all(params: &Tuple) -> PyResult<Ref<Tuple>> {
    let mut unpacked = Vec::new();
    for param in params.as_slice() {
        if param.is_exact(&typevartuple::TYPE_VAR_TUPLE_TYPE) {
            unpacked.push(unpack(param)?);
        } else {
            unpacked.push(param.to_ref());
        }
    }
    Ok(Tuple::new(unpacked))
}

/// `typing.Unpack[param]`
fn unpack(param: &Obj) -> PyResult {
    let typing = crate::vm::import("typing")?;
    let unpack = protocol::getattr_text(&typing, "Unpack")?;
    protocol::sequence::getitem(&unpack, param)
}

/// `iter(param)`: the one starred form.
fn iter_unpacked(param: &Obj) -> PyResult {
    let items = Tuple::new(vec![unpack(param)?]);
    protocol::iter(items.as_obj())
}

fn name_of(operand: &Obj) -> PyResult<Ref<Str>> {
    operand
        .to_ref()
        .downcast_into::<Str>()
        .map_err(|_| type_error("the name of a type parameter is a string"))
}

/// The intrinsics of the compiler that make type parameters, with one operand.
///
/// # Errors
/// What `typing` raises.
pub(crate) fn intrinsic_1(which: usize, operand: &Obj) -> PyResult {
    match which {
        7 => Ok(typevar::inferred(name_of(operand)?).into_obj()),
        8 => {
            let param = TypeParam::new(&paramspec::PARAM_SPEC_TYPE, name_of(operand)?);
            param.infer_variance.set(true);
            Ok(param.into_obj())
        }
        9 => {
            let param = TypeParam::new(&typevartuple::TYPE_VAR_TUPLE_TYPE, name_of(operand)?);
            param.infer_variance.set(true);
            Ok(param.into_obj())
        }
        10 => generic::subscript(operand),
        11 => alias::from_compiler(operand),
        _ => Err(object::error::system_error("unknown intrinsic function")),
    }
}

/// The intrinsics with two operands.
///
/// # Errors
/// As [`intrinsic_1`].
pub(crate) fn intrinsic_2(which: usize, first: &Obj, second: &Obj) -> PyResult {
    match which {
        2 => {
            let param = typevar::inferred(name_of(first)?);
            param.evaluate_bound.set(second.to_ref());
            Ok(param.into_obj())
        }
        3 => {
            let param = typevar::inferred(name_of(first)?);
            param.evaluate_constraints.set(second.to_ref());
            Ok(param.into_obj())
        }
        5 => {
            if let Some(param) = first
                .downcast_exact::<TypeParam>()
                .or_else(|| as_param(first))
            {
                param.evaluate_default.set(second.to_ref());
            }
            Ok(first.to_ref())
        }
        _ => Err(object::error::system_error("unknown intrinsic function")),
    }
}

fn as_param(object: &Obj) -> Option<&TypeParam> {
    let known = object.is_exact(&paramspec::PARAM_SPEC_TYPE)
        || object.is_exact(&typevartuple::TYPE_VAR_TUPLE_TYPE);
    known.then(|| this(object))
}
