//! What a person may switch, besides where modules are.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    pub completion: CompletionOptions,
    pub diagnostics: DiagnosticOptions,
    pub code_lens: CodeLensOptions,
    pub inlay_hints: InlayHintOptions,
    pub rename: RenameOptions,
}

/// What renaming does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RenameOptions {
    /// A name that is imported from outside of the workspace gets an alias in the file.
    pub alias_imports: bool,
}

/// Which hints are shown within the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InlayHintOptions {
    pub variable_types: bool,
    pub parameter_names: bool,
    pub return_types: bool,
}

impl Default for InlayHintOptions {
    fn default() -> Self {
        Self {
            variable_types: true,
            parameter_names: true,
            return_types: true,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CompletionOptions {
    /// Names of modules that are not imported yet are offered, with their imports.
    pub auto_import: bool,
    /// Completed functions get their parentheses.
    pub call_parentheses: bool,
}

impl Default for CompletionOptions {
    fn default() -> Self {
        Self {
            auto_import: true,
            call_parentheses: false,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DiagnosticOptions {
    pub mode: DiagnosticMode,
    /// Pulled diagnostics of the workspace have every file, not only the open ones.
    pub workspace: bool,
    /// Severities by rule: `error`, `warning`, `information`, `hint`, `off`.
    pub rules: BTreeMap<String, RuleSeverity>,
    /// The client asks for them.
    #[serde(skip)]
    pub are_pulled: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiagnosticMode {
    Off,
    /// Only what keeps the text from being compiled.
    Syntax,
    #[default]
    Types,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleSeverity {
    Error,
    #[serde(alias = "warn")]
    Warning,
    #[serde(alias = "info")]
    Information,
    Hint,
    #[serde(alias = "ignore")]
    Off,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeLensOptions {
    pub run: bool,
    pub references: bool,
    pub bytecode_size: bool,
}

impl Default for CodeLensOptions {
    fn default() -> Self {
        Self {
            run: true,
            references: true,
            bytecode_size: true,
        }
    }
}
