//! Diagnostics in two steps, over the protocol: what shows at once, then everything.

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/edited.py";

fn pulling(refreshes: bool) -> LspClient {
    let capabilities = json!({
        "textDocument": {"diagnostic": {"dynamicRegistration": false}},
        "workspace": {"diagnostics": {"refreshSupport": refreshes}},
    });
    let mut client = LspClient::initialized_with("utf-16", json!({"capabilities": capabilities}));
    client.open(URI, "len(5)\nx = 1\n");
    assert_eq!(pull(&mut client), ["0 invalid-argument-type"]);
    client
}

/// Each diagnostic's line (from 0) and rule.
fn pull(client: &mut LspClient) -> Vec<String> {
    let params = json!({"textDocument": {"uri": URI}});
    let answer = client.request("textDocument/diagnostic", params);
    described(answer["result"]["items"].as_array().expect("items"))
}

fn described(items: &[Value]) -> Vec<String> {
    let describe = |item: &Value| {
        let line = item["range"]["start"]["line"].as_u64().expect("a line");
        format!("{line} {}", item["code"].as_str().expect("a rule"))
    };
    items.iter().map(describe).collect()
}

fn insert(client: &mut LspClient, version: i64, line: u32, text: &str) {
    let at = json!({"line": line, "character": 0});
    let change = json!({"range": {"start": at, "end": at}, "text": text});
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]}),
    );
}

fn refresh(client: &mut LspClient) {
    let asked = client.wait_for(|message| message["method"] == "workspace/diagnostic/refresh");
    client.respond(&asked, Value::Null);
}

#[test]
fn names_come_before_types() {
    let mut client = pulling(true);
    insert(&mut client, 2, 0, "nothing\nlen(6)\n");
    let early = pull(&mut client);
    assert_eq!(early, ["0 unresolved-reference", "2 invalid-argument-type"]);
    refresh(&mut client);
    let complete = [
        "0 unresolved-reference",
        "1 invalid-argument-type",
        "2 invalid-argument-type",
    ];
    assert_eq!(pull(&mut client), complete);
    // Nothing shows at once, so the answer is the whole one.
    insert(&mut client, 3, 0, "len(7)\n");
    assert_eq!(pull(&mut client).len(), 4);
}

#[test]
fn syntax_errors_come_before_types() {
    let mut client = pulling(true);
    insert(&mut client, 2, 1, "y = = 1\nlen(6)\n");
    let early = pull(&mut client);
    assert_eq!(early, ["0 invalid-argument-type", "1 SyntaxError"]);
    refresh(&mut client);
    let complete = [
        "0 invalid-argument-type",
        "1 SyntaxError",
        "2 invalid-argument-type",
    ];
    let mut found = pull(&mut client);
    found.sort();
    assert_eq!(found, complete);
}

#[test]
fn a_client_that_cannot_be_refreshed_waits() {
    let mut client = pulling(false);
    insert(&mut client, 2, 0, "nothing\nlen(6)\n");
    assert_eq!(pull(&mut client).len(), 3);
}

#[test]
fn a_client_that_is_told_hears_twice() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "len(5)\nx = 1\n");
    let mut told = described(&client.diagnostics(URI, 1));
    while told.is_empty() {
        told = described(&client.diagnostics(URI, 1));
    }
    assert_eq!(told, ["0 invalid-argument-type"]);
    insert(&mut client, 2, 0, "nothing\nlen(6)\n");
    let early = described(&client.diagnostics(URI, 2));
    assert_eq!(early, ["0 unresolved-reference", "2 invalid-argument-type"]);
    assert_eq!(client.diagnostics(URI, 2).len(), 3);
}
