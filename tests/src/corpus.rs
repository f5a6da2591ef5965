//! The differential programs on disk: discovery, how each is started, recorded answers, the ratchet.
//!
//! `programs/README.md` describes the files; `tools/corpus.py` follows the same rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Stands for the program's file in a `command`.
pub const FILE_PLACEHOLDER: &str = "$FILE";

/// One program, named `topic/name`.
#[derive(Clone, Debug)]
pub struct Program {
    pub name: String,
    pub folder: PathBuf,
    stem: String,
}

/// How a program is started, from its `.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Launch {
    /// The whole command line after the interpreter; absent: the program itself.
    pub command: Option<Vec<String>>,
    pub args: Vec<String>,
    pub stdin: String,
    pub env: BTreeMap<String, String>,
    /// Absent or true: the answer does not depend on when a collection happens.
    pub stress: Option<bool>,
}

/// What a run showed. No code means that it was killed after its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

/// The folder with all programs.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs")
}

/// All programs in order of their names.
pub fn discover() -> io::Result<Vec<Program>> {
    let mut found = BTreeSet::new();
    for topic in fs::read_dir(root())? {
        let topic = topic?;
        let topic_name = topic.file_name().to_string_lossy().into_owned();
        if topic_name.starts_with('_') || !topic.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(topic.path())? {
            let path = file?.path();
            let kind = path.extension().and_then(|e| e.to_str());
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or("_");
            if matches!(kind, Some("py" | "json")) && !stem.starts_with('_') {
                found.insert((topic_name.clone(), stem.to_owned()));
            }
        }
    }
    let programs = found.into_iter().map(|(topic, stem)| Program {
        name: format!("{topic}/{stem}"),
        folder: root().join(topic),
        stem,
    });
    Ok(programs.collect())
}

/// The ratchet: programs that may differ, with the reason.
pub fn expected_failures() -> io::Result<BTreeMap<String, String>> {
    let path = root().join("expected_failures.txt");
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = fs::read_to_string(path)?;
    let entries = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(entries
        .map(|line| {
            let (name, reason) = line.split_once(':').unwrap_or((line, ""));
            (name.trim().to_owned(), reason.trim().to_owned())
        })
        .collect())
}

impl Program {
    fn file(&self, suffix: &str) -> PathBuf {
        self.folder.join(format!("{}.{suffix}", self.stem))
    }

    /// The program's file name, relative to its folder.
    pub fn script(&self) -> String {
        format!("{}.py", self.stem)
    }

    /// How to start it.
    pub fn launch(&self) -> io::Result<Launch> {
        let path = self.file("json");
        if !path.exists() {
            return Ok(Launch::default());
        }
        serde_json::from_str(&fs::read_to_string(&path)?).map_err(|e| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {e}", path.display()),
            )
        })
    }

    /// CPython's recorded answer; `None` when nothing was recorded yet.
    pub fn recorded(&self) -> io::Result<Option<Answer>> {
        if !["out", "err", "code"]
            .iter()
            .any(|suffix| self.file(suffix).exists())
        {
            return Ok(None);
        }
        let read = |suffix: &str| {
            let path = self.file(suffix);
            if path.exists() {
                fs::read_to_string(path)
            } else {
                Ok(String::new())
            }
        };
        let code = read("code")?;
        let code = if code.is_empty() {
            0
        } else {
            code.trim().parse().map_err(io::Error::other)?
        };
        Ok(Some(Answer {
            stdout: read("out")?,
            stderr: read("err")?,
            code: Some(code),
        }))
    }

    /// Write an answer beside the program; empty parts leave no file.
    pub fn record(&self, answer: &Answer) -> io::Result<()> {
        let code = match answer.code {
            None => {
                return Err(io::Error::other(format!(
                    "{} did not end in time",
                    self.name
                )));
            }
            Some(0) => String::new(),
            Some(code) => format!("{code}\n"),
        };
        for (suffix, text) in [
            ("out", &answer.stdout),
            ("err", &answer.stderr),
            ("code", &code),
        ] {
            let path = self.file(suffix);
            if !text.is_empty() {
                fs::write(path, text)?;
            } else if path.exists() {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}
