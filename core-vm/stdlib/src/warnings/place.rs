//! Where a warning is given: the frame that a stack level means.

use serpentarium_runtime::interp::current;
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

pub(super) struct Place {
    pub filename: Ref,
    pub line: i64,
    pub module: Ref,
    pub registry: Option<Ref<Dict>>,
}

/// The frame's file, as an object and as text.
fn file_of(frame: &Obj) -> PyResult<(Ref, String)> {
    let code = protocol::getattr_text(frame, "f_code")?;
    let file = protocol::getattr_text(&code, "co_filename")?;
    let text = file
        .downcast::<Str>()
        .map_or_else(String::new, Str::to_string_lossy);
    Ok((file, text))
}

fn is_internal(file: &str) -> bool {
    file.contains("importlib") && file.contains("_bootstrap")
}

fn caller(frame: &Obj) -> PyResult<Option<Ref>> {
    let back = protocol::getattr_text(frame, "f_back")?;
    Ok(Some(back).filter(|back| !is_none(back)))
}

/// The frame `level` up, the running one being 1. The import system's own frames do not count
/// unless the warning comes from there, nor do files with one of the prefixes.
fn frame_at(mut level: i64, prefixes: &[String]) -> PyResult<Option<Ref>> {
    let mut frame = current::frame_object(0).map(Ref::into_obj);
    if !prefixes.is_empty() {
        level = level.max(2);
    }
    let every = match &frame {
        Some(frame) => level <= 1 || is_internal(&file_of(frame)?.1),
        None => return Ok(None),
    };
    while level > 1 {
        level -= 1;
        loop {
            let Some(current) = frame else {
                return Ok(None);
            };
            frame = caller(&current)?;
            let Some(next) = &frame else {
                return Ok(None);
            };
            let (_, file) = file_of(next)?;
            let hidden =
                is_internal(&file) || prefixes.iter().any(|prefix| file.starts_with(prefix));
            if every || !hidden {
                break;
            }
        }
    }
    Ok(frame)
}

/// The place `level` frames up; `sys` when there are not so many.
pub(super) fn of_caller(level: i64, prefixes: Option<&Tuple>) -> PyResult<Place> {
    let prefixes: Vec<String> = prefixes.map_or_else(Vec::new, |prefixes| {
        let texts = prefixes.as_slice().iter();
        texts
            .filter_map(|text| text.downcast::<Str>().map(Str::to_string_lossy))
            .collect()
    });
    let (globals, filename, line) = match frame_at(level, &prefixes)? {
        Some(frame) => {
            let line = protocol::getattr_text(&frame, "f_lineno")?;
            let line = line.downcast::<Int>().and_then(Int::as_i64).unwrap_or(0);
            (
                protocol::getattr_text(&frame, "f_globals")?,
                file_of(&frame)?.0,
                line,
            )
        }
        None => (
            vm::sys().clone().into_obj(),
            Str::from_str("<sys>").into_obj(),
            0,
        ),
    };
    let (mut module, mut registry) = (None, None);
    if let Some(globals) = globals.downcast::<Dict>() {
        module = globals.get_text("__name__");
        let found = globals.get_text("__warningregistry__");
        registry = match found.map(Ref::downcast_into::<Dict>) {
            Some(Ok(found)) => Some(found),
            Some(Err(_)) => None,
            None => {
                let made = Dict::new();
                globals.set_text("__warningregistry__", made.to_ref().into_obj());
                Some(made)
            }
        };
    }
    Ok(Place {
        filename,
        line,
        module: module
            .filter(|name| is_none(name) || name.downcast::<Str>().is_some())
            .unwrap_or_else(|| Str::from_str("<string>").into_obj()),
        registry,
    })
}
