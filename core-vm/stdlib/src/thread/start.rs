//! Starting threads, and what they do when their function is over.

use std::cell::Cell;

use serpentarium_runtime::object::error::{Exc, runtime_error, type_error};
use serpentarium_runtime::object::{Args, Native, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{PYTHON_FINALIZATION_ERROR, SYSTEM_EXIT};
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use super::handle::{self, Handle};
use super::local;
use crate::native;

thread_local! {
    static COUNT: Cell<i64> = const { Cell::new(0) };
}

/// How many threads were started and run.
pub(super) fn count(_: &Obj) -> PyResult {
    native::int(COUNT.with(Cell::get))
}

/// In a copy of the process only the calling thread goes on.
pub fn after_fork_in_child() {
    threads::after_fork_in_child();
    COUNT.with(|count| count.set(0));
    handle::after_fork();
}

/// What is called in the new thread.
struct Call {
    function: Ref,
    args: Vec<Ref>,
    keywords: Vec<(Ref<Str>, Ref)>,
}

impl Call {
    fn run(self) {
        let names = self
            .keywords
            .iter()
            .map(|(name, _)| name.clone().into_obj());
        let names = (!self.keywords.is_empty()).then(|| Tuple::new(names.collect()));
        let result = {
            let values = self
                .args
                .iter()
                .chain(self.keywords.iter().map(|(_, value)| value));
            let values: Vec<&Obj> = values.map(|value| &**value).collect();
            protocol::call_args(
                &self.function,
                Args {
                    values: &values,
                    names: names.as_deref(),
                },
            )
        };
        match result {
            Err(error) if !error.matches(&SYSTEM_EXIT) => {
                let message = "Exception ignored in thread started by";
                vm::write_unraisable(error, Some(message), Some(&self.function));
            }
            _ => {}
        }
    }
}

fn launch(call: Call, handle: &Ref<Native<Handle>>, daemon: bool) -> PyResult<i64> {
    if crate::run::is_finalizing() {
        return Err(Exc::with_message(
            &PYTHON_FINALIZATION_ERROR,
            "can't create new thread at interpreter shutdown",
        ));
    }
    let of_thread = handle.clone();
    let body = move || {
        COUNT.with(|count| count.set(count.get() + 1));
        call.run();
        COUNT.with(|count| count.set(count.get() - 1));
    };
    let after = move || {
        local::thread_ends();
        handle::ended(&of_thread);
    };
    let ident = threads::spawn(daemon, body, after)
        .ok_or_else(|| runtime_error("can't start new thread"))?;
    handle::begins(handle, ident, daemon);
    Ok(ident)
}

pub(super) fn start_new_thread(_: &Obj, args: &[&Obj]) -> PyResult {
    if args[0].ty().slots().call.is_none() {
        return Err(type_error("first arg must be callable"));
    }
    let Some(values) = args[1].downcast::<Tuple>() else {
        return Err(type_error("2nd arg must be a tuple"));
    };
    let mut keywords = Vec::new();
    if let Some(given) = args.get(2) {
        let Some(given) = given.downcast::<Dict>() else {
            return Err(type_error("optional 3rd arg must be a dictionary"));
        };
        for (name, value) in given.items() {
            let Ok(name) = name.downcast_into::<Str>() else {
                return Err(type_error("keywords must be strings"));
            };
            keywords.push((name, value));
        }
    }
    let call = Call {
        function: args[0].to_ref(),
        args: values.iter().collect(),
        keywords,
    };
    native::int(launch(call, &Handle::fresh(), true)?)
}

pub(super) fn start_joinable_thread(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let function = args[0].unwrap_or_else(|| unreachable!("required"));
    if function.ty().slots().call.is_none() {
        return Err(type_error("thread function must be callable"));
    }
    let handle = match native::given(args[1]).filter(|handle| !is_none(handle)) {
        None => Handle::fresh(),
        Some(given) => match given.downcast::<Native<Handle>>() {
            Some(handle) => handle.to_ref(),
            None => return Err(type_error("'handle' must be a _ThreadHandle")),
        },
    };
    handle.check_fresh()?;
    let daemon = native::truth(args[2], true)?;
    let call = Call {
        function: function.to_ref(),
        args: Vec::new(),
        keywords: Vec::new(),
    };
    launch(call, &handle, daemon)?;
    Ok(handle.into_obj())
}
