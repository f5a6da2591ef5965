//! Annotations as `inspect.formatannotation` prints the objects they evaluate to.
//!
//! Without running the code, names are looked up: a built-in class prints its name, another class
//! its module and qualified name, `typing` objects their `repr`. What cannot be resolved prints as
//! written.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprRef, Operator};

use crate::analysis::class_facts::full_name;
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::nodes::dotted_name;
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

/// How an evaluated annotation prints.
enum Printed {
    /// A class or a built-in generic: `int`, `m.C`, `list[int]`, unions.
    Plain(String),
    /// An object of `typing`, whose `typing.` is left out at the top.
    Typing(String),
    /// A string, quoted already.
    Text(String),
}

impl Printed {
    fn inner(self) -> String {
        match self {
            Self::Plain(text) | Self::Typing(text) | Self::Text(text) => text,
        }
    }
}

/// `inspect.formatannotation` of an annotation.
pub fn format(inference: &Inference, file: &Arc<SourceFile>, annotation: &Expr) -> String {
    let printer = Printer { inference, file };
    match printer.print(annotation) {
        Printed::Typing(text) => text.replace("typing.", ""),
        other => other.inner(),
    }
}

/// The annotation as a string that was not evaluated (`from __future__ import annotations`),
/// without quotation marks, as `Signature.format(quote_annotation_strings=False)` has it.
pub fn unevaluated(file: &SourceFile, annotation: &Expr) -> String {
    unparse::expression(annotation, file.text())
}

struct Printer<'a> {
    inference: &'a Inference<'a>,
    file: &'a Arc<SourceFile>,
}

impl Printer<'_> {
    fn print(&self, expr: &Expr) -> Printed {
        match expr {
            Expr::NoneLiteral(_) => Printed::Plain("None".to_owned()),
            Expr::StringLiteral(text) => Printed::Text(unparse::string_repr(text.value.to_str())),
            Expr::Name(_) | Expr::Attribute(_) => self.name(expr),
            Expr::Subscript(node) => self.generic(&node.value, &node.slice, expr),
            Expr::BinOp(node) if node.op == Operator::BitOr => {
                let sides = [
                    self.print(&node.left).inner(),
                    self.print(&node.right).inner(),
                ];
                Printed::Plain(sides.join(" | "))
            }
            Expr::List(node) => {
                let items: Vec<String> = node
                    .elts
                    .iter()
                    .map(|item| self.print(item).inner())
                    .collect();
                Printed::Plain(format!("[{}]", items.join(", ")))
            }
            _ => self.as_written(expr),
        }
    }

    fn as_written(&self, expr: &Expr) -> Printed {
        Printed::Plain(unparse::expression(expr, self.file.text()))
    }

    fn name(&self, expr: &Expr) -> Printed {
        if let Some(name) = self.typing_name(expr) {
            return Printed::Typing(format!("typing.{name}"));
        }
        match self.inference.expression(self.file, ExprRef::from(expr)) {
            Some(Entity::Class(class)) => Printed::Plain(full_name(self.inference, &class)),
            _ => self.as_written(expr),
        }
    }

    fn generic(&self, value: &Expr, slice: &Expr, whole: &Expr) -> Printed {
        let arguments: Vec<&Expr> = match slice {
            Expr::Tuple(tuple) => tuple.elts.iter().collect(),
            other => vec![other],
        };
        if let Some(name) = self.typing_name(value) {
            return self.typing_generic(&name, &arguments, whole);
        }
        let Printed::Plain(value) = self.name(value) else {
            return self.as_written(whole);
        };
        let inside: Vec<String> = arguments
            .iter()
            .map(|item| self.print(item).inner())
            .collect();
        Printed::Plain(format!("{value}[{}]", inside.join(", ")))
    }

    fn typing_generic(&self, name: &str, arguments: &[&Expr], whole: &Expr) -> Printed {
        let print = |item: &&Expr| match self.print(item) {
            Printed::Text(text) if name != "Literal" && name != "Annotated" => {
                format!("ForwardRef({text})")
            }
            other => other.inner(),
        };
        let inside: Vec<String> = arguments.iter().map(print).collect();
        match name {
            "Optional" => Printed::Plain(format!("{} | None", inside.join(", "))),
            "Union" => Printed::Plain(inside.join(" | ")),
            "Callable" | "Annotated" if arguments.len() < 2 => self.as_written(whole),
            _ => Printed::Typing(format!("typing.{name}[{}]", inside.join(", "))),
        }
    }

    /// The name in `typing` of an object that belongs to that module and is not a plain class.
    fn typing_name(&self, expr: &Expr) -> Option<String> {
        let last = *dotted_name(expr)?.last()?;
        const SPECIAL: &[&str] = &[
            "Any",
            "AnyStr",
            "Annotated",
            "AsyncContextManager",
            "AsyncGenerator",
            "AsyncIterable",
            "AsyncIterator",
            "Awaitable",
            "ByteString",
            "Callable",
            "ChainMap",
            "ClassVar",
            "Collection",
            "Concatenate",
            "Container",
            "ContextManager",
            "Coroutine",
            "Counter",
            "DefaultDict",
            "Deque",
            "Dict",
            "Final",
            "FrozenSet",
            "Generator",
            "Generic",
            "Hashable",
            "ItemsView",
            "Iterable",
            "Iterator",
            "KeysView",
            "List",
            "Literal",
            "LiteralString",
            "Mapping",
            "MappingView",
            "Match",
            "MutableMapping",
            "MutableSequence",
            "MutableSet",
            "Never",
            "NoReturn",
            "NotRequired",
            "Optional",
            "OrderedDict",
            "Pattern",
            "ReadOnly",
            "Required",
            "Reversible",
            "Self",
            "Sequence",
            "Set",
            "Sized",
            "Tuple",
            "Type",
            "TypeAlias",
            "TypeGuard",
            "TypeIs",
            "Union",
            "Unpack",
            "ValuesView",
        ];
        if !SPECIAL.contains(&last) {
            return None;
        }
        let file = match expr {
            Expr::Attribute(node) => match self
                .inference
                .expression(self.file, ExprRef::from(&*node.value))?
            {
                Entity::Module(crate::analysis::world::Module::Source(file)) => file,
                _ => return None,
            },
            Expr::Name(node) => {
                let offset = node.range.start();
                let table = self.file.scopes_at(offset);
                let scope = table.occurrence_at(offset)?.scope;
                let found = self.inference.name(self.file, scope, &node.id, offset);
                let definition = found.last()?;
                let place = definition.place().map(|(file, _)| file);
                let module = place.as_ref().and_then(|file| file.stdlib_module());
                if module.is_some_and(|module| module.name == "typing") {
                    return Some(last.to_owned());
                }
                return self.imported_from_typing(definition, last);
            }
            _ => return None,
        };
        let module = file.stdlib_module().map(|module| module.name.as_str());
        (module == Some("typing")).then(|| last.to_owned())
    }

    fn imported_from_typing(&self, definition: &Definition, name: &str) -> Option<String> {
        use crate::analysis::scopes::BindingKind;
        match &definition.binding()?.kind {
            BindingKind::ImportFrom {
                level: 0,
                module,
                name: imported,
            } if module == "typing" || module == "typing_extensions" => {
                (imported == name).then(|| name.to_owned())
            }
            _ => None,
        }
    }
}

/// The name of a class as it prints in an annotation.
pub fn class_text(inference: &Inference, class: &Class) -> String {
    full_name(inference, class)
}
