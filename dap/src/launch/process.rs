//! Real debuggees: child processes, processes in a client's terminal, ones that listen.

use std::path::PathBuf;
use std::process::Stdio;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use serpentarium_introspect::protocol::TOKEN_VARIABLE;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::connection::{self, Connection, exit_of};
use super::{
    AttachPlan, Console, Exit, LaunchPlan, Launched, Launcher, LocalFuture, Target, Terminal,
};
use crate::error::{ErrorId, RequestError};

/// How long a process may take from its start to its greeting.
const START: Duration = Duration::from_secs(20);

/// The same in a terminal, which may have to open first and ask its person something.
const START_IN_TERMINAL: Duration = Duration::from_secs(120);

/// Starts `serpentarium debuggee` processes.
pub struct ProcessLauncher {
    executable: PathBuf,
}

impl ProcessLauncher {
    /// Starts programs with `executable` where a configuration names no other.
    pub fn new(executable: PathBuf) -> Self {
        ProcessLauncher { executable }
    }
}

impl Launcher for ProcessLauncher {
    fn launch(
        &self,
        plan: LaunchPlan,
        terminal: Rc<dyn Terminal>,
    ) -> LocalFuture<Result<Launched, RequestError>> {
        let executable = plan
            .executable
            .clone()
            .unwrap_or_else(|| self.executable.clone());
        Box::pin(async move {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
            let port = listener.local_addr().map_err(failed)?.port();
            let token = new_token()?;
            let start = Start {
                plan,
                executable,
                listener,
                port,
                token,
            };
            match start.plan.console {
                Console::Internal => start.spawn().await,
                Console::Integrated | Console::External => start.open_terminal(terminal).await,
            }
        })
    }

    fn attach(&self, plan: AttachPlan) -> LocalFuture<Result<Launched, RequestError>> {
        Box::pin(async move {
            let connection = connection::connect(&plan.host, plan.port, &plan.token).await;
            let connection = connection.map_err(|why| {
                RequestError::new(ErrorId::Start, "cannot attach to {address}: {why}")
                    .with("address", format!("{}:{}", plan.host, plan.port))
                    .with("why", why)
                    .shown()
            })?;
            Ok(connection::run(connection, None, false))
        })
    }
}

fn failed(error: impl ToString) -> RequestError {
    RequestError::new(ErrorId::Start, "cannot start the program: {error}")
        .with("error", error.to_string())
        .shown()
}

/// A new secret: 128 random bits in hexadecimal.
///
/// # Errors
/// When the system has no randomness.
pub fn new_token() -> Result<String, RequestError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A start under way.
struct Start {
    plan: LaunchPlan,
    executable: PathBuf,
    listener: TcpListener,
    port: u16,
    token: String,
}

impl Start {
    /// The command line after the executable.
    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec![
            "debuggee".to_owned(),
            "--connect".to_owned(),
            format!("127.0.0.1:{}", self.port),
        ];
        arguments.push("--".to_owned());
        if self.plan.console == Console::Internal {
            // Through a pipe the output would stay in the program's buffers until it ends,
            // and a person at a breakpoint would not see what was printed before it.
            arguments.push("-u".to_owned());
        }
        arguments.extend(self.plan.vm_args.iter().cloned());
        match &self.plan.target {
            Target::Program(path) => arguments.push(path.to_string_lossy().into_owned()),
            Target::Module(name) => arguments.extend(["-m".to_owned(), name.clone()]),
            Target::Code(text) => arguments.extend(["-c".to_owned(), text.clone()]),
        }
        arguments.extend(self.plan.args.iter().cloned());
        arguments
    }

    async fn spawn(self) -> Result<Launched, RequestError> {
        let mut command = Command::new(&self.executable);
        command
            .args(self.arguments())
            .current_dir(&self.plan.cwd)
            .env(TOKEN_VARIABLE, &self.token)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        for (name, value) in &self.plan.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        // Ctrl+C at the adapter's terminal is meant for whoever drives the adapter.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| {
            RequestError::new(ErrorId::Start, "cannot run '{executable}': {error}")
                .with("executable", self.executable.display().to_string())
                .with("error", error.to_string())
                .shown()
        })?;
        let connection = tokio::select! {
            greeted = timeout(START, connection::accept(&self.listener, &self.token)) => greeted,
            status = child.wait() => {
                let exit = status.map_or(Exit::Unknown, exit_of);
                return Err(ended_early(&exit, &mut child).await);
            }
        };
        Ok(connection::run(reached(connection)?, Some(child), true))
    }

    async fn open_terminal(self, terminal: Rc<dyn Terminal>) -> Result<Launched, RequestError> {
        let kind = if self.plan.console == Console::External {
            "external"
        } else {
            "integrated"
        };
        let mut env: Map<String, Value> = self
            .plan
            .env
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        env.insert(TOKEN_VARIABLE.to_owned(), json!(self.token));
        let mut args = vec![self.executable.to_string_lossy().into_owned()];
        args.extend(self.arguments());
        let request = json!({
            "kind": kind,
            "title": "Serpentarium",
            "cwd": self.plan.cwd,
            "args": args,
            "env": env,
        });
        terminal.run(request).await?;
        let connection = timeout(
            START_IN_TERMINAL,
            connection::accept(&self.listener, &self.token),
        )
        .await;
        Ok(connection::run(reached(connection)?, None, true))
    }
}

fn reached(
    greeted: Result<std::io::Result<Connection>, tokio::time::error::Elapsed>,
) -> Result<Connection, RequestError> {
    match greeted {
        Ok(connection) => connection.map_err(failed),
        Err(_) => Err(failed("its process did not connect in time")),
    }
}

/// The error for a process that ended before it greeted, with what it said.
async fn ended_early(exit: &Exit, child: &mut Child) -> RequestError {
    let mut said = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        let _ = timeout(
            Duration::from_millis(500),
            stderr.take(8 << 10).read_to_end(&mut said),
        )
        .await;
    }
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    let how = match exit {
        Exit::Code(code) => format!("exit code {code}"),
        Exit::Signal { number, name } => format!("signal {number}{name}"),
        Exit::Unknown => "an unknown end".to_owned(),
    };
    failed(format!(
        "its process ended at once with {how}{}{said}",
        if said.is_empty() { "" } else { ": " }
    ))
}
