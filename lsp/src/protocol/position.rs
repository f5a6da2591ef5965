//! Positions in the three encodings that a client may choose (LSP 3.17, `PositionEncodingKind`).
//!
//! Everything behind this module counts bytes. A position beyond the end of its line means the end
//! of that line, a line beyond the last one means the end of the text, and a column inside a
//! character means the start of that character.

use ropey::Rope;
use ruff_text_size::{TextRange, TextSize};
use tower_lsp::lsp_types::{Position, PositionEncodingKind, Range};

/// What one column of a position counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// Picks from what the client offers, in its order of preference; UTF-16 where it says nothing.
    pub fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        offered
            .unwrap_or_default()
            .iter()
            .find_map(Self::from_kind)
            .unwrap_or_default()
    }

    fn from_kind(kind: &PositionEncodingKind) -> Option<Self> {
        match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        }
    }

    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width_of(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The width of a text in this encoding.
    pub fn width(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            _ => text.chars().map(|c| self.width_of(c)).sum(),
        }
    }

    /// The byte offset of a column in a line, at most its length.
    pub fn byte_in_line(self, line: &str, column: u32) -> usize {
        let column = column as usize;
        let mut seen = 0;
        for (at, character) in line.char_indices() {
            let width = self.width_of(character);
            if seen + width > column {
                return at;
            }
            seen += width;
        }
        line.len()
    }
}

/// Where the lines of a text start. Lines end with `\n`, `\r\n` or `\r`, as the protocol says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How long the text is, if all of it is ASCII.
    ascii: Option<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
        let starts = std::iter::once(0).chain(ends.map(|at| at as u32 + 1));
        Self {
            starts: starts.collect(),
            ascii: text.is_ascii().then_some(text.len() as u32),
        }
    }

    /// How many lines there are; the last one may be empty.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    pub fn is_empty(&self) -> bool {
        false
    }

    /// The line (from 0) that holds a byte offset.
    pub fn line_of(&self, offset: TextSize) -> usize {
        let offset = offset.to_u32();
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The byte offset at which a line (from 0) starts; the end of the text for later lines.
    pub fn start_of(&self, line: usize, text: &str) -> TextSize {
        match self.starts.get(line) {
            Some(&start) => TextSize::new(start),
            None => TextSize::of(text),
        }
    }

    /// A line's text without its end.
    pub fn line<'a>(&self, line: usize, text: &'a str) -> &'a str {
        let start = self.start_of(line, text).to_usize();
        let end = self.start_of(line + 1, text).to_usize();
        text[start..end].trim_end_matches(['\n', '\r'])
    }

    pub fn position(&self, offset: TextSize, text: &str, encoding: Encoding) -> Position {
        let offset = floor_boundary(text, offset.to_usize());
        let line = self.line_of(TextSize::new(offset as u32));
        let start = self.starts[line] as usize;
        let column = encoding.width(&text[start..offset]);
        Position::new(line as u32, column as u32)
    }

    /// What can be told without the text, if each of its letters takes one byte.
    pub fn of_ascii(&self) -> Option<AsciiLines<'_>> {
        let length = TextSize::new(self.ascii?);
        Some(AsciiLines {
            lines: self,
            length,
        })
    }

    pub fn offset(&self, position: Position, text: &str, encoding: Encoding) -> TextSize {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return TextSize::of(text);
        }
        let within = encoding.byte_in_line(self.line(line, text), position.character);
        self.start_of(line, text) + TextSize::new(within as u32)
    }
}

/// The lines of a text that is ASCII, in which all encodings count the same.
#[derive(Debug, Clone, Copy)]
pub struct AsciiLines<'a> {
    lines: &'a LineIndex,
    length: TextSize,
}

impl AsciiLines<'_> {
    pub fn position(&self, offset: TextSize) -> Position {
        let offset = offset.min(self.length);
        let line = self.lines.line_of(offset);
        let column = offset.to_u32() - self.lines.starts[line];
        Position::new(line as u32, column)
    }

    pub fn range(&self, range: TextRange) -> Range {
        Range::new(self.position(range.start()), self.position(range.end()))
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The character index of a position in a rope, clamped as the protocol says.
pub fn char_in_rope(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let slice = rope.line(line);
    let column = position.character as usize;
    let (mut seen, mut chars) = (0, 0);
    for character in slice.chars() {
        let width = encoding.width_of(character);
        if matches!(character, '\n' | '\r') || seen + width > column {
            break;
        }
        seen += width;
        chars += 1;
    }
    rope.line_to_char(line) + chars
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\u{e9}\u{1f40d}z\r\nsecond\rthird\n";

    #[test]
    fn lines_end_with_any_of_the_three_line_ends() {
        let index = LineIndex::new(TEXT);
        let lines: Vec<_> = (0..index.len())
            .map(|line| index.line(line, TEXT))
            .collect();
        assert_eq!(lines, ["a\u{e9}\u{1f40d}z", "second", "third", ""]);
    }

    #[test]
    fn a_position_in_ascii_needs_no_text() {
        let text = "one\r\ntwo\n";
        let index = LineIndex::new(text);
        let lines = index.of_ascii().expect("it is ASCII");
        for offset in 0..=text.len() as u32 + 1 {
            let offset = TextSize::new(offset);
            let position = index.position(offset, text, Encoding::Utf16);
            assert_eq!(lines.position(offset), position);
        }
        assert!(LineIndex::new(TEXT).of_ascii().is_none());
    }

    #[test]
    fn columns_count_what_the_encoding_counts() {
        let index = LineIndex::new(TEXT);
        let z = TextSize::new(TEXT.find('z').unwrap() as u32);
        for (encoding, column) in [
            (Encoding::Utf8, 7),
            (Encoding::Utf16, 4),
            (Encoding::Utf32, 3),
        ] {
            let position = index.position(z, TEXT, encoding);
            assert_eq!(position, Position::new(0, column), "{encoding:?}");
            assert_eq!(index.offset(position, TEXT, encoding), z, "{encoding:?}");
        }
    }

    #[test]
    fn positions_out_of_range_are_clamped() {
        let index = LineIndex::new(TEXT);
        let rope = Rope::from_str(TEXT);
        let at = |line, column| {
            let position = Position::new(line, column);
            let offset = index.offset(position, TEXT, Encoding::Utf16).to_usize();
            assert_eq!(
                rope.char_to_byte(char_in_rope(&rope, position, Encoding::Utf16)),
                offset
            );
            offset
        };
        assert_eq!(at(0, 99), 8, "the end of the line, before its line end");
        assert_eq!(at(99, 0), TEXT.len());
        assert_eq!(at(0, 3), 3, "inside a surrogate pair");
    }

    #[test]
    fn the_client_orders_the_encodings() {
        let offered = [PositionEncodingKind::UTF32, PositionEncodingKind::UTF8];
        assert_eq!(Encoding::negotiate(Some(&offered)), Encoding::Utf32);
        assert_eq!(Encoding::negotiate(None), Encoding::Utf16);
    }
}
