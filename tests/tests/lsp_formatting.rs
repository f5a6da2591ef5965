//! Formatting over the protocol, on a machine that has no formatter installed.

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/ugly.py";

/// A client of a server that finds no program.
fn client() -> LspClient {
    let server = LspClient::start_as(|command| {
        command.env("PATH", "/nonexistent");
    });
    server.initialize("utf-16", json!({}))
}

/// The edits as `first line:column-last line:column text`.
fn shown(edits: &Value) -> Vec<String> {
    let place = |place: &Value| format!("{}:{}", place["line"], place["character"]);
    let edits = edits.as_array().expect("edits");
    let shown = edits.iter().map(|edit| {
        let range = &edit["range"];
        format!(
            "{}-{} {}",
            place(&range["start"]),
            place(&range["end"]),
            edit["newText"]
        )
    });
    shown.collect()
}

fn format(client: &mut LspClient, uri: &str, lines: Option<(u32, u32)>) -> Value {
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let mut params = json!({"textDocument": {"uri": uri}, "options": options});
    let Some((first, last)) = lines else {
        return client.request("textDocument/formatting", params);
    };
    let start = json!({"line": first, "character": 0});
    params["range"] = json!({"start": start, "end": {"line": last, "character": 0}});
    client.request("textDocument/rangeFormatting", params)
}

const UGLY: &str = "x = 1\ny=[1,2 ]\nz = 3\n\n\ndef f(a):\n  return a\nz = '𝄞'\n";

#[test]
fn only_lines_that_change_are_replaced() {
    let mut client = client();
    client.open(URI, UGLY);
    let answer = format(&mut client, URI, None);
    assert_eq!(
        shown(&answer["result"]),
        [
            r#"1:0-2:0 "y = [1, 2]\n""#,
            r#"6:0-8:0 "    return a\n\n\nz = \"𝄞\"\n""#,
        ]
    );
    let answer = format(&mut client, URI, Some((1, 2)));
    assert_eq!(shown(&answer["result"]), [r#"1:0-2:0 "y = [1, 2]\n""#]);
    let answer = format(&mut client, URI, Some((0, 1)));
    assert_eq!(shown(&answer["result"]), [""; 0]);
    let answer = format(&mut client, URI, Some((100, 200)));
    assert_eq!(shown(&answer["result"]), [""; 0]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_text_with_an_error_is_left_alone() {
    let mut client = client();
    client.open(URI, "x = 1\ny = = 2\n");
    for lines in [None, Some((0, 1))] {
        let error = &format(&mut client, URI, lines)["error"];
        assert_eq!(error["code"], -32803, "{error}");
        let message = "line 2 has a syntax error: Expected an expression";
        assert_eq!(error["message"], message);
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_cell_of_a_notebook() {
    let mut client = client();
    let cells = ["x=1\n", "y  = [x]\nz = 2\n"];
    let urls = ["notebook-cell:/book#1", "notebook-cell:/book#2"];
    let documents: Vec<Value> = urls
        .iter()
        .zip(cells)
        .map(|(url, text)| json!({"uri": url, "languageId": "python", "version": 1, "text": text}))
        .collect();
    let notebook = json!({
        "uri": "file:///nowhere/book.ipynb",
        "notebookType": "jupyter-notebook",
        "version": 1,
        "cells": urls.map(|url| json!({"kind": 2, "document": url})),
    });
    let params = json!({"notebookDocument": notebook, "cellTextDocuments": documents});
    client.notify("notebookDocument/didOpen", params);
    let answer = format(&mut client, urls[1], None);
    assert_eq!(shown(&answer["result"]), [r#"0:0-1:0 "y = [x]\n""#]);
    assert_eq!(client.shut_down(), Some(0));
}
