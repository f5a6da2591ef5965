//! `typing.TypeVar`.

use crate::object::error::type_error;
use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, args, flags};
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::type_params::no_default::is_no_default;
use crate::types::type_params::{
    CONTRAVARIANT, COVARIANT, EVALUATE_DEFAULT, HAS_DEFAULT, INFER_VARIANCE, MRO_ENTRIES, NAME,
    REDUCE, TypeParam, add_module, call_typing, check_type, evaluated, evaluator_of, get_default,
    name_argument, repr, set_default, set_variance, this,
};

/// A variable made by the compiler: its variance is inferred.
pub(super) fn inferred(name: Ref<Str>) -> Ref<TypeParam> {
    let param = TypeParam::new(&TYPE_VAR_TYPE, name);
    param.infer_variance.set(true);
    param
}

/// Splits `*constraints` from the rest of the call and binds that.
fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(name, *, bound=None, default=None, covariant=False, \
                              contravariant=False, infer_variance=False)";
    let positional = args.positional();
    let constraints = positional.get(1..).unwrap_or_default();
    let mut values: Vec<&Obj> = positional.iter().take(1).copied().collect();
    values.extend_from_slice(&args.values[positional.len()..]);
    let bound = args::parsed(SIGNATURE).bind(
        "typevar",
        Args {
            values: &values,
            names: args.names,
        },
    )?;
    let param = TypeParam::new(&TYPE_VAR_TYPE, name_argument(bound[0], "typevar")?);
    set_variance(&param, bound[3], bound[4], bound[5])?;
    if let Some(limit) = bound[1].filter(|limit| !is_none(limit)) {
        param.bound.set(check_type(limit, "Bound must be a type.")?);
    }
    match constraints.len() {
        0 => {}
        1 => return Err(type_error("A single constraint is not allowed")),
        _ if param.bound.is_some() => {
            return Err(type_error("Constraints cannot be combined with bound=..."));
        }
        _ => {
            let checked = constraints
                .iter()
                .map(|one| {
                    check_type(
                        one,
                        "TypeVar(name, constraint, ...): constraints must be types.",
                    )
                })
                .collect::<PyResult<Vec<_>>>()?;
            param.constraints.set(Tuple::new(checked).into_obj());
        }
    }
    set_default(&param, bound[2]);
    param.set_caller_module();
    Ok(param.into_obj())
}

pub(super) fn or(left: &Obj, right: &Obj) -> PyResult {
    let members = Tuple::from_slice(&[left, right]);
    crate::types::union_type::of(members.as_obj())
}

fn get_bound(object: &Obj) -> PyResult {
    let param = this(object);
    evaluated(&param.bound, &param.evaluate_bound, none)
}

fn get_constraints(object: &Obj) -> PyResult {
    let param = this(object);
    evaluated(&param.constraints, &param.evaluate_constraints, || {
        Tuple::empty().into_obj()
    })
}

/// A missing last argument is filled from the default.
fn prepare_subst(object: &Obj, args: &[&Obj]) -> PyResult {
    let (alias, given) = (args[0], args[1]);
    let Some(given_args) = given.downcast::<Tuple>() else {
        return Ok(given.to_ref());
    };
    let params = crate::object::protocol::getattr_text(alias, "__parameters__")?;
    let params = crate::object::protocol::collect(&params)?;
    let index = params.iter().position(|param| param.is(object));
    if index != Some(given_args.len()) {
        return Ok(given.to_ref());
    }
    let default = get_default(object)?;
    if is_no_default(&default) {
        return Ok(given.to_ref());
    }
    Ok(Tuple::new(given_args.iter().chain([default]).collect()).into_obj())
}

pub static TYPE_VAR_TYPE: Type = Type::builtin(&TYPE_VAR_SPEC);
static TYPE_VAR_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Type variable.\n\nThe preferred way to construct a type variable is via the dedicated\nsyntax for generic functions, classes, and type aliases::\n\n    class Sequence[T]:  # T is a TypeVar\n        ...\n\nThis syntax can also be used to create bound and constrained type\nvariables::\n\n    # S is a TypeVar bound to str\n    class StrSequence[S: str]:\n        ...\n\n    # A is a TypeVar constrained to str or bytes\n    class StrOrBytesSequence[A: (str, bytes)]:\n        ...\n\nType variables can also have defaults:\n\n    class IntDefault[T = int]:\n        ...\n\nHowever, if desired, reusable type variables can also be constructed\nmanually, like so::\n\n   T = TypeVar('T')  # Can be anything\n   S = TypeVar('S', bound=str)  # Can be any subtype of str\n   A = TypeVar('A', str, bytes)  # Must be exactly str or bytes\n   D = TypeVar('D', default=int)  # Defaults to int\n\nType variables exist primarily for the benefit of static type\ncheckers.  They serve as the parameters for generic types as well\nas for generic function and type alias definitions.\n\nThe variance of type variables is inferred by type checkers when they\nare created through the type parameter syntax and when\n``infer_variance=True`` is passed. Manually created type variables may\nbe explicitly marked covariant or contravariant by passing\n``covariant=True`` or ``contravariant=True``. By default, manually\ncreated type variables are invariant. See PEP 484 and PEP 695 for more\ndetails.\n",
    ),
    flags: flags::HAVE_GC,
    reported: (80, 0),
    dict_offset: std::mem::offset_of!(TypeParam, dict),
    weaklist_offset: std::mem::offset_of!(TypeParam, weaklist),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        nb_or: Some(or),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "__typing_subst__",
            "($self, arg, /)",
            "",
            NativeFn::One(|object, arg| call_typing("_typevar_subst", &[object, arg])),
        ),
        NativeDef::new(
            "__typing_prepare_subst__",
            "($self, alias, args, /)",
            "",
            NativeFn::Positional(2, 2, prepare_subst),
        ),
        REDUCE,
        HAS_DEFAULT,
        MRO_ENTRIES,
    ],
    members: &[NAME, COVARIANT, CONTRAVARIANT, INFER_VARIANCE],
    getset: &[
        GetSet::readonly("__bound__", get_bound),
        GetSet::readonly("__constraints__", get_constraints),
        GetSet::readonly("__default__", get_default),
        GetSet::readonly("evaluate_bound", |object| {
            let param = this(object);
            evaluator_of(&param.bound, &param.evaluate_bound)
        }),
        GetSet::readonly("evaluate_constraints", |object| {
            let param = this(object);
            evaluator_of(&param.constraints, &param.evaluate_constraints)
        }),
        EVALUATE_DEFAULT,
    ],
    extra: Some(add_module),
    ..TypeSpec::of::<TypeParam>("typing.TypeVar")
};
