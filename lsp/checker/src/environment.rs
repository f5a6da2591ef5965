//! Where modules come from: the workspace's folders, a virtual environment, the library.

use std::path::PathBuf;

use ruff_db::Db as _;
use ruff_db::diagnostic::Severity;
use ruff_db::system::{System, SystemPath, SystemPathBuf};
use ruff_python_ast::PythonVersion;
use ty_module_resolver::{FallibleStrategy, SearchPathSettings, UseDefaultStrategy};
use ty_python_core::platform::PythonPlatform;
use ty_python_core::program::ProgramSettings;
use ty_python_semantic::lint::{LintSource, RuleSelection};
use ty_python_semantic::{
    PythonEnvironment, PythonVersionSource, PythonVersionWithSource, SysPrefixPathOrigin,
    default_lint_registry,
};

use crate::database::Database;

/// What a person configures, or the editor says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The workspace's folders, the most important first.
    pub roots: Vec<PathBuf>,
    /// Further folders in which modules are looked for, before the workspace's.
    pub extra_paths: Vec<PathBuf>,
    /// An interpreter or the folder of an environment; found by itself when absent.
    pub python: Option<PathBuf>,
    /// The folder with the library's sources, to which definitions of stubs lead.
    pub stdlib: Option<PathBuf>,
    /// `(3, 14)`; from the environment, else 3.14, when absent.
    pub python_version: Option<(u8, u8)>,
    /// What `sys.platform` is compared with; that of this machine when absent.
    pub platform: Option<String>,
    /// Rules by name and whether they are looked for; later entries win.
    pub rules: Vec<(String, bool)>,
}

/// What was found, for a log and for people who ask why an import is not resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Folders in which modules are looked for, in their order.
    pub search_paths: Vec<PathBuf>,
    /// The environment in use.
    pub environment: Option<PathBuf>,
    /// What could not be used, and why.
    pub problems: Vec<String>,
}

/// The version for which code is checked when nothing says otherwise.
const DEFAULT_VERSION: PythonVersion = PythonVersion {
    major: 3,
    minor: 14,
};

/// Works out where modules come from. What is misconfigured is reported and left out.
pub fn program(db: &Database, config: &Config) -> (ProgramSettings, Report) {
    let mut report = Report::default();
    let system = db.system();
    let environment = find_environment(config, system, &mut report);
    let mut settings = SearchPathSettings::new(source_roots(config));
    settings.extra_paths = existing(&config.extra_paths, &mut report);
    settings.real_stdlib_path = config.stdlib.as_deref().and_then(system_path);
    if let Some(environment) = &environment {
        match environment.site_packages_paths(system) {
            Ok(paths) => settings.site_packages_paths = paths.into_vec(),
            Err(error) => report.problems.push(error.to_string()),
        }
        report.environment = Some(environment.sys_prefix().as_std_path().to_owned());
    }
    let version = python_version(config, environment.as_ref());
    let vendored = db.vendored();
    let search_paths = match settings.to_search_paths(system, vendored, &FallibleStrategy) {
        Ok(paths) => paths,
        Err(error) => {
            report.problems.push(error.to_string());
            let Ok(paths) = settings.to_search_paths(system, vendored, &UseDefaultStrategy);
            paths
        }
    };
    search_paths.try_register_static_roots(db);
    report.search_paths = (settings.extra_paths.iter())
        .chain(&settings.src_roots)
        .chain(&settings.site_packages_paths)
        .map(|path| path.as_std_path().to_owned())
        .collect();
    let program = ProgramSettings {
        python_version: version,
        python_platform: platform(config),
        search_paths,
    };
    (program, report)
}

/// The rules to look for. Names that are no rules are reported.
pub fn rules(config: &Config, report: &mut Report) -> RuleSelection {
    let registry = default_lint_registry();
    let mut rules = RuleSelection::from_registry(registry);
    for (name, is_enabled) in &config.rules {
        let lint = match registry.get(name) {
            Ok(lint) => lint,
            Err(error) => {
                report.problems.push(error.to_string());
                continue;
            }
        };
        if !is_enabled {
            rules.disable(lint);
        } else if !rules.enabled().any(|enabled| enabled == lint) {
            rules.enable(lint, Severity::Warning, LintSource::Editor);
        }
    }
    rules
}

/// A workspace's folders and their `src`, as packaging tools lay projects out.
fn source_roots(config: &Config) -> Vec<SystemPathBuf> {
    let mut roots = Vec::new();
    for root in &config.roots {
        let Some(root) = system_path(root) else {
            continue;
        };
        let src = root.join("src");
        let is_package = src.join("__init__.py").as_std_path().exists();
        if src.as_std_path().is_dir() && !is_package {
            roots.push(src);
        }
        roots.push(root);
    }
    roots
}

fn find_environment(
    config: &Config,
    system: &dyn System,
    report: &mut Report,
) -> Option<PythonEnvironment> {
    if let Some(python) = config.python.as_deref().and_then(system_path) {
        match PythonEnvironment::new(&python, SysPrefixPathOrigin::Editor, system) {
            Ok(environment) => return Some(environment),
            Err(error) => report.problems.push(error.to_string()),
        }
    }
    let local = config.roots.iter().find_map(|root| {
        let root = system_path(root)?;
        [".venv", "venv", "env"].into_iter().find_map(|name| {
            let folder = root.join(name);
            if !folder.join("pyvenv.cfg").as_std_path().is_file() {
                return None;
            }
            PythonEnvironment::new(&folder, SysPrefixPathOrigin::LocalVenv, system).ok()
        })
    });
    if local.is_some() && std::env::var_os("VIRTUAL_ENV").is_none() {
        return local;
    }
    let root = config.roots.first().and_then(|root| system_path(root));
    match PythonEnvironment::discover(root.as_deref(), system) {
        Ok(environment) => environment,
        Err(error) => {
            report.problems.push(error.to_string());
            None
        }
    }
}

fn python_version(
    config: &Config,
    environment: Option<&PythonEnvironment>,
) -> PythonVersionWithSource {
    if let Some((major, minor)) = config.python_version {
        return PythonVersionWithSource {
            version: PythonVersion { major, minor },
            source: PythonVersionSource::Editor,
        };
    }
    let from_environment = environment.and_then(PythonEnvironment::python_version_from_metadata);
    match from_environment {
        Some(version) => version.clone(),
        None => PythonVersionWithSource {
            version: DEFAULT_VERSION,
            source: PythonVersionSource::Default,
        },
    }
}

fn platform(config: &Config) -> PythonPlatform {
    match &config.platform {
        Some(name) if name == "all" => PythonPlatform::All,
        Some(name) => PythonPlatform::Identifier(name.clone()),
        None => PythonPlatform::default(),
    }
}

fn existing(folders: &[PathBuf], report: &mut Report) -> Vec<SystemPathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        match system_path(folder) {
            Some(path) if folder.is_dir() => found.push(path),
            _ => report
                .problems
                .push(format!("{} is not a folder", folder.display())),
        }
    }
    found
}

/// The checker knows only paths in UTF-8.
pub fn system_path(path: &std::path::Path) -> Option<SystemPathBuf> {
    SystemPath::from_std_path(path).map(SystemPath::to_path_buf)
}
