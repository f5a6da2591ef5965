//! Diagnostics of an edited text before its types are known: what shows at once, and what was said
//! of the lines around the edit.

use std::ops::Range as Span;

use tower_lsp::lsp_types::*;

use crate::analysis::diagnostics::of_error;
use crate::analysis::first_look::undefined_names;
use crate::analysis::options::DiagnosticMode;
use crate::protocol::position::LineIndex;
use crate::requests::diagnostics::{of_compiler, of_problem};
use crate::server::reads::Read;
use crate::server::told::Complete;

/// What to tell of an edited text at once; `None` if that is nothing new, so that one had better
/// wait for everything.
pub fn diagnostics(read: &Read, before: &Complete) -> Option<Vec<Diagnostic>> {
    let url = &read.document.as_ref()?.url;
    let moved = Moved::between(&before.rope.to_string(), read.file().text());
    let new = new_errors(read, moved.edited());
    let old = before.found.iter();
    let mut found: Vec<Diagnostic> = old
        .filter_map(|diagnostic| moved.diagnostic(diagnostic, url))
        .collect();
    if new.iter().all(|new| found.contains(new)) {
        return None;
    }
    found.retain(|old| !new.contains(old));
    found.extend(new);
    found.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.range.end));
    Some(found)
}

/// The first syntax error; without one, what the edited lines (from 0) name that is not defined.
fn new_errors(read: &Read, edited: Span<usize>) -> Vec<Diagnostic> {
    if read.context.world.project.options.diagnostics.mode == DiagnosticMode::Off {
        return Vec::new();
    }
    if let Some(error) = read.file().first_error() {
        return vec![of_compiler(read, of_error(read.file(), error))];
    }
    let undefined = undefined_names(&read.context, edited);
    let found = undefined.iter();
    found.map(|problem| of_problem(read, problem)).collect()
}

/// Where the lines of a text are after an edit of it.
#[derive(Debug, PartialEq, Eq)]
struct Moved {
    /// How many lines at the beginning are the same.
    before: u32,
    /// How many at the end are.
    after: u32,
    old_lines: u32,
    new_lines: u32,
}

impl Moved {
    fn between(old: &str, new: &str) -> Self {
        let (old, new) = (lines(old), lines(new));
        let same = |pair: &(&str, &str)| pair.0 == pair.1;
        let pairs = || old.iter().copied().zip(new.iter().copied());
        let before = pairs().take_while(same).count();
        let rest = old.len().min(new.len()) - before;
        let backwards = old.iter().copied().rev().zip(new.iter().copied().rev());
        let after = backwards.take(rest).take_while(same).count();
        Self {
            before: before as u32,
            after: after as u32,
            old_lines: old.len() as u32,
            new_lines: new.len() as u32,
        }
    }

    /// The lines of the new text that are not the same.
    fn edited(&self) -> Span<usize> {
        self.before as usize..(self.new_lines - self.after) as usize
    }

    fn line(&self, old: u32) -> Option<u32> {
        if old < self.before {
            Some(old)
        } else {
            let from_end = self.old_lines.checked_sub(old)?;
            (from_end <= self.after).then(|| self.new_lines - from_end)
        }
    }

    fn range(&self, old: Range) -> Option<Range> {
        let start = Position::new(self.line(old.start.line)?, old.start.character);
        let end = Position::new(self.line(old.end.line)?, old.end.character);
        let is_whole = end.line.checked_sub(start.line) == old.end.line.checked_sub(old.start.line);
        is_whole.then_some(Range { start, end })
    }

    /// A diagnostic where it is now; `None` if it is about edited lines.
    fn diagnostic(&self, old: &Diagnostic, url: &Url) -> Option<Diagnostic> {
        let mut moved = old.clone();
        moved.range = self.range(old.range)?;
        for related in moved.related_information.iter_mut().flatten() {
            if related.location.uri == *url {
                related.location.range = self.range(related.location.range)?;
            }
        }
        Some(moved)
    }
}

/// With their ends; a last one comes always, if only an empty one.
fn lines(text: &str) -> Vec<&str> {
    let index = LineIndex::new(text);
    let start = |line| index.start_of(line, text).to_usize();
    (0..index.len())
        .map(|line| &text[start(line)..start(line + 1)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_move() {
        let moved = |old: &str, new: &str| {
            let moved = Moved::between(old, new);
            let lines: Vec<Option<u32>> =
                (0..moved.old_lines).map(|line| moved.line(line)).collect();
            (lines, moved.edited())
        };
        let same = moved("a\nb\n", "a\nb\n");
        assert_eq!(same, (vec![Some(0), Some(1), Some(2)], 3..3));
        let typed = moved("a\nb\nc\n", "a\nbx\nc\n");
        assert_eq!(typed, (vec![Some(0), None, Some(2), Some(3)], 1..2));
        let inserted = moved("a\nb\n", "a\nx\nb\n");
        assert_eq!(inserted, (vec![Some(0), Some(2), Some(3)], 1..2));
        let at_start = moved("len\nx", "lend\nlen\nx");
        assert_eq!(at_start, (vec![Some(1), Some(2)], 0..1));
        let removed = moved("a\na\na\n", "a\na\n");
        assert_eq!(removed, (vec![Some(0), Some(1), None, Some(2)], 2..2));
        let returns = moved("a\rb\r\nc", "x\ra\rb\r\nc");
        assert_eq!(returns, (vec![Some(1), Some(2), Some(3)], 0..1));
        let all = moved("a", "b");
        assert_eq!(all, (vec![None], 0..1));
    }
}
