//! Where a warning stands, for those who make errors of warnings. A warning itself has only
//! its line; its place is looked for in the text when it is needed.

use crate::ast::{Node, NodeClass};
use crate::tokenizer::{TokenKind, TokenOptions, Tokenizer};
use crate::{
    CompileError, CompileWarning, ErrorKind, Mode, ParseMode, ParseOptions, parse, source,
};

/// What is said only in the warning about an escape sequence, not in the error.
const FUTURE: &str = "Such sequences will not work in the future. ";

/// The `SyntaxError` that a warning becomes.
pub(crate) fn as_error(text: &str, mode: Mode, warning: &CompileWarning) -> CompileError {
    let text = source::universal_newlines(text);
    let message = warning.message.replacen(FUTURE, "", 1);
    let mut error = CompileError {
        lineno: Some(warning.lineno),
        text_from_file: true,
        ..CompileError::without_position(ErrorKind::SyntaxError, message)
    };
    if warning.message.starts_with("invalid ") && warning.message.ends_with(" literal") {
        at_number(&text, warning.lineno, &mut error);
    } else if let Some(wanted) = wanted(&warning.message) {
        at_node(&text, mode, warning.lineno, wanted, &mut error);
    }
    error
}

/// The end of the first number on the line that a word follows without a blank.
fn at_number(text: &str, line: i64, error: &mut CompileError) {
    let mut tokenizer = Tokenizer::new(text, TokenOptions::default());
    let mut number: Option<crate::tokenizer::Token> = None;
    loop {
        let token = tokenizer.next_token();
        if matches!(token.kind, TokenKind::ENDMARKER | TokenKind::ERRORTOKEN) {
            return;
        }
        if let Some(number) = number
            && number.end == token.start
            && token.kind == TokenKind::NAME
            && number.lineno as i64 == line
        {
            let column = column(text, line, i64::from(number.end_col_offset));
            error.offset = Some(column);
            error.end_lineno = Some(line);
            error.end_offset = Some(column);
            let shown = source::line(text, line as usize);
            error.text = shown.map(|line| line.trim_end_matches('\n').into());
            error.text_from_file = false;
            return;
        }
        number = (token.kind == TokenKind::NUMBER).then_some(token);
    }
}

/// How many characters stand before a byte of a line.
fn column(text: &str, line: i64, byte: i64) -> i64 {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let text = text.split('\n').nth(line).unwrap_or_default();
    let end = usize::try_from(byte).unwrap_or(0).min(text.len());
    text.get(..end)
        .map_or(byte, |before| before.chars().count() as i64)
}

/// Which node a warning is about.
#[derive(Clone, Copy)]
enum Wanted {
    /// One of this class itself.
    Node(NodeClass),
    /// What one of this class calls or indexes.
    Part(NodeClass, &'static str),
}

fn wanted(message: &str) -> Option<Wanted> {
    use NodeClass as C;
    Some(match message {
        _ if message.starts_with("\"is") => Wanted::Node(C::Compare),
        _ if message.starts_with("assertion is always true") => Wanted::Node(C::Assert),
        "'return' in a 'finally' block" => Wanted::Node(C::Return),
        "'break' in a 'finally' block" => Wanted::Node(C::Break),
        "'continue' in a 'finally' block" => Wanted::Node(C::Continue),
        _ if message.contains("object is not callable;") => Wanted::Part(C::Call, "func"),
        _ if message.contains("object is not subscriptable;")
            || message.contains(" indices must be integers or slices, not ") =>
        {
            Wanted::Part(C::Subscript, "value")
        }
        _ => return None,
    })
}

fn at_node(text: &str, mode: Mode, line: i64, wanted: Wanted, error: &mut CompileError) {
    let mode = match mode {
        Mode::Exec => ParseMode::Exec,
        Mode::Eval => ParseMode::Eval,
        Mode::Single => ParseMode::Single,
    };
    let Ok(parsed) = parse(text, mode, ParseOptions::default()) else {
        return;
    };
    let Some(node) = first(&parsed.tree, line, wanted) else {
        return;
    };
    let (Some(from), Some(end_line), Some(to)) =
        (node.col_offset, node.end_lineno, node.end_col_offset)
    else {
        return;
    };
    error.offset = Some(column(text, line, from) + 1);
    error.end_lineno = Some(end_line);
    error.end_offset = Some(column(text, end_line, to) + 1);
}

/// The first node in the order of the text that begins on the line and is wanted.
fn first(tree: &Node, line: i64, wanted: Wanted) -> Option<&Node> {
    let mut found: Option<&Node> = None;
    let mut waiting = vec![tree];
    while let Some(node) = waiting.pop() {
        waiting.extend(node.children());
        let candidate = match wanted {
            Wanted::Node(class) if node.class == class => Some(node),
            Wanted::Part(class, field) if node.class == class => match node.field(field) {
                Some(crate::ast::Field::Node(part)) if is_literal(part.class) => Some(&**part),
                _ => None,
            },
            _ => None,
        };
        let Some(candidate) = candidate.filter(|candidate| candidate.lineno == Some(line)) else {
            continue;
        };
        if found.is_none_or(|found| candidate.col_offset < found.col_offset) {
            found = Some(candidate);
        }
    }
    found
}

/// What the warnings about calls and indices are given for.
fn is_literal(class: NodeClass) -> bool {
    use NodeClass as C;
    matches!(
        class,
        C::Constant
            | C::Tuple
            | C::List
            | C::ListComp
            | C::Dict
            | C::DictComp
            | C::Set
            | C::SetComp
            | C::GeneratorExp
            | C::JoinedStr
            | C::TemplateStr
            | C::Interpolation
            | C::FormattedValue
    )
}
