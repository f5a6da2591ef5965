//! What could stand at the cursor.
//!
//! [`spot`] says what kind of place it is, from the tokens before it; one module per kind of place
//! collects items; [`resolve`] says more about one of them, which is too slow to do for all.

mod arguments;
mod imports;
mod keywords;
mod members;
mod methods;
mod names;
pub mod resolve;
mod spot;
mod strings;
mod values;

use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};

use ruff_text_size::{TextRange, TextSize};
use serpentarium_checker::completion::{Completion, CompletionKind};

use crate::analysis::Context;
use crate::analysis::edit::Edit;
use crate::analysis::scopes::ScopeKind;
use spot::{Cursor, Spot};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    Module,
    Class,
    Function,
    Method,
    Property,
    Field,
    Variable,
    Constant,
    EnumMember,
    Keyword,
    TypeParameter,
    /// `name=` in a call.
    Argument,
    /// The text of a string.
    Text,
}

/// Where an item comes from, to say more about it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A member of the value in this range.
    Member(u32, u32),
    /// A name that is visible at this offset.
    Scope(u32),
    /// A name of the module in the `from` statement at this offset.
    Import(u32),
    /// A name of a module that has to be imported.
    Unimported { module: String },
    /// A module.
    Module { name: String },
}

/// One short word: a list may have hundreds.
impl Display for Source {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        match self {
            Self::Member(start, end) => write!(formatter, "member:{start}:{end}"),
            Self::Scope(offset) => write!(formatter, "scope:{offset}"),
            Self::Import(offset) => write!(formatter, "import:{offset}"),
            Self::Unimported { module } => write!(formatter, "unimported:{module}"),
            Self::Module { name } => write!(formatter, "module:{name}"),
        }
    }
}

impl Source {
    /// What was written so.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        Some(match kind {
            "member" => {
                let (start, end) = rest.split_once(':')?;
                Self::Member(start.parse().ok()?, end.parse().ok()?)
            }
            "scope" => Self::Scope(rest.parse().ok()?),
            "import" => Self::Import(rest.parse().ok()?),
            "unimported" => Self::Unimported {
                module: rest.to_owned(),
            },
            "module" => Self::Module {
                name: rest.to_owned(),
            },
            _ => return None,
        })
    }
}

#[derive(Debug, Clone)]
pub struct Item {
    pub label: String,
    pub kind: ItemKind,
    /// Smaller comes first.
    pub rank: u8,
    /// What is put into the text, where that is not the label.
    pub insert: Option<String>,
    /// [`Item::insert`] has places to fill in, as the protocol's snippets have.
    pub is_snippet: bool,
    /// What the client compares with what is typed, where that is not the label.
    pub filter: Option<String>,
    /// Shown behind the label: `from module import name`.
    pub origin: Option<String>,
    pub is_deprecated: bool,
    /// Other changes that go with it: the import of the name.
    pub more_edits: Vec<Edit>,
    pub source: Option<Source>,
    /// Replaces another range than the typed name.
    pub range: Option<TextRange>,
}

impl Item {
    pub fn new(label: impl Into<String>, kind: ItemKind, rank: u8) -> Self {
        Self {
            label: label.into(),
            kind,
            rank,
            insert: None,
            is_snippet: false,
            filter: None,
            origin: None,
            is_deprecated: false,
            more_edits: Vec::new(),
            source: None,
            range: None,
        }
    }

    pub fn from(self, source: Source) -> Self {
        Self {
            source: Some(source),
            ..self
        }
    }
}

/// What the client can take and the person wants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    pub snippets: bool,
    /// Calls get their parentheses.
    pub parentheses: bool,
    /// Names of modules that are not imported yet are left out.
    pub no_auto_import: bool,
}

/// What to offer.
#[derive(Debug, Clone)]
pub struct Completions {
    /// What is typed of the name already.
    pub typed: TextRange,
    /// The whole name that the cursor is in.
    pub whole: TextRange,
    pub items: Vec<Item>,
    /// More typing may bring up other items.
    pub is_incomplete: bool,
}

/// The order of the kinds of items.
pub mod rank {
    pub const EXPECTED: u8 = 0;
    pub const ARGUMENT: u8 = 1;
    pub const LOCAL: u8 = 2;
    /// Enclosing functions come one by one from here on.
    pub const ENCLOSING: u8 = 3;
    pub const MODULE: u8 = 10;
    pub const KEYWORD: u8 = 11;
    pub const BUILTIN: u8 = 12;
    pub const AUTO_IMPORT: u8 = 14;
    pub const PRIVATE: u8 = 20;
    pub const DUNDER: u8 = 40;
}

pub fn complete(context: &Context, offset: TextSize, wishes: Wishes) -> Completions {
    let cursor = Cursor::at(&context.file, offset);
    let (typed, whole) = (cursor.typed, cursor.whole);
    let mut completer = Completer {
        context,
        cursor,
        wishes,
        items: Vec::new(),
        seen: HashSet::new(),
        is_incomplete: false,
    };
    completer.run();
    Completions {
        typed,
        whole,
        items: completer.items,
        is_incomplete: completer.is_incomplete,
    }
}

struct Completer<'a> {
    context: &'a Context,
    cursor: Cursor<'a>,
    wishes: Wishes,
    items: Vec<Item>,
    seen: HashSet<String>,
    is_incomplete: bool,
}

impl Completer<'_> {
    fn run(&mut self) {
        match self.cursor.spot.clone() {
            Spot::Nothing => {}
            Spot::Member { value } => self.members(value),
            Spot::Module { level, package } => self.modules(level, &package),
            Spot::ImportedName => self.imported_names(),
            Spot::Word(words) => self.words(words),
            Spot::FunctionName { is_async } => self.overrides(is_async),
            Spot::ParameterName { is_first } => self.parameter_name(is_first),
            Spot::String { range } => self.string(range),
            Spot::Infix => self.infix_keywords(),
            Spot::Expression(expression) => self.expression(expression),
        }
    }

    /// Adds an item unless one of its name is there.
    fn add(&mut self, mut item: Item) {
        if item.label.is_empty() || !self.seen.insert(item.label.clone()) {
            return;
        }
        let name = &item.label;
        if name.starts_with("__") && name.ends_with("__") {
            item.rank += rank::DUNDER;
        } else if name.starts_with('_') {
            item.rank += rank::PRIVATE;
        }
        let is_call = matches!(item.kind, ItemKind::Function | ItemKind::Method);
        if is_call && self.wishes.parentheses && item.insert.is_none() && !self.cursor.is_called {
            item.insert = Some(if self.wishes.snippets {
                format!("{}($0)", item.label)
            } else {
                format!("{}()", item.label)
            });
            item.is_snippet = self.wishes.snippets;
        }
        self.items.push(item);
    }

    fn words(&mut self, words: &[&str]) {
        for word in words {
            self.add(Item::new(*word, ItemKind::Keyword, rank::KEYWORD));
        }
    }

    fn parameter_name(&mut self, is_first: bool) {
        let scopes = self.context.file.scopes();
        let in_class = scopes.scope(self.cursor.block).kind == ScopeKind::Class;
        if is_first && in_class {
            let name = if self.cursor.is_after_classmethod {
                "cls"
            } else {
                "self"
            };
            self.add(Item::new(name, ItemKind::Variable, rank::LOCAL));
        }
    }
}

/// An item for something that the checker names.
fn item_of(found: &Completion, rank: u8) -> Item {
    let kind = match found.kind {
        CompletionKind::Module => ItemKind::Module,
        CompletionKind::Class => ItemKind::Class,
        CompletionKind::Function => ItemKind::Function,
        CompletionKind::Method => ItemKind::Method,
        CompletionKind::Property => ItemKind::Property,
        CompletionKind::Field => ItemKind::Field,
        CompletionKind::EnumMember => ItemKind::EnumMember,
        CompletionKind::Variable => ItemKind::Variable,
        CompletionKind::Constant => ItemKind::Constant,
        CompletionKind::TypeParameter => ItemKind::TypeParameter,
    };
    Item {
        is_deprecated: found.is_deprecated,
        ..Item::new(found.name.as_str(), kind, rank)
    }
}
