//! `split`, `rsplit`, `splitlines`, `partition`, `rpartition`.

use crate::object::error::{type_error, value_error};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::int::convert::as_ssize;
use crate::types::list::List;
use crate::types::none::is_none;
use crate::types::str::index::{exact, receiver};
use crate::types::str::unicode::{has, is_space, property};
use crate::types::str::{Points, Str, search};
use crate::types::tuple::Tuple;

type Span = std::ops::Range<usize>;

/// The `maxsplit` argument: how many splits at most.
pub(crate) fn limit(argument: Option<&Obj>) -> PyResult<usize> {
    let Some(argument) = argument else {
        return Ok(usize::MAX);
    };
    let count = as_ssize(argument)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

fn separator(argument: Option<&Obj>) -> PyResult<Option<&Str>> {
    let Some(argument) = argument.filter(|argument| !is_none(argument)) else {
        return Ok(None);
    };
    let Some(separator) = argument.downcast::<Str>() else {
        return Err(type_error(format!(
            "must be str or None, not {}",
            argument.ty().tp_name()
        )));
    };
    if separator.is_empty() {
        return Err(value_error("empty separator"));
    }
    Ok(Some(separator))
}

fn list_of(this: &Str, spans: impl IntoIterator<Item = Span>) -> PyResult {
    let parts: Vec<Ref> = spans
        .into_iter()
        .map(|span| part(this, span).into_obj())
        .collect();
    Ok(List::new(parts).into_obj())
}

/// A part of the string, an exact `str`.
fn part(this: &Str, span: Span) -> Ref<Str> {
    if span == (0..this.len()) {
        return exact(this);
    }
    this.slice(span)
}

pub(super) fn split(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let limit = limit(args[1])?;
    let points = this.points();
    match separator(args[0])? {
        Some(separator) => {
            if let (Points::One(text), Points::One(wanted), true) =
                (points, separator.points(), this.is_ascii())
            {
                return Ok(split_ascii(this, text, wanted, limit));
            }
            let found = search::all(points, separator.points(), limit);
            list_of(this, between(&found, separator.len(), points.len()))
        }
        None => list_of(this, words(points.len(), limit, |i| is_space(points.at(i)))),
    }
}

/// Splits ASCII text, whose parts need no look at their characters.
fn split_ascii(this: &Str, text: &[u8], separator: &[u8], limit: usize) -> Ref {
    let mut parts: Vec<Ref> = Vec::new();
    let mut from = 0;
    for at in search::positions(text, separator).take(limit) {
        parts.push(Str::from_ascii(&text[from..at]).into_obj());
        from = at + separator.len();
    }
    if parts.is_empty() {
        parts.push(exact(this).into_obj());
    } else {
        parts.push(Str::from_ascii(&text[from..]).into_obj());
    }
    List::new(parts).into_obj()
}

pub(super) fn rsplit(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let limit = limit(args[1])?;
    let points = this.points();
    match separator(args[0])? {
        Some(separator) => {
            let found = all_from_right(points, separator.points(), limit);
            list_of(this, between(&found, separator.len(), points.len()))
        }
        None => list_of(
            this,
            rwords(points.len(), limit, |i| is_space(points.at(i))),
        ),
    }
}

/// The stretches between occurrences of a separator.
pub(crate) fn between(found: &[usize], width: usize, len: usize) -> Vec<Span> {
    let mut spans = Vec::with_capacity(found.len() + 1);
    let mut start = 0;
    for at in found {
        spans.push(start..*at);
        start = at + width;
    }
    spans.push(start..len);
    spans
}

fn all_from_right(haystack: Points<'_>, needle: Points<'_>, limit: usize) -> Vec<usize> {
    let (mut found, mut end) = (Vec::new(), haystack.len());
    while found.len() < limit
        && let Some(at) = search::rfind(haystack.slice(0..end), needle)
    {
        found.push(at);
        end = at;
    }
    found.reverse();
    found
}

/// Words between spaces; what is left after `limit` splits is one part.
pub(crate) fn words(len: usize, limit: usize, space: impl Fn(usize) -> bool) -> Vec<Span> {
    let (mut spans, mut at) = (Vec::new(), 0);
    loop {
        while at < len && space(at) {
            at += 1;
        }
        if at == len {
            return spans;
        }
        let start = at;
        if spans.len() >= limit {
            spans.push(start..len);
            return spans;
        }
        while at < len && !space(at) {
            at += 1;
        }
        spans.push(start..at);
    }
}

/// [`words`] from the right.
pub(crate) fn rwords(len: usize, limit: usize, space: impl Fn(usize) -> bool) -> Vec<Span> {
    let (mut spans, mut at) = (Vec::new(), len);
    loop {
        while at > 0 && space(at - 1) {
            at -= 1;
        }
        if at == 0 {
            break;
        }
        let end = at;
        if spans.len() >= limit {
            spans.push(0..end);
            break;
        }
        while at > 0 && !space(at - 1) {
            at -= 1;
        }
        spans.push(at..end);
    }
    spans.reverse();
    spans
}

pub(super) fn splitlines(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let keep = args[0].map_or(Ok(false), crate::object::protocol::is_true)?;
    let points = this.points();
    let spans = lines(points.len(), keep, |i| {
        let point = points.at(i);
        has(point, property::LINEBREAK).then_some(point)
    });
    list_of(this, spans)
}

/// Lines of a text, where `line_break` tells the character of a break.
pub(crate) fn lines(
    len: usize,
    keep: bool,
    line_break: impl Fn(usize) -> Option<u32>,
) -> Vec<Span> {
    let (mut spans, mut start, mut at) = (Vec::new(), 0, 0);
    while at < len {
        let Some(point) = line_break(at) else {
            at += 1;
            continue;
        };
        let crlf = point == 0x0D && at + 1 < len && line_break(at + 1) == Some(0x0A);
        let next = at + 1 + usize::from(crlf);
        spans.push(start..if keep { next } else { at });
        (start, at) = (next, next);
    }
    if start < len {
        spans.push(start..len);
    }
    spans
}

fn partition_separator(argument: &Obj) -> PyResult<&Str> {
    let Some(separator) = argument.downcast::<Str>() else {
        return Err(type_error(format!(
            "must be str, not {}",
            argument.ty().tp_name()
        )));
    };
    if separator.is_empty() {
        return Err(value_error("empty separator"));
    }
    Ok(separator)
}

fn three(parts: [Ref<Str>; 3]) -> PyResult {
    Ok(Tuple::new(parts.into_iter().map(Ref::into_obj).collect()).into_obj())
}

fn around(this: &Str, separator: &Str, at: usize) -> PyResult {
    let after = at + separator.len();
    three([
        this.slice(0..at),
        separator.to_ref(),
        this.slice(after..this.len()),
    ])
}

pub(super) fn partition(this: &Obj, separator: &Obj) -> PyResult {
    let (this, separator) = (receiver(this)?, partition_separator(separator)?);
    match search::find(this.points(), separator.points()) {
        Some(at) => around(this, separator, at),
        None => three([exact(this), Str::from_str(""), Str::from_str("")]),
    }
}

pub(super) fn rpartition(this: &Obj, separator: &Obj) -> PyResult {
    let (this, separator) = (receiver(this)?, partition_separator(separator)?);
    match search::rfind(this.points(), separator.points()) {
        Some(at) => around(this, separator, at),
        None => three([Str::from_str(""), Str::from_str(""), exact(this)]),
    }
}
