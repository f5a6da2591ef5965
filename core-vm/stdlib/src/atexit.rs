<<<<<<< HEAD
//! `atexit`.

use std::cell::RefCell;

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "atexit",
    doc: "allow programmer to define multiple exit functions to be executed\nupon normal program \
          termination.\n\nTwo public functions, register and unregister, are defined.\n",
    functions: FUNCTIONS,
    exec: |_| Ok(()),
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("register", "", "register(func, /, *args, **kwargs)\n\nRegister a function to be executed upon normal program termination.\n\n    func - function to be called at exit\n    args - optional arguments to pass to func\n    kwargs - optional keyword arguments to pass to func\n\n    func is returned to facilitate usage as a decorator.", NativeFn::Raw(register)),
    NativeDef::new("unregister", "($module, func, /)", "unregister(func, /)\n\nUnregister an exit function which was previously registered using\natexit.register.", NativeFn::One(unregister)),
    NativeDef::new("_clear", "($module, /)", "Clear the list of previously registered exit functions.", NativeFn::NoArgs(|_| {
        drop(CALLBACKS.with(RefCell::take));
        native::none()
    })),
    NativeDef::new("_ncallbacks", "($module, /)", "Return the number of registered exit functions.", NativeFn::NoArgs(|_| native::int(CALLBACKS.with(|all| all.borrow().len() as i64)))),
    NativeDef::new("_run_exitfuncs", "($module, /)", "Run all registered exit functions.\n\nIf a callback raises an exception, it is logged with sys.unraisablehook.", NativeFn::NoArgs(|_| {
        run_all();
        native::none()
    })),
];

=======
//! `atexit`: functions that run when the program ends.

use std::cell::RefCell;

use serpentarium_runtime::object::args::Args;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule, none as done};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

/// A function and what it is to be called with.
#[derive(Clone)]
>>>>>>> dff5ebe (_typing, gc, _contextvars, atexit, _types)
struct Callback {
    function: Ref,
    values: Vec<Ref>,
    names: Option<Ref<Tuple>>,
}

thread_local! {
    static CALLBACKS: RefCell<Vec<Callback>> = const { RefCell::new(Vec::new()) };
}

<<<<<<< HEAD
fn register(_: &Obj, args: Args<'_>) -> PyResult {
=======
pub static MODULE: NativeModule = NativeModule {
    name: "atexit",
    doc: "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n",
    functions: FUNCTIONS,
    exec: |_| Ok(()),
};

fn register(_module: &Obj, args: Args<'_>) -> PyResult {
>>>>>>> dff5ebe (_typing, gc, _contextvars, atexit, _types)
    let Some(function) = args.positional().first() else {
        return Err(type_error("register() takes at least 1 argument (0 given)"));
    };
    if function.ty().slots().call.is_none() {
        return Err(type_error("the first argument must be callable"));
    }
    let callback = Callback {
<<<<<<< HEAD
        function: (*function).into(),
        values: args.values[1..].iter().map(|value| (*value).into()).collect(),
        names: args.names.map(Object::to_ref),
    };
    let function = callback.function.clone();
    CALLBACKS.with(|all| all.borrow_mut().push(callback));
    Ok(function)
}

fn unregister(_: &Obj, function: &Obj) -> PyResult {
    let known: Vec<Ref> = CALLBACKS.with(|all| all.borrow().iter().map(|c| c.function.clone()).collect());
    let mut keep = Vec::with_capacity(known.len());
    for other in &known {
        keep.push(!protocol::eq(other, function)?);
    }
    let mut keep = keep.into_iter();
    CALLBACKS.with(|all| all.borrow_mut().retain(|_| keep.next().unwrap_or(true)));
    native::none()
}

fn run_all() {
    while let Some(callback) = CALLBACKS.with(|all| all.borrow_mut().pop()) {
=======
        function: function.to_ref(),
        values: args.values[1..]
            .iter()
            .map(|value| value.to_ref())
            .collect(),
        names: args.names.map(Object::to_ref),
    };
    CALLBACKS.with(|all| all.borrow_mut().push(callback));
    Ok(function.to_ref())
}

fn unregister(_module: &Obj, function: &Obj) -> PyResult {
    let all = CALLBACKS.with(|all| all.borrow().clone());
    let mut kept = Vec::new();
    for callback in all {
        if !protocol::eq(function, &callback.function)? {
            kept.push(callback);
        }
    }
    let old = CALLBACKS.with(|all| all.replace(kept));
    drop(old);
    done()
}

/// Runs the registered functions, the latest first.
pub fn run() {
    loop {
        let Some(callback) = CALLBACKS.with(|all| all.borrow_mut().pop()) else {
            return;
        };
>>>>>>> dff5ebe (_typing, gc, _contextvars, atexit, _types)
        let values: Vec<&Obj> = callback.values.iter().map(|value| &**value).collect();
        let args = Args {
            values: &values,
            names: callback.names.as_deref(),
        };
        if let Err(error) = protocol::call_args(&callback.function, args) {
<<<<<<< HEAD
            vm::write_unraisable(error, Some("Exception ignored in atexit callback"), Some(&callback.function));
        }
    }
}
=======
            vm::write_unraisable(
                error,
                Some("Exception ignored in atexit callback"),
                Some(&callback.function),
            );
        }
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "register",
        "($module, func, /, *args, **kwargs)",
        "Register a function to be executed upon normal program termination\n\n    func - function to be called at exit\n    args - optional arguments to pass to func\n    kwargs - optional keyword arguments to pass to func\n\n    func is returned to facilitate usage as a decorator.",
        NativeFn::Raw(register),
    ),
    NativeDef::new(
        "_clear",
        "($module, /)",
        "Clear the list of previously registered exit functions.",
        NativeFn::NoArgs(|_| {
            let old = CALLBACKS.with(RefCell::take);
            drop(old);
            done()
        }),
    ),
    NativeDef::new(
        "unregister",
        "($module, func, /)",
        "Unregister an exit function which was previously registered using\natexit.register\n\n    func - function to be unregistered",
        NativeFn::One(unregister),
    ),
    NativeDef::new(
        "_run_exitfuncs",
        "($module, /)",
        "Run all registered exit functions.\n\nIf a callback raises an exception, it is logged with sys.unraisablehook.",
        NativeFn::NoArgs(|_| {
            run();
            done()
        }),
    ),
    NativeDef::new(
        "_ncallbacks",
        "($module, /)",
        "Return the number of registered exit functions.",
        NativeFn::NoArgs(|_| {
            let count = CALLBACKS.with(|all| all.borrow().len());
            Ok(Int::from_usize(count).into_obj())
        }),
    ),
];
>>>>>>> dff5ebe (_typing, gc, _contextvars, atexit, _types)
