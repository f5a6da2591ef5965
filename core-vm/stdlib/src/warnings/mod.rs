//! `_warnings`: filters and the default action, and giving warnings from native code.
//!
//! The state is shared with `warnings.py`, which takes its filters from here and shows what
//! gets through them.

use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::{runtime_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Type, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{
    DEPRECATION_WARNING, IMPORT_WARNING, PENDING_DEPRECATION_WARNING, RESOURCE_WARNING,
    USER_WARNING, WARNING,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::as_c_int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

mod filters;
mod place;
mod show;

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
        "($module, /, message, category=None, stacklevel=1, source=None, *,\n     skip_file_prefixes=())",
        "Issue a warning, or maybe ignore it or raise an exception.\n\n  message\n    Text of the warning message.\n  category\n    The Warning category subclass. Defaults to UserWarning.\n  stacklevel\n    How far up the call stack to make this warning appear. A value of 2 for\n    example attributes the warning to the caller of the code calling warn().\n  source\n    If supplied, the destroyed object which emitted a ResourceWarning\n  skip_file_prefixes\n    An optional tuple of module filename prefixes indicating frames to skip\n    during stacklevel computations for stack frame attribution.",
        NativeFn::Bound(warn_function),
    ),
    NativeDef::new(
        "warn_explicit",
        "($module, /, message, category, filename, lineno,\n              module=<unrepresentable>, registry=None,\n              module_globals=None, source=None)",
        "Issue a warning, or maybe ignore it or raise an exception.",
        NativeFn::Bound(warn_explicit_function),
    ),
    NativeDef::new(
        "_filters_mutated_lock_held",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| {
            if filters::lock_depth() == 0 {
                return Err(runtime_error("warnings lock is not held"));
            }
            filters::changed();
            native::none()
        }),
    ),
    NativeDef::new(
        "_acquire_lock",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| {
            filters::acquire();
            native::none()
        }),
    ),
    NativeDef::new(
        "_release_lock",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| {
            if !filters::release() {
                return Err(runtime_error("cannot release un-acquired lock"));
            }
            native::none()
        }),
    ),
];

/// Connects the runtime's warnings to this module.
pub(crate) fn install() {
    serpentarium_runtime::warn::set_hook(warn);
}

fn exec(module: &Obj) -> PyResult<()> {
    filters::with_own(|own| {
        native::set(module, "filters", own.filters.clone().into_obj());
        native::set(module, "_onceregistry", own.once.clone().into_obj());
        native::set(module, "_warnings_context", own.context.clone());
    })?;
    native::set(
        module,
        "_defaultaction",
        Str::from_str("default").into_obj(),
    );
    Ok(())
}

/// The filters before `-W` and `PYTHONWARNINGS`.
fn default_filters() -> Ref<List> {
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
}

/// A warning and where it stands.
struct Warning<'a> {
    message: &'a Obj,
    category: &'a Obj,
    filename: &'a Obj,
    line: i64,
    module: Option<&'a Obj>,
    registry: Option<&'a Dict>,
    source: Option<&'a Obj>,
}

/// The class of a warning, from the message and what was asked for.
fn category_of(message: &Obj, asked: Option<&Obj>) -> PyResult {
    if message.is_instance(&WARNING) {
        return Ok(message.ty().to_ref().into_obj());
    }
    let Some(asked) = native::given(asked) else {
        return Ok(USER_WARNING.as_obj().to_ref());
    };
    let class = asked.downcast::<Type>();
    if !class.is_some_and(|class| class.is_subtype(&WARNING)) {
        return Err(type_error(format!(
            "category must be a Warning subclass, not '{}'",
            asked.ty().tp_name()
        )));
    }
    Ok(asked.to_ref())
}

fn warn_function(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let [Some(message), category, level, source, prefixes] = *bound else {
        return Err(type_error(
            "warn() missing required argument 'message' (pos 1)",
        ));
    };
    let level = level.map_or(Ok(1), native::size)?;
    let prefixes = prefixes.map(skip_prefixes).transpose()?;
    let category = category_of(message, category)?;
    warn_at_level(message, &category, level as i64, source, prefixes)?;
    native::none()
}

fn skip_prefixes(prefixes: &Obj) -> PyResult<&Tuple> {
    let Some(prefixes) = prefixes.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "warn() argument 'skip_file_prefixes' must be tuple, not {}",
            type_in_message(prefixes)
        )));
    };
    let wrong = prefixes
        .as_slice()
        .iter()
        .find(|item| item.downcast::<Str>().is_none());
    match wrong {
        Some(item) => Err(type_error(format!(
            "Found non-str '{}' in skip_file_prefixes.",
            item.ty().tp_name()
        ))),
        None => Ok(prefixes),
    }
}

fn warn_at_level(
    message: &Obj,
    category: &Obj,
    level: i64,
    source: Option<&Obj>,
    prefixes: Option<&Tuple>,
) -> PyResult<()> {
    show::load_if_asked()?;
    let place = place::of_caller(level, prefixes)?;
    filters::pass(&Warning {
        message,
        category,
        filename: &place.filename,
        line: place.line,
        module: Some(&place.module),
        registry: place.registry.as_deref(),
        source: native::given(source),
    })
}

fn warn_explicit_function(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let [
        Some(message),
        Some(category),
        Some(filename),
        Some(line),
        module,
        registry,
        globals,
        source,
    ] = *bound
    else {
        return Err(type_error("warn_explicit() takes at least 4 arguments"));
    };
    if filename.downcast::<Str>().is_none() {
        return Err(type_error(format!(
            "warn_explicit() argument 'filename' must be str, not {}",
            type_in_message(filename)
        )));
    }
    let line = as_c_int(line)?;
    let registry = native::given(registry);
    if let Some(globals) = native::given(globals) {
        if globals.downcast::<Dict>().is_none() {
            return Err(type_error(format!(
                "module_globals must be a dict, not '{}'",
                globals.ty().tp_name()
            )));
        }
        show::prime_lines(filename, globals)?;
    }
    let registry = match registry {
        None => None,
        Some(registry) => Some(
            registry
                .downcast::<Dict>()
                .ok_or_else(|| type_error("'registry' must be a dict or None"))?,
        ),
    };
    show::load_if_asked()?;
    filters::pass(&Warning {
        message,
        category,
        filename,
        line: line.into(),
        module,
        registry,
        source: native::given(source),
    })?;
    native::none()
}

/// Gives a warning at a place of the program (`PyErr_WarnEx`).
///
/// # Errors
/// The warning itself, when a filter makes it an error.
pub fn warn(category: &Type, message: &str, stack_level: i64) -> PyResult<()> {
    let message = Str::from_str(message);
    warn_at_level(message.as_obj(), category.as_obj(), stack_level, None, None)
}

/// Gives a warning about an object that was not closed.
///
/// # Errors
/// As [`warn`].
pub fn warn_resource(message: &str, source: &Obj) -> PyResult<()> {
    let message = Str::from_str(message);
    let category = RESOURCE_WARNING.as_obj();
    warn_at_level(message.as_obj(), category, 1, Some(source), None)
}

/// Gives a warning about a line of a file.
///
/// # Errors
/// As [`warn`].
pub fn warn_explicit(category: &Type, message: &str, filename: &Str, line: i64) -> PyResult<()> {
    let message = Str::from_str(message);
    show::load_if_asked()?;
    filters::pass(&Warning {
        message: message.as_obj(),
        category: category.as_obj(),
        filename: filename.as_obj(),
        line,
        module: None,
        registry: None,
        source: None,
    })
}

/// The text of a warning and the warning as an instance.
fn text_and_instance(warning: &Warning<'_>) -> PyResult<(Ref, Ref, Ref)> {
    let message = warning.message;
    if message.is_instance(&WARNING) {
        let text = protocol::str(message)?.into_obj();
        return Ok((text, message.ty().to_ref().into_obj(), message.to_ref()));
    }
    let instance = protocol::call(warning.category, &[message])?;
    Ok((message.to_ref(), warning.category.to_ref(), instance))
}

/// The module that a file's name stands for.
fn module_of(filename: &Obj) -> Ref {
    let text = filename.downcast::<Str>().map(Str::to_string_lossy);
    match text.as_deref() {
        None | Some("") => Str::from_str("<unknown>").into_obj(),
        Some(name) => match name
            .len()
            .checked_sub(3)
            .and_then(|end| name.split_at_checked(end))
        {
            Some((stem, end)) if end.eq_ignore_ascii_case(".py") => Str::from_str(stem).into_obj(),
            _ => filename.to_ref(),
        },
    }
}

/// Whether a value says something: neither left out nor `None`.
fn said(value: &Obj) -> bool {
    !is_none(value)
}
