//! Errors: where they are and what CPython says about them.

use serpentarium_bytecode::Constant;

use super::machine::{Machine, Start};
use super::tree::{Span, Value};
use crate::ast::NodeClass;
use crate::tokenizer::{Bracket, Fault, Token, TokenKind};
use crate::{CompileError, ErrorKind};

/// The place of an error in CPython's terms: columns are bytes from 1, or 0
/// and below where there is none.
struct Place {
    lineno: i64,
    column: i64,
    end_lineno: i64,
    end_column: i64,
}

impl Place {
    fn of(span: Span) -> Self {
        Place {
            lineno: span.lineno,
            column: span.col + 1,
            end_lineno: span.end_lineno,
            end_column: span.end_col + 1,
        }
    }
}

impl Machine<'_> {
    /// The error functions of the grammar; strings come before them.
    pub(super) fn call_mistake(
        &mut self,
        name: &str,
        values: &[Value],
        at: usize,
    ) -> Option<Value> {
        let first = values.first().copied().unwrap_or(Value::None);
        let flag = |condition: bool| {
            if condition {
                Value::Matched
            } else {
                Value::None
            }
        };
        match name {
            "at" => {
                let span = self.span_of(first)?;
                let message = self.message(&values[1..]);
                self.error_between(span, message);
            }
            "range" => {
                let (start, end) = (self.span_of(first)?, self.span_of(values[1])?);
                let message = self.message(&values[2..]);
                let span = Span {
                    end_lineno: end.end_lineno,
                    end_col: end.end_col,
                    ..start
                };
                self.error_between(span, message);
            }
            "from" => {
                let start = self.span_of(first)?;
                let message = self.message(&values[1..]);
                let place = Place {
                    end_lineno: self.tokenizer.lineno as i64,
                    end_column: self.read_column(),
                    ..Place::of(start)
                };
                self.error_placed(ErrorKind::SyntaxError, place, message);
            }
            "at_last_column" => {
                let span = self.span_of(first)?;
                let message = self.message(&values[1..]);
                let place = Place {
                    column: span.end_col,
                    end_column: 0,
                    ..Place::of(span)
                };
                self.error_placed(ErrorKind::SyntaxError, place, message);
            }
            "raise" => {
                let message = self.message(values);
                self.error_at_token(ErrorKind::SyntaxError, self.tokens.len() - 1, message);
            }
            "next" => {
                let message = self.message(values);
                let index = self.at.min(self.tokens.len() - 1);
                self.error_at_token(ErrorKind::SyntaxError, index, message);
            }
            "indent" => {
                let message = self.message(values);
                self.error_at_token(ErrorKind::IndentationError, self.tokens.len() - 1, message);
            }
            "bad_target" => return self.bad_target(first, values[1]),
            "nonparen_genexp" => return self.nonparen_genexp(first, values[1]),
            "positional_after" => return Some(self.positional_after(first)),
            "last_clause" => return self.last_clause(first),
            "last_target" => {
                let last = *self.arena.items(first).last()?;
                return Some(self.arena.draft(last)?.fields[0]);
            }
            "is_legacy" => {
                let name = self.name_of(first);
                return Some(flag(matches!(name.as_str(), "print" | "exec")));
            }
            "in_brackets" => {
                return Some(flag(self.tokens[self.at - 1].token.level != 0));
            }
            "not" => return Some(flag(!first.is_some())),
            "or" => return Some(flag(values.iter().any(|value| value.is_some()))),
            "is" => {
                let class = self.arena.class(first).map(NodeClass::name);
                return Some(flag(
                    matches!(values[1], Value::Message(m) if Some(m) == class),
                ));
            }
            "text" | "line" | "kind" | "name_of" => {
                let text = match name {
                    "text" => match first {
                        Value::Token(index) => self.token_text(index).to_owned(),
                        _ => String::new(),
                    },
                    "line" => self.span_of(first)?.lineno.to_string(),
                    "kind" => self.kind_of(first).to_owned(),
                    _ => self.name_of(first),
                };
                return Some(self.arena.text(text));
            }
            other => unreachable!("the grammar calls {other} at token {at}"),
        }
        None
    }

    fn message(&self, values: &[Value]) -> String {
        let Some(Value::Message(text)) = values.first() else {
            return values
                .first()
                .and_then(|v| self.arena.text_of(*v))
                .map_or_else(String::new, |text| text.to_string());
        };
        let mut message = (*text).to_owned();
        for value in &values[1..] {
            if let Some(text) = self.arena.text_of(*value) {
                message = message.replacen("{}", &text.to_string(), 1);
            }
        }
        message
    }

    fn name_of(&self, name: Value) -> String {
        self.arena
            .draft(name)
            .and_then(|draft| self.arena.text_of(draft.fields[0]))
            .map_or_else(String::new, |text| text.to_string())
    }

    /// What CPython calls an expression in messages.
    pub(super) fn kind_of(&self, value: Value) -> &'static str {
        use NodeClass as C;
        let Some(draft) = self.arena.draft(value) else {
            return "expression";
        };
        match draft.class {
            C::Attribute => "attribute",
            C::Subscript => "subscript",
            C::Starred => "starred",
            C::Name => "name",
            C::List => "list",
            C::Tuple => "tuple",
            C::Lambda => "lambda",
            C::Call => "function call",
            C::GeneratorExp => "generator expression",
            C::Yield | C::YieldFrom => "yield expression",
            C::Await => "await expression",
            C::ListComp => "list comprehension",
            C::SetComp => "set comprehension",
            C::DictComp => "dict comprehension",
            C::Dict => "dict literal",
            C::Set => "set display",
            C::JoinedStr | C::FormattedValue => "f-string expression",
            C::TemplateStr | C::Interpolation => "t-string expression",
            C::Compare => "comparison",
            C::IfExp => "conditional expression",
            C::NamedExpr => "named expression",
            C::Constant => match self.arena.constant_of(draft.fields[0]) {
                Some(Constant::None) => "None",
                Some(Constant::Bool(true)) => "True",
                Some(Constant::Bool(false)) => "False",
                Some(Constant::Ellipsis) => "ellipsis",
                _ => "literal",
            },
            _ => "expression",
        }
    }

    fn bad_target(&mut self, target: Value, purpose: Value) -> Option<Value> {
        let Value::Message(purpose) = purpose else {
            return None;
        };
        let bad = self.invalid_target(target, purpose)?;
        let verb = if purpose == "delete" {
            "delete"
        } else {
            "assign to"
        };
        let message = format!("cannot {verb} {}", self.kind_of(bad));
        let span = self.span_of(bad)?;
        self.error_between(span, message);
        None
    }

    /// The part of a target that cannot be one.
    fn invalid_target(&self, target: Value, purpose: &str) -> Option<Value> {
        let draft = self.arena.draft(target)?;
        match draft.class {
            NodeClass::List | NodeClass::Tuple => self
                .arena
                .items(draft.fields[0])
                .iter()
                .find_map(|item| self.invalid_target(*item, purpose)),
            NodeClass::Starred if purpose == "delete" => Some(target),
            NodeClass::Starred => self.invalid_target(draft.fields[0], purpose),
            NodeClass::Compare if purpose == "for" => {
                let first = *self.arena.items(draft.fields[1]).first()?;
                if self.arena.class(first) == Some(NodeClass::In) {
                    return self.invalid_target(draft.fields[0], purpose);
                }
                None
            }
            NodeClass::Name | NodeClass::Subscript | NodeClass::Attribute => None,
            _ => Some(target),
        }
    }

    fn nonparen_genexp(&mut self, arguments: Value, clauses: Value) -> Option<Value> {
        let args = *self.arena.items(arguments).first()?;
        let items = self.arena.items(args);
        if items.len() <= 1 {
            return None;
        }
        let start = self.span_of(*items.last()?)?;
        let last = self.last_clause(clauses)?;
        let end = self.span_of(last)?;
        let span = Span {
            end_lineno: end.end_lineno,
            end_col: end.end_col,
            ..start
        };
        self.error_between(span, "Generator expression must be parenthesized");
        None
    }

    fn positional_after(&self, arguments: Value) -> Value {
        let keywords = self
            .arena
            .items(arguments)
            .get(1)
            .copied()
            .unwrap_or(Value::None);
        let unpacks = self.arena.items(keywords).iter().any(|keyword| {
            self.arena
                .draft(*keyword)
                .is_some_and(|d| !d.fields[0].is_some())
        });
        Value::Message(if unpacks {
            "positional argument follows keyword argument unpacking"
        } else {
            "positional argument follows keyword argument"
        })
    }

    /// The last condition of the last clause, or what it iterates over.
    fn last_clause(&self, clauses: Value) -> Option<Value> {
        let draft = self.arena.draft(*self.arena.items(clauses).last()?)?;
        Some(
            self.arena
                .items(draft.fields[2])
                .last()
                .copied()
                .unwrap_or(draft.fields[1]),
        )
    }

    fn read_column(&self) -> i64 {
        self.tokenizer.cur as i64 - self.tokenizer.line_start as i64
    }

    pub(super) fn error_between(&mut self, span: Span, message: impl Into<String>) {
        self.error_placed(ErrorKind::SyntaxError, Place::of(span), message.into());
    }

    pub(super) fn expected(&mut self, text: &str) {
        if let Some(token) = self.tokens.get(self.at) {
            let _ = token;
            let span = self.token_span(self.at as u32);
            self.error_between(span, format!("expected '{text}'"));
        }
    }

    pub(super) fn error_at_token(
        &mut self,
        kind: ErrorKind,
        index: usize,
        message: impl Into<String>,
    ) {
        let token: Token = self.tokens[index].token;
        if token.kind == TokenKind::ERRORTOKEN
            && kind != ErrorKind::IncompleteInput
            && self.tokenizer.reached_end()
            && let Some(bracket) = self.tokenizer.brackets.last().copied()
        {
            return self.unclosed(bracket);
        }
        let column = if token.col_offset == -1 {
            self.read_column()
        } else {
            i64::from(token.col_offset) + 1
        };
        let end_column = if token.end_col_offset == -1 {
            -1
        } else {
            i64::from(token.end_col_offset) + 1
        };
        let place = Place {
            lineno: token.lineno as i64,
            column,
            end_lineno: token.end_lineno as i64,
            end_column,
        };
        self.error_placed(kind, place, message.into());
    }

    fn unclosed(&mut self, bracket: Bracket) {
        let place = Place {
            lineno: bracket.lineno as i64,
            column: bracket.column as i64 + 1,
            end_lineno: bracket.lineno as i64,
            end_column: 0,
        };
        let message = format!("'{}' was never closed", char::from(bracket.byte));
        self.error_placed(ErrorKind::SyntaxError, place, message);
    }

    fn error_placed(&mut self, kind: ErrorKind, place: Place, message: String) {
        if self.error.is_some() {
            return;
        }
        let line =
            if self.tokenizer.lineno as i64 <= place.lineno && self.tokenizer.has_read_anything() {
                self.tokenizer.shown_text().to_owned()
            } else {
                let line = crate::source::line(self.tokenizer.text(), place.lineno.max(1) as usize);
                line.unwrap_or_default().trim_end_matches('\n').to_owned()
            };
        let offset = characters(&line, place.column);
        let end_offset = if place.end_column > 0 {
            characters(&line, place.end_column)
        } else {
            place.end_column
        };
        self.error = Some(CompileError {
            lineno: Some(place.lineno),
            offset: Some(offset),
            text: Some(line.into()),
            end_lineno: Some(place.end_lineno),
            end_offset: Some(end_offset),
            ..CompileError::without_position(kind, message)
        });
    }

    /// Turns the tokenizer's fault into an error.
    pub(super) fn tokenizer_error(&mut self) {
        if self.error.is_some() {
            return;
        }
        let (kind, column, message) = match self.tokenizer.fault.clone() {
            Some(Fault::Error(error)) => {
                self.error = Some(*error);
                return;
            }
            Some(Fault::EndOfText) | None => {
                match self.tokenizer.brackets.last().copied() {
                    Some(bracket) => self.unclosed(bracket),
                    None => {
                        let index = self.tokens.len() - 1;
                        let message = "unexpected EOF while parsing";
                        self.error_at_token(ErrorKind::SyntaxError, index, message);
                    }
                }
                return;
            }
            Some(Fault::Dedent) => {
                let message = "unindent does not match any outer indentation level";
                let index = self.tokens.len() - 1;
                self.error_at_token(ErrorKind::IndentationError, index, message);
                return;
            }
            Some(Fault::Tabs) => (
                ErrorKind::TabError,
                0,
                "inconsistent use of tabs and spaces in indentation",
            ),
            Some(Fault::TooDeep) => (
                ErrorKind::IndentationError,
                0,
                "too many levels of indentation",
            ),
            Some(Fault::Continuation) => (
                ErrorKind::SyntaxError,
                self.tokenizer.cur as i64 - self.tokenizer.shown_from as i64 - 1,
                "unexpected character after line continuation character",
            ),
        };
        let lineno = self.tokenizer.lineno as i64;
        let place = Place {
            lineno,
            column: column + 1,
            end_lineno: lineno,
            end_column: 0,
        };
        self.error_placed(kind, place, message.to_owned());
    }

    /// The error of a text that neither fits nor has a known mistake.
    pub(super) fn settle_error(&mut self, last: Token) {
        if self.error.is_some() {
            let is_syntax = self.error.as_ref().is_some_and(|error| {
                !matches!(
                    error.kind,
                    ErrorKind::MemoryError | ErrorKind::RecursionError
                )
            });
            if self.tokenizer.is_sound() && is_syntax {
                self.look_for_tokenizer_errors();
            }
            return;
        }
        if last.kind == TokenKind::ERRORTOKEN && self.tokenizer.reached_end() {
            match self.tokenizer.brackets.last().copied() {
                Some(bracket) => self.unclosed(bracket),
                None => {
                    let index = self.tokens.len() - 1;
                    let message = "unexpected EOF while parsing";
                    self.error_at_token(ErrorKind::SyntaxError, index, message);
                }
            }
            return;
        }
        if matches!(last.kind, TokenKind::INDENT | TokenKind::DEDENT) {
            let message = if last.kind == TokenKind::INDENT {
                "unexpected indent"
            } else {
                "unexpected unindent"
            };
            let index = self.tokens.len() - 1;
            self.error_at_token(ErrorKind::IndentationError, index, message);
            return;
        }
        let span = Span {
            lineno: last.lineno as i64,
            col: i64::from(last.col_offset),
            end_lineno: last.end_lineno as i64,
            end_col: i64::from(last.end_col_offset),
        };
        let is_old_operator = last.kind == TokenKind::NOTEQUAL
            && self.tokenizer.text()[last.start..last.end] == *"<>";
        self.error_between(
            span,
            if is_old_operator {
                "invalid syntax.  Maybe you meant '!=' instead of '<>'?"
            } else {
                "invalid syntax"
            },
        );
        self.look_for_tokenizer_errors();
    }

    /// Reads the rest of the text: an error in a token outranks others.
    fn look_for_tokenizer_errors(&mut self) {
        let Some(current) = self.tokens.last().map(|token| token.token.lineno) else {
            return;
        };
        let earlier = self.error.take();
        loop {
            let token = self.tokenizer.next_token();
            match token.kind {
                TokenKind::ERRORTOKEN => {
                    if let Some(Fault::Error(error)) = self.tokenizer.fault.clone() {
                        self.error = Some(*error);
                    } else if let Some(bracket) = self.tokenizer.brackets.last().copied()
                        && current > bracket.lineno
                    {
                        self.unclosed(bracket);
                    }
                    break;
                }
                TokenKind::ENDMARKER => break,
                _ => {}
            }
        }
        if self.error.is_none() {
            self.error = earlier;
        }
    }

    /// Whether all of the text has been read.
    pub(super) fn is_end_of_text(&self) -> bool {
        self.tokenizer.reached_end()
    }

    /// More than one statement where only one may stand.
    pub(super) fn check_single(&mut self) {
        if self.start != Start::Interactive || self.error.is_some() {
            return;
        }
        let rest = &self.tokenizer.text()[self.tokenizer.cur..];
        let has_more = rest.lines().any(|line| {
            let line = line.trim_matches([' ', '\t', '\x0c']);
            !line.is_empty() && !line.starts_with('#')
        });
        if has_more {
            let message = "multiple statements found while compiling a single statement";
            self.error_at_token(ErrorKind::SyntaxError, self.tokens.len() - 1, message);
        }
    }
}

/// Characters in the first `bytes` bytes; beyond the line's end counts once.
fn characters(line: &str, bytes: i64) -> i64 {
    let Ok(bytes) = usize::try_from(bytes) else {
        return bytes;
    };
    if bytes > line.len() {
        return line.chars().count() as i64 + 1;
    }
    String::from_utf8_lossy(&line.as_bytes()[..bytes])
        .chars()
        .count() as i64
}
