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
use rustc_hash::FxHashSet;
use serpentarium_checker::names::words;

use crate::analysis::scopes::{Binding, BindingKind, MODULE};
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

    /// The statements that bind modules.
    fn imports(&self) -> impl Iterator<Item = &Statement> {
        let statements = self.statements.iter();
        statements.filter(|it| matches!(it.kind, Kind::Import))
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

/// The lines of a text that matter to a node.
#[derive(Debug)]
pub struct Slice {
    pub text: String,
    /// How many lines more are before the node in the whole text.
    pub left_out: usize,
}

/// The lines that matter to a node; `None` where they cannot be told apart.
pub fn around(file: &SourceFile, node: TextRange) -> Option<Slice> {
    let skeleton = file.skeleton();
    let features = skeleton.imports();
    let features = features.filter(|it| file.slice(it.range).contains("__future__"));
    let mut kept: Vec<Lines> = features.map(|it| lines_of(file, it.range)).collect();
    for depth in 0.. {
        let statement = skeleton.around(node, depth)?;
        match statement.kind {
            Kind::Class { name, body } if statement.range != node => {
                kept.push(header(file, name, body)?);
            }
            _ => {
                kept.push(lines_of(file, statement.range));
                // The code of a class has its line as a constant.
                let has_class = words(file.slice(statement.range), "class").next().is_some();
                let mut slice = only(file, kept, has_class);
                import(&mut slice.text, &imported(file, skeleton, statement.range));
                return Some(slice);
            }
        }
    }
    None
}

/// The names in a statement that the module imports outside of functions.
fn imported<'a>(file: &'a SourceFile, skeleton: &Skeleton, statement: TextRange) -> Vec<&'a str> {
    let text = file.slice(statement);
    let table = file.outer_scopes();
    let words: FxHashSet<&str> = match text.is_ascii() {
        true => text
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .collect(),
        // Other letters may be written in several ways.
        false => table.scope(MODULE).names.keys().map(|it| &**it).collect(),
    };
    let is_import = |binding: &Binding| {
        let kinds = matches!(
            binding.kind,
            BindingKind::Import { .. } | BindingKind::ImportFrom { .. }
        );
        let mut imports = skeleton.imports();
        kinds && imports.any(|it| it.range.contains_range(binding.range))
    };
    let words = words.into_iter();
    words
        .filter(|word| table.bindings_of(MODULE, word).any(is_import))
        .collect()
}

/// Puts an import of names behind a text: where in the module it stands does not matter, nor where
/// from it is.
fn import(text: &mut String, names: &[&str]) {
    if !names.is_empty() {
        *text += "import ";
        *text += &names.join(", ");
    }
}

/// Some lines of a text; the others are left out, or empty where lines have to stay where they are.
fn only(file: &SourceFile, mut kept: Vec<Lines>, in_place: bool) -> Slice {
    kept.sort_unstable_by_key(|lines| lines.start);
    let mut text = String::new();
    let (mut next, mut left_out) = (0, 0);
    for lines in kept {
        // Two statements may share a line.
        let start = lines.start.max(next);
        match in_place {
            true => text.extend(std::iter::repeat_n('\n', start - next)),
            false => left_out += start - next,
        }
        for line in start..lines.end {
            let line = file.lines().line(line, file.text());
            text.push_str(line.trim_end_matches(['\r', '\n']));
            text.push('\n');
        }
        next = next.max(lines.end);
    }
    Slice { text, left_out }
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
