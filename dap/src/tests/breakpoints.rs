//! Breakpoints as a client sets them.

use serde_json::{Value, json};
use serpentarium_introspect::protocol::*;

use super::harness::*;

fn at(lines: Value) -> Value {
    json!({"source": {"path": "/a/b.py"}, "breakpoints": lines})
}

#[test]
fn before_there_is_a_program() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        let answer = tester.ok("setBreakpoints", at(json!([{"line": 3}]))).await;
        let breakpoint = &answer["breakpoints"][0];
        assert_eq!(breakpoint["verified"], json!(false));
        assert_eq!(breakpoint["reason"], json!("pending"));
        tester.ok("launch", json!({"code": "pass"})).await;
        tester.event("process").await;
        let changed = tester.event("breakpoint").await;
        assert_eq!(changed["breakpoint"]["id"], breakpoint["id"]);
        assert_eq!(changed["breakpoint"]["line"], json!(3));
        tester.event("initialized").await;
        tester.finish().await;
    });
}

#[test]
fn ids_stay_with_their_lines() {
    session(stops, |mut tester| async move {
        tester.launch(json!({})).await;
        let mut ids = Vec::new();
        for lines in [
            json!([{"line": 3}, {"line": 5}]),
            json!([{"line": 5}, {"line": 7}]),
        ] {
            let answer = tester.ok("setBreakpoints", at(lines)).await;
            let breakpoints = answer["breakpoints"].as_array().unwrap();
            ids.push(
                breakpoints
                    .iter()
                    .map(|b| b["id"].as_u64().unwrap())
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(ids, [[1, 2], [2, 3]]);
        tester.finish().await;
    });
}

#[test]
fn what_cannot_be_set_is_said_beside_the_rest() {
    session(stops, |mut tester| async move {
        tester.launch(json!({})).await;
        let lines = json!([
            {"line": 3, "hitCondition": "sometimes"},
            {"line": 4, "condition": " x > 1 ", "hitCondition": ">= 2", "logMessage": ""},
            {"line": 5, "logMessage": "{x"},
            {"line": 6, "logMessage": "x={x}"},
        ]);
        let answer = tester.ok("setBreakpoints", at(lines)).await;
        let verified: Vec<_> = answer["breakpoints"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| b["verified"].as_bool().unwrap())
            .collect();
        assert_eq!(verified, [false, true, false, true]);
        assert_eq!(answer["breakpoints"][0]["reason"], json!("failed"));
        let commands = tester.debuggee.commands.borrow().clone();
        let Command::SetBreakpoints { breakpoints, .. } = &commands[0] else {
            panic!("{commands:?}")
        };
        assert_eq!(breakpoints[0].condition.as_deref(), Some("x > 1"));
        assert_eq!(breakpoints[0].hit_condition, Some(HitCondition::AtLeast(2)));
        assert_eq!(breakpoints[0].log_message, None);
        assert_eq!(breakpoints[1].log_message.as_ref().unwrap().len(), 2);
        tester.finish().await;
    });
}

#[test]
fn instruction_references() {
    let script = |command: &Command| match command {
        Command::SetInstructionBreakpoints(specs) => {
            let view = |spec: &InstructionBreakpointSpec| BreakpointView {
                instruction: Some((spec.code, spec.offset)),
                line: None,
                ..verified(spec.id, 0)
            };
            Act::Reply(Reply::Breakpoints(specs.iter().map(view).collect()))
        }
        command => stops(command),
    };
    session(script, |mut tester| async move {
        tester.launch(json!({})).await;
        let breakpoints = json!([
            {"instructionReference": "0x7000010", "offset": -4},
            {"instructionReference": "0x7000002", "offset": -4},
            {"instructionReference": "stale"},
        ]);
        let answer = tester
            .ok(
                "setInstructionBreakpoints",
                json!({"breakpoints": breakpoints}),
            )
            .await;
        let breakpoints = &answer["breakpoints"];
        assert_eq!(breakpoints[0]["instructionReference"], json!("0x700000c"));
        assert_eq!(breakpoints[1]["verified"], json!(false));
        assert_eq!(
            breakpoints[2]["message"],
            json!("no instruction at 'stale'")
        );
        tester.finish().await;
    });
}

#[test]
fn exception_filters() {
    let script = |command: &Command| match command {
        Command::SetExceptionFilters(_) => Act::Reply(Reply::Done),
        command => stops(command),
    };
    session(script, |mut tester| async move {
        tester.launch(json!({})).await;
        let arguments = json!({
            "filters": ["uncaught"],
            "filterOptions": [{"filterId": "raised", "condition": "KeyError, m.Error"}],
        });
        tester.ok("setExceptionBreakpoints", arguments).await;
        let wanted = ExceptionFilters {
            raised: Some(ExceptionFilter {
                only: vec!["KeyError".into(), "m.Error".into()],
            }),
            uncaught: Some(ExceptionFilter::default()),
            user_uncaught: None,
        };
        assert_eq!(
            *tester.debuggee.commands.borrow(),
            [Command::SetExceptionFilters(wanted)]
        );
        assert_eq!(
            tester
                .refused("setExceptionBreakpoints", json!({"filters": ["never"]}))
                .await
                .0,
            1000
        );
        tester.finish().await;
    });
}

#[test]
fn lines_from_zero() {
    session(stops, |mut tester| async move {
        tester
            .ok(
                "initialize",
                json!({"adapterID": "x", "linesStartAt1": false}),
            )
            .await;
        tester.ok("launch", json!({"code": "pass"})).await;
        tester.event("process").await;
        tester.event("initialized").await;
        let answer = tester.ok("setBreakpoints", at(json!([{"line": 3}]))).await;
        assert_eq!(answer["breakpoints"][0]["line"], json!(3));
        let commands = tester.debuggee.commands.borrow().clone();
        assert!(
            matches!(&commands[0], Command::SetBreakpoints { breakpoints, .. } if breakpoints[0].line == 4)
        );
        tester.finish().await;
    });
}
