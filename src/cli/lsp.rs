//! `serpentarium lsp`.

use std::process::ExitCode;

use clap::Args;

use super::fail;

/// Options of `lsp`.
#[derive(Args)]
pub struct Options {
    /// The default and only way; accepted because clients like to say it
    #[arg(long)]
    stdio: bool,
}

/// Serves the Language Server Protocol.
pub fn lsp(_: Options) -> ExitCode {
    fail("lsp", "this build has no language server")
}
