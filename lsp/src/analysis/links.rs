//! Addresses and paths in comments and strings that lead somewhere.

use std::path::{Path, PathBuf};

use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;

/// How many paths are looked for on disk.
const MAX_LOOKUPS: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    Url(String),
    File(PathBuf),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: TextRange,
    pub goal: Goal,
}

pub fn links(context: &Context) -> Vec<Link> {
    let file = &context.file;
    let mut folders: Vec<&Path> = file.path().and_then(Path::parent).into_iter().collect();
    folders.extend(context.world.project.roots.iter().map(PathBuf::as_path));
    let mut finder = Finder {
        folders,
        lookups: 0,
        found: Vec::new(),
    };
    for token in file.syntax().parsed.tokens().iter() {
        let kind = token.kind();
        if matches!(
            kind,
            TokenKind::Comment | TokenKind::String | TokenKind::FStringMiddle
        ) {
            context.cancel.check();
            finder.text(file.slice(token.range()), token.start());
        }
    }
    finder.found
}

struct Finder<'a> {
    folders: Vec<&'a Path>,
    lookups: usize,
    found: Vec<Link>,
}

impl Finder<'_> {
    fn text(&mut self, text: &str, start: TextSize) {
        let is_break = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
        let mut at = 0;
        for word in text.split(is_break) {
            let goal = self.word(word);
            if let Some((within, goal)) = goal {
                let offset = |index: usize| start + TextSize::new((at + index) as u32);
                self.found.push(Link {
                    range: TextRange::new(offset(within.start), offset(within.end)),
                    goal,
                });
            }
            // The separator is one character, of any length in bytes.
            at += word.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }

    fn word(&mut self, word: &str) -> Option<(std::ops::Range<usize>, Goal)> {
        let url = ["https://", "http://"]
            .into_iter()
            .find_map(|scheme| word.find(scheme));
        if let Some(start) = url {
            let url = trimmed(&word[start..]);
            let has_host = url.split_once("://").is_some_and(|(_, rest)| {
                rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
            });
            return has_host.then(|| (start..start + url.len(), Goal::Url(url.to_owned())));
        }
        let start = word.len() - word.trim_start_matches(['(', '[', '{', '#']).len();
        let path = trimmed(&word[start..]);
        if !looks_like_path(path) {
            return None;
        }
        self.lookups += 1;
        if self.lookups > MAX_LOOKUPS {
            return None;
        }
        let mut candidates = self.folders.iter().map(|folder| folder.join(path));
        let file = candidates.find(|candidate| candidate.is_file())?;
        Some((start..start + path.len(), Goal::File(file)))
    }
}

/// Without what belongs to the sentence around it.
fn trimmed(word: &str) -> &str {
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
    let closes = |open: char, close: char| {
        word.ends_with(close) && word.matches(open).count() < word.matches(close).count()
    };
    if closes('(', ')') || closes('[', ']') || closes('{', '}') {
        return trimmed(&word[..word.len() - 1]);
    }
    word
}

/// `a/b`, `b.txt`, but no number and no attribute.
fn looks_like_path(word: &str) -> bool {
    let has_folder = word.contains('/') && !word.starts_with("//");
    let has_extension = word.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=5).contains(&extension.len())
            && extension.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    word.len() < 256 && (has_folder || has_extension) && !word.contains(['\\', '\0', '%', '{'])
}
