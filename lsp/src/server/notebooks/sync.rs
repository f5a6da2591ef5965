//! `notebookDocument/didOpen`, `didChange`, `didSave` and `didClose`.

use ropey::Rope;
use serde::Deserialize;
use serde_json::Value;
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, TextDocumentContentChangeEvent, TextDocumentIdentifier,
    TextDocumentItem, Url, VersionedTextDocumentIdentifier,
};

use super::{Cell, CellText, Notebook, State, module_of};
use crate::server::documents::{Message, apply};

/// `NotebookCellKind.Code`; the other kind is markup.
const CODE: u32 = 2;

#[derive(Deserialize)]
struct NotebookItem {
    uri: Url,
    #[serde(default)]
    version: i32,
    #[serde(default)]
    cells: Vec<CellItem>,
}

#[derive(Deserialize)]
struct CellItem {
    kind: u32,
    document: Url,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    notebook_document: NotebookItem,
    #[serde(default)]
    cell_text_documents: Vec<TextDocumentItem>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    notebook_document: NotebookItem,
    change: Change,
}

#[derive(Deserialize)]
struct Change {
    cells: Option<CellsChange>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct CellsChange {
    structure: Option<Structure>,
    data: Vec<CellItem>,
    text_content: Vec<TextChange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Structure {
    array: ArrayChange,
    #[serde(default)]
    did_open: Vec<TextDocumentItem>,
    #[serde(default)]
    did_close: Vec<TextDocumentIdentifier>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArrayChange {
    start: usize,
    delete_count: usize,
    #[serde(default)]
    cells: Vec<CellItem>,
}

#[derive(Deserialize)]
struct TextChange {
    document: VersionedTextDocumentIdentifier,
    changes: Vec<TextDocumentContentChangeEvent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Closed {
    notebook_document: TextDocumentIdentifier,
}

impl From<CellItem> for Cell {
    fn from(item: CellItem) -> Self {
        Self {
            url: item.document,
            is_code: item.kind == CODE,
            first_line: 0,
            lines: 0,
            last_width: 0,
            has_magics: false,
        }
    }
}

impl State {
    /// Takes a message about a notebook; gives what it means for its module. `None` if it is a
    /// message of another kind.
    pub fn take(&mut self, method: &str, params: &Value) -> Option<Option<Message>> {
        let taken = match method {
            "notebookDocument/didOpen" => parse(params).map(|opened| Some(self.open(opened))),
            "notebookDocument/didChange" => parse(params).map(|changed| self.change(changed)),
            "notebookDocument/didClose" => parse(params).map(|closed| self.close(&closed)),
            "notebookDocument/didSave" => Ok(None),
            _ => return None,
        };
        Some(taken.unwrap_or_else(|error| {
            eprintln!("serpentarium lsp: {method}: {error}");
            None
        }))
    }

    fn open(&mut self, opened: Opened) -> Message {
        let item = opened.notebook_document;
        opened.cell_text_documents.into_iter().for_each(|text| {
            self.open_text(text);
        });
        let mut notebook = Notebook {
            cells: item.cells.into_iter().map(Cell::from).collect(),
            module: module_of(&item.uri),
        };
        let text = notebook.assemble(&self.texts, self.encoding);
        let module = notebook.module.clone();
        self.gone.remove(&module);
        self.notebooks.insert(item.uri, notebook);
        Message::Open(TextDocumentItem::new(
            module,
            "python".to_owned(),
            item.version,
            text,
        ))
    }

    fn open_text(&mut self, item: TextDocumentItem) {
        let text = CellText {
            rope: Rope::from_str(&item.text),
            version: item.version,
            is_python: item.language_id == "python",
        };
        self.texts.insert(item.uri, text);
    }

    fn change(&mut self, changed: Changed) -> Option<Message> {
        let item = changed.notebook_document;
        if !self.notebooks.contains_key(&item.uri) {
            eprintln!(
                "serpentarium lsp: change of a notebook that is not open: {}",
                item.uri
            );
            return None;
        }
        let mut gone = Vec::new();
        let cells = changed.change.cells.unwrap_or_default();
        for change in cells.text_content {
            self.change_text(change);
        }
        let notebook = self.notebooks.get_mut(&item.uri)?;
        for data in cells.data {
            let cell = notebook
                .cells
                .iter_mut()
                .find(|cell| cell.url == data.document);
            if let Some(cell) = cell {
                cell.is_code = data.kind == CODE;
            }
        }
        if let Some(structure) = cells.structure {
            let array = structure.array;
            let start = array.start.min(notebook.cells.len());
            let end = start
                .saturating_add(array.delete_count)
                .min(notebook.cells.len());
            let new = array.cells.into_iter().map(Cell::from);
            notebook.cells.splice(start..end, new);
            for closed in structure.did_close {
                self.texts.remove(&closed.uri);
                gone.push(closed.uri);
            }
            for opened in structure.did_open {
                gone.retain(|url| *url != opened.uri);
                self.open_text(opened);
            }
        }
        let notebook = self.notebooks.get_mut(&item.uri)?;
        let text = notebook.assemble(&self.texts, self.encoding);
        let module = notebook.module.clone();
        self.gone.entry(module.clone()).or_default().extend(gone);
        Some(Message::Change(DidChangeTextDocumentParams {
            text_document: VersionedTextDocumentIdentifier::new(module, item.version),
            content_changes: vec![TextDocumentContentChangeEvent {
                range: None,
                range_length: None,
                text,
            }],
        }))
    }

    fn change_text(&mut self, change: TextChange) {
        let Some(text) = self.texts.get_mut(&change.document.uri) else {
            eprintln!(
                "serpentarium lsp: change of a cell that is not open: {}",
                change.document.uri
            );
            return;
        };
        for event in change.changes {
            apply(&mut text.rope, event, self.encoding);
        }
        text.version = change.document.version;
    }

    fn close(&mut self, closed: &Closed) -> Option<Message> {
        let notebook = self.notebooks.remove(&closed.notebook_document.uri)?;
        let gone: Vec<Url> = notebook.cells.into_iter().map(|cell| cell.url).collect();
        for url in &gone {
            self.texts.remove(url);
        }
        let module = notebook.module;
        self.gone.entry(module.clone()).or_default().extend(gone);
        Some(Message::Close(module))
    }
}

fn parse<T: serde::de::DeserializeOwned>(params: &Value) -> serde_json::Result<T> {
    serde_json::from_value(params.clone())
}
