//! `disassemble`.

use std::fmt::Write;
use std::rc::Rc;

use dap_types::{
    DisassembleResponse, DisassembledInstruction, DisassembledInstructionPresentationHint,
};
use serpentarium_introspect::protocol::view::{CodeSummary, DisassemblyView, InstructionView};
use serpentarium_introspect::protocol::{CodeId, Command, Reply};

use crate::error::RequestError;
use crate::handles::{parse_reference, reference};
use crate::session::{Session, ask};
use crate::sources::{client_position, client_source};
use crate::types::DisassembleArguments;

/// The most instructions in one answer; a client that wants more asks again.
const MOST: u32 = 100_000;

/// Handles `disassemble`. A client gets exactly as many instructions as it asks for: what
/// lies outside of the code object is filled up with invalid ones.
pub async fn disassemble(
    session: Rc<Session>,
    arguments: DisassembleArguments,
) -> Result<DisassembleResponse, RequestError> {
    let place = parse_reference(&arguments.memory_reference, arguments.offset.unwrap_or(0));
    let place = place.and_then(|(code, offset)| Some((code, u32::try_from(offset).ok()?)));
    let (code, offset) = place
        .ok_or_else(|| RequestError::not_found("instruction at", &arguments.memory_reference))?;
    let count = arguments.instruction_count.min(MOST);
    let instruction_offset = arguments.instruction_offset.unwrap_or(0);
    let command = Command::Disassemble {
        code,
        offset,
        instruction_offset,
        count,
    };
    let view = ask!(session, command, Reply::Disassembly(view) => view);
    Ok(DisassembleResponse {
        instructions: window(&session, &view, count).await,
    })
}

async fn window(
    session: &Session,
    view: &DisassemblyView,
    count: u32,
) -> Vec<DisassembledInstruction> {
    let before = view.missing_before.min(count);
    let first = view
        .instructions
        .first()
        .map_or(0, |instruction| i64::from(instruction.offset));
    let mut instructions: Vec<_> = (0..i64::from(before))
        .rev()
        .map(|n| invalid(view.code.id, first - 2 * (n + 1)))
        .collect();
    for instruction in &view.instructions {
        instructions.push(client_instruction(session, &view.code, instruction).await);
    }
    let end = view
        .instructions
        .last()
        .map_or(i64::from(view.code.size), |last| {
            i64::from(last.offset) + last.bytes.len() as i64
        });
    let after = i64::from(count) - instructions.len() as i64;
    instructions.extend((0..after).map(|n| invalid(view.code.id, end + 2 * n)));
    instructions.truncate(count as usize);
    instructions
}

fn invalid(code: CodeId, offset: i64) -> DisassembledInstruction {
    DisassembledInstruction {
        address: reference(code, offset),
        instruction_bytes: None,
        instruction: "(no code)".to_owned(),
        symbol: None,
        location: None,
        line: None,
        column: None,
        end_line: None,
        end_column: None,
        presentation_hint: Some(DisassembledInstructionPresentationHint::Invalid),
    }
}

async fn client_instruction(
    session: &Session,
    code: &CodeSummary,
    instruction: &InstructionView,
) -> DisassembledInstruction {
    let position = client_position(session, &code.source, &instruction.position).await;
    let has_line = instruction.position.line.is_some();
    DisassembledInstruction {
        address: reference(code.id, instruction.offset.into()),
        instruction_bytes: Some(hexadecimal(&instruction.bytes)),
        instruction: text(instruction),
        symbol: (instruction.offset == 0).then(|| code.qualname.clone()),
        location: has_line.then(|| client_source(session, &code.source)),
        line: has_line.then_some(position.line),
        column: has_line.then_some(position.column),
        end_line: position.end_line,
        end_column: position.end_column,
        presentation_hint: None,
    }
}

/// An instruction's opcode and argument, and how many code units of caches
/// follow: the caches themselves would push the text out of sight.
fn hexadecimal(bytes: &[u8]) -> String {
    let (unit, caches) = bytes.split_at(bytes.len().min(2));
    let unit: Vec<_> = unit.iter().map(|byte| format!("{byte:02x}")).collect();
    let unit = unit.join(" ");
    match caches.len() / 2 {
        0 => unit,
        caches => format!("{unit} +{caches}"),
    }
}

/// An instruction on one line: `L1: BINARY_OP 0 (+)  ; BINARY_OP_ADD_INT`.
pub fn text(instruction: &InstructionView) -> String {
    let name = match instruction.label {
        Some(label) => format!("L{label}: {}", instruction.name),
        None => instruction.name.to_string(),
    };
    let mut text = format!("{name:<24}");
    if let Some(arg) = instruction.arg {
        let _ = write!(text, " {arg}");
    }
    if !instruction.argrepr.is_empty() {
        let _ = write!(text, " ({})", instruction.argrepr);
    }
    if let Some(adaptive) = &instruction.adaptive {
        let _ = write!(text, "  ; {adaptive}");
    }
    text.trim_end().to_owned()
}
