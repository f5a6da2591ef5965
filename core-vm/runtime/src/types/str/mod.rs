//! `str`: PEP 393 storage, construction and the reads that all else uses.
//!
//! Code points stand inline after the struct in 1, 2 or 4 bytes each, whichever the
//! widest needs. The header's tag holds the width, whether all are ASCII, and
//! whether the object is the interned one of its value.

use std::borrow::Cow;
use std::cell::Cell;

use serpentarium_bytecode::Wtf8Buf;

use crate::memory::{self, Kind};
use crate::object::{self, Obj, Object, Ref, Type};

pub mod case;
pub mod concat;
pub mod format;
pub mod hash;
pub mod index;
pub mod intern;
pub mod iterator;
pub mod markup;
pub(crate) mod methods;
mod new;
mod predicates;

pub mod names;
pub mod percent;
pub mod repr;
pub mod search;
pub(crate) mod split;
mod table;
mod translate;
pub mod types;
pub mod unicode;
pub mod writer;

pub use intern::intern;
pub use types::STR_TYPE;

const WIDTH: u16 = 7;
const ASCII: u16 = 8;
const INTERNED: u16 = 16;

#[repr(C)]
pub struct Str {
    head: Obj,
    len: Cell<usize>,
    hash: Cell<i64>,
    /// UTF-8 of a non-ASCII string once asked for: a length word, then the bytes.
    utf8: Cell<*mut u8>,
    // code points follow
}
const DATA: usize = size_of::<Str>();
const _: () = assert!(DATA == 40);

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Str {
    fn type_object() -> &'static Type {
        &STR_TYPE
    }
}

impl Drop for Str {
    fn drop(&mut self) {
        if self.head.tag.get() & INTERNED != 0 {
            intern::forget(self);
        }
        let utf8 = self.utf8.get();
        if !utf8.is_null() {
            // SAFETY: the cache is our own raw block.
            unsafe { memory::free(Kind::Raw, utf8) };
        }
    }
}

/// The code points of a string in their storage width.
#[derive(Clone, Copy)]
pub enum Points<'a> {
    One(&'a [u8]),
    Two(&'a [u16]),
    Four(&'a [u32]),
}

impl Points<'_> {
    /// The code point at `index`.
    #[inline(always)]
    pub fn at(self, index: usize) -> u32 {
        match self {
            Points::One(data) => u32::from(data[index]),
            Points::Two(data) => u32::from(data[index]),
            Points::Four(data) => data[index],
        }
    }

    pub fn len(self) -> usize {
        match self {
            Points::One(data) => data.len(),
            Points::Two(data) => data.len(),
            Points::Four(data) => data.len(),
        }
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The bytes that one code point takes.
    pub fn width(self) -> usize {
        match self {
            Points::One(_) => 1,
            Points::Two(_) => 2,
            Points::Four(_) => 4,
        }
    }
}

impl<'a> Points<'a> {
    /// The code points in `range`, which lies within the length.
    pub fn slice(self, range: std::ops::Range<usize>) -> Points<'a> {
        match self {
            Points::One(data) => Points::One(&data[range]),
            Points::Two(data) => Points::Two(&data[range]),
            Points::Four(data) => Points::Four(&data[range]),
        }
    }

    /// The code points one by one.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + 'a {
        (0..self.len()).map(move |index| self.at(index))
    }
}

impl Str {
    /// Storage for `len` code points of `width` bytes, contents undefined.
    unsafe fn allocate(ty: &Type, len: usize, width: usize, ascii: bool) -> Ref<Str> {
        let tag = width as u16 | if ascii { ASCII } else { 0 };
        // SAFETY: the block holds the struct, the code points and a terminator.
        unsafe {
            let slots = ty.basicsize.get().saturating_sub(DATA);
            let text = Self::padded_text(len, width);
            let block = object::alloc_block(ty, DATA + text + slots);
            let string = block.cast::<Str>();
            string.write(Str {
                head: Obj::with_refcount(ty, 1),
                len: Cell::new(len),
                hash: Cell::new(-1),
                utf8: Cell::new(std::ptr::null_mut()),
            });
            (*string).head.tag.set(tag);
            // The last word of the text holds the terminator.
            (*string).data_mut().add(text - 8).cast::<u64>().write(0);
            if slots > 0 {
                (*string).data_mut().add(text).write_bytes(0, slots);
            }
            object::finish_alloc(block, ty);
            Ref::from_raw(string)
        }
    }

    /// The bytes of the code points and their terminator, up to the next word.
    fn padded_text(len: usize, width: usize) -> usize {
        ((len + 1) * width).next_multiple_of(8)
    }

    /// How far behind their offset the words of a subclass's `__slots__` stand: the
    /// text comes before them.
    pub(crate) fn slot_shift(&self) -> usize {
        Self::padded_text(self.len(), self.width())
    }

    fn data_mut(&self) -> *mut u8 {
        // SAFETY: the code points lie behind the struct in the same allocation.
        unsafe { std::ptr::from_ref(self).cast::<u8>().add(DATA).cast_mut() }
    }

    /// From UTF-8. One-character Latin-1 strings and the empty string are shared.
    #[allow(clippy::should_implement_trait)]
    pub fn from_str(text: &str) -> Ref<Str> {
        if text.is_ascii() {
            Self::from_ascii(text.as_bytes())
        } else {
            Self::from_points(text.chars().map(u32::from))
        }
    }

    /// From ASCII bytes.
    ///
    /// # Panics
    /// In debug builds, when a byte is not ASCII.
    pub fn from_ascii(bytes: &[u8]) -> Ref<Str> {
        debug_assert!(bytes.is_ascii());
        match bytes {
            [] => intern::latin1_char(None),
            [byte] => intern::latin1_char(Some(*byte)),
            // SAFETY: all bytes of the fresh string are written.
            _ => unsafe {
                let string = Self::allocate(&STR_TYPE, bytes.len(), 1, true);
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), string.data_mut(), bytes.len());
                string
            },
        }
    }

    /// A string of `len` ASCII bytes, at least two, that `fill` writes; they are spaces before.
    pub(crate) fn ascii_filled(len: usize, fill: impl FnOnce(&mut [u8])) -> Ref<Str> {
        assert!(len >= 2, "shorter strings are shared");
        // SAFETY: all bytes of the fresh string are written before they are read, and
        // nobody else has it yet.
        unsafe {
            let string = Self::allocate(&STR_TYPE, len, 1, true);
            string.data_mut().write_bytes(b' ', len);
            fill(std::slice::from_raw_parts_mut(string.data_mut(), len));
            debug_assert!(string.as_ascii().is_some_and(str::is_ascii));
            string
        }
    }

    /// From code points, surrogates allowed; values above `0x10FFFF` are not.
    pub fn from_points(points: impl IntoIterator<Item = u32>) -> Ref<Str> {
        let points: Vec<u32> = points.into_iter().collect();
        Self::from_points_slice(&points)
    }

    /// [`Str::from_points`] of a slice.
    pub fn from_points_slice(points: &[u32]) -> Ref<Str> {
        Self::of_type_points(&STR_TYPE, Points::Four(points))
    }

    /// From code points in any width, narrowed as far as they allow.
    pub fn from_any(points: Points<'_>) -> Ref<Str> {
        Self::of_type_points(&STR_TYPE, points)
    }

    /// An instance of `ty`, `str` or a subclass.
    pub(crate) fn of_type_points(ty: &Type, points: Points<'_>) -> Ref<Str> {
        let len = points.len();
        let max = match points {
            Points::One(data) => {
                if data.is_ascii() {
                    0x7F
                } else {
                    0xFF
                }
            }
            Points::Two(data) => data.iter().copied().map(u32::from).max().unwrap_or(0),
            Points::Four(data) => data.iter().copied().max().unwrap_or(0),
        };
        if len <= 1 && max <= 0xFF && ty.is_type(&STR_TYPE) {
            return intern::latin1_char((len == 1).then(|| points.at(0) as u8));
        }
        let width = match max {
            0..=0xFF => 1,
            0x100..=0xFFFF => 2,
            _ => 4,
        };
        // SAFETY: exactly `len` code points of `width` bytes are written.
        unsafe {
            let string = Self::allocate(ty, len, width, max <= 0x7F);
            let data = string.data_mut();
            match (points, width) {
                (Points::One(source), _) => {
                    std::ptr::copy_nonoverlapping(source.as_ptr(), data, len)
                }
                (_, 1) => (0..len).for_each(|i| data.add(i).write(points.at(i) as u8)),
                (_, 2) => {
                    (0..len).for_each(|i| data.cast::<u16>().add(i).write(points.at(i) as u16))
                }
                _ => (0..len).for_each(|i| data.cast::<u32>().add(i).write(points.at(i))),
            }
            string
        }
    }

    /// From WTF-8.
    pub fn from_wtf8(text: &Wtf8Buf) -> Ref<Str> {
        if text.is_ascii() {
            Self::from_ascii(text.as_bytes())
        } else {
            Self::from_points(text.code_points())
        }
    }

    /// The one-character string of this code point.
    pub fn from_char(point: u32) -> Ref<Str> {
        Self::from_points_slice(&[point])
    }

    /// The one-character string at `index`.
    #[inline]
    pub fn char_at(&self, index: usize) -> Option<Ref<Str>> {
        (index < self.len()).then(|| match self.points() {
            Points::One(data) => intern::latin1_char(Some(data[index])),
            points => Self::from_char(points.at(index)),
        })
    }

    /// Code points in `range`, which lies within the length.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Ref<Str> {
        if range == (0..self.len()) && self.head.is_exact(&STR_TYPE) {
            return self.to_ref();
        }
        match self.points() {
            Points::One(data) if self.is_ascii() => Self::from_ascii(&data[range]),
            Points::One(data) => Self::from_any(Points::One(&data[range])),
            Points::Two(data) => Self::from_any(Points::Two(&data[range])),
            Points::Four(data) => Self::from_any(Points::Four(&data[range])),
        }
    }

    /// Number of code points.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes per code point: 1, 2 or 4.
    pub fn width(&self) -> usize {
        usize::from(self.head.tag.get() & WIDTH)
    }

    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.head.tag.get() & ASCII != 0
    }

    /// The code points.
    #[inline(always)]
    pub fn points(&self) -> Points<'_> {
        let len = self.len();
        // SAFETY: `len` code points of the tagged width stand behind the struct.
        unsafe {
            match self.head.tag.get() & WIDTH {
                1 => Points::One(std::slice::from_raw_parts(self.data_mut(), len)),
                2 => Points::Two(std::slice::from_raw_parts(self.data_mut().cast(), len)),
                _ => Points::Four(std::slice::from_raw_parts(self.data_mut().cast(), len)),
            }
        }
    }

    /// The code points one by one.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
        let points = self.points();
        (0..self.len()).map(move |index| points.at(index))
    }

    /// The text, when it is ASCII: borrowed without cost.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        match self.points() {
            // SAFETY: ASCII is UTF-8.
            Points::One(data) if self.is_ascii() => {
                Some(unsafe { std::str::from_utf8_unchecked(data) })
            }
            _ => None,
        }
    }

    /// The text as UTF-8, or `None` when it holds a surrogate. Cached for non-ASCII text.
    pub fn as_str(&self) -> Option<&str> {
        if let Some(ascii) = self.as_ascii() {
            return Some(ascii);
        }
        let cached = self.utf8.get();
        if cached.is_null() {
            let text: Option<String> = self.iter().map(char::from_u32).collect();
            self.cache_utf8(text?.as_bytes());
        }
        // SAFETY: the cache holds a length word and that many bytes of UTF-8.
        unsafe {
            let block = self.utf8.get();
            let len = block.cast::<usize>().read();
            Some(std::str::from_utf8_unchecked(std::slice::from_raw_parts(
                block.add(8),
                len,
            )))
        }
    }

    fn cache_utf8(&self, bytes: &[u8]) {
        // SAFETY: a fresh block of the right size.
        unsafe {
            let block = memory::alloc(Kind::Raw, 8 + bytes.len());
            block.cast::<usize>().write(bytes.len());
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), block.add(8), bytes.len());
            self.utf8.set(block);
        }
    }

    /// The text with surrogates replaced by U+FFFD.
    pub fn to_string_lossy(&self) -> String {
        match self.as_str() {
            Some(text) => text.to_owned(),
            None => self
                .iter()
                .map(|p| char::from_u32(p).unwrap_or('\u{FFFD}'))
                .collect(),
        }
    }

    /// The text as WTF-8.
    pub fn to_wtf8(&self) -> Wtf8Buf {
        match self.as_str() {
            Some(text) => Wtf8Buf::from(text),
            None => Wtf8Buf::from_code_points(self.iter()).expect("code points are in range"),
        }
    }

    /// Whether the text is exactly `other`.
    #[inline]
    pub fn eq_str(&self, other: &str) -> bool {
        match self.as_ascii() {
            Some(text) => text == other,
            None => !other.is_ascii() && self.as_str() == Some(other),
        }
    }

    /// Equality of contents.
    #[inline]
    pub fn eq(&self, other: &Str) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        if self.len() != other.len() || self.width() != other.width() {
            return false;
        }
        let bytes = self.len() * self.width();
        // SAFETY: both have this many bytes of code points.
        unsafe {
            std::slice::from_raw_parts(self.data_mut(), bytes)
                == std::slice::from_raw_parts(other.data_mut(), bytes)
        }
    }

    /// The hash, as CPython computes it (SipHash-1-3 of the stored bytes), cached.
    #[inline(always)]
    pub fn hash(&self) -> i64 {
        let hash = self.hash.get();
        if hash != -1 {
            hash
        } else {
            self.compute_hash()
        }
    }

    #[cold]
    fn compute_hash(&self) -> i64 {
        // SAFETY: the stored bytes of the code points.
        let bytes =
            unsafe { std::slice::from_raw_parts(self.data_mut(), self.len() * self.width()) };
        let hash = hash::hash_bytes(bytes);
        self.hash.set(hash);
        hash
    }

    /// Whether this is the interned object of its value.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.head.tag.get() & INTERNED != 0
    }

    pub(crate) fn mark_interned(&self) {
        self.head.tag.set(self.head.tag.get() | INTERNED);
    }

    /// Concatenation.
    pub fn concat(&self, other: &Str) -> Ref<Str> {
        if other.is_empty() && self.head.is_exact(&STR_TYPE) {
            return self.to_ref();
        }
        if self.is_empty() && other.head.is_exact(&STR_TYPE) {
            return other.to_ref();
        }
        let width = self.width().max(other.width());
        let len = self.len() + other.len();
        // SAFETY: both parts are written, which fills the new string.
        unsafe {
            let string = Self::allocate(&STR_TYPE, len, width, self.is_ascii() && other.is_ascii());
            self.copy_into(string.data_mut(), width);
            other.copy_into(string.data_mut().add(self.len() * width), width);
            string
        }
    }

    /// Writes the code points at `target` in `width`, which is not narrower than ours.
    unsafe fn copy_into(&self, target: *mut u8, width: usize) {
        // SAFETY: the caller made room for len * width bytes.
        unsafe {
            match (self.points(), width) {
                (points, 1 | 2) if self.width() == width => {
                    let _ = points;
                    std::ptr::copy_nonoverlapping(self.data_mut(), target, self.len() * width);
                }
                (points, 2) => {
                    (0..self.len())
                        .for_each(|i| target.cast::<u16>().add(i).write(points.at(i) as u16));
                }
                (points, _) => {
                    (0..self.len()).for_each(|i| target.cast::<u32>().add(i).write(points.at(i)));
                }
            }
        }
    }

    /// `left + right` where `left` is given up: appended in place when nobody else can
    /// see it and its block has room, as CPython does for `s += t`.
    pub(crate) fn append(left: Ref<Str>, right: &Str) -> Ref<Str> {
        let fits = left.head.refcount() == 1
            && left.head.is_exact(&STR_TYPE)
            && !left.is_interned()
            && left.width() == 1
            && right.width() == 1
            && !left.is_empty();
        if !fits {
            return left.concat(right);
        }
        let len = left.len() + right.len();
        // SAFETY: the block is ours alone; the new bytes lie within its usable size,
        // or the string is moved to a larger block first.
        unsafe {
            let usable = memory::usable_size(left.as_ptr().cast());
            let left = if DATA + len < usable {
                left
            } else {
                Self::moved_with_room(left, len)
            };
            std::ptr::copy_nonoverlapping(
                right.data_mut(),
                left.data_mut().add(left.len()),
                right.len(),
            );
            left.data_mut().add(len).write(0);
            left.len.set(len);
            left.hash.set(-1);
            if !right.is_ascii() {
                left.head.tag.set(left.head.tag.get() & !ASCII);
            }
            let utf8 = left.utf8.replace(std::ptr::null_mut());
            if !utf8.is_null() {
                memory::free(Kind::Raw, utf8);
            }
            left
        }
    }

    unsafe fn moved_with_room(left: Ref<Str>, len: usize) -> Ref<Str> {
        let room = len + len / 8 + 16;
        // SAFETY: the old contents fit; the length is set back to what is filled.
        unsafe {
            let moved = Self::allocate(&STR_TYPE, room, 1, left.is_ascii());
            std::ptr::copy_nonoverlapping(left.data_mut(), moved.data_mut(), left.len());
            moved.len.set(left.len());
            moved
        }
    }

    /// Text for messages that may not be valid UTF-8.
    pub fn display(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.to_string_lossy()),
        }
    }
}

impl std::fmt::Display for Str {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.display())
    }
}

/// The argument of a `__format__` method.
///
/// # Errors
/// `TypeError` when it is no string.
pub(crate) fn format_argument(spec: &Obj) -> crate::object::PyResult<&Str> {
    spec.downcast::<Str>().ok_or_else(|| {
        crate::object::error::type_error(format!(
            "__format__() argument must be str, not {}",
            crate::object::args::type_in_message(spec)
        ))
    })
}
