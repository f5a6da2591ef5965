//! Base 64.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Encodes, with a line feed at the end where wanted.
pub fn encode(data: &[u8], newline: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for chunk in data.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            out.push(if place <= chunk.len() {
                ALPHABET[(group >> (18 - 6 * place) & 63) as usize]
            } else {
                b'='
            });
        }
    }
    if newline {
        out.push(b'\n');
    }
    out
}

/// Decodes; other characters are passed over unless `strict`.
pub fn decode(data: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    if strict && data.first() == Some(&b'=') {
        return Err("Leading padding not allowed".to_owned());
    }
    let mut out = Vec::with_capacity(data.len() / 4 * 3);
    let (mut place, mut left, mut padding, mut padded) = (0u8, 0u8, 0usize, false);
    for (index, byte) in data.iter().enumerate() {
        if *byte == b'=' {
            padded = true;
            padding += 1;
            if place >= 2 && usize::from(place) + padding >= 4 {
                // A complete group; what follows belongs to nothing.
                if strict && index + 1 < data.len() {
                    return Err(if data[index + 1] == b'=' {
                        "Excess padding not allowed"
                    } else {
                        "Excess data after padding"
                    }
                    .to_owned());
                }
                return Ok(out);
            }
            if strict && place == 0 {
                return Err("Excess padding not allowed".to_owned());
            }
            continue;
        }
        let Some(six) = value(*byte) else {
            if strict {
                return Err("Only base64 data is allowed".to_owned());
            }
            continue;
        };
        if strict && padded {
            return Err("Discontinuous padding not allowed".to_owned());
        }
        padding = 0;
        match place {
            0 => left = six,
            1 => {
                out.push(left << 2 | six >> 4);
                left = six & 0x0F;
            }
            2 => {
                out.push(left << 4 | six >> 2);
                left = six & 0x03;
            }
            _ => out.push(left << 6 | six),
        }
        place = (place + 1) % 4;
    }
    match place {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) \
             cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        )),
        _ => Err("Incorrect padding".to_owned()),
    }
}
