//! Showing a warning, through the `warnings` module or without it.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::vm;

use super::Warning;
use crate::builtins::import::import_module;

/// `-W` and `PYTHONWARNINGS` take effect when the `warnings` module is loaded.
pub(super) fn load_if_asked() -> PyResult<()> {
    if !crate::run::config().warn_options.is_empty() {
        module()?;
    }
    Ok(())
}

/// The `warnings` module; none when nothing can be imported any more.
fn module() -> PyResult<Option<Ref>> {
    if let Some(module) = vm::modules().get_text("warnings") {
        return Ok(Some(module));
    }
    if crate::run::is_finalizing() {
        return Ok(None);
    }
    import_module("warnings").map(Some)
}

/// Makes the lines of a file known that only its module's loader can give.
pub(super) fn prime_lines(filename: &Obj, globals: &Obj) -> PyResult<()> {
    let cache = import_module("linecache")?;
    protocol::call_method(&cache, "getlines", &[filename, globals])?;
    Ok(())
}

pub(super) fn show(
    instance: &Obj,
    category: &Obj,
    text: &Obj,
    warning: &Warning<'_>,
) -> PyResult<()> {
    let module = module()?;
    let function = match &module {
        Some(module) => protocol::getattr_opt_text(module, "_showwarnmsg")?,
        None => None,
    };
    let (Some(module), Some(function)) = (module, function) else {
        return plain(category, text, warning);
    };
    if function.ty().slots().call.is_none() {
        return Err(type_error(
            "warnings._showwarnmsg() must be set to a callable",
        ));
    }
    let message = protocol::getattr_text(&module, "WarningMessage")?;
    let line = Int::new(warning.line);
    let source = warning.source.map_or_else(none, Object::to_ref);
    let shown = protocol::call(
        &message,
        &[
            instance,
            category,
            warning.filename,
            line.as_obj(),
            &none(),
            &none(),
            &source,
        ],
    )?;
    protocol::call(&function, &[&shown])?;
    Ok(())
}

/// Writes a warning without the help of the library.
fn plain(category: &Obj, text: &Obj, warning: &Warning<'_>) -> PyResult<()> {
    let name = protocol::getattr_text(category, "__name__")?;
    let mut shown = format!(
        "{}:{}: {}: {}\n",
        protocol::str(warning.filename)?.to_string_lossy(),
        warning.line,
        protocol::str(&name)?.to_string_lossy(),
        protocol::str(text)?.to_string_lossy()
    );
    if !crate::run::is_finalizing() {
        let cache = import_module("linecache")?;
        let line = Int::new(warning.line);
        let source = protocol::call_method(&cache, "getline", &[warning.filename, line.as_obj()])?;
        let source = source
            .downcast::<Str>()
            .map_or_else(String::new, Str::to_string_lossy);
        if !source.trim().is_empty() {
            shown.push_str(&format!("  {}\n", source.trim()));
        }
    }
    crate::sys::hooks::write_stderr(&shown);
    Ok(())
}
