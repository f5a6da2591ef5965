//! What a new worker has to be told so that it stands where the last one stood.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ropey::Rope;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PositionEncodingKind, Url,
};

use crate::protocol::position::Encoding;
use crate::server::documents::apply;

/// What every message is looked at for; the rest of it is only passed on.
#[derive(Deserialize)]
pub struct Head<'a> {
    #[serde(default)]
    pub id: Option<Value>,
    #[serde(borrow, default)]
    pub method: Option<Cow<'a, str>>,
}

struct Document {
    language: String,
    version: i32,
    rope: Rope,
}

/// The state that the client has built up.
#[derive(Default)]
pub struct Session {
    /// The request that began it, once it was answered.
    initialize: Option<Value>,
    is_initialized: bool,
    /// Settings and folders as they were changed since, in order.
    changes: Vec<Value>,
    documents: BTreeMap<Url, Document>,
    /// What was said about each notebook that is open, in order.
    notebooks: BTreeMap<String, Vec<Value>>,
    encoding: Encoding,
    /// Requests that have no answer yet.
    pending: Vec<Value>,
    /// The client has asked for the end.
    pub is_ending: bool,
}

impl Session {
    /// Notes a message of the client's.
    pub fn sent(&mut self, head: &Head, body: &[u8]) {
        let Some(method) = head.method.as_deref() else {
            return;
        };
        if let Some(id) = &head.id {
            self.pending.push(id.clone());
        }
        match method {
            "initialize" => self.initialize = serde_json::from_slice(body).ok(),
            "initialized" => self.is_initialized = true,
            "exit" => self.is_ending = true,
            "workspace/didChangeConfiguration" => {
                self.changes.retain(|change| change["method"] != method);
                self.changes.extend(serde_json::from_slice::<Value>(body));
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.changes.extend(serde_json::from_slice::<Value>(body));
            }
            "textDocument/didOpen" => {
                if let Some(params) = params::<DidOpenTextDocumentParams>(body) {
                    let item = params.text_document;
                    let document = Document {
                        language: item.language_id,
                        version: item.version,
                        rope: Rope::from_str(&item.text),
                    };
                    self.documents.insert(item.uri, document);
                }
            }
            "textDocument/didChange" => self.changed(body),
            "textDocument/didClose" => {
                if let Some(params) = params::<DidCloseTextDocumentParams>(body) {
                    self.documents.remove(&params.text_document.uri);
                }
            }
            _ if method.starts_with("notebookDocument/") => self.notebook(method, body),
            _ => {}
        }
    }

    fn changed(&mut self, body: &[u8]) {
        let Some(params) = params::<DidChangeTextDocumentParams>(body) else {
            return;
        };
        let Some(document) = self.documents.get_mut(&params.text_document.uri) else {
            return;
        };
        document.version = params.text_document.version;
        for change in params.content_changes {
            apply(&mut document.rope, change, self.encoding);
        }
    }

    fn notebook(&mut self, method: &str, body: &[u8]) {
        let Ok(message) = serde_json::from_slice::<Value>(body) else {
            return;
        };
        let Some(uri) = message["params"]["notebookDocument"]["uri"].as_str() else {
            return;
        };
        if method == "notebookDocument/didClose" {
            self.notebooks.remove(uri);
        } else if method != "notebookDocument/didSave" {
            self.notebooks
                .entry(uri.to_owned())
                .or_default()
                .push(message);
        }
    }

    /// Notes a message of the worker's.
    pub fn answered(&mut self, head: &Head, body: &[u8]) {
        let (None, Some(id)) = (&head.method, &head.id) else {
            return;
        };
        self.pending.retain(|pending| pending != id);
        let is_first = |request: &Value| request["id"] == *id;
        if !self.is_initialized && self.initialize.as_ref().is_some_and(is_first) {
            let kind = serde_json::from_slice::<Value>(body)
                .map(|answer| answer["result"]["capabilities"]["positionEncoding"].clone())
                .and_then(serde_json::from_value::<PositionEncodingKind>);
            self.encoding = Encoding::negotiate(kind.ok().as_ref().map(std::slice::from_ref));
        }
    }

    /// The requests that the worker took with it.
    pub fn take_pending(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.pending)
    }

    /// The request that begins a session, under another number; `None` before the client's.
    pub fn begin(&self, id: &str) -> Option<Value> {
        let mut request = self.initialize.clone().filter(|_| self.is_initialized)?;
        request["id"] = id.into();
        Some(request)
    }

    /// Everything else that a new worker is told after that.
    pub fn go_on(&self) -> Vec<Value> {
        let mut messages = vec![notification("initialized", json!({}))];
        messages.extend(self.changes.iter().cloned());
        for (uri, document) in &self.documents {
            let item = json!({
                "uri": uri,
                "languageId": document.language,
                "version": document.version,
                "text": document.rope.to_string(),
            });
            messages.push(notification(
                "textDocument/didOpen",
                json!({"textDocument": item}),
            ));
        }
        messages.extend(self.notebooks.values().flatten().cloned());
        messages
    }
}

pub fn notification(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

fn params<P: for<'de> Deserialize<'de>>(body: &[u8]) -> Option<P> {
    #[derive(Deserialize)]
    struct Message<P> {
        params: P,
    }
    // What the worker cannot read either, it reports.
    let message: Message<P> = serde_json::from_slice(body).ok()?;
    Some(message.params)
}
