//! Format strings of `struct`: which values lie where.

use serpentarium_runtime::object::{Exc, PyResult};

use super::error;

/// One kind of value.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub letter: u8,
    pub size: usize,
    pub align: usize,
}

/// A run of values of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub kind: Kind,
    pub offset: usize,
    /// Bytes of a string for `s` and `p`, how many values for the others.
    pub count: usize,
}

/// A compiled format.
#[derive(Debug, Default)]
pub struct Layout {
    pub fields: Vec<Field>,
    pub size: usize,
    /// How many values are packed and unpacked.
    pub values: usize,
    pub big_endian: bool,
}

fn native(letter: u8) -> Option<Kind> {
    let (size, align) = match letter {
        b'x' | b'b' | b'B' | b'c' | b's' | b'p' | b'?' => (1, 1),
        b'h' | b'H' | b'e' => (2, 2),
        b'i' | b'I' | b'f' => (4, 4),
        b'F' => (8, 4),
        b'D' => (16, 8),
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'P' | b'd' => (8, 8),
        _ => return None,
    };
    Some(Kind {
        letter,
        size,
        align,
    })
}

fn standard(letter: u8) -> Option<Kind> {
    let kind = native(letter).filter(|_| !matches!(letter, b'n' | b'N' | b'P'))?;
    let size = match letter {
        b'l' | b'L' => 4,
        _ => kind.size,
    };
    Some(Kind {
        letter,
        size,
        align: 1,
    })
}

fn too_long() -> Exc {
    error("total struct size too long")
}

impl Layout {
    /// Compiles a format.
    ///
    /// # Errors
    /// `struct.error` for a malformed one.
    pub fn parse(format: &[u8]) -> PyResult<Layout> {
        let (mut layout, rest) = match format.first() {
            Some(b'@') => (Layout::default(), &format[1..]),
            Some(b'=' | b'<') => (Layout::default(), &format[1..]),
            Some(b'>' | b'!') => (
                Layout {
                    big_endian: true,
                    ..Layout::default()
                },
                &format[1..],
            ),
            _ => (Layout::default(), format),
        };
        let find = if matches!(format.first(), Some(b'=' | b'<' | b'>' | b'!')) {
            standard
        } else {
            layout.big_endian = cfg!(target_endian = "big");
            native
        };
        layout.read(rest, find)?;
        Ok(layout)
    }

    fn read(&mut self, format: &[u8], find: fn(u8) -> Option<Kind>) -> PyResult<()> {
        let mut at = 0;
        while let Some(byte) = format.get(at).copied() {
            if byte.is_ascii_whitespace() || byte == 0x0B {
                at += 1;
                continue;
            }
            let mut count = None;
            while let Some(digit @ b'0'..=b'9') = format.get(at) {
                let next = count.unwrap_or(0usize).checked_mul(10);
                let next = next.and_then(|next| next.checked_add(usize::from(digit - b'0')));
                count = Some(next.filter(|n| *n < 1 << 62).ok_or_else(too_long)?);
                at += 1;
            }
            let Some(letter) = format.get(at) else {
                return Err(error("repeat count given without format specifier"));
            };
            at += 1;
            let kind = find(*letter).ok_or_else(|| error("bad char in struct format"))?;
            self.add(kind, count.unwrap_or(1))?;
        }
        Ok(())
    }

    fn add(&mut self, kind: Kind, count: usize) -> PyResult<()> {
        let offset = self.size.next_multiple_of(kind.align);
        let bytes = count.checked_mul(kind.size).ok_or_else(too_long)?;
        self.size = offset
            .checked_add(bytes)
            .filter(|size| *size < 1 << 62)
            .ok_or_else(too_long)?;
        match kind.letter {
            b'x' => {}
            b's' | b'p' => {
                self.values += 1;
                self.fields.push(Field {
                    kind,
                    offset,
                    count,
                });
            }
            _ if count > 0 => {
                self.values += count;
                self.fields.push(Field {
                    kind,
                    offset,
                    count,
                });
            }
            _ => {}
        }
        Ok(())
    }
}
