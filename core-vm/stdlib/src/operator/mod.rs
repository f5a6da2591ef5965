//! `_operator`: the operators as functions.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol::{self, number, sequence};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{Args, Obj, Object, PyResult};
use serpentarium_runtime::types::buffer::{self, request};
use serpentarium_runtime::types::bytes_like::is_bytes_like;
use serpentarium_runtime::types::int::{INT_TYPE, Int};
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;

use crate::native;
use crate::value::add_type;

mod getters;

pub static MODULE: NativeModule = NativeModule {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: FUNCTIONS,
    exec: |module| {
        add_type(module, &getters::ITEM_GETTER);
        add_type(module, &getters::ATTR_GETTER);
        add_type(module, &getters::METHOD_CALLER);
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "_compare_digest",
        "($module, a, b, /)",
        "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.\n\na and b must both be of the same type: either str (ASCII only),\nor any bytes-like object.\n\nNote: If a and b are of different lengths, or if an error occurs,\na timing attack could theoretically reveal information about the\ntypes and lengths of a and b--but not their values.",
        NativeFn::Positional(2, 2, compare_digest),
    ),
    NativeDef::new(
        "abs",
        "($module, a, /)",
        "Same as abs(a).",
        NativeFn::One(|_, a| number::absolute(a)),
    ),
    NativeDef::new(
        "add",
        "($module, a, b, /)",
        "Same as a + b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::ADD)
        }),
    ),
    NativeDef::new(
        "and_",
        "($module, a, b, /)",
        "Same as a & b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::AND)
        }),
    ),
    NativeDef::new(
        "call",
        "($module, obj, /, *args, **kwargs)",
        "Same as obj(*args, **kwargs).",
        NativeFn::Raw(call),
    ),
    NativeDef::new(
        "concat",
        "($module, a, b, /)",
        "Same as a + b, for a and b sequences.",
        NativeFn::Positional(2, 2, concat),
    ),
    NativeDef::new(
        "contains",
        "($module, a, b, /)",
        "Same as b in a (note reversed operands).",
        NativeFn::Positional(2, 2, |_, args| {
            native::bool(sequence::contains(args[0], args[1])?)
        }),
    ),
    NativeDef::new(
        "countOf",
        "($module, a, b, /)",
        "Return the number of items in a which are, or which equal, b.",
        NativeFn::Positional(2, 2, count_of),
    ),
    NativeDef::new(
        "delitem",
        "($module, a, b, /)",
        "Same as del a[b].",
        NativeFn::Positional(2, 2, delitem),
    ),
    NativeDef::new(
        "eq",
        "($module, a, b, /)",
        "Same as a == b.",
        NativeFn::Positional(2, 2, |_, args| {
            protocol::compare(args[0], args[1], CompareOp::Eq)
        }),
    ),
    NativeDef::new(
        "floordiv",
        "($module, a, b, /)",
        "Same as a // b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::FLOOR_DIVIDE)
        }),
    ),
    NativeDef::new(
        "ge",
        "($module, a, b, /)",
        "Same as a >= b.",
        NativeFn::Positional(2, 2, |_, args| {
            protocol::compare(args[0], args[1], CompareOp::Ge)
        }),
    ),
    NativeDef::new(
        "getitem",
        "($module, a, b, /)",
        "Same as a[b].",
        NativeFn::Positional(2, 2, |_, args| sequence::getitem(args[0], args[1])),
    ),
    NativeDef::new(
        "gt",
        "($module, a, b, /)",
        "Same as a > b.",
        NativeFn::Positional(2, 2, |_, args| {
            protocol::compare(args[0], args[1], CompareOp::Gt)
        }),
    ),
    NativeDef::new(
        "iadd",
        "($module, a, b, /)",
        "Same as a += b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::ADD)
        }),
    ),
    NativeDef::new(
        "iand",
        "($module, a, b, /)",
        "Same as a &= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::AND)
        }),
    ),
    NativeDef::new(
        "iconcat",
        "($module, a, b, /)",
        "Same as a += b, for a and b sequences.",
        NativeFn::Positional(2, 2, iconcat),
    ),
    NativeDef::new(
        "ifloordiv",
        "($module, a, b, /)",
        "Same as a //= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::FLOOR_DIVIDE)
        }),
    ),
    NativeDef::new(
        "ilshift",
        "($module, a, b, /)",
        "Same as a <<= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::LSHIFT)
        }),
    ),
    NativeDef::new(
        "imatmul",
        "($module, a, b, /)",
        "Same as a @= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::MATRIX_MULTIPLY)
        }),
    ),
    NativeDef::new(
        "imod",
        "($module, a, b, /)",
        "Same as a %= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::REMAINDER)
        }),
    ),
    NativeDef::new(
        "imul",
        "($module, a, b, /)",
        "Same as a *= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::MULTIPLY)
        }),
    ),
    NativeDef::new(
        "index",
        "($module, a, /)",
        "Same as a.__index__()",
        NativeFn::One(index),
    ),
    NativeDef::new(
        "indexOf",
        "($module, a, b, /)",
        "Return the first index of b in a.",
        NativeFn::Positional(2, 2, index_of),
    ),
    NativeDef::new(
        "inv",
        "($module, a, /)",
        "Same as ~a.",
        NativeFn::One(|_, a| number::invert(a)),
    ),
    NativeDef::new(
        "invert",
        "($module, a, /)",
        "Same as ~a.",
        NativeFn::One(|_, a| number::invert(a)),
    ),
    NativeDef::new(
        "ior",
        "($module, a, b, /)",
        "Same as a |= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::OR)
        }),
    ),
    NativeDef::new(
        "ipow",
        "($module, a, b, /)",
        "Same as a **= b.",
        NativeFn::Positional(2, 2, |_, args| number::inplace_power(args[0], args[1])),
    ),
    NativeDef::new(
        "irshift",
        "($module, a, b, /)",
        "Same as a >>= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::RSHIFT)
        }),
    ),
    NativeDef::new(
        "is_",
        "($module, a, b, /)",
        "Same as a is b.",
        NativeFn::Positional(2, 2, |_, args| native::bool(args[0].is(args[1]))),
    ),
    NativeDef::new(
        "is_none",
        "($module, a, /)",
        "Same as a is None.",
        NativeFn::One(|_, a| native::bool(is_none(a))),
    ),
    NativeDef::new(
        "is_not",
        "($module, a, b, /)",
        "Same as a is not b.",
        NativeFn::Positional(2, 2, |_, args| native::bool(!args[0].is(args[1]))),
    ),
    NativeDef::new(
        "is_not_none",
        "($module, a, /)",
        "Same as a is not None.",
        NativeFn::One(|_, a| native::bool(!is_none(a))),
    ),
    NativeDef::new(
        "isub",
        "($module, a, b, /)",
        "Same as a -= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::SUBTRACT)
        }),
    ),
    NativeDef::new(
        "itruediv",
        "($module, a, b, /)",
        "Same as a /= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::TRUE_DIVIDE)
        }),
    ),
    NativeDef::new(
        "ixor",
        "($module, a, b, /)",
        "Same as a ^= b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::inplace(args[0], args[1], number::XOR)
        }),
    ),
    NativeDef::new(
        "le",
        "($module, a, b, /)",
        "Same as a <= b.",
        NativeFn::Positional(2, 2, |_, args| {
            protocol::compare(args[0], args[1], CompareOp::Le)
        }),
    ),
    NativeDef::new(
        "length_hint",
        "($module, obj, default=0, /)",
        "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0.",
        NativeFn::Positional(1, 2, length_hint),
    ),
    NativeDef::new(
        "lshift",
        "($module, a, b, /)",
        "Same as a << b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::LSHIFT)
        }),
    ),
    NativeDef::new(
        "lt",
        "($module, a, b, /)",
        "Same as a < b.",
        NativeFn::Positional(2, 2, |_, args| {
            protocol::compare(args[0], args[1], CompareOp::Lt)
        }),
    ),
    NativeDef::new(
        "matmul",
        "($module, a, b, /)",
        "Same as a @ b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::MATRIX_MULTIPLY)
        }),
    ),
    NativeDef::new(
        "mod",
        "($module, a, b, /)",
        "Same as a % b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::REMAINDER)
        }),
    ),
    NativeDef::new(
        "mul",
        "($module, a, b, /)",
        "Same as a * b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::MULTIPLY)
        }),
    ),
    NativeDef::new(
        "ne",
        "($module, a, b, /)",
        "Same as a != b.",
        NativeFn::Positional(2, 2, |_, args| {
            protocol::compare(args[0], args[1], CompareOp::Ne)
        }),
    ),
    NativeDef::new(
        "neg",
        "($module, a, /)",
        "Same as -a.",
        NativeFn::One(|_, a| number::negative(a)),
    ),
    NativeDef::new(
        "not_",
        "($module, a, /)",
        "Same as not a.",
        NativeFn::One(|_, a| native::bool(!protocol::is_true(a)?)),
    ),
    NativeDef::new(
        "or_",
        "($module, a, b, /)",
        "Same as a | b.",
        NativeFn::Positional(2, 2, |_, args| number::binary(args[0], args[1], number::OR)),
    ),
    NativeDef::new(
        "pos",
        "($module, a, /)",
        "Same as +a.",
        NativeFn::One(|_, a| number::positive(a)),
    ),
    NativeDef::new(
        "pow",
        "($module, a, b, /)",
        "Same as a ** b.",
        NativeFn::Positional(2, 2, |_, args| number::power(args[0], args[1], &none())),
    ),
    NativeDef::new(
        "rshift",
        "($module, a, b, /)",
        "Same as a >> b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::RSHIFT)
        }),
    ),
    NativeDef::new(
        "setitem",
        "($module, a, b, c, /)",
        "Same as a[b] = c.",
        NativeFn::Positional(3, 3, setitem),
    ),
    NativeDef::new(
        "sub",
        "($module, a, b, /)",
        "Same as a - b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::SUBTRACT)
        }),
    ),
    NativeDef::new(
        "truediv",
        "($module, a, b, /)",
        "Same as a / b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::TRUE_DIVIDE)
        }),
    ),
    NativeDef::new(
        "truth",
        "($module, a, /)",
        "Return True if a is true, False otherwise.",
        NativeFn::One(|_, a| native::bool(protocol::is_true(a)?)),
    ),
    NativeDef::new(
        "xor",
        "($module, a, b, /)",
        "Same as a ^ b.",
        NativeFn::Positional(2, 2, |_, args| {
            number::binary(args[0], args[1], number::XOR)
        }),
    ),
];

/// An exact `int`, also of a `bool`.
fn index(_: &Obj, a: &Obj) -> PyResult {
    let int = number::index(a)?;
    if int.as_obj().is_exact(&INT_TYPE) {
        return Ok(int.into_obj());
    }
    Ok(Int::from_big(int.to_big().into_owned()).into_obj())
}

fn not_concatenable(object: &Obj) -> serpentarium_runtime::object::Exc {
    type_error(format!(
        "'{}' object can't be concatenated",
        object.ty().tp_name()
    ))
}

fn concat(_: &Obj, args: &[&Obj]) -> PyResult {
    if let Some(slot) = args[0].ty().slots().sq_concat {
        return slot(args[0], args[1]);
    }
    if sequence::is_sequence(args[0]) && sequence::is_sequence(args[1]) {
        return number::binary(args[0], args[1], number::ADD);
    }
    Err(not_concatenable(args[0]))
}

fn iconcat(module: &Obj, args: &[&Obj]) -> PyResult {
    let slots = args[0].ty().slots();
    if let Some(slot) = slots.sq_inplace_concat.or(slots.sq_concat) {
        return slot(args[0], args[1]);
    }
    if sequence::is_sequence(args[0]) && sequence::is_sequence(args[1]) {
        return number::inplace(args[0], args[1], number::ADD);
    }
    concat(module, args)
}

fn count_of(_: &Obj, args: &[&Obj]) -> PyResult {
    let mut count = 0;
    protocol::for_each(args[0], |item| {
        count += i64::from(protocol::eq(&item, args[1])?);
        Ok(())
    })?;
    native::int(count)
}

fn index_of(_: &Obj, args: &[&Obj]) -> PyResult {
    let iterator = protocol::iter(args[0])?;
    let mut index = 0;
    while let Some(item) = protocol::next(&iterator)? {
        if protocol::eq(&item, args[1])? {
            return native::int(index);
        }
        index += 1;
    }
    Err(value_error("sequence.index(x): x not in sequence"))
}

fn setitem(_: &Obj, args: &[&Obj]) -> PyResult {
    sequence::setitem(args[0], args[1], Some(args[2]))?;
    native::none()
}

fn delitem(_: &Obj, args: &[&Obj]) -> PyResult {
    sequence::setitem(args[0], args[1], None)?;
    native::none()
}

fn length_hint(_: &Obj, args: &[&Obj]) -> PyResult {
    let default = match args.get(1) {
        Some(default) => native::size(default)?,
        None => 0,
    };
    match usize::try_from(default) {
        Ok(default) => Ok(Int::from_usize(protocol::length_hint(args[0], default)?).into_obj()),
        Err(_) => match protocol::length_hint(args[0], usize::MAX)? {
            usize::MAX => native::int(default as i64),
            length => Ok(Int::from_usize(length).into_obj()),
        },
    }
}

fn call(_: &Obj, args: Args<'_>) -> PyResult {
    let given = args.positional().len();
    if given == 0 {
        check_positional("call", given, 1, usize::MAX)?;
    }
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    protocol::call_args(args.values[0], rest)
}

/// Compares in a time that does not tell where the two differ.
fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let mut difference = u8::from(a.len() != b.len());
    let shorter = if a.len() == b.len() { a } else { b };
    for (x, y) in shorter.iter().zip(b) {
        difference |= std::hint::black_box(x ^ y);
    }
    difference == 0
}

fn compare_digest(_: &Obj, args: &[&Obj]) -> PyResult {
    let (a, b) = (args[0], args[1]);
    if let (Some(a), Some(b)) = (a.downcast::<Str>(), b.downcast::<Str>()) {
        let (Some(a), Some(b)) = (a.as_ascii(), b.as_ascii()) else {
            return Err(type_error(
                "comparing strings with non-ASCII characters is not supported",
            ));
        };
        return native::bool(same_bytes(a.as_bytes(), b.as_bytes()));
    }
    if !is_bytes_like(a) && !is_bytes_like(b)
        || a.downcast::<Str>().is_some()
        || b.downcast::<Str>().is_some()
    {
        return Err(type_error(format!(
            "unsupported operand types(s) or combination of types: '{}' and '{}'",
            a.ty().tp_name(),
            b.ty().tp_name()
        )));
    }
    let a = buffer::get(a, request::SIMPLE)?.to_vec();
    let b = buffer::get(b, request::SIMPLE)?.to_vec();
    native::bool(same_bytes(&a, &b))
}
