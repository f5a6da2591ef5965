//! How answers look at the terminal.

use std::io::{self, Write};

use serde_json::Value;
use serpentarium_introspect::protocol::view::{
    CodeView, GeneratorState, GeneratorView, HeapView, InstructionView,
};

use crate::handlers::disassemble;
use crate::show::refs;

/// Lines of source shown before and after the current one.
const AROUND: u64 = 2;

/// Text of a member, or nothing.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// Source around a line, which an arrow points at if it is the current one.
pub fn source(
    out: &mut dyn Write,
    lines: &[String],
    line: u64,
    current: Option<u64>,
    around: u64,
) -> io::Result<()> {
    let first = line.saturating_sub(around).max(1);
    let last = (line + around).min(lines.len() as u64);
    for number in first..=last {
        let arrow = if Some(number) == current { "->" } else { "  " };
        let text = &lines[number as usize - 1];
        writeln!(
            out,
            "{}",
            format!("  {arrow} {number:>4}  {text}").trim_end()
        )?;
    }
    Ok(())
}

/// Source around the current line.
pub fn current_source(out: &mut dyn Write, lines: &[String], line: u64) -> io::Result<()> {
    source(out, lines, line, Some(line), AROUND)
}

/// Instructions from a `disassemble` answer; the one at `current` is pointed at.
pub fn instructions(out: &mut dyn Write, instructions: &Value, current: u64) -> io::Result<()> {
    for instruction in instructions.as_array().into_iter().flatten() {
        if instruction["presentationHint"] == "invalid" {
            continue;
        }
        let address = parse_address(text(instruction, "address"));
        let arrow = if address == Some(current) { "->" } else { "  " };
        let offset = address.unwrap_or_default() & 0xff_ffff;
        writeln!(
            out,
            "  {arrow} {offset:>4}  {}",
            text(instruction, "instruction")
        )?;
    }
    Ok(())
}

/// The number of an address.
pub fn parse_address(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

/// Variables under a heading.
pub fn variables(out: &mut dyn Write, heading: &str, variables: &Value) -> io::Result<()> {
    let variables = variables.as_array().map(Vec::as_slice).unwrap_or_default();
    if variables.is_empty() {
        return writeln!(out, "{heading}: none");
    }
    writeln!(out, "{heading}:")?;
    for variable in variables {
        writeln!(
            out,
            "     {} = {}",
            text(variable, "name"),
            text(variable, "value")
        )?;
    }
    Ok(())
}

/// Generators and coroutines.
pub fn generators(out: &mut dyn Write, generators: &[GeneratorView]) -> io::Result<()> {
    if generators.is_empty() {
        return writeln!(out, "There are no generators.");
    }
    for view in generators {
        generator(out, view)?;
    }
    Ok(())
}

fn generator(out: &mut dyn Write, view: &GeneratorView) -> io::Result<()> {
    write!(
        out,
        "{} {}  {}  {}",
        view.kind.as_str(),
        view.name,
        view.state.as_str(),
        refs(view.refcount)
    )?;
    if let (Some(line), true) = (view.position.line, view.state != GeneratorState::Closed) {
        write!(out, "  {}:{line}", view.source.name)?;
    }
    writeln!(out)?;
    if let Some(instruction) = &view.instruction {
        writeln!(
            out,
            "     at {:>4}  {}",
            instruction.offset,
            disassemble::text(instruction)
        )?;
    }
    if let Some(awaits) = &view.awaits {
        writeln!(out, "     waits for {awaits}")?;
    }
    for local in &view.locals {
        let count = local
            .refcount
            .map(|count| format!("  {}", refs(count)))
            .unwrap_or_default();
        writeln!(out, "     {} = {}{count}", local.name, local.value)?;
    }
    Ok(())
}

/// A code object's instructions, with the lines they come from.
pub fn code(
    out: &mut dyn Write,
    view: &CodeView,
    lines: &[String],
    current: u32,
) -> io::Result<()> {
    let summary = &view.summary;
    writeln!(
        out,
        "{} at {}:{}, {} bytes, stack of {}",
        summary.qualname, summary.source.name, summary.first_line, summary.size, view.stacksize
    )?;
    for instruction in &view.instructions {
        if let Some(line) = instruction.starts_line {
            let text = lines
                .get(line as usize - 1)
                .map(|line| line.trim())
                .unwrap_or_default();
            writeln!(out, "{line:>4}  {text}")?;
        }
        code_line(out, instruction, current)?;
    }
    for entry in &view.exception_table {
        let lasti = if entry.lasti { " lasti" } else { "" };
        writeln!(
            out,
            "  {}..{} -> {} [{}]{lasti}",
            entry.start, entry.end, entry.target, entry.depth
        )?;
    }
    Ok(())
}

fn code_line(out: &mut dyn Write, instruction: &InstructionView, current: u32) -> io::Result<()> {
    let arrow = if instruction.offset == current {
        "->"
    } else {
        "  "
    };
    writeln!(
        out,
        "  {arrow} {:>4}  {}",
        instruction.offset,
        disassemble::text(instruction)
    )
}

/// The heap by type.
pub fn heap(out: &mut dyn Write, heap: &HeapView) -> io::Result<()> {
    writeln!(
        out,
        "{} objects of {} types, {} bytes",
        heap.objects, heap.types, heap.bytes
    )?;
    for total in &heap.by_type {
        writeln!(
            out,
            "  {:>8} {:>10} bytes  {}",
            total.objects, total.bytes, total.type_name
        )?;
    }
    Ok(())
}
