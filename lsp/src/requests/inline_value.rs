//! `textDocument/inlineValue`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    InlineValue, InlineValueEvaluatableExpression, InlineValueParams, InlineValueVariableLookup,
};

use crate::analysis::inline_values::values;
use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: InlineValueParams,
) -> Result<Option<Vec<InlineValue>>> {
    let uri = params.text_document.uri;
    let (range, stopped) = (params.range, params.context.stopped_location.end);
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let within = convert::text_range(read.file(), range, read.encoding);
            let found = values(&read.context, within, read.offset(stopped));
            let shown = found.into_iter().map(|value| {
                let range = read.range(value.range);
                match value.is_name {
                    true => InlineValue::VariableLookup(InlineValueVariableLookup {
                        range,
                        variable_name: Some(value.expression),
                        case_sensitive_lookup: true,
                    }),
                    false => InlineValue::EvaluatableExpression(InlineValueEvaluatableExpression {
                        range,
                        expression: Some(value.expression),
                    }),
                }
            });
            shown.collect()
        })
        .await
}
