//! What is shown above lines: starting the program, counts of uses, the size of the code.

use ruff_python_ast::{CmpOp, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_bytecode::opcode;

use crate::analysis::options::CodeLensOptions;
use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LensKind {
    Run,
    Debug,
    /// How often the name is used; counted later.
    References,
    Bytecode {
        bytes: usize,
        instructions: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    pub range: TextRange,
    pub kind: LensKind,
}

/// The lenses that are switched on, in the order of the text.
pub fn lenses(file: &SourceFile, options: &CodeLensOptions) -> Vec<Lens> {
    let mut found = Vec::new();
    if options.run {
        found.extend(starts(file));
    }
    definitions(file, &file.module().body, options, &mut found);
    found
}

/// Lenses of functions and classes, and of the methods in them.
fn definitions(file: &SourceFile, body: &[Stmt], options: &CodeLensOptions, found: &mut Vec<Lens>) {
    for statement in body {
        let (name, inner) = match statement {
            Stmt::FunctionDef(def) => (&def.name, None),
            Stmt::ClassDef(class) => (&class.name, Some(&class.body)),
            _ => continue,
        };
        let range = name.range();
        // The interpreter calls special methods; who names one is no measure.
        let is_special = name.starts_with("__") && name.ends_with("__");
        if options.references && !is_special {
            found.push(Lens {
                range,
                kind: LensKind::References,
            });
        }
        if options.bytecode_size && inner.is_none() {
            found.extend(bytecode(file, statement, name).map(|kind| Lens { range, kind }));
        }
        if let Some(inner) = inner {
            definitions(file, inner, options, found);
        }
    }
}

fn bytecode(file: &SourceFile, statement: &Stmt, name: &str) -> Option<LensKind> {
    let line = file.line_number(statement.start());
    let code = file.compilation().find(name, line, 0)?;
    let instructions = instruction_count(&code.code);
    Some(LensKind::Bytecode {
        bytes: code.code.len(),
        instructions,
    })
}

/// How many instructions there are, their inline caches and prefixes not counted.
fn instruction_count(code: &[u8]) -> usize {
    let (mut at, mut count) = (0, 0);
    while let Some(&opcode) = code.get(at) {
        count += usize::from(opcode::name(opcode) != "EXTENDED_ARG");
        at += 2 + 2 * usize::from(opcode::cache_entries(opcode));
    }
    count
}

/// Run and Debug at `if __name__ == "__main__":`, or at the top of a file that does something.
fn starts(file: &SourceFile) -> Vec<Lens> {
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
