//! What an operand means, in words.

use super::{ArgValue, Hooks, Listing, Unit};
use crate::instructions::jump_target;
use crate::opcode::{self, Operand, op};
use crate::{Wtf8Buf, repr};

type Resolved = (ArgValue, String);

pub(super) fn resolve(
    listing: &Listing<'_>,
    unit: &Unit,
    shown: u8,
    hooks: &dyn Hooks,
) -> Resolved {
    let Some(arg) = unit.arg else {
        return (ArgValue::None, String::new());
    };
    let op = opcode::deopt(shown);
    let operand = opcode::info(op).map_or(Operand::None, |info| info.operand);
    let number = ArgValue::Number(i64::from(arg));
    let index = usize::try_from(arg).unwrap_or(usize::MAX);
    let text = |text: &str| (ArgValue::Number(i64::from(arg)), text.to_owned());
    match operand {
        Operand::Const => constant(listing, index, hooks),
        Operand::Name => name(listing.code.names.get(index), ""),
        Operand::NameAndBit if op == op::LOAD_GLOBAL => name(
            listing.code.names.get(index >> 1),
            if arg & 1 != 0 { " + NULL" } else { "" },
        ),
        Operand::NameAndBit | Operand::NameAndTwoBits => {
            let shift = if operand == Operand::NameAndBit { 1 } else { 2 };
            let suffix = if arg & 1 != 0 { " + NULL|self" } else { "" };
            name(listing.code.names.get(index >> shift), suffix)
        }
        Operand::JumpForward | Operand::JumpBackward => target(listing, unit, op, arg),
        Operand::LocalPair => pair(listing, index),
        Operand::Local | Operand::Free => name(listing.code.localsplusnames.get(index), ""),
        Operand::Compare => compare(index),
        Operand::Conversion => match opcode::CONVERSIONS.get(index) {
            Some(conversion) => (
                ArgValue::Text((*conversion).into()),
                (*conversion).to_owned(),
            ),
            None => (ArgValue::Unknown, String::new()),
        },
        Operand::FunctionAttribute => {
            let set = opcode::FUNCTION_ATTRIBUTES.iter().enumerate();
            let set = set
                .filter(|(bit, _)| arg & (1 << bit) != 0)
                .map(|(_, name)| *name);
            (number, set.collect::<Vec<_>>().join(", "))
        }
        Operand::BinaryOp => text(
            opcode::BINARY_OPERATORS
                .get(index)
                .map_or("", |(_, symbol)| symbol),
        ),
        Operand::Intrinsic1 => text(opcode::INTRINSICS_1.get(index).unwrap_or(&"")),
        Operand::Intrinsic2 => text(opcode::INTRINSICS_2.get(index).unwrap_or(&"")),
        Operand::CommonConstant => text(&common_constant(index)),
        Operand::SpecialMethod => text(opcode::SPECIAL_METHODS.get(index).unwrap_or(&"")),
        Operand::Invert if op == op::IS_OP => text(if arg != 0 { "is not" } else { "is" }),
        Operand::Invert => text(if arg != 0 { "not in" } else { "in" }),
        _ => (number, String::new()),
    }
}

fn constant(listing: &Listing<'_>, index: usize, hooks: &dyn Hooks) -> Resolved {
    match listing.code.consts.get(index) {
        Some(value) => (
            ArgValue::Constant(value.clone()),
            repr::constant(value, hooks),
        ),
        None => (ArgValue::Unknown, String::new()),
    }
}

fn name(name: Option<&Wtf8Buf>, suffix: &str) -> Resolved {
    match name {
        Some(name) => (ArgValue::Text(name.clone()), format!("{name}{suffix}")),
        None => (ArgValue::Unknown, String::new()),
    }
}

fn pair(listing: &Listing<'_>, index: usize) -> Resolved {
    let names = &listing.code.localsplusnames;
    match (names.get(index >> 4), names.get(index & 15)) {
        (Some(first), Some(second)) => (
            ArgValue::Pair(first.clone(), second.clone()),
            format!("{first}, {second}"),
        ),
        _ => (ArgValue::Unknown, String::new()),
    }
}

fn target(listing: &Listing<'_>, unit: &Unit, op: u8, arg: i32) -> Resolved {
    let Some(target) = jump_target(op, arg as u32, unit.offset) else {
        return (ArgValue::Unknown, String::new());
    };
    let preposition = if op == op::END_ASYNC_FOR {
        "from"
    } else {
        "to"
    };
    let label = listing
        .labels
        .get(target)
        .map(|label| format!("{preposition} L{label}"));
    (ArgValue::Number(target as i64), label.unwrap_or_default())
}

fn compare(index: usize) -> Resolved {
    let Some(operator) = opcode::COMPARE_OPERATORS.get(index >> 5) else {
        return (ArgValue::Unknown, String::new());
    };
    let shown = if index & 16 != 0 {
        format!("bool({operator})")
    } else {
        (*operator).to_owned()
    };
    (ArgValue::Text((*operator).into()), shown)
}

/// Types by name, functions by `repr`.
fn common_constant(index: usize) -> String {
    match opcode::COMMON_CONSTANTS.get(index) {
        Some(function @ (&"all" | &"any")) => format!("<built-in function {function}>"),
        Some(name) => (*name).to_owned(),
        None => String::new(),
    }
}
