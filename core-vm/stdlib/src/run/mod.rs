//! Running programs: `serpentarium FILE | -c CODE | -m MODULE | - | (prompt)`.
//!
//! [`run_main`] is all that a command line needs. [`start`] alone makes the VM ready for
//! those who run code themselves (the debuggee, tests).

use std::cell::Cell;

use serpentarium_runtime::host::{self, Host};
use serpentarium_runtime::object::{Exc, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::{memory, types, vm};

use crate::{builtins, imp, library, native, sys};

mod config;
mod exit;
mod program;
mod prompt;
mod stderr_printer;
mod streams;
mod teardown;

pub use config::{Config, Target, config, environment, set_config};
pub use exit::{exit_code, finish, is_finalizing};
pub use program::run_target;
pub use prompt::interactive;

/// About how many strings are interned when a program starts.
const STARTUP_NAMES: usize = 6000;
/// Native stack that Python code may use.
const STACK_ROOM: usize = 7 << 20;
/// Native stack that the VM runs on.
const STACK_SIZE: usize = 64 << 20;

/// Runs a program to its end and gives its exit code. The VM stays on the calling
/// thread, so that a process has one thread, and gets a large stack of its own.
pub fn run_main(config: Config) -> i32 {
    run_main_around(config, |run| run())
}

/// [`run_main`] with something around it (a debugger's conversation): `around` is called on
/// the VM's stack with what runs the program there.
pub fn run_main_around(
    config: Config,
    around: impl FnOnce(Box<dyn FnOnce() -> i32>) -> i32,
) -> i32 {
    run_main_on(host::system::SystemHost, config, around)
}

/// [`run_main_around`] on another host than the real one: a sandbox.
pub fn run_main_on(
    outside: impl Host + 'static,
    config: Config,
    around: impl FnOnce(Box<dyn FnOnce() -> i32>) -> i32,
) -> i32 {
    stacker::grow(STACK_SIZE, move || {
        // What is around may ask for the host before the program starts, and the first host
        // that is installed stays.
        install_host(&config, outside);
        around(Box::new(move || run_here(config)))
    })
}

fn run_here(config: Config) -> i32 {
    match start(
        config,
        host::system::SystemHost,
        STACK_SIZE - STACK_ROOM / 4,
    ) {
        Ok(()) => {
            let config = self::config();
            let is_option = |option: &String| option == "faulthandler";
            if config.dev_mode
                || config.xoptions.iter().any(is_option)
                || config
                    .variable("PYTHONFAULTHANDLER")
                    .is_some_and(|value| !value.is_empty())
            {
                crate::faulthandler::enable_at_start();
            }
            let code = finish(run_target());
            memory::verify::check_end();
            code
        }
        Err(error) => {
            let text = sys::hooks::one_line(error.as_obj());
            eprintln!("Fatal Python error: init_import: failed to start the library\n{text}");
            1
        }
    }
}

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// Makes the VM ready: types, modules, import system, standard streams, `site`.
/// `stack_room` is how much native stack lies below the caller.
///
/// # Errors
/// What starting the library raises.
pub fn start(config: Config, outside: impl Host + 'static, stack_room: usize) -> PyResult<()> {
    if STARTED.with(|started| started.replace(true)) {
        return Ok(());
    }
    vm::set_stack_room(stack_room);
    let mut config = config;
    install_host(&config, outside);
    config.read_environment();
    set_config(config);
    types::str::intern::reserve(STARTUP_NAMES);
    types::ready_all();
    crate::register();
    if config::environment("SERPENTARIUM_VERIFY_HEAP").is_some() {
        memory::verify::enable();
    }
    start_import_system()?;
    streams::install()?;
    make_main_module();
    start_warnings()?;
    if !self::config().no_site {
        import("site")?;
    }
    if config::environment("SERPENTARIUM_GC_STRESS").is_some() {
        memory::gc::set_stress(true);
    }
    Ok(())
}

/// Puts the library's files over the host outside.
fn install_host(config: &Config, outside: impl Host + 'static) {
    let root = config.library_directory();
    let mtime = i128::from(library::MTIME) * 1_000_000_000;
    let overlay =
        host::overlay::LibraryOverlay::new(outside, library::Embedded, root.as_bytes(), mtime);
    // A host that was installed before (a sandbox, a recorder) stays.
    let _ = host::install(Box::new(overlay));
}

fn import(name: &str) -> PyResult {
    builtins::import::import_module(name)
}

/// What `Py_Initialize` does up to a working `import`.
fn start_import_system() -> PyResult<()> {
    let builtins_module = native::create_in(&builtins::MODULE, Some(vm::builtins().clone()));
    vm::modules().set_text("builtins", builtins_module.clone().into_obj());
    (builtins::MODULE.exec)(builtins_module.as_obj())?;
    let sys_module = native::create_in(&sys::MODULE, Some(vm::sys().clone()));
    vm::modules().set_text("sys", sys_module.clone().into_obj());
    (sys::MODULE.exec)(sys_module.as_obj())?;
    let printer = stderr_printer::make();
    vm::sys().set_text("stderr", printer.clone());
    vm::sys().set_text("__stderr__", printer);
    let bootstrap = imp::import_frozen("_frozen_importlib")?;
    let imp_module = native::create(&imp::MODULE);
    (imp::MODULE.exec)(imp_module.as_obj())?;
    protocol::call_method(
        &bootstrap,
        "_install",
        &[sys_module.as_obj(), imp_module.as_obj()],
    )?;
    protocol::call_method(&bootstrap, "_install_external_importers", &[])?;
    let zipimport = import("zipimport")?;
    let importer = protocol::getattr_text(&zipimport, "zipimporter")?;
    let hooks = protocol::getattr_text(sys_module.as_obj(), "path_hooks")?;
    let first = types::int::Int::new(0);
    protocol::call_method(&hooks, "insert", &[first.as_obj(), &importer])?;
    import("encodings")?;
    Ok(())
}

/// `__main__`, whose namespace programs run in.
fn make_main_module() {
    let main = Module::new("__main__", None);
    main.set("__builtins__", builtins_object());
    if let Some(bootstrap) = vm::modules().get_text("_frozen_importlib")
        && let Ok(loader) = protocol::getattr_text(&bootstrap, "BuiltinImporter")
    {
        main.set("__loader__", loader);
    }
    vm::modules().set_text("__main__", main.into_obj());
}

fn builtins_object() -> Ref {
    vm::modules().get_text("builtins").unwrap_or_else(none)
}

/// The namespace of `__main__`.
pub fn main_namespace() -> Ref<Dict> {
    vm::modules()
        .get_text("__main__")
        .and_then(|main| main.downcast_into::<Module>().ok())
        .map_or_else(Dict::new, |main| main.namespace())
}

/// With warning options, the `warnings` module reads them at start.
fn start_warnings() -> PyResult<()> {
    if !config().warn_options.is_empty() {
        import("warnings")?;
    }
    Ok(())
}

/// A text object.
pub(crate) fn text(value: &str) -> Ref {
    Str::from_str(value).into_obj()
}

#[allow(unused_imports)]
use {Exc as _, Object as _};
