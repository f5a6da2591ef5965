//! What decorators make of a definition: the functions that are called, in the order in which they
//! are, and what the name holds in the end.

use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Decorator, Expr, ExprCall, ExprRef, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use crate::analysis::anatomy::attribute::callee;
use crate::analysis::class_facts;
use crate::analysis::infer::{Class, Entity, Inference, Node};
use crate::analysis::nodes::dotted_name;
use crate::analysis::scopes::ScopeKind;
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

/// The decorators of a class as they are applied: the lowest first.
pub fn of_class(inference: &Inference, file: &Arc<SourceFile>, def: &StmtClassDef) -> Vec<String> {
    applied(inference, file, &def.decorator_list)
}

/// The decorators of a function as they are applied.
pub fn of_function(
    inference: &Inference,
    file: &Arc<SourceFile>,
    def: &StmtFunctionDef,
) -> Vec<String> {
    applied(inference, file, &def.decorator_list)
}

fn applied(inference: &Inference, file: &Arc<SourceFile>, decorators: &[Decorator]) -> Vec<String> {
    let text = |decorator: &Decorator| {
        let written = unparse::expression(&decorator.expression, file.text());
        match place(inference, file, callee(decorator)) {
            Some(place) => format!("@{written} ({place})"),
            None => format!("@{written}"),
        }
    };
    decorators.iter().rev().map(text).collect()
}

/// Where a decorator of the workspace is defined; those of the library are known by their names.
fn place(inference: &Inference, file: &Arc<SourceFile>, callee: &Expr) -> Option<String> {
    let node = match inference.expression(file, ExprRef::from(callee))? {
        Entity::Function(node) | Entity::Class(Class::Source(node)) => node,
        _ => return None,
    };
    if node.file.stdlib_module().is_some() {
        return None;
    }
    let line = node.file.line_number(node.range.start());
    Some(match Arc::ptr_eq(&node.file, file) {
        true => format!("line {line}"),
        false => format!("{}:{line}", short_path(&node.file)),
    })
}

fn short_path(file: &SourceFile) -> String {
    let name = file.path().and_then(|path| path.file_name()?.to_str());
    name.map_or_else(|| file.filename(), str::to_owned)
}

/// What a name holds after decoration.
#[derive(Debug, Clone)]
enum Held {
    Function(Node),
    Lambda,
    /// An instance of a class, by the full name of the class.
    Instance(String),
}

/// A value, and those that its `__wrapped__` leads to.
struct Chain {
    held: Vec<Held>,
    /// The last of `held` is not the function itself, which nothing leads to any more.
    is_cut: bool,
}

/// `outer.<locals>.inner (line 3) → __wrapped__ → f`, where decorators put another object in place
/// of the function.
pub fn outcome(inference: &Inference, node: &Node, def: &StmtFunctionDef) -> Option<String> {
    let mut chain = Chain {
        held: vec![Held::Function(node.clone())],
        is_cut: false,
    };
    for decorator in def.decorator_list.iter().rev() {
        match result(inference, &node.file, decorator)? {
            Outcome::Same => {}
            Outcome::Other { held, wraps } => {
                if !wraps {
                    chain.held.clear();
                    chain.is_cut = true;
                }
                chain.held.insert(0, held);
            }
        }
    }
    let is_itself = chain.held.len() == 1 && !chain.is_cut;
    if is_itself {
        return None;
    }
    let names: Vec<String> = chain.held.iter().map(|held| name_of(held, node)).collect();
    let mut text = names.join(" → __wrapped__ → ");
    if chain.is_cut {
        text += "; no __wrapped__ leads to the function";
    }
    Some(text)
}

fn name_of(held: &Held, of: &Node) -> String {
    match held {
        Held::Lambda => "a lambda".to_owned(),
        Held::Instance(class) => format!("{class} object"),
        Held::Function(node) => {
            let scope = node.scope(ScopeKind::Function);
            let name = scope.map(|scope| node.file.qualified_name(scope));
            let name = name.unwrap_or_default();
            if node == of {
                return name;
            }
            let line = node.file.line_number(node.range.start());
            match Arc::ptr_eq(&node.file, &of.file) {
                true => format!("{name} (line {line})"),
                false => format!("{name} ({}:{line})", short_path(&node.file)),
            }
        }
    }
}

enum Outcome {
    /// It gives back what it got.
    Same,
    Other {
        held: Held,
        /// Its `__wrapped__` is what it got.
        wraps: bool,
    },
}

/// What a decorator puts in place of a function; `None` where that is not known.
fn result(inference: &Inference, file: &Arc<SourceFile>, decorator: &Decorator) -> Option<Outcome> {
    let found = inference.expression(file, ExprRef::from(callee(decorator)))?;
    let is_called = decorator.expression.is_call_expr();
    match found {
        Entity::Class(class) if !is_called => Some(instance_of(inference, &class)),
        Entity::Function(function) => {
            if let Some(known) = known(inference, &function, is_called) {
                return Some(known);
            }
            match is_called {
                false => returned(inference, &function, false),
                true => match returned(inference, &function, true)? {
                    Outcome::Other {
                        held: Held::Function(inner),
                        ..
                    } => returned(inference, &inner, false),
                    _ => None,
                },
            }
        }
        _ => None,
    }
}

fn instance_of(inference: &Inference, class: &Class) -> Outcome {
    let name = class_facts::full_name(inference, class);
    // These keep the function and say so.
    let wraps = matches!(name.as_str(), "staticmethod" | "classmethod")
        || matches!(class, Class::Source(node) if {
            let text = node.file.slice(node.range);
            text.contains("update_wrapper(self") || text.contains("self.__wrapped__ =")
        });
    Outcome::Other {
        held: Held::Instance(name),
        wraps,
    }
}

/// Functions of the library whose result is made in C.
fn known(inference: &Inference, function: &Node, is_called: bool) -> Option<Outcome> {
    let module = inference.context.world.name_of(&function.file)?.0;
    let name = function.with_function(|def| def.name.to_string())?;
    match (module.as_str(), name.as_str(), is_called) {
        ("functools", "lru_cache", _) | ("functools", "cache", false) => Some(Outcome::Other {
            held: Held::Instance("functools._lru_cache_wrapper".to_owned()),
            wraps: true,
        }),
        ("functools", "wraps", true) => Some(Outcome::Same),
        _ => None,
    }
}

#[derive(Default)]
struct Returns<'a> {
    found: Vec<&'a Expr>,
}

impl<'a> Visitor<'a> for Returns<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Return(it) => self.found.extend(it.value.as_deref()),
            _ => walk_stmt(self, statement),
        }
    }
}

/// What calling a decorator gives, by its `return` statements. Of a decorator that may be called
/// with arguments or without, the one for the present use is looked for.
fn returned(inference: &Inference, function: &Node, with_arguments: bool) -> Option<Outcome> {
    let outcomes: Vec<Option<Outcome>> = function.with_function(|def| {
        let mut returns = Returns::default();
        returns.visit_body(&def.body);
        let values = returns.found.iter();
        values
            .map(|value| of_value(inference, function, def, value))
            .collect()
    })?;
    let is_alone = outcomes.len() == 1;
    outcomes.into_iter().rev().flatten().find(|outcome| {
        is_alone
            || !with_arguments
            || matches!(
                outcome,
                Outcome::Other {
                    held: Held::Function(_),
                    ..
                }
            )
    })
}

fn of_value(
    inference: &Inference,
    function: &Node,
    def: &StmtFunctionDef,
    value: &Expr,
) -> Option<Outcome> {
    match value {
        Expr::Name(name) => {
            if let Some(inner) = inner_function(function, &name.id) {
                return Some(of_inner(function, inner, false));
            }
            let first = def.parameters.iter_non_variadic_params().next()?;
            (first.name().as_str() == name.id.as_str()).then_some(Outcome::Same)
        }
        Expr::Lambda(_) => Some(Outcome::Other {
            held: Held::Lambda,
            wraps: false,
        }),
        Expr::Call(call) => of_call(inference, function, call),
        _ => None,
    }
}

fn of_call(inference: &Inference, function: &Node, call: &ExprCall) -> Option<Outcome> {
    let name = dotted_name(&call.func).and_then(|parts| parts.last().copied());
    let first = call.arguments.args.first();
    // `return update_wrapper(inner, function)` and `return wraps(function)(inner)`
    let is_wraps_call = matches!(&*call.func, Expr::Call(outer)
        if dotted_name(&outer.func).and_then(|parts| parts.last().copied()) == Some("wraps"));
    if is_wraps_call || name == Some("update_wrapper") {
        let inner = first?.as_name_expr()?;
        let inner = inner_function(function, &inner.id)?;
        return Some(of_inner(function, inner, true));
    }
    if let Expr::Name(name) = &*call.func
        && let Some(inner) = inner_function(function, &name.id)
    {
        return returned(inference, &inner, false);
    }
    match inference.expression(&function.file, ExprRef::from(&*call.func))? {
        Entity::Class(class) => Some(instance_of(inference, &class)),
        _ => None,
    }
}

fn of_inner(outer: &Node, inner: Node, is_updated: bool) -> Outcome {
    let wraps = is_updated
        || inner.with_function(|def| {
            let has_wraps = def.decorator_list.iter().any(|decorator| {
                dotted_name(callee(decorator)).is_some_and(|parts| parts.last() == Some(&"wraps"))
            });
            has_wraps || {
                let text = outer.file.slice(outer.range);
                text.contains(&format!("update_wrapper({},", def.name))
            }
        }) == Some(true);
    Outcome::Other {
        held: Held::Function(inner),
        wraps,
    }
}

/// The function of a name that a function's body defines.
fn inner_function(outer: &Node, name: &str) -> Option<Node> {
    let range = outer.with_function(|def| {
        let mut finder = Inner { name, found: None };
        finder.visit_body(&def.body);
        finder.found
    })??;
    Some(Node {
        file: Arc::clone(&outer.file),
        range,
    })
}

struct Inner<'n> {
    name: &'n str,
    found: Option<ruff_text_size::TextRange>,
}

impl<'a> Visitor<'a> for Inner<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                if def.name.as_str() == self.name {
                    self.found = Some(def.range());
                }
            }
            Stmt::ClassDef(_) => {}
            _ => walk_stmt(self, statement),
        }
    }
}
