//! The text that is matched: what the engine walks over, and slices of it.

use rustpython_sre_engine::{Request, State};
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::str::{Points, Str};

use super::pattern::Pattern;

/// A subject with its string alive.
pub enum Subject {
    Text(Ref<Str>),
    /// Bytes of any object with a buffer.
    Data(Vec<u8>),
}

/// Positions of the groups of one match; group 0 first.
#[derive(Debug, Clone)]
pub struct Found {
    pub spans: Vec<Option<(usize, usize)>>,
    pub last_index: Option<usize>,
}

impl Found {
    pub fn whole(&self) -> (usize, usize) {
        self.spans.first().copied().flatten().unwrap_or((0, 0))
    }
}

/// How to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Match,
    FullMatch,
    Search,
}

impl Subject {
    /// The subject of a pattern.
    ///
    /// # Errors
    /// `TypeError` for the wrong kind of string.
    pub fn new(pattern: &Pattern, string: &Obj) -> PyResult<Subject> {
        if let Ok(text) = string.to_ref().downcast_into::<Str>() {
            if pattern.bytes == Some(true) {
                return Err(type_error(
                    "cannot use a bytes pattern on a string-like object",
                ));
            }
            return Ok(Subject::Text(text));
        }
        if string.ty().slots().bf_getbuffer.is_none() && string.downcast::<Bytes>().is_none() {
            return Err(type_error(format!(
                "expected string or bytes-like object, got '{}'",
                string.ty().tp_name()
            )));
        }
        if pattern.bytes == Some(false) {
            return Err(type_error(
                "cannot use a string pattern on a bytes-like object",
            ));
        }
        let data = match string.downcast::<Bytes>() {
            Some(bytes) => bytes.as_slice().to_vec(),
            None => buffer::get(string, buffer::request::SIMPLE)?.to_vec(),
        };
        Ok(Subject::Data(data))
    }

    pub fn len(&self) -> usize {
        match self {
            Subject::Text(text) => text.len(),
            Subject::Data(data) => data.len(),
        }
    }

    /// A part, as the string's type has it.
    pub fn slice(&self, start: usize, end: usize) -> Ref {
        let end = end.min(self.len());
        let start = start.min(end);
        match self {
            Subject::Text(text) => text.slice(start..end).into_obj(),
            Subject::Data(data) => Bytes::new(&data[start..end]).into_obj(),
        }
    }

    /// Joins parts.
    pub fn join(&self, parts: &[Ref]) -> Ref {
        match self {
            Subject::Text(_) => {
                let mut all = Str::from_str("");
                let mut points: Vec<u32> = Vec::new();
                let mut wide = false;
                for part in parts.iter().filter_map(|part| part.downcast::<Str>()) {
                    wide |= !part.is_ascii();
                    points.extend(part.iter());
                }
                if !points.is_empty() {
                    all = if wide {
                        Str::from_points_slice(&points)
                    } else {
                        let bytes: Vec<u8> = points.iter().map(|point| *point as u8).collect();
                        Str::from_ascii(&bytes)
                    };
                }
                all.into_obj()
            }
            Subject::Data(_) => {
                let mut all = Vec::new();
                for part in parts {
                    match part.downcast::<Bytes>() {
                        Some(bytes) => all.extend_from_slice(bytes.as_slice()),
                        None => {
                            if let Ok(view) = buffer::get(part, buffer::request::SIMPLE) {
                                all.extend(view.to_vec());
                            }
                        }
                    }
                }
                Bytes::new(&all).into_obj()
            }
        }
    }

    /// Looks for the pattern in `start..end`.
    pub fn find(
        &self,
        pattern: &Pattern,
        start: usize,
        end: usize,
        how: How,
        must_advance: bool,
    ) -> Option<Found> {
        match self {
            Subject::Data(data) => run(data.as_slice(), pattern, start, end, how, must_advance),
            Subject::Text(text) => match (text.points(), text.as_str()) {
                // Code points below 256 stand one per byte.
                (Points::One(data), _) => run(data, pattern, start, end, how, must_advance),
                (_, Some(utf8)) => run(utf8, pattern, start, end, how, must_advance),
                (_, None) => {
                    // Lone surrogates cannot be told apart here, but all positions stay right.
                    let lossy = text.to_string_lossy();
                    run(lossy.as_str(), pattern, start, end, how, must_advance)
                }
            },
        }
    }
}

fn run<S: rustpython_sre_engine::StrDrive>(
    string: S,
    pattern: &Pattern,
    start: usize,
    end: usize,
    how: How,
    must_advance: bool,
) -> Option<Found> {
    let mut request = Request::new(string, start, end, &pattern.codes, how == How::FullMatch);
    request.must_advance = must_advance;
    let mut state = State::default();
    state.reset(&request, request.start);
    let matched = if how == How::Search {
        state.search(request)
    } else {
        state.py_match(&request)
    };
    if !matched {
        return None;
    }
    let mut spans = vec![Some((state.start, state.cursor.position))];
    for group in 0..pattern.groups {
        let (from, to) = state.marks.get(group);
        spans.push(match (from.into_option(), to.into_option()) {
            (Some(from), Some(to)) => Some((from, to)),
            _ => None,
        });
    }
    Some(Found {
        spans,
        last_index: usize::try_from(state.marks.last_index()).ok(),
    })
}
