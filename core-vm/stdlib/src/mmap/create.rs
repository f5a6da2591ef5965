//! `mmap.mmap(...)`

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::host;
use serpentarium_runtime::host::mapping::Wanted;
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::{Args, Native, Obj, PyResult, Type, protocol};
use serpentarium_runtime::types::int::convert::{as_c_int, as_long, as_ssize};

use super::{Access, Mmap, failed};

const NAMES: [&str; 7] = [
    "fileno", "length", "flags", "prot", "access", "offset", "trackfd",
];
/// `trackfd` is given by name only.
const MOST_POSITIONAL: usize = 6;
const READ_WRITE: i32 = libc::PROT_READ | libc::PROT_WRITE;

/// One value per parameter.
fn arguments<'a>(args: Args<'a>) -> PyResult<[Option<&'a Obj>; 7]> {
    let given = args.positional();
    let count = given.len() + args.keyword_count();
    if count > NAMES.len() {
        return Err(type_error(format!(
            "function takes at most 7 arguments ({count} given)"
        )));
    }
    if given.len() > MOST_POSITIONAL {
        return Err(type_error(format!(
            "function takes at most 6 positional arguments ({} given)",
            given.len()
        )));
    }
    let mut values = [None; 7];
    for (value, given) in values.iter_mut().zip(given) {
        *value = Some(*given);
    }
    for (index, name) in NAMES.iter().enumerate() {
        if let Some(value) = args.keyword(name) {
            if index < given.len() {
                return Err(type_error(format!(
                    "argument for function given by name ('{name}') and position ({})",
                    index + 1
                )));
            }
            values[index] = Some(value);
        }
        if index < 2 && values[index].is_none() {
            return Err(type_error(format!(
                "function missing required argument '{name}' (pos {})",
                index + 1
            )));
        }
    }
    for (name, _) in args.keywords() {
        if !NAMES.iter().any(|known| name.eq_str(known)) {
            return Err(type_error(format!(
                "this function got an unexpected keyword argument '{name}'"
            )));
        }
    }
    Ok(values)
}

/// Flags, protection and access that fit each other.
fn modes(flags: i32, protection: i32, access: i32) -> PyResult<(i32, i32, Access)> {
    if access != 0 && (flags != libc::MAP_SHARED || protection != READ_WRITE) {
        return Err(value_error(
            "mmap can't specify both access and flags, prot.",
        ));
    }
    Ok(match access {
        0 => {
            let access = match protection & READ_WRITE {
                READ_WRITE => Access::Default,
                libc::PROT_WRITE => Access::Write,
                _ => Access::Read,
            };
            (flags, protection, access)
        }
        1 => (libc::MAP_SHARED, libc::PROT_READ, Access::Read),
        2 => (libc::MAP_SHARED, READ_WRITE, Access::Write),
        3 => (libc::MAP_PRIVATE, READ_WRITE, Access::Copy),
        _ => return Err(value_error("mmap invalid access parameter.")),
    })
}

/// The length to map of a file.
fn length_in_file(fd: i32, wanted: usize, offset: i64) -> PyResult<usize> {
    let stat = host().fstat(fd).map_err(failed)?;
    if stat.mode & libc::S_IFMT != libc::S_IFREG {
        return Ok(wanted);
    }
    if wanted == 0 {
        if stat.size == 0 {
            return Err(value_error("cannot mmap an empty file"));
        }
        if offset >= stat.size {
            return Err(value_error("mmap offset is greater than file size"));
        }
        return Ok((stat.size - offset) as usize);
    }
    if offset > stat.size || ((stat.size - offset) as usize) < wanted {
        return Err(value_error("mmap length is greater than file size"));
    }
    Ok(wanted)
}

pub(super) fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let values = arguments(args)?;
    let number = |index: usize, default| values[index].map_or(Ok(default), as_c_int);
    let fd = number(0, -1)?;
    let length = values[1].map_or(Ok(0), as_ssize)?;
    let flags = number(2, libc::MAP_SHARED)?;
    let protection = number(3, READ_WRITE)?;
    let access = number(4, 0)?;
    let offset = values[5].map_or(Ok(0), as_long)?;
    let tracks_file = values[6].map_or(Ok(true), protocol::is_true)?;
    let length = usize::try_from(length)
        .map_err(|_| overflow_error("memory mapped length must be positive"))?;
    if offset < 0 {
        return Err(overflow_error("memory mapped offset must be positive"));
    }
    let (mut flags, protection, access) = modes(flags, protection, access)?;
    let mut length = length;
    let mut own = -1;
    if fd == -1 {
        flags |= libc::MAP_ANONYMOUS;
    } else {
        length = length_in_file(fd, length, offset)?;
        if tracks_file {
            own = host().duplicate(fd).map_err(failed)?;
        }
    }
    let object = Mmap {
        mapping: RefCell::new(None),
        position: Cell::new(0),
        offset,
        fd: Cell::new(own),
        flags,
        access,
        tracks_file,
        exports: Cell::new(0),
    };
    let wanted = Wanted {
        fd,
        length,
        protection,
        flags,
        offset,
    };
    let mapping = host().control().map(wanted).map_err(failed)?;
    object.mapping.replace(Some(mapping));
    Ok(Native::of_type(ty, object).into_obj())
}
