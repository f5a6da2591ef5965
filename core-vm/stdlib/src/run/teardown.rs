//! The modules go at the end of a run, in CPython's order, so that finalizers run and say
//! what they say there.

use serpentarium_runtime::memory::gc;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::{Str, intern};
use serpentarium_runtime::types::weakref::WeakRef;
use serpentarium_runtime::types::weakref_type::WEAKREF_TYPE;
use serpentarium_runtime::vm;

/// What of `sys` refers to objects of the program.
const SYS_NAMES: &[&str] = &[
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
    "path_hooks",
    "path_importer_cache",
    "meta_path",
];

/// Drops the program's modules (`finalize_modules`). The dictionaries of `sys` and
/// `builtins` are cleared by [`clear_sys_and_builtins`].
pub(super) fn drop_modules() {
    gc::collect(2);
    forget_special_names();
    let alive = remove_from_sys_modules();
    vm::modules().clear_items();
    gc::collect(2);
    // What is still alive is held by something else: the latest first loses its names.
    let kept = [vm::sys(), vm::builtins()];
    for reference in alive.iter().rev() {
        let Some(module) = reference.get() else {
            continue;
        };
        let Some(module) = module.downcast::<Module>() else {
            continue;
        };
        let namespace = module.namespace();
        if !kept.iter().any(|dict| dict.as_obj().is(namespace.as_obj())) {
            clear_namespace(&namespace);
        }
    }
}

/// The last namespaces go, after the streams were flushed.
pub(super) fn clear_sys_and_builtins() {
    clear_namespace(vm::sys());
    clear_namespace(vm::builtins());
    gc::collect(2);
}

fn forget_special_names() {
    vm::builtins().set_text("_", none());
    for name in SYS_NAMES {
        vm::sys().set_text(name, none());
    }
    for name in ["stdin", "stdout", "stderr"] {
        let original = vm::sys().get_text(&format!("__{name}__"));
        vm::sys().set_text(name, original.unwrap_or_else(none));
    }
}

/// Empties `sys.modules` and gives weak references to the modules that were there.
fn remove_from_sys_modules() -> Vec<Ref<WeakRef>> {
    let mut alive = Vec::new();
    for (name, module) in vm::modules().items() {
        if module.downcast::<Module>().is_none() {
            continue;
        }
        if let Ok(reference) = weak_reference(&module) {
            alive.push(reference);
        }
        if let Some(name) = name.downcast::<Str>() {
            vm::modules().set_str(name, none());
        }
    }
    alive
}

fn weak_reference(module: &Obj) -> PyResult<Ref<WeakRef>> {
    WeakRef::new(&WEAKREF_TYPE, module, None)
}

/// Sets names to `None`: those with one leading underscore first, then all others but
/// `__builtins__` (`_PyModule_ClearDict`).
fn clear_namespace(namespace: &Dict) {
    set_to_none(namespace, is_private);
    set_to_none(namespace, |name| {
        !is_private(name) && name.as_ascii() != Some("__builtins__")
    });
}

/// Whether a name starts with one underscore.
fn is_private(name: &Str) -> bool {
    let is_underscore = |index| index < name.len() && name.points().at(index) == u32::from(b'_');
    is_underscore(0) && !is_underscore(1)
}

fn set_to_none(namespace: &Dict, chosen: impl Fn(&Str) -> bool) {
    for (name, value) in namespace.items() {
        if is_none(&value) {
            continue;
        }
        drop(value);
        if let Some(text) = name.downcast::<Str>()
            && chosen(text)
        {
            namespace.set_str(&intern::intern(text.to_ref()), none());
        }
    }
}
