//! Runs the grammar: a packrat parser with left recursion, which reads tokens
//! only as far as it has to look.

use serpentarium_bytecode::Constant;

use super::load::{Alternative, Grammar, Item, Rule, grammar};
use super::tree::{Arena, Span, Value};
use crate::ast::NodeClass;
use crate::tokenizer::{Token, TokenKind, TokenOptions, Tokenizer};
use crate::{CompileError, ErrorKind};

/// Rules within rules before CPython's parser gives up.
const MAX_DEPTH: usize = 5956;
/// No alternative that fails at its first token goes deeper to find that out.
const DEPTH_OF_A_TRY: usize = 64;

/// What the text is parsed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    File,
    Interactive,
    Eval,
    FuncType,
}

/// A remembered result: the rule, what it gave and where it ended.
type Memory = (u32, Option<Value>, u32);

pub(super) struct ParsedToken {
    pub token: Token,
    keyword: Option<u16>,
    name: Option<Value>,
    memory: Vec<Memory>,
}

pub(super) struct Machine<'a> {
    grammar: &'static Grammar,
    pub tokenizer: Tokenizer<'a>,
    pub tokens: Vec<ParsedToken>,
    pub at: usize,
    pub arena: Arena,
    pub error: Option<CompileError>,
    /// Common mistakes are looked for.
    pub seeking_mistakes: bool,
    /// They are not for now, within something that looks for them.
    quiet: bool,
    pub start: Start,
    pub allow_incomplete: bool,
    /// `<>` stands for `!=`.
    pub barry: bool,
    parsing_started: bool,
    depth: usize,
    pub type_ignores: Vec<Value>,
    pub warnings: Vec<(usize, String)>,
}

impl<'a> Machine<'a> {
    pub fn new(text: &'a str, start: Start, options: TokenOptions) -> Self {
        Machine {
            grammar: grammar(),
            tokenizer: Tokenizer::new(text, options),
            tokens: Vec::new(),
            at: 0,
            arena: Arena::default(),
            error: None,
            seeking_mistakes: false,
            quiet: false,
            start,
            allow_incomplete: false,
            barry: false,
            parsing_started: false,
            depth: 0,
            type_ignores: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Parses the whole text once.
    pub fn parse(&mut self) -> Option<Value> {
        let name = match self.start {
            Start::File => "file",
            Start::Interactive => "interactive",
            Start::Eval => "eval",
            Start::FuncType => "func_type",
        };
        let rule = self.grammar.by_name[name];
        self.rule(rule)
    }

    /// Forgets the results, to parse once more looking for mistakes; but not that of a statement
    /// that another one follows: there are none in it.
    pub fn reset_for_mistakes(&mut self) {
        let statement = self.grammar.by_name["statement"] as u32;
        let ends: Vec<Option<u32>> = self
            .tokens
            .iter()
            .map(|token| {
                let (_, value, end) = token.memory.iter().find(|(rule, ..)| *rule == statement)?;
                value.map(|_| *end)
            })
            .collect();
        let is_followed = |end: u32| ends.get(end as usize).is_some_and(Option::is_some);
        for (token, end) in self.tokens.iter_mut().zip(&ends) {
            let is_kept = end.is_some_and(is_followed);
            token
                .memory
                .retain(|(rule, ..)| is_kept && *rule == statement);
        }
        self.at = 0;
        self.depth = 0;
        self.seeking_mistakes = true;
    }

    /// Makes sure that there is a token at the current place.
    fn fill(&mut self) -> Option<&ParsedToken> {
        if self.at == self.tokens.len() {
            self.read_token()?;
        }
        self.tokens.get(self.at)
    }

    fn read_token(&mut self) -> Option<()> {
        let mut token = self.tokenizer.next_token();
        while token.kind == TokenKind::TYPE_IGNORE {
            self.type_ignore(token);
            token = self.tokenizer.next_token();
        }
        if self.start == Start::Interactive
            && token.kind == TokenKind::ENDMARKER
            && self.parsing_started
        {
            token.kind = TokenKind::NEWLINE;
            self.parsing_started = false;
            if !self.tokenizer.indents.is_empty() && !self.allow_incomplete {
                self.tokenizer.pending = -(self.tokenizer.indents.len() as i32);
                self.tokenizer.indents.clear();
            }
        } else {
            self.parsing_started = true;
        }
        let keyword = if token.kind == TokenKind::NAME {
            let text = &self.tokenizer.text()[token.start..token.end];
            self.grammar.keywords.get(text).copied()
        } else {
            None
        };
        self.tokens.push(ParsedToken {
            token,
            keyword,
            name: None,
            memory: Vec::new(),
        });
        if token.kind == TokenKind::ERRORTOKEN {
            self.tokenizer_error();
            return None;
        }
        Some(())
    }

    fn type_ignore(&mut self, token: Token) {
        let tag = self
            .arena
            .text(&self.tokenizer.text()[token.start..token.end]);
        let line = Value::Int(token.lineno as i64);
        let node = self
            .arena
            .node(NodeClass::TypeIgnore, &[line, tag], Span::default());
        self.type_ignores.push(node);
    }

    pub fn token_text(&self, index: u32) -> &'a str {
        let token = self.tokens[index as usize].token;
        &self.tokenizer.text()[token.start..token.end]
    }

    /// The text of the current token, read if need be.
    fn current_text(&mut self) -> Option<&'a str> {
        let token = self.fill()?.token;
        Some(&self.tokenizer.text()[token.start..token.end])
    }

    fn take(&mut self) -> Value {
        self.at += 1;
        Value::Token(self.at as u32 - 1)
    }

    fn rule(&mut self, index: usize) -> Option<Value> {
        if self.error.is_some() {
            return None;
        }
        let grammar = self.grammar;
        let rule = &grammar.rules[index];
        if self.depth >= MAX_DEPTH {
            self.error = Some(CompileError::without_position(
                ErrorKind::MemoryError,
                "Parser stack overflowed - Python source too complex to parse",
            ));
            return None;
        }
        self.depth += 1;
        let value = if rule.left_recursive {
            self.left_recursive(index, rule)
        } else if rule.memo {
            self.memoized(index, rule)
        } else if rule.quiet {
            let seeking = std::mem::replace(&mut self.seeking_mistakes, false);
            let quiet = self.quiet;
            self.quiet |= seeking;
            let value = self.alternatives(&rule.alternatives);
            self.seeking_mistakes = seeking;
            self.quiet = quiet;
            value
        } else {
            self.alternatives(&rule.alternatives)
        };
        self.depth -= 1;
        value
    }

    fn recall(&mut self, index: usize) -> Option<Option<Value>> {
        let found = self
            .tokens
            .get(self.at)?
            .memory
            .iter()
            .find(|(rule, ..)| *rule == index as u32);
        let (_, value, end) = *found?;
        self.at = end as usize;
        Some(value)
    }

    fn remember(&mut self, at: usize, index: usize, value: Option<Value>) {
        let end = self.at as u32;
        if let Some(token) = self.tokens.get_mut(at) {
            match token
                .memory
                .iter_mut()
                .find(|(rule, ..)| *rule == index as u32)
            {
                Some(memory) => *memory = (index as u32, value, end),
                None => token.memory.push((index as u32, value, end)),
            }
        }
    }

    fn memoized(&mut self, index: usize, rule: &'static Rule) -> Option<Value> {
        if let Some(value) = self.recall(index) {
            return value;
        }
        let at = self.at;
        self.fill()?;
        let value = self.alternatives(&rule.alternatives);
        // What failed quietly may still be a mistake worth telling.
        if value.is_some() || !self.quiet {
            self.remember(at, index, value);
        }
        value
    }

    /// Grows a left-recursive match from nothing for as long as it gets longer.
    fn left_recursive(&mut self, index: usize, rule: &'static Rule) -> Option<Value> {
        if let Some(value) = self.recall(index) {
            return value;
        }
        let at = self.at;
        self.fill()?;
        let mut best = None;
        let mut best_end = at;
        loop {
            self.at = best_end;
            self.remember(at, index, best);
            self.at = at;
            let value = self.alternatives(&rule.alternatives);
            if self.error.is_some() {
                return None;
            }
            if value.is_none() || self.at <= best_end {
                break;
            }
            best = value;
            best_end = self.at;
        }
        self.at = best_end;
        self.remember(at, index, best);
        best
    }

    fn alternatives(&mut self, alternatives: &'static [Alternative]) -> Option<Value> {
        let at = self.at;
        for alternative in alternatives {
            if alternative.is_mistake && !self.seeking_mistakes {
                continue;
            }
            if self.cannot_begin(alternative) {
                continue;
            }
            let mut cut = false;
            match self.alternative(alternative, &mut cut) {
                Outcome::Gave(value) => return Some(value),
                Outcome::Stop => {
                    self.at = at;
                    return None;
                }
                Outcome::Failed => {}
            }
            self.at = at;
            if cut || self.error.is_some() {
                return None;
            }
        }
        None
    }

    /// Whether the current token says already that an alternative fails. Near the limit of the
    /// depth it is tried all the same, as that may be what goes beyond it.
    fn cannot_begin(&mut self, alternative: &'static Alternative) -> bool {
        let Some(set) = alternative.firsts.get(self.seeking_mistakes) else {
            return false;
        };
        if self.depth > MAX_DEPTH - DEPTH_OF_A_TRY {
            return false;
        }
        self.fill()
            .is_some_and(|token| !set.holds(token.token.kind, token.keyword))
    }

    fn alternative(&mut self, alternative: &'static Alternative, cut: &mut bool) -> Outcome {
        let at = self.at;
        if alternative.action.is_some() {
            // A node begins at a token that has to be there.
            if self.fill().is_none() {
                return Outcome::Failed;
            }
        }
        let mut slots = [Value::None; 8];
        let mut only = Value::Matched;
        for (slot, item) in &alternative.items {
            if matches!(item, Item::Cut) {
                *cut = true;
                continue;
            }
            let Some(value) = self.item(item) else {
                return Outcome::Failed;
            };
            if let Some(slot) = slot {
                slots[usize::from(*slot)] = value;
            }
            only = value;
        }
        debug_assert!(alternative.slots <= slots.len());
        let Some(action) = &alternative.action else {
            let value = if alternative.items.len() == 1 {
                only
            } else {
                Value::Matched
            };
            return Outcome::Gave(value);
        };
        match self.act(action, &slots, at) {
            Some(value) if self.error.is_none() => Outcome::Gave(value),
            _ => Outcome::Stop,
        }
    }

    fn item(&mut self, item: &'static Item) -> Option<Value> {
        match item {
            Item::Rule(index) => self.rule(*index),
            Item::Token(kind) => (self.fill()?.token.kind == *kind).then(|| self.take()),
            Item::Keyword(keyword) => (self.fill()?.keyword == Some(*keyword)).then(|| self.take()),
            Item::Name => self.name(),
            Item::Number => self.number_item(),
            Item::Soft(text) => {
                let is_name = self.fill()?.token.kind == TokenKind::NAME;
                (is_name && self.current_text()? == *text).then(|| self.take())
            }
            Item::SoftKeywordName => {
                let is_name = self.fill()?.token.kind == TokenKind::NAME;
                let text = self.current_text()?;
                let is_soft = is_name && self.grammar.soft_keywords.contains(&text);
                if is_soft { self.name() } else { None }
            }
            Item::NotEqual => self.not_equal(),
            Item::Optional(item) => {
                let at = self.at;
                let value = self.item(item);
                if value.is_none() {
                    if self.error.is_some() {
                        return None;
                    }
                    self.at = at;
                }
                Some(value.unwrap_or(Value::None))
            }
            Item::Repeat(item, one) => self.repeat(item, *one),
            Item::Gather(element, separator) => self.gather(element, separator),
            Item::Group(alternatives) => {
                let value = self.alternatives(alternatives);
                if self.error.is_some() { None } else { value }
            }
            Item::Ahead(item, wanted) => {
                let at = self.at;
                let found = self.item(item).is_some();
                self.at = at;
                (self.error.is_none() && found == *wanted).then_some(Value::Matched)
            }
            Item::Forced(item, text) => {
                let value = self.item(item);
                if value.is_none() && self.error.is_none() {
                    self.expected(text);
                }
                value
            }
            Item::Cut => Some(Value::Matched),
        }
    }

    /// An item as often as it comes.
    fn repeat(&mut self, item: &'static Item, one: bool) -> Option<Value> {
        let mut values = Vec::new();
        loop {
            let at = self.at;
            match self.item(item) {
                Some(value) => values.push(value),
                None => {
                    self.at = at;
                    break;
                }
            }
        }
        if self.error.is_some() || (one && values.is_empty()) {
            return None;
        }
        Some(self.arena.list(values))
    }

    fn gather(&mut self, element: &'static Item, separator: &'static Item) -> Option<Value> {
        let mut values = vec![self.item(element)?];
        loop {
            let at = self.at;
            let next = self.item(separator).and_then(|_| self.item(element));
            match next {
                Some(value) => values.push(value),
                None => {
                    self.at = at;
                    break;
                }
            }
        }
        if self.error.is_some() {
            return None;
        }
        Some(self.arena.list(values))
    }

    fn name(&mut self) -> Option<Value> {
        let token = self.fill()?;
        if token.token.kind != TokenKind::NAME || token.keyword.is_some() {
            return None;
        }
        let known = token.name;
        let index = self.at as u32;
        let value = match known {
            Some(value) => value,
            None => {
                let span = self.token_span(index);
                let id = super::strings::identifier(self.token_text(index));
                let id = self.arena.text(id);
                let load = self.arena.node(NodeClass::Load, &[], Span::default());
                let value = self.arena.node(NodeClass::Name, &[id, load], span);
                self.tokens[index as usize].name = Some(value);
                value
            }
        };
        self.at += 1;
        Some(value)
    }

    fn number_item(&mut self) -> Option<Value> {
        let token = self.fill()?;
        if token.token.kind != TokenKind::NUMBER {
            return None;
        }
        let known = token.name;
        let index = self.at as u32;
        self.at += 1;
        if known.is_some() {
            return known;
        }
        let constant: Constant = match super::strings::number(self.token_text(index)) {
            Ok(constant) => constant,
            Err(message) => {
                let span = self.token_span(index);
                self.error_between(span, message);
                return None;
            }
        };
        let span = self.token_span(index);
        let constant = self.arena.constant(constant);
        let value = self
            .arena
            .node(NodeClass::Constant, &[constant, Value::None], span);
        self.tokens[index as usize].name = Some(value);
        Some(value)
    }

    /// `!=`, or `<>` where a feature of `__future__` wants it.
    fn not_equal(&mut self) -> Option<Value> {
        if self.fill()?.token.kind != TokenKind::NOTEQUAL {
            return None;
        }
        let value = self.take();
        let text = self.token_text(self.at as u32 - 1);
        if self.barry && text == "!=" {
            let index = self.tokens.len() - 1;
            let message = "with Barry as BDFL, use '<>' instead of '!='";
            self.error_at_token(ErrorKind::SyntaxError, index, message);
            return None;
        }
        (text == if self.barry { "<>" } else { "!=" }).then_some(value)
    }

    pub fn token_span(&self, index: u32) -> Span {
        let token = self.tokens[index as usize].token;
        Span {
            lineno: token.lineno as i64,
            col: i64::from(token.col_offset),
            end_lineno: token.end_lineno as i64,
            end_col: i64::from(token.end_col_offset),
        }
    }

    /// From the token at `from` to the last token taken that is no layout.
    pub fn span_from(&self, from: usize) -> Span {
        let start = self.token_span(from as u32);
        let is_layout = |kind: TokenKind| {
            matches!(
                kind,
                TokenKind::NEWLINE | TokenKind::INDENT | TokenKind::DEDENT | TokenKind::ENDMARKER
            )
        };
        let last = (0..self.at)
            .rev()
            .find(|i| !is_layout(self.tokens[*i].token.kind));
        let end = self.token_span(last.unwrap_or(from) as u32);
        Span {
            end_lineno: end.end_lineno,
            end_col: end.end_col,
            ..start
        }
    }
}

/// How an alternative ended.
enum Outcome {
    Gave(Value),
    /// Another alternative may fit.
    Failed,
    /// The action refused what matched: the whole rule fails.
    Stop,
}
