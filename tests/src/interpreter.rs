//! Runs programs in an interpreter - ours or CPython - and makes the answers comparable.

use std::env;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use regex::{Captures, Regex};

use crate::corpus::{self, Answer, FILE_PLACEHOLDER, Program};

/// An executable that takes python's command line.
pub struct Interpreter {
    path: PathBuf,
    /// Where it says its library is, so that tracebacks through the library compare.
    library: Option<String>,
    address: Regex,
}

/// The serpentarium to test: `SERPENTARIUM_BIN`, or the one built into the same target directory,
/// preferably in the profile of the running test.
pub fn find_serpentarium() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("SERPENTARIUM_BIN") {
        return Ok(PathBuf::from(named));
    }
    let exe = env::current_exe().map_err(|e| e.to_string())?;
    // <target>/<profile>/deps/<test>
    let profile = exe
        .ancestors()
        .nth(2)
        .ok_or("test executable outside a target directory")?;
    let target = profile
        .parent()
        .ok_or("test executable outside a target directory")?;
    let name = format!("serpentarium{}", env::consts::EXE_SUFFIX);
    [
        profile.to_owned(),
        target.join("release"),
        target.join("debug"),
    ]
    .iter()
    .map(|folder| folder.join(&name))
    .find(|path| path.exists())
    .ok_or_else(|| {
        format!(
            "no {name} in {}: run `cargo build` for the workspace, or set SERPENTARIUM_BIN",
            target.display()
        )
    })
}

impl Interpreter {
    pub fn new(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        let mut interpreter = Self {
            path,
            library: None,
            address: Regex::new(r"\bat 0x[0-9a-fA-F]{4,16}\b").map_err(io::Error::other)?,
        };
        let probe = [
            "-c".to_owned(),
            "import os; print(os.path.dirname(os.__file__))".to_owned(),
        ];
        let mut command = interpreter.command(&probe, &corpus::root());
        let answer = interpreter.finish(&mut command, "", Duration::from_secs(20))?;
        if answer.code == Some(0) && !answer.stdout.trim().is_empty() {
            interpreter.library = Some(answer.stdout.trim().to_owned());
        }
        Ok(interpreter)
    }

    /// Run a program in a fixed environment plus `modes`.
    pub fn run(
        &self,
        program: &Program,
        modes: &[(&str, &str)],
        limit: Duration,
    ) -> io::Result<Answer> {
        let launch = program.launch()?;
        let command_line = launch
            .command
            .unwrap_or_else(|| vec![FILE_PLACEHOLDER.to_owned()]);
        let arguments: Vec<String> = command_line
            .into_iter()
            .map(|part| {
                if part == FILE_PLACEHOLDER {
                    program.script()
                } else {
                    part
                }
            })
            .chain(launch.args)
            .collect();
        let mut command = self.command(&arguments, &program.folder);
        command.envs(modes.iter().copied()).envs(&launch.env);
        self.finish(&mut command, &launch.stdin, limit)
    }

    fn command(&self, arguments: &[String], folder: &Path) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).current_dir(folder).env_clear();
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        for (name, value) in [
            ("HOME", "/nonexistent"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("TERM", "dumb"),
            ("NO_COLOR", "1"),
            ("COLUMNS", "80"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("PYTHON_HISTORY", "/dev/null"),
        ] {
            command.env(name, value);
        }
        for (name, value) in env::vars_os() {
            if name.to_string_lossy().starts_with("SERPENTARIUM_") && name != "SERPENTARIUM_BIN" {
                command.env(name, value);
            }
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Feed, drain and wait for a command; kill it after `limit`.
    fn finish(&self, command: &mut Command, stdin: &str, limit: Duration) -> io::Result<Answer> {
        let mut child = command.spawn()?;
        let (mut input, output, errors) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (code, stdout, stderr) = thread::scope(|scope| {
            scope.spawn(move || {
                if let Some(pipe) = &mut input {
                    // A program may end without reading its input; its answer then tells.
                    let _ = pipe.write_all(stdin.as_bytes());
                }
            });
            let stdout = scope.spawn(|| drain(output));
            let stderr = scope.spawn(|| drain(errors));
            let code = wait(&mut child, limit);
            (code, stdout.join(), stderr.join())
        });
        let gone = |_| io::Error::other("a reader of the program's output died");
        Ok(Answer {
            stdout: self.normalise(&stdout.map_err(gone)??),
            stderr: self.normalise(&stderr.map_err(gone)??),
            code: code?,
        })
    }

    /// Replace what differs between machines: folders, the executable, addresses.
    fn normalise(&self, bytes: &[u8]) -> String {
        let mut text = decode(bytes).replace(&*corpus::root().to_string_lossy(), "$PROGRAMS");
        if let Some(library) = &self.library {
            text = text.replace(library.as_str(), "$STDLIB");
        }
        text = text.replace(&*self.path.to_string_lossy(), "$PYTHON");
        self.address
            .replace_all(&text, |_: &Captures<'_>| "at 0xADDRESS")
            .into_owned()
    }
}

/// UTF-8 with invalid bytes as `\xNN`, so that they can be compared and shown.
fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

fn drain(pipe: Option<impl Read>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The exit code (minus the signal's number after a signal), or `None` when killed after `limit`.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<i32>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.code().unwrap_or_else(|| -signal(status))));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> i32 {
    std::os::unix::process::ExitStatusExt::signal(&status).unwrap_or(1)
}

#[cfg(not(unix))]
fn signal(_: std::process::ExitStatus) -> i32 {
    1
}
