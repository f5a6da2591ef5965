//! What IPython adds to Python in a cell: magics, shell commands and questions about objects.
//!
//! They become comments, or expressions that say nothing, of the same width, so that positions in
//! the rest of the cell stay what they are.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::depth::is_walkable;

/// Magics for a whole cell whose text is Python nevertheless.
const ABOUT_PYTHON: &[&str] = &["%%time", "%%timeit", "%%capture", "%%prun", "%%python3"];

/// Names that IPython puts into every cell.
pub const NAMES: &[&str] = &["display", "get_ipython", "In", "Out", "_", "__", "___"];

/// A cell's text as Python, and whether that is another text.
pub fn without_magics(cell: &str) -> (String, bool) {
    let first = cell.split_whitespace().next().unwrap_or("");
    if first.starts_with("%%") && !ABOUT_PYTHON.contains(&first) {
        return (line_ends(cell), true);
    }
    if !cell.contains(['%', '!', '?']) || !is_walkable(cell) {
        return (cell.to_owned(), false);
    }
    let mut text = cell.to_owned().into_bytes();
    let mut is_other = false;
    for range in magics(cell) {
        mask(&mut text, cell, range);
        is_other = true;
    }
    // Only ASCII characters were put in the place of ASCII characters.
    match String::from_utf8(text) {
        Ok(text) => (text, is_other),
        Err(_) => (line_ends(cell), true),
    }
}

fn line_ends(cell: &str) -> String {
    cell.chars()
        .filter(|character| matches!(character, '\n' | '\r'))
        .collect()
}

/// Where IPython's own statements and expressions stand.
fn magics(cell: &str) -> Vec<TextRange> {
    let parsed = parse_unchecked(cell, ParseOptions::from(Mode::Ipython));
    let mut found = Vec::new();
    let mut statement: Option<TextRange> = None;
    let mut asks = false;
    for token in parsed.tokens() {
        match token.kind() {
            TokenKind::IpyEscapeCommand => found.push(token.range()),
            TokenKind::Newline | TokenKind::EndOfFile => {
                if let Some(range) = statement.take().filter(|_| asks) {
                    found.push(range);
                }
                asks = false;
            }
            TokenKind::Indent | TokenKind::Dedent | TokenKind::NonLogicalNewline => {}
            TokenKind::Comment => {}
            kind => {
                // `name?` and `name??` ask about an object.
                asks = kind == TokenKind::Question;
                let start = statement.map_or(token.start(), |range| range.start());
                statement = Some(TextRange::new(start, token.end()));
            }
        }
    }
    found
}

fn mask(text: &mut [u8], cell: &str, range: TextRange) {
    let (start, end) = (range.start().to_usize(), range.end().to_usize());
    let line = cell[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = &cell[line..start];
    let has_two = end - start > 1 && text[start + 1].is_ascii();
    let is_within = !before.trim().is_empty();
    // Alone in a block, a comment would be a syntax error.
    let needs_code = is_within || !before.is_empty();
    if needs_code && (has_two || end - start == 1) {
        text[start] = if is_within { b'_' } else { b'0' };
        if has_two {
            text[start + 1] = b'#';
        }
    } else {
        text[start] = b'#';
    }
    // A command may go on after a backslash.
    for at in start + 1..end {
        let starts_line = matches!(text[at - 1], b'\n' | b'\r');
        if starts_line && text[at].is_ascii() && !matches!(text[at], b'\n' | b'\r') {
            text[at] = b'#';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magics_become_python_of_the_same_width() {
        let cases = [
            ("%matplotlib inline\nx = 1\n", "#matplotlib inline\nx = 1\n"),
            ("!ls *.py\n", "#ls *.py\n"),
            ("?print\n", "#print\n"),
            ("if x:\n    %time f()\n", "if x:\n    0#ime f()\n"),
            ("files = !ls\n", "files = _#s\n"),
            ("a.b?\ny\n", "#.b?\ny\n"),
            ("%%time\nx = 1\n", "#%time\nx = 1\n"),
            ("%%bash\nls | wc\r\n", "\n\r\n"),
            (
                "x = 5 % 3\ny = '''\n%no\n'''\n",
                "x = 5 % 3\ny = '''\n%no\n'''\n",
            ),
            ("z = (a\n% b)\n", "z = (a\n% b)\n"),
        ];
        for (cell, python) in cases {
            assert_eq!(without_magics(cell).0, python);
        }
    }
}
