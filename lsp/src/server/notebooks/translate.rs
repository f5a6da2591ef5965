//! Between places in cells and places in the module that the cells make, in whatever is sent.
//!
//! Messages are looked through for positions, ranges and addresses. What is about one cell keeps
//! only what lies in that cell; what names an address gets that of the cell its range is in.

use serde_json::{Map, Value, json};
use tower_lsp::lsp_types::Url;

use super::{Cell, Notebook, State, magics};

type Object = Map<String, Value>;

/// Which text the places in a part of a message are in.
#[derive(Clone, Copy)]
enum Context<'a> {
    /// Another one, which stays as it is.
    Other,
    /// The module, of which only one cell is wanted.
    Cell(&'a Cell),
}

/// What is to be done with a request.
#[derive(Debug)]
pub enum Asked {
    /// It is passed on as it is or was made, and the answer is about this cell.
    Pass(Option<String>),
    /// There is nothing to ask the module.
    Answered(Value),
}

fn line_of(position: &Value) -> Option<u32> {
    u32::try_from(position.get("line")?.as_u64()?).ok()
}

/// The address in the data of an item: the `uri` of an object, or all before the last word of a string.
fn address_in(data: &Value) -> Option<&str> {
    match data {
        Value::String(text) => text.rsplit_once(' ').map(|(address, _)| address),
        data => data.get("uri")?.as_str(),
    }
}

fn set_address(data: &mut Value, address: &Url) {
    if let Value::String(text) = data {
        let rest = text.rsplit_once(' ').map_or("", |(_, rest)| rest);
        *text = format!("{address} {rest}");
    } else if let Some(uri) = data.get_mut("uri") {
        *uri = json!(address);
    }
}

fn is_position(object: &Object) -> bool {
    object.len() == 2 && object.contains_key("line") && object.contains_key("character")
}

fn is_range(object: &Object) -> bool {
    object.len() == 2 && object.contains_key("start") && object.contains_key("end")
}

impl State {
    /// Turns a question about a cell into one about its module.
    pub fn ask(&self, method: &mut String, params: &mut Value) -> Asked {
        if method.ends_with("/resolve") {
            return Asked::Pass(self.resolve(params));
        }
        let url = ["textDocument", "item"]
            .iter()
            .find_map(|key| params.get(*key)?.get("uri")?.as_str())
            .map(str::to_owned);
        let Some((_, cell)) = url.as_deref().and_then(|url| self.find_cell(url)) else {
            return Asked::Pass(None);
        };
        if method == "serpentarium/documentText" {
            let text = self.cell_text(cell.url.as_str());
            let answer = text.map(|(text, version)| json!({"version": version, "text": text}));
            return Asked::Answered(answer.unwrap_or_default());
        }
        let formats = method.ends_with("ormatting");
        if cell.lines == 0 || (formats && cell.has_magics) {
            return Asked::Answered(Value::Null);
        }
        let whole = json!({"start": {"line": 0, "character": 0}, "end": cell.end()});
        match method.as_str() {
            "textDocument/semanticTokens/full" | "textDocument/semanticTokens/full/delta" => {
                *method = "textDocument/semanticTokens/range".to_owned();
                params["range"] = whole;
            }
            "textDocument/formatting" => {
                *method = "textDocument/rangeFormatting".to_owned();
                params["range"] = whole;
            }
            _ if method.starts_with("serpentarium/") && params.get("range").is_none() => {
                params["range"] = whole;
            }
            _ => {}
        }
        self.to_module(params, None);
        Asked::Pass(url)
    }

    /// Only the data of an item that is resolved says where it is from.
    fn resolve(&self, params: &mut Value) -> Option<String> {
        let data = params.get_mut("data")?;
        let url = address_in(data)?.to_owned();
        let (notebook, _) = self.find_cell(&url)?;
        set_address(data, &notebook.module);
        Some(url)
    }

    fn to_module(&self, value: &mut Value, cell: Option<&Cell>) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.to_module(item, cell)),
            Value::Object(object) if is_position(object) => {
                let line = object.get("line").and_then(Value::as_u64);
                let (Some(cell), Some(line)) = (cell, line) else {
                    return;
                };
                if line < u64::from(cell.lines) {
                    object["line"] = json!(line + u64::from(cell.first_line));
                } else {
                    object["line"] = json!(cell.first_line + cell.lines - 1);
                    object["character"] = json!(u32::MAX);
                }
            }
            Value::Object(object) => {
                let named = object.get("uri");
                let inner = object.get("textDocument").and_then(|text| text.get("uri"));
                let url = named.or(inner).and_then(Value::as_str);
                let own = url.and_then(|url| self.find_cell(url));
                let cell = own.map(|(_, cell)| cell).or(cell);
                for (key, child) in object.iter_mut() {
                    match key.as_str() {
                        "data" => {}
                        "uri" => {
                            let found = child.as_str().and_then(|url| self.find_cell(url));
                            if let Some((notebook, _)) = found {
                                *child = json!(notebook.module);
                            }
                        }
                        _ => self.to_module(child, cell),
                    }
                }
            }
            _ => {}
        }
    }

    /// Turns an answer into one about cells; `cell` is the address of the one that was asked about.
    pub fn answer(&self, method: &str, cell: Option<&str>, mut answer: Value) -> Value {
        if self.is_empty() {
            return answer;
        }
        let cell = cell
            .and_then(|url| self.find_cell(url))
            .map(|(_, cell)| cell);
        if method == "workspace/diagnostic" {
            let reports = answer["items"].as_array().cloned().unwrap_or_default();
            let split = reports
                .iter()
                .flat_map(|report| self.split(report, "items"));
            answer["items"] = split.collect();
            return answer;
        }
        if let Some(cell) = cell.filter(|_| method.contains("/semanticTokens/")) {
            if let Some(line) = answer.pointer_mut("/data/0") {
                let lines = line.as_u64().unwrap_or_default();
                *line = json!(lines.saturating_sub(u64::from(cell.first_line)));
            }
            return answer;
        }
        let context = cell.map_or(Context::Other, Context::Cell);
        if method == "textDocument/diagnostic" && cell.is_some() {
            let mut report = self.to_cells(answer, context).unwrap_or_default();
            if let Some(items) = report.get_mut("items") {
                *items = without_ipython(items.take());
            }
            return report;
        }
        if method.ends_with("/resolve") {
            return self.resolved(answer, context);
        }
        self.to_cells(answer, context).unwrap_or_default()
    }

    /// What an item was before it was resolved is in cells already.
    fn resolved(&self, mut item: Value, context: Context<'_>) -> Value {
        for key in ["edit", "command", "additionalTextEdits"] {
            if let Some(value) = item.get_mut(key) {
                *value = match (key, context) {
                    ("additionalTextEdits", Context::Cell(cell)) => additions(value, cell),
                    _ => self.to_cells(value.take(), context).unwrap_or_default(),
                };
            }
        }
        self.address_data(&mut item, context);
        item
    }

    /// Data keep places in the module, but the address of the cell they are about.
    fn address_data(&self, item: &mut Value, context: Context<'_>) {
        let Some(data) = item.get_mut("data") else {
            return;
        };
        let is_module = address_in(data).is_some_and(|uri| self.by_module(uri).is_some());
        if let (true, Context::Cell(cell)) = (is_module, context) {
            set_address(data, &cell.url);
        }
    }

    /// The same about cells; `None` for what is not in the cell that is wanted.
    fn to_cells(&self, value: Value, context: Context<'_>) -> Option<Value> {
        match value {
            Value::Array(items) => {
                let items = items.into_iter();
                Some(
                    items
                        .filter_map(|item| self.to_cells(item, context))
                        .collect(),
                )
            }
            Value::Object(object) => self.object_to_cells(object, context),
            other => Some(other),
        }
    }

    fn object_to_cells(&self, object: Object, context: Context<'_>) -> Option<Value> {
        if is_position(&object) || is_range(&object) || object.contains_key("startLine") {
            let value = Value::Object(object);
            return match context {
                Context::Other => Some(value),
                Context::Cell(cell) => place_in(&value, cell),
            };
        }
        if object.contains_key("range") && object.contains_key("newText") {
            return match context {
                Context::Other => Some(Value::Object(object)),
                Context::Cell(cell) => edit_in(&object, cell),
            };
        }
        let (context, address) = self.context_of(&object, context)?;
        let mut found = Object::new();
        for (key, child) in object {
            let child = match key.as_str() {
                "data" => Some(child),
                "uri" | "targetUri" => Some(address.clone().unwrap_or(child)),
                "changes" => Some(self.changes(child)?),
                "documentChanges" => Some(self.document_changes(child)?),
                "arguments" => Some(self.arguments(child)),
                "fromRanges" => self.to_cells(child, self.caller(&found, context)),
                "additionalTextEdits" => match context {
                    Context::Cell(cell) => Some(additions(&child, cell)),
                    Context::Other => Some(child),
                },
                // What holds the selection may begin in another cell.
                "parent" => match self.to_cells(child, context) {
                    None => continue,
                    parent => parent,
                },
                _ => self.to_cells(child, context),
            };
            found.insert(key, child?);
        }
        let mut found = Value::Object(found);
        self.address_data(&mut found, context);
        Some(found)
    }

    /// Where an object with an address of its own is; `None` if it is in no cell.
    fn context_of<'a>(
        &'a self,
        object: &Object,
        context: Context<'a>,
    ) -> Option<(Context<'a>, Option<Value>)> {
        let url = object.get("uri").or(object.get("targetUri"));
        let Some(url) = url.and_then(Value::as_str) else {
            return Some((context, None));
        };
        let Some(notebook) = self.by_module(url) else {
            return Some((Context::Other, None));
        };
        let range = ["targetSelectionRange", "selectionRange", "range"]
            .iter()
            .find_map(|key| object.get(*key));
        let line = range.and_then(|range| line_of(&range["start"]))?;
        let cell = notebook.cell_at(line)?;
        Some((Context::Cell(cell), Some(json!(cell.url))))
    }

    /// The text in which `fromRanges` are: that of the caller, whose item came before them.
    fn caller<'a>(&'a self, so_far: &Object, context: Context<'a>) -> Context<'a> {
        let Some(url) = so_far.get("from").and_then(|item| item["uri"].as_str()) else {
            return context;
        };
        self.find_cell(url)
            .map_or(Context::Other, |(_, cell)| Context::Cell(cell))
    }

    /// The arguments of a command about a definition: address, position, places.
    fn arguments(&self, mut arguments: Value) -> Value {
        let notebook = arguments[0].as_str().and_then(|url| self.by_module(url));
        let cell = notebook.and_then(|notebook| match line_of(&arguments[1]) {
            Some(line) => notebook.cell_at(line),
            None => notebook.cells.iter().find(|cell| cell.lines > 0),
        });
        if let Some(cell) = cell {
            arguments[0] = json!(cell.url);
            if let Some(position) = place_in(&arguments[1], cell) {
                arguments[1] = position;
            }
        }
        if let Some(places) = arguments.get_mut(2) {
            *places = self
                .to_cells(places.take(), Context::Other)
                .unwrap_or_default();
        }
        arguments
    }

    /// Edits by address; `None` if one of them cannot be made within one cell.
    fn changes(&self, changes: Value) -> Option<Value> {
        let mut found = Object::new();
        for (url, edits) in changes.as_object()? {
            match self.by_module(url) {
                Some(notebook) => {
                    for (cell, edits) in split_edits(notebook, edits)? {
                        found.insert(cell.url.to_string(), edits.into());
                    }
                }
                None => {
                    found.insert(url.clone(), edits.clone());
                }
            }
        }
        Some(found.into())
    }

    fn document_changes(&self, changes: Value) -> Option<Value> {
        let mut found = Vec::new();
        for change in changes.as_array()? {
            let url = change["textDocument"]["uri"].as_str();
            let Some(notebook) = url.and_then(|url| self.by_module(url)) else {
                found.push(change.clone());
                continue;
            };
            for (cell, edits) in split_edits(notebook, &change["edits"])? {
                let document = json!({"uri": cell.url, "version": self.version_of(cell)});
                found.push(json!({"textDocument": document, "edits": edits}));
            }
        }
        Some(found.into())
    }

    /// Diagnostics of a module as those of its cells, and of cells that are gone, which have none.
    pub fn split(&self, report: &Value, key: &str) -> Vec<Value> {
        let url = report["uri"].as_str().unwrap_or_default();
        let mut found = Vec::new();
        for (module, gone) in &self.gone {
            if module.as_str() == url {
                found.extend(gone.iter().map(|url| {
                    let mut report = report.clone();
                    report["uri"] = json!(url);
                    report[key] = json!([]);
                    report
                }));
            }
        }
        let Some(notebook) = self.by_module(url) else {
            if found.is_empty() {
                found.push(report.clone());
            }
            return found;
        };
        for cell in notebook.cells.iter().filter(|cell| cell.lines > 0) {
            let mut part = report.clone();
            part["uri"] = json!(cell.url);
            part["version"] = json!(self.version_of(cell));
            if let Some(items) = part.get_mut(key) {
                let kept = self.to_cells(items.take(), Context::Cell(cell));
                *items = kept.map_or_else(|| json!([]), without_ipython);
            }
            found.push(part);
        }
        found
    }
}

/// What IPython makes right: its own names, and `await` outside of functions.
fn without_ipython(mut diagnostics: Value) -> Value {
    let is_right = |found: &Value| {
        let message = found["message"].as_str().unwrap_or_default();
        let is_known = |name: &&str| message.contains(&format!("`{name}`"));
        let is_name = found["code"] == "unresolved-reference" && magics::NAMES.iter().any(is_known);
        is_name || message.starts_with("'await' outside") || message.contains("`await` outside")
    };
    if let Some(list) = diagnostics.as_array_mut() {
        list.retain(|found| !is_right(found));
    }
    diagnostics
}

/// A position, range or fold of the module in a cell; `None` if it does not begin there.
fn place_in(place: &Value, cell: &Cell) -> Option<Value> {
    let mut place = place.clone();
    if place.get("startLine").is_some() {
        let first = u32::try_from(place["startLine"].as_u64()?).ok()?;
        let last = u32::try_from(place["endLine"].as_u64()?).ok()?;
        let last = last.min(cell.first_line + cell.lines - 1);
        place["startLine"] = json!(cell.holds(first).then(|| first - cell.first_line)?);
        place["endLine"] = json!(last - cell.first_line);
        return (last > first).then_some(place);
    }
    if place.get("start").is_some() {
        place["start"] = place_in(&place["start"], cell)?;
        place["end"] = place_in(&place["end"], cell).unwrap_or_else(|| json!(cell.end()));
        return Some(place);
    }
    let line = line_of(&place)?;
    place["line"] = json!(cell.holds(line).then(|| line - cell.first_line)?);
    Some(place)
}

/// An edit of the module as one of a cell; one that reaches further than the line end after the
/// cell is none.
fn edit_in(edit: &Object, cell: &Cell) -> Option<Value> {
    let range = &edit["range"];
    let end = line_of(&range["end"])?;
    let after = cell.first_line + cell.lines;
    let is_after = end == after && range["end"]["character"] == 0;
    if !cell.holds(end) && !is_after {
        return None;
    }
    let mut made = edit.clone();
    made["range"] = place_in(range, cell)?;
    if is_after && let Some(text) = edit["newText"].as_str() {
        // The line end between the cells is nobody's.
        made["newText"] = json!(text.strip_suffix('\n').unwrap_or(text));
    }
    Some(Value::Object(made))
}

/// Additions to the cell itself: what belongs to the top of the module comes to its own top.
fn additions(edits: &Value, cell: &Cell) -> Value {
    let edits = edits.as_array().into_iter().flatten();
    let moved = edits.filter_map(|edit| {
        let own = edit.as_object().and_then(|edit| edit_in(edit, cell));
        let top = json!({"line": 0, "character": 0});
        let is_addition = edit["range"]["start"] == edit["range"]["end"];
        own.or_else(|| {
            let range = json!({"start": top, "end": top});
            is_addition.then(|| json!({"range": range, "newText": edit["newText"]}))
        })
    });
    moved.collect()
}

fn split_edits<'a>(notebook: &'a Notebook, edits: &Value) -> Option<Vec<(&'a Cell, Vec<Value>)>> {
    let mut found: Vec<(&Cell, Vec<Value>)> = Vec::new();
    for edit in edits.as_array()? {
        let cell = notebook.cell_at(line_of(&edit["range"]["start"])?)?;
        let edit = edit_in(edit.as_object()?, cell)?;
        match found.iter_mut().find(|(known, _)| known.url == cell.url) {
            Some((_, edits)) => edits.push(edit),
            None => found.push((cell, vec![edit])),
        }
    }
    Some(found)
}
