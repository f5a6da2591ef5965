//! Names as texts write them: the last part of a dotted one, by which decorators, bases and annotations
//! are recognised however their module was imported, and words in what nobody has parsed.

use memchr::memmem;
use ruff_python_ast::Expr;

/// Whether a letter can be a part of a name.
pub fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether a name can be written as one; keywords are not told.
pub fn is_identifier(name: &str) -> bool {
    let starts = name.starts_with(|letter: char| letter == '_' || letter.is_alphabetic());
    starts && name.chars().all(is_part)
}

/// Where a text has a name that is not a part of a longer one.
pub fn words<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    // No name stands between any two bytes, also of one letter.
    let found = (!name.is_empty()).then(|| memmem::find_iter(text.as_bytes(), name));
    found.into_iter().flatten().filter(|at| {
        let (before, after) = (&text[..*at], &text[*at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// `name` of `name` and of `module.name`.
pub fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(&name.id),
        Expr::Attribute(attribute) => Some(&attribute.attr),
        _ => None,
    }
}

/// The same of what is called or applied: `name` of `module.name(...)` and of `name[...]`, too.
pub fn head_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Call(call) => head_name(&call.func),
        Expr::Subscript(applied) => head_name(&applied.value),
        _ => last_name(expression),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    fn found(text: &str, name: &str) -> Vec<usize> {
        words(text, name).collect()
    }

    #[test]
    fn words_are_no_parts_of_longer_names() {
        assert_eq!(found("a ab a_ a1 _a (a).a", "a"), [0, 15, 18]);
        assert_eq!(found("é aé éa a", "a"), [11]);
        assert_eq!(found("größe = Größe", "größe"), [0]);
        assert!(found("é", "").is_empty());
        assert!(found("", "a").is_empty());
    }
}
