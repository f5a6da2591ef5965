//! All places where what stands at an offset is used.

use std::collections::HashSet;

use ruff_text_size::TextSize;
use serpentarium_checker::Place;
use serpentarium_checker::references::{Reach, Symbol, Use};

use crate::analysis::Context;
use crate::analysis::definition::{self, is_read_before_class_binds};
use crate::analysis::parallel;
use crate::analysis::scopes::Role;
use crate::analysis::workspace_files;

/// The uses within the text itself, in its order.
pub fn in_file(context: &Context, offset: TextSize) -> Vec<(Place, Use)> {
    if is_read_before_class_binds(&context.file, offset) {
        return by_bindings(context, offset);
    }
    let address = context.address();
    match context.checker.symbol(&address, offset, Reach::Related) {
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
    if is_read_before_class_binds(&context.file, offset) {
        return by_bindings(context, offset);
    }
    let symbol = context
        .checker
        .symbol(&context.address(), offset, Reach::Related);
    match symbol {
        Some(symbol) => of_symbol(context, &symbol),
        None => Vec::new(),
    }
}

/// The uses of a symbol in the whole workspace, those in the text itself first.
pub fn of_symbol(context: &Context, symbol: &Symbol) -> Vec<(Place, Use)> {
    let files = if symbol.is_local {
        vec![context.address()]
    } else {
        workspace_files::mentioning(context, &symbol.name)
    };
    let mut seen = HashSet::new();
    let mut found: Vec<(Place, Use)> =
        parallel::map(context, &files, |checker, file| checker.uses(symbol, file))
            .into_iter()
            .flatten()
            .collect();
    found.retain(|used| seen.insert(used.clone()));
    mark_declarations(symbol, &mut found);
    found
}

/// The declaration of a variable is its first binding.
fn mark_declarations(symbol: &Symbol, found: &mut [(Place, Use)]) {
    if found.iter().any(|(_, how)| *how == Use::Declaration) {
        return;
    }
    let is_definition = |place: &Place| {
        symbol
            .definitions
            .contains(&(place.file.clone(), place.focus))
    };
    let bindings = found
        .iter_mut()
        .filter(|(place, how)| *how == Use::Write && is_definition(place));
    if let Some((_, how)) = bindings.min_by(|(a, _), (b, _)| a.cmp(b)) {
        *how = Use::Declaration;
    }
}
