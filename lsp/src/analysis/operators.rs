//! Keywords and operators: which special method they call.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{AnyNodeRef, BoolOp, CmpOp, UnaryOp};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::hover::Hover;
use crate::analysis::{Context, special_calls};

/// The hover of an operator or keyword token, if that is what stands at an offset.
pub fn hover(context: &Context, offset: TextSize) -> Option<Hover> {
    let tokens = context.file.syntax().parsed.tokens();
    let before = tokens.partition_point(|token| token.range().end() <= offset);
    let token = tokens.get(before)?;
    if !token.range().contains(offset) {
        return None;
    }
    let (kind, range) = (token.kind(), token.range());
    let is_word = kind.is_non_soft_keyword();
    if !is_word && !is_operator(kind) {
        return None;
    }
    let path = context.file.nodes_at(offset);
    let (code, how) = meaning(&path, kind, range)?;
    let mut hover = Hover {
        range,
        code: code.to_owned(),
        ..Hover::default()
    };
    hover.fact("Kind", if is_word { "keyword" } else { "operator" });
    hover.fact("Calls", how);
    let calls = special_calls::of_operator(&path, range);
    hover.fact("Here", special_calls::found(context, &calls));
    Some(hover)
}

fn is_operator(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(
        kind,
        Plus | Minus
            | Star
            | Slash
            | Vbar
            | Amper
            | Less
            | Greater
            | Percent
            | EqEqual
            | NotEqual
            | LessEqual
            | GreaterEqual
            | Tilde
            | CircumFlex
            | LeftShift
            | RightShift
            | DoubleStar
            | PlusEqual
            | MinusEqual
            | StarEqual
            | SlashEqual
            | PercentEqual
            | AmperEqual
            | VbarEqual
            | CircumflexEqual
            | LeftShiftEqual
            | RightShiftEqual
            | DoubleStarEqual
            | DoubleSlash
            | DoubleSlashEqual
            | At
            | AtEqual
    )
}

fn meaning(path: &[AnyNodeRef], kind: TokenKind, range: TextRange) -> Option<(String, String)> {
    match *path.last()? {
        AnyNodeRef::ExprBinOp(node) => {
            let (own, reflected) = (node.op.dunder(), node.op.reflected_dunder());
            let how = format!(
                "left.{own}(right), then right.{reflected}(left) (first, if the right class derives from the left and has its own)"
            );
            Some((format!("left {} right", node.op.as_str()), how))
        }
        AnyNodeRef::StmtAugAssign(node) if !node.target.range().contains_range(range) => {
            let how = format!(
                "target.{}(value), else target = target {} value ({}, {})",
                node.op.in_place_dunder(),
                node.op.as_str(),
                node.op.dunder(),
                node.op.reflected_dunder()
            );
            Some((format!("target {}= value", node.op.as_str()), how))
        }
        AnyNodeRef::ExprUnaryOp(node) => Some(unary(node.op)),
        AnyNodeRef::ExprBoolOp(node) => Some(boolean(node.op)),
        AnyNodeRef::ExprCompare(node) => {
            // The operator stands between the operands around it.
            let before = node
                .comparators
                .iter()
                .take_while(|operand| operand.end() <= range.start())
                .count();
            node.ops.get(before).map(|&op| comparison(op))
        }
        node => keyword(node, kind),
    }
}

fn unary(op: UnaryOp) -> (String, String) {
    let (code, how) = match op {
        UnaryOp::Not => (
            "not value",
            "value.__bool__(), else value.__len__(); True if neither exists",
        ),
        UnaryOp::Invert => ("~value", "value.__invert__()"),
        UnaryOp::UAdd => ("+value", "value.__pos__()"),
        UnaryOp::USub => ("-value", "value.__neg__()"),
    };
    (code.to_owned(), how.to_owned())
}

fn boolean(op: BoolOp) -> (String, String) {
    let (code, which) = match op {
        BoolOp::And => ("left and right", "false"),
        BoolOp::Or => ("left or right", "true"),
    };
    let how = format!(
        "left.__bool__(), else left.__len__(); gives left itself if that is {which}, else right"
    );
    (code.to_owned(), how)
}

fn comparison(op: CmpOp) -> (String, String) {
    let code = format!("left {} right", op.as_str());
    let rich = |own: &str, other: &str| {
        format!(
            "left.{own}(right), then right.{other}(left) (first, if the right class derives from the left)"
        )
    };
    let how = match op {
        CmpOp::Eq => format!("{}; identity if neither knows", rich("__eq__", "__eq__")),
        CmpOp::NotEq => format!("{}; identity if neither knows", rich("__ne__", "__ne__")),
        CmpOp::Lt => rich("__lt__", "__gt__"),
        CmpOp::LtE => rich("__le__", "__ge__"),
        CmpOp::Gt => rich("__gt__", "__lt__"),
        CmpOp::GtE => rich("__ge__", "__le__"),
        CmpOp::Is | CmpOp::IsNot => "no method: compares identities".to_owned(),
        CmpOp::In | CmpOp::NotIn => {
            "right.__contains__(left), else iteration over right.__iter__(), else right.__getitem__ from 0".to_owned()
        }
    };
    (code, how)
}

fn keyword(node: AnyNodeRef, kind: TokenKind) -> Option<(String, String)> {
    use TokenKind::{Async, Await, Class, Del, For, From, Import, In, With, Yield};
    let (code, how) = match (node, kind) {
        (AnyNodeRef::StmtFor(node), For | In | Async) if node.is_async => (
            "async for target in iterable",
            "iterable.__aiter__(), then await .__anext__() until StopAsyncIteration",
        ),
        (AnyNodeRef::StmtFor(_) | AnyNodeRef::Comprehension(_), For | In) => (
            "for target in iterable",
            "iterable.__iter__(), then .__next__() until StopIteration",
        ),
        (AnyNodeRef::StmtWith(node), With | Async) if node.is_async => (
            "async with manager as target",
            "await manager.__aenter__(), and at the end await manager.__aexit__(type, value, traceback)",
        ),
        (AnyNodeRef::StmtWith(_), With) => (
            "with manager as target",
            "manager.__enter__(), and at the end manager.__exit__(type, value, traceback)",
        ),
        (AnyNodeRef::ExprAwait(_), Await) => {
            ("await value", "value.__await__() (a coroutine itself)")
        }
        (AnyNodeRef::ExprYieldFrom(_), Yield | From) => (
            "yield from iterable",
            "iterable.__iter__(), then passes on .__next__(), .send(), .throw() and .close()",
        ),
        (AnyNodeRef::StmtDelete(_), Del) => (
            "del target",
            "object.__delattr__(name) for an attribute, object.__delitem__(key) for a subscript; nothing for a name",
        ),
        (AnyNodeRef::StmtImport(_) | AnyNodeRef::StmtImportFrom(_), Import | From) => (
            "import module",
            "builtins.__import__(name, globals, locals, fromlist, level)",
        ),
        (AnyNodeRef::StmtClassDef(_), Class) => (
            "class Name(bases)",
            "metaclass.__prepare__(name, bases), the body, metaclass(name, bases, namespace), __set_name__ of the attributes, __init_subclass__ of the parent",
        ),
        _ => return None,
    };
    Some((code.to_owned(), how.to_owned()))
}
