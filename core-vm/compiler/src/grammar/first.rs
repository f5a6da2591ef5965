//! Which tokens an alternative can begin with: most need not be tried at all.

use super::load::{Alternative, Item, Rule};
use crate::tokenizer::TokenKind;

/// Kinds of tokens, and keywords above them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Set([u64; 3]);

/// Where keywords begin.
const KEYWORDS: usize = 128;

impl Set {
    fn of_kind(kind: TokenKind) -> Self {
        Self::of(usize::from(kind.0))
    }

    fn of_keyword(keyword: u16) -> Self {
        Self::of(KEYWORDS + usize::from(keyword))
    }

    fn of(bit: usize) -> Self {
        let mut set = Self::default();
        set.0[bit / 64] |= 1 << (bit % 64);
        set
    }

    fn add(&mut self, other: Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    pub fn holds(self, kind: TokenKind, keyword: Option<u16>) -> bool {
        let bit = match keyword {
            Some(keyword) => KEYWORDS + usize::from(keyword),
            None => usize::from(kind.0),
        };
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }
}

/// The tokens an alternative can begin with, without and with the rules for mistakes; `None` where
/// it may match nothing, or may end in an error whatever comes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Firsts {
    usual: Option<Set>,
    seeking: Option<Set>,
}

impl Firsts {
    pub fn get(&self, seeking_mistakes: bool) -> Option<Set> {
        if seeking_mistakes {
            self.seeking
        } else {
            self.usual
        }
    }
}

/// What is known of something so far: its tokens, and whether it can be had without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Start {
    set: Set,
    may_be_nothing: bool,
}

const ANYTHING: Start = Start {
    set: Set([u64::MAX; 3]),
    may_be_nothing: true,
};

/// Fills in the first tokens of all alternatives.
pub(super) fn work_out(rules: &mut [Rule]) {
    let usual = starts(rules, false);
    let seeking = starts(rules, true);
    for rule in rules {
        for alternative in &mut rule.alternatives {
            fill(alternative, &usual, &seeking);
        }
    }
}

/// The starts of all rules: what holds once nothing is added any more.
fn starts(rules: &[Rule], seeking: bool) -> Vec<Start> {
    let mut known = vec![Start::default(); rules.len()];
    loop {
        let found: Vec<Start> = rules
            .iter()
            .map(|rule| of_alternatives(&rule.alternatives, &known, seeking && !rule.quiet))
            .collect();
        if found == known {
            return known;
        }
        known = found;
    }
}

fn fill(alternative: &mut Alternative, usual: &[Start], seeking: &[Start]) {
    let set = |start: Start| (!start.may_be_nothing).then_some(start.set);
    alternative.firsts = Firsts {
        usual: set(of_alternative(alternative, usual, false)),
        seeking: set(of_alternative(alternative, seeking, true)),
    };
    for (_, item) in &mut alternative.items {
        fill_item(item, usual, seeking);
    }
}

fn fill_item(item: &mut Item, usual: &[Start], seeking: &[Start]) {
    match item {
        Item::Group(alternatives) => {
            for alternative in alternatives {
                fill(alternative, usual, seeking);
            }
        }
        Item::Optional(item)
        | Item::Repeat(item, _)
        | Item::Ahead(item, _)
        | Item::Forced(item, _) => fill_item(item, usual, seeking),
        Item::Gather(element, separator) => {
            fill_item(element, usual, seeking);
            fill_item(separator, usual, seeking);
        }
        _ => {}
    }
}

fn of_alternatives(alternatives: &[Alternative], known: &[Start], seeking: bool) -> Start {
    let mut start = Start::default();
    for alternative in alternatives {
        if alternative.is_mistake && !seeking {
            continue;
        }
        let one = of_alternative(alternative, known, seeking);
        start.set.add(one.set);
        start.may_be_nothing |= one.may_be_nothing;
    }
    start
}

fn of_alternative(alternative: &Alternative, known: &[Start], seeking: bool) -> Start {
    let mut set = Set::default();
    for (_, item) in &alternative.items {
        let start = of_item(item, known, seeking);
        set.add(start.set);
        if !start.may_be_nothing {
            return Start {
                set,
                may_be_nothing: false,
            };
        }
    }
    Start {
        set,
        may_be_nothing: true,
    }
}

fn of_item(item: &Item, known: &[Start], seeking: bool) -> Start {
    let one = |set| Start {
        set,
        may_be_nothing: false,
    };
    let nothing = |set| Start {
        set,
        may_be_nothing: true,
    };
    match item {
        Item::Token(kind) => one(Set::of_kind(*kind)),
        Item::Keyword(keyword) => one(Set::of_keyword(*keyword)),
        Item::Name | Item::Soft(_) | Item::SoftKeywordName => one(Set::of_kind(TokenKind::NAME)),
        Item::Number => one(Set::of_kind(TokenKind::NUMBER)),
        Item::NotEqual => one(Set::of_kind(TokenKind::NOTEQUAL)),
        Item::Rule(rule) => known[*rule],
        Item::Repeat(item, true) => of_item(item, known, seeking),
        Item::Optional(item) | Item::Repeat(item, false) => {
            nothing(of_item(item, known, seeking).set)
        }
        Item::Gather(element, _) => of_item(element, known, seeking),
        Item::Group(alternatives) => of_alternatives(alternatives, known, seeking),
        // It does not say with what the alternative goes on; but to look reads tokens, and may
        // meet a mistake, so it must not be left out where it can begin.
        Item::Ahead(item, _) => {
            let start = of_item(item, known, seeking);
            if start.may_be_nothing {
                ANYTHING
            } else {
                nothing(start.set)
            }
        }
        // It is an error not to find it; after a cut, nothing else is tried.
        Item::Forced(..) | Item::Cut => ANYTHING,
    }
}
