//! `co_exceptiontable`: which handler covers which instructions.
//!
//! An entry is four big-endian numbers of six bits a byte - start, length,
//! target (all in code units) and `depth << 1 | lasti`. Bit 6 of a byte says
//! that the number goes on, bit 7 is set on the first byte of an entry only, so
//! that a search can jump into the middle. Offsets here are bytes, as in `dis`.

/// One protected range. Entries are sorted and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExceptionEntry {
    /// First byte of the range.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Where the handler starts.
    pub target: u32,
    /// Depth to which the value stack is cut before the exception is pushed.
    pub depth: u32,
    /// Whether the offset of the raising instruction is pushed below it.
    pub lasti: bool,
}

const ENTRY_START: u8 = 0x80;
const CONTINUES: u8 = 0x40;
/// Numbers saturate here, so that doubling and adding them cannot overflow.
const LARGEST: u32 = 1 << 29;
/// Below this many bytes a search goes on from entry to entry.
const LINEAR_SEARCH: usize = 40;

/// Reads one number at `*position` and moves behind it; `None` at the end.
fn read_number(table: &[u8], position: &mut usize) -> Option<u32> {
    let mut value = 0;
    loop {
        let byte = *table.get(*position)?;
        *position += 1;
        value = (value << 6 | u32::from(byte & 0x3F)).min(LARGEST);
        if byte & CONTINUES == 0 {
            return Some(value);
        }
    }
}

fn read_entry(table: &[u8], position: &mut usize) -> Option<ExceptionEntry> {
    let start = read_number(table, position)? * 2;
    let end = start + read_number(table, position)? * 2;
    let target = read_number(table, position)? * 2;
    let depth_lasti = read_number(table, position)?;
    Some(ExceptionEntry {
        start,
        end,
        target,
        depth: depth_lasti >> 1,
        lasti: depth_lasti & 1 != 0,
    })
}

/// The entries in order; a truncated last one is left out, as `dis` does.
pub fn decode(table: &[u8]) -> impl Iterator<Item = ExceptionEntry> + '_ {
    let mut position = 0;
    std::iter::from_fn(move || read_entry(table, &mut position))
}

/// The entry that covers the instruction at byte `offset`.
pub fn lookup(table: &[u8], offset: u32) -> Option<ExceptionEntry> {
    let mut position = search_start(table, offset);
    while let Some(entry) = read_entry(table, &mut position) {
        if entry.start > offset {
            return None;
        }
        if offset < entry.end {
            return Some(entry);
        }
    }
    None
}

/// A position of an entry at or before the one sought, and near it.
fn search_start(table: &[u8], offset: u32) -> usize {
    let (mut low, mut high) = (0, table.len());
    while high - low > LINEAR_SEARCH {
        let mut middle = low + (high - low) / 2;
        while middle > low && table[middle] & ENTRY_START == 0 {
            middle -= 1;
        }
        if middle == low {
            break;
        }
        match read_number(table, &mut { middle }) {
            Some(start) if start * 2 <= offset => low = middle,
            _ => high = middle,
        }
    }
    low
}

/// The table that holds `entries`.
pub fn encode(entries: impl IntoIterator<Item = ExceptionEntry>) -> Vec<u8> {
    let mut table = Vec::new();
    for entry in entries {
        let first = table.len();
        write_number(&mut table, entry.start / 2);
        write_number(&mut table, entry.end.saturating_sub(entry.start) / 2);
        write_number(&mut table, entry.target / 2);
        write_number(&mut table, entry.depth << 1 | u32::from(entry.lasti));
        table[first] |= ENTRY_START;
    }
    table
}

fn write_number(table: &mut Vec<u8>, value: u32) {
    for shift in [30, 24, 18, 12, 6] {
        if value >> shift != 0 {
            table.push((value >> shift & 0x3F) as u8 | CONTINUES);
        }
    }
    table.push((value & 0x3F) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(start: u32, end: u32, target: u32, depth: u32, lasti: bool) -> ExceptionEntry {
        ExceptionEntry {
            start,
            end,
            target,
            depth,
            lasti,
        }
    }

    #[test]
    fn a_recorded_table() {
        // try: f()
        // except ValueError: pass
        let table = b"\x82\x07\x0b\x00\x8b\x07\x16\x03\x95\x01\x16\x03";
        let entries: Vec<_> = decode(table).collect();
        assert_eq!(
            entries,
            [
                entry(4, 18, 22, 0, false),
                entry(22, 36, 44, 1, true),
                entry(42, 44, 44, 1, true)
            ]
        );
        assert_eq!(encode(entries), table);
    }

    #[test]
    fn search_agrees_with_a_scan() {
        let entries: Vec<_> = (0..300)
            .map(|i| {
                entry(
                    i * 40 + 4,
                    i * 40 + 4 + (i % 19 + 1) * 2,
                    20_000 + i * 6,
                    i % 7,
                    i % 3 == 0,
                )
            })
            .collect();
        let table = encode(entries.clone());
        assert_eq!(decode(&table).collect::<Vec<_>>(), entries);
        for offset in (0..13_000).step_by(2) {
            let scanned = entries
                .iter()
                .find(|e| e.start <= offset && offset < e.end)
                .copied();
            assert_eq!(lookup(&table, offset), scanned, "{offset}");
        }
    }

    #[test]
    fn bad_tables_end() {
        assert_eq!(decode(b"\x82\x07\x0b").count(), 0);
        assert_eq!(decode(&[0xFF; 50]).count(), 0);
        assert_eq!(lookup(&[0x7F; 500], 4), None);
        assert_eq!(lookup(&[0xBF; 500], u32::MAX), None);
    }
}
