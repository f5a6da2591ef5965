//! Items of arrays: single values to machine bytes and back.

use num_bigint::BigInt;
use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;

/// A type code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub code: u8,
    pub size: usize,
}

pub(super) const CODES: &str = "bBuwhHiIlLqQfd";

impl Kind {
    /// The kind of a type code.
    ///
    /// # Errors
    /// `ValueError` for a letter that is none.
    pub(super) fn of(code: u32) -> PyResult<Kind> {
        let size = match u8::try_from(code) {
            Ok(b'b' | b'B') => 1,
            Ok(b'h' | b'H') => 2,
            Ok(b'u' | b'w' | b'i' | b'I' | b'f') => 4,
            Ok(b'l' | b'L' | b'q' | b'Q' | b'd') => 8,
            _ => {
                return Err(value_error(
                    "bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)",
                ));
            }
        };
        Ok(Kind {
            code: code as u8,
            size,
        })
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self.code, b'u' | b'w')
    }

    /// The letter that `memoryview.format` shows.
    pub(super) fn format(self) -> char {
        if self.is_text() {
            'w'
        } else {
            char::from(self.code)
        }
    }

    /// The number of the format in pickles.
    pub(super) fn format_number(self) -> i64 {
        match self.code {
            b'B' => 0,
            b'b' => 1,
            b'H' => 2,
            b'h' => 4,
            b'I' => 6,
            b'i' => 8,
            b'L' | b'Q' => 10,
            b'l' | b'q' => 12,
            b'f' => 14,
            b'd' => 16,
            _ => 20,
        }
    }

    /// The bytes of a value.
    ///
    /// # Errors
    /// `TypeError` for another type, `OverflowError` out of range.
    pub(super) fn pack(self, value: &Obj) -> PyResult<Vec<u8>> {
        Ok(match self.code {
            b'f' => (as_f64(value)? as f32).to_ne_bytes().to_vec(),
            b'd' => as_f64(value)?.to_ne_bytes().to_vec(),
            b'u' | b'w' => character(value)?.to_ne_bytes().to_vec(),
            _ => self.pack_integer(value)?,
        })
    }

    fn pack_integer(self, value: &Obj) -> PyResult<Vec<u8>> {
        let int = number::index(value)?;
        let (negative, small) = (int.is_negative(), int.as_i64());
        let limited = |low: i64, high: i64, name: &str| match small {
            Some(value) if (low..=high).contains(&value) => Ok(value),
            _ => Err(overflow_error(format!(
                "{name} is {} than {}",
                if negative { "less" } else { "greater" },
                if negative { "minimum" } else { "maximum" }
            ))),
        };
        let negative_error = || overflow_error("can't convert negative value to unsigned int");
        Ok(match self.code {
            b'b' => (limited(-128, 127, "signed char")? as i8)
                .to_ne_bytes()
                .to_vec(),
            b'B' => (limited(0, 255, "unsigned byte integer")? as u8)
                .to_ne_bytes()
                .to_vec(),
            b'h' => (limited(-32768, 32767, "signed short integer")? as i16)
                .to_ne_bytes()
                .to_vec(),
            b'H' => (limited(0, 65535, "unsigned short")? as u16)
                .to_ne_bytes()
                .to_vec(),
            b'i' => {
                let (low, high) = (i64::from(i32::MIN), i64::from(i32::MAX));
                (limited(low, high, "signed integer")? as i32)
                    .to_ne_bytes()
                    .to_vec()
            }
            b'l' => small
                .ok_or_else(|| overflow_error("Python int too large to convert to C long"))?
                .to_ne_bytes()
                .to_vec(),
            b'q' => small
                .ok_or_else(|| overflow_error("int too big to convert"))?
                .to_ne_bytes()
                .to_vec(),
            _ if negative => return Err(negative_error()),
            b'I' => (limited(0, i64::from(u32::MAX), "unsigned int")? as u32)
                .to_ne_bytes()
                .to_vec(),
            _ => u64::try_from(int.to_big().into_owned())
                .map_err(|_| {
                    overflow_error(if self.code == b'L' {
                        "Python int too large to convert to C unsigned long"
                    } else {
                        "int too big to convert"
                    })
                })?
                .to_ne_bytes()
                .to_vec(),
        })
    }

    /// The value of an item's bytes.
    pub(super) fn unpack(self, bytes: &[u8]) -> Ref {
        match self.code {
            b'f' => Float::new(f64::from(f32::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'd' => Float::new(f64::from_ne_bytes(fixed(bytes))).into_obj(),
            b'u' | b'w' => Str::from_char(u32::from_ne_bytes(fixed(bytes))).into_obj(),
            b'b' => Int::new(i64::from(i8::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'B' => Int::new(i64::from(u8::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'h' => Int::new(i64::from(i16::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'H' => Int::new(i64::from(u16::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'i' => Int::new(i64::from(i32::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'I' => Int::new(i64::from(u32::from_ne_bytes(fixed(bytes)))).into_obj(),
            b'l' | b'q' => Int::new(i64::from_ne_bytes(fixed(bytes))).into_obj(),
            _ => Int::from_big(BigInt::from(u64::from_ne_bytes(fixed(bytes)))).into_obj(),
        }
    }
}

/// The first bytes as an array; callers pass whole items.
fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[..N]);
    out
}

fn character(value: &Obj) -> PyResult<u32> {
    let Some(text) = value.downcast::<Str>() else {
        return Err(type_error(format!(
            "array item must be a unicode character, not {}",
            type_in_message(value)
        )));
    };
    if text.len() != 1 {
        return Err(type_error(format!(
            "array item must be a string of length 1, not a string of length {}",
            text.len()
        )));
    }
    Ok(text.points().at(0))
}
