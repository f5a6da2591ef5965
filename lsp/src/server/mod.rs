//! The running server: transport, documents, workers, and the table of requests.
//!
//! One task, [`documents`], owns the texts; it receives changes in the order in which they
//! arrived. A read takes a snapshot from it and runs in the thread that has read the request, while
//! another one goes on reading ([`reading`], [`workers`]); the next edit of the same document, or
//! `$/cancelRequest`, cancels it.

pub mod activity;
pub mod asked;
pub mod auto_import;
pub mod backend;
pub mod configuration;
pub mod diagnostics;
pub mod documents;
pub mod gate;
pub mod housekeeping;
pub mod log;
pub mod notebooks;
pub mod output;
pub mod progress;
pub mod pulls;
pub mod pyproject;
pub mod reading;
pub mod reads;
pub mod settings;
pub mod told;
pub mod transport;
pub mod workers;

use std::io::BufReader;
use std::process::ExitCode;

use crate::analysis::stdlib::LibrarySource;
use crate::server::output::Stream;

/// Stack of every thread that may walk a syntax tree. Only touched pages cost memory.
const STACK_SIZE: usize = 256 << 20;

/// Serves one client on standard input and output; the exit code is the protocol's: 0 after
/// `shutdown` and `exit`, 1 after `exit` or the end of input alone.
pub fn run_stdio(library: Option<LibrarySource>) -> ExitCode {
    serpentarium_checker::guard::report_panics();
    let serving = std::thread::Builder::new()
        .name("serve".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(move || serve_in_runtime(library));
    match serving.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => {
            eprintln!("serpentarium lsp: cannot start a thread: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve_in_runtime(library: Option<LibrarySource>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .thread_stack_size(STACK_SIZE)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("serpentarium lsp: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let input = BufReader::new(std::io::stdin());
    let serving = async { backend::serve(input, output(), library).await };
    let code = runtime.block_on(serving);
    // A thread may be at work, or read, and nothing can wake it.
    runtime.shutdown_background();
    ExitCode::from(code)
}

/// Standard output. A pipe is written to at once, which saves a change of threads with each message;
/// files and terminals cannot be. Needs the runtime to be entered.
#[cfg(unix)]
fn output() -> Stream {
    use std::os::fd::AsFd;
    use tokio::net::unix::pipe::Sender;

    let output = || std::io::stdout().as_fd().try_clone_to_owned();
    match (output().and_then(Sender::from_owned_fd), output()) {
        // A write to either of them does not wait: that is a property of the pipe.
        (Ok(pipe), Ok(same)) => Stream {
            at_once: Some(same.into()),
            waiting: Box::new(pipe),
        },
        _ => waiting_output(),
    }
}

fn waiting_output() -> Stream {
    Stream {
        at_once: None,
        waiting: Box::new(tokio::io::stdout()),
    }
}

#[cfg(not(unix))]
fn output() -> Stream {
    waiting_output()
}
