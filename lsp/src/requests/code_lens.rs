//! `textDocument/codeLens` and `codeLens/resolve`
//!
//! The commands are the client's (`serpentarium.run`, `serpentarium.debug` with the document's
//! address, `serpentarium.showReferences` with address, position and locations,
//! `serpentarium.showBytecode`): the server runs nothing.

use serde::{Deserialize, Serialize};
use serde_json::json;
use serpentarium_checker::references::Use;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command, Location, Position, Url};

use crate::analysis::code_lens::{Lens, LensKind, lenses};
use crate::analysis::references;
use crate::requests::definition::location;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

/// What a lens that counts references is resolved with.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: Url,
    position: Position,
}

pub async fn handle(backend: &Backend, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    let uri = params.text_document.uri;
    let address = uri.clone();
    backend
        .read(&uri, OnEdit::Again, move |read| {
            let options = &read.context.world.project.options.code_lens;
            lenses(read.file(), options)
                .iter()
                .map(|lens| convert(read, &address, lens))
                .collect()
        })
        .await
}

fn convert(read: &Read, uri: &Url, lens: &Lens) -> CodeLens {
    let range = read.range(lens.range);
    let about_file = |title: &str, command: &str| {
        let arguments = vec![json!(uri)];
        Some(Command::new(
            title.to_owned(),
            command.to_owned(),
            Some(arguments),
        ))
    };
    let (command, data) = match &lens.kind {
        LensKind::Run => (about_file("▶ Run", "serpentarium.run"), None),
        LensKind::Debug => (about_file("Debug", "serpentarium.debug"), None),
        LensKind::References => {
            let data = Data {
                uri: uri.clone(),
                position: range.start,
            };
            (None, Some(json!(data)))
        }
        LensKind::Bytecode {
            bytes,
            instructions,
        } => {
            let title = format!("{instructions} instructions, {bytes} bytes");
            (about_file(&title, "serpentarium.showBytecode"), None)
        }
    };
    CodeLens {
        range,
        command,
        data,
    }
}

/// Counts the references of one definition, when the client shows it.
pub async fn resolve(backend: &Backend, mut lens: CodeLens) -> Result<CodeLens> {
    let Some(Ok(data)) = lens.data.clone().map(serde_json::from_value::<Data>) else {
        return Ok(lens);
    };
    let position = data.position;
    let found = backend
        .read(&data.uri, OnEdit::Again, move |read| {
            references::in_workspace(&read.context, read.offset(position))
                .into_iter()
                .filter(|(_, how)| *how != Use::Declaration)
                .filter_map(|(place, _)| location(read, &place))
                .collect::<Vec<Location>>()
        })
        .await?
        .unwrap_or_default();
    let title = match found.len() {
        1 => "1 reference".to_owned(),
        count => format!("{count} references"),
    };
    let arguments = vec![json!(data.uri), json!(data.position), json!(found)];
    lens.command = Some(Command::new(
        title,
        "serpentarium.showReferences".to_owned(),
        Some(arguments),
    ));
    Ok(lens)
}
