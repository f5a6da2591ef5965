//! Witnesses written as a type.

use ruff_python_ast::Expr;
use ty_python_semantic::types::{KnownClass, Type, UnionType};
use ty_python_semantic::{Db, ProgramEnvironment};

use super::{Witness, is_dark};
use crate::declaration::{Brackets, bracketed, outside};
use crate::{family, shown};

/// A type that was worked out from witnesses, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    pub text: String,
    /// Nothing about it was left open.
    pub is_complete: bool,
    /// The text can stand as an annotation.
    pub is_insertable: bool,
}

impl Inferred {
    /// The union of witnesses; `None` if they say nothing.
    pub fn of<'db>(
        db: &'db dyn Db,
        env: &ProgramEnvironment<'db>,
        witnesses: &[Witness<'db>],
    ) -> Option<Self> {
        let mut types: Vec<Type<'db>> = Vec::new();
        let mut types_at = None;
        let mut texts: Vec<String> = Vec::new();
        let mut is_complete = true;
        for witness in witnesses {
            match witness {
                Witness::Value {
                    expression, items, ..
                } if !items.is_empty() => {
                    let items = items.iter();
                    let items: Vec<String> = items
                        .map(|item| part(db, env, item, &mut is_complete))
                        .collect();
                    texts.push(format!("{}[{}]", class_of(expression), items.join(", ")));
                }
                Witness::Value { ty, .. } | Witness::Type(ty) if !is_dark(db, *ty) => {
                    types_at.get_or_insert(texts.len());
                    types.push(promoted(db, env, *ty));
                }
                Witness::Instance { class, arguments } => {
                    let name = family::name(db, *class).unwrap_or_else(|| "object".to_owned());
                    let arguments: Vec<String> = (arguments.iter())
                        .map(|argument| match argument.is_empty() {
                            true => "...".to_owned(),
                            false => part(db, env, argument, &mut is_complete),
                        })
                        .collect();
                    texts.push(match arguments.is_empty() {
                        true => name,
                        false => format!("{name}[{}]", arguments.join(", ")),
                    });
                }
                // What a function is like, its definition says.
                Witness::Function { .. } => return None,
                Witness::Generator {
                    yields,
                    returns,
                    is_async,
                } => {
                    let yields = part(db, env, yields, &mut is_complete);
                    texts.push(match is_async {
                        true => format!("AsyncGenerator[{yields}, Any]"),
                        false => {
                            let returns = part(db, env, returns, &mut is_complete);
                            format!("Generator[{yields}, Any, {returns}]")
                        }
                    });
                }
                Witness::Coroutine(awaited) => {
                    let awaited = part(db, env, awaited, &mut is_complete);
                    texts.push(format!("CoroutineType[Any, Any, {awaited}]"));
                }
                _ => is_complete = false,
            }
        }
        let mut is_insertable = is_complete;
        if !types.is_empty() {
            let has_none = types.iter().any(|ty| ty.is_none(db));
            types.sort_by_key(|ty| ty.is_none(db));
            let union = UnionType::from_elements(db, env, types.iter().copied());
            let parts = union.display(db, env).to_string_parts();
            is_insertable &= parts.is_valid_syntax;
            let at = match has_none {
                true => texts.len(),
                false => types_at.unwrap_or_default(),
            };
            let flag = shown::flag(db, env, union);
            let label = flag.unwrap_or_else(|| plain(&without_binders(&parts.label)));
            is_insertable &= label == parts.label;
            texts.insert(at, label);
        }
        let mut seen = std::collections::HashSet::new();
        texts.retain(|text| seen.insert(text.clone()));
        (!texts.is_empty()).then(|| Self {
            text: texts.join(" | "),
            is_complete,
            is_insertable,
        })
    }
}

/// `float` for the checker's `float*`, which is no `int`, `type[C]` for its `<class 'C'>`, and `C` for
/// what is left of a type after a test (`Unknown & C & ~D`).
pub fn plain(text: &str) -> String {
    let text = text
        .replace("float*", "float")
        .replace("complex*", "complex")
        .replace("UnspecializedTypeVar", "Unknown");
    let mut pieces = text.split("<class '");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once("'>") {
            Some((class, rest)) => out += &format!("type[{class}]{rest}"),
            None => out += piece,
        }
    }
    match out.contains(" & ") || out.starts_with("Top[") {
        true => without_intersections(&out),
        false => out,
    }
}

/// A type without what tests have excluded, and without what is not known besides what is.
fn without_intersections(text: &str) -> String {
    let mut seen = std::collections::HashSet::new();
    let parts = split(text, '|').into_iter();
    let parts = parts.map(|part| {
        let inner = part
            .strip_prefix('(')
            .and_then(|part| part.strip_suffix(')'))
            .filter(|inner| split(inner, '&').len() > 1);
        let members = split(inner.unwrap_or(part), '&');
        // What a test for an attribute says is no type that anybody has written.
        let says = |member: &&str| {
            *member != "Unknown" && !member.starts_with('~') && !member.starts_with("<Protocol")
        };
        let known: Vec<&str> = members.iter().copied().filter(says).collect();
        match known.as_slice() {
            [] => members.first().copied().unwrap_or(part).to_owned(),
            known => {
                let known = known.iter().copied().map(without_top);
                known.collect::<Vec<_>>().join(" & ")
            }
        }
    });
    let parts: Vec<String> = parts.filter(|part| seen.insert(part.clone())).collect();
    parts.join(" | ")
}

/// `list[Unknown]` for the checker's `Top[list[Unknown]]`: a list of anything.
fn without_top(text: &str) -> &str {
    let inner = text
        .strip_prefix("Top[")
        .and_then(|text| text.strip_suffix(']'));
    inner.unwrap_or(text)
}

/// The parts of a type between operators.
pub(super) fn split(text: &str, operator: char) -> Vec<&str> {
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, character) in outside(text, Brackets::WithAngles) {
        if character == operator {
            parts.push(text[start..at].trim());
            start = at + 1;
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// `Self@method` as `Self`.
pub fn without_binders(text: &str) -> String {
    let mut pieces = text.split('@');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let name = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '<' | '>'));
        out += piece.find(name).map_or("", |end| &piece[end..]);
    }
    out
}

/// The class of a display, or the one that is applied to what its items are.
fn class_of(display: &Expr) -> &str {
    match display {
        Expr::Subscript(applied) => match &*applied.value {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => "object",
        },
        Expr::Tuple(_) => "tuple",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Generator(_) => "GeneratorType",
        _ => "list",
    }
}

fn part<'db>(
    db: &'db dyn Db,
    env: &ProgramEnvironment<'db>,
    witnesses: &[Witness<'db>],
    is_complete: &mut bool,
) -> String {
    match Inferred::of(db, env, witnesses) {
        Some(inferred) => {
            *is_complete &= inferred.is_complete;
            let is_open = |witness: &Witness<'db>| matches!(witness, Witness::Unknown);
            match witnesses.iter().any(is_open) {
                true => format!("{} | Unknown", inferred.text),
                false => inferred.text,
            }
        }
        None => {
            *is_complete = false;
            "Unknown".to_owned()
        }
    }
}

/// `int` for `Literal[1]`: what a person would write.
pub fn promoted<'db>(db: &'db dyn Db, env: &ProgramEnvironment<'db>, ty: Type<'db>) -> Type<'db> {
    match ty {
        Type::LiteralValue(_) => {}
        Type::Union(union) => {
            let elements = union.elements(db);
            let parts = elements.iter().map(|part| promoted(db, env, *part));
            let parts: Vec<Type<'db>> = parts.collect();
            // A union that is built anew forgets the alias it was written as.
            return match parts[..] == elements[..] {
                true => ty,
                false => UnionType::from_elements(db, env, parts),
            };
        }
        _ => return ty,
    }
    let text = ty.display(db, env).to_string();
    let literal = text.strip_prefix("Literal[").unwrap_or(&text);
    let class = match class_of_literal(literal.strip_suffix(']').unwrap_or(literal)) {
        Some("bytes") => KnownClass::Bytes,
        Some("str") => KnownClass::Str,
        Some("int") => KnownClass::Int,
        Some("bool") => KnownClass::Bool,
        _ => return ty,
    };
    class.to_instance(db, env)
}

/// What is known of a type: a union without what nothing is known of.
pub fn known_part<'db>(db: &'db dyn Db, env: &ProgramEnvironment<'db>, ty: Type<'db>) -> Type<'db> {
    let Type::Union(union) = ty else {
        return ty;
    };
    let elements = union.elements(db);
    let known: Vec<Type<'db>> = (elements.iter().copied())
        .filter(|element| !is_dark(db, *element))
        .collect();
    match known.len() {
        0 => ty,
        // A union that is built anew forgets the alias it was written as.
        count if count == elements.len() => ty,
        _ => UnionType::from_elements(db, env, known),
    }
}

pub(super) fn class_of_literal(text: &str) -> Option<&'static str> {
    match text.as_bytes() {
        [b'b', b'"' | b'\'', ..] => Some("bytes"),
        [b'"' | b'\'', ..] => Some("str"),
        [b'0'..=b'9' | b'-', ..] => Some("int"),
        _ if text == "LiteralString" => Some("str"),
        _ if matches!(text, "True" | "False") => Some("bool"),
        _ => None,
    }
}

/// `tuple[int]` for `tuple[Literal[1]]`.
pub fn without_literals(text: &str) -> String {
    const MARK: &str = "Literal[";
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        let inner = &rest[at + MARK.len()..];
        let (parts, end) = bracketed(inner);
        let mut classes: Vec<&str> = Vec::new();
        for part in &parts {
            let Some(class) = class_of_literal(part) else {
                return text.to_owned();
            };
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        out += &rest[..at];
        out += &classes.join(" | ");
        rest = inner[end..].strip_prefix(']').unwrap_or(&inner[end..]);
    }
    out + rest
}
