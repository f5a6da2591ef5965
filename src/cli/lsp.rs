//! `serpentarium lsp`.

use std::process::ExitCode;

use clap::Args;
use serpentarium_lsp::LibrarySource;
use serpentarium_stdlib::library;

/// Options of `lsp`.
#[derive(Args)]
pub struct Options {
    /// The default and only way; accepted because clients like to say it
    #[arg(long)]
    stdio: bool,
}

/// Serves the Language Server Protocol.
pub fn lsp(_: Options) -> ExitCode {
    let library = LibrarySource {
        read: |path| library::find(path).map(|file| file.text()),
        paths: library::paths,
    };
    serpentarium_lsp::run_stdio(Some(library))
}
