//! Who runs next; and what the process does while nobody can.

use corosensei::CoroutineResult;

use super::{Scheduler, State, Wake};
use crate::host::{Clock, PollFd, host};
use crate::interp::thread::{self, Thread};
use crate::interp::{breaker, pending};

/// The longest sleep in the host: a signal may come just before it begins.
const LONGEST_SLEEP: i128 = 1_000_000_000;
/// The same while a debugger may ask for a stop, from another thread.
const LONGEST_DEBUGGED: i128 = 20_000_000;
/// Every so many turns the descriptors are looked at although somebody is ready.
const TURNS: u32 = 16;

impl Scheduler {
    /// Runs threads one after the other until it is the turn of `root`, whose native stack
    /// this is. After a fork in another thread it never is.
    pub(super) fn dispatch(&self, root: i64) {
        let home = thread::current();
        loop {
            let next = self.next();
            self.left.set(self.slice.get());
            let (body, thread) = {
                let mut entries = self.entries.borrow_mut();
                let Some(entry) = entries.get_mut(&next) else {
                    continue;
                };
                entry.state = State::Running;
                (entry.coroutine.take(), entry.thread)
            };
            // SAFETY: the thread is alive; on its native stack the execution goes on.
            unsafe { thread::switch(thread, false) };
            if next == root {
                return;
            }
            let Some(mut body) = body else {
                continue;
            };
            match body.resume(()) {
                CoroutineResult::Yield(()) => {
                    if let Some(entry) = self.entries.borrow_mut().get_mut(&next) {
                        entry.coroutine = Some(body);
                    }
                }
                CoroutineResult::Return(()) => self.ended(next, thread, home),
            }
        }
    }

    fn ended(&self, ident: i64, thread: *mut Thread, home: *mut Thread) {
        self.entries.borrow_mut().remove(&ident);
        if self.main.get() == ident {
            // The thread that forked this process was its last.
            host().exit(0);
        }
        // SAFETY: the thread has ended, nobody uses it again; the root's is never freed.
        unsafe {
            thread::switch(home, true);
            Thread::free(thread);
        }
    }

    /// The thread whose turn it is, waited for if need be.
    fn next(&self) -> i64 {
        loop {
            self.wake_for_signal();
            let turn = self.turns.get().wrapping_add(1);
            self.turns.set(turn);
            if self.ready.borrow().is_empty() || turn.is_multiple_of(TURNS) {
                self.wake_due();
            }
            if let Some(next) = self.ready.borrow_mut().pop_front() {
                return next;
            }
            self.sleep();
        }
    }

    /// Signals are the main thread's; the debugger takes whoever is there.
    fn wake_for_signal(&self) {
        pending::serve_fault();
        let reasons = breaker::reasons();
        if reasons & breaker::SIGNAL != 0 {
            self.interrupt(self.main.get());
        }
        if reasons & breaker::CONTROL != 0 && self.ready.borrow().is_empty() {
            let main = self.main.get();
            let first = self.entries.borrow().keys().copied().next();
            let known = self.entries.borrow().contains_key(&main);
            if let Some(ident) = if known { Some(main) } else { first } {
                self.interrupt(ident);
            }
        }
    }

    /// Wakes a waiting thread for something that is not what it waits for.
    pub(super) fn interrupt(&self, ident: i64) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&ident)
            && entry.state == State::Waiting
        {
            entry.state = State::Ready;
            entry.woken = Some(Wake::Interrupted);
            self.ready.borrow_mut().push_front(ident);
        }
    }

    /// Wakes whose deadline has come or whose descriptors are ready.
    pub(super) fn wake_due(&self) {
        let (mut watched, deadline) = self.watched();
        if !watched.is_empty() {
            let answer = host().poll(&mut watched, 0);
            self.answer(&watched, answer);
        }
        if deadline.is_some() {
            self.wake_late();
        }
    }

    /// All descriptors that are waited for, and the earliest deadline.
    fn watched(&self) -> (Vec<PollFd>, Option<i128>) {
        let mut watched = Vec::new();
        let mut earliest: Option<i128> = None;
        for entry in self.entries.borrow().values() {
            if entry.state != State::Waiting {
                continue;
            }
            watched.extend_from_slice(&entry.wait.descriptors);
            if let Some(deadline) = entry.wait.deadline {
                earliest = Some(earliest.map_or(deadline, |other| other.min(deadline)));
            }
        }
        (watched, earliest)
    }

    /// Wakes the threads in the order of their deadlines.
    fn wake_late(&self) {
        let now = host().clock(Clock::Monotonic);
        let mut late: Vec<(i128, i64)> = Vec::new();
        for (ident, entry) in self.entries.borrow().iter() {
            if let (State::Waiting, Some(deadline)) = (entry.state, entry.wait.deadline)
                && deadline <= now
            {
                late.push((deadline, *ident));
            }
        }
        late.sort_unstable();
        for (_, ident) in late {
            self.wake(ident, Wake::TimedOut);
        }
    }

    /// Hands out what the host said of the descriptors.
    fn answer(&self, watched: &[PollFd], answer: Result<usize, i32>) {
        if matches!(answer, Ok(0) | Err(libc::EINTR)) {
            return;
        }
        let mut answers = watched.iter();
        let mut ready = Vec::new();
        for (ident, entry) in self.entries.borrow_mut().iter_mut() {
            if entry.state != State::Waiting {
                continue;
            }
            // Where the host cannot tell, the thread's own call will.
            let mut is_ready = answer.is_err() && !entry.wait.descriptors.is_empty();
            for descriptor in &mut entry.wait.descriptors {
                if let Some(known) = answers.next() {
                    descriptor.revents = known.revents;
                    is_ready |= known.revents != 0;
                }
            }
            if is_ready {
                ready.push(*ident);
            }
        }
        for ident in ready {
            self.wake(ident, Wake::Ready);
        }
    }

    /// Every thread waits: the process sleeps until the first of them may go on.
    fn sleep(&self) {
        let longest = if crate::debug::is_installed() {
            LONGEST_DEBUGGED
        } else {
            LONGEST_SLEEP
        };
        let (mut watched, deadline) = self.watched();
        let left = match deadline {
            Some(deadline) => (deadline - host().clock(Clock::Monotonic)).clamp(0, longest),
            None => longest,
        };
        if watched.is_empty() && deadline.is_some() {
            // A signal may cut it short; whom it is for is found out by the caller.
            let _ = host().sleep(left as u64);
        } else {
            let milliseconds = (left + 999_999) / 1_000_000;
            let answer = host().poll(&mut watched, milliseconds as i32);
            self.answer(&watched, answer);
        }
    }
}
