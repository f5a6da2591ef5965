//! Methods to write in a class: those of the bases, and those that Python calls.

use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_text_size::TextSize;

use crate::analysis::completion::{Completer, Item, ItemKind, rank};
use crate::analysis::edit::Edit;
use crate::analysis::inherited::{self, Inherited};
use crate::analysis::nodes;
use crate::analysis::scopes::ScopeKind;

/// Special methods with their parameters, for classes that inherit none.
const SPECIAL: &[(&str, &str)] = &[
    ("__abs__", "self"),
    ("__add__", "self, other"),
    ("__aenter__", "self"),
    ("__aexit__", "self, exc_type, exc_value, traceback"),
    ("__aiter__", "self"),
    ("__and__", "self, other"),
    ("__anext__", "self"),
    ("__await__", "self"),
    ("__bool__", "self"),
    ("__buffer__", "self, flags"),
    ("__bytes__", "self"),
    ("__call__", "self, *args, **kwargs"),
    ("__class_getitem__", "cls, item"),
    ("__complex__", "self"),
    ("__contains__", "self, item"),
    ("__copy__", "self"),
    ("__deepcopy__", "self, memo"),
    ("__del__", "self"),
    ("__delete__", "self, instance"),
    ("__delitem__", "self, key"),
    ("__divmod__", "self, other"),
    ("__enter__", "self"),
    ("__exit__", "self, exc_type, exc_value, traceback"),
    ("__float__", "self"),
    ("__floordiv__", "self, other"),
    ("__fspath__", "self"),
    ("__ge__", "self, other"),
    ("__get__", "self, instance, owner=None"),
    ("__getattr__", "self, name"),
    ("__getitem__", "self, key"),
    ("__gt__", "self, other"),
    ("__iadd__", "self, other"),
    ("__index__", "self"),
    ("__init__", "self"),
    ("__int__", "self"),
    ("__invert__", "self"),
    ("__iter__", "self"),
    ("__le__", "self, other"),
    ("__len__", "self"),
    ("__length_hint__", "self"),
    ("__lshift__", "self, other"),
    ("__lt__", "self, other"),
    ("__matmul__", "self, other"),
    ("__missing__", "self, key"),
    ("__mod__", "self, other"),
    ("__mul__", "self, other"),
    ("__neg__", "self"),
    ("__next__", "self"),
    ("__or__", "self, other"),
    ("__pos__", "self"),
    ("__post_init__", "self"),
    ("__pow__", "self, other, modulo=None"),
    ("__prepare__", "mcls, name, bases, **kwargs"),
    ("__radd__", "self, other"),
    ("__reversed__", "self"),
    ("__rmul__", "self, other"),
    ("__round__", "self, ndigits=None"),
    ("__rshift__", "self, other"),
    ("__rsub__", "self, other"),
    ("__set__", "self, instance, value"),
    ("__set_name__", "self, owner, name"),
    ("__setitem__", "self, key, value"),
    ("__sub__", "self, other"),
    ("__truediv__", "self, other"),
    ("__trunc__", "self"),
    ("__xor__", "self, other"),
];

/// Names that mean something when a class's body assigns to them.
const ATTRIBUTES: &[&str] = &["__slots__", "__match_args__", "__hash__", "__doc__"];

impl Completer<'_> {
    /// After `def` in a class: the methods that can be overridden.
    pub(super) fn overrides(&mut self, is_async: bool) {
        let Some(class) = self.own_class() else {
            return;
        };
        let own = inherited::own_names(class);
        let is_own =
            |name: &str| own.contains(name) && name != self.cursor.file.slice(self.cursor.whole);
        let def = self.start_of_def(is_async);
        let mut items = Vec::new();
        for method in inherited::methods(self.context, class) {
            if !is_own(&method.name) {
                items.push(self.override_item(&method, is_async, def));
            }
        }
        for (name, parameters) in SPECIAL {
            if !is_own(name) {
                let insert = self.method_text(&format!("{name}({parameters}):"), "");
                items.push(Item {
                    insert: Some(insert),
                    is_snippet: self.wishes.snippets,
                    ..Item::new(*name, ItemKind::Method, rank::MODULE)
                });
            }
        }
        for item in items {
            self.add(item);
        }
    }

    fn own_class(&self) -> Option<&StmtClassDef> {
        let file = &self.context.file;
        let table = file.scopes();
        let scope = table.scope(self.cursor.block);
        if scope.kind != ScopeKind::Class {
            return None;
        }
        nodes::class(file.module(), scope.node)
    }

    /// Where `def`, or `async` before it, begins.
    fn start_of_def(&self, is_async: bool) -> Option<TextSize> {
        let before = &self.cursor.file.text()[..self.cursor.typed.start().to_usize()];
        let word = if is_async { "async" } else { "def" };
        let at = before.rfind(word)?;
        Some(TextSize::new(at as u32))
    }

    fn override_item(&self, method: &Inherited, is_async: bool, def: Option<TextSize>) -> Item {
        let mut item = Item {
            origin: Some(format!("{}.{}", method.class, method.name)),
            ..Item::new(method.name.as_str(), ItemKind::Method, rank::LOCAL)
        };
        if method.class == "object" {
            item.rank = rank::ENCLOSING;
        }
        if self.cursor.is_called {
            return item;
        }
        item.insert = Some(self.method_text(&method.header(), &method.body()));
        item.is_snippet = self.wishes.snippets;
        if let Some(at) = def {
            let mut before = String::new();
            if let Some(decorator) = method.decorator {
                before = format!("{decorator}\n{}", self.indentation());
            }
            if method.is_async && !is_async {
                before.push_str("async ");
            }
            if !before.is_empty() {
                item.more_edits.push(Edit::insert(at, before));
            }
        }
        item
    }

    fn indentation(&self) -> String {
        let file = self.cursor.file;
        let line = file.lines().line_of(self.cursor.offset);
        let text = file.lines().line(line, file.text());
        text[..text.len() - text.trim_start().len()].to_owned()
    }

    /// A header with a body below; the body is what is typed over.
    fn method_text(&self, header: &str, body: &str) -> String {
        let unit = if self.indentation().contains('\t') {
            "\t"
        } else {
            "    "
        };
        let indentation = self.indentation();
        if self.wishes.snippets {
            let header = escape(header);
            let body = if body.is_empty() {
                "$0".to_owned()
            } else {
                format!("${{0:{}}}", escape(body))
            };
            return format!("{header}\n{indentation}{unit}{body}");
        }
        let body = if body.is_empty() { "pass" } else { body };
        format!("{header}\n{indentation}{unit}{body}")
    }

    /// `@name.setter` for the properties of the class.
    pub(super) fn property_decorators(&mut self) {
        let Some(class) = self.own_class() else {
            return;
        };
        let mut items = Vec::new();
        for statement in &class.body {
            let Stmt::FunctionDef(def) = statement else {
                continue;
            };
            let is_property = def.decorator_list.iter().any(|decorator| {
                matches!(&decorator.expression, Expr::Name(name) if name.id.as_str() == "property")
            });
            if is_property {
                for part in ["setter", "deleter"] {
                    let label = format!("{}.{part}", def.name);
                    items.push(Item::new(label, ItemKind::Property, rank::EXPECTED));
                }
            }
        }
        for item in items {
            self.add(item);
        }
    }

    pub(super) fn special_attributes(&mut self) {
        for name in ATTRIBUTES {
            self.add(Item::new(*name, ItemKind::Field, rank::BUILTIN));
        }
    }
}

/// A text as it stands in a snippet.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('$', "\\$")
        .replace('}', "\\}")
}
