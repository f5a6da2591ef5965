//! `textDocument/publishDiagnostics`

use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};

use crate::analysis::diagnostics::{self, Severity};
use crate::server::reads::Read;

pub fn of(read: &Read) -> Vec<Diagnostic> {
    let found = diagnostics::diagnostics(&read.context);
    found
        .into_iter()
        .map(|found| Diagnostic {
            range: read.range(found.range),
            severity: Some(match found.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
            }),
            code: Some(NumberOrString::String(found.class.to_owned())),
            source: Some("serpentarium".to_owned()),
            message: found.message,
            ..Diagnostic::default()
        })
        .collect()
}
