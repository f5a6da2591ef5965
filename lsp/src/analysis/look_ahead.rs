//! What a person will probably ask about a text that was just opened, asked while nobody waits: what
//! is found out on the way is kept.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use ruff_text_size::TextSize;

use crate::analysis::Context;
use crate::analysis::hover::hover;
use crate::analysis::scopes::{BindingKind, Target};
use crate::analysis::source::SourceFile;

/// After so many questions it is looked whether something should be forgotten.
const OFTEN: usize = 16;

/// Asks about what a text imports and the built-in names in it, once each. Stops when that has taken
/// a while.
pub fn look_ahead(context: &Context, at_most: Duration) {
    let end = Instant::now() + at_most;
    for (asked, offset) in names(&context.file).into_iter().enumerate() {
        context.cancel.check();
        if Instant::now() > end {
            return;
        }
        drop(hover(context, offset));
        if asked % OFTEN == 0 {
            context.forget();
        }
    }
}

/// The first of each built-in name and of each that is imported.
fn names(file: &SourceFile) -> Vec<TextSize> {
    let table = file.scopes();
    let mut seen = HashSet::new();
    let occurrences = table.occurrences.iter().filter(|occurrence| {
        let kind = occurrence.binding.map(|id| &table.binding(id).kind);
        let is_import = matches!(
            kind,
            Some(BindingKind::Import { .. } | BindingKind::ImportFrom { .. })
        );
        (is_import || occurrence.target == Target::Builtin) && seen.insert(occurrence.name.as_str())
    });
    occurrences.map(|it| it.range.start()).collect()
}
