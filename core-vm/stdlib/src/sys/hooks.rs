//! `displayhook`, `excepthook`, `unraisablehook`, `breakpointhook`.

use serpentarium_runtime::object::error::{Exc, runtime_error, type_error};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::{BaseException, UNICODE_ENCODE_ERROR};
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::types::traceback::Traceback;
use serpentarium_runtime::{unraisable, vm};

use crate::builtins::import::import_module;
use crate::native;

static UNRAISABLE_ARGS: Shape = Shape {
    name: "UnraisableHookArgs",
    doc: "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.",
    fields: &[
        ("exc_type", "Exception type"),
        ("exc_value", "Exception value"),
        ("exc_traceback", "Exception traceback"),
        ("err_msg", "Error message"),
        ("object", "Object causing the exception"),
    ],
    visible: 5,
};

/// Connects the runtime's reports to `sys.unraisablehook`.
pub(super) fn install() {
    unraisable::set_hook(report_unraisable);
    crate::warnings::install();
}

/// A standard stream, when it is set and not `None`.
pub fn stream(name: &str) -> Option<Ref> {
    vm::sys().get_text(name).filter(|stream| !is_none(stream))
}

/// Writes to `sys.stderr`, or to the descriptor when there is no such stream.
pub fn write_stderr(text: &str) {
    let written = stream("stderr").map(|stderr| {
        let text = Str::from_str(text);
        protocol::call_method(&stderr, "write", &[text.as_obj()])
    });
    if !matches!(written, Some(Ok(_))) {
        let host = serpentarium_runtime::host::host();
        let _ = host.write(2, text.as_bytes());
    }
}

pub(super) fn displayhook(_: &Obj, value: &Obj) -> PyResult {
    if is_none(value) {
        return native::none();
    }
    vm::builtins().set_text("_", none());
    let Some(stdout) = stream("stdout") else {
        return Err(runtime_error("lost sys.stdout"));
    };
    let shown = protocol::repr(value)?;
    let result = protocol::call_method(&stdout, "write", &[shown.as_obj()]);
    if let Err(error) = result {
        if !error.matches(&UNICODE_ENCODE_ERROR) {
            return Err(error);
        }
        let encoding = protocol::getattr_text(&stdout, "encoding")?;
        let handler = Str::from_str("backslashreplace");
        let encoded =
            protocol::call_method(shown.as_obj(), "encode", &[&encoding, handler.as_obj()])?;
        let strict = Str::from_str("strict");
        let text = protocol::call_method(&encoded, "decode", &[&encoding, strict.as_obj()])?;
        protocol::call_method(&stdout, "write", &[&text])?;
    }
    let newline = Str::from_str("\n");
    protocol::call_method(&stdout, "write", &[newline.as_obj()])?;
    vm::builtins().set_text("_", value.to_ref());
    native::none()
}

pub(super) fn excepthook(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(value), traceback) = (args[1], args[2]) else {
        return native::none();
    };
    if let (Some(error), Some(traceback)) = (value.downcast::<BaseException>(), traceback)
        && !error.traceback.is_some()
        && let Ok(traceback) = traceback.to_ref().downcast_into::<Traceback>()
    {
        error.traceback.set(traceback);
    }
    display(value)?;
    native::none()
}

/// Prints an exception with its traceback to `sys.stderr`, as the default hook does: by
/// the `traceback` module, or plainly when that cannot be used.
///
/// # Errors
/// None that matter: a failing stream is left alone.
pub fn display(error: &Obj) -> PyResult<()> {
    let Some(stderr) = stream("stderr") else {
        return Ok(());
    };
    if error.downcast::<BaseException>().is_none() {
        write_stderr(&format!(
            "TypeError: print_exception(): Exception expected for value, {} found\n",
            error.ty().name()
        ));
        return Ok(());
    }
    let printed = import_module("traceback")
        .and_then(|module| protocol::getattr_text(&module, "_print_exception_bltin"))
        .and_then(|print| protocol::call(&print, &[error]));
    if let Err(failure) = printed {
        display_plainly(error, &failure);
    }
    let _ = protocol::call_method(&stderr, "flush", &[]);
    Ok(())
}

/// The last resort: the line of the exception, without the traceback module.
fn display_plainly(error: &Obj, failure: &Exc) {
    if let Some(error) = error.downcast::<BaseException>() {
        write_plain_traceback(error.traceback.get());
    }
    write_stderr(&format!("{}\n", one_line(error)));
    if crate::run::config().dev_mode {
        write_stderr(&format!(
            "(traceback failed: {})\n",
            one_line(failure.as_obj())
        ));
    }
}

/// Entries of a traceback, without source lines.
fn write_plain_traceback(first: Option<Ref<Traceback>>) {
    if first.is_some() {
        write_stderr("Traceback (most recent call last):\n");
    }
    let mut next = first;
    while let Some(entry) = next {
        if let Some(code) = entry.code() {
            let text =
                |field: Option<Ref<Str>>| field.map_or_else(String::new, |t| t.to_string_lossy());
            write_stderr(&format!(
                "  File \"{}\", line {}, in {}\n",
                text(code.filename.get()),
                entry.line().unwrap_or(0),
                text(code.name.get())
            ));
        }
        next = entry.next.get();
    }
}

/// `TypeName: text`
pub fn one_line(error: &Obj) -> String {
    let module = protocol::getattr_opt_text(error.ty().as_obj(), "__module__");
    let module = module
        .ok()
        .flatten()
        .and_then(|module| module.downcast_into::<Str>().ok());
    let prefix = match module {
        Some(module) if !module.eq_str("builtins") && !module.eq_str("__main__") => {
            format!("{module}.")
        }
        _ => String::new(),
    };
    let text = protocol::str(error).map(|text| text.to_string_lossy());
    match text {
        Ok(text) if text.is_empty() => format!("{prefix}{}", error.ty().name()),
        Ok(text) => format!("{prefix}{}: {text}", error.ty().name()),
        Err(_) => format!("{prefix}{}: <exception str() failed>", error.ty().name()),
    }
}

/// Calls `sys.unraisablehook` for an exception that nobody can catch.
fn report_unraisable(error: Exc, message: Option<&str>, object: Option<&Obj>) {
    let instance = error.into_instance();
    let value = instance.clone().into_obj();
    let args = struct_sequence::define(&UNRAISABLE_ARGS).make(vec![
        value.ty().as_obj().to_ref(),
        value.clone(),
        instance.traceback.get().map_or_else(none, Ref::into_obj),
        message.map_or_else(none, |message| Str::from_str(message).into_obj()),
        object.map_or_else(none, Object::to_ref),
    ]);
    let hook = vm::sys()
        .get_text("unraisablehook")
        .filter(|hook| !is_none(hook));
    let outcome = match hook {
        Some(hook) => protocol::call(&hook, &[&args]).map(drop),
        None => write_unraisable(&args),
    };
    if let Err(failure) = outcome {
        write_stderr("Exception ignored in sys.unraisablehook:\n");
        write_stderr(&format!("{}\n", one_line(failure.as_obj())));
    }
}

pub(super) fn unraisablehook(_: &Obj, args: &Obj) -> PyResult {
    if !args.is_instance(struct_sequence::define(&UNRAISABLE_ARGS).ty) {
        return Err(type_error(
            "sys.unraisablehook argument type must be UnraisableHookArgs",
        ));
    }
    write_unraisable(args)?;
    native::none()
}

fn write_unraisable(args: &Obj) -> PyResult<()> {
    let field = |name| protocol::getattr_text(args, name);
    let (object, message) = (field("object")?, field("err_msg")?);
    let text = if is_none(&message) {
        None
    } else {
        Some(protocol::str(&message)?.to_string_lossy())
    };
    if is_none(&object) {
        if let Some(text) = text {
            write_stderr(&format!("{text}:\n"));
        }
    } else {
        let shown =
            protocol::repr_text(&object).unwrap_or_else(|_| "<object repr() failed>".to_owned());
        let text = text.unwrap_or_else(|| "Exception ignored in".to_owned());
        write_stderr(&format!("{text}: {shown}\n"));
    }
    let error = field("exc_value")?;
    display(&error)
}

pub(super) fn breakpointhook(_: &Obj, args: Args<'_>) -> PyResult {
    let wanted = crate::run::environment("PYTHONBREAKPOINT").unwrap_or_default();
    if wanted == "0" {
        return native::none();
    }
    let wanted = if wanted.is_empty() {
        "pdb.set_trace".to_owned()
    } else {
        wanted
    };
    let (module, function) = wanted.rsplit_once('.').unwrap_or(("builtins", &wanted));
    let hook = import_module(module).and_then(|module| {
        protocol::getattr(
            &module,
            &serpentarium_runtime::types::str::Str::from_str(function),
        )
    });
    match hook {
        Ok(hook) => protocol::call_args(&hook, args),
        Err(_) => {
            crate::warnings::warn(
                &serpentarium_runtime::types::exceptions::RUNTIME_WARNING,
                &format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{wanted}\""),
                0,
            )?;
            native::none()
        }
    }
}
