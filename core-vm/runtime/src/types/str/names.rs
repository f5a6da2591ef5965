//! Names of characters, as `\N{...}` and `unicodedata` know them.

use crate::types::str::unicode;

/// The name of a character of Unicode 16.
pub fn name(point: u32) -> Option<String> {
    if !is_assigned(point) {
        return None;
    }
    let char = char::from_u32(point)?;
    unicode_names2::name(char).map(|name| name.to_string())
}

/// The character of a name or alias.
pub fn lookup(name: &str) -> Option<u32> {
    let char = unicode_names2::character(name)?;
    let point = u32::from(char);
    (is_assigned(point) || point < 0x20 || (0x7F..0xA0).contains(&point)).then_some(point)
}

/// Whether the character exists in Unicode 16: the crate may know later ones.
fn is_assigned(point: u32) -> bool {
    unicode::is_printable(point)
        || unicode::has(point, unicode::property::SPACE)
        || unicode::has(point, unicode::property::CASE_IGNORABLE)
        || matches!(point, 0x2028 | 0x2029)
}
