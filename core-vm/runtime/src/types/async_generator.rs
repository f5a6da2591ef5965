//! What async generators give: the awaitables of `asend`, `athrow` and `aclose`, and the
//! box that tells a yielded value from one passed on by `await`.

use std::cell::Cell;

use crate::interp::generator::{self, Input, Thrown};
use crate::interp::{shim, thread};
use crate::object::error::{runtime_error, stop_iteration};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::SendResult;
use crate::object::{
    self, Exc, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::{
    BaseException, GENERATOR_EXIT, RUNTIME_WARNING, STOP_ASYNC_ITERATION, STOP_ITERATION,
};
use crate::types::generator::{Generator, State};
use crate::types::generator_methods::{
    generator_of, throw_arguments, value_or_stop, warn_throw_signature,
};
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// `async_generator_wrapped_value`: a value given by `yield` in an async generator.
#[repr(C)]
pub struct WrappedValue {
    head: Obj,
    value: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for WrappedValue {
    fn type_object() -> &'static Type {
        &WRAPPED_VALUE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.value);
    }
}

/// Boxes a yielded value (`INTRINSIC_ASYNC_GEN_WRAP`).
pub(crate) fn wrap(value: &Obj) -> Ref {
    let wrapped = WrappedValue {
        head: object::header(0),
        value: Field::new(value.to_ref()),
    };
    object::alloc(&WRAPPED_VALUE_TYPE, wrapped).into_obj()
}

/// Where an awaitable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not awaited yet.
    Init,
    Running,
    Closed,
}

/// What an awaitable does to its generator when it is awaited.
enum Action {
    /// `__anext__` (no value) and `asend`.
    Send(Field),
    /// `athrow`, with its arguments.
    Throw(Field<Tuple>),
    Close,
}

/// `async_generator_asend` and `async_generator_athrow`: one layout.
#[repr(C)]
pub struct Awaitable {
    head: Obj,
    generator: Field<Generator>,
    action: Action,
    stage: Cell<Stage>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Awaitable {
    fn type_object() -> &'static Type {
        &ASEND_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.generator);
        match &self.action {
            Action::Send(value) => visit.field(value),
            Action::Throw(args) => visit.field(args),
            Action::Close => {}
        }
    }
}

fn make(ty: &Type, generator: &Obj, action: Action) -> PyResult {
    init_hooks(generator)?;
    let awaitable = Awaitable {
        head: object::header(0),
        generator: Field::new(generator_of(generator).to_ref()),
        action,
        stage: Cell::new(Stage::Init),
    };
    Ok(object::alloc(ty, awaitable).into_obj())
}

/// `__anext__()`
pub(crate) fn anext(this: &Obj) -> PyResult {
    make(&ASEND_TYPE, this, Action::Send(Field::empty()))
}

/// `asend(value)`
pub(crate) fn asend(this: &Obj, value: &Obj) -> PyResult {
    make(&ASEND_TYPE, this, Action::Send(Field::new(value.to_ref())))
}

/// `athrow(type[, value[, traceback]])`
pub(crate) fn athrow(this: &Obj, args: &[&Obj]) -> PyResult {
    if args.len() > 1 {
        warn_throw_signature("athrow")?;
    }
    let args = Field::new(Tuple::from_slice(args));
    make(&ATHROW_TYPE, this, Action::Throw(args))
}

/// `aclose()`
pub(crate) fn aclose(this: &Obj) -> PyResult {
    make(&ATHROW_TYPE, this, Action::Close)
}

/// The hooks of `sys.set_asyncgen_hooks` are told once of each generator.
fn init_hooks(this: &Obj) -> PyResult<()> {
    let generator = generator_of(this);
    if generator.hooks_inited.replace(true) {
        return Ok(());
    }
    let (first_iteration, finalizer) = thread::asyncgen_hooks();
    if finalizer.is_some() {
        generator.origin.set(finalizer);
    }
    match first_iteration {
        Some(hook) => protocol::call(&hook, &[this]).map(drop),
        None => Ok(()),
    }
}

fn awaitable_of(this: &Obj) -> &Awaitable {
    // SAFETY: slots and methods of these types are called with their instances only.
    unsafe { this.cast_unchecked::<Awaitable>() }
}

fn stop_async_iteration() -> Exc {
    Exc::from_instance(BaseException::with_args(&STOP_ASYNC_ITERATION, &[]))
}

fn ends_generator(error: &Exc) -> bool {
    error.matches(&STOP_ASYNC_ITERATION) || error.matches(&GENERATOR_EXIT)
}

impl Awaitable {
    fn target(&self) -> Ref<Generator> {
        // SAFETY: the generator is set when the awaitable is made and never replaced.
        unsafe { self.generator.get().unwrap_unchecked() }
    }

    fn reused(&self) -> Exc {
        runtime_error(match self.action {
            Action::Send(_) => "cannot reuse already awaited __anext__()/asend()",
            _ => "cannot reuse already awaited aclose()/athrow()",
        })
    }

    /// The generator is resumed by another awaitable: this one is spent.
    fn busy(&self) -> Exc {
        self.stage.set(Stage::Closed);
        let method = match self.action {
            Action::Send(_) => "anext",
            Action::Throw(_) => "athrow",
            Action::Close => "aclose",
        };
        runtime_error(format!(
            "{method}(): asynchronous generator is already running"
        ))
    }

    /// The awaitable is over.
    fn end(&self, generator: &Generator) {
        generator.running_async.set(false);
        self.stage.set(Stage::Closed);
    }

    fn send(&self, value: &Obj) -> PyResult<SendResult> {
        let generator = self.target();
        match (self.stage.get(), &self.action) {
            (Stage::Closed, _) => Err(self.reused()),
            (Stage::Init, Action::Send(first)) => {
                if generator.running_async.get() {
                    return Err(self.busy());
                }
                let first = first.get().filter(|_| is_none(value));
                self.stage.set(Stage::Running);
                self.send_value(&generator, first.as_deref().unwrap_or(value))
            }
            (Stage::Running, Action::Send(_)) => self.send_value(&generator, value),
            (stage, _) => {
                if generator.state.get() > State::Executing {
                    self.stage.set(Stage::Closed);
                    return Ok(SendResult::Return(none()));
                }
                if stage == Stage::Init {
                    return self.first_throw(&generator, value);
                }
                let result = resume(&generator, Input::Value(value.to_ref()));
                self.after_throw(&generator, result)
            }
        }
    }

    fn send_value(&self, generator: &Generator, value: &Obj) -> PyResult<SendResult> {
        generator.running_async.set(true);
        let result = resume(generator, Input::Value(value.to_ref()));
        self.unwrap(generator, result)
    }

    /// The first step of `athrow` and `aclose`.
    fn first_throw(&self, generator: &Generator, value: &Obj) -> PyResult<SendResult> {
        if generator.running_async.get() {
            return Err(self.busy());
        }
        if generator.closed.get() {
            self.stage.set(Stage::Closed);
            return Err(stop_async_iteration());
        }
        if !is_none(value) {
            return Err(runtime_error(
                "can't send non-None value to a just-started coroutine",
            ));
        }
        self.stage.set(Stage::Running);
        generator.running_async.set(true);
        let thrown = match &self.action {
            Action::Throw(args) => {
                let args = args.get().unwrap_or_else(Tuple::empty);
                crate::object::args::check_positional("athrow", args.len(), 1, 3)?;
                Thrown::from_args(args.as_slice())
            }
            _ => {
                generator.closed.set(true);
                Thrown::of_class(&GENERATOR_EXIT)
            }
        };
        let result = generator::throw(generator, &thrown, false).and_then(stop_when_returned);
        self.after_throw(generator, result)
    }

    /// `throw(...)` on the awaitable itself.
    fn throw(&self, thrown: &Thrown) -> PyResult<SendResult> {
        let generator = self.target();
        match self.stage.get() {
            Stage::Closed => return Err(self.reused()),
            Stage::Init => {
                if generator.running_async.get() {
                    return Err(self.busy());
                }
                self.stage.set(Stage::Running);
                generator.running_async.set(true);
            }
            Stage::Running => {}
        }
        let result = generator::throw(&generator, thrown, true).and_then(stop_when_returned);
        match self.action {
            Action::Send(_) => self.unwrap(&generator, result),
            _ => self.after_throw(&generator, result),
        }
    }

    /// A step of `asend` or `athrow`: a boxed value is what is awaited for.
    fn unwrap(&self, generator: &Generator, result: PyResult) -> PyResult<SendResult> {
        match result {
            Ok(value) => match value.downcast_exact::<WrappedValue>() {
                Some(wrapped) => {
                    self.end(generator);
                    Ok(SendResult::Return(wrapped.value.get().unwrap_or_else(none)))
                }
                None => Ok(SendResult::Next(value)),
            },
            Err(error) => {
                if ends_generator(&error) {
                    generator.closed.set(true);
                }
                self.end(generator);
                Err(error)
            }
        }
    }

    /// A step of `athrow` or `aclose`.
    fn after_throw(&self, generator: &Generator, result: PyResult) -> PyResult<SendResult> {
        if !matches!(self.action, Action::Close) {
            return self.unwrap(generator, result);
        }
        match result {
            Ok(value) if value.is_exact(&WRAPPED_VALUE_TYPE) => {
                self.end(generator);
                Err(runtime_error("async generator ignored GeneratorExit"))
            }
            Ok(value) => Ok(SendResult::Next(value)),
            Err(error) => {
                self.end(generator);
                if ends_generator(&error) {
                    Ok(SendResult::Return(none()))
                } else {
                    Err(error)
                }
            }
        }
    }

    fn close(&self) -> PyResult {
        if self.stage.get() == Stage::Closed {
            return Ok(none());
        }
        match self.throw(&Thrown::of_class(&GENERATOR_EXIT)) {
            Ok(SendResult::Next(_)) => Err(runtime_error("coroutine ignored GeneratorExit")),
            Ok(SendResult::Return(_)) => Ok(none()),
            Err(error) if ends_generator(&error) || error.matches(&STOP_ITERATION) => Ok(none()),
            Err(error) => Err(error),
        }
    }
}

/// A generator that returned says so by `StopAsyncIteration`.
fn stop_when_returned(result: SendResult) -> PyResult {
    match result {
        SendResult::Next(value) => Ok(value),
        SendResult::Return(_) => Err(stop_async_iteration()),
    }
}

fn resume(generator: &Generator, input: Input) -> PyResult {
    generator::resume(generator, input).and_then(stop_when_returned)
}

fn am_send(this: &Obj, value: &Obj) -> PyResult<SendResult> {
    let this = awaitable_of(this).to_ref();
    this.send(value)
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    match am_send(this, &none())? {
        SendResult::Next(value) => Ok(Some(value)),
        SendResult::Return(value) if is_none(&value) => Ok(None),
        SendResult::Return(value) => Err(stop_iteration(Some(&value))),
    }
}

fn throw(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = awaitable_of(this).to_ref();
    if this.stage.get() == Stage::Closed {
        return Err(this.reused());
    }
    let thrown = throw_arguments("throw", args)?;
    value_or_stop(this.throw(&thrown)?)
}

fn close(this: &Obj) -> PyResult {
    awaitable_of(this).to_ref().close()
}

/// An awaitable that nobody awaited.
fn finalize(this: &Obj) {
    let awaitable = awaitable_of(this);
    if awaitable.stage.get() != Stage::Init {
        return;
    }
    let method = match awaitable.action {
        Action::Send(_) => "asend",
        Action::Throw(_) => "athrow",
        Action::Close => "aclose",
    };
    let generator = awaitable.target();
    let qualname = generator.qualname.get();
    let qualname = qualname.map_or_else(String::new, |name: Ref<Str>| name.to_string_lossy());
    let message = format!("coroutine method '{method}' of '{qualname}' was never awaited");
    if let Err(error) = shim::warn(&RUNTIME_WARNING, &message, 1) {
        let text = format!(
            "Exception ignored while finalizing async generator {}",
            protocol::repr_text(generator.as_obj()).unwrap_or_default()
        );
        crate::vm::write_unraisable(error, Some(&text), None);
    }
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "send",
        "($self, object, /)",
        "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration.",
        NativeFn::One(|this, value| value_or_stop(am_send(this, value)?)),
    ),
    NativeDef::new(
        "throw",
        "",
        "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
        NativeFn::Positional(0, usize::MAX, throw),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "close() -> raise GeneratorExit inside generator.",
        NativeFn::NoArgs(close),
    ),
];

const SLOTS: Slots = Slots {
    iter: Some(|this| Ok(this.to_ref())),
    next: Some(next),
    am_await: Some(|this| Ok(this.to_ref())),
    am_send: Some(am_send),
    finalize: Some(finalize),
    ..Slots::NONE
};

const FLAGS: u32 = flags::HAVE_GC | flags::DISALLOW_INSTANTIATION;

pub static ASEND_TYPE: Type = Type::builtin(&ASEND_SPEC);
static ASEND_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (40, 0),
    slots: SLOTS,
    methods: METHODS,
    ..TypeSpec::of::<Awaitable>("async_generator_asend")
};

pub static ATHROW_TYPE: Type = Type::builtin(&ATHROW_SPEC);
static ATHROW_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (40, 0),
    slots: SLOTS,
    methods: METHODS,
    ..TypeSpec::of::<Awaitable>("async_generator_athrow")
};

pub static WRAPPED_VALUE_TYPE: Type = Type::builtin(&WRAPPED_VALUE_SPEC);
static WRAPPED_VALUE_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (24, 0),
    ..TypeSpec::of::<WrappedValue>("async_generator_wrapped_value")
};
