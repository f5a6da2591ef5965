//! `import`.

use crate::interp::dispatch::{check, go, op, push, raise, save};
use crate::interp::frame::InterpreterFrame;
use crate::interp::handlers::names::get_from;
use crate::interp::slot::Slot;
use crate::object::error::{Catch, import_error_plain};
use crate::object::protocol;
use crate::object::{Exc, Obj, Object, PyResult, Ref};
use crate::types::exceptions::{ATTRIBUTE_ERROR, IMPORT_ERROR};
use crate::types::str::Str;

op!(IMPORT_NAME, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let module = check!(
        import_name(&*frame, arg, (*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    push!(sp, Slot::own(module));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn import_name(frame: &InterpreterFrame, index: usize, level: &Obj, from: &Obj) -> PyResult {
    // SAFETY: a running frame's pointers are alive.
    let (code, globals, builtins, locals) = unsafe {
        (
            &*frame.code,
            &*frame.globals,
            &*frame.builtins,
            frame.locals.as_ref(),
        )
    };
    let import = get_from(builtins.as_obj(), &crate::vm::names().dunder_import)?
        .ok_or_else(|| import_error_plain("__import__ not found"))?;
    let none = crate::types::none::none();
    let name = code.name_at(index);
    protocol::call(
        &import,
        &[
            name.as_obj(),
            globals.as_obj(),
            locals.unwrap_or(&none),
            from,
            level,
        ],
    )
}

op!(IMPORT_FROM, |ip, sp, frame, th, arg| {
    let name = (*(*frame).code).name_at(arg);
    save!(ip, sp, frame);
    let value = check!(import_from((*sp.sub(1)).obj(), name), ip, sp, frame, th);
    push!(sp, Slot::own(value));
    go!(ip, 1, sp, frame, th)
});

/// `from module import name`: an attribute, or a submodule already imported.
#[inline(never)]
fn import_from(module: &Obj, name: &Str) -> PyResult {
    if let Some(value) = protocol::getattr_opt(module, name)? {
        return Ok(value);
    }
    let names = crate::vm::names();
    let module_name = protocol::getattr_opt(module, &names.dunder_name)?;
    let text = module_name
        .as_ref()
        .and_then(|n| n.downcast::<Str>())
        .map(Str::to_string_lossy);
    if let Some(text) = &text {
        let full = Str::from_str(&format!("{text}.{name}"));
        if let Some(found) = crate::vm::modules().get(full.as_obj())? {
            return Ok(found);
        }
    }
    Err(cannot_import(module, name, text)?)
}

/// The `ImportError`, with the hint about circular imports where it applies.
#[cold]
#[inline(never)]
fn cannot_import(module: &Obj, name: &Str, module_name: Option<String>) -> PyResult<Exc> {
    let names = crate::vm::names();
    let shown = module_name
        .clone()
        .unwrap_or_else(|| "<unknown module name>".to_owned());
    let spec = protocol::getattr_opt(module, &names.dunder_spec)?;
    // The origin is a place only where the specification says so.
    let has_location = match &spec {
        Some(spec) => protocol::getattr_opt_text(spec, "has_location")?
            .map_or(Ok(false), |flag| protocol::is_true(&flag))?,
        None => false,
    };
    let origin = match &spec {
        Some(spec) if has_location => protocol::getattr_opt_text(spec, "origin")?,
        _ => None,
    };
    let file = protocol::getattr_opt(module, &names.dunder_file)?;
    let place = origin
        .filter(|origin| origin.downcast::<Str>().is_some())
        .or_else(|| file.filter(|file| file.downcast::<Str>().is_some()));
    let initializing = match &spec {
        Some(spec) => protocol::getattr_opt_text(spec, "_initializing")
            .catch(&ATTRIBUTE_ERROR)?
            .flatten()
            .map_or(Ok(false), |flag| protocol::is_true(&flag))?,
        None => false,
    };
    let location = place
        .as_ref()
        .and_then(|p| p.downcast::<Str>())
        .map(Str::to_string_lossy);
    let message = match (initializing, &location) {
        (true, Some(path)) => format!(
            "cannot import name '{name}' from partially initialized module '{shown}' \
             (most likely due to a circular import) ({path})"
        ),
        (true, None) => format!(
            "cannot import name '{name}' from partially initialized module '{shown}' \
             (most likely due to a circular import)"
        ),
        (false, Some(path)) => format!("cannot import name '{name}' from '{shown}' ({path})"),
        (false, None) => format!("cannot import name '{name}' from '{shown}' (unknown location)"),
    };
    let error = Exc::with_message(&IMPORT_ERROR, &message);
    let set = |attribute: &'static str, value: Ref| {
        protocol::setattr_text(error.as_obj(), attribute, &value)
    };
    set("name", Str::from_str(&shown).into_obj())?;
    if let Some(place) = place {
        set("path", place)?;
    }
    set("name_from", name.to_ref().into_obj())?;
    Ok(error)
}
