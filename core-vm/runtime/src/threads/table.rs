//! What is known of each thread.

use super::{SCHEDULER, State};
use crate::host::host;
use crate::interp::frame;
use crate::interp::thread::{self, Thread};
use crate::object::Ref;
use crate::types::exceptions::BaseException;
use crate::types::frame::Frame;

/// A thread, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    pub ident: i64,
    /// Given by [`set_name`]; empty: by nobody.
    pub name: String,
    pub is_main: bool,
    pub is_waiting: bool,
    /// Threads are counted from 0, the first; none has the number of another.
    pub number: i64,
    pub daemon: bool,
}

/// `get_ident()`
pub fn ident() -> i64 {
    // SAFETY: the current thread is alive.
    unsafe { (*thread::current()).ident }
}

/// The main thread's ident.
pub fn main_ident() -> i64 {
    SCHEDULER.main.get()
}

/// Whether the main thread runs.
pub fn is_main() -> bool {
    ident() == main_ident()
}

/// `get_native_id()`
pub fn native_id() -> i64 {
    // The system knows one thread; the others get the numbers that it would likely give.
    let known = SCHEDULER
        .entries
        .borrow()
        .get(&ident())
        .map(|entry| entry.number);
    let number = known.filter(|_| !is_main()).unwrap_or(0);
    i64::from(host().process_id()) + number
}

/// How many threads there are.
pub fn count() -> usize {
    SCHEDULER.entries.borrow().len().max(1)
}

/// Names the running thread, for those who look at it.
pub fn set_name(name: String) {
    SCHEDULER.note_running();
    SCHEDULER.with_current(|entry| entry.name = name);
}

/// What the running thread was named.
pub fn name() -> String {
    SCHEDULER.note_running();
    SCHEDULER.with_current(|entry| entry.name.clone())
}

/// All threads, the main one first, then as they were started.
pub fn list() -> Vec<Info> {
    SCHEDULER.note_running();
    let entries = SCHEDULER.entries.borrow();
    let infos = entries.iter().rev().map(|(ident, entry)| Info {
        ident: *ident,
        name: entry.name.clone(),
        is_main: *ident == main_ident(),
        is_waiting: entry.state == State::Waiting,
        number: entry.number,
        daemon: entry.daemon,
    });
    let mut infos: Vec<Info> = infos.collect();
    infos.sort_by_key(|info| !info.is_main);
    infos
}

/// The thread with this ident.
pub(crate) fn thread_of(ident: i64) -> Option<*mut Thread> {
    SCHEDULER.note_running();
    let entries = SCHEDULER.entries.borrow();
    entries.get(&ident).map(|entry| entry.thread)
}

/// Calls `look` with every thread.
pub(crate) fn each(mut look: impl FnMut(*mut Thread)) {
    SCHEDULER.note_running();
    let entries = SCHEDULER.entries.borrow();
    let threads: Vec<*mut Thread> = entries.values().map(|entry| entry.thread).collect();
    drop(entries);
    threads.into_iter().for_each(&mut look);
}

/// The innermost frame of every thread that runs Python code (`sys._current_frames`).
pub fn frames() -> Vec<(i64, Ref<Frame>)> {
    let mut found = Vec::new();
    each(|thread| {
        // SAFETY: the frames of a living thread are linked until null.
        unsafe {
            if let Some(top) = frame::first_complete((*thread).frame) {
                found.push(((*thread).ident, frame::object_of(top)));
            }
        }
    });
    found
}

/// The exception that each thread handles (`sys._current_exceptions`).
pub fn exceptions() -> Vec<(i64, Option<Ref<BaseException>>)> {
    let mut found = Vec::new();
    // SAFETY: the threads are alive.
    each(|thread| unsafe { found.push(((*thread).ident, thread::handled_in(thread))) });
    found
}

/// A copy of the process has only the thread that made it, which is its main thread.
pub fn after_fork_in_child() {
    forget_others();
    let me = ident();
    SCHEDULER.main.set(me);
    if SCHEDULER.root.get() != Some(me) {
        SCHEDULER.root.set(None);
    }
}

/// Whether a thread was forgotten before its end, so that nobody knows what it holds.
pub fn have_given_up() -> bool {
    SCHEDULER.given_up.get()
}

/// The other threads never run again. Their stacks and what those hold stay as they are.
pub fn forget_others() {
    let me = SCHEDULER.note_running();
    SCHEDULER.ready.borrow_mut().clear();
    let mut entries = SCHEDULER.entries.borrow_mut();
    let mine = entries.remove(&me);
    for (_, entry) in std::mem::take(&mut *entries) {
        // Dropping it would unwind its stack, and so run its code.
        SCHEDULER.given_up.set(true);
        std::mem::forget(entry.coroutine);
    }
    entries.extend(mine.map(|entry| (me, entry)));
    drop(entries);
    SCHEDULER.arm();
}
