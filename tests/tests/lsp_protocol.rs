//! The base protocol of `serpentarium lsp`: life cycle, errors, broken messages, cancellation.

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/main.py";

fn at(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}})
}

#[test]
fn a_whole_life_ends_with_zero() {
    let client = LspClient::initialized("utf-16");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = LspClient::initialized("utf-16");
    client.notify("exit", Value::Null);
    assert_eq!(client.wait_for_exit(), Some(1));
}

#[test]
fn the_end_of_input_ends_the_server() {
    let mut client = LspClient::initialized("utf-16");
    client.hang_up();
    assert_eq!(client.wait_for_exit(), Some(1));
}

#[test]
fn requests_before_initialize_are_refused() {
    let mut client = LspClient::start();
    for method in [
        "textDocument/hover",
        "serpentarium/bytecode",
        "no/such/method",
        "shutdown",
    ] {
        let answer = client.request(method, at(0, 0));
        assert_eq!(answer["error"]["code"], -32002, "{method}: {answer}");
    }
    let answer = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(answer["result"]["serverInfo"]["name"], "serpentarium");
    assert_eq!(
        answer["result"]["capabilities"]["positionEncoding"],
        "utf-16"
    );
}

#[test]
fn requests_after_shutdown_and_a_second_initialize_are_invalid() {
    let mut client = LspClient::initialized("utf-8");
    let answer = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(answer["error"]["code"], -32600, "{answer}");
    client.request("shutdown", Value::Null);
    for method in ["textDocument/hover", "no/such/method", "shutdown"] {
        let answer = client.request(method, at(0, 0));
        assert_eq!(answer["error"]["code"], -32600, "{method}: {answer}");
    }
}

#[test]
fn unknown_requests_and_bad_parameters() {
    let mut client = LspClient::initialized("utf-16");
    let answer = client.request("no/such/method", json!({}));
    assert_eq!(answer["error"]["code"], -32601, "{answer}");
    let answer = client.request("textDocument/hover", json!({"position": 3}));
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    // Notifications have no answer, whatever they are.
    client.notify("no/such/notification", json!([1, 2]));
    client.notify("$/no/such/notification", json!({}));
    client.notify("textDocument/didChange", json!({"nonsense": true}));
    let answer = client.request("textDocument/hover", at(0, 0));
    assert_eq!(answer["result"], Value::Null, "{answer}");
}

#[test]
fn broken_messages_are_answered_and_the_server_lives() {
    let mut client = LspClient::initialized("utf-16");
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let broken: [(Vec<u8>, i64); 7] = [
        (frame("{not json"), -32700),
        (frame("[]"), -32600),
        (frame("17"), -32600),
        (frame("{\"id\": 1}"), -32600),
        (
            frame("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": 5}"),
            -32600,
        ),
        (b"Content-Length: twelve\r\n\r\n".to_vec(), -32700),
        (b"\xff\xfe nonsense\r\nX: y\r\n\r\n".to_vec(), -32700),
    ];
    for (bytes, code) in broken {
        client.send_raw(&bytes);
        let answer = client.wait_for(|message| message.get("error").is_some());
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert_eq!(answer["id"], Value::Null, "{answer}");
    }
    client.open(URI, "def f(): pass\n");
    let answer = client.request("textDocument/hover", at(0, 4));
    assert!(
        answer["result"]["contents"]["value"].is_string(),
        "{answer}"
    );
}

#[test]
fn positions_out_of_range_are_clamped() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "name = 1\n");
    for (line, character) in [(0, 4_000_000_000_u32), (4_000_000_000, 0), (1, 5), (7, 7)] {
        for method in [
            "hover",
            "definition",
            "completion",
            "documentHighlight",
            "signatureHelp",
        ] {
            let answer = client.request(&format!("textDocument/{method}"), at(line, character));
            assert!(answer.get("error").is_none(), "{method}: {answer}");
        }
    }
    let change = json!({"range": {"start": {"line": 5, "character": 9}, "end": {"line": 0, "character": 0}}, "text": "x"});
    let document = json!({"uri": URI, "version": 2});
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": document, "contentChanges": [change]}),
    );
    let answer = client.request(
        "serpentarium/documentText",
        json!({"textDocument": {"uri": URI}}),
    );
    assert_eq!(answer["result"]["text"], "name = 1\nx");
}

#[test]
fn a_cancelled_request_is_answered_as_such() {
    let mut client = LspClient::initialized("utf-16");
    let text = "value = [1, 2, 3]\n".repeat(40_000);
    client.open(URI, &text);
    let params = json!({"textDocument": {"uri": URI}});
    let id = client.ask("serpentarium/bytecode", params);
    client.notify("$/cancelRequest", json!({"id": id}));
    let answer = client.response(id);
    assert_eq!(
        answer["error"]["code"],
        -32800,
        "{}",
        &answer.to_string()[..200.min(answer.to_string().len())]
    );
    let answer = client.request("textDocument/hover", at(0, 0));
    assert!(answer.get("error").is_none(), "{answer}");
    // The work notices soon, and says nothing more; its number can be used again.
    let symbols = json!({"textDocument": {"uri": URI}});
    client.request("textDocument/documentSymbol", symbols);
    let again = client.take_all(|message| message["id"] == id);
    assert!(again.is_empty(), "{again:?}");
    client.notify("$/cancelRequest", json!({"id": id}));
    client.request("textDocument/hover", at(0, 0));
    let again = client.take_all(|message| message["id"] == id);
    assert!(again.is_empty(), "{again:?}");
}

#[test]
fn an_edit_overtakes_questions_about_positions() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, &"value = [1, 2, 3]\n".repeat(20_000));
    let hover = client.ask("textDocument/hover", at(10, 1));
    let symbols = client.ask(
        "textDocument/documentSymbol",
        json!({"textDocument": {"uri": URI}}),
    );
    let document = json!({"uri": URI, "version": 2});
    let change = json!({"text": "other = 2\n"});
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": document, "contentChanges": [change]}),
    );
    let answer = client.response(hover);
    let is_overtaken = answer["error"]["code"] == -32801;
    assert!(is_overtaken || answer.get("result").is_some(), "{answer}");
    // A question about the whole document is answered for the newest text.
    let answer = client.response(symbols);
    let names: Vec<&str> = answer["result"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|symbol| symbol["name"].as_str())
        .collect();
    assert!(names == ["other"] || names == ["value"], "{names:?}");
    let answer = client.request("textDocument/hover", at(0, 1));
    assert!(
        answer["result"]["contents"]["value"]
            .as_str()
            .is_some_and(|text| text.contains("other")),
        "{answer}"
    );
}

#[test]
fn many_requests_at_once_are_all_answered() {
    let mut client = LspClient::initialized("utf-16");
    client.open(
        URI,
        &"def function(a, b=1):\n    return a + b\n\n".repeat(200),
    );
    let ids: Vec<i64> = (0..200)
        .map(|line| client.ask("textDocument/hover", at(line * 3, 5)))
        .collect();
    for id in ids {
        let answer = client.response(id);
        assert!(
            answer["result"]["contents"]["value"].is_string(),
            "{answer}"
        );
    }
}

#[test]
fn monsters_do_not_end_the_server() {
    let mut client = LspClient::initialized("utf-16");
    let monsters = [
        "(".repeat(100_000),
        format!("x = {}1", "1 + ".repeat(100_000)),
        format!("x = {}1", "-".repeat(100_000)),
        format!("x = a{}", ".b".repeat(100_000)),
        format!("x = a{}", "()".repeat(100_000)),
        (0..5_000)
            .map(|depth| format!("{}if x:\n", " ".repeat(depth)))
            .collect(),
        "\u{0}\u{1}\u{2}\u{fffd}".repeat(10_000),
        "f'{".repeat(5_000),
        "'''".to_owned() + &"x".repeat(1_000_000),
        "\r\n\r\r\n\u{2028}\u{85}\u{c}".repeat(1000),
    ];
    for (number, monster) in monsters.iter().enumerate() {
        let uri = format!("file:///nowhere/monster{number}.py");
        client.open(&uri, monster);
        client.diagnostics(&uri, 1);
        let document = json!({"uri": uri});
        let position = json!({"line": 0, "character": 5});
        for method in [
            "hover",
            "completion",
            "documentSymbol",
            "foldingRange",
            "semanticTokens/full",
            "codeLens",
        ] {
            let params = json!({"textDocument": document, "position": position});
            let answer = client.request(&format!("textDocument/{method}"), params);
            assert!(
                answer.get("error").is_none(),
                "monster {number}, {method}: {answer}"
            );
        }
        for method in ["ast", "bytecode", "symtable"] {
            let answer = client.request(
                &format!("serpentarium/{method}"),
                json!({"textDocument": document}),
            );
            assert!(
                answer.get("error").is_none(),
                "monster {number}, {method}: {answer}"
            );
        }
        client.notify("textDocument/didClose", json!({"textDocument": document}));
    }
    assert_eq!(client.shut_down(), Some(0));
}
