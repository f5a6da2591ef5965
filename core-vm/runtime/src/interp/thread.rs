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

/// Bytes of address space for the main thread's frames.
const STACK_BYTES: usize = 512 << 20;

/// What code finds in one place of the process although each thread has its own: it lies
/// here while another thread runs.
#[derive(Default)]
pub(crate) struct Parked {
    /// See [`crate::vm::stack_limit`].
    pub stack_limit: usize,
    pub dealloc_depth: u32,
    pub reprs: Vec<usize>,
    pub trace_event: Option<crate::interp::trace::Event>,
}

impl Parked {
    /// Puts the state of the thread that comes in its places; what was there is the answer.
    fn install(self) -> Parked {
        Parked {
            stack_limit: crate::vm::replace_stack_limit(self.stack_limit),
            dealloc_depth: crate::object::dealloc::replace_depth(self.dealloc_depth),
            reprs: crate::types::repr_guard::replace_active(self.reprs),
            trace_event: crate::interp::trace::replace_event(self.trace_event),
        }
    }
}

/// `get_ident()` of the thread that a process starts with.
pub(crate) const MAIN_IDENT: i64 = 0x7F00_0000_0740;

/// One thread of the program.
pub struct Thread {
    /// `get_ident()`
    pub(crate) ident: i64,
    stack_base: *mut Slot,
    parked: Parked,
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
    let thread = Thread::new(MAIN_IDENT, STACK_BYTES, 1000)
        .unwrap_or_else(|| panic!("cannot reserve address space for a frame stack"));
    CURRENT.0.set(thread);
    thread
}

/// Reports what the running thread holds beside its frames.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    // SAFETY: the thread lives as long as it runs.
    let thread = unsafe { &*current() };
    visit.field(&thread.base_handled.value);
    for field in thread.own_fields() {
        visit.field(field);
    }
}

/// Makes another thread the current one.
///
/// # Safety
/// `thread` is alive, and so is the current one unless it is `gone`. The caller goes on on
/// the native stack of `thread`.
pub(crate) unsafe fn switch(thread: *mut Thread, gone: bool) {
    let before = CURRENT.0.replace(thread);
    if before == thread {
        // What it finds is in place already.
        return;
    }
    // SAFETY: the caller's promise.
    unsafe {
        let parked = std::mem::take(&mut (*thread).parked).install();
        if !gone {
            (*before).parked = parked;
        }
    }
}

impl Thread {
    /// `None`: no address space.
    pub(crate) fn new(ident: i64, bytes: usize, recursion_limit: isize) -> Option<*mut Thread> {
        // SAFETY: an anonymous mapping, checked; it lives as long as the thread.
        let stack = unsafe {
            libc::mmap(
                null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if stack == libc::MAP_FAILED {
            return None;
        }
        let stack = stack.cast::<Slot>();
        let thread = Box::into_raw(Box::new(Thread {
            ident,
            stack_base: stack,
            parked: Parked::default(),
            frame: null_mut(),
            stack_top: stack,
            // SAFETY: within the mapping.
            stack_end: unsafe { stack.add(bytes / 8) },
            recursion_left: recursion_limit,
            recursion_limit,
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
        Some(thread)
    }

    /// What the thread finds when it runs for the first time.
    ///
    /// # Safety
    /// `thread` is alive and does not run.
    pub(crate) unsafe fn set_stack_limit(thread: *mut Thread, limit: usize) {
        // SAFETY: the caller's promise.
        unsafe { (*thread).parked.stack_limit = limit }
    }

    /// What a thread holds from its first to its last frame.
    fn own_fields(&self) -> [&Field; 5] {
        [
            &self.trace,
            &self.profile,
            &self.asyncgen_firstiter,
            &self.asyncgen_finalizer,
            &self.context,
        ]
    }

    /// Lets go what the running thread holds: it ends. Finalizers may run in it.
    pub(crate) fn clear_current() {
        // SAFETY: the current thread is alive.
        unsafe {
            let thread = &*current();
            for field in thread.own_fields() {
                field.set(None);
            }
        }
    }

    /// Frees an ended thread.
    ///
    /// # Safety
    /// Nobody uses `thread` again; it has no frames.
    pub(crate) unsafe fn free(thread: *mut Thread) {
        // SAFETY: made by `new`, whose mapping this is.
        unsafe {
            let thread = Box::from_raw(thread);
            let bytes = thread.stack_end.offset_from(thread.stack_base) as usize * 8;
            libc::munmap(thread.stack_base.cast(), bytes);
        }
    }
}

/// The exception being handled (`sys.exception()`).
pub fn handled_exception() -> Option<Ref<BaseException>> {
    // SAFETY: the current thread is alive.
    unsafe { handled_in(current()) }
}

/// The exception that a thread handles.
///
/// # Safety
/// The thread is alive.
pub(crate) unsafe fn handled_in(thread: *mut Thread) -> Option<Ref<BaseException>> {
    // SAFETY: items outlive their time on the list.
    unsafe {
        let mut item = (*thread).handled;
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
        crate::threads::each(|thread| {
            let depth = (*thread).recursion_limit - (*thread).recursion_left;
            (*thread).recursion_limit = limit as isize;
            (*thread).recursion_left = limit as isize - depth;
        });
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
