//! `serpentarium live`: runs a text once in a sandbox and prints what each line did.
//!
//! For the language server, which starts it when a person has turned live values on for a file.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use serpentarium_introspect::debuggee::{Limits, run_live};
use serpentarium_introspect::protocol::live::Report;
use serpentarium_stdlib::run::{Config, Target};

use super::fail;

/// Options of `live`.
#[derive(Args)]
pub struct Options {
    /// The path that the text has; the text itself comes on standard input
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// How long it may run
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS")]
    time: f64,
    /// How much memory it may use
    #[arg(long, default_value_t = 512, value_name = "MEGABYTES")]
    memory: u64,
    /// How often something may happen that is shown
    #[arg(long, default_value_t = 10_000_000, value_name = "TIMES")]
    fuel: u64,
}

/// Runs the text on standard input; the report goes to standard output as JSON.
pub fn live(options: &Options) -> ExitCode {
    let mut text = Vec::new();
    if let Err(error) = std::io::stdin().read_to_end(&mut text) {
        return fail("live", error);
    }
    let Ok(time) = Duration::try_from_secs_f64(options.time) else {
        return fail("live", format!("{} seconds cannot be", options.time));
    };
    let path = options.path.as_os_str().as_encoded_bytes().to_vec();
    let config = Config {
        target: Target::File(path.clone()),
        main_text: Some(text),
        argv: vec![path.clone()],
        executable: std::env::current_exe()
            .ok()
            .map(|path| path.into_os_string().into_encoded_bytes()),
        unbuffered: true,
        dont_write_bytecode: true,
        ..Config::default()
    };
    let limits = Limits {
        time,
        memory: options.memory << 20,
        fuel: options.fuel,
    };
    let filename = String::from_utf8_lossy(&path).into_owned();
    run_live(config, filename, limits, print);
    ExitCode::SUCCESS
}

fn print(report: &Report) {
    let mut out = std::io::stdout().lock();
    let written = serde_json::to_writer(&mut out, report)
        .map_err(std::io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    if let Err(error) = written {
        eprintln!("serpentarium live: {error}");
    }
}
