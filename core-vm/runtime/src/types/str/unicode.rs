//! Character properties and case mappings of Unicode 16, as `str` methods see them.
//!
//! The tables are made by `tools/unicode_table.py`, which describes their layout.

static DATA: &[u8] = include_bytes!("unicode.bin");

const BLOCK_SHIFT: u32 = 7;
const BLOCK: usize = 1 << BLOCK_SHIFT;
const INDEX: usize = 0x11_0000 >> BLOCK_SHIFT;
const RECORD_SIZE: usize = 20;
const RECORDS: usize = word(0) as usize;
const BLOCKS: usize = word(2) as usize;
const EXTENDED: usize = word(4) as usize;
const RECORDS_AT: usize = 6;
const INDEX_AT: usize = RECORDS_AT + RECORDS * RECORD_SIZE;
const BLOCKS_AT: usize = INDEX_AT + INDEX * 2;
const EXTENDED_AT: usize = BLOCKS_AT + BLOCKS * BLOCK * 2;

/// Set in a mapping that is several characters.
const SEVERAL: i32 = 1 << 30;

/// Property bits of a character.
pub mod property {
    pub const ALPHA: u16 = 1;
    pub const DECIMAL: u16 = 1 << 1;
    pub const DIGIT: u16 = 1 << 2;
    pub const LOWER: u16 = 1 << 3;
    pub const LINEBREAK: u16 = 1 << 4;
    pub const SPACE: u16 = 1 << 5;
    pub const TITLE: u16 = 1 << 6;
    pub const UPPER: u16 = 1 << 7;
    pub const XID_START: u16 = 1 << 8;
    pub const XID_CONTINUE: u16 = 1 << 9;
    pub const PRINTABLE: u16 = 1 << 10;
    pub const NUMERIC: u16 = 1 << 11;
    pub const CASE_IGNORABLE: u16 = 1 << 12;
    pub const CASED: u16 = 1 << 13;
    pub const ALNUM: u16 = 1 << 14;
}

#[derive(Clone, Copy)]
struct Record {
    flags: u16,
    decimal: i8,
    digit: i8,
    /// Upper, lower, title, fold.
    mappings: [i32; 4],
}

/// Which case mapping.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Upper = 0,
    Lower = 1,
    Title = 2,
    Fold = 3,
}

const fn word(at: usize) -> u16 {
    u16::from_le_bytes([DATA[at], DATA[at + 1]])
}

const fn long(at: usize) -> i32 {
    i32::from_le_bytes([DATA[at], DATA[at + 1], DATA[at + 2], DATA[at + 3]])
}

static RECORD_TABLE: [Record; RECORDS] = {
    let mut table = [Record {
        flags: 0,
        decimal: -1,
        digit: -1,
        mappings: [0; 4],
    }; RECORDS];
    let mut index = 0;
    while index < RECORDS {
        let at = RECORDS_AT + index * RECORD_SIZE;
        table[index] = Record {
            flags: word(at),
            decimal: DATA[at + 2] as i8,
            digit: DATA[at + 3] as i8,
            mappings: [long(at + 4), long(at + 8), long(at + 12), long(at + 16)],
        };
        index += 1;
    }
    table
};

#[inline]
fn record(point: u32) -> &'static Record {
    let block = word(INDEX_AT + (point >> BLOCK_SHIFT) as usize * 2) as usize;
    let offset = point as usize & (BLOCK - 1);
    let number = word(BLOCKS_AT + (block * BLOCK + offset) * 2);
    &RECORD_TABLE[number as usize]
}

/// Whether the character has all of these [`property`] bits.
#[inline]
pub fn has(point: u32, properties: u16) -> bool {
    record(point).flags & properties == properties
}

/// The value of a decimal digit.
pub fn decimal(point: u32) -> Option<u32> {
    u32::try_from(record(point).decimal).ok()
}

/// The value of a digit.
pub fn digit(point: u32) -> Option<u32> {
    u32::try_from(record(point).digit).ok()
}

/// The ASCII character that number parsing sees: itself, a digit's value, a space, or `?`.
pub fn numeric_ascii(point: u32) -> u8 {
    if point < 128 {
        return point as u8;
    }
    match decimal(point) {
        Some(digit) => b'0' + digit as u8,
        None if has(point, property::SPACE) => b' ',
        None => b'?',
    }
}

/// Calls `out` with each character of a case mapping.
pub fn map(point: u32, case: Case, out: &mut impl FnMut(u32)) {
    let mapping = record(point).mappings[case as usize];
    if mapping & SEVERAL == 0 || mapping < 0 {
        return out(point.wrapping_add_signed(mapping));
    }
    let (start, len) = ((mapping & !SEVERAL) >> 3, mapping & 7);
    for index in start..start + len {
        let at = EXTENDED_AT + index as usize * 4;
        debug_assert!((index as usize) < EXTENDED);
        out(long(at) as u32);
    }
}

/// Whether `repr` shows the character as it is.
#[inline]
pub fn is_printable(point: u32) -> bool {
    has(point, property::PRINTABLE)
}

/// Whether `str.split` and `str.strip` see a space.
#[inline]
pub fn is_space(point: u32) -> bool {
    match point {
        0..=127 => matches!(point, 0x09..=0x0D | 0x1C..=0x20),
        _ => has(point, property::SPACE),
    }
}
