//! Columns: bytes of UTF-8 in the machine, UTF-16 units in DAP clients.

/// The UTF-16 column of a byte column of `line`; one beyond the end is counted on.
pub fn to_utf16(line: &str, byte_column: u32) -> u32 {
    let byte_column = byte_column as usize;
    let mut units = 0;
    for (start, c) in line.char_indices() {
        if start >= byte_column {
            return units;
        }
        units += c.len_utf16() as u32;
    }
    units + byte_column.saturating_sub(line.len()) as u32
}

/// The byte column of a UTF-16 column of `line`; at most the line's length.
pub fn to_bytes(line: &str, utf16_column: u32) -> u32 {
    let mut units = 0;
    for (start, c) in line.char_indices() {
        if units >= utf16_column {
            return start as u32;
        }
        units += c.len_utf16() as u32;
    }
    line.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let line = "é = '🐍'";
        let pairs = [(0, 0), (2, 1), (3, 2), (6, 5), (10, 7), (11, 8)];
        for (bytes, units) in pairs {
            assert_eq!(to_utf16(line, bytes), units, "{bytes} bytes");
            assert_eq!(to_bytes(line, units), bytes, "{units} units");
        }
        assert_eq!(to_utf16(line, 13), 10);
        assert_eq!(to_bytes(line, 99), 11);
        assert_eq!(to_utf16("", 4), 4);
    }
}
