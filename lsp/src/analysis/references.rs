//! All places where what stands at an offset is used.

use std::collections::HashSet;

use ruff_text_size::TextSize;
use serpentarium_checker::Place;
use serpentarium_checker::references::Use;

use crate::analysis::Context;
use crate::analysis::definition::{self, is_read_before_class_binds};
use crate::analysis::scopes::Role;
use crate::analysis::workspace_files;

/// The uses within the text itself, in its order.
pub fn in_file(context: &Context, offset: TextSize) -> Vec<(Place, Use)> {
    if is_read_before_class_binds(&context.file, offset) {
        return by_bindings(context, offset);
    }
    let address = context.address();
    match context.checker.symbol(&address, offset) {
        Some(symbol) => context.checker.uses(&symbol, &address),
        None => Vec::new(),
    }
}

/// The uses that the bindings of the text alone lead to.
fn by_bindings(context: &Context, offset: TextSize) -> Vec<(Place, Use)> {
    let table = context.file.scopes();
    let Some(occurrence) = table.occurrence_at(offset) else {
        return Vec::new();
    };
    let same = table.same_name(occurrence).map(|occurrence| {
        let how = match occurrence.role {
            Role::Read | Role::Declare => Use::Read,
            _ => Use::Write,
        };
        (definition::place_in(&context.file, occurrence.range), how)
    });
    same.collect()
}

/// The uses in the whole workspace, those of the text itself first.
pub fn in_workspace(context: &Context, offset: TextSize) -> Vec<(Place, Use)> {
    let address = context.address();
    let Some(symbol) = context.checker.symbol(&address, offset) else {
        return Vec::new();
    };
    let files = if symbol.is_local {
        vec![address]
    } else {
        workspace_files::addresses(context)
    };
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for file in &files {
        context.cancel.check();
        let uses = context.checker.uses(&symbol, file);
        found.extend(uses.into_iter().filter(|used| seen.insert(used.clone())));
    }
    found
}
