//! What runs between instructions when the eval breaker is set.

use crate::interp::breaker;
use crate::interp::thread::Thread;
use crate::object::PyResult;
use crate::threads;

/// Hooks that other parts of the runtime install.
pub(crate) struct Hooks {
    /// Handles arrived signals; may raise.
    pub signals: std::cell::Cell<Option<fn() -> PyResult<()>>>,
    /// Serves the debugger's control socket.
    pub control: std::cell::Cell<Option<fn() -> PyResult<()>>>,
    /// Writes the stacks that were asked for.
    pub fault: std::cell::Cell<Option<fn()>>,
    /// Runs calls asked for from outside.
    pub pending: std::cell::Cell<Option<fn() -> PyResult<()>>>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Hooks {}

pub(crate) static HOOKS: Hooks = Hooks {
    signals: std::cell::Cell::new(None),
    control: std::cell::Cell::new(None),
    fault: std::cell::Cell::new(None),
    pending: std::cell::Cell::new(None),
};

/// Installs the signal handler's second half.
pub fn set_signal_hook(hook: fn() -> PyResult<()>) {
    HOOKS.signals.set(Some(hook));
}

/// Installs what writes stacks that were asked for.
pub fn set_fault_hook(hook: fn()) {
    HOOKS.fault.set(Some(hook));
}

/// Installs the debugger's control loop.
pub fn set_control_hook(hook: fn() -> PyResult<()>) {
    HOOKS.control.set(Some(hook));
}

/// Serves every reason that is set.
///
/// # Errors
/// What a signal handler or a pending call raises.
#[cold]
#[inline(never)]
pub(crate) fn run(_thread: *mut Thread) -> PyResult<()> {
    if breaker::reasons() == breaker::SWITCH {
        threads::tick();
        return Ok(());
    }
    if breaker::take(breaker::GC) {
        crate::interp::shim::run_gc();
    }
    serve()?;
    if breaker::reasons() & breaker::SIGNAL != 0 {
        threads::call_main();
    }
    if breaker::take(breaker::PENDING)
        && let Some(hook) = HOOKS.pending.get()
    {
        hook()?;
    }
    if breaker::reasons() & breaker::SWITCH != 0 {
        threads::tick();
    }
    Ok(())
}

/// Writes stacks, if somebody asked for them. Runs no Python code.
pub(crate) fn serve_fault() {
    if breaker::take(breaker::FAULT)
        && let Some(hook) = HOOKS.fault.get()
    {
        hook();
    }
}

/// Serves signals (in the main thread, whose they are) and the debugger: to be called when a
/// [wait](threads::wait) was interrupted.
///
/// # Errors
/// What a signal handler raises, or the debugger.
pub fn serve() -> PyResult<()> {
    serve_fault();
    if threads::is_main()
        && breaker::take(breaker::SIGNAL)
        && let Some(hook) = HOOKS.signals.get()
    {
        hook()?;
    }
    if breaker::take(breaker::CONTROL)
        && let Some(hook) = HOOKS.control.get()
    {
        hook()?;
    }
    Ok(())
}
