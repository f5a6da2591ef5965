//! Between the three ways to put values into a text: `%`, `.format()` and f-strings.
//!
//! Only what means the same in both is offered; everything else is left as it is.

use ruff_python_ast::{
    AnyNodeRef, Expr, ExprCall, ExprFString, ExprStringLiteral, FStringPart,
    InterpolatedStringElement, Operator,
};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::actions::{Action, ActionKind};
use crate::analysis::edit::Edit;
use crate::analysis::source::SourceFile;

pub fn actions(context: &Context, range: TextRange) -> Vec<Action> {
    let file = &context.file;
    let path = crate::analysis::nodes::covering(file.module(), range);
    let mut found = Vec::new();
    for node in path.iter().rev() {
        let converted = match node {
            AnyNodeRef::ExprBinOp(operation) if operation.op == Operator::Mod => {
                let Expr::StringLiteral(text) = &*operation.left else {
                    continue;
                };
                let pieces = percent_pieces(file, text, &operation.right);
                both(file, text, pieces)
            }
            AnyNodeRef::ExprCall(call) => {
                let Some(text) = formatted(call) else {
                    continue;
                };
                let pieces = format_pieces(file, text, call);
                vec![("Convert to an f-string", f_string(file, text, pieces))]
            }
            AnyNodeRef::ExprFString(text) => {
                vec![("Convert to `.format()`", to_format(file, text))]
            }
            _ => continue,
        };
        for (title, text) in converted {
            if let Some(text) = text {
                let edit = Edit::new(node.range(), text);
                found.push(Action::new(ActionKind::Rewrite, title, vec![edit]));
            }
        }
        break;
    }
    found
}

/// A part of a text with values in it.
enum Piece {
    /// As it stands in the source, braces not doubled.
    Text(String),
    Value {
        expression: String,
        /// `!r`
        conversion: String,
        /// Without the colon.
        spec: String,
    },
}

fn both(
    file: &SourceFile,
    text: &ExprStringLiteral,
    pieces: Option<Vec<Piece>>,
) -> Vec<(&'static str, Option<String>)> {
    let Some(pieces) = pieces else {
        return Vec::new();
    };
    let as_format = as_format_call(file, text, &pieces);
    vec![
        ("Convert to an f-string", f_string(file, text, Some(pieces))),
        ("Convert to `.format()`", as_format),
    ]
}

/// The string on which `.format` is called.
fn formatted(call: &ExprCall) -> Option<&ExprStringLiteral> {
    let Expr::Attribute(attribute) = &*call.func else {
        return None;
    };
    match &*attribute.value {
        Expr::StringLiteral(text) if attribute.attr.as_str() == "format" => Some(text),
        _ => None,
    }
}

/// Prefix, quote and content of a literal in one piece.
fn parts<'a>(
    file: &'a SourceFile,
    text: &ExprStringLiteral,
) -> Option<(&'a str, &'a str, &'a str)> {
    if text.value.is_implicit_concatenated() {
        return None;
    }
    let source = file.slice(text.range());
    let prefix = source.find(['"', '\''])?;
    let quoted = &source[prefix..];
    let length = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") {
        3
    } else {
        1
    };
    // `\N{...}` would be taken for a value.
    let content = quoted.get(length..quoted.len().checked_sub(length)?)?;
    (!content.contains("\\N{")).then_some((&source[..prefix], &quoted[..length], content))
}

fn f_string(
    file: &SourceFile,
    text: &ExprStringLiteral,
    pieces: Option<Vec<Piece>>,
) -> Option<String> {
    let (prefix, quote, _) = parts(file, text)?;
    let mut content = String::new();
    for piece in pieces? {
        match piece {
            Piece::Text(text) => content.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Value {
                expression,
                conversion,
                spec,
            } => {
                // Before Python 3.12 neither the quote nor a backslash may stand in a value.
                if expression.contains(['\\', '\n', '#']) || expression.contains(&quote[..1]) {
                    return None;
                }
                let colon = if spec.is_empty() { "" } else { ":" };
                content.push_str(&format!(
                    "{{{}{conversion}{colon}{spec}}}",
                    protected(&expression)
                ));
            }
        }
    }
    let prefix = prefix.replace(['u', 'U'], "");
    Some(format!("f{prefix}{quote}{content}{quote}"))
}

/// An expression as it may stand in braces.
fn protected(expression: &str) -> String {
    let needs_parentheses = expression.contains(":=")
        || expression.starts_with("lambda")
        || expression.contains(" lambda")
        || expression.contains("!=");
    if needs_parentheses {
        format!("({expression})")
    } else if expression.starts_with('{') {
        format!(" {expression} ")
    } else {
        expression.to_owned()
    }
}

fn as_format_call(file: &SourceFile, text: &ExprStringLiteral, pieces: &[Piece]) -> Option<String> {
    let (prefix, quote, _) = parts(file, text)?;
    let (mut content, mut values) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => content.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Value {
                expression,
                conversion,
                spec,
            } => {
                let colon = if spec.is_empty() { "" } else { ":" };
                content.push_str(&format!("{{{conversion}{colon}{spec}}}"));
                values.push(expression.as_str());
            }
        }
    }
    let values = values.join(", ");
    Some(format!("{prefix}{quote}{content}{quote}.format({values})"))
}

/// The pieces of `"..." % values`.
fn percent_pieces(file: &SourceFile, text: &ExprStringLiteral, right: &Expr) -> Option<Vec<Piece>> {
    let (_, _, content) = parts(file, text)?;
    let source = |expression: &Expr| file.slice(expression.range()).to_owned();
    let mut positional = match right {
        Expr::Tuple(tuple) => {
            if tuple.elts.iter().any(Expr::is_starred_expr) {
                return None;
            }
            tuple.elts.iter().map(source).collect::<Vec<_>>()
        }
        Expr::Dict(_) => Vec::new(),
        other => vec![source(other)],
    }
    .into_iter();
    let named = |key: &str| match right {
        Expr::Dict(dict) => dict.items.iter().find_map(|item| match &item.key {
            Some(Expr::StringLiteral(text)) if text.value.to_str() == key => {
                Some(source(&item.value))
            }
            _ => None,
        }),
        _ => None,
    };
    let mut pieces = Vec::new();
    let mut rest = content;
    while let Some(at) = rest.find('%') {
        pieces.push(Piece::Text(rest[..at].to_owned()));
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            pieces.push(Piece::Text("%".to_owned()));
            rest = after;
            continue;
        }
        let mut key = None;
        if let Some(after) = rest.strip_prefix('(') {
            let (name, after) = after.split_once(')')?;
            key = Some(name);
            rest = after;
        }
        let (conversion, spec, after) = percent_spec(rest)?;
        rest = after;
        let expression = match key {
            Some(key) => named(key)?,
            None => positional.next()?,
        };
        pieces.push(Piece::Value {
            expression,
            conversion,
            spec,
        });
    }
    pieces.push(Piece::Text(rest.to_owned()));
    // Something is wrong with a text that does not use all its values.
    positional.next().is_none().then_some(pieces)
}

/// `-5.2f`: the conversion, the format specification that does the same, and what follows.
fn percent_spec(text: &str) -> Option<(String, String, &str)> {
    let flags_end = text.find(|c| !"#0- +".contains(c))?;
    let (flags, rest) = text.split_at(flags_end);
    let width_end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (width, rest) = rest.split_at(width_end);
    let (precision, rest) = match rest.strip_prefix('.') {
        Some(after) => {
            let end = after.find(|c: char| !c.is_ascii_digit())?;
            (Some(&after[..end]), &after[end..])
        }
        None => (None, rest),
    };
    let kind = rest.chars().next()?;
    let after = &rest[kind.len_utf8()..];
    let precision =
        precision.map(|digits| format!(".{}", if digits.is_empty() { "0" } else { digits }));
    let left = flags.contains('-');
    if matches!(kind, 's' | 'r' | 'a') {
        if flags.contains(['0', '+', ' ', '#']) {
            return None;
        }
        let conversion = match kind {
            // `format` of other things than texts takes no width.
            's' if width.is_empty() && precision.is_none() => String::new(),
            kind => format!("!{kind}"),
        };
        let align = match (width.is_empty(), left) {
            (true, _) | (false, true) => "",
            (false, false) => ">",
        };
        let spec = format!("{align}{width}{}", precision.unwrap_or_default());
        return Some((conversion, spec, after));
    }
    let kind = match kind {
        'd' | 'i' | 'u' => 'd',
        'x' | 'X' | 'o' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => kind,
        _ => return None,
    };
    if matches!(kind, 'd' | 'x' | 'X' | 'o') && precision.is_some() {
        return None;
    }
    let align = if left && !width.is_empty() { "<" } else { "" };
    let sign = match (flags.contains('+'), flags.contains(' ')) {
        (true, _) => "+",
        (false, true) => " ",
        _ => "",
    };
    let alternate = if flags.contains('#') { "#" } else { "" };
    let zero = if flags.contains('0') && !left {
        "0"
    } else {
        ""
    };
    let precision = precision.unwrap_or_default();
    let spec = format!("{align}{sign}{alternate}{zero}{width}{precision}{kind}");
    Some((String::new(), spec, after))
}

/// The pieces of `"...".format(values)`.
fn format_pieces(
    file: &SourceFile,
    text: &ExprStringLiteral,
    call: &ExprCall,
) -> Option<Vec<Piece>> {
    let (_, _, content) = parts(file, text)?;
    let arguments = &call.arguments;
    let is_plain = !arguments.args.iter().any(Expr::is_starred_expr)
        && arguments
            .keywords
            .iter()
            .all(|keyword| keyword.arg.is_some());
    if !is_plain {
        return None;
    }
    let mut pieces = Vec::new();
    let mut next = 0;
    let mut literal = String::new();
    let mut rest = content;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            literal.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return None;
        }
        pieces.push(Piece::Text(std::mem::take(&mut literal)));
        let (field, after) = rest.split_once('}')?;
        if field.contains('{') {
            return None;
        }
        rest = after;
        pieces.push(field_value(file, call, field, &mut next)?);
    }
    literal.push_str(rest);
    pieces.push(Piece::Text(literal));
    Some(pieces)
}

fn field_value(file: &SourceFile, call: &ExprCall, field: &str, next: &mut usize) -> Option<Piece> {
    let (name, spec) = field.split_once(':').unwrap_or((field, ""));
    let (name, conversion) = match name.split_once('!') {
        Some((name, conversion)) => (name, format!("!{conversion}")),
        None => (name, String::new()),
    };
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, further) = name.split_at(end);
    // `{0[key]}` means `["key"]`, which no f-string can say without more quotes.
    if further.contains('[') {
        return None;
    }
    let arguments = &call.arguments;
    let value = if first.is_empty() {
        *next += 1;
        arguments.args.get(*next - 1)?
    } else if let Ok(index) = first.parse::<usize>() {
        arguments.args.get(index)?
    } else {
        &arguments.find_keyword(first)?.value
    };
    let text = file.slice(value.range());
    let is_atom = matches!(
        value,
        Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_) | Expr::Subscript(_)
    );
    let expression = if further.is_empty() || is_atom {
        format!("{text}{further}")
    } else {
        format!("({text}){further}")
    };
    Some(Piece::Value {
        expression,
        conversion,
        spec: spec.to_owned(),
    })
}

/// An f-string as a call of `.format`.
fn to_format(file: &SourceFile, text: &ExprFString) -> Option<String> {
    let [FStringPart::FString(part)] = text.value.as_slice() else {
        return None;
    };
    let source = file.slice(part.range());
    let prefix_end = source.find(['"', '\''])?;
    let quote_length =
        if source[prefix_end..].starts_with("\"\"\"") || source[prefix_end..].starts_with("'''") {
            3
        } else {
            1
        };
    let prefix = source[..prefix_end].replace(['f', 'F'], "");
    let quote = &source[prefix_end..prefix_end + quote_length];
    let (mut content, mut values) = (String::new(), Vec::new());
    for element in &part.elements {
        match element {
            // Its source has the braces doubled already.
            InterpolatedStringElement::Literal(literal) => {
                content.push_str(file.slice(literal.range()));
            }
            InterpolatedStringElement::Interpolation(value) => {
                if value.debug_text.is_some() {
                    return None;
                }
                let conversion = value.conversion.to_char();
                let conversion = conversion.map(|c| format!("!{c}")).unwrap_or_default();
                let spec = match &value.format_spec {
                    Some(spec) => format!(":{}", file.slice(spec.range())),
                    None => String::new(),
                };
                if spec.contains('{') {
                    return None;
                }
                content.push_str(&format!("{{{conversion}{spec}}}"));
                values.push(file.slice(value.expression.range()));
            }
        }
    }
    let values = values.join(", ");
    Some(format!("{prefix}{quote}{content}{quote}.format({values})"))
}
