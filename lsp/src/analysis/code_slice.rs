//! The part of a text that the code of one definition depends on.
//!
//! To tell the figures of one function of a library need not cost the compilation of thousands of
//! lines around it: what a function compiles to depends on the features of `__future__`, on which
//! global names are imported (an attribute of such a one is called in another way), on the classes
//! and functions around it, and on nothing else. The lines of the rest are left empty, so that line
//! numbers stay.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::source::SourceFile;

/// The text with only those lines that matter to a node; `None` where they cannot be told apart.
pub fn around(file: &SourceFile, node: TextRange) -> Option<String> {
    let module = file.module();
    let mut kept = Vec::new();
    for statement in &module.body {
        if binds_modules(statement) {
            kept.push(lines_of(file, statement.range()));
        }
    }
    let mut body = module.body.as_slice();
    loop {
        let statement = body
            .iter()
            .find(|statement| statement.range().contains_range(node))?;
        match statement {
            Stmt::ClassDef(class) if class.range != node => {
                kept.push(header(file, class)?);
                body = &class.body;
            }
            _ => {
                kept.push(lines_of(file, statement.range()));
                break;
            }
        }
    }
    let mut text = String::with_capacity(file.text().len() / 8);
    let last = kept.iter().map(|lines| lines.end).max()?;
    for line in 0..last {
        if kept.iter().any(|lines| lines.contains(&line)) {
            text.push_str(
                file.lines()
                    .line(line, file.text())
                    .trim_end_matches(['\r', '\n']),
            );
        }
        text.push('\n');
    }
    Some(text)
}

/// Whether a statement of the module is an import, or has one among the statements in it that bind
/// names of the module.
fn binds_modules(statement: &Stmt) -> bool {
    struct Imports(bool);
    impl Visitor<'_> for Imports {
        fn visit_stmt(&mut self, statement: &Stmt) {
            match statement {
                Stmt::Import(_) | Stmt::ImportFrom(_) => self.0 = true,
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
                other => walk_stmt(self, other),
            }
        }

        fn visit_expr(&mut self, _: &Expr) {}
    }
    let mut imports = Imports(false);
    imports.visit_stmt(statement);
    imports.0
}

/// Lines from 0.
type Lines = std::ops::Range<usize>;

fn lines_of(file: &SourceFile, range: TextRange) -> Lines {
    let lines = file.lines();
    lines.line_of(range.start())..lines.line_of(range.end()) + 1
}

/// The lines from `class` to the colon, if the body starts on a later one.
fn header(file: &SourceFile, class: &StmtClassDef) -> Option<Lines> {
    let first = file.lines().line_of(class.name.start());
    let body = file.lines().line_of(class.body.first()?.start());
    let line = file.lines().line(first, file.text());
    (body > first && line.trim_start().starts_with("class")).then_some(first..body)
}
