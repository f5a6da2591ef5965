//! Go to definition: what the text under a cursor refers to, through imports and attributes.

use std::sync::Arc;

use ruff_python_ast::{AnyNodeRef, ExprRef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::{Address, Place, PlaceFile};

use crate::analysis::Context;
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::scopes::{BindingKind, Role, ScopeKind, Target as ScopeTarget};
use crate::analysis::source::SourceFile;

/// Where what stands at an offset is defined: as the checker says, else as the bindings of the
/// file say.
pub fn places(context: &Context, offset: TextSize) -> Vec<Place> {
    if is_read_before_class_binds(&context.file, offset) {
        return targets(context, offset);
    }
    let found = context.checker.definition(&context.address(), offset);
    if found.is_empty() {
        return targets(context, offset);
    }
    found
}

/// Whether a name in a class body means one outside of it because the body binds it later; the
/// checker takes the later binding.
pub fn is_read_before_class_binds(file: &SourceFile, offset: TextSize) -> bool {
    let table = file.scopes();
    table.occurrence_at(offset).is_some_and(|occurrence| {
        let own = table.scope(occurrence.scope);
        occurrence.role == Role::Read
            && own.kind == ScopeKind::Class
            && own
                .names
                .get(&occurrence.name)
                .is_some_and(|name| !name.bindings.is_empty())
            && occurrence.target != ScopeTarget::Scope(occurrence.scope)
    })
}

/// The places that the text at an offset refers to by our own analysis, imports followed.
fn targets(context: &Context, offset: TextSize) -> Vec<Place> {
    let inference = Inference::new(context);
    let mut places: Vec<Place> = Vec::new();
    for definition in at(context, offset) {
        for followed in inference.follow_imports(definition.clone()) {
            let target = place(&followed).or_else(|| place(&definition));
            places.extend(target);
        }
    }
    places.dedup();
    places
}

fn place(definition: &Definition) -> Option<Place> {
    let (file, name) = definition.place()?;
    let whole = match definition {
        Definition::Binding { .. } => {
            definition
                .binding()
                .map_or(name, |binding| match binding.kind {
                    BindingKind::Function | BindingKind::Class => binding.node,
                    _ => name,
                })
        }
        _ => name,
    };
    Some(Place {
        full: (whole.start().to_u32(), whole.end().to_u32()),
        ..place_in(&file, name)
    })
}

/// A range of a text as a place.
pub fn place_in(file: &SourceFile, range: TextRange) -> Place {
    let file = match file.checker_address() {
        Address::Path(path) => PlaceFile::Disk(path),
        Address::Virtual(address) => PlaceFile::Virtual(address),
        Address::Stub(name) => PlaceFile::Stub(name),
    };
    let ends = (range.start().to_u32(), range.end().to_u32());
    Place {
        file,
        focus: ends,
        full: ends,
    }
}

/// What the text at an offset refers to; imports are not followed.
pub fn at(context: &Context, offset: TextSize) -> Vec<Definition> {
    let file = &context.file;
    let inference = Inference::new(context);
    let path = file.nodes_at(offset);
    let Some(node) = path.last() else {
        return Vec::new();
    };
    let parent = path.len().checked_sub(2).map(|index| path[index]);
    if let Some(found) = in_import(&inference, file, &path, offset) {
        return found;
    }
    match (node, parent) {
        (AnyNodeRef::Identifier(name), Some(AnyNodeRef::ExprAttribute(attribute))) => {
            match inference.expression(file, ExprRef::from(&*attribute.value)) {
                Some(value) => inference.member(&value, name.as_str()),
                None => Vec::new(),
            }
        }
        (AnyNodeRef::Identifier(name), Some(AnyNodeRef::Keyword(_))) => {
            keyword_argument(&inference, file, &path, name.as_str())
        }
        _ => by_name(&inference, file, offset),
    }
}

fn by_name(inference: &Inference, file: &Arc<SourceFile>, offset: TextSize) -> Vec<Definition> {
    let Some(occurrence) = file.scopes().occurrence_at(offset) else {
        return Vec::new();
    };
    // A name that is being bound refers to that binding first.
    if let (Role::Write, Some(id)) = (occurrence.role, occurrence.binding) {
        let binding = file.binding(id);
        if matches!(binding.kind, BindingKind::Function | BindingKind::Class) {
            return vec![Definition::Binding {
                file: Arc::clone(file),
                id,
            }];
        }
    }
    inference.target(file, occurrence.target, &occurrence.name)
}

/// `import a.b`, `from a import b`: the part under the cursor.
fn in_import(
    inference: &Inference,
    file: &Arc<SourceFile>,
    path: &[AnyNodeRef],
    offset: TextSize,
) -> Option<Vec<Definition>> {
    let module = |level, name: &str| {
        let found = inference.import(file, level, name);
        found
            .map(Definition::Module)
            .into_iter()
            .collect::<Vec<_>>()
    };
    for node in path.iter().rev() {
        match node {
            AnyNodeRef::StmtImport(import) => {
                let alias = import
                    .names
                    .iter()
                    .find(|alias| alias.range().contains_inclusive(offset))?;
                let is_name = alias.name.range().contains_inclusive(offset);
                let name = if is_name {
                    up_to(&alias.name, offset)
                } else {
                    alias.name.as_str()
                };
                return Some(module(0, name));
            }
            AnyNodeRef::StmtImportFrom(import) => {
                let from = import.module.as_ref();
                let name = from.map_or("", |module| module.as_str());
                if let Some(from) = from.filter(|module| module.range().contains_inclusive(offset))
                {
                    return Some(module(import.level, up_to(from, offset)));
                }
                let alias = import
                    .names
                    .iter()
                    .find(|alias| alias.range().contains_inclusive(offset))?;
                return Some(inference.import_from(file, import.level, name, &alias.name));
            }
            AnyNodeRef::Identifier(_) | AnyNodeRef::Alias(_) => {}
            _ => return None,
        }
    }
    None
}

/// The beginning of a dotted name, up to the end of the part at an offset.
fn up_to(name: &ruff_python_ast::Identifier, offset: TextSize) -> &str {
    let text = name.as_str();
    let within = (offset - name.start()).to_usize().min(text.len());
    let end = text[within..]
        .find('.')
        .map_or(text.len(), |at| within + at);
    &text[..end]
}

/// `f(name=...)`: the parameter of that name.
fn keyword_argument(
    inference: &Inference,
    file: &Arc<SourceFile>,
    path: &[AnyNodeRef],
    name: &str,
) -> Vec<Definition> {
    let call = path.iter().rev().find_map(|node| match node {
        AnyNodeRef::ExprCall(call) => Some(*call),
        _ => None,
    });
    let Some(called) = call.and_then(|call| inference.expression(file, ExprRef::from(&*call.func)))
    else {
        return Vec::new();
    };
    let function = match called {
        Entity::Function(function) => Some(function),
        Entity::Class(class) => match field_or_constructor(inference, &class, name) {
            Ok(field) => return field,
            Err(constructor) => constructor,
        },
        _ => None,
    };
    let Some(function) = function else {
        return Vec::new();
    };
    let scope = function.scope(crate::analysis::scopes::ScopeKind::Function);
    let found = scope.map(|scope| crate::analysis::infer::bindings(&function.file, scope, name));
    let is_parameter = |definition: &Definition| {
        definition
            .binding()
            .is_some_and(|b| matches!(b.kind, BindingKind::Parameter { .. }))
    };
    found
        .unwrap_or_default()
        .into_iter()
        .filter(is_parameter)
        .collect()
}

/// The dataclass field of a name, else the function that constructs the class.
fn field_or_constructor(
    inference: &Inference,
    class: &Class,
    name: &str,
) -> Result<Vec<Definition>, Option<crate::analysis::infer::Node>> {
    use crate::analysis::class_facts;
    if crate::analysis::anatomy::dataclass::of(inference, class).is_some() {
        return Ok(inference.member(&Entity::Class(class.clone()), name));
    }
    let constructor = class_facts::constructor(inference, class);
    match constructor.and_then(|(_, definition)| inference.entity(&definition)) {
        Some(Entity::Function(function)) => Err(Some(function)),
        _ => Err(None),
    }
}
