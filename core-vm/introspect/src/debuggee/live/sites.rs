//! Where in a code object something happens that a person would want to see.

use std::collections::BTreeMap;

use serpentarium_bytecode::CodeObject;
use serpentarium_bytecode::instructions::{Instruction, instructions};
use serpentarium_bytecode::linetable::{LineTable, Position};
use serpentarium_bytecode::opcode::INTRINSICS_1;
use serpentarium_bytecode::opcode::op;

use crate::protocol::live::What;

/// What is on the stack at an instruction, and what is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub what: What,
    pub targets: Vec<Target>,
    /// The line that asks for it, where that is not the instruction's.
    pub line: Option<u32>,
}

/// One value that an instruction takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How far below the top of the stack it is.
    pub depth: usize,
    pub name: Name,
}

/// How what gets the value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    Plain(String),
    /// An attribute of the value at this depth, where the text does not say how it is written.
    Attribute(usize, String),
    /// An item, by the key at a depth, of what is written so.
    Item(String, usize),
}

/// The sites of a code object, by the units that its instructions begin at.
pub fn sites(code: &CodeObject, text: &str) -> BTreeMap<usize, Site> {
    let written = Written::new(code, text);
    let all: Vec<Instruction<'_>> = instructions(&code.code).collect();
    let mut found = BTreeMap::new();
    for (index, instruction) in all.iter().enumerate() {
        let previous = index.checked_sub(1).and_then(|index| all.get(index));
        let next = all.get(index + 1);
        if next.is_some_and(|next| deletes_again(instruction, next)) {
            continue;
        }
        let is_expression =
            previous.is_some_and(leaves_a_value) && !written.leaves_manager(&all[..index]);
        if previous.is_some_and(is_wrapped) {
            continue;
        }
        if let Some(mut site) = site(code, &written, instruction, is_expression) {
            if site.what == What::Return {
                site.line = written.line_of_return(&all[..=index]);
            }
            found.insert(instruction.start_offset / 2, site);
        }
    }
    found
}

/// An asynchronous generator wraps what it yields right before it does: what is shown is what it
/// wraps.
fn is_wrapped(instruction: &Instruction<'_>) -> bool {
    let name = INTRINSICS_1.get(instruction.oparg as usize);
    instruction.op == op::CALL_INTRINSIC_1 && name == Some(&"INTRINSIC_ASYNC_GEN_WRAP")
}

/// Whether an instruction is one of those between a call and what its awaiting gives.
fn is_of_await(instruction: &Instruction<'_>) -> bool {
    matches!(
        instruction.op,
        op::GET_AWAITABLE
            | op::LOAD_CONST
            | op::SEND
            | op::YIELD_VALUE
            | op::RESUME
            | op::JUMP_BACKWARD_NO_INTERRUPT
            | op::END_SEND
    )
}

/// `e = None; del e` at the end of `except ... as e`.
fn deletes_again(store: &Instruction<'_>, next: &Instruction<'_>) -> bool {
    let deletes = match store.op {
        op::STORE_FAST => op::DELETE_FAST,
        op::STORE_NAME => op::DELETE_NAME,
        op::STORE_GLOBAL => op::DELETE_GLOBAL,
        op::STORE_DEREF => op::DELETE_DEREF,
        _ => return false,
    };
    next.op == deletes && next.oparg == store.oparg
}

fn site(
    code: &CodeObject,
    written: &Written<'_>,
    instruction: &Instruction<'_>,
    after_value: bool,
) -> Option<Site> {
    let arg = instruction.oparg as usize;
    let local = |index: usize| name_at(&code.localsplusnames, index);
    let assign = |targets: Vec<(usize, Name)>| {
        let targets: Vec<Target> = targets
            .into_iter()
            .filter(|(_, name)| !is_internal(name))
            .map(|(depth, name)| Target { depth, name })
            .collect();
        (!targets.is_empty()).then_some(Site {
            what: What::Assign,
            targets,
            line: None,
        })
    };
    let alone = |what| {
        let name = Name::Plain(String::new());
        let targets = vec![Target { depth: 0, name }];
        Some(Site {
            what,
            targets,
            line: None,
        })
    };
    match instruction.op {
        op::STORE_FAST | op::STORE_DEREF => assign(vec![(0, Name::Plain(local(arg)?))]),
        op::STORE_FAST_LOAD_FAST => assign(vec![(0, Name::Plain(local(arg >> 4)?))]),
        op::STORE_FAST_STORE_FAST => assign(vec![
            (0, Name::Plain(local(arg >> 4)?)),
            (1, Name::Plain(local(arg & 15)?)),
        ]),
        op::STORE_NAME | op::STORE_GLOBAL => {
            assign(vec![(0, Name::Plain(name_at(&code.names, arg)?))])
        }
        op::STORE_ATTR => {
            let name = name_at(&code.names, arg)?;
            let written = written.attribute(instruction, &name).map(Name::Plain);
            assign(vec![(1, written.unwrap_or(Name::Attribute(0, name)))])
        }
        op::STORE_SUBSCR => {
            let owner = written.owner_of_item(instruction).unwrap_or_default();
            assign(vec![(2, Name::Item(owner, 0))])
        }
        op::POP_TOP if after_value => alone(What::Value),
        op::RETURN_VALUE if is_function(code) => alone(What::Return),
        // The other two yield for `await` and `yield from`.
        op::YIELD_VALUE if instruction.oparg & 1 == 0 => alone(What::Yield),
        op::CALL_INTRINSIC_1 if is_wrapped(instruction) => alone(What::Yield),
        _ => None,
    }
}

fn name_at(names: &[serpentarium_bytecode::Wtf8Buf], index: usize) -> Option<String> {
    names.get(index).map(ToString::to_string)
}

/// What stands in the text where an instruction comes from.
struct Written<'a> {
    lines: Vec<&'a str>,
    positions: Vec<Position>,
}

impl<'a> Written<'a> {
    fn new(code: &CodeObject, text: &'a str) -> Self {
        let table = LineTable::new(&code.linetable, code.firstlineno);
        Self {
            lines: text.split('\n').collect(),
            positions: table.positions().collect(),
        }
    }

    /// `None` for what is written on several lines.
    fn at(&self, instruction: &Instruction<'_>) -> Option<&'a str> {
        let position = self.positions.get(instruction.start_offset / 2)?;
        if position.line? != position.end_line? {
            return None;
        }
        let line = usize::try_from(position.line?).ok()?.checked_sub(1)?;
        let start = usize::try_from(position.column?).ok()?;
        let end = usize::try_from(position.end_column?).ok()?;
        self.lines.get(line)?.get(start..end)
    }

    /// Whether what comes before an instruction has called a context manager's `__enter__`, or
    /// `__exit__(None, None, None)`, or awaited their likes: no text asks for those values.
    fn leaves_manager(&self, before: &[Instruction<'_>]) -> bool {
        let mut back = before.iter().rev();
        let call = back.find(|instruction| !is_of_await(instruction));
        let Some(call) = call.filter(|call| call.op == op::CALL) else {
            return false;
        };
        let place = |instruction: &Instruction<'_>| {
            self.positions
                .get(instruction.start_offset / 2)
                .filter(|position| position.column.is_some())
        };
        match call.oparg {
            0 => back.next().is_some_and(|it| it.op == op::LOAD_SPECIAL),
            // Written arguments would stand elsewhere than their call.
            3 => place(call).is_some_and(|called| {
                let mut arguments = back.take(3);
                arguments.all(|it| it.op == op::LOAD_CONST && place(it) == Some(called))
            }),
            _ => false,
        }
    }

    /// The line of the `return` statement whose value the last of these instructions returns: what
    /// leaves `with` and `finally` on the way has their lines, and so has that instruction.
    fn line_of_return(&self, instructions: &[Instruction<'_>]) -> Option<u32> {
        let lines = instructions.iter().rev().enumerate();
        let lines = lines.map_while(|(index, instruction)| {
            let is_other_way = matches!(instruction.op, op::RETURN_VALUE | op::RERAISE);
            (index == 0 || !is_other_way).then(|| {
                let line = self.positions.get(instruction.start_offset / 2)?.line?;
                u32::try_from(line).ok()
            })
        });
        lines.flatten().find(|line| {
            let index = (*line as usize).checked_sub(1);
            let text = index.and_then(|index| self.lines.get(index));
            text.is_some_and(|text| text.trim_start().starts_with("return"))
        })
    }

    /// `self.side`; the name may be one that the compiler has mangled.
    fn attribute(&self, instruction: &Instruction<'_>, name: &str) -> Option<String> {
        let text = self.at(instruction)?;
        let (_, attribute) = text.rsplit_once('.')?;
        let is_it = name.ends_with(attribute.trim_start());
        is_it.then(|| text.to_owned())
    }

    /// `grid[0]` of `grid[0][index]`.
    fn owner_of_item(&self, instruction: &Instruction<'_>) -> Option<String> {
        let text = self.at(instruction)?;
        let opening = last_opening(text).filter(|_| text.ends_with(']'))?;
        Some(text[..opening].trim_end().to_owned())
    }
}

/// Where the last bracket opens that stands in no other one and in no string.
fn last_opening(text: &str) -> Option<usize> {
    let mut last = None;
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[' | '{') => {
                if depth == 0 {
                    last = Some(at);
                }
                depth += 1;
            }
            (None, ')' | ']' | '}') => depth = depth.checked_sub(1)?,
            (None, _) => {}
        }
    }
    last
}

/// Names that the compiler or every module and class sets.
fn is_internal(name: &Name) -> bool {
    match name {
        Name::Plain(name) => {
            name.starts_with('.') || name.starts_with("__") && name.ends_with("__") || name == "_"
        }
        _ => false,
    }
}

fn is_function(code: &CodeObject) -> bool {
    use serpentarium_bytecode::CodeFlags;
    code.flags.has(CodeFlags::OPTIMIZED) && !code.name.to_string().starts_with('<')
}

/// Whether what an instruction leaves on the stack is the value of an expression, so that a
/// `POP_TOP` behind it ends an expression statement.
fn leaves_a_value(instruction: &Instruction<'_>) -> bool {
    let is_jump = instruction.jump_target().is_some();
    !is_jump
        && !matches!(
            instruction.op,
            op::IMPORT_FROM
                | op::IMPORT_NAME
                | op::PUSH_EXC_INFO
                | op::RERAISE
                | op::WITH_EXCEPT_START
                | op::SWAP
                | op::COPY
                | op::NOT_TAKEN
                | op::POP_TOP
                | op::POP_EXCEPT
                | op::POP_ITER
                | op::STORE_FAST
                | op::STORE_NAME
                | op::RESUME
                | op::NOP
                | op::RETURN_GENERATOR
                | op::LOAD_CONST
        )
}
