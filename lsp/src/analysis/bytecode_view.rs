//! The bytecode of a text beside its source: which instruction comes from where, both ways.

use std::sync::Arc;

use ruff_text_size::{TextRange, TextSize};
use serpentarium_bytecode::dis::{self, Options, Row};
use serpentarium_bytecode::linetable::Position;
use serpentarium_bytecode::repr::FixedAddress;
use serpentarium_bytecode::{CodeObject, Wtf8Buf};

use crate::analysis::code_facts::CodeFacts;
use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, PartialEq)]
pub struct BytecodeView {
    /// Whether the code is that of the whole text.
    pub is_complete: bool,
    /// The first error's message, if there is one.
    pub error: Option<String>,
    /// Lines (from 1) that were left out because of errors.
    pub left_out: Vec<std::ops::RangeInclusive<usize>>,
    pub codes: Vec<CodeView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CodeView {
    pub name: String,
    pub qualified_name: String,
    pub first_line: i32,
    pub facts: CodeFacts,
    /// What its instructions cover of the source.
    pub range: TextRange,
    pub instructions: Vec<InstructionView>,
    pub exceptions: Vec<ExceptionView>,
    /// As `python3.14 -m dis` prints it.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstructionView {
    pub offset: usize,
    pub opname: &'static str,
    pub arg: Option<i32>,
    pub argrepr: String,
    pub label: Option<usize>,
    pub jump_target: Option<usize>,
    pub line: Option<i32>,
    pub range: Option<TextRange>,
    /// The line (from 0) of [`CodeView::text`] that shows it.
    pub text_line: Option<usize>,
}

/// Instructions from `start` up to `end` (byte offsets) are handled at `target`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionView {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub lasti: bool,
}

/// The code objects of a text; with a range, those with instructions from there.
pub fn view(file: &SourceFile, within: Option<TextRange>) -> BytecodeView {
    if file.syntax().too_deep {
        return BytecodeView {
            is_complete: false,
            error: Some("the text nests too deeply to show its bytecode".to_owned()),
            left_out: Vec::new(),
            codes: Vec::new(),
        };
    }
    let compilation = file.compilation();
    let mut codes: Vec<CodeView> = compilation
        .all()
        .iter()
        .map(|code| of_code(file, code))
        .collect();
    if let Some(within) = within {
        let selected: Vec<bool> = codes
            .iter()
            .map(|code| has_instructions_from(code, &codes, within))
            .collect();
        let mut selected = selected.into_iter();
        codes.retain(|_| selected.next().unwrap_or(false));
    }
    BytecodeView {
        is_complete: compilation.is_complete(),
        error: compilation
            .errors
            .first()
            .map(|error| error.message.clone()),
        left_out: compilation.left_out.clone(),
        codes,
    }
}

/// The instructions that make a function or class span all of its source; they do not count for
/// what is inside it.
fn has_instructions_from(code: &CodeView, all: &[CodeView], within: TextRange) -> bool {
    let makes_another = |range: TextRange| {
        all.iter().any(|other| {
            !std::ptr::eq(code, other)
                && !other.range.is_empty()
                && other.range.contains_range(within)
                && range.contains_range(other.range)
                && !code.range_is_inside(other)
        })
    };
    let ranges = code
        .instructions
        .iter()
        .filter_map(|instruction| instruction.range);
    ranges
        .filter(|range| range.intersect(within).is_some())
        .any(|range| !makes_another(range))
}

impl CodeView {
    fn range_is_inside(&self, other: &Self) -> bool {
        other.range.contains_range(self.range)
    }
}

fn of_code(file: &SourceFile, code: &Arc<CodeObject>) -> CodeView {
    let rows = dis::rows(code, false, &FixedAddress(0));
    let text = dis::disassemble_one(code, Options::default(), &FixedAddress(0));
    let lines = text_lines(&text, rows.len());
    let instructions: Vec<InstructionView> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| instruction(file, row, lines.get(index).copied()))
        .collect();
    let covered = instructions
        .iter()
        .filter_map(|instruction| instruction.range);
    let range = covered
        .filter(|range| !range.is_empty())
        .reduce(TextRange::cover);
    let exceptions = dis::exception_entries(code)
        .iter()
        .map(|entry| ExceptionView {
            start: entry.start,
            end: entry.end,
            target: entry.target,
            depth: entry.depth,
            lasti: entry.lasti,
        })
        .collect();
    CodeView {
        name: Wtf8Buf::to_string_lossy(&code.name),
        qualified_name: Wtf8Buf::to_string_lossy(&code.qualname),
        first_line: code.firstlineno,
        facts: CodeFacts::of(code),
        range: range.unwrap_or_default(),
        instructions,
        exceptions,
        text,
    }
}

/// The lines of a listing that show an instruction, in order.
fn text_lines(text: &str, instructions: usize) -> Vec<usize> {
    let listing = text
        .lines()
        .take_while(|line| !line.starts_with("ExceptionTable:"));
    let lines: Vec<usize> = listing
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, _)| number)
        .collect();
    if lines.len() == instructions {
        lines
    } else {
        Vec::new()
    }
}

fn instruction(file: &SourceFile, row: &Row, text_line: Option<usize>) -> InstructionView {
    InstructionView {
        offset: row.offset,
        opname: row.opname,
        arg: row.arg,
        argrepr: row.argrepr.clone(),
        label: row.label,
        jump_target: row.jump_target(),
        line: row.line_number,
        range: source_range(file, row.positions),
        text_line,
    }
}

/// Where an instruction comes from: with columns exactly, else the whole line.
fn source_range(file: &SourceFile, position: Position) -> Option<TextRange> {
    let line = usize::try_from(position.line?)
        .ok()
        .filter(|&line| line > 0)?;
    let end_line = position
        .end_line
        .and_then(|line| usize::try_from(line).ok())
        .unwrap_or(line);
    let column = |column: Option<i32>| column.and_then(|column| usize::try_from(column).ok());
    let start: TextSize = file.offset_of_byte_column(line, column(position.column).unwrap_or(0));
    let end =
        file.offset_of_byte_column(end_line, column(position.end_column).unwrap_or(usize::MAX));
    Some(TextRange::new(start, end.max(start)))
}
