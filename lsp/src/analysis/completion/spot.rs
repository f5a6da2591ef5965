//! What kind of place the cursor is at, from the tokens before it: a text that is being written is
//! seldom a right one, so its tree says less.

use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::names::is_part;

use crate::analysis::completion::keywords::Surroundings;
use crate::analysis::scopes::{MODULE, ScopeId, ScopeKind};
use crate::analysis::source::SourceFile;

/// What an expression is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    Plain,
    /// After `except` or `raise`.
    Exception,
    /// Between the parentheses of `class C(`.
    Base,
    Decorator,
    Annotation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression {
    pub flavour: Flavour,
    pub is_statement: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A name that is the author's to choose, or no place for a name.
    Nothing,
    /// After the dot behind a value.
    Member {
        value: TextRange,
    },
    /// A module in an import statement: the dots before it and the package up to the last dot.
    Module {
        level: u32,
        package: String,
    },
    /// After `from module import`.
    ImportedName,
    /// Where only these words fit.
    Word(&'static [&'static str]),
    /// After `def`.
    FunctionName {
        is_async: bool,
    },
    ParameterName {
        is_first: bool,
    },
    /// In a string: the range of its content.
    String {
        range: TextRange,
    },
    /// Behind a finished value.
    Infix,
    Expression(Expression),
}

pub struct Cursor<'a> {
    pub file: &'a SourceFile,
    pub offset: TextSize,
    /// What is typed of the name before the cursor.
    pub typed: TextRange,
    /// The whole name that the cursor is in.
    pub whole: TextRange,
    pub spot: Spot,
    pub surroundings: Surroundings,
    /// In which names are looked up.
    pub scope: ScopeId,
    /// The scope that the statement stands in directly.
    pub block: ScopeId,
    /// Where the statement begins.
    pub statement: TextSize,
    /// The token before the name and where it ends.
    pub previous: Option<(TokenKind, TextSize)>,
    pub is_after_classmethod: bool,
    /// A parenthesis follows the name.
    pub is_called: bool,
}

impl<'a> Cursor<'a> {
    pub fn at(file: &'a SourceFile, offset: TextSize) -> Self {
        let typed = typed_name(file, offset);
        let whole = whole_name(file, typed);
        let statement = Statement::before(file, typed.start());
        let spot = match quiet_place(file, offset, typed) {
            Some(spot) => spot,
            None => statement.spot(file),
        };
        let start = statement.start().unwrap_or(typed.start());
        let surroundings = Surroundings::of(file, start);
        let (scope, block) = scope_for_typing(file, offset, &surroundings);
        let rest = &file.text()[whole.end().to_usize()..];
        Self {
            file,
            offset,
            typed,
            whole,
            spot,
            scope,
            block,
            statement: start,
            previous: statement
                .tokens
                .last()
                .map(|token| (token.kind(), token.end())),
            is_after_classmethod: surroundings.decorators.iter().any(|at| {
                let line = file.lines().line_of(*at);
                file.lines()
                    .line(line, file.text())
                    .contains("@classmethod")
            }),
            surroundings,
            is_called: rest.starts_with('('),
        }
    }

    pub fn typed_text(&self) -> &'a str {
        self.file.slice(self.typed)
    }
}

fn typed_name(file: &SourceFile, offset: TextSize) -> TextRange {
    let before = &file.text()[..offset.to_usize()];
    let length: usize = before
        .chars()
        .rev()
        .take_while(|c| is_part(*c))
        .map(char::len_utf8)
        .sum();
    TextRange::new(offset - TextSize::new(length as u32), offset)
}

fn whole_name(file: &SourceFile, typed: TextRange) -> TextRange {
    let after = &file.text()[typed.end().to_usize()..];
    let length: usize = after
        .chars()
        .take_while(|c| is_part(*c))
        .map(char::len_utf8)
        .sum();
    TextRange::new(typed.start(), typed.end() + TextSize::new(length as u32))
}

/// Comments, numbers and strings.
fn quiet_place(file: &SourceFile, offset: TextSize, typed: TextRange) -> Option<Spot> {
    use TokenKind::{
        Comment, Complex, FStringMiddle, FStringStart, Float, Int, String, TStringMiddle,
        TStringStart, Unknown,
    };
    if file.slice(typed).starts_with(|c: char| c.is_ascii_digit()) {
        return Some(Spot::Nothing);
    }
    let tokens = file.syntax().parsed.tokens();
    let after = tokens.partition_point(|token| token.start() < offset);
    let token = tokens.get(after.checked_sub(1)?)?;
    let text = file.slice(token.range());
    match token.kind() {
        Comment if offset <= token.end() => Some(Spot::Nothing),
        Int | Float | Complex if offset <= token.end() => Some(Spot::Nothing),
        FStringMiddle | TStringMiddle | FStringStart | TStringStart if offset <= token.end() => {
            Some(Spot::Nothing)
        }
        String | Unknown if offset <= token.end() => {
            let content = string_content(text)?;
            let is_closed = token.kind() == String && is_closed(text);
            if offset == token.end() && is_closed {
                return None;
            }
            let start = token.start() + TextSize::new(content as u32);
            let end = if is_closed {
                token.end() - TextSize::new(quote_length(&text[prefix_length(text)..]) as u32)
            } else {
                token.end().max(offset)
            };
            if offset < start || offset > end {
                return Some(Spot::Nothing);
            }
            Some(Spot::String {
                range: TextRange::new(start, end),
            })
        }
        _ => None,
    }
}

fn prefix_length(text: &str) -> usize {
    text.find(['"', '\'']).unwrap_or(0)
}

fn quote_length(quoted: &str) -> usize {
    if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") {
        3
    } else {
        1
    }
}

/// Where the content of a string literal begins; `None` for what is no string.
fn string_content(text: &str) -> Option<usize> {
    let prefix = prefix_length(text);
    let quoted = &text[prefix..];
    let is_string = quoted.starts_with(['"', '\''])
        && prefix <= 2
        && text[..prefix].chars().all(|c| c.is_ascii_alphabetic());
    is_string.then(|| prefix + quote_length(quoted))
}

fn is_closed(text: &str) -> bool {
    let quoted = &text[prefix_length(text)..];
    let length = quote_length(quoted);
    quoted.len() >= 2 * length && quoted.ends_with(&quoted[..length])
}

/// The tokens of the statement before the cursor, comments and line breaks left out.
struct Statement<'a> {
    tokens: Vec<&'a Token>,
    /// Indices of the brackets that are open at the cursor.
    open: Vec<usize>,
}

impl<'a> Statement<'a> {
    fn before(file: &'a SourceFile, at: TextSize) -> Self {
        let all = file.syntax().parsed.tokens();
        let end = all.partition_point(|token| token.end() <= at && token.start() < at);
        let mut tokens = Vec::new();
        for token in all[..end].iter().rev() {
            match token.kind() {
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent => break,
                TokenKind::NonLogicalNewline | TokenKind::Comment => {}
                _ => tokens.push(token),
            }
        }
        tokens.reverse();
        let mut statement = Self {
            tokens,
            open: Vec::new(),
        };
        statement.cut();
        statement
    }

    /// Leaves the last of several statements on a line, and finds the open brackets.
    fn cut(&mut self) {
        let is_compound = self.tokens.first().is_some_and(|first| {
            use TokenKind::*;
            matches!(
                first.kind(),
                If | Elif
                    | Else
                    | For
                    | While
                    | Try
                    | Except
                    | Finally
                    | With
                    | Def
                    | Class
                    | Async
            )
        });
        let (mut start, mut lambdas, mut is_compound) = (0, 0, is_compound);
        let mut open: Vec<usize> = Vec::new();
        for (index, token) in self.tokens.iter().enumerate() {
            use TokenKind::*;
            match token.kind() {
                Lpar | Lsqb | Lbrace | FStringStart | TStringStart => open.push(index),
                Rpar | Rsqb | Rbrace | FStringEnd | TStringEnd => {
                    open.pop();
                }
                Lambda if open.is_empty() => lambdas += 1,
                Colon if open.is_empty() && lambdas > 0 => lambdas -= 1,
                Colon if open.is_empty() && is_compound => {
                    (start, is_compound) = (index + 1, false);
                }
                Semi if open.is_empty() => start = index + 1,
                _ => {}
            }
        }
        self.tokens.drain(..start);
        self.open = open
            .into_iter()
            .filter_map(|index| index.checked_sub(start))
            .collect();
    }

    fn start(&self) -> Option<TextSize> {
        self.tokens.first().map(|token| token.start())
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind())
    }

    fn has(&self, kind: TokenKind) -> bool {
        self.tokens.iter().any(|token| token.kind() == kind)
    }

    fn spot(&self, file: &SourceFile) -> Spot {
        let Some(last) = self.tokens.last() else {
            return expression(Flavour::Plain, true);
        };
        let innermost = self.open.last().and_then(|&index| self.kind(index));
        if matches!(
            innermost,
            Some(TokenKind::FStringStart | TokenKind::TStringStart)
        ) {
            return Spot::Nothing;
        }
        match self.kind(0) {
            Some(TokenKind::From) => return self.in_import_from(file),
            Some(TokenKind::Import) => return self.import(file),
            Some(TokenKind::Def | TokenKind::Async) if self.has(TokenKind::Def) => {
                if let Some(spot) = self.function_header() {
                    return spot;
                }
            }
            _ => {}
        }
        match last.kind() {
            TokenKind::Dot => member(file, last.start()).unwrap_or(Spot::Nothing),
            TokenKind::Class | TokenKind::As | TokenKind::For | TokenKind::Lambda => Spot::Nothing,
            TokenKind::Type if self.tokens.len() == 1 => Spot::Nothing,
            TokenKind::Match | TokenKind::Case if self.tokens.len() == 1 => {
                expression(Flavour::Plain, false)
            }
            TokenKind::Async if self.tokens.len() == 1 => Spot::Word(&["def", "for", "with"]),
            TokenKind::Async => Spot::Word(&["for"]),
            kind if ends_value(kind) => Spot::Infix,
            _ => expression(self.flavour(), false),
        }
    }

    fn flavour(&self) -> Flavour {
        let innermost = self.open.last().copied();
        match self.kind(0) {
            Some(TokenKind::Class) if self.open.len() == 1 => Flavour::Base,
            Some(TokenKind::At) if self.open.is_empty() => Flavour::Decorator,
            Some(TokenKind::Except) => Flavour::Exception,
            Some(TokenKind::Raise) if self.tokens.len() == 1 => Flavour::Exception,
            Some(TokenKind::Name)
                if innermost.is_none()
                    && self.tokens.last().map(|last| last.kind()) == Some(TokenKind::Colon) =>
            {
                Flavour::Annotation
            }
            _ => Flavour::Plain,
        }
    }

    fn in_import_from(&self, file: &SourceFile) -> Spot {
        let last = self.tokens[self.tokens.len() - 1].kind();
        if self.has(TokenKind::Import) {
            return match last {
                TokenKind::Import | TokenKind::Comma | TokenKind::Lpar => Spot::ImportedName,
                kind if is_name(kind) => {
                    let before = self.kind(self.tokens.len().wrapping_sub(2));
                    match before {
                        Some(TokenKind::As) => Spot::Nothing,
                        _ => Spot::Word(&["as"]),
                    }
                }
                _ => Spot::Nothing,
            };
        }
        if is_name(last) {
            return Spot::Word(&["import"]);
        }
        let mut level = 0;
        let mut rest = 1;
        while let Some(kind) = self.kind(rest) {
            match kind {
                TokenKind::Dot => level += 1,
                TokenKind::Ellipsis => level += 3,
                _ => break,
            }
            rest += 1;
        }
        self.module(file, level, rest)
    }

    fn import(&self, file: &SourceFile) -> Spot {
        let comma = self
            .tokens
            .iter()
            .rposition(|token| token.kind() == TokenKind::Comma);
        let last = self.tokens[self.tokens.len() - 1].kind();
        match last {
            TokenKind::As => Spot::Nothing,
            kind if is_name(kind) => {
                let named = self.tokens[comma.unwrap_or(0)..]
                    .iter()
                    .any(|token| token.kind() == TokenKind::As);
                if named {
                    Spot::Nothing
                } else {
                    Spot::Word(&["as"])
                }
            }
            _ => self.module(file, 0, comma.unwrap_or(0) + 1),
        }
    }

    /// The package that is written from a token on, without its last dot.
    fn module(&self, file: &SourceFile, level: u32, from: usize) -> Spot {
        let mut package: String = self.tokens[from.min(self.tokens.len())..]
            .iter()
            .map(|token| file.slice(token.range()))
            .collect();
        if package.ends_with('.') {
            package.pop();
        }
        Spot::Module { level, package }
    }

    /// A place in `def name(parameters) -> result` that is no expression.
    fn function_header(&self) -> Option<Spot> {
        let def = self
            .tokens
            .iter()
            .position(|token| token.kind() == TokenKind::Def)?;
        let last = self.tokens[self.tokens.len() - 1].kind();
        if def + 1 == self.tokens.len() {
            return Some(Spot::FunctionName { is_async: def > 0 });
        }
        if last == TokenKind::Rarrow {
            return Some(expression(Flavour::Annotation, false));
        }
        let &[open] = &self.open[..] else {
            return (self.open.is_empty()).then_some(Spot::Nothing);
        };
        let mut depth = 0;
        let mut start = open + 1;
        for (index, token) in self.tokens.iter().enumerate().skip(open + 1) {
            match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                TokenKind::Comma if depth == 0 => start = index + 1,
                _ => {}
            }
        }
        let parameter = &self.tokens[start..];
        let has = |kind| parameter.iter().any(|token| token.kind() == kind);
        Some(match last {
            _ if parameter.is_empty() => Spot::ParameterName {
                is_first: start == open + 1,
            },
            TokenKind::Colon if !has(TokenKind::Equal) => expression(Flavour::Annotation, false),
            _ if has(TokenKind::Colon) || has(TokenKind::Equal) => return None,
            _ => Spot::Nothing,
        })
    }
}

fn expression(flavour: Flavour, is_statement: bool) -> Spot {
    Spot::Expression(Expression {
        flavour,
        is_statement,
    })
}

fn is_name(kind: TokenKind) -> bool {
    kind == TokenKind::Name || kind.is_soft_keyword()
}

/// Whether a value can end with a token.
fn ends_value(kind: TokenKind) -> bool {
    use TokenKind::*;
    is_name(kind)
        || matches!(
            kind,
            Int | Float
                | Complex
                | String
                | FStringEnd
                | TStringEnd
                | Rpar
                | Rsqb
                | Rbrace
                | True
                | False
                | None
                | Ellipsis
        )
}

/// The value before a dot.
fn member(file: &SourceFile, dot: TextSize) -> Option<Spot> {
    let path = file.nodes_at(dot);
    path.iter().rev().find_map(|node| match node {
        AnyNodeRef::ExprAttribute(attribute)
            if attribute.value.end() <= dot && dot < attribute.end() =>
        {
            Some(Spot::Member {
                value: attribute.value.range(),
            })
        }
        _ => None,
    })
}

/// The scope in which names are looked up, and the one the statement stands in. The tree
/// does not reach to the end of a block that is being written, so indentation decides.
fn scope_for_typing(
    file: &SourceFile,
    offset: TextSize,
    surroundings: &Surroundings,
) -> (ScopeId, ScopeId) {
    let table = file.scopes();
    let by_tree = table.scope_at(offset);
    let by_lines = surroundings
        .definition
        .and_then(|header| {
            let inner = (0..table.scopes.len() as u32).map(ScopeId).filter(|&id| {
                let scope = table.scope(id);
                matches!(scope.kind, ScopeKind::Function | ScopeKind::Class)
                    && scope.node.contains_inclusive(header)
            });
            inner.min_by_key(|&id| table.scope(id).node.len())
        })
        .unwrap_or(MODULE);
    let is_inside = table.ancestors(by_tree).any(|id| id == by_lines) && by_tree != by_lines;
    let is_expression = |id: ScopeId| {
        !matches!(
            table.scope(id).kind,
            ScopeKind::Function | ScopeKind::Class | ScopeKind::Module
        )
    };
    let on_this_line = |id: ScopeId| {
        let line = |at| file.lines().line_of(at);
        line(table.scope(id).body.start()) == line(offset)
    };
    if is_inside && (is_expression(by_tree) || on_this_line(by_tree)) {
        (by_tree, by_lines)
    } else {
        (by_lines, by_lines)
    }
}
