//! Calls, returns, and making functions.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::call::{self, enter, function_text};
use crate::interp::dispatch::{Step, again, check, go, op, push, raise, save, take};
use crate::interp::frame::{self, InterpreterFrame, Owner};
use crate::interp::handlers::build::top_refs;
use crate::interp::slot::Slot;
use crate::interp::specialize::{self, read_u32};
use crate::interp::thread::Thread;
use crate::object::error::type_error;
use crate::object::native::NativeFn;
use crate::object::protocol;
use crate::object::{Args, Exc, Obj, Object, PyResult, Ref, Type};
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::function::{FUNCTION_TYPE, Function};
use crate::types::list::List;
use crate::types::method::Method;
use crate::types::native_function::NativeFunction;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// Units of `CALL` and its cache.
const CALL_SIZE: usize = 4;

op!(INTERPRETER_EXIT, |ip, sp, frame, th, arg| {
    (*sp.sub(1)).into_ref().into_raw()
});

op!(RETURN_VALUE, |ip, sp, frame, th, arg| {
    if (*frame).owner == Owner::Init {
        return return_from_init(ip, sp, frame, th, arg);
    }
    let value = (*sp.sub(1)).make_owned();
    (*frame).sp = sp.sub(1);
    (*frame).ip = ip;
    let caller = frame::leave(th, frame);
    let mut sp = (*caller).sp;
    push!(sp, value);
    let ip = (*caller).ip.cast_mut();
    go!(ip, usize::from((*caller).return_offset), sp, caller, th)
});

/// Turns `method, NULL, args` into `function, self, args` (the method keeps both alive
/// in the callable's place until the call is over).
#[inline(never)]
pub(crate) unsafe fn unpack_method(first: *mut Slot) {
    // SAFETY: `first` is the callable, behind it stands self or null.
    unsafe {
        if !(*first.add(1)).is_null() {
            return;
        }
        let callable = *first;
        if let Some(method) = callable.obj().downcast_exact::<Method>()
            && let (Some(function), Some(this)) = (method.function.get(), method.this.get())
        {
            *first = Slot::own(function);
            *first.add(1) = Slot::own(this);
            callable.close();
        }
    }
}

op!(CALL, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    if specialize::due(ip) {
        specialize::call(ip, (*first).obj(), !(*first.add(1)).is_null(), arg);
        again!(ip, sp, frame, th, arg);
    }
    unpack_method(first);
    save!(ip, sp, frame);
    if let Some(function) = (*first).obj().downcast_exact::<Function>() {
        let count = arg + usize::from(!(*first.add(1)).is_null());
        let new = call::push_call(th, function, sp.sub(count), count, None, frame);
        return enter_call(new, first, ip, frame, th, CALL_SIZE);
    }
    let result = check!(call_native(first, arg), ip, sp, frame, th);
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

/// Takes back a pushed frame that would nest too deeply.
#[cold]
#[inline(never)]
unsafe fn abandon(new: *mut InterpreterFrame, th: *mut Thread) -> Exc {
    // SAFETY: the frame is the last that was pushed and did not run.
    unsafe {
        frame::drop_contents(new);
        (*th).stack_top = new.cast();
        frame::too_deep()
    }
}

/// Goes on in a called function's frame; its arguments have left the stack, the callable
/// has not. On an error the callable is all that is left to close.
#[inline(always)]
unsafe fn enter_call(
    new: PyResult<*mut InterpreterFrame>,
    first: *mut Slot,
    ip: *mut u16,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    size: usize,
) -> *mut Obj {
    // SAFETY: the callable's slot is closed once; the new frame owns its function.
    unsafe {
        let callable = *first;
        callable.close();
        match new {
            Ok(new) if (*th).recursion_left > 0 => {
                (*frame).sp = first;
                (*frame).return_offset = size as u16;
                enter!(new, th)
            }
            Ok(new) => raise!(abandon(new, th), ip, first, frame, th),
            Err(error) => raise!(error, ip, first, frame, th),
        }
    }
}

/// Calls with the borrowed values of `first: callable, self or null, args…`.
#[inline(never)]
pub(crate) unsafe fn call_native(first: *mut Slot, count: usize) -> PyResult {
    // SAFETY: the slots stay on the stack during the call.
    unsafe {
        let callable = (*first).obj();
        let has_self = usize::from(!(*first.add(1)).is_null());
        let start = first.add(2 - has_self);
        let total = count + has_self;
        let args: smallvec::SmallVec<[&Obj; 8]> =
            (0..total).map(|index| (*start.add(index)).obj()).collect();
        protocol::call_args(callable, Args::positional_only(&args))
    }
}

/// Pops `callable, self, args` and pushes the result.
macro_rules! finish_call {
    ($result:expr, $first:expr, $sp:expr, $ip:expr, $size:expr, $frame:expr, $th:expr) => {{
        let result = Slot::own($result);
        let mut at = $sp;
        while at > $first {
            at = at.sub(1);
            let slot = *at;
            (*$frame).sp = at;
            slot.close();
        }
        *$first = result;
        let sp = $first.add(1);
        if crate::interp::breaker::reasons() != 0 {
            return after_call_slow($ip.add($size - 1), sp, $frame, $th, 0);
        }
        go!($ip, $size, sp, $frame, $th)
    }};
}
use finish_call;

op!(
    /// Something waits at the end of a native call; `ip` is the unit before the next instruction.
    #[cold]
    #[inline(never)]
    after_call_slow, |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        check!(crate::interp::pending::run(th), ip, sp, frame, th);
        go!(ip, 1, sp, frame, th)
    }
);

macro_rules! call_miss {
    ($ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr) => {
        return specialize::miss($ip, $sp, $frame, $th, $arg, opcode::CALL)
    };
}

/// Calls a Python function whose arguments fit exactly.
macro_rules! call_exact {
    ($function:expr, $first:expr, $count:expr, $ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr) => {{
        let function: &Function = $function;
        if (*$th).recursion_left <= 1 {
            call_miss!($ip, $sp, $frame, $th, $arg);
        }
        save!($ip, $sp, $frame);
        let Some(new) = call::push_exact($th, function, $frame) else {
            call_miss!($ip, $sp, $frame, $th, $arg)
        };
        let locals = InterpreterFrame::locals_ptr(new);
        let args = $sp.sub($count);
        for index in 0..$count {
            *locals.add(index) = *args.add(index);
        }
        let callable = *$first;
        (*$frame).sp = $first;
        (*$frame).return_offset = CALL_SIZE as u16;
        callable.close();
        enter!(new, $th)
    }};
}

op!(CALL_PY_EXACT_ARGS, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    let Some(function) = (*first).obj().downcast_exact::<Function>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    let count = arg + usize::from(!(*first.add(1)).is_null());
    if function.version.get() != read_u32(ip.add(2))
        || function
            .code
            .peek()
            .is_none_or(|code| code.argcount as usize != count)
    {
        call_miss!(ip, sp, frame, th, arg);
    }
    call_exact!(function, first, count, ip, sp, frame, th, arg)
});

op!(CALL_BOUND_METHOD_EXACT_ARGS, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    unpack_method(first);
    let Some(function) = (*first).obj().downcast_exact::<Function>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    let count = arg + usize::from(!(*first.add(1)).is_null());
    if function.version.get() != read_u32(ip.add(2))
        || function
            .code
            .peek()
            .is_none_or(|code| code.argcount as usize != count)
    {
        call_miss!(ip, sp, frame, th, arg);
    }
    call_exact!(function, first, count, ip, sp, frame, th, arg)
});

op!(CALL_PY_GENERAL, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    let Some(function) = (*first).obj().downcast_exact::<Function>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    save!(ip, sp, frame);
    let count = arg + usize::from(!(*first.add(1)).is_null());
    let new = call::push_call(th, function, sp.sub(count), count, None, frame);
    enter_call(new, first, ip, frame, th, CALL_SIZE)
});

op!(CALL_BOUND_METHOD_GENERAL, |ip, sp, frame, th, arg| {
    unpack_method(sp.sub(arg + 2));
    CALL_PY_GENERAL(ip, sp, frame, th, arg)
});

op!(CALL_NON_PY_GENERAL, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    if (*first).obj().is_exact(&FUNCTION_TYPE)
        || (*first).obj().is_exact(&crate::types::method::METHOD_TYPE)
    {
        call_miss!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let result = check!(call_native(first, arg), ip, sp, frame, th);
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

macro_rules! generic_native_call {
    ($($name:ident)*) => {$(
        op!($name, |ip, sp, frame, th, arg| { CALL_NON_PY_GENERAL(ip, sp, frame, th, arg) });
    )*};
}
generic_native_call! {
    CALL_BUILTIN_CLASS CALL_BUILTIN_FAST_WITH_KEYWORDS CALL_TUPLE_1
    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS CALL_STR_1
}

op!(CALL_TYPE_1, |ip, sp, frame, th, arg| {
    let first = sp.sub(3);
    if !(*first).obj().is(crate::types::typeobj::TYPE_TYPE.as_obj()) || !(*first.add(1)).is_null() {
        call_miss!(ip, sp, frame, th, arg);
    }
    let result = (*sp.sub(1)).obj().ty().as_obj().to_ref();
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

op!(CALL_BUILTIN_O, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    let has_self = usize::from(!(*first.add(1)).is_null());
    let Some(native) = (*first).obj().downcast_exact::<NativeFunction>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    let NativeFn::One(function) = native.def.function else {
        call_miss!(ip, sp, frame, th, arg)
    };
    if arg + has_self != 1 {
        call_miss!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    check!(super::cold::check_stack(), ip, sp, frame, th);
    let this = native.this.peek().unwrap_or(native.as_obj());
    let result = check!(function(this, (*sp.sub(1)).obj()), ip, sp, frame, th);
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

op!(CALL_BUILTIN_FAST, |ip, sp, frame, th, arg| {
    CALL_NON_PY_GENERAL(ip, sp, frame, th, arg)
});

op!(CALL_LEN, |ip, sp, frame, th, arg| {
    let first = sp.sub(3);
    let Some(native) = (*first).obj().downcast_exact::<NativeFunction>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    if native.def.name != "len" || !(*first.add(1)).is_null() {
        call_miss!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let len = check!(
        protocol::sequence::len((*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    let result = crate::types::int::Int::from_usize(len).into_obj();
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

op!(CALL_ISINSTANCE, |ip, sp, frame, th, arg| {
    let first = sp.sub(4);
    let Some(native) = (*first).obj().downcast_exact::<NativeFunction>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    if native.def.name != "isinstance" || !(*first.add(1)).is_null() {
        call_miss!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let is = check!(
        super::cold::is_instance((*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    let result = is.to_ref();
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

op!(
    /// `list.append(x)` whose result is thrown away: skips the `POP_TOP` that follows.
    CALL_LIST_APPEND, |ip, sp, frame, th, arg| {
        let first = sp.sub(3);
        let list = *first.add(1);
        let is_append =
            crate::interp::shim::method_def((*first).obj()).is_some_and(|(def, _)| def.name == "append");
        if !is_append || list.is_null() || *ip.add(4) & 0xFF != u16::from(opcode::POP_TOP) {
            call_miss!(ip, sp, frame, th, arg);
        }
        let Some(target) = list.obj().downcast_exact::<List>() else {
            call_miss!(ip, sp, frame, th, arg);
        };
        target.push((*sp.sub(1)).into_ref());
        let callable = *first;
        sp = first;
        save!(ip, sp, frame);
        list.close();
        callable.close();
        go!(ip, CALL_SIZE + 1, sp, frame, th)
    }
);

/// The native function of a method descriptor called on an instance of its class.
macro_rules! descriptor_call {
    ($name:ident, $kind:ident, $count:expr, |$function:ident, $this:ident, $top:ident| $call:expr) => {
        op!($name, |ip, sp, frame, th, arg| {
            let first = sp.sub(arg + 2);
            let has_self = usize::from(!(*first.add(1)).is_null());
            let Some((def, owner)) = crate::interp::shim::method_def((*first).obj()) else {
                call_miss!(ip, sp, frame, th, arg);
            };
            let NativeFn::$kind($function) = def.function else {
                call_miss!(ip, sp, frame, th, arg)
            };
            if arg + has_self != $count {
                call_miss!(ip, sp, frame, th, arg);
            }
            let $this = (*sp.sub($count)).obj();
            if !$this.is_instance(owner) {
                call_miss!(ip, sp, frame, th, arg);
            }
            save!(ip, sp, frame);
            check!(super::cold::check_stack(), ip, sp, frame, th);
            let $top = (*sp.sub(1)).obj();
            let result = check!($call, ip, sp, frame, th);
            finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
        });
    };
}
descriptor_call!(CALL_METHOD_DESCRIPTOR_O, One, 2, |function, this, top| {
    function(this, top)
});
descriptor_call!(
    CALL_METHOD_DESCRIPTOR_NOARGS,
    NoArgs,
    1,
    |function, this, top| function(top)
);

op!(CALL_METHOD_DESCRIPTOR_FAST, |ip, sp, frame, th, arg| {
    CALL_NON_PY_GENERAL(ip, sp, frame, th, arg)
});

// ---- constructing instances of Python classes

op!(CALL_ALLOC_AND_ENTER_INIT, |ip, sp, frame, th, arg| {
    let first = sp.sub(arg + 2);
    let Some(class) = (*first).obj().downcast_exact::<Type>() else {
        call_miss!(ip, sp, frame, th, arg);
    };
    let version = class.version.get();
    let (init, init_version) = class.cached_init.get();
    if version == 0
        || version != read_u32(ip.add(2))
        || version != init_version
        || !(*first.add(1)).is_null()
        || (*th).recursion_left <= 1
    {
        call_miss!(ip, sp, frame, th, arg);
    }
    // The class's dictionary keeps it, as its version tells.
    let function = (*init).cast_unchecked::<Function>();
    if !function
        .code
        .peek()
        .is_some_and(|code| specialize::is_plain_init(code, arg))
    {
        call_miss!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let Some(new) = call::push_exact(th, function, frame) else {
        call_miss!(ip, sp, frame, th, arg)
    };
    let this = super::cold::new_instance(class);
    let locals = InterpreterFrame::locals_ptr(new);
    *locals = Slot::own(this.clone());
    for index in 0..arg {
        *locals.add(1 + index) = *first.add(2 + index);
    }
    let callable = *first;
    *first = Slot::own(this);
    (*frame).sp = first.add(1);
    (*frame).return_offset = CALL_SIZE as u16;
    (*new).owner = Owner::Init;
    callable.close();
    enter!(new, th)
});

op!(
    /// `__init__` returns to the call that constructs the instance.
    #[inline(never)]
    return_from_init, |ip, sp, frame, th, arg| {
        let value = (*sp.sub(1)).make_owned();
        (*frame).sp = sp.sub(1);
        (*frame).ip = ip;
        let caller = frame::leave(th, frame);
        let (sp, ip) = ((*caller).sp, (*caller).ip.cast_mut());
        if !crate::types::none::is_none(value.obj()) {
            let error = super::cold::init_returned(value.obj());
            value.close();
            raise!(error, ip, sp, caller, th);
        }
        go!(ip, usize::from((*caller).return_offset), sp, caller, th)
    }
);

op!(EXIT_INIT_CHECK, |ip, sp, frame, th, arg| {
    let result = (*sp.sub(1)).obj();
    if !crate::types::none::is_none(result) {
        raise!(super::cold::init_returned(result), ip, sp, frame, th);
    }
    go!(ip, 1, sp.sub(1), frame, th)
});

// ---- keywords

op!(CALL_KW, |ip, sp, frame, th, arg| {
    let names = *sp.sub(1);
    let first = sp.sub(arg + 3);
    unpack_method(first);
    save!(ip, sp, frame);
    if let Some(function) = (*first).obj().downcast_exact::<Function>() {
        let count = arg + usize::from(!(*first.add(1)).is_null());
        let new = call::push_call(
            th,
            function,
            sp.sub(count + 1),
            count,
            names.obj().downcast::<Tuple>(),
            frame,
        );
        names.close();
        return enter_call(new, first, ip, frame, th, CALL_SIZE);
    }
    let result = check!(
        call_native_keywords(first, arg, names.obj()),
        ip,
        sp,
        frame,
        th
    );
    finish_call!(result, first, sp, ip, CALL_SIZE, frame, th)
});

#[inline(never)]
pub(crate) unsafe fn call_native_keywords(first: *mut Slot, count: usize, names: &Obj) -> PyResult {
    // SAFETY: the slots stay on the stack during the call.
    unsafe {
        let callable = (*first).obj();
        let has_self = usize::from(!(*first.add(1)).is_null());
        let total = count + has_self;
        let args = top_refs(first.add(2 + count), total);
        protocol::call_args(
            callable,
            Args {
                values: &args,
                names: names.downcast::<Tuple>(),
            },
        )
    }
}

op!(CALL_KW_PY, |ip, sp, frame, th, arg| {
    CALL_KW(ip, sp, frame, th, arg)
});
op!(CALL_KW_BOUND_METHOD, |ip, sp, frame, th, arg| {
    CALL_KW(ip, sp, frame, th, arg)
});
op!(CALL_KW_NON_PY, |ip, sp, frame, th, arg| {
    CALL_KW(ip, sp, frame, th, arg)
});

op!(CALL_FUNCTION_EX, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    take!(call_function_ex(ip, sp, frame, th), th)
});

#[inline(never)]
unsafe fn call_function_ex(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
) -> Step {
    // SAFETY: registers of a running, saved frame.
    unsafe { Step::of(th, spread_and_call(ip, sp, frame, th)) }
}

/// Calls `callable, NULL, args, kwargs or null` on top of the stack.
#[inline(never)]
unsafe fn spread_and_call(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
) -> PyResult<Step> {
    // SAFETY: registers of a running, saved frame; each operand is closed once.
    unsafe {
        let first = sp.sub(4);
        let callable = (*first).obj();
        let kwargs = *sp.sub(1);
        let positional = star_args(callable, (*sp.sub(2)).obj())?;
        let keywords = if kwargs.is_null() {
            None
        } else {
            Some(keyword_dict(kwargs.obj())?)
        };
        let names = keywords
            .map(keyword_names)
            .filter(|names| !names.is_empty());
        let Some(function) = callable.downcast_exact::<Function>() else {
            let values = keywords.map_or_else(Vec::new, Dict::values_vec);
            let result = call_spread(callable, &positional, &values, names.as_deref())?;
            drop((values, names, positional));
            return finish_out_of_line(result, first, ip.add(1), frame, th);
        };
        let mut slots = smallvec::SmallVec::<[Slot; 8]>::new();
        slots.extend(
            positional
                .as_slice()
                .iter()
                .map(|value| Slot::own(value.to_ref())),
        );
        if let Some(keywords) = keywords {
            let mut position = 0;
            while let Some((_, value)) = keywords.raw_next(&mut position) {
                slots.push(Slot::own((*value).to_ref()));
            }
        }
        let new = call::push_call(
            th,
            function,
            slots.as_mut_ptr(),
            slots.len(),
            names.as_deref(),
            frame,
        );
        drop((names, positional));
        super::close_top(sp, 4, frame);
        let new = new?;
        if (*th).recursion_left <= 0 {
            return Err(abandon(new, th));
        }
        (*frame).return_offset = 1;
        (*th).frame = new;
        (*th).recursion_left -= 1;
        Ok(Step::Go)
    }
}

/// Replaces a native call's operands from `first` to the top by its result; goes on at `next`.
#[inline(never)]
pub(crate) unsafe fn finish_out_of_line(
    result: Ref,
    first: *mut Slot,
    next: *mut u16,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
) -> PyResult<Step> {
    // SAFETY: registers of a running, saved frame; each operand is closed once.
    unsafe {
        let count = (*frame).sp.offset_from(first) as usize;
        super::close_top((*frame).sp, count, frame);
        *first = Slot::own(result);
        (*frame).sp = first.add(1);
        if crate::interp::breaker::reasons() != 0 {
            // What waits raises at the call.
            crate::interp::pending::run(th)?;
        }
        (*frame).ip = next;
        Ok(Step::Go)
    }
}

#[inline(never)]
pub(crate) fn call_spread(
    callable: &Obj,
    args: &Tuple,
    values: &[Ref],
    names: Option<&Tuple>,
) -> PyResult {
    let mut all = args.as_slice().to_vec();
    all.extend(values.iter().map(|value| &**value));
    protocol::call_args(
        callable,
        Args {
            values: &all,
            names,
        },
    )
}

/// The positional arguments of `f(*args)` as a tuple.
#[inline(never)]
pub(crate) fn star_args(callable: &Obj, args: &Obj) -> PyResult<Ref<Tuple>> {
    if let Some(tuple) = args.downcast_exact::<Tuple>() {
        return Ok(tuple.to_ref());
    }
    let slots = args.ty().slots();
    if slots.iter.is_none() && slots.sq_item.is_none() {
        return Err(type_error(format!(
            "{} argument after * must be an iterable, not {}",
            function_text(callable),
            args.ty().tp_name()
        )));
    }
    Ok(Tuple::new(protocol::collect(args)?))
}

/// The keyword arguments of `f(**kwargs)`: names and values.
#[inline(never)]
pub(crate) fn star_kwargs(kwargs: &Obj) -> PyResult<(Ref<Tuple>, Vec<Ref>)> {
    let dict = keyword_dict(kwargs)?;
    Ok((keyword_names(dict), dict.values_vec()))
}

/// The operand of `**`, whose keys are strings.
fn keyword_dict(kwargs: &Obj) -> PyResult<&Dict> {
    let Some(dict) = kwargs.downcast::<Dict>() else {
        return Err(type_error("keyword arguments must be a dictionary"));
    };
    let mut position = 0;
    // SAFETY: the entries of the dictionary are live objects.
    while let Some((key, _)) = dict.raw_next(&mut position) {
        if unsafe { &*key }.downcast::<Str>().is_none() {
            return Err(type_error("keywords must be strings"));
        }
    }
    Ok(dict)
}

fn keyword_names(dict: &Dict) -> Ref<Tuple> {
    let mut names = smallvec::SmallVec::<[Ref; 8]>::new();
    let mut position = 0;
    while let Some((key, _)) = dict.raw_next(&mut position) {
        // SAFETY: the entries of the dictionary are live objects.
        names.push(unsafe { &*key }.to_ref());
    }
    Tuple::from_small(names)
}

// ---- functions

op!(MAKE_FUNCTION, |ip, sp, frame, th, arg| {
    let code = *sp.sub(1);
    let function = make_function(code.obj(), &*frame);
    *sp.sub(1) = Slot::own(function);
    code.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn make_function(code: &Obj, frame: &InterpreterFrame) -> Ref {
    // SAFETY: the operand of MAKE_FUNCTION is a code object; the frame's globals are alive.
    unsafe {
        let code = code.cast_unchecked::<Code>().to_ref();
        let globals = (*frame.globals).to_ref();
        Function::new(&code, &globals, None).into_obj()
    }
}

op!(SET_FUNCTION_ATTRIBUTE, |ip, sp, frame, th, arg| {
    let function = (*sp.sub(1)).obj().cast_unchecked::<Function>();
    let value = (*sp.sub(2)).into_ref();
    match arg {
        1 => function.defaults.set(value.cast_into_unchecked()),
        2 => function.kwdefaults.set(value.cast_into_unchecked()),
        4 => function.annotations.set(value),
        8 => function.closure.set(value.cast_into_unchecked()),
        _ => function.set_made_annotate(value),
    }
    *sp.sub(2) = *sp.sub(1);
    go!(ip, 1, sp.sub(1), frame, th)
});

op!(CALL_INTRINSIC_1, |ip, sp, frame, th, arg| {
    let operand = *sp.sub(1);
    save!(ip, sp, frame);
    let result = check!(
        crate::interp::intrinsics::one(arg, operand.obj(), th),
        ip,
        sp,
        frame,
        th
    );
    *sp.sub(1) = Slot::own(result);
    operand.close();
    go!(ip, 1, sp, frame, th)
});

op!(CALL_INTRINSIC_2, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let result = check!(
        crate::interp::intrinsics::two(arg, (*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    push!(sp, Slot::own(result));
    go!(ip, 1, sp, frame, th)
});
