//! What can be folded: blocks, brackets, docstrings, imports, comments, regions.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_node};
use ruff_python_ast::{AnyNodeRef, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    Block,
    Comment,
    Imports,
    Region,
}

/// Lines from 0, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub start_line: usize,
    pub end_line: usize,
    pub kind: FoldKind,
}

pub fn folds(file: &SourceFile) -> Vec<Fold> {
    let mut folder = Folder {
        file,
        folds: Vec::new(),
    };
    walk_node(&mut folder, AnyNodeRef::from(file.module()));
    folder.imports(&file.module().body);
    folder.comments();
    let mut folds = folder.folds;
    folds.sort_by_key(|fold| (fold.start_line, fold.end_line));
    folds.dedup_by_key(|fold| (fold.start_line, fold.end_line));
    folds
}

struct Folder<'a> {
    file: &'a SourceFile,
    folds: Vec<Fold>,
}

impl Folder<'_> {
    fn line(&self, offset: TextSize) -> usize {
        self.file.lines().line_of(offset)
    }

    fn add(&mut self, start: TextSize, end: TextSize, kind: FoldKind) {
        let (start_line, end_line) = (self.line(start), self.line(end));
        if end_line > start_line {
            self.folds.push(Fold {
                start_line,
                end_line,
                kind,
            });
        }
    }

    /// From the line of a header to the end of its block.
    fn block(&mut self, header: TextSize, body: &[Stmt]) {
        if let Some(last) = body.last() {
            self.add(header, last.end(), FoldKind::Block);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.block(def.name.start(), &def.body),
            Stmt::ClassDef(def) => self.block(def.name.start(), &def.body),
            Stmt::For(node) => {
                self.block(node.start(), &node.body);
                self.later_clause(&node.orelse);
            }
            Stmt::While(node) => {
                self.block(node.start(), &node.body);
                self.later_clause(&node.orelse);
            }
            Stmt::With(node) => self.block(node.start(), &node.body),
            Stmt::If(node) => {
                self.block(node.start(), &node.body);
                for clause in &node.elif_else_clauses {
                    self.block(clause.start(), &clause.body);
                }
            }
            Stmt::Try(node) => {
                self.block(node.start(), &node.body);
                for handler in &node.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.block(handler.start(), &handler.body);
                }
                self.later_clause(&node.orelse);
                self.later_clause(&node.finalbody);
            }
            Stmt::Match(node) => {
                self.add(node.start(), node.end(), FoldKind::Block);
                for case in &node.cases {
                    self.block(case.start(), &case.body);
                }
            }
            Stmt::Expr(node) if matches!(&*node.value, Expr::StringLiteral(_)) => {
                self.add(node.start(), node.end(), FoldKind::Comment);
            }
            _ => {}
        }
    }

    /// `else:` and `finally:` have no node of their own: they stand above their block.
    fn later_clause(&mut self, body: &[Stmt]) {
        let Some(first) = body.first() else {
            return;
        };
        let line = self.line(first.start());
        let text = self.file.text();
        let is_clause = |line: &usize| {
            let text = self.file.lines().line(*line, text).trim_start();
            text.starts_with("else") || text.starts_with("finally")
        };
        if let Some(header) = (0..=line).rev().take(16).find(is_clause) {
            let start = self.file.lines().start_of(header, text);
            self.block(start, body);
        }
    }

    fn imports(&mut self, body: &[Stmt]) {
        let is_import = |stmt: &Stmt| matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_));
        for group in body.chunk_by(|a, b| is_import(a) == is_import(b)) {
            if let ([first, ..], Some(last)) = (group, group.last())
                && is_import(first)
            {
                self.add(first.start(), last.end(), FoldKind::Imports);
            }
        }
    }

    fn comments(&mut self) {
        let tokens = self.file.syntax().parsed.tokens();
        let comments: Vec<TextRange> = tokens
            .iter()
            .filter(|token| token.kind() == TokenKind::Comment)
            .map(Ranged::range)
            .collect();
        let mut regions = Vec::new();
        for comment in &comments {
            let text = self.file.slice(*comment).trim_start_matches('#').trim();
            if text.starts_with("region") {
                regions.push(comment.start());
            } else if text.starts_with("endregion")
                && let Some(start) = regions.pop()
            {
                self.add(start, comment.end(), FoldKind::Region);
            }
        }
        let whole_line: Vec<TextRange> = comments
            .into_iter()
            .filter(|c| self.stands_alone(*c))
            .collect();
        let lines: Vec<usize> = whole_line
            .iter()
            .map(|comment| self.line(comment.start()))
            .collect();
        for run in lines.chunk_by(|a, b| *b == a + 1) {
            if let [start_line, .., end_line] = *run {
                self.folds.push(Fold {
                    start_line,
                    end_line,
                    kind: FoldKind::Comment,
                });
            }
        }
    }

    fn stands_alone(&self, comment: TextRange) -> bool {
        let line = self.line(comment.start());
        self.file
            .lines()
            .line(line, self.file.text())
            .trim_start()
            .starts_with('#')
    }
}

impl<'a> SourceOrderVisitor<'a> for Folder<'_> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        if node.is_expression() || node.is_arguments() || node.is_parameters() {
            self.add(node.start(), node.end(), FoldKind::Block);
        }
        TraversalSignal::Traverse
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.stmt(stmt);
        ruff_python_ast::visitor::source_order::walk_stmt(self, stmt);
    }
}
