//! Values of the type that fits: members of an enumeration, literals, `True` and `False`, `None`.

use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_text_size::Ranged;
use serpentarium_checker::{Expected, Place};

use crate::analysis::completion::{Completer, Item, ItemKind, rank};
use crate::analysis::nodes;
use crate::analysis::places;

/// How many literals are offered; the many modes of `open` would bury the names.
const MAX_LITERALS: usize = 12;

impl Completer<'_> {
    pub(super) fn expected_values(&mut self) {
        let all = self.expected();
        let are_few = all.iter().filter(|it| literal(&it.ty).is_some()).count() <= MAX_LITERALS;
        for expected in all {
            match expected.ty.as_str() {
                "bool" => {
                    for name in ["True", "False"] {
                        self.add(Item::new(name, ItemKind::Keyword, rank::EXPECTED));
                    }
                }
                "None" => self.add(Item::new("None", ItemKind::Keyword, rank::EXPECTED)),
                _ if expected.is_enum => self.enum_members(&expected),
                ty if are_few => self.literal(ty),
                _ => {}
            }
        }
    }

    fn literal(&mut self, ty: &str) {
        let Some(value) = literal(ty) else {
            return;
        };
        let item = Item::new(value, ItemKind::Text, rank::EXPECTED);
        self.add(Item {
            filter: Some(value.trim_matches('"').to_owned()),
            ..item
        });
    }

    /// What fits here. While nothing is written, the tree has the place right behind what is.
    fn expected(&self) -> Vec<Expected> {
        let address = self.context.address();
        let found = self.context.checker.expected(&address, self.cursor.offset);
        match self.cursor.previous {
            Some((_, end)) if found.is_empty() && self.cursor.typed.is_empty() => {
                self.context.checker.expected(&address, end)
            }
            _ => found,
        }
    }

    fn enum_members(&mut self, expected: &Expected) {
        let Some(place) = &expected.class else {
            return;
        };
        for (class, member) in self.members_of_enum(place) {
            let label = format!("{class}.{member}");
            self.add(Item::new(label, ItemKind::EnumMember, rank::EXPECTED));
        }
    }

    /// The members, under the name that the class has here; none if it has none.
    fn members_of_enum(&self, place: &Place) -> Vec<(String, String)> {
        let Some(file) = places::source(self.context, place) else {
            return Vec::new();
        };
        let path = nodes::covering(file.module(), place.focus_range());
        let class = path.iter().rev().find_map(|node| node.stmt_class_def());
        let Some(class) = class else {
            return Vec::new();
        };
        let name = class.name.as_str();
        let table = self.context.file.scopes();
        let is_visible = table
            .ancestors(self.cursor.scope)
            .any(|scope| table.scope(scope).names.contains_key(name));
        if !is_visible {
            return Vec::new();
        }
        let members = enum_members(class).into_iter();
        members.map(|member| (name.to_owned(), member)).collect()
    }
}

/// The value of a `Literal` type, as it is written. What would have to be escaped is left out.
fn literal(ty: &str) -> Option<&str> {
    let value = ty.strip_prefix("Literal[")?.strip_suffix(']')?;
    (!value.contains(['\\', '\n'])).then_some(value)
}

/// The names that an enumeration's body assigns to.
pub fn enum_members(class: &StmtClassDef) -> Vec<String> {
    let mut members = Vec::new();
    for statement in &class.body {
        let Stmt::Assign(assign) = statement else {
            continue;
        };
        for target in &assign.targets {
            if let Expr::Name(name) = target
                && !name.id.starts_with('_')
                && !name.range().is_empty()
            {
                members.push(name.id.to_string());
            }
        }
    }
    members
}
