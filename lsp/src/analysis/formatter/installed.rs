//! Formatting by a program: `ruff`, else `black`, of the search path.
//!
//! Nothing of the workspace is run, so a program in a folder of the workspace's does not count.

use std::io::{Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::analysis::cancel::Cancel;

/// How long a formatter may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a running formatter is looked at.
const PAUSE: Duration = Duration::from_millis(5);

/// The whole text after an installed formatter has formatted it, or the lines (from 1) of it; or why
/// that cannot be done. `None` if none is installed. `name` tells it whose configuration counts.
pub fn format(
    text: &str,
    name: &Path,
    lines: Option<&RangeInclusive<usize>>,
    roots: &[PathBuf],
    cancel: &Cancel,
) -> Option<Result<String, String>> {
    let mut command = if let Some(ruff) = find("ruff", roots) {
        let mut command = Command::new(ruff);
        command.args(["format", "--quiet"]);
        if let Some(lines) = lines {
            command.arg(format!("--range={}-{}", lines.start(), lines.end() + 1));
        }
        command
    } else {
        let mut command = Command::new(find("black", roots)?);
        command.arg("--quiet");
        if let Some(lines) = lines {
            command.arg(format!("--line-ranges={}-{}", lines.start(), lines.end()));
        }
        command
    };
    command.arg("--stdin-filename").arg(name).arg("-");
    let spawned = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    Some(match spawned {
        Ok(child) => finish(child, text, cancel),
        Err(error) => Err(format!("{:?}: {error}", command.get_program())),
    })
}

/// A program on `PATH` that does not lie in the workspace.
fn find(name: &str, roots: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .filter(|folder| !roots.iter().any(|root| folder.starts_with(root)))
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
}

fn finish(mut child: Child, text: &str, cancel: &Cancel) -> Result<String, String> {
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut input), Some(output), Some(errors)) = pipes else {
        return Err("the formatter has no pipes".to_owned());
    };
    let text = text.to_owned();
    // The formatter may end before it has read everything; its status says why.
    let writer = thread::spawn(move || drop(input.write_all(text.as_bytes())));
    let output = thread::spawn(move || read(output));
    let errors = thread::spawn(move || read(errors));
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline && !cancel.is_cancelled() => {
                thread::sleep(PAUSE);
            }
            Ok(None) | Err(_) => {
                // It may have ended by itself in between.
                drop(child.kill());
                drop(child.wait());
                cancel.check();
                return Err(format!("the formatter did not end within {PATIENCE:?}"));
            }
        }
    };
    let joined = (writer.join(), output.join(), errors.join());
    let (Ok(()), Ok(output), Ok(errors)) = joined else {
        return Err("the formatter's output cannot be read".to_owned());
    };
    match status.success() {
        true => output.map_err(|error| error.to_string()),
        false => Err(errors.unwrap_or_default().trim().to_owned()),
    }
}

fn read(mut pipe: impl Read) -> std::io::Result<String> {
    let mut text = String::new();
    pipe.read_to_string(&mut text)?;
    Ok(text)
}
