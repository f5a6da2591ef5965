//! Copies of expressions: they keep their place in the tree, so that the checker answers for them.

use ruff_python_ast::{Expr, ExprRef};

pub(super) fn owned(expression: ExprRef<'_>) -> Expr {
    match expression {
        ExprRef::Name(it) => Expr::Name(it.clone()),
        ExprRef::Attribute(it) => Expr::Attribute(it.clone()),
        ExprRef::Call(it) => Expr::Call(it.clone()),
        ExprRef::Await(it) => Expr::Await(it.clone()),
        ExprRef::Subscript(it) => Expr::Subscript(it.clone()),
        ExprRef::BinOp(it) => Expr::BinOp(it.clone()),
        ExprRef::UnaryOp(it) => Expr::UnaryOp(it.clone()),
        ExprRef::BoolOp(it) => Expr::BoolOp(it.clone()),
        ExprRef::If(it) => Expr::If(it.clone()),
        ExprRef::Named(it) => Expr::Named(it.clone()),
        ExprRef::Lambda(it) => Expr::Lambda(it.clone()),
        ExprRef::Compare(it) => Expr::Compare(it.clone()),
        ExprRef::List(it) => Expr::List(it.clone()),
        ExprRef::Tuple(it) => Expr::Tuple(it.clone()),
        ExprRef::Dict(it) => Expr::Dict(it.clone()),
        ExprRef::Set(it) => Expr::Set(it.clone()),
        ExprRef::ListComp(it) => Expr::ListComp(it.clone()),
        ExprRef::SetComp(it) => Expr::SetComp(it.clone()),
        ExprRef::DictComp(it) => Expr::DictComp(it.clone()),
        ExprRef::Generator(it) => Expr::Generator(it.clone()),
        ExprRef::Yield(it) => Expr::Yield(it.clone()),
        ExprRef::YieldFrom(it) => Expr::YieldFrom(it.clone()),
        ExprRef::FString(it) => Expr::FString(it.clone()),
        ExprRef::TString(it) => Expr::TString(it.clone()),
        ExprRef::StringLiteral(it) => Expr::StringLiteral(it.clone()),
        ExprRef::BytesLiteral(it) => Expr::BytesLiteral(it.clone()),
        ExprRef::NumberLiteral(it) => Expr::NumberLiteral(it.clone()),
        ExprRef::BooleanLiteral(it) => Expr::BooleanLiteral(it.clone()),
        ExprRef::NoneLiteral(it) => Expr::NoneLiteral(it.clone()),
        ExprRef::EllipsisLiteral(it) => Expr::EllipsisLiteral(it.clone()),
        ExprRef::Starred(it) => Expr::Starred(it.clone()),
        ExprRef::Slice(it) => Expr::Slice(it.clone()),
        ExprRef::IpyEscapeCommand(it) => Expr::IpyEscapeCommand(it.clone()),
    }
}
