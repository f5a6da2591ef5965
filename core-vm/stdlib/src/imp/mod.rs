//! `_imp`: what `importlib` needs from the interpreter - native and frozen modules.

use serpentarium_runtime::object::error::{Exc, not_implemented_error, runtime_error};
use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::exceptions::IMPORT_ERROR;
use serpentarium_runtime::types::exceptions::import_error::import_error;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::{interp, vm};

use crate::{library, native};

mod table;

pub static MODULE: NativeModule = NativeModule {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: table::FUNCTIONS,
    exec,
};

fn exec(module: &Obj) -> PyResult<()> {
    native::set_str(
        module,
        "check_hash_based_pycs",
        &crate::run::config().check_hash_pycs,
    );
    native::set_int(module, "pyc_magic_number_token", 0x0A0D_0E2B);
    Ok(())
}

fn name_of(value: &Obj) -> PyResult<String> {
    Ok(native::str_arg("_imp", "argument", value)?.to_string_lossy())
}

// Importing runs under the VM's one interpreter lock, so the import lock is never contended.
fn lock_held(_: &Obj) -> PyResult {
    native::bool(false)
}

fn acquire_lock(_: &Obj) -> PyResult {
    native::none()
}

fn release_lock(_: &Obj) -> PyResult {
    native::none()
}

fn extension_suffixes(_: &Obj) -> PyResult {
    Ok(List::new(Vec::new()).into_obj())
}

fn is_builtin(_: &Obj, name: &Obj) -> PyResult {
    let name = name_of(name)?;
    native::int(match vm::native_module(&name) {
        Some(_) if name == "sys" || name == "builtins" => -1,
        Some(_) => 1,
        None => 0,
    })
}

fn create_builtin(_: &Obj, spec: &Obj) -> PyResult {
    let name = protocol::getattr_text(spec, "name")?;
    let text = name_of(&name)?;
    if matches!(text.as_str(), "sys" | "builtins")
        && let Some(module) = vm::modules().get(&name)?
    {
        return Ok(module);
    }
    match vm::native_module(&text) {
        Some(definition) => Ok(native::create(definition).into_obj()),
        None => native::none(),
    }
}

fn exec_builtin(_: &Obj, module: &Obj) -> PyResult {
    let name = protocol::getattr_text(module, "__name__")?;
    let text = name_of(&name)?;
    if !matches!(text.as_str(), "sys" | "builtins")
        && let Some(definition) = vm::native_module(&text)
    {
        (definition.exec)(module)?;
    }
    native::int(0)
}

/// The archive's name of a frozen module, and the module it comes from.
fn frozen_origin(name: &str) -> Option<(&str, Option<String>)> {
    let origin = match name {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        "__hello_alias__" => return Some(("__hello__", Some("__hello__".to_owned()))),
        "__phello_alias__" => return Some(("__phello__", Some("__hello__".to_owned()))),
        "__phello_alias__.spam" => return Some(("__phello__.spam", Some("__hello__".to_owned()))),
        "__hello_only__" => return Some(("__hello__", None)),
        other => other,
    };
    Some((name, Some(origin.to_owned())))
}

fn frozen_code(name: &str) -> Option<&'static [u8]> {
    library::frozen(frozen_origin(name)?.0)
}

fn is_package(name: &str) -> bool {
    matches!(name, "__phello__" | "__phello_alias__")
}

fn no_frozen(name: &Obj) -> Exc {
    let message = format!(
        "No such frozen object named {}",
        protocol::str(name)
            .map(|t| t.to_string_lossy())
            .unwrap_or_default()
    );
    import_error(
        &IMPORT_ERROR,
        &Str::from_str(&message),
        Some(name),
        None,
        None,
    )
}

fn find_frozen(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(name) = args[0] else {
        return native::none();
    };
    let text = name_of(name)?;
    if frozen_code(&text).is_none() {
        return native::none();
    }
    let data = none();
    let origin = frozen_origin(&text).and_then(|(_, origin)| origin);
    let origin = match origin {
        Some(origin) if is_package(&text) => Str::from_str(&format!("<{origin}")).into_obj(),
        Some(origin) => Str::from_str(&origin).into_obj(),
        None => none(),
    };
    let package = serpentarium_runtime::types::int::bool_ref(is_package(&text));
    Ok(Tuple::new(vec![data, package, origin]).into_obj())
}

fn get_frozen_object(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(name) = args[0] else {
        return native::none();
    };
    let code = frozen_code(&name_of(name)?).ok_or_else(|| no_frozen(name))?;
    crate::marshal::loads(code)
}

fn is_frozen_package(_: &Obj, name: &Obj) -> PyResult {
    let text = name_of(name)?;
    if frozen_code(&text).is_none() {
        return Err(no_frozen(name));
    }
    native::bool(is_package(&text))
}

fn is_frozen(_: &Obj, name: &Obj) -> PyResult {
    native::bool(frozen_code(&name_of(name)?).is_some())
}

fn init_frozen(_: &Obj, name: &Obj) -> PyResult {
    let text = name_of(name)?;
    match frozen_code(&text) {
        Some(_) => import_frozen(&text),
        None => native::none(),
    }
}

fn frozen_module_names(_: &Obj) -> PyResult {
    let names = library::frozen_names();
    Ok(List::new(
        names
            .into_iter()
            .map(|name| Str::from_str(name).into_obj())
            .collect(),
    )
    .into_obj())
}

/// Runs a frozen module into `sys.modules` without the import system, which is how the
/// import system itself starts.
///
/// # Errors
/// What its code raises.
pub fn import_frozen(name: &str) -> PyResult {
    let code =
        library::frozen(name).ok_or_else(|| runtime_error(format!("no frozen module {name}")))?;
    let code = crate::marshal::loads(code)?
        .downcast_into::<Code>()
        .map_err(|_| runtime_error(format!("frozen module {name} is not code")))?;
    let module = serpentarium_runtime::types::module::Module::new(name, None);
    let namespace = module.namespace();
    namespace.set_text("__builtins__", vm::builtins().clone().into_obj());
    // FrozenImporter finishes the module's description with it.
    if let Some((_, Some(origin))) = frozen_origin(name) {
        namespace.set_text("__origname__", Str::from_str(&origin).into_obj());
    }
    vm::modules().set_text(name, module.clone().into_obj());
    interp::eval_code(&code, &namespace, Some(namespace.as_obj()))?;
    Ok(module.into_obj())
}

fn override_frozen_modules_for_tests(_: &Obj, _: &Obj) -> PyResult {
    native::none()
}

fn override_multi_interp_extensions_check(_: &Obj, _: &Obj) -> PyResult {
    native::int(0)
}

fn create_dynamic(_: &Obj, _: &[Option<&Obj>]) -> PyResult {
    Err(not_implemented_error("loading extension modules"))
}

fn exec_dynamic(_: &Obj, _: &Obj) -> PyResult {
    Err(not_implemented_error("loading extension modules"))
}

/// Makes a code object and those inside it name another file.
fn fix_co_filename(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    if let (Some(code), Some(path)) = (args[0], args[1])
        && let (Some(code), Some(path)) = (code.downcast::<Code>(), path.downcast::<Str>())
    {
        let old = code.filename.get();
        if old.as_ref().is_none_or(|old| !old.eq(path)) {
            rename_file(code, old.as_deref(), &path.to_ref());
        }
    }
    native::none()
}

fn rename_file(code: &Code, old: Option<&Str>, new: &Ref<Str>) {
    let same = match (code.filename.peek(), old) {
        (Some(own), Some(old)) => own.eq(old),
        _ => false,
    };
    if !same {
        return;
    }
    let old = old.map(Object::to_ref);
    code.filename.set(new.clone());
    for constant in code
        .consts
        .get()
        .iter()
        .flat_map(|consts| consts.iter().collect::<Vec<_>>())
    {
        if let Some(inner) = constant.downcast::<Code>() {
            rename_file(inner, old.as_deref(), new);
        }
    }
}

fn source_hash(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let source = args[1].and_then(|source| source.downcast::<Bytes>());
    let hash = serpentarium_bytecode::pyc::source_hash(source.map_or(&[], Bytes::as_slice));
    Ok(Bytes::new(&hash).into_obj())
}

#[allow(unused_imports)]
use Int as _;
