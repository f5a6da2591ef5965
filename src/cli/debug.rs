//! `serpentarium debug`.

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use clap::Args;
use serde_json::json;
use serpentarium_dap::launch::ProcessLauncher;
use serpentarium_dap::terminal;

use super::{exit_code, fail};

/// Options of `debug`.
#[derive(Args)]
pub struct Options {
    /// Take commands from this file and print the session
    #[arg(long, value_name = "COMMANDS")]
    script: Option<PathBuf>,
    /// Debug a module instead of a file
    #[arg(short = 'm', value_name = "MODULE", conflicts_with = "code")]
    module: Option<String>,
    /// Debug this text instead of a file
    #[arg(short = 'c', value_name = "CODE")]
    code: Option<String>,
    /// Step into library code too
    #[arg(long)]
    all_code: bool,
    /// The file to debug, then its arguments
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "FILE] [ARGS"
    )]
    words: Vec<String>,
}

/// Runs a session at the terminal.
pub fn debug(options: Options) -> ExitCode {
    let executable = match std::env::current_exe() {
        Ok(executable) => executable,
        Err(error) => return fail("debug", error),
    };
    let mut words = options.words.into_iter();
    let mut launch = json!({"justMyCode": !options.all_code});
    match (options.module, options.code) {
        (Some(module), _) => launch["module"] = json!(module),
        (_, Some(code)) => launch["code"] = json!(code),
        (None, None) => match words.next() {
            Some(file) => launch["program"] = json!(file),
            None => return fail("debug", "there is no FILE to debug"),
        },
    }
    launch["args"] = json!(words.collect::<Vec<_>>());
    let launcher = Rc::new(ProcessLauncher::new(executable));
    let mut out = BufWriter::new(io::stdout());
    exit_code(terminal::run(
        terminal::Options {
            launch,
            script: options.script,
        },
        launcher,
        &mut out,
    ))
}
