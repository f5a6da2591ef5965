//! Which characters may stand in names.

/// Whether `byte` can begin a name; every non-ASCII character is taken at
/// first and checked when the whole name is there.
pub(super) fn may_start_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(super) fn may_continue_name(byte: u8) -> bool {
    may_start_name(byte) || byte.is_ascii_digit()
}

/// The first character of `name` that may not stand where it does, with its
/// byte offset.
pub(super) fn first_bad_character(name: &str) -> Option<(usize, char)> {
    name.char_indices().find(|(at, c)| {
        let good = if *at == 0 {
            *c == '_' || unicode_ident::is_xid_start(*c)
        } else {
            unicode_ident::is_xid_continue(*c)
        };
        !good
    })
}

/// `str.isprintable()` of one character.
pub(super) fn is_printable(c: char) -> bool {
    rustpython_unicode::classify::is_printable(c)
}
