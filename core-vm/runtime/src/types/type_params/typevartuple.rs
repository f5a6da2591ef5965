//! `typing.TypeVarTuple`.

use crate::object::error::type_error;
use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::{Args, PyResult, Slots, Type, TypeSpec, args, flags};
use crate::types::type_params::{
    EVALUATE_DEFAULT, HAS_DEFAULT, MRO_ENTRIES, NAME, REDUCE, TypeParam, add_module, call_typing,
    get_default, get_name, iter_unpacked, name_argument, set_default,
};

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(name, *, default=None)";
    let bound = args::parsed(SIGNATURE).bind("typevartuple", args)?;
    let name = name_argument(bound[0], "typevartuple")?;
    let param = TypeParam::new(&TYPE_VAR_TUPLE_TYPE, name);
    set_default(&param, bound[1]);
    param.set_caller_module();
    Ok(param.into_obj())
}

pub static TYPE_VAR_TUPLE_TYPE: Type = Type::builtin(&TYPE_VAR_TUPLE_SPEC);
static TYPE_VAR_TUPLE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Type variable tuple. A specialized form of type variable that enables\nvariadic generics.\n\nThe preferred way to construct a type variable tuple is via the\ndedicated syntax for generic functions, classes, and type aliases,\nwhere a single '*' indicates a type variable tuple::\n\n    def move_first_element_to_last[T, *Ts](tup: tuple[T, *Ts]) -> tuple[*Ts, T]:\n        return (*tup[1:], tup[0])\n\nType variables tuples can have default values:\n\n    type AliasWithDefault[*Ts = (str, int)] = tuple[*Ts]\n\nFor compatibility with Python 3.11 and earlier, TypeVarTuple objects\ncan also be created as follows::\n\n    Ts = TypeVarTuple('Ts')  # Can be given any name\n    DefaultTs = TypeVarTuple('Ts', default=(str, int))\n\nJust as a TypeVar (type variable) is a placeholder for a single type,\na TypeVarTuple is a placeholder for an *arbitrary* number of types. For\nexample, if we define a generic class using a TypeVarTuple::\n\n    class C[*Ts]: ...\n\nThen we can parameterize that class with an arbitrary number of type\narguments::\n\n    C[int]       # Fine\n    C[int, str]  # Also fine\n    C[()]        # Even this is fine\n\nFor more details, see PEP 646.\n\nNote that only TypeVarTuples defined in the global scope can be\npickled.\n",
    ),
    flags: flags::HAVE_GC,
    reported: (40, 0),
    dict_offset: std::mem::offset_of!(TypeParam, dict),
    weaklist_offset: std::mem::offset_of!(TypeParam, weaklist),
    slots: Slots {
        new: Some(new),
        repr: Some(get_name),
        iter: Some(iter_unpacked),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "__typing_subst__",
            "($self, arg, /)",
            "",
            NativeFn::One(|_, _| {
                Err(type_error(
                    "Substitution of bare TypeVarTuple is not supported",
                ))
            }),
        ),
        NativeDef::new(
            "__typing_prepare_subst__",
            "($self, alias, args, /)",
            "",
            NativeFn::Positional(2, 2, |object, args| {
                call_typing("_typevartuple_prepare_subst", &[object, args[0], args[1]])
            }),
        ),
        REDUCE,
        HAS_DEFAULT,
        MRO_ENTRIES,
    ],
    members: &[NAME],
    getset: &[
        GetSet::readonly("__default__", get_default)
            .doc("The default value for this TypeVarTuple."),
        EVALUATE_DEFAULT,
    ],
    extra: Some(add_module),
    ..TypeSpec::of::<TypeParam>("typing.TypeVarTuple")
};
