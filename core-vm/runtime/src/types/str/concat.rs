//! Strings put together from strings: one allocation of the final size.

use crate::object::{Obj, Ref};
use crate::types::str::{Points, STR_TYPE, Str, intern};

/// The string of all parts in order.
pub fn concat<'a>(parts: impl Iterator<Item = &'a Str> + Clone) -> Ref<Str> {
    let (mut len, mut width, mut ascii) = (0, 1, true);
    for part in parts.clone() {
        len += part.len();
        width = width.max(part.width());
        ascii &= part.is_ascii();
    }
    if len <= 1 && width == 1 {
        let mut only = parts.filter_map(|part| match part.points() {
            Points::One([byte]) => Some(*byte),
            _ => None,
        });
        return intern::latin1_char(only.next());
    }
    // The widest part needs its width, so the whole does.
    // SAFETY: the parts' `len` code points of `width` bytes are written in order.
    unsafe {
        let string = Str::allocate(&STR_TYPE, len, width, ascii);
        let mut at = string.data_mut();
        for part in parts {
            copy_widening(part, at, width);
            at = at.add(part.len() * width);
        }
        string
    }
}

/// `separator.join(parts)`
pub fn join(separator: &Str, parts: &[&Str]) -> Ref<Str> {
    let [first, others @ ..] = parts else {
        return intern::latin1_char(None);
    };
    let (mut len, mut width, mut ascii) = (0, 1, true);
    for part in parts {
        len += part.len();
        width = width.max(part.width());
        ascii &= part.is_ascii();
    }
    if !others.is_empty() {
        len += separator.len() * others.len();
        width = width.max(separator.width());
        ascii &= separator.is_ascii();
    }
    if len <= 1 {
        return concat(
            parts
                .iter()
                .copied()
                .chain((!others.is_empty()).then_some(separator)),
        );
    }
    // SAFETY: the parts' `len` code points of `width` bytes are written in order.
    unsafe {
        let string = Str::allocate(&STR_TYPE, len, width, ascii);
        let mut at = string.data_mut();
        copy_widening(first, at, width);
        at = at.add(first.len() * width);
        for part in others {
            copy_widening(separator, at, width);
            at = at.add(separator.len() * width);
            copy_widening(part, at, width);
            at = at.add(part.len() * width);
        }
        string
    }
}

/// Writes the code points of `part` to `target` with `width` bytes each.
///
/// # Safety
/// `target` has room for them and is aligned; `width` is at least the part's.
unsafe fn copy_widening(part: &Str, target: *mut u8, width: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        match (part.points(), width) {
            (Points::One(source), 1) => copy_bytes(source, target),
            (Points::Two(source), 2) => {
                std::ptr::copy_nonoverlapping(source.as_ptr(), target.cast(), source.len());
            }
            (Points::Four(source), _) => {
                std::ptr::copy_nonoverlapping(source.as_ptr(), target.cast(), source.len());
            }
            (points, 2) => {
                let target = target.cast::<u16>();
                (0..points.len()).for_each(|i| target.add(i).write(points.at(i) as u16));
            }
            (points, _) => {
                let target = target.cast::<u32>();
                (0..points.len()).for_each(|i| target.add(i).write(points.at(i)));
            }
        }
    }
}

/// Short copies, as most are, without a call.
#[inline(always)]
unsafe fn copy_bytes(source: &[u8], target: *mut u8) {
    // SAFETY: the caller gives room for the source.
    unsafe {
        if source.len() <= 4 {
            for (index, byte) in source.iter().enumerate() {
                target.add(index).write(*byte);
            }
        } else {
            std::ptr::copy_nonoverlapping(source.as_ptr(), target, source.len());
        }
    }
}

/// The string of the objects' texts; each is a string.
pub(crate) fn concat_objects(parts: &[&Obj]) -> Ref<Str> {
    concat(parts.iter().filter_map(|part| part.downcast::<Str>()))
}
