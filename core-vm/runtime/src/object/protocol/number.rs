//! Arithmetic on any objects: the two sides' slots in CPython's order.

use crate::object::error::type_error;
use crate::object::slots::{BinaryFn, Slots, TernaryFn};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::int::Int;
use crate::types::int::arith::exact;
use crate::types::none::is_not_implemented;

/// A binary operator: how it is written and where its slots are.
#[derive(Clone, Copy)]
pub struct Operator {
    /// As in messages: `+`.
    pub symbol: &'static str,
    pub slot: fn(&Slots) -> Option<BinaryFn>,
    pub inplace: fn(&Slots) -> Option<BinaryFn>,
}

macro_rules! operators {
    ($($name:ident = $symbol:literal, $slot:ident, $inplace:ident;)*) => {$(
        #[doc = concat!("The operator `", $symbol, "`.")]
        pub const $name: Operator = Operator {
            symbol: $symbol,
            slot: |slots| slots.$slot,
            inplace: |slots| slots.$inplace,
        };
    )*};
}

operators! {
    ADD = "+", nb_add, nb_inplace_add;
    SUBTRACT = "-", nb_subtract, nb_inplace_subtract;
    MULTIPLY = "*", nb_multiply, nb_inplace_multiply;
    REMAINDER = "%", nb_remainder, nb_inplace_remainder;
    LSHIFT = "<<", nb_lshift, nb_inplace_lshift;
    RSHIFT = ">>", nb_rshift, nb_inplace_rshift;
    AND = "&", nb_and, nb_inplace_and;
    XOR = "^", nb_xor, nb_inplace_xor;
    OR = "|", nb_or, nb_inplace_or;
    FLOOR_DIVIDE = "//", nb_floor_divide, nb_inplace_floor_divide;
    TRUE_DIVIDE = "/", nb_true_divide, nb_inplace_true_divide;
    MATRIX_MULTIPLY = "@", nb_matrix_multiply, nb_inplace_matrix_multiply;
}

/// Tries both sides' slots (`binary_op1`); `NotImplemented` when neither answers.
fn try_both(left: &Obj, right: &Obj, slot: fn(&Slots) -> Option<BinaryFn>) -> PyResult {
    let left_slot = slot(left.ty().slots());
    let mut right_slot = if left.ty().is_type(right.ty()) {
        None
    } else {
        slot(right.ty().slots())
    };
    if let (Some(a), Some(b)) = (left_slot, right_slot)
        && std::ptr::fn_addr_eq(a, b)
    {
        right_slot = None;
    }
    if let Some(first) = left_slot {
        if let Some(second) = right_slot
            && right.ty().is_subtype(left.ty())
        {
            let result = second(left, right)?;
            if !is_not_implemented(&result) {
                return Ok(result);
            }
            right_slot = None;
        }
        let result = first(left, right)?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    match right_slot {
        Some(second) => second(left, right),
        None => Ok(crate::types::none::not_implemented()),
    }
}

#[cold]
fn unsupported(left: &Obj, right: &Obj, symbol: &str) -> crate::object::Exc {
    if symbol == ">>"
        && left.is_exact(&crate::types::native_function::NATIVE_FUNCTION_TYPE)
        && left
            .downcast::<crate::types::native_function::NativeFunction>()
            .is_some_and(|function| function.def.name == "print")
    {
        return type_error(format!(
            "unsupported operand type(s) for {symbol}: '{}' and '{}'. \
             Did you mean \"print(<message>, file=<output_stream>)\"?",
            left.ty().tp_name(),
            right.ty().tp_name()
        ));
    }
    type_error(format!(
        "unsupported operand type(s) for {symbol}: '{}' and '{}'",
        left.ty().tp_name(),
        right.ty().tp_name()
    ))
}

/// `left op right`
///
/// # Errors
/// `TypeError` when neither side supports it; what the operation raises.
pub fn binary(left: &Obj, right: &Obj, op: Operator) -> PyResult {
    let result = try_both(left, right, op.slot)?;
    if !is_not_implemented(&result) {
        return Ok(result);
    }
    if let Some(result) = sequence_fallback(left, right, op)? {
        return Ok(result);
    }
    Err(unsupported(left, right, op.symbol))
}

/// `left op= right`
///
/// # Errors
/// As [`binary`].
pub fn inplace(left: &Obj, right: &Obj, op: Operator) -> PyResult {
    if let Some(slot) = (op.inplace)(left.ty().slots()) {
        let result = slot(left, right)?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    let result = try_both(left, right, op.slot)?;
    if !is_not_implemented(&result) {
        return Ok(result);
    }
    let slots = left.ty().slots();
    if op.symbol == "+"
        && let Some(slot) = slots.sq_inplace_concat
    {
        return slot(left, right);
    }
    if op.symbol == "*"
        && let Some(slot) = slots.sq_inplace_repeat
    {
        return slot(left, repeat_count(right)?);
    }
    if let Some(result) = sequence_fallback(left, right, op)? {
        return Ok(result);
    }
    Err(unsupported(left, right, &format!("{}=", op.symbol)))
}

/// `+` and `*` of sequences.
fn sequence_fallback(left: &Obj, right: &Obj, op: Operator) -> PyResult<Option<Ref>> {
    match op.symbol {
        "+" => match left.ty().slots().sq_concat {
            Some(slot) => slot(left, right).map(Some),
            None => Ok(None),
        },
        "*" => {
            if let Some(slot) = left.ty().slots().sq_repeat {
                return slot(left, repeat_count(right)?).map(Some);
            }
            match right.ty().slots().sq_repeat {
                Some(slot) => slot(right, repeat_count(left)?).map(Some),
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

fn repeat_count(count: &Obj) -> PyResult<isize> {
    if count.ty().slots().nb_index.is_none() {
        return Err(type_error(format!(
            "can't multiply sequence by non-int of type '{}'",
            count.ty().tp_name()
        )));
    }
    index_as_isize(count, Some(&crate::types::exceptions::OVERFLOW_ERROR))
}

/// `divmod(left, right)`
///
/// # Errors
/// As [`binary`].
pub fn divmod(left: &Obj, right: &Obj) -> PyResult {
    let result = try_both(left, right, |slots| slots.nb_divmod)?;
    if is_not_implemented(&result) {
        return Err(unsupported(left, right, "divmod()"));
    }
    Ok(result)
}

/// `pow(base, exponent, modulus)`; `modulus` is `None` (the object) for `**`.
///
/// # Errors
/// As [`binary`].
pub fn power(base: &Obj, exponent: &Obj, modulus: &Obj) -> PyResult {
    power_with(base, exponent, modulus, "** or pow()")
}

/// `base **= exponent`
///
/// # Errors
/// As [`binary`].
pub fn inplace_power(base: &Obj, exponent: &Obj) -> PyResult {
    let none = crate::types::none::none();
    if let Some(slot) = base.ty().slots().nb_inplace_power {
        let result = slot(base, exponent, &none)?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    power_with(base, exponent, &none, "**=")
}

fn power_with(base: &Obj, exponent: &Obj, modulus: &Obj, symbol: &str) -> PyResult {
    let same = |a: TernaryFn, b: TernaryFn| std::ptr::fn_addr_eq(a, b);
    let first = base.ty().slots().nb_power;
    let mut second = if base.ty().is_type(exponent.ty()) {
        None
    } else {
        exponent.ty().slots().nb_power
    };
    if let (Some(a), Some(b)) = (first, second)
        && same(a, b)
    {
        second = None;
    }
    let mut attempts: Vec<TernaryFn> = Vec::with_capacity(3);
    match (first, second) {
        (Some(a), Some(b)) if exponent.ty().is_subtype(base.ty()) => attempts.extend([b, a]),
        (a, b) => attempts.extend(a.into_iter().chain(b)),
    }
    if !crate::types::none::is_none(modulus)
        && let Some(third) = modulus.ty().slots().nb_power
        && !attempts.iter().any(|known| same(*known, third))
    {
        attempts.push(third);
    }
    for slot in attempts {
        let result = slot(base, exponent, modulus)?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    if crate::types::none::is_none(modulus) {
        return Err(unsupported(base, exponent, symbol));
    }
    Err(type_error(format!(
        "unsupported operand type(s) for {symbol}: '{}', '{}', '{}'",
        base.ty().tp_name(),
        exponent.ty().tp_name(),
        modulus.ty().tp_name()
    )))
}

macro_rules! unary {
    ($($name:ident, $slot:ident, $symbol:literal;)*) => {$(
        #[doc = concat!("`", $symbol, "` of an object.\n\n# Errors\n`TypeError` when the type has none.")]
        pub fn $name(operand: &Obj) -> PyResult {
            match operand.ty().slots().$slot {
                Some(slot) => slot(operand),
                None => Err(type_error(format!(
                    "bad operand type for {}: '{}'", $symbol, operand.ty().tp_name()
                ))),
            }
        }
    )*};
}

unary! {
    negative, nb_negative, "unary -";
    positive, nb_positive, "unary +";
    invert, nb_invert, "unary ~";
    absolute, nb_absolute, "abs()";
}

/// `operator.index(object)`: an exact `int`.
///
/// # Errors
/// `TypeError` when the object is no integer.
pub fn index(object: &Obj) -> PyResult<Ref<Int>> {
    if let Some(int) = object.downcast_exact::<Int>() {
        return Ok(int.to_ref());
    }
    if let Some(int) = object.downcast::<Int>() {
        return Ok(exact(int));
    }
    let Some(slot) = object.ty().slots().nb_index else {
        return Err(type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            object.ty().tp_name()
        )));
    };
    let result = slot(object)?.downcast_into::<Int>();
    result.map(|int| exact(&int)).map_err(|other| {
        type_error(format!(
            "__index__ returned non-int (type {})",
            other.ty().tp_name()
        ))
    })
}

/// `operator.index(object)` as a machine word. Out of range: an error of class
/// `overflow` (`cannot fit 'int' into an index-sized integer`), or clipped when `None`.
///
/// # Errors
/// As [`index`], and out of range.
pub fn index_as_isize(object: &Obj, overflow: Option<&crate::object::Type>) -> PyResult<isize> {
    let int = index(object)?;
    match (int.as_i64(), overflow) {
        (Some(value), _) => Ok(value as isize),
        (None, None) => Ok(if int.is_negative() {
            isize::MIN
        } else {
            isize::MAX
        }),
        (None, Some(class)) => Err(crate::object::Exc::with_message(
            class,
            &format!(
                "cannot fit '{}' into an index-sized integer",
                object.ty().tp_name()
            ),
        )),
    }
}
