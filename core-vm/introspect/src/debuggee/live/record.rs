//! What was seen so far, by line.

use std::collections::{BTreeMap, HashMap};

use serpentarium_runtime::object::Obj;

use super::values;
use crate::protocol::live::{ErrorReport, LineReport, Report, Seen, Shown, What};
use crate::protocol::view::ExceptionView;

/// How many characters of a value are kept.
const CHARACTERS: usize = 200;
/// How many characters of a value within another text.
const SHORT: usize = 40;
/// How many different things of one line are kept: items of many keys, for instance.
const PER_LINE: usize = 24;
/// How many bytes of a line's output are kept.
const OUTPUT: usize = 2000;
/// How many exceptions are kept: each may end a thread.
const ERRORS: usize = 24;

#[derive(Default)]
pub struct Record {
    lines: BTreeMap<u32, Vec<Seen>>,
    written: HashMap<(u32, bool), Written>,
    errors: Vec<ErrorReport>,
}

/// What a line has written: whole lines of text count, as `print` writes them in pieces.
#[derive(Default)]
struct Written {
    pending: Vec<u8>,
}

impl Record {
    pub fn value(&mut self, line: u32, what: What, label: String, value: &Obj) {
        self.add(line, what, label, shown(value));
    }

    pub fn text(&mut self, line: u32, what: What, label: String, text: String) {
        let shown = Shown {
            text,
            type_name: String::new(),
            refcount: None,
            size: 0,
        };
        self.add(line, what, label, shown);
    }

    fn add(&mut self, line: u32, what: What, label: String, shown: Shown) {
        let seen = self.lines.entry(line).or_default();
        let known = seen
            .iter()
            .position(|seen| seen.what == what && seen.label == label);
        match known {
            Some(known) => {
                seen[known].count += 1;
                seen[known].last = Some(shown);
            }
            None if seen.len() < PER_LINE => seen.push(Seen {
                what,
                label,
                count: 1,
                first: shown,
                last: None,
            }),
            None => {}
        }
    }

    pub fn written(&mut self, line: u32, what: What, data: &[u8]) {
        let written = self
            .written
            .entry((line, what == What::Output))
            .or_default();
        if written.pending.len() < OUTPUT {
            written.pending.extend_from_slice(data);
        }
        let mut complete = Vec::new();
        while let Some(end) = written.pending.iter().position(|byte| *byte == b'\n') {
            let text: Vec<u8> = written.pending.drain(..=end).collect();
            complete.push(String::from_utf8_lossy(&text[..end]).into_owned());
        }
        for text in complete {
            self.text(line, what, String::new(), text);
        }
    }

    /// An exception that nothing caught came through these lines, innermost last.
    pub fn raised(&mut self, view: ExceptionView, lines: Vec<u32>) {
        if self.errors.len() < ERRORS {
            self.errors.push(ErrorReport {
                type_name: view.type_name,
                message: view.message,
                lines,
                traceback: view.traceback,
            });
        }
    }

    pub fn into_report(mut self) -> Report {
        let rest: Vec<_> = self.written.drain().collect();
        for ((line, is_output), written) in rest {
            if !written.pending.is_empty() {
                let text = String::from_utf8_lossy(&written.pending).into_owned();
                let what = if is_output {
                    What::Output
                } else {
                    What::ErrorOutput
                };
                self.text(line, what, String::new(), text);
            }
        }
        Report {
            lines: self
                .lines
                .into_iter()
                .map(|(line, seen)| LineReport { line, seen })
                .collect(),
            errors: self.errors,
            ..Report::default()
        }
    }
}

fn shown(value: &Obj) -> Shown {
    Shown {
        text: cut(values::text(value), CHARACTERS),
        type_name: values::type_name(value),
        refcount: Some(values::refcount(value)),
        size: values::size(value),
    }
}

/// A value within another text.
pub fn short(value: &Obj) -> String {
    cut(values::text(value), SHORT)
}

fn cut(text: String, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
