//! Where each occurrence of a name leads.

use super::{MODULE, Occurrence, Role, ScopeId, ScopeKind, ScopeTable, Target};
use crate::analysis::native;

/// Fills in the targets of all occurrences, and which names are cells or free.
pub fn resolve(table: &mut ScopeTable) {
    adopt_nonlocal_bindings(table);
    for index in 0..table.occurrences.len() {
        let target = target_of(table, &table.occurrences[index]);
        table.occurrences[index].target = target;
        note_use(table, index, target);
    }
    table
        .occurrences
        .sort_by_key(|occurrence| occurrence.range.start());
}

/// `nonlocal x; x = 1` binds the `x` of the enclosing function.
fn adopt_nonlocal_bindings(table: &mut ScopeTable) {
    for index in 0..table.bindings.len() {
        let scope = table.bindings[index].scope;
        let name = table.bindings[index].name.clone();
        let declared = |known: &super::Name| known.is_declared_nonlocal;
        if !table.scope(scope).names.get(&name).is_some_and(declared) {
            continue;
        }
        if let Some(owner) = enclosing_function_binding(table, scope, &name) {
            table.bindings[index].scope = owner;
            let id = super::BindingId(index as u32);
            if let Some(known) = table.scopes[scope.0 as usize].names.get_mut(&name) {
                known.bindings.retain(|&other| other != id);
            }
            let known = table.scopes[owner.0 as usize]
                .names
                .entry(name)
                .or_default();
            known.bindings.push(id);
        }
    }
}

fn enclosing_function_binding(table: &ScopeTable, from: ScopeId, name: &str) -> Option<ScopeId> {
    table
        .ancestors(from)
        .skip(1)
        .find(|&id| table.scope(id).kind.is_function_like() && binds(table, id, name))
}

fn binds(table: &ScopeTable, scope: ScopeId, name: &str) -> bool {
    table.scope(scope).names.get(name).is_some_and(|known| {
        !known.bindings.is_empty() && !known.is_declared_global && !known.is_declared_nonlocal
    })
}

fn target_of(table: &ScopeTable, occurrence: &Occurrence) -> Target {
    lookup(table, occurrence.scope, &occurrence.name, |scope| {
        occurrence.role != Role::Read
            || occurrence.is_deferred
            || is_bound_before(table, scope, occurrence)
    })
}

/// Where a name leads that is looked up in a scope. `class_binds` says whether a class scope that
/// binds the name somewhere has done so by then; if not, the lookup goes on to the globals.
pub fn lookup(
    table: &ScopeTable,
    from: ScopeId,
    name: &str,
    class_binds: impl Fn(ScopeId) -> bool,
) -> Target {
    let mut sees_classes = true;
    for id in table.ancestors(from) {
        let scope = table.scope(id);
        let known = scope.names.get(name);
        if known.is_some_and(|known| known.is_declared_global) {
            return global_or_builtin(table, name, true);
        }
        let is_bound = binds(table, id, name);
        match scope.kind {
            ScopeKind::Module => return global_or_builtin(table, name, false),
            ScopeKind::Class if !sees_classes => {}
            ScopeKind::Class if is_bound && class_binds(id) => return Target::Scope(id),
            ScopeKind::Class if is_bound && id == from => {
                return global_or_builtin(table, name, false);
            }
            ScopeKind::Class => {}
            _ if is_bound => return Target::Scope(id),
            _ => {}
        }
        // Only the scopes that annotations and type parameters make see the class around them.
        sees_classes &= matches!(scope.kind, ScopeKind::TypeParameters | ScopeKind::TypeAlias);
    }
    Target::Unresolved
}

fn global_or_builtin(table: &ScopeTable, name: &str, is_declared: bool) -> Target {
    let known = table.scope(MODULE).names.get(name);
    if is_declared || known.is_some_and(|known| !known.bindings.is_empty()) {
        Target::Scope(MODULE)
    } else if native::is_builtin(name) {
        Target::Builtin
    } else {
        Target::Unresolved
    }
}

fn is_bound_before(table: &ScopeTable, scope: ScopeId, occurrence: &Occurrence) -> bool {
    if table.scope(scope).kind != ScopeKind::Class || scope != occurrence.scope {
        return true;
    }
    table.bindings_of(scope, &occurrence.name).any(|binding| {
        binding.node.end() <= occurrence.range.start()
            || !binding.kind.binds_at_end(binding, occurrence)
    })
}

impl super::BindingKind {
    /// Whether the name gets its value only when the statement is over, so that a use inside the
    /// statement is still the outer name.
    fn binds_at_end(&self, binding: &super::Binding, occurrence: &Occurrence) -> bool {
        use super::BindingKind::*;
        match self {
            Loop { iterable } => iterable.end() > occurrence.range.start(),
            With { .. } | Except { .. } | Capture | ComprehensionTarget { .. } => {
                binding.range.start() > occurrence.range.start()
            }
            _ => true,
        }
    }
}

fn note_use(table: &mut ScopeTable, index: usize, target: Target) {
    let occurrence = &table.occurrences[index];
    let (scope, name) = (occurrence.scope, occurrence.name.clone());
    let is_read = occurrence.role == Role::Read;
    if let Some(known) = table.scopes[scope.0 as usize].names.get_mut(&name) {
        known.is_used |= is_read;
    }
    let Target::Scope(owner) = target else {
        return;
    };
    if owner == scope || !table.scope(owner).kind.is_function_like() {
        return;
    }
    let between: Vec<ScopeId> = table
        .ancestors(scope)
        .take_while(|&id| id != owner)
        .collect();
    for id in between {
        let known = table.scopes[id.0 as usize]
            .names
            .entry(name.clone())
            .or_default();
        known.is_free = true;
    }
    if let Some(known) = table.scopes[owner.0 as usize].names.get_mut(&name) {
        known.is_cell = true;
    }
}
