//! `posix`: what `os` is made of, through the host.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::native::{NativeDef, NativeModule};
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{OS_ERROR, os_error};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence;

use crate::native;

mod constants;
mod descriptors;
mod directory;
mod entries;
mod fork;
mod paths;
mod process;
mod stat;
mod table;
mod terminals;

pub(crate) use fork::roots;

pub use fork::{forget, fork_with_hooks};
pub use stat::stat_object;

pub static MODULE: NativeModule = NativeModule {
    name: "posix",
    doc: "This module provides access to operating system functionality that is\nstandardized by the \
          C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the \
          library manual and\ncorresponding Unix manual entries for more information on calls.",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = table::FUNCTIONS;

fn exec(module: &Obj) -> PyResult<()> {
    for (name, value) in constants::ALL {
        native::set_int(module, name, i64::from(*value));
    }
    let environment = Dict::new();
    for (name, value) in host().environment() {
        environment.set(Bytes::new(&name).as_obj(), Bytes::new(&value).into_obj())?;
    }
    native::set(module, "environ", environment.into_obj());
    native::set(module, "error", OS_ERROR.as_obj().to_ref());
    let have = constants::HAVE
        .iter()
        .map(|name| Str::from_str(name).into_obj())
        .collect();
    native::set(module, "_have_functions", List::new(have).into_obj());
    for shape in [
        &stat::STAT_RESULT,
        &process::UNAME_RESULT,
        &descriptors::TERMINAL_SIZE,
        &process::TIMES_RESULT,
    ] {
        let defined = struct_sequence::define(shape);
        let name = shape.name.rsplit('.').next().unwrap_or_default();
        native::set(module, name, defined.ty.as_obj().to_ref());
    }
    native::set(
        module,
        "DirEntry",
        entries::DIR_ENTRY_TYPE.as_obj().to_ref(),
    );
    Ok(())
}

/// Types that must be readied before use.
pub fn ready() {
    for ty in [&entries::DIR_ENTRY_TYPE, &entries::SCANDIR_ITERATOR_TYPE] {
        serpentarium_runtime::types::typeobj::ready::ready(ty);
    }
}

/// The error of a failed call about a path.
fn failed_at(errno: i32, path: &Obj) -> Exc {
    os_error::from_errno(errno, Some(path), None)
}

/// The error of a failed call.
fn failed(errno: i32) -> Exc {
    os_error::from_errno(errno, None, None)
}

/// Refuses `dir_fd` and similar arguments that are not supported here.
fn unsupported_argument(function: &str, argument: &str) -> Exc {
    serpentarium_runtime::object::error::not_implemented_error(format!(
        "{function}: {argument} unavailable on this platform"
    ))
}

/// Refuses a `dir_fd` that is given.
fn no_dir_fd(function: &str, value: Option<&Obj>) -> PyResult<()> {
    match native::given(value) {
        Some(_) => Err(unsupported_argument(function, "dir_fd")),
        None => Ok(()),
    }
}

#[allow(unused_imports)]
use Ref as _;
