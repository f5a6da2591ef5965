//! Expressions.

use ruff_python_ast as published;
use ruff_text_size::{Ranged, TextRange};
use serpentarium_bytecode::{Constant, Wtf8Buf};

use super::mend;
use super::{
    Lowered, Lowering, child, constant_value, integer, items, missing, nodes, published_int,
    required, type_error,
};
use crate::ast::{Field, Node, NodeClass};
use published::{Expr, ExprContext};

/// Builds a published node of this range.
macro_rules! make {
    ($kind:ident, $range:expr, { $($field:ident $(: $value:expr)?),* $(,)? }) => {
        published::$kind {
            node_index: Default::default(),
            range: $range,
            $($field $(: $value)?),*
        }
    };
}
pub(super) use make;

impl Lowering {
    pub(super) fn boxed(&mut self, node: &Node, field: &str) -> Lowered<Box<Expr>> {
        Ok(Box::new(self.expr(required(node, field)?)?))
    }

    pub(super) fn maybe(&mut self, node: &Node, field: &str) -> Lowered<Option<Box<Expr>>> {
        match child(node, field) {
            Some(value) => Ok(Some(Box::new(self.expr(value)?))),
            None => Ok(None),
        }
    }

    pub(super) fn exprs(&mut self, node: &Node, field: &str) -> Lowered<Vec<Expr>> {
        nodes(node, field).map(|value| self.expr(value)).collect()
    }

    /// The right sides of a comparison; `in` can look into the last one only as
    /// it stands there, those before are kept for what follows.
    fn comparators(&mut self, node: &Node) -> Lowered<Vec<Expr>> {
        let looks = nodes(node, "ops")
            .last()
            .is_some_and(|op| matches!(op.class, NodeClass::In | NodeClass::NotIn));
        let last = nodes(node, "comparators").count().saturating_sub(1);
        nodes(node, "comparators")
            .enumerate()
            .map(|(index, value)| match index == last && looks {
                true => self.sought(value),
                false => self.expr(value),
            })
            .collect()
    }

    pub(super) fn expr(&mut self, node: &Node) -> Lowered<Expr> {
        use NodeClass as C;
        let range = self.range(node);
        Ok(match node.class {
            C::BoolOp => {
                let op = match required(node, "op")?.class {
                    C::And => published::BoolOp::And,
                    _ => published::BoolOp::Or,
                };
                let values = self.exprs(node, "values")?;
                Expr::BoolOp(make!(ExprBoolOp, range, { op, values, runtime_values: None }))
            }
            C::NamedExpr => {
                let target = self.boxed(node, "target")?;
                let value = self.boxed(node, "value")?;
                Expr::Named(make!(ExprNamed, range, { target, value }))
            }
            C::BinOp => {
                let op = operator(required(node, "op")?.class);
                if let Some(power) = self.complex_power(node, range)? {
                    return Ok(power);
                }
                let left = self.boxed(node, "left")?;
                let right = self.boxed(node, "right")?;
                Expr::BinOp(make!(ExprBinOp, range, { left, op, right }))
            }
            C::UnaryOp => {
                let op = match required(node, "op")?.class {
                    C::Invert => published::UnaryOp::Invert,
                    C::Not => published::UnaryOp::Not,
                    C::UAdd => published::UnaryOp::UAdd,
                    _ => published::UnaryOp::USub,
                };
                let operand = self.boxed(node, "operand")?;
                Expr::UnaryOp(make!(ExprUnaryOp, range, { op, operand }))
            }
            C::Lambda => {
                let parameters = self.parameters(required(node, "args")?)?;
                let is_empty = parameters.is_empty();
                let parameters = (!is_empty).then(|| Box::new(parameters));
                let body = self.boxed(node, "body")?;
                Expr::Lambda(make!(ExprLambda, range, { parameters, body }))
            }
            C::IfExp => {
                let test = self.boxed(node, "test")?;
                let body = self.boxed(node, "body")?;
                let orelse = self.boxed(node, "orelse")?;
                Expr::If(make!(ExprIf, range, { test, body, orelse }))
            }
            C::Dict => self.dict(node, range)?,
            C::Set => {
                let elts = self.exprs(node, "elts")?;
                Expr::Set(make!(ExprSet, range, { elts, runtime_elts: None }))
            }
            C::ListComp | C::SetComp | C::GeneratorExp | C::DictComp => {
                self.comprehension_expr(node, range)?
            }
            C::Await => {
                let value = self.boxed(node, "value")?;
                Expr::Await(make!(ExprAwait, range, { value }))
            }
            C::Yield => {
                let value = self.maybe(node, "value")?;
                Expr::Yield(make!(ExprYield, range, { value }))
            }
            C::YieldFrom => {
                let value = self.boxed(node, "value")?;
                Expr::YieldFrom(make!(ExprYieldFrom, range, { value }))
            }
            C::Compare => {
                let left = self.boxed(node, "left")?;
                let ops = nodes(node, "ops").map(|op| comparison(op.class)).collect();
                let comparators = self.comparators(node)?.into();
                Expr::Compare(make!(ExprCompare, range, {
                    left, ops, comparators, runtime_comparators: None,
                }))
            }
            C::Call => self.call(node, range)?,
            C::FormattedValue | C::JoinedStr => self.formatted(node, range)?,
            C::Interpolation | C::TemplateStr => self.template(node, range)?,
            C::Constant => self.constant(node, range)?,
            C::Attribute => {
                let value = self.boxed(node, "value")?;
                let attr = self.name(node, "attr")?;
                let ctx = context(node);
                Expr::Attribute(make!(ExprAttribute, range, { value, attr, ctx }))
            }
            C::Subscript => {
                let value = self.boxed(node, "value")?;
                let slice = self.boxed(node, "slice")?;
                let ctx = context(node);
                Expr::Subscript(make!(ExprSubscript, range, { value, slice, ctx }))
            }
            C::Starred => {
                let value = self.boxed(node, "value")?;
                Expr::Starred(make!(ExprStarred, range, { value, ctx: context(node) }))
            }
            C::Name => {
                let id = self.name(node, "id")?.id;
                Expr::Name(make!(ExprName, range, { id, ctx: context(node) }))
            }
            C::List => {
                let elts = self.exprs(node, "elts")?;
                let ctx = context(node);
                Expr::List(make!(ExprList, range, { elts, ctx, runtime_elts: None }))
            }
            C::Tuple => {
                let elts = self.exprs(node, "elts")?;
                let ctx = context(node);
                Expr::Tuple(make!(ExprTuple, range, {
                    elts, ctx, parenthesized: true, runtime_elts: None,
                }))
            }
            C::Slice => {
                let lower = self.maybe(node, "lower")?;
                let upper = self.maybe(node, "upper")?;
                let step = self.maybe(node, "step")?;
                Expr::Slice(make!(ExprSlice, range, { lower, upper, step }))
            }
            other => {
                let message = format!("expected some sort of expr, but got {}()", other.name());
                return Err(type_error(message));
            }
        })
    }

    fn dict(&mut self, node: &Node, range: TextRange) -> Lowered<Expr> {
        let mut entries = Vec::new();
        for (key, value) in items(node, "keys").iter().zip(nodes(node, "values")) {
            let key = match key {
                Field::Node(key) => Some(self.expr(key)?),
                _ => None,
            };
            entries.push(published::DictItem {
                key,
                value: self.expr(value)?,
            });
        }
        Ok(Expr::Dict(
            make!(ExprDict, range, { items: entries, runtime_values: None }),
        ))
    }

    fn comprehension_expr(&mut self, node: &Node, range: TextRange) -> Lowered<Expr> {
        let generators: Lowered<Vec<_>> = nodes(node, "generators")
            .map(|clause| self.comprehension(clause))
            .collect();
        let generators = generators?;
        Ok(match node.class {
            NodeClass::DictComp => {
                let key = Some(self.boxed(node, "key")?);
                let value = self.boxed(node, "value")?;
                Expr::DictComp(make!(ExprDictComp, range, { key, value, generators }))
            }
            NodeClass::ListComp => {
                let elt = self.boxed(node, "elt")?;
                Expr::ListComp(make!(ExprListComp, range, { elt, generators }))
            }
            NodeClass::SetComp => {
                let elt = self.boxed(node, "elt")?;
                Expr::SetComp(make!(ExprSetComp, range, { elt, generators }))
            }
            _ => {
                let elt = self.boxed(node, "elt")?;
                Expr::Generator(make!(ExprGenerator, range, {
                    elt, generators, parenthesized: true,
                }))
            }
        })
    }

    fn comprehension(&mut self, node: &Node) -> Lowered<published::Comprehension> {
        let target = self.expr(required(node, "target")?)?;
        let iter = self.iterable(node, integer(node, "is_async") != 0)?;
        let range = target.range().cover(iter.range());
        let ifs = self.exprs(node, "ifs")?;
        let is_async = integer(node, "is_async") != 0;
        Ok(make!(Comprehension, range, {
            target, iter, ifs, is_async, runtime_ifs: None, runtime_is_async: None,
        }))
    }

    fn call(&mut self, node: &Node, range: TextRange) -> Lowered<Expr> {
        let func = self.boxed(node, "func")?;
        let start = func.range().end().min(range.end());
        let mut arguments =
            self.call_arguments(node, "args", TextRange::new(start, range.end()))?;
        mend::veil_async_generator(node, &mut arguments);
        Ok(Expr::Call(published::ExprCall {
            node_index: Default::default(),
            range_start: range.start(),
            func,
            arguments,
        }))
    }

    pub(super) fn call_arguments(
        &mut self,
        node: &Node,
        positional: &str,
        range: TextRange,
    ) -> Lowered<published::Arguments> {
        let args = self.exprs(node, positional)?.into();
        let keywords: Lowered<Vec<_>> = nodes(node, "keywords")
            .map(|keyword| self.keyword(keyword))
            .collect();
        let keywords = keywords?.into_iter().collect();
        Ok(make!(Arguments, range, {
            args, keywords, runtime_args: None, runtime_bases: None,
        }))
    }

    fn keyword(&mut self, node: &Node) -> Lowered<published::Keyword> {
        let range = self.range(node);
        let arg = self.optional_name(node, "arg", range);
        let value = self.expr(required(node, "value")?)?;
        Ok(make!(Keyword, range, { arg, value }))
    }

    fn constant(&mut self, node: &Node, range: TextRange) -> Lowered<Expr> {
        let Some(Field::Constant(value)) = node.field("value") else {
            return Err(missing(node, "value"));
        };
        Ok(match value {
            Constant::None => Expr::NoneLiteral(make!(ExprNoneLiteral, range, {})),
            Constant::Ellipsis => Expr::EllipsisLiteral(make!(ExprEllipsisLiteral, range, {})),
            Constant::Bool(value) => {
                Expr::BooleanLiteral(make!(ExprBooleanLiteral, range, { value: *value }))
            }
            Constant::Str(text) => self.text(text, range),
            Constant::Bytes(bytes) => {
                let literal = make!(BytesLiteral, range, {
                    value: bytes.clone().into(), flags: published::BytesLiteralFlags::empty(),
                });
                let value = published::BytesLiteralValue::single(literal);
                Expr::BytesLiteral(make!(ExprBytesLiteral, range, { value }))
            }
            Constant::Float(value) if value.is_sign_positive() => {
                let value = published::Number::Float(*value);
                Expr::NumberLiteral(make!(ExprNumberLiteral, range, { value }))
            }
            Constant::Complex { re, im } if re.to_bits() == 0 && im.is_sign_positive() => {
                let value = published::Number::Complex {
                    real: *re,
                    imag: *im,
                };
                Expr::NumberLiteral(make!(ExprNumberLiteral, range, { value }))
            }
            Constant::Int(number) => match published_int(number) {
                Some(int) => {
                    let value = published::Number::Int(int);
                    Expr::NumberLiteral(make!(ExprNumberLiteral, range, { value }))
                }
                None => unwritten(value, range),
            },
            Constant::Code(_) => return Err(type_error("got an invalid type in Constant: code")),
            other => unwritten(other, range),
        })
    }

    /// Text; lone surrogates are written out where the compiler reads them again.
    fn text(&mut self, text: &Wtf8Buf, range: TextRange) -> Expr {
        let part_range = if text.as_str().is_some() && !text.to_string_lossy().contains('\u{FFFD}')
        {
            range
        } else {
            let escaped: String = text
                .code_points()
                .map(|point| format!("\\U{point:08x}"))
                .collect();
            self.page.append(&format!("'{escaped}'"))
        };
        let literal = make!(StringLiteral, part_range, {
            value: text.to_string_lossy().into(), flags: published::StringLiteralFlags::empty(),
        });
        let value = published::StringLiteralValue::single(literal);
        Expr::StringLiteral(make!(ExprStringLiteral, range, { value }))
    }

    fn formatted(&mut self, node: &Node, range: TextRange) -> Lowered<Expr> {
        let is_joined = node.class == NodeClass::JoinedStr;
        let elements = if is_joined {
            Vec::new()
        } else {
            let spec = self.maybe(node, "format_spec")?;
            vec![self.interpolated(node, range, None, None, spec)?]
        };
        let literal = make!(FString, range, {
            elements: elements.into(), flags: published::FStringFlags::empty(),
        });
        let values = if is_joined {
            Some(self.exprs(node, "values")?)
        } else {
            None
        };
        Ok(Expr::FString(make!(ExprFString, range, {
            value: published::FStringValue::single(literal),
            runtime_joined_str: values,
            runtime_values: None,
        })))
    }

    fn template(&mut self, node: &Node, range: TextRange) -> Lowered<Expr> {
        let is_template = node.class == NodeClass::TemplateStr;
        let elements = if is_template {
            Vec::new()
        } else {
            let text = match node.field("str") {
                Some(Field::Constant(value)) => constant_value(value),
                _ => return Err(missing(node, "str")),
            };
            let spec = self.maybe(node, "format_spec")?;
            vec![self.interpolated(node, range, Some(text), spec, None)?]
        };
        let literal = make!(TString, range, {
            elements: elements.into(), flags: published::TStringFlags::empty(),
        });
        let values = if is_template {
            Some(self.exprs(node, "values")?)
        } else {
            None
        };
        Ok(Expr::TString(make!(ExprTString, range, {
            value: published::TStringValue::single(literal),
            runtime_template_str: values,
            runtime_values: None,
        })))
    }

    fn interpolated(
        &mut self,
        node: &Node,
        range: TextRange,
        text: Option<published::ConstantValue>,
        template_spec: Option<Box<Expr>>,
        spec: Option<Box<Expr>>,
    ) -> Lowered<published::InterpolatedStringElement> {
        let conversion = match u8::try_from(integer(node, "conversion")) {
            Ok(b's') => published::ConversionFlag::Str,
            Ok(b'r') => published::ConversionFlag::Repr,
            Ok(b'a') => published::ConversionFlag::Ascii,
            _ => published::ConversionFlag::None,
        };
        let expression = self.boxed(node, "value")?;
        Ok(published::InterpolatedStringElement::Interpolation(make!(
            InterpolatedElement,
            range,
            {
                expression,
                debug_text: None,
                conversion,
                format_spec: None,
                runtime_str: text,
                runtime_interpolation_format_spec: template_spec,
                runtime_formatted_value_format_spec: spec,
            }
        )))
    }
}

fn unwritten(value: &Constant, range: TextRange) -> Expr {
    Expr::Constant(make!(ExprConstant, range, {
        value: constant_value(value), kind: None, invalid_type: None,
    }))
}

fn context(node: &Node) -> ExprContext {
    match child(node, "ctx").map(|ctx| ctx.class) {
        Some(NodeClass::Store) => ExprContext::Store,
        Some(NodeClass::Del) => ExprContext::Del,
        _ => ExprContext::Load,
    }
}

pub(super) fn operator(class: NodeClass) -> published::Operator {
    use published::Operator as O;
    match class {
        NodeClass::Sub => O::Sub,
        NodeClass::Mult => O::Mult,
        NodeClass::MatMult => O::MatMult,
        NodeClass::Div => O::Div,
        NodeClass::Mod => O::Mod,
        NodeClass::Pow => O::Pow,
        NodeClass::LShift => O::LShift,
        NodeClass::RShift => O::RShift,
        NodeClass::BitOr => O::BitOr,
        NodeClass::BitXor => O::BitXor,
        NodeClass::BitAnd => O::BitAnd,
        NodeClass::FloorDiv => O::FloorDiv,
        _ => O::Add,
    }
}

fn comparison(class: NodeClass) -> published::CmpOp {
    use published::CmpOp as O;
    match class {
        NodeClass::NotEq => O::NotEq,
        NodeClass::Lt => O::Lt,
        NodeClass::LtE => O::LtE,
        NodeClass::Gt => O::Gt,
        NodeClass::GtE => O::GtE,
        NodeClass::Is => O::Is,
        NodeClass::IsNot => O::IsNot,
        NodeClass::In => O::In,
        NodeClass::NotIn => O::NotIn,
        _ => O::Eq,
    }
}
