//! Bytes of a pipe as text.

/// Cuts text out of bytes that arrive in pieces, without tearing a character apart.
#[derive(Debug, Default)]
pub struct TextDecoder {
    pending: Vec<u8>,
}

impl TextDecoder {
    /// The text that is complete after `bytes`; invalid UTF-8 becomes U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.pending.extend_from_slice(bytes);
        let complete = self.pending.len() - incomplete_tail(&self.pending);
        let text = String::from_utf8_lossy(&self.pending[..complete]).into_owned();
        self.pending.drain(..complete);
        text
    }

    /// What is left at the end.
    pub fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.pending)).into_owned()
    }
}

/// The length of a character at the end that lacks bytes.
fn incomplete_tail(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(3);
    for start in (from..bytes.len()).rev() {
        let wanted = match bytes[start] {
            0x80..=0xbf => continue,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return 0,
        };
        let have = bytes.len() - start;
        return if have < wanted { have } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::TextDecoder;

    #[test]
    fn characters_in_pieces() {
        let text = "a é € 🐍 z";
        for size in 1..=text.len() {
            let mut decoder = TextDecoder::default();
            let mut found = String::new();
            for piece in text.as_bytes().chunks(size) {
                found += &decoder.push(piece);
            }
            found += &decoder.finish();
            assert_eq!(found, text, "pieces of {size}");
        }
    }

    #[test]
    fn invalid_bytes() {
        let mut decoder = TextDecoder::default();
        assert_eq!(decoder.push(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(decoder.push(b"\x80\x80"), "\u{fffd}\u{fffd}");
        assert_eq!(decoder.push(b"x\xe2\x82"), "x");
        assert_eq!(decoder.finish(), "\u{fffd}");
    }
}
