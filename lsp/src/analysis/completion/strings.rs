//! In a string: keys of a dictionary, the members of a `Literal`.

use ruff_python_ast::{AnyNodeRef, Expr, ExprSubscript};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::completion::spot::Flavour;
use crate::analysis::completion::{Completer, Item, ItemKind, rank};
use crate::analysis::nodes;
use crate::analysis::scopes::BindingKind;

impl Completer<'_> {
    pub(super) fn string(&mut self, content: TextRange) {
        let offset = self.cursor.offset;
        let address = self.context.address();
        if self.is_annotation() {
            // A name in it is looked up as if there were no quotes.
            return self.annotation_names(content);
        }
        let mut found = self.context.checker.expected_strings(&address, offset);
        found.extend(self.dictionary_keys());
        found.extend(self.compared_literals());
        for text in found {
            // What would have to be escaped is left out.
            if text.contains(['\\', '"', '\'', '\n']) {
                continue;
            }
            let item = Item::new(text, ItemKind::Text, rank::EXPECTED);
            self.add(Item {
                range: Some(content),
                ..item
            });
        }
    }

    fn is_annotation(&self) -> bool {
        let offset = self.cursor.offset;
        let path = self.context.file.nodes_at(offset);
        let holds = |annotation: Option<&Expr>| {
            annotation.is_some_and(|annotation| annotation.range().contains_inclusive(offset))
        };
        path.iter().any(|node| match node {
            AnyNodeRef::Parameter(parameter) => holds(parameter.annotation.as_deref()),
            AnyNodeRef::StmtAnnAssign(assign) => holds(Some(&assign.annotation)),
            AnyNodeRef::StmtFunctionDef(def) => holds(def.returns.as_deref()),
            _ => false,
        }) && !path.iter().any(|node| self.is_literal_type(*node))
    }

    /// `Literal["..."]` holds texts, not names.
    fn is_literal_type(&self, node: AnyNodeRef<'_>) -> bool {
        match node {
            AnyNodeRef::ExprSubscript(subscript) => {
                let name = self.context.file.slice(subscript.value.range());
                name == "Literal" || name.ends_with(".Literal")
            }
            _ => false,
        }
    }

    fn annotation_names(&mut self, content: TextRange) {
        let before = TextRange::new(content.start(), self.cursor.typed.start());
        if !self.context.file.slice(before).trim_end().ends_with('.') {
            self.visible_names(Flavour::Annotation);
        }
    }

    /// The keys of the dictionary that is subscripted, where the text shows it.
    fn dictionary_keys(&self) -> Vec<String> {
        let file = &self.context.file;
        let path = file.nodes_at(self.cursor.offset);
        let subscript: Option<&ExprSubscript> = path.iter().rev().find_map(|node| match node {
            AnyNodeRef::ExprSubscript(subscript)
                if subscript
                    .slice
                    .range()
                    .contains_inclusive(self.cursor.offset) =>
            {
                Some(*subscript)
            }
            _ => None,
        });
        let Some(Expr::Name(name)) = subscript.map(|subscript| &*subscript.value) else {
            return Vec::new();
        };
        let table = file.scopes();
        let mut keys = Vec::new();
        for scope in table.ancestors(self.cursor.scope) {
            for binding in table.bindings_of(scope, &name.id) {
                if let BindingKind::Assignment {
                    value: Some(value), ..
                } = &binding.kind
                    && let Some(ruff_python_ast::ExprRef::Dict(dict)) =
                        nodes::expression(file.module(), *value)
                {
                    keys.extend(
                        dict.items
                            .iter()
                            .filter_map(|item| literal(item.key.as_ref()?)),
                    );
                }
            }
            if table.scope(scope).names.contains_key(name.id.as_str()) {
                break;
            }
        }
        keys.extend(self.stored_keys(&name.id));
        keys
    }

    /// Keys under which the text stores something: `name["key"] = ...`.
    fn stored_keys(&self, name: &str) -> Vec<String> {
        struct Keys<'a> {
            name: &'a str,
            found: Vec<String>,
        }
        impl<'a> ruff_python_ast::visitor::Visitor<'a> for Keys<'_> {
            fn visit_expr(&mut self, expression: &'a Expr) {
                if let Expr::Subscript(subscript) = expression
                    && subscript.ctx.is_store()
                    && let Expr::Name(value) = &*subscript.value
                    && value.id.as_str() == self.name
                {
                    self.found.extend(literal(&subscript.slice));
                }
                ruff_python_ast::visitor::walk_expr(self, expression);
            }
        }
        let mut keys = Keys {
            name,
            found: Vec::new(),
        };
        ruff_python_ast::visitor::walk_body(&mut keys, &self.context.file.module().body);
        keys.found
    }

    /// The strings of a `Literal` that the string is compared with.
    fn compared_literals(&self) -> Vec<String> {
        let address = self.context.address();
        let expected = self.context.checker.expected(&address, self.cursor.offset);
        expected
            .iter()
            .filter_map(|expected| {
                let text = expected.ty.strip_prefix("Literal[\"")?;
                Some(text.strip_suffix("\"]")?.to_owned())
            })
            .collect()
    }
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
        _ => None,
    }
}
