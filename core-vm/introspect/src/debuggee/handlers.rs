//! Which handlers an exception in flight will meet, and whether one will take it: read from the
//! code, without running any of it. [`is_handled`] is where to start.

use serpentarium_bytecode::exception_table::{self, ExceptionEntry};
use serpentarium_bytecode::instructions::{Instruction, instructions};
use serpentarium_bytecode::opcode::op;
use serpentarium_runtime::debug::{self, FrameRef, Paused};
use serpentarium_runtime::object::{Obj, Ref, Type};
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::tuple::Tuple;

use super::children;
use super::codes::{self, CodeInfo};

/// Context managers of the library that take what they name, and where they keep it.
const TAKING: &[(&str, &str)] = &[
    ("contextlib.suppress", "_exceptions"),
    ("unittest.case._AssertRaisesContext", "expected"),
];

/// Whether an exception of this class will be handled in one of the frames, from the
/// innermost up to the first that is not `wanted`.
pub fn is_handled(paused: &Paused, class: &Type, wanted: impl Fn(FrameRef<'_>) -> bool) -> bool {
    let all_frames = paused.frames();
    let mut asked = all_frames.into_iter().take_while(|frame| wanted(*frame));
    asked.any(|frame| {
        let Some(info) = codes::of(frame.code()) else {
            return false;
        };
        let offset = (frame.unit() * 2) as u32;
        let entry = exception_table::lookup(&info.code.exceptiontable, offset);
        entry.is_some_and(|entry| !ends_thread(&info) && catches(&info, frame, entry, class))
    })
}

/// Whether this is where `threading` takes what ended a thread, to show it
/// (`threading.excepthook`).
pub fn ends_thread(info: &CodeInfo) -> bool {
    !info.source.user_code
        && (info.code.qualname.to_string()).starts_with("Thread._bootstrap")
        && (info.code.filename.to_string_lossy()).ends_with("/threading.py")
}

/// What is known of a value on the handler's stack.
enum Value {
    /// It cannot be told without running the handler.
    Computed,
    Known(Ref),
    Tuple(Vec<Value>),
}

impl Value {
    fn of(object: Option<Ref>) -> Self {
        object.map_or(Value::Computed, Value::Known)
    }

    /// Whether `except` with this takes an exception of a class. What is computed is taken as the
    /// usual case: the class matches.
    fn takes(&self, class: &Type) -> bool {
        match self {
            Value::Computed => true,
            Value::Known(object) => is_caught_by(class, object),
            Value::Tuple(items) => items.iter().any(|item| item.takes(class)),
        }
    }
}

/// Reads a handler: does it take an exception of this class, or only tidy up and pass it on?
fn catches(info: &CodeInfo, frame: FrameRef<'_>, entry: ExceptionEntry, class: &Type) -> bool {
    let code: Vec<Instruction<'_>> = instructions(&info.code.code).collect();
    let beginning = |offset: usize| code.iter().position(|it| it.start_offset == offset);
    let mut position = beginning(entry.target as usize);
    let mut stack: Vec<Value> = Vec::new();
    // Bounded by the code's length: it only goes forward.
    while let Some(index) = position {
        let instruction = &code[index];
        let next = code.get(index + 1);
        position = next.map(|_| index + 1);
        match instruction.op {
            op::WITH_EXCEPT_START => return manager_takes(frame, entry, class),
            op::RERAISE => return false,
            op::CHECK_EXC_MATCH | op::CHECK_EG_MATCH => {
                let wanted = stack.pop().unwrap_or(Value::Computed);
                let is_part = instruction.op == op::CHECK_EG_MATCH && is_group(class);
                if is_part || wanted.takes(class) {
                    return true;
                }
                // To the next clause: where the jump behind the test goes.
                let jump = code[index..]
                    .iter()
                    .find(|next| next.op == op::POP_JUMP_IF_FALSE);
                position = jump.and_then(Instruction::jump_target).and_then(beginning);
                stack.clear();
            }
            // What tidies up behind a handler that was left by an exception.
            op::POP_EXCEPT if next.is_some_and(|it| it.op == op::RERAISE) => return false,
            op::POP_EXCEPT | op::RETURN_VALUE => return true,
            op::POP_TOP if stack.is_empty() && is_bare_except(&code, index) => return true,
            _ => step(&mut stack, instruction, frame),
        }
    }
    false
}

/// What an instruction of an `except` clause leaves on the stack.
fn step(stack: &mut Vec<Value>, instruction: &Instruction<'_>, frame: FrameRef<'_>) {
    let arg = instruction.oparg as usize;
    let value = match instruction.op {
        op::LOAD_GLOBAL => Value::of(global(frame, arg >> 1)),
        op::LOAD_NAME => Value::of(global(frame, arg)),
        op::LOAD_FAST | op::LOAD_FAST_BORROW | op::LOAD_FAST_CHECK => Value::of(frame.local(arg)),
        op::LOAD_DEREF => Value::of(cell(frame, arg)),
        op::LOAD_ATTR => {
            let owner = stack.pop();
            let name = name(frame, arg >> 1);
            Value::of(match (owner, name) {
                (Some(Value::Known(owner)), Some(name)) => attribute(&owner, &name),
                _ => None,
            })
        }
        op::BUILD_TUPLE if arg <= stack.len() => {
            let items = stack.split_off(stack.len() - arg);
            Value::Tuple(items)
        }
        op::CALL | op::BUILD_TUPLE => {
            stack.clear();
            Value::Computed
        }
        _ => return,
    };
    stack.push(value);
}

/// A bare `except:` drops the exception right after taking it.
fn is_bare_except(code: &[Instruction<'_>], index: usize) -> bool {
    index > 0 && code[index - 1].op == op::PUSH_EXC_INFO
}

/// Whether a context manager takes an exception of a class: those of the library that are made
/// for it; of others it cannot be told, and the usual ones pass it on.
fn manager_takes(frame: FrameRef<'_>, entry: ExceptionEntry, class: &Type) -> bool {
    // Below the exception lie `__exit__` and what it belongs to.
    let owner = (entry.depth as usize).checked_sub(1);
    let Some(manager) = owner.and_then(|index| frame.stack(index)) else {
        return false;
    };
    let classes = debug::mro(manager.ty());
    let known = classes.iter().find_map(|class| {
        let label = debug::type_label(class);
        TAKING.iter().find(|(name, _)| *name == label)
    });
    let wanted = known.and_then(|(_, name)| debug::attribute(&manager, name));
    wanted.is_some_and(|wanted| is_caught_by(class, &wanted))
}

/// Whether a class is one of exception groups.
pub fn is_group(class: &Type) -> bool {
    let classes = debug::mro(class);
    classes.iter().any(|ty| ty.name() == "BaseExceptionGroup")
}

fn name(frame: FrameRef<'_>, index: usize) -> Option<String> {
    let names = frame.code().names.get()?;
    children::name_text(&*names.get(index)?)
}

fn global(frame: FrameRef<'_>, index: usize) -> Option<Ref> {
    let name = name(frame, index)?;
    let namespace = frame.namespace();
    let local = namespace.and_then(|namespace| namespace.downcast::<Dict>()?.get_text(&name));
    local
        .or_else(|| frame.globals()?.get_text(&name))
        .or_else(|| frame.builtins()?.get_text(&name))
}

fn cell(frame: FrameRef<'_>, index: usize) -> Option<Ref> {
    frame.local(index)?.downcast::<Cell>()?.contents.get()
}

/// An attribute of a module or a class, where reading it runs no code.
fn attribute(owner: &Obj, name: &str) -> Option<Ref> {
    if owner.downcast::<Module>().is_some() {
        return debug::attribute(owner, name);
    }
    let classes = debug::mro(owner.downcast::<Type>()?);
    let found = classes
        .iter()
        .find_map(|class| debug::type_namespace(class)?.get_text(name))?;
    found.downcast::<Type>().is_some().then_some(found)
}

fn is_caught_by(class: &Type, wanted: &Obj) -> bool {
    if let Some(wanted) = wanted.downcast::<Type>() {
        return class.is_subtype(wanted);
    }
    let Some(classes) = wanted.downcast::<Tuple>() else {
        return true;
    };
    (0..classes.len())
        .filter_map(|index| classes.get(index))
        .any(|wanted| is_caught_by(class, &wanted))
}
