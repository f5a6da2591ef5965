//! `textDocument/signatureHelp`

use ruff_text_size::{TextRange, TextSize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpParams,
    SignatureInformation,
};

use crate::analysis::signature_help::{self, Shown, SignatureHelp as Found};
use crate::protocol::position::Encoding;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: SignatureHelpParams,
) -> Result<Option<SignatureHelp>> {
    let at = params.text_document_position_params;
    let with_offsets = backend.features().label_offsets;
    let found = backend
        .read(&at.text_document.uri, OnEdit::Again, move |read| {
            let found = signature_help::signature_help(&read.context, read.offset(at.position))?;
            Some(convert(&found, with_offsets))
        })
        .await?;
    Ok(found.flatten())
}

fn convert(found: &Found, with_offsets: bool) -> SignatureHelp {
    let signatures = found.signatures.iter();
    let signatures: Vec<SignatureInformation> = signatures
        .map(|shown| information(shown, with_offsets))
        .collect();
    SignatureHelp {
        active_parameter: signatures
            .get(found.active)
            .and_then(|signature| signature.active_parameter),
        signatures,
        active_signature: Some(found.active as u32),
    }
}

fn information(shown: &Shown, with_offsets: bool) -> SignatureInformation {
    let way = &shown.way;
    let label = |range: TextRange| match with_offsets {
        // These offsets are UTF-16 whatever encoding positions have.
        true => {
            let units = |end: TextSize| Encoding::Utf16.width(&way.label[..end.to_usize()]) as u32;
            ParameterLabel::LabelOffsets([units(range.start()), units(range.end())])
        }
        false => ParameterLabel::Simple(way.label[range].to_owned()),
    };
    let documentation = |text: &Option<Box<str>>| {
        let text = text.as_deref()?;
        Some(Documentation::String(text.to_owned()))
    };
    let parameters = way.parameters.iter().map(|parameter| ParameterInformation {
        label: label(parameter.range),
        documentation: documentation(&parameter.documentation),
    });
    SignatureInformation {
        label: way.label.to_string(),
        documentation: documentation(&way.docstring),
        parameters: Some(parameters.collect()),
        active_parameter: shown.active.map(|active| active as u32),
    }
}
