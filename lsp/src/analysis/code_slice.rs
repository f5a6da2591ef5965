//! The part of a text that the code of one definition depends on.
//!
//! To tell the figures of one function of a library need not cost the compilation of thousands of
//! lines around it: what a function compiles to depends on the features of `__future__`, on which
//! global names are imported (an attribute of such a one is called in another way), on the classes
//! and functions around it, and on nothing else. The lines of the rest are left empty, so that line
//! numbers stay.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::source::SourceFile;

/// Where the statements of a module and of its classes stand: what is needed to take a text apart
/// when its tree is gone.
#[derive(Debug)]
pub struct Skeleton {
    /// In the order of the text; those of a class come behind it.
    statements: Box<[Statement]>,
}

#[derive(Debug)]
struct Statement {
    range: TextRange,
    /// Of how many classes it is in the body.
    depth: u16,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// It binds modules.
    Import,
    /// A class whose name and whose first statement begin there.
    Class {
        name: TextSize,
        body: TextSize,
    },
    Other,
}

impl Skeleton {
    pub fn of(module: &ModModule) -> Self {
        let mut statements = Vec::new();
        collect(&module.body, 0, &mut statements);
        Self {
            statements: statements.into(),
        }
    }

    /// From where a class starts to its body.
    pub fn class_header(&self, class: TextRange) -> Option<TextRange> {
        let before = self
            .statements
            .partition_point(|it| it.range.start() < class.start());
        let mut there = self.statements[before..]
            .iter()
            .take_while(|it| it.range.start() == class.start());
        let found = there.find(|it| it.range == class)?;
        match found.kind {
            Kind::Class { body, .. } => Some(TextRange::new(class.start(), body)),
            _ => None,
        }
    }

    /// The statement of a body that a node is in.
    fn around(&self, node: TextRange, depth: u16) -> Option<&Statement> {
        let mut statements = self.statements.iter();
        statements.find(|it| it.depth == depth && it.range.contains_range(node))
    }
}

fn collect(body: &[Stmt], depth: u16, statements: &mut Vec<Statement>) {
    for statement in body {
        let (kind, inner) = match statement {
            Stmt::ClassDef(class) => {
                let body = class.body.first().map_or(class.end(), Ranged::start);
                let name = class.name.start();
                (Kind::Class { name, body }, class.body.as_slice())
            }
            _ if depth == 0 && binds_modules(statement) => (Kind::Import, [].as_slice()),
            _ => (Kind::Other, [].as_slice()),
        };
        statements.push(Statement {
            range: statement.range(),
            depth,
            kind,
        });
        collect(inner, depth.saturating_add(1), statements);
    }
}

/// The text with only those lines that matter to a node; `None` where they cannot be told apart.
pub fn around(file: &SourceFile, node: TextRange) -> Option<String> {
    let skeleton = file.skeleton();
    let imports = skeleton.statements.iter();
    let imports = imports.filter(|it| matches!(it.kind, Kind::Import));
    let mut kept: Vec<Lines> = imports.map(|it| lines_of(file, it.range)).collect();
    for depth in 0.. {
        let statement = skeleton.around(node, depth)?;
        match statement.kind {
            Kind::Class { name, body } if statement.range != node => {
                kept.push(header(file, name, body)?);
            }
            _ => {
                kept.push(lines_of(file, statement.range));
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
fn header(file: &SourceFile, name: TextSize, body: TextSize) -> Option<Lines> {
    let first = file.lines().line_of(name);
    let body = file.lines().line_of(body);
    let line = file.lines().line(first, file.text());
    (body > first && line.trim_start().starts_with("class")).then_some(first..body)
}
