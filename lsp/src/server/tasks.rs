//! Tasks that go on in the thread that has done their work.
//!
//! A request waits for a worker; were it the runtime that went on with it, each answer would take
//! one more change of threads, and long answers would be encoded in a thread that should listen.

use std::cell::Cell;

use async_task::Runnable;
use tokio::runtime::Handle;

thread_local! {
    /// Whether this thread gives away what a task waits for, and has nothing else to do.
    static GOES_ON: Cell<bool> = const { Cell::new(false) };
}

/// Starts a task at once, in this thread. Whenever it has waited, it goes on in the runtime, or in
/// the thread that [`hands_over`] what it has waited for.
pub fn start(task: impl Future<Output = ()> + Send + 'static) {
    let runtime = Handle::current();
    let schedule = move |runnable: Runnable| {
        if GOES_ON.get() {
            runnable.run();
        } else {
            runtime.spawn(async move { runnable.run() });
        }
    };
    // A panic ends the task alone; who started it goes on.
    let contained = async_task::Builder::new().propagate_panic(true);
    let (runnable, task) = contained.spawn(|()| task, schedule);
    task.detach();
    runnable.run();
}

/// Tasks that `wake` wakes go on here before it returns.
pub fn hands_over<R>(wake: impl FnOnce() -> R) -> R {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            GOES_ON.set(false);
        }
    }
    GOES_ON.set(true);
    let _reset = Reset;
    wake()
}

#[cfg(test)]
mod tests {
    use std::thread::{self, ThreadId};

    use tokio::sync::{mpsc, oneshot};

    use super::{hands_over, start};

    /// Where a task begins, and where it goes on after something that another thread gives it.
    async fn places(give: impl FnOnce(oneshot::Sender<()>) + Send + 'static) -> [ThreadId; 3] {
        let (sender, receiver) = oneshot::channel();
        let (tell, mut told) = mpsc::unbounded_channel();
        start(async move {
            let began = thread::current().id();
            drop(receiver.await);
            tell.send((began, thread::current().id()))
                .expect("somebody waits");
        });
        let giver = thread::spawn(move || {
            give(sender);
            thread::current().id()
        });
        let (began, went_on) = told.recv().await.expect("the task ends");
        [began, went_on, giver.join().expect("it does not panic")]
    }

    #[tokio::test]
    async fn a_task_goes_on_where_its_work_was_done() {
        let [began, went_on, giver] =
            places(|it| hands_over(|| it.send(()).expect("it waits"))).await;
        assert_eq!([began, went_on], [thread::current().id(), giver]);
        start(async { panic!("of the task alone") });
        let [_, went_on, giver] = places(|it| it.send(()).expect("it waits")).await;
        assert_ne!(went_on, giver);
    }
}
