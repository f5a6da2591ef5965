//! Messages that are wrong, unknown, or come at the wrong time.

use serde_json::{Value, json};

use super::harness::*;
use crate::client::ClientError;
use crate::codec::encode;
use crate::message::Message;
use crate::session::Phase;
use crate::table::{self, When};

#[test]
fn nothing_before_initialize() {
    session(stops, |mut tester| async move {
        let (id, text) = tester.refused("threads", json!({})).await;
        assert_eq!(id, 1002);
        assert_eq!(
            text,
            "'threads' needs a session that is initialized; it is not initialized"
        );
        tester.ok("initialize", initialize()).await;
        assert_eq!(tester.refused("initialize", initialize()).await.0, 1002);
        tester.finish().await;
    });
}

#[test]
fn every_request_at_the_wrong_time() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        for command in table::COMMANDS {
            let entry = table::find(command).unwrap();
            if !entry.when.allows(Phase::Ready) {
                let (id, text) = tester.refused(command, json!({})).await;
                assert_eq!(id, 1002, "{command}: {text}");
            }
        }
        tester.ok("launch", json!({"code": "pass"})).await;
        tester.event("process").await;
        tester.event("initialized").await;
        for command in table::COMMANDS {
            if table::find(command).unwrap().when == When::Stopped {
                assert_eq!(
                    tester.refused(command, json!({})).await.0,
                    1002,
                    "{command}"
                );
            }
        }
        assert_eq!(
            tester.refused("pause", json!({"threadId": 1})).await.0,
            1002
        );
        tester.finish().await;
    });
}

#[test]
fn a_request_that_needs_a_stop_says_so_to_programs() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        match tester
            .client
            .request("stackTrace", json!({"threadId": 1}))
            .await
        {
            Err(ClientError::Refused(response)) => {
                assert_eq!(response.message.as_deref(), Some("notStopped"));
                assert_eq!(response.body["error"]["showUser"], json!(false));
            }
            other => panic!("{other:?}"),
        }
        tester.finish().await;
    });
}

#[test]
fn unknown_requests() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        let (id, text) = tester.refused("makeTea", json!({"sugar": 2})).await;
        assert_eq!((id, text.as_str()), (1001, "unknown request 'makeTea'"));
        tester.finish().await;
    });
}

#[test]
fn wrong_arguments() {
    session(stops, |mut tester| async move {
        tester.ok("initialize", initialize()).await;
        for arguments in [json!({}), json!({"source": 5}), json!([]), json!("x")] {
            let (id, text) = tester.refused("setBreakpoints", arguments).await;
            assert_eq!(id, 1000, "{text}");
            assert!(text.starts_with("malformed arguments: "), "{text}");
        }
        tester.finish().await;
    });
}

#[test]
fn requests_that_are_no_requests() {
    let cases = [
        (json!({"seq": 70, "type": "request"}), ""),
        (json!({"seq": 70, "command": "threads"}), "threads"),
        (
            json!({"seq": 70, "type": "request", "command": ["next"]}),
            "",
        ),
    ];
    for (content, command) in cases {
        session(stops, |mut tester| async move {
            tester.ok("initialize", initialize()).await;
            tester.client.raw(&encode(&content)).await.unwrap();
            match tester.client.next().await.unwrap() {
                Message::Response(response) => {
                    assert_eq!(
                        (response.request_seq, response.command.as_str()),
                        (70, command)
                    );
                    assert_eq!(refusal(&response).0, 1000);
                }
                other => panic!("{other:?}"),
            }
            tester.finish().await;
        });
    }
}

#[test]
fn noise_on_the_line() {
    let cases: [&[u8]; 5] = [
        b"Content-Length: 9\r\n\r\n{\"seq\": 1",
        b"Content-Type: nothing\r\n\r\n",
        b"Content-Length: 4\r\n\r\nnull",
        b"Content-Length: 35\r\n\r\n{\"seq\":1,\"type\":\"event\",\"event\":\"x\"}",
        b"Content-Length: 2\r\n\r\n{}",
    ];
    for noise in cases {
        session(stops, |mut tester| async move {
            tester.ok("initialize", initialize()).await;
            tester.client.raw(noise).await.unwrap();
            let output = tester.event("output").await;
            assert_eq!(output["category"], json!("console"), "{output}");
            tester.finish().await;
        });
    }
}

#[test]
fn a_client_that_just_goes() {
    session(stops, |mut tester| async move {
        tester.launch(json!({})).await;
        let debuggee = tester.debuggee.clone();
        drop(tester);
        while debuggee.killed.get() == 0 {
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn capabilities_are_what_there_is() {
    session(stops, |mut tester| async move {
        let capabilities = tester.ok("initialize", initialize()).await;
        let has = |name: &str| {
            capabilities
                .get(name)
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        let pairs = [
            ("supportsConfigurationDoneRequest", "configurationDone"),
            ("supportsFunctionBreakpoints", "setFunctionBreakpoints"),
            (
                "supportsInstructionBreakpoints",
                "setInstructionBreakpoints",
            ),
            ("supportsBreakpointLocationsRequest", "breakpointLocations"),
            ("supportsExceptionInfoRequest", "exceptionInfo"),
            ("supportsCompletionsRequest", "completions"),
            ("supportsSetVariable", "setVariable"),
            ("supportsSetExpression", "setExpression"),
            ("supportsDisassembleRequest", "disassemble"),
            ("supportsLoadedSourcesRequest", "loadedSources"),
            ("supportsModulesRequest", "modules"),
            ("supportsRestartRequest", "restart"),
            ("supportsTerminateRequest", "terminate"),
            ("supportsCancelRequest", "cancel"),
            ("supportsStepBack", "stepBack"),
            ("supportsRestartFrame", "restartFrame"),
            ("supportsGotoTargetsRequest", "gotoTargets"),
            ("supportsStepInTargetsRequest", "stepInTargets"),
            ("supportsTerminateThreadsRequest", "terminateThreads"),
            ("supportsDataBreakpoints", "dataBreakpointInfo"),
            ("supportsReadMemoryRequest", "readMemory"),
            ("supportsWriteMemoryRequest", "writeMemory"),
        ];
        for (capability, command) in pairs {
            assert_eq!(
                has(capability),
                table::find(command).is_some(),
                "{capability}"
            );
        }
        assert!(!capabilities.to_string().contains("null"), "{capabilities}");
        tester.finish().await;
    });
}
