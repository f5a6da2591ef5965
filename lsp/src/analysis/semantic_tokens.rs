//! What each name is, for colouring.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::function_facts;
use crate::analysis::native::{self, NativeKind};
use crate::analysis::scopes::{BindingKind, Occurrence, Role, ScopeKind, ScopeTable, Target};

/// In the order of the legend that the client gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    Namespace,
    Class,
    Function,
    Method,
    Property,
    Variable,
    Parameter,
    TypeParameter,
    Decorator,
}

pub const TYPES: &[&str] = &[
    "namespace",
    "class",
    "function",
    "method",
    "property",
    "variable",
    "parameter",
    "typeParameter",
    "decorator",
];

pub const MODIFIERS: &[&str] = &[
    "declaration",
    "readonly",
    "static",
    "async",
    "defaultLibrary",
];

pub const DECLARATION: u32 = 1;
pub const READONLY: u32 = 1 << 1;
pub const STATIC: u32 = 1 << 2;
pub const ASYNC: u32 = 1 << 3;
pub const DEFAULT_LIBRARY: u32 = 1 << 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub range: TextRange,
    pub kind: TokenType,
    pub modifiers: u32,
}

/// The tokens of a text in order; those outside `within` are left out.
pub fn tokens(context: &Context, within: Option<TextRange>) -> Vec<Token> {
    let file = &context.file;
    let table = file.scopes();
    let mut found: Vec<Token> = table
        .occurrences
        .iter()
        .filter_map(|o| of_name(context, table, o))
        .collect();
    let mut attributes = Attributes { found: &mut found };
    attributes.visit_body(&file.module().body);
    if let Some(within) = within {
        found.retain(|token| within.intersect(token.range).is_some());
    }
    found.sort_by_key(|token| token.range.start());
    // Each place is coloured once, and a token may not reach over a line.
    found.dedup_by(|b, a| a.range.end() > b.range.start());
    found.retain(|token| !file.slice(token.range).contains(['\n', '\r']));
    found
}

fn of_name(context: &Context, table: &ScopeTable, occurrence: &Occurrence) -> Option<Token> {
    let (kind, mut modifiers) = match occurrence.target {
        Target::Builtin => builtin(&occurrence.name)?,
        Target::Unresolved => return None,
        Target::Scope(scope) => {
            let binding = table.bindings_of(scope, &occurrence.name).next()?;
            let in_class = table.scope(scope).kind == ScopeKind::Class;
            of_binding(context, binding, in_class)
        }
    };
    if occurrence.role == Role::Write {
        modifiers |= DECLARATION;
    }
    Some(Token {
        range: occurrence.range,
        kind,
        modifiers,
    })
}

fn builtin(name: &str) -> Option<(TokenType, u32)> {
    let kind = match native::find("builtins", name)?.kind {
        NativeKind::Class => TokenType::Class,
        NativeKind::Object => TokenType::Variable,
        _ => TokenType::Function,
    };
    Some((kind, DEFAULT_LIBRARY))
}

fn of_binding(
    context: &Context,
    binding: &crate::analysis::scopes::Binding,
    in_class: bool,
) -> (TokenType, u32) {
    let is_constant = binding.name.chars().any(char::is_uppercase)
        && !binding.name.chars().any(char::is_lowercase);
    match &binding.kind {
        BindingKind::Function => {
            let def = crate::analysis::nodes::function(context.file.module(), binding.node);
            let mut modifiers = 0;
            let mut kind = if in_class {
                TokenType::Method
            } else {
                TokenType::Function
            };
            if let Some(def) = def {
                modifiers |= if def.is_async { ASYNC } else { 0 };
                modifiers |= if function_facts::has_decorator(def, &["staticmethod"]) {
                    STATIC
                } else {
                    0
                };
                if in_class && function_facts::is_property(def) {
                    kind = TokenType::Property;
                }
            }
            (kind, modifiers)
        }
        BindingKind::Class => (TokenType::Class, 0),
        BindingKind::Parameter { .. } => (TokenType::Parameter, 0),
        BindingKind::TypeParameter => (TokenType::TypeParameter, 0),
        BindingKind::TypeAlias { .. } => (TokenType::Class, 0),
        BindingKind::Import { .. } => (TokenType::Namespace, 0),
        BindingKind::ImportFrom { name, .. } => (imported(name), 0),
        _ if in_class => (TokenType::Property, if is_constant { READONLY } else { 0 }),
        _ => (TokenType::Variable, if is_constant { READONLY } else { 0 }),
    }
}

/// By its spelling: what it really is would take reading the other file.
fn imported(name: &str) -> TokenType {
    match name.chars().next() {
        Some(first) if first.is_uppercase() && name.chars().any(char::is_lowercase) => {
            TokenType::Class
        }
        _ => TokenType::Variable,
    }
}

struct Attributes<'a> {
    found: &'a mut Vec<Token>,
}

impl Attributes<'_> {
    fn push(&mut self, range: TextRange, kind: TokenType, modifiers: u32) {
        if !range.is_empty() {
            self.found.push(Token {
                range,
                kind,
                modifiers,
            });
        }
    }
}

impl<'a> Visitor<'a> for Attributes<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::ImportFrom(import) = stmt
            && let Some(module) = &import.module
        {
            self.push(module.range(), TokenType::Namespace, 0);
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => {
                if let Expr::Attribute(attribute) = &*call.func {
                    self.push(attribute.attr.range(), TokenType::Method, 0);
                }
                for keyword in &call.arguments.keywords {
                    if let Some(name) = &keyword.arg {
                        self.push(name.range(), TokenType::Parameter, 0);
                    }
                }
            }
            Expr::Attribute(attribute) => {
                let modifiers = if attribute.ctx == ExprContext::Store {
                    DECLARATION
                } else {
                    0
                };
                let taken = self
                    .found
                    .iter()
                    .rev()
                    .take(4)
                    .any(|token| token.range == attribute.attr.range());
                if !taken {
                    self.push(attribute.attr.range(), TokenType::Property, modifiers);
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}
