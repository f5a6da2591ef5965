//! Commands that look at code: disassembly, completions.

use serpentarium_bytecode::dis::{self, Row};
use serpentarium_bytecode::exception_table;
use serpentarium_bytecode::repr::FixedAddress;
use serpentarium_runtime::debug::{self, Paused};
use serpentarium_runtime::object::{Object, Ref, Type};

use super::codes::{self, CodeInfo};
use super::{children, evaluate, frames, values};
use crate::protocol::view::{
    CodeSummary, CodeView, DisassemblyView, ExceptionEntryView, InstructionView, VariableKind,
};
use crate::protocol::{CodeId, Completion, CompletionKind, Failure, FrameId};

fn known(code: CodeId) -> Result<std::rc::Rc<CodeInfo>, Failure> {
    codes::by_id(code)
        .ok_or_else(|| Failure::not_found(format!("there is no code with the number {code}")))
}

/// A window of a code object's instructions.
pub fn disassemble(
    paused: Option<&Paused>,
    code: CodeId,
    offset: u32,
    instruction_offset: i64,
    count: u32,
) -> Result<DisassemblyView, Failure> {
    let info = known(code)?;
    let all = instructions(paused, &info);
    let base = all
        .iter()
        .rposition(|instruction| instruction.offset <= offset)
        .unwrap_or(0) as i64;
    let first = base.saturating_add(instruction_offset);
    let end = first
        .saturating_add(i64::from(count))
        .clamp(0, all.len() as i64) as usize;
    let missing_before = (-first).clamp(0, i64::from(count)) as u32;
    let start = (first.max(0) as usize).min(end);
    Ok(DisassemblyView {
        code: summary(&info),
        missing_before,
        instructions: all[start..end].to_vec(),
    })
}

/// Everything about a code object.
pub fn code(paused: Option<&Paused>, id: CodeId) -> Result<CodeView, Failure> {
    let info = known(id)?;
    let code = &info.code;
    let names =
        |names: &[serpentarium_bytecode::Wtf8Buf]| names.iter().map(ToString::to_string).collect();
    let inner = code.consts.iter().filter_map(|constant| match constant {
        serpentarium_bytecode::Constant::Code(inner) => Some(inner),
        _ => None,
    });
    Ok(CodeView {
        summary: summary(&info),
        flags: code.flags.0,
        argcount: code.argcount,
        posonlyargcount: code.posonlyargcount,
        kwonlyargcount: code.kwonlyargcount,
        stacksize: code.stacksize,
        varnames: code.varnames().map(ToString::to_string).collect(),
        cellvars: code.cellvars().map(ToString::to_string).collect(),
        freevars: code.freevars().map(ToString::to_string).collect(),
        names: names(&code.names),
        consts: code
            .consts
            .iter()
            .map(|c| serpentarium_bytecode::repr::constant(c, &FixedAddress(0)))
            .collect(),
        children: inner.map(|inner| inner_summary(&info, inner)).collect(),
        instructions: instructions(paused, &info),
        exception_table: exception_table::decode(&code.exceptiontable)
            .map(|entry| ExceptionEntryView {
                start: entry.start,
                end: entry.end,
                target: entry.target,
                depth: entry.depth,
                lasti: entry.lasti,
            })
            .collect(),
    })
}

fn summary(info: &CodeInfo) -> CodeSummary {
    CodeSummary {
        id: info.id,
        ..inner_summary(info, &info.code)
    }
}

fn inner_summary(outer: &CodeInfo, code: &serpentarium_bytecode::CodeObject) -> CodeSummary {
    CodeSummary {
        id: CodeId(0),
        name: code.name.to_string(),
        qualname: code.qualname.to_string(),
        source: outer.source.clone(),
        first_line: u32::try_from(code.firstlineno).unwrap_or(0),
        size: code.code.len() as u32,
    }
}

/// All instructions, with the forms that stand there now if the code is being executed.
fn instructions(paused: Option<&Paused>, info: &CodeInfo) -> Vec<InstructionView> {
    let rows = dis::rows(&info.code, false, &FixedAddress(0));
    let live = paused.and_then(|paused| {
        let frames = paused.frames();
        let frame = frames
            .iter()
            .find(|frame| codes::of(frame.code()).is_some_and(|i| i.id == info.id))?;
        Some(frame.code().to_ref())
    });
    let rows = rows
        .iter()
        .filter(|row| row.opname != "EXTENDED_ARG" && row.opname != "CACHE");
    let mut views: Vec<_> = rows.map(|row| instruction(info, row)).collect();
    if let Some(code) = live {
        for view in &mut views {
            let now = debug::adaptive_unit(&code, view.offset as usize / 2);
            let name = now.map(|(opcode, _)| serpentarium_bytecode::opcode::name(opcode));
            view.adaptive = name.filter(|name| *name != view.name).map(str::to_owned);
        }
    }
    views
}

fn instruction(info: &CodeInfo, row: &Row) -> InstructionView {
    let bytes = info
        .code
        .code
        .get(row.offset..row.end_offset())
        .unwrap_or_default();
    let line = row.line_number.and_then(|line| u32::try_from(line).ok());
    InstructionView {
        offset: row.offset as u32,
        bytes: bytes.to_vec(),
        name: row.opname.to_owned(),
        adaptive: None,
        arg: row.arg.and_then(|arg| u32::try_from(arg).ok()),
        argrepr: row.argrepr.clone(),
        position: frames::plain_position(row.positions),
        starts_line: if row.starts_line { line } else { None },
        jump_target: row.jump_target().map(|target| target as u32),
        label: row.label.and_then(|label| u32::try_from(label).ok()),
    }
}

/// The instruction at a byte offset.
pub fn instruction_at(info: &CodeInfo, offset: u32) -> Option<InstructionView> {
    let rows = dis::rows(&info.code, false, &FixedAddress(0));
    let row = rows
        .iter()
        .find(|row| row.offset == offset as usize || row.start_offset == offset as usize)?;
    Some(instruction(info, row))
}

/// Completions of the name that ends at a byte column.
pub fn completions(
    paused: &mut Paused,
    text: &str,
    column: u32,
    frame: Option<FrameId>,
) -> Result<Vec<Completion>, Failure> {
    let end = (column as usize).min(text.len());
    let before = text.get(..end).unwrap_or(text);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let start = before.rfind(|c: char| !is_part(c)).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let prefix = &before[start..];
    let found = match before[..start].strip_suffix('.') {
        Some(owner) => attributes(paused, owner, frame)?,
        None => names(paused, frame)?,
    };
    let mut wanted: Vec<_> = found
        .into_iter()
        .filter(|(name, _)| {
            name.starts_with(prefix) && (prefix.starts_with('_') || !name.starts_with('_'))
        })
        .map(|(label, kind)| Completion {
            label,
            start: start as u32,
            kind,
        })
        .collect();
    wanted.sort_by(|a, b| a.label.cmp(&b.label));
    wanted.dedup_by(|a, b| a.label == b.label);
    Ok(wanted)
}

type Names = Vec<(String, CompletionKind)>;

fn names(paused: &Paused, frame: Option<FrameId>) -> Result<Names, Failure> {
    use crate::protocol::ScopeKind;
    let Some(frame) = frame else {
        return Ok(Vec::new());
    };
    let frame = frames::find(paused, frame)?;
    let scopes = [
        ScopeKind::Locals,
        ScopeKind::Closure,
        ScopeKind::Globals,
        ScopeKind::Builtins,
    ];
    let children = scopes
        .into_iter()
        .flat_map(|scope| frames::scope(paused, frame, scope));
    let names = children.filter_map(|child| match child.item {
        children::Item::Object(value) => Some((child.name, kind(&value))),
        _ => None,
    });
    Ok(names.collect())
}

/// The attributes of a value that is written without calls: nothing is run to find it.
fn attributes(paused: &mut Paused, owner: &str, frame: Option<FrameId>) -> Result<Names, Failure> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let start = owner.rfind(|c: char| !is_part(c)).map_or(0, |at| {
        at + owner[at..].chars().next().map_or(1, char::len_utf8)
    });
    let mut parts = owner[start..].split('.');
    let Some(first) = parts.next().filter(|first| !first.is_empty()) else {
        return Ok(Vec::new());
    };
    let Some(mut value) = named_value(paused, first, frame)? else {
        return Ok(Vec::new());
    };
    for part in parts {
        match own_attribute(&value, part) {
            Some(found) => value = found,
            None => return Ok(Vec::new()),
        }
    }
    let mut names: Names = Vec::new();
    for name in debug::attribute_names(&value) {
        let found = debug::attribute(&value, &name);
        names.push((
            name,
            found.map_or(CompletionKind::Field, |found| kind(&found)),
        ));
    }
    let class = value
        .downcast::<Type>()
        .map_or_else(|| value.ty().to_ref(), Object::to_ref);
    for class in debug::mro(&class) {
        let Some(namespace) = debug::type_namespace(&class) else {
            continue;
        };
        for name in debug::text_keys(&namespace) {
            let found = namespace.get_text(&name);
            names.push((
                name,
                found.map_or(CompletionKind::Field, |found| kind(&found)),
            ));
        }
    }
    Ok(names)
}

fn named_value(
    paused: &Paused,
    name: &str,
    frame: Option<FrameId>,
) -> Result<Option<Ref>, Failure> {
    use crate::protocol::ScopeKind;
    let Some(frame) = frame else { return Ok(None) };
    let frame = frames::find(paused, frame)?;
    let scopes = [
        ScopeKind::Locals,
        ScopeKind::Closure,
        ScopeKind::Globals,
        ScopeKind::Builtins,
    ];
    let mut children = scopes
        .into_iter()
        .flat_map(|scope| frames::scope(paused, frame, scope));
    Ok(children
        .find(|child| child.name == name)
        .and_then(|child| match child.item {
            children::Item::Object(value) => Some(value),
            _ => None,
        }))
}

fn own_attribute(value: &Ref, name: &str) -> Option<Ref> {
    debug::attribute(value, name).or_else(|| {
        let class = value.downcast::<Type>()?;
        debug::mro(class)
            .iter()
            .find_map(|class| debug::type_namespace(class)?.get_text(name))
    })
}

fn kind(value: &Ref) -> CompletionKind {
    match values::kind(value) {
        VariableKind::Function => CompletionKind::Function,
        VariableKind::Class => CompletionKind::Class,
        VariableKind::Module => CompletionKind::Module,
        VariableKind::Property | VariableKind::Descriptor => CompletionKind::Property,
        _ => CompletionKind::Variable,
    }
}

/// The text of a log message in a frame.
pub fn log_text(
    paused: &mut Paused,
    parts: &[crate::protocol::LogPart],
    frame: Option<FrameId>,
) -> String {
    use crate::protocol::LogPart;
    let mut text = String::new();
    for part in parts {
        match part {
            LogPart::Text(part) => text.push_str(part),
            LogPart::Expression(field) => {
                let expression = crate::protocol::field_expression(field);
                match evaluate::run(paused, &expression, evaluate::Kind::Expression, frame) {
                    Ok(Some(value)) => text.push_str(&evaluate::str_text(paused, &value)),
                    Ok(None) => {}
                    Err(failure) => text.push_str(&failure.message),
                }
            }
        }
    }
    text
}
