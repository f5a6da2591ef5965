//! What happens to a warning: filters, registries, the action.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::memory;
use serpentarium_runtime::object::error::{runtime_error, type_error, value_error};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref, Visitor};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::BaseException;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::{STR_TYPE, Str};
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use super::{Warning, module_of, said, show, text_and_instance};

/// What holds as long as the `warnings` module is not loaded.
pub(super) struct Own {
    pub filters: Ref<List>,
    pub once: Ref<Dict>,
    /// A `ContextVar`.
    pub context: Ref,
}

thread_local! {
    static OWN: RefCell<Option<Own>> = const { RefCell::new(None) };
    static VERSION: Cell<i64> = const { Cell::new(0) };
    static LOCKED: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn lock_depth() -> usize {
    LOCKED.get()
}

pub(super) fn acquire() {
    LOCKED.set(LOCKED.get() + 1);
}

/// Whether the lock was held.
pub(super) fn release() -> bool {
    let depth = LOCKED.get();
    LOCKED.set(depth.saturating_sub(1));
    depth > 0
}

/// The filters are others now: what registries remember is void.
pub(super) fn changed() {
    VERSION.set(VERSION.get() + 1);
}

fn roots(visit: &mut Visitor<'_>) {
    OWN.with_borrow(|own| {
        if let Some(own) = own {
            visit.obj(own.filters.as_obj());
            visit.obj(own.once.as_obj());
            visit.obj(&own.context);
        }
    });
}

pub(super) fn with_own<R>(see: impl FnOnce(&Own) -> R) -> PyResult<R> {
    if OWN.with_borrow(Option::is_none) {
        let name = Str::from_str("_warnings_context");
        let variable = &crate::contextvars::CONTEXT_VAR_TYPE;
        serpentarium_runtime::types::typeobj::ready::ready(variable);
        let own = Own {
            filters: super::default_filters(),
            once: Dict::new(),
            context: protocol::call(variable.as_obj(), &[name.as_obj()])?,
        };
        OWN.set(Some(own));
        memory::verify::add_roots(roots);
    }
    OWN.with_borrow(|own| own.as_ref().map(see))
        .ok_or_else(|| runtime_error("the state of warnings is gone"))
}

/// An attribute of the `warnings` module, if that is loaded.
fn shared(name: &'static str) -> PyResult<Option<Ref>> {
    match vm::modules().get_text("warnings") {
        Some(module) => protocol::getattr_opt_text(&module, name),
        None => Ok(None),
    }
}

fn context_aware() -> PyResult<bool> {
    let Some(flags) = vm::sys().get_text("flags") else {
        return Ok(false);
    };
    match protocol::getattr_opt_text(&flags, "context_aware_warnings")? {
        Some(flag) => protocol::is_true(&flag),
        None => Ok(false),
    }
}

fn current_filters() -> PyResult<Ref<List>> {
    let filters = if context_aware()?
        && let Some(get) = shared("_get_filters")?
    {
        protocol::call(&get, &[])?
    } else {
        match shared("filters")? {
            Some(filters) => filters,
            None => with_own(|own| own.filters.clone())?.into_obj(),
        }
    };
    filters
        .downcast_into::<List>()
        .map_err(|_| value_error("_warnings.filters must be a list"))
}

fn default_action() -> PyResult<Ref> {
    let Some(action) = shared("defaultaction")? else {
        return Ok(Str::from_str("default").into_obj());
    };
    if action.downcast::<Str>().is_none() {
        return Err(type_error(format!(
            "_warnings.defaultaction must be a string, not '{}'",
            action.ty().tp_name()
        )));
    }
    Ok(action)
}

fn once_registry() -> PyResult<Ref<Dict>> {
    let registry = match shared("onceregistry")? {
        Some(registry) => registry,
        None => with_own(|own| own.once.clone())?.into_obj(),
    };
    registry.downcast_into::<Dict>().map_err(|other| {
        type_error(format!(
            "_warnings.onceregistry must be a dict, not '{}'",
            other.ty().tp_name()
        ))
    })
}

/// A pattern of a filter: nothing, a text that has to be equal, an object with `match`.
fn matches(pattern: &Obj, text: &Obj) -> PyResult<bool> {
    if is_none(pattern) {
        return Ok(true);
    }
    if pattern.is_exact(&STR_TYPE) {
        return protocol::eq(pattern, text);
    }
    protocol::is_true(&*protocol::call_method(pattern, "match", &[text])?)
}

/// The action of the first filter that fits, with the filter.
fn find(category: &Obj, text: &Obj, line: i64, module: &Obj) -> PyResult<(Ref, Ref)> {
    let filters = current_filters()?;
    let mut index = 0;
    while let Some(filter) = filters.get(index) {
        let parts = filter.downcast::<Tuple>().map(|filter| filter.as_slice());
        let Some([action, message, class, place, at]) = parts else {
            return Err(value_error(format!(
                "warnings.filters item {index} isn't a 5-tuple"
            )));
        };
        if action.downcast::<Str>().is_none() {
            return Err(type_error(format!(
                "action must be a string, not '{}'",
                action.ty().tp_name()
            )));
        }
        let fits = matches(message, text)?
            && protocol::is_subclass(category, class)?
            && matches(place, module)?;
        let wanted = at
            .downcast::<Int>()
            .ok_or_else(|| type_error("an integer is required"))?;
        if fits && (wanted.is_zero() || wanted.as_i64() == Some(line)) {
            return Ok((action.to_ref(), filter));
        }
        index += 1;
    }
    Ok((default_action()?, none()))
}

/// Whether a registry knows a key; it does from then on when `remember`.
fn known(registry: &Dict, key: &Obj, remember: bool) -> PyResult<bool> {
    let version = registry.get_text("version");
    let version = version.and_then(|version| version.downcast::<Int>().and_then(Int::as_i64));
    if version == Some(VERSION.get()) {
        if let Some(found) = registry.get(key)?
            && protocol::is_true(&found)?
        {
            return Ok(true);
        }
    } else {
        registry.clear_items();
        registry.set_text("version", Int::new(VERSION.get()).into_obj());
    }
    if remember {
        registry.set(key, bool_ref(true))?;
    }
    Ok(false)
}

/// Ignores a warning, shows it, or raises it, as the filters say.
pub(super) fn pass(warning: &Warning<'_>) -> PyResult<()> {
    let module = match warning.module {
        // A module that is `None` gives no warnings any more.
        Some(module) if !said(module) => return Ok(()),
        Some(module) => module.to_ref(),
        None => module_of(warning.filename),
    };
    let (text, category, instance) = text_and_instance(warning)?;
    let line = Int::new(warning.line).into_obj();
    let key = Tuple::new(vec![text.clone(), category.clone(), line]).into_obj();
    if let Some(registry) = warning.registry
        && known(registry, &key, false)?
    {
        return Ok(());
    }
    let (action, filter) = find(&category, &text, warning.line, &module)?;
    let name = protocol::str(&action)?.to_string_lossy();
    match name.as_str() {
        "error" => return Err(raised(instance)),
        "ignore" => return Ok(()),
        _ => {}
    }
    let always = matches!(name.as_str(), "always" | "all");
    if let Some(registry) = warning.registry.filter(|_| !always) {
        registry.set(&key, bool_ref(true))?;
    }
    let short = || Tuple::new(vec![text.clone(), category.clone()]).into_obj();
    let repeated = match name.as_str() {
        "once" => match warning.registry {
            Some(registry) => known(registry, &short(), true)?,
            None => known(&*once_registry()?, &short(), true)?,
        },
        "module" => match warning.registry {
            Some(registry) => known(registry, &short(), true)?,
            None => false,
        },
        "default" | "always" | "all" => false,
        _ => {
            return Err(runtime_error(format!(
                "Unrecognized action ({}) in warnings.filters:\n {}",
                protocol::repr_text(&action)?,
                protocol::repr_text(&filter)?
            )));
        }
    };
    if repeated {
        return Ok(());
    }
    show::show(&instance, &category, &text, warning)
}

fn raised(instance: Ref) -> Exc {
    match instance.downcast_into::<BaseException>() {
        Ok(instance) => Exc::from_instance(instance),
        Err(other) => type_error(format!(
            "exceptions must derive from BaseException, not '{}'",
            other.ty().tp_name()
        )),
    }
}
