//! The running server: transport, documents, workers, and the table of requests.
//!
//! One task, [`documents`], owns the texts; it receives changes in the order in which they
//! arrived. A read takes a snapshot from it and runs in a worker thread with a large stack
//! ([`workers`]); the next edit of the same document, or `$/cancelRequest`, cancels it.

pub mod auto_import;
pub mod backend;
pub mod configuration;
pub mod diagnostics;
pub mod documents;
pub mod gate;
pub mod housekeeping;
pub mod log;
pub mod notebooks;
pub mod progress;
pub mod pulls;
pub mod pyproject;
pub mod reads;
pub mod settings;
pub mod told;
pub mod transport;
pub mod workers;

use std::process::ExitCode;

use crate::analysis::stdlib::LibrarySource;

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
    let code = runtime.block_on(backend::serve(
        tokio::io::stdin(),
        tokio::io::stdout(),
        library,
    ));
    // Standard input is read by a blocking thread that nothing can wake.
    runtime.shutdown_background();
    ExitCode::from(code)
}
