//! Expressions that the published compiler makes other code of than CPython,
//! given to it in a shape of which it makes the same.

use num_bigint::BigInt;
use ruff_python_ast as published;
use ruff_text_size::{Ranged, TextRange};
use serpentarium_bytecode::Constant;
use serpentarium_bytecode::linetable::Position;

use super::expr::make;
use super::{Lowered, Lowering, child, integer, nodes, required};
use crate::ast::{Field, Node, NodeClass};
use published::Expr;

/// Displays longer than this are built item by item, not on the stack.
const STACK_USE_GUIDELINE: usize = 30;

/// Integers up to this are floats exactly.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// What ends the tuple that stands for a set; no text of a program is likely to.
pub(crate) const SET_MARK: &str = "\0a set";

impl Lowering {
    /// What a loop goes over.
    pub(super) fn iterable(&mut self, node: &Node, is_async: bool) -> Lowered<Expr> {
        let iter = required(node, "iter")?;
        if is_async {
            return self.expr(iter);
        }
        self.sought(iter)
    }

    /// What a loop goes over or `in` looks into. A long display of constants
    /// becomes a sum of short tuples, which is folded to the one constant that
    /// CPython makes.
    pub(super) fn sought(&mut self, display: &Node) -> Lowered<Expr> {
        let elements = nodes(display, "elts").count();
        let is_display = matches!(
            display.class,
            NodeClass::Tuple | NodeClass::List | NodeClass::Set
        );
        if !is_display
            || elements <= STACK_USE_GUIDELINE
            || !nodes(display, "elts").all(is_constant)
        {
            return self.expr(display);
        }
        let range = self.range(display);
        let tuple = |elts| {
            Expr::Tuple(make!(ExprTuple, range, {
                elts, ctx: published::ExprContext::Load, parenthesized: true, runtime_elts: None,
            }))
        };
        if display.class != NodeClass::Tuple {
            self.displays.insert(place(display));
        }
        let mut rest = self.exprs(display, "elts")?;
        let mut sum = None;
        if display.class == NodeClass::Set {
            // Behind the elements: the first constant of a code object always stays.
            let flags = published::StringLiteralFlags::empty();
            let mark = make!(StringLiteral, range, { value: SET_MARK.into(), flags });
            let value = published::StringLiteralValue::single(mark);
            let mark = Expr::StringLiteral(make!(ExprStringLiteral, range, { value }));
            rest.push(mark);
        }
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(STACK_USE_GUIDELINE));
            let elts = std::mem::replace(&mut rest, later);
            let part = tuple(elts);
            sum = Some(match sum {
                None => part,
                Some(sum) => Expr::BinOp(make!(ExprBinOp, range, {
                    left: Box::new(sum), op: published::Operator::Add, right: Box::new(part),
                })),
            });
        }
        sum.map_or_else(|| self.expr(display), Ok)
    }
}

/// Where the code of a node says that it stands.
fn place(node: &Node) -> Position {
    let number = |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok());
    Position {
        line: number(node.lineno),
        end_line: number(node.end_lineno),
        column: number(node.col_offset),
        end_column: number(node.end_col_offset),
    }
}

/// Whether the code of an expression is certain to become one constant.
fn is_constant(node: &Node) -> bool {
    match node.class {
        NodeClass::Constant => true,
        NodeClass::Tuple => nodes(node, "elts").all(is_constant),
        NodeClass::UnaryOp => number(node).is_some(),
        NodeClass::BinOp => number(node).is_some() || text_length(node).is_some(),
        _ => false,
    }
}

/// The length of a sum or repetition of texts, where CPython folds it.
fn text_length(node: &Node) -> Option<usize> {
    const MAX_STR_SIZE: usize = 4096;
    if node.class == NodeClass::Constant {
        return match node.field("value") {
            Some(Field::Constant(Constant::Str(text))) => Some(text.code_points().count()),
            _ => None,
        };
    }
    let (left, right) = (child(node, "left")?, child(node, "right")?);
    match child(node, "op")?.class {
        NodeClass::Add => Some(text_length(left)? + text_length(right)?),
        NodeClass::Mult => {
            let (text, count) = match text_length(left) {
                Some(text) => (text, number(right)?),
                None => (text_length(right)?, number(left)?),
            };
            let length = text as f64 * count;
            let is_folded = count.fract() == 0.0 && (0.0..=MAX_STR_SIZE as f64).contains(&length);
            is_folded.then_some(length as usize)
        }
        _ => None,
    }
}

impl Lowering {
    /// A power of a negative number with a broken exponent is complex, to which
    /// the published compiler does not fold it. It becomes a sum that is folded
    /// to the same constant at the same time: `base * 0 + exponent * 0 + real + imag`.
    pub(super) fn complex_power(&mut self, node: &Node, range: TextRange) -> Lowered<Option<Expr>> {
        let Some((real, imag)) = complex_power(node) else {
            return Ok(None);
        };
        let literal = |value| Expr::NumberLiteral(make!(ExprNumberLiteral, range, { value }));
        let sum = |left, op, right| {
            Expr::BinOp(make!(ExprBinOp, range, {
                left: Box::new(left), op, right: Box::new(right),
            }))
        };
        let mut nothing = |field| {
            let zero = literal(published::Number::Int(0_u8.into()));
            let value = self.expr(required(node, field)?)?;
            Ok(sum(value, published::Operator::Mult, zero))
        };
        let (base, exponent) = (nothing("left")?, nothing("right")?);
        let nothing = sum(base, published::Operator::Add, exponent);
        let real = literal(published::Number::Float(real));
        let imag = literal(published::Number::Complex { real: 0.0, imag });
        let real = sum(nothing, published::Operator::Add, real);
        Ok(Some(sum(real, published::Operator::Add, imag)))
    }
}

/// A negative number to a broken exponent, in polar coordinates as CPython
/// computes it.
fn complex_power(node: &Node) -> Option<(f64, f64)> {
    if child(node, "op")?.class != NodeClass::Pow {
        return None;
    }
    let base = number(child(node, "left")?)?;
    let exponent = number(child(node, "right")?)?;
    if !(base < 0.0 && exponent.is_finite() && exponent.fract() != 0.0) {
        return None;
    }
    let length = (-base).powf(exponent);
    let angle = std::f64::consts::PI * exponent;
    let power = (length * angle.cos(), length * angle.sin());
    (power.0.is_finite() && power.1.is_finite()).then_some(power)
}

/// The value of arithmetic with literals, where a float holds it exactly as
/// CPython's folding would.
fn number(node: &Node) -> Option<f64> {
    match node.class {
        NodeClass::Constant => match node.field("value") {
            Some(Field::Constant(Constant::Float(value))) => Some(*value),
            Some(Field::Constant(Constant::Int(value))) => exact(value),
            _ => None,
        },
        NodeClass::UnaryOp => {
            let value = number(child(node, "operand")?)?;
            match child(node, "op")?.class {
                NodeClass::USub => Some(-value),
                NodeClass::UAdd => Some(value),
                _ => None,
            }
        }
        NodeClass::BinOp => {
            let left = number(child(node, "left")?)?;
            let right = number(child(node, "right")?)?;
            let value = match child(node, "op")?.class {
                NodeClass::Add => left + right,
                NodeClass::Sub => left - right,
                NodeClass::Mult => left * right,
                NodeClass::Div if right != 0.0 => left / right,
                _ => return None,
            };
            (value.abs() <= MAX_EXACT).then_some(value)
        }
        _ => None,
    }
}

fn exact(value: &BigInt) -> Option<f64> {
    let value: f64 = i64::try_from(value).ok()? as f64;
    (value.abs() <= MAX_EXACT).then_some(value)
}

/// `all`, `any` and `tuple` of one generator expression are compiled to loops,
/// but not if it is an asynchronous one. Such a one is veiled as an `or` of
/// one value, which has no code of its own.
pub(super) fn veil_async_generator(call: &Node, arguments: &mut published::Arguments) {
    let [Expr::Generator(generator)] = &*arguments.args else {
        return;
    };
    if !nodes(call, "args").any(is_async_generator) {
        return;
    }
    let veiled = Expr::BoolOp(make!(ExprBoolOp, generator.range(), {
        op: published::BoolOp::Or,
        values: vec![arguments.args[0].clone()],
        runtime_values: None,
    }));
    arguments.args = [veiled].into();
}

/// Whether running a generator expression awaits something. What it goes over
/// first is evaluated outside of it.
fn is_async_generator(generator: &Node) -> bool {
    let parts = || nodes(generator, "generators");
    let element = child(generator, "elt").into_iter();
    parts().any(is_async_part)
        || element
            .chain(parts().skip(1).filter_map(|part| child(part, "iter")))
            .any(awaits)
        || parts()
            .any(|part| child(part, "target").is_some_and(awaits) || nodes(part, "ifs").any(awaits))
}

fn is_async_part(part: &Node) -> bool {
    integer(part, "is_async") != 0
}

/// Whether evaluating an expression awaits something in its own scope.
fn awaits(node: &Node) -> bool {
    match node.class {
        NodeClass::Await => true,
        NodeClass::Lambda => child(node, "args").is_some_and(awaits),
        NodeClass::GeneratorExp => nodes(node, "generators")
            .next()
            .and_then(|part| child(part, "iter"))
            .is_some_and(awaits),
        NodeClass::ListComp | NodeClass::SetComp | NodeClass::DictComp
            if nodes(node, "generators").any(is_async_part) =>
        {
            true
        }
        _ => node.children().any(awaits),
    }
}
