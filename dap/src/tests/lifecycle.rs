//! From launch to the end, in all the ways it can come.

use serde_json::json;
use serpentarium_introspect::protocol::*;

use super::harness::*;
use crate::launch::Exit;
use crate::message::Message;

#[test]
fn a_program_from_start_to_end() {
    let script = |command: &Command| match command {
        Command::Start {
            stop_on_entry: false,
            just_my_code: true,
        } => Act::Then(Reply::Done, vec![Event::Exited { code: 3 }]),
        Command::Threads => Act::Die(Exit::Code(3)),
        _ => Act::Fail(FailureKind::Unsupported, "not in this script"),
    };
    session(script, |mut tester| async move {
        tester.launch(json!({})).await;
        tester.ok("configurationDone", json!({})).await;
        assert_eq!(
            tester.refused("threads", json!({})).await,
            (2002, "the program has ended".into())
        );
        assert_eq!(tester.event("exited").await, json!({"exitCode": 3}));
        tester.event("terminated").await;
        assert_eq!(
            tester.ok("threads", json!({})).await,
            json!({"threads": []})
        );
        tester.finish().await;
    });
}

#[test]
fn a_program_that_crashes() {
    let script = |command: &Command| match command {
        Command::Evaluate { .. } => Act::Die(Exit::Signal {
            number: 11,
            name: " (SIGSEGV)",
        }),
        command => stops(command),
    };
    session(script, |mut tester| async move {
        tester.launch(json!({})).await;
        tester.ok("configurationDone", json!({})).await;
        tester.event("stopped").await;
        assert_eq!(
            tester
                .refused("evaluate", json!({"expression": "x"}))
                .await
                .0,
            2002
        );
        let output = tester.event("output").await;
        assert_eq!(
            output["output"],
            json!("The program was ended by signal 11 (SIGSEGV).\n")
        );
        assert_eq!(tester.event("exited").await, json!({"exitCode": 139}));
        tester.event("terminated").await;
        assert_eq!(
            tester.refused("stackTrace", json!({"threadId": 1})).await.0,
            1002
        );
        tester.finish().await;
    });
}

#[test]
fn a_configuration_that_cannot_be() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        let (id, text) = tester
            .refused("launch", json!({"program": "/no/such/file.py"}))
            .await;
        assert_eq!(
            (id, text.as_str()),
            (2000, "the program '/no/such/file.py' does not exist")
        );
        assert_eq!(tester.refused("attach", json!({})).await.0, 2000);
        // The session can still be used.
        tester.ok("launch", json!({"code": "pass"})).await;
        tester.event("process").await;
        tester.event("initialized").await;
        assert_eq!(
            tester.refused("launch", json!({"code": "pass"})).await.0,
            1002
        );
        tester.finish().await;
    });
}

#[test]
fn in_the_clients_terminal() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        let launch = json!({"code": "pass", "console": "integratedTerminal"});
        let seq = tester.client.send("launch", launch).await.unwrap();
        match tester.client.next().await.unwrap() {
            Message::Request(request) => {
                assert_eq!(request.command, "runInTerminal");
                tester.client.answer(&request, json!({})).await.unwrap();
            }
            other => panic!("{other:?}"),
        }
        tester.event("process").await;
        match tester.client.next().await.unwrap() {
            Message::Response(response) => assert!(response.success && response.request_seq == seq),
            other => panic!("{other:?}"),
        }
        tester.event("initialized").await;
        tester.finish().await;
    });
}

#[test]
fn a_client_without_a_terminal() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", json!({"adapterID": "x"})).await;
        let launch = json!({"code": "pass", "console": "externalTerminal"});
        let (id, text) = tester.refused("launch", launch).await;
        assert_eq!(id, 1004);
        assert!(text.contains("internalConsole"), "{text}");
        tester.finish().await;
    });
}

#[test]
fn restart_sets_everything_again() {
    session(stops, |mut tester| async move {
        tester.launch(json!({"args": ["1"]})).await;
        let source = json!({"path": "/a/b.py"});
        tester
            .ok(
                "setBreakpoints",
                json!({"source": source, "breakpoints": [{"line": 3}]}),
            )
            .await;
        tester
            .ok("setExceptionBreakpoints", json!({"filters": ["uncaught"]}))
            .await;
        tester.ok("configurationDone", json!({})).await;
        tester.event("stopped").await;
        tester.debuggee.commands.borrow_mut().clear();

        let arguments = json!({"arguments": {"code": "pass", "args": ["2"]}});
        tester.ok("restart", arguments).await;
        tester.event("process").await;
        let changed = tester.event("breakpoint").await;
        assert_eq!(changed["breakpoint"]["verified"], json!(true));
        tester.event("stopped").await;
        assert_eq!(tester.debuggee.killed.get(), 1);
        let names: Vec<_> = tester.debuggee.commands.borrow().iter().map(name).collect();
        assert_eq!(names, ["set_breakpoints", "set_exception_filters", "start"]);
        let plans = tester
            .debuggee
            .plans
            .borrow()
            .iter()
            .map(|plan| plan.args.clone())
            .collect::<Vec<_>>();
        assert_eq!(plans, [["1"], ["2"]]);
        tester.finish().await;
    });
}

fn name(command: &Command) -> String {
    serde_json::to_value(command).unwrap()["name"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn terminate_asks_first_and_kills_then() {
    let script = |command: &Command| match command {
        Command::Terminate => Act::Reply(Reply::Done),
        command => stops(command),
    };
    session(script, |mut tester| async move {
        tester.launch(json!({})).await;
        tester.ok("configurationDone", json!({})).await;
        tester.event("stopped").await;
        tester.ok("terminate", json!({})).await;
        assert_eq!(tester.debuggee.killed.get(), 0);
        tester.ok("terminate", json!({})).await;
        assert_eq!(tester.debuggee.killed.get(), 1);
        tester.event("output").await;
        assert_eq!(tester.event("exited").await, json!({"exitCode": 137}));
        tester.event("terminated").await;
        tester.finish().await;
    });
}

#[test]
fn leaving_an_attached_program_lets_it_live() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        tester
            .ok("attach", json!({"connect": {"port": 1}, "token": "t"}))
            .await;
        assert_eq!(
            tester.event("process").await["startMethod"],
            json!("attach")
        );
        tester.event("initialized").await;
        tester.ok("configurationDone", json!({})).await;
        tester.event("stopped").await;
        assert_eq!(tester.refused("restart", json!({})).await.0, 3005);
        let debuggee = tester.debuggee.clone();
        tester.finish().await;
        assert_eq!(debuggee.commands.borrow().last(), Some(&Command::Detach));
        assert_eq!(debuggee.killed.get(), 0);
    });
}

#[test]
fn without_debugging_no_breakpoint_is_set() {
    session(stops, |mut tester| async move {
        tester
            .launch(json!({"noDebug": true, "stopOnEntry": true}))
            .await;
        let source = json!({"path": "/a/b.py"});
        tester
            .ok(
                "setBreakpoints",
                json!({"source": source, "breakpoints": [{"line": 3}]}),
            )
            .await;
        tester.ok("configurationDone", json!({})).await;
        tester.event("stopped").await;
        let commands = tester.debuggee.commands.borrow().clone();
        assert_eq!(
            commands,
            [Command::Start {
                stop_on_entry: false,
                just_my_code: true
            }]
        );
        tester.finish().await;
    });
}
