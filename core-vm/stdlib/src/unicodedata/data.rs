//! The Unicode character database, in the versions 16.0 and 3.2.
//!
//! The tables are made by `tools/unicodedata_table.py`, which describes their layout.

static CURRENT: &[u8] = include_bytes!("current.bin");
static OLD: &[u8] = include_bytes!("v3_2_0.bin");

const BLOCK: usize = 128;
const INDEX: usize = 0x11_0000 / BLOCK;
const HEADER: usize = 12;
const RECORD: usize = 5;
const NUMERIC: usize = 12;
const DECOMPOSITION: usize = 12;

pub const CATEGORIES: [&str; 30] = [
    "Cn", "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs",
];
pub const BIDIRECTIONAL: [&str; 24] = [
    "", "L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S", "WS", "ON", "LRE",
    "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
];
pub const WIDTHS: [&str; 6] = ["N", "A", "F", "H", "Na", "W"];
pub const TAGS: [&str; 17] = [
    "",
    "<font>",
    "<noBreak>",
    "<initial>",
    "<medial>",
    "<final>",
    "<isolated>",
    "<circle>",
    "<super>",
    "<sub>",
    "<vertical>",
    "<wide>",
    "<narrow>",
    "<small>",
    "<square>",
    "<fraction>",
    "<compat>",
];

/// One version of the database.
pub struct Database {
    data: &'static [u8],
    pub version: &'static str,
    index: usize,
    blocks: usize,
    numeric: usize,
    numeric_count: usize,
    decompositions: usize,
    decomposition_count: usize,
    points: usize,
}

/// What a character is made of.
pub struct Decomposition {
    /// Index in [`TAGS`]; 0: canonical.
    pub tag: usize,
    pub points: Vec<u32>,
    /// Composing gives the character back.
    pub composed: bool,
}

const fn word(data: &[u8], at: usize) -> usize {
    u16::from_le_bytes([data[at], data[at + 1]]) as usize
}

fn long(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([data[at], data[at + 1], data[at + 2], data[at + 3]])
}

const fn open(data: &'static [u8], version: &'static str) -> Database {
    let (records, block_count) = (word(data, 0), word(data, 2));
    let (numeric_count, decomposition_count) = (word(data, 4), word(data, 6));
    let index = HEADER + records * RECORD;
    let blocks = index + INDEX * 2;
    let numeric = blocks + block_count * BLOCK * 2;
    let decompositions = numeric + numeric_count * NUMERIC;
    Database {
        data,
        version,
        index,
        blocks,
        numeric,
        numeric_count,
        decompositions,
        decomposition_count,
        points: decompositions + decomposition_count * DECOMPOSITION,
    }
}

/// Unicode 16.0.
pub static UNICODE_16: Database = open(CURRENT, "16.0.0");
/// Unicode 3.2, for internationalised domain names.
pub static UNICODE_3_2: Database = open(OLD, "3.2.0");

impl Database {
    fn property(&self, point: u32, field: usize) -> usize {
        let block = word(self.data, self.index + point as usize / BLOCK * 2);
        let entry = block * BLOCK + point as usize % BLOCK;
        let record = word(self.data, self.blocks + entry * 2);
        usize::from(self.data[HEADER + record * RECORD + field])
    }

    pub fn category(&self, point: u32) -> &'static str {
        CATEGORIES[self.property(point, 0)]
    }

    pub fn bidirectional(&self, point: u32) -> &'static str {
        BIDIRECTIONAL[self.property(point, 1)]
    }

    pub fn combining(&self, point: u32) -> u8 {
        self.property(point, 2) as u8
    }

    pub fn mirrored(&self, point: u32) -> bool {
        self.property(point, 3) != 0
    }

    pub fn east_asian_width(&self, point: u32) -> &'static str {
        WIDTHS[self.property(point, 4)]
    }

    /// The place of a code point's entry in a sorted table.
    fn find(&self, start: usize, count: usize, width: usize, point: u32) -> Option<usize> {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = (low + high) / 2;
            let at = start + middle * width;
            match long(self.data, at).cmp(&point) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(at),
            }
        }
        None
    }

    pub fn numeric(&self, point: u32) -> Option<f64> {
        let at = self.find(self.numeric, self.numeric_count, NUMERIC, point)?;
        let bytes: [u8; 8] = self.data[at + 4..at + 12].try_into().ok()?;
        Some(f64::from_le_bytes(bytes))
    }

    pub fn decomposition(&self, point: u32) -> Option<Decomposition> {
        if let Some(points) = hangul_parts(point) {
            return Some(Decomposition {
                tag: 0,
                points,
                composed: true,
            });
        }
        let at = self.find(
            self.decompositions,
            self.decomposition_count,
            DECOMPOSITION,
            point,
        )?;
        Some(self.entry(at))
    }

    fn entry(&self, at: usize) -> Decomposition {
        let start = long(self.data, at + 4) as usize;
        let len = usize::from(self.data[at + 9]);
        Decomposition {
            tag: usize::from(self.data[at + 8]),
            points: (start..start + len)
                .map(|index| long(self.data, self.points + index * 4))
                .collect(),
            composed: self.data[at + 10] != 0,
        }
    }

    /// All pairs that compose to one character.
    pub fn compositions(&self) -> impl Iterator<Item = ((u32, u32), u32)> + '_ {
        (0..self.decomposition_count).filter_map(move |index| {
            let at = self.decompositions + index * DECOMPOSITION;
            let entry = self.entry(at);
            match entry.points.as_slice() {
                [first, second] if entry.composed => Some(((*first, *second), long(self.data, at))),
                _ => None,
            }
        })
    }
}

const S_BASE: u32 = 0xAC00;
const L_BASE: u32 = 0x1100;
const V_BASE: u32 = 0x1161;
const T_BASE: u32 = 0x11A7;
const V_COUNT: u32 = 21;
const T_COUNT: u32 = 28;
const S_COUNT: u32 = 11172;

/// The two parts of a Hangul syllable.
fn hangul_parts(point: u32) -> Option<Vec<u32>> {
    let index = point.checked_sub(S_BASE).filter(|index| *index < S_COUNT)?;
    let trailing = index % T_COUNT;
    Some(if trailing == 0 {
        let leading = index / T_COUNT;
        vec![L_BASE + leading / V_COUNT, V_BASE + leading % V_COUNT]
    } else {
        vec![point - trailing, T_BASE + trailing]
    })
}

/// The Hangul syllable of two parts.
pub fn hangul_composed(first: u32, second: u32) -> Option<u32> {
    let leading = first.wrapping_sub(L_BASE);
    let vowel = second.wrapping_sub(V_BASE);
    if leading < 19 && vowel < V_COUNT {
        return Some(S_BASE + (leading * V_COUNT + vowel) * T_COUNT);
    }
    let syllable = first.wrapping_sub(S_BASE);
    let trailing = second.wrapping_sub(T_BASE);
    (syllable < S_COUNT && syllable.is_multiple_of(T_COUNT) && (1..T_COUNT).contains(&trailing))
        .then(|| first + trailing)
}
