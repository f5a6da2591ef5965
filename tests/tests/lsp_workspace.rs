//! What `serpentarium lsp` asks of its client and tells it unasked: registrations, settings,
//! progress.

use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/main.py";

/// The server's next request of a kind.
fn asked(client: &mut LspClient, method: &str) -> Value {
    client.wait_for(|message| message["method"] == method && message.get("id").is_some())
}

/// What is wrong with the settings, once the server says so (or that nothing is).
fn problems(client: &mut LspClient, any: bool) -> Vec<Value> {
    let params = json!({"command": "serpentarium.showReport", "arguments": []});
    for _ in 0..200 {
        let answer = client.request("workspace/executeCommand", params.clone());
        let problems = answer["result"]["problems"].as_array().cloned();
        let problems = problems.unwrap_or_else(|| panic!("no report: {answer}"));
        if problems.is_empty() != any {
            return problems;
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the settings are not taken");
}

#[test]
fn what_can_be_registered_is_and_settings_are_asked_for() {
    let mut client = LspClient::initialized_with("utf-16", LspClient::registering());
    let request = asked(&mut client, "client/registerCapability");
    let registrations = request["params"]["registrations"].as_array().cloned();
    let registrations = registrations.expect("registrations");
    let methods: Vec<&Value> = registrations.iter().map(|one| &one["method"]).collect();
    let wanted = [
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeConfiguration",
    ];
    assert_eq!(methods, wanted);
    let watchers = registrations[0]["registerOptions"]["watchers"].to_string();
    assert!(
        watchers.contains("**/*.py") && watchers.contains("pyproject.toml"),
        "{watchers}"
    );
    client.respond(&request, Value::Null);
    for (settings, is_wrong) in [(json!({"exclude": 3}), true), (json!({}), false)] {
        let request = asked(&mut client, "workspace/configuration");
        assert_eq!(request["params"]["items"][0]["section"], "serpentarium");
        client.respond(&request, json!([settings]));
        assert_eq!(!problems(&mut client, is_wrong).is_empty(), is_wrong);
        let changed = json!({"settings": null});
        client.notify("workspace/didChangeConfiguration", changed);
    }
    let request = asked(&mut client, "workspace/configuration");
    client.respond(&request, json!([null]));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn settings_that_are_sent_along_are_taken() {
    let mut client = LspClient::initialized("utf-16");
    for (value, is_wrong) in [
        (json!({"exclude": 3}), true),
        (json!({"exclude": ["x"]}), false),
    ] {
        let changed = json!({"settings": {"serpentarium": value}});
        client.notify("workspace/didChangeConfiguration", changed);
        assert_eq!(!problems(&mut client, is_wrong).is_empty(), is_wrong);
    }
    let asked =
        client.take_all(|message| message.get("id").is_some() && message.get("method").is_some());
    assert!(
        asked.is_empty(),
        "nothing may be asked of such a client: {asked:?}"
    );
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn progress_is_told_where_there_is_a_token() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "name = 1\nprint(name)\n");
    for method in ["textDocument/references", "textDocument/rename"] {
        let params = json!({
            "textDocument": {"uri": URI},
            "position": {"line": 0, "character": 1},
            "context": {"includeDeclaration": true},
            "newName": "other",
            "workDoneToken": method,
        });
        let answer = client.request(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        for kind in ["begin", "end"] {
            let told = client.wait_for(|message| {
                message["method"] == "$/progress" && message["params"]["token"] == method
            });
            assert_eq!(told["params"]["value"]["kind"], kind, "{told}");
        }
    }
    assert_eq!(client.shut_down(), Some(0));
}
