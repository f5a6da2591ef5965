//! All places of a text where a name, or an attribute of `self`, stands.

use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{AnyNodeRef, Expr, ExprContext, ExprRef};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::scopes::{Occurrence, Role, Target};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    pub range: TextRange,
    pub is_write: bool,
    /// Where the name is bound, not only written to.
    pub is_declaration: bool,
}

/// The references within the text to what stands at an offset, in order.
pub fn in_file(context: &Context, offset: TextSize) -> Vec<Reference> {
    let path = context.file.nodes_at(offset);
    let is_attribute = matches!(
        path.as_slice(),
        [.., AnyNodeRef::ExprAttribute(_), AnyNodeRef::Identifier(_)]
    );
    let mut found = if is_attribute {
        of_attribute(context, offset)
    } else {
        of_name(context, offset)
    };
    found.sort_by_key(|reference| reference.range.start());
    found.dedup_by_key(|reference| reference.range);
    found
}

fn of_name(context: &Context, offset: TextSize) -> Vec<Reference> {
    let table = context.file.scopes();
    let Some(occurrence) = table.occurrence_at(offset) else {
        return Vec::new();
    };
    let mut found: Vec<Reference> = table.same_name(occurrence).map(reference).collect();
    found.extend(attribute_uses_of_class_name(context, occurrence));
    found.extend(keyword_uses_of_parameter(context, occurrence));
    found
}

/// A parameter is also named by the callers that pass it by keyword.
fn keyword_uses_of_parameter(context: &Context, occurrence: &Occurrence) -> Vec<Reference> {
    let table = context.file.scopes();
    let Target::Scope(scope) = occurrence.target else {
        return Vec::new();
    };
    let is_parameter = table
        .scope(scope)
        .names
        .get(&occurrence.name)
        .is_some_and(|name| name.is_parameter);
    if !is_parameter {
        return Vec::new();
    }
    let mut calls = KeywordCalls {
        context,
        inference: Inference::new(context),
        name: &occurrence.name,
        function: table.scope(scope).node,
        found: Vec::new(),
    };
    calls.visit_body(&context.file.module().body);
    calls.found
}

struct KeywordCalls<'a> {
    context: &'a Context,
    inference: Inference<'a>,
    name: &'a str,
    function: TextRange,
    found: Vec<Reference>,
}

impl KeywordCalls<'_> {
    fn calls_it(&self, function: &Expr) -> bool {
        let file = &self.context.file;
        let node = match self.inference.expression(file, ExprRef::from(function)) {
            Some(Entity::Function(node)) => node,
            Some(Entity::Class(class)) => {
                let constructor =
                    crate::analysis::class_facts::constructor(&self.inference, &class);
                match constructor.and_then(|(_, definition)| self.inference.entity(&definition)) {
                    Some(Entity::Function(node)) => node,
                    _ => return false,
                }
            }
            _ => return false,
        };
        Arc::ptr_eq(&node.file, file) && node.range == self.function
    }
}

impl<'a> Visitor<'a> for KeywordCalls<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr {
            let named = call
                .arguments
                .keywords
                .iter()
                .filter_map(|keyword| keyword.arg.as_ref());
            for name in named.filter(|name| name.as_str() == self.name) {
                if self.calls_it(&call.func) {
                    let range = name.range();
                    self.found.push(Reference {
                        range,
                        is_write: false,
                        is_declaration: false,
                    });
                }
            }
        }
        walk_expr(self, expr);
    }
}

fn reference(occurrence: &Occurrence) -> Reference {
    Reference {
        range: occurrence.range,
        is_write: occurrence.role != Role::Read && occurrence.role != Role::Declare,
        is_declaration: occurrence.role == Role::Write,
    }
}

/// A name of a class body is also read as an attribute of the class and its instances.
fn attribute_uses_of_class_name(context: &Context, occurrence: &Occurrence) -> Vec<Reference> {
    let table = context.file.scopes();
    let Target::Scope(scope) = occurrence.target else {
        return Vec::new();
    };
    if table.scope(scope).kind != crate::analysis::scopes::ScopeKind::Class {
        return Vec::new();
    }
    let owner = table.scope(scope).node;
    attributes_named(context, &occurrence.name)
        .into_iter()
        .filter(|(_, class)| class.as_ref().is_some_and(|range| *range == owner))
        .map(|(reference, _)| reference)
        .collect()
}

fn of_attribute(context: &Context, offset: TextSize) -> Vec<Reference> {
    let file = &context.file;
    let path = file.nodes_at(offset);
    let Some(AnyNodeRef::Identifier(name)) = path.last() else {
        return Vec::new();
    };
    let all = attributes_named(context, name.as_str());
    let owner = all
        .iter()
        .find(|(reference, _)| reference.range.contains_inclusive(offset))
        .and_then(|(_, owner)| *owner);
    let Some(owner) = owner else {
        // Nothing is known of the value: only this place is sure.
        return vec![Reference {
            range: name.range(),
            is_write: false,
            is_declaration: false,
        }];
    };
    let mut found: Vec<Reference> = all
        .into_iter()
        .filter(|(_, class)| *class == Some(owner))
        .map(|(reference, _)| reference)
        .collect();
    let table = file.scopes();
    let scope = table.scope_of_node(owner, &[crate::analysis::scopes::ScopeKind::Class]);
    if let Some(scope) = scope {
        let is_own = |o: &&Occurrence| o.target == Target::Scope(scope) && o.name == name.as_str();
        found.extend(table.occurrences.iter().filter(is_own).map(reference));
    }
    found
}

/// All attributes of a name, each with the class of this text that defines it (by its node).
fn attributes_named(context: &Context, name: &str) -> Vec<(Reference, Option<TextRange>)> {
    let mut collector = Collector {
        context,
        inference: Inference::new(context),
        name,
        found: Vec::new(),
    };
    collector.visit_body(&context.file.module().body);
    collector.found
}

struct Collector<'a> {
    context: &'a Context,
    inference: Inference<'a>,
    name: &'a str,
    found: Vec<(Reference, Option<TextRange>)>,
}

impl Collector<'_> {
    /// The class of this text in which the attribute of a value is defined.
    fn owner(&self, value: &Expr) -> Option<TextRange> {
        let file = &self.context.file;
        let value = self.inference.expression(file, ExprRef::from(value))?;
        let (Entity::Class(class) | Entity::Instance(class) | Entity::Super(class)) = &value else {
            return None;
        };
        let first = self.inference.member(&value, self.name).into_iter().next();
        let (other, offset) = match first {
            Some(definition) => match &definition {
                Definition::Binding { .. } | Definition::InstanceAttribute { .. } => {
                    definition.place()?
                }
                _ => return None,
            },
            None => return None,
        };
        if !Arc::ptr_eq(&other, file) {
            return None;
        }
        let order = crate::analysis::class_facts::lookup_order(&self.inference, class);
        order.into_iter().find_map(|class| match class {
            Class::Source(node) => {
                let holds = Arc::ptr_eq(&node.file, file) && node.range.contains_range(offset);
                holds.then_some(node.range)
            }
            Class::Native(_) => None,
        })
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Attribute(attribute) = expr
            && attribute.attr.as_str() == self.name
        {
            let owner = self.owner(&attribute.value);
            let is_write = matches!(attribute.ctx, ExprContext::Store | ExprContext::Del);
            let range = attribute.attr.range();
            self.found.push((
                Reference {
                    range,
                    is_write,
                    is_declaration: is_write,
                },
                owner,
            ));
        }
        walk_expr(self, expr);
    }
}
