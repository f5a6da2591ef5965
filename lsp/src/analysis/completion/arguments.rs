//! `name=` in a call.

use std::collections::HashSet;

use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use crate::analysis::completion::{Completer, Item, ItemKind, rank};

impl Completer<'_> {
    /// The parameters that can be given by name and are not given yet.
    pub(super) fn keyword_arguments(&mut self) {
        let offset = self.cursor.offset;
        // Only where an argument begins: `f(a=|)` and `f(x + |)` are no such places.
        let begins = matches!(
            self.cursor.previous,
            Some((TokenKind::Lpar | TokenKind::Comma, _))
        );
        if !begins {
            return;
        }
        let path = self.context.file.nodes_at(offset);
        let call = path.iter().rev().find_map(|node| match node {
            AnyNodeRef::ExprCall(call) => Some(*call),
            _ => None,
        });
        let Some(call) = call else {
            return;
        };
        let arguments = call.arguments.range();
        if offset <= arguments.start() || offset > arguments.end() {
            return;
        }
        let address = self.context.address();
        let Some(found) = self.context.checker.call(&address, offset) else {
            return;
        };
        let given: HashSet<&str> = call
            .arguments
            .keywords
            .iter()
            .filter(|keyword| !keyword.range().contains_inclusive(offset))
            .filter_map(|keyword| keyword.arg.as_deref())
            .collect();
        let before = call
            .arguments
            .args
            .iter()
            .filter(|argument| argument.end() < self.cursor.typed.start())
            .count();
        for signature in &found.signatures {
            let taken: HashSet<usize> = signature.arguments
                [..before.min(signature.arguments.len())]
                .iter()
                .flatten()
                .copied()
                .collect();
            for (index, parameter) in signature.parameters.iter().enumerate() {
                let is_named = !parameter.is_positional_only
                    && !parameter.is_variadic
                    && !parameter.is_keyword_variadic;
                let name = parameter.name.as_str();
                if is_named && !taken.contains(&index) && !given.contains(name) {
                    let label = format!("{name}=");
                    self.add(Item::new(label, ItemKind::Argument, rank::ARGUMENT));
                }
            }
        }
    }
}
