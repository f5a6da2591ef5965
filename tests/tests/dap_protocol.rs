//! A real adapter process and messages that are wrong, unknown or too early.

use serde_json::json;
use serpentarium_tests::dap::{Client, frame, refusal};

#[test]
fn a_session_without_a_program() {
    let mut client = Client::start();
    let (id, text) = client.refused("threads", json!({}));
    assert_eq!(
        (id, text.contains("not initialized")),
        (1002, true),
        "{text}"
    );
    client.request("initialize", json!({"adapterID": "serpentarium"}));
    let (id, text) = client.refused("launch", json!({"program": "/no/such/program.py"}));
    assert_eq!(
        (id, text.as_str()),
        (2000, "the program '/no/such/program.py' does not exist")
    );
    assert_eq!(client.refused("launch", json!({})).0, 2000);
    assert_eq!(client.refused("stackTrace", json!({"threadId": 1})).0, 1002);
    assert_eq!(client.refused("fly", json!({})).0, 1001);
    client.finish();
}

#[test]
fn noise_between_messages() {
    let mut client = Client::initialized();
    client.raw(b"Content-Length: 3\r\n\r\n{]}");
    client.raw(b"Content-Type: text/plain\r\n\r\n");
    client.raw(&frame(r#"{"seq": 90, "type": "request"}"#));
    let response = client.response(90);
    assert_eq!(refusal(&response).0, 1000);
    assert!(
        client.console.contains("malformed message content"),
        "{}",
        client.console
    );
    assert!(
        client.console.contains("malformed message header"),
        "{}",
        client.console
    );
    client.request("threads", json!({}));
    client.finish();
}

#[test]
fn a_client_that_hangs_up() {
    let mut client = Client::initialized();
    client.hang_up();
    drop(client);
}
