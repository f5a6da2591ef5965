//! The threads of the program: coroutines with native stacks of their own, all on the one
//! thread of the operating system that the VM runs on.
//!
//! A thread gives way when it [waits](wait) or, at the eval breaker, when its slice of ticks
//! is over ([`tick`]). The order is that of a queue, so that a run is repeatable. The first
//! thread lives on the process's own stack; whenever it gives way it becomes the
//! dispatcher ([`dispatch`]) that the coroutines return to.
//!
//! | where | what |
//! |---|---|
//! | `mod` | starting, waiting, waking, giving way |
//! | `dispatch` | who runs next; sleeping in the host when nobody can |
//! | `blocking` | calls to the host that may wait, without holding up the others |
//! | `dump` | stacks as text, whatever state the program is in |
//! | `table` | what is known of each thread: identity, name, frames |

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, Yielder};

use crate::host::PollFd;
use crate::interp::breaker;
use crate::interp::thread::{self, Thread};

pub mod blocking;
mod dispatch;
pub mod dump;
mod table;

pub use table::{
    Info, after_fork_in_child, count, exceptions, forget_others, frames, have_given_up, ident,
    is_main, list, main_ident, name, native_id, set_name,
};
pub(crate) use table::{each, thread_of};

/// Bytes of address space for the frames of a thread.
const FRAME_BYTES: usize = 64 << 20;
/// Native stack that Python code in a thread may use when `stack_size` was not called.
const STACK_BYTES: usize = 8 << 20;
/// The least that it gets.
const LEAST_STACK: usize = 256 << 10;
/// Native stack below the limit, for code that does not ask.
const RESERVE: usize = 2 << 20;
/// Ticks in a second of running, about: what a switch interval is turned into.
const TICKS_PER_SECOND: f64 = 1e7;

/// Why a waiting thread goes on. Waking is a hint: whoever waits looks at what it waits for
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// By [`unpark`].
    Notified,
    /// Its deadline has come.
    TimedOut,
    /// A descriptor is ready.
    Ready,
    /// A signal or the debugger wants to be served first, by
    /// [`serve`](crate::interp::pending::serve); the wait is not over.
    Interrupted,
}

/// What a thread waits for besides [`unpark`].
#[derive(Debug, Default)]
pub struct Wait {
    /// On the monotonic clock.
    pub deadline: Option<i128>,
    /// Whose answers are filled in.
    pub descriptors: Vec<PollFd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Ready,
    Waiting,
}

type Body = Coroutine<(), (), ()>;

struct Entry {
    thread: *mut Thread,
    /// `None` for the thread on the process's stack, and while it runs.
    coroutine: Option<Body>,
    yielder: *const Yielder<(), ()>,
    state: State,
    wait: Wait,
    woken: Option<Wake>,
    name: String,
    /// Which of the threads that were made it is; 0: the first.
    number: i64,
    daemon: bool,
}

struct Scheduler {
    entries: RefCell<BTreeMap<i64, Entry>>,
    ready: RefCell<VecDeque<i64>>,
    /// The main thread.
    main: Cell<i64>,
    /// The thread on the process's stack, while there is one.
    root: Cell<Option<i64>>,
    /// Number of the last thread that was made.
    made: Cell<i64>,
    /// Ticks until the running thread is to give way.
    left: Cell<u64>,
    slice: Cell<u64>,
    turns: Cell<u32>,
    stack_size: Cell<usize>,
    /// Whether a thread was forgotten before its end.
    given_up: Cell<bool>,
    /// Above zero no thread is made to give way.
    held: Cell<u32>,
}
// SAFETY: touched by the VM's one thread of the operating system only.
unsafe impl Sync for Scheduler {}

static SCHEDULER: Scheduler = Scheduler {
    entries: RefCell::new(BTreeMap::new()),
    ready: RefCell::new(VecDeque::new()),
    main: Cell::new(thread::MAIN_IDENT),
    root: Cell::new(Some(thread::MAIN_IDENT)),
    made: Cell::new(0),
    left: Cell::new(0),
    slice: Cell::new(50_000),
    turns: Cell::new(0),
    stack_size: Cell::new(0),
    given_up: Cell::new(false),
    held: Cell::new(0),
};

/// Whether there is no other thread.
pub fn is_alone() -> bool {
    SCHEDULER.entries.borrow().len() <= 1
}

/// `_thread.stack_size`: 0 for the default.
pub fn stack_size() -> usize {
    SCHEDULER.stack_size.get()
}

/// Sets the stack size of threads to come.
pub fn set_stack_size(bytes: usize) {
    SCHEDULER.stack_size.set(bytes);
}

/// `sys.setswitchinterval`, in ticks from here on.
pub fn set_switch_interval(seconds: f64) {
    let ticks = (seconds * TICKS_PER_SECOND).clamp(1.0, 1e15) as u64;
    SCHEDULER.slice.set(ticks);
    SCHEDULER.left.set(SCHEDULER.left.get().min(ticks));
}

/// Starts a thread that runs `body` and, when what it held is let go, `after`; gives its
/// ident. `None`: no memory for it.
pub fn spawn(
    daemon: bool,
    body: impl FnOnce() + 'static,
    after: impl FnOnce() + 'static,
) -> Option<i64> {
    SCHEDULER.note_running();
    let wanted = match SCHEDULER.stack_size.get() {
        0 => STACK_BYTES,
        bytes => bytes.max(LEAST_STACK),
    };
    let stack = DefaultStack::new(wanted + RESERVE).ok()?;
    let number = SCHEDULER.made.get() + 1;
    let ident = thread::MAIN_IDENT - number * 0x80_1000;
    let limit = stack.limit().get() + RESERVE;
    let thread = Thread::new(ident, FRAME_BYTES, thread::recursion_limit() as isize)?;
    // SAFETY: a new thread.
    unsafe { Thread::set_stack_limit(thread, limit) };
    let coroutine = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
        SCHEDULER.with_current(|entry| entry.yielder = yielder);
        SCHEDULER.arm();
        crate::debug::thread_event(crate::debug::Event::ThreadStarted);
        body();
        crate::debug::thread_event(crate::debug::Event::ThreadEnds);
        Thread::clear_current();
        crate::interp::trace::thread_ends();
        after();
    });
    SCHEDULER.made.set(number);
    let entry = Entry {
        thread,
        coroutine: Some(coroutine),
        yielder: std::ptr::null(),
        state: State::Ready,
        wait: Wait::default(),
        woken: None,
        name: String::new(),
        number,
        daemon,
    };
    SCHEDULER.entries.borrow_mut().insert(ident, entry);
    SCHEDULER.ready.borrow_mut().push_back(ident);
    SCHEDULER.arm();
    Some(ident)
}

/// Lets the other threads run until something of `wait` happens or the thread is unparked.
/// The answer comes with what is known of the descriptors.
pub fn wait(wait: Wait) -> (Wake, Vec<PollFd>) {
    let me = SCHEDULER.note_running();
    let interrupts = breaker::reasons() & (breaker::SIGNAL | breaker::CONTROL);
    if interrupts & breaker::CONTROL != 0 || interrupts != 0 && me == SCHEDULER.main.get() {
        return (Wake::Interrupted, wait.descriptors);
    }
    let woken = SCHEDULER.with_current(|entry| {
        let token = entry.woken.take();
        if token.is_none() {
            entry.state = State::Waiting;
            entry.wait = wait;
        }
        token
    });
    if let Some(token) = woken {
        return (token, Vec::new());
    }
    SCHEDULER.give_way(me);
    SCHEDULER.with_current(|entry| {
        let wait = std::mem::take(&mut entry.wait);
        (
            entry.woken.take().unwrap_or(Wake::Notified),
            wait.descriptors,
        )
    })
}

/// [`wait`] without descriptors.
pub fn park(deadline: Option<i128>) -> Wake {
    let descriptors = Vec::new();
    let (wake, _) = wait(Wait {
        deadline,
        descriptors,
    });
    wake
}

/// Wakes a thread, or keeps its next wait from beginning. `false`: there is no such thread.
pub fn unpark(ident: i64) -> bool {
    let known = SCHEDULER.wake(ident, Wake::Notified);
    SCHEDULER.arm();
    known
}

/// Lets the threads that are ready run first.
pub fn yield_now() {
    let me = SCHEDULER.note_running();
    SCHEDULER.wake_due();
    if SCHEDULER.ready.borrow().is_empty() {
        SCHEDULER.arm();
        return;
    }
    SCHEDULER.with_current(|entry| entry.state = State::Ready);
    SCHEDULER.ready.borrow_mut().push_back(me);
    SCHEDULER.give_way(me);
}

/// A tick at the eval breaker while others want to run.
#[inline]
pub(crate) fn tick() {
    let left = SCHEDULER.left.get();
    if left > 1 {
        SCHEDULER.left.set(left - 1);
    } else {
        slice_over();
    }
}

#[cold]
#[inline(never)]
fn slice_over() {
    SCHEDULER.left.set(SCHEDULER.slice.get());
    // Nobody else is to meet a half-done collection.
    if SCHEDULER.held.get() == 0 && !crate::memory::gc::is_collecting() {
        yield_now();
    }
}

/// Keeps the running thread from being made to give way while `work` runs.
pub(crate) fn held<T>(work: impl FnOnce() -> T) -> T {
    let held = &SCHEDULER.held;
    held.set(held.get() + 1);
    let result = work();
    held.set(held.get() - 1);
    result
}

/// The main thread is to run soon, if need be out of a wait: there is something that only it
/// can serve.
pub fn call_main() {
    SCHEDULER.interrupt(SCHEDULER.main.get());
    SCHEDULER.left.set(1);
    SCHEDULER.arm();
}

impl Scheduler {
    /// The running thread's ident; it has an entry from now on.
    fn note_running(&self) -> i64 {
        let thread = thread::current();
        // SAFETY: the current thread is alive.
        let ident = unsafe { (*thread).ident };
        self.entries
            .borrow_mut()
            .entry(ident)
            .or_insert_with(|| Entry {
                thread,
                coroutine: None,
                yielder: std::ptr::null(),
                state: State::Running,
                wait: Wait::default(),
                woken: None,
                name: String::new(),
                number: 0,
                daemon: false,
            });
        ident
    }

    fn with_current<T>(&self, look: impl FnOnce(&mut Entry) -> T) -> T {
        let ident = table::ident();
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(&ident);
        look(entry.unwrap_or_else(|| unreachable!("the running thread is in the table")))
    }

    fn wake(&self, ident: i64, why: Wake) -> bool {
        let mut entries = self.entries.borrow_mut();
        let Some(entry) = entries.get_mut(&ident) else {
            return false;
        };
        if entry.state == State::Waiting {
            entry.state = State::Ready;
            self.ready.borrow_mut().push_back(ident);
            entry.woken = Some(why);
        } else if why == Wake::Notified {
            entry.woken = Some(why);
        }
        true
    }

    /// Runs others until the running thread is chosen again.
    fn give_way(&self, me: i64) {
        if self.root.get() == Some(me) {
            self.dispatch(me);
        } else {
            let yielder = self.with_current(|entry| entry.yielder);
            // SAFETY: the thread runs inside its coroutine, which made this yielder.
            unsafe { (*yielder).suspend(()) };
        }
        self.arm();
    }

    /// Sets the eval breaker if anybody else may want to run soon.
    fn arm(&self) {
        let wanted = !self.ready.borrow().is_empty()
            || self.entries.borrow().values().any(|entry| {
                entry.state == State::Waiting
                    && (entry.wait.deadline.is_some() || !entry.wait.descriptors.is_empty())
            });
        if wanted {
            breaker::request(breaker::SWITCH);
        } else {
            breaker::take(breaker::SWITCH);
        }
    }
}
