//! Source text: bytes to characters (PEP 263), line breaks, lines.

mod codecs;
mod decode;

use std::borrow::Cow;

pub use decode::{decode_source, detect_encoding};

/// The line with this number (from 1), its line break included.
pub(crate) fn line(source: &str, number: usize) -> Option<String> {
    source
        .split_inclusive('\n')
        .nth(number.checked_sub(1)?)
        .map(str::to_owned)
}

/// Every line break as `\n`, as CPython's tokenizer sees the text.
pub fn universal_newlines(source: &str) -> Cow<'_, str> {
    if !source.contains('\r') {
        return Cow::Borrowed(source);
    }
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\r') {
        text.push_str(&rest[..at]);
        text.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::universal_newlines;

    #[test]
    fn all_line_breaks_become_newlines() {
        assert_eq!(universal_newlines("a\r\nb\rc\n\r"), "a\nb\nc\n\n");
        assert_eq!(universal_newlines("a\nb"), "a\nb");
    }
}
