//! Raising, catching, `with` blocks that end by an exception.

use crate::interp::dispatch::{check, go, op, push, raise, save};
use crate::interp::slot::Slot;
use crate::interp::thread::{Thread, handled_exception};
use crate::interp::unwind;
use crate::object::error::{runtime_error, type_error};
use crate::object::protocol;
use crate::object::{Exc, Obj, Object, PyResult, Ref, Type, flags};
use crate::types::exceptions::BaseException;
use crate::types::int::{Int, bool_obj};
use crate::types::none::{is_none, none};
use crate::types::tuple::Tuple;

op!(RAISE_VARARGS, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    if arg == 0 {
        let Some(current) = handled_exception() else {
            raise!(
                runtime_error("No active exception to reraise"),
                ip,
                sp,
                frame,
                th
            )
        };
        unwind::set_raised(th, Exc::from_instance(current));
        crate::interp::instrument::raised_again_events(th, frame, ip);
        return unwind::unwind(ip, sp, frame, th, 0);
    }
    let cause = (arg == 2).then(|| (*sp.sub(1)).obj());
    let error = raised_by((*sp.sub(arg)).obj(), cause);
    raise!(error, ip, sp, frame, th)
});

/// The exception of `raise value from cause` (or the one about a wrong value).
#[inline(never)]
fn raised_by(value: &Obj, cause: Option<&Obj>) -> Exc {
    match instance_of(value, "exceptions must derive from BaseException") {
        Ok(instance) => {
            if let Some(cause) = cause
                && let Err(error) = set_cause(&instance, cause)
            {
                return error;
            }
            unwind::chain_context(&instance, false);
            Exc::from_instance(instance)
        }
        Err(error) => error,
    }
}

/// An exception instance from an instance or a class to call.
#[inline(never)]
fn instance_of(value: &Obj, otherwise: &str) -> PyResult<Ref<BaseException>> {
    if let Some(class) = value.downcast::<Type>()
        && class.has_flag(flags::BASE_EXC_SUBCLASS)
    {
        return protocol::call(value, &[])?
            .downcast_into::<BaseException>()
            .map_err(|other| {
                let text = protocol::repr_text(value).unwrap_or_default();
                type_error(format!(
                    "calling {text} should have returned an instance of BaseException, not {}",
                    other
                        .ty()
                        .as_obj()
                        .downcast::<Type>()
                        .map_or_else(String::new, |t| {
                            protocol::repr_text(t.as_obj()).unwrap_or_default()
                        })
                ))
            });
    }
    value
        .to_ref()
        .downcast_into::<BaseException>()
        .map_err(|_| type_error(otherwise))
}

#[inline(never)]
fn set_cause(instance: &BaseException, cause: &Obj) -> PyResult<()> {
    if is_none(cause) {
        instance.cause.set(None);
    } else {
        instance.cause.set(instance_of(
            cause,
            "exception causes must derive from BaseException",
        )?);
    }
    instance.suppress_context.set(true);
    Ok(())
}

op!(RERAISE, |ip, sp, frame, th, arg| {
    let raised = (*sp.sub(1))
        .into_ref()
        .cast_into_unchecked::<BaseException>();
    let sp = sp.sub(1);
    (*frame).ip = ip;
    if arg > 0
        && let Some(lasti) = Int::exact_word((*sp.sub(arg)).obj())
    {
        let first = (*(*frame).code).units.as_ptr().cast::<u16>().cast_mut();
        (*frame).ip = first.add(lasti as usize);
        // The table is searched at the RERAISE itself, the traceback shows where it was raised.
    }
    unwind::set_raised(th, Exc::from_instance(raised));
    if crate::interp::instrument::EXCEPTION_EVENTS.get() {
        (*frame).sp = sp;
        crate::interp::instrument::reraise_event(th, frame, ip);
    }
    unwind::unwind(ip, sp, frame, th, 0)
});

op!(PUSH_EXC_INFO, |ip, sp, frame, th, arg| {
    let raised = *sp.sub(1);
    let item = &*(*th).handled;
    let instance = raised.obj().to_ref().cast_into_unchecked::<BaseException>();
    let old = item.value.replace(instance);
    *sp.sub(1) = Slot::own(old.map_or_else(none, Ref::into_obj));
    push!(sp, raised);
    go!(ip, 1, sp, frame, th)
});

op!(POP_EXCEPT, |ip, sp, frame, th, arg| {
    let old = *sp.sub(1);
    let sp = sp.sub(1);
    save!(ip, sp, frame);
    restore_handled(th, old);
    go!(ip, 1, sp, frame, th)
});

/// The exception handled before becomes the one being handled again.
#[inline(always)]
unsafe fn restore_handled(th: *mut Thread, old: Slot) {
    // SAFETY: the slot holds an exception or None and is given up.
    unsafe {
        let item = &*(*th).handled;
        let old = old.into_ref();
        if is_none(&old) {
            item.value.set(None);
        } else {
            item.value.set(old.cast_into_unchecked::<BaseException>());
        }
    }
}

op!(CHECK_EXC_MATCH, |ip, sp, frame, th, arg| {
    let (raised, class) = ((*sp.sub(2)).obj(), *sp.sub(1));
    save!(ip, sp, frame);
    let matches = check!(exception_matches(raised, class.obj()), ip, sp, frame, th);
    *sp.sub(1) = Slot::borrow(bool_obj(matches));
    class.close();
    go!(ip, 1, sp, frame, th)
});

#[inline]
fn exception_matches(raised: &Obj, class: &Obj) -> PyResult<bool> {
    if let Some(class) = class.downcast::<Type>()
        && class.has_flag(flags::BASE_EXC_SUBCLASS)
    {
        return Ok(raised.is_instance(class));
    }
    matches_any(raised, class)
}

#[inline(never)]
fn matches_any(raised: &Obj, class: &Obj) -> PyResult<bool> {
    const MESSAGE: &str = "catching classes that do not inherit from BaseException is not allowed";
    let is_class = |object: &Obj| {
        object
            .downcast::<Type>()
            .is_some_and(|ty| ty.has_flag(flags::BASE_EXC_SUBCLASS))
    };
    match class.downcast::<Tuple>() {
        Some(classes) => {
            if !classes.as_slice().iter().all(|class| is_class(class)) {
                return Err(type_error(MESSAGE));
            }
            Ok(classes.as_slice().iter().any(|class| {
                class
                    .downcast::<Type>()
                    .is_some_and(|ty| raised.is_instance(ty))
            }))
        }
        None => Err(type_error(MESSAGE)),
    }
}

op!(CHECK_EG_MATCH, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let (raised, class) = (*sp.sub(2), *sp.sub(1));
    let (rest, matched) = check!(
        crate::interp::shim::group_match(raised.obj(), class.obj()),
        ip,
        sp,
        frame,
        th
    );
    *sp.sub(2) = Slot::own(rest);
    if !is_none(&matched) {
        (*(*th).handled)
            .value
            .set(matched.clone().cast_into_unchecked::<BaseException>());
    }
    *sp.sub(1) = Slot::own(matched);
    class.close();
    raised.close();
    go!(ip, 1, sp, frame, th)
});

op!(WITH_EXCEPT_START, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let raised = (*sp.sub(1)).obj();
    let (exit, this) = (*sp.sub(5), *sp.sub(4));
    let this = (!this.is_null()).then(|| this.obj());
    let result = check!(call_exit(exit.obj(), this, raised), ip, sp, frame, th);
    push!(sp, Slot::own(result));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn call_exit(exit: &Obj, this: Option<&Obj>, raised: &Obj) -> PyResult {
    let traceback = raised
        .downcast::<BaseException>()
        .and_then(|raised| raised.traceback.get())
        .map_or_else(none, Ref::into_obj);
    let class = raised.ty().as_obj();
    match this {
        Some(this) => protocol::call(exit, &[this, class, raised, &traceback]),
        None => protocol::call(exit, &[class, raised, &traceback]),
    }
}
