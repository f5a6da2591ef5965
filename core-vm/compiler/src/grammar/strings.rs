//! Strings: literals side by side, f-strings and t-strings.

use serpentarium_bytecode::{Constant, Wtf8Buf};

use super::literals::{self, Noticed};
pub(super) use super::literals::{identifier, number};
use super::machine::Machine;
use super::tree::{Span, Value};
use crate::ast::NodeClass;

/// `FormattedValue.conversion` of `{x=}`.
const REPR: i64 = 'r' as i64;

impl Machine<'_> {
    /// The grammar's functions about strings.
    pub(super) fn call_string_or_mistake(
        &mut self,
        name: &str,
        values: &[Value],
        at: usize,
    ) -> Option<Value> {
        match name {
            "strings" => self.strings(values[0], at),
            "string_piece" | "spec_piece" => {
                let Value::Token(index) = values[0] else {
                    return None;
                };
                let text: Wtf8Buf = if name == "spec_piece" {
                    let raw = self.is_in_raw_string(index as usize);
                    self.decoded(self.token_text(index), index, raw)?
                } else {
                    self.token_text(index).into()
                };
                let span = self.piece_span(index);
                Some(self.string_constant(text, Value::None, span))
            }
            "joined_string" => {
                let values = self.pieces(values[0], values[1])?;
                let span = self.span_from(at);
                Some(self.arena.node(NodeClass::JoinedStr, &[values], span))
            }
            "template_string" => {
                let values = self.pieces(values[0], values[1])?;
                let span = self.span_from(at);
                Some(self.arena.node(NodeClass::TemplateStr, &[values], span))
            }
            "conversion" => self.conversion(values[0], values[1]),
            "format_spec" => self.format_spec(values[1], at),
            "formatted_value" => self.replacement_field(values, at, false),
            "interpolation" => self.replacement_field(values, at, true),
            _ => self.call_mistake(name, values, at),
        }
    }

    /// Where a piece of text stands: a doubled brace at its end counts whole.
    fn piece_span(&self, index: u32) -> Span {
        let mut span = self.token_span(index);
        let text = self.token_text(index);
        let next = self.tokenizer.text()[self.tokens[index as usize].token.end..]
            .chars()
            .next();
        let in_named_escape = text
            .rfind("\\N{")
            .is_some_and(|at| !text[at + 3..text.len() - 1].contains('}'));
        if text.ends_with(['{', '}']) && next == text.chars().last() && !in_named_escape {
            span.end_col += 1;
        }
        span
    }

    fn string_constant(&mut self, text: Wtf8Buf, kind: Value, span: Span) -> Value {
        let value = self.arena.constant(Constant::Str(text));
        self.arena.node(NodeClass::Constant, &[value, kind], span)
    }

    fn text_of_constant(&self, value: Value) -> Option<&Wtf8Buf> {
        let draft = self.arena.draft(value)?;
        if draft.class != NodeClass::Constant {
            return None;
        }
        match self.arena.constant_of(draft.fields[0])? {
            Constant::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Text with its escapes decoded, as the token `index` holds it.
    fn decoded(&mut self, body: &str, index: u32, raw: bool) -> Option<Wtf8Buf> {
        if raw {
            return Some(body.into());
        }
        let mut noticed = Noticed::default();
        let result = literals::decode_text(body, &mut noticed);
        self.note(noticed, index);
        match result {
            Ok(text) => Some(text),
            Err(message) => {
                let span = self.token_span(index);
                self.error_between(span, format!("(unicode error) {message}"));
                None
            }
        }
    }

    fn note(&mut self, noticed: Noticed, index: u32) {
        if let Some((lines, escape)) = noticed.invalid_escape {
            let line = self.tokens[index as usize].token.lineno + lines;
            self.warnings
                .push((line, literals::invalid_escape_message(&escape)));
        }
    }

    /// A string token as a constant.
    fn literal(&mut self, index: u32) -> Option<Value> {
        let token = self.token_text(index);
        let literal = literals::literal(token);
        let span = self.token_span(index);
        if !literal.bytes {
            let text = self.decoded(literal.body, index, literal.raw)?;
            let kind = if literal.unicode {
                self.arena.text("u")
            } else {
                Value::None
            };
            return Some(self.string_constant(text, kind, span));
        }
        if !literal.body.is_ascii() {
            self.error_between(span, "bytes can only contain ASCII literal characters");
            return None;
        }
        let mut noticed = Noticed::default();
        let result = if literal.raw {
            Ok(literal.body.as_bytes().to_vec())
        } else {
            literals::decode_bytes(literal.body, &mut noticed)
        };
        self.note(noticed, index);
        match result {
            Ok(bytes) => {
                let value = self.arena.constant(Constant::Bytes(bytes));
                Some(
                    self.arena
                        .node(NodeClass::Constant, &[value, Value::None], span),
                )
            }
            Err(message) => {
                self.error_between(span, format!("(value error) {message}"));
                None
            }
        }
    }

    /// Literals side by side as one expression.
    fn strings(&mut self, parts: Value, at: usize) -> Option<Value> {
        let parts = self.arena.items(parts).to_vec();
        let mut nodes = Vec::with_capacity(parts.len());
        for part in parts {
            nodes.push(match part {
                Value::Token(index) => self.literal(index)?,
                node => node,
            });
        }
        let span = self.span_from(at);
        let count = |machine: &Self, wanted: NodeClass| {
            nodes
                .iter()
                .filter(|node| machine.arena.class(**node) == Some(wanted))
                .count()
        };
        let templates = count(self, NodeClass::TemplateStr);
        let formatted = count(self, NodeClass::JoinedStr);
        if templates != 0 && templates != nodes.len() {
            let message = "cannot mix t-string literals with string or bytes literals";
            self.error_between(span, message);
            return None;
        }
        let bytes = nodes.iter().filter(|node| self.is_bytes(**node)).count();
        if bytes != 0 && bytes != nodes.len() {
            let index = self.tokens.len() - 1;
            let message = "cannot mix bytes and nonbytes literals";
            self.error_at_token(crate::ErrorKind::SyntaxError, index, message);
            return None;
        }
        if bytes != 0 {
            return Some(self.joined_bytes(&nodes, span));
        }
        if templates == 0 && formatted == 0 {
            if let [only] = nodes[..] {
                return Some(only);
            }
            return Some(self.joined_text(&nodes, span));
        }
        let values = self.merged(&nodes);
        let class = if templates != 0 {
            NodeClass::TemplateStr
        } else {
            NodeClass::JoinedStr
        };
        Some(self.arena.node(class, &[values], span))
    }

    fn is_bytes(&self, node: Value) -> bool {
        self.arena.draft(node).is_some_and(|draft| {
            matches!(
                self.arena.constant_of(draft.fields[0]),
                Some(Constant::Bytes(_))
            )
        })
    }

    fn joined_bytes(&mut self, nodes: &[Value], span: Span) -> Value {
        let mut all = Vec::new();
        for node in nodes {
            if let Some(draft) = self.arena.draft(*node)
                && let Some(Constant::Bytes(bytes)) = self.arena.constant_of(draft.fields[0])
            {
                all.extend_from_slice(bytes);
            }
        }
        let value = self.arena.constant(Constant::Bytes(all));
        self.arena
            .node(NodeClass::Constant, &[value, Value::None], span)
    }

    fn joined_text(&mut self, nodes: &[Value], span: Span) -> Value {
        let text = self.concatenated(nodes);
        let kind = self
            .arena
            .draft(nodes[0])
            .map_or(Value::None, |draft| draft.fields[1]);
        self.string_constant(text, kind, span)
    }

    fn concatenated(&self, nodes: &[Value]) -> Wtf8Buf {
        let mut bytes = Vec::new();
        for node in nodes {
            if let Some(text) = self.text_of_constant(*node) {
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        Wtf8Buf::from_bytes(bytes).unwrap_or_default()
    }

    /// The values of an f- or t-string made of several: text next to text is
    /// one constant, empty text none.
    fn merged(&mut self, nodes: &[Value]) -> Value {
        let mut flat = Vec::new();
        for node in nodes {
            match self.arena.draft(*node) {
                Some(draft)
                    if matches!(draft.class, NodeClass::JoinedStr | NodeClass::TemplateStr) =>
                {
                    flat.extend_from_slice(self.arena.items(draft.fields[0]));
                }
                _ => flat.push(*node),
            }
        }
        let mut merged = Vec::new();
        let mut rest = flat.as_slice();
        while let Some(first) = rest.first() {
            let run = rest
                .iter()
                .take_while(|v| self.text_of_constant(**v).is_some())
                .count();
            if run == 0 {
                merged.push(*first);
                rest = &rest[1..];
                continue;
            }
            let (texts, others) = rest.split_at(run);
            rest = others;
            let text = self.concatenated(texts);
            if text.is_empty() {
                continue;
            }
            let start = self.span_of(texts[0]).unwrap_or_default();
            let end = self.span_of(texts[run - 1]).unwrap_or_default();
            let span = Span {
                end_lineno: end.end_lineno,
                end_col: end.end_col,
                ..start
            };
            let kind = self
                .arena
                .draft(texts[0])
                .map_or(Value::None, |draft| draft.fields[1]);
            merged.push(self.string_constant(text, kind, span));
        }
        self.arena.list(merged)
    }

    /// What stands between the quotes of one f- or t-string.
    fn pieces(&mut self, start: Value, pieces: Value) -> Option<Value> {
        let Value::Token(start) = start else {
            return None;
        };
        let raw = self.token_text(start).contains(['r', 'R']);
        let pieces = self.arena.items(pieces).to_vec();
        let mut values = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let draft = self.arena.draft(piece)?.clone();
            match draft.class {
                NodeClass::Constant => {
                    let text = self.text_of_constant(piece)?.to_string();
                    let index = self.token_at(draft.span).unwrap_or(start);
                    let text = self.decoded(&text, index, raw)?;
                    if !text.is_empty() {
                        values.push(self.string_constant(text, Value::None, draft.span));
                    }
                }
                // The text and the value of `{x=}`.
                NodeClass::JoinedStr => {
                    values.extend_from_slice(self.arena.items(draft.fields[0]));
                }
                _ => values.push(piece),
            }
        }
        Some(self.arena.list(values))
    }

    fn token_at(&self, span: Span) -> Option<u32> {
        self.tokens
            .iter()
            .rposition(|token| {
                token.token.lineno as i64 == span.lineno
                    && i64::from(token.token.col_offset) == span.col
            })
            .map(|index| index as u32)
    }

    /// `!r`: the letter has to be known and right behind the mark.
    fn conversion(&mut self, mark: Value, name: Value) -> Option<Value> {
        let (mark_span, name_span) = (self.span_of(mark)?, self.span_of(name)?);
        let letter = self.string_letter(self.at);
        if mark_span.end_lineno != name_span.lineno || mark_span.end_col != name_span.col {
            let span = Span {
                end_lineno: name_span.end_lineno,
                end_col: name_span.end_col,
                ..mark_span
            };
            self.error_between(
                span,
                format!(
                    "{letter}-string: conversion type must come right after the exclamation mark"
                ),
            );
            return None;
        }
        let id = self.arena.draft(name)?.fields[0];
        let text = self.arena.text_of(id)?.to_string();
        if !matches!(text.as_str(), "s" | "r" | "a") {
            self.error_between(
                name_span,
                format!(
                    "{letter}-string: invalid conversion character '{text}': \
                     expected 's', 'r', or 'a'"
                ),
            );
            return None;
        }
        Some(name)
    }

    /// `f` or `t` for the string that token `index` is in.
    fn string_letter(&self, index: usize) -> char {
        use crate::tokenizer::TokenKind as K;
        let mut closed = 0;
        for token in self.tokens[..index.min(self.tokens.len())].iter().rev() {
            match token.token.kind {
                K::FSTRING_END | K::TSTRING_END => closed += 1,
                K::FSTRING_START | K::TSTRING_START if closed > 0 => closed -= 1,
                K::TSTRING_START => return 't',
                K::FSTRING_START => return 'f',
                _ => {}
            }
        }
        'f'
    }

    /// Whether token `index` is in a raw f- or t-string.
    fn is_in_raw_string(&self, index: usize) -> bool {
        use crate::tokenizer::TokenKind as K;
        let mut closed = 0;
        for at in (0..index).rev() {
            match self.tokens[at].token.kind {
                K::FSTRING_END | K::TSTRING_END => closed += 1,
                K::FSTRING_START | K::TSTRING_START if closed > 0 => closed -= 1,
                K::FSTRING_START | K::TSTRING_START => {
                    return self.token_text(at as u32).contains(['r', 'R']);
                }
                _ => {}
            }
        }
        false
    }

    fn format_spec(&mut self, pieces: Value, at: usize) -> Option<Value> {
        let pieces = self.arena.items(pieces).to_vec();
        let values = self.merged(&pieces);
        let span = self.span_from(at);
        Some(self.arena.node(NodeClass::JoinedStr, &[values], span))
    }

    /// `{value=!conversion:spec}`.
    fn replacement_field(
        &mut self,
        values: &[Value],
        at: usize,
        is_template: bool,
    ) -> Option<Value> {
        let [value, debug, conversion, spec, brace] = *values else {
            return None;
        };
        let span = self.span_from(at);
        let letter = match self.arena.draft(conversion) {
            Some(draft) => {
                let text = self.arena.text_of(draft.fields[0])?.as_bytes();
                i64::from(*text.first()?)
            }
            None if debug.is_some() && !spec.is_some() => REPR,
            None => -1,
        };
        let source = self.field_source(at, conversion, spec, brace)?;
        let node = if is_template {
            let text = match debug {
                Value::Token(index) => self.source_between(at, index as usize),
                _ => source.clone(),
            };
            let text = self.arena.constant(Constant::Str(text.into()));
            let fields = [value, text, Value::Int(letter), spec];
            self.arena.node(NodeClass::Interpolation, &fields, span)
        } else {
            self.arena.node(
                NodeClass::FormattedValue,
                &[value, Value::Int(letter), spec],
                span,
            )
        };
        if !debug.is_some() {
            return Some(node);
        }
        let (end_lineno, end_col) = if conversion.is_some() {
            let end = self.span_of(conversion)?;
            (end.lineno, end.col - 1)
        } else if spec.is_some() {
            let end = self.span_of(spec)?;
            (end.lineno, end.col)
        } else {
            (span.end_lineno, span.end_col - 1)
        };
        let place = Span {
            lineno: span.lineno,
            col: span.col + 1,
            end_lineno,
            end_col,
        };
        let text = self.string_constant(source.into(), Value::None, place);
        let values = self.arena.list(vec![text, node]);
        Some(self.arena.node(NodeClass::JoinedStr, &[values], span))
    }

    /// What is written between the brace and what follows the expression,
    /// comments left out.
    fn field_source(
        &self,
        at: usize,
        conversion: Value,
        spec: Value,
        brace: Value,
    ) -> Option<String> {
        let from = self.tokens[at].token.end;
        let Value::Token(brace) = brace else {
            return None;
        };
        let mut to = self.tokens[brace as usize].token.start;
        let first_after = if conversion.is_some() {
            conversion
        } else {
            spec
        };
        if first_after.is_some() {
            let span = self.span_of(first_after)?;
            let index = self.token_at(span)? as usize;
            to = self.tokens[index].token.start;
            if conversion.is_some() {
                to = self.tokens[index - 1].token.start;
            }
        }
        Some(self.without_comments(at, from, to))
    }

    /// What is written between two tokens.
    fn source_between(&self, first: usize, last: usize) -> String {
        let (from, to) = (self.tokens[first].token.end, self.tokens[last].token.start);
        self.without_comments(first, from, to)
    }

    /// A part of the text that begins at token `at`, comments left out.
    fn without_comments(&self, at: usize, from: usize, to: usize) -> String {
        let text = &self.tokenizer.text()[from..to];
        if !text.contains('#') {
            return text.to_owned();
        }
        // Only between tokens can a `#` begin a comment.
        let inside = |position: usize| {
            self.tokens[at..]
                .iter()
                .any(|token| token.token.start <= position && position < token.token.end)
        };
        let mut source = String::new();
        let mut in_comment = false;
        for (offset, c) in text.char_indices() {
            if c == '#' && !in_comment && !inside(from + offset) {
                in_comment = true;
            }
            in_comment &= c != '\n';
            if !in_comment {
                source.push(c);
            }
        }
        source
    }
}
