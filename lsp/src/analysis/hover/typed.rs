//! Hovers with the checker's types: it says what something is defined as and of what type it is;
//! our own tables say the rest.

use std::sync::Arc;

use ruff_python_ast::AnyNodeRef;
use ruff_text_size::TextSize;
use serpentarium_checker::{Hover as Checked, Place, PlaceFile, Subject};

use super::{Hover, line_of, of_definition, of_own_tables, receiver, resolved};
use crate::analysis::attributes::InstanceAttribute;
use crate::analysis::function_facts::{Receiver, receiver_kind};
use crate::analysis::infer::{Definition, Inference, reaching};
use crate::analysis::scopes::{BindingKind, Role};
use crate::analysis::world::Module;
use crate::analysis::{Context, places};

pub fn hover(
    context: &Context,
    path: &[AnyNodeRef],
    offset: TextSize,
    checked: &Checked,
) -> Option<Hover> {
    if checked.subject == Subject::Value {
        // Literals speak for themselves.
        return None;
    }
    let mut hover = match known_class(context, checked) {
        Some(hover) => hover,
        None => made(context, path, offset, checked)?,
    };
    hover.range = checked.range;
    if hover.docstring.is_none() {
        hover.docstring.clone_from(&checked.docstring);
    }
    Some(hover)
}

/// The anatomy of the class that the checker means, if it was looked at before.
fn known_class(context: &Context, checked: &Checked) -> Option<Hover> {
    let [place] = checked.definitions.as_slice() else {
        return None;
    };
    let PlaceFile::Disk(path) = &place.file else {
        return None;
    };
    let memo = &context.world.memo;
    let known = memo.class(&context.world, path, place.focus_range())?;
    Some(Hover::clone(&known))
}

fn made(
    context: &Context,
    path: &[AnyNodeRef],
    offset: TextSize,
    checked: &Checked,
) -> Option<Hover> {
    let inference = Inference::new(context);
    let found: Vec<Definition> = checked
        .definitions
        .iter()
        .filter_map(|place| resolved::definition(context, place))
        .collect();
    if let Some(definition) = reaching(&found, &context.file, offset) {
        let definition = &imported(&inference, assignment_here(context, definition, offset));
        let receiver = receiver(&inference, context, path);
        let mut hover = of_definition(&inference, definition, receiver.as_ref(), offset)?;
        hover.code = code(context, offset, checked, definition, &hover.code);
        return Some(hover);
    }
    let own = of_own_tables(context, path, offset);
    if checked.is_unknown && own.is_some() {
        return own;
    }
    if checked.ty.is_empty() || checked.is_unknown {
        return None;
    }
    let mut hover = own.unwrap_or_default();
    if hover.facts.is_empty()
        && let [place] = checked.definitions.as_slice()
        && let Some(line) = line_in_class_method(context, place)
    {
        hover.fact("Kind", "class attribute");
        hover.fact("Bound", format!("line {line}"));
    }
    hover.code = plain(checked);
    Some(hover)
}

/// What a module imports in place of its own: `from _functools import partial` behind the class.
fn imported(inference: &Inference, definition: Definition) -> Definition {
    let is_import = |definition: &Definition| match definition {
        Definition::Binding { file, id } => {
            let is_elsewhere = !Arc::ptr_eq(file, &inference.context.file);
            is_elsewhere && matches!(file.binding(*id).kind, BindingKind::ImportFrom { .. })
        }
        _ => false,
    };
    if !is_import(&definition) {
        return definition;
    }
    let followed = inference.follow_imports(definition.clone());
    followed.into_iter().next_back().unwrap_or(definition)
}

/// The line of `cls.name = value` in a method of the class, if a place is such a name.
fn line_in_class_method(context: &Context, place: &Place) -> Option<usize> {
    let file = places::source(context, place)?;
    let focus = place.focus_range();
    let table = file.scopes();
    let function = table.scope(table.scope_at(focus.start()));
    let is_of_class =
        file.with_function(function.node, |def| receiver_kind(def) == Receiver::Class);
    let before = file.text().get(..focus.start().to_usize())?;
    (is_of_class? && before.trim_end().ends_with('.')).then(|| line_of(&file, focus))
}

/// `name: type`, or the declaration that the type is of.
fn plain(checked: &Checked) -> String {
    if let Some(module) = module_named(&checked.ty) {
        return format!("module {module}");
    }
    match (&checked.declaration, &checked.name) {
        (Some(declaration), _) => declaration.clone(),
        (None, Some(name)) => format!("{name}: {}", checked.ty),
        (None, None) => checked.ty.clone(),
    }
}

/// The module that a type is of.
fn module_named(ty: &str) -> Option<&str> {
    ty.strip_prefix("<module '")?.strip_suffix("'>")
}

/// The code line of a definition, with what the checker knows put in.
fn code(
    context: &Context,
    offset: TextSize,
    checked: &Checked,
    definition: &Definition,
    own: &str,
) -> String {
    let binds = || {
        let occurrence = context.file.scopes().occurrence_at(offset);
        occurrence.is_some_and(|occurrence| occurrence.role == Role::Write)
    };
    match definition {
        Definition::Module(Module::Native(name)) => format!("module {name}"),
        Definition::Module(_) => {
            let stub = checked.definitions.first().and_then(resolved::stub_module);
            stub.map_or_else(|| own.to_owned(), |name| format!("module {name}"))
        }
        _ if checked.subject == Subject::Keyword && own.contains(": ") => own.to_owned(),
        Definition::Native(native) if native.is_class() => own.to_owned(),
        // The stub knows types that the running interpreter does not.
        Definition::Native(_) => checked.declaration.clone().unwrap_or_else(|| {
            if checked.is_unknown || checked.subject != Subject::Named {
                own.to_owned()
            } else {
                plain(checked)
            }
        }),
        Definition::Binding { file, id } => {
            let binding = file.binding(*id);
            match &binding.kind {
                BindingKind::Function => function(checked, own),
                BindingKind::Class => own.to_owned(),
                BindingKind::TypeAlias { .. } | BindingKind::TypeParameter => {
                    file.slice(binding.node).to_owned()
                }
                kind => variable(checked, own, binds() && is_annotated(kind)),
            }
        }
        Definition::Parameter { inside, id, .. } => {
            let is_annotated = is_annotated(&inside.binding(*id).kind);
            variable(checked, own, binds() && is_annotated)
        }
        Definition::InstanceAttribute { .. } => variable(checked, own, false),
    }
}

fn is_annotated(kind: &BindingKind) -> bool {
    matches!(
        kind,
        BindingKind::Assignment {
            annotation: Some(_),
            ..
        } | BindingKind::Parameter {
            annotation: Some(_),
            ..
        }
    )
}

/// A signature from source, with the return type that was found out; a value where the name leads
/// to a property's.
fn function(checked: &Checked, own: &str) -> String {
    let is_ambiguous = checked.is_overloaded || checked.definitions.len() > 1;
    let is_decorated = checked.ty.starts_with('(');
    // A stub knows types that the source does not say.
    let has_types =
        |text: &str| text.contains(": ") || text.contains(" -> ") && !text.contains("Unknown");
    let is_stubbed = checked.declaration.as_deref().is_some_and(has_types) && !has_types(own);
    if (is_ambiguous || is_decorated || is_stubbed)
        && let Some(declaration) = &checked.declaration
    {
        return declaration.clone();
    }
    let mut line = short_names(checked, own);
    if !line.contains(" -> ")
        && let Some(returns) = &checked.returns
    {
        line += &format!(" -> {}", returns.text);
    }
    match checked.declaration {
        // What the library writes as a function is none for who uses it.
        None if checked.ty.starts_with("<special-form") => plain(checked),
        None if !checked.is_unknown && checked.subject == Subject::Named => {
            format!("{}\n{line}", plain(checked))
        }
        _ => line,
    }
}

/// The checker's spelling of a signature whose annotations our own tables write with their modules.
fn short_names(checked: &Checked, own: &str) -> String {
    let at = own.find('(').unwrap_or(own.len());
    let (head, signature) = own.split_at(at);
    let is_long = signature.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
    let is_long = is_long.into_iter().any(|word| {
        word.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && word.trim_matches('.').contains('.')
    });
    let declared = checked.declaration.as_ref();
    let declared =
        declared.filter(|text| is_long && !text.contains("Unknown") && !text.contains('@'));
    match declared.and_then(|text| text.find('(').map(|at| &text[at..])) {
        Some(declared) => format!("{head}{declared}"),
        None => own.to_owned(),
    }
}

/// Of an attribute that is assigned in several places, the one under the cursor; elsewhere no one
/// value is its value, so none is shown.
fn assignment_here(context: &Context, definition: &Definition, offset: TextSize) -> Definition {
    let Definition::InstanceAttribute { file, attribute } = definition else {
        return definition.clone();
    };
    let assignments = resolved::assignments(file, attribute);
    let is_here = |assignment: &&InstanceAttribute| {
        Arc::ptr_eq(file, &context.file) && assignment.name_range.contains_inclusive(offset)
    };
    let mut chosen = assignments
        .iter()
        .find(is_here)
        .unwrap_or(attribute)
        .clone();
    if assignments.len() > 1 && !is_here(&&chosen) {
        chosen.value = None;
    }
    Definition::InstanceAttribute {
        file: Arc::clone(file),
        attribute: chosen,
    }
}

/// `name: type = value`: the type as the checker sees it here, unless the annotation is what is
/// looked at.
fn variable(checked: &Checked, own: &str, binds: bool) -> String {
    if checked.is_unknown {
        return own.to_owned();
    }
    if module_named(&checked.ty).is_some() {
        return plain(checked);
    }
    if let Some(declaration) = &checked.declaration
        && !checked.ty.starts_with('(')
    {
        return with_return(checked, declaration);
    }
    let (target, value) = match own.split_once(" = ") {
        Some((target, value)) => (target, Some(value)),
        None => (own, None),
    };
    let (name, annotation) = match target.split_once(": ") {
        Some((name, annotation)) => (name, Some(annotation)),
        None => (target, None),
    };
    let ty = match annotation {
        Some(annotation) if binds => &annotation.to_owned(),
        _ if value.is_some_and(is_literal) => &checked.promoted,
        _ => &checked.ty,
    };
    let ty = with_return(checked, ty);
    match value {
        Some(value) => format!("{name}: {ty} = {value}"),
        None => format!("{name}: {ty}"),
    }
}

/// The signature of what is another name of a function, with the return type that was found out.
fn with_return(checked: &Checked, signature: &str) -> String {
    match (signature.strip_suffix(" -> Unknown"), &checked.returns) {
        (Some(parameters), Some(returns)) => format!("{parameters} -> {}", returns.text),
        _ => signature.to_owned(),
    }
}

/// Whether a value is written as a number or a string, which then says which one it is.
fn is_literal(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '"' | '\''))
        || value.starts_with("b'")
        || value.starts_with("b\"")
        || matches!(value, "True" | "False")
}

/// The special method behind an operator, as the checker declares it.
pub fn operator(context: &Context, offset: TextSize, mut hover: Hover) -> Hover {
    let Some(checked) = context.checker.hover(&context.address(), offset) else {
        return hover;
    };
    if checked.definitions.is_empty() {
        return hover;
    }
    if let Some(declaration) = &checked.declaration {
        hover.code = format!("{}\n{declaration}", hover.code);
    }
    hover.docstring = checked.docstring;
    hover
}
