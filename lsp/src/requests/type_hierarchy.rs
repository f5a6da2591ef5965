//! `textDocument/prepareTypeHierarchy`, `typeHierarchy/supertypes` and `subtypes`

use serpentarium_checker::hierarchy::Class;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    SymbolKind, TypeHierarchyItem, TypeHierarchyPrepareParams, TypeHierarchySubtypesParams,
    TypeHierarchySupertypesParams,
};

use crate::analysis::parallel;
use crate::analysis::places;
use crate::analysis::workspace_files;
use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn prepare(
    backend: &Backend,
    params: TypeHierarchyPrepareParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let at = params.text_document_position_params;
    let uri = at.text_document.uri.clone();
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let address = read.context.address();
            let class = read
                .context
                .checker
                .class(&address, read.offset(at.position))?;
            Some(vec![item(read, &class)?])
        })
        .await?;
    Ok(found.flatten())
}

pub async fn supertypes(
    backend: &Backend,
    params: TypeHierarchySupertypesParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let (uri, at) = (params.item.uri, params.item.selection_range.start);
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let address = read.context.address();
            let bases = read.context.checker.supertypes(&address, read.offset(at));
            bases.iter().filter_map(|base| item(read, base)).collect()
        })
        .await
}

pub async fn subtypes(
    backend: &Backend,
    params: TypeHierarchySubtypesParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let (uri, at) = (params.item.uri, params.item.selection_range.start);
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let (address, offset) = (read.context.address(), read.offset(at));
            let files = workspace_files::mentioning(&read.context, "class");
            let found = parallel::map(&read.context, &files, |checker, file| {
                checker.subtypes_in(&address, offset, file)
            });
            let classes = found.iter().flatten();
            classes.filter_map(|class| item(read, class)).collect()
        })
        .await
}

fn item(read: &Read, class: &Class) -> Option<TypeHierarchyItem> {
    let file = places::source(&read.context, &class.place)?;
    let range = |range| convert::range(&file, range, read.encoding);
    Some(TypeHierarchyItem {
        name: class.name.clone(),
        kind: SymbolKind::CLASS,
        tags: None,
        detail: class.module.clone(),
        uri: convert::url_of(&file)?,
        range: range(class.place.full_range().cover(class.place.focus_range())),
        selection_range: range(class.place.focus_range()),
        data: None,
    })
}
