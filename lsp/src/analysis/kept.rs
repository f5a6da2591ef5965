//! What was found out about a text without the bodies of its functions, or takes little. It stays when
//! the text and its tree are dropped, and serves the next [`SourceFile`] with the same text.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use memchr::memmem;
use parking_lot::Mutex;
use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;

use crate::analysis::attributes::InstanceAttribute;
use crate::analysis::code_slice::Skeleton;
use crate::analysis::scopes::ScopeTable;
use crate::protocol::position::LineIndex;

#[cfg(doc)]
use crate::analysis::source::SourceFile;

#[derive(Debug, Default)]
pub struct Kept {
    /// The scopes outside of functions.
    pub outer_scopes: OnceLock<ScopeTable>,
    pub skeleton: OnceLock<Skeleton>,
    globals: OnceLock<Globals>,
    lines: OnceLock<LineIndex>,
    /// What methods assign to their instances, by the range of the class.
    attributes: Mutex<FxHashMap<TextRange, Arc<[InstanceAttribute]>>>,
}

impl Kept {
    pub fn globals(&self, text: &str) -> &Globals {
        self.globals.get_or_init(|| Globals::of(text))
    }

    pub fn lines(&self, text: &str) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(text))
    }

    pub fn known_lines(&self) -> Option<&LineIndex> {
        self.lines.get()
    }

    pub fn known_attributes(&self, class: TextRange) -> Option<Arc<[InstanceAttribute]>> {
        self.attributes.lock().get(&class).map(Arc::clone)
    }

    pub fn attributes(
        &self,
        class: TextRange,
        make: impl FnOnce() -> Vec<InstanceAttribute>,
    ) -> Arc<[InstanceAttribute]> {
        if let Some(known) = self.known_attributes(class) {
            return known;
        }
        let made: Arc<[InstanceAttribute]> = make().into();
        self.attributes.lock().insert(class, Arc::clone(&made));
        made
    }
}

/// The names that `global` statements may name: a function can bind them in the module.
#[derive(Debug)]
pub enum Globals {
    Named(HashSet<Box<str>>),
    /// A statement goes on in another line.
    Any,
}

impl Globals {
    fn of(text: &str) -> Self {
        const KEYWORD: &str = "global";
        let mut names = HashSet::new();
        for at in memmem::find_iter(text.as_bytes(), KEYWORD) {
            let rest = &text[at + KEYWORD.len()..];
            if !rest.starts_with([' ', '\t', '\x0c', '\\']) {
                continue;
            }
            let line = rest
                .split(['\n', '\r', ';', '#'])
                .next()
                .unwrap_or_default();
            if line.contains('\\') {
                return Self::Any;
            }
            names.extend(line.split(',').map(|name| name.trim().into()));
        }
        Self::Named(names)
    }

    pub fn may_name(&self, name: &str) -> bool {
        match self {
            Self::Named(names) => names.contains(name),
            Self::Any => true,
        }
    }
}
