//! The `sys` module.

use serpentarium_runtime::host::host;
use serpentarium_runtime::interp::monitoring::namespace as monitoring;
use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::namespace::Namespace;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, StructType};
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use crate::run::config;
use crate::{files, native};

mod frames;
mod functions;
pub mod hooks;
mod private;
mod shapes;
mod stdlib_names;
mod table;

pub(crate) use functions::roots;

pub static MODULE: NativeModule = NativeModule {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to \
          functions that interact strongly with the interpreter.",
    functions: table::FUNCTIONS,
    exec,
};

/// Major, minor and micro version of the language.
pub const VERSION: (i64, i64, i64) = (3, 14, 8);

fn str_ref(text: &str) -> Ref {
    Str::from_str(text).into_obj()
}

fn int_ref(value: i64) -> Ref {
    Int::new(value).into_obj()
}

/// A list of texts.
pub fn text_list<T: AsRef<str>>(texts: &[T]) -> Ref {
    List::new(texts.iter().map(|text| str_ref(text.as_ref())).collect()).into_obj()
}

fn exec(module: &Obj) -> PyResult<()> {
    set_constants(module);
    set_infos(module);
    set_configuration(module);
    for name in [
        "displayhook",
        "excepthook",
        "breakpointhook",
        "unraisablehook",
    ] {
        if let Some(hook) = vm::sys().get_text(name) {
            native::set(module, &format!("__{name}__"), hook);
        }
    }
    hooks::install();
    native::set(module, "_jit", native::create(&private::JIT).into_obj());
    native::set(module, "monitoring", monitoring::module().into_obj());
    Ok(())
}

fn set_constants(module: &Obj) {
    let set = |name: &str, value: Ref| native::set(module, name, value);
    let (major, minor, micro) = VERSION;
    set(
        "hexversion",
        int_ref(major << 24 | minor << 16 | micro << 8 | 0xF0),
    );
    set(
        "version",
        str_ref(&format!(
            "{major}.{minor}.{micro} (Serpentarium {}) [Rust]",
            env!("CARGO_PKG_VERSION")
        )),
    );
    set("api_version", int_ref(1013));
    set(
        "copyright",
        str_ref(
            "Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved.\n\n\
             Copyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\n\
             Copyright (c) 1995-2001 Corporation for National Research Initiatives.\n\
             All Rights Reserved.\n\n\
             Copyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\n\
             All Rights Reserved.",
        ),
    );
    set("platform", str_ref("linux"));
    set("byteorder", str_ref("little"));
    set("maxsize", int_ref(i64::MAX));
    set("maxunicode", int_ref(0x10_FFFF));
    set("float_repr_style", str_ref("short"));
    set("abiflags", str_ref(""));
    set("platlibdir", str_ref("lib"));
    set("_framework", str_ref(""));
    set("_home", none());
    let git = ["Serpentarium", "", ""].map(str_ref);
    set("_git", Tuple::new(git.to_vec()).into_obj());
    let mut builtin_names = vm::native_module_names();
    builtin_names.sort_unstable();
    let names = builtin_names.into_iter().map(str_ref).collect();
    set("builtin_module_names", Tuple::new(names).into_obj());
    let library = List::new(
        stdlib_names::NAMES
            .iter()
            .map(|name| str_ref(name))
            .collect(),
    );
    if let Ok(names) = serpentarium_runtime::object::protocol::call(
        serpentarium_runtime::types::set::FROZENSET_TYPE.as_obj(),
        &[library.as_obj()],
    ) {
        set("stdlib_module_names", names);
    }
}

fn version_info() -> Ref {
    let (major, minor, micro) = VERSION;
    struct_sequence::define(&shapes::VERSION_INFO).make(vec![
        int_ref(major),
        int_ref(minor),
        int_ref(micro),
        str_ref("final"),
        int_ref(0),
    ])
}

fn set_infos(module: &Obj) {
    let set = |name: &str, value: Ref| native::set(module, name, value);
    set("version_info", version_info());
    let implementation = Dict::new();
    implementation.set_text("name", str_ref("serpentarium"));
    implementation.set_text("cache_tag", str_ref("cpython-314"));
    implementation.set_text("version", version_info());
    let (major, minor, micro) = VERSION;
    let hex = int_ref(major << 24 | minor << 16 | micro << 8 | 0xF0);
    implementation.set_text("hexversion", hex);
    let multiarch = format!("{}-linux-gnu", std::env::consts::ARCH);
    implementation.set_text("_multiarch", str_ref(&multiarch));
    implementation.set_text("supports_isolated_interpreters", bool_ref(false));
    set("implementation", Namespace::new(implementation).into_obj());
    let float = |value: f64| Float::new(value).into_obj();
    set(
        "float_info",
        struct_sequence::define(&shapes::FLOAT_INFO).make(vec![
            float(f64::MAX),
            int_ref(i64::from(f64::MAX_EXP)),
            int_ref(i64::from(f64::MAX_10_EXP)),
            float(f64::MIN_POSITIVE),
            int_ref(i64::from(f64::MIN_EXP)),
            int_ref(i64::from(f64::MIN_10_EXP)),
            int_ref(i64::from(f64::DIGITS)),
            int_ref(i64::from(f64::MANTISSA_DIGITS)),
            float(f64::EPSILON),
            int_ref(i64::from(f64::RADIX)),
            int_ref(1),
        ]),
    );
    set(
        "hash_info",
        struct_sequence::define(&shapes::HASH_INFO).make(vec![
            int_ref(64),
            int_ref((1 << 61) - 1),
            int_ref(314_159),
            int_ref(0),
            int_ref(1_000_003),
            str_ref("siphash13"),
            int_ref(64),
            int_ref(128),
            int_ref(0),
        ]),
    );
    let numbers = |shape, values: &[i64]| {
        let defined: StructType = struct_sequence::define(shape);
        defined.make(values.iter().map(|value| int_ref(*value)).collect())
    };
    set("int_info", numbers(&shapes::INT_INFO, &[30, 4, 4300, 640]));
    set(
        "thread_info",
        struct_sequence::define(&shapes::THREAD_INFO).make(vec![
            str_ref("pthread"),
            str_ref("semaphore"),
            none(),
        ]),
    );
}

/// What the command line and the environment decide.
fn set_configuration(module: &Obj) {
    let set = |name: &str, value: Ref| native::set(module, name, value);
    let config = config();
    set("flags", flags());
    set("dont_write_bytecode", bool_ref(config.dont_write_bytecode));
    set("warnoptions", text_list(&config.warn_options));
    let options = Dict::new();
    for option in &config.xoptions {
        match option.split_once('=') {
            Some((name, value)) => options.set_text(name, str_ref(value)),
            None => options.set_text(option, bool_ref(true)),
        }
    }
    set("_xoptions", options.into_obj());
    let prefix = str_ref(&config.prefix);
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
        set(name, prefix.clone());
    }
    set("_stdlib_dir", str_ref(&config.library_directory()));
    let executable = config.executable.as_ref().map(|path| files::decode(path));
    let executable = executable.unwrap_or_else(|| Str::from_str("")).into_obj();
    set("executable", executable.clone());
    set("_base_executable", executable);
    set(
        "pycache_prefix",
        config.pycache_prefix.as_deref().map_or_else(none, str_ref),
    );
    let words = |all: &[Vec<u8>]| {
        List::new(
            all.iter()
                .map(|word| files::decode(word).into_obj())
                .collect(),
        )
        .into_obj()
    };
    set("argv", words(&config.argv));
    set("orig_argv", words(&config.orig_argv));
    set("path", text_list(&config.path()));
    set("meta_path", List::new(Vec::new()).into_obj());
    set("path_hooks", List::new(Vec::new()).into_obj());
    set("path_importer_cache", Dict::new().into_obj());
    set("modules", vm::modules().clone().into_obj());
    let _ = host();
}

fn flags() -> Ref {
    let config = config();
    let level = |value: u8| int_ref(i64::from(value));
    let flag = |value: bool| int_ref(i64::from(value));
    struct_sequence::define(&shapes::FLAGS).make(vec![
        level(config.parser_debug),
        flag(config.inspect),
        flag(config.interactive),
        level(config.optimize),
        flag(config.dont_write_bytecode),
        flag(config.no_user_site),
        flag(config.no_site),
        flag(config.ignore_environment),
        level(config.verbose),
        level(config.bytes_warning),
        flag(config.quiet),
        flag(config.hash_randomization),
        flag(config.isolated),
        bool_ref(config.dev_mode),
        flag(config.utf8_mode),
        flag(config.warn_default_encoding),
        bool_ref(config.safe_path),
        int_ref(4300),
        int_ref(1),
        int_ref(0),
        int_ref(0),
    ])
}
