//! Views of the window that a real adapter process gives: tasks, signatures, log messages,
//! values that only the debugger holds.

use serde_json::{Value, json};
use serpentarium_tests::dap::{Client, Debuggee, list, text};

fn tasks() -> (Debuggee, Client) {
    let debuggee = Debuggee::new("tasks.py");
    let client = Client::stopped_at(&debuggee, &["here"]);
    (debuggee, client)
}

fn named<'v>(items: &'v Value, name: &str) -> &'v Value {
    let found = list(items).iter().find(|item| item["name"] == json!(name));
    found.unwrap_or_else(|| panic!("no {name} in {items}"))
}

#[test]
fn tasks_of_the_event_loop() {
    let (_debuggee, mut client) = tasks();
    let body = client.request("serpentarium/tasks", json!({}));
    let nap = named(&body["tasks"], "nap");
    assert_eq!(nap["state"], json!("pending"));
    assert_eq!(nap["stack"][0][0], json!("sleeper"), "{nap}");
    assert_eq!(nap["stack"][0][2], json!(6), "{nap}");
    assert_eq!(nap["stack"][1][0], json!("sleep"), "{nap}");
    let waiting = text(&nap["waiting_for"]);
    assert!(waiting.starts_with("<Future pending"), "{waiting}");
    client.run_out(0);
    client.finish();
}

#[test]
fn signatures() {
    let (_debuggee, mut client) = tasks();
    let id = text(&client.evaluate("id(scale)", "repl")["result"]);
    let id: u64 = id.parse().expect("an id");
    let body = client.request("serpentarium/signature", json!({"id": id}));
    let view = &body["signature"];
    let shown = "(length: float, /, factor: int = 2, *, unit: 'str' = 'cm') -> str";
    assert_eq!(view["text"], json!(shown));
    assert_eq!(view["name"], json!("scale"));
    assert_eq!(view["wrapped"], json!(["scale"]));
    assert_eq!(view["returns"], json!("str"));
    assert_eq!(view["doc"], json!("Scales a length."));
    let unit = named(&view["parameters"], "unit");
    assert_eq!(unit["kind"], json!("keyword_only"));
    assert_eq!(unit["default"], json!("'cm'"));
    assert_eq!(
        client.refused("serpentarium/signature", json!({"id": 8})).0,
        3000
    );
    client.run_out(0);
    client.finish();
}

#[test]
fn a_temporary_has_one_reference() {
    let (_debuggee, mut client) = tasks();
    let value = client.evaluate("[1.5, [number]]", "watch");
    let items = client.children(&value);
    for item in &items {
        assert!(!text(&item["value"]).contains("refs 0"), "{item}");
    }
    client.run_out(0);
    client.finish();
}

#[test]
fn log_messages_are_formatted() {
    let debuggee = Debuggee::new("steps.py");
    let mut client = Client::launched(&debuggee, json!({}));
    let message = "{{{n:02d}}} {str(n)!r:>4} { {n: 'x'}[n] } {n = }";
    let breakpoints = json!([{"line": debuggee.line("loop"), "logMessage": message}]);
    client.request(
        "setBreakpoints",
        json!({"source": debuggee.source(), "breakpoints": breakpoints}),
    );
    client.request("configurationDone", json!({}));
    client.ended(2);
    let shown: Vec<_> = (0..4)
        .map(|n| format!("{{0{n}}}  '{n}' x n = {n}\n"))
        .collect();
    assert_eq!(client.console, shown.concat());
    client.finish();
}

#[test]
fn terminating_does_not_stop_at_what_it_raises() {
    let debuggee = Debuggee::new("spin.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("setExceptionBreakpoints", json!({"filters": ["raised"]}));
    client.request("configurationDone", json!({}));
    client.ignore("output", false);
    client.event("output");
    client.ignore("output", true);
    client.request("terminate", json!({}));
    client.event("exited");
    client.event("terminated");
    client.finish();
}
