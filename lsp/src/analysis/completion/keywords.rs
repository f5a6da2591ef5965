//! Which keywords fit.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextSize};

use crate::analysis::completion::spot::{Expression, Flavour};
use crate::analysis::completion::{Completer, Item, ItemKind, rank};
use crate::analysis::scopes::ScopeKind;
use crate::analysis::source::SourceFile;

/// The blocks around a statement, found by indentation.
#[derive(Debug, Default)]
pub struct Surroundings {
    pub in_loop: bool,
    pub in_async: bool,
    pub in_match: bool,
    /// The header of the innermost function or class around.
    pub definition: Option<TextSize>,
    /// Clauses that may go on with the statement before.
    pub clauses: Vec<&'static str>,
    /// Decorators directly above.
    pub decorators: Vec<TextSize>,
}

impl Surroundings {
    /// The blocks around the statement that starts at an offset.
    pub fn of(file: &SourceFile, start: TextSize) -> Self {
        let all = file.syntax().parsed.tokens();
        let end = all.partition_point(|token| token.start() < start);
        let lines = LogicalLines {
            tokens: &all[..end],
        };
        let column = |at: TextSize| {
            let line = file.lines().line_of(at);
            let text = file.lines().line(line, file.text());
            text.len() - text.trim_start().len()
        };
        let mut found = Self::default();
        let mut limit = column(start);
        let mut is_first = true;
        // The clauses that siblings allow are looked for at every level that ends here.
        let mut chain = Chain::Open;
        for (kind, second, at) in lines {
            let own = column(at);
            if own > limit {
                is_first = false;
                continue;
            }
            if own == limit {
                if kind == TokenKind::At && is_first {
                    found.decorators.push(at);
                }
                is_first &= kind == TokenKind::At;
                chain.see(kind, &mut found.clauses);
                continue;
            }
            limit = own;
            is_first = false;
            chain = Chain::Open;
            chain.see(kind, &mut found.clauses);
            found.enclosed_by(kind, second, at);
            if limit == 0 || found.definition.is_some() {
                break;
            }
        }
        found.clauses.sort_unstable();
        found.clauses.dedup();
        found
    }

    fn enclosed_by(&mut self, kind: TokenKind, second: Option<TokenKind>, at: TextSize) {
        let is_async = kind == TokenKind::Async;
        let kind = if is_async {
            second.unwrap_or(kind)
        } else {
            kind
        };
        match kind {
            TokenKind::For | TokenKind::While => self.in_loop = true,
            TokenKind::Match => self.in_match = !self.in_loop || self.in_match,
            TokenKind::Def => {
                self.in_async = is_async;
                self.definition = Some(at);
            }
            TokenKind::Class => self.definition = Some(at),
            _ => {}
        }
    }
}

/// Whether earlier siblings still say which clauses may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chain {
    Open,
    /// After `else`: only `finally` of a `try` can follow.
    AfterElse,
    Closed,
}

impl Chain {
    fn see(&mut self, kind: TokenKind, clauses: &mut Vec<&'static str>) {
        let (allowed, next): (&[&str], Self) = match (*self, kind) {
            (Self::Open, TokenKind::If | TokenKind::Elif) => (&["elif", "else"], Self::Closed),
            (Self::Open, TokenKind::For | TokenKind::While) => (&["else"], Self::Closed),
            (Self::Open, TokenKind::Try) => (&["except", "finally"], Self::Closed),
            (Self::Open, TokenKind::Except) => (&["except", "else", "finally"], Self::Closed),
            (Self::Open, TokenKind::Else) => (&[], Self::AfterElse),
            (Self::AfterElse, TokenKind::Except) => (&["finally"], Self::Closed),
            _ => (&[], Self::Closed),
        };
        clauses.extend(allowed);
        *self = next;
    }
}

/// The first tokens of the logical lines before a point, the nearest first.
struct LogicalLines<'a> {
    tokens: &'a [Token],
}

impl Iterator for LogicalLines<'_> {
    type Item = (TokenKind, Option<TokenKind>, TextSize);

    fn next(&mut self) -> Option<Self::Item> {
        let mut first: Option<(&Token, Option<TokenKind>)> = None;
        while let Some((last, rest)) = self.tokens.split_last() {
            match last.kind() {
                TokenKind::Newline if first.is_some() => break,
                TokenKind::Newline
                | TokenKind::Indent
                | TokenKind::Dedent
                | TokenKind::NonLogicalNewline
                | TokenKind::Comment => {}
                _ => {
                    let second = first.map(|(token, _)| token.kind());
                    first = Some((last, second));
                }
            }
            self.tokens = rest;
        }
        let (token, second) = first?;
        Some((token.kind(), second, token.start()))
    }
}

/// Words with which an expression can begin.
const OPERANDS: &[&str] = &["False", "None", "True", "lambda", "not"];
/// Statements that fit anywhere.
const STATEMENTS: &[&str] = &[
    "assert", "async", "class", "def", "del", "for", "from", "global", "if", "import", "match",
    "pass", "raise", "try", "type", "while", "with",
];
/// Words behind a finished value.
const INFIX: &[&str] = &[
    "and", "as", "else", "for", "if", "import", "in", "is", "not", "or",
];

impl Completer<'_> {
    pub(super) fn keywords(&mut self, expression: Expression) {
        let scopes = self.context.file.scopes();
        let in_function = scopes.scope(self.cursor.scope).kind.is_function_like()
            || scopes
                .ancestors(self.cursor.scope)
                .take_while(|&id| scopes.scope(id).kind != ScopeKind::Class)
                .any(|id| scopes.scope(id).kind == ScopeKind::Function);
        let in_async = self.cursor.surroundings.in_async;
        let mut words: Vec<&str> = Vec::new();
        if expression.is_statement {
            if self.cursor.surroundings.in_match {
                words.push("case");
            }
            words.extend(STATEMENTS);
            words.extend(&self.cursor.surroundings.clauses);
            if self.cursor.surroundings.in_loop {
                words.extend(["break", "continue"]);
            }
            if in_function {
                words.extend(["return", "nonlocal"]);
            }
        }
        if expression.flavour != Flavour::Annotation {
            words.extend(OPERANDS);
            if in_function {
                words.push("yield");
            }
            if in_async {
                words.push("await");
            }
        } else {
            words.push("None");
        }
        for word in words {
            self.add(Item::new(word, ItemKind::Keyword, rank::KEYWORD));
        }
    }

    pub(super) fn infix_keywords(&mut self) {
        self.words(INFIX);
    }
}
