//! A machine and a debugger that talk over a real connection, in one process: the program
//! needs no library, so this works wherever the interpreter does.
//!
//! One machine fits into a process, so this file holds one test.
#![cfg(all(feature = "debuggee", unix))]

use std::net::{TcpListener, TcpStream};
use std::thread;

use serpentarium_compiler::{Mode, Options, compile};
use serpentarium_introspect::debuggee::{Connection, Program, WhenLost, remember_source, serve};
use serpentarium_introspect::protocol::view::*;
use serpentarium_introspect::protocol::*;
use serpentarium_runtime::interp::eval_code;
use serpentarium_runtime::object::Object;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::str::Str;

const SOURCE: &str = "\
def leaf(n):
    doubled = n * 2
    return doubled

def middle(n):
    value = leaf(n) + 1
    return value

total = 0
turn = 0
while turn < 3:
    total = total + middle(turn)
    turn = turn + 1
done = [total, 'end']
";

const PATH: &str = "<program>";

/// The debugger's side.
struct Debugger {
    stream: TcpStream,
    last: u64,
    events: Vec<Event>,
}

impl Debugger {
    fn ask(&mut self, command: Command) -> Result<Reply, Failure> {
        self.last += 1;
        write_frame(
            &mut self.stream,
            &Request {
                id: self.last,
                command,
            },
        )
        .unwrap();
        loop {
            match read_frame(&mut self.stream).unwrap() {
                DebuggeeMessage::Response(response) => {
                    assert_eq!(response.id, self.last);
                    return response.result;
                }
                DebuggeeMessage::Event(event) => self.events.push(event),
            }
        }
    }

    #[track_caller]
    fn done(&mut self, command: Command) {
        assert_eq!(self.ask(command), Ok(Reply::Done));
    }

    fn event(&mut self) -> Event {
        if !self.events.is_empty() {
            return self.events.remove(0);
        }
        match read_frame(&mut self.stream).unwrap() {
            DebuggeeMessage::Event(event) => event,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn stopped(&mut self, wanted: StopReason) {
        match self.event() {
            Event::Stopped { reason, .. } => assert_eq!(reason, wanted),
            other => panic!("{other:?}"),
        }
    }

    fn stack(&mut self) -> Vec<FrameView> {
        match self.ask(Command::Stack {
            thread: ThreadId(1),
            start: 0,
            levels: 0,
        }) {
            Ok(Reply::Stack { frames, .. }) => frames,
            other => panic!("{other:?}"),
        }
    }

    /// Function and line of the innermost frame.
    fn place(&mut self) -> (String, u32) {
        let frame = self.stack().swap_remove(0);
        (frame.name, frame.position.line.unwrap())
    }

    fn variables(&mut self, place: Place) -> Vec<VariableView> {
        let filter = VariableFilter::All;
        match self.ask(Command::Variables {
            place,
            filter,
            start: 0,
            count: 0,
        }) {
            Ok(Reply::Variables(views)) => views,
            other => panic!("{other:?}"),
        }
    }

    fn local(&mut self, name: &str) -> VariableView {
        let frame = self.stack()[0].id;
        let locals = self.variables(Place::scope(frame, ScopeKind::Locals));
        let found = locals.iter().find(|view| view.name == name);
        found
            .unwrap_or_else(|| panic!("no {name} in {locals:#?}"))
            .clone()
    }

    fn step(&mut self, kind: StepKind, granularity: Granularity) {
        self.done(Command::Step {
            thread: ThreadId(1),
            kind,
            granularity,
        });
        self.stopped(StopReason::Step);
    }

    fn evaluate(&mut self, expression: &str, mode: EvaluateMode) -> Result<String, String> {
        let frame = Some(self.stack()[0].id);
        let context = EvaluateContext::Repl;
        match self.ask(Command::Evaluate {
            expression: expression.into(),
            frame,
            context,
            mode,
        }) {
            Ok(Reply::Evaluated { value, .. }) => Ok(value.value),
            Ok(other) => panic!("{other:?}"),
            Err(failure) => Err(failure.message),
        }
    }
}

fn breakpoint(id: u64, line: u32) -> BreakpointSpec {
    BreakpointSpec {
        id,
        line,
        condition: None,
        hit_condition: None,
        log_message: None,
    }
}

fn lines(id: u64, line: u32, condition: Option<&str>) -> Command {
    let condition = condition.map(str::to_owned);
    Command::SetBreakpoints {
        path: PATH.into(),
        breakpoints: vec![BreakpointSpec {
            condition,
            ..breakpoint(id, line)
        }],
    }
}

fn debug(stream: TcpStream) {
    let mut debugger = Debugger {
        stream,
        last: 0,
        events: Vec::new(),
    };
    let d = &mut debugger;

    // Before the start: breakpoints move to where code is.
    match d.ask(lines(1, 4, None)) {
        Ok(Reply::Breakpoints(views)) => {
            assert_eq!((views[0].verified, views[0].line), (true, Some(5)))
        }
        other => panic!("{other:?}"),
    }
    assert!(d.ask(Command::Continue).is_err());
    assert!(matches!(
        d.ask(lines(1, 2, None)),
        Ok(Reply::Breakpoints(_))
    ));
    d.done(Command::Start {
        stop_on_entry: true,
        just_my_code: true,
    });
    d.stopped(StopReason::Entry);
    assert_eq!(d.place(), ("<module>".into(), 1));

    // A breakpoint in a function.
    d.done(Command::Continue);
    d.stopped(StopReason::Breakpoint);
    assert_eq!(d.place(), ("leaf".into(), 2));
    let names: Vec<_> = d
        .stack()
        .into_iter()
        .map(|frame| (frame.name, frame.position.line.unwrap()))
        .collect();
    assert_eq!(
        names,
        [
            ("leaf".into(), 2),
            ("middle".into(), 6),
            ("<module>".into(), 12)
        ]
    );
    assert_eq!(d.local("n").value, "0");
    assert_eq!(d.local("n").refcount, Some(RefCount::Immortal));
    assert_eq!(d.local("doubled").kind, VariableKind::Unbound);

    // Steps.
    d.step(StepKind::Over, Granularity::Line);
    assert_eq!(d.place(), ("leaf".into(), 3));
    d.step(StepKind::Over, Granularity::Line);
    assert_eq!(d.place(), ("middle".into(), 6));
    d.step(StepKind::Over, Granularity::Line);
    assert_eq!(d.place(), ("middle".into(), 7));
    d.step(StepKind::Out, Granularity::Line);
    assert_eq!(d.place(), ("<module>".into(), 12));
    d.step(StepKind::Over, Granularity::Line);
    assert_eq!(d.place(), ("<module>".into(), 13));
    assert!(matches!(
        d.ask(lines(1, 13, Some("turn == 2"))),
        Ok(Reply::Breakpoints(_))
    ));
    d.step(StepKind::Over, Granularity::Line);
    assert_eq!(d.place(), ("<module>".into(), 11));
    d.step(StepKind::Over, Granularity::Line);
    d.step(StepKind::In, Granularity::Line);
    assert_eq!(d.place(), ("middle".into(), 6));

    // One instruction, with the value stack.
    let before = d.stack()[0].offset;
    d.step(StepKind::Over, Granularity::Instruction);
    let frame = d.stack().swap_remove(0);
    assert!(frame.offset > before);
    assert!(frame.stack_depth > 0);
    let stack = d.variables(Place::scope(frame.id, ScopeKind::ValueStack));
    assert_eq!(stack.len() as u32, frame.stack_depth);

    // Expressions, in a copy and in the program.
    assert_eq!(
        d.evaluate("n * 100 + 7", EvaluateMode::Forked),
        Ok("107".into())
    );
    assert_eq!(
        d.evaluate("n * 100 + 7", EvaluateMode::Live),
        Ok("107".into())
    );
    assert_eq!(
        d.evaluate("n = 50", EvaluateMode::Forked),
        Ok(String::new())
    );
    assert_eq!(d.local("n").value, "1");
    assert_eq!(d.evaluate("n = 20", EvaluateMode::Live), Ok(String::new()));
    assert_eq!(d.local("n").value, "20");
    assert_eq!(
        d.evaluate("1 +", EvaluateMode::Live),
        Err("SyntaxError: invalid syntax".into())
    );
    let frame_id = d.stack()[0].id;
    let place = Place::scope(frame_id, ScopeKind::Locals);
    match d.ask(Command::SetVariable {
        place,
        name: "n".into(),
        expression: "10 + 1".into(),
        frame: None,
    }) {
        Ok(Reply::Assigned(view)) => assert_eq!(view.value, "11"),
        other => panic!("{other:?}"),
    }

    // Disassembly around the current instruction.
    let frame = d.stack().swap_remove(0);
    let window = Command::Disassemble {
        code: frame.code,
        offset: frame.offset,
        instruction_offset: -1,
        count: 3,
    };
    match d.ask(window) {
        Ok(Reply::Disassembly(view)) => {
            assert_eq!(view.instructions.len(), 3);
            assert_eq!(view.instructions[1].offset, frame.offset);
        }
        other => panic!("{other:?}"),
    }

    // A condition, and a container.
    d.done(Command::Continue);
    d.stopped(StopReason::Breakpoint);
    assert_eq!(d.place(), ("<module>".into(), 13));
    assert_eq!(d.local("turn").value, "2");
    assert!(matches!(
        d.ask(lines(2, 14, None)),
        Ok(Reply::Breakpoints(_))
    ));
    d.done(Command::Continue);
    d.stopped(StopReason::Breakpoint);
    d.done(Command::Continue);
    match d.event() {
        Event::Exited { code } => assert_eq!(code, 0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_whole_session() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let debugger = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let hello: Hello = read_frame(&mut stream).unwrap();
        write_frame(&mut stream, &hello.answer("secret")).unwrap();
        debug(stream);
    });
    let connection = Connection::connect(&address, "secret").unwrap();
    remember_source(PATH, SOURCE);
    let run = || {
        serpentarium_runtime::vm::set_stack_room(1 << 20);
        let compiled = compile(SOURCE, PATH, Mode::Exec, Options::default()).unwrap();
        let globals = Dict::new();
        globals.set_text("__name__", Str::from_str("__main__").into_obj());
        let code = Code::from_compiled(&compiled.code);
        match eval_code(&code, &globals, Some(globals.as_obj())) {
            Ok(_) => 0,
            Err(_) => 1,
        }
    };
    serve(
        connection,
        Program {
            run,
            when_lost: WhenLost::RunOn,
        },
    );
    debugger.join().unwrap();
}
