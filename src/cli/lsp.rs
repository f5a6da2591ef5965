//! `serpentarium lsp`.

use std::process::ExitCode;

use clap::Args;

/// Options of `lsp`.
#[derive(Args)]
pub struct Options {
    /// The default and only way; accepted because clients like to say it
    #[arg(long)]
    stdio: bool,
}

/// Serves the Language Server Protocol.
pub fn lsp(_: Options) -> ExitCode {
    serpentarium_lsp::run_stdio()
}
