//! The table of `_imp`.

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

use super::*;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "extension_suffixes",
        "($module, /)",
        "Returns the list of file suffixes used to identify extension modules.",
        NativeFn::NoArgs(extension_suffixes),
    ),
    NativeDef::new(
        "lock_held",
        "($module, /)",
        "Return True if the import lock is currently held, else False.\n\nOn platforms without threads, return False.",
        NativeFn::NoArgs(lock_held),
    ),
    NativeDef::new(
        "acquire_lock",
        "($module, /)",
        "Acquires the interpreter's import lock for the current thread.\n\nThis lock should be used by import hooks to ensure thread-safety when\nimporting modules.  On platforms without threads, this function does\nnothing.",
        NativeFn::NoArgs(acquire_lock),
    ),
    NativeDef::new(
        "release_lock",
        "($module, /)",
        "Release the interpreter's import lock.\n\nOn platforms without threads, this function does nothing.",
        NativeFn::NoArgs(release_lock),
    ),
    NativeDef::new(
        "find_frozen",
        "($module, name, /, *, withdata=False)",
        "Return info about the corresponding frozen module (if there is one) or None.\n\nThe returned info (a 2-tuple):\n\n * data         the raw marshalled bytes\n * is_package   whether or not it is a package\n * origname     the originally frozen module's name, or None if not\n                a stdlib module (this will usually be the same as\n                the module's current name)",
        NativeFn::Bound(find_frozen),
    ),
    NativeDef::new(
        "get_frozen_object",
        "($module, name, data=None, /)",
        "Create a code object for a frozen module.",
        NativeFn::Bound(get_frozen_object),
    ),
    NativeDef::new(
        "is_frozen_package",
        "($module, name, /)",
        "Returns True if the module name is of a frozen package.",
        NativeFn::One(is_frozen_package),
    ),
    NativeDef::new(
        "create_builtin",
        "($module, spec, /)",
        "Create an extension module.",
        NativeFn::One(create_builtin),
    ),
    NativeDef::new(
        "init_frozen",
        "($module, name, /)",
        "Initializes a frozen module.",
        NativeFn::One(init_frozen),
    ),
    NativeDef::new(
        "is_builtin",
        "($module, name, /)",
        "Returns True if the module name corresponds to a built-in module.",
        NativeFn::One(is_builtin),
    ),
    NativeDef::new(
        "is_frozen",
        "($module, name, /)",
        "Returns True if the module name corresponds to a frozen module.",
        NativeFn::One(is_frozen),
    ),
    NativeDef::new(
        "_frozen_module_names",
        "($module, /)",
        "Returns the list of available frozen modules.",
        NativeFn::NoArgs(frozen_module_names),
    ),
    NativeDef::new(
        "_override_frozen_modules_for_tests",
        "($module, override, /)",
        "(internal-only) Override PyConfig.use_frozen_modules.\n\n(-1: \"off\", 1: \"on\", 0: no override)\nSee frozen_modules() in Lib/test/support/import_helper.py.",
        NativeFn::One(override_frozen_modules_for_tests),
    ),
    NativeDef::new(
        "_override_multi_interp_extensions_check",
        "($module, override, /)",
        "(internal-only) Override PyInterpreterConfig.check_multi_interp_extensions.\n\n(-1: \"never\", 1: \"always\", 0: no override)",
        NativeFn::One(override_multi_interp_extensions_check),
    ),
    NativeDef::new(
        "create_dynamic",
        "($module, spec, file=<unrepresentable>, /)",
        "Create an extension module.",
        NativeFn::Bound(create_dynamic),
    ),
    NativeDef::new(
        "exec_dynamic",
        "($module, mod, /)",
        "Initialize an extension module.",
        NativeFn::One(exec_dynamic),
    ),
    NativeDef::new(
        "exec_builtin",
        "($module, mod, /)",
        "Initialize a built-in module.",
        NativeFn::One(exec_builtin),
    ),
    NativeDef::new(
        "_fix_co_filename",
        "($module, code, path, /)",
        "Changes code.co_filename to specify the passed-in file path.\n\n  code\n    Code object to change.\n  path\n    File path to use.",
        NativeFn::Bound(fix_co_filename),
    ),
    NativeDef::new(
        "source_hash",
        "($module, /, key, source)",
        "",
        NativeFn::Bound(source_hash),
    ),
];
