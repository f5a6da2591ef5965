//! What a run saw, as an editor shows it.

use serpentarium_introspect::protocol::live::{End, LineReport, Seen, What};
use serpentarium_introspect::protocol::view::RefCount;

use crate::live::Outcome;

/// How many characters of a hint are shown.
const WIDTH: usize = 120;

/// A hint behind a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineHint {
    /// From 0, in the text as it is now.
    pub line: usize,
    pub label: String,
    /// Everything seen there, a line each.
    pub details: Vec<String>,
}

/// A problem that the run showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// From 0, in the text as it is now.
    pub line: usize,
    pub message: String,
    pub is_error: bool,
}

/// The hints for the text as it is now, which may have been edited since the run.
pub fn hints(outcome: &Outcome, now: &str) -> Vec<LineHint> {
    let Ok(report) = &outcome.report else {
        return Vec::new();
    };
    let moved = Moved::between(&outcome.text, now);
    report
        .lines
        .iter()
        .filter_map(|line| {
            Some(LineHint {
                line: moved.line(line.line as usize - 1)?,
                label: label(line),
                details: line.seen.iter().map(detail).collect(),
            })
        })
        .collect()
}

/// What ended the run, where it did.
pub fn problems(outcome: &Outcome, now: &str) -> Vec<LineProblem> {
    let moved = Moved::between(&outcome.text, now);
    let report = match &outcome.report {
        Ok(report) => report,
        Err(reason) => {
            return vec![LineProblem {
                line: 0,
                message: format!("live values: {reason}"),
                is_error: false,
            }];
        }
    };
    let mut found = Vec::new();
    for error in &report.errors {
        let line = error.lines.last().copied().unwrap_or(1) as usize - 1;
        let message = match error.message.as_str() {
            "" => error.type_name.clone(),
            message => format!("{}: {message}", error.type_name),
        };
        found.extend(moved.line(line).map(|line| LineProblem {
            line,
            message,
            is_error: true,
        }));
    }
    let limit = match report.end {
        End::Finished => None,
        End::TimeLimit => Some("the run was stopped: it took too long"),
        End::MemoryLimit => Some("the run was stopped: it used too much memory"),
        End::FuelLimit => Some("the run was stopped: it did too much"),
    };
    if let Some(limit) = limit {
        let last = report
            .lines
            .iter()
            .max_by_key(|line| line.seen.iter().map(|seen| seen.count).max().unwrap_or(0));
        let line = last.map_or(0, |line| line.line as usize - 1);
        found.extend(moved.line(line).map(|line| LineProblem {
            line,
            message: format!("live values: {limit}"),
            is_error: false,
        }));
    }
    found
}

fn label(line: &LineReport) -> String {
    let parts: Vec<String> = line.seen.iter().map(part).collect();
    let text = format!("  # => {}", parts.join("; "));
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// `x = 1 … 3 (3×)`
fn part(seen: &Seen) -> String {
    let lead = lead(seen);
    let first = &seen.first.text;
    let values = match &seen.last {
        Some(last) if last.text != *first => format!("{first} … {}", last.text),
        _ => first.clone(),
    };
    match seen.count {
        1 => format!("{lead}{values}"),
        count => format!("{lead}{values} ({count}×)"),
    }
}

fn lead(seen: &Seen) -> String {
    match seen.what {
        What::Assign if seen.label.is_empty() => String::new(),
        What::Assign => format!("{} = ", seen.label),
        What::Return => "return ".to_owned(),
        What::Yield => "yield ".to_owned(),
        What::Output => "prints ".to_owned(),
        What::ErrorOutput => "stderr ".to_owned(),
        What::Call | What::Value => String::new(),
    }
}

/// `x = 3: int, refcount 2, 28 bytes; 3 times, first 1`
fn detail(seen: &Seen) -> String {
    let shown = seen.last.as_ref().unwrap_or(&seen.first);
    let mut text = format!("{}{}", lead(seen), shown.text);
    if !shown.type_name.is_empty() {
        text.push_str(&format!(": {}", shown.type_name));
        match shown.refcount {
            Some(RefCount::Count(count)) => text.push_str(&format!(", refcount {count}")),
            Some(RefCount::Immortal) => text.push_str(", immortal"),
            None => {}
        }
        text.push_str(&format!(", {} bytes", shown.size));
    }
    if seen.count > 1 {
        text.push_str(&format!(
            "; {} times, first {}",
            seen.count, seen.first.text
        ));
    }
    text
}

/// Where the lines of one text are in another that was made of it by editing one part.
struct Moved {
    /// How many lines are the same at the beginning.
    same_before: usize,
    /// From this line of the old text on they are the same up to the end.
    same_from: usize,
    shift: isize,
}

impl Moved {
    fn between(old: &str, new: &str) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let same_before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - same_before;
        let same_after = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(rest)
            .take_while(|(a, b)| a == b)
            .count();
        Self {
            same_before,
            same_from: old.len() - same_after,
            shift: new.len() as isize - old.len() as isize,
        }
    }

    /// `None` for a line that was edited.
    fn line(&self, line: usize) -> Option<usize> {
        if line < self.same_before {
            return Some(line);
        }
        (line >= self.same_from).then(|| line.saturating_add_signed(self.shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_move_with_edits() {
        let moved = Moved::between("a\nb\nc\n", "a\nx\ny\nc\n");
        assert_eq!(moved.line(0), Some(0));
        assert_eq!(moved.line(1), None);
        assert_eq!(moved.line(2), Some(3));
        let moved = Moved::between("a\na\n", "a\n");
        assert_eq!(moved.line(0), Some(0));
    }
}
