//! `_opcode`: facts about instructions, from the one table.

use serpentarium_bytecode::opcode;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::int::bool_obj;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: FUNCTIONS,
    exec: |module| {
        native::set_int(module, "ENABLE_SPECIALIZATION", 1);
        native::set_int(module, "ENABLE_SPECIALIZATION_FT", 0);
        Ok(())
    },
};

const ONE: &str = "($module, /, opcode)";
const NONE: &str = "($module, /)";

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "stack_effect",
        "($module, opcode, oparg=None, /, *, jump=None)",
        "Compute the stack effect of the opcode.",
        NativeFn::Bound(stack_effect),
    ),
    NativeDef::new(
        "is_valid",
        ONE,
        "Return True if opcode is valid, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::is_valid)),
    ),
    NativeDef::new(
        "has_arg",
        ONE,
        "Return True if the opcode uses its oparg, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_arg)),
    ),
    NativeDef::new(
        "has_const",
        ONE,
        "Return True if the opcode accesses a constant, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_const)),
    ),
    NativeDef::new(
        "has_name",
        ONE,
        "Return True if the opcode accesses an attribute by name, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_name)),
    ),
    NativeDef::new(
        "has_jump",
        ONE,
        "Return True if the opcode has a jump target, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_jump)),
    ),
    NativeDef::new(
        "has_free",
        ONE,
        "Return True if the opcode accesses a free variable, False otherwise.\n\nNote that 'free' in this context refers to names in the current scope\nthat are referenced by inner scopes or names in outer scopes that are\nreferenced from this scope. It does not include references to global\nor builtin scopes.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_free)),
    ),
    NativeDef::new(
        "has_local",
        ONE,
        "Return True if the opcode accesses a local variable, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_local)),
    ),
    NativeDef::new(
        "has_exc",
        ONE,
        "Return True if the opcode sets an exception handler, False otherwise.",
        NativeFn::Bound(|_, args| ask(args, opcode::has_exc)),
    ),
    NativeDef::new(
        "get_nb_ops",
        NONE,
        "Return array of symbols of binary ops.\n\nIndexed by the BINARY_OP oparg value.",
        NativeFn::NoArgs(|_| nb_ops()),
    ),
    NativeDef::new(
        "get_intrinsic1_descs",
        NONE,
        "Return a list of names of the unary intrinsics.",
        NativeFn::NoArgs(|_| Ok(texts(INTRINSICS_1))),
    ),
    NativeDef::new(
        "get_intrinsic2_descs",
        NONE,
        "Return a list of names of the binary intrinsics.",
        NativeFn::NoArgs(|_| Ok(texts(INTRINSICS_2))),
    ),
    NativeDef::new(
        "get_special_method_names",
        NONE,
        "Return a list of special method names.",
        NativeFn::NoArgs(|_| Ok(texts(SPECIAL_METHODS))),
    ),
    NativeDef::new(
        "get_specialization_stats",
        NONE,
        "Return the specialization stats",
        NativeFn::NoArgs(|_| native::none()),
    ),
    NativeDef::new(
        "get_executor",
        "($module, /, code, offset)",
        "Return the executor object at offset in code if exists, None otherwise.",
        NativeFn::Bound(|_, _| native::none()),
    ),
];

const NB_OPS: &[(&str, &str)] = &[
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
    ("NB_SUBSCR", "[]"),
];
const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];
const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];
const SPECIAL_METHODS: &[&str] = &["__enter__", "__exit__", "__aenter__", "__aexit__"];

fn texts(all: &[&str]) -> Ref {
    List::new(
        all.iter()
            .map(|text| Str::from_str(text).into_obj())
            .collect(),
    )
    .into_obj()
}

fn nb_ops() -> PyResult {
    let pairs = NB_OPS.iter().map(|(name, symbol)| {
        Tuple::new(vec![
            Str::from_str(name).into_obj(),
            Str::from_str(symbol).into_obj(),
        ])
        .into_obj()
    });
    Ok(List::new(pairs.collect()).into_obj())
}

fn ask(args: &[Option<&Obj>], question: fn(u16) -> bool) -> PyResult {
    let number = args[0].map_or(Ok(-1), native::c_int)?;
    native::bool(
        u16::try_from(number).is_ok_and(|number| opcode::is_valid(number) && question(number)),
    )
}

fn stack_effect(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let number = args[0].map_or(Ok(-1), native::c_int)?;
    let oparg = match native::given(args[1]) {
        Some(oparg) => native::c_int(oparg)?,
        None => 0,
    };
    let jump = match args[2] {
        None => None,
        Some(jump) if is_none(jump) => None,
        Some(jump) if jump.is(bool_obj(true)) => Some(true),
        Some(jump) if jump.is(bool_obj(false)) => Some(false),
        Some(_) => {
            return Err(value_error(
                "stack_effect: jump must be False, True or None",
            ));
        }
    };
    let effect = u16::try_from(number)
        .ok()
        .and_then(|number| opcode::stack_effect(number, oparg, jump));
    match effect {
        Some(effect) => native::int(i64::from(effect)),
        None => Err(value_error("invalid opcode or oparg")),
    }
}

#[allow(unused_imports)]
use type_error as _;
