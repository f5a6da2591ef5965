//! `_suggestions`: the name that a mistyped one may stand for.

use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::exceptions::suggestions::closest;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;

pub static MODULE: NativeModule = NativeModule {
    name: "_suggestions",
    doc: "",
    functions: &[NativeDef::new(
        "_generate_suggestions",
        "($module, candidates, item, /)",
        "Returns the candidate in candidates that's closest to item",
        NativeFn::Positional(2, 2, generate),
    )],
    exec: |_| Ok(()),
};

fn generate(_: &Obj, args: &[&Obj]) -> PyResult {
    let Some(item) = args[1].downcast::<Str>() else {
        return Err(type_error(format!(
            "_generate_suggestions() argument 2 must be str, not {}",
            type_in_message(args[1])
        )));
    };
    let Some(candidates) = args[0].downcast::<List>() else {
        return Err(type_error("candidates must be a list"));
    };
    let candidates = candidates.to_vec();
    let mut names = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        match candidate.downcast::<Str>() {
            Some(name) => names.push(name.to_string_lossy()),
            None => {
                return Err(type_error("all elements in 'candidates' must be strings"));
            }
        }
    }
    let name = item.to_string_lossy();
    let found = closest(&name, names.iter().map(String::as_str));
    let place = found.and_then(|found| names.iter().position(|name| name == found));
    Ok(place.map_or_else(none, |place| candidates[place].to_ref()))
}
