//! Searching sequences of code points or bytes.

use std::borrow::Cow;

use crate::types::str::Points;

/// A storage unit: a byte or a code point of 1, 2 or 4 bytes.
pub trait Unit: Copy + Eq + Into<u32> + 'static {
    /// Position of the first `needle`, which is not empty, in `haystack`.
    fn find(haystack: &[Self], needle: &[Self]) -> Option<usize>;
    /// Position of the last one.
    fn rfind(haystack: &[Self], needle: &[Self]) -> Option<usize>;
}

impl Unit for u8 {
    fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
        match needle {
            [byte] => memchr::memchr(*byte, haystack),
            // Preparing a search costs more than searching a line.
            [first, rest @ ..] if haystack.len() <= 512 => {
                let last = haystack.len().checked_sub(rest.len())?;
                memchr::memchr_iter(*first, &haystack[..last])
                    .find(|at| &haystack[at + 1..at + 1 + rest.len()] == rest)
            }
            _ => memchr::memmem::find(haystack, needle),
        }
    }

    fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
        match needle {
            [byte] => memchr::memrchr(*byte, haystack),
            _ => memchr::memmem::rfind(haystack, needle),
        }
    }
}

/// The bytes of wider units.
fn as_bytes<U: Unit>(units: &[U]) -> &[u8] {
    // SAFETY: units are plain integers without padding.
    unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), size_of_val(units)) }
}

macro_rules! wide_unit {
    ($unit:ty) => {
        impl Unit for $unit {
            fn find(haystack: &[$unit], needle: &[$unit]) -> Option<usize> {
                let (bytes, wanted) = (as_bytes(haystack), as_bytes(needle));
                let finder = memchr::memmem::Finder::new(wanted);
                let mut from = 0;
                loop {
                    let at = from + finder.find(&bytes[from..])?;
                    if at % size_of::<$unit>() == 0 {
                        return Some(at / size_of::<$unit>());
                    }
                    from = at + 1;
                }
            }

            fn rfind(haystack: &[$unit], needle: &[$unit]) -> Option<usize> {
                let (bytes, wanted) = (as_bytes(haystack), as_bytes(needle));
                let finder = memchr::memmem::FinderRev::new(wanted);
                let mut end = bytes.len();
                loop {
                    let at = finder.rfind(&bytes[..end])?;
                    if at % size_of::<$unit>() == 0 {
                        return Some(at / size_of::<$unit>());
                    }
                    end = at + wanted.len() - 1;
                }
            }
        }
    };
}

wide_unit!(u16);
wide_unit!(u32);

/// First position of `needle`; the empty one is everywhere.
pub fn find_units<U: Unit>(haystack: &[U], needle: &[U]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    if needle.len() > haystack.len() {
        return None;
    }
    U::find(haystack, needle)
}

/// Last position of `needle`.
pub fn rfind_units<U: Unit>(haystack: &[U], needle: &[U]) -> Option<usize> {
    if needle.is_empty() {
        return Some(haystack.len());
    }
    if needle.len() > haystack.len() {
        return None;
    }
    U::rfind(haystack, needle)
}

/// Positions of all `needle`s that do not overlap; an empty one has none.
pub fn positions<'a, U: Unit>(
    haystack: &'a [U],
    needle: &'a [U],
) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        if needle.is_empty() || from + needle.len() > haystack.len() {
            return None;
        }
        let at = from + U::find(&haystack[from..], needle)?;
        from = at + needle.len();
        Some(at)
    })
}

/// How often `needle` occurs without overlap; an empty one between all units.
pub fn count_units<U: Unit>(haystack: &[U], needle: &[U]) -> usize {
    if needle.is_empty() {
        return haystack.len() + 1;
    }
    positions(haystack, needle).count()
}

/// A needle in the unit of the haystack; `None` when it has wider characters.
pub trait Widened<U: Unit> {
    fn widened(&self) -> Option<Cow<'_, [U]>>;
}

impl Widened<u8> for Points<'_> {
    fn widened(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Points::One(data) => Some(Cow::Borrowed(data)),
            _ => None,
        }
    }
}

impl Widened<u16> for Points<'_> {
    fn widened(&self) -> Option<Cow<'_, [u16]>> {
        match self {
            Points::One(data) => Some(data.iter().map(|p| u16::from(*p)).collect()),
            Points::Two(data) => Some(Cow::Borrowed(data)),
            Points::Four(_) => None,
        }
    }
}

impl Widened<u32> for Points<'_> {
    fn widened(&self) -> Option<Cow<'_, [u32]>> {
        match self {
            Points::One(data) => Some(data.iter().map(|p| u32::from(*p)).collect()),
            Points::Two(data) => Some(data.iter().map(|p| u32::from(*p)).collect()),
            Points::Four(data) => Some(Cow::Borrowed(data)),
        }
    }
}

/// Calls the generic function with the haystack and the widened needle; `$none` when the
/// needle cannot occur.
macro_rules! with_units {
    ($haystack:expr, $needle:expr, $none:expr, |$h:ident, $n:ident| $body:expr) => {
        match $haystack {
            $crate::types::str::Points::One($h) => {
                match $crate::types::str::search::Widened::<u8>::widened(&$needle) {
                    Some(needle) => {
                        let $n: &[u8] = &needle;
                        $body
                    }
                    None => $none,
                }
            }
            $crate::types::str::Points::Two($h) => {
                match $crate::types::str::search::Widened::<u16>::widened(&$needle) {
                    Some(needle) => {
                        let $n: &[u16] = &needle;
                        $body
                    }
                    None => $none,
                }
            }
            $crate::types::str::Points::Four($h) => {
                match $crate::types::str::search::Widened::<u32>::widened(&$needle) {
                    Some(needle) => {
                        let $n: &[u32] = &needle;
                        $body
                    }
                    None => $none,
                }
            }
        }
    };
}

/// First position of `needle` in `haystack`.
pub fn find(haystack: Points<'_>, needle: Points<'_>) -> Option<usize> {
    with_units!(haystack, needle, None, |h, n| find_units(h, n))
}

/// Last position of `needle` in `haystack`.
pub fn rfind(haystack: Points<'_>, needle: Points<'_>) -> Option<usize> {
    with_units!(haystack, needle, None, |h, n| rfind_units(h, n))
}

/// Number of `needle`s in `haystack`.
pub fn count(haystack: Points<'_>, needle: Points<'_>) -> usize {
    with_units!(haystack, needle, 0, |h, n| count_units(h, n))
}

/// Positions of `needle` in `haystack`, at most `limit`.
pub fn all(haystack: Points<'_>, needle: Points<'_>, limit: usize) -> Vec<usize> {
    with_units!(haystack, needle, Vec::new(), |h, n| {
        positions(h, n).take(limit).collect()
    })
}

/// Equality of code points.
pub fn same(left: Points<'_>, right: Points<'_>) -> bool {
    left.len() == right.len()
        && match (left, right) {
            (Points::One(a), Points::One(b)) => a == b,
            (Points::Two(a), Points::Two(b)) => a == b,
            (Points::Four(a), Points::Four(b)) => a == b,
            _ => (0..left.len()).all(|i| left.at(i) == right.at(i)),
        }
}

/// Order of code points.
pub fn order(left: Points<'_>, right: Points<'_>) -> std::cmp::Ordering {
    match (left, right) {
        (Points::One(a), Points::One(b)) => a.cmp(b),
        (Points::Two(a), Points::Two(b)) => a.cmp(b),
        (Points::Four(a), Points::Four(b)) => a.cmp(b),
        _ => left.iter().cmp(right.iter()),
    }
}
