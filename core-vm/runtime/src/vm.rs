//! The one VM of the process: singletons, names, threads, hooks.

use std::cell::{Cell, OnceCell};

use crate::object::{Exc, Obj, Object, Ref};
use crate::types::dict::Dict;
use crate::types::str::{Str, intern};

macro_rules! names {
    ($($field:ident = $text:literal,)*) => {
        /// Interned strings that the runtime itself uses.
        pub struct Names {
            $(pub $field: Ref<Str>,)*
        }

        impl Names {
            fn new() -> Names {
                Names { $($field: intern::literal($text).to_ref(),)* }
            }
        }
    };
}

names! {
    dunder_name = "__name__",
    dunder_qualname = "__qualname__",
    dunder_module = "__module__",
    dunder_doc = "__doc__",
    dunder_dict = "__dict__",
    dunder_class = "__class__",
    dunder_builtins = "__builtins__",
    dunder_init = "__init__",
    dunder_new = "__new__",
    dunder_call = "__call__",
    dunder_get = "__get__",
    dunder_getattr = "__getattr__",
    dunder_getattribute = "__getattribute__",
    dunder_iter = "__iter__",
    dunder_next = "__next__",
    dunder_enter = "__enter__",
    dunder_exit = "__exit__",
    dunder_aenter = "__aenter__",
    dunder_aexit = "__aexit__",
    dunder_build_class = "__build_class__",
    dunder_import = "__import__",
    dunder_class_getitem = "__class_getitem__",
    dunder_classcell = "__classcell__",
    dunder_prepare = "__prepare__",
    dunder_mro_entries = "__mro_entries__",
    dunder_set_name = "__set_name__",
    dunder_init_subclass = "__init_subclass__",
    dunder_slots = "__slots__",
    dunder_static_attributes = "__static_attributes__",
    dunder_firstlineno = "__firstlineno__",
    dunder_annotate = "__annotate__",
    dunder_annotations = "__annotations__",
    dunder_type_params = "__type_params__",
    dunder_match_args = "__match_args__",
    dunder_path = "__path__",
    dunder_spec = "__spec__",
    dunder_file = "__file__",
    dunder_all = "__all__",
    dunder_main = "__main__",
    keys = "keys",
    send = "send",
    throw = "throw",
    close = "close",
    print_file_and_line = "print_file_and_line",
}

struct Global<T>(OnceCell<T>);
// SAFETY: touched by the VM's one thread only.
unsafe impl<T> Sync for Global<T> {}

static NAMES: Global<Names> = Global(OnceCell::new());
static BUILTINS: Global<Ref<Dict>> = Global(OnceCell::new());
static MODULES: Global<Ref<Dict>> = Global(OnceCell::new());
static SYS: Global<Ref<Dict>> = Global(OnceCell::new());

/// Reports the namespaces that the VM itself holds.
pub(crate) fn roots(visit: &mut crate::object::Visitor<'_>) {
    for namespace in [&BUILTINS, &MODULES, &SYS] {
        if let Some(namespace) = namespace.0.get() {
            visit.obj(namespace.as_obj());
        }
    }
}

/// The object of a `LOAD_COMMON_CONSTANT` argument.
pub(crate) fn common_constant(index: usize) -> Ref {
    use crate::types::exceptions::{ASSERTION_ERROR, NOT_IMPLEMENTED_ERROR};
    let builtin = |name: &str| {
        builtins()
            .get_text(name)
            .unwrap_or_else(crate::types::none::none)
    };
    match index {
        0 => ASSERTION_ERROR.as_obj().to_ref(),
        1 => NOT_IMPLEMENTED_ERROR.as_obj().to_ref(),
        2 => crate::types::tuple::TUPLE_TYPE.as_obj().to_ref(),
        3 => builtin("all"),
        _ => builtin("any"),
    }
}

struct Words {
    stack_limit: Cell<usize>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Words {}
static WORDS: Words = Words {
    stack_limit: Cell::new(0),
};

/// The interned names.
pub fn names() -> &'static Names {
    NAMES.0.get_or_init(Names::new)
}

/// The namespace of the `builtins` module.
pub fn builtins() -> &'static Ref<Dict> {
    BUILTINS.0.get_or_init(Dict::new)
}

/// `sys.modules`.
pub fn modules() -> &'static Ref<Dict> {
    MODULES.0.get_or_init(Dict::new)
}

/// The namespace of the `sys` module.
pub fn sys() -> &'static Ref<Dict> {
    SYS.0.get_or_init(Dict::new)
}

/// The lowest address that native recursion may reach on the current stack.
#[inline(always)]
pub fn stack_limit() -> usize {
    WORDS.stack_limit.get()
}

/// Sets the native stack limit: `room` bytes below the caller's frame.
pub fn set_stack_room(room: usize) {
    let here = 0u8;
    WORDS
        .stack_limit
        .set((&raw const here as usize).saturating_sub(room));
}

/// The limit of another native stack, which is changed to; gives the one before.
pub(crate) fn replace_stack_limit(limit: usize) -> usize {
    WORDS.stack_limit.replace(limit)
}

/// The builtins that functions over `globals` use: its `__builtins__`, or the VM's.
pub fn builtins_of(globals: &Dict) -> Ref<Dict> {
    match globals.get_str(&names().dunder_builtins) {
        Some(found) => match found.downcast::<crate::types::module::Module>() {
            Some(module) => module.namespace(),
            None => found
                .downcast_into::<Dict>()
                .unwrap_or_else(|_| builtins().clone()),
        },
        None => builtins().clone(),
    }
}

/// The globals of the running Python function.
pub fn caller_globals() -> Option<Ref<Dict>> {
    crate::interp::current::globals()
}

/// The arguments of a `super()` without any.
///
/// # Errors
/// `RuntimeError` when the running function is no method.
pub fn super_arguments() -> crate::object::PyResult<(Ref<crate::object::Type>, Ref)> {
    crate::interp::current::super_arguments()
}

/// Runs a Python function.
///
/// # Errors
/// What the function raises.
pub fn call_function(
    function: &crate::types::function::Function,
    args: crate::object::Args<'_>,
) -> crate::object::PyResult {
    crate::interp::call_function(function, args)
}

/// The current `contextvars.Context` of the running thread, when one was made.
pub fn current_context() -> Option<Ref> {
    // SAFETY: the current thread is alive.
    unsafe { (*crate::interp::thread::current()).context.get() }
}

/// Makes another context the current one.
pub fn set_current_context(context: Option<Ref>) {
    // SAFETY: as above; the old context is dropped after the store.
    unsafe { (*crate::interp::thread::current()).context.set(context) }
}

/// A module by its full name, imported if it is not there yet.
///
/// # Errors
/// What the import raises.
pub fn import(name: &str) -> crate::object::PyResult {
    let key = intern::intern_str(name);
    if let Some(module) = modules().get_str(&key) {
        return Ok(module);
    }
    let Some(import) = builtins().get_str(&names().dunder_import) else {
        return Err(crate::object::error::import_error_plain(
            "__import__ not found",
        ));
    };
    crate::object::protocol::call(&import, &[key.as_obj()])?;
    modules()
        .get(key.as_obj())?
        .ok_or_else(|| crate::object::error::key_error(key.as_obj()))
}

/// Reports an exception that nobody can catch (`sys.unraisablehook`).
pub fn write_unraisable(error: Exc, message: Option<&str>, object: Option<&Obj>) {
    crate::unraisable::write(error, message, object);
}

/// Native modules by name, registered before start-up by `stdlib`.
struct Registry(std::cell::RefCell<Vec<&'static crate::object::native::NativeModule>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Registry {}
static REGISTRY: Registry = Registry(std::cell::RefCell::new(Vec::new()));

/// Makes native modules importable.
pub fn register_native_modules(modules: &[&'static crate::object::native::NativeModule]) {
    REGISTRY.0.borrow_mut().extend_from_slice(modules);
}

/// The native module of this name.
pub fn native_module(name: &str) -> Option<&'static crate::object::native::NativeModule> {
    REGISTRY
        .0
        .borrow()
        .iter()
        .copied()
        .find(|module| module.name == name)
}

/// Names of all native modules, for `sys.builtin_module_names`.
pub fn native_module_names() -> Vec<&'static str> {
    REGISTRY
        .0
        .borrow()
        .iter()
        .map(|module| module.name)
        .collect()
}
