//! `serpentarium lsp`.

use std::process::{Command, ExitCode};

use clap::Args;
use serpentarium_lsp::{LibrarySource, supervisor};
use serpentarium_stdlib::library;

/// Options of `lsp`.
#[derive(Args)]
pub struct Options {
    /// The default and only way; accepted because clients like to say it
    #[arg(long)]
    stdio: bool,
    /// Does the work in this process: what the server starts, and starts again should it crash
    #[arg(long, hide = true)]
    worker: bool,
}

/// Serves the Language Server Protocol.
pub fn lsp(options: Options) -> ExitCode {
    if options.worker {
        return work();
    }
    match std::env::current_exe() {
        Ok(program) => supervisor::run(|| {
            let mut command = Command::new(&program);
            command.args(["lsp", "--worker"]);
            command
        }),
        Err(error) => {
            eprintln!(
                "serpentarium lsp: where this program lies is not known ({error}): nothing watches it"
            );
            work()
        }
    }
}

/// Serves in this process.
fn work() -> ExitCode {
    let library = LibrarySource {
        read: |path| library::find(path).map(|file| file.text()),
        paths: library::paths,
    };
    serpentarium_lsp::run_stdio(Some(library))
}
