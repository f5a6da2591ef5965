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
    client.wait_for(|message| {
        let text = message["params"]["message"].as_str().unwrap_or_default();
        message["method"] == "window/logMessage" && text.contains("was started again")
    });
}

fn hover(client: &mut LspClient, line: u32) -> String {
    let params = json!({
        "textDocument": {"uri": URI},
        "position": {"line": line, "character": 0},
    });
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
    let pid = worker(&client);
    signal(pid, "-STOP");
    let params = json!({
        "textDocument": {"uri": URI},
        "position": {"line": 0, "character": 0},
    });
    let asked = client.ask("textDocument/hover", params);
    sleep(Duration::from_millis(100));
    signal(pid, "-KILL");
    let answer = client.response(asked);
    assert_eq!(answer["error"]["code"], -32603, "{answer}");
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("worker ended"), "{answer}");
    assert!(hover(&mut client, 0).contains("value: int"));
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
