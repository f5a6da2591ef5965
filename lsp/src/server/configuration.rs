//! What the client may set, in `initializationOptions` or under `serpentarium` in its settings.

use std::path::PathBuf;

use serde::Deserialize;
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

/// The project that `initialize` describes.
pub fn project(params: &InitializeParams, library: Option<LibrarySource>) -> Project {
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
    Project::new(
        roots,
        settings.extra_paths,
        Stdlib::new(settings.stdlib_path, library),
    )
}
