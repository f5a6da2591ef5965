//! `atexit`.

use std::cell::RefCell;

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, Visitor, protocol};
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
    NativeDef::new(
        "register",
        "",
        "register(func, /, *args, **kwargs)\n\nRegister a function to be executed upon normal program termination.\n\n    func - function to be called at exit\n    args - optional arguments to pass to func\n    kwargs - optional keyword arguments to pass to func\n\n    func is returned to facilitate usage as a decorator.",
        NativeFn::Raw(register),
    ),
    NativeDef::new(
        "unregister",
        "($module, func, /)",
        "unregister(func, /)\n\nUnregister an exit function which was previously registered using\natexit.register.",
        NativeFn::One(unregister),
    ),
    NativeDef::new(
        "_clear",
        "($module, /)",
        "Clear the list of previously registered exit functions.",
        NativeFn::NoArgs(|_| {
            drop(CALLBACKS.with(RefCell::take));
            native::none()
        }),
    ),
    NativeDef::new(
        "_ncallbacks",
        "($module, /)",
        "Return the number of registered exit functions.",
        NativeFn::NoArgs(|_| native::int(CALLBACKS.with(|all| all.borrow().len() as i64))),
    ),
    NativeDef::new(
        "_run_exitfuncs",
        "($module, /)",
        "Run all registered exit functions.\n\nIf a callback raises an exception, it is logged with sys.unraisablehook.",
        NativeFn::NoArgs(|_| {
            run_all();
            native::none()
        }),
    ),
];

struct Callback {
    function: Ref,
    values: Vec<Ref>,
    names: Option<Ref<Tuple>>,
}

thread_local! {
    static CALLBACKS: RefCell<Vec<Callback>> = const { RefCell::new(Vec::new()) };
}

/// Reports what is called at the end.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    CALLBACKS.with(|callbacks| {
        for callback in callbacks.borrow().iter() {
            visit.obj(&callback.function);
            callback.values.iter().for_each(|value| visit.obj(value));
            callback
                .names
                .iter()
                .for_each(|names| visit.obj(names.as_obj()));
        }
    });
}

fn register(_: &Obj, args: Args<'_>) -> PyResult {
    let Some(function) = args.positional().first() else {
        return Err(type_error("register() takes at least 1 argument (0 given)"));
    };
    if function.ty().slots().call.is_none() {
        return Err(type_error("the first argument must be callable"));
    }
    let callback = Callback {
        function: (*function).into(),
        values: args.values[1..]
            .iter()
            .map(|value| (*value).into())
            .collect(),
        names: args.names.map(Object::to_ref),
    };
    let function = callback.function.clone();
    CALLBACKS.with(|all| all.borrow_mut().push(callback));
    Ok(function)
}

fn unregister(_: &Obj, function: &Obj) -> PyResult {
    let known: Vec<Ref> =
        CALLBACKS.with(|all| all.borrow().iter().map(|c| c.function.clone()).collect());
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
        let values: Vec<&Obj> = callback.values.iter().map(|value| &**value).collect();
        let args = Args {
            values: &values,
            names: callback.names.as_deref(),
        };
        if let Err(error) = protocol::call_args(&callback.function, args) {
            vm::write_unraisable(
                error,
                Some("Exception ignored in atexit callback"),
                Some(&callback.function),
            );
        }
    }
}
