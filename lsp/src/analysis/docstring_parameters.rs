//! What a docstring says about parameters, in the three customary forms: Sphinx' `:param x:`,
//! Google's `Args:` and NumPy's underlined `Parameters`.

/// The text about one parameter.
pub fn of(docstring: &str, name: &str) -> Option<String> {
    let lines: Vec<&str> = docstring.lines().collect();
    field(&lines, name)
        .or_else(|| section_google(&lines, name))
        .or_else(|| section_numpy(&lines, name))
        .filter(|text| !text.is_empty())
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The first piece of a text and the lines after `index` that are indented deeper than `depth`.
fn with_continuation(first: &str, lines: &[&str], index: usize, depth: usize) -> String {
    let mut pieces = vec![first.trim()];
    for line in &lines[index + 1..] {
        if line.trim().is_empty() || indentation(line) <= depth {
            break;
        }
        pieces.push(line.trim());
    }
    let pieces: Vec<&str> = pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .collect();
    pieces.join(" ")
}

/// `:param str name: text`, `@param name: text`.
fn field(lines: &[&str], name: &str) -> Option<String> {
    lines.iter().enumerate().find_map(|(index, line)| {
        let content = line.trim_start();
        let rest = [
            ":param ",
            ":parameter ",
            ":arg ",
            ":argument ",
            ":key ",
            "@param ",
        ]
        .into_iter()
        .find_map(|mark| content.strip_prefix(mark))?;
        let (declared, text) = rest.split_once(':')?;
        let declared = declared.split_whitespace().last()?;
        (declared.trim_start_matches('*') == name)
            .then(|| with_continuation(text, lines, index, indentation(line)))
    })
}

/// `Args:` and below it `name (type): text`.
fn section_google(lines: &[&str], name: &str) -> Option<String> {
    let is_head = |line: &str| {
        matches!(
            line.trim(),
            "Args:"
                | "Arguments:"
                | "Parameters:"
                | "Params:"
                | "Keyword Args:"
                | "Keyword Arguments:"
                | "Other Parameters:"
        )
    };
    let heads = (0..lines.len()).filter(|&index| is_head(lines[index]));
    for head in heads {
        let depth = indentation(lines[head]);
        for (index, line) in lines.iter().enumerate().skip(head + 1) {
            if line.trim().is_empty() {
                continue;
            }
            if indentation(line) <= depth {
                break;
            }
            let Some((declared, text)) = line.trim().split_once(':') else {
                continue;
            };
            let declared = declared.split([' ', '(']).next().unwrap_or_default();
            if declared.trim_start_matches('*') == name {
                return Some(with_continuation(text, lines, index, indentation(line)));
            }
        }
    }
    None
}

/// `Parameters`, a line of dashes, and below it `name : type` with the text indented.
fn section_numpy(lines: &[&str], name: &str) -> Option<String> {
    let is_rule =
        |line: &str| line.trim().len() > 2 && line.trim().bytes().all(|byte| byte == b'-');
    let head = (1..lines.len()).filter(|&index| {
        is_rule(lines[index])
            && matches!(
                lines[index - 1].trim(),
                "Parameters" | "Other Parameters" | "Keyword Arguments" | "Attributes"
            )
    });
    for head in head {
        let depth = indentation(lines[head]);
        for (index, line) in lines.iter().enumerate().skip(head + 1) {
            let ends = lines.get(index + 1).is_some_and(|next| is_rule(next));
            if ends || indentation(line) < depth {
                break;
            }
            if line.trim().is_empty() || indentation(line) > depth {
                continue;
            }
            let declared = line.split(" :").next().unwrap_or_default();
            let mut names = declared.split(',').map(str::trim);
            if names.any(|declared| declared.trim_start_matches('*') == name) {
                return Some(with_continuation("", lines, index, depth));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_three_forms() {
        let sphinx =
            "Do.\n\n:param int count: how many,\n    in words\n:param rest: the rest\n:returns: it";
        assert_eq!(of(sphinx, "count").as_deref(), Some("how many, in words"));
        assert_eq!(of(sphinx, "rest").as_deref(), Some("the rest"));
        assert_eq!(of(sphinx, "returns"), None);
        let google = "Do.\n\nArgs:\n    count (int): How many,\n        in words.\n    *rest: The rest.\n\nReturns:\n    it: x";
        assert_eq!(of(google, "count").as_deref(), Some("How many, in words."));
        assert_eq!(of(google, "rest").as_deref(), Some("The rest."));
        assert_eq!(of(google, "it"), None);
        let numpy = "Do.\n\nParameters\n----------\ncount, total : int\n    How many.\nrest\n    The rest.\n\nReturns\n-------\nit : int\n    x";
        assert_eq!(of(numpy, "total").as_deref(), Some("How many."));
        assert_eq!(of(numpy, "rest").as_deref(), Some("The rest."));
        assert_eq!(of(numpy, "it"), None);
    }
}
