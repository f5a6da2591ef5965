//! Methods: abstract ones that are missing, `self`, `@override`, `await`.

use ruff_python_ast::{AnyNodeRef, Expr, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::actions::annotate::function_header_at;
use crate::analysis::actions::{Action, ActionKind};
use crate::analysis::auto_import::{Import, import_edit, line_ending};
use crate::analysis::edit::Edit;
use crate::analysis::inherited;
use crate::analysis::nodes;
use crate::analysis::scopes::MODULE;
use crate::analysis::source::SourceFile;

pub fn actions(context: &Context, range: TextRange) -> Vec<Action> {
    let mut found = Vec::new();
    if let Some(class) = class_header_at(context, range) {
        found.extend(implement(context, class));
    }
    if let Some(def) = function_header_at(context, range)
        && let Some(class) = class_of(context, def)
    {
        found.extend(add_self(context, class, def));
        found.extend(add_override(context, class, def));
    }
    found.extend(add_await(context, range));
    found
}

fn class_header_at(context: &Context, range: TextRange) -> Option<&StmtClassDef> {
    let path = nodes::covering(context.file.module(), range);
    let class = path
        .into_iter()
        .rev()
        .find_map(|node| node.stmt_class_def())?;
    let end = class
        .arguments
        .as_ref()
        .map_or(class.name.end(), |arguments| arguments.end());
    (range.end() <= end).then_some(class)
}

/// The class in whose body a function stands directly.
fn class_of<'a>(context: &'a Context, def: &StmtFunctionDef) -> Option<&'a StmtClassDef> {
    let path = nodes::covering(context.file.module(), def.name.range());
    let at = path.iter().rposition(
        |node| matches!(node, AnyNodeRef::StmtFunctionDef(other) if other.range() == def.range()),
    )?;
    path[..at]
        .iter()
        .rev()
        .find(|node| node.is_statement())?
        .stmt_class_def()
}

fn implement(context: &Context, class: &StmtClassDef) -> Option<Action> {
    let missing = inherited::missing_methods(context, class);
    let last = class.body.last()?;
    if missing.is_empty() {
        return None;
    }
    let file = &context.file;
    let ending = line_ending(file);
    let indentation = body_indentation(file, class);
    let unit = if indentation.contains('\t') {
        "\t"
    } else {
        "    "
    };
    let methods: Vec<String> = missing
        .iter()
        .map(|method| method.text(&indentation, unit, ending))
        .collect();
    let text = methods.join(&format!("{ending}{ending}"));
    let is_empty = matches!(class.body.as_slice(), [only] if is_placeholder(only));
    let edit = if is_empty {
        let own = format!("{ending}{text}");
        let is_own_line =
            file.lines().line_of(last.start()) != file.lines().line_of(class.name.start());
        if is_own_line {
            Edit::new(last.range(), text.trim_start())
        } else {
            Edit::new(last.range(), own)
        }
    } else {
        Edit::insert(last.end(), format!("{ending}{ending}{text}"))
    };
    let names: Vec<&str> = missing.iter().map(|method| method.name.as_str()).collect();
    let title = match names.as_slice() {
        [name] => format!("Implement the abstract method `{name}`"),
        _ => format!("Implement {} abstract methods", names.len()),
    };
    Some(Action::new(ActionKind::QuickFix, title, vec![edit]))
}

fn is_placeholder(statement: &ruff_python_ast::Stmt) -> bool {
    match statement {
        ruff_python_ast::Stmt::Pass(_) => true,
        ruff_python_ast::Stmt::Expr(node) => node.value.is_ellipsis_literal_expr(),
        _ => false,
    }
}

/// The indentation of a class's body; what it would be, for a body on the header's line.
pub fn body_indentation(file: &SourceFile, class: &StmtClassDef) -> String {
    let indentation_of = |line: usize| {
        let text = file.lines().line(line, file.text());
        text[..text.len() - text.trim_start().len()].to_owned()
    };
    let header = file.lines().line_of(class.name.start());
    match class.body.first() {
        Some(first) if file.lines().line_of(first.start()) != header => {
            indentation_of(file.lines().line_of(first.start()))
        }
        _ => {
            let own = indentation_of(header);
            let unit = if own.contains('\t') { "\t" } else { "    " };
            format!("{own}{unit}")
        }
    }
}

fn decorator_names(def: &StmtFunctionDef) -> Vec<&str> {
    def.decorator_list
        .iter()
        .filter_map(|decorator| match &decorator.expression {
            Expr::Name(name) => Some(name.id.as_str()),
            Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
            _ => None,
        })
        .collect()
}

/// `self` for a method that takes nothing, or whose first parameter is something else.
fn add_self(context: &Context, class: &StmtClassDef, def: &StmtFunctionDef) -> Option<Action> {
    let decorators = decorator_names(def);
    let parameters = &def.parameters;
    let first = parameters
        .posonlyargs
        .first()
        .or_else(|| parameters.args.first())
        .map(|parameter| parameter.name().as_str());
    let is_class_method = decorators.contains(&"classmethod")
        || matches!(
            def.name.as_str(),
            "__new__" | "__init_subclass__" | "__class_getitem__"
        );
    let name = if is_class_method { "cls" } else { "self" };
    let is_metaclass = class
        .bases()
        .iter()
        .any(|base| matches!(base, Expr::Name(name) if name.id.ends_with("Meta") || name.id.as_str() == "type"));
    let is_there = first.is_some_and(|first| {
        first == "self" || first == "cls" || first.starts_with('_') || is_metaclass
    });
    // Another decorator may call the function in its own way.
    let is_plain = decorators.iter().all(|name| {
        matches!(
            *name,
            "classmethod" | "property" | "override" | "abstractmethod"
        )
    });
    if is_there || !is_plain || parameters.vararg.is_some() && first.is_none() {
        return None;
    }
    let is_empty = parameters.is_empty();
    let at = parameters.start() + ruff_text_size::TextSize::new(1);
    if !context.file.slice(parameters.range()).starts_with('(') {
        return None;
    }
    let text = if is_empty {
        name.to_owned()
    } else {
        format!("{name}, ")
    };
    let action = Action::new(
        ActionKind::QuickFix,
        format!("Add `{name}` as the first parameter"),
        vec![Edit::insert(at, text)],
    );
    Some(if is_empty { action.preferred() } else { action })
}

fn add_override(context: &Context, class: &StmtClassDef, def: &StmtFunctionDef) -> Option<Action> {
    let name = def.name.as_str();
    if decorator_names(def).contains(&"override") || name.starts_with("__") {
        return None;
    }
    let overridden = inherited::methods(context, class)
        .into_iter()
        .find(|method| method.name == name && method.class != "object")?;
    let file = &context.file;
    let line = file.lines().line_of(def.start());
    let text = file.lines().line(line, file.text());
    let indentation = &text[..text.len() - text.trim_start().len()];
    let ending = line_ending(file);
    let mut edits = vec![Edit::insert(
        def.start(),
        format!("@override{ending}{indentation}"),
    )];
    let names = &file.scopes().scope(MODULE).names;
    if !names.contains_key("override") {
        let import = Import {
            module: "typing".to_owned(),
            name: Some("override".to_owned()),
        };
        edits.push(import_edit(context, &import));
    }
    let title = format!(
        "Add `@override`: it overrides `{}.{name}`",
        overridden.class
    );
    Some(Action::new(ActionKind::Rewrite, title, edits))
}

/// `await` for the call of a coroutine function whose result is not used as one.
fn add_await(context: &Context, range: TextRange) -> Option<Action> {
    let path = nodes::covering(context.file.module(), range);
    let at = path.iter().rposition(|node| node.is_expr_call())?;
    let call = path[at].expr_call()?;
    let parent = at.checked_sub(1).map(|parent| path[parent])?;
    let in_async = path[..at]
        .iter()
        .rev()
        .find_map(|node| match node {
            AnyNodeRef::StmtFunctionDef(def) => Some(def.is_async),
            AnyNodeRef::ExprLambda(_) => Some(false),
            _ => None,
        })
        .unwrap_or(false);
    let is_plain = matches!(
        parent,
        AnyNodeRef::StmtExpr(_) | AnyNodeRef::StmtAssign(_) | AnyNodeRef::StmtReturn(_)
    );
    if !in_async || !is_plain {
        return None;
    }
    let callee = match &*call.func {
        Expr::Attribute(attribute) => attribute.attr.start(),
        other => other.start(),
    };
    let hover = context.checker.hover(&context.address(), callee)?;
    let is_coroutine = hover.ty.contains("-> CoroutineType[");
    is_coroutine.then(|| {
        let edit = Edit::insert(call.start(), "await ");
        Action::new(ActionKind::QuickFix, "Add `await`", vec![edit])
    })
}
