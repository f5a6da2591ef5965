//! Lines of uuencoded data.

/// Encodes up to 45 bytes as one line.
pub fn encode(data: &[u8], backtick: bool) -> Vec<u8> {
    let digit = |six: u32| {
        if six == 0 && backtick {
            b'`'
        } else {
            b' ' + six as u8
        }
    };
    let mut out = vec![digit(data.len() as u32)];
    for chunk in data.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.extend((0..4).map(|place| digit(group >> (18 - 6 * place) & 63)));
    }
    out.push(b'\n');
    out
}

/// Decodes one line.
pub fn decode(line: &[u8]) -> Result<Vec<u8>, &'static str> {
    let Some((length, rest)) = line.split_first() else {
        return Err("Missing length byte");
    };
    let length = usize::from(length.wrapping_sub(b' ') & 63);
    let mut out = Vec::with_capacity(length);
    let (mut bits, mut count, mut at) = (0u32, 0u32, 0);
    while out.len() < length {
        let six = match rest.get(at) {
            // Trailing spaces may have been cut off.
            None | Some(b'\n' | b'\r') => 0,
            Some(byte @ b' '..=b'`') => u32::from(byte.wrapping_sub(b' ') & 63),
            Some(_) => return Err("Illegal char"),
        };
        at += 1;
        bits = bits << 6 | six;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    let trailing = rest.get(at..).unwrap_or(&[]);
    if trailing
        .iter()
        .any(|byte| !matches!(byte, b' ' | b'`' | b'\n' | b'\r'))
    {
        return Err("Trailing garbage");
    }
    Ok(out)
}
