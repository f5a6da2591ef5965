//! What a person will probably ask about a text that was just opened, asked while nobody waits: what
//! is found out on the way is kept, and the anatomy of classes as it is shown.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, ExprName, Identifier};
use ruff_text_size::{Ranged, TextSize};

use crate::analysis::Context;
use crate::analysis::hover::hover;
use crate::analysis::scopes::{BindingKind, Target};
use crate::analysis::signature_help;

/// After so many questions it is looked whether something should be forgotten.
const OFTEN: usize = 4;

/// Asks about what a text imports, the built-in names, the text's own classes and functions, and the
/// attributes of `self` and of what is imported, once each, and about its calls. Stops when that has
/// taken a while. The attributes of the library's modules are left out: most have a stub, and what
/// the checker makes of the source behind it takes much memory.
pub fn look_ahead(context: &Context, at_most: Duration) {
    let end = Instant::now() + at_most;
    let names = names(context).into_iter().map(Question::Hover);
    let questions = names.chain(calls(context).into_iter().map(Question::Call));
    for (asked, question) in questions.enumerate() {
        context.cancel.check();
        if Instant::now() > end {
            return;
        }
        match question {
            Question::Hover(offset) => drop(hover(context, offset)),
            Question::Call(call) => drop(signature_help::known(context, call)),
        }
        if asked % OFTEN == 0 {
            context.forget();
        }
    }
}

enum Question<'a> {
    Hover(TextSize),
    Call(&'a ExprCall),
}

/// The calls of the text.
fn calls(context: &Context) -> Vec<&ExprCall> {
    let mut calls = Calls::default();
    calls.visit_body(&context.file.module().body);
    calls.0
}

#[derive(Default)]
struct Calls<'a>(Vec<&'a ExprCall>);

impl<'a> Visitor<'a> for Calls<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.0.push(call);
        }
        walk_expr(self, expression);
    }
}

/// Where each of these stands first.
fn names(context: &Context) -> Vec<TextSize> {
    let file = &context.file;
    let table = file.scopes();
    let library = context.world.project.stdlib.children(None);
    let mut seen = HashSet::new();
    let occurrences = table.occurrences.iter().filter(|occurrence| {
        let is_asked = match occurrence.binding.map(|id| &table.binding(id).kind) {
            Some(kind) => {
                is_import(kind) || matches!(kind, BindingKind::Class | BindingKind::Function)
            }
            None => occurrence.target == Target::Builtin,
        };
        is_asked && seen.insert(occurrence.name.as_str())
    });
    let names = occurrences.map(|it| it.range.start());
    let mut attributes = Attributes::default();
    attributes.visit_body(&file.module().body);
    let mut seen = HashSet::new();
    let attributes = attributes.0.into_iter().filter(|(value, attribute)| {
        let read = table.occurrence_at(value.range.start());
        let is_asked = value.id == "self"
            || read.is_some_and(|read| match read.target {
                Target::Scope(scope) => {
                    let mut bindings = table.bindings_of(scope, &read.name);
                    bindings.any(|binding| is_import_beside(&library, &binding.kind))
                }
                _ => false,
            });
        is_asked && seen.insert((value.id.as_str(), attribute.as_str()))
    });
    let attributes = attributes.map(|(_, attribute)| attribute.start());
    names.chain(attributes).collect()
}

fn is_import(kind: &BindingKind) -> bool {
    matches!(
        kind,
        BindingKind::Import { .. } | BindingKind::ImportFrom { .. }
    )
}

/// Whether something is imported that is not in the library.
fn is_import_beside(library: &[String], kind: &BindingKind) -> bool {
    let (BindingKind::Import { module, .. } | BindingKind::ImportFrom { module, .. }) = kind else {
        return false;
    };
    let is_relative = matches!(kind, BindingKind::ImportFrom { level: 1.., .. });
    let top = module.split('.').next().unwrap_or_default();
    is_relative || !library.iter().any(|known| known == top)
}

/// The attributes of names, with the names.
#[derive(Default)]
struct Attributes<'a>(Vec<(&'a ExprName, &'a Identifier)>);

impl<'a> Visitor<'a> for Attributes<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Attribute(attribute) = expression
            && let Expr::Name(value) = &*attribute.value
        {
            self.0.push((value, &attribute.attr));
        }
        walk_expr(self, expression);
    }
}
