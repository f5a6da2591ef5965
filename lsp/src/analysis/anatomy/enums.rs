//! The members of an enumeration, with the values that `auto()` gives.

use ruff_python_ast::{Expr, ExprRef, Number, StmtClassDef, UnaryOp};

use super::attribute;
use crate::analysis::class_facts;
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::unparse;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    /// The value as `repr` prints it where it is known, else as it is written.
    pub value: String,
    pub is_auto: bool,
    /// The member that has the same value and came before.
    pub alias_of: Option<String>,
}

/// What `auto()` counts by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// One more than the highest value so far.
    Count,
    /// The next power of two.
    Bit,
    /// The name in lower case.
    Name,
    /// The class says it itself.
    Unknown,
}

#[derive(Clone, PartialEq)]
enum Value {
    Int(i64),
    /// Equal if it is written the same way.
    Text(String),
}

impl Value {
    fn of(expression: &Expr, source: &str, seen: &[(String, Option<Self>)]) -> Self {
        match integer(expression, seen) {
            Some(number) => Self::Int(number),
            None => Self::Text(unparse::expression(expression, source)),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

fn integer(expression: &Expr, seen: &[(String, Option<Value>)]) -> Option<i64> {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_i64(),
            _ => None,
        },
        Expr::Name(name) => match seen
            .iter()
            .rev()
            .find(|(known, _)| known == name.id.as_str())
        {
            Some((_, Some(Value::Int(number)))) => Some(*number),
            _ => None,
        },
        Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => {
            integer(&unary.operand, seen)?.checked_neg()
        }
        Expr::BinOp(operation) => {
            use ruff_python_ast::Operator::{Add, BitOr, LShift, Mult, Sub};
            let (left, right) = (
                integer(&operation.left, seen)?,
                integer(&operation.right, seen)?,
            );
            match operation.op {
                Add => left.checked_add(right),
                Sub => left.checked_sub(right),
                Mult => left.checked_mul(right),
                BitOr => Some(left | right),
                LShift if (0..62).contains(&right) && left.abs() < 1 << 31 && right < 31 => {
                    Some(left << right)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The members of an enumeration in the order of the text, aliases among them.
pub fn members(inference: &Inference, class: &Class) -> Vec<Member> {
    let Class::Source(node) = class else {
        return Vec::new();
    };
    let found = node.with_class(|def| members_in(inference, class, def, node.file.text()));
    found.unwrap_or_default()
}

fn members_in(inference: &Inference, class: &Class, def: &StmtClassDef, text: &str) -> Vec<Member> {
    let rule = rule(inference, class);
    let ignored = ignored(def);
    let mut seen: Vec<(String, Option<Value>)> = Vec::new();
    let mut found = Vec::new();
    for (name, expression) in class_facts::assignments(def) {
        let is_special = name.starts_with('_') && (name.ends_with('_') || name.starts_with("__"));
        if is_special || ignored.contains(&name) || is_no_member(inference, class, expression) {
            continue;
        }
        let is_auto = is_auto(inference, class, expression);
        let value = match is_auto {
            true => next(rule, &name, &seen),
            false => Some(Value::of(member_value(expression), text, &seen)),
        };
        let same = seen
            .iter()
            .find(|(_, known)| value.is_some() && *known == value);
        let alias_of = same.map(|(name, _)| name.clone());
        found.push(Member {
            value: match &value {
                Some(value) => value.text(),
                None => "auto()".to_owned(),
            },
            name: name.clone(),
            is_auto,
            alias_of,
        });
        seen.push((name, value));
    }
    found
}

/// Whether a class is an enumeration that has a member of this name.
pub fn is_member(inference: &Inference, class: &Class, name: &str) -> bool {
    let Class::Source(node) = class else {
        return false;
    };
    // Most classes have no such value, which costs less to see.
    let is_bound = node.class_scope().is_some_and(|scope| scope.binds(name));
    let assigned = |def: &StmtClassDef| {
        let values = class_facts::assignments(def);
        values.iter().any(|(assigned, _)| assigned == name)
    };
    let is_assigned = is_bound && node.with_class(assigned) == Some(true);
    // Values that name members of their own class would lead around in circles.
    if !is_assigned || inference.in_members.replace(true) {
        return false;
    }
    let found = class_facts::is_enum(inference, class)
        && members(inference, class)
            .iter()
            .any(|member| member.name == name);
    inference.in_members.set(false);
    found
}

/// `member(value)` says that it is one.
fn member_value(expression: &Expr) -> &Expr {
    match expression {
        Expr::Call(call) if called(call) == Some("member") => {
            call.arguments.args.first().unwrap_or(expression)
        }
        other => other,
    }
}

fn called(call: &ruff_python_ast::ExprCall) -> Option<&str> {
    crate::analysis::nodes::dotted_name(&call.func)?.pop()
}

fn is_auto(inference: &Inference, class: &Class, expression: &Expr) -> bool {
    let Expr::Call(call) = expression else {
        return false;
    };
    if called(call) == Some("auto") {
        return true;
    }
    let Class::Source(node) = class else {
        return false;
    };
    match inference.expression(&node.file, ExprRef::from(&*call.func)) {
        Some(Entity::Class(class)) => class_facts::full_name(inference, &class) == "enum.auto",
        _ => false,
    }
}

/// Functions and other descriptors are no members, nor what `nonmember` holds.
fn is_no_member(inference: &Inference, class: &Class, expression: &Expr) -> bool {
    let Class::Source(node) = class else {
        return false;
    };
    match expression {
        Expr::Lambda(_) => true,
        Expr::Call(call) if called(call) == Some("member") => false,
        Expr::Call(call) => match inference.expression(&node.file, ExprRef::from(&*call.func)) {
            Some(Entity::Class(kind)) => {
                class_facts::full_name(inference, &kind) == "enum.nonmember"
                    || attribute::of_instance(inference, &kind).is_descriptor()
            }
            _ => false,
        },
        Expr::Name(_) | Expr::Attribute(_) => matches!(
            inference.expression(&node.file, ExprRef::from(expression)),
            Some(Entity::Function(_))
        ),
        _ => false,
    }
}

fn ignored(def: &ruff_python_ast::StmtClassDef) -> Vec<String> {
    match class_facts::assigned(def, "_ignore_") {
        Some(Expr::StringLiteral(literal)) => literal
            .value
            .to_str()
            .replace(',', " ")
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        Some(Expr::List(list)) => list
            .elts
            .iter()
            .filter_map(class_facts::string_value)
            .collect(),
        Some(Expr::Tuple(tuple)) => tuple
            .elts
            .iter()
            .filter_map(class_facts::string_value)
            .collect(),
        _ => Vec::new(),
    }
}

fn rule(inference: &Inference, class: &Class) -> Rule {
    for base in class_facts::lookup_order(inference, class) {
        if matches!(base, Class::Native(_)) {
            continue;
        }
        match class_facts::full_name(inference, &base).as_str() {
            "enum.Flag" => return Rule::Bit,
            "enum.StrEnum" => return Rule::Name,
            "enum.Enum" => return Rule::Count,
            _ => {}
        }
        if !inference
            .own_member(&base, "_generate_next_value_", false)
            .is_empty()
        {
            return Rule::Unknown;
        }
    }
    Rule::Unknown
}

fn next(rule: Rule, name: &str, seen: &[(String, Option<Value>)]) -> Option<Value> {
    let numbers = || -> Option<Vec<i64>> {
        seen.iter()
            .map(|(_, value)| match value {
                Some(Value::Int(number)) => Some(*number),
                _ => None,
            })
            .collect()
    };
    match rule {
        Rule::Name => Some(Value::Text(format!("'{}'", name.to_lowercase()))),
        Rule::Count => {
            let highest = numbers()?.into_iter().max();
            Some(Value::Int(highest.map_or(Some(1), |n| n.checked_add(1))?))
        }
        Rule::Bit => {
            let highest = numbers()?.into_iter().max();
            let next = match highest {
                None => 1,
                Some(number) if number <= 0 => 1,
                Some(number) => 1_i64.checked_shl(64 - number.leading_zeros())?,
            };
            Some(Value::Int(next))
        }
        Rule::Unknown => None,
    }
}
