//! A thread of the running program: its frame stack, the exceptions it handles.
//!
//! Threads of the program are coroutines on one thread of the operating system; the
//! current one is reached through [`current`].

use std::cell::Cell;
use std::ptr::null_mut;

use crate::interp::frame::InterpreterFrame;
use crate::interp::slot::Slot;
use crate::object::{Exc, Field, PyResult, Ref, Visitor};
use crate::types::exceptions::BaseException;

/// An entry of the stack of handled exceptions (`sys.exception()`); generators bring their own.
#[repr(C)]
pub struct HandledItem {
    pub value: Field<BaseException>,
    pub previous: Cell<*const HandledItem>,
}

impl HandledItem {
    pub const fn new() -> Self {
        HandledItem {
            value: Field::empty(),
            previous: Cell::new(std::ptr::null()),
        }
    }
}

impl Default for HandledItem {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes of address space for a thread's frames.
const STACK_BYTES: usize = 512 << 20;

/// One thread of the program.
pub struct Thread {
    pub(crate) frame: *mut InterpreterFrame,
    /// Where the next frame goes, and where the stack ends.
    pub(crate) stack_top: *mut Slot,
    pub(crate) stack_end: *mut Slot,
    /// Python calls that may still be nested.
    pub(crate) recursion_left: isize,
    pub(crate) recursion_limit: isize,
    /// The exception in flight between a handler and the unwinder.
    pub(crate) raised: Option<Exc>,
    pub(crate) handled: *const HandledItem,
    pub(crate) base_handled: HandledItem,
    /// Calls and backward jumps so far: the coarse clock of the run.
    pub(crate) ticks: u64,
    /// Nesting of tracing callbacks: no events while above zero.
    pub(crate) tracing: u32,
    /// Unit of the instruction that events about the exception in flight name.
    pub(crate) raise_index: usize,
    /// Functions of `sys.settrace` and `sys.setprofile`.
    pub(crate) trace: Field,
    pub(crate) profile: Field,
    pub(crate) coroutine_origin_depth: u32,
    /// Hooks of `sys.set_asyncgen_hooks`.
    pub(crate) asyncgen_firstiter: Field,
    pub(crate) asyncgen_finalizer: Field,
    /// The current `contextvars.Context`.
    pub context: Field,
}

struct Current(Cell<*mut Thread>);
// SAFETY: touched by the VM's one thread of the operating system only.
unsafe impl Sync for Current {}
static CURRENT: Current = Current(Cell::new(null_mut()));

/// The running thread, made on first use.
#[inline(always)]
pub(crate) fn current() -> *mut Thread {
    let thread = CURRENT.0.get();
    if thread.is_null() {
        start_main()
    } else {
        thread
    }
}

#[cold]
fn start_main() -> *mut Thread {
    let thread = Thread::new();
    CURRENT.0.set(thread);
    thread
}

/// Reports what the running thread holds beside its frames.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    // SAFETY: the thread lives as long as it runs.
    let thread = unsafe { &*current() };
    visit.field(&thread.base_handled.value);
    for field in [
        &thread.trace,
        &thread.profile,
        &thread.asyncgen_firstiter,
        &thread.asyncgen_finalizer,
        &thread.context,
    ] {
        visit.field(field);
    }
}

/// Makes another thread the current one; returns the one before.
pub(crate) fn switch(thread: *mut Thread) -> *mut Thread {
    CURRENT.0.replace(thread)
}

impl Thread {
    pub(crate) fn new() -> *mut Thread {
        // SAFETY: an anonymous mapping, checked; it lives as long as the thread.
        let stack = unsafe {
            libc::mmap(
                null_mut(),
                STACK_BYTES,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        assert!(
            stack != libc::MAP_FAILED,
            "cannot reserve address space for a frame stack"
        );
        let stack = stack.cast::<Slot>();
        let thread = Box::into_raw(Box::new(Thread {
            frame: null_mut(),
            stack_top: stack,
            // SAFETY: within the mapping.
            stack_end: unsafe { stack.add(STACK_BYTES / 8) },
            recursion_left: 1000,
            recursion_limit: 1000,
            raised: None,
            handled: std::ptr::null(),
            base_handled: HandledItem::new(),
            ticks: 0,
            tracing: 0,
            raise_index: 0,
            trace: Field::empty(),
            profile: Field::empty(),
            coroutine_origin_depth: 0,
            asyncgen_firstiter: Field::empty(),
            asyncgen_finalizer: Field::empty(),
            context: Field::empty(),
        }));
        // SAFETY: fresh box; the item lives inside it.
        unsafe { (*thread).handled = &raw const (*thread).base_handled };
        thread
    }
}

/// The exception being handled (`sys.exception()`).
pub fn handled_exception() -> Option<Ref<BaseException>> {
    // SAFETY: items outlive their time on the list.
    unsafe {
        let mut item = (*current()).handled;
        while let Some(entry) = item.as_ref() {
            if let Some(found) = entry.value.get() {
                return Some(found);
            }
            item = entry.previous.get();
        }
    }
    None
}

/// `sys.setrecursionlimit`
///
/// # Errors
/// `RecursionError` when the current depth is already beyond the limit.
pub fn set_recursion_limit(limit: usize) -> PyResult<()> {
    // SAFETY: the current thread is alive.
    unsafe {
        let thread = current();
        let depth = (*thread).recursion_limit - (*thread).recursion_left;
        if depth >= limit as isize {
            return Err(crate::object::error::recursion_error(format!(
                "cannot set the recursion limit to {limit} at the recursion depth {depth}: \
                 the new limit is too low"
            )));
        }
        (*thread).recursion_limit = limit as isize;
        (*thread).recursion_left = limit as isize - depth;
    }
    Ok(())
}

/// `sys.getrecursionlimit`
pub fn recursion_limit() -> usize {
    // SAFETY: the current thread is alive.
    unsafe { (*current()).recursion_limit as usize }
}

/// The hooks of `sys.set_asyncgen_hooks`: for the first iteration, for finalizing.
pub fn asyncgen_hooks() -> (Option<Ref>, Option<Ref>) {
    // SAFETY: the current thread is alive.
    unsafe {
        let thread = &*current();
        (
            thread.asyncgen_firstiter.get(),
            thread.asyncgen_finalizer.get(),
        )
    }
}

/// Sets the hook for the first iteration of async generators.
pub fn set_asyncgen_firstiter(hook: Option<Ref>) {
    // SAFETY: the current thread is alive.
    unsafe { (*current()).asyncgen_firstiter.set(hook) }
}

/// Sets the hook for async generators that are being finalized.
pub fn set_asyncgen_finalizer(hook: Option<Ref>) {
    // SAFETY: the current thread is alive.
    unsafe { (*current()).asyncgen_finalizer.set(hook) }
}

/// `sys.get_coroutine_origin_tracking_depth`
pub fn coroutine_origin_depth() -> u32 {
    // SAFETY: the current thread is alive.
    unsafe { (*current()).coroutine_origin_depth }
}

/// `sys.set_coroutine_origin_tracking_depth`
pub fn set_coroutine_origin_depth(depth: u32) {
    // SAFETY: the current thread is alive.
    unsafe { (*current()).coroutine_origin_depth = depth }
}

/// Installs the hooks of `sys.set_asyncgen_hooks()`.
pub fn set_asyncgen_hooks(firstiter: Option<Ref>, finalizer: Option<Ref>) {
    // SAFETY: the current thread is alive.
    unsafe {
        (*current()).asyncgen_firstiter.set(firstiter);
        (*current()).asyncgen_finalizer.set(finalizer);
    }
}
