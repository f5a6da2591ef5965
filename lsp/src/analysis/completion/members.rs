//! Members of a value.

use ruff_text_size::TextRange;

use crate::analysis::completion::{Completer, Item, ItemKind, Source, item_of};
use crate::analysis::inherited;
use crate::analysis::nodes;

/// The rank of a member; those that are for the interpreter go last by their names.
const MEMBER: u8 = 5;

impl Completer<'_> {
    pub(super) fn members(&mut self, value: TextRange) {
        if self.context.file.slice(value) == "super()" {
            self.inherited_members();
        }
        let address = self.context.address();
        let mut found = self.context.checker.members(&address, value);
        self.context.cancel.check();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        for member in found {
            if member.is_type_check_only {
                continue;
            }
            let mut item = item_of(&member, MEMBER);
            if item.kind == ItemKind::Variable {
                item.kind = ItemKind::Field;
            }
            let source = Source::Member(value.start().to_u32(), value.end().to_u32());
            self.add(Item {
                source: Some(source),
                ..item
            });
        }
    }

    /// After `super().`: what the bases define, which the checker leaves out.
    fn inherited_members(&mut self) {
        let table = self.context.file.scopes();
        let class = table
            .enclosing_class(self.cursor.scope)
            .and_then(|scope| nodes::class(self.context.file.module(), table.scope(scope).node));
        let Some(class) = class else {
            return;
        };
        for method in inherited::methods(self.context, class) {
            let kind = match method.decorator {
                Some("@property") => ItemKind::Property,
                _ => ItemKind::Method,
            };
            self.add(Item::new(method.name, kind, MEMBER));
        }
    }
}
