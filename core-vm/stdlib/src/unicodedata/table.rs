//! The tables of `unicodedata` and its type.

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

use super::*;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "decimal",
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent decimal value.\n\nReturns the decimal value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, decimal),
    ),
    NativeDef::new(
        "digit",
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent digit value.\n\nReturns the digit value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, digit),
    ),
    NativeDef::new(
        "numeric",
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent numeric value.\n\nReturns the numeric value assigned to the character chr as float.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, numeric),
    ),
    NativeDef::new(
        "category",
        "($self, chr, /)",
        "Returns the general category assigned to the character chr as string.",
        NativeFn::One(category),
    ),
    NativeDef::new(
        "bidirectional",
        "($self, chr, /)",
        "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty string is returned.",
        NativeFn::One(bidirectional),
    ),
    NativeDef::new(
        "combining",
        "($self, chr, /)",
        "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class is defined.",
        NativeFn::One(combining),
    ),
    NativeDef::new(
        "mirrored",
        "($self, chr, /)",
        "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has been identified as a \"mirrored\"\ncharacter in bidirectional text, 0 otherwise.",
        NativeFn::One(mirrored),
    ),
    NativeDef::new(
        "east_asian_width",
        "($self, chr, /)",
        "Returns the east asian width assigned to the character chr as string.",
        NativeFn::One(east_asian_width),
    ),
    NativeDef::new(
        "decomposition",
        "($self, chr, /)",
        "Returns the character decomposition mapping assigned to the character chr as string.\n\nAn empty string is returned in case no such mapping is defined.",
        NativeFn::One(decomposition),
    ),
    NativeDef::new(
        "name",
        "($self, chr, default=<unrepresentable>, /)",
        "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, name),
    ),
    NativeDef::new(
        "lookup",
        "($self, name, /)",
        "Look up character by name.\n\nIf a character with the given name is found, return the\ncorresponding character.  If not found, KeyError is raised.",
        NativeFn::One(lookup),
    ),
    NativeDef::new(
        "is_normalized",
        "($self, form, unistr, /)",
        "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.",
        NativeFn::Positional(2, 2, is_normalized),
    ),
    NativeDef::new(
        "normalize",
        "($self, form, unistr, /)",
        "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.",
        NativeFn::Positional(2, 2, normalize),
    ),
];

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "decimal",
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent decimal value.\n\nReturns the decimal value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, decimal),
    ),
    NativeDef::new(
        "digit",
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent digit value.\n\nReturns the digit value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, digit),
    ),
    NativeDef::new(
        "numeric",
        "($self, chr, default=<unrepresentable>, /)",
        "Converts a Unicode character into its equivalent numeric value.\n\nReturns the numeric value assigned to the character chr as float.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, numeric),
    ),
    NativeDef::new(
        "category",
        "($self, chr, /)",
        "Returns the general category assigned to the character chr as string.",
        NativeFn::One(category),
    ),
    NativeDef::new(
        "bidirectional",
        "($self, chr, /)",
        "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty string is returned.",
        NativeFn::One(bidirectional),
    ),
    NativeDef::new(
        "combining",
        "($self, chr, /)",
        "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class is defined.",
        NativeFn::One(combining),
    ),
    NativeDef::new(
        "mirrored",
        "($self, chr, /)",
        "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has been identified as a \"mirrored\"\ncharacter in bidirectional text, 0 otherwise.",
        NativeFn::One(mirrored),
    ),
    NativeDef::new(
        "east_asian_width",
        "($self, chr, /)",
        "Returns the east asian width assigned to the character chr as string.",
        NativeFn::One(east_asian_width),
    ),
    NativeDef::new(
        "decomposition",
        "($self, chr, /)",
        "Returns the character decomposition mapping assigned to the character chr as string.\n\nAn empty string is returned in case no such mapping is defined.",
        NativeFn::One(decomposition),
    ),
    NativeDef::new(
        "name",
        "($self, chr, default=<unrepresentable>, /)",
        "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, or, if not given,\nValueError is raised.",
        NativeFn::Positional(1, 2, name),
    ),
    NativeDef::new(
        "lookup",
        "($self, name, /)",
        "Look up character by name.\n\nIf a character with the given name is found, return the\ncorresponding character.  If not found, KeyError is raised.",
        NativeFn::One(lookup),
    ),
    NativeDef::new(
        "is_normalized",
        "($self, form, unistr, /)",
        "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.",
        NativeFn::Positional(2, 2, is_normalized),
    ),
    NativeDef::new(
        "normalize",
        "($self, form, unistr, /)",
        "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.",
        NativeFn::Positional(2, 2, normalize),
    ),
];

pub(super) const DOC: &str = "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from ftp://ftp.unicode.org/.\n\nThe module uses the same names and symbols as defined by the\nUnicodeData File Format 16.0.0.";
