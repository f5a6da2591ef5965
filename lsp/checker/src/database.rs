//! The checker's database: one that is written to, and clones of it that are read from.

use std::sync::Arc;

use ruff_db::Db as SourceDb;
use ruff_db::diagnostic::Diagnostic;
use ruff_db::files::{File, Files};
use ruff_db::system::System;
use ruff_db::vendored::VendoredFileSystem;
use rustc_hash::FxHashSet;
use ty_python_core::program::ProgramSettings;
use ty_python_core::{Program, ProgramFile};
use ty_python_semantic::lint::{LintRegistry, RuleSelection};
use ty_python_semantic::{
    AnalysisSettings, PythonVersionWithSource, check_file_unwrap, default_lint_registry,
};

use crate::memory::Trees;
use crate::system::OverlaySystem;

/// What a workspace is checked with; an input, so that a change of it is seen by every query.
#[salsa::input]
pub struct Settings {
    #[returns(ref)]
    pub program: ProgramSettings,
    #[returns(ref)]
    pub rules: Arc<RuleSelection>,
    #[returns(ref)]
    pub analysis: AnalysisSettings,
    #[returns(ref)]
    pub open: FxHashSet<File>,
}

#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    files: Files,
    system: OverlaySystem,
    settings: Option<Settings>,
    trees: Arc<Trees>,
}

impl Database {
    /// A database without a program; [`Database::set_program`] has to follow.
    pub fn new(system: OverlaySystem) -> Self {
        crate::parses::observe();
        Self {
            storage: salsa::Storage::new(None),
            files: Files::default(),
            system,
            settings: None,
            trees: Arc::default(),
        }
    }

    /// What is known of the trees that it keeps.
    pub fn trees(&self) -> &Arc<Trees> {
        &self.trees
    }

    pub fn overlay(&self) -> &OverlaySystem {
        &self.system
    }

    pub fn set_program(&mut self, program: ProgramSettings, rules: RuleSelection) {
        let rules = Arc::new(rules);
        match self.settings {
            Some(settings) => {
                use salsa::Setter;
                settings.set_program(self).to(program);
                settings.set_rules(self).to(rules);
            }
            None => {
                let settings = Settings::new(
                    self,
                    program,
                    rules,
                    AnalysisSettings::default(),
                    FxHashSet::default(),
                );
                self.settings = Some(settings);
            }
        }
    }

    pub fn set_open(&mut self, file: File, is_open: bool) {
        use salsa::Setter;
        let settings = self.settings();
        let mut open = settings.open(self).clone();
        let changed = if is_open {
            open.insert(file)
        } else {
            open.remove(&file)
        };
        if changed {
            settings.set_open(self).to(open);
        }
    }

    fn settings(&self) -> Settings {
        self.settings.expect("the program is set at the start")
    }

    pub fn program(&self) -> Program<'_> {
        program_of(self, self.settings())
    }
}

#[salsa::tracked(returns(copy))]
fn program_of(db: &dyn ty_python_semantic::Db, settings: Settings) -> Program<'_> {
    Program::from_settings(db, settings.program(db))
}

#[salsa::tracked(returns(copy))]
fn is_open(db: &dyn ty_python_semantic::Db, settings: Settings, file: File) -> bool {
    settings.open(db).contains(&file)
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl SourceDb for Database {
    fn vendored(&self) -> &VendoredFileSystem {
        ty_vendored::file_system()
    }

    fn system(&self) -> &dyn System {
        &self.system
    }

    fn files(&self) -> &Files {
        &self.files
    }
}

#[salsa::db]
impl ty_module_resolver::Db for Database {}

#[salsa::db]
impl ty_python_core::Db for Database {
    /// Only what is open is checked; everything else is only looked into.
    fn should_check_file(&self, file: File) -> bool {
        is_open(self, self.settings(), file)
    }
}

#[salsa::db]
impl ty_python_semantic::Db for Database {
    fn check_file(&self, file: File) -> Vec<Diagnostic> {
        if ty_python_core::Db::should_check_file(self, file) {
            check_file_unwrap(self, self.program_file(file))
        } else {
            Vec::new()
        }
    }

    fn program_file(&self, file: File) -> ProgramFile<'_> {
        self.program().program_file(self, file)
    }

    fn python_version_with_source(&self, _file: File) -> &PythonVersionWithSource {
        &self.settings().program(self).python_version
    }

    fn rule_selection(&self, _file: File) -> &RuleSelection {
        self.settings().rules(self)
    }

    fn lint_registry(&self) -> &LintRegistry {
        default_lint_registry()
    }

    fn analysis_settings(&self, _file: File) -> &AnalysisSettings {
        self.settings().analysis(self)
    }

    fn verbose(&self) -> bool {
        false
    }

    fn is_open_file(&self, file: File) -> bool {
        is_open(self, self.settings(), file)
    }

    fn dyn_clone(&self) -> Box<dyn ty_python_semantic::Db> {
        Box::new(self.clone())
    }
}
