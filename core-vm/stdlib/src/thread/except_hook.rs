//! What is printed of an exception that ends a thread.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Obj, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::{BaseException, SYSTEM_EXIT};
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::types::traceback::Traceback;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use crate::native;

pub(super) static EXCEPT_HOOK_ARGS: Shape = Shape {
    name: "_thread._ExceptHookArgs",
    doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    fields: &[
        ("exc_type", "Exception type"),
        ("exc_value", "Exception value"),
        ("exc_traceback", "Exception traceback"),
        ("thread", "Thread"),
    ],
    visible: 4,
};

fn item(args: &Obj, index: usize) -> Option<Ref> {
    let tuple = args.downcast::<Tuple>()?;
    tuple.get(index).filter(|item| !is_none(item))
}

/// Where to write: `sys.stderr`, or the stream that the thread kept.
fn stream(thread: Option<&Obj>) -> PyResult<Option<Ref>> {
    if let Some(stderr) = vm::sys().get_text("stderr").filter(|file| !is_none(file)) {
        return Ok(Some(stderr));
    }
    let Some(thread) = thread else {
        return Ok(None);
    };
    let kept = protocol::getattr_opt_text(thread, "_stderr")?;
    Ok(kept.filter(|file| !is_none(file)))
}

pub(super) fn excepthook(_: &Obj, args: &Obj) -> PyResult {
    let wanted = struct_sequence::define(&EXCEPT_HOOK_ARGS).ty;
    if !args.is_exact(wanted) {
        return Err(type_error(
            "_thread.excepthook argument type must be ExceptHookArgs",
        ));
    }
    if item(args, 0)
        .is_some_and(|class| class.is(serpentarium_runtime::object::Object::as_obj(&SYSTEM_EXIT)))
    {
        return native::none();
    }
    let thread = item(args, 3);
    let Some(file) = stream(thread.as_deref())? else {
        return native::none();
    };
    let name = match &thread {
        Some(thread) => protocol::getattr_opt_text(thread, "_name")?,
        None => None,
    };
    let name = match name {
        Some(name) => protocol::str(&name)?,
        None => Str::from_str(&serpentarium_runtime::threads::ident().to_string()),
    };
    let title = Str::from_str(&format!(
        "Exception in thread {}:\n",
        name.to_string_lossy()
    ));
    protocol::call_method(
        &file,
        "write",
        &[serpentarium_runtime::object::Object::as_obj(&*title)],
    )?;
    if let Some(error) = item(args, 1) {
        if let Some(instance) = error.downcast::<BaseException>()
            && !instance.traceback.is_some()
            && let Some(traceback) = item(args, 2)
            && let Ok(traceback) = traceback.downcast_into::<Traceback>()
        {
            instance.traceback.set(traceback);
        }
        crate::sys::hooks::display(&error)?;
    }
    protocol::call_method(&file, "flush", &[])?;
    native::none()
}
