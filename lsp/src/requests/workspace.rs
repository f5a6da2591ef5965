//! The workspace's folders, settings and files: what is registered, and what is done on changes.

use serde_json::{Value, json};
use tower_lsp::lsp_types::notification::{
    DidChangeConfiguration, DidChangeWatchedFiles, Notification,
};
use tower_lsp::lsp_types::{
    ConfigurationItem, DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions,
    FileOperationFilter, FileOperationPattern, FileOperationPatternKind,
    FileOperationRegistrationOptions, FileSystemWatcher, GlobPattern, OneOf, Registration,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::documents::Message;

/// The name under which editors keep our settings.
const SECTION: &str = "serpentarium";

/// Files whose changes on disk matter.
const WATCHED: &[&str] = &[
    "**/*.py",
    "**/*.pyi",
    "**/pyproject.toml",
    "**/pyvenv.cfg",
    "**/.gitignore",
];

pub fn capabilities() -> WorkspaceServerCapabilities {
    let filter = |glob: &str, kind| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern {
            glob: glob.to_owned(),
            matches: Some(kind),
            options: None,
        },
    };
    WorkspaceServerCapabilities {
        workspace_folders: Some(WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        }),
        file_operations: Some(WorkspaceFileOperationsServerCapabilities {
            will_rename: Some(FileOperationRegistrationOptions {
                filters: vec![
                    filter("**/*.{py,pyi}", FileOperationPatternKind::File),
                    filter("**", FileOperationPatternKind::Folder),
                ],
            }),
            ..WorkspaceFileOperationsServerCapabilities::default()
        }),
    }
}

/// Registers what has to be registered, and asks for the settings.
pub async fn initialized(backend: &Backend) {
    let features = backend.features();
    let mut registrations = Vec::new();
    if features.registers_watchers {
        let watchers = WATCHED.iter().map(|glob| FileSystemWatcher {
            glob_pattern: GlobPattern::String((*glob).to_owned()),
            kind: None,
        });
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: watchers.collect(),
        };
        registrations.push(Registration {
            id: "watched-files".to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        });
    }
    if features.registers_configuration {
        registrations.push(Registration {
            id: "configuration".to_owned(),
            method: DidChangeConfiguration::METHOD.to_owned(),
            register_options: Some(json!({"section": SECTION})),
        });
    }
    if !registrations.is_empty()
        && let Err(error) = backend.client.register_capability(registrations).await
    {
        eprintln!("serpentarium lsp: client/registerCapability: {error}");
    }
    if features.asks_configuration {
        ask_configuration(backend).await;
    }
}

async fn ask_configuration(backend: &Backend) {
    let item = ConfigurationItem {
        scope_uri: None,
        section: Some(SECTION.to_owned()),
    };
    match backend.client.configuration(vec![item]).await {
        Ok(values) => set(backend, values.first().unwrap_or(&Value::Null)),
        Err(error) => eprintln!("serpentarium lsp: workspace/configuration: {error}"),
    }
}

fn set(backend: &Backend, settings: &Value) {
    if let Some(configured) = backend.configuration.set_editor_settings(settings) {
        backend.configure(configured);
    }
}

/// The settings changed; clients that can be asked for them send nothing of use along.
pub async fn configuration_changed(backend: &Backend, settings: &Value) {
    if backend.features().asks_configuration {
        return ask_configuration(backend).await;
    }
    set(backend, settings.get(SECTION).unwrap_or(&Value::Null));
}

/// Files changed on disk; some of them say how the workspace is configured.
pub fn files_changed(backend: &Backend, params: &DidChangeWatchedFilesParams) {
    let paths = params.changes.iter();
    let paths: Vec<_> = paths
        .filter_map(|change| convert::path_of(&change.uri))
        .collect();
    let configures = paths.iter().any(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        matches!(name, Some("pyproject.toml" | "pyvenv.cfg"))
    });
    backend.documents.send(Message::Watched(paths));
    if configures {
        backend.configure(backend.configuration.again());
    }
}
