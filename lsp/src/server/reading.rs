//! Who reads the next message.
//!
//! The thread that has read a message also does its work: no change of threads comes before an
//! answer. Should that take long, another thread, the watch, takes the reading over, becomes the
//! reader, and leaves a new watch behind; the first thread ends with its answer. So messages are
//! begun in the order in which they came, and none waits long behind another. Start with [`start`].

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use parking_lot::{Condvar, Mutex};
use tokio::runtime::Handle;

use crate::server::STACK_SIZE;

/// An answer that is worked at for one to two of these is a long one.
const LONG: Duration = Duration::from_millis(2);
/// After so many of them without a message the watch goes to sleep.
const QUIET: u32 = 100;
/// If there is no thread to be had.
const NEXT_TRY: Duration = Duration::from_secs(1);

pub trait Reader: Send + 'static {
    /// Waits for the next message; its answer is begun before the next one is read, and what it waits
    /// for is waited for in the runtime. `None` at the end.
    fn next(&mut self) -> Option<BoxFuture<'static, ()>>;
}

thread_local! {
    static ANSWERS: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is there for the message that it answers: work can be done in it.
pub fn may_work_here() -> bool {
    ANSWERS.get()
}

/// Reads in threads of its own, which have entered the runtime, until the reader is at its end.
///
/// # Errors
///
/// If no thread can be started.
pub fn start(reader: impl Reader) -> io::Result<()> {
    let turns = Arc::new(Turns {
        state: Mutex::default(),
        begins: Condvar::new(),
        runtime: Handle::current(),
    });
    turns.in_thread(Turns::watch)?;
    turns.in_thread(|turns| turns.read(reader))
}

struct Turns<R> {
    state: Mutex<State<R>>,
    /// Told to a sleeping watch.
    begins: Condvar,
    runtime: Handle,
}

struct State<R> {
    /// The reader while its thread is at an answer.
    left: Option<R>,
    /// How many answers were begun.
    begun: u64,
    watch_sleeps: bool,
    is_over: bool,
}

impl<R> Default for State<R> {
    fn default() -> Self {
        Self {
            left: None,
            begun: 0,
            watch_sleeps: false,
            is_over: false,
        }
    }
}

impl<R: Reader> Turns<R> {
    fn in_thread(
        self: &Arc<Self>,
        work: impl FnOnce(Arc<Self>) + Send + 'static,
    ) -> io::Result<()> {
        let turns = Arc::clone(self);
        let thread = thread::Builder::new()
            .name("reader".to_owned())
            .stack_size(STACK_SIZE);
        let started = thread.spawn(move || {
            let runtime = turns.runtime.clone();
            let _context = runtime.enter();
            work(turns);
        });
        started.map(drop)
    }

    fn read(self: Arc<Self>, mut reader: R) {
        while let Some(mut answer) = reader.next() {
            self.leave(reader);
            ANSWERS.set(true);
            let step = catch_unwind(AssertUnwindSafe(|| (&mut answer).now_or_never()));
            ANSWERS.set(false);
            let back = self.state.lock().left.take();
            // A panic, of which the hook has told, ends the answer alone.
            if let Ok(None) = step {
                tokio::spawn(answer);
            }
            match back {
                Some(back) => reader = back,
                None => return,
            }
        }
        self.state.lock().is_over = true;
        self.begins.notify_one();
    }

    /// Leaves the reader where the watch can take it.
    fn leave(&self, reader: R) {
        let mut state = self.state.lock();
        state.left = Some(reader);
        state.begun += 1;
        if std::mem::take(&mut state.watch_sleeps) {
            self.begins.notify_one();
        }
    }

    fn watch(self: Arc<Self>) {
        let mut quiet = 0;
        let mut begun = 0;
        loop {
            thread::sleep(LONG);
            let mut state = self.state.lock();
            if state.is_over {
                return;
            }
            if state.begun != begun {
                begun = state.begun;
                quiet = 0;
                continue;
            }
            let Some(reader) = state.left.take() else {
                quiet += 1;
                if quiet >= QUIET {
                    state.watch_sleeps = true;
                    self.begins.wait(&mut state);
                    quiet = 0;
                }
                continue;
            };
            match self.in_thread(Self::watch) {
                Ok(()) => {
                    drop(state);
                    return self.read(reader);
                }
                Err(error) => {
                    // Until there is one, messages wait for the answer.
                    state.left = Some(reader);
                    drop(state);
                    eprintln!("serpentarium lsp: cannot start a thread: {error}");
                    thread::sleep(NEXT_TRY);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread::{self, ThreadId};

    use futures::FutureExt;
    use futures::future::BoxFuture;

    use super::{Reader, may_work_here, start};

    /// What an answer does.
    enum Step {
        /// Says in which thread it is, and whether work can be done there.
        Work,
        /// Says so when something was given, which keeps its thread.
        WorkWhen(Receiver<()>),
        /// Gives it.
        Give(Sender<()>),
        /// Waits for something before it says so.
        Wait,
        Panic,
    }

    struct Steps {
        steps: std::vec::IntoIter<Step>,
        said: Sender<(ThreadId, bool)>,
    }

    impl Reader for Steps {
        fn next(&mut self) -> Option<BoxFuture<'static, ()>> {
            let step = self.steps.next()?;
            let said = self.said.clone();
            let answer = async move {
                match step {
                    Step::Work => {}
                    Step::WorkWhen(given) => given.recv().expect("somebody gives it"),
                    Step::Give(to) => return to.send(()).expect("somebody waits"),
                    Step::Wait => tokio::task::yield_now().await,
                    Step::Panic => panic!("of the answer alone"),
                }
                let here = (thread::current().id(), may_work_here());
                said.send(here).expect("somebody listens");
            };
            Some(answer.boxed())
        }
    }

    /// What is said until the reader is at its end.
    fn said(steps: Vec<Step>) -> Vec<(ThreadId, bool)> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build()
            .expect("a runtime");
        let (said, listen) = channel();
        let steps = steps.into_iter();
        let _context = runtime.enter();
        start(Steps { steps, said }).expect("threads can be started");
        listen.iter().collect()
    }

    #[test]
    fn work_is_done_where_the_message_was_read() {
        // The watch may have taken over in between.
        let said = said(vec![Step::Work, Step::Panic, Step::Work]);
        let [(first, true), (second, true)] = said[..] else {
            panic!("{said:?}");
        };
        let this = thread::current().id();
        assert!(first != this && second != this);
    }

    #[test]
    fn long_work_keeps_no_message_waiting() {
        let ((first, when_first), (second, when_second)) = (channel(), channel());
        let said = said(vec![
            Step::WorkWhen(when_first),
            Step::WorkWhen(when_second),
            Step::Work,
            Step::Give(second),
            Step::Give(first),
        ]);
        let [third, second, first] = said[..] else {
            panic!("{said:?}");
        };
        assert!(third.1 && second.1 && first.1);
        assert!(third.0 != second.0 && second.0 != first.0 && first.0 != third.0);
    }

    #[test]
    fn what_waits_goes_on_in_the_runtime() {
        let said = said(vec![Step::Wait, Step::Work]);
        assert_eq!(said.iter().filter(|it| it.1).count(), 1, "{said:?}");
        assert!(said[0].0 != said[1].0, "{said:?}");
    }
}
