//! Annotations that can be worked out: what a function returns, what its defaults are.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{AnyNodeRef, Expr, Number, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::actions::{Action, ActionKind};
use crate::analysis::edit::Edit;
use crate::analysis::native;
use crate::analysis::scopes::MODULE;

/// More than this many types in a union says nothing.
const MAX_TYPES: usize = 4;

pub fn actions(context: &Context, range: TextRange) -> Vec<Action> {
    let Some(def) = function_header_at(context, range) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let returns = return_edit(context, def);
    let parameters = parameter_edits(def);
    if let Some(edit) = &returns {
        let title = format!(
            "Annotate the return type as `{}`",
            edit.text.trim_start_matches(" -> ")
        );
        found.push(Action::new(ActionKind::Rewrite, title, vec![edit.clone()]));
    }
    if !parameters.is_empty() {
        let title = "Annotate parameters by their defaults";
        found.push(Action::new(ActionKind::Rewrite, title, parameters.clone()));
    }
    if let (Some(edit), false) = (returns, parameters.is_empty()) {
        let mut edits = parameters;
        edits.push(edit);
        let title = "Annotate the whole signature";
        found.push(Action::new(ActionKind::Rewrite, title, edits));
    }
    found
}

/// The function whose header holds a range.
pub fn function_header_at(context: &Context, range: TextRange) -> Option<&StmtFunctionDef> {
    let path = crate::analysis::nodes::covering(context.file.module(), range);
    let def = path.into_iter().rev().find_map(|node| match node {
        AnyNodeRef::StmtFunctionDef(def) => Some(def),
        _ => None,
    })?;
    let end = def
        .returns
        .as_ref()
        .map_or(def.parameters.end(), |returns| returns.end());
    (range.start() >= def.name.start().min(def.start()) && range.end() <= end).then_some(def)
}

fn return_edit(context: &Context, def: &StmtFunctionDef) -> Option<Edit> {
    if def.returns.is_some() || def.name.is_empty() {
        return None;
    }
    let annotation = return_type(context, def)?;
    Some(Edit::insert(
        def.parameters.end(),
        format!(" -> {annotation}"),
    ))
}

/// What a function without an annotation returns; `None` where that is not known for sure.
pub fn return_type(context: &Context, def: &StmtFunctionDef) -> Option<String> {
    let mut returns = Returns::default();
    returns.visit_body(&def.body);
    if returns.is_generator {
        return None;
    }
    let mut types: Vec<String> = Vec::new();
    let mut add = |ty: String| {
        if !types.contains(&ty) {
            types.push(ty);
        }
    };
    for value in &returns.values {
        let text = context
            .checker
            .written_type(&context.address(), value.range())?;
        for part in plain_types(&text)? {
            add(part);
        }
    }
    let falls_through = !ends(&def.body);
    if returns.has_bare || falls_through {
        add("None".to_owned());
    }
    // `None` last, as people write it.
    types.sort_by_key(|ty| ty == "None");
    let is_writable = types.iter().all(|ty| names_are_known(context, ty));
    let is_short = !types.is_empty() && types.len() <= MAX_TYPES;
    (is_writable && is_short).then(|| types.join(" | "))
}

/// The members of a union, with literals as their classes.
fn plain_types(text: &str) -> Option<Vec<String>> {
    let mut types = Vec::new();
    for part in split_union(text) {
        let part = part.trim();
        match part
            .strip_prefix("Literal[")
            .and_then(|rest| rest.strip_suffix(']'))
        {
            Some(values) => {
                types.extend(split_at_commas(values).iter().map(|value| class_of(value)))
            }
            None if part.contains("Literal[") || part == "Any" => return None,
            None => types.push(part.to_owned()),
        }
    }
    Some(types)
}

fn class_of(value: &str) -> String {
    let value = value.trim();
    if value == "True" || value == "False" {
        "bool".to_owned()
    } else if value.starts_with("b\"") || value.starts_with("b'") {
        "bytes".to_owned()
    } else if value.starts_with(['"', '\'']) {
        "str".to_owned()
    } else if value.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        "int".to_owned()
    } else {
        // A member of an enumeration.
        value.split('.').next().unwrap_or(value).to_owned()
    }
}

fn split_union(text: &str) -> Vec<&str> {
    split(text, " | ")
}

fn split_at_commas(text: &str) -> Vec<&str> {
    split(text, ", ")
}

/// Splits outside brackets and quotes.
fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0usize);
    let mut quote: Option<char> = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && at >= start && text[at..].starts_with(separator) => {
                parts.push(&text[start..at]);
                start = at + separator.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether every name in a type means something in the module.
fn names_are_known(context: &Context, ty: &str) -> bool {
    let names = &context.file.scopes().scope(MODULE).names;
    ty.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .filter_map(|word| word.split('.').next())
        .filter(|word| !word.is_empty())
        .all(|word| {
            word == "None"
                || native::is_builtin(word)
                || names
                    .get(word)
                    .is_some_and(|name| !name.bindings.is_empty())
        })
}

#[derive(Default)]
struct Returns<'a> {
    values: Vec<&'a Expr>,
    has_bare: bool,
    is_generator: bool,
}

impl<'a> Visitor<'a> for Returns<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Return(node) => match &node.value {
                Some(value) => {
                    self.values.push(value);
                    self.visit_expr(value);
                }
                None => self.has_bare = true,
            },
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Yield(_) | Expr::YieldFrom(_) => self.is_generator = true,
            Expr::Lambda(_) => {}
            _ => walk_expr(self, expression),
        }
    }
}

/// Whether the end of a block is never reached. In doubt it is.
fn ends(body: &[Stmt]) -> bool {
    match body.last() {
        Some(Stmt::Return(_) | Stmt::Raise(_)) => true,
        Some(Stmt::If(node)) => {
            let has_else = node
                .elif_else_clauses
                .last()
                .is_some_and(|clause| clause.test.is_none());
            has_else
                && ends(&node.body)
                && node
                    .elif_else_clauses
                    .iter()
                    .all(|clause| ends(&clause.body))
        }
        Some(Stmt::Try(node)) => {
            let handled = node.handlers.iter().all(|handler| {
                let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                ends(&handler.body)
            });
            ends(&node.finalbody) || handled && (ends(&node.body) || ends(&node.orelse))
        }
        Some(Stmt::While(node)) => {
            let is_forever = matches!(&*node.test, Expr::BooleanLiteral(literal) if literal.value);
            is_forever && !has_break(&node.body)
        }
        _ => false,
    }
}

fn has_break(body: &[Stmt]) -> bool {
    struct Breaks(bool);
    impl<'a> Visitor<'a> for Breaks {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::Break(_) => self.0 = true,
                Stmt::For(_) | Stmt::While(_) | Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
                _ => walk_stmt(self, statement),
            }
        }
    }
    let mut breaks = Breaks(false);
    breaks.visit_body(body);
    breaks.0
}

fn parameter_edits(def: &StmtFunctionDef) -> Vec<Edit> {
    let parameters = &def.parameters;
    let all = parameters
        .posonlyargs
        .iter()
        .chain(&parameters.args)
        .chain(&parameters.kwonlyargs);
    let mut edits = Vec::new();
    for parameter in all {
        if parameter.parameter.annotation.is_some() {
            continue;
        }
        let Some(default) = parameter.default.as_deref() else {
            continue;
        };
        let Some(class) = class_of_default(default) else {
            continue;
        };
        // With an annotation, blanks stand around the equals sign.
        let between = TextRange::new(parameter.parameter.end(), default.start());
        edits.push(Edit::new(between, format!(": {class} = ")));
    }
    edits
}

fn class_of_default(default: &Expr) -> Option<&'static str> {
    Some(match default {
        Expr::BooleanLiteral(_) => "bool",
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(number) => match number.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::UnaryOp(operation) => return class_of_default(&operation.operand),
        _ => return None,
    })
}
