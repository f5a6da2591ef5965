//! Which special methods an operator calls on the values that stand there: of what class they are
//! and where it has them.

use ruff_python_ast::{AnyNodeRef, CmpOp, ExprCompare, Operator, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::anatomy::attribute::{self, Attribute};
use crate::analysis::anatomy::lookup;
use crate::analysis::class_facts;
use crate::analysis::infer::{Class, Entity, Inference};

/// The special methods that are asked for, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Calls {
    /// One method of a value; where it has none, the next.
    Alternatives(TextRange, Vec<&'static str>),
    /// All of these of one value.
    All(TextRange, Vec<&'static str>),
    /// Of the left value, then of the right one.
    Binary {
        left: TextRange,
        right: TextRange,
        /// In front of `own` for an assignment that may work in place.
        in_place: Option<&'static str>,
        own: &'static str,
        reflected: &'static str,
        /// `==` and `!=` end with identity.
        ends_with_identity: bool,
    },
    None,
}

/// What the operator at a range calls; `path` leads to its node.
pub fn of_operator(path: &[AnyNodeRef], range: TextRange) -> Calls {
    let Some(node) = path.last() else {
        return Calls::None;
    };
    match node {
        AnyNodeRef::ExprBinOp(it) => binary(it.left.range(), it.right.range(), it.op, false),
        AnyNodeRef::StmtAugAssign(it) => binary(it.target.range(), it.value.range(), it.op, true),
        AnyNodeRef::ExprUnaryOp(it) => {
            let value = it.operand.range();
            match it.op {
                UnaryOp::Not => Calls::Alternatives(value, vec!["__bool__", "__len__"]),
                UnaryOp::Invert => Calls::All(value, vec!["__invert__"]),
                UnaryOp::UAdd => Calls::All(value, vec!["__pos__"]),
                UnaryOp::USub => Calls::All(value, vec!["__neg__"]),
            }
        }
        AnyNodeRef::ExprBoolOp(it) => {
            let left = it
                .values
                .iter()
                .rev()
                .find(|value| value.end() <= range.start());
            left.map_or(Calls::None, |left| {
                Calls::Alternatives(left.range(), vec!["__bool__", "__len__"])
            })
        }
        AnyNodeRef::ExprCompare(it) => comparison(it, range),
        AnyNodeRef::StmtFor(it) => match it.is_async {
            true => Calls::All(it.iter.range(), vec!["__aiter__"]),
            false => Calls::Alternatives(it.iter.range(), vec!["__iter__", "__getitem__"]),
        },
        AnyNodeRef::Comprehension(it) => match it.is_async {
            true => Calls::All(it.iter.range(), vec!["__aiter__"]),
            false => Calls::Alternatives(it.iter.range(), vec!["__iter__", "__getitem__"]),
        },
        AnyNodeRef::StmtWith(it) => match &it.items[..] {
            [item] if it.is_async => {
                Calls::All(item.context_expr.range(), vec!["__aenter__", "__aexit__"])
            }
            [item] => Calls::All(item.context_expr.range(), vec!["__enter__", "__exit__"]),
            _ => Calls::None,
        },
        AnyNodeRef::ExprYieldFrom(it) => Calls::All(it.value.range(), vec!["__iter__"]),
        AnyNodeRef::ExprAwait(it) => Calls::All(it.value.range(), vec!["__await__"]),
        _ => Calls::None,
    }
}

fn binary(left: TextRange, right: TextRange, op: Operator, in_place: bool) -> Calls {
    Calls::Binary {
        left,
        right,
        in_place: in_place.then(|| op.in_place_dunder()),
        own: op.dunder(),
        reflected: op.reflected_dunder(),
        ends_with_identity: false,
    }
}

fn comparison(node: &ExprCompare, range: TextRange) -> Calls {
    let before = node
        .comparators
        .iter()
        .take_while(|operand| operand.end() <= range.start())
        .count();
    let (Some(&op), Some(right)) = (node.ops.get(before), node.comparators.get(before)) else {
        return Calls::None;
    };
    let left = match before.checked_sub(1) {
        Some(index) => node.comparators[index].range(),
        None => node.left.range(),
    };
    let (own, reflected) = match op {
        CmpOp::Eq => ("__eq__", "__eq__"),
        CmpOp::NotEq => ("__ne__", "__ne__"),
        CmpOp::Lt => ("__lt__", "__gt__"),
        CmpOp::LtE => ("__le__", "__ge__"),
        CmpOp::Gt => ("__gt__", "__lt__"),
        CmpOp::GtE => ("__ge__", "__le__"),
        CmpOp::Is | CmpOp::IsNot => return Calls::None,
        CmpOp::In | CmpOp::NotIn => {
            let names = vec!["__contains__", "__iter__", "__getitem__"];
            return Calls::Alternatives(right.range(), names);
        }
    };
    Calls::Binary {
        left,
        right: right.range(),
        in_place: None,
        own,
        reflected,
        ends_with_identity: matches!(op, CmpOp::Eq | CmpOp::NotEq),
    }
}

/// The methods that are called, for people; empty where the classes are not known.
pub fn found(context: &Context, calls: &Calls) -> String {
    let inference = Inference::new(context);
    let search = Search {
        inference: &inference,
    };
    let text = match calls {
        Calls::None => None,
        Calls::Alternatives(value, names) => search.first(*value, names),
        Calls::All(value, names) => search.all(*value, names),
        Calls::Binary {
            left,
            right,
            in_place,
            own,
            reflected,
            ends_with_identity,
        } => search.binary(&Operands {
            left: *left,
            right: *right,
            in_place: *in_place,
            own,
            reflected,
            ends_with_identity: *ends_with_identity,
        }),
    };
    text.unwrap_or_default()
}

struct Operands {
    left: TextRange,
    right: TextRange,
    in_place: Option<&'static str>,
    own: &'static str,
    reflected: &'static str,
    ends_with_identity: bool,
}

struct Search<'a> {
    inference: &'a Inference<'a>,
}

impl Search<'_> {
    /// The class whose special methods count: for a class that is its metaclass.
    fn class(&self, value: TextRange) -> Option<Class> {
        let module = self.inference.context.file.module();
        let expression = crate::analysis::nodes::expression(module, value)?;
        let file = &self.inference.context.file;
        match lookup::receiver(self.inference, file, expression)? {
            Entity::Instance(class) => Some(class),
            Entity::Class(class) => class_facts::metaclass(self.inference, &class),
            _ => None,
        }
    }

    fn method(&self, class: &Class, name: &str) -> Option<(Class, Attribute)> {
        let order = lookup::known_order(self.inference, class)?;
        attribute::along(self.inference, &order, name)
    }

    /// `C.__add__ (line 3)`
    fn named(&self, owner: &Class, found: &Attribute, name: &str) -> String {
        let owner_name = class_facts::short_name(owner);
        let place = match &found.definition {
            Some(definition) => lookup::place(self.inference, definition),
            None => Some("generated".to_owned()),
        };
        match place {
            Some(place) => format!("{owner_name}.{name} ({place})"),
            None => format!("{owner_name}.{name}"),
        }
    }

    fn first(&self, value: TextRange, names: &[&'static str]) -> Option<String> {
        let class = self.class(value)?;
        lookup::known_order(self.inference, &class)?;
        for name in names {
            if let Some((owner, found)) = self.method(&class, name) {
                return Some(self.named(&owner, &found, name));
            }
        }
        Some(format!(
            "{} has no {}",
            class_facts::short_name(&class),
            names.join(", no ")
        ))
    }

    fn all(&self, value: TextRange, names: &[&'static str]) -> Option<String> {
        let class = self.class(value)?;
        lookup::known_order(self.inference, &class)?;
        let parts: Vec<String> = names
            .iter()
            .map(|name| match self.method(&class, name) {
                Some((owner, found)) => self.named(&owner, &found, name),
                None => format!("{} has no {name}", class_facts::short_name(&class)),
            })
            .collect();
        Some(parts.join(", "))
    }

    /// What takes part in a binary operation: the comparisons of `object` know nothing.
    fn operand_method(&self, class: &Class, name: &str) -> Option<(Class, Attribute)> {
        self.method(class, name).filter(|(owner, _)| {
            !matches!(owner, Class::Native(native) if native.qualified_name == "object")
        })
    }

    fn binary(&self, operands: &Operands) -> Option<String> {
        let left = self.class(operands.left)?;
        lookup::known_order(self.inference, &left)?;
        let right = self.class(operands.right);
        let mut parts = Vec::new();
        let mut in_place = 0;
        for name in operands.in_place.iter().chain([&operands.own]) {
            if let Some((owner, found)) = self.operand_method(&left, name) {
                parts.push(self.named(&owner, &found, name));
                in_place += usize::from(operands.in_place == Some(name));
            }
        }
        let Some(right) = right.filter(|right| *right != left) else {
            if operands.ends_with_identity && parts.is_empty() {
                parts.push("identity".to_owned());
            }
            return (!parts.is_empty()).then(|| parts.join(", else "));
        };
        if let Some((owner, found)) = self.operand_method(&right, operands.reflected) {
            let text = self.named(&owner, &found, operands.reflected);
            // The right one comes first if its class is a subclass; for arithmetic it must also
            // have a method of its own there.
            let is_comparison = operands.own == operands.reflected
                || matches!(operands.own, "__lt__" | "__le__" | "__gt__" | "__ge__");
            let inherited = self.operand_method(&left, operands.reflected);
            let differs = inherited.is_none_or(|(other, _)| other != owner);
            let is_first = class_facts::is_subclass(self.inference, &right, &left)
                && (is_comparison || differs);
            let at = if is_first { in_place } else { parts.len() };
            parts.insert(at, text);
        }
        if operands.ends_with_identity {
            parts.push("identity".to_owned());
        }
        match parts.is_empty() {
            true => Some(format!(
                "neither {} has {} nor {} {}",
                class_facts::short_name(&left),
                operands.own,
                class_facts::short_name(&right),
                operands.reflected
            )),
            false => Some(parts.join(", else ")),
        }
    }
}
