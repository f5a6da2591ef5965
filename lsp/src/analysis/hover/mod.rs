//! What hovering shows: a line of code, a docstring, and facts.

pub mod callable;
pub mod class;
mod decorators;
pub mod resolved;
mod typed;
pub mod variable;

use std::sync::Arc;

use ruff_python_ast::AnyNodeRef;
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::docstring_at_the_top;

use crate::analysis::Context;
use crate::analysis::anatomy::attribute::Kind;
use crate::analysis::anatomy::layout;
use crate::analysis::anatomy::lookup::{self, Winner};
use crate::analysis::infer::{Class, Definition, Entity, Inference, reaching};
use crate::analysis::scopes::BindingKind;
use crate::analysis::source::SourceFile;
use crate::analysis::traced::recorded;
use crate::analysis::world::Module;
use crate::analysis::{class_facts, definition, docstring, native, operators};

/// What is known of the thing under the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hover {
    /// The text that it is about.
    pub range: TextRange,
    /// A line of Python, or close to it.
    pub code: String,
    pub docstring: Option<String>,
    /// Labelled facts, in order.
    pub facts: Vec<(&'static str, String)>,
}

impl Hover {
    pub(crate) fn fact(&mut self, label: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.facts.push((label, text));
        }
    }
}

pub fn hover(context: &Context, offset: TextSize) -> Option<Hover> {
    if let Some(found) = operators::hover(context, offset) {
        return Some(typed::operator(context, offset, found));
    }
    let path = context.file.nodes_at(offset);
    if let Some(AnyNodeRef::ExprLambda(lambda)) = path.last() {
        return Some(callable::lambda(context, lambda));
    }
    let is_misread = definition::is_read_before_class_binds(&context.file, offset);
    let checked = match is_misread {
        true => None,
        false => context.checker.hover(&context.address(), offset),
    };
    let own = || of_own_tables(context, &path, offset);
    let mut found = match checked {
        Some(checked) => typed::hover(context, &path, offset, &checked).or_else(own),
        None => own(),
    }?;
    looked_up(context, &path, &mut found);
    Some(found)
}

/// The steps of the lookup, if the hover is about an attribute of a value.
fn looked_up(context: &Context, path: &[AnyNodeRef], hover: &mut Hover) {
    let [
        ..,
        AnyNodeRef::ExprAttribute(attribute),
        AnyNodeRef::Identifier(_),
    ] = path
    else {
        return;
    };
    let inference = Inference::new(context);
    let value = (&*attribute.value).into();
    let Some(receiver) = lookup::receiver(&inference, &context.file, value) else {
        return;
    };
    // The code of a class sees private names with the class in them.
    let table = context.file.scopes();
    let class = table.enclosing_class(table.scope_at(attribute.range().start()));
    let class = class.map_or("", |class| table.scope(class).name.as_str());
    let name = layout::mangled(class, &attribute.attr);
    if let Some(found) = lookup::of(&inference, &receiver, &name) {
        // The name may stand in the class body and be found elsewhere.
        let kind = match &found.winner {
            Winner::Instance(_) if found.hidden.is_none() => Some("instance attribute"),
            Winner::Data(_, it) if it.kind == Kind::Slot => Some("slot"),
            _ => None,
        };
        if let (Some(kind), Some(("Kind", text))) = (kind, hover.facts.first_mut())
            && matches!(text.as_str(), "class variable" | "annotated attribute")
        {
            kind.clone_into(text);
        }
        let at = hover.facts.len().min(1);
        let text = found.text(&inference, &name);
        hover.facts.insert(at, ("Lookup", text));
    }
}

/// What our own tables say of a name; they know names that the checker has no definition for.
fn of_own_tables(context: &Context, path: &[AnyNodeRef], offset: TextSize) -> Option<Hover> {
    let range = name_range(context, path, offset)?;
    let inference = Inference::new(context);
    let found = definition::at(context, offset);
    let chosen = reaching(&found, &context.file, offset)?.clone();
    let followed = inference.follow_imports(chosen.clone());
    let last = followed.into_iter().next_back().unwrap_or(chosen);
    let receiver = receiver(&inference, context, path);
    let mut hover = of_definition(&inference, &last, receiver.as_ref(), offset)?;
    hover.range = range;
    Some(hover)
}

/// The name under the cursor; nothing for literals, comments and space.
fn name_range(context: &Context, path: &[AnyNodeRef], offset: TextSize) -> Option<TextRange> {
    if let Some(occurrence) = context.file.scopes().occurrence_at(offset) {
        return Some(occurrence.range);
    }
    match path.last()? {
        AnyNodeRef::Identifier(name) => Some(name.range()),
        AnyNodeRef::ExprName(name) => Some(name.range()),
        AnyNodeRef::Alias(alias) => Some(alias.range()),
        _ => None,
    }
}

/// What stands before the dot, if the cursor is on an attribute.
fn receiver(inference: &Inference, context: &Context, path: &[AnyNodeRef]) -> Option<Entity> {
    match path {
        [
            ..,
            AnyNodeRef::ExprAttribute(attribute),
            AnyNodeRef::Identifier(_),
        ] => inference.expression(&context.file, (&*attribute.value).into()),
        _ => None,
    }
}

pub(crate) fn of_definition(
    inference: &Inference,
    definition: &Definition,
    receiver: Option<&Entity>,
    offset: TextSize,
) -> Option<Hover> {
    match definition {
        Definition::Module(module) => Some(of_module(inference, module)),
        Definition::Native(native) => Some(callable::native(inference, *native, receiver)),
        Definition::InstanceAttribute { file, attribute } => Some(variable::instance_attribute(
            inference, definition, file, attribute,
        )),
        Definition::Binding { file, id } => {
            let binding = file.binding(*id);
            let (entity, reads) = recorded(|| inference.entity(definition));
            match (&binding.kind, entity) {
                (BindingKind::Function, Some(Entity::Function(node))) => {
                    callable::function(inference, &node, receiver)
                }
                (BindingKind::Class, Some(Entity::Class(class @ Class::Source(_)))) => {
                    class::kept(inference, &class, binding.range, reads)
                }
                (_, entity) => {
                    let table = file.scopes_with(binding.scope, &binding.name);
                    let hover = variable::variable(inference, file, table, binding, entity, offset);
                    Some(hover)
                }
            }
        }
        Definition::Parameter { file, inside, id } => {
            let entity = inference.entity(definition);
            let binding = inside.binding(*id);
            let hover = variable::variable(inference, file, inside, binding, entity, offset);
            Some(hover)
        }
    }
}

fn of_module(inference: &Inference, module: &Module) -> Hover {
    let mut hover = Hover::default();
    match module {
        Module::Source(file) => {
            let name = inference.context.world.name_of(file);
            let (name, is_package) = name.unwrap_or_else(|| (file.filename(), false));
            hover.code = format!("module {name}");
            hover.docstring = match docstring_at_the_top(file.text()) {
                Some(known) => known.map(|text| docstring::clean(&text)),
                None => docstring::of_body(&file.module().body),
            };
            hover.fact("Kind", if is_package { "package" } else { "module" });
            hover.fact("File", file.filename());
        }
        Module::Native(name) => {
            hover.code = format!("module {name}");
            hover.docstring = native::module_docstring(name);
            hover.fact("Kind", "built-in module");
        }
        Module::Namespace(folder) => {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            hover.code = format!("module {name}");
            hover.fact("Kind", "namespace package");
            hover.fact("Folder", folder.display().to_string());
        }
    }
    hover
}

/// The name of the class of a known value.
pub(crate) fn class_of(inference: &Inference, entity: &Entity) -> Option<String> {
    match entity {
        Entity::Instance(class) => Some(class_facts::full_name(inference, class)),
        Entity::Class(class) => Some(format!(
            "type[{}]",
            class_facts::full_name(inference, class)
        )),
        _ => None,
    }
}

/// `name, name`, each as code would have it.
pub(crate) fn join(names: &[String]) -> String {
    names.join(", ")
}

pub(crate) fn line_of(file: &Arc<SourceFile>, range: TextRange) -> usize {
    file.line_number(range.start())
}
