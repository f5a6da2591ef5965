//! What each name is, for colouring: as the checker says.

use ruff_text_size::TextRange;
pub use serpentarium_checker::tokens::{KINDS, MODIFIERS, Token};

use crate::analysis::Context;

/// The tokens of a text in order, those outside `within` left out; none reaches over a line.
pub fn tokens(context: &Context, within: Option<TextRange>) -> Vec<Token> {
    let file = &context.file;
    if is_too_deep(context) {
        return Vec::new();
    }
    let keep_going = || context.cancel.check();
    let mut found = context
        .checker
        .tokens(&context.address(), within, &keep_going);
    found.retain(|token| {
        let text = file.text().get(token.range.to_std_range());
        text.is_some_and(|text| !text.contains(['\n', '\r']))
    });
    found
}

/// How far a line may be indented: what nests deeper was written by a program, and the time that
/// the checker takes for it grows with the square of the depth.
const MAX_INDENTATION: usize = 800;

fn is_too_deep(context: &Context) -> bool {
    let is_deep =
        |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len() > MAX_INDENTATION;
    let mut lines = context.file.text().lines();
    lines.any(|line| is_deep(line) && !line.trim().is_empty())
}
