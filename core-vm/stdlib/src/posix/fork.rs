//! `os.fork` and the functions to be called around it.

use std::cell::RefCell;

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Visitor, protocol};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::exceptions::DEPRECATION_WARNING;
use serpentarium_runtime::vm;
use serpentarium_runtime::warn::warn;

use super::failed;
use crate::native;

pub(super) const REGISTER_DOC: &str = "Register callables to be called when forking a new process.\n\n  before\n    A callable to be called in the parent before the fork() syscall.\n  after_in_child\n    A callable to be called in the child after fork().\n  after_in_parent\n    A callable to be called in the parent after fork().\n\n'before' callbacks are called in reverse order.\n'after_in_child' and 'after_in_parent' callbacks are called in order.";

/// The three moments, in the order of the parameters.
const MOMENTS: [&str; 3] = ["before", "after_in_child", "after_in_parent"];

thread_local! {
    static REGISTERED: RefCell<[Vec<Ref>; 3]> = const { RefCell::new([const { Vec::new() }; 3]) };
}

/// Reports what is called at a fork.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    REGISTERED.with(|registered| {
        let registered = registered.borrow();
        registered
            .iter()
            .flatten()
            .for_each(|function| visit.obj(function));
    });
}

pub(super) fn register_at_fork(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    if args.iter().all(Option::is_none) {
        return Err(type_error("At least one argument is required."));
    }
    for (name, function) in MOMENTS.iter().zip(args) {
        if let Some(function) = function
            && function.ty().slots().call.is_none()
        {
            return Err(type_error(format!(
                "'{name}' must be callable, not {}",
                function.ty().tp_name()
            )));
        }
    }
    REGISTERED.with(|registered| {
        for (functions, function) in registered.borrow_mut().iter_mut().zip(args) {
            functions.extend(function.map(Object::to_ref));
        }
    });
    native::none()
}

/// Lets the registered functions go; at the end of the program.
pub fn forget() {
    drop(REGISTERED.with(RefCell::take));
}

/// Calls the functions of a moment; what they raise cannot be caught.
fn call_all(moment: usize) {
    let mut functions = REGISTERED.with(|registered| registered.borrow()[moment].clone());
    if moment == 0 {
        functions.reverse();
    }
    for function in functions {
        if let Err(error) = protocol::call(&function, &[]) {
            vm::write_unraisable(
                error,
                Some("Exception ignored in atfork callback"),
                Some(&function),
            );
        }
    }
}

/// Splits the process with the registered functions called around it: 0 in the child.
///
/// # Errors
/// An errno.
pub fn fork_with_hooks() -> Result<i32, i32> {
    call_all(0);
    let result = host().fork();
    if result == Ok(0) {
        crate::thread::after_fork_in_child();
    }
    call_all(if result == Ok(0) { 1 } else { 2 });
    result
}

pub(super) fn fork(_: &Obj) -> PyResult {
    let is_threaded = threads::count() > 1;
    let pid = fork_with_hooks().map_err(failed)?;
    if pid != 0 && is_threaded {
        let message = format!(
            "This process (pid={}) is multi-threaded, use of fork() may lead to deadlocks in the \
             child.",
            host().process_id()
        );
        warn(&DEPRECATION_WARNING, &message, 1)?;
    }
    native::int(i64::from(pid))
}
