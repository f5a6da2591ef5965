//! What is wrong with a text, and what could be left out of it.

use ruff_db::diagnostic::{Diagnostic, DiagnosticTag, Severity as CheckerSeverity};
use ruff_text_size::{Ranged, TextRange};
use ty_python_semantic::types::ide_support::{unreachable_ranges, unused_bindings};
use ty_python_semantic::{Db as _, check_file_unwrap, default_lint_registry, suppress_single};

use crate::place::{self, Place};
use crate::{Address, Snapshot};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
    Information,
    Hint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Unnecessary,
    Deprecated,
}

/// A change of a text that mends a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<(TextRange, String)>,
}

/// Something that a person should know about a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub range: TextRange,
    pub severity: Severity,
    /// The rule's name, as `unresolved-reference`; `None` where there is no rule.
    pub code: Option<String>,
    /// A page about the rule.
    pub url: Option<String>,
    pub message: String,
    pub tags: Vec<Tag>,
    /// Other places that have to do with it, and what they have to do with it.
    pub related: Vec<(Place, String)>,
    pub fix: Option<Fix>,
    pub is_syntax: bool,
}

impl Snapshot {
    /// Everything that the checker finds in an open file, in the order of the text.
    pub fn problems(&self, address: &Address) -> Vec<Problem> {
        let Some(file) = self.file(address) else {
            return Vec::new();
        };
        let program_file = self.db.program_file(file);
        let _ahead = self.infer_ahead(file);
        let mut problems: Vec<Problem> = check_file_unwrap(&self.db, program_file)
            .iter()
            .filter_map(|diagnostic| self.problem(diagnostic))
            .collect();
        problems.extend(self.hints(address));
        problems.sort_by_key(|problem| (problem.range.start(), problem.range.end()));
        problems
    }

    /// Code that never runs and names that nobody reads; editors show them faded.
    fn hints(&self, address: &Address) -> Vec<Problem> {
        let Some(file) = self.file(address) else {
            return Vec::new();
        };
        let program_file = self.db.program_file(file);
        let unreachable = unreachable_ranges(&self.db, program_file);
        let unused = unused_bindings(&self.db, program_file);
        let never = unreachable
            .iter()
            .map(|range| faded(range.range, "Code is unreachable".to_owned()));
        let unread = unused
            .iter()
            .map(|binding| faded(binding.range, format!("`{}` is not accessed", binding.name)));
        never.chain(unread).collect()
    }

    /// The change that tells the checker to say nothing of a rule at a place.
    pub fn suppression(&self, address: &Address, rule: &str, range: TextRange) -> Option<Fix> {
        let file = self.file(address)?;
        let lint = default_lint_registry().get(rule).ok()?;
        let python_file = self.db.program_file(file).python_file(&self.db);
        let fix = suppress_single(&self.db, python_file, lint, range);
        Some(Fix {
            title: format!("Ignore `{rule}` on this line"),
            edits: (fix.edits().iter())
                .map(|part| edit(part.range(), part.content()))
                .collect(),
        })
    }

    fn problem(&self, diagnostic: &Diagnostic) -> Option<Problem> {
        let range = diagnostic.range().unwrap_or_default();
        let severity = match diagnostic.severity() {
            CheckerSeverity::Info => Severity::Information,
            CheckerSeverity::Warning => Severity::Warning,
            CheckerSeverity::Error | CheckerSeverity::Fatal => Severity::Error,
        };
        let tags = diagnostic.primary_tags().unwrap_or_default();
        let is_syntax = diagnostic.is_invalid_syntax();
        Some(Problem {
            range,
            severity,
            code: (!is_syntax).then(|| diagnostic.id().as_str().to_owned()),
            url: diagnostic.documentation_url().map(str::to_owned),
            message: message_of(diagnostic),
            tags: tags
                .iter()
                .map(|tag| match tag {
                    DiagnosticTag::Unnecessary => Tag::Unnecessary,
                    DiagnosticTag::Deprecated => Tag::Deprecated,
                })
                .collect(),
            related: self.related(diagnostic),
            fix: fix_of(diagnostic),
            is_syntax,
        })
    }

    fn related(&self, diagnostic: &Diagnostic) -> Vec<(Place, String)> {
        let own = diagnostic.secondary_annotations();
        let subs = diagnostic
            .sub_diagnostics()
            .iter()
            .flat_map(|sub| sub.annotations());
        own.chain(subs)
            .filter_map(|annotation| {
                let span = annotation.get_span();
                let range = span.range()?;
                let file = place::file_of(&self.db, span.expect_ty_file());
                let place = Place {
                    file,
                    focus: place::ends(range),
                    full: place::ends(range),
                };
                let message = annotation.get_message().unwrap_or("see here");
                Some((place, message.to_owned()))
            })
            .collect()
    }
}

fn faded(range: TextRange, message: String) -> Problem {
    Problem {
        range,
        severity: Severity::Hint,
        code: None,
        url: None,
        message,
        tags: vec![Tag::Unnecessary],
        related: Vec::new(),
        fix: None,
        is_syntax: false,
    }
}

/// The headline with what the marked text adds to it.
fn message_of(diagnostic: &Diagnostic) -> String {
    let mut message = diagnostic.concise_message().to_string();
    for sub in diagnostic.sub_diagnostics() {
        if sub.annotations().is_empty() {
            message.push('\n');
            message.push_str(&sub.concise_message().to_string());
        }
    }
    message
}

fn fix_of(diagnostic: &Diagnostic) -> Option<Fix> {
    let fix = diagnostic.fix()?;
    let title = diagnostic
        .first_help_text()
        .map_or_else(|| format!("Fix {}", diagnostic.id()), str::to_owned);
    Some(Fix {
        title,
        edits: (fix.edits().iter())
            .map(|part| edit(part.range(), part.content()))
            .collect(),
    })
}

/// One edit of a fix; a text that is missing deletes.
fn edit(range: TextRange, content: Option<&str>) -> (TextRange, String) {
    (range, content.unwrap_or_default().to_owned())
}
