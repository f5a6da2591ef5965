//! `textDocument/definition`, `declaration`, `typeDefinition` and `implementation`

use ruff_text_size::TextRange;
use serpentarium_checker::Place;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink, Range, Url,
};

use crate::analysis::definition;
use crate::analysis::places;
use crate::analysis::workspace_files;
use crate::protocol::convert;
use crate::protocol::position::LineIndex;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

/// Which of the four questions is asked; they have the same form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Definition,
    Declaration,
    TypeDefinition,
    Implementation,
}

pub async fn handle(
    backend: &Backend,
    params: GotoDefinitionParams,
    question: Question,
) -> Result<Option<GotoDefinitionResponse>> {
    let at = params.text_document_position_params;
    let with_links = backend.features().has_links(question);
    let uri = at.text_document.uri.clone();
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let found = places(read, read.offset(at.position), question);
            match with_links {
                true => GotoDefinitionResponse::Link(
                    found.iter().filter_map(|place| link(read, place)).collect(),
                ),
                false => GotoDefinitionResponse::Array(
                    found
                        .iter()
                        .filter_map(|place| location(read, place))
                        .collect(),
                ),
            }
        })
        .await
}

fn places(read: &Read, offset: ruff_text_size::TextSize, question: Question) -> Vec<Place> {
    let checker = &read.context.checker;
    let address = read.context.address();
    match question {
        Question::Definition => definition::places(&read.context, offset),
        Question::Declaration => checker.declaration(&address, offset),
        Question::TypeDefinition => checker.type_definition(&address, offset),
        Question::Implementation => {
            let files = workspace_files::addresses(&read.context);
            let keep_going = || read.context.cancel.check();
            checker.implementations(&address, offset, &files, &keep_going)
        }
    }
}

/// Where a place is, in the client's terms.
pub fn location(read: &Read, place: &Place) -> Option<Location> {
    let (uri, [focus]) = spot(read, place, [place.focus_range()])?;
    Some(Location::new(uri, focus))
}

fn link(read: &Read, place: &Place) -> Option<LocationLink> {
    let (target_uri, [full, focus]) = spot(read, place, [place.full_range(), place.focus_range()])?;
    Some(LocationLink {
        origin_selection_range: None,
        target_uri,
        target_range: full,
        target_selection_range: focus,
    })
}

/// Ranges of the file that a place is in, which is not read for that if its lines are known.
fn spot<const N: usize>(
    read: &Read,
    place: &Place,
    ranges: [TextRange; N],
) -> Option<(Url, [Range; N])> {
    if let Some((path, kept)) = places::kept(&read.context, place)
        && let Some(lines) = kept.known_lines().and_then(LineIndex::of_ascii)
        && let Some(uri) = convert::url_from_path(path)
    {
        return Some((uri, ranges.map(|range| lines.range(range))));
    }
    let file = places::source(&read.context, place)?;
    let ranges = ranges.map(|range| convert::range(&file, range, read.encoding));
    Some((convert::url_of(&file)?, ranges))
}
