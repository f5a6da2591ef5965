//! The encodings that source files may declare, besides UTF-8.

use encoding_rs::Encoding;

/// Decodes, or says why not in the words of the codec's exception.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<String, String> {
    let plain: String = name
        .chars()
        .map(|c| {
            if c == '_' || c == '.' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    match plain.as_str() {
        "iso-8859-1" | "latin1" | "l1" | "iso8859-1" | "8859" | "cp819" => {
            Ok(bytes.iter().copied().map(char::from).collect())
        }
        "ascii" | "us-ascii" | "646" => ascii(bytes),
        "utf-8" | "utf8" | "utf-8-sig" | "u8" | "utf" | "cp65001" => utf8(bytes),
        _ => match label(&plain).and_then(|label| Encoding::for_label(label.as_bytes())) {
            Some(encoding) => with_table(name, encoding, bytes),
            None => Err(format!("unknown encoding: {name}")),
        },
    }
}

fn ascii(bytes: &[u8]) -> Result<String, String> {
    match bytes.iter().position(|byte| !byte.is_ascii()) {
        Some(at) => Err(format!(
            "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
            bytes[at]
        )),
        None => Ok(bytes.iter().copied().map(char::from).collect()),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|error| {
            let at = error.valid_up_to();
            format!(
                "'utf-8' codec can't decode byte 0x{:02x} in position {at}: {}",
                bytes[at],
                utf8_reason(&bytes[at..])
            )
        })
}

/// Why the sequence at the start of `rest` is not UTF-8, as the codec says it.
fn utf8_reason(rest: &[u8]) -> &'static str {
    let wanted = match rest[0] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return "invalid start byte",
    };
    let is_continuation = |byte: &u8| (0x80..=0xBF).contains(byte);
    if rest.len() < wanted && rest[1..].iter().all(is_continuation) {
        "unexpected end of data"
    } else {
        "invalid continuation byte"
    }
}

/// The WHATWG label of a Python codec name, for codecs whose tables agree.
fn label(plain: &str) -> Option<String> {
    let same = [
        "shift-jis",
        "euc-jp",
        "euc-kr",
        "gbk",
        "gb18030",
        "gb2312",
        "big5",
        "koi8-r",
        "koi8-u",
        "iso-2022-jp",
        "windows-874",
    ];
    if same.contains(&plain) {
        return Some(plain.to_owned());
    }
    let other = match plain {
        "sjis" | "shiftjis" | "s-jis" => "shift-jis",
        "eucjp" | "ujis" => "euc-jp",
        "euckr" | "ks-c-5601" => "euc-kr",
        "936" | "cp936" => "gbk",
        "big5-tw" => "big5",
        "mac-roman" | "macroman" | "macintosh" => "macintosh",
        "cp866" | "866" | "ibm866" => "ibm866",
        "cp874" => "windows-874",
        _ => "",
    };
    if !other.is_empty() {
        return Some(other.to_owned());
    }
    let number = |prefixes: &[&str]| {
        prefixes
            .iter()
            .find_map(|prefix| plain.strip_prefix(prefix)?.parse::<u32>().ok())
    };
    if let Some(page @ 1250..=1258) = number(&["windows-", "cp", ""]) {
        return Some(format!("windows-{page}"));
    }
    match number(&["iso-8859-", "iso8859-", "8859-"]) {
        // Parts 9 and 11 are other tables under WHATWG's labels.
        Some(part @ (2..=8 | 10 | 13..=16)) => Some(format!("iso-8859-{part}")),
        _ => None,
    }
}

fn with_table(name: &str, encoding: &'static Encoding, bytes: &[u8]) -> Result<String, String> {
    if !encoding.is_single_byte() {
        return match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => Ok(text.into_owned()),
            None => Err(multibyte_error(name, encoding, bytes)),
        };
    }
    let mut text = String::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        let one = encoding
            .decode_without_bom_handling_and_without_replacement(&[*byte])
            .and_then(
                // Where Python's table has a hole, WHATWG's may have a control character.
                |text| {
                    text.chars()
                        .next()
                        .filter(|c| *byte < 0x80 || !is_hole(encoding, *c))
                },
            );
        match one {
            Some(c) => text.push(c),
            None => {
                return Err(format!(
                    "'charmap' codec can't decode byte 0x{byte:02x} in position {at}: \
                     character maps to <undefined>"
                ));
            }
        }
    }
    Ok(text)
}

fn is_hole(encoding: &'static Encoding, c: char) -> bool {
    encoding.name().starts_with("windows-") && matches!(c, '\u{80}'..='\u{9f}')
}

fn multibyte_error(name: &str, encoding: &'static Encoding, bytes: &[u8]) -> String {
    let bad = (0..bytes.len())
        .filter(|at| !bytes[*at].is_ascii())
        .find(|at| {
            encoding
                .decode_without_bom_handling_and_without_replacement(
                    &bytes[..(*at + 1).min(bytes.len())],
                )
                .is_none()
                && (*at + 1 == bytes.len()
                    || encoding
                        .decode_without_bom_handling_and_without_replacement(&bytes[..*at + 2])
                        .is_none())
        })
        .unwrap_or(0);
    format!(
        "'{name}' codec can't decode byte 0x{:02x} in position {bad}: illegal multibyte sequence",
        bytes[bad]
    )
}
