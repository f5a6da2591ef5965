//! `textDocument/signatureHelp`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpParams,
    SignatureInformation,
};

use crate::analysis::signature_help::{self, SignatureHelp as Found};
use crate::protocol::position::Encoding;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: SignatureHelpParams,
) -> Result<Option<SignatureHelp>> {
    let at = params.text_document_position_params;
    let with_offsets = backend.client().label_offsets;
    let found = backend
        .read(&at.text_document.uri, OnEdit::GiveUp, move |read| {
            let found = signature_help::signature_help(&read.context, read.offset(at.position))?;
            Some(convert(&found, with_offsets))
        })
        .await?;
    Ok(found.flatten())
}

fn convert(found: &Found, with_offsets: bool) -> SignatureHelp {
    let label = |range: &std::ops::Range<usize>| match with_offsets {
        // These offsets are UTF-16 whatever encoding positions have.
        true => {
            let units = |end: usize| Encoding::Utf16.width(&found.label[..end]) as u32;
            ParameterLabel::LabelOffsets([units(range.start), units(range.end)])
        }
        false => ParameterLabel::Simple(found.label[range.clone()].to_owned()),
    };
    let parameters = found
        .parameters
        .iter()
        .map(|range| ParameterInformation {
            label: label(range),
            documentation: None,
        })
        .collect();
    let active = found.active.map(|active| active as u32);
    SignatureHelp {
        signatures: vec![SignatureInformation {
            label: found.label.clone(),
            documentation: found.docstring.clone().map(Documentation::String),
            parameters: Some(parameters),
            active_parameter: active,
        }],
        active_signature: Some(0),
        active_parameter: active,
    }
}
