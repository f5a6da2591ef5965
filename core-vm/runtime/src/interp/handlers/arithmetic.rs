//! Operators: arithmetic, comparison, membership, truth, subscripts.

use serpentarium_bytecode::opcode::nb;

use crate::interp::dispatch::{again, check, go, op, raise, save};
use crate::interp::slot::Slot;
use crate::interp::specialize;
use crate::object::protocol::number;
use crate::object::slots::CompareOp;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::float::{FLOAT_TYPE, Float};
use crate::types::int::{Int, bool_obj};
use crate::types::list::List;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// The operation of a `BINARY_OP` argument.
#[inline(never)]
pub(crate) fn binary_op(left: &Obj, right: &Obj, kind: u32) -> PyResult {
    let op = match kind % 13 {
        _ if kind == nb::SUBSCR => return super::cold::getitem(left, right),
        nb::ADD => number::ADD,
        nb::AND => number::AND,
        nb::FLOOR_DIVIDE => number::FLOOR_DIVIDE,
        nb::LSHIFT => number::LSHIFT,
        nb::MATRIX_MULTIPLY => number::MATRIX_MULTIPLY,
        nb::MULTIPLY => number::MULTIPLY,
        nb::REMAINDER => number::REMAINDER,
        nb::OR => number::OR,
        nb::POWER => {
            return if kind == nb::INPLACE_POWER {
                number::inplace_power(left, right)
            } else {
                number::power(left, right, &crate::types::none::none())
            };
        }
        nb::RSHIFT => number::RSHIFT,
        nb::SUBTRACT => number::SUBTRACT,
        nb::TRUE_DIVIDE => number::TRUE_DIVIDE,
        _ => number::XOR,
    };
    if kind >= nb::INPLACE_ADD {
        number::inplace(left, right, op)
    } else {
        number::binary(left, right, op)
    }
}

/// Replaces the two operands by a result and goes on after `$n` units.
macro_rules! binary_result {
    ($value:expr, $n:expr, $ip:expr, $sp:expr, $frame:expr, $th:expr) => {{
        let (left, right) = (*$sp.sub(2), *$sp.sub(1));
        *$sp.sub(2) = $value;
        let sp = $sp.sub(1);
        if !left.is_borrowed() || !right.is_borrowed() {
            save!($ip, sp, $frame);
            right.close();
            left.close();
        }
        go!($ip, $n, sp, $frame, $th)
    }};
}

op!(BINARY_OP, |ip, sp, frame, th, arg| {
    let (left, right) = ((*sp.sub(2)).obj(), (*sp.sub(1)).obj());
    if specialize::due(ip) {
        specialize::binary_op(ip, left, right, arg as u32, frame);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let result = check!(binary_op(left, right, arg as u32), ip, sp, frame, th);
    binary_result!(Slot::own(result), 6, ip, sp, frame, th)
});

/// Both operands as machine words, when they are plain small `int`s.
#[inline(always)]
unsafe fn words(sp: *mut Slot) -> Option<(i64, i64)> {
    // SAFETY: two operands are on the stack.
    unsafe {
        let left = Int::exact_word((*sp.sub(2)).obj())?;
        let right = Int::exact_word((*sp.sub(1)).obj())?;
        Some((left, right))
    }
}

/// The hot path holds no call: operands are freed and the result is allocated in line.
macro_rules! int_op {
    ($name:ident, $cold:ident, $checked:ident) => {
        op!($name, |ip, sp, frame, th, arg| {
            let Some((left, right)) = words(sp) else {
                return specialize::miss_binary_op(ip, sp, frame, th, arg);
            };
            let Some(result) = left.$checked(right) else {
                return specialize::miss_binary_op(ip, sp, frame, th, arg);
            };
            if !crate::memory::has_number() {
                return $cold(ip, sp, frame, th, arg);
            }
            let (a, b) = (*sp.sub(2), *sp.sub(1));
            b.close_number();
            a.close_number();
            *sp.sub(2) = Int::slot_at_hand(result);
            go!(ip, 6, sp.sub(1), frame, th)
        });

        op!(
            #[cold]
            #[inline(never)]
            $cold,
            |ip, sp, frame, th, arg| {
                let Some((left, right)) = words(sp) else {
                    return specialize::miss_binary_op(ip, sp, frame, th, arg);
                };
                let (a, b) = (*sp.sub(2), *sp.sub(1));
                *sp.sub(2) = Int::slot(left.$checked(right).unwrap_or(0));
                b.close_number();
                a.close_number();
                go!(ip, 6, sp.sub(1), frame, th)
            }
        );
    };
}
int_op!(BINARY_OP_ADD_INT, add_int_cold, checked_add);
int_op!(BINARY_OP_SUBTRACT_INT, subtract_int_cold, checked_sub);
int_op!(BINARY_OP_MULTIPLY_INT, multiply_int_cold, checked_mul);

#[inline(always)]
unsafe fn float_value(slot: Slot) -> Option<f64> {
    // SAFETY: the slot is an operand on the stack.
    unsafe {
        let object = slot.obj();
        object
            .is_exact(&FLOAT_TYPE)
            .then(|| object.cast_unchecked::<Float>().value())
    }
}

macro_rules! float_op {
    ($name:ident, $cold:ident, $op:tt) => {
        op!($name, |ip, sp, frame, th, arg| {
            let (a, b) = (*sp.sub(2), *sp.sub(1));
            let (Some(left), Some(right)) = (float_value(a), float_value(b)) else {
                return specialize::miss_binary_op(ip, sp, frame, th, arg);
            };
            let result = left $op right;
            // A temporary of ours is overwritten instead of freed and allocated anew.
            if !a.is_borrowed() && a.obj().refcount() == 1 {
                Float::set_value(a.ptr().cast(), result);
                b.close_number();
                go!(ip, 6, sp.sub(1), frame, th)
            }
            if !b.is_borrowed() && b.obj().refcount() == 1 {
                Float::set_value(b.ptr().cast(), result);
                a.close_number();
                *sp.sub(2) = b;
                go!(ip, 6, sp.sub(1), frame, th)
            }
            if !crate::memory::has_number() {
                return $cold(ip, sp, frame, th, arg);
            }
            b.close_number();
            a.close_number();
            *sp.sub(2) = Float::slot_at_hand(result);
            go!(ip, 6, sp.sub(1), frame, th)
        });

        op!(
            #[cold]
            #[inline(never)]
            $cold, |ip, sp, frame, th, arg| {
                let (a, b) = (*sp.sub(2), *sp.sub(1));
                let (Some(left), Some(right)) = (float_value(a), float_value(b)) else {
                    return specialize::miss_binary_op(ip, sp, frame, th, arg);
                };
                *sp.sub(2) = Slot::own(Float::new(left $op right).into_obj());
                b.close_number();
                a.close_number();
                go!(ip, 6, sp.sub(1), frame, th)
            }
        );
    };
}
float_op!(BINARY_OP_ADD_FLOAT, add_float_cold, +);
float_op!(BINARY_OP_SUBTRACT_FLOAT, subtract_float_cold, -);
float_op!(BINARY_OP_MULTIPLY_FLOAT, multiply_float_cold, *);

op!(BINARY_OP_ADD_UNICODE, |ip, sp, frame, th, arg| {
    let (left, right) = ((*sp.sub(2)).obj(), (*sp.sub(1)).obj());
    let (Some(left), Some(right)) = (left.downcast_exact::<Str>(), right.downcast_exact::<Str>())
    else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    let result = left.concat(right);
    binary_result!(Slot::own(result.into_obj()), 6, ip, sp, frame, th)
});

op!(
    /// `s = s + t` followed by the store to `s`: appended in place when nobody else
    /// sees the string.
    BINARY_OP_INPLACE_ADD_UNICODE, |ip, sp, frame, th, arg| {
        let store = *ip.add(6);
        let local = crate::interp::frame::InterpreterFrame::locals_ptr(frame).add(usize::from(store >> 8));
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if (*local).ptr() != a.ptr()
            || a.obj().downcast_exact::<Str>().is_none()
            || b.obj().downcast_exact::<Str>().is_none()
        {
            return specialize::miss_binary_op(ip, sp, frame, th, arg);
        }
        a.close();
        let left = (*local).make_owned();
        *local = Slot::NULL;
        let left = left.into_ref().cast_into_unchecked::<Str>();
        let result = Str::append(left, b.obj().cast_unchecked::<Str>());
        b.close();
        *local = Slot::own(result.into_obj());
        go!(ip, 7, sp.sub(2), frame, th)
    }
);

op!(BINARY_OP_SUBSCR_LIST_INT, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let (Some(list), Some(index)) = (a.obj().downcast_exact::<List>(), Int::exact_word(b.obj()))
    else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    let index = if index < 0 {
        index + list.len() as i64
    } else {
        index
    };
    if index as u64 >= list.len() as u64 {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    }
    let value = (**list.raw_items().add(index as usize)).to_ref();
    binary_result!(Slot::own(value), 6, ip, sp, frame, th)
});

op!(BINARY_OP_SUBSCR_LIST_SLICE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let result = check!(
        super::cold::getitem((*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    binary_result!(Slot::own(result), 6, ip, sp, frame, th)
});

op!(BINARY_OP_SUBSCR_TUPLE_INT, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let (Some(tuple), Some(index)) = (a.obj().downcast_exact::<Tuple>(), Int::exact_word(b.obj()))
    else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    if index as u64 >= tuple.len() as u64 {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    }
    let value = tuple.as_slice()[index as usize].to_ref();
    binary_result!(Slot::own(value), 6, ip, sp, frame, th)
});

op!(BINARY_OP_SUBSCR_STR_INT, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let (Some(text), Some(index)) = (a.obj().downcast_exact::<Str>(), Int::exact_word(b.obj()))
    else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    let Some(value) = usize::try_from(index)
        .ok()
        .and_then(|index| text.char_at(index))
    else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    binary_result!(Slot::own(value.into_obj()), 6, ip, sp, frame, th)
});

op!(BINARY_OP_SUBSCR_DICT, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let Some(dict) = a.obj().downcast_exact::<crate::types::dict::Dict>() else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    save!(ip, sp, frame);
    match check!(super::cold::dict_get(dict, b.obj()), ip, sp, frame, th) {
        Some(value) => binary_result!(Slot::own(value), 6, ip, sp, frame, th),
        None => raise!(crate::object::error::key_error(b.obj()), ip, sp, frame, th),
    }
});

op!(BINARY_OP_SUBSCR_GETITEM, |ip, sp, frame, th, arg| {
    specialize::miss_binary_op(ip, sp, frame, th, arg)
});

op!(BINARY_OP_EXTEND, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let result = match words(sp) {
        Some((left, right)) => word_result(arg as u32, left, right).map(Int::slot),
        None => match (real(a), real(b)) {
            (Some(left), Some(right)) => float_result(arg as u32, left, right)
                .map(|value| Slot::own(Float::new(value).into_obj())),
            _ => None,
        },
    };
    let Some(result) = result else {
        return specialize::miss_binary_op(ip, sp, frame, th, arg);
    };
    b.close_number();
    a.close_number();
    *sp.sub(2) = result;
    go!(ip, 6, sp.sub(1), frame, th)
});

/// The value of a `float` or a small `int`.
#[inline(always)]
unsafe fn real(slot: Slot) -> Option<f64> {
    // SAFETY: an operand on the stack.
    unsafe {
        match slot.obj().downcast_exact::<Float>() {
            Some(float) => Some(float.value()),
            // Exact below 2**53: otherwise the division rounds twice.
            None => Int::exact_word(slot.obj())
                .filter(|word| word.unsigned_abs() < 1 << 53)
                .map(|word| word as f64),
        }
    }
}

/// Whether [`BINARY_OP_EXTEND`] has the operation for two small `int`s.
pub(crate) fn extends_words(kind: u32) -> bool {
    word_result(kind, 1, 1).is_some()
}

/// Whether it has it for two numbers of which one is a `float`.
pub(crate) fn extends_floats(kind: u32) -> bool {
    float_result(kind, 1.0, 1.0).is_some()
}

/// An operation on small `int`s; `None` where the general one must be asked.
#[inline(always)]
fn word_result(kind: u32, left: i64, right: i64) -> Option<i64> {
    Some(match kind {
        nb::AND | nb::INPLACE_AND => left & right,
        nb::OR | nb::INPLACE_OR => left | right,
        nb::XOR | nb::INPLACE_XOR => left ^ right,
        nb::RSHIFT | nb::INPLACE_RSHIFT if right >= 0 => left >> right.min(63),
        nb::LSHIFT | nb::INPLACE_LSHIFT if (0..63).contains(&right) => {
            let shifted = left << right;
            if shifted >> right != left {
                return None;
            }
            shifted
        }
        nb::FLOOR_DIVIDE | nb::INPLACE_FLOOR_DIVIDE if right > 0 => left.div_euclid(right),
        nb::REMAINDER | nb::INPLACE_REMAINDER if right > 0 => left.rem_euclid(right),
        _ => return None,
    })
}

#[inline(always)]
fn float_result(kind: u32, left: f64, right: f64) -> Option<f64> {
    Some(match kind {
        nb::ADD | nb::INPLACE_ADD => left + right,
        nb::SUBTRACT | nb::INPLACE_SUBTRACT => left - right,
        nb::MULTIPLY | nb::INPLACE_MULTIPLY => left * right,
        nb::TRUE_DIVIDE | nb::INPLACE_TRUE_DIVIDE if right != 0.0 => left / right,
        _ => return None,
    })
}

// ---- subscripts

op!(BINARY_SLICE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let result = super::cold::get_slice((*sp.sub(3)).obj(), (*sp.sub(2)).obj(), (*sp.sub(1)).obj());
    let result = check!(result, ip, sp, frame, th);
    let (container, start, stop) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
    *sp.sub(3) = Slot::own(result);
    sp = sp.sub(2);
    save!(ip, sp, frame);
    stop.close();
    start.close();
    container.close();
    go!(ip, 1, sp, frame, th)
});

op!(STORE_SLICE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let (container, value) = ((*sp.sub(3)).obj(), (*sp.sub(4)).obj());
    let stored = super::cold::set_slice(container, (*sp.sub(2)).obj(), (*sp.sub(1)).obj(), value);
    check!(stored, ip, sp, frame, th);
    sp = super::close_top(sp, 4, frame);
    go!(ip, 1, sp, frame, th)
});

op!(STORE_SUBSCR, |ip, sp, frame, th, arg| {
    let (container, key, value) = ((*sp.sub(2)).obj(), (*sp.sub(1)).obj(), (*sp.sub(3)).obj());
    if specialize::due(ip) {
        specialize::store_subscr(ip, container, key);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    check!(
        super::cold::setitem(container, key, Some(value)),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 3, frame);
    go!(ip, 2, sp, frame, th)
});

op!(STORE_SUBSCR_LIST_INT, |ip, sp, frame, th, arg| {
    let (value, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
    let (Some(list), Some(index)) = (
        container.obj().downcast_exact::<List>(),
        Int::exact_word(key.obj()),
    ) else {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::STORE_SUBSCR,
        );
    };
    if index as u64 >= list.len() as u64 {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::STORE_SUBSCR,
        );
    }
    let place = list.raw_items().add(index as usize);
    let old = *place;
    *place = value.into_ref().into_raw();
    sp = sp.sub(3);
    save!(ip, sp, frame);
    key.close();
    container.close();
    Obj::decref(old);
    go!(ip, 2, sp, frame, th)
});

op!(STORE_SUBSCR_DICT, |ip, sp, frame, th, arg| {
    let (value, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
    let Some(dict) = container.obj().downcast_exact::<crate::types::dict::Dict>() else {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::STORE_SUBSCR,
        );
    };
    save!(ip, sp, frame);
    check!(dict.set(key.obj(), value.obj().to_ref()), ip, sp, frame, th);
    sp = super::close_top(sp, 3, frame);
    go!(ip, 2, sp, frame, th)
});

op!(DELETE_SUBSCR, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    check!(
        super::cold::setitem((*sp.sub(2)).obj(), (*sp.sub(1)).obj(), None),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    go!(ip, 1, sp, frame, th)
});

// ---- unary

macro_rules! unary_op {
    ($name:ident, $function:expr) => {
        op!($name, |ip, sp, frame, th, arg| {
            let operand = *sp.sub(1);
            save!(ip, sp, frame);
            let result: Ref = check!($function(operand.obj()), ip, sp, frame, th);
            *sp.sub(1) = Slot::own(result);
            operand.close();
            go!(ip, 1, sp, frame, th)
        });
    };
}
unary_op!(UNARY_NEGATIVE, number::negative);
unary_op!(UNARY_INVERT, number::invert);

op!(UNARY_NOT, |ip, sp, frame, th, arg| {
    let value = (*sp.sub(1)).obj().is(bool_obj(true));
    *sp.sub(1) = Slot::borrow(bool_obj(!value));
    go!(ip, 1, sp, frame, th)
});

// ---- truth

op!(TO_BOOL, |ip, sp, frame, th, arg| {
    let operand = *sp.sub(1);
    if specialize::due(ip) {
        specialize::to_bool(ip, operand.obj());
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let truth = check!(super::cold::is_true(operand.obj()), ip, sp, frame, th);
    *sp.sub(1) = Slot::borrow(truth);
    operand.close();
    go!(ip, 4, sp, frame, th)
});

op!(TO_BOOL_BOOL, |ip, sp, frame, th, arg| {
    let value = (*sp.sub(1)).obj();
    if value.is(bool_obj(true)) || value.is(bool_obj(false)) {
        go!(ip, 4, sp, frame, th)
    }
    specialize::miss(
        ip,
        sp,
        frame,
        th,
        arg,
        serpentarium_bytecode::opcode::op::TO_BOOL,
    )
});

macro_rules! to_bool {
    ($name:ident, |$value:ident| $truth:expr) => {
        op!($name, |ip, sp, frame, th, arg| {
            let operand = *sp.sub(1);
            let $value = operand.obj();
            let Some(truth) = $truth else {
                return specialize::miss(
                    ip,
                    sp,
                    frame,
                    th,
                    arg,
                    serpentarium_bytecode::opcode::op::TO_BOOL,
                );
            };
            *sp.sub(1) = Slot::borrow(bool_obj(truth));
            if !operand.is_borrowed() {
                save!(ip, sp, frame);
                operand.close();
            }
            go!(ip, 4, sp, frame, th)
        });
    };
}
to_bool!(TO_BOOL_INT, |value| value
    .downcast_exact::<Int>()
    .map(|int| !int.is_zero()));
to_bool!(TO_BOOL_LIST, |value| value
    .downcast_exact::<List>()
    .map(|list| !list.is_empty()));
to_bool!(TO_BOOL_NONE, |value| crate::types::none::is_none(value)
    .then_some(false));
to_bool!(TO_BOOL_STR, |value| value
    .downcast_exact::<Str>()
    .map(|text| !text.is_empty()));

op!(TO_BOOL_ALWAYS_TRUE, |ip, sp, frame, th, arg| {
    let operand = *sp.sub(1);
    let version = u32::from(*ip.add(2)) | u32::from(*ip.add(3)) << 16;
    if operand.obj().ty().version.get() != version {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::TO_BOOL,
        );
    }
    *sp.sub(1) = Slot::borrow(bool_obj(true));
    save!(ip, sp, frame);
    operand.close();
    go!(ip, 4, sp, frame, th)
});

// ---- comparison

/// The comparison of a `COMPARE_OP` argument.
pub(crate) const fn comparison(arg: usize) -> CompareOp {
    CompareOp::ALL[arg >> 5]
}

op!(COMPARE_OP, |ip, sp, frame, th, arg| {
    let (left, right) = ((*sp.sub(2)).obj(), (*sp.sub(1)).obj());
    if specialize::due(ip) {
        specialize::compare_op(ip, left, right, arg);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let result = check!(
        super::cold::compare(left, right, comparison(arg)),
        ip,
        sp,
        frame,
        th
    );
    if arg & 16 == 0 {
        binary_result!(Slot::own(result), 2, ip, sp, frame, th)
    }
    let truth = super::cold::is_true(&result);
    drop(result);
    let truth = check!(truth, ip, sp, frame, th);
    binary_result!(Slot::borrow(truth), 2, ip, sp, frame, th)
});

/// Bits of the comparison mask (`COMPARISON_LESS_THAN`…).
#[inline(always)]
fn mask_of(order: std::cmp::Ordering) -> usize {
    match order {
        std::cmp::Ordering::Less => 2,
        std::cmp::Ordering::Equal => 8,
        std::cmp::Ordering::Greater => 4,
    }
}

op!(COMPARE_OP_INT, |ip, sp, frame, th, arg| {
    let Some((left, right)) = words(sp) else {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::COMPARE_OP,
        );
    };
    let truth = mask_of(left.cmp(&right)) & arg != 0;
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    b.close_number();
    a.close_number();
    *sp.sub(2) = Slot::borrow(bool_obj(truth));
    go!(ip, 2, sp.sub(1), frame, th)
});

op!(COMPARE_OP_FLOAT, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let (Some(left), Some(right)) = (float_value(a), float_value(b)) else {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::COMPARE_OP,
        );
    };
    // Unordered is bit 0 of the mask.
    let bits = left.partial_cmp(&right).map_or(1, mask_of);
    b.close_number();
    a.close_number();
    *sp.sub(2) = Slot::borrow(bool_obj(bits & arg != 0));
    go!(ip, 2, sp.sub(1), frame, th)
});

op!(COMPARE_OP_STR, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let (Some(left), Some(right)) = (
        a.obj().downcast_exact::<Str>(),
        b.obj().downcast_exact::<Str>(),
    ) else {
        return specialize::miss(
            ip,
            sp,
            frame,
            th,
            arg,
            serpentarium_bytecode::opcode::op::COMPARE_OP,
        );
    };
    let truth = left.eq(right) == (comparison(arg) == CompareOp::Eq);
    b.close();
    a.close();
    *sp.sub(2) = Slot::borrow(bool_obj(truth));
    go!(ip, 2, sp.sub(1), frame, th)
});

op!(IS_OP, |ip, sp, frame, th, arg| {
    let (a, b) = (*sp.sub(2), *sp.sub(1));
    let truth = (a.ptr() == b.ptr()) == (arg == 0);
    *sp.sub(2) = Slot::borrow(bool_obj(truth));
    sp = sp.sub(1);
    save!(ip, sp, frame);
    b.close();
    a.close();
    go!(ip, 1, sp, frame, th)
});

op!(CONTAINS_OP, |ip, sp, frame, th, arg| {
    let (value, container) = ((*sp.sub(2)).obj(), (*sp.sub(1)).obj());
    save!(ip, sp, frame);
    let found = check!(super::cold::contains(container, value), ip, sp, frame, th);
    binary_result!(
        Slot::borrow(bool_obj(found.is(bool_obj(arg == 0)))),
        2,
        ip,
        sp,
        frame,
        th
    )
});

op!(CONTAINS_OP_SET, |ip, sp, frame, th, arg| {
    CONTAINS_OP(ip, sp, frame, th, arg)
});
op!(CONTAINS_OP_DICT, |ip, sp, frame, th, arg| {
    CONTAINS_OP(ip, sp, frame, th, arg)
});
