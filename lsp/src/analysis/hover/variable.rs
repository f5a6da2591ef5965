//! Variables, parameters and instance attributes.

use std::sync::Arc;

use ruff_python_ast::Parameters;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Hover, class_of, line_of};
use crate::analysis::attributes::InstanceAttribute;
use crate::analysis::infer::{Definition, Entity, Inference};
use crate::analysis::scopes::{
    Binding, BindingKind, ParameterFlavour, ScopeKind, ScopeTable, Target,
};
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

pub fn variable(
    inference: &Inference,
    file: &Arc<SourceFile>,
    table: &ScopeTable,
    binding: &Binding,
    entity: Option<Entity>,
    offset: TextSize,
) -> Hover {
    let mut hover = Hover::default();
    let class = entity
        .as_ref()
        .and_then(|entity| class_of(inference, entity));
    hover.code = line(file, table, binding, class.as_deref());
    hover.fact("Kind", kind(table, binding));
    let is_here = Arc::ptr_eq(file, &inference.context.file);
    hover.fact("Scope", scope(table, binding, is_here.then_some(offset)));
    hover.fact("Bound", bindings(file, table, binding));
    hover
}

/// `name: class = value`, as much of it as is known.
fn line(file: &SourceFile, table: &ScopeTable, binding: &Binding, class: Option<&str>) -> String {
    let (annotation, value) = match &binding.kind {
        BindingKind::Assignment { value, annotation } => (*annotation, *value),
        BindingKind::Parameter {
            annotation,
            flavour,
        } => {
            let stars = match flavour {
                ParameterFlavour::VarPositional => "*",
                ParameterFlavour::VarKeyword => "**",
                _ => "",
            };
            let rest = match (annotation, class) {
                (Some(annotation), _) => format!(": {}", short(file, *annotation)),
                (None, Some(class)) => format!(": {class}"),
                (None, None) => default(file, table, binding),
            };
            return format!("{stars}{}{rest}", binding.name);
        }
        BindingKind::TypeAlias { value } => {
            return format!("type {} = {}", binding.name, short(file, *value));
        }
        BindingKind::Walrus { value } => (None, Some(*value)),
        _ => (None, None),
    };
    let mut line = binding.name.to_string();
    match (annotation, class) {
        (Some(annotation), _) => line += &format!(": {}", short(file, annotation)),
        (None, Some(class)) => line += &format!(": {class}"),
        _ => {}
    }
    if let Some(value) = value {
        line += &format!(" = {}", short(file, value));
    }
    line
}

/// ` = value` of a parameter that has a default.
fn default(file: &SourceFile, table: &ScopeTable, parameter: &Binding) -> String {
    let scope = table.scope(parameter.scope);
    let in_parameters = |parameters: &Parameters| {
        let mut all = parameters.iter_non_variadic_params();
        let found = all.find(|it| it.name().range() == parameter.range)?;
        Some(found.default()?.range())
    };
    let default = match scope.kind {
        ScopeKind::Lambda => file.with_expression(scope.node, |lambda| {
            in_parameters(lambda.as_lambda_expr()?.parameters.as_deref()?)
        }),
        _ => file
            .with_function(scope.node, |def| in_parameters(&def.parameters))
            .flatten(),
    };
    default.map_or_else(String::new, |range| format!(" = {}", short(file, range)))
}

/// An expression on one line, cut where it gets long.
fn short(file: &SourceFile, range: TextRange) -> String {
    const MAX: usize = 120;
    let text = match file.with_expression(range, |_| Some(())) {
        Some(()) => file
            .slice(range)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        None => file.slice(range).to_owned(),
    };
    match text.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn kind(table: &ScopeTable, binding: &Binding) -> String {
    let is_in_class = table.scope(binding.scope).kind == ScopeKind::Class;
    match &binding.kind {
        BindingKind::Parameter { flavour, .. } => match flavour {
            ParameterFlavour::PositionalOnly => "positional-only parameter",
            ParameterFlavour::PositionalOrKeyword => "parameter",
            ParameterFlavour::VarPositional => "variadic positional parameter",
            ParameterFlavour::KeywordOnly => "keyword-only parameter",
            ParameterFlavour::VarKeyword => "variadic keyword parameter",
        },
        BindingKind::TypeParameter => "type parameter",
        BindingKind::TypeAlias { .. } => "type alias",
        BindingKind::Import { .. } | BindingKind::ImportFrom { .. } => "import",
        BindingKind::Assignment {
            value: None,
            annotation: Some(_),
        } if is_in_class => "annotated attribute",
        _ if is_in_class => "class variable",
        _ => "variable",
    }
    .to_owned()
}

/// Whose name it is, and what that makes it in the frames that use it.
fn scope(table: &ScopeTable, binding: &Binding, offset: Option<TextSize>) -> String {
    let owner = table.scope(binding.scope);
    let known = owner.names.get(&binding.name);
    let used_in = offset
        .and_then(|offset| table.occurrence_at(offset))
        .filter(|occurrence| occurrence.target == Target::Scope(binding.scope))
        .map(|occurrence| occurrence.scope);
    match owner.kind {
        ScopeKind::Module => "global".to_owned(),
        ScopeKind::Class => format!("class {}", owner.name),
        _ => {
            let name = &owner.name;
            let is_free = used_in.is_some_and(|used| used != binding.scope);
            let is_cell = known.is_some_and(|known| known.is_cell);
            match (is_free, is_cell) {
                (true, _) => format!("free here, a cell of {name}"),
                (false, true) => format!("cell of {name} (an inner function uses it)"),
                (false, false) => format!("local of {name}"),
            }
        }
    }
}

/// The lines that bind the name.
fn bindings(file: &Arc<SourceFile>, table: &ScopeTable, binding: &Binding) -> String {
    let mut places: Vec<String> = Vec::new();
    for other in table.bindings_of(binding.scope, &binding.name) {
        let line = line_of(file, other.range);
        let how = match &other.kind {
            BindingKind::Parameter { .. } => "parameter",
            BindingKind::Assignment {
                value: None,
                annotation: Some(_),
            } => "annotation",
            BindingKind::Assignment { .. } => "assignment",
            BindingKind::AugmentedAssignment => "augmented assignment",
            BindingKind::Loop { .. } => "for",
            BindingKind::ComprehensionTarget { .. } => "comprehension",
            BindingKind::With { .. } => "with",
            BindingKind::Except { .. } => "except",
            BindingKind::Import { .. } | BindingKind::ImportFrom { .. } => "import",
            BindingKind::Walrus { .. } => ":=",
            BindingKind::Capture => "pattern",
            BindingKind::TypeParameter => "type parameter",
            BindingKind::TypeAlias { .. } => "type",
            BindingKind::Deletion => "del",
            BindingKind::Function => "def",
            BindingKind::Class => "class",
        };
        places.push(format!("line {line} ({how})"));
    }
    const SHOWN: usize = 8;
    let more = places.len().saturating_sub(SHOWN);
    places.truncate(SHOWN);
    let mut text = places.join(", ");
    if more > 0 {
        text += &format!(" and {more} more");
    }
    text
}

pub fn instance_attribute(
    inference: &Inference,
    definition: &Definition,
    file: &Arc<SourceFile>,
    attribute: &InstanceAttribute,
) -> Hover {
    let class = inference
        .entity(definition)
        .and_then(|entity| class_of(inference, &entity));
    let mut code = attribute.name.clone();
    match (attribute.annotation, class) {
        (Some(annotation), _) => code += &format!(": {}", short(file, annotation)),
        (None, Some(class)) => code += &format!(": {class}"),
        _ => {}
    }
    if let Some(value) = attribute.value {
        code += &format!(" = {}", short(file, value));
    }
    let mut hover = Hover {
        code,
        ..Hover::default()
    };
    hover.fact("Kind", "instance attribute");
    hover.fact(
        "Bound",
        format!("line {}", line_of(file, attribute.name_range)),
    );
    hover
}

/// The text of a default or value, canonically.
pub fn value_text(file: &SourceFile, value: &ruff_python_ast::Expr) -> String {
    unparse::expression(value, file.text())
}
