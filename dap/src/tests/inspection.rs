//! Looking at a stopped program.

use serde_json::json;
use serpentarium_introspect::protocol::view::*;
use serpentarium_introspect::protocol::*;

use super::harness::*;
use crate::message::Message;

fn frame() -> FrameView {
    FrameView {
        id: FrameId(4),
        name: "C.f".into(),
        module: Some("__main__".into()),
        kind: FrameKind::Function,
        code: CodeId(7),
        source: source(),
        position: PositionView {
            line: Some(3),
            end_line: Some(3),
            column: Some(4),
            end_column: Some(9),
        },
        offset: 12,
        stack_depth: 1,
    }
}

fn instruction(offset: u32) -> InstructionView {
    InstructionView {
        offset,
        bytes: vec![0x2c, 0],
        name: "BINARY_OP".into(),
        adaptive: Some("BINARY_OP_ADD_INT".into()),
        arg: Some(0),
        argrepr: "+".into(),
        position: frame().position,
        starts_line: None,
        jump_target: None,
        label: Some(1),
    }
}

/// A stopped program with one frame that has one list.
fn program(command: &Command) -> Act {
    match command {
        Command::Stack { .. } => Act::Reply(Reply::Stack {
            frames: vec![frame()],
            total: 1,
        }),
        Command::Scopes { .. } => {
            let scope = |kind, name: &str| ScopeView {
                kind,
                name: name.into(),
                named: 1,
                indexed: 0,
                expensive: false,
            };
            Act::Reply(Reply::Scopes(vec![
                scope(ScopeKind::Locals, "Locals"),
                scope(ScopeKind::ValueStack, "Value Stack"),
            ]))
        }
        Command::Variables { place, .. } if place.path.is_empty() => {
            Act::Reply(Reply::Variables(vec![list("xs", 2)]))
        }
        Command::Variables { .. } => {
            let item = VariableView {
                value: "1".into(),
                refcount: Some(RefCount::Immortal),
                step: Step::Index(0),
                ..list("[0]", 0)
            };
            Act::Reply(Reply::Variables(vec![item]))
        }
        Command::SetVariable { .. } => Act::Reply(Reply::Assigned(list("xs", 0))),
        Command::Evaluate { expression, .. } => match expression.as_str() {
            "while True: pass" => Act::Hang,
            "1 +" => Act::Fail(FailureKind::Syntax, "SyntaxError: invalid syntax"),
            "y" => Act::Fail(FailureKind::Raised, "NameError: name 'y' is not defined"),
            _ => Act::Reply(Reply::Evaluated {
                value: list("xs", 2),
                result: 1,
                output: "said\n".into(),
            }),
        },
        Command::Pause => Act::Reply(Reply::Done),
        Command::Disassemble { .. } => {
            let source = source();
            let code = CodeSummary {
                id: CodeId(7),
                name: "f".into(),
                qualname: "C.f".into(),
                source,
                first_line: 2,
                size: 6,
            };
            let instructions = vec![instruction(0), instruction(2), instruction(4)];
            Act::Reply(Reply::Disassembly(DisassemblyView {
                code,
                missing_before: 2,
                instructions,
            }))
        }
        command => stops(command),
    }
}

async fn stopped(tester: &mut Tester) {
    tester.launch(json!({})).await;
    tester.ok("configurationDone", json!({})).await;
    tester.event("stopped").await;
}

#[test]
fn references_survive_a_step() {
    session(program, |mut tester| async move {
        stopped(&mut tester).await;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let stack = tester.ok("stackTrace", json!({"threadId": 1})).await;
            let frame = &stack["stackFrames"][0];
            assert_eq!(frame["instructionPointerReference"], json!("0x700000c"));
            assert_eq!((&frame["line"], &frame["column"]), (&json!(3), &json!(5)));
            let scopes = tester.ok("scopes", json!({"frameId": frame["id"]})).await;
            let locals = scopes["scopes"][0]["variablesReference"].clone();
            let variables = tester
                .ok("variables", json!({"variablesReference": locals}))
                .await;
            let xs = variables["variables"][0].clone();
            assert_eq!(xs["value"], json!("[...]  refs 2"));
            assert_eq!(xs["type"], json!("list, refs 2"));
            assert_eq!(xs["indexedVariables"], json!(2));
            let items = tester
                .ok(
                    "variables",
                    json!({"variablesReference": xs["variablesReference"]}),
                )
                .await;
            assert_eq!(items["variables"][0]["value"], json!("1  immortal"));
            seen.push((locals, xs["variablesReference"].clone()));
            tester.ok("next", json!({"threadId": 1})).await;
            tester.event("stopped").await;
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(
            tester
                .refused("variables", json!({"variablesReference": 999}))
                .await
                .0,
            3000
        );
        tester.finish().await;
    });
}

#[test]
fn a_value_that_is_edited_as_shown() {
    session(program, |mut tester| async move {
        stopped(&mut tester).await;
        let scopes = tester.ok("scopes", json!({"frameId": 4})).await;
        let locals = scopes["scopes"][0]["variablesReference"].clone();
        let arguments =
            json!({"variablesReference": locals, "name": "xs", "value": "[1, 2]  refs 2"});
        tester.ok("setVariable", arguments).await;
        let commands = tester.debuggee.commands.borrow().clone();
        let Some(Command::SetVariable {
            expression, name, ..
        }) = commands.last()
        else {
            panic!("{commands:?}")
        };
        assert_eq!((name.as_str(), expression.as_str()), ("xs", "[1, 2]"));
        tester.finish().await;
    });
}

#[test]
fn watching_runs_in_a_copy_and_typing_in_the_program() {
    session(program, |mut tester| async move {
        stopped(&mut tester).await;
        for (context, mode, result) in [
            ("watch", EvaluateMode::Forked, "[...]  refs 2"),
            ("hover", EvaluateMode::Forked, "[...]  refs 2"),
            ("clipboard", EvaluateMode::Forked, "[...]"),
            ("variables", EvaluateMode::Forked, "[...]  refs 2"),
            ("repl", EvaluateMode::Live, "[...]"),
        ] {
            let arguments = json!({"expression": "xs", "context": context, "frameId": 4});
            let seq = tester.client.send("evaluate", arguments).await.unwrap();
            assert_eq!(tester.event("output").await["output"], json!("said\n"));
            match tester.client.next().await.unwrap() {
                Message::Response(response) if response.request_seq == seq => {
                    assert_eq!(response.body["result"], json!(result), "{context}");
                }
                other => panic!("{other:?}"),
            }
            let commands = tester.debuggee.commands.borrow().clone();
            assert!(
                matches!(commands.last(), Some(Command::Evaluate { mode: m, .. }) if *m == mode),
                "{context}"
            );
        }
        tester.finish().await;
    });
}

#[test]
fn expressions_that_fail() {
    session(program, |mut tester| async move {
        stopped(&mut tester).await;
        let evaluate = |expression: &str| json!({"expression": expression, "context": "repl"});
        assert_eq!(
            tester.refused("evaluate", evaluate("1 +")).await,
            (3002, "SyntaxError: invalid syntax".into())
        );
        assert_eq!(
            tester.refused("evaluate", evaluate("y")).await,
            (3001, "NameError: name 'y' is not defined".into())
        );
        tester.finish().await;
    });
}

#[test]
fn an_evaluation_that_never_ends_is_cancelled() {
    session(program, |mut tester| async move {
        stopped(&mut tester).await;
        let arguments = json!({"expression": "while True: pass", "context": "repl"});
        let seq = tester.client.send("evaluate", arguments).await.unwrap();
        // The session is not held up.
        tester.ok("scopes", json!({"frameId": 4})).await;
        tester
            .client
            .send("cancel", json!({"requestId": seq}))
            .await
            .unwrap();
        let mut answers = Vec::new();
        for _ in 0..2 {
            match tester.client.next().await.unwrap() {
                Message::Response(response) => {
                    answers.push((response.command, response.success, response.message))
                }
                other => panic!("{other:?}"),
            }
        }
        answers.sort();
        assert_eq!(
            answers,
            [
                ("cancel".to_owned(), true, None),
                ("evaluate".to_owned(), false, Some("cancelled".to_owned())),
            ]
        );
        assert_eq!(
            tester.debuggee.commands.borrow().last(),
            Some(&Command::Pause)
        );
        // Cancelling what has been answered is no error.
        tester.ok("cancel", json!({"requestId": seq})).await;
        tester.finish().await;
    });
}

#[test]
fn a_window_that_is_larger_than_the_code() {
    session(program, |mut tester| async move {
        stopped(&mut tester).await;
        let arguments = json!({
            "memoryReference": "0x7000000", "offset": 0, "instructionOffset": -2, "instructionCount": 8,
            "resolveSymbols": true,
        });
        let answer = tester.ok("disassemble", arguments).await;
        let instructions = answer["instructions"].as_array().unwrap();
        let addresses: Vec<_> = instructions
            .iter()
            .map(|i| i["address"].as_str().unwrap())
            .collect();
        assert_eq!(
            addresses,
            [
                "0x6fffffc",
                "0x6fffffe",
                "0x7000000",
                "0x7000002",
                "0x7000004",
                "0x7000006",
                "0x7000008",
                "0x700000a"
            ]
        );
        let hints: Vec<_> = instructions
            .iter()
            .map(|i| i["presentationHint"] == json!("invalid"))
            .collect();
        assert_eq!(hints, [true, true, false, false, false, true, true, true]);
        assert_eq!(instructions[2]["symbol"], json!("C.f"));
        assert_eq!(
            instructions[2]["instruction"],
            json!("L1: BINARY_OP            0 (+)  ; BINARY_OP_ADD_INT")
        );
        let stale = json!({"memoryReference": "nonsense", "instructionCount": 8});
        assert_eq!(tester.refused("disassemble", stale).await.0, 3000);
        tester.finish().await;
    });
}
