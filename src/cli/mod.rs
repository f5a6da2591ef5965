//! `serpentarium SUBCOMMAND ...`, or python's own command line.
//!
//! The first word decides. If it is no subcommand, everything is understood as python
//! understands it ([`python`]), so that `serpentarium FILE args...` can stand wherever
//! `python3.14 FILE args...` does. A file with a subcommand's name is run as `./dis`.

mod dap;
mod debug;
mod dis;
mod live;
mod lsp;
mod python;
mod run;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What python's exit code for a wrong command line is.
const USAGE: u8 = 2;

const SUBCOMMANDS: &[&str] = &[
    "run", "debuggee", "dis", "lsp", "dap", "debug", "live", "commands",
];

#[derive(Parser)]
#[command(name = "serpentarium", version, about, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a program; also without this word: serpentarium [OPTIONS] FILE [ARGS]
    #[command(disable_help_flag = true)]
    Run {
        /// As for python3.14: [OPTIONS] [-c CODE | -m MODULE | FILE | -] [ARGS]
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Run a program for a debugger that waits for it
    Debuggee(run::DebuggeeOptions),
    /// Show the bytecode of a file, as python3.14 -m dis does
    Dis(dis::Options),
    /// Serve the Language Server Protocol on standard input and output
    Lsp(lsp::Options),
    /// Serve the Debug Adapter Protocol
    Dap(dap::Options),
    /// Debug a program at the terminal
    Debug(debug::Options),
    /// Run a text from standard input in a sandbox and print what each line did, as JSON
    Live(live::Options),
}

/// Carries a command line out.
pub fn main(words: Vec<OsString>) -> ExitCode {
    let is_subcommand = words
        .get(1)
        .and_then(|word| word.to_str())
        .is_some_and(|word| SUBCOMMANDS.contains(&word));
    if !is_subcommand {
        return run::run(words);
    }
    if words.get(1).is_some_and(|word| word == "commands") {
        return list_commands();
    }
    let command = match CommandLine::try_parse_from(&words) {
        Ok(line) => line.command,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match command {
        Command::Run { words: rest } => {
            let program = words.into_iter().take(1);
            run::run(program.chain(rest).collect())
        }
        Command::Debuggee(options) => run::debuggee(options, words),
        Command::Dis(options) => dis::dis(&options),
        Command::Lsp(options) => lsp::lsp(options),
        Command::Dap(options) => dap::dap(&options),
        Command::Debug(options) => debug::debug(options),
        Command::Live(options) => live::live(&options),
    }
}

fn list_commands() -> ExitCode {
    use clap::CommandFactory;
    match CommandLine::command().print_long_help() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail("commands", error),
    }
}

/// Reports what went wrong and gives the exit code for it.
fn fail(command: &str, error: impl std::fmt::Display) -> ExitCode {
    eprintln!("serpentarium {command}: {error}");
    ExitCode::FAILURE
}

/// An exit code of python's, which may be any integer, as a process can give it.
fn exit_code(code: i32) -> ExitCode {
    ExitCode::from((code & 0xff) as u8)
}
