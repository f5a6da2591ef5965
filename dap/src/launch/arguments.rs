//! `launch` and `attach` configurations as people write them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{AttachPlan, Console, LaunchOptions, LaunchPlan, Target};
use crate::error::{ErrorId, RequestError};
use crate::show::ShowRefcounts;

/// Arguments of `launch`. What is not named here (the client's own `type`, `name`, ...) is
/// left alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LaunchArguments {
    /// A file to run. Relative to `cwd`.
    pub program: Option<String>,
    /// Or a module.
    pub module: Option<String>,
    /// Or text.
    pub code: Option<Words>,
    /// `sys.argv[1:]`.
    pub args: Option<Words>,
    /// Options of the interpreter.
    pub vm_args: Option<Words>,
    /// The folder to run in; the adapter's own if missing.
    pub cwd: Option<String>,
    /// Environment variables; `null` removes one.
    pub env: BTreeMap<String, Option<String>>,
    /// Another `serpentarium`.
    pub runtime_executable: Option<String>,
    /// `internalConsole`, `integratedTerminal`, `externalTerminal`.
    pub console: Option<String>,
    /// Stop before the first line.
    pub stop_on_entry: bool,
    /// Run without debugging.
    pub no_debug: bool,
    /// Pass over library code; on unless set.
    pub just_my_code: Option<bool>,
    /// Where refcounts are shown.
    pub show_refcounts: ShowRefcounts,
}

/// A list of words, or one.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// One; of `args` it is split at white space.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl Words {
    fn split(self) -> Vec<String> {
        match self {
            Words::One(text) => text.split_whitespace().map(str::to_owned).collect(),
            Words::Many(words) => words,
        }
    }

    fn lines(self) -> String {
        match self {
            Words::One(text) => text,
            Words::Many(lines) => lines.join("\n"),
        }
    }
}

fn wrong(text: impl Into<String>) -> RequestError {
    RequestError::text(ErrorId::Configuration, text).shown()
}

impl LaunchArguments {
    /// Fills in defaults.
    ///
    /// # Errors
    /// When there is nothing to run or what there is does not exist.
    pub fn into_plan(self) -> Result<LaunchPlan, RequestError> {
        let cwd = working_folder(self.cwd.as_deref())?;
        let target = match (self.program, self.module, self.code) {
            (Some(program), None, None) => Target::Program(existing(&cwd, &program)?),
            (None, Some(module), None) => Target::Module(module),
            (None, None, Some(code)) => Target::Code(code.lines()),
            (None, None, None) => {
                return Err(wrong(
                    "the configuration has no 'program', 'module' or 'code' to run",
                ));
            }
            _ => {
                return Err(wrong(
                    "the configuration has more than one of 'program', 'module' and 'code'",
                ));
            }
        };
        Ok(LaunchPlan {
            executable: self.runtime_executable.map(PathBuf::from),
            target,
            vm_args: self.vm_args.map(Words::split).unwrap_or_default(),
            args: self.args.map(Words::split).unwrap_or_default(),
            cwd,
            env: self.env.into_iter().collect(),
            console: console(self.console.as_deref())?,
            options: LaunchOptions {
                stop_on_entry: self.stop_on_entry,
                just_my_code: self.just_my_code.unwrap_or(true),
                no_debug: self.no_debug,
                show_refcounts: self.show_refcounts,
            },
        })
    }
}

fn working_folder(cwd: Option<&str>) -> Result<PathBuf, RequestError> {
    let here =
        std::env::current_dir().map_err(|error| wrong(format!("no current folder: {error}")))?;
    let Some(cwd) = cwd.filter(|cwd| !cwd.is_empty()) else {
        return Ok(here);
    };
    let path = here.join(cwd);
    if path.is_dir() {
        Ok(path)
    } else {
        Err(wrong(format!("the folder '{cwd}' (cwd) does not exist")))
    }
}

fn existing(cwd: &Path, program: &str) -> Result<PathBuf, RequestError> {
    let path = cwd.join(program);
    if path.exists() {
        Ok(path)
    } else {
        Err(wrong(format!(
            "the program '{}' does not exist",
            path.display()
        )))
    }
}

fn console(name: Option<&str>) -> Result<Console, RequestError> {
    match name {
        None | Some("internalConsole") => Ok(Console::Internal),
        Some("integratedTerminal") => Ok(Console::Integrated),
        Some("externalTerminal") => Ok(Console::External),
        Some(other) => Err(wrong(format!(
            "'{other}' is no console: use internalConsole, integratedTerminal or externalTerminal"
        ))),
    }
}

/// Arguments of `attach`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AttachArguments {
    /// Where the debuggee listens.
    pub connect: Option<Connect>,
    /// What it printed as its token.
    pub token: Option<String>,
    /// Pass over library code; on unless set.
    pub just_my_code: Option<bool>,
    /// Where refcounts are shown.
    pub show_refcounts: ShowRefcounts,
}

/// An address.
#[derive(Debug, Clone, Deserialize)]
pub struct Connect {
    /// The host, this machine if missing.
    pub host: Option<String>,
    /// The port.
    pub port: u16,
}

impl AttachArguments {
    /// Fills in defaults.
    ///
    /// # Errors
    /// When the address or the token is missing.
    pub fn into_plan(self) -> Result<AttachPlan, RequestError> {
        let connect = self
            .connect
            .ok_or_else(|| wrong("the configuration has no 'connect' with the debuggee's port"))?;
        let token = self
            .token
            .ok_or_else(|| wrong("the configuration has no 'token', which the debuggee prints"))?;
        Ok(AttachPlan {
            host: connect.host.unwrap_or_else(|| "127.0.0.1".to_owned()),
            port: connect.port,
            token,
            options: LaunchOptions {
                stop_on_entry: false,
                just_my_code: self.just_my_code.unwrap_or(true),
                no_debug: false,
                show_refcounts: self.show_refcounts,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(arguments: serde_json::Value) -> Result<LaunchPlan, String> {
        let arguments: LaunchArguments = serde_json::from_value(arguments).unwrap();
        arguments.into_plan().map_err(|error| error.message())
    }

    #[test]
    fn what_to_run() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let run = |arguments| plan(arguments).map(|plan| plan.target);
        assert_eq!(
            run(json!({"program": "src/lib.rs", "cwd": folder, "type": "serpentarium"})),
            Ok(Target::Program(Path::new(folder).join("src/lib.rs")))
        );
        assert_eq!(
            run(json!({"module": "json.tool"})),
            Ok(Target::Module("json.tool".into()))
        );
        assert_eq!(
            run(json!({"code": ["x = 1", "x"]})),
            Ok(Target::Code("x = 1\nx".into()))
        );
        for wrong in [
            json!({}),
            json!({"program": "a.py", "module": "b"}),
            json!({"program": "no/such/file.py"}),
            json!({"module": "m", "cwd": "no/such/folder"}),
            json!({"module": "m", "console": "teletype"}),
        ] {
            assert!(run(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn defaults() {
        let plan =
            plan(json!({"module": "m", "args": "a  b", "env": {"A": "1", "B": null}})).unwrap();
        assert_eq!(plan.args, ["a", "b"]);
        assert_eq!(
            plan.env,
            [
                ("A".to_owned(), Some("1".to_owned())),
                ("B".to_owned(), None)
            ]
        );
        assert_eq!(plan.console, Console::Internal);
        assert!(plan.options.just_my_code && !plan.options.stop_on_entry);
        assert_eq!(plan.options.show_refcounts, ShowRefcounts::Value);
    }
}
