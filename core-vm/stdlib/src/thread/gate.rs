//! What locks are made of: one holder at a time, the others wait in a queue.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use serpentarium_runtime::host::{Clock, host};
use serpentarium_runtime::object::PyResult;
use serpentarium_runtime::threads::{self, Wake};

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Not at all.
    None,
    /// Until an instant of the monotonic clock.
    Until(i128),
    Endless,
}

impl Patience {
    /// So many nanoseconds from now; negative: for ever.
    pub(crate) fn of(nanoseconds: i128) -> Patience {
        if nanoseconds < 0 {
            return Patience::Endless;
        }
        Patience::Until(host().clock(Clock::Monotonic) + nanoseconds)
    }

    fn deadline(self) -> Option<i128> {
        match self {
            Patience::Until(deadline) => Some(deadline),
            _ => None,
        }
    }

    fn is_over(self) -> bool {
        self.deadline()
            .is_some_and(|deadline| host().clock(Clock::Monotonic) >= deadline)
    }
}

/// Waits until `done`, looking again whenever it may have changed; `false`: time is up.
///
/// # Errors
/// What a signal handler raises.
pub(crate) fn wait_until(patience: Patience, mut done: impl FnMut() -> bool) -> PyResult<bool> {
    loop {
        if done() {
            return Ok(true);
        }
        if patience == Patience::None || patience.is_over() {
            return Ok(false);
        }
        if threads::park(patience.deadline()) == Wake::Interrupted {
            crate::signal::run_handlers()?;
        }
    }
}

#[derive(Default)]
pub(crate) struct Gate {
    held: Cell<bool>,
    /// The thread that a release passed the gate to, before it runs.
    passed_to: Cell<Option<i64>>,
    /// Whether somebody was woken in vain: the next release passes the gate on.
    unfair: Cell<bool>,
    waiting: RefCell<VecDeque<i64>>,
}

impl Gate {
    pub(crate) fn is_held(&self) -> bool {
        self.held.get()
    }

    /// `false`: not within that time.
    ///
    /// # Errors
    /// What a signal handler raises meanwhile.
    pub(crate) fn acquire(&self, patience: Patience) -> PyResult<bool> {
        if !self.held.replace(true) {
            return Ok(true);
        }
        if patience == Patience::None {
            return Ok(false);
        }
        let me = threads::ident();
        self.waiting.borrow_mut().push_back(me);
        let mut rounds = 0;
        let result = wait_until(patience, || {
            rounds += 1;
            self.unfair.set(self.unfair.get() || rounds > 2);
            self.take(me)
        });
        self.waiting.borrow_mut().retain(|other| *other != me);
        if result.is_err() && self.passed_to.get() == Some(me) {
            self.release();
        } else if !self.held.get() {
            self.wake_next();
        }
        result
    }

    fn take(&self, me: i64) -> bool {
        if self.passed_to.get() == Some(me) {
            self.passed_to.set(None);
            self.held.set(true);
            return true;
        }
        !self.held.replace(true)
    }

    /// Opens the gate for the next; `false`: it was open.
    pub(crate) fn release(&self) -> bool {
        if !self.held.get() {
            return false;
        }
        if self.unfair.replace(false) {
            let first = self.waiting.borrow().front().copied();
            if let Some(first) = first
                && threads::unpark(first)
            {
                self.passed_to.set(Some(first));
                return true;
            }
        }
        self.passed_to.set(None);
        self.held.set(false);
        self.wake_next();
        true
    }

    fn wake_next(&self) {
        loop {
            let Some(first) = self.waiting.borrow().front().copied() else {
                return;
            };
            if threads::unpark(first) {
                return;
            }
            // It is gone, with the process that this one was copied from.
            self.waiting.borrow_mut().pop_front();
        }
    }

    /// Nobody holds it, nobody waits (after a fork).
    pub(crate) fn reset(&self) {
        self.held.set(false);
        self.passed_to.set(None);
        self.waiting.borrow_mut().clear();
    }
}
