//! Methods of `str` that search, replace, trim and pad.

use crate::object::args::type_in_message;
use crate::object::error::{memory_error, overflow_error, type_error, value_error};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::int::convert::{as_c_int, as_ssize};
use crate::types::int::{Int, bool_ref};
use crate::types::none::is_none;
use crate::types::slice_range::search_range;
use crate::types::str::index::{exact, receiver};
use crate::types::str::unicode::is_space;
use crate::types::str::writer::StrWriter;
use crate::types::str::{Points, Str, search};
use crate::types::tuple::Tuple;

/// An argument that has to be a string.
///
/// # Errors
/// `TypeError: FUNCTION() argument N must be str, not TYPE`; without number for 0.
pub(crate) fn str_argument<'a>(
    function: &str,
    argument: &'a Obj,
    number: usize,
) -> PyResult<&'a Str> {
    argument.downcast::<Str>().ok_or_else(|| {
        let number = if number == 0 {
            String::new()
        } else {
            format!(" {number}")
        };
        type_error(format!(
            "{function}() argument{number} must be str, not {}",
            type_in_message(argument)
        ))
    })
}

/// Where `args[0]` occurs in the part of the string that the other arguments select.
fn locate(
    function: &str,
    this: &Obj,
    args: &[&Obj],
    find: fn(super::Points<'_>, super::Points<'_>) -> Option<usize>,
) -> PyResult<Option<usize>> {
    let this = receiver(this)?;
    let wanted = str_argument(function, args[0], 1)?;
    let range = search_range(args.get(1).copied(), args.get(2).copied(), this.len())?;
    Ok(range.and_then(|range| {
        let start = range.start;
        find(this.points().slice(range), wanted.points()).map(|at| start + at)
    }))
}

fn position_or_minus_one(found: Option<usize>) -> PyResult {
    Ok(found
        .map_or_else(|| Int::new(-1), Int::from_usize)
        .into_obj())
}

fn position_or_error(found: Option<usize>) -> PyResult {
    match found {
        Some(at) => Ok(Int::from_usize(at).into_obj()),
        None => Err(value_error("substring not found")),
    }
}

pub(super) fn find(this: &Obj, args: &[&Obj]) -> PyResult {
    position_or_minus_one(locate("find", this, args, search::find)?)
}

pub(super) fn rfind(this: &Obj, args: &[&Obj]) -> PyResult {
    position_or_minus_one(locate("rfind", this, args, search::rfind)?)
}

pub(super) fn index(this: &Obj, args: &[&Obj]) -> PyResult {
    position_or_error(locate("index", this, args, search::find)?)
}

pub(super) fn rindex(this: &Obj, args: &[&Obj]) -> PyResult {
    position_or_error(locate("rindex", this, args, search::rfind)?)
}

pub(super) fn count(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = receiver(this)?;
    let wanted = str_argument("count", args[0], 1)?;
    let range = search_range(args.get(1).copied(), args.get(2).copied(), this.len())?;
    let found = range.map_or(0, |range| {
        search::count(this.points().slice(range), wanted.points())
    });
    Ok(Int::from_usize(found).into_obj())
}

/// Whether the selected part starts or ends with one of the candidates.
fn affix(name: &str, this: &Obj, args: &[&Obj], at_end: bool) -> PyResult {
    let this = receiver(this)?;
    let range = search_range(args.get(1).copied(), args.get(2).copied(), this.len())?;
    let matches = |candidate: &Str| {
        let Some(range) = range.clone() else {
            return false;
        };
        let width = candidate.len();
        if width > range.len() {
            return false;
        }
        let part = if at_end {
            range.end - width..range.end
        } else {
            range.start..range.start + width
        };
        search::same(this.points().slice(part), candidate.points())
    };
    if let Some(candidate) = args[0].downcast::<Str>() {
        return Ok(bool_ref(matches(candidate)));
    }
    let Some(candidates) = args[0].downcast::<Tuple>() else {
        return Err(type_error(format!(
            "{name} first arg must be str or a tuple of str, not {}",
            args[0].ty().tp_name()
        )));
    };
    for candidate in candidates.as_slice() {
        let Some(candidate) = candidate.downcast::<Str>() else {
            return Err(type_error(format!(
                "tuple for {name} must only contain str, not {}",
                candidate.ty().tp_name()
            )));
        };
        if matches(candidate) {
            return Ok(bool_ref(true));
        }
    }
    Ok(bool_ref(false))
}

pub(super) fn startswith(this: &Obj, args: &[&Obj]) -> PyResult {
    affix("startswith", this, args, false)
}

pub(super) fn endswith(this: &Obj, args: &[&Obj]) -> PyResult {
    affix("endswith", this, args, true)
}

pub(super) fn removeprefix(this: &Obj, prefix: &Obj) -> PyResult {
    let this = receiver(this)?;
    let prefix = str_argument("removeprefix", prefix, 0)?;
    let points = this.points();
    let matches =
        prefix.len() <= this.len() && search::same(points.slice(0..prefix.len()), prefix.points());
    Ok(if matches {
        this.slice(prefix.len()..this.len())
    } else {
        exact(this)
    }
    .into_obj())
}

pub(super) fn removesuffix(this: &Obj, suffix: &Obj) -> PyResult {
    let this = receiver(this)?;
    let suffix = str_argument("removesuffix", suffix, 0)?;
    let Some(end) = this.len().checked_sub(suffix.len()) else {
        return Ok(exact(this).into_obj());
    };
    let matches = search::same(this.points().slice(end..this.len()), suffix.points());
    Ok(if matches {
        this.slice(0..end)
    } else {
        exact(this)
    }
    .into_obj())
}

fn trim(name: &str, this: &Obj, args: &[&Obj], left: bool, right: bool) -> PyResult {
    let this = receiver(this)?;
    let points = this.points();
    let chars = args.first().filter(|chars| !is_none(chars));
    let range = match chars {
        None => trimmed(this.len(), left, right, |i| is_space(points.at(i))),
        Some(chars) => {
            let Some(chars) = chars.downcast::<Str>() else {
                return Err(type_error(format!("{name} arg must be None or str")));
            };
            trimmed(this.len(), left, right, |i| {
                chars.iter().any(|point| point == points.at(i))
            })
        }
    };
    if range.len() == this.len() {
        return Ok(exact(this).into_obj());
    }
    Ok(this.slice(range).into_obj())
}

/// The range that is left when units for which `drop` holds are taken off the ends.
pub(crate) fn trimmed(
    len: usize,
    left: bool,
    right: bool,
    drop: impl Fn(usize) -> bool,
) -> std::ops::Range<usize> {
    let (mut start, mut end) = (0, len);
    while left && start < end && drop(start) {
        start += 1;
    }
    while right && end > start && drop(end - 1) {
        end -= 1;
    }
    start..end
}

pub(super) fn strip(this: &Obj, args: &[&Obj]) -> PyResult {
    trim("strip", this, args, true, true)
}

pub(super) fn lstrip(this: &Obj, args: &[&Obj]) -> PyResult {
    trim("lstrip", this, args, true, false)
}

pub(super) fn rstrip(this: &Obj, args: &[&Obj]) -> PyResult {
    trim("rstrip", this, args, false, true)
}

pub(super) fn replace(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let (Some(old), Some(new)) = (args[0], args[1]) else {
        return Err(type_error("replace expected 2 arguments"));
    };
    let old = str_argument("replace", old, 1)?;
    let new = str_argument("replace", new, 2)?;
    let limit = super::split::limit(args[2])?;
    Ok(replaced(this, old, new, limit).into_obj())
}

/// The string with the first `limit` occurrences of `old` replaced.
pub fn replaced(this: &Str, old: &Str, new: &Str, limit: usize) -> Ref<Str> {
    if limit == 0 || (old.is_empty() && new.is_empty()) {
        return exact(this);
    }
    let mut out = StrWriter::new();
    if old.is_empty() {
        for (index, point) in this.iter().enumerate() {
            if index < limit {
                out.push_str(new);
            }
            out.push(point);
        }
        if limit > this.len() {
            out.push_str(new);
        }
        return out.finish();
    }
    let found = search::all(this.points(), old.points(), limit);
    if found.is_empty() {
        return exact(this);
    }
    if let (Points::One(text), Points::One(new), true) = (
        this.points(),
        new.points(),
        this.is_ascii() && new.is_ascii(),
    ) {
        return replaced_ascii(text, &found, old.len(), new);
    }
    let spans = super::split::between(&found, old.len(), this.len());
    for (index, span) in spans.into_iter().enumerate() {
        if index > 0 {
            out.push_str(new);
        }
        out.push_range(this, span);
    }
    out.finish()
}

/// ASCII text with the `width` bytes at each place replaced.
fn replaced_ascii(text: &[u8], places: &[usize], width: usize, new: &[u8]) -> Ref<Str> {
    let len = text.len() - places.len() * width + places.len() * new.len();
    let write = |out: &mut [u8]| {
        let (mut from, mut to) = (0, 0);
        let mut put = |bytes: &[u8]| {
            out[to..to + bytes.len()].copy_from_slice(bytes);
            to += bytes.len();
        };
        for at in places {
            put(&text[from..*at]);
            put(new);
            from = at + width;
        }
        put(&text[from..]);
    };
    if len >= 2 {
        return Str::ascii_filled(len, write);
    }
    let mut short = [0; 1];
    write(&mut short[..len]);
    Str::from_ascii(&short[..len])
}

/// Width and fill character of the padding methods.
fn padding(args: &[&Obj]) -> PyResult<(usize, u32)> {
    let width = as_ssize(args[0])?;
    let fill = match args.get(1) {
        None => u32::from(' '),
        Some(fill) => match fill.downcast::<Str>() {
            None => {
                return Err(type_error(format!(
                    "The fill character must be a unicode character, not {}",
                    fill.ty().tp_name()
                )));
            }
            Some(text) if text.len() == 1 => text.points().at(0),
            Some(_) => {
                return Err(type_error(
                    "The fill character must be exactly one character long",
                ));
            }
        },
    };
    Ok((usize::try_from(width).unwrap_or(0), fill))
}

/// The string between `left` and `right` fill characters.
fn padded(this: &Str, left: usize, right: usize, fill: u32) -> PyResult {
    if left == 0 && right == 0 {
        return Ok(exact(this).into_obj());
    }
    check_size(left.saturating_add(right).saturating_add(this.len()))?;
    let mut out = StrWriter::with_capacity(this.len() + left + right);
    out.fill(fill, left);
    out.push_str(this);
    out.fill(fill, right);
    Ok(out.finish().into_obj())
}

/// Refuses lengths that cannot be allocated.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn check_size(len: usize) -> PyResult<()> {
    if len > 1 << 44 {
        return Err(memory_error(""));
    }
    Ok(())
}

pub(super) fn ljust(this: &Obj, args: &[&Obj]) -> PyResult {
    let (width, fill) = padding(args)?;
    let this = receiver(this)?;
    padded(this, 0, width.saturating_sub(this.len()), fill)
}

pub(super) fn rjust(this: &Obj, args: &[&Obj]) -> PyResult {
    let (width, fill) = padding(args)?;
    let this = receiver(this)?;
    padded(this, width.saturating_sub(this.len()), 0, fill)
}

pub(super) fn center(this: &Obj, args: &[&Obj]) -> PyResult {
    let (width, fill) = padding(args)?;
    let this = receiver(this)?;
    let (left, right) = centered(this.len(), width);
    padded(this, left, right, fill)
}

/// The padding of a centred text, the odd one where CPython puts it.
pub(crate) fn centered(len: usize, width: usize) -> (usize, usize) {
    let margin = width.saturating_sub(len);
    let left = margin / 2 + (margin & width & 1);
    (left, margin - left)
}

pub(super) fn zfill(this: &Obj, width: &Obj) -> PyResult {
    let width = usize::try_from(as_ssize(width)?).unwrap_or(0);
    let this = receiver(this)?;
    let zeros = width.saturating_sub(this.len());
    if zeros == 0 {
        return Ok(exact(this).into_obj());
    }
    check_size(width)?;
    let signed = !this.is_empty() && matches!(this.points().at(0), 0x2B | 0x2D);
    let mut out = StrWriter::with_capacity(width);
    out.push_range(this, 0..usize::from(signed));
    out.fill(u32::from('0'), zeros);
    out.push_range(this, usize::from(signed)..this.len());
    Ok(out.finish().into_obj())
}

pub(super) fn expandtabs(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let size = usize::try_from(args[0].map_or(Ok(8), as_c_int)?).unwrap_or(0);
    let mut out = StrWriter::with_capacity(this.len());
    let mut column = 0usize;
    for point in this.iter() {
        if point == 0x09 {
            let blanks = if size > 0 { size - column % size } else { 0 };
            if out.len() + blanks > isize::MAX as usize / 4 {
                return Err(overflow_error("new string is too long"));
            }
            out.fill(u32::from(' '), blanks);
            column += blanks;
        } else {
            out.push(point);
            column = if matches!(point, 0x0A | 0x0D) {
                0
            } else {
                column + 1
            };
        }
    }
    Ok(out.finish().into_obj())
}

pub(super) fn join(this: &Obj, iterable: &Obj) -> PyResult {
    let this = receiver(this)?;
    if iterable.ty().slots().iter.is_none() && iterable.ty().slots().sq_item.is_none() {
        return Err(type_error("can only join an iterable"));
    }
    // Nothing runs while the items are joined: a list or tuple lends them.
    if let Some(list) = iterable.downcast_exact::<crate::types::list::List>() {
        return Ok(join_items(this, list.as_slice())?.into_obj());
    }
    if let Some(tuple) = iterable.downcast_exact::<Tuple>() {
        return Ok(join_items(this, tuple.as_slice())?.into_obj());
    }
    let items = crate::object::protocol::collect(iterable)?;
    Ok(join_items(this, &items)?.into_obj())
}

/// `separator.join(items)`
///
/// # Errors
/// `TypeError` for an item that is no string.
pub fn join_items<I: std::ops::Deref<Target = Obj>>(
    separator: &Str,
    items: &[I],
) -> PyResult<Ref<Str>> {
    if let [only] = items
        && let Some(text) = only.downcast_exact::<Str>()
    {
        return Ok(text.to_ref());
    }
    let mut texts: smallvec::SmallVec<[&Str; 64]> = smallvec::SmallVec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Some(text) = item.downcast::<Str>() else {
            return Err(type_error(format!(
                "sequence item {index}: expected str instance, {} found",
                item.ty().tp_name()
            )));
        };
        texts.push(text);
    }
    Ok(super::concat::join(separator, &texts))
}

pub(super) fn encode(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let text = |argument: Option<&Obj>, name: &str| -> PyResult<Option<String>> {
        let Some(argument) = argument else {
            return Ok(None);
        };
        match argument.downcast::<Str>() {
            Some(text) => Ok(Some(text.to_string_lossy())),
            None => Err(type_error(format!(
                "encode() argument '{name}' must be str, not {}",
                type_in_message(argument)
            ))),
        }
    };
    let encoding = text(args[0], "encoding")?;
    let errors = text(args[1], "errors")?;
    crate::codecs::encode_str(
        receiver(this)?,
        encoding.as_deref().unwrap_or("utf-8"),
        errors.as_deref().unwrap_or("strict"),
    )
}

pub(super) fn format_spec(this: &Obj, spec: &Obj) -> PyResult {
    let spec = super::format_argument(spec)?;
    Ok(crate::types::format::text::format_str(receiver(this)?, spec)?.into_obj())
}

/// What CPython's compact strings take.
pub(super) fn sizeof(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let ty = this.as_obj().ty();
    if !ty.is_type(&super::STR_TYPE) {
        // CPython keeps the text of a subclass's instance in a block of its own.
        let fixed = 64;
        return Ok(Int::from_usize(fixed + (this.len() + 1) * this.width()).into_obj());
    }
    let fixed = if this.is_ascii() { 40 } else { 56 };
    // The shared Latin-1 characters carry their UTF-8 in CPython.
    let utf8 = match this.points() {
        super::Points::One([0x80..=0xFF]) => 3,
        _ => 0,
    };
    let size = fixed + (this.len() + 1) * this.width() + utf8;
    Ok(Int::from_usize(size).into_obj())
}

pub(super) fn getnewargs(this: &Obj) -> PyResult {
    Ok(Tuple::new(vec![exact(receiver(this)?).into_obj()]).into_obj())
}
