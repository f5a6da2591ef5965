//! `source`, `loadedSources`, `modules`.

use std::rc::Rc;

use dap_types::{
    LoadedSourcesResponse, Module, ModuleId, ModulesArguments, ModulesResponse, SourceArguments,
    SourceResponse,
};
use serpentarium_introspect::protocol::view::ModuleView;
use serpentarium_introspect::protocol::{Command, Reply};

use crate::error::RequestError;
use crate::session::{Session, ask};
use crate::sources::client_source;
use crate::types::NoArguments;

/// Handles `source`.
pub async fn source(
    session: Rc<Session>,
    arguments: SourceArguments,
) -> Result<SourceResponse, RequestError> {
    let in_source = arguments
        .source
        .as_ref()
        .and_then(|source| source.source_reference);
    let number = in_source
        .filter(|&number| number > 0)
        .unwrap_or(arguments.source_reference);
    let by_number = session.sources.borrow().path(number).map(str::to_owned);
    let path = by_number.or_else(|| arguments.source.and_then(|source| source.path));
    let path = path.ok_or_else(|| RequestError::not_found("source reference", number))?;
    let content = ask!(session, Command::SourceText { path }, Reply::SourceText(text) => text);
    Ok(SourceResponse {
        content,
        mime_type: Some("text/x-python".to_owned()),
    })
}

/// Handles `loadedSources`.
pub async fn loaded_sources(
    session: Rc<Session>,
    _: NoArguments,
) -> Result<LoadedSourcesResponse, RequestError> {
    let views = ask!(session, Command::LoadedSources, Reply::Sources(views) => views);
    let sources = views.iter().map(|view| client_source(&session, view));
    Ok(LoadedSourcesResponse {
        sources: sources.collect(),
    })
}

/// Handles `modules`.
pub async fn modules(
    session: Rc<Session>,
    arguments: ModulesArguments,
) -> Result<ModulesResponse, RequestError> {
    let views = ask!(session, Command::Modules, Reply::Modules(views) => views);
    let clamp = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let count = match arguments.module_count.map_or(0, clamp) {
        0 => usize::MAX,
        count => count,
    };
    let wanted = views
        .iter()
        .skip(arguments.start_module.map_or(0, clamp))
        .take(count);
    Ok(ModulesResponse {
        modules: wanted.map(client_module).collect(),
        total_modules: Some(views.len() as u64),
    })
}

/// A module as clients get it.
pub fn client_module(view: &ModuleView) -> Module {
    Module {
        id: ModuleId::String(view.name.clone()),
        name: view.name.clone(),
        path: view.path.clone(),
        is_optimized: None,
        is_user_code: Some(view.user_code),
        version: view.version.clone(),
        symbol_status: Some(
            if view.native {
                "built into the machine"
            } else {
                "Python"
            }
            .to_owned(),
        ),
        symbol_file_path: None,
        date_time_stamp: None,
        address_range: None,
    }
}
