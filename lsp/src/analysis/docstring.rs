//! Docstrings as `inspect.getdoc` gives them.

use ruff_python_ast::{Expr, Stmt};

/// The docstring of a module, class or function body, cleaned.
pub fn of_body(body: &[Stmt]) -> Option<String> {
    raw(body).map(clean)
}

/// The docstring as it stands in the code object.
pub fn raw(body: &[Stmt]) -> Option<&str> {
    match body.first()? {
        Stmt::Expr(stmt) => match &*stmt.value {
            Expr::StringLiteral(literal) => Some(literal.value.to_str()),
            _ => None,
        },
        _ => None,
    }
}

/// `inspect.cleandoc`: tabs expanded, the common indentation and blank lines at both ends removed.
pub fn clean(text: &str) -> String {
    let expanded = expand_tabs(text);
    let mut lines: Vec<&str> = expanded.split('\n').collect();
    let indentation = |line: &&str| {
        let content = line.trim_start_matches(' ');
        (!content.is_empty()).then(|| line.len() - content.len())
    };
    let margin = lines.iter().skip(1).filter_map(indentation).min();
    if let Some(first) = lines.first_mut() {
        *first = first.trim_start_matches(' ');
    }
    if let Some(margin) = margin {
        for line in lines.iter_mut().skip(1) {
            *line = line.get(margin..).unwrap_or("");
        }
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|line| line.is_empty()).count();
    lines[blank..].join("\n")
}

fn expand_tabs(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let (mut out, mut column) = (String::with_capacity(text.len()), 0);
    for character in text.chars() {
        match character {
            '\t' => {
                let width = 8 - column % 8;
                out.extend(std::iter::repeat_n(' ', width));
                column += width;
            }
            '\n' | '\r' => {
                out.push(character);
                column = 0;
            }
            _ => {
                out.push(character);
                column += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn cleaning_is_that_of_inspect() {
        assert_eq!(
            clean("One.\n\n    Two\n      three\n    "),
            "One.\n\nTwo\n  three"
        );
        assert_eq!(clean("\n    a\n\tb\n"), "a\n    b");
        assert_eq!(clean("   "), "");
    }
}
