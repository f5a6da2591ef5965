//! The process that runs a text: `serpentarium live`.

use std::process::Stdio;
use std::time::Duration;

use serpentarium_introspect::protocol::live::{End, Report};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::server::documents::Document;
use crate::supervisor::ALLOCATOR;

/// How long a text may run, in seconds.
const SECONDS: f64 = 5.0;
/// How much memory it may use, in megabytes.
const MEGABYTES: u64 = 512;
/// How often something may happen in it that is shown.
const FUEL: u64 = 10_000_000;
/// How long after its limit the process may take to report.
const GRACE: Duration = Duration::from_secs(2);

/// Runs a text to its end or a limit.
pub async fn run(document: &Document, text: &str) -> Result<Report, String> {
    let path = document.file.path().map_or_else(
        || document.url.path().to_owned().into(),
        std::path::Path::to_path_buf,
    );
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command
        .arg("live")
        .arg("--time")
        .arg(SECONDS.to_string())
        .arg("--memory")
        .arg(MEGABYTES.to_string())
        .arg("--fuel")
        .arg(FUEL.to_string())
        .arg("--")
        .arg(&path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // A program may read its environment: it is the person's.
    let (name, value) = ALLOCATOR;
    if std::env::var_os(name).is_some_and(|it| it == value) {
        command.env_remove(name);
    }
    if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
        command.current_dir(folder);
    }
    let limit = Duration::from_secs_f64(SECONDS) + GRACE;
    match tokio::time::timeout(limit, talk(command, text)).await {
        Ok(answer) => answer,
        Err(_) => Ok(Report {
            end: End::TimeLimit,
            ..Report::default()
        }),
    }
}

async fn talk(mut command: Command, text: &str) -> Result<Report, String> {
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        // A process that ended before reading says why below.
        let _ = input.write_all(text.as_bytes()).await;
    }
    let output = child
        .wait_with_output()
        .await
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        match said.trim() {
            "" => format!("the run ended with {}", output.status),
            said => said.to_owned(),
        }
    })
}
