//! What a person may set: in `initializationOptions`, under `serpentarium` in the editor's
//! settings, or in `[tool.serpentarium]` of `pyproject.toml`. What the editor says comes first.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::analysis::workspace_files;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Folders, besides the workspace's, in which modules are looked for.
    pub extra_paths: Vec<PathBuf>,
    /// Patterns, as in `.gitignore`, of files that do not belong to the workspace.
    pub exclude: Vec<String>,
    /// A folder with the standard library's sources to use instead of the embedded ones.
    pub stdlib_path: Option<PathBuf>,
    /// An interpreter or the folder of an environment; `.venv` and `VIRTUAL_ENV` are found.
    #[serde(alias = "python")]
    pub environment: Option<PathBuf>,
    /// The version the code is written for, as `3.12`.
    pub python_version: Option<String>,
    /// What `sys.platform` is taken for.
    #[serde(alias = "platform")]
    pub python_platform: Option<String>,
}

impl Settings {
    /// Settings in an editor's form; what is wrong with them goes to `problems`.
    pub fn from_json(value: &Value, source: &str, problems: &mut Vec<String>) -> Self {
        if value.is_null() {
            return Self::default();
        }
        match serde_json::from_value::<Self>(value.clone()) {
            Ok(settings) => settings.without_empty(),
            Err(error) => {
                problems.push(format!("{source}: {error}"));
                Self::default()
            }
        }
    }

    /// Editors send an empty text for what is not set.
    fn without_empty(self) -> Self {
        let path = |path: &PathBuf| !path.as_os_str().is_empty();
        let text = |text: &String| !text.is_empty();
        Self {
            stdlib_path: self.stdlib_path.filter(path),
            environment: self.environment.filter(path),
            python_version: self.python_version.filter(text),
            python_platform: self.python_platform.filter(text),
            ..self
        }
    }

    /// The same with relative paths taken from a folder.
    pub fn within(mut self, folder: &Path) -> Self {
        let absolute = |path: &mut PathBuf| *path = folder.join(&*path);
        self.extra_paths.iter_mut().for_each(absolute);
        self.stdlib_path.iter_mut().for_each(absolute);
        self.environment.iter_mut().for_each(absolute);
        self
    }

    /// These settings, and where they say nothing the others.
    pub fn or(mut self, other: Self) -> Self {
        if self.extra_paths.is_empty() {
            self.extra_paths = other.extra_paths;
        }
        if self.exclude.is_empty() {
            self.exclude = other.exclude;
        }
        Self {
            stdlib_path: self.stdlib_path.or(other.stdlib_path),
            environment: self.environment.or(other.environment),
            python_version: self.python_version.or(other.python_version),
            python_platform: self.python_platform.or(other.python_platform),
            ..self
        }
    }

    /// `3.12` as `(3, 12)`.
    pub fn version(&self, problems: &mut Vec<String>) -> Option<(u8, u8)> {
        let text = self.python_version.as_deref()?;
        let parsed = text
            .split_once('.')
            .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        if parsed.is_none() {
            problems.push(format!(
                "pythonVersion: {text:?} is not of the form \"3.14\""
            ));
        }
        parsed
    }

    /// The patterns that can be used.
    pub fn usable_excludes(&self, problems: &mut Vec<String>) -> Vec<String> {
        let mut patterns = self.exclude.clone();
        patterns.retain(|pattern| match workspace_files::wrong_pattern(pattern) {
            Some(error) => {
                problems.push(format!("exclude: {error}"));
                false
            }
            None => true,
        });
        patterns
    }
}
