//! The workspace's folders and settings, from wherever they come, as one project.

use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use serde_json::Value;
use serpentarium_checker::Config;
use tower_lsp::lsp_types::{InitializeParams, WorkspaceFoldersChangeEvent};

use crate::analysis::options::Options;
use crate::analysis::problems::switched_rules;
use crate::analysis::project::Project;
use crate::analysis::stdlib::{LibrarySource, Stdlib};
use crate::protocol::convert;
use crate::server::pyproject;
use crate::server::settings::Settings;

/// What is known so far; a change of any part gives a new project.
#[derive(Debug, Default)]
pub struct Configuration(Mutex<Parts>);

#[derive(Debug, Default)]
struct Parts {
    roots: Vec<PathBuf>,
    /// From `initializationOptions`.
    initial: Settings,
    /// From the editor's settings.
    editor: Settings,
    /// From whichever of the two came last.
    options: Options,
    /// The client asks for diagnostics, so it is not sent them, or it would show them twice.
    pulls_diagnostics: bool,
    library: Option<LibrarySource>,
    /// What is wrong with the settings that the editor sent.
    problems: Vec<String>,
    /// What is wrong with the settings altogether.
    last_problems: Vec<String>,
}

/// A project for our analysis and the same for the checker.
#[derive(Debug)]
pub struct Configured {
    pub project: Arc<Project>,
    pub checker: Config,
}

impl Configuration {
    pub fn new(library: Option<LibrarySource>) -> Self {
        Self(Mutex::new(Parts {
            library,
            ..Parts::default()
        }))
    }

    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.0.lock()
    }

    /// What `initialize` says.
    pub fn initialize(&self, params: &InitializeParams) -> Configured {
        let mut parts = self.parts();
        let folders = params.workspace_folders.iter().flatten();
        parts.roots = folders
            .filter_map(|folder| convert::path_of(&folder.uri))
            .collect();
        if parts.roots.is_empty() {
            let root = params.root_uri.as_ref().and_then(convert::path_of);
            parts.roots.extend(root);
        }
        let options = params.initialization_options.clone().unwrap_or_default();
        let mut problems = Vec::new();
        parts.initial = Settings::from_json(&options, "initializationOptions", &mut problems);
        parts.options = options_of(&options, "initializationOptions", &mut problems);
        parts.problems = problems;
        let text = params.capabilities.text_document.as_ref();
        parts.pulls_diagnostics = text.is_some_and(|text| text.diagnostic.is_some());
        parts.configured()
    }

    /// The editor's settings under `serpentarium`; `None` if they are what they were.
    pub fn set_editor_settings(&self, value: &Value) -> Option<Configured> {
        let mut parts = self.parts();
        let mut problems = Vec::new();
        let settings = Settings::from_json(value, "settings", &mut problems);
        let options = match value.is_null() {
            true => parts.options.clone(),
            false => options_of(value, "settings", &mut problems),
        };
        let is_same = settings == parts.editor && options == parts.options;
        if is_same && problems == parts.problems {
            return None;
        }
        parts.editor = settings;
        parts.options = options;
        parts.problems = problems;
        Some(parts.configured())
    }

    pub fn change_folders(&self, event: &WorkspaceFoldersChangeEvent) -> Configured {
        let mut parts = self.parts();
        for folder in &event.removed {
            let path = convert::path_of(&folder.uri);
            parts.roots.retain(|root| Some(root) != path.as_ref());
        }
        for folder in &event.added {
            let path = convert::path_of(&folder.uri);
            let is_new = |path: &PathBuf| !parts.roots.contains(path);
            if let Some(path) = path.filter(is_new) {
                parts.roots.push(path);
            }
        }
        parts.configured()
    }

    /// The same settings, with files that say something read again.
    pub fn again(&self) -> Configured {
        self.parts().configured()
    }

    /// What could not be used of the settings, and why.
    pub fn problems(&self) -> Vec<String> {
        self.parts().last_problems.clone()
    }
}

impl Parts {
    fn configured(&mut self) -> Configured {
        let mut problems = self.problems.clone();
        let mut settings = self.editor.clone().or(self.initial.clone());
        if let Some(first) = self.roots.first() {
            settings = settings.within(first);
        }
        let mut options = self.options.clone();
        for root in &self.roots {
            let project = pyproject::read(root, &mut problems);
            settings = settings.or(project.settings);
            for (rule, severity) in project.rules {
                options.diagnostics.rules.entry(rule).or_insert(severity);
            }
        }
        options.diagnostics.are_pulled = self.pulls_diagnostics;
        let stdlib = Stdlib::new(settings.stdlib_path.clone(), self.library);
        let checker = Config {
            roots: self.roots.clone(),
            extra_paths: settings.extra_paths.clone(),
            python: settings.environment.clone(),
            stdlib: stdlib.folder_for_editors(),
            python_version: settings.version(&mut problems),
            platform: settings.python_platform.clone(),
            rules: switched_rules(&options.diagnostics.rules),
        };
        let excludes = settings.usable_excludes(&mut problems);
        for problem in &problems {
            eprintln!("serpentarium lsp: {problem}");
        }
        self.last_problems = problems;
        let mut project = Project::new(self.roots.clone(), settings.extra_paths, stdlib);
        project.options = options;
        Configured {
            project: Arc::new(project.excluding(excludes)),
            checker,
        }
    }
}

fn options_of(value: &Value, source: &str, problems: &mut Vec<String>) -> Options {
    if value.is_null() {
        return Options::default();
    }
    match serde_json::from_value(value.clone()) {
        Ok(options) => options,
        Err(error) => {
            problems.push(format!("{source}: {error}"));
            Options::default()
        }
    }
}
