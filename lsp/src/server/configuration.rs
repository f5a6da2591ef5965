//! What the client may set, in `initializationOptions` or under `serpentarium` in its settings.

use std::path::PathBuf;

use serde::Deserialize;
use serpentarium_checker::Config;
use tower_lsp::lsp_types::InitializeParams;

use crate::analysis::project::Project;
use crate::analysis::stdlib::{LibrarySource, Stdlib};
use crate::protocol::convert;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Folders, besides the workspace's, in which modules are looked for.
    pub extra_paths: Vec<PathBuf>,
    /// A folder with the standard library's sources to use instead of the embedded ones.
    pub stdlib_path: Option<PathBuf>,
    /// An interpreter or the folder of an environment; `.venv` and `VIRTUAL_ENV` are found.
    pub python: Option<PathBuf>,
    /// The version the code is written for, as `3.12`.
    pub python_version: Option<String>,
    /// What `sys.platform` is taken for.
    pub platform: Option<String>,
}

impl Settings {
    pub fn from_initialize(params: &InitializeParams) -> Self {
        let options = params.initialization_options.clone().unwrap_or_default();
        if options.is_null() {
            return Self::default();
        }
        match serde_json::from_value(options) {
            Ok(settings) => settings,
            Err(error) => {
                eprintln!("serpentarium lsp: initializationOptions: {error}");
                Self::default()
            }
        }
    }
}

/// The project that `initialize` describes, for our analysis and for the checker.
pub fn project(params: &InitializeParams, library: Option<LibrarySource>) -> (Project, Config) {
    let settings = Settings::from_initialize(params);
    let mut roots: Vec<PathBuf> = match &params.workspace_folders {
        Some(folders) => folders
            .iter()
            .filter_map(|folder| convert::path_of(&folder.uri))
            .collect(),
        None => Vec::new(),
    };
    if roots.is_empty() {
        roots.extend(params.root_uri.as_ref().and_then(convert::path_of));
    }
    let stdlib = Stdlib::new(settings.stdlib_path, library);
    let config = Config {
        roots: roots.clone(),
        extra_paths: settings.extra_paths.clone(),
        python: settings.python,
        stdlib: stdlib.folder_for_editors(),
        python_version: settings.python_version.as_deref().and_then(version),
        platform: settings.platform,
    };
    (Project::new(roots, settings.extra_paths, stdlib), config)
}

/// `3.12` as `(3, 12)`.
fn version(text: &str) -> Option<(u8, u8)> {
    let parsed = text
        .split_once('.')
        .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    if parsed.is_none() {
        eprintln!("serpentarium lsp: pythonVersion: {text:?} is not of the form \"3.14\"");
    }
    parsed
}
