//! When a step is done.

use std::collections::BTreeSet;

use serpentarium_runtime::debug::Paused;

use super::codes::{self, CodeInfo};
use super::marks::Armed;
use crate::protocol::{Granularity, StepKind};

/// A step under way.
#[derive(Debug, Clone)]
pub struct Step {
    /// The thread that steps; the others run meanwhile.
    thread: i64,
    kind: StepKind,
    by_instruction: bool,
    user_only: bool,
    /// Number of frames where it began.
    depth: usize,
    /// The frame where it began, and where it was last seen there.
    frame: usize,
    line: Option<u32>,
    unit: usize,
}

impl Step {
    /// Begins a step of a thread's innermost frame.
    pub fn begin(
        paused: &Paused,
        thread: i64,
        kind: StepKind,
        granularity: Granularity,
        user_only: bool,
    ) -> Self {
        let frames = paused.frames_of_thread(thread);
        let frame = frames.first().copied();
        let info = frame.and_then(|frame| codes::of(frame.code()));
        let unit = frame.map_or(0, |frame| frame.unit());
        Step {
            thread,
            kind,
            by_instruction: granularity == Granularity::Instruction,
            user_only,
            depth: frames.len(),
            frame: frame.map_or(0, |frame| frame.address()),
            line: info.and_then(|info| info.lines.line_at(unit)),
            unit,
        }
    }

    /// What it needs marked.
    pub fn armed(&self, paused: &Paused) -> Armed {
        let frames: Vec<_> = paused
            .frames_of_thread(self.thread)
            .into_iter()
            .filter_map(|frame| codes::of(frame.code()))
            .collect();
        let user_only = self.user_only && !self.by_instruction;
        let callers = frames
            .iter()
            .skip(1)
            .filter(|info| info.source.user_code || !user_only);
        Armed {
            everywhere: self.kind == StepKind::In,
            instructions: self.by_instruction,
            user_only,
            current: (self.kind != StepKind::Out)
                .then(|| frames.first().map(|info| info.id))
                .flatten(),
            callers: callers.map(|info| info.id).collect::<BTreeSet<_>>(),
        }
    }

    /// Whether it is done at this mark.
    pub fn is_done(&mut self, paused: &Paused, info: &CodeInfo, unit: usize) -> bool {
        if paused.ident() != self.thread {
            return false;
        }
        let address = paused.frame().map_or(0, |frame| frame.address());
        let same_frame = address == self.frame;
        // Counting frames takes time, so it is done only where it matters.
        let depth = if same_frame {
            self.depth
        } else {
            paused.depth()
        };
        let returned = depth < self.depth;
        let is_own = info.source.user_code || !self.user_only || self.by_instruction;
        match self.kind {
            StepKind::Out => returned && is_own,
            StepKind::Over | StepKind::Back if depth > self.depth => false,
            _ if self.by_instruction => true,
            _ if returned => is_own,
            _ if same_frame => self.is_another_line(info, unit),
            _ => info.lines.entry_at(unit).is_some() && is_own,
        }
    }

    /// Whether another line begins, or the same again after a jump back.
    fn is_another_line(&mut self, info: &CodeInfo, unit: usize) -> bool {
        let Some(line) = info.lines.entry_at(unit) else {
            return false;
        };
        let is_another = Some(line) != self.line || unit <= self.unit;
        self.unit = unit;
        is_another
    }
}
