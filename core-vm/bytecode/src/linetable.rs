//! `co_linetable`: the source range of every code unit.
//!
//! An entry starts with `0x80 | form << 3 | units - 1`; the form says how the
//! position follows (see [`Form`]). Numbers are little-endian, six bits a byte,
//! with bit 6 set while the number goes on; a signed one has its sign in bit 0.

/// A source range; a missing part is `None`. Columns are bytes of UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Position {
    pub line: Option<i32>,
    pub end_line: Option<i32>,
    pub column: Option<i32>,
    pub end_column: Option<i32>,
}

/// The position of the code bytes from `start` to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionRange {
    pub start: u32,
    pub end: u32,
    pub position: Position,
}

/// One item of `co_lines()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRange {
    pub start: u32,
    pub end: u32,
    pub line: Option<i32>,
}

/// Forms 0 to 9 are short: one more byte, same line, columns below 80.
const SHORT_LAST: u8 = 9;
/// Forms 10 to 12: a line delta of 0 to 2, two bytes of columns.
const ONE_LINE_FIRST: u8 = 10;
const ONE_LINE_LAST: u8 = 12;
/// A line delta and no columns.
const NO_COLUMNS: u8 = 13;
/// Line delta, end line delta, both columns plus one.
const LONG: u8 = 14;
/// No position at all.
const NO_LOCATION: u8 = 15;
const MAX_UNITS: u32 = 8;

/// A location table with the line that it counts from.
#[derive(Debug, Clone, Copy)]
pub struct LineTable<'a> {
    table: &'a [u8],
    firstlineno: i32,
}

impl<'a> LineTable<'a> {
    pub fn new(table: &'a [u8], firstlineno: i32) -> Self {
        LineTable { table, firstlineno }
    }

    /// The entries as they are stored. A truncated one ends them.
    pub fn entries(self) -> Entries<'a> {
        Entries {
            table: self.table,
            position: 0,
            start: 0,
            line: self.firstlineno,
        }
    }

    /// `co_positions()`: the position of each code unit in turn.
    pub fn positions(self) -> impl Iterator<Item = Position> + 'a {
        self.entries().flat_map(|range| {
            std::iter::repeat_n(range.position, ((range.end - range.start) / 2) as usize)
        })
    }

    /// `co_lines()`: neighbouring entries of one line taken together.
    pub fn lines(self) -> impl Iterator<Item = LineRange> + 'a {
        let mut entries = self.entries().peekable();
        std::iter::from_fn(move || {
            let first = entries.next()?;
            let line = first.position.line;
            let mut end = first.end;
            while let Some(next) = entries.next_if(|next| next.position.line == line) {
                end = next.end;
            }
            Some(LineRange {
                start: first.start,
                end,
                line,
            })
        })
    }

    /// `dis.findlinestarts`: where a line other than the one before begins.
    pub fn line_starts(self) -> impl Iterator<Item = (u32, Option<i32>)> + 'a {
        self.lines().map(|range| (range.start, range.line))
    }

    /// The line of the instruction at byte `offset`.
    pub fn line_of(self, offset: u32) -> Option<i32> {
        self.position_of(offset).line
    }

    /// The position of the instruction at byte `offset`; empty behind the end.
    pub fn position_of(self, offset: u32) -> Position {
        let found = self.entries().find(|range| offset < range.end);
        found.map(|range| range.position).unwrap_or_default()
    }
}

/// Lines by offset, for those who ask often: a sorted array and a binary search.
#[derive(Debug, Clone, Default)]
pub struct LineIndex(Vec<LineRange>);

impl LineIndex {
    pub fn new(table: LineTable<'_>) -> Self {
        LineIndex(table.lines().collect())
    }

    pub fn line_of(&self, offset: u32) -> Option<i32> {
        let index = self.0.partition_point(|range| range.end <= offset);
        self.0.get(index)?.line
    }

    pub fn ranges(&self) -> &[LineRange] {
        &self.0
    }
}

/// See [`LineTable::entries`].
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    table: &'a [u8],
    position: usize,
    start: u32,
    line: i32,
}

/// CPython keeps a missing number as -1.
fn known(value: i32) -> Option<i32> {
    (value != -1).then_some(value)
}

impl Entries<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.table.get(self.position)?;
        self.position += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..).step_by(6) {
            let byte = self.byte()?;
            if shift < u32::BITS {
                value |= u32::from(byte & 0x3F) << shift;
            }
            if byte & 0x40 == 0 {
                break;
            }
        }
        Some(value)
    }

    fn signed(&mut self) -> Option<i32> {
        let value = self.number()?;
        let magnitude = (value >> 1) as i32;
        Some(if value & 1 != 0 {
            -magnitude
        } else {
            magnitude
        })
    }

    fn position(&mut self, form: u8) -> Option<Position> {
        let on_line = |line, column, end_column| Position {
            line: known(line),
            end_line: known(line),
            column: known(column),
            end_column: known(end_column),
        };
        Some(match form {
            0..=SHORT_LAST => {
                let byte = self.byte()?;
                let column = i32::from(form) << 3 | i32::from(byte >> 4);
                on_line(self.line, column, column + i32::from(byte & 15))
            }
            ONE_LINE_FIRST..=ONE_LINE_LAST => {
                self.line = self.line.wrapping_add(i32::from(form - ONE_LINE_FIRST));
                let column = self.byte()?;
                let end_column = self.byte()?;
                on_line(self.line, i32::from(column), i32::from(end_column))
            }
            NO_COLUMNS => {
                self.line = self.line.wrapping_add(self.signed()?);
                on_line(self.line, -1, -1)
            }
            LONG => {
                self.line = self.line.wrapping_add(self.signed()?);
                let end_line = self.line.wrapping_add(self.number()? as i32);
                let column = (self.number()? as i32).wrapping_sub(1);
                let end_column = (self.number()? as i32).wrapping_sub(1);
                Position {
                    end_line: known(end_line),
                    ..on_line(self.line, column, end_column)
                }
            }
            _ => Position::default(),
        })
    }
}

impl Iterator for Entries<'_> {
    type Item = PositionRange;

    fn next(&mut self) -> Option<PositionRange> {
        let first = self.byte()?;
        let position = self.position(first >> 3 & 15)?;
        let start = self.start;
        self.start = start.saturating_add((u32::from(first & 7) + 1) * 2);
        Some(PositionRange {
            start,
            end: self.start,
            position,
        })
    }
}

/// The table of these ranges, which follow each other from offset 0, as
/// CPython's assembler writes it.
pub fn encode(firstlineno: i32, ranges: impl IntoIterator<Item = PositionRange>) -> Vec<u8> {
    let mut table = Vec::new();
    let mut line = firstlineno;
    for range in ranges {
        let mut units = range.end.saturating_sub(range.start) / 2;
        while units > 0 {
            let now = units.min(MAX_UNITS);
            write_entry(&mut table, now, range.position, &mut line);
            units -= now;
        }
    }
    table
}

fn write_entry(table: &mut Vec<u8>, units: u32, position: Position, previous: &mut i32) {
    let start = |form: u8, table: &mut Vec<u8>| table.push(0x80 | form << 3 | (units - 1) as u8);
    let Some(line) = position.line else {
        return start(NO_LOCATION, table);
    };
    let delta = line.wrapping_sub(*previous);
    *previous = line;
    let end_line = position.end_line.unwrap_or(line);
    let (Some(column), Some(end_column)) = (position.column, position.end_column) else {
        if end_line == line {
            start(NO_COLUMNS, table);
            return write_signed(table, delta);
        }
        start(LONG, table);
        return write_long(table, delta, end_line.wrapping_sub(line), position);
    };
    if end_line == line {
        let width = end_column.wrapping_sub(column);
        if delta == 0 && (0..80).contains(&column) && (0..16).contains(&width) {
            start((column >> 3) as u8, table);
            return table.push((column as u8 & 7) << 4 | width as u8);
        }
        if (0..3).contains(&delta) && (0..128).contains(&column) && (0..128).contains(&end_column) {
            start(ONE_LINE_FIRST + delta as u8, table);
            return table.extend([column as u8, end_column as u8]);
        }
    }
    start(LONG, table);
    write_long(table, delta, end_line.wrapping_sub(line), position);
}

fn write_long(table: &mut Vec<u8>, delta: i32, lines: i32, position: Position) {
    write_signed(table, delta);
    write_number(table, lines as u32);
    write_number(table, position.column.unwrap_or(-1).wrapping_add(1) as u32);
    write_number(
        table,
        position.end_column.unwrap_or(-1).wrapping_add(1) as u32,
    );
}

fn write_number(table: &mut Vec<u8>, mut value: u32) {
    while value >= 0x40 {
        table.push((value & 0x3F) as u8 | 0x40);
        value >>= 6;
    }
    table.push(value as u8);
}

fn write_signed(table: &mut Vec<u8>, value: i32) {
    write_number(table, value.unsigned_abs() << 1 | u32::from(value < 0));
}

#[cfg(test)]
mod tests {
    use super::*;

    // def f(a):
    //     x = (a +
    //       1)
    //     for i in x: ...          and, 300 lines further down, a try statement
    const TABLE: &[u8] = b"\x80\x00\xd8\t\n\xd8\x06\x07\xf5\x03\x01\n\x08\x80A\xe3\r\x0e\x88\x01\xdc\
        \x08\t\x88!\x8e\x04\xf1\x03\x00\x0e\x0f\xf0\\\t\x03\x05\r\xd9\x1b\x1c\xf3\x00\x00\x10G\x02\x991\
        \x90a\xf4\x00\x00!D\x02\xf7\x00\x00!F\x02\xf5\x00\x00!F\x02\x97\x01\x90\x01\x991\xf1\x00\x00\x10G\
        \x02\xe0\x08\x0c\xf9\xf2\x05\x00\x10G\x02\xf8\xe0\x08\x0c\xfa";

    fn position(line: i32, end_line: i32, column: i32, end_column: i32) -> Position {
        Position {
            line: Some(line),
            end_line: Some(end_line),
            column: Some(column),
            end_column: Some(end_column),
        }
    }

    #[test]
    fn lines() {
        let expected = [
            (0, 2, Some(1)),
            (2, 4, Some(2)),
            (4, 6, Some(3)),
            (6, 20, Some(2)),
            (20, 30, Some(4)),
            (30, 56, Some(5)),
            (56, 60, Some(4)),
            (60, 62, Some(306)),
            (62, 144, Some(307)),
            (144, 146, Some(309)),
            (146, 150, None),
            (150, 156, Some(307)),
            (156, 158, None),
            (158, 160, Some(309)),
            (160, 166, None),
        ];
        let table = LineTable::new(TABLE, 1);
        let lines: Vec<_> = table
            .lines()
            .map(|range| (range.start, range.end, range.line))
            .collect();
        assert_eq!(lines, expected);
        let index = LineIndex::new(table);
        for offset in 0..170 {
            let line = expected
                .iter()
                .find(|range| offset < range.1)
                .and_then(|range| range.2);
            assert_eq!(table.line_of(offset), line, "{offset}");
            assert_eq!(index.line_of(offset), line, "{offset}");
        }
    }

    #[test]
    fn positions() {
        let positions: Vec<_> = LineTable::new(TABLE, 1).positions().collect();
        assert_eq!(positions.len(), 83);
        assert_eq!(positions[0], position(1, 1, 0, 0));
        assert_eq!(positions[3], position(2, 3, 9, 7));
        assert_eq!(positions[30], position(306, 309, 4, 12));
        assert_eq!(positions[33], position(307, 307, 15, 134));
        assert_eq!(positions[73], Position::default());
    }

    #[test]
    fn encoding_gives_the_same_table() {
        let entries = LineTable::new(TABLE, 1).entries();
        assert_eq!(encode(1, entries), TABLE);
    }

    #[test]
    fn any_bytes_end() {
        for first in 0..=255u8 {
            for second in [0, 0x3F, 0x7F, 0xFF] {
                let mut bytes = vec![first];
                bytes.resize(40, second);
                assert!(LineTable::new(&bytes, i32::MAX).entries().count() <= 40);
            }
        }
    }
}
