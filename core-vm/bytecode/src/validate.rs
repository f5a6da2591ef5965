//! Whether a code object can be run without looking twice.
//!
//! Bytecode from a file may be anything. What passes here has known opcodes
//! with zeroed caches, operands within `co_consts`, `co_names` and the fast
//! locals, jumps and handlers that start at instructions, and a value stack
//! that never underflows nor grows beyond `co_stacksize`, with the same depth on
//! every way to an instruction. What is *on* the stack is not followed: an
//! instruction that finds a value of the wrong kind (or the null that calls
//! use) must still refuse it.

mod operands;
mod stack;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::code::local_kind;
use crate::instructions::{Instruction, instructions};
use crate::opcode::{self, Form, op};
use crate::{CodeFlags, CodeObject, Constant, exception_table};

/// What is wrong with a code object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCode {
    /// `co_qualname` of the code object, which may be an inner one.
    pub qualname: String,
    /// Byte offset of the instruction, if it is about one.
    pub offset: Option<usize>,
    pub what: String,
}

impl fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(offset) = self.offset {
            write!(f, " at offset {offset}")?;
        }
        write!(f, " of {}", self.qualname)
    }
}

impl std::error::Error for InvalidCode {}

/// A finding before it is known in which code object: offset and text.
type Finding = (Option<usize>, String);

fn at(offset: usize, what: impl Into<String>) -> Finding {
    (Some(offset), what.into())
}

fn about(what: impl Into<String>) -> Finding {
    (None, what.into())
}

/// Checks the code object and those among its constants, at any depth.
pub fn validate(code: &Arc<CodeObject>) -> Result<(), InvalidCode> {
    let mut seen: HashSet<*const CodeObject> = HashSet::new();
    let mut pending = vec![code];
    while let Some(code) = pending.pop() {
        if !seen.insert(Arc::as_ptr(code)) {
            continue;
        }
        validate_one(code)?;
        let mut constants: Vec<&Constant> = code.consts.iter().collect();
        while let Some(constant) = constants.pop() {
            match constant {
                Constant::Code(inner) => pending.push(inner),
                Constant::Tuple(items) | Constant::FrozenSet(items) => constants.extend(items),
                Constant::Slice(parts) => constants.extend(parts.iter()),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Checks one code object without its constants.
pub fn validate_one(code: &CodeObject) -> Result<(), InvalidCode> {
    check(code).map_err(|(offset, what)| InvalidCode {
        qualname: code.qualname.to_string_lossy(),
        offset,
        what,
    })
}

fn check(code: &CodeObject) -> Result<(), Finding> {
    variables(code)?;
    let program = Program::new(code)?;
    for instruction in &program.instructions {
        operands::check(code, instruction).map_err(|what| at(instruction.offset, what))?;
        if let Some(target) = jump(instruction) {
            let target = target.ok_or_else(|| at(instruction.offset, "jump out of the code"))?;
            program.index_of(target).ok_or_else(|| {
                at(
                    instruction.offset,
                    format!("jump to {target}, where no instruction starts"),
                )
            })?;
        }
    }
    handlers(code, &program)?;
    stack::check(code, &program)
}

fn variables(code: &CodeObject) -> Result<(), Finding> {
    let kinds = &code.localspluskinds;
    if kinds.len() != code.localsplusnames.len() {
        return Err(about(
            "co_localsplusnames and co_localspluskinds differ in length",
        ));
    }
    if code.posonlyargcount > code.argcount {
        return Err(about("more positional-only arguments than arguments"));
    }
    let arguments = code.argcount as u64
        + u64::from(code.kwonlyargcount)
        + u64::from(code.flags.has(CodeFlags::VARARGS))
        + u64::from(code.flags.has(CodeFlags::VARKEYWORDS));
    let locals = kinds
        .iter()
        .take_while(|kind| **kind & local_kind::LOCAL != 0)
        .count();
    if arguments > locals as u64 {
        return Err(about("more arguments than local variables"));
    }
    // Free variables are last, as frames and closures expect.
    let first_free = kinds
        .iter()
        .position(|kind| kind & local_kind::FREE != 0)
        .unwrap_or(kinds.len());
    if kinds[first_free..]
        .iter()
        .any(|kind| kind & local_kind::FREE == 0)
    {
        return Err(about("free variables that are not last"));
    }
    let known = local_kind::LOCAL | local_kind::CELL | local_kind::FREE;
    if kinds.iter().any(|kind| kind & known == 0) {
        return Err(about("a variable that is neither local nor cell nor free"));
    }
    Ok(())
}

/// The instructions of a code object, to be found by offset.
pub(crate) struct Program<'c> {
    pub instructions: Vec<Instruction<'c>>,
}

impl<'c> Program<'c> {
    fn new(code: &'c CodeObject) -> Result<Self, Finding> {
        let bytes = &code.code;
        if bytes.is_empty() || !bytes.len().is_multiple_of(2) {
            return Err(about("co_code is empty or of odd length"));
        }
        let instructions: Vec<_> = instructions(bytes).collect();
        let end = instructions.last().map_or(0, Instruction::end_offset);
        if end != bytes.len() {
            return Err(at(end.min(bytes.len()), "code ends within an instruction"));
        }
        for instruction in &instructions {
            known_opcode(instruction)?;
            if instruction.caches.iter().any(|byte| *byte != 0) {
                return Err(at(instruction.offset, "inline cache that is not empty"));
            }
        }
        Ok(Program { instructions })
    }

    /// The index of the instruction whose first unit, prefixes included, is at `offset`.
    pub fn index_of(&self, offset: usize) -> Option<usize> {
        self.instructions
            .binary_search_by_key(&offset, |instruction| instruction.start_offset)
            .ok()
    }
}

/// Compilers emit base instructions, and of them not those that the
/// interpreter keeps for itself.
fn known_opcode(instruction: &Instruction<'_>) -> Result<(), Finding> {
    let number = instruction.actual;
    let form = opcode::info(number).map_or(Form::Unassigned, |info| info.form);
    let name = opcode::name(number);
    match (form, number) {
        (Form::Unassigned, _) => Err(at(instruction.offset, format!("unknown opcode {number}"))),
        (
            _,
            op::CACHE
            | op::RESERVED
            | op::INTERPRETER_EXIT
            | op::EXIT_INIT_CHECK
            | op::ENTER_EXECUTOR
            | op::INSTRUMENTED_LINE
            | op::INSTRUMENTED_INSTRUCTION,
        )
        | (Form::Specialized | Form::Instrumented | Form::Pseudo, _) => Err(at(
            instruction.offset,
            format!("opcode {number} ({name}) is not for stored code"),
        )),
        (Form::Base, _) => Ok(()),
    }
}

/// The target of a jump: `None` if it is none, `Some(None)` if it lies outside.
fn jump(instruction: &Instruction<'_>) -> Option<Option<usize>> {
    opcode::has_jump(instruction.op).then(|| instruction.jump_target())
}

fn handlers(code: &CodeObject, program: &Program<'_>) -> Result<(), Finding> {
    let mut previous_end = 0;
    let mut covered = Vec::new();
    for entry in exception_table::decode(&code.exceptiontable) {
        let (start, end) = (entry.start as usize, entry.end as usize);
        let starts = |offset: usize| program.index_of(offset).is_some();
        if start >= end || start < previous_end || end > code.code.len() {
            return Err(at(start, "exception table out of order"));
        }
        if !starts(start) || !(starts(end) || end == code.code.len()) {
            return Err(at(
                start,
                "exception range that does not start and end at instructions",
            ));
        }
        if !starts(entry.target as usize) {
            return Err(at(start, "exception handler where no instruction starts"));
        }
        previous_end = end;
        covered.push(entry);
    }
    if exception_table::encode(covered) != code.exceptiontable {
        return Err(about("malformed exception table"));
    }
    Ok(())
}
