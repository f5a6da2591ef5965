//! The text of `python3.14 -m dis`.

use std::fmt::Write;

use super::{Hooks, Listing, Options, Row};
use crate::linetable::{LineTable, Position};
use crate::opcode::{self, op};
use crate::{CodeObject, Constant, repr};

const NO_LINENO: &str = "  --";
const OPNAME_WIDTH: usize = 20;
const OPARG_WIDTH: usize = 5;

/// The listing of a code object and, as deep as the options say, of those among
/// its constants.
pub fn disassemble(code: &CodeObject, options: Options, hooks: &dyn Hooks) -> String {
    let mut output = String::new();
    // Inner listings are written depth first; kept here instead of recursing.
    let mut pending = vec![(code, options.depth, false)];
    while let Some((code, depth, inner)) = pending.pop() {
        if inner {
            output.push_str("\nDisassembly of ");
            output.push_str(&repr::code(code, hooks));
            output.push_str(":\n");
        }
        output.push_str(&disassemble_one(code, options, hooks));
        if depth == Some(0) {
            continue;
        }
        for constant in code.consts.iter().rev() {
            if let Constant::Code(inner) = constant {
                pending.push((inner, depth.map(|depth| depth - 1), true));
            }
        }
    }
    output
}

/// The listing of one code object (`dis.disassemble`).
pub fn disassemble_one(code: &CodeObject, options: Options, hooks: &dyn Hooks) -> String {
    let listing = Listing::new(code, options.adaptive, hooks);
    let formatter = Formatter::new(&listing, options);
    let mut output = String::new();
    let current = hooks.current_offset(code);
    for row in listing.rows(hooks) {
        let size = opcode::cache_entries(row.baseopcode());
        let covered = row.offset..=row.offset + 2 * usize::from(size);
        let is_current = current.is_some_and(|current| covered.contains(&current));
        formatter.instruction(&mut output, &row, is_current);
    }
    exception_table(&mut output, &listing);
    output
}

struct Formatter {
    lineno_width: usize,
    offset_width: usize,
    label_width: usize,
    options: Options,
}

impl Formatter {
    fn new(listing: &Listing<'_>, options: Options) -> Self {
        let lineno_width = match options.show_positions {
            true => positions_width(listing.code),
            false => lineno_width(listing),
        };
        let last_offset = listing.code.code.len().saturating_sub(2).max(9999);
        Formatter {
            lineno_width,
            offset_width: if options.show_offsets {
                digits(last_offset)
            } else {
                0
            },
            label_width: 4 + digits(listing.labels.len()),
            options,
        }
    }

    fn instruction(&self, output: &mut String, row: &Row, is_current: bool) {
        if self.lineno_width > 0 && row.starts_line && row.offset > 0 {
            output.push('\n');
        }
        self.line(output, row, is_current);
        if self.options.show_caches {
            self.caches(output, row);
        }
    }

    fn caches(&self, output: &mut String, row: &Row) {
        let mut offset = row.offset;
        for field in &row.cache_info {
            for unit in 0..field.units {
                offset += 2;
                let argrepr = match unit {
                    0 => format!("{}: {}", field.name, little_endian(&field.data)),
                    _ => String::new(),
                };
                let cache = Row {
                    opname: opcode::name(op::CACHE),
                    opcode: op::CACHE,
                    arg: Some(0),
                    argval: super::ArgValue::None,
                    argrepr,
                    offset,
                    start_offset: offset,
                    starts_line: false,
                    line_number: None,
                    label: None,
                    positions: row.positions,
                    cache_info: Vec::new(),
                };
                self.line(output, &cache, false);
            }
        }
    }

    /// One line: position, label, offset, arrow, name, operand, its meaning.
    fn line(&self, output: &mut String, row: &Row, is_current: bool) {
        let start = output.len();
        let mut field = |text: std::fmt::Arguments<'_>| {
            if output.len() > start {
                output.push(' ');
            }
            // Writing to a string cannot fail.
            let _ = output.write_fmt(text);
        };
        if self.lineno_width > 0 {
            let (place, width) = (self.place(row), self.lineno_width);
            match self.options.show_positions {
                true => field(format_args!("{place:width$}")),
                false => field(format_args!("{place:>width$}")),
            }
        }
        let label = row
            .label
            .map(|label| format!("L{label}:"))
            .unwrap_or_default();
        field(format_args!("{label:>0$}", self.label_width));
        if self.offset_width > 0 {
            field(format_args!("{:>1$}  ", row.offset, self.offset_width));
        }
        field(format_args!("{}", if is_current { "-->" } else { "   " }));
        field(format_args!("{:OPNAME_WIDTH$}", row.opname));
        if let Some(arg) = row.arg {
            // A long name takes from the space of the operand.
            let excess = row.opname.len().saturating_sub(OPNAME_WIDTH);
            field(format_args!(
                "{arg:>0$}",
                OPARG_WIDTH.saturating_sub(excess)
            ));
            if !row.argrepr.is_empty() {
                field(format_args!("({})", row.argrepr));
            }
        }
        let end = output[start..].trim_end().len();
        output.truncate(start + end);
        output.push('\n');
    }

    fn place(&self, row: &Row) -> String {
        if self.options.show_positions {
            return position(row.positions);
        }
        match (row.starts_line, row.line_number) {
            (false, _) => String::new(),
            (true, None) => NO_LINENO.to_owned(),
            (true, Some(line)) => line.to_string(),
        }
    }
}

fn position(position: Position) -> String {
    if position == Position::default() {
        return NO_LINENO.to_owned();
    }
    let show = |part: Option<i32>| part.map_or_else(|| "?".to_owned(), |part| part.to_string());
    let Position {
        line,
        end_line,
        column,
        end_column,
    } = position;
    format!(
        "{}:{}-{}:{}",
        show(line),
        show(column),
        show(end_line),
        show(end_column)
    )
}

fn little_endian(data: &[u8]) -> u64 {
    data.iter()
        .rev()
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn digits(value: usize) -> usize {
    value.to_string().len()
}

fn lineno_width(listing: &Listing<'_>) -> usize {
    let lines = listing.line_starts.values();
    let Some(largest) = lines.flatten().filter(|line| **line != 0).max() else {
        return 0;
    };
    if *largest == -1 {
        return 0;
    }
    let width = largest.to_string().len().max(3);
    let has_none = listing.line_starts.values().any(Option::is_none);
    if has_none {
        width.max(NO_LINENO.len())
    } else {
        width
    }
}

/// `LINE:COL-ENDLINE:ENDCOL` and a space; nothing if no position is known.
fn positions_width(code: &CodeObject) -> usize {
    let mut widest = None;
    let mut any_known = false;
    for position in LineTable::new(&code.linetable, code.firstlineno).positions() {
        let parts = [
            position.line,
            position.end_line,
            position.column,
            position.end_column,
        ];
        any_known |= parts.iter().any(Option::is_some);
        let width: usize = parts
            .iter()
            .map(|part| part.map_or(1, |part| part.to_string().len()))
            .sum();
        widest = widest.max(Some(width));
    }
    match widest {
        Some(width) if any_known => 1 + NO_LINENO.len().max(3 + width),
        _ => 0,
    }
}

fn exception_table(output: &mut String, listing: &Listing<'_>) {
    if listing.entries.is_empty() {
        return;
    }
    output.push_str("ExceptionTable:\n");
    let label = |offset: u32| listing.labels.get(offset as usize).unwrap_or_default();
    for entry in &listing.entries {
        let (start, end, target) = (label(entry.start), label(entry.end), label(entry.target));
        let lasti = if entry.lasti { " lasti" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            output,
            "  L{start} to L{end} -> L{target} [{}]{lasti}",
            entry.depth
        );
    }
}

const FLAG_NAMES: [(u32, &str); 12] = [
    (0x1, "OPTIMIZED"),
    (0x2, "NEWLOCALS"),
    (0x4, "VARARGS"),
    (0x8, "VARKEYWORDS"),
    (0x10, "NESTED"),
    (0x20, "GENERATOR"),
    (0x40, "NOFREE"),
    (0x80, "COROUTINE"),
    (0x100, "ITERABLE_COROUTINE"),
    (0x200, "ASYNC_GENERATOR"),
    (0x400_0000, "HAS_DOCSTRING"),
    (0x800_0000, "METHOD"),
];

/// `dis.pretty_flags`.
pub fn pretty_flags(flags: u32) -> String {
    if flags == 0 {
        return "0x0".to_owned();
    }
    let set = (0..32)
        .map(|bit| 1u32 << bit)
        .filter(|flag| flags & flag != 0);
    let name = |flag: u32| {
        let known = FLAG_NAMES.iter().find(|(bit, _)| *bit == flag);
        known.map_or_else(|| format!("{flag:#x}"), |(_, name)| (*name).to_owned())
    };
    set.map(name).collect::<Vec<_>>().join(", ")
}

/// `dis.code_info`: the fields of a code object, one a line.
pub fn code_info(code: &CodeObject, hooks: &dyn Hooks) -> String {
    let mut lines = vec![
        format!("Name:              {}", code.name),
        format!("Filename:          {}", code.filename),
        format!("Argument count:    {}", code.argcount),
        format!("Positional-only arguments: {}", code.posonlyargcount),
        format!("Kw-only arguments: {}", code.kwonlyargcount),
        format!("Number of locals:  {}", code.nlocals()),
        format!("Stack size:        {}", code.stacksize),
        format!("Flags:             {}", pretty_flags(code.flags.0)),
    ];
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            lines.push(format!("{title}:"));
            lines.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| format!("{index:4}: {item}")),
            );
        }
    };
    list(
        "Constants",
        code.consts
            .iter()
            .map(|value| repr::constant(value, hooks))
            .collect(),
    );
    list(
        "Names",
        code.names.iter().map(ToString::to_string).collect(),
    );
    list(
        "Variable names",
        code.varnames().map(ToString::to_string).collect(),
    );
    list(
        "Free variables",
        code.freevars().map(ToString::to_string).collect(),
    );
    list(
        "Cell variables",
        code.cellvars().map(ToString::to_string).collect(),
    );
    lines.join("\n")
}
