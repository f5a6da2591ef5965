//! The type object `bytes`.

use crate::object::error::{index_error, type_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{number::index_as_isize, sequence::position};
use crate::object::{Obj, Object, PyResult, Slots, Type, TypeSpec, flags};
use crate::types::bytes::{Bytes, construct, iterator};
use crate::types::bytes_like::{case, hex, pad, percent, repr, search, slots, split, text};
use crate::types::exceptions::INDEX_ERROR;
use crate::types::slice::Slice;
use crate::types::slice_range;
use crate::types::str::hash::hash_bytes;
use crate::types::tuple::Tuple;

pub static BYTES_TYPE: Type = Type::builtin(&BYTES_SPEC);
static BYTES_SPEC: TypeSpec = TypeSpec {
    doc: Some(DOC),
    flags: flags::BASETYPE | flags::BYTES_SUBCLASS | flags::MATCH_SELF,
    reported: (33, 1),
    slots: Slots {
        new: Some(construct::new),
        repr: Some(repr::repr),
        str: Some(slots::str),
        hash: Some(hash),
        richcompare: Some(slots::compare),
        iter: Some(iterator::iter),
        nb_remainder: Some(percent::remainder),
        sq_length: Some(slots::length),
        sq_concat: Some(slots::concat),
        sq_repeat: Some(slots::repeat),
        sq_item: Some(item),
        sq_contains: Some(slots::contains),
        mp_length: Some(slots::length),
        mp_subscript: Some(subscript),
        bf_getbuffer: Some(getbuffer),
        ..Slots::NONE
    },
    variable_size: Some(|this| this.downcast::<Bytes>().map_or(0, Bytes::len)),
    methods: METHODS,
    ..TypeSpec::of::<Bytes>("bytes")
};

fn receiver(this: &Obj) -> PyResult<&Bytes> {
    this.downcast::<Bytes>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "bytes"))
}

fn hash(this: &Obj) -> PyResult<i64> {
    let this = receiver(this)?;
    if this.hash.get() == -1 {
        this.hash.set(hash_bytes(this.as_slice()));
    }
    Ok(this.hash.get())
}

fn item(this: &Obj, index: isize) -> PyResult {
    let data = receiver(this)?.as_slice();
    let found = usize::try_from(index).ok().and_then(|at| data.get(at));
    let byte = found.ok_or_else(|| index_error("index out of range"))?;
    Ok(slots::item(*byte))
}

fn subscript(this: &Obj, key: &Obj) -> PyResult {
    let this = receiver(this)?;
    let data = this.as_slice();
    if key.ty().slots().nb_index.is_some() {
        let index = index_as_isize(key, Some(&INDEX_ERROR))?;
        let at = position(index, data.len()).ok_or_else(|| index_error("index out of range"))?;
        return Ok(slots::item(data[at]));
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(type_error(format!(
            "byte indices must be integers or slices, not {}",
            key.ty().tp_name()
        )));
    };
    let range = slice_range::unpack(slice)?.of_length(data.len());
    if let Some(range) = range.contiguous() {
        let whole = range.len() == data.len() && this.as_obj().is_exact(&BYTES_TYPE);
        if whole {
            return Ok(this.to_ref().into_obj());
        }
        return Ok(Bytes::new(&data[range]).into_obj());
    }
    let picked: Vec<u8> = range.positions().map(|at| data[at]).collect();
    Ok(Bytes::new(&picked).into_obj())
}

fn getbuffer(this: &Obj, request: u32) -> PyResult<crate::types::buffer::Buffer> {
    let data = receiver(this)?.as_slice();
    crate::types::buffer::simple(
        this,
        data.as_ptr().cast_mut(),
        data.len(),
        true,
        request,
        None,
    )
}

fn getnewargs(this: &Obj) -> PyResult {
    let copy = Bytes::new(receiver(this)?.as_slice()).into_obj();
    Ok(Tuple::new(vec![copy]).into_obj())
}

/// `bytes.__bytes__`: an exact `bytes`.
fn bytes(this: &Obj) -> PyResult {
    if this.is_exact(&BYTES_TYPE) {
        return Ok(this.to_ref());
    }
    Ok(Bytes::new(receiver(this)?.as_slice()).into_obj())
}

const DOC: &str = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer";

static METHODS: &[NativeDef] = &[
    NativeDef::new("__getnewargs__", "($self, /)", "", NativeFn::NoArgs(getnewargs)),
    NativeDef::new("__bytes__", "($self, /)", "Convert this value to exact type bytes.", NativeFn::NoArgs(bytes)),
    NativeDef::new("capitalize", "($self, /)", "B.capitalize() -> copy of B\n\nReturn a copy of B with only its first character capitalized (ASCII)\nand the rest lower-cased.", NativeFn::NoArgs(case::capitalize)),
    NativeDef::new("center", "($self, width, fillchar=b' ', /)", "Return a centered string of length width.\n\nPadding is done using the specified fill character.", NativeFn::Positional(1, 2, pad::center)),
    NativeDef::new("count", "($self, sub[, start[, end]], /)", "Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end].\n\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.", NativeFn::Positional(1, 3, search::count)),
    NativeDef::new("decode", "($self, /, encoding='utf-8', errors='strict')", "Decode the bytes using the codec registered for encoding.\n\n  encoding\n    The encoding with which to decode the bytes.\n  errors\n    The error handling scheme to use for the handling of decoding\n    errors.  The default is 'strict' meaning that decoding errors\n    raise a UnicodeDecodeError.  Other possible values are 'ignore'\n    and 'replace' as well as any other name registered with\n    codecs.register_error that can handle UnicodeDecodeErrors.", NativeFn::Bound(text::decode)),
    NativeDef::new("endswith", "($self, suffix[, start[, end]], /)", "Return True if the bytes ends with the specified suffix, False otherwise.\n\n  suffix\n    A bytes or a tuple of bytes to try.\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.", NativeFn::Positional(1, 3, search::endswith)),
    NativeDef::new("expandtabs", "($self, /, tabsize=8)", "Return a copy where all tab characters are expanded using spaces.\n\nIf tabsize is not given, a tab size of 8 characters is assumed.", NativeFn::Bound(pad::expandtabs)),
    NativeDef::new("find", "($self, sub[, start[, end]], /)", "Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].\n\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.\n\nReturn -1 on failure.", NativeFn::Positional(1, 3, search::find)),
    NativeDef::new("fromhex", "($type, string, /)", "Create a bytes object from a string of hexadecimal numbers.\n\nSpaces between two numbers are accepted.\nExample: bytes.fromhex('B9 01EF') -> b'\\\\xb9\\\\x01\\\\xef'.", NativeFn::One(hex::bytes_fromhex)).class(),
    NativeDef::new("hex", "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", "Create a string of hexadecimal numbers from a bytes object.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from\n    the right, negative values count from the left.\n\nExample:\n>>> value = b'\\xb9\\x01\\xef'\n>>> value.hex()\n'b901ef'\n>>> value.hex(':')\n'b9:01:ef'\n>>> value.hex(':', 2)\n'b9:01ef'\n>>> value.hex(':', -2)\n'b901:ef'", NativeFn::Bound(hex::hex)),
    NativeDef::new("index", "($self, sub[, start[, end]], /)", "Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].\n\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.\n\nRaise ValueError if the subsection is not found.", NativeFn::Positional(1, 3, search::index)),
    NativeDef::new("isalnum", "($self, /)", "B.isalnum() -> bool\n\nReturn True if all characters in B are alphanumeric\nand there is at least one character in B, False otherwise.", NativeFn::NoArgs(case::isalnum)),
    NativeDef::new("isalpha", "($self, /)", "B.isalpha() -> bool\n\nReturn True if all characters in B are alphabetic\nand there is at least one character in B, False otherwise.", NativeFn::NoArgs(case::isalpha)),
    NativeDef::new("isascii", "($self, /)", "B.isascii() -> bool\n\nReturn True if B is empty or all characters in B are ASCII,\nFalse otherwise.", NativeFn::NoArgs(case::isascii)),
    NativeDef::new("isdigit", "($self, /)", "B.isdigit() -> bool\n\nReturn True if all characters in B are digits\nand there is at least one character in B, False otherwise.", NativeFn::NoArgs(case::isdigit)),
    NativeDef::new("islower", "($self, /)", "B.islower() -> bool\n\nReturn True if all cased characters in B are lowercase and there is\nat least one cased character in B, False otherwise.", NativeFn::NoArgs(case::islower)),
    NativeDef::new("isspace", "($self, /)", "B.isspace() -> bool\n\nReturn True if all characters in B are whitespace\nand there is at least one character in B, False otherwise.", NativeFn::NoArgs(case::isspace)),
    NativeDef::new("istitle", "($self, /)", "B.istitle() -> bool\n\nReturn True if B is a titlecased string and there is at least one\ncharacter in B, i.e. uppercase characters may only follow uncased\ncharacters and lowercase characters only cased ones. Return False\notherwise.", NativeFn::NoArgs(case::istitle)),
    NativeDef::new("isupper", "($self, /)", "B.isupper() -> bool\n\nReturn True if all cased characters in B are uppercase and there is\nat least one cased character in B, False otherwise.", NativeFn::NoArgs(case::isupper)),
    NativeDef::new("join", "($self, iterable_of_bytes, /)", "Concatenate any number of bytes objects.\n\nThe bytes whose method is called is inserted in between each pair.\n\nThe result is returned as a new bytes object.\n\nExample: b'.'.join([b'ab', b'pq', b'rs']) -> b'ab.pq.rs'.", NativeFn::One(split::join)),
    NativeDef::new("ljust", "($self, width, fillchar=b' ', /)", "Return a left-justified string of length width.\n\nPadding is done using the specified fill character.", NativeFn::Positional(1, 2, pad::ljust)),
    NativeDef::new("lower", "($self, /)", "B.lower() -> copy of B\n\nReturn a copy of B with all ASCII characters converted to lowercase.", NativeFn::NoArgs(case::lower)),
    NativeDef::new("lstrip", "($self, bytes=None, /)", "Strip leading bytes contained in the argument.\n\nIf the argument is omitted or None, strip leading  ASCII whitespace.", NativeFn::Positional(0, 1, search::lstrip)),
    NativeDef::new("maketrans", "(frm, to, /)", "Return a translation table usable for the bytes or bytearray translate method.\n\nThe returned table will be one where each byte in frm is mapped to\nthe byte at the same position in to.\n\nThe bytes objects frm and to must be of the same length.", NativeFn::Positional(2, 2, text::maketrans)).static_method(),
    NativeDef::new("partition", "($self, sep, /)", "Partition the bytes into three parts using the given separator.\n\nThis will search for the separator sep in the bytes.  If the\nseparator is found, returns a 3-tuple containing the part before the\nseparator, the separator itself, and the part after it.\n\nIf the separator is not found, returns a 3-tuple containing the\noriginal bytes object and two empty bytes objects.", NativeFn::One(split::partition)),
    NativeDef::new("replace", "($self, old, new, count=-1, /)", "Return a copy with all occurrences of substring old replaced by new.\n\n  count\n    Maximum number of occurrences to replace.\n    -1 (the default value) means replace all occurrences.\n\nIf the optional argument count is given, only the first count occurrences are\nreplaced.", NativeFn::Positional(2, 3, search::replace)),
    NativeDef::new("removeprefix", "($self, prefix, /)", "Return a bytes object with the given prefix string removed if present.\n\nIf the bytes starts with the prefix string, return\nbytes[len(prefix):].  Otherwise, return a copy of the original\nbytes.", NativeFn::One(search::removeprefix)),
    NativeDef::new("removesuffix", "($self, suffix, /)", "Return a bytes object with the given suffix string removed if present.\n\nIf the bytes ends with the suffix string and that suffix is not\nempty, return bytes[:-len(prefix)].  Otherwise, return a copy of the\noriginal bytes.", NativeFn::One(search::removesuffix)),
    NativeDef::new("rfind", "($self, sub[, start[, end]], /)", "Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].\n\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.\n\nReturn -1 on failure.", NativeFn::Positional(1, 3, search::rfind)),
    NativeDef::new("rindex", "($self, sub[, start[, end]], /)", "Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].\n\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.\n\nRaise ValueError if the subsection is not found.", NativeFn::Positional(1, 3, search::rindex)),
    NativeDef::new("rjust", "($self, width, fillchar=b' ', /)", "Return a right-justified string of length width.\n\nPadding is done using the specified fill character.", NativeFn::Positional(1, 2, pad::rjust)),
    NativeDef::new("rpartition", "($self, sep, /)", "Partition the bytes into three parts using the given separator.\n\nThis will search for the separator sep in the bytes, starting at the\nend.  If the separator is found, returns a 3-tuple containing the\npart before the separator, the separator itself, and the part after\nit.\n\nIf the separator is not found, returns a 3-tuple containing two\nempty bytes objects and the original bytes object.", NativeFn::One(split::rpartition)),
    NativeDef::new("rsplit", "($self, /, sep=None, maxsplit=-1)", "Return a list of the sections in the bytes, using sep as the delimiter.\n\n  sep\n    The delimiter according which to split the bytes.\n    None (the default value) means split on ASCII whitespace\n    characters (space, tab, return, newline, formfeed, vertical tab).\n  maxsplit\n    Maximum number of splits to do.\n    -1 (the default value) means no limit.\n\nSplitting is done starting at the end of the bytes and working to\nthe front.", NativeFn::Bound(split::rsplit)),
    NativeDef::new("rstrip", "($self, bytes=None, /)", "Strip trailing bytes contained in the argument.\n\nIf the argument is omitted or None, strip trailing ASCII whitespace.", NativeFn::Positional(0, 1, search::rstrip)),
    NativeDef::new("split", "($self, /, sep=None, maxsplit=-1)", "Return a list of the sections in the bytes, using sep as the delimiter.\n\n  sep\n    The delimiter according which to split the bytes.\n    None (the default value) means split on ASCII whitespace\n    characters (space, tab, return, newline, formfeed, vertical tab).\n  maxsplit\n    Maximum number of splits to do.\n    -1 (the default value) means no limit.", NativeFn::Bound(split::split)),
    NativeDef::new("splitlines", "($self, /, keepends=False)", "Return a list of the lines in the bytes, breaking at line boundaries.\n\nLine breaks are not included in the resulting list unless keepends\nis given and true.", NativeFn::Bound(split::splitlines)),
    NativeDef::new("startswith", "($self, prefix[, start[, end]], /)", "Return True if the bytes starts with the specified prefix, False otherwise.\n\n  prefix\n    A bytes or a tuple of bytes to try.\n  start\n    Optional start position. Default: start of the bytes.\n  end\n    Optional stop position. Default: end of the bytes.", NativeFn::Positional(1, 3, search::startswith)),
    NativeDef::new("strip", "($self, bytes=None, /)", "Strip leading and trailing bytes contained in the argument.\n\nIf the argument is omitted or None, strip leading and trailing ASCII\nwhitespace.", NativeFn::Positional(0, 1, search::strip)),
    NativeDef::new("swapcase", "($self, /)", "B.swapcase() -> copy of B\n\nReturn a copy of B with uppercase ASCII characters converted\nto lowercase ASCII and vice versa.", NativeFn::NoArgs(case::swapcase)),
    NativeDef::new("title", "($self, /)", "B.title() -> copy of B\n\nReturn a titlecased version of B, i.e. ASCII words start with\nuppercase characters, all remaining cased characters have lowercase.", NativeFn::NoArgs(case::title)),
    NativeDef::new("translate", "($self, table, /, delete=b'')", "Return a copy with each character mapped by the given translation table.\n\n  table\n    Translation table, which must be a bytes object of length 256.\n\nAll characters occurring in the optional argument delete are\nremoved.  The remaining characters are mapped through the given\ntranslation table.", NativeFn::Bound(text::translate)),
    NativeDef::new("upper", "($self, /)", "B.upper() -> copy of B\n\nReturn a copy of B with all ASCII characters converted to uppercase.", NativeFn::NoArgs(case::upper)),
    NativeDef::new("zfill", "($self, width, /)", "Pad a numeric string with zeros on the left, to fill a field of the given width.\n\nThe original string is never truncated.", NativeFn::One(pad::zfill)),
];
