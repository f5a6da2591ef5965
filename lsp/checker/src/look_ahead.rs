//! What a person will probably ask for in a file that was just opened: the members of what the file
//! puts dots behind.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use ruff_python_ast::{Expr, ExprAttribute, ExprRef};
use ty_python_semantic::HasType;
use ty_python_semantic::types::Type;

use crate::{Address, Opened, Snapshot, instance_members, module_members};

impl Snapshot {
    /// Lists the members of the modules and instances that a file uses, once each, so that they are
    /// known when a person asks for one's.
    /// Stops when that has taken a while.
    pub fn look_ahead(&self, address: &Address, at_most: Duration) {
        let end = Instant::now() + at_most;
        let Some(opened) = self.open(address) else {
            return;
        };
        let mut attributes = Attributes::default();
        for statement in &opened.parsed.syntax().body {
            attributes.visit_stmt(statement);
        }
        let mut seen = HashSet::new();
        for attribute in attributes.0 {
            if Instant::now() > end {
                return;
            }
            self.look_at(&opened, attribute, &mut seen);
        }
    }

    fn look_at<'db>(
        &'db self,
        opened: &Opened<'db>,
        attribute: &ExprAttribute,
        seen: &mut HashSet<Type<'db>>,
    ) {
        let value = ExprRef::from(&*attribute.value);
        let Some(ty) = value.inferred_type(&opened.model) else {
            return;
        };
        if !seen.insert(ty) {
            return;
        }
        match ty {
            Type::ModuleLiteral(_) => {
                drop(module_members::of_attribute(&self.db, opened, attribute))
            }
            _ => drop(instance_members::of_value(&self.db, opened, value)),
        }
    }
}

/// Collects the attribute expressions of a text.
#[derive(Default)]
struct Attributes<'a>(Vec<&'a ExprAttribute>);

impl<'a> SourceOrderVisitor<'a> for Attributes<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Attribute(attribute) = expression {
            self.0.push(attribute);
        }
        walk_expr(self, expression);
    }
}
