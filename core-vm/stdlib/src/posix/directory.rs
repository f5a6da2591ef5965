//! Listing directories.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;

use super::failed_at;
use crate::{files, native};

/// The directory argument; `None` is the current one.
pub(super) fn directory_arg(value: Option<&Obj>, function: &str) -> PyResult<files::Path> {
    let current = Str::from_str(".");
    let value = native::given(value).unwrap_or(current.as_obj());
    files::path_from(
        value,
        function,
        "path",
        "string, bytes, os.PathLike, integer or None",
    )
}

pub(super) fn listdir(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let path = directory_arg(args[0], "listdir")?;
    let entries = host()
        .list_directory(&path.bytes)
        .map_err(|errno| failed_at(errno, &path.object))?;
    let names = entries.iter().map(|entry| path.name(&entry.name)).collect();
    Ok(List::new(names).into_obj())
}
