//! `typing.ParamSpec` and its `args` and `kwargs`.

use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, args, flags,
};
use crate::types::none::{is_none, none, not_implemented};
use crate::types::str::Str;
use crate::types::type_params::typevar::or;
use crate::types::type_params::{
    CONTRAVARIANT, COVARIANT, EVALUATE_DEFAULT, HAS_DEFAULT, INFER_VARIANCE, MRO_ENTRIES, NAME,
    REDUCE, TypeParam, add_module, call_typing, check_type, get_default, name_argument,
    refuse_subclass, repr, set_default, set_variance, this,
};

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(name, *, bound=None, default=None, covariant=False, \
                              contravariant=False, infer_variance=False)";
    let bound = args::parsed(SIGNATURE).bind("paramspec", args)?;
    let param = TypeParam::new(&PARAM_SPEC_TYPE, name_argument(bound[0], "paramspec")?);
    set_variance(&param, bound[3], bound[4], bound[5])?;
    if let Some(limit) = bound[1].filter(|limit| !is_none(limit)) {
        param.bound.set(check_type(limit, "Bound must be a type.")?);
    }
    set_default(&param, bound[2]);
    param.set_caller_module();
    Ok(param.into_obj())
}

pub static PARAM_SPEC_TYPE: Type = Type::builtin(&PARAM_SPEC_SPEC);
static PARAM_SPEC_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Parameter specification variable.\n\nThe preferred way to construct a parameter specification is via the\ndedicated syntax for generic functions, classes, and type aliases,\nwhere the use of '**' creates a parameter specification::\n\n    type IntFunc[**P] = Callable[P, int]\n\nThe following syntax creates a parameter specification that defaults\nto a callable accepting two positional-only arguments of types int\nand str:\n\n    type IntFuncDefault[**P = [int, str]] = Callable[P, int]\n\nFor compatibility with Python 3.11 and earlier, ParamSpec objects\ncan also be created as follows::\n\n    P = ParamSpec('P')\n    DefaultP = ParamSpec('DefaultP', default=[int, str])\n\nParameter specification variables exist primarily for the benefit of\nstatic type checkers.  They are used to forward the parameter types of\none callable to another callable, a pattern commonly found in\nhigher-order functions and decorators.  They are only valid when used\nin ``Concatenate``, or as the first argument to ``Callable``, or as\nparameters for user-defined Generics. See class Generic for more\ninformation on generic types.\n\nAn example for annotating a decorator::\n\n    def add_logging[**P, T](f: Callable[P, T]) -> Callable[P, T]:\n        '''A type-safe decorator to add logging to a function.'''\n        def inner(*args: P.args, **kwargs: P.kwargs) -> T:\n            logging.info(f'{f.__name__} was called')\n            return f(*args, **kwargs)\n        return inner\n\n    @add_logging\n    def add_two(x: float, y: float) -> float:\n        '''Add two numbers together.'''\n        return x + y\n\nParameter specification variables can be introspected. e.g.::\n\n    >>> P = ParamSpec(\"P\")\n    >>> P.__name__\n    'P'\n\nNote that only parameter specification variables defined in the global\nscope can be pickled.\n",
    ),
    flags: flags::HAVE_GC,
    reported: (56, 0),
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
            NativeFn::One(|object, arg| call_typing("_paramspec_subst", &[object, arg])),
        ),
        NativeDef::new(
            "__typing_prepare_subst__",
            "($self, alias, args, /)",
            "",
            NativeFn::Positional(2, 2, |object, args| {
                call_typing("_paramspec_prepare_subst", &[object, args[0], args[1]])
            }),
        ),
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
    ],
    members: &[
        NAME,
        Member::readonly("__bound__", |object| {
            Ok(this(object).bound.get().unwrap_or_else(none))
        }),
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
    ],
    getset: &[
        GetSet::readonly("args", |object| {
            Ok(Part::new(&PARAM_SPEC_ARGS_TYPE, object).into_obj())
        })
        .doc("Represents positional arguments."),
        GetSet::readonly("kwargs", |object| {
            Ok(Part::new(&PARAM_SPEC_KWARGS_TYPE, object).into_obj())
        })
        .doc("Represents keyword arguments."),
        GetSet::readonly("__default__", get_default).doc("The default value for this ParamSpec."),
        EVALUATE_DEFAULT,
    ],
    extra: Some(add_module),
    ..TypeSpec::of::<TypeParam>("typing.ParamSpec")
};

/// `P.args` or `P.kwargs`.
#[repr(C)]
pub struct Part {
    head: Obj,
    origin: Field,
    weaklist: std::cell::Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Part {
    fn type_object() -> &'static Type {
        &PARAM_SPEC_ARGS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.origin);
    }
}

impl Part {
    fn new(ty: &Type, origin: &Obj) -> Ref<Part> {
        object::alloc(
            ty,
            Part {
                head: object::header(0),
                origin: Field::new(origin.to_ref()),
                weaklist: std::cell::Cell::new(std::ptr::null_mut()),
            },
        )
    }
}

fn origin(object: &Obj) -> Ref {
    // SAFETY: called with parts only.
    unsafe { object.cast_unchecked::<Part>() }
        .origin
        .get()
        .unwrap_or_else(none)
}

fn part_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(origin)";
    let bound = args::parsed(SIGNATURE).bind(&ty.name().to_lowercase(), args)?;
    Ok(match bound[0] {
        Some(origin) => Part::new(ty, origin).into_obj(),
        None => none(),
    })
}

fn part_repr(object: &Obj) -> PyResult {
    let origin = origin(object);
    let suffix = if object.is_exact(&PARAM_SPEC_ARGS_TYPE) {
        ".args"
    } else {
        ".kwargs"
    };
    let name = if origin.is_exact(&PARAM_SPEC_TYPE) {
        protocol::str(&*protocol::getattr_text(&origin, "__name__")?)?
    } else {
        protocol::repr(&origin)?
    };
    Ok(name.concat(&Str::from_str(suffix)).into_obj())
}

fn part_compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let comparable = left.ty().is_type(right.ty()) && matches!(op, CompareOp::Eq | CompareOp::Ne);
    if !comparable {
        return Ok(not_implemented());
    }
    protocol::compare(&origin(left), &origin(right), op)
}

const PART_SLOTS: Slots = Slots {
    new: Some(part_new),
    repr: Some(part_repr),
    richcompare: Some(part_compare),
    ..Slots::NONE
};
static PART_METHODS: &[NativeDef] = &[NativeDef::new(
    "__mro_entries__",
    "($self, object, /)",
    "",
    NativeFn::One(refuse_subclass),
)];
static PART_MEMBERS: &[Member] = &[Member::readonly("__origin__", |object| Ok(origin(object)))];

pub static PARAM_SPEC_ARGS_TYPE: Type = Type::builtin(&PARAM_SPEC_ARGS_SPEC);
static PARAM_SPEC_ARGS_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "The args for a ParamSpec object.\n\nGiven a ParamSpec object P, P.args is an instance of ParamSpecArgs.\n\nParamSpecArgs objects have a reference back to their ParamSpec::\n\n    >>> P = ParamSpec(\"P\")\n    >>> P.args.__origin__ is P\n    True\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.\n",
    ),
    flags: flags::HAVE_GC,
    reported: (24, 0),
    weaklist_offset: std::mem::offset_of!(Part, weaklist),
    slots: PART_SLOTS,
    methods: PART_METHODS,
    members: PART_MEMBERS,
    extra: Some(add_module),
    ..TypeSpec::of::<Part>("typing.ParamSpecArgs")
};

pub static PARAM_SPEC_KWARGS_TYPE: Type = Type::builtin(&PARAM_SPEC_KWARGS_SPEC);
static PARAM_SPEC_KWARGS_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "The kwargs for a ParamSpec object.\n\nGiven a ParamSpec object P, P.kwargs is an instance of ParamSpecKwargs.\n\nParamSpecKwargs objects have a reference back to their ParamSpec::\n\n    >>> P = ParamSpec(\"P\")\n    >>> P.kwargs.__origin__ is P\n    True\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.\n",
    ),
    flags: flags::HAVE_GC,
    reported: (24, 0),
    weaklist_offset: std::mem::offset_of!(Part, weaklist),
    slots: PART_SLOTS,
    methods: PART_METHODS,
    members: PART_MEMBERS,
    extra: Some(add_module),
    ..TypeSpec::of::<Part>("typing.ParamSpecKwargs")
};
