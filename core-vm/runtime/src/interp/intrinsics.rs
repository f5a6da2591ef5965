//! The operations of `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use crate::interp::frame::InterpreterFrame;
use crate::interp::thread::Thread;
use crate::object::error::{import_error_plain, runtime_error, system_error, type_error};
use crate::object::protocol::{self, number};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::dict::Dict;
use crate::types::exceptions::{BaseException, STOP_ASYNC_ITERATION, STOP_ITERATION};
use crate::types::function::Function;
use crate::types::list::List;
use crate::types::none::none;
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;

/// `CALL_INTRINSIC_1`, numbered as `INTRINSICS_1`.
#[inline(never)]
pub(crate) fn one(which: usize, operand: &Obj, thread: *mut Thread) -> PyResult {
    match which {
        1 => print_expression(operand),
        2 => {
            // SAFETY: the thread's current frame is the one that imports.
            let frame = unsafe { &*(*thread).frame };
            import_star(frame, operand)?;
            Ok(none())
        }
        3 => stop_iteration_error(operand, thread),
        4 => Ok(crate::interp::shim::wrap_value(operand)),
        5 => number::positive(operand),
        6 => Ok(Tuple::new(protocol::collect(operand)?).into_obj()),
        7..=11 => crate::interp::shim::intrinsic_1(which, operand),
        _ => Err(system_error(format!("bad intrinsic {which}"))),
    }
}

/// `CALL_INTRINSIC_2`, numbered as `INTRINSICS_2`.
#[inline(never)]
pub(crate) fn two(which: usize, first: &Obj, second: &Obj) -> PyResult {
    match which {
        1 => crate::interp::shim::prep_reraise_star(first, second),
        4 => {
            if let Some(function) = first.downcast::<Function>() {
                function.type_params.set(second.to_ref());
            }
            Ok(first.to_ref())
        }
        2 | 3 | 5 => crate::interp::shim::intrinsic_2(which, first, second),
        _ => Err(system_error(format!("bad intrinsic {which}"))),
    }
}

/// The value of an expression statement at the prompt goes to `sys.displayhook`.
fn print_expression(value: &Obj) -> PyResult {
    match crate::vm::sys().get_text("displayhook") {
        Some(hook) => protocol::call(&hook, &[value]),
        None => Err(runtime_error("lost sys.displayhook")),
    }
}

/// `from module import *`
fn import_star(frame: &InterpreterFrame, module: &Obj) -> PyResult<()> {
    // SAFETY: a running frame's locals are alive.
    let Some(locals) = (unsafe { frame.locals.as_ref() }) else {
        return Err(system_error("no locals found during 'import *'"));
    };
    let names = crate::vm::names();
    let (all, skip_underscores) = match protocol::getattr_opt(module, &names.dunder_all)? {
        Some(all) => (all, false),
        None => match protocol::getattr_opt(module, &names.dunder_dict)? {
            Some(dict) => (protocol::call_method_str(&dict, &names.keys, &[])?, true),
            None => {
                return Err(import_error_plain(
                    "from-import-* object has no __dict__ and no __all__",
                ));
            }
        },
    };
    for name in protocol::collect(&all)? {
        let Some(text) = name.downcast::<Str>() else {
            return Err(bad_star_name(module, &name, skip_underscores)?);
        };
        if skip_underscores && !text.is_empty() && text.points().at(0) == u32::from('_') {
            continue;
        }
        let value = protocol::getattr(module, text)?;
        match locals.downcast_exact::<Dict>() {
            Some(dict) => dict.set(&name, value)?,
            None => protocol::sequence::setitem(locals, &name, Some(&value))?,
        }
    }
    Ok(())
}

#[cold]
fn bad_star_name(module: &Obj, name: &Obj, from_dict: bool) -> PyResult<crate::object::Exc> {
    let module_name = protocol::getattr(module, &crate::vm::names().dunder_name)?;
    let Some(module_name) = module_name.downcast::<Str>() else {
        return Ok(type_error(format!(
            "module __name__ must be a string, not {}",
            module_name.ty().tp_name()
        )));
    };
    let (what, place) = if from_dict {
        ("Key", "__dict__")
    } else {
        ("Item", "__all__")
    };
    Ok(type_error(format!(
        "{what} in {module_name}.{place} must be str, not {}",
        name.ty().tp_name()
    )))
}

/// `StopIteration` raised inside a generator becomes `RuntimeError` (PEP 479).
fn stop_iteration_error(raised: &Obj, thread: *mut Thread) -> PyResult {
    use serpentarium_bytecode::CodeFlags;
    // SAFETY: the thread's current frame is the generator's.
    let flags = unsafe { &*(*(*thread).frame).code }.flags;
    let asynchronous = flags.has(CodeFlags::ASYNC_GENERATOR);
    let message = if raised.is_instance(&STOP_ITERATION) {
        if asynchronous {
            "async generator raised StopIteration"
        } else if flags.has(CodeFlags::COROUTINE) {
            "coroutine raised StopIteration"
        } else {
            "generator raised StopIteration"
        }
    } else if asynchronous && raised.is_instance(&STOP_ASYNC_ITERATION) {
        "async generator raised StopAsyncIteration"
    } else {
        return Ok(raised.to_ref());
    };
    let error = runtime_error(message).into_instance();
    if let Some(raised) = raised.downcast::<BaseException>() {
        error.cause.set(raised.to_ref());
        error.context.set(raised.to_ref());
        error.suppress_context.set(true);
    }
    Ok(error.into_obj())
}

#[allow(unused_imports)]
use {List as _, Ref as _, intern as _};
