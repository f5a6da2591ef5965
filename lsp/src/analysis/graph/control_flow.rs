//! The control flow of a code object: its basic blocks and what leads from one to another.
//!
//! Blocks are those of the bytecode, so the graph shows what runs, also where the compiler has
//! turned a loop around or left out a branch that cannot be taken.

use std::collections::{BTreeMap, BTreeSet};

use ruff_text_size::{Ranged, TextRange};

use crate::analysis::bytecode_view::{CodeView, InstructionView};
use crate::analysis::graph::{Edge, Graph, Node, Shape, Style};
use crate::analysis::source::SourceFile;

/// How many characters of a source line are shown.
const WIDTH: usize = 60;
/// How many lines of a block are shown.
const LINES: usize = 12;

/// A run of instructions that is entered at its beginning and left at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The byte offset of its first instruction.
    pub start: usize,
    /// Behind its last one.
    pub end: usize,
    /// What it covers of the source.
    pub range: Option<TextRange>,
    /// Lines from 1, ascending.
    pub lines: Vec<usize>,
    pub is_handler: bool,
    instructions: Vec<usize>,
}

/// Why control goes from one block to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// The next instruction.
    Next,
    /// A jump that is always taken.
    Jump,
    /// A jump back: a loop.
    Loop,
    /// The condition holds.
    True,
    False,
    /// The iterator is done.
    Exhausted,
    Exception,
}

/// The blocks of one code object and the flow between them, by their indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlFlow {
    pub blocks: Vec<Block>,
    pub flows: Vec<(usize, usize, Flow)>,
}

impl ControlFlow {
    pub fn of(file: &SourceFile, code: &CodeView) -> Self {
        let starts = block_starts(code);
        let blocks: Vec<Block> = starts
            .iter()
            .enumerate()
            .map(|(index, &start)| block(file, code, start, starts.get(index + 1).copied()))
            .collect();
        let mut flows = BTreeSet::new();
        for (index, block) in blocks.iter().enumerate() {
            out_of(code, &starts, index, block, &mut flows);
        }
        let mut flow = Self {
            blocks,
            flows: flows.into_iter().collect(),
        };
        flow.drop_unreachable();
        flow
    }

    /// Blocks that nothing leads to, as the compiler leaves behind some handlers.
    fn drop_unreachable(&mut self) {
        let mut reached = BTreeSet::from([0]);
        let mut pending = vec![0];
        while let Some(block) = pending.pop() {
            for &(from, to, _) in &self.flows {
                if from == block && reached.insert(to) {
                    pending.push(to);
                }
            }
        }
        let numbers: BTreeMap<usize, usize> = reached
            .iter()
            .filter(|&&index| index < self.blocks.len())
            .enumerate()
            .map(|(new, &old)| (old, new))
            .collect();
        let mut index = 0;
        self.blocks.retain(|_| {
            index += 1;
            numbers.contains_key(&(index - 1))
        });
        self.flows = self
            .flows
            .iter()
            .filter_map(|(from, to, flow)| Some((*numbers.get(from)?, *numbers.get(to)?, *flow)))
            .collect();
    }

    /// The graph, with the source of each block or with its instructions.
    pub fn graph(&self, file: &SourceFile, code: &CodeView, with_bytecode: bool) -> Graph {
        let nodes = self
            .blocks
            .iter()
            .enumerate()
            .map(|(index, block)| Node {
                id: format!("b{index}"),
                lines: label(file, code, block, with_bytecode),
                shape: match (block.is_handler, leaves(code, block)) {
                    (true, _) => Shape::Handler,
                    (_, true) => Shape::Round,
                    _ => Shape::Box,
                },
            })
            .collect();
        let edges = self
            .flows
            .iter()
            .map(|&(from, to, flow)| Edge {
                from: format!("b{from}"),
                to: format!("b{to}"),
                label: flow.label().to_owned(),
                style: match flow {
                    Flow::Exception => Style::Dashed,
                    _ => Style::Solid,
                },
            })
            .collect();
        Graph { nodes, edges }
    }
}

impl Flow {
    pub fn label(self) -> &'static str {
        match self {
            Self::Next | Self::Jump => "",
            Self::Loop => "loop",
            Self::True => "true",
            Self::False => "false",
            Self::Exhausted => "exhausted",
            Self::Exception => "exception",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Jump => "jump",
            _ => self.label(),
        }
    }
}

fn is_end(instruction: &InstructionView) -> bool {
    matches!(
        instruction.opname,
        "RETURN_VALUE" | "RAISE_VARARGS" | "RERAISE" | "INTERPRETER_EXIT"
    )
}

fn is_unconditional(instruction: &InstructionView) -> bool {
    instruction.opname.starts_with("JUMP")
}

fn is_jump(instruction: &InstructionView) -> bool {
    // END_ASYNC_FOR names a place in the loop but does not go there.
    instruction.jump_target.is_some() && instruction.opname != "END_ASYNC_FOR"
}

fn block_starts(code: &CodeView) -> Vec<usize> {
    let mut starts = BTreeSet::new();
    starts.extend(code.instructions.first().map(|first| first.offset));
    let mut after_leaving = false;
    for instruction in &code.instructions {
        if instruction.opname == "CACHE" {
            continue;
        }
        if after_leaving {
            starts.insert(instruction.offset);
        }
        after_leaving = is_end(instruction) || is_jump(instruction);
        if is_jump(instruction) {
            starts.extend(instruction.jump_target);
        }
    }
    for entry in &code.exceptions {
        // Protected and other code are blocks of their own.
        starts.extend([entry.target, entry.start, entry.end].map(|offset| offset as usize));
    }
    let known: BTreeSet<usize> = code.instructions.iter().map(|i| i.offset).collect();
    starts.intersection(&known).copied().collect()
}

fn block(file: &SourceFile, code: &CodeView, start: usize, next: Option<usize>) -> Block {
    let end = next.unwrap_or(usize::MAX);
    let instructions: Vec<usize> = (0..code.instructions.len())
        .filter(|&index| (start..end).contains(&code.instructions[index].offset))
        .collect();
    let ranges = instructions
        .iter()
        .filter_map(|&index| code.instructions[index].range)
        .filter(|range| !range.is_empty());
    let lines: BTreeSet<usize> = ranges
        .clone()
        .map(|range| file.line_number(range.start()))
        .collect();
    Block {
        start,
        end: next.unwrap_or_else(|| {
            code.instructions
                .last()
                .map_or(start, |instruction| instruction.offset + 2)
        }),
        range: ranges.reduce(TextRange::cover),
        lines: lines.into_iter().collect(),
        is_handler: code
            .exceptions
            .iter()
            .any(|entry| entry.target as usize == start),
        instructions,
    }
}

fn out_of(
    code: &CodeView,
    starts: &[usize],
    index: usize,
    block: &Block,
    flows: &mut BTreeSet<(usize, usize, Flow)>,
) {
    let at = |offset: usize| starts.binary_search(&offset).ok();
    let last = block
        .instructions
        .iter()
        .rev()
        .map(|&index| &code.instructions[index])
        .find(|instruction| instruction.opname != "CACHE");
    let Some(last) = last else {
        return;
    };
    if is_jump(last)
        && let Some(target) = last.jump_target.and_then(at)
    {
        flows.insert((index, target, taken(last)));
    }
    let goes_on = !is_end(last) && !is_unconditional(last);
    if goes_on && index + 1 < starts.len() {
        let flow = match is_jump(last).then(|| taken(last)) {
            Some(Flow::True) => Flow::False,
            Some(Flow::False) => Flow::True,
            _ => Flow::Next,
        };
        flows.insert((index, index + 1, flow));
    }
    for entry in &code.exceptions {
        let protects = (entry.start as usize) < block.end && block.start < entry.end as usize;
        if protects && let Some(target) = at(entry.target as usize) {
            flows.insert((index, target, Flow::Exception));
        }
    }
}

/// What a jump that is taken means.
fn taken(instruction: &InstructionView) -> Flow {
    match instruction.opname {
        "POP_JUMP_IF_TRUE" | "POP_JUMP_IF_NONE" => Flow::True,
        "POP_JUMP_IF_FALSE" | "POP_JUMP_IF_NOT_NONE" => Flow::False,
        "FOR_ITER" => Flow::Exhausted,
        // The one without the check comes back from a handler or waits for an awaited value.
        "JUMP_BACKWARD" => Flow::Loop,
        _ => Flow::Jump,
    }
}

fn leaves(code: &CodeView, block: &Block) -> bool {
    block
        .instructions
        .iter()
        .any(|&index| is_end(&code.instructions[index]))
}

fn label(file: &SourceFile, code: &CodeView, block: &Block, with_bytecode: bool) -> Vec<String> {
    let mut lines: Vec<String> = if with_bytecode {
        block
            .instructions
            .iter()
            .map(|&index| &code.instructions[index])
            .filter(|instruction| instruction.opname != "CACHE")
            .map(|i| {
                format!("{} {} {}", i.offset, i.opname, i.argrepr)
                    .trim()
                    .to_owned()
            })
            .collect()
    } else {
        block.lines.iter().map(|&line| source(file, line)).collect()
    };
    if lines.is_empty() {
        let first = usize::try_from(code.first_line).unwrap_or(0);
        lines.push(match (block.start, first) {
            (0, 1..) => source(file, first),
            (start, _) => format!("offset {start}"),
        });
    }
    if lines.len() > LINES && !with_bytecode {
        let rest = lines.len() - LINES;
        lines.truncate(LINES);
        lines.push(format!("... {rest} more lines"));
    }
    lines
}

fn source(file: &SourceFile, line: usize) -> String {
    let text = file.lines().line(line - 1, file.text()).trim();
    let shown = match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    };
    format!("{line}: {shown}")
}

/// The code objects whose graphs are wanted: those within a range, or the innermost at it.
pub fn wanted<'a>(
    file: &SourceFile,
    codes: &'a [CodeView],
    within: Option<TextRange>,
) -> Vec<&'a CodeView> {
    match within {
        None => codes.iter().collect(),
        Some(within) => {
            // On the line of its `def` a function is meant, too.
            let line = file.line_number(within.start());
            let begins = codes
                .iter()
                .skip(1)
                .find(|code| usize::try_from(code.first_line) == Ok(line));
            if let Some(code) = begins {
                return vec![code];
            }
            let innermost = codes
                .iter()
                .filter(|code| code.range.range().contains_range(within))
                .min_by_key(|code| code.range.len());
            match innermost {
                Some(code) => vec![code],
                None => codes.iter().take(1).collect(),
            }
        }
    }
}
