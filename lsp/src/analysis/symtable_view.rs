//! The symbol table of a text, as the `symtable` module would show it.

use ruff_text_size::TextRange;

use crate::analysis::scopes::{BindingKind, MODULE, Name, ScopeId, ScopeKind, ScopeTable, Target};
use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableView {
    pub name: String,
    pub kind: &'static str,
    pub range: TextRange,
    pub lineno: usize,
    pub symbols: Vec<SymbolView>,
    pub children: Vec<TableView>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolView {
    pub name: String,
    /// local, cell, free, global explicit, global implicit.
    pub scope: &'static str,
    /// What `symtable.Symbol` answers `True` to.
    pub is: Vec<&'static str>,
    /// Where it is bound.
    pub bindings: Vec<TextRange>,
}

pub fn view(file: &SourceFile) -> TableView {
    of_scope(file, MODULE)
}

fn of_scope(file: &SourceFile, id: ScopeId) -> TableView {
    let table = file.scopes();
    let scope = table.scope(id);
    let mut symbols: Vec<SymbolView> = scope
        .names
        .iter()
        .map(|(name, known)| symbol(table, id, name, known))
        .collect();
    symbols.sort_by(|a, b| a.name.cmp(&b.name));
    let children = table
        .scopes
        .iter()
        .enumerate()
        .filter(|(_, inner)| inner.parent == Some(id))
        .map(|(index, _)| of_scope(file, ScopeId(index as u32)))
        .collect();
    TableView {
        name: if id == MODULE {
            "top".to_owned()
        } else {
            scope.name.clone()
        },
        kind: kind(scope.kind),
        range: scope.node,
        lineno: if id == MODULE {
            0
        } else {
            file.line_number(scope.node.start())
        },
        symbols,
        children,
    }
}

fn kind(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Module => "module",
        ScopeKind::Class => "class",
        ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension => "function",
        ScopeKind::TypeParameters => "type parameters",
        ScopeKind::TypeAlias => "type alias",
    }
}

fn symbol(table: &ScopeTable, scope: ScopeId, name: &str, known: &Name) -> SymbolView {
    let is_function = table.scope(scope).kind.is_function_like();
    let is_bound = !known.bindings.is_empty();
    let leads = crate::analysis::scopes::resolution::lookup(table, scope, name, |_| true);
    let kind = if known.is_declared_global {
        "global explicit"
    } else if known.is_free || known.is_declared_nonlocal {
        "free"
    } else if is_bound && is_function && known.is_cell {
        "cell"
    } else if is_bound {
        "local"
    } else {
        match leads {
            Target::Scope(owner) if owner != MODULE => "free",
            _ => "global implicit",
        }
    };
    let binds = |wanted: fn(&BindingKind) -> bool| {
        known
            .bindings
            .iter()
            .any(|&id| wanted(&table.binding(id).kind))
    };
    let mut is = Vec::new();
    let mut note = |holds: bool, word| {
        if holds {
            is.push(word);
        }
    };
    note(known.is_parameter, "parameter");
    note(known.is_used, "referenced");
    note(is_bound && !known.is_parameter, "assigned");
    note(
        binds(|kind| {
            matches!(
                kind,
                BindingKind::Import { .. } | BindingKind::ImportFrom { .. }
            )
        }),
        "imported",
    );
    note(
        binds(|kind| {
            matches!(
                kind,
                BindingKind::Assignment {
                    annotation: Some(_),
                    ..
                }
            )
        }),
        "annotated",
    );
    note(
        binds(|kind| matches!(kind, BindingKind::Function | BindingKind::Class)),
        "namespace",
    );
    note(known.is_declared_nonlocal, "nonlocal");
    SymbolView {
        name: name.to_owned(),
        scope: kind,
        is,
        bindings: known
            .bindings
            .iter()
            .map(|&id| table.binding(id).range)
            .collect(),
    }
}
