//! Exceptions: which to stop for, and what they say.

use std::rc::Rc;

use serpentarium_bytecode::instructions::{Instruction, instructions};
use serpentarium_bytecode::opcode::op;
use serpentarium_runtime::debug::{self, Event, FrameRef, Paused};
use serpentarium_runtime::object::{Object, Ref, Type, protocol};
use serpentarium_runtime::types::exceptions::BaseException;

use super::codes::{self, CodeInfo};
use super::handlers::is_handled;
use super::{frames, values};
use crate::protocol::view::{ExceptionBreak, ExceptionView};
use crate::protocol::{ExceptionFilter, ExceptionFilters};

/// Whether to stop for the exception in flight, and for which filter. With `user_only`
/// the `raised` filter shows an exception that library code raises where it reaches the
/// person's own code.
pub fn stops(
    paused: &Paused,
    event: Event,
    filters: &ExceptionFilters,
    user_only: bool,
) -> Option<ExceptionBreak> {
    let error = paused.raised()?;
    // While the library starts there is nothing of the person's to stop in.
    if !paused.frames().into_iter().any(is_user) {
        return None;
    }
    // Asked again in every frame that it passes.
    let is_new = error
        .traceback
        .get()
        .is_none_or(|entry| !entry.next.is_some());
    let class = error.as_obj().ty();
    let wanted = |filter: &Option<ExceptionFilter>| {
        filter
            .as_ref()
            .is_some_and(|filter| is_one_of(class, filter))
    };
    let is_place = if user_only {
        paused.frame().is_some_and(is_user) && !passed_user_code(&error)
    } else {
        is_new
    };
    let is_again = event == Event::RaisedAgain;
    if wanted(&filters.raised) && is_place && !is_again && !is_ordinary_end(class, paused) {
        return Some(ExceptionBreak::Raised);
    }
    // One that a handler raises again was handled before; what a `finally` passes on was not.
    if !is_new && !is_again && !paused.frame().is_some_and(raises) {
        return None;
    }
    if wanted(&filters.user_uncaught) && leaves_user_code(paused, class) {
        return Some(ExceptionBreak::UserUncaught);
    }
    let is_exit = class.name() == "SystemExit";
    (wanted(&filters.uncaught) && !is_exit && !is_handled(paused, class, |_| true))
        .then_some(ExceptionBreak::Uncaught)
}

fn is_user(frame: FrameRef<'_>) -> bool {
    codes::of(frame.code()).is_some_and(|info| info.source.user_code)
}

/// Whether it has come through the person's own code before it came here.
fn passed_user_code(error: &BaseException) -> bool {
    let mut next = error.traceback.get().and_then(|here| here.next.get());
    while let Some(entry) = next {
        let code = entry.frame.peek().and_then(debug::frame_code);
        if code.is_some_and(|code| codes::of(&code).is_some_and(|info| info.source.user_code)) {
            return true;
        }
        next = entry.next.get();
    }
    false
}

fn is_one_of(class: &Type, filter: &ExceptionFilter) -> bool {
    let is_named = |ty: &Type| {
        let label = debug::type_label(ty);
        filter
            .only
            .iter()
            .any(|name| *name == label || label.ends_with(&format!(".{name}")))
    };
    filter.only.is_empty() || debug::mro(class).iter().any(|ty| is_named(ty))
}

/// How loops and generators end is nothing to stop for.
fn is_ordinary_end(class: &Type, paused: &Paused) -> bool {
    let name = class.name();
    let ends = matches!(
        name.as_str(),
        "StopIteration" | "StopAsyncIteration" | "GeneratorExit"
    );
    ends && !paused.frame().is_none_or(raises)
}

/// Whether a frame is at a `raise` statement.
fn raises(frame: FrameRef<'_>) -> bool {
    codes::of(frame.code()).is_some_and(|info| is_raise(&info, frame.unit()))
}

fn is_raise(info: &CodeInfo, unit: usize) -> bool {
    all(info)
        .iter()
        .any(|instruction| instruction.offset == unit * 2 && instruction.op == op::RAISE_VARARGS)
}

fn all(info: &CodeInfo) -> Vec<Instruction<'_>> {
    instructions(&info.code.code).collect()
}

fn leaves_user_code(paused: &Paused, class: &Type) -> bool {
    let is_user =
        |frame: FrameRef<'_>| codes::of(frame.code()).is_some_and(|info| info.source.user_code);
    let all_frames = paused.frames();
    let own = all_frames
        .iter()
        .take_while(|frame| is_user(**frame))
        .count();
    own > 0 && own < all_frames.len() && !is_handled(paused, class, is_user)
}

/// The view of an exception.
pub fn view(
    paused: &mut Paused,
    error: &Ref<BaseException>,
    break_mode: ExceptionBreak,
) -> ExceptionView {
    let mut chain = Vec::new();
    let mut seen = vec![error.as_obj().address()];
    let mut next = follow(error);
    while let Some(error) = next {
        if seen.contains(&error.as_obj().address()) {
            break;
        }
        seen.push(error.as_obj().address());
        chain.push(single(paused, &error, break_mode));
        next = follow(&error);
    }
    ExceptionView {
        chain,
        ..single(paused, error, break_mode)
    }
}

fn follow(error: &BaseException) -> Option<Ref<BaseException>> {
    if error.cause.is_some() {
        return error.cause.get();
    }
    if error.suppress_context.get() {
        None
    } else {
        error.context.get()
    }
}

fn single(
    paused: &mut Paused,
    error: &Ref<BaseException>,
    break_mode: ExceptionBreak,
) -> ExceptionView {
    let message = paused.run(|| protocol::str(error.as_obj()).map(|text| text.to_string_lossy()));
    let type_name = values::type_name(error.as_obj());
    let message = message.unwrap_or_else(|_| "<exception str() failed>".to_owned());
    let mut traceback = traceback(paused, error);
    traceback += &if message.is_empty() {
        format!("{type_name}\n")
    } else {
        format!("{type_name}: {message}\n")
    };
    let notes = error.notes.get();
    let notes = notes.map(|notes| {
        let length = super::children::indexed_len(&notes);
        let items = super::children::indexed(&notes, 0, length).into_iter();
        items
            .filter_map(|child| match child.item {
                super::children::Item::Object(note) => super::children::name_text(&note),
                _ => None,
            })
            .collect()
    });
    let notes: Vec<String> = notes.unwrap_or_default();
    for note in &notes {
        traceback += &format!("{note}\n");
    }
    ExceptionView {
        type_name,
        message,
        break_mode,
        traceback,
        notes,
        chain: Vec::new(),
    }
}

fn traceback(paused: &Paused, error: &BaseException) -> String {
    let mut lines = "Traceback (most recent call last):\n".to_owned();
    for (info, offset) in passed(paused, error) {
        lines += &entry(&info, offset);
    }
    lines
}

/// Where an exception has passed, the innermost last: code and the offset of the instruction. Of one
/// in flight that begins with the frames that it has yet to come to.
pub fn passed(paused: &Paused, error: &BaseException) -> Vec<(Rc<CodeInfo>, u32)> {
    let mut places = Vec::new();
    let mut next = error.traceback.get();
    let is_in_flight = paused
        .raised()
        .is_some_and(|raised| std::ptr::eq(&raw const *raised, error));
    if is_in_flight {
        // What it has passed begins with the frame that it is in.
        let known = usize::from(next.is_some());
        for frame in paused.frames().into_iter().skip(known).rev() {
            places.extend(codes::of(frame.code()).map(|info| (info, (frame.unit() * 2) as u32)));
        }
    }
    while let Some(found) = next {
        let code = found.frame.peek().and_then(debug::frame_code);
        let info = code.and_then(|code| codes::of(&code));
        let offset = u32::try_from(found.lasti.get()).unwrap_or(0);
        places.extend(info.map(|info| (info, offset)));
        next = found.next.get();
    }
    places
}

fn entry(info: &CodeInfo, offset: u32) -> String {
    let line = frames::position(info, offset).line.unwrap_or(0);
    let name = info.code.qualname.to_string();
    let mut entry = format!("  File \"{}\", line {line}, in {name}\n", info.source.path);
    let text = super::sources::text(&info.source.path);
    if let Some(text) = text
        .as_deref()
        .and_then(|text| text.lines().nth((line as usize).checked_sub(1)?))
    {
        entry += &format!("    {}\n", text.trim());
    }
    entry
}
