//! `__import__`: the part of importing that CPython has in C, in front of `importlib`.

use serpentarium_runtime::interp::current;
use serpentarium_runtime::object::error::{key_error, type_error, value_error};
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::IMPORT_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::{Str, intern};
use serpentarium_runtime::types::traceback::Traceback;
use serpentarium_runtime::vm;

use crate::native;

pub(super) fn import(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(name) = args[0] else {
        return native::none();
    };
    let level = args[4].map_or(Ok(0), native::c_int)?;
    import_level(name, args[1], args[3], level)
}

/// The bootstrap module of `importlib`.
fn bootstrap() -> PyResult {
    vm::modules()
        .get_text("_frozen_importlib")
        .ok_or_else(|| Exc::with_message(&IMPORT_ERROR, "the import system has not started"))
}

/// Imports a module by its absolute name and returns it, not its package.
///
/// # Errors
/// What importing raises.
pub fn import_module(name: &str) -> PyResult {
    let name = Str::from_str(name);
    absolute(&name)
}

fn import_level(name: &Obj, globals: Option<&Obj>, from: Option<&Obj>, level: i32) -> PyResult {
    let Some(name) = name.downcast::<Str>() else {
        return Err(type_error("module name must be a string"));
    };
    if level < 0 {
        return Err(value_error("level must be >= 0"));
    }
    let absolute_name = if level > 0 {
        resolve(name, globals, level)?
    } else if name.is_empty() {
        return Err(value_error("Empty module name"));
    } else {
        name.to_ref()
    };
    let module = absolute(&absolute_name)?;
    let from = from.filter(|from| !is_none(from));
    let has_from = from.map_or(Ok(false), protocol::is_true)?;
    if !has_from {
        return package_of(name, &absolute_name, module, level);
    }
    if let Some(from) = from
        && protocol::getattr_opt(&module, &vm::names().dunder_path)?.is_some()
    {
        let import = vm::builtins()
            .get_text("__import__")
            .unwrap_or_else(serpentarium_runtime::types::none::none);
        return trimmed(protocol::call_method(
            &*bootstrap()?,
            "_handle_fromlist",
            &[&module, from, &import],
        ));
    }
    Ok(module)
}

/// The module of an absolute name: known already, or found and loaded.
fn absolute(name: &Str) -> PyResult {
    if let Some(module) = vm::modules().get(name.as_obj())?
        && !is_none(&module)
    {
        ensure_initialised(&module, name)?;
        return Ok(module);
    }
    let import = vm::builtins()
        .get_text("__import__")
        .unwrap_or_else(serpentarium_runtime::types::none::none);
    trimmed(protocol::call_method(
        &*bootstrap()?,
        "_find_and_load",
        &[name.as_obj(), &import],
    ))
}

/// Waits for another thread that is importing the module.
fn ensure_initialised(module: &Obj, name: &Str) -> PyResult<()> {
    let Some(spec) = protocol::getattr_opt(module, &vm::names().dunder_spec)? else {
        return Ok(());
    };
    if is_none(&spec) {
        return Ok(());
    }
    let busy = match protocol::getattr_opt_text(&spec, "_initializing")? {
        Some(busy) => protocol::is_true(&busy)?,
        None => false,
    };
    if busy {
        protocol::call_method(&*bootstrap()?, "_lock_unlock_module", &[name.as_obj()])?;
    }
    Ok(())
}

/// What `import a.b.c` binds: `a`.
fn package_of(name: &Str, absolute_name: &Str, module: Ref, level: i32) -> PyResult {
    if level > 0 && name.is_empty() {
        return Ok(module);
    }
    let Some(dot) = name.iter().position(|point| point == u32::from('.')) else {
        return Ok(module);
    };
    if level == 0 {
        return absolute(&name.slice(0..dot));
    }
    let cut = name.len() - dot;
    let package = absolute_name.slice(0..absolute_name.len() - cut);
    match vm::modules().get(package.as_obj())? {
        Some(module) => Ok(module),
        None => Err(key_error_text(&format!(
            "{} not in sys.modules as expected",
            protocol::repr_text(package.as_obj())?
        ))),
    }
}

fn key_error_text(message: &str) -> Exc {
    key_error(Str::from_str(message).as_obj())
}

/// The absolute name of a relative import.
fn resolve(name: &Str, globals: Option<&Obj>, level: i32) -> PyResult<Ref<Str>> {
    let globals = match globals.filter(|globals| !is_none(globals)) {
        Some(globals) => globals.to_ref(),
        None => return Err(key_error_text("'__name__' not in globals")),
    };
    if globals.downcast::<Dict>().is_none() {
        return Err(type_error("globals must be a dict"));
    }
    let bootstrap = bootstrap()?;
    let package = protocol::call_method(&bootstrap, "_calc___package__", &[&globals]);
    let package = package.map_err(|error| {
        if error.matches(&serpentarium_runtime::types::exceptions::KEY_ERROR) {
            return key_error_text("'__name__' not in globals");
        }
        error
    })?;
    let Some(package_text) = package.downcast::<Str>() else {
        return Err(type_error("package must be a string"));
    };
    if package_text.is_empty() {
        return Err(Exc::with_message(
            &IMPORT_ERROR,
            "attempted relative import with no known parent package",
        ));
    }
    let level = Int::new(i64::from(level)).into_obj();
    let resolved = protocol::call_method(
        &bootstrap,
        "_resolve_name",
        &[name.as_obj(), &package, &level],
    )?;
    match resolved.downcast_into::<Str>() {
        Ok(name) => Ok(intern(name)),
        Err(_) => Err(type_error("module name must be a string")),
    }
}

/// Takes the frames of `importlib` out of the traceback of a failed import, so that it
/// shows the program's own (`remove_importlib_frames`).
fn trimmed(result: PyResult) -> PyResult {
    result.inspect_err(|error| {
        if crate::run::config().verbose == 0 {
            let always = error.matches(&IMPORT_ERROR);
            let kept = trim(error.instance().traceback.get(), always);
            error.instance().traceback.set(kept);
        }
    })
}

/// Drops runs of `importlib` entries: all of them, or those that end where a module's
/// own code was called.
fn trim(first: Option<Ref<Traceback>>, always: bool) -> Option<Ref<Traceback>> {
    let mut entries = Vec::new();
    let mut next = first;
    while let Some(entry) = next {
        next = entry.next.get();
        entries.push(entry);
    }
    let mut kept: Vec<Ref<Traceback>> = Vec::new();
    let mut index = 0;
    while index < entries.len() {
        let run = entries[index..]
            .iter()
            .take_while(|entry| is_importlib(entry))
            .count();
        if run == 0 {
            kept.push(entries[index].clone());
            index += 1;
            continue;
        }
        let called = (index..index + run)
            .rev()
            .find(|at| is_call_with_frames_removed(&entries[*at]));
        let last = if always {
            index + run
        } else {
            called.map_or(index, |at| at + 1)
        };
        kept.extend(entries[last..index + run].iter().cloned());
        index += run;
    }
    for pair in kept.windows(2) {
        pair[0].next.set(pair[1].clone());
    }
    if let Some(last) = kept.last() {
        last.next.set(None);
    }
    kept.into_iter().next()
}

fn is_importlib(entry: &Traceback) -> bool {
    entry
        .code()
        .and_then(|code| code.filename.get())
        .is_some_and(|file| {
            file.eq_str("<frozen importlib._bootstrap>")
                || file.eq_str("<frozen importlib._bootstrap_external>")
        })
}

fn is_call_with_frames_removed(entry: &Traceback) -> bool {
    entry
        .code()
        .and_then(|code| code.name.get())
        .is_some_and(|name| name.eq_str("_call_with_frames_removed"))
}

#[allow(unused_imports)]
use current as _;
