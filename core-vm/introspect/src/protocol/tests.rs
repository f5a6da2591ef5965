//! Round trips of every kind of message, and the stream's error paths.

use std::io::Cursor;

use serde::{Serialize, de::DeserializeOwned};

use super::view::*;
use super::*;

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
    let frame = encode_frame(&value).unwrap();
    let read: T = read_frame(&mut Cursor::new(&frame)).unwrap();
    assert_eq!(read, value);

    let mut decoder = FrameDecoder::new();
    let (last, first) = frame.split_last().unwrap();
    for byte in first {
        decoder.push(&[*byte]);
        assert!(
            decoder.next_frame::<T>().unwrap().is_none(),
            "a message before its last byte"
        );
    }
    decoder.push(&[*last]);
    assert_eq!(decoder.next_frame::<T>().unwrap(), Some(value));
    assert!(!decoder.is_partial());
}

fn source() -> SourceView {
    SourceView {
        path: "/a/b.py".into(),
        name: "b.py".into(),
        kind: SourceKind::File,
        user_code: true,
    }
}

fn position() -> PositionView {
    PositionView {
        line: Some(3),
        end_line: Some(3),
        column: Some(4),
        end_column: None,
    }
}

fn variable() -> VariableView {
    VariableView {
        name: "é\n".into(),
        value: "[1, 2]".into(),
        type_name: "list".into(),
        refcount: Some(RefCount::Count(2)),
        size: 72,
        id: Some(ObjectId(0x7f00_0000_1230)),
        step: Step::Name("é\n".into()),
        named: 0,
        indexed: 2,
        evaluate_name: Some("é".into()),
        kind: VariableKind::Data,
        read_only: false,
        lazy: false,
        code: None,
    }
}

fn instruction() -> InstructionView {
    InstructionView {
        offset: 6,
        bytes: vec![44, 0, 0, 0],
        name: "BINARY_OP".into(),
        adaptive: Some("BINARY_OP_ADD_INT".into()),
        arg: Some(0),
        argrepr: "+".into(),
        position: position(),
        starts_line: Some(3),
        jump_target: None,
        label: Some(1),
    }
}

fn summary() -> CodeSummary {
    CodeSummary {
        id: CodeId(7),
        name: "f".into(),
        qualname: "C.f".into(),
        source: source(),
        first_line: 2,
        size: 40,
    }
}

fn breakpoint_view() -> BreakpointView {
    BreakpointView {
        id: 4,
        verified: true,
        message: None,
        pending: false,
        source: Some(source()),
        line: Some(5),
        instruction: Some((CodeId(7), 12)),
    }
}

fn class_ref(name: &str) -> ClassRef {
    ClassRef {
        name: name.into(),
        id: ObjectId(16),
    }
}

#[test]
fn commands() {
    let frame = FrameId(9);
    let place = Place::scope(frame, ScopeKind::Locals)
        .child(Step::Name("x".into()))
        .child(Step::Index(3))
        .child(Step::Group("class variables".into()));
    let commands = vec![
        Command::SetBreakpoints {
            path: "/a/b.py".into(),
            breakpoints: vec![BreakpointSpec {
                id: 1,
                line: 4,
                condition: Some("x > 1".into()),
                hit_condition: Some(HitCondition::Multiple(3)),
                log_message: Some(vec![
                    LogPart::Text("x is ".into()),
                    LogPart::Expression("x".into()),
                ]),
            }],
        },
        Command::SetFunctionBreakpoints(vec![FunctionBreakpointSpec {
            id: 2,
            name: "C.f".into(),
            condition: None,
            hit_condition: None,
        }]),
        Command::SetInstructionBreakpoints(vec![InstructionBreakpointSpec {
            id: 3,
            code: CodeId(7),
            offset: 12,
            condition: None,
            hit_condition: Some(HitCondition::AtLeast(2)),
        }]),
        Command::SetExceptionFilters(ExceptionFilters {
            raised: Some(ExceptionFilter {
                only: vec!["KeyError".into()],
            }),
            ..ExceptionFilters::default()
        }),
        Command::BreakpointLocations {
            path: "/a/b.py".into(),
            first: 1,
            last: 9,
        },
        Command::Start {
            stop_on_entry: true,
            just_my_code: false,
        },
        Command::Continue,
        Command::Pause,
        Command::Step {
            thread: ThreadId(1),
            kind: StepKind::Over,
            granularity: Granularity::Instruction,
        },
        Command::Terminate,
        Command::Detach,
        Command::Threads,
        Command::Stack {
            thread: ThreadId(1),
            start: 0,
            levels: 20,
        },
        Command::Scopes { frame },
        Command::Variables {
            place: place.clone(),
            filter: VariableFilter::Indexed,
            start: 100,
            count: 100,
        },
        Command::Evaluate {
            expression: "x".into(),
            frame: Some(frame),
            context: EvaluateContext::Hover,
            mode: EvaluateMode::Forked,
        },
        Command::SetVariable {
            place,
            name: "x".into(),
            expression: "1".into(),
            frame: None,
        },
        Command::SetExpression {
            target: "x.y".into(),
            expression: "1".into(),
            frame: Some(frame),
        },
        Command::Completions {
            text: "os.pa".into(),
            column: 5,
            frame: None,
        },
        Command::ExceptionInfo {
            thread: ThreadId(1),
        },
        Command::Disassemble {
            code: CodeId(7),
            offset: 8,
            instruction_offset: -200,
            count: 400,
        },
        Command::Code { code: CodeId(7) },
        Command::SourceText {
            path: "<frozen os>".into(),
        },
        Command::Modules,
        Command::LoadedSources,
        Command::Generators,
        Command::Tasks,
        Command::Class { id: ObjectId(16) },
        Command::Signature { id: ObjectId(16) },
        Command::Heap { limit: 10 },
        Command::Referrers {
            id: ObjectId(16),
            limit: 0,
        },
    ];
    for (id, command) in (1..).zip(commands) {
        round_trip(Request { id, command });
    }
}

#[test]
fn events() {
    let events = vec![
        Event::Stopped {
            reason: StopReason::Exception,
            thread: ThreadId(1),
            description: Some("Paused on KeyError".into()),
            text: Some("'k'".into()),
            hit_breakpoints: vec![1, 2],
        },
        Event::Continued {
            thread: ThreadId(1),
        },
        Event::Output {
            stream: OutputStream::Stderr,
            text: "\u{1F40D}\n".into(),
            location: Some((source(), 3)),
        },
        Event::Exited { code: -11 },
        Event::Thread {
            thread: ThreadId(2),
            change: ThreadChange::Started,
        },
        Event::BreakpointChanged(breakpoint_view()),
        Event::Module {
            module: ModuleView {
                name: "os".into(),
                path: None,
                version: None,
                native: false,
                user_code: false,
            },
            change: LoadChange::Added,
        },
        Event::SourceLoaded(source()),
    ];
    for event in events {
        round_trip(DebuggeeMessage::Event(event));
    }
}

#[test]
fn stack_and_variable_replies() {
    let frame = FrameView {
        id: FrameId(9),
        name: "C.f".into(),
        module: Some("__main__".into()),
        kind: FrameKind::Function,
        code: CodeId(7),
        source: source(),
        position: position(),
        offset: 12,
        stack_depth: 2,
    };
    let thread = ThreadView {
        id: ThreadId(1),
        name: "MainThread".into(),
        ident: 140_000,
        daemon: false,
        state: ThreadState::Stopped,
    };
    let scope = ScopeView {
        kind: ScopeKind::ValueStack,
        name: "Value Stack".into(),
        named: 0,
        indexed: 2,
        expensive: false,
    };
    let replies = vec![
        Reply::Done,
        Reply::Breakpoints(vec![breakpoint_view()]),
        Reply::Lines(vec![1, 2, 5]),
        Reply::Threads(vec![thread]),
        Reply::Stack {
            frames: vec![frame],
            total: 1,
        },
        Reply::Scopes(vec![scope]),
        Reply::Variables(vec![variable()]),
        Reply::Evaluated {
            value: variable(),
            result: 4,
            output: String::new(),
        },
        Reply::Assigned(variable()),
        Reply::Completions(vec![Completion {
            label: "path".into(),
            start: 3,
            kind: CompletionKind::Module,
        }]),
        Reply::SourceText("x = 1\n".into()),
    ];
    for reply in replies {
        round_trip(DebuggeeMessage::Response(Response {
            id: 1,
            result: Ok(reply),
        }));
    }
}

#[test]
fn code_and_generator_replies() {
    let code = CodeView {
        summary: summary(),
        flags: 3,
        argcount: 1,
        posonlyargcount: 0,
        kwonlyargcount: 0,
        stacksize: 2,
        varnames: vec!["self".into()],
        cellvars: vec![],
        freevars: vec!["__class__".into()],
        names: vec![],
        consts: vec!["None".into()],
        children: vec![summary()],
        instructions: vec![instruction()],
        exception_table: vec![ExceptionEntryView {
            start: 2,
            end: 8,
            target: 10,
            depth: 1,
            lasti: true,
        }],
    };
    let generator = GeneratorView {
        id: ObjectId(32),
        name: "count".into(),
        kind: GeneratorKind::Generator,
        state: GeneratorState::Suspended,
        refcount: RefCount::Count(1),
        code: CodeId(7),
        source: source(),
        frame: Some(FrameId(3)),
        position: position(),
        instruction: Some(instruction()),
        awaits: None,
        locals: vec![variable()],
    };
    let task = TaskView {
        id: ObjectId(48),
        name: "Task-1".into(),
        state: TaskState::Pending,
        coroutine: ObjectId(32),
        stack: vec![("main".into(), source(), Some(3))],
        waiting_for: Some("<Future pending>".into()),
    };
    let disassembly = DisassemblyView {
        code: summary(),
        missing_before: 3,
        instructions: vec![instruction()],
    };
    for reply in [
        Reply::Code(Box::new(code)),
        Reply::Generators(vec![generator]),
        Reply::Tasks(vec![task]),
        Reply::Disassembly(disassembly),
    ] {
        round_trip(DebuggeeMessage::Response(Response {
            id: 1,
            result: Ok(reply),
        }));
    }
}

#[test]
fn class_signature_and_heap_replies() {
    let class = ClassView {
        class: class_ref("m.C"),
        refcount: RefCount::Immortal,
        metaclass: class_ref("type"),
        bases: vec![class_ref("object")],
        mro: vec![class_ref("m.C"), class_ref("object")],
        slots: Some(vec!["x".into()]),
        layout: LayoutView {
            basic_size: 24,
            item_size: 0,
            has_dict: false,
            has_weakref: false,
            members: vec![MemberView {
                name: "x".into(),
                offset: 16,
                defined_in: class_ref("m.C"),
            }],
        },
        descriptors: vec![DescriptorView {
            name: "x".into(),
            kind: DescriptorKind::Member,
            defined_in: class_ref("m.C"),
            type_name: "member_descriptor".into(),
        }],
        attributes: vec![AttributeView {
            name: "n".into(),
            value: "1".into(),
            type_name: "int".into(),
        }],
        init_subclass: None,
        abstract_methods: vec![],
        subclasses: vec![],
        flags: 0,
        version_tag: 12,
    };
    let signature = SignatureView {
        name: "f".into(),
        text: "(a, /, *, b=1) -> int".into(),
        parameters: vec![ParameterView {
            name: "a".into(),
            kind: ParameterKind::PositionalOnly,
            default: None,
            annotation: None,
        }],
        returns: Some("int".into()),
        wrapped: vec!["g".into()],
        doc: None,
    };
    let heap = HeapView {
        objects: 10,
        bytes: 640,
        tracked: vec![1, 2, 3],
        types: 1,
        by_type: vec![TypeTotalView {
            type_name: "dict".into(),
            objects: 10,
            bytes: 640,
        }],
    };
    let object = ObjectView {
        id: ObjectId(16),
        type_name: "list".into(),
        value: "[...]".into(),
        refcount: RefCount::Count(1),
        size: 56,
        edge: Some("[0]".into()),
    };
    let exception = ExceptionView {
        type_name: "KeyError".into(),
        message: "'k'".into(),
        break_mode: ExceptionBreak::UserUncaught,
        traceback: "Traceback (most recent call last):\n".into(),
        notes: vec!["a note".into()],
        chain: vec![],
    };
    for reply in [
        Reply::Class(Box::new(class)),
        Reply::Signature(signature),
        Reply::Heap(heap),
        Reply::Objects(vec![object]),
        Reply::Exception(exception),
        Reply::Modules(vec![]),
        Reply::Sources(vec![source()]),
    ] {
        round_trip(DebuggeeMessage::Response(Response {
            id: 1,
            result: Ok(reply),
        }));
    }
}

#[test]
fn failures() {
    let failure = Failure::new(FailureKind::Raised, "NameError: name 'x' is not defined");
    round_trip(DebuggeeMessage::Response(Response {
        id: 8,
        result: Err(failure),
    }));
}

#[test]
fn handshake() {
    let hello = Hello::new("secret");
    round_trip(hello.clone());
    round_trip(hello.answer("secret"));
    assert!(matches!(
        hello.answer("secret"),
        Welcome::Accepted {
            version: PROTOCOL_VERSION,
            ..
        }
    ));
    for wrong in ["", "secre", "secret2", "sEcret"] {
        assert!(
            matches!(hello.answer(wrong), Welcome::Refused { .. }),
            "{wrong:?}"
        );
    }
    let other = Hello {
        version: PROTOCOL_VERSION + 1,
        ..hello
    };
    assert_eq!(
        other.answer("secret"),
        Welcome::Refused {
            reason: "protocol version 2 instead of 1".into()
        }
    );
}

#[test]
fn several_frames_in_one_push() {
    let mut bytes = encode_frame(&1u32).unwrap();
    bytes.extend(encode_frame(&2u32).unwrap());
    bytes.extend([0, 0]);
    let mut decoder = FrameDecoder::new();
    decoder.push(&bytes);
    assert_eq!(decoder.next_frame::<u32>().unwrap(), Some(1));
    assert_eq!(decoder.next_frame::<u32>().unwrap(), Some(2));
    assert_eq!(decoder.next_frame::<u32>().unwrap(), None);
    assert!(decoder.is_partial());
}

#[test]
fn a_malformed_frame_is_skipped() {
    let mut bytes = encode_frame(&"not a number").unwrap();
    bytes.extend(encode_frame(&2u32).unwrap());
    let mut decoder = FrameDecoder::new();
    decoder.push(&bytes);
    assert!(matches!(
        decoder.next_frame::<u32>(),
        Err(FrameError::Malformed(_))
    ));
    assert_eq!(decoder.next_frame::<u32>().unwrap(), Some(2));

    let mut stream = Cursor::new(bytes);
    assert!(matches!(
        read_frame::<u32>(&mut stream),
        Err(FrameError::Malformed(_))
    ));
    assert_eq!(read_frame::<u32>(&mut stream).unwrap(), 2);
    assert!(matches!(
        read_frame::<u32>(&mut stream),
        Err(FrameError::Closed)
    ));
}

#[test]
fn a_cut_or_foreign_stream_is_an_error() {
    let frame = encode_frame(&"text").unwrap();
    for length in 1..frame.len() {
        let result = read_frame::<String>(&mut Cursor::new(&frame[..length]));
        assert!(matches!(result, Err(FrameError::Truncated)), "{length}");
    }
    let foreign = b"Content-Length: 12\r\n\r\n";
    let result = read_frame::<String>(&mut Cursor::new(foreign));
    assert!(matches!(result, Err(FrameError::TooLong(0x436f_6e74))));
    let mut decoder = FrameDecoder::new();
    decoder.push(foreign);
    assert!(matches!(
        decoder.next_frame::<String>(),
        Err(FrameError::TooLong(_))
    ));
}

#[test]
fn hit_conditions() {
    let cases = [
        ("5", HitCondition::Equal(5), [false, true, false]),
        ("== 5", HitCondition::Equal(5), [false, true, false]),
        ("=5", HitCondition::Equal(5), [false, true, false]),
        (" > 5 ", HitCondition::Above(5), [false, false, true]),
        (">=5", HitCondition::AtLeast(5), [false, true, true]),
        ("<5", HitCondition::Below(5), [true, false, false]),
        ("<= 5", HitCondition::AtMost(5), [true, true, false]),
        ("%5", HitCondition::Multiple(5), [false, true, false]),
    ];
    for (text, expected, stops) in cases {
        let condition: HitCondition = text.parse().unwrap();
        assert_eq!(condition, expected, "{text}");
        assert_eq!([4, 5, 6].map(|hits| condition.stops(hits)), stops, "{text}");
    }
    for wrong in [
        "",
        "x",
        "> x",
        "%0",
        "5 times",
        "!= 5",
        "-5",
        "99999999999999999999",
    ] {
        assert!(wrong.parse::<HitCondition>().is_err(), "{wrong}");
    }
}

#[test]
fn log_messages() {
    use LogPart::{Expression, Text};
    let check = |template: &str, expected: &[LogPart]| {
        assert_eq!(
            parse_log_message(template).as_deref(),
            Ok(expected),
            "{template}"
        );
    };
    check("", &[]);
    check("plain", &[Text("plain".into())]);
    check("x={x}", &[Text("x=".into()), Expression("x".into())]);
    check(
        "{ x }{y}",
        &[Expression("x ".into()), Expression("y".into())],
    );
    check("{{x}}", &[Text("{x}".into())]);
    check("a } b", &[Text("a } b".into())]);
    check(
        "{ {1: 2}[1] }!",
        &[Expression("{1: 2}[1] ".into()), Text("!".into())],
    );
    assert!(parse_log_message("{x").is_err());
    assert!(parse_log_message("{ {x }").is_err());
}
