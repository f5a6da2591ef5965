//! Programs debugged by a real adapter process, as an editor would.

use serde_json::json;
use serpentarium_tests::dap::{Client, Debuggee, list, text};

fn steps() -> Debuggee {
    Debuggee::new("steps.py")
}

#[test]
fn a_program_that_just_runs() {
    let mut client = Client::launched(&steps(), json!({"args": ["a", "b"]}));
    client.request("configurationDone", json!({}));
    // total is 2 * (0 + 1 + 2 + 3) + 4 = 16, modulo 7.
    client.ended(2);
    assert_eq!(client.stdout, "total 16\n");
    assert_eq!(client.stderr, "to stderr\n");
    client.finish();
}

#[test]
fn stop_on_entry() {
    let mut client = Client::launched(&steps(), json!({"stopOnEntry": true}));
    client.request("configurationDone", json!({}));
    client.stopped("entry");
    assert_eq!(client.place(), ("<module>".to_owned(), 1));
    client.run_out(2);
    client.finish();
}

#[test]
fn breakpoints_and_the_stack() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["leaf"]);
    let places: Vec<_> = client
        .stack()
        .iter()
        .map(|frame| (text(&frame["name"]), frame["line"].as_u64().unwrap()))
        .collect();
    let line = |marker| debuggee.line(marker);
    assert_eq!(places[0], ("leaf".to_owned(), line("leaf")));
    assert_eq!(places[1], ("middle".to_owned(), line("middle")));
    assert_eq!(places[2], ("main".to_owned(), line("loop")));
    assert_eq!(places[3].0, "<module>");
    assert_eq!(places.len(), 4);
    for n in 1..4 {
        client.resume("continue", "breakpoint");
        assert!(text(&client.local("n")["value"]).starts_with(&n.to_string()));
    }
    client.run_out(2);
    client.finish();
}

#[test]
fn a_breakpoint_moves_to_code() {
    let debuggee = steps();
    let mut client = Client::launched(&debuggee, json!({}));
    let lines = json!([{"line": 2}, {"line": 10_000}]);
    let answer = client.request(
        "setBreakpoints",
        json!({"source": debuggee.source(), "breakpoints": lines}),
    );
    let breakpoints = list(&answer["breakpoints"]);
    assert_eq!(
        (&breakpoints[0]["verified"], &breakpoints[0]["line"]),
        (&json!(true), &json!(4))
    );
    assert_eq!(breakpoints[1]["verified"], json!(false));
    client.request("configurationDone", json!({}));
    client.stopped("breakpoint");
    client.run_out(2);
    client.finish();
}

#[test]
fn conditions_hits_and_logs() {
    let debuggee = steps();
    let mut client = Client::launched(&debuggee, json!({}));
    let line = |marker| debuggee.line(marker);
    let breakpoints = json!([
        {"line": line("leaf"), "condition": "n == 2"},
        {"line": line("middle"), "hitCondition": "2"},
        {"line": line("loop"), "logMessage": "n is {n}, total {total}"},
    ]);
    client.request(
        "setBreakpoints",
        json!({"source": debuggee.source(), "breakpoints": breakpoints}),
    );
    client.request("configurationDone", json!({}));
    client.stopped("breakpoint");
    client.at(&debuggee, "middle");
    client.resume("continue", "breakpoint");
    client.at(&debuggee, "leaf");
    assert_eq!(client.evaluate("n", "repl")["result"], json!("2"));
    client.run_out(2);
    assert_eq!(
        client.console,
        "n is 0, total 0\nn is 1, total 1\nn is 2, total 4\nn is 3, total 9\n"
    );
    client.finish();
}

#[test]
fn a_condition_that_fails_stops() {
    let debuggee = steps();
    let mut client = Client::launched(&debuggee, json!({}));
    let breakpoints = json!([{"line": debuggee.line("leaf"), "condition": "nobody > 1"}]);
    client.request(
        "setBreakpoints",
        json!({"source": debuggee.source(), "breakpoints": breakpoints}),
    );
    client.request("configurationDone", json!({}));
    let stopped = client.stopped("breakpoint");
    assert!(
        text(&stopped["text"]).contains("NameError: name 'nobody' is not defined"),
        "{stopped}"
    );
    client.finish();
}

#[test]
fn stepping_by_line() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["first"]);
    client.break_at(&debuggee, &[]);
    client.resume("next", "step");
    client.resume("next", "step");
    client.at(&debuggee, "loop");
    client.resume("stepIn", "step");
    client.at(&debuggee, "middle");
    client.resume("stepIn", "step");
    client.at(&debuggee, "leaf");
    client.resume("next", "step");
    client.resume("next", "step");
    client.at(&debuggee, "middle");
    client.resume("stepOut", "step");
    client.at(&debuggee, "loop");
    client.finish();
}

#[test]
fn stepping_by_instruction() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["leaf"]);
    let before = text(&client.stack()[0]["instructionPointerReference"]);
    client.step_instruction("next");
    let after = text(&client.stack()[0]["instructionPointerReference"]);
    assert_ne!(before, after);
    client.at(&debuggee, "leaf");
    let stack = client.scope(0, "Value Stack");
    assert!(!client.children(&stack).is_empty());
    client.finish();
}

#[test]
fn variables_of_every_kind() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["print"]);
    let value = |client: &mut Client, name: &str| text(&client.local(name)["value"]);
    assert_eq!(value(&mut client, "text"), "'snake é'  refs 2");
    let numbers = client.local("numbers");
    assert_eq!(numbers["indexedVariables"], json!(250));
    assert_eq!(numbers["type"], json!("list, refs 1"));
    let page = json!({
        "variablesReference": numbers["variablesReference"], "filter": "indexed", "start": 100, "count": 3,
    });
    let page = client.request("variables", page);
    let names: Vec<_> = list(&page["variables"])
        .iter()
        .map(|v| text(&v["name"]))
        .collect();
    assert_eq!(names, ["[100]", "[101]", "[102]"]);
    let mapping = client.local("mapping");
    let inner = client.child(&mapping, "2");
    assert_eq!(inner["evaluateName"], json!("mapping[2]"));
    assert!(text(&inner["value"]).starts_with("[3]"));
    let shown = client.local("box");
    let content = client.child(&shown, "content");
    assert_eq!(content["evaluateName"], json!("box.content"));
    client.finish();
}

#[test]
fn a_generator_expands() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["print"]);
    let counter = client.local("counter");
    assert_eq!(client.child(&counter, "state")["value"], json!("suspended"));
    let line = debuggee.line("yield");
    assert_eq!(
        client.child(&counter, "line")["value"],
        json!(format!("steps.py:{line}"))
    );
    assert!(
        text(&client.child(&counter, "instruction")["value"]).contains("RESUME")
            || text(&client.child(&counter, "instruction")["value"]).contains("YIELD_VALUE")
    );
    let locals = client.child(&counter, "locals");
    assert!(text(&client.child(&locals, "limit")["value"]).starts_with('3'));
    let answer = client.request("serpentarium/generators", json!({}));
    assert!(
        list(&answer["generators"])
            .iter()
            .any(|g| g["name"] == "count")
    );
    client.finish();
}

#[test]
fn closures_have_a_scope() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["inner"]);
    let closure = client.scope(0, "Closure");
    assert!(text(&client.child(&closure, "total")["value"]).starts_with("16"));
    client.finish();
}

#[test]
fn looking_changes_nothing() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["print"]);
    let before = text(&client.local("numbers")["value"]);
    assert_eq!(
        client.evaluate("numbers.clear()", "watch")["result"],
        json!("None  immortal")
    );
    client.evaluate("numbers", "hover");
    assert_eq!(text(&client.local("numbers")["value"]), before);
    client.evaluate("numbers.clear()", "repl");
    assert_eq!(text(&client.local("numbers")["value"]), "[]  refs 1");
    client.finish();
}

#[test]
fn assignments() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["return"]);
    let locals = client.scope(0, "Locals");
    let set = json!({"variablesReference": locals["variablesReference"], "name": "total", "value": "14  immortal"});
    assert_eq!(
        client.request("setVariable", set)["value"],
        json!("14  immortal")
    );
    let frame = client.stack()[0]["id"].clone();
    let set = json!({"expression": "mapping['a']", "value": "[1]", "frameId": frame});
    client.request("setExpression", set);
    assert_eq!(
        client.evaluate("mapping['a']", "clipboard")["result"],
        json!("[1]")
    );
    let set = json!({"variablesReference": locals["variablesReference"], "name": "total", "value": "1 +"});
    assert_eq!(client.refused("setVariable", set).0, 3002);
    client.run_out(0);
    client.finish();
}

#[test]
fn disassembly_has_as_many_instructions_as_asked_for() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["leaf"]);
    let reference = client.stack()[0]["instructionPointerReference"].clone();
    let arguments = json!({
        "memoryReference": reference, "offset": 0, "instructionOffset": -200, "instructionCount": 400,
        "resolveSymbols": true,
    });
    let answer = client.request("disassemble", arguments);
    let instructions = list(&answer["instructions"]);
    assert_eq!(instructions.len(), 400);
    assert_eq!(instructions[200]["address"], reference);
    assert_eq!(instructions[200]["line"], json!(debuggee.line("leaf")));

    // A breakpoint on the next one.
    let next = &instructions[201]["address"];
    let breakpoints = json!({"breakpoints": [{"instructionReference": next}]});
    let answer = client.request("setInstructionBreakpoints", breakpoints);
    assert_eq!(
        answer["breakpoints"][0]["verified"],
        json!(true),
        "{answer}"
    );
    client.resume("continue", "instruction breakpoint");
    assert_eq!(client.stack()[0]["instructionPointerReference"], *next);
    client.finish();
}

#[test]
fn function_breakpoints() {
    let debuggee = steps();
    let mut client = Client::launched(&debuggee, json!({}));
    client.request(
        "setFunctionBreakpoints",
        json!({"breakpoints": [{"name": "leaf", "condition": "n == 1"}]}),
    );
    client.request("configurationDone", json!({}));
    client.stopped("function breakpoint");
    client.at(&debuggee, "leaf");
    client.run_out(2);
    client.finish();
}

#[test]
fn exceptions() {
    let debuggee = Debuggee::new("uncaught.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("setExceptionBreakpoints", json!({"filters": ["raised"]}));
    client.request("configurationDone", json!({}));
    let stopped = client.stopped("exception");
    assert_eq!(stopped["text"], json!("__main__.Hungry: no mice"));
    client.at(&debuggee, "raise");
    client.request("setExceptionBreakpoints", json!({"filters": ["uncaught"]}));
    client.resume("continue", "exception");
    client.at(&debuggee, "uncaught");
    let info = client.request("exceptionInfo", json!({"threadId": 1}));
    assert_eq!(info["exceptionId"], json!("RuntimeError"));
    assert_eq!(info["description"], json!("the keeper is late"));
    assert_eq!(info["breakMode"], json!("unhandled"));
    assert_eq!(
        info["details"]["innerException"][0]["fullTypeName"],
        json!("__main__.Hungry")
    );
    client.run_out(1);
    assert!(
        client.stderr.contains("RuntimeError: the keeper is late"),
        "{}",
        client.stderr
    );
    client.finish();
}

/// It is handled where it is raised first, and is not where it is raised again.
#[test]
fn an_exception_that_is_raised_again_is_uncaught() {
    let debuggee = Debuggee::new("reraised.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("setExceptionBreakpoints", json!({"filters": ["uncaught"]}));
    client.request("configurationDone", json!({}));
    client.stopped("exception");
    client.at(&debuggee, "again");
    let info = client.request("exceptionInfo", json!({"threadId": 1}));
    let trace = info["details"]["stackTrace"].as_str().unwrap_or_default();
    let lines = trace.lines().filter_map(|line| {
        let line = line.split_once(", line ")?.1;
        line.split_once(',').map(|it| it.0.to_owned())
    });
    let lines: Vec<String> = lines.collect();
    assert_eq!(lines, ["10", "3"], "{trace}");
    client.run_out(1);
    client.finish();
}

/// Whatever way a clause names what it takes, the debugger reads it; what ends a thread is not
/// handled by what shows it.
#[test]
fn only_what_ends_a_thread_is_uncaught() {
    let debuggee = Debuggee::new("handled.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("setExceptionBreakpoints", json!({"filters": ["uncaught"]}));
    client.request("configurationDone", json!({}));
    let stopped = client.stopped("exception");
    assert_eq!(stopped["text"], json!("KeyError: 'mouse'"));
    client.run_out(0);
    client.finish();
}

#[test]
fn a_caught_exception_is_not_uncaught() {
    let debuggee = steps();
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("setExceptionBreakpoints", json!({"filters": ["uncaught"]}));
    client.request("configurationDone", json!({}));
    client.ended(2);
    client.finish();
}

#[test]
fn pause_and_terminate() {
    let debuggee = Debuggee::new("spin.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("configurationDone", json!({}));
    client.ignore("output", false);
    let said = client.event("output");
    assert!(text(&said["output"]).starts_with("spinning"), "{said}");
    client.ignore("output", true);
    client.request("pause", json!({"threadId": 1}));
    client.stopped("pause");
    let rounds = client.evaluate("rounds", "watch");
    assert!(text(&rounds["result"]).starts_with(|c: char| c.is_ascii_digit()));
    client.request("continue", json!({"threadId": 1}));
    client.request("terminate", json!({}));
    client.event("exited");
    client.event("terminated");
    client.finish();
}

#[test]
fn a_program_that_is_killed() {
    let debuggee = Debuggee::new("crash.py");
    let mut client = Client::launched(&debuggee, json!({}));
    client.request("configurationDone", json!({}));
    client.ended(128 + 9);
    assert_eq!(client.stdout, "about to die\n");
    assert!(client.console.contains("signal 9"), "{}", client.console);
    assert_eq!(client.request("threads", json!({})), json!({"threads": []}));
    client.finish();
}

#[test]
fn restart() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["print"]);
    client.ignore("breakpoint", true);
    client.request("restart", json!({}));
    client.stopped("breakpoint");
    client.at(&debuggee, "print");
    client.finish();
}

#[test]
fn without_debugging() {
    let debuggee = steps();
    let mut client = Client::launched(&debuggee, json!({"noDebug": true}));
    let breakpoints = json!([{"line": debuggee.line("leaf")}]);
    client.request(
        "setBreakpoints",
        json!({"source": debuggee.source(), "breakpoints": breakpoints}),
    );
    client.request("configurationDone", json!({}));
    client.ended(2);
    client.finish();
}

#[test]
fn completions_and_modules() {
    let debuggee = steps();
    let mut client = Client::stopped_at(&debuggee, &["print"]);
    let frame = client.stack()[0]["id"].clone();
    let ask = json!({"frameId": frame, "text": "box.con", "column": 8});
    let answer = client.request("completions", ask);
    assert_eq!(answer["targets"][0]["label"], json!("content"));
    assert_eq!(
        (
            &answer["targets"][0]["start"],
            &answer["targets"][0]["length"]
        ),
        (&json!(4), &json!(3))
    );
    let modules = client.request("modules", json!({}));
    assert!(
        list(&modules["modules"])
            .iter()
            .any(|module| module["name"] == "sys")
    );
    let sources = client.request("loadedSources", json!({}));
    assert!(
        list(&sources["sources"])
            .iter()
            .any(|source| source["name"] == "steps.py")
    );
    client.finish();
}
