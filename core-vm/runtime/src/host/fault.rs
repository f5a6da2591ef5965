//! What a program dies of, and what looks at it from outside: fatal signals, signals that ask
//! for a stack, and the watch that barks when time is up. The machinery of `faulthandler`.
//!
//! Fatal signals are answered in the handler itself. The others ask the running code to stop
//! by at the eval breaker, where it is known which line runs.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};

use super::system::check;
use super::{Fd, HostResult};
use crate::interp::breaker;
use crate::threads::dump::{self, Which, decimal};

/// Signals that a program dies of, with what is said then.
const FATAL: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];
/// What the timer of the watch sends; programs hardly use the last ones.
const WATCH_SIGNAL: i32 = 63;
/// How long the running code has to answer the watch before the handler does.
const GRACE_NS: u64 = 100_000_000;
const ALTERNATE_STACK: usize = 128 << 10;

/// Whether a signal is one of those that a program dies of.
pub fn is_fatal(signal: i32) -> bool {
    FATAL.iter().any(|(fatal, _)| *fatal == signal)
}

static FATAL_FD: AtomicI32 = AtomicI32::new(-1);
static FATAL_ALL: AtomicBool = AtomicBool::new(true);
/// Signals that asked for a stack, as a bit set.
static ASKED: AtomicU64 = AtomicU64::new(0);
static WATCH_FD: AtomicI32 = AtomicI32::new(-1);
static WATCH_EXITS: AtomicBool = AtomicBool::new(false);
static WATCH_MICROSECONDS: AtomicU64 = AtomicU64::new(0);
/// Nanoseconds until it barks again; 0: once.
static WATCH_AGAIN: AtomicU64 = AtomicU64::new(0);
/// [`IDLE`], [`ARMED`] or [`BARKED`].
static WATCH_STATE: AtomicI32 = AtomicI32::new(IDLE);
const IDLE: i32 = 0;
const ARMED: i32 = 1;
/// Time is up and the running code was asked.
const BARKED: i32 = 2;

struct Before(std::cell::UnsafeCell<Option<[libc::sigaction; FATAL.len()]>>);
// SAFETY: changed by the VM's one thread, with no fatal signal caught meanwhile.
unsafe impl Sync for Before {}
static BEFORE: Before = Before(std::cell::UnsafeCell::new(None));

struct Timer(std::cell::Cell<Option<libc::timer_t>>);
// SAFETY: touched by the VM's one thread only; its handlers run on the same one.
unsafe impl Sync for Timer {}
static TIMER: Timer = Timer(std::cell::Cell::new(None));

/// Writes to a descriptor as far as it goes.
fn write(fd: Fd, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the bytes are readable; `write` may be called in a handler.
        match unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) } {
            count if count > 0 => bytes = &bytes[count as usize..],
            _ => return,
        }
    }
}

/// Pieces put together before they are written.
struct Writer {
    fd: Fd,
    buffer: [u8; 256],
    used: usize,
}

impl Writer {
    fn new(fd: Fd) -> Writer {
        Writer {
            fd,
            buffer: [0; 256],
            used: 0,
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.used == self.buffer.len() {
                self.flush();
            }
            self.buffer[self.used] = *byte;
            self.used += 1;
        }
    }

    fn flush(&mut self) {
        write(self.fd, &self.buffer[..self.used]);
        self.used = 0;
    }
}

/// Writes stacks to a descriptor.
pub fn write_stacks(fd: Fd, which: Which) {
    let mut writer = Writer::new(fd);
    dump::dump(which, &mut |bytes| writer.put(bytes));
    writer.flush();
}

/// The name of the process's thread, in the buffer. Async-signal-safe.
pub fn process_name(buffer: &mut [u8; 16]) -> &[u8] {
    // SAFETY: the kernel writes at most 16 bytes.
    unsafe { libc::prctl(libc::PR_GET_NAME, buffer.as_mut_ptr()) };
    let end = buffer.iter().position(|byte| *byte == 0);
    &buffer[..end.unwrap_or(buffer.len())]
}

fn which(all: bool) -> Which {
    if all { Which::All } else { Which::Running }
}

/// The handler of fatal signals: says what happened and dies of it.
extern "C" fn die(signal: libc::c_int) {
    let fd = FATAL_FD.load(Ordering::SeqCst);
    let all = FATAL_ALL.load(Ordering::SeqCst);
    restore();
    let name = FATAL.iter().find(|(fatal, _)| *fatal == signal);
    write(fd, b"Fatal Python error: ");
    write(fd, name.map_or("", |(_, name)| name).as_bytes());
    write(fd, b"\n\n");
    write_stacks(fd, which(all));
    write(fd, NO_NATIVE_STACK.as_bytes());
    // The action before may wait for the fault to come again, which one that was sent does not.
    if matches!(signal, libc::SIGSEGV | libc::SIGBUS) {
        let mut action = action_of(die, 0);
        action.sa_sigaction = libc::SIG_DFL;
        // SAFETY: the default action.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
    // SAFETY: dies of the signal.
    unsafe { libc::raise(signal) };
}

/// What is said instead of the machine's own stack.
pub const NO_NATIVE_STACK: &str = "\nCurrent thread's C stack trace (most recent call first):\n  <cannot get C stack on this system>\n";

fn action_of(handler: extern "C" fn(libc::c_int), flags: i32) -> libc::sigaction {
    // SAFETY: a zeroed `sigaction` is valid.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as usize;
        action.sa_flags = flags;
        libc::sigemptyset(&raw mut action.sa_mask);
        action
    }
}

/// Answers fatal signals from now on.
///
/// # Errors
/// An errno.
pub fn catch_fatal(fd: Fd, all_threads: bool) -> HostResult<()> {
    FATAL_FD.store(fd, Ordering::SeqCst);
    FATAL_ALL.store(all_threads, Ordering::SeqCst);
    // SAFETY: the VM's one thread; the handler is not installed while this is `None`.
    let before = unsafe { &mut *BEFORE.0.get() };
    if before.is_some() {
        return Ok(());
    }
    set_alternate_stack();
    let action = action_of(die, libc::SA_NODEFER | libc::SA_ONSTACK);
    // SAFETY: zeroed actions are valid; the old ones are filled in.
    unsafe {
        let mut old: [libc::sigaction; FATAL.len()] = std::mem::zeroed();
        for ((signal, _), old) in FATAL.iter().zip(&mut old) {
            check(libc::sigaction(*signal, &raw const action, old))?;
        }
        *before = Some(old);
    }
    Ok(())
}

/// A stack for handlers, so that they can run when the other one is full.
fn set_alternate_stack() {
    // The memory stays for the life of the process.
    let memory: &'static mut [u8] = Box::leak(vec![0; ALTERNATE_STACK].into_boxed_slice());
    let stack = libc::stack_t {
        ss_sp: memory.as_mut_ptr().cast(),
        ss_flags: 0,
        ss_size: memory.len(),
    };
    // SAFETY: the memory is the handlers' alone.
    unsafe { libc::sigaltstack(&raw const stack, std::ptr::null_mut()) };
}

/// Puts the actions of fatal signals back. Async-signal-safe.
fn restore() {
    // SAFETY: as in `catch_fatal`; a handler runs on the same thread.
    if let Some(old) = unsafe { (*BEFORE.0.get()).take() } {
        for ((signal, _), old) in FATAL.iter().zip(&old) {
            // SAFETY: the action that the signal had before.
            unsafe { libc::sigaction(*signal, old, std::ptr::null_mut()) };
        }
    }
}

/// Leaves fatal signals alone again.
pub fn release_fatal() {
    restore();
    FATAL_FD.store(-1, Ordering::SeqCst);
}

/// The handler of signals that ask for a stack.
extern "C" fn ask(signal: libc::c_int) {
    ASKED.fetch_or(1 << (signal & 63), Ordering::SeqCst);
    breaker::request(breaker::FAULT);
}

/// The action that a signal had before.
pub struct Action(libc::sigaction);

/// Makes a signal ask for a stack; see [`take_asked`].
///
/// # Errors
/// An errno.
pub fn catch_asking(signal: i32) -> HostResult<Action> {
    let action = action_of(ask, libc::SA_ONSTACK);
    // SAFETY: a zeroed action is valid; the old one is filled in.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        check(libc::sigaction(signal, &raw const action, &raw mut old))?;
        Ok(Action(old))
    }
}

/// Gives a signal back the action it had.
pub fn put_back(signal: i32, action: &Action) {
    // SAFETY: an action that the signal had.
    unsafe { libc::sigaction(signal, &raw const action.0, std::ptr::null_mut()) };
}

/// Signals that asked since the last call, as a bit set.
pub fn take_asked() -> u64 {
    ASKED.swap(0, Ordering::SeqCst)
}

/// The handler of the watch's timer.
extern "C" fn bark(_: libc::c_int) {
    match WATCH_STATE.load(Ordering::SeqCst) {
        ARMED => {
            WATCH_STATE.store(BARKED, Ordering::SeqCst);
            breaker::request(breaker::FAULT);
        }
        // Nobody answered: something runs that does not stop by.
        BARKED => answer_watch(),
        _ => {}
    }
}

/// Writes what the watch is for, if time is up. Async-signal-safe.
pub fn answer_watch() {
    if WATCH_STATE
        .compare_exchange(BARKED, IDLE, Ordering::SeqCst, Ordering::SeqCst)
        .is_err()
    {
        return;
    }
    let fd = WATCH_FD.load(Ordering::SeqCst);
    let mut writer = Writer::new(fd);
    write_header(&mut |bytes| writer.put(bytes));
    writer.flush();
    write_stacks(fd, Which::AllFromOutside);
    if WATCH_EXITS.load(Ordering::SeqCst) {
        // SAFETY: ends the process at once, as was asked for.
        unsafe { libc::_exit(1) };
    }
    match WATCH_AGAIN.load(Ordering::SeqCst) {
        0 => set_timer(0, 0),
        again => {
            WATCH_STATE.store(ARMED, Ordering::SeqCst);
            set_timer(again, GRACE_NS);
        }
    }
}

/// `Timeout (H:MM:SS.ffffff)!`
fn write_header(out: dump::Out<'_>) {
    let total = WATCH_MICROSECONDS.load(Ordering::SeqCst);
    let (seconds, microseconds) = (total / 1_000_000, total % 1_000_000);
    out(b"Timeout (");
    decimal(seconds / 3600, 0, out);
    out(b":");
    decimal(seconds / 60 % 60, 2, out);
    out(b":");
    decimal(seconds % 60, 2, out);
    if microseconds != 0 {
        out(b".");
        decimal(microseconds, 6, out);
    }
    out(b")!\n");
}

fn set_timer(first: u64, then: u64) {
    let Some(timer) = TIMER.0.get() else { return };
    let time = |nanoseconds: u64| libc::timespec {
        tv_sec: (nanoseconds / 1_000_000_000) as _,
        tv_nsec: (nanoseconds % 1_000_000_000) as _,
    };
    let times = libc::itimerspec {
        it_value: time(first),
        it_interval: time(then),
    };
    // SAFETY: a timer of this process; the call is async-signal-safe.
    unsafe { libc::timer_settime(timer, 0, &raw const times, std::ptr::null_mut()) };
}

/// What the watch does when time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    pub fd: Fd,
    pub microseconds: u64,
    pub repeats: bool,
    pub exits: bool,
}

/// Starts the watch, instead of one that runs.
///
/// # Errors
/// An errno.
pub fn watch(watch: Watch) -> HostResult<()> {
    unwatch();
    let action = action_of(bark, libc::SA_ONSTACK);
    // SAFETY: the handler is async-signal-safe; zeroed structures are valid.
    unsafe {
        check(libc::sigaction(
            WATCH_SIGNAL,
            &raw const action,
            std::ptr::null_mut(),
        ))?;
        let mut event: libc::sigevent = std::mem::zeroed();
        event.sigev_notify = libc::SIGEV_SIGNAL;
        event.sigev_signo = WATCH_SIGNAL;
        let mut timer: libc::timer_t = std::mem::zeroed();
        check(libc::timer_create(
            libc::CLOCK_MONOTONIC,
            &raw mut event,
            &raw mut timer,
        ))?;
        TIMER.0.set(Some(timer));
    }
    let nanoseconds = watch.microseconds.saturating_mul(1000);
    WATCH_FD.store(watch.fd, Ordering::SeqCst);
    WATCH_EXITS.store(watch.exits, Ordering::SeqCst);
    WATCH_MICROSECONDS.store(watch.microseconds, Ordering::SeqCst);
    WATCH_AGAIN.store(
        if watch.repeats { nanoseconds } else { 0 },
        Ordering::SeqCst,
    );
    WATCH_STATE.store(ARMED, Ordering::SeqCst);
    set_timer(nanoseconds, GRACE_NS);
    Ok(())
}

/// Stops the watch.
pub fn unwatch() {
    WATCH_STATE.store(IDLE, Ordering::SeqCst);
    if let Some(timer) = TIMER.0.take() {
        // SAFETY: a timer of this process, used no more.
        unsafe { libc::timer_delete(timer) };
    }
}

/// Reads from nowhere, for those who test what happens then.
pub fn read_null() {
    let nowhere = std::hint::black_box(std::ptr::null::<i32>());
    // SAFETY: none: the point is that the process dies of it.
    unsafe { nowhere.read_volatile() };
}

/// Calls itself until the stack is full, for those who test what happens then.
#[expect(
    unconditional_recursion,
    reason = "an endless recursion is what it is for"
)]
pub fn overflow_stack(depth: usize) -> usize {
    let room = std::hint::black_box([depth; 512]);
    std::hint::black_box(overflow_stack(depth + 1) + room[depth % room.len()])
}
