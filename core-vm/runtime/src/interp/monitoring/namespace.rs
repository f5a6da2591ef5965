//! The module object `sys.monitoring`.

use crate::interp::instrument;
use crate::interp::monitoring::{self, PYTHON_TOOLS, STATE, event};
use crate::object::error::{type_error, value_error};
use crate::object::native::{NativeDef, NativeFn, none};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::code::Code;
use crate::types::code_attributes::c_int;
use crate::types::dict::Dict;
use crate::types::int::Int;
use crate::types::module::Module;
use crate::types::namespace::Namespace;
use crate::types::native_function::NativeFunction;
use crate::types::none::{is_none, none as none_object};
use crate::types::str::Str;

fn tool_of(value: &Obj) -> PyResult<usize> {
    let tool = c_int(value)?;
    match usize::try_from(tool) {
        Ok(found) if found < PYTHON_TOOLS => Ok(found),
        _ => Err(value_error(format!(
            "invalid tool {tool} (must be between 0 and 5)"
        ))),
    }
}

fn tool_in_use(value: &Obj) -> PyResult<usize> {
    let tool = tool_of(value)?;
    if monitoring::tool_name(tool).is_none() {
        return Err(value_error(format!("tool {tool} is not in use")));
    }
    Ok(tool)
}

fn use_tool_id(_: &Obj, args: &[&Obj]) -> PyResult {
    let tool = tool_of(args[0])?;
    if args[1].downcast::<Str>().is_none() {
        return Err(value_error("tool name must be a str"));
    }
    if monitoring::tool_name(tool).is_some() {
        return Err(value_error(format!("tool {tool} is already in use")));
    }
    STATE.names[tool].set(args[1].to_ref());
    none()
}

/// Callbacks, global and local events of a tool go.
fn clear(tool: usize) {
    for callback in &STATE.callbacks[tool] {
        callback.set(None);
    }
    crate::debug::each_object(|object| {
        // SAFETY: nothing in the closure runs Python code.
        if let Some(code) = object.downcast_exact::<Code>()
            && let Some(monitoring) = unsafe { instrument::peek(code) }
        {
            monitoring.local[tool] = 0;
        }
    });
    STATE.global[tool].set(0);
    monitoring::set_global(tool, 0);
    instrument::changed();
}

fn clear_tool_id(_: &Obj, tool: &Obj) -> PyResult {
    let tool = tool_of(tool)?;
    if monitoring::tool_name(tool).is_some() {
        clear(tool);
    }
    none()
}

fn free_tool_id(_: &Obj, tool: &Obj) -> PyResult {
    let tool = tool_of(tool)?;
    if monitoring::tool_name(tool).is_some() {
        clear(tool);
        STATE.names[tool].set(None);
    }
    none()
}

fn get_tool(_: &Obj, tool: &Obj) -> PyResult {
    Ok(monitoring::tool_name(tool_of(tool)?).unwrap_or_else(none_object))
}

fn register_callback(_: &Obj, args: &[&Obj]) -> PyResult {
    let tool = tool_of(args[0])?;
    let set = c_int(args[1])? as u32;
    if set.count_ones() != 1 {
        return Err(value_error(
            "The callback can only be set for one event at a time",
        ));
    }
    let number = set.trailing_zeros() as usize;
    if number >= event::COUNT {
        return Err(value_error(format!("invalid event {set}")));
    }
    let callback = Some(args[2]).filter(|callback| !is_none(callback));
    let numbers: &[usize] = if number == event::BRANCH {
        &[event::BRANCH_RIGHT, event::BRANCH_LEFT]
    } else {
        &[number]
    };
    let mut old = None;
    for side in numbers {
        let callback = callback.map(Object::to_ref);
        old = STATE.callbacks[tool][*side].replace(callback);
        let others = STATE.both_sides[tool].get() & !event::bit(*side);
        let this = if number == event::BRANCH {
            event::bit(*side)
        } else {
            0
        };
        STATE.both_sides[tool].set(others | this);
    }
    Ok(old.unwrap_or_else(none_object))
}

/// An event set given to `set_events` or `set_local_events`, in its stored form.
fn checked(set: u32) -> PyResult<u32> {
    let calls = event::C_ENDS | event::bit(event::CALL);
    if set & event::C_ENDS != 0 && set & calls != calls {
        return Err(value_error(
            "cannot set C_RETURN or C_RAISE events independently",
        ));
    }
    let mut set = set & !event::C_ENDS;
    if set & event::bit(event::BRANCH) != 0 {
        set = set & !event::bit(event::BRANCH) | event::BRANCHES;
    }
    Ok(set)
}

fn get_events(_: &Obj, tool: &Obj) -> PyResult {
    let tool = tool_of(tool)?;
    let set = if monitoring::tool_name(tool).is_some() {
        STATE.global[tool].get()
    } else {
        0
    };
    Ok(Int::new(i64::from(set)).into_obj())
}

fn set_events(_: &Obj, args: &[&Obj]) -> PyResult {
    let tool = tool_of(args[0])?;
    let set = c_int(args[1])? as u32;
    if set & !event::ALL != 0 {
        return Err(value_error(format!("invalid event set {set:#x}")));
    }
    let set = checked(set)?;
    tool_in_use(args[0])?;
    monitoring::set_global(tool, set);
    none()
}

fn code_of(value: &Obj) -> PyResult<Ref<Code>> {
    let code = value.to_ref().downcast_into::<Code>();
    code.map_err(|_| type_error("code must be a code object"))
}

fn get_local_events(_: &Obj, args: &[&Obj]) -> PyResult {
    let code = code_of(args[1])?;
    let tool = tool_of(args[0])?;
    // SAFETY: nothing runs while the reference is used.
    let set = unsafe { instrument::peek(&code) }.map_or(0, |found| found.local[tool]);
    Ok(Int::new(i64::from(set)).into_obj())
}

fn set_local_events(_: &Obj, args: &[&Obj]) -> PyResult {
    let code = code_of(args[1])?;
    let tool = tool_in_use(args[0])?;
    let set = checked(c_int(args[2])? as u32)?;
    if set & !event::LOCAL != 0 {
        return Err(value_error(format!("invalid local event set {set:#x}")));
    }
    // SAFETY: nothing runs while the reference is used.
    let old = unsafe { std::mem::replace(&mut instrument::of(&code).local[tool], set) };
    if old != set {
        instrument::changed();
    }
    none()
}

fn restart_events(_: &Obj) -> PyResult {
    STATE.restarts.set(STATE.restarts.get() + 1);
    instrument::changed();
    none()
}

fn all_events(_: &Obj) -> PyResult {
    let all = Dict::new();
    for number in 0..=event::RERAISE {
        let wants = |tool: &usize| STATE.global[*tool].get() & event::bit(number) != 0;
        let tools = (0..monitoring::TOOLS).filter(wants);
        let set = tools.fold(0i64, |set, tool| set | 1 << tool);
        if set != 0 {
            all.set_text(event::NAMES[number], Int::new(set).into_obj());
        }
    }
    Ok(all.into_obj())
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "use_tool_id",
        "($module, tool_id, name, /)",
        "",
        NativeFn::Positional(2, 2, use_tool_id),
    ),
    NativeDef::new(
        "clear_tool_id",
        "($module, tool_id, /)",
        "",
        NativeFn::One(clear_tool_id),
    ),
    NativeDef::new(
        "free_tool_id",
        "($module, tool_id, /)",
        "",
        NativeFn::One(free_tool_id),
    ),
    NativeDef::new(
        "get_tool",
        "($module, tool_id, /)",
        "",
        NativeFn::One(get_tool),
    ),
    NativeDef::new(
        "register_callback",
        "($module, tool_id, event, func, /)",
        "",
        NativeFn::Positional(3, 3, register_callback),
    ),
    NativeDef::new(
        "get_events",
        "($module, tool_id, /)",
        "",
        NativeFn::One(get_events),
    ),
    NativeDef::new(
        "set_events",
        "($module, tool_id, event_set, /)",
        "",
        NativeFn::Positional(2, 2, set_events),
    ),
    NativeDef::new(
        "get_local_events",
        "($module, tool_id, code, /)",
        "",
        NativeFn::Positional(2, 2, get_local_events),
    ),
    NativeDef::new(
        "set_local_events",
        "($module, tool_id, code, event_set, /)",
        "",
        NativeFn::Positional(3, 3, set_local_events),
    ),
    NativeDef::new(
        "restart_events",
        "($module, /)",
        "",
        NativeFn::NoArgs(restart_events),
    ),
    NativeDef::new(
        "_all_events",
        "($module, /)",
        "",
        NativeFn::NoArgs(all_events),
    ),
];

/// Makes the module.
pub fn module() -> Ref<Module> {
    let module = Module::new("sys.monitoring", None);
    let name = Str::from_str("sys.monitoring").into_obj();
    for def in FUNCTIONS {
        let this = module.clone().into_obj();
        let function = NativeFunction::new(def, Some(this), Some(name.clone()));
        module.set(def.name, function.into_obj());
    }
    module.set("DISABLE", monitoring::disable_object());
    module.set("MISSING", monitoring::missing_object());
    let events = Dict::new();
    for (number, name) in event::NAMES.iter().enumerate() {
        events.set_text(name, Int::new(1 << number).into_obj());
    }
    events.set_text("NO_EVENTS", Int::new(0).into_obj());
    module.set("events", Namespace::new(events).into_obj());
    for (name, tool) in [
        ("DEBUGGER_ID", 0),
        ("COVERAGE_ID", 1),
        ("PROFILER_ID", 2),
        ("OPTIMIZER_ID", 5),
    ] {
        module.set(name, Int::new(tool).into_obj());
    }
    module
}
