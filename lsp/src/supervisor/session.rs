//! What a new worker has to be told so that it stands where the last one stood.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ropey::Rope;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PositionEncodingKind, Url,
};

use super::suspects::Suspects;
use crate::protocol::position::Encoding;
use crate::server::documents::apply;

/// A worker that ends so soon after it was told a text may have ended for it.
const A_MOMENT: Duration = Duration::from_secs(30);

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

/// What becomes of a message of the client's.
pub enum Passing {
    AsItIs,
    /// These are said to the worker in its place.
    Instead(Vec<Value>),
    /// The worker hears nothing, and the client is said these.
    Answered(Vec<Value>),
}

/// A request that has no answer yet, and the text that it is about.
struct Pending {
    id: Value,
    text: Option<Url>,
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
    notebooks: BTreeMap<Url, Vec<Value>>,
    /// The notebooks of the cells that are open.
    cells: BTreeMap<Url, Url>,
    encoding: Encoding,
    pending: Vec<Pending>,
    /// The texts that are open, the one that was told last at the end, and when that was.
    told: Vec<Url>,
    told_at: Option<Instant>,
    suspects: Suspects,
    /// How many workers have ended.
    ends: u32,
    /// The client has asked for the end.
    pub is_ending: bool,
}

impl Session {
    /// Notes a message of the client's.
    pub fn sent(&mut self, head: &Head, body: &[u8]) -> Passing {
        let Some(method) = head.method.as_deref() else {
            return Passing::AsItIs;
        };
        let before = self.text_of(body);
        self.note(method, body);
        // A cell may be known only now.
        let text = before.or_else(|| self.text_of(body));
        if let Some(text) = &text {
            self.touched(method, text);
            if self.suspects.is_left_out(text) {
                return self.about_left_out(head, method, text);
            }
        }
        if let Some(id) = &head.id {
            let id = id.clone();
            self.pending.push(Pending { id, text });
        }
        Passing::AsItIs
    }

    fn note(&mut self, method: &str, body: &[u8]) {
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

    /// The text that a message is about: a document, or the notebook that it is a cell of.
    fn text_of(&self, body: &[u8]) -> Option<Url> {
        let about = params::<About>(body)?;
        let named = about.text_document.or(about.notebook_document);
        let text = Url::parse(&named.or(about.item)?.uri).ok()?;
        Some(self.cells.get(&text).cloned().unwrap_or(text))
    }

    /// Notes which text was told last.
    fn touched(&mut self, method: &str, text: &Url) {
        match method.split_once('/') {
            Some((_, "didOpen" | "didChange")) => {
                self.told.retain(|told| told != text);
                self.told.push(text.clone());
                self.told_at = Some(Instant::now());
            }
            Some((_, "didClose")) => self.told.retain(|told| told != text),
            _ => {}
        }
    }

    fn about_left_out(&mut self, head: &Head, method: &str, text: &Url) -> Passing {
        let kind = method.split_once('/').map(|(_, kind)| kind);
        if let Some(id) = &head.id {
            let result = match kind {
                Some("diagnostic") => json!({"kind": "full", "items": [diagnostic(text)]}),
                _ => Value::Null,
            };
            let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
            return Passing::Answered(vec![answer]);
        }
        match kind {
            Some("didChange") if self.suspects.is_tried_again(text, Instant::now()) => {
                Passing::Instead(self.telling(text))
            }
            Some("didClose") => {
                self.suspects.closed(text);
                let cleared = self.published(text, json!([]));
                Passing::Answered(cleared.into_iter().collect())
            }
            _ => Passing::Answered(Vec::new()),
        }
    }

    /// What tells the person that a text is left out.
    pub fn telling_left_out(&self, text: &Url) -> Vec<Value> {
        let params = json!({"type": 2, "message": reason(text)});
        let mut messages = vec![notification("window/showMessage", params)];
        messages.extend(self.published(text, json!([diagnostic(text)])));
        messages.extend(self.refresh(text));
        messages
    }

    /// Has a client ask again that asks for diagnostics. Its answer is nobody's, and not passed on.
    fn refresh(&self, text: &Url) -> Option<Value> {
        let capabilities = &self.initialize.as_ref()?["params"]["capabilities"];
        let is_possible = capabilities["workspace"]["diagnostics"]["refreshSupport"] == true;
        is_possible.then(|| {
            let id = format!("serpentarium/left out/{}/{text}", self.ends);
            json!({"jsonrpc": "2.0", "id": id, "method": "workspace/diagnostic/refresh"})
        })
    }

    /// Diagnostics for a client that does not ask for them.
    fn published(&self, text: &Url, diagnostics: Value) -> Option<Value> {
        let initialize = self.initialize.as_ref()?;
        let asks = &initialize["params"]["capabilities"]["textDocument"]["diagnostic"];
        let params = json!({"uri": text, "diagnostics": diagnostics});
        let message = notification("textDocument/publishDiagnostics", params);
        asks.is_null().then_some(message)
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
        let params = &message["params"];
        let Some(uri) = url(&params["notebookDocument"]["uri"]) else {
            return;
        };
        let opened = [
            &params["cellTextDocuments"],
            &params["change"]["cells"]["structure"]["didOpen"],
        ];
        for cell in opened.into_iter().filter_map(Value::as_array).flatten() {
            if let Some(cell) = url(&cell["uri"]) {
                self.cells.insert(cell, uri.clone());
            }
        }
        if method == "notebookDocument/didClose" {
            self.notebooks.remove(&uri);
            self.cells.retain(|_, notebook| *notebook != uri);
        } else if method != "notebookDocument/didSave" {
            self.notebooks.entry(uri).or_default().push(message);
        }
    }

    /// The client has said that it knows the server's capabilities.
    pub fn is_initialized(&self) -> bool {
        self.is_initialized
    }

    /// Notes a message of the worker's.
    pub fn answered(&mut self, head: &Head, body: &[u8]) {
        let (None, Some(id)) = (&head.method, &head.id) else {
            return;
        };
        let mut pending = self.pending.iter();
        if let Some(answered) = pending.position(|pending| pending.id == *id) {
            self.pending.remove(answered);
        }
        let is_first = |request: &Value| request["id"] == *id;
        if !self.is_initialized && self.initialize.as_ref().is_some_and(is_first) {
            let kind = serde_json::from_slice::<Value>(body)
                .map(|answer| answer["result"]["capabilities"]["positionEncoding"].clone())
                .and_then(serde_json::from_value::<PositionEncodingKind>);
            self.encoding = Encoding::negotiate(kind.ok().as_ref().map(std::slice::from_ref));
        }
    }

    /// The requests that the worker took with it, and the texts that are left out because it ended.
    pub fn ended(&mut self) -> (Vec<Value>, Vec<Url>) {
        self.ends += 1;
        let pending = std::mem::take(&mut self.pending);
        let (ids, texts): (Vec<_>, Vec<_>) = pending.into_iter().map(|it| (it.id, it.text)).unzip();
        let mut blamed: Vec<Url> = texts.into_iter().flatten().collect();
        let is_a_moment_ago = self.told_at.is_some_and(|at| at.elapsed() < A_MOMENT);
        if blamed.is_empty() && is_a_moment_ago {
            let mut told = self.told.iter().rev();
            blamed.extend(told.find(|it| !self.suspects.is_left_out(it)).cloned());
        }
        blamed.sort();
        blamed.dedup();
        let now = Instant::now();
        blamed.retain(|text| self.suspects.blame(text, now));
        (ids, blamed)
    }

    /// The request that begins a session, under another number; `None` before the client's.
    pub fn begin(&self, id: &str) -> Option<Value> {
        let mut request = self.initialize.clone().filter(|_| self.is_initialized)?;
        request["id"] = id.into();
        Some(request)
    }

    /// Everything else that a new worker is told after that.
    pub fn go_on(&mut self) -> Vec<Value> {
        self.told_at = Some(Instant::now());
        let mut messages = vec![notification("initialized", json!({}))];
        messages.extend(self.changes.iter().cloned());
        let open = self.documents.keys().chain(self.notebooks.keys());
        let told = open.filter(|text| !self.suspects.is_left_out(text));
        messages.extend(told.flat_map(|text| self.telling(text)));
        messages
    }

    /// What tells a worker a text as it is now.
    fn telling(&self, text: &Url) -> Vec<Value> {
        let Some(document) = self.documents.get(text) else {
            return self.notebooks.get(text).cloned().unwrap_or_default();
        };
        let item = json!({
            "uri": text,
            "languageId": document.language,
            "version": document.version,
            "text": document.rope.to_string(),
        });
        let params = json!({"textDocument": item});
        vec![notification("textDocument/didOpen", params)]
    }
}

/// Why a text is left out, for the person.
fn reason(text: &Url) -> String {
    let name = text.path_segments().and_then(Iterator::last);
    let name = name
        .filter(|name| !name.is_empty())
        .unwrap_or(text.as_str());
    format!(
        "The language server's worker crashed more than once at {name}, which is left out now. \
         It is tried again when it is edited, or closed and opened again."
    )
}

fn diagnostic(text: &Url) -> Value {
    let start = json!({"line": 0, "character": 0});
    json!({
        "range": {"start": start, "end": start},
        "severity": 2,
        "source": "serpentarium",
        "message": reason(text),
    })
}

/// The parts of parameters that say which text they are about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    text_document: Option<Identifier>,
    notebook_document: Option<Identifier>,
    item: Option<Identifier>,
}

#[derive(Deserialize)]
struct Identifier {
    uri: String,
}

fn url(uri: &Value) -> Option<Url> {
    Url::parse(uri.as_str()?).ok()
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
