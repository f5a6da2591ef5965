//! `textDocument/publishDiagnostics`, `textDocument/diagnostic` and `workspace/diagnostic`

pub mod first_look;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serpentarium_checker::{Problem, Severity as CheckerSeverity, Tag};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::*;

use crate::analysis::diagnostics::{self, Severity};
use crate::analysis::options::DiagnosticMode;
use crate::analysis::problems::problems;
use crate::analysis::source::SourceFile;
use crate::analysis::workspace_files;
use crate::protocol::convert;
use crate::requests::definition::location;
use crate::requests::live;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

const SOURCE: &str = "serpentarium";

pub fn capability() -> DiagnosticServerCapabilities {
    DiagnosticServerCapabilities::Options(DiagnosticOptions {
        identifier: Some(SOURCE.to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        work_done_progress_options: WorkDoneProgressOptions::default(),
    })
}

/// Errors and warnings of the compiler, which are known at once.
pub fn syntax(read: &Read) -> Vec<Diagnostic> {
    if read.context.world.project.options.diagnostics.mode == DiagnosticMode::Off {
        return Vec::new();
    }
    if read.file().syntax().too_deep {
        return vec![not_looked_at()];
    }
    let found = diagnostics::diagnostics(&read.context).into_iter();
    found.map(|found| of_compiler(read, found)).collect()
}

pub fn of_compiler(read: &Read, found: diagnostics::Diagnostic) -> Diagnostic {
    Diagnostic {
        range: read.range(found.range),
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(found.class.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: found.message,
        ..Diagnostic::default()
    }
}

/// What is said of a text that is not analysed, so that nobody takes it for faultless.
fn not_looked_at() -> Diagnostic {
    Diagnostic {
        severity: Some(DiagnosticSeverity::INFORMATION),
        source: Some(SOURCE.to_owned()),
        message: "this text is too large, or nests too deeply, to be analysed".to_owned(),
        ..Diagnostic::default()
    }
}

/// Everything.
pub fn all(read: &Read) -> Vec<Diagnostic> {
    compile_meanwhile(&read.context.file);
    let problems = problems(&read.context);
    let mut found = syntax(read);
    found.extend(problems.iter().map(|problem| of_problem(read, problem)));
    if let Some(outcome) = &read.live {
        found.extend(live::diagnostics(read, outcome));
    }
    found
}

/// Compiling shares nothing with checking, and takes half as long. What is broken takes more memory to
/// compile, and a person knows the first error by then: that is done afterwards.
fn compile_meanwhile(file: &Arc<SourceFile>) {
    if file.first_error().is_some() {
        return;
    }
    let file = Arc::clone(file);
    let compiling = std::thread::Builder::new()
        .name("compile".to_owned())
        .spawn(move || drop(catch_unwind(AssertUnwindSafe(|| file.compilation()))));
    // Without a thread, `syntax` does it; a bug in it is told from there, too.
    drop(compiling);
}

pub fn of_problem(read: &Read, problem: &Problem) -> Diagnostic {
    let related: Vec<DiagnosticRelatedInformation> = problem
        .related
        .iter()
        .filter_map(|(place, message)| {
            Some(DiagnosticRelatedInformation {
                location: location(read, place)?,
                message: message.clone(),
            })
        })
        .collect();
    let url = problem.url.as_deref().and_then(|url| Url::parse(url).ok());
    let tags: Vec<DiagnosticTag> = problem
        .tags
        .iter()
        .map(|tag| match tag {
            Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
            Tag::Deprecated => DiagnosticTag::DEPRECATED,
        })
        .collect();
    Diagnostic {
        range: read.range(problem.range),
        severity: Some(match problem.severity {
            CheckerSeverity::Error => DiagnosticSeverity::ERROR,
            CheckerSeverity::Warning => DiagnosticSeverity::WARNING,
            CheckerSeverity::Information => DiagnosticSeverity::INFORMATION,
            CheckerSeverity::Hint => DiagnosticSeverity::HINT,
        }),
        code: problem.code.clone().map(NumberOrString::String),
        code_description: url.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: problem.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        data: None,
    }
}

/// Says whether two answers are the same without keeping the first one.
fn result_id(found: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(found)
        .unwrap_or_default()
        .hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

pub async fn document(
    backend: &Backend,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let uri = params.text_document.uri;
    let items = match backend.told_early(&uri).await? {
        Some(early) => early,
        None => backend.all_diagnostics(&uri).await?.unwrap_or_default(),
    };
    let id = result_id(&items);
    let report = if params.previous_result_id.as_ref() == Some(&id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                result_id: id,
            },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(id),
                items,
            },
        })
    };
    Ok(DocumentDiagnosticReportResult::Report(report))
}

/// The open files, or all of the workspace's if the person wants that.
pub async fn workspace(
    backend: &Backend,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let uris = backend
        .read_workspace(|read| {
            let world = &read.context.world;
            let open = world.open.keys().cloned();
            let paths: Vec<_> = if world.project.options.diagnostics.workspace {
                open.chain(workspace_files::paths(&read.context)).collect()
            } else {
                open.collect()
            };
            let mut uris: Vec<Url> = paths
                .iter()
                .filter_map(|path| convert::url_from_path(path))
                .collect();
            uris.sort();
            uris.dedup();
            uris
        })
        .await?;
    let mut items = Vec::with_capacity(uris.len());
    for uri in uris {
        let found = backend
            .read(&uri, OnEdit::Again, |read| {
                let version = read.document.as_ref().map(|document| document.version);
                (version.map(i64::from), all(read))
            })
            .await?;
        let Some((version, found)) = found else {
            continue;
        };
        let id = result_id(&found);
        let is_known = params
            .previous_result_ids
            .iter()
            .any(|previous| previous.uri == uri && previous.value == id);
        items.push(workspace_report(uri, version, id, found, is_known));
    }
    let report = WorkspaceDiagnosticReport { items };
    Ok(WorkspaceDiagnosticReportResult::Report(report))
}

fn workspace_report(
    uri: Url,
    version: Option<i64>,
    id: String,
    items: Vec<Diagnostic>,
    is_known: bool,
) -> WorkspaceDocumentDiagnosticReport {
    if is_known {
        return WorkspaceDocumentDiagnosticReport::Unchanged(
            WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                    result_id: id,
                },
            },
        );
    }
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id: Some(id),
            items,
        },
    })
}
