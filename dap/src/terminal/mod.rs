//! `serpentarium debug`: a session at the terminal, or from a file of commands.
//!
//! It is a client of the adapter like any editor, in the same process and over the same
//! messages, so whatever it shows an editor can show too. [`command`] is the language,
//! [`input`] where commands come from, [`session`] what they do, [`show`] how answers look.

mod command;
mod input;
mod session;
mod show;

use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::launch::Launcher;
use input::Input;
use session::Session;

/// What to debug, and how.
pub struct Options {
    /// The launch configuration: `program` or `module` or `code`, `args`, `vmArgs`.
    pub launch: Value,
    /// Take commands from this file instead of the terminal.
    pub script: Option<PathBuf>,
}

/// Runs a session to its end; gives the exit code of the process: 0 if the session went
/// well, whatever the program did.
pub fn run(options: Options, launcher: Rc<dyn Launcher>, out: &mut dyn Write) -> i32 {
    let input = match options
        .script
        .as_deref()
        .map(Input::script)
        .unwrap_or_else(Input::terminal)
    {
        Ok(input) => input,
        Err(error) => {
            eprintln!("serpentarium debug: {error}");
            return 2;
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("serpentarium debug: {error}");
            return 2;
        }
    };
    let mut launch = options.launch;
    launch["stopOnEntry"] = json!(true);
    launch["showRefcounts"] = json!("value");
    let session = drive(launch, launcher, input, out);
    match LocalSet::new().block_on(&runtime, session) {
        Ok(()) => 0,
        Err(error) => {
            let _ = out.flush();
            eprintln!("serpentarium debug: {error}");
            1
        }
    }
}

async fn drive(
    launch: Value,
    launcher: Rc<dyn Launcher>,
    mut input: Input,
    out: &mut dyn Write,
) -> Result<(), session::Failure> {
    let (ours, theirs) = tokio::io::duplex(1 << 20);
    let (reader, writer) = tokio::io::split(theirs);
    let serving = tokio::task::spawn_local(crate::serve(reader, writer, launcher));
    let mut session = Session::start(ours, launch, out).await?;
    while !session.is_over() {
        match input.next(out)? {
            Some(line) => session.obey(&line, out).await?,
            None => break,
        }
        out.flush()?;
    }
    session.leave().await?;
    // The program's process goes with the adapter's session.
    let _ = serving.await;
    Ok(())
}
