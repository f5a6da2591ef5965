//! Methods and attributes that are used before they are written.

use ruff_python_ast::{AnyNodeRef, Expr, ExprAttribute, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextSize};
use serpentarium_checker::{PlaceFile, Problem};

use crate::analysis::Context;
use crate::analysis::actions::classes::body_indentation;
use crate::analysis::actions::{Action, ActionKind};
use crate::analysis::auto_import::line_ending;
use crate::analysis::edit::Edit;
use crate::analysis::nodes;

pub fn fixes(context: &Context, problem: &Problem) -> Vec<Action> {
    if problem.code.as_deref() != Some("unresolved-attribute") {
        return Vec::new();
    }
    let path = nodes::covering(context.file.module(), problem.range);
    let at = path
        .iter()
        .rposition(|node| matches!(node, AnyNodeRef::ExprAttribute(_)));
    let Some(at) = at else {
        return Vec::new();
    };
    let AnyNodeRef::ExprAttribute(attribute) = path[at] else {
        return Vec::new();
    };
    let Some(class) = class_of_value(context, attribute) else {
        return Vec::new();
    };
    let call = at.checked_sub(1).and_then(|parent| match path[parent] {
        AnyNodeRef::ExprCall(call) if call.func.range() == attribute.range() => Some(call),
        _ => None,
    });
    let action = match call {
        Some(call) => method(context, class, attribute, call),
        None => instance_attribute(context, class, attribute),
    };
    action
        .map(|action| action.mends(problem))
        .into_iter()
        .collect()
}

/// The class of the value before the dot, if this text defines it.
fn class_of_value<'a>(context: &'a Context, attribute: &ExprAttribute) -> Option<&'a StmtClassDef> {
    if let Some(class) = class_of_self(context, &attribute.value) {
        return Some(class);
    }
    let value = match &*attribute.value {
        Expr::Attribute(inner) => inner.attr.start(),
        other => other.start(),
    };
    let places = context.checker.type_definition(&context.address(), value);
    let [place] = places.as_slice() else {
        return None;
    };
    let is_own = match &place.file {
        PlaceFile::Disk(path) => context.file.path() == Some(path),
        PlaceFile::Virtual(address) => context.file.address() == Some(address),
        PlaceFile::Stub(_) => false,
    };
    if !is_own {
        return None;
    }
    nodes::covering(context.file.module(), place.focus_range())
        .into_iter()
        .rev()
        .find_map(|node| node.stmt_class_def())
}

/// The class around, for the first parameter of a method.
fn class_of_self<'a>(context: &'a Context, value: &Expr) -> Option<&'a StmtClassDef> {
    let Expr::Name(name) = value else {
        return None;
    };
    let path = nodes::covering(context.file.module(), value.range());
    let at = path.iter().rposition(|node| {
        matches!(node, AnyNodeRef::StmtFunctionDef(def) if {
            let mut positional = def.parameters.posonlyargs.iter().chain(&def.parameters.args);
            positional.next().is_some_and(|first| first.name().as_str() == name.id.as_str())
        })
    })?;
    let outer = path[..at].iter().rev();
    outer
        .take_while(|node| !matches!(node, AnyNodeRef::StmtFunctionDef(_)))
        .find_map(|node| node.stmt_class_def())
}

fn method(
    context: &Context,
    class: &StmtClassDef,
    attribute: &ExprAttribute,
    call: &ExprCall,
) -> Option<Action> {
    let file = &context.file;
    let (ending, indentation) = (line_ending(file), body_indentation(file, class));
    let unit = if indentation.contains('\t') {
        "\t"
    } else {
        "    "
    };
    let mut parameters = vec!["self".to_owned()];
    for (index, argument) in call.arguments.args.iter().enumerate() {
        parameters.push(match argument {
            Expr::Name(name) if !parameters.contains(&name.id.to_string()) => name.id.to_string(),
            Expr::Attribute(inner) if !parameters.contains(&inner.attr.to_string()) => {
                inner.attr.to_string()
            }
            Expr::Starred(_) => "*args".to_owned(),
            _ => format!("arg{}", index + 1),
        });
    }
    for keyword in &call.arguments.keywords {
        parameters.push(match &keyword.arg {
            Some(name) => name.to_string(),
            None => "**kwargs".to_owned(),
        });
    }
    let name = attribute.attr.as_str();
    let parameters = parameters.join(", ");
    let text = format!(
        "{ending}{ending}{indentation}def {name}({parameters}):{ending}{indentation}{unit}raise NotImplementedError"
    );
    let at = class.body.last()?.end();
    let title = format!("Create the method `{}.{name}`", class.name);
    Some(Action::new(
        ActionKind::QuickFix,
        title,
        vec![Edit::insert(at, text)],
    ))
}

/// `self.name = None` at the end of `__init__`, or an annotation in the body without one.
fn instance_attribute(
    context: &Context,
    class: &StmtClassDef,
    attribute: &ExprAttribute,
) -> Option<Action> {
    let file = &context.file;
    let (ending, indentation) = (line_ending(file), body_indentation(file, class));
    let name = attribute.attr.as_str();
    let init = class.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(def) if def.name.as_str() == "__init__" => Some(def),
        _ => None,
    });
    let edit = match init {
        Some(init) => {
            let last = init.body.last()?;
            let line = file.lines().line_of(last.start());
            let start = file.lines().start_of(line, file.text());
            let before = &file.text()[start.to_usize()..last.start().to_usize()];
            // A body on the header's line has no room for another statement.
            if !before.trim().is_empty() {
                return None;
            }
            let parameters = &init.parameters;
            let owner = parameters
                .posonlyargs
                .first()
                .or_else(|| parameters.args.first())?;
            let text = format!("{ending}{before}{}.{name} = None", owner.name());
            Edit::insert(last.end(), text)
        }
        None => {
            let first = class.body.first()?;
            let is_own_line =
                file.lines().line_of(first.start()) != file.lines().line_of(class.name.start());
            if !is_own_line {
                return None;
            }
            let at: TextSize = first.start();
            Edit::insert(at, format!("{name} = None{ending}{indentation}"))
        }
    };
    let title = format!("Create the attribute `{}.{name}`", class.name);
    Some(Action::new(ActionKind::QuickFix, title, vec![edit]))
}
