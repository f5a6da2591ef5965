//! Whether an operand names something that is there.

use crate::code::local_kind;
use crate::instructions::Instruction;
use crate::opcode::{self, Operand, op};
use crate::{CodeFlags, CodeObject};

pub fn check(code: &CodeObject, instruction: &Instruction<'_>) -> Result<(), String> {
    let oparg = instruction.oparg as usize;
    let name = opcode::name(instruction.op);
    let operand = opcode::info(instruction.op).map_or(Operand::None, |info| info.operand);
    let index = |what: &str, index: usize, len: usize| match index < len {
        true => Ok(()),
        false => Err(format!("{name} with {what} {index} of {len}")),
    };
    let locals = code.localsplusnames.len();
    match operand {
        Operand::Const => index("constant", oparg, code.consts.len()),
        Operand::Name => index("name", oparg, code.names.len()),
        Operand::NameAndBit => index("name", oparg >> 1, code.names.len()),
        Operand::NameAndTwoBits => index("name", oparg >> 2, code.names.len()),
        Operand::Local => {
            index("variable", oparg, locals)?;
            match instruction.op {
                op::LOAD_DEREF => cell(code, name, oparg),
                _ => Ok(()),
            }
        }
        Operand::LocalPair => {
            index("variable", oparg >> 4, locals)?;
            index("variable", oparg & 15, locals)
        }
        Operand::Free => {
            index("variable", oparg, locals)?;
            cell(code, name, oparg)
        }
        Operand::BinaryOp => index("operator", oparg, opcode::BINARY_OPERATORS.len()),
        Operand::Compare => index("operator", oparg >> 5, opcode::COMPARE_OPERATORS.len()),
        Operand::Intrinsic1 => within(name, oparg, 1, opcode::INTRINSICS_1.len() - 1),
        Operand::Intrinsic2 => within(name, oparg, 1, opcode::INTRINSICS_2.len() - 1),
        Operand::CommonConstant => index("constant", oparg, opcode::COMMON_CONSTANTS.len()),
        Operand::SpecialMethod => index("method", oparg, opcode::SPECIAL_METHODS.len()),
        Operand::Conversion => within(name, oparg, 1, opcode::CONVERSIONS.len() - 1),
        Operand::FunctionAttribute if !matches!(oparg, 1 | 2 | 4 | 8 | 16) => {
            Err(format!("{name} with operand {oparg}"))
        }
        Operand::SmallInt => within(name, oparg, 0, 255),
        Operand::Count => count(code, instruction.op, name, oparg),
        _ => generator(code, instruction.op, name),
    }
}

fn within(name: &str, oparg: usize, least: usize, most: usize) -> Result<(), String> {
    match (least..=most).contains(&oparg) {
        true => Ok(()),
        false => Err(format!("{name} with operand {oparg}")),
    }
}

fn cell(code: &CodeObject, name: &str, index: usize) -> Result<(), String> {
    let kind = code.localspluskinds.get(index).copied().unwrap_or_default();
    match kind & (local_kind::CELL | local_kind::FREE) {
        0 => Err(format!("{name} of variable {index}, which is not a cell")),
        _ => Ok(()),
    }
}

fn count(code: &CodeObject, op: u8, name: &str, oparg: usize) -> Result<(), String> {
    match op {
        op::BUILD_SLICE => within(name, oparg, 2, 3),
        op::RAISE_VARARGS => within(name, oparg, 0, 2),
        op::COPY
        | op::SWAP
        | op::LIST_APPEND
        | op::LIST_EXTEND
        | op::SET_ADD
        | op::SET_UPDATE
        | op::MAP_ADD
        | op::DICT_MERGE
        | op::DICT_UPDATE => within(name, oparg, 1, i32::MAX as usize),
        op::COPY_FREE_VARS => within(
            name,
            oparg,
            code.freevars().count(),
            code.freevars().count(),
        ),
        // Conversion and whether there is a format specification.
        op::BUILD_INTERPOLATION => within(name, oparg >> 2, 0, opcode::CONVERSIONS.len() - 1),
        op::YIELD_VALUE => generator(code, op, name),
        _ => within(name, oparg, 0, i32::MAX as usize),
    }
}

fn generator(code: &CodeObject, op: u8, name: &str) -> Result<(), String> {
    let suspends = matches!(op, op::RETURN_GENERATOR | op::YIELD_VALUE);
    let kinds = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    match suspends && !code.flags.has(kinds) {
        true => Err(format!("{name} in code that is no generator")),
        false => Ok(()),
    }
}
