//! Values that can be read off the source: literals, names bound once to one, integer arithmetic,
//! enum members, classes. As `repr` prints them.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprRef, Number, Operator, UnaryOp};

use crate::analysis::class_facts::{self, MetaclassOrigin};
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::scopes::{Binding, BindingKind, ScopeKind};
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

/// How far names are followed.
const MAX_DEPTH: u32 = 8;

enum Value {
    Int(i128),
    Text(String),
}

impl Value {
    fn repr(self) -> String {
        match self {
            Self::Int(int) => int.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// `repr` of the value of an expression; `None` if the source does not say it.
pub fn repr(inference: &Inference, file: &Arc<SourceFile>, expression: &Expr) -> Option<String> {
    value(inference, file, expression, 0).map(Value::repr)
}

fn value(
    inference: &Inference,
    file: &Arc<SourceFile>,
    expression: &Expr,
    depth: u32,
) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let text = |text: String| Some(Value::Text(text));
    let items = |items: &[Expr]| {
        let reprs = items
            .iter()
            .map(|item| value(inference, file, item, depth + 1).map(Value::repr));
        reprs.collect::<Option<Vec<_>>>()
    };
    match expression {
        Expr::NumberLiteral(node) => match &node.value {
            Number::Int(int) => match int.as_i64() {
                Some(int) => Some(Value::Int(int.into())),
                None => text(unparse::expression(expression, file.text())),
            },
            _ => text(unparse::expression(expression, file.text())),
        },
        // `repr` leaves the prefix out that `ast.unparse` keeps.
        Expr::StringLiteral(node) => text(unparse::string_repr(node.value.to_str())),
        Expr::BytesLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => {
            text(unparse::expression(expression, file.text()))
        }
        Expr::EllipsisLiteral(_) => text("Ellipsis".to_owned()),
        Expr::Tuple(node) => {
            let items = items(&node.elts)?;
            let comma = if items.len() == 1 { "," } else { "" };
            text(format!("({}{comma})", items.join(", ")))
        }
        Expr::List(node) => text(format!("[{}]", items(&node.elts)?.join(", "))),
        Expr::Dict(node) => {
            let mut pairs = Vec::new();
            for item in &node.items {
                let key = value(inference, file, item.key.as_ref()?, depth + 1)?.repr();
                pairs.push(format!(
                    "{key}: {}",
                    value(inference, file, &item.value, depth + 1)?.repr()
                ));
            }
            text(format!("{{{}}}", pairs.join(", ")))
        }
        Expr::UnaryOp(node) => match (node.op, value(inference, file, &node.operand, depth + 1)?) {
            (UnaryOp::USub, Value::Int(int)) => Some(Value::Int(-int)),
            (UnaryOp::Invert, Value::Int(int)) => Some(Value::Int(!int)),
            (UnaryOp::USub, Value::Text(number))
                if number.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                text(format!("-{number}"))
            }
            _ => None,
        },
        Expr::BinOp(node) => {
            let left = value(inference, file, &node.left, depth + 1)?;
            let right = value(inference, file, &node.right, depth + 1)?;
            match (left, right) {
                (Value::Int(left), Value::Int(right)) => {
                    arithmetic(node.op, left, right).map(Value::Int)
                }
                _ => None,
            }
        }
        Expr::Name(_) | Expr::Attribute(_) => named(inference, file, expression, depth),
        _ => None,
    }
}

fn arithmetic(op: Operator, left: i128, right: i128) -> Option<i128> {
    let shift = u32::try_from(right).ok().filter(|&by| by < 64);
    match op {
        Operator::Add => left.checked_add(right),
        Operator::Sub => left.checked_sub(right),
        Operator::Mult => left.checked_mul(right),
        Operator::FloorDiv if right != 0 => Some(left.div_euclid(right)).filter(|_| right > 0),
        Operator::Pow => left.checked_pow(shift?),
        Operator::LShift => left.checked_mul(1_i128.checked_shl(shift?)?),
        Operator::RShift => Some(left >> shift?),
        Operator::BitOr => Some(left | right),
        Operator::BitAnd => Some(left & right),
        Operator::BitXor => Some(left ^ right),
        _ => None,
    }
}

/// A name that is bound once, to something that can be read off.
fn named(
    inference: &Inference,
    file: &Arc<SourceFile>,
    expression: &Expr,
    depth: u32,
) -> Option<Value> {
    let [definition] = definitions(inference, file, expression)?.try_into().ok()?;
    if let Some(Entity::Class(class)) = inference.entity(&definition)
        && matches!(
            class_facts::metaclass_with_origin(inference, &class, 0),
            Ok((_, MetaclassOrigin::Default))
        )
    {
        return Some(Value::Text(format!(
            "<class '{}'>",
            class_facts::full_name(inference, &class)
        )));
    }
    let Definition::Binding { file: owner, id } = &definition else {
        return None;
    };
    let binding = owner.binding(*id);
    let BindingKind::Assignment {
        value: Some(range), ..
    } = binding.kind
    else {
        return None;
    };
    owner.with_expression(range, |found| {
        assigned(inference, owner, binding, found, depth)
    })
}

/// The value that a name is bound to in an assignment.
fn assigned(
    inference: &Inference,
    owner: &Arc<SourceFile>,
    binding: &Binding,
    found: ExprRef,
    depth: u32,
) -> Option<Value> {
    let holder = owner.scopes_of(binding.scope).scope(binding.scope);
    if holder.kind == ScopeKind::Class {
        let node = crate::analysis::infer::Node {
            file: Arc::clone(owner),
            range: holder.node,
        };
        let class = Class::Source(node);
        if class_facts::is_enum(inference, &class) {
            let value = literal_of(inference, owner, found, depth)?.repr();
            return Some(Value::Text(format!(
                "<{}.{}: {value}>",
                class_facts::short_name(&class),
                binding.name
            )));
        }
    }
    literal_of(inference, owner, found, depth)
}

fn literal_of(
    inference: &Inference,
    file: &Arc<SourceFile>,
    found: ExprRef,
    depth: u32,
) -> Option<Value> {
    value(inference, file, &owned_expression(found)?, depth + 1)
}

/// The node as an expression of its own; trees hand out references by class only.
fn owned_expression(expression: ExprRef) -> Option<Expr> {
    Some(match expression {
        ExprRef::NumberLiteral(node) => Expr::NumberLiteral(node.clone()),
        ExprRef::StringLiteral(node) => Expr::StringLiteral(node.clone()),
        ExprRef::BytesLiteral(node) => Expr::BytesLiteral(node.clone()),
        ExprRef::BooleanLiteral(node) => Expr::BooleanLiteral(node.clone()),
        ExprRef::NoneLiteral(node) => Expr::NoneLiteral(node.clone()),
        ExprRef::Tuple(node) => Expr::Tuple(node.clone()),
        ExprRef::UnaryOp(node) => Expr::UnaryOp(node.clone()),
        ExprRef::BinOp(node) => Expr::BinOp(node.clone()),
        ExprRef::Name(node) => Expr::Name(node.clone()),
        ExprRef::Attribute(node) => Expr::Attribute(node.clone()),
        _ => return None,
    })
}

fn definitions(
    inference: &Inference,
    file: &Arc<SourceFile>,
    expression: &Expr,
) -> Option<Vec<Definition>> {
    let found = match expression {
        Expr::Name(name) => {
            let offset = name.range.start();
            let occurrence = file.scopes_at(offset).occurrence_at(offset)?;
            inference.name(file, occurrence.scope, &occurrence.name, offset)
        }
        Expr::Attribute(attribute) => {
            let owner = inference.expression(file, ExprRef::from(&*attribute.value))?;
            inference.member(&owner, &attribute.attr)
        }
        _ => return None,
    };
    let [only] = found.try_into().ok()?;
    Some(inference.follow_imports(only))
}
