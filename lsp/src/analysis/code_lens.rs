//! Where a program can be started from.

use ruff_python_ast::{CmpOp, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LensKind {
    Run,
    Debug,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    pub range: TextRange,
    pub kind: LensKind,
}

/// Run and Debug at `if __name__ == "__main__":`, or at the top of a file that does something.
pub fn lenses(file: &SourceFile) -> Vec<Lens> {
    let body = &file.module().body;
    let guard = body.iter().find_map(|stmt| match stmt {
        Stmt::If(node) if is_main_guard(&node.test) => {
            Some(TextRange::new(node.start(), node.test.end()))
        }
        _ => None,
    });
    let place = match guard {
        Some(range) => range,
        None if body.iter().any(is_action) => TextRange::empty(TextSize::new(0)),
        None => return Vec::new(),
    };
    [LensKind::Run, LensKind::Debug]
        .map(|kind| Lens { range: place, kind })
        .to_vec()
}

fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else {
        return false;
    };
    let [right] = &*compare.comparators else {
        return false;
    };
    let is_name = |expr: &Expr| matches!(expr, Expr::Name(name) if name.id.as_str() == "__name__");
    let is_main = |expr: &Expr| matches!(expr, Expr::StringLiteral(text) if text.value.to_str() == "__main__");
    *compare.ops == [CmpOp::Eq]
        && (is_name(&compare.left) && is_main(right) || is_main(&compare.left) && is_name(right))
}

/// A statement that is more than a definition.
fn is_action(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(node) => !matches!(
            &*node.value,
            Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)
        ),
        Stmt::For(_)
        | Stmt::While(_)
        | Stmt::With(_)
        | Stmt::Raise(_)
        | Stmt::Assert(_)
        | Stmt::Match(_) => true,
        _ => false,
    }
}
