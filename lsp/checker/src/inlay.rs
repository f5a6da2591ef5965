//! What a text leaves unsaid: the types of variables, the names of parameters.

use ruff_python_ast::visitor::source_order::{self, SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_semantic::types::Type;
use ty_python_semantic::types::ide_support::inlay_hint_call_argument_details;
use ty_python_semantic::{HasDefinition, HasType, SemanticModel};

use crate::witness::{
    Inferred, is_open, plain, promoted, returned_text, says_unknown, without_literals, witnesses,
};
use crate::{Address, Snapshot, shown};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HintKind {
    /// The type of a variable.
    Type,
    /// What a function returns.
    Return,
    Parameter,
}

/// A text to show at an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub offset: TextSize,
    pub label: String,
    pub kind: HintKind,
    /// Whether the label may be put into the text as it is.
    pub is_insertable: bool,
}

impl Snapshot {
    /// The hints in a part of a text, in its order.
    pub fn hints_in(&self, address: &Address, range: TextRange) -> Vec<Hint> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let mut visitor = Hints {
            snapshot: self,
            model: &opened.model,
            range,
            hints: Vec::new(),
        };
        visitor.visit_body(opened.parsed.suite());
        visitor.hints.sort_by_key(|hint| hint.offset);
        visitor.hints
    }
}

struct Hints<'a, 'db> {
    snapshot: &'db Snapshot,
    model: &'a SemanticModel<'db>,
    range: TextRange,
    hints: Vec<Hint>,
}

impl<'db> Hints<'_, 'db> {
    fn add_type(&mut self, target: &Expr, value: Option<&Expr>) {
        match target {
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                for element in elts {
                    self.add_type(element, None);
                }
            }
            Expr::Starred(starred) => self.add_type(&starred.value, None),
            Expr::Name(_) | Expr::Attribute(_) => {
                if value.is_some_and(is_obvious) {
                    return;
                }
                match target.inferred_type(self.model) {
                    Some(ty) if says_unknown(self.model, ty) => {
                        let is_found = self.push_found(target);
                        let is_display = value.is_some_and(is_display);
                        if !is_found && !is_display && is_worth_showing(ty) {
                            self.push_type(target.end(), ty);
                        }
                    }
                    Some(ty) if is_worth_showing(ty) => self.push_type(target.end(), ty),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The type of a variable that the checker has none for.
    fn push_found(&mut self, target: &Expr) -> bool {
        let found = witnesses(self.model, target.into());
        let env = self.model.program_environment();
        let inferred = Inferred::of(self.model.db(), &env, &found).map(|inferred| Inferred {
            text: without_unknown(&inferred.text),
            ..inferred
        });
        let says_something = |inferred: &Inferred| !inferred.text.contains("Unknown");
        let inferred = inferred.filter(says_something);
        let is_found = inferred.is_some();
        if let Some(inferred) = inferred {
            self.hints.push(Hint {
                offset: target.end(),
                label: format!(": {}", inferred.text),
                kind: HintKind::Type,
                is_insertable: inferred.is_insertable && target.is_name_expr(),
            });
        }
        is_found
    }

    fn add_return(&mut self, function: &ast::StmtFunctionDef) {
        if function.returns.is_some() {
            return;
        }
        let db = self.model.db();
        let inferred = returned_text(db, function.definition(self.model)).as_ref();
        if let Some(inferred) = inferred.filter(|inferred| inferred.is_complete) {
            self.hints.push(Hint {
                offset: function.parameters.end(),
                label: format!(" -> {}", inferred.text),
                kind: HintKind::Return,
                is_insertable: inferred.is_insertable,
            });
        }
    }

    fn push_type(&mut self, offset: TextSize, ty: Type<'db>) {
        let env = self.model.program_environment();
        let ty = promoted(self.model.db(), &env, ty);
        if is_open(self.model.db(), ty) {
            return;
        }
        let parts = ty.display(&self.snapshot.db, &env).to_string_parts();
        let flag = shown::flag(&self.snapshot.db, &env, ty);
        let known = || plain(&without_literals(&parts.label));
        let label = without_unknown(&flag.unwrap_or_else(known));
        if label == "auto" {
            // The member of an enumeration is none.
            return;
        }
        self.hints.push(Hint {
            offset,
            is_insertable: parts.is_valid_syntax && !label.contains("Unknown"),
            label: format!(": {label}"),
            kind: HintKind::Type,
        });
    }

    fn add_parameters(&mut self, call: &ast::ExprCall) {
        let details = inlay_hint_call_argument_details(self.model.db(), self.model, call);
        let Some(details) = details else {
            return;
        };
        for (index, argument) in call.arguments.args.iter().enumerate() {
            let Some((name, _)) = details.argument_names.get(&index) else {
                continue;
            };
            if !names_the_same(argument, name) && !name.starts_with("__") {
                self.hints.push(Hint {
                    offset: argument.start(),
                    label: format!("{name}="),
                    kind: HintKind::Parameter,
                    is_insertable: true,
                });
            }
        }
    }
}

impl SourceOrderVisitor<'_> for Hints<'_, '_> {
    fn enter_node(&mut self, node: AnyNodeRef<'_>) -> TraversalSignal {
        if node.range().intersect(self.range).is_some() {
            TraversalSignal::Traverse
        } else {
            TraversalSignal::Skip
        }
    }

    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assign) if !assign.range().is_empty() => {
                for target in &assign.targets {
                    self.add_type(target, Some(&assign.value));
                }
            }
            Stmt::FunctionDef(function) => self.add_return(function),
            Stmt::For(statement) => self.add_type(&statement.target, None),
            Stmt::With(statement) => {
                for item in &statement.items {
                    if let Some(target) = item.optional_vars.as_deref() {
                        self.add_type(target, Some(&item.context_expr));
                    }
                }
            }
            _ => {}
        }
        source_order::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        match expression {
            Expr::Call(call) => self.add_parameters(call),
            Expr::Named(named) => self.add_type(&named.target, Some(&named.value)),
            _ => {}
        }
        source_order::walk_expr(self, expression);
    }
}

/// Whether the value says what type it has: a literal does. A call need not, even of what is
/// written like a class, which may be a function.
fn is_obvious(value: &Expr) -> bool {
    value.is_literal_expr()
}

fn is_display(value: &Expr) -> bool {
    matches!(
        value,
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::Tuple(_)
    )
}

/// `list` for `list[Unknown]`.
fn without_unknown(text: &str) -> String {
    let mut text = text.replace("Unknown, ...", "Unknown");
    while text.contains("[Unknown, Unknown") {
        text = text.replace("[Unknown, Unknown", "[Unknown");
    }
    text.replace("[Unknown]", "")
}

fn is_worth_showing(ty: Type<'_>) -> bool {
    !ty.is_unknown()
        && !matches!(
            ty,
            Type::ModuleLiteral(_)
                | Type::ClassLiteral(_)
                | Type::FunctionLiteral(_)
                | Type::Never
                | Type::Dynamic(_)
        )
}

/// `name` for the parameter `name` needs no hint.
fn names_the_same(argument: &Expr, name: &str) -> bool {
    match argument {
        Expr::Name(argument) => argument.id.as_str().eq_ignore_ascii_case(name),
        Expr::Attribute(attribute) => attribute.attr.as_str().eq_ignore_ascii_case(name),
        Expr::Starred(_) => true,
        _ => false,
    }
}
