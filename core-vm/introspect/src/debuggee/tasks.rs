//! The tasks of `asyncio`.

use serpentarium_runtime::debug::{self, Paused};
use serpentarium_runtime::interp::generator;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Type, protocol};
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::vm;

use super::callables::{call, text};
use super::{codes, evaluate, frames, values};
use crate::protocol::view::{SourceView, TaskState, TaskView};
use crate::protocol::{Failure, FailureKind};

/// Every live task, in order of address. None while `asyncio` is not imported.
pub fn all(paused: &mut Paused) -> Result<Vec<TaskView>, Failure> {
    let class = vm::modules()
        .get_text("asyncio.tasks")
        .and_then(|module| protocol::getattr_opt_text(&module, "Task").ok().flatten())
        .and_then(|class| class.downcast_into::<Type>().ok());
    let Some(class) = class else {
        return Ok(Vec::new());
    };
    let mut tasks = Vec::new();
    debug::each_object(|object| {
        if object.is_instance(&class) {
            tasks.push(object.to_ref());
        }
    });
    let mut views = Vec::new();
    for task in tasks {
        match paused.run(|| facts(&task)) {
            Ok(Some(facts)) => views.push(view(paused, &task, facts)),
            Ok(None) => {}
            Err(error) => {
                let message = evaluate::error_text(paused, &error);
                return Err(Failure::new(FailureKind::Raised, message));
            }
        }
    }
    Ok(views)
}

/// What a task says of itself.
struct Facts {
    name: String,
    state: TaskState,
    coroutine: Ref,
    waiting_for: Option<String>,
}

/// Nothing of a task that is not yet initialized.
fn facts(task: &Obj) -> PyResult<Option<Facts>> {
    let coroutine = call(task, "get_coro", &[])?;
    if is_none(&coroutine) {
        return Ok(None);
    }
    let is = |method| call(task, method, &[]).and_then(|answer| protocol::is_true(&answer));
    let state = if is("cancelled")? {
        TaskState::Cancelled
    } else if is("done")? {
        TaskState::Done
    } else {
        TaskState::Pending
    };
    let waiter = protocol::getattr_opt_text(task, "_fut_waiter")?;
    let waiter = waiter.filter(|waiter| !is_none(waiter));
    Ok(Some(Facts {
        name: text(&*call(task, "get_name", &[])?)?,
        state,
        coroutine,
        waiting_for: waiter
            .map(|waiter| protocol::repr_text(&waiter))
            .transpose()?,
    }))
}

fn view(paused: &Paused, task: &Obj, facts: Facts) -> TaskView {
    let (stack, awaited) = chain(paused, &facts.coroutine);
    TaskView {
        id: values::id(task),
        name: facts.name,
        state: facts.state,
        coroutine: values::id(&facts.coroutine),
        stack,
        waiting_for: facts.waiting_for.or(awaited),
    }
}

type Place = (String, SourceView, Option<u32>);

/// The coroutines from the outermost to the one that waits, and what that waits for.
fn chain(paused: &Paused, coroutine: &Ref) -> (Vec<Place>, Option<String>) {
    let mut places = Vec::new();
    let mut current = coroutine.clone();
    while let Some(found) = values::generator(&current) {
        let frame = paused.generator_frame(found);
        if let Some((frame, info)) = frame.and_then(|frame| Some((frame, codes::of(frame.code())?)))
        {
            let name = found.qualname.peek();
            let name = name.map_or_else(String::new, |name| name.to_string_lossy());
            let position = frames::position(&info, (frame.unit() * 2) as u32);
            places.push((name, info.source.clone(), position.line));
        }
        let Some(inner) = generator::yield_from(found) else {
            return (places, None);
        };
        current = inner;
    }
    let awaited = (!places.is_empty()).then(|| values::text(&current));
    (places, awaited)
}
