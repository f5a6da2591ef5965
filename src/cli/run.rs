//! Running programs: python's command line, and the same for a debugger.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Args;

use super::python::{self, Invocation, Request};
use super::{USAGE, fail};

/// Options of `debuggee`.
#[derive(Args)]
pub struct DebuggeeOptions {
    /// Connect to the debugger that listens on this port of this machine
    #[arg(long, value_name = "HOST:PORT", required_unless_present = "listen")]
    connect: Option<String>,
    /// Wait for a debugger to connect to this port of this machine
    #[arg(long, value_name = "[HOST:]PORT", conflicts_with = "connect")]
    listen: Option<String>,
    /// As for python3.14: [OPTIONS] [-c CODE | -m MODULE | FILE] [ARGS]
    #[arg(last = true, value_name = "PYTHON COMMAND LINE")]
    words: Vec<OsString>,
}

/// Carries out a command line of python's.
pub fn run(words: Vec<OsString>) -> ExitCode {
    match understand(&words) {
        Ok(invocation) => execute(&words, invocation),
        Err(code) => code,
    }
}

/// Runs a program under a debugger's control.
pub fn debuggee(options: DebuggeeOptions, words: Vec<OsString>) -> ExitCode {
    let program = words.into_iter().take(1);
    let words: Vec<_> = program.chain(options.words).collect();
    match understand(&words) {
        Ok(_) => fail("debuggee", "this build has no interpreter"),
        Err(code) => code,
    }
}

/// The program that a command line asks for; what it asks for instead is done here.
fn understand(words: &[OsString]) -> Result<Invocation, ExitCode> {
    let program = words
        .first()
        .map(|word| word.to_string_lossy().into_owned());
    let program = program.unwrap_or_else(|| "serpentarium".to_owned());
    match python::parse(words.get(1..).unwrap_or_default()) {
        Ok(Request::Run(invocation)) => Ok(*invocation),
        Ok(Request::Version(times)) => {
            println!("{}", version(times));
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::Help) => {
            print!("{}\n{}", usage(&program), python::OPTIONS);
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::HelpEnvironment) => {
            print!("{}", python::ENVIRONMENT);
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::HelpXoptions) => {
            print!("{}", python::XOPTIONS);
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::HelpAll) => {
            let usage = usage(&program);
            print!(
                "{usage}\n{}\n{}\n{}",
                python::OPTIONS,
                python::ENVIRONMENT,
                python::XOPTIONS
            );
            Err(ExitCode::SUCCESS)
        }
        Err(message) => {
            eprintln!(
                "{message}\n{}\nTry `python -h' for more information.",
                usage(&program)
            );
            Err(ExitCode::from(USAGE))
        }
    }
}

fn usage(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...")
}

fn version(times: u8) -> String {
    let ours = env!("CARGO_PKG_VERSION");
    match times {
        1 => format!("Python 3.14.8 (Serpentarium {ours})"),
        _ => format!(
            "Python 3.14.8 (Serpentarium {ours}, {})",
            std::env::consts::ARCH
        ),
    }
}

fn execute(_: &[OsString], _: Invocation) -> ExitCode {
    fail("run", "this build has no interpreter")
}
