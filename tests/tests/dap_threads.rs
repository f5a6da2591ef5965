//! A program with threads, debugged by a real adapter process.

use serde_json::{Value, json};
use serpentarium_tests::dap::{Client, Debuggee, list, text};

/// Name and line of each frame of a thread, innermost first.
fn stack(client: &mut Client, thread: u64) -> Vec<(Value, String, u64)> {
    let answer = client.request("stackTrace", json!({"threadId": thread}));
    let frames = list(&answer["stackFrames"]).iter().map(|frame| {
        let line = frame["line"].as_u64().expect("a line");
        (frame["id"].clone(), text(&frame["name"]), line)
    });
    frames.collect()
}

fn thread_event(client: &mut Client, reason: &str, thread: u64) {
    let event = client.event("thread");
    assert_eq!(event, json!({"reason": reason, "threadId": thread}));
}

/// The local variable of a frame.
fn local(client: &mut Client, frame: &Value, name: &str) -> String {
    let scopes = client.request("scopes", json!({"frameId": frame}));
    let locals = list(&scopes["scopes"])[0].clone();
    text(&client.child(&locals, name)["value"])
}

#[test]
fn threads_stop_and_step_each_on_their_own() {
    let debuggee = Debuggee::new("threads.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.ignore("thread", false);
    client.break_at(&debuggee, &["started", "after"]);
    client.request("configurationDone", json!({}));
    thread_event(&mut client, "started", 2);
    thread_event(&mut client, "started", 3);
    let stopped = client.stopped("breakpoint");
    assert_eq!(stopped["threadId"], json!(1));

    let threads = client.request("threads", json!({}));
    let names = json!([
        {"id": 1, "name": "MainThread"}, {"id": 2, "name": "worker 1"}, {"id": 3, "name": "worker 2"},
    ]);
    assert_eq!(threads["threads"], names);
    assert_eq!(stack(&mut client, 1)[0].1, "main");
    for thread in [2, 3] {
        let frames = stack(&mut client, thread);
        let work = frames.iter().find(|(_, name, _)| name == "work").cloned();
        let (id, _, line) = work.expect("the thread's function is on its stack");
        assert_eq!(line, debuggee.line("waits"));
        let shown = local(&mut client, &id, "local");
        assert!(
            shown.starts_with(&((thread - 1) * 10).to_string()),
            "{shown}"
        );
    }
    let (_, why) = client.refused("stackTrace", json!({"threadId": 9}));
    assert!(why.contains("no thread 9"), "{why}");

    // A step of the main thread, then one of another.
    let stepped = client.resume("next", "step");
    assert_eq!(stepped["threadId"], json!(1));
    assert_eq!(client.place().1, debuggee.line("started") + 1);
    let stopped = client.resume("continue", "breakpoint");
    assert_eq!(stopped["threadId"], json!(2));
    assert_eq!(stack(&mut client, 2)[0].2, debuggee.line("after"));
    client.request("next", json!({"threadId": 2}));
    let stepped = client.stopped("step");
    assert_eq!(stepped["threadId"], json!(2));
    let frames = stack(&mut client, 2);
    assert_eq!(frames[0].2, debuggee.line("after") + 1);
    let id = frames[0].0.clone();
    assert!(local(&mut client, &id, "result").starts_with("11"));

    client.request("continue", json!({"threadId": 2}));
    thread_event(&mut client, "exited", 2);
    let stopped = client.stopped("breakpoint");
    assert_eq!(stopped["threadId"], json!(3));
    client.request("continue", json!({"threadId": 3}));
    thread_event(&mut client, "exited", 3);
    client.ended(0);
    assert_eq!(client.stdout, "[11, 21]\n");
    client.finish();
}
