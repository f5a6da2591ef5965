//! Breakpoints: what was asked for, where it ended up, how often it was hit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serpentarium_compiler::{Mode, Options, compile};

use super::codes::CodeInfo;
use super::{lines, sources};
use crate::protocol::{
    BreakpointSpec, BreakpointView, CodeId, ExceptionFilters, FunctionBreakpointSpec, HitCondition,
    InstructionBreakpointSpec, LogPart, StopReason, field_expression,
};

/// All breakpoints.
#[derive(Debug, Default)]
pub struct Breakpoints {
    lines: BTreeMap<String, Vec<BreakpointSpec>>,
    functions: Vec<FunctionBreakpointSpec>,
    instructions: Vec<InstructionBreakpointSpec>,
    /// The exception filters.
    pub exceptions: ExceptionFilters,
    hits: HashMap<u64, u64>,
}

/// A breakpoint at an instruction, as far as it matters when it is reached.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its number.
    pub id: u64,
    /// Why to stop.
    pub reason: StopReason,
    /// Only if this is true.
    pub condition: Option<String>,
    /// Only at these hits.
    pub hit_condition: Option<HitCondition>,
    /// Say this instead.
    pub log_message: Option<Vec<LogPart>>,
}

impl Breakpoints {
    /// Whether there is nothing to mark.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.functions.is_empty() && self.instructions.is_empty()
    }

    /// Replaces the breakpoints of a source.
    pub fn set_lines(&mut self, path: String, specs: Vec<BreakpointSpec>) -> Vec<BreakpointView> {
        let old: Vec<_> = self.lines.remove(&path).unwrap_or_default();
        for spec in old.iter().filter(|old| {
            !specs
                .iter()
                .any(|new| new.id == old.id && new.line == old.line)
        }) {
            self.hits.remove(&spec.id);
        }
        let possible = possible_lines(&path);
        let placed = specs.into_iter().map(|spec| place(spec, &path, &possible));
        let (placed, views): (Vec<_>, Vec<_>) = placed.unzip();
        let placed: Vec<_> = placed.into_iter().flatten().collect();
        if !placed.is_empty() {
            self.lines.insert(path, placed);
        }
        views
    }

    /// Replaces the function breakpoints.
    pub fn set_functions(&mut self, specs: Vec<FunctionBreakpointSpec>) -> Vec<BreakpointView> {
        let view = |spec: &FunctionBreakpointSpec| match wrong_condition(spec.condition.as_deref())
        {
            Some(message) => unverified(spec.id, message, false),
            None => BreakpointView {
                message: None,
                verified: true,
                ..unverified(spec.id, String::new(), false)
            },
        };
        let views: Vec<_> = specs.iter().map(view).collect();
        self.functions = specs
            .into_iter()
            .zip(&views)
            .filter(|(_, v)| v.verified)
            .map(|(s, _)| s)
            .collect();
        views
    }

    /// Replaces the instruction breakpoints.
    pub fn set_instructions(
        &mut self,
        specs: Vec<InstructionBreakpointSpec>,
    ) -> Vec<BreakpointView> {
        let views: Vec<_> = specs.iter().map(instruction_view).collect();
        let kept = specs
            .into_iter()
            .zip(&views)
            .filter(|(_, view)| view.verified || view.pending);
        self.instructions = kept.map(|(spec, _)| spec).collect();
        views
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        *self = Breakpoints::default();
    }

    /// The units of a code object with a breakpoint.
    pub fn units(&self, info: &CodeInfo, units: &mut BTreeSet<usize>) {
        let filename = info.code.filename.to_string();
        for (path, specs) in &self.lines {
            if sources::is(&filename, path) {
                let wanted = |line: &u32| specs.iter().any(|spec| spec.line == *line);
                let entries = info.lines.entries.iter().filter(|(_, line)| wanted(line));
                units.extend(entries.map(|(unit, _)| *unit));
            }
        }
        if self.functions.iter().any(|spec| is_function(spec, info)) {
            units.extend(first_unit(info));
        }
        let here = self.instructions.iter().filter(|spec| spec.code == info.id);
        units.extend(here.filter_map(|spec| info.lines.start_of(spec.offset as usize / 2)));
    }

    /// The breakpoints at a unit of a code object.
    pub fn at(&self, info: &CodeInfo, unit: usize) -> Vec<Found> {
        let mut found = Vec::new();
        if let Some(line) = info.lines.entry_at(unit) {
            let filename = info.code.filename.to_string();
            let here = self
                .lines
                .iter()
                .filter(|(path, _)| sources::is(&filename, path));
            found.extend(
                here.flat_map(|(_, specs)| specs)
                    .filter(|spec| spec.line == line)
                    .map(|spec| Found {
                        id: spec.id,
                        reason: StopReason::Breakpoint,
                        condition: spec.condition.clone(),
                        hit_condition: spec.hit_condition,
                        log_message: spec.log_message.clone(),
                    }),
            );
        }
        if first_unit(info) == Some(unit) {
            found.extend(
                self.functions
                    .iter()
                    .filter(|spec| is_function(spec, info))
                    .map(|spec| Found {
                        id: spec.id,
                        reason: StopReason::FunctionBreakpoint,
                        condition: spec.condition.clone(),
                        hit_condition: spec.hit_condition,
                        log_message: None,
                    }),
            );
        }
        let here = |spec: &&InstructionBreakpointSpec| {
            spec.code == info.id && info.lines.start_of(spec.offset as usize / 2) == Some(unit)
        };
        found.extend(self.instructions.iter().filter(here).map(|spec| Found {
            id: spec.id,
            reason: StopReason::InstructionBreakpoint,
            condition: spec.condition.clone(),
            hit_condition: spec.hit_condition,
            log_message: None,
        }));
        found
    }

    /// Counts a hit; says whether it is one to stop at.
    pub fn hit(&mut self, found: &Found) -> bool {
        let hits = self.hits.entry(found.id).or_default();
        *hits += 1;
        found
            .hit_condition
            .is_none_or(|condition| condition.stops(*hits))
    }
}

/// Where a function is entered: at its first line, before anything of it has run.
fn first_unit(info: &CodeInfo) -> Option<usize> {
    info.lines.entries.first().map(|(unit, _)| *unit)
}

fn is_function(spec: &FunctionBreakpointSpec, info: &CodeInfo) -> bool {
    let name = info.code.name.to_string();
    if name.starts_with('<') && !spec.name.starts_with('<') {
        return false;
    }
    let qualname = info.code.qualname.to_string();
    let wanted = spec.name.trim_end_matches("()");
    if wanted == name || wanted == qualname {
        return true;
    }
    // With the module in front, of which a code object only knows the file.
    let module = wanted
        .strip_suffix(&qualname)
        .and_then(|rest| rest.strip_suffix('.'));
    module.is_some_and(|module| {
        let stem = info.source.name.trim_end_matches(".py");
        module == stem || module.rsplit('.').next() == Some(stem)
    })
}

fn unverified(id: u64, message: String, pending: bool) -> BreakpointView {
    BreakpointView {
        id,
        verified: false,
        message: Some(message),
        pending,
        source: None,
        line: None,
        instruction: None,
    }
}

fn instruction_view(spec: &InstructionBreakpointSpec) -> BreakpointView {
    if let Some(message) = wrong_condition(spec.condition.as_deref()) {
        return unverified(spec.id, message, false);
    }
    let CodeId(number) = spec.code;
    let Some(info) = super::codes::by_id(spec.code) else {
        return unverified(
            spec.id,
            format!("no code with the number {number} has been loaded yet"),
            true,
        );
    };
    let unit = spec.offset as usize / 2;
    if !spec.offset.is_multiple_of(2) || info.lines.start_of(unit).is_none() {
        return unverified(
            spec.id,
            format!("no instruction begins at offset {}", spec.offset),
            false,
        );
    }
    BreakpointView {
        id: spec.id,
        verified: true,
        message: None,
        pending: false,
        source: Some(info.source.clone()),
        line: info.lines.line_at(unit),
        instruction: Some((spec.code, spec.offset)),
    }
}

/// What is wrong with a condition, if it does not compile.
fn wrong_condition(condition: Option<&str>) -> Option<String> {
    let error = compile(condition?, "<condition>", Mode::Eval, Options::default()).err()?;
    Some(format!("the condition does not compile: {}", error.message))
}

fn wrong_log(parts: Option<&[LogPart]>) -> Option<String> {
    parts?.iter().find_map(|part| match part {
        LogPart::Text(_) => None,
        LogPart::Expression(text) => {
            let field = field_expression(text);
            let error = compile(&field, "<log message>", Mode::Eval, Options::default()).err()?;
            Some(format!(
                "'{text}' in the log message does not compile: {}",
                error.message
            ))
        }
    })
}

/// The lines of a source that code begins on. `None`: it cannot be read; an error's text: it
/// does not compile.
pub fn possible_lines(path: &str) -> Option<Result<BTreeSet<u32>, String>> {
    let text = sources::text(path)?;
    let compiled = compile(&text, path, Mode::Exec, Options::default());
    Some(
        compiled
            .map(|compiled| lines::all_lines(&compiled.code))
            .map_err(|error| error.message),
    )
}

type Placed = (Option<BreakpointSpec>, BreakpointView);

fn place(
    mut spec: BreakpointSpec,
    path: &str,
    possible: &Option<Result<BTreeSet<u32>, String>>,
) -> Placed {
    let id = spec.id;
    let wrong = wrong_condition(spec.condition.as_deref())
        .or_else(|| wrong_log(spec.log_message.as_deref()));
    if let Some(message) = wrong {
        return (None, unverified(id, message, false));
    }
    match possible {
        None => {
            let view = unverified(
                id,
                "the source cannot be read; it is set as it stands".into(),
                true,
            );
            (
                Some(spec.clone()),
                BreakpointView {
                    line: Some(spec.line),
                    ..view
                },
            )
        }
        Some(Err(message)) => (
            None,
            unverified(id, format!("the source does not compile: {message}"), false),
        ),
        Some(Ok(lines)) => match lines.range(spec.line..).next() {
            None => (
                None,
                unverified(
                    id,
                    "there is no code on this line or after it".into(),
                    false,
                ),
            ),
            Some(&line) => {
                spec.line = line;
                let view = BreakpointView {
                    id,
                    verified: true,
                    message: None,
                    pending: false,
                    source: Some(sources::of(path)),
                    line: Some(line),
                    instruction: None,
                };
                (Some(spec), view)
            }
        },
    }
}
