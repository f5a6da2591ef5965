//! The same question to the checker about many files, in several threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use parking_lot::Mutex;
use serpentarium_checker::{Address, Snapshot};

use crate::analysis::Context;
use crate::analysis::cancel::Cancel;

/// Stack of the threads; only touched pages cost memory.
const STACK_SIZE: usize = 256 << 20;

/// Below this many files a thread costs more than it saves.
const FEW: usize = 4;

/// What `ask` says about each file, in the order of the files. Unwinds if the context is cancelled,
/// or if one of the answers did.
pub fn map<R: Send>(
    context: &Context,
    files: &[Address],
    ask: impl Fn(&Snapshot, &Address) -> R + Sync,
) -> Vec<R> {
    let checkers = || context.checker.clone();
    run(&context.cancel, files, &checkers, &|checker, file| {
        ask(checker, file)
    })
}

/// The same for work that needs no checker.
pub fn map_files<R: Send>(
    cancel: &Cancel,
    files: &[Address],
    ask: impl Fn(&Address) -> R + Sync,
) -> Vec<R> {
    run(cancel, files, &|| (), &|(), file| ask(file))
}

fn run<S: Send, R: Send>(
    cancel: &Cancel,
    files: &[Address],
    states: &dyn Fn() -> S,
    ask: &(dyn Fn(&S, &Address) -> R + Sync),
) -> Vec<R> {
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8);
    let next = AtomicUsize::new(0);
    let answers: Mutex<Vec<(usize, R)>> = Mutex::default();
    let work = |cancel: &Cancel, state: &S| {
        while let Some((index, file)) = take(&next, files) {
            cancel.check();
            let answer = ask(state, file);
            let mut answers = answers.lock();
            answers.push((index, answer));
        }
    };
    if files.len() >= FEW && threads > 1 {
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .filter_map(|_| {
                    let (cancel, state, work) = (cancel.clone(), states(), &work);
                    let builder = thread::Builder::new().stack_size(STACK_SIZE);
                    let worker = builder.spawn_scoped(scope, move || work(&cancel, &state));
                    worker.ok()
                })
                .collect();
            for worker in workers {
                if let Err(payload) = worker.join() {
                    // The others stop at the end of the list.
                    next.store(files.len(), Ordering::Relaxed);
                    resume_unwind(payload);
                }
            }
        });
    }
    // Few files; or no thread could be started.
    work(cancel, &states());
    let mut answers = answers.into_inner();
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn take<'a>(next: &AtomicUsize, files: &'a [Address]) -> Option<(usize, &'a Address)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, files.get(index)?))
}
