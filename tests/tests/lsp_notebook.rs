//! Notebook documents over the protocol: the cells are one module, and places are in cells.

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const NOTEBOOK: &str = "file:///nowhere/book.ipynb";

fn cell(name: &str) -> String {
    format!("vscode-notebook-cell:/nowhere/book.ipynb#{name}")
}

fn text_item(name: &str, text: &str) -> Value {
    json!({"uri": cell(name), "languageId": "python", "version": 1, "text": text})
}

fn cell_item(name: &str) -> Value {
    json!({"kind": 2, "document": cell(name)})
}

const FIRST: &str =
    "%matplotlib inline\nimport math\ndef area(r: float) -> float:\n    return math.pi * r ** 2\n";
const SECOND: &str = "total = area(2)\n!ls\ndisplay(total)\ntotal?";
const THIRD: &str = "area('\u{1f40d}'); print(missing)";

fn opened(encoding: &str) -> LspClient {
    let mut client = LspClient::initialized(encoding);
    let cells = [("a", FIRST), ("b", SECOND), ("c", THIRD)];
    let notebook = json!({
        "uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1,
        "cells": [cell_item("a"), {"kind": 1, "document": cell("text")}, cell_item("b"), cell_item("c")],
    });
    let texts: Vec<Value> = cells
        .iter()
        .map(|(name, text)| text_item(name, text))
        .collect();
    client.notify(
        "notebookDocument/didOpen",
        json!({"notebookDocument": notebook, "cellTextDocuments": texts}),
    );
    client
}

fn at(name: &str, line: u32, character: u32) -> Value {
    json!({
        "textDocument": {"uri": cell(name)},
        "position": {"line": line, "character": character},
        "context": {"includeDeclaration": true, "triggerKind": 1},
    })
}

fn ask(client: &mut LspClient, method: &str, params: Value) -> Value {
    let answer = client.request(method, params);
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].clone()
}

fn start(line: u32, character: u32) -> Value {
    json!({"line": line, "character": character})
}

#[test]
fn names_of_earlier_cells_are_known() {
    let mut client = opened("utf-16");
    let found = ask(&mut client, "textDocument/hover", at("b", 0, 9));
    let text = found["contents"]["value"].as_str().unwrap_or_default();
    assert!(text.contains("def area(r: float) -> float"), "{found}");
    assert_eq!(found["range"]["start"], start(0, 8), "{found}");
    let found = ask(&mut client, "textDocument/definition", at("c", 0, 1));
    assert_eq!(found[0]["uri"], cell("a"), "{found}");
    assert_eq!(found[0]["range"]["start"], start(2, 4), "{found}");
    let found = ask(&mut client, "textDocument/references", at("a", 2, 5));
    let mut places: Vec<(String, u64)> = found
        .as_array()
        .into_iter()
        .flatten()
        .map(|place| {
            (
                place["uri"].to_string(),
                place["range"]["start"]["line"].as_u64().unwrap_or(99),
            )
        })
        .collect();
    places.sort();
    let wanted = [("a", 2), ("b", 0), ("c", 0)];
    let wanted = wanted.map(|(name, line)| (json!(cell(name)).to_string(), line));
    assert_eq!(places, wanted);
    let found = ask(&mut client, "textDocument/completion", at("c", 0, 2));
    let mut items = found["items"].as_array().into_iter().flatten();
    let area = items.find(|item| item["label"] == "area");
    // What comes back is of the cell, and says more of the item than the list does.
    let area = area.unwrap_or_else(|| panic!("no area in {found}"));
    let is_of_cell = |item: &Value| {
        let data = item["data"].as_str().unwrap_or_default();
        data.starts_with(&cell("c"))
    };
    assert!(is_of_cell(area), "{area}");
    let resolved = ask(&mut client, "completionItem/resolve", area.clone());
    assert!(is_of_cell(&resolved), "{resolved}");
    let detail = resolved["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("(r: float) -> float"), "{resolved}");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_rename_reaches_every_cell() {
    let mut client = opened("utf-8");
    let mut params = at("b", 0, 9);
    params["newName"] = json!("surface");
    let found = ask(&mut client, "textDocument/rename", params);
    let changes = found["changes"].as_object().expect("changes");
    assert_eq!(changes.len(), 3, "{found}");
    for (name, line) in [("a", 2), ("b", 0), ("c", 0)] {
        let edits = &changes[&cell(name)];
        assert_eq!(edits[0]["range"]["start"]["line"], line, "{edits}");
    }
    assert_eq!(client.shut_down(), Some(0));
}

/// The diagnostics of the version of a cell that is told about last.
fn messages(client: &mut LspClient, name: &str, wanted: &str) -> Vec<Value> {
    let message = client.wait_for(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == cell(name)
            && message["params"].to_string().contains(wanted)
    });
    let found = message["params"]["diagnostics"].as_array().cloned();
    found.unwrap_or_default()
}

#[test]
fn diagnostics_are_in_their_cells() {
    let mut client = opened("utf-16");
    let found = messages(&mut client, "c", "missing");
    let missing = found
        .iter()
        .find(|found| found["code"] == "unresolved-reference");
    let missing = missing.expect("an unresolved reference");
    assert_eq!(missing["range"]["start"], start(0, 18), "{missing}");
    for name in ["a", "b"] {
        let params = json!({"textDocument": {"uri": cell(name)}});
        let found = ask(&mut client, "textDocument/diagnostic", params);
        assert_eq!(found["items"], json!([]), "{name}");
    }
    // A cell that goes takes its diagnostics along.
    let array = json!({"start": 3, "deleteCount": 1});
    let structure = json!({"array": array, "didClose": [{"uri": cell("c")}]});
    client.notify(
        "notebookDocument/didChange",
        json!({"notebookDocument": {"uri": NOTEBOOK, "version": 2}, "change": {"cells": {"structure": structure}}}),
    );
    let found = messages(&mut client, "c", "\"diagnostics\":[]");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn what_is_about_one_cell_is_in_it() {
    let mut client = opened("utf-16");
    let whole = json!({"start": start(0, 0), "end": start(9, 0)});
    let document = |name: &str| json!({"textDocument": {"uri": cell(name)}, "range": whole});
    let found = ask(&mut client, "textDocument/documentSymbol", document("b"));
    let names: Vec<&Value> = found
        .as_array()
        .into_iter()
        .flatten()
        .map(|s| &s["name"])
        .collect();
    assert_eq!(names, ["total"], "{found}");
    let found = ask(
        &mut client,
        "textDocument/semanticTokens/full",
        document("c"),
    );
    let data: Vec<u64> = found["data"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect();
    assert_eq!(&data[..3], [0, 0, 4], "{found}");
    let found = ask(&mut client, "textDocument/foldingRange", document("a"));
    assert!(
        found
            .as_array()
            .is_some_and(|folds| folds.iter().any(|fold| fold["startLine"] == 2)),
        "{found}"
    );
    let found = ask(&mut client, "textDocument/inlayHint", document("b"));
    let mut hints = found.as_array().into_iter().flatten();
    assert!(hints.any(|hint| hint["position"]["line"] == 0), "{found}");
    let found = ask(&mut client, "textDocument/hover", at("text", 0, 0));
    assert_eq!(found, Value::Null);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn cells_are_edited_moved_and_closed() {
    let mut client = opened("utf-16");
    let range = json!({"start": start(0, 6), "end": start(0, 8)});
    let text = json!({"document": {"uri": cell("c"), "version": 2}, "changes": [{"range": range, "text": "2.5"}]});
    let change = |version: i32, cells: Value| json!({"notebookDocument": {"uri": NOTEBOOK, "version": version}, "change": {"cells": cells}});
    client.notify(
        "notebookDocument/didChange",
        change(2, json!({"textContent": [text]})),
    );
    let params = json!({"textDocument": {"uri": cell("c")}});
    let found = ask(&mut client, "serpentarium/documentText", params);
    assert_eq!(found["text"], "area('2.5'); print(missing)", "{found}");
    assert_eq!(found["version"], 2);
    // A new cell in front moves the module's lines, not those of the cells.
    let structure = json!({
        "array": {"start": 0, "deleteCount": 0, "cells": [cell_item("new")]},
        "didOpen": [text_item("new", "one = 1\ntwo = 2\r")],
    });
    client.notify(
        "notebookDocument/didChange",
        change(3, json!({"structure": structure})),
    );
    let found = ask(&mut client, "textDocument/definition", at("b", 0, 9));
    assert_eq!(
        (&found[0]["uri"], &found[0]["range"]["start"]),
        (&json!(cell("a")), &start(2, 4))
    );
    client.notify(
        "notebookDocument/didSave",
        json!({"notebookDocument": {"uri": NOTEBOOK}}),
    );
    let closed: Vec<Value> = ["a", "b", "c", "new"]
        .iter()
        .map(|name| json!({"uri": cell(name)}))
        .collect();
    client.notify(
        "notebookDocument/didClose",
        json!({"notebookDocument": {"uri": NOTEBOOK}, "cellTextDocuments": closed}),
    );
    let found = ask(&mut client, "textDocument/hover", at("b", 0, 9));
    assert_eq!(found, Value::Null);
    assert_eq!(client.shut_down(), Some(0));
}
