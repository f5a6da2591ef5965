//! Functions as their declarations, from the text of their types.

use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, ProgramEnvironment};

use crate::witness::plain;
use crate::{family, recursive, shown};

/// Longer signatures are put on several lines.
pub const MAX_LINE: usize = 100;

/// `def name(...) -> type` for a function or method, each overload on a line; `None` for what is
/// none.
pub fn of<'db>(
    db: &'db dyn Db,
    env: &ProgramEnvironment<'db>,
    ty: Type<'db>,
    name: Option<&str>,
) -> Option<String> {
    if let (Type::Callable(_), Some(name)) = (ty, name) {
        // What a decorator made of a function.
        let text = shown::line(db, env, ty);
        return text
            .starts_with('(')
            .then(|| plain(&format!("def {name}{text}")));
    }
    if !matches!(ty, Type::FunctionLiteral(_) | Type::BoundMethod(_)) {
        return None;
    }
    let defined = ty.definition(db, env)?;
    let definition = defined.definition()?;
    let name = family::name(db, *definition)?;
    let single = shown::line(db, env, ty);
    let overloads = single
        .strip_prefix("Overload[")
        .and_then(|text| text.strip_suffix(']'));
    if let Some(overloads) = overloads {
        let lines = split(overloads);
        let lines = lines.into_iter().map(|line| overload(&name, line));
        return Some(plain(&lines.collect::<Vec<_>>().join("\n")));
    }
    let signature = match single.len() <= MAX_LINE {
        true => after_name(single, &name),
        false => after_name(shown::lines(db, env, ty), &name),
    };
    let owner = single
        .strip_prefix("bound method ")
        .and_then(|text| text.split_once(&format!(".{name}")))
        .map(|(owner, _)| format!("{}.", class_of(owner)));
    let text = format!("def {}{name}{signature}", owner.unwrap_or_default());
    Some(recursive::signature(db, *definition, text))
}

/// What follows the name in `bound method Owner.name(...)` and `def name(...)`.
fn after_name<'a>(text: &'a str, name: &str) -> &'a str {
    let found = text.match_indices(name).find(|(at, _)| {
        let before = text[..*at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        matches!(before, Some(' ' | '.')) && matches!(after, Some('(' | '['))
    });
    found.map_or("", |(at, _)| &text[at + name.len()..])
}

/// The parts between the commas that no bracket holds.
fn split(text: &str) -> Vec<&str> {
    bracketed(text).0
}

/// The parts of a text between commas up to the bracket that closes it, and where that stands.
pub fn bracketed(text: &str) -> (Vec<&str>, usize) {
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, character) in outside(text, Brackets::WithoutAngles) {
        match character {
            ')' | ']' | '}' => {
                parts.push(text[start..at].trim());
                return (parts, at);
            }
            ',' => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    (parts, text.len())
}

/// Which characters are brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Brackets {
    WithoutAngles,
    /// `<` and `>` are, but not that of `->`.
    WithAngles,
}

/// The characters of a text that are in no quotes and no bracket, and the bracket that closes what the
/// text is in.
pub fn outside(text: &str, brackets: Brackets) -> impl Iterator<Item = (usize, char)> {
    let has_angles = brackets == Brackets::WithAngles;
    let (mut depth, mut quote) = (0_i32, None);
    text.char_indices().filter(move |&(at, character)| {
        match (quote, character) {
            (Some(open), _) => {
                if open == character {
                    quote = None;
                }
                return false;
            }
            (None, '"' | '\'') => {
                quote = Some(character);
                return false;
            }
            (None, '(' | '[' | '{') => depth += 1,
            (None, '<') if has_angles => depth += 1,
            (None, ')' | ']' | '}') => {
                depth -= 1;
                return depth == -1;
            }
            (None, '>') if has_angles && !text[..at].ends_with('-') => depth -= 1,
            (None, _) => {}
        }
        depth == 0
    })
}

fn overload(name: &str, line: &str) -> String {
    if line.starts_with('(') || line.starts_with('[') {
        return format!("def {name}{line}");
    }
    format!("def {name}{}", after_name(line, name))
}

/// `<class 'A'>` and `type[A]` are `A`; literals are their classes.
fn class_of(text: &str) -> String {
    let text = text
        .strip_prefix("<class '")
        .and_then(|text| text.strip_suffix("'>"))
        .or_else(|| {
            text.strip_prefix("type[")
                .and_then(|text| text.strip_suffix(']'))
        })
        .unwrap_or(text);
    let literal = text.strip_prefix("Literal[").unwrap_or(text);
    match literal.as_bytes() {
        [b'b', b'"' | b'\'', ..] => "bytes".to_owned(),
        [b'"' | b'\'', ..] => "str".to_owned(),
        [b'0'..=b'9' | b'-', ..] => "int".to_owned(),
        _ => match literal {
            "True]" | "False]" => "bool".to_owned(),
            "LiteralString" => "str".to_owned(),
            _ => text.split('@').next().unwrap_or(text).to_owned(),
        },
    }
}
