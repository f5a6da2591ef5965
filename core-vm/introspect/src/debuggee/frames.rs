//! Frames and their variables.

use std::cell::RefCell;

use serpentarium_bytecode::CodeFlags;
use serpentarium_bytecode::code::local_kind;
use serpentarium_bytecode::linetable::{LineTable, Position};
use serpentarium_runtime::debug::{FrameRef, Paused};
use serpentarium_runtime::object::Ref;
use serpentarium_runtime::threads;
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::dict::Dict;

use super::children::{Child, Expression};
use super::codes::{self, CodeInfo};
use crate::protocol::view::{FrameKind, FrameView, PositionView, ScopeView};
use crate::protocol::{CodeId, Failure, FrameId, ScopeKind};

/// Numbers for frames: an address and a code object that were seen together keep theirs.
#[derive(Default)]
struct Numbers {
    known: Vec<(FrameId, usize, CodeId)>,
    last: u64,
}

thread_local! {
    static NUMBERS: RefCell<Numbers> = RefCell::default();
}

/// The frames of all threads, the current one's first.
fn everywhere(paused: &Paused) -> Vec<FrameRef<'_>> {
    let mut frames = paused.frames();
    for thread in threads::list() {
        if thread.ident != paused.ident() {
            frames.extend(paused.frames_of_thread(thread.ident));
        }
    }
    frames
}

/// Forgets frames that are gone. Called at every stop.
pub fn renumber(paused: &Paused) {
    let live: Vec<usize> = everywhere(paused)
        .iter()
        .map(|frame| frame.address())
        .collect();
    NUMBERS.with_borrow_mut(|numbers| {
        // Suspended generators' frames are not on the stack, so some are kept.
        if numbers.known.len() > 10_000 {
            numbers
                .known
                .retain(|(_, address, _)| live.contains(address));
        }
    });
}

/// The number of a frame.
pub fn number(frame: FrameRef<'_>) -> FrameId {
    let code = codes::of(frame.code()).map_or(CodeId(0), |info| info.id);
    NUMBERS.with_borrow_mut(|numbers| {
        let known = numbers
            .known
            .iter()
            .find(|(_, address, known)| *address == frame.address() && *known == code);
        if let Some((id, ..)) = known {
            return *id;
        }
        numbers.last += 1;
        let id = FrameId(numbers.last);
        numbers
            .known
            .retain(|(_, address, _)| *address != frame.address());
        numbers.known.push((id, frame.address(), code));
        id
    })
}

/// The frame of a number, if it is on the stack.
pub fn find(paused: &Paused, id: FrameId) -> Result<FrameRef<'_>, Failure> {
    let found = everywhere(paused)
        .into_iter()
        .find(|frame| number(*frame) == id);
    found.ok_or_else(|| Failure::not_found(format!("there is no frame {id} any more")))
}

/// The view of a frame.
pub fn view(frame: FrameRef<'_>) -> Option<FrameView> {
    let info = codes::of(frame.code())?;
    let offset = (info.lines.actual_of(frame.unit()) * 2) as u32;
    let module = frame
        .globals()
        .and_then(|globals| globals.get_text("__name__"));
    Some(FrameView {
        id: number(frame),
        name: info.code.qualname.to_string(),
        module: module.and_then(|name| super::children::name_text(&name)),
        kind: kind(&info),
        code: info.id,
        source: info.source.clone(),
        position: position(&info, offset),
        offset,
        stack_depth: frame.stack_len() as u32,
    })
}

fn kind(info: &CodeInfo) -> FrameKind {
    let flags = info.code.flags;
    if flags.has(CodeFlags::COROUTINE) {
        FrameKind::Coroutine
    } else if flags.has(CodeFlags::ASYNC_GENERATOR) {
        FrameKind::AsyncGenerator
    } else if flags.has(CodeFlags::GENERATOR) {
        FrameKind::Generator
    } else if flags.has(CodeFlags::OPTIMIZED) {
        FrameKind::Function
    } else if info.code.name.to_string() == "<module>" {
        FrameKind::Module
    } else {
        FrameKind::Class
    }
}

/// Where the instruction at a byte offset comes from.
pub fn position(info: &CodeInfo, offset: u32) -> PositionView {
    plain_position(LineTable::new(&info.code.linetable, info.code.firstlineno).position_of(offset))
}

/// A position as it travels.
pub fn plain_position(position: Position) -> PositionView {
    let plain = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
    PositionView {
        line: plain(position.line).filter(|&line| line > 0),
        end_line: plain(position.end_line).filter(|&line| line > 0),
        column: plain(position.column),
        end_column: plain(position.end_column),
    }
}

/// The scopes of a frame.
pub fn scopes(paused: &Paused, frame: FrameRef<'_>) -> Vec<ScopeView> {
    let mut scopes = Vec::new();
    let mut add = |kind, name: &str, named: usize, indexed: usize, expensive| {
        scopes.push(ScopeView {
            kind,
            name: name.into(),
            named: named as u64,
            indexed: indexed as u64,
            expensive,
        });
    };
    add(ScopeKind::Locals, "Locals", locals(frame).len(), 0, false);
    let closure = closure(frame).len();
    if closure > 0 {
        add(ScopeKind::Closure, "Closure", closure, 0, false);
    }
    add(
        ScopeKind::ValueStack,
        "Value Stack",
        0,
        frame.stack_len(),
        false,
    );
    if exception(paused).is_some() {
        add(ScopeKind::Exception, "Exception", 1, 0, false);
    }
    add(
        ScopeKind::Globals,
        "Globals",
        frame.globals().map_or(0, |dict| dict.len()),
        0,
        true,
    );
    add(
        ScopeKind::Builtins,
        "Builtins",
        frame.builtins().map_or(0, |dict| dict.len()),
        0,
        true,
    );
    scopes
}

/// The children of a scope.
pub fn scope(paused: &Paused, frame: FrameRef<'_>, kind: ScopeKind) -> Vec<Child> {
    match kind {
        ScopeKind::Locals => named(locals(frame)),
        ScopeKind::Closure => named(closure(frame)),
        ScopeKind::Globals => namespace(frame.globals()),
        ScopeKind::Builtins => namespace(frame.builtins()),
        ScopeKind::ValueStack => stack(frame),
        ScopeKind::Exception => {
            let error = exception(paused);
            error
                .into_iter()
                .map(|error| Child::named("exception", Some(error), Expression::None))
                .collect()
        }
    }
}

/// Named values as children.
pub fn named(values: Vec<(String, Option<Ref>)>) -> Vec<Child> {
    values
        .into_iter()
        .map(|(name, value)| Child::named(name, value, Expression::Name))
        .collect()
}

/// A frame's local variables: fast ones with cells looked through, or its namespace.
pub fn locals(frame: FrameRef<'_>) -> Vec<(String, Option<Ref>)> {
    if let Some(found) = frame.namespace() {
        return mapping(&found);
    }
    if !frame.code().flags.has(CodeFlags::OPTIMIZED) {
        return frame
            .globals()
            .map(|globals| mapping(&globals.into_obj()))
            .unwrap_or_default();
    }
    fast(frame, |kind| {
        kind & (local_kind::LOCAL | local_kind::CELL) != 0
    })
}

/// The variables of enclosing functions that it uses.
fn closure(frame: FrameRef<'_>) -> Vec<(String, Option<Ref>)> {
    fast(frame, |kind| kind & local_kind::FREE != 0)
}

fn fast(frame: FrameRef<'_>, wanted: impl Fn(u8) -> bool) -> Vec<(String, Option<Ref>)> {
    let code: &Code = frame.code();
    let indices = (0..code.nlocalsplus as usize).filter(|&index| wanted(code.kinds[index]));
    let variables = indices.filter_map(|index| {
        let name = code.local_name(index).to_string_lossy();
        let value = fast_value(frame, index);
        // Variables of inlined comprehensions exist only while these run.
        let is_hidden = code.kinds[index] & local_kind::HIDDEN != 0 && value.is_none();
        (!is_hidden && !name.starts_with('.')).then_some((name, value))
    });
    variables.collect()
}

/// The value of a fast local, with its cell looked through.
pub fn fast_value(frame: FrameRef<'_>, index: usize) -> Option<Ref> {
    let value = frame.local(index)?;
    let is_shared = frame.code().kinds[index] & (local_kind::CELL | local_kind::FREE) != 0;
    match value.downcast_exact::<Cell>() {
        Some(cell) if is_shared => cell.contents.get(),
        _ => Some(value),
    }
}

fn mapping(object: &Ref) -> Vec<(String, Option<Ref>)> {
    let Some(dict) = object.downcast::<Dict>() else {
        return Vec::new();
    };
    let names = serpentarium_runtime::debug::text_keys(dict);
    names
        .into_iter()
        .map(|name| {
            let value = dict.get_text(&name);
            (name, value)
        })
        .collect()
}

fn namespace(dict: Option<Ref<Dict>>) -> Vec<Child> {
    dict.map(|dict| named(mapping(&dict.into_obj())))
        .unwrap_or_default()
}

fn stack(frame: FrameRef<'_>) -> Vec<Child> {
    let child = |index: usize| Child {
        name: format!("[{index}]"),
        step: crate::protocol::Step::Index(index as u64),
        read_only: true,
        ..Child::named("", frame.stack(index), Expression::None)
    };
    (0..frame.stack_len()).map(child).collect()
}

fn exception(paused: &Paused) -> Option<Ref> {
    paused
        .raised()
        .or_else(|| paused.handled())
        .map(Ref::into_obj)
}
