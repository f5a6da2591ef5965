//! Starting a program's process, or reaching one that runs.

mod arguments;
mod connection;
mod output;
mod process;

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::rc::Rc;

use serde_json::Value;
use serpentarium_introspect::protocol::{DebuggeeMessage, OutputStream, Request};
use tokio::sync::mpsc;

pub use arguments::{AttachArguments, LaunchArguments};
pub use process::{ProcessLauncher, new_token};

use crate::error::RequestError;
use crate::show::ShowRefcounts;

/// What a program is launched from, all defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct LaunchPlan {
    /// The `serpentarium` to run it with; `None` for the one this adapter belongs to.
    pub executable: Option<PathBuf>,
    /// What to run.
    pub target: Target,
    /// Options of the interpreter (`-X dev`), before the target.
    pub vm_args: Vec<String>,
    /// `sys.argv[1:]`.
    pub args: Vec<String>,
    /// The folder to run in.
    pub cwd: PathBuf,
    /// Environment variables to set, or to remove (`None`).
    pub env: Vec<(String, Option<String>)>,
    /// Where its input and output go.
    pub console: Console,
    /// The rest.
    pub options: LaunchOptions,
}

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file, or a folder or archive with a `__main__`.
    Program(PathBuf),
    /// A module, as `-m`.
    Module(String),
    /// Text, as `-c`.
    Code(String),
}

/// Where a program's input and output go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Console {
    /// No input; output as `output` events.
    Internal,
    /// The client's own terminal.
    Integrated,
    /// A terminal window.
    External,
}

/// What a configuration asks of the session rather than of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaunchOptions {
    /// Stop before the first line.
    pub stop_on_entry: bool,
    /// Pass over library code.
    pub just_my_code: bool,
    /// Run without stopping at anything.
    pub no_debug: bool,
    /// Where refcounts are shown.
    pub show_refcounts: ShowRefcounts,
}

/// A debuggee to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachPlan {
    /// Its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The secret it asks for.
    pub token: String,
    /// As for a launch; `stop_on_entry` and `no_debug` do not matter.
    pub options: LaunchOptions,
}

/// How the program of a session was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Configuration {
    /// By `launch`.
    Launch(LaunchPlan),
    /// By `attach`.
    Attach(AttachPlan),
}

impl Configuration {
    /// Its options.
    pub fn options(&self) -> LaunchOptions {
        match self {
            Configuration::Launch(plan) => plan.options,
            Configuration::Attach(plan) => plan.options,
        }
    }

    /// What to call the program.
    pub fn name(&self) -> String {
        match self {
            Configuration::Launch(plan) => match &plan.target {
                Target::Program(path) => path.display().to_string(),
                Target::Module(name) => format!("-m {name}"),
                Target::Code(_) => "-c".to_owned(),
            },
            Configuration::Attach(plan) => format!("{}:{}", plan.host, plan.port),
        }
    }
}

/// What comes from a debuggee, in one order.
#[derive(Debug)]
pub enum Incoming {
    /// A message over the control connection.
    Message(Box<DebuggeeMessage>),
    /// Text the program wrote.
    Output(OutputStream, String),
    /// The process has ended, or the connection to it; nothing follows.
    Ended(Exit),
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// With an exit code.
    Code(i32),
    /// By a signal; the name with a space and brackets, or empty.
    Signal {
        /// Its number.
        number: i32,
        /// Its name.
        name: &'static str,
    },
    /// Nobody knows: the process is not our child.
    Unknown,
}

/// A debuggee that was reached and greeted.
pub struct Launched {
    /// Takes commands.
    pub commands: mpsc::UnboundedSender<Request>,
    /// Gives what comes from it.
    pub incoming: mpsc::UnboundedReceiver<Incoming>,
    /// Ends it, if that is ours to do.
    pub control: Option<Box<dyn ProcessControl>>,
    /// Its process id.
    pub pid: Option<u32>,
}

/// Power over a process.
pub trait ProcessControl {
    /// Ends it at once. Its end is then told as any other.
    fn kill(&self);
}

/// A future of this thread.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A client's terminal.
pub trait Terminal {
    /// Sends `runInTerminal` with these arguments.
    fn run(&self, arguments: Value) -> LocalFuture<Result<(), RequestError>>;
}

/// Where debuggees come from: [`ProcessLauncher`], or a script in a test.
pub trait Launcher {
    /// Starts a program. It waits for its `Start` command.
    fn launch(
        &self,
        plan: LaunchPlan,
        terminal: Rc<dyn Terminal>,
    ) -> LocalFuture<Result<Launched, RequestError>>;

    /// Reaches a program that listens.
    fn attach(&self, plan: AttachPlan) -> LocalFuture<Result<Launched, RequestError>>;
}
