//! Quoted-printable text (RFC 1521).

const LINE: usize = 76;

/// Decodes; with `header`, underscores are spaces.
pub fn decode(data: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let digit = |at: usize| data.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut at = 0;
    while at < data.len() {
        match data[at] {
            b'=' => {
                at += 1;
                match data.get(at) {
                    None => break,
                    Some(b'\n' | b'\r') => {
                        // A soft line break: everything to the line feed is dropped.
                        let rest = &data[at..];
                        at += rest
                            .iter()
                            .position(|byte| *byte == b'\n')
                            .map_or(rest.len(), |n| n + 1);
                    }
                    Some(b'=') => {
                        out.push(b'=');
                        at += 1;
                    }
                    Some(_) => match (digit(at), digit(at + 1)) {
                        (Some(high), Some(low)) => {
                            out.push((high << 4 | low) as u8);
                            at += 2;
                        }
                        _ => out.push(b'='),
                    },
                }
            }
            b'_' if header => {
                out.push(b' ');
                at += 1;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// What is encoded.
#[derive(Clone, Copy)]
pub struct Style {
    pub quote_tabs: bool,
    pub is_text: bool,
    pub header: bool,
}

/// Encodes in lines of at most 76 characters.
pub fn encode(data: &[u8], style: Style) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() * 3 / 2);
    let crlf = data
        .iter()
        .position(|byte| *byte == b'\n')
        .is_some_and(|at| at > 0 && data[at - 1] == b'\r');
    let mut column = 0;
    for (at, byte) in data.iter().copied().enumerate() {
        if must_quote(data, at, column, style) {
            if column + 3 >= LINE {
                soft_break(&mut out, crlf);
                column = 0;
            }
            out.extend_from_slice(format!("={byte:02X}").as_bytes());
            column += 3;
            continue;
        }
        let line_end = byte == b'\n' || (byte == b'\r' && data.get(at + 1) == Some(&b'\n'));
        if style.is_text && line_end {
            if byte == b'\r' {
                continue;
            }
            column = 0;
            // Space at the end of a line must not be lost.
            if let Some(last @ (b' ' | b'\t')) = out.last().copied() {
                out.pop();
                out.extend_from_slice(format!("={last:02X}").as_bytes());
            }
            if crlf {
                out.push(b'\r');
            }
            out.push(b'\n');
            continue;
        }
        let ends = data.get(at + 1).is_none_or(|next| *next == b'\n');
        if !ends && column + 1 >= LINE {
            soft_break(&mut out, crlf);
            column = 0;
        }
        column += 1;
        out.push(if style.header && byte == b' ' {
            b'_'
        } else {
            byte
        });
    }
    out
}

fn soft_break(out: &mut Vec<u8>, crlf: bool) {
    out.push(b'=');
    if crlf {
        out.push(b'\r');
    }
    out.push(b'\n');
}

fn must_quote(data: &[u8], at: usize, column: usize, style: Style) -> bool {
    let next = data.get(at + 1);
    match data[at] {
        0x7F.. | b'=' => true,
        b'_' => style.header,
        b'.' if column == 0 => matches!(next, None | Some(b'\n' | b'\r' | 0)),
        b'\r' | b'\n' => !style.is_text,
        b'\t' | b' ' => match next {
            None => true,
            Some(_) => style.quote_tabs && !(style.header && data[at] == b' '),
        },
        byte => byte < 33,
    }
}
