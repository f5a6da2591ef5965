//! At which instructions the machine calls: breakpoints and what a step has armed.
//!
//! The machine asks while it enters code, also in the middle of a stop, so this state is
//! apart from the session's and is borrowed only for the moment of the question.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serpentarium_runtime::debug;
use serpentarium_runtime::types::code::Code;

use super::breakpoints::Breakpoints;
use super::codes::{self, CodeInfo};
use crate::protocol::CodeId;

/// What a step has armed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Armed {
    /// The beginnings of lines in all code.
    pub everywhere: bool,
    /// Every instruction instead of only where lines begin.
    pub instructions: bool,
    /// Only the person's own code, of that.
    pub user_only: bool,
    /// The beginnings of lines in this code.
    pub current: Option<CodeId>,
    /// Every instruction of these: the callers that a step may return to.
    pub callers: BTreeSet<CodeId>,
}

#[derive(Default)]
struct Marks {
    breakpoints: Breakpoints,
    armed: Armed,
}

thread_local! {
    static MARKS: RefCell<Marks> = RefCell::default();
}

/// Reads or changes the breakpoints. Afterwards [`apply`] has to be called.
pub fn breakpoints<T>(with: impl FnOnce(&mut Breakpoints) -> T) -> T {
    MARKS.with_borrow_mut(|marks| with(&mut marks.breakpoints))
}

/// Arms a step, or nothing.
pub fn arm(armed: Armed) {
    let is_new = MARKS.with_borrow_mut(|marks| {
        let is_new = marks.armed != armed;
        marks.armed = armed;
        is_new
    });
    if is_new {
        apply();
    }
}

/// Puts changes into effect.
pub fn apply() {
    debug::changed();
}

/// The machine's question: the units to mark.
pub fn wanted(code: &Code) -> Vec<usize> {
    let is_idle =
        MARKS.with_borrow(|marks| marks.breakpoints.is_empty() && marks.armed == Armed::default());
    if is_idle {
        return Vec::new();
    }
    let Some(info) = codes::of(code) else {
        return Vec::new();
    };
    MARKS.with_borrow_mut(|marks| {
        let mut units = BTreeSet::new();
        armed_units(&marks.armed, &info, &mut units);
        marks.breakpoints.units(&info, &mut units);
        units.into_iter().collect()
    })
}

fn armed_units(armed: &Armed, info: &CodeInfo, units: &mut BTreeSet<usize>) {
    let here = armed.everywhere && (info.source.user_code || !armed.user_only);
    if here || armed.current == Some(info.id) {
        if armed.instructions {
            units.extend(&info.lines.starts);
        } else {
            units.extend(info.lines.entries.iter().map(|(unit, _)| *unit));
        }
    }
    if armed.callers.contains(&info.id) {
        units.extend(&info.lines.starts);
    }
}
