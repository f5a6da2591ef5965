//! The sources a session has met: their numbers, if they have no file, and their texts.

use std::collections::HashMap;
use std::rc::Rc;

use dap_types::{Source, SourcePresentationHint};
use serpentarium_introspect::protocol::view::{PositionView, SourceKind, SourceView};
use serpentarium_introspect::protocol::{Command, Reply};

use crate::columns;
use crate::session::Session;

/// The sources of a session.
#[derive(Default)]
pub struct Sources {
    references: HashMap<String, u64>,
    paths: Vec<String>,
    texts: HashMap<String, Option<Rc<Vec<String>>>>,
}

impl Sources {
    /// The reference by which a client asks for a source without a file, from 1.
    pub fn reference(&mut self, path: &str) -> u64 {
        if let Some(&reference) = self.references.get(path) {
            return reference;
        }
        self.paths.push(path.to_owned());
        let reference = self.paths.len() as u64;
        self.references.insert(path.to_owned(), reference);
        reference
    }

    /// The path of a reference.
    pub fn path(&self, reference: u64) -> Option<&str> {
        let index = usize::try_from(reference.checked_sub(1)?).ok()?;
        self.paths.get(index).map(String::as_str)
    }

    /// Forgets texts, which may have changed on disk.
    pub fn forget_texts(&mut self) {
        self.texts.clear();
    }
}

/// A source as clients get it.
pub fn client_source(session: &Session, source: &SourceView) -> Source {
    let has_file = source.kind == SourceKind::File;
    let reference = (!has_file && source.kind != SourceKind::Unknown)
        .then(|| session.sources.borrow_mut().reference(&source.path));
    Source {
        name: Some(source.name.clone()),
        path: Some(source.path.clone()),
        source_reference: reference,
        presentation_hint: (!source.user_code).then_some(SourcePresentationHint::Deemphasize),
        origin: match source.kind {
            SourceKind::File => None,
            SourceKind::Embedded => Some("embedded standard library".into()),
            SourceKind::Text => Some("text".into()),
            SourceKind::Unknown => Some("source not available".into()),
        },
        sources: None,
        adapter_data: None,
        checksums: None,
    }
}

/// The path by which the debuggee knows a client's source.
pub fn path_of(session: &Session, source: &Source) -> Option<String> {
    let sources = session.sources.borrow();
    let by_reference = source
        .source_reference
        .and_then(|reference| sources.path(reference));
    by_reference
        .map(str::to_owned)
        .or_else(|| source.path.clone())
}

/// The lines of a source, if its text can be had.
pub async fn lines(session: &Session, source: &SourceView) -> Option<Rc<Vec<String>>> {
    if let Some(known) = session.sources.borrow().texts.get(&source.path) {
        return known.clone();
    }
    let text = match source.kind {
        SourceKind::File => {
            let bytes = tokio::fs::read(&source.path).await.ok();
            bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        }
        SourceKind::Unknown => None,
        SourceKind::Embedded | SourceKind::Text => {
            match session
                .ask(Command::SourceText {
                    path: source.path.clone(),
                })
                .await
            {
                Ok(Reply::SourceText(text)) => Some(text),
                _ => None,
            }
        }
    };
    let lines = text.map(|text| Rc::new(text.lines().map(str::to_owned).collect()));
    session
        .sources
        .borrow_mut()
        .texts
        .insert(source.path.clone(), lines.clone());
    lines
}

/// A position as a client counts: `(line, column, end line, end column)`. Without a line
/// the first is 0 in the specification's sense of "no position".
pub struct ClientPosition {
    /// First line, 0 for none.
    pub line: u64,
    /// First column, 0 for none.
    pub column: u64,
    /// Last line.
    pub end_line: Option<u64>,
    /// Column after the last.
    pub end_column: Option<u64>,
}

/// Converts a position of `source`.
pub async fn client_position(
    session: &Session,
    source: &SourceView,
    position: &PositionView,
) -> ClientPosition {
    let Some(line) = position.line else {
        return ClientPosition {
            line: 0,
            column: 0,
            end_line: None,
            end_column: None,
        };
    };
    let end_line = position.end_line.unwrap_or(line);
    let lines = lines(session, source).await;
    let column = |line: u32, column: u32| {
        let text = lines
            .as_ref()
            .and_then(|lines| lines.get(line.checked_sub(1)? as usize));
        session.client_column(text.map_or(column, |text| columns::to_utf16(text, column)))
    };
    ClientPosition {
        line: session.client_line(line),
        column: column(line, position.column.unwrap_or(0)),
        end_line: position.end_line.map(|line| session.client_line(line)),
        end_column: position.end_column.map(|end| column(end_line, end)),
    }
}
