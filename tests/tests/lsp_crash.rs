//! What becomes of a session when the process that does the work ends: nothing but the answers it
//! was at are lost.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/main.py";

/// The process that does the work.
fn worker(client: &LspClient) -> u32 {
    let parent = client.id().to_string();
    for _ in 0..500 {
        for entry in fs::read_dir("/proc").expect("processes").flatten() {
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
                continue;
            };
            // pid (name) state parent
            let behind_name = stat.rsplit(')').next().unwrap_or_default();
            if behind_name.split_whitespace().nth(1) == Some(parent.as_str())
                && behind_name.split_whitespace().next() != Some("Z")
            {
                let pid = entry.file_name().to_string_lossy().parse();
                return pid.expect("a number");
            }
        }
        sleep(Duration::from_millis(10));
    }
    panic!("the server has no worker");
}

fn signal(pid: u32, name: &str) {
    let status = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(status.expect("kill can be run").success());
}

/// Ends the worker and waits until there is another one.
fn crash(client: &mut LspClient) {
    signal(worker(client), "-ABRT");
    client.wait_for(is_started_again);
}

fn is_stopped(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it is there");
    status
        .lines()
        .any(|line| line.starts_with("State:") && line.contains('T'))
}

/// Ends the worker while it is at a request; its error is the answer.
fn crash_at(client: &mut LspClient, method: &str, params: Value) {
    let pid = worker(client);
    signal(pid, "-STOP");
    while !is_stopped(pid) {
        sleep(Duration::from_millis(10));
    }
    let asked = client.ask(method, params);
    // It has to be passed on, also on a busy machine.
    sleep(Duration::from_millis(600));
    signal(pid, "-KILL");
    let answer = client.response(asked);
    assert_eq!(answer["error"]["code"], -32603, "{answer}");
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("worker ended"), "{answer}");
    client.wait_for(is_started_again);
}

fn is_started_again(message: &Value) -> bool {
    let text = message["params"]["message"].as_str().unwrap_or_default();
    message["method"] == "window/logMessage" && text.contains("was started again")
}

/// The parameters of a request about the beginning of a line.
fn at(uri: &str, line: u32) -> Value {
    json!({
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": 0},
    })
}

fn hover(client: &mut LspClient, line: u32) -> String {
    hover_in(client, URI, line)
}

fn hover_in(client: &mut LspClient, uri: &str, line: u32) -> String {
    let params = at(uri, line);
    let answer = client.request("textDocument/hover", params);
    answer["result"]["contents"]["value"]
        .as_str()
        .unwrap_or_else(|| panic!("no hover: {answer}"))
        .to_owned()
}

#[test]
fn texts_are_as_the_client_left_them() {
    for encoding in ["utf-8", "utf-16"] {
        let mut client = LspClient::initialized(encoding);
        client.open(URI, "'𝄞'; first = 1\n");
        let column = if encoding == "utf-8" { 8 } else { 6 };
        let edit = json!({
            "textDocument": {"uri": URI, "version": 2},
            "contentChanges": [
                {
                    "range": {
                        "start": {"line": 0, "character": column},
                        "end": {"line": 0, "character": column + 5},
                    },
                    "text": "other",
                },
                {
                    "range": {
                        "start": {"line": 1, "character": 0},
                        "end": {"line": 1, "character": 0},
                    },
                    "text": "value = other * 2.5\n",
                },
            ],
        });
        client.notify("textDocument/didChange", edit);
        assert!(hover(&mut client, 1).contains("value: float"));
        crash(&mut client);
        assert!(hover(&mut client, 1).contains("value: float"));
        crash(&mut client);
        let edit = json!({
            "textDocument": {"uri": URI, "version": 3},
            "contentChanges": [{"text": "value = 'text'\n"}],
        });
        client.notify("textDocument/didChange", edit);
        assert!(hover(&mut client, 0).contains("value: str"));
        assert_eq!(client.shut_down(), Some(0));
    }
}

#[test]
fn what_was_asked_is_answered_with_an_error() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "value = 1\n");
    hover(&mut client, 0);
    crash_at(&mut client, "textDocument/hover", at(URI, 0));
    assert!(hover(&mut client, 0).contains("value: int"));
    assert_eq!(client.shut_down(), Some(0));
}

const OTHER: &str = "file:///nowhere/other.py";

fn edit(client: &mut LspClient, uri: &str, version: i32, text: &str) {
    let start = json!({"line": 0, "character": 0});
    let change = json!({"range": {"start": start, "end": start}, "text": text});
    let params = json!({
        "textDocument": {"uri": uri, "version": version},
        "contentChanges": [change],
    });
    client.notify("textDocument/didChange", params);
}

/// What the person was told of texts that are left out.
fn told(client: &mut LspClient) -> Vec<String> {
    let messages = client.take_all(|message| message["method"] == "window/showMessage");
    let texts = messages.iter().map(|it| it["params"]["message"].as_str());
    texts.map(|it| it.expect("a text").to_owned()).collect()
}

/// Whether nothing is known of a text any more.
fn is_left_out(client: &mut LspClient, uri: &str) -> bool {
    let hover = client.request("textDocument/hover", at(uri, 0));
    assert!(hover.get("error").is_none(), "{hover}");
    hover["result"].is_null()
}

#[test]
fn a_text_that_ends_workers_is_left_out() {
    let capabilities = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    });
    let asking = json!({"capabilities": capabilities});
    let mut client = LspClient::initialized_with("utf-16", asking);
    client.open(URI, "value = 1\n");
    client.open(OTHER, "other = 2.5\n");
    crash_at(&mut client, "textDocument/hover", at(URI, 0));
    assert!(!is_left_out(&mut client, URI));
    assert!(told(&mut client).is_empty());
    crash_at(&mut client, "textDocument/documentSymbol", at(URI, 0));
    assert!(is_left_out(&mut client, URI));
    assert!(hover_in(&mut client, OTHER, 0).contains("other: float"));
    let told_once = told(&mut client);
    assert!(told_once.len() == 1 && told_once[0].contains("main.py"));
    let refresh = client.wait_for(|message| message["method"] == "workspace/diagnostic/refresh");
    client.respond(&refresh, Value::Null);
    let of_file = json!({"textDocument": {"uri": URI}});
    let report = client.request("textDocument/diagnostic", of_file.clone());
    let items = &report["result"]["items"];
    assert_eq!(items[0]["message"], told_once[0].as_str(), "{report}");
    assert_eq!(items[0]["range"]["end"]["line"], 0, "{report}");

    // The first edit has it tried again, with all of the text.
    edit(&mut client, URI, 2, "'first'\n");
    assert!(hover(&mut client, 1).contains("value: int"));
    crash_at(&mut client, "textDocument/hover", at(URI, 0));
    assert!(is_left_out(&mut client, URI));
    assert_eq!(told(&mut client), told_once);

    // Somebody types on.
    edit(&mut client, URI, 3, "'second'\n");
    assert!(is_left_out(&mut client, URI));
    assert!(hover_in(&mut client, OTHER, 0).contains("other: float"));
    client.notify("textDocument/didClose", of_file);
    client.open(URI, "value = 'opened again'\n");
    assert!(hover(&mut client, 0).contains("value: str"));
    assert!(told(&mut client).is_empty());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_text_that_ends_workers_when_it_is_told_is_left_out() {
    let mut client = LspClient::initialized("utf-16");
    client.open(OTHER, "other = 2.5\n");
    hover_in(&mut client, OTHER, 0);
    client.open(URI, "value = 1\n");
    crash(&mut client);
    crash(&mut client);
    let published = client.wait_for(|message| {
        let params = &message["params"];
        message["method"] == "textDocument/publishDiagnostics"
            && params["uri"] == URI
            && !params["diagnostics"][0]["message"].is_null()
    });
    assert!(is_left_out(&mut client, URI));
    assert!(hover_in(&mut client, OTHER, 0).contains("other: float"));
    let message = &published["params"]["diagnostics"][0]["message"];
    assert_eq!(told(&mut client), [message.as_str().expect("a text")]);
    let of_file = json!({"textDocument": {"uri": URI}});
    client.notify("textDocument/didClose", of_file);
    let cleared = client.wait_for(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == URI
            && message["params"].get("version").is_none()
    });
    assert_eq!(cleared["params"]["diagnostics"], json!([]));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_notebook_that_ends_workers_is_left_out() {
    let mut client = LspClient::initialized("utf-16");
    let (notebook, cell) = (
        "file:///nowhere/book.ipynb",
        "notebook-cell:/nowhere/book#1",
    );
    let document = json!({
        "uri": notebook,
        "notebookType": "jupyter-notebook",
        "version": 1,
        "cells": [{"kind": 2, "document": cell}],
    });
    let text = json!({"uri": cell, "languageId": "python", "version": 1, "text": "value = 1\n"});
    let params = json!({"notebookDocument": document, "cellTextDocuments": [text]});
    client.notify("notebookDocument/didOpen", params);
    assert!(hover_in(&mut client, cell, 0).contains("value: int"));
    crash_at(&mut client, "textDocument/hover", at(cell, 0));
    assert!(hover_in(&mut client, cell, 0).contains("value: int"));
    crash_at(&mut client, "textDocument/hover", at(cell, 0));
    assert!(is_left_out(&mut client, cell));
    assert!(told(&mut client)[0].contains("book.ipynb"));
    let changed = json!({
        "document": {"uri": cell, "version": 2},
        "changes": [{"text": "value = 'text'\n"}],
    });
    let params = json!({
        "notebookDocument": {"uri": notebook, "version": 2},
        "change": {"cells": {"textContent": [changed]}},
    });
    client.notify("notebookDocument/didChange", params);
    assert!(hover_in(&mut client, cell, 0).contains("value: str"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_new_worker_asks_and_is_answered() {
    let mut client = LspClient::initialized_with("utf-16", LspClient::registering());
    let method = |name: &'static str| {
        move |message: &Value| message["method"] == name && message.get("id").is_some()
    };
    let request = client.wait_for(method("client/registerCapability"));
    client.respond(&request, Value::Null);
    let first = client.wait_for(method("workspace/configuration"));
    client.respond(&first, json!([{}]));
    crash(&mut client);
    let second = client.wait_for(method("workspace/configuration"));
    assert_ne!(second["id"], first["id"]);
    client.respond(&second, json!([{"exclude": 3}]));
    let params = json!({"command": "serpentarium.showReport", "arguments": []});
    let is_told = (0..200).any(|_| {
        sleep(Duration::from_millis(20));
        let answer = client.request("workspace/executeCommand", params.clone());
        let problems = answer["result"]["problems"].as_array();
        problems.is_some_and(|problems| !problems.is_empty())
    });
    assert!(is_told, "the settings did not reach the new worker");
    let again = client.take_all(method("client/registerCapability"));
    assert!(again.is_empty(), "registered twice: {again:?}");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_worker_that_ends_again_and_again_is_given_up() {
    let mut client = LspClient::initialized("utf-16");
    for _ in 0..5 {
        crash(&mut client);
    }
    signal(worker(&client), "-ABRT");
    assert_eq!(client.wait_for_exit(), Some(101));
}

#[test]
fn a_client_that_hangs_up_ends_both() {
    let mut client = LspClient::initialized("utf-16");
    let pid = worker(&client);
    client.hang_up();
    assert_eq!(client.wait_for_exit(), Some(1));
    assert!(!fs::exists(format!("/proc/{pid}")).expect("it can be asked"));
}
