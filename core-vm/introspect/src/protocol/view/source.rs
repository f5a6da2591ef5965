//! Where code comes from.

use serde::{Deserialize, Serialize};

/// A source that code was compiled from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceView {
    /// `co_filename`, made absolute if it is a file. It names the source in commands.
    pub path: String,
    /// What to show: the file's name without folders, or `path` in angle brackets as is.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Whether it is the person's own, neither standard library nor installed package.
    pub user_code: bool,
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A file on disk.
    File,
    /// A module of the embedded library: no file, but its text can be asked for.
    Embedded,
    /// Text given to `-c`, `exec`, `compile` or the prompt, kept by the machine.
    Text,
    /// Nothing has its text.
    Unknown,
}

/// A module of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleView {
    /// Its key in `sys.modules`.
    pub name: String,
    /// `__file__`, or the embedded source's path.
    pub path: Option<String>,
    /// `__version__`, if it is a string.
    pub version: Option<String>,
    /// Whether it is implemented in the machine itself.
    pub native: bool,
    /// As [`SourceView::user_code`].
    pub user_code: bool,
}
