//! What the checker says is defined somewhere, in terms of our own tables: a place becomes a
//! binding, an attribute, a module or a native object.

use std::path::Path;
use std::sync::Arc;

use ruff_text_size::TextRange;
use serpentarium_checker::{Place, PlaceFile};

use crate::analysis::attributes::{self, InstanceAttribute};
use crate::analysis::infer::{Definition, Node};
use crate::analysis::native::{self, Native};
use crate::analysis::scopes::{Binding, BindingId, BindingKind, ScopeId, ScopeKind, ScopeTable};
use crate::analysis::source::SourceFile;
use crate::analysis::world::Module;
use crate::analysis::{Context, places};

/// The definition that stands at a place.
pub fn definition(context: &Context, place: &Place) -> Option<Definition> {
    let file = places::source(context, place)?;
    let focus = place.focus_range();
    if focus.is_empty() {
        return Some(Definition::Module(module(place, file)));
    }
    let found = bound_at(file.outer_scopes(), focus);
    // An attribute of instances is no name, and found without the names of all functions.
    if found.is_none()
        && let Some(attribute) = attribute_of_outer_class(&file, focus)
    {
        return Some(attribute);
    }
    if found.is_none()
        && let Some(parameter) = parameter_of_outer_function(&file, focus)
    {
        return Some(parameter);
    }
    let found = found.or_else(|| binding_at(file.scopes(), focus));
    if let Some(id) = found {
        let binding = file.binding(id);
        let native = native_of(place, file.scopes_of(binding.scope), binding);
        return Some(match native {
            Some(native) => Definition::Native(native),
            None => Definition::Binding { file, id },
        });
    }
    // The class may be inside a function.
    attribute_at(&file, &attributes_in(&file, file.scopes(), focus), focus)
}

fn module(place: &Place, file: Arc<SourceFile>) -> Module {
    let native = stub_module(place).filter(|name| native::is_module(name));
    let native = native.and_then(|name| native::modules().find(|&known| known == name));
    native.map_or(Module::Source(file), Module::Native)
}

/// The binding whose name stands at a range.
fn bound_at(table: &ScopeTable, focus: TextRange) -> Option<BindingId> {
    let named = table.occurrence_at(focus.start());
    named
        .filter(|occurrence| occurrence.range == focus)?
        .binding
}

fn binding_at(table: &ScopeTable, focus: TextRange) -> Option<BindingId> {
    // A name may have thousands of bindings; those without an occurrence are few.
    if let Some(id) = bound_at(table, focus) {
        return Some(id);
    }
    let index = table
        .bindings
        .iter()
        .position(|binding| binding.range == focus)?;
    Some(BindingId(index as u32))
}

/// The module whose stub a place is in.
pub fn stub_module(place: &Place) -> Option<String> {
    let PlaceFile::Stub(path) = &place.file else {
        return None;
    };
    let name = Path::new(path).strip_prefix("stdlib").ok()?.to_str()?;
    let name = name.strip_suffix(".pyi")?;
    let name = name.strip_suffix("/__init__").unwrap_or(name);
    Some(name.replace('/', "."))
}

/// What is written in C behind a stub's binding.
fn native_of(place: &Place, table: &ScopeTable, binding: &Binding) -> Option<Native> {
    let module = stub_module(place)?;
    let owner = binding.scope;
    let name = match table.scope(owner).kind {
        ScopeKind::Module => binding.name.to_string(),
        ScopeKind::Class => format!("{}.{}", table.qualified_name(owner), binding.name),
        _ => return None,
    };
    native::find(&module, &name)
}

/// The attribute of instances whose name stands at a range, of a class outside of functions.
fn attribute_of_outer_class(file: &Arc<SourceFile>, focus: TextRange) -> Option<Definition> {
    let class = class_around(file, file.outer_scopes(), focus)?;
    let attributes = attributes::of_instances_written(&class, file.slice(focus));
    attribute_at(file, &attributes, focus)
}

/// The parameter whose name stands at a range, of a function outside of functions; not one that
/// stands for an instance or a class.
fn parameter_of_outer_function(file: &Arc<SourceFile>, focus: TextRange) -> Option<Definition> {
    // What is mangled depends on the class around.
    if file.knows_all_scopes() || file.slice(focus).starts_with("__") {
        return None;
    }
    let functions = file.outer_scopes().scopes.iter();
    let function = functions
        .filter(|scope| scope.kind == ScopeKind::Function && scope.node.contains_range(focus))
        .min_by_key(|scope| scope.node.len())?;
    let inside = file.scopes_inside(function.node)?;
    let id = bound_at(&inside, focus)?;
    let found = inside.binding(id);
    let is_parameter =
        |it: &Binding| it.scope == found.scope && matches!(it.kind, BindingKind::Parameter { .. });
    let mut earlier = (inside.bindings.iter()).filter(|it| it.range.start() < focus.start());
    (is_parameter(found) && earlier.any(is_parameter)).then(|| Definition::Parameter {
        file: Arc::clone(file),
        inside: Arc::new(inside),
        id,
    })
}

fn attribute_at(
    file: &Arc<SourceFile>,
    attributes: &[InstanceAttribute],
    focus: TextRange,
) -> Option<Definition> {
    let found = attributes.iter().find(|it| it.name_range == focus)?;
    Some(Definition::InstanceAttribute {
        file: Arc::clone(file),
        attribute: found.clone(),
    })
}

/// The attributes that the methods of the class around a range assign.
fn attributes_around(file: &Arc<SourceFile>, focus: TextRange) -> Arc<[InstanceAttribute]> {
    let found = attributes_in(file, file.outer_scopes(), focus);
    if found.iter().any(|attribute| attribute.name_range == focus) {
        return found;
    }
    // The class may be inside a function.
    attributes_in(file, file.scopes(), focus)
}

fn attributes_in(
    file: &Arc<SourceFile>,
    table: &ScopeTable,
    focus: TextRange,
) -> Arc<[InstanceAttribute]> {
    let class = class_around(file, table, focus);
    class.map_or_else(Arc::default, |class| {
        attributes::of_instances_written(&class, file.slice(focus))
    })
}

/// The innermost class around a range.
fn class_around(file: &Arc<SourceFile>, table: &ScopeTable, focus: TextRange) -> Option<Node> {
    let innermost: ScopeId = table.scope_at(focus.start());
    let mut scopes = table.ancestors(innermost);
    let class = scopes.find(|&scope| table.scope(scope).kind == ScopeKind::Class)?;
    Some(Node {
        file: Arc::clone(file),
        range: table.scope(class).node,
    })
}

/// The assignments to the same attribute of the same class, in the order of the text.
pub fn assignments(file: &Arc<SourceFile>, of: &InstanceAttribute) -> Vec<InstanceAttribute> {
    let found = attributes_around(file, of.name_range);
    let same = found.iter().filter(|it| it.name == of.name);
    same.cloned().collect()
}
