//! `_warnings`: filters and the default action, and giving warnings from native code.
//!
//! The state is shared with `warnings.py`, which takes its filters from here.

use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Type, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{
    DEPRECATION_WARNING, IMPORT_WARNING, PENDING_DEPRECATION_WARNING, RESOURCE_WARNING,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use crate::builtins::import::import_module;
use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up \
          interpreter start-up.",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "warn",
        "($module, /, message, category=None, stacklevel=1, source=None, *,\n     \
         skip_file_prefixes=())",
        "Issue a warning, or maybe ignore it or raise an exception.",
        NativeFn::Raw(|_, args| forward("warn", args)),
    ),
    NativeDef::new(
        "warn_explicit",
        "($module, /, message, category, filename, lineno, module=None, registry=None,\n     \
         module_globals=None, source=None)",
        "Issue a warning, or maybe ignore it or raise an exception.",
        NativeFn::Raw(|_, args| forward("warn_explicit", args)),
    ),
    NativeDef::new(
        "_filters_mutated_lock_held",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| native::none()),
    ),
    NativeDef::new(
        "_acquire_lock",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| native::none()),
    ),
    NativeDef::new(
        "_release_lock",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| native::none()),
    ),
];

/// Connects the runtime's warnings to the `warnings` module.
pub(crate) fn install() {
    serpentarium_runtime::warn::set_hook(warn);
}

fn exec(module: &Obj) -> PyResult<()> {
    native::set(module, "filters", default_filters());
    native::set(
        module,
        "_defaultaction",
        Str::from_str("default").into_obj(),
    );
    native::set(module, "_onceregistry", Dict::new().into_obj());
    Ok(())
}

/// The filters before `-W` and `PYTHONWARNINGS`.
fn default_filters() -> Ref {
    let filter = |action: &str, category: &Type, module: Option<&str>| {
        Tuple::new(vec![
            Str::from_str(action).into_obj(),
            none(),
            category.as_obj().to_ref(),
            module.map_or_else(none, |module| Str::from_str(module).into_obj()),
            Int::new(0).into_obj(),
        ])
        .into_obj()
    };
    List::new(vec![
        filter("default", &DEPRECATION_WARNING, Some("__main__")),
        filter("ignore", &DEPRECATION_WARNING, None),
        filter("ignore", &PENDING_DEPRECATION_WARNING, None),
        filter("ignore", &IMPORT_WARNING, None),
        filter("ignore", &RESOURCE_WARNING, None),
    ])
    .into_obj()
}

/// The functions in Python. They want the `warnings` module, whose state they use.
fn implementation() -> PyResult {
    import_module("warnings")?;
    import_module("_py_warnings")
}

/// The Python implementation of a function of this module.
fn forward(name: &'static str, args: serpentarium_runtime::object::Args<'_>) -> PyResult {
    let module = implementation()?;
    protocol::call_args(&*protocol::getattr_text(&module, name)?, args)
}

/// Whether the default filters ignore a category, so that nothing needs to be imported.
fn ignored_by_default(category: &Type) -> bool {
    let untouched = vm::modules().get_text("warnings").is_none()
        && vm::modules().get_text("_py_warnings").is_none();
    let quiet = [
        &RESOURCE_WARNING,
        &IMPORT_WARNING,
        &PENDING_DEPRECATION_WARNING,
    ];
    untouched
        && crate::run::config().warn_options.is_empty()
        && quiet.iter().any(|ignored| category.is_subtype(ignored))
}

/// Gives a warning at a place of the program (`PyErr_WarnEx`).
///
/// # Errors
/// The warning itself, when a filter makes it an error.
pub fn warn(category: &Type, message: &str, stack_level: i64) -> PyResult<()> {
    if ignored_by_default(category) {
        return Ok(());
    }
    if crate::run::is_finalizing() && vm::modules().get_text("warnings").is_none() {
        // Nothing can be imported any more; this is how CPython shows it.
        crate::sys::hooks::write_stderr(&format!("<sys>:0: {}: {message}\n", category.name()));
        return Ok(());
    }
    let module = implementation()?;
    let message = Str::from_str(message);
    let level = Int::new(stack_level);
    protocol::call_method(
        &module,
        "warn",
        &[message.as_obj(), category.as_obj(), level.as_obj()],
    )?;
    Ok(())
}

/// Gives a warning about an object that was not closed.
///
/// # Errors
/// As [`warn`].
pub fn warn_resource(message: &str, source: &Obj) -> PyResult<()> {
    if ignored_by_default(&RESOURCE_WARNING) {
        return Ok(());
    }
    let module = implementation()?;
    let message = Str::from_str(message);
    let level = Int::new(1);
    protocol::call_method(
        &module,
        "warn",
        &[
            message.as_obj(),
            RESOURCE_WARNING.as_obj(),
            level.as_obj(),
            source,
        ],
    )?;
    Ok(())
}

/// Gives a warning about a line of a file.
///
/// # Errors
/// As [`warn`].
pub fn warn_explicit(category: &Type, message: &str, filename: &Str, line: i64) -> PyResult<()> {
    let module = implementation()?;
    let message = Str::from_str(message);
    let line = Int::new(line);
    protocol::call_method(
        &module,
        "warn_explicit",
        &[
            message.as_obj(),
            category.as_obj(),
            filename.as_obj(),
            line.as_obj(),
        ],
    )?;
    Ok(())
}
