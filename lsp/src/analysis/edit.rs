//! Changes of a text.

use ruff_text_size::{TextRange, TextSize};

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: TextRange,
    pub text: String,
}

impl Edit {
    pub fn new(range: TextRange, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }

    pub fn insert(at: TextSize, text: impl Into<String>) -> Self {
        Self::new(TextRange::empty(at), text)
    }

    pub fn delete(range: TextRange) -> Self {
        Self::new(range, "")
    }
}

/// A text with edits done to it. They must not overlap.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let start = edit.range.start().to_usize().max(done);
        changed.push_str(&text[done..start]);
        changed.push_str(&edit.text);
        done = edit.range.end().to_usize().max(start);
    }
    changed.push_str(&text[done..]);
    changed
}
