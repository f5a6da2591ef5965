//! Running expressions of a person's in the program.

use std::rc::Rc;

use serpentarium_bytecode::CodeFlags;
use serpentarium_bytecode::code::local_kind;
use serpentarium_compiler::{CompileError, Mode, Options, compile};
use serpentarium_runtime::debug::{FrameRef, Paused};
use serpentarium_runtime::interp::eval_code;
use serpentarium_runtime::object::{Exc, PyResult, Ref, protocol};
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::vm;

use super::{frames, values};
use crate::protocol::{Failure, FailureKind, FrameId};

/// The file name of what a person types.
pub const NAME: &str = "<debugger>";

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An expression.
    Expression,
    /// An expression, or else statements.
    Anything,
}

/// Names and where they are put back: a frame's variables while a text is run.
struct Scope {
    globals: Ref<Dict>,
    locals: Ref,
    /// The frame's variables as they were, if `locals` is a copy.
    copied: Option<(FrameId, Vec<(String, Option<Ref>)>)>,
}

/// Runs a text in a frame (`None`: in the main module). Gives its value, `None` of
/// statements. Assignments to the frame's variables take effect.
pub fn run(
    paused: &mut Paused,
    text: &str,
    kind: Kind,
    frame: Option<FrameId>,
) -> Result<Option<Ref>, Failure> {
    let (code, has_value) = compiled(text.trim(), kind)?;
    let scope = scope(paused, frame)?;
    let result = paused.run(|| eval_code(&code, &scope.globals, Some(&scope.locals)));
    put_back(paused, &scope);
    match result {
        Ok(value) => Ok(has_value.then_some(value)),
        Err(error) => Err(Failure::new(
            FailureKind::Raised,
            error_text(paused, &error),
        )),
    }
}

/// Assigns to a target.
pub fn assign(
    paused: &mut Paused,
    target: &str,
    value: &str,
    frame: Option<FrameId>,
) -> Result<Ref, Failure> {
    // Checked apart: together they could be something else than an assignment.
    compiled(value, Kind::Expression)?;
    compiled(target, Kind::Expression)?;
    let statement = format!("{target} = (\n{value}\n)");
    let (code, _) = exec(&statement).map_err(|error| syntax(&error))?;
    let scope = scope(paused, frame)?;
    let result = paused.run(|| eval_code(&code, &scope.globals, Some(&scope.locals)));
    put_back(paused, &scope);
    result.map_err(|error| Failure::new(FailureKind::Raised, error_text(paused, &error)))?;
    run(paused, target, Kind::Expression, frame)?
        .ok_or_else(|| Failure::not_found("it has no value"))
}

fn compiled(text: &str, kind: Kind) -> Result<(Ref<Code>, bool), Failure> {
    if text.is_empty() {
        return Err(Failure::new(
            FailureKind::Syntax,
            "there is nothing to evaluate",
        ));
    }
    let error = match compile(text, NAME, Mode::Eval, Options::default()) {
        Ok(compiled) => return Ok((Code::from_compiled(&compiled.code), true)),
        Err(error) => error,
    };
    if kind == Kind::Expression {
        return Err(syntax(&error));
    }
    exec(text).map_err(|error| syntax(&error))
}

fn exec(text: &str) -> Result<(Ref<Code>, bool), Box<CompileError>> {
    let compiled = compile(text, NAME, Mode::Exec, Options::default()).map_err(Box::new)?;
    Ok((Code::from_compiled(&compiled.code), false))
}

fn syntax(error: &CompileError) -> Failure {
    Failure::new(
        FailureKind::Syntax,
        format!("{:?}: {}", error.kind, error.message),
    )
}

fn scope(paused: &Paused, frame: Option<FrameId>) -> Result<Scope, Failure> {
    let Some(id) = frame else {
        return main_module();
    };
    let frame = frames::find(paused, id)?;
    let globals = frame
        .globals()
        .ok_or_else(|| Failure::not_found("the frame has no globals"))?;
    if let Some(locals) = frame.namespace() {
        return Ok(Scope {
            globals,
            locals,
            copied: None,
        });
    }
    if !frame.code().flags.has(CodeFlags::OPTIMIZED) {
        let locals = globals.clone().into_obj();
        return Ok(Scope {
            globals,
            locals,
            copied: None,
        });
    }
    let variables = all_variables(frame);
    let locals = Dict::new();
    for (name, value) in &variables {
        if let Some(value) = value {
            locals.set_text(name, value.clone());
        }
    }
    Ok(Scope {
        globals,
        locals: locals.into_obj(),
        copied: Some((id, variables)),
    })
}

fn main_module() -> Result<Scope, Failure> {
    use serpentarium_runtime::types::module::Module;
    let main = vm::modules().get_text("__main__");
    let globals = main
        .as_ref()
        .and_then(|main| main.downcast::<Module>())
        .map(Module::namespace);
    let globals = globals.ok_or_else(|| Failure::not_found("there is no module __main__"))?;
    Ok(Scope {
        locals: globals.clone().into_obj(),
        globals,
        copied: None,
    })
}

fn all_variables(frame: FrameRef<'_>) -> Vec<(String, Option<Ref>)> {
    let count = frame.code().nlocalsplus as usize;
    let variables = (0..count).map(|index| {
        (
            frame.code().local_name(index).to_string_lossy(),
            frames::fast_value(frame, index),
        )
    });
    variables.collect()
}

/// Writes the variables that a text changed back into the frame.
fn put_back(paused: &Paused, scope: &Scope) {
    let Some((id, before)) = &scope.copied else {
        return;
    };
    let (Ok(frame), Some(after)) = (frames::find(paused, *id), scope.locals.downcast::<Dict>())
    else {
        return;
    };
    for (index, (name, old)) in before.iter().enumerate() {
        let new = after.get_text(name);
        let is_same = match (old, &new) {
            (Some(old), Some(new)) => old.is(new),
            (None, None) => true,
            _ => false,
        };
        if !is_same {
            write(paused, frame, index, new);
        }
    }
}

fn write(paused: &Paused, frame: FrameRef<'_>, index: usize, value: Option<Ref>) {
    let is_shared = frame.code().kinds[index] & (local_kind::CELL | local_kind::FREE) != 0;
    let held = frame.local(index);
    match held.as_ref().and_then(|held| held.downcast_exact::<Cell>()) {
        Some(cell) if is_shared => cell.contents.set(value),
        _ => paused.set_local(frame, index, value),
    }
}

/// An exception as the last line of a traceback.
pub fn error_text(paused: &mut Paused, error: &Exc) -> String {
    let name = values::type_name(error.as_obj());
    let message: PyResult<String> =
        paused.run(|| protocol::str(error.as_obj()).map(|message| message.to_string_lossy()));
    match message {
        Ok(message) if message.is_empty() => name,
        Ok(message) => format!("{name}: {message}"),
        Err(_) => format!("{name}: <exception str() failed>"),
    }
}

/// `repr()` of a value, with the program's own `__repr__`.
pub fn full_text(paused: &mut Paused, value: &Ref) -> Result<String, Failure> {
    match paused.run(|| protocol::repr_text(value)) {
        Ok(text) => Ok(text),
        Err(error) => Err(Failure::new(
            FailureKind::Raised,
            error_text(paused, &error),
        )),
    }
}

/// `str()` of a value.
pub fn str_text(paused: &mut Paused, value: &Ref) -> String {
    match paused.run(|| protocol::str(value).map(|text| text.to_string_lossy())) {
        Ok(text) => text,
        Err(error) => error_text(paused, &error),
    }
}

/// Whether a condition holds; an error's text if it raises.
pub fn condition(paused: &mut Paused, text: &str, frame: Option<FrameId>) -> Result<bool, String> {
    let value = run(paused, text, Kind::Expression, frame).map_err(|failure| failure.message)?;
    let Some(value) = value else { return Ok(false) };
    match paused.run(|| protocol::is_true(&value)) {
        Ok(holds) => Ok(holds),
        Err(error) => Err(error_text(paused, &error)),
    }
}

/// Results that are kept to be expanded, by number.
#[derive(Default)]
pub struct Kept {
    last: u64,
    values: std::collections::BTreeMap<u64, (Ref, Rc<str>)>,
}

impl Kept {
    /// Keeps a value.
    pub fn keep(&mut self, value: Ref, expression: &str) -> u64 {
        self.last += 1;
        self.values.insert(self.last, (value, expression.into()));
        self.last
    }

    /// Gives all up. Their numbers are not used again.
    pub fn clear(&mut self) {
        self.values.clear();
    }

    /// A kept value and how it was written.
    pub fn get(&self, number: u64) -> Option<(Ref, String)> {
        self.values
            .get(&number)
            .map(|(value, text)| (value.clone(), text.to_string()))
    }
}
