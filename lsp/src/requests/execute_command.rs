//! `workspace/executeCommand`

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::ExecuteCommandParams;

use crate::server::backend::Backend;

/// Says where modules come from and what is wrong with the configuration.
pub const SHOW_REPORT: &str = "serpentarium.showReport";

pub async fn handle(backend: &Backend, params: ExecuteCommandParams) -> Result<Option<Value>> {
    match params.command.as_str() {
        SHOW_REPORT => report(backend).await.map(Some),
        other => Err(Error::invalid_params(format!(
            "there is no command {other:?}"
        ))),
    }
}

async fn report(backend: &Backend) -> Result<Value> {
    let report = backend.documents.report().await;
    let report = report.ok_or_else(Error::internal_error)?;
    let mut problems = backend.configuration.problems();
    problems.extend(report.problems);
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "environment": report.environment,
        "searchPaths": report.search_paths,
        "problems": problems,
    }))
}
