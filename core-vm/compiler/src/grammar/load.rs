//! Reads `python.peg` into rules that the machine can run.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::first::{self, Firsts};
use crate::ast::NodeClass;
use crate::tokenizer::TokenKind;

const TEXT: &str = include_str!("python.peg");

/// The whole grammar.
pub(super) struct Grammar {
    pub rules: Vec<Rule>,
    pub by_name: HashMap<&'static str, usize>,
    pub keywords: HashMap<&'static str, u16>,
    pub soft_keywords: Vec<&'static str>,
}

pub(super) struct Rule {
    pub alternatives: Vec<Alternative>,
    pub memo: bool,
    pub left_recursive: bool,
    /// Common mistakes are not looked for within it.
    pub quiet: bool,
}

pub(super) struct Alternative {
    pub items: Vec<(Option<u8>, Item)>,
    pub slots: usize,
    pub action: Option<Action>,
    /// Tried only when the text has been found wrong.
    pub is_mistake: bool,
    pub firsts: Firsts,
}

pub(super) enum Item {
    Token(TokenKind),
    Name,
    Number,
    NotEqual,
    SoftKeywordName,
    Keyword(u16),
    Soft(&'static str),
    Rule(usize),
    Optional(Box<Item>),
    Repeat(Box<Item>, bool),
    Gather(Box<Item>, Box<Item>),
    Group(Vec<Alternative>),
    Ahead(Box<Item>, bool),
    Forced(Box<Item>, &'static str),
    Cut,
}

/// What an alternative builds.
pub(super) enum Action {
    Slot(u8),
    Build(NodeClass, Vec<Action>),
    List(Vec<Action>),
    Call(&'static str, Vec<Action>),
    Text(&'static str),
    Int(i64),
    None,
    Fail,
}

/// The grammar, read once.
pub(super) fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| {
        let mut grammar = Reader::new(TEXT).read();
        first::work_out(&mut grammar.rules);
        grammar
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Word(&'static str),
    Quoted(&'static str),
    Soft(&'static str),
    Sign(&'static str),
    /// The start of a line that is not indented.
    Start,
    End,
}

struct Reader {
    pieces: Vec<Piece>,
    at: usize,
    rules: HashMap<&'static str, usize>,
    keywords: HashMap<&'static str, u16>,
    soft_keywords: Vec<&'static str>,
    slots: Vec<Vec<&'static str>>,
}

impl Reader {
    fn new(text: &'static str) -> Self {
        let pieces = split(text);
        let mut rules = HashMap::new();
        for window in pieces.windows(2) {
            if let [Piece::Start, Piece::Word(name)] = window {
                let index = rules.len();
                rules.insert(*name, index);
            }
        }
        Reader {
            pieces,
            at: 0,
            rules,
            keywords: HashMap::new(),
            soft_keywords: Vec::new(),
            slots: Vec::new(),
        }
    }

    fn read(mut self) -> Grammar {
        let mut rules = Vec::new();
        while self.peek() != Piece::End {
            self.expect(Piece::Start);
            rules.push(self.rule());
        }
        Grammar {
            rules,
            by_name: self.rules,
            keywords: self.keywords,
            soft_keywords: self.soft_keywords,
        }
    }

    fn peek(&self) -> Piece {
        self.pieces.get(self.at).copied().unwrap_or(Piece::End)
    }

    fn next(&mut self) -> Piece {
        let piece = self.peek();
        self.at += 1;
        piece
    }

    fn accept(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Piece::Sign(text) if text == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, piece: Piece) {
        let found = self.next();
        assert_eq!(found, piece, "grammar: at piece {}", self.at);
    }

    fn word(&mut self) -> &'static str {
        match self.next() {
            Piece::Word(word) => word,
            other => panic!("grammar: a name wanted, found {other:?}"),
        }
    }

    fn rule(&mut self) -> Rule {
        self.word();
        let mut rule = Rule {
            alternatives: Vec::new(),
            memo: false,
            left_recursive: false,
            quiet: false,
        };
        if self.accept("(") {
            match self.word() {
                "memo" => rule.memo = true,
                "left" => rule.left_recursive = true,
                "quiet" => rule.quiet = true,
                other => panic!("grammar: unknown mark {other}"),
            }
            self.expect(Piece::Sign(")"));
        }
        self.expect(Piece::Sign(":"));
        rule.alternatives = self.alternatives();
        rule
    }

    fn alternatives(&mut self) -> Vec<Alternative> {
        self.accept("|");
        let mut alternatives = vec![self.alternative()];
        while self.accept("|") {
            alternatives.push(self.alternative());
        }
        alternatives
    }

    fn alternative(&mut self) -> Alternative {
        self.slots.push(Vec::new());
        let mut items = Vec::new();
        let mut is_mistake = false;
        while !self.at_alternative_end() {
            is_mistake |= matches!(self.peek(), Piece::Word(word) if word.starts_with("invalid_"));
            items.push(self.named_item());
        }
        let action = self.accept("=>").then(|| self.action());
        let slots = self.slots.pop().unwrap_or_default().len();
        Alternative {
            items,
            slots,
            action,
            is_mistake,
            firsts: Firsts::default(),
        }
    }

    fn at_alternative_end(&self) -> bool {
        match self.peek() {
            Piece::Start | Piece::End => true,
            Piece::Sign(sign) => matches!(sign, "|" | ")" | "=>"),
            _ => false,
        }
    }

    fn named_item(&mut self) -> (Option<u8>, Item) {
        if let (Piece::Word(name), Some(Piece::Sign("="))) =
            (self.peek(), self.pieces.get(self.at + 1))
        {
            self.at += 2;
            let item = self.item();
            let slots = self.slots.last_mut().expect("an alternative is being read");
            slots.push(name);
            return (Some(slots.len() as u8 - 1), item);
        }
        (None, self.item())
    }

    fn item(&mut self) -> Item {
        if self.accept("&&") {
            let Piece::Quoted(text) = self.peek() else {
                panic!("grammar: && wants a literal")
            };
            return Item::Forced(Box::new(self.atom()), text);
        }
        if self.accept("&") {
            return Item::Ahead(Box::new(self.atom()), true);
        }
        if self.accept("!") {
            return Item::Ahead(Box::new(self.atom()), false);
        }
        if self.accept("~") {
            return Item::Cut;
        }
        let atom = self.atom();
        if self.accept("?") {
            return Item::Optional(Box::new(atom));
        }
        if self.accept("*") {
            return Item::Repeat(Box::new(atom), false);
        }
        if self.accept("+") {
            return Item::Repeat(Box::new(atom), true);
        }
        if self.accept(".") {
            let element = self.atom();
            self.expect(Piece::Sign("+"));
            return Item::Gather(Box::new(element), Box::new(atom));
        }
        atom
    }

    fn atom(&mut self) -> Item {
        match self.next() {
            Piece::Sign("(") => {
                let alternatives = self.alternatives();
                self.expect(Piece::Sign(")"));
                Item::Group(alternatives)
            }
            Piece::Quoted(text) => match TokenKind::of_operator(text) {
                Some(kind) => Item::Token(kind),
                None => Item::Keyword(self.keyword(text)),
            },
            Piece::Soft(text) => {
                // `!` is quoted so for the conversion mark, which is an operator.
                if let Some(kind) = TokenKind::of_operator(text) {
                    return Item::Token(kind);
                }
                if !self.soft_keywords.contains(&text) {
                    self.soft_keywords.push(text);
                }
                Item::Soft(text)
            }
            Piece::Word("NAME") => Item::Name,
            Piece::Word("NUMBER") => Item::Number,
            Piece::Word("NOT_EQUAL") => Item::NotEqual,
            Piece::Word("SOFT_KEYWORD") => Item::SoftKeywordName,
            Piece::Word(word) => match self.rules.get(word) {
                Some(rule) => Item::Rule(*rule),
                None => Item::Token(token_kind(word)),
            },
            other => panic!("grammar: an item wanted, found {other:?} at {}", self.at),
        }
    }

    fn keyword(&mut self, text: &'static str) -> u16 {
        let next = self.keywords.len() as u16;
        *self.keywords.entry(text).or_insert(next)
    }

    fn action(&mut self) -> Action {
        match self.next() {
            Piece::Soft(text) | Piece::Quoted(text) => Action::Text(text),
            Piece::Sign("[") => {
                let items = self.action_list("]");
                Action::List(items)
            }
            Piece::Word("None") => Action::None,
            Piece::Word("fail") => Action::Fail,
            Piece::Word(word) if word.bytes().all(|b| b.is_ascii_digit()) => {
                Action::Int(word.parse().expect("a number"))
            }
            Piece::Word(word) => {
                if !self.accept("(") {
                    return Action::Slot(self.slot(word));
                }
                let arguments = self.action_list(")");
                // `arguments` is put together from its parts by a function.
                match NodeClass::by_name(word).filter(|_| word != "arguments") {
                    Some(class) => Action::Build(class, arguments),
                    None => Action::Call(word, arguments),
                }
            }
            other => panic!("grammar: an action wanted, found {other:?} at {}", self.at),
        }
    }

    fn action_list(&mut self, end: &str) -> Vec<Action> {
        let mut items = Vec::new();
        while !self.accept(end) {
            items.push(self.action());
            self.accept(",");
        }
        items
    }

    fn slot(&self, name: &str) -> u8 {
        let slots = self.slots.last().expect("an alternative is being read");
        let index = slots.iter().position(|known| *known == name);
        index.unwrap_or_else(|| panic!("grammar: no item is named {name}")) as u8
    }
}

fn token_kind(word: &str) -> TokenKind {
    (0..=u8::MAX)
        .map(TokenKind)
        .find(|kind| kind.name() == word)
        .unwrap_or_else(|| panic!("grammar: neither a rule nor a token: {word}"))
}

/// Splits the text into pieces; comments go to the end of a line.
fn split(text: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for line in text.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            pieces.push(Piece::Start);
        }
        let mut rest = line.trim();
        while !rest.is_empty() {
            let (piece, length) = first_piece(rest);
            pieces.push(piece);
            rest = rest[length..].trim_start();
        }
    }
    pieces
}

fn first_piece(rest: &'static str) -> (Piece, usize) {
    let first = rest.as_bytes()[0];
    if matches!(first, b'\'' | b'"') {
        let quote = char::from(first);
        let mut end = 1;
        while !rest[end..].starts_with(quote) {
            end += if rest[end..].starts_with('\\') { 2 } else { 1 };
        }
        let inner = &rest[1..end];
        let inner = if inner.contains('\\') {
            // A handful of messages quote something; the grammar lives for ever.
            Box::leak(inner.replace('\\', "").into_boxed_str())
        } else {
            inner
        };
        let piece = if first == b'\'' {
            Piece::Quoted(inner)
        } else {
            Piece::Soft(inner)
        };
        return (piece, end + 1);
    }
    if first.is_ascii_alphanumeric() || first == b'_' {
        let length = rest
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || b == b'_'))
            .unwrap_or(rest.len());
        return (Piece::Word(&rest[..length]), length);
    }
    for sign in ["=>", "&&"] {
        if rest.starts_with(sign) {
            return (Piece::Sign(sign), 2);
        }
    }
    (Piece::Sign(&rest[..1]), 1)
}
