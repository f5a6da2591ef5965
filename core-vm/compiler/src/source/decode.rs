//! PEP 263: which encoding source bytes are in, and decoding them.

use super::codecs;
use crate::{CompileError, ErrorKind};

const BOM: &[u8] = b"\xef\xbb\xbf";
const NO_ENCODING_DECLARED: &str =
    "but no encoding declared; see https://peps.python.org/pep-0263/ for details";

/// The encoding that the first two lines declare, in CPython's spelling, or
/// `None` where nothing is declared; and whether a byte-order mark stands first.
pub fn detect_encoding(bytes: &[u8]) -> (Option<String>, bool) {
    let (body, has_bom) = match bytes.strip_prefix(BOM) {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    let mut lines = body.split(|byte| matches!(byte, b'\n' | b'\r')).take(3);
    let first = lines.next().unwrap_or_default();
    let second = match lines.next() {
        // "\r\n" leaves an empty line between the two halves.
        Some([]) if body.get(first.len()..first.len() + 2) == Some(b"\r\n") => lines.next(),
        line => line,
    };
    let declared = cookie(first).or_else(|| {
        second
            .filter(|_| is_blank_or_comment(first))
            .and_then(cookie)
    });
    (declared.map(|name| normal_name(&name)), has_bom)
}

fn is_blank_or_comment(line: &[u8]) -> bool {
    let text = line
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
    matches!(text, None | Some(b'#'))
}

/// The name in a comment line that holds `coding:` or `coding=`.
fn cookie(line: &[u8]) -> Option<String> {
    let start = line
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'))?;
    let comment = line[start..].strip_prefix(b"#")?;
    let mut at = 0;
    while let Some(found) = find(&comment[at..], b"coding") {
        let rest = &comment[at + found + b"coding".len()..];
        if let [b':' | b'=', value @ ..] = rest {
            let value = &value[value
                .iter()
                .take_while(|b| matches!(b, b' ' | b'\t'))
                .count()..];
            let name: Vec<u8> = value
                .iter()
                .copied()
                .take_while(|b| is_name_byte(*b))
                .collect();
            if !name.is_empty() {
                return String::from_utf8(name).ok();
            }
        }
        at += found + b"coding".len();
    }
    None
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// `utf-8` and `iso-8859-1` for their common spellings, else as written.
fn normal_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .take(12)
        .map(|c| {
            if c == '_' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    let is = |base: &str| plain == base || plain.starts_with(&format!("{base}-"));
    if is("utf-8") {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        name.to_owned()
    }
}

/// Source bytes to text, and the encoding they were in. Line breaks stay as
/// they are.
///
/// # Errors
/// An unknown encoding, or bytes that are not valid in it.
pub fn decode_source(bytes: &[u8]) -> Result<(String, String), CompileError> {
    let (declared, has_bom) = detect_encoding(bytes);
    let body = if has_bom { &bytes[BOM.len()..] } else { bytes };
    match declared {
        Some(name) if name != "utf-8" => {
            if has_bom {
                return Err(wrong_mark(&name, body));
            }
            let text = codecs::decode(&name, body).map_err(whole_text_error)?;
            Ok((text, name))
        }
        _ => match std::str::from_utf8(body) {
            Ok(text) => Ok((text.to_owned(), "utf-8".to_owned())),
            Err(error) => Err(not_utf8(body, error.valid_up_to())),
        },
    }
}

fn wrong_mark(name: &str, body: &[u8]) -> CompileError {
    let first = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = String::from_utf8_lossy(first).into_owned();
    let width = text.chars().count() as i64;
    CompileError {
        lineno: Some(1),
        offset: Some(0),
        text: Some(text.into()),
        end_lineno: Some(1),
        end_offset: Some(width),
        ..CompileError::without_position(
            ErrorKind::SyntaxError,
            format!("encoding problem: {name} with BOM"),
        )
    }
}

fn whole_text_error(message: String) -> CompileError {
    CompileError {
        lineno: Some(0),
        offset: Some(-1),
        ..CompileError::without_position(ErrorKind::SyntaxError, message)
    }
}

fn not_utf8(body: &[u8], at: usize) -> CompileError {
    let line_start = body[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |i| i + 1);
    let line_end = body[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(body.len(), |i| at + i);
    let lineno = body[..at].iter().filter(|byte| **byte == b'\n').count() as i64 + 1;
    let column = String::from_utf8_lossy(&body[line_start..at])
        .chars()
        .count() as i64
        + 1;
    CompileError {
        lineno: Some(lineno),
        offset: Some(column),
        text: Some(
            String::from_utf8_lossy(&body[line_start..line_end])
                .into_owned()
                .into(),
        ),
        end_lineno: Some(lineno),
        end_offset: Some(column),
        ..CompileError::without_position(
            ErrorKind::SyntaxError,
            format!(
                "Non-UTF-8 code starting with '\\x{:02x}' on line {lineno}, {NO_ENCODING_DECLARED}",
                body[at]
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{decode_source, detect_encoding};

    #[test]
    fn encodings_are_found_where_pep_263_says() {
        let name = |bytes: &[u8]| detect_encoding(bytes).0;
        assert_eq!(name(b"# coding: latin-1\n").as_deref(), Some("iso-8859-1"));
        assert_eq!(
            name(b"#!x\r\n# -*- coding: UTF_8 -*-\n").as_deref(),
            Some("utf-8")
        );
        assert_eq!(name(b"x = 1\n# coding: latin-1\n"), None);
        assert_eq!(name(b"#\n#\n# coding: latin-1\n"), None);
        assert!(detect_encoding(b"\xef\xbb\xbfx").1);
    }

    #[test]
    fn bytes_are_decoded_or_refused_in_cpythons_words() {
        let text = |bytes: &[u8]| decode_source(bytes).map(|(text, _)| text);
        assert_eq!(
            text(b"# coding: latin-1\nx='\xff'").unwrap(),
            "# coding: latin-1\nx='\u{ff}'"
        );
        assert_eq!(
            text(b"# coding: shift_jis\n'\x82\xa0'").unwrap(),
            "# coding: shift_jis\n'あ'"
        );
        let error = text(b"x='\xff'\n").unwrap_err();
        assert!(
            error
                .message
                .starts_with("Non-UTF-8 code starting with '\\xff' on line 1, but")
        );
        assert_eq!((error.lineno, error.offset), (Some(1), Some(4)));
        assert_eq!(
            text(b"# coding: foo\n").unwrap_err().message,
            "unknown encoding: foo"
        );
        assert_eq!(
            text(b"# coding: ascii\nx='\xff'\n").unwrap_err().message,
            "'ascii' codec can't decode byte 0xff in position 19: ordinal not in range(128)"
        );
        assert_eq!(
            text(b"# coding: cp1252\nk='\x80\x81'\n")
                .unwrap_err()
                .message,
            "'charmap' codec can't decode byte 0x81 in position 21: character maps to <undefined>"
        );
    }
}
