//! Generators, coroutines and asynchronous generators.

use serpentarium_runtime::debug::{self, Paused};
use serpentarium_runtime::interp::generator;
use serpentarium_runtime::object::{Object, Ref};
use serpentarium_runtime::types::generator::{Generator, State};

use super::{children, codes, frames, handling, values};
use crate::protocol::CodeId;
use crate::protocol::view::{
    GeneratorKind, GeneratorState, GeneratorView, PositionView, VariableView,
};

/// Every live one, in order of address.
pub fn all(paused: &Paused) -> Vec<GeneratorView> {
    let mut found = Vec::new();
    debug::each_object(|object| {
        if values::generator(object).is_some() {
            found.push(object.to_ref());
        }
    });
    found
        .iter()
        .filter_map(|object| view(paused, object))
        .collect()
}

fn state(generator: &Generator) -> GeneratorState {
    match generator.state.get() {
        State::Created => GeneratorState::Created,
        State::Suspended | State::SuspendedYieldFrom => GeneratorState::Suspended,
        State::Executing => GeneratorState::Running,
        State::Completed | State::Cleared => GeneratorState::Closed,
    }
}

fn view(paused: &Paused, object: &Ref) -> Option<GeneratorView> {
    let found = values::generator(object)?;
    let frame = paused.generator_frame(found);
    let info = frame.and_then(|frame| codes::of(frame.code()));
    let offset = frame.map_or(0, |frame| (frame.unit() * 2) as u32);
    let name = found
        .qualname
        .peek()
        .map_or_else(String::new, |name| name.to_string_lossy());
    let kind = match generator::kind_name(found) {
        "coroutine" => GeneratorKind::Coroutine,
        "async_generator" => GeneratorKind::AsyncGenerator,
        _ => GeneratorKind::Generator,
    };
    Some(GeneratorView {
        id: values::id(object),
        name,
        kind,
        state: state(found),
        refcount: values::refcount(object),
        code: info.as_ref().map_or(CodeId(0), |info| info.id),
        source: info.as_ref().map_or_else(
            || super::sources::of("<closed>"),
            |info| info.source.clone(),
        ),
        frame: frame.map(frames::number),
        position: info
            .as_ref()
            .map_or_else(PositionView::default, |info| frames::position(info, offset)),
        instruction: info
            .as_ref()
            .and_then(|info| handling::instruction_at(info, offset)),
        awaits: generator::yield_from(found).map(|awaited| values::text(&awaited)),
        locals: local_views(paused, object),
    })
}

fn local_views(paused: &Paused, object: &Ref) -> Vec<VariableView> {
    let children = frames::named(locals(paused, object));
    children
        .into_iter()
        .map(|child| child.view(paused, None))
        .collect()
}

/// The variables of a generator, shared ones included.
pub fn locals(paused: &Paused, object: &Ref) -> Vec<(String, Option<Ref>)> {
    let frame = values::generator(object).and_then(|found| paused.generator_frame(found));
    let Some(frame) = frame else {
        return Vec::new();
    };
    let mut all = frames::locals(frame);
    let closure = frames::scope(paused, frame, crate::protocol::ScopeKind::Closure);
    all.extend(closure.into_iter().map(|child| {
        let value = match child.item {
            children::Item::Object(value) => Some(value),
            _ => None,
        };
        (child.name, value)
    }));
    all
}

/// State, line, instruction and what is awaited.
pub fn facts(paused: &Paused, object: &Ref) -> Vec<(&'static str, String)> {
    let Some(view) = view_without_locals(paused, object) else {
        return Vec::new();
    };
    let mut facts = vec![("state", view.0.as_str().to_owned())];
    if let Some((line, instruction)) = view.1 {
        facts.push(("line", line));
        facts.push(("instruction", instruction));
    }
    if let Some(awaited) = view.2 {
        facts.push(("awaits", awaited));
    }
    facts
}

type Facts = (GeneratorState, Option<(String, String)>, Option<String>);

fn view_without_locals(paused: &Paused, object: &Ref) -> Option<Facts> {
    let found = values::generator(object)?;
    let place = paused.generator_frame(found).and_then(|frame| {
        let info = codes::of(frame.code())?;
        let offset = (frame.unit() * 2) as u32;
        let line = frames::position(&info, offset).line;
        let line = line.map_or_else(
            || "none".to_owned(),
            |line| format!("{}:{line}", info.source.name),
        );
        let instruction = handling::instruction_at(&info, offset);
        let text = instruction.map_or_else(String::new, |i| {
            format!("{offset} {} {}", i.name, i.argrepr)
        });
        Some((line, text.trim_end().to_owned()))
    });
    Some((
        state(found),
        place,
        generator::yield_from(found).map(|awaited| values::text(&awaited)),
    ))
}
