//! `_lsprof`: the profiler behind `cProfile`, on top of `sys.monitoring`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::{Clock, host};
use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{runtime_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::float::{FLOAT_TYPE, Float};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::vm;

use crate::native;
use crate::types_support::add_type;

mod ledger;
mod names;

use ledger::{Counts, Ledger};

pub static MODULE: NativeModule = NativeModule {
    name: "_lsprof",
    doc: "Fast profiler",
    functions: &[],
    exec: |module| {
        add_type(module, &PROFILER_TYPE);
        for shape in [&ENTRY, &SUBENTRY] {
            let defined = struct_sequence::define(shape);
            native::set(module, &defined.ty.name(), defined.ty.as_obj().to_ref());
        }
        Ok(())
    },
};

static ENTRY: Shape = Shape {
    name: "_lsprof.profiler_entry",
    doc: "",
    fields: &[
        ("code", "code object or built-in function name"),
        ("callcount", "how many times this was called"),
        ("reccallcount", "how many times called recursively"),
        ("totaltime", "total time in this entry"),
        ("inlinetime", "inline time in this entry (not in subcalls)"),
        ("calls", "details of the calls"),
    ],
    visible: 6,
};

static SUBENTRY: Shape = Shape {
    name: "_lsprof.profiler_subentry",
    doc: "",
    fields: &[
        ("code", "called code object or built-in function name"),
        ("callcount", "how many times this is called"),
        ("reccallcount", "how many times this is called recursively"),
        ("totaltime", "total time spent in this call"),
        ("inlinetime", "inline time (not in further subcalls)"),
    ],
    visible: 5,
};

struct Profiler {
    timer: Field,
    /// Seconds of one unit of the timer; 0: it counts seconds.
    unit: Cell<f64>,
    subcalls: Cell<bool>,
    builtins: Cell<bool>,
    enabled: Cell<bool>,
    ledger: RefCell<Ledger>,
}

impl NativeType for Profiler {
    fn type_object() -> &'static Type {
        &PROFILER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.timer);
        if let Ok(ledger) = self.ledger.try_borrow() {
            ledger.traverse(visit);
        }
    }

    fn clear(&self) {
        self.timer.set(None);
    }
}

static PROFILER_TYPE: Type = Type::builtin(&PROFILER_SPEC);
static PROFILER_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)\n--\n\nBuild a profiler object using the specified timer function.\n\nThe default timer is a fast built-in one based on real time.\nFor custom timer functions returning integers, 'timeunit' can\nbe a float specifying a scale (that is, how long each integer unit\nis, in seconds).",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (80, 0),
    slots: Slots {
        new: Some(|ty, _| {
            let blank = Profiler {
                timer: Field::empty(),
                unit: Cell::new(0.0),
                subcalls: Cell::new(true),
                builtins: Cell::new(true),
                enabled: Cell::new(false),
                ledger: RefCell::new(Ledger::default()),
            };
            Ok(Native::of_type(ty, blank).into_obj())
        }),
        init: Some(init),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "getstats",
            "($self, /)",
            "list of profiler_entry objects.\n\ngetstats() -> list of profiler_entry objects\n\nReturn all information collected by the profiler.\nEach profiler_entry is a tuple-like object with the\nfollowing attributes:\n\n    code          code object\n    callcount     how many times this was called\n    reccallcount  how many times called recursively\n    totaltime     total time in this entry\n    inlinetime    inline time in this entry (not in subcalls)\n    calls         details of the calls\n\nThe calls attribute is either None or a list of\nprofiler_subentry objects:\n\n    code          called code object\n    callcount     how many times this is called\n    reccallcount  how many times this is called recursively\n    totaltime     total time spent in this call\n    inlinetime    inline time (not in further subcalls)",
            NativeFn::NoArgs(get_stats),
        ),
        NativeDef::new(
            "enable",
            "($self, /, subcalls=True, builtins=True)",
            "Start collecting profiling information.\n\n  subcalls\n    If True, also records for each function\n    statistics separated according to its current caller.\n  builtins\n    If True, records the time spent in\n    built-in functions separately from their caller.",
            NativeFn::Bound(enable),
        ),
        NativeDef::new(
            "disable",
            "($self, /)",
            "Stop collecting profiling information.",
            NativeFn::NoArgs(disable),
        ),
        NativeDef::new(
            "clear",
            "($self, /)",
            "Clear all profiling information collected so far.",
            NativeFn::NoArgs(clear),
        ),
        NativeDef::new(
            "_pystart_callback",
            "($self, code, instruction_offset, /)",
            "",
            NativeFn::Positional(2, 2, |this, args| enter_code(this, args[0])),
        ),
        NativeDef::new(
            "_pythrow_callback",
            "($self, code, instruction_offset, exception, /)",
            "",
            NativeFn::Positional(3, 3, |this, args| enter_code(this, args[0])),
        ),
        NativeDef::new(
            "_pyreturn_callback",
            "($self, code, instruction_offset, retval, /)",
            "",
            NativeFn::Positional(3, 3, |this, args| leave_code(this, args[0])),
        ),
        NativeDef::new(
            "_ccall_callback",
            "($self, code, instruction_offset, callable, self_arg, /)",
            "",
            NativeFn::Positional(4, 4, |this, args| native_call(this, args, true)),
        ),
        NativeDef::new(
            "_creturn_callback",
            "($self, code, instruction_offset, callable, self_arg,\n                  /)",
            "",
            NativeFn::Positional(4, 4, |this, args| native_call(this, args, false)),
        ),
    ],
    ..TypeSpec::of::<Native<Profiler>>("_lsprof.Profiler")
};

fn profiler(object: &Obj) -> PyResult<&Native<Profiler>> {
    object
        .downcast::<Native<Profiler>>()
        .ok_or_else(|| type_error("a profiler is required"))
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound = parsed("(timer=None, timeunit=0.0, subcalls=True, builtins=True)")
        .bind("Profiler", args)?;
    let this = profiler(this)?;
    let unit = match bound[1] {
        Some(unit) => seconds(unit)?,
        None => 0.0,
    };
    this.timer.set(native::given(bound[0]).map(Object::to_ref));
    this.unit.set(unit);
    this.subcalls.set(native::truth(bound[2], true)?);
    this.builtins.set(native::truth(bound[3], true)?);
    Ok(())
}

/// A real number.
fn seconds(value: &Obj) -> PyResult<f64> {
    if value.ty().slots().nb_float.is_none() && value.ty().slots().nb_index.is_none() {
        return Err(type_error(format!(
            "must be real number, not {}",
            value.ty().tp_name()
        )));
    }
    let float = protocol::call(FLOAT_TYPE.as_obj(), &[value])?;
    Ok(float.downcast::<Float>().map_or(0.0, Float::value))
}

impl Profiler {
    /// The time in seconds.
    fn now(&self) -> PyResult<f64> {
        let Some(timer) = self.timer.get() else {
            return Ok(host().clock(Clock::Monotonic) as f64 * 1e-9);
        };
        let time = protocol::call(&timer, &[])?;
        if self.unit.get() > 0.0 {
            let ticks = number::index(&time)?;
            return Ok(ticks.as_i64().unwrap_or(0) as f64 * self.unit.get());
        }
        seconds(&time)
    }

    fn enter(&self, key: ledger::Key, object: impl FnOnce() -> PyResult) -> PyResult {
        let known = self.ledger.borrow().knows(&key);
        let object = if known { None } else { Some(object()?) };
        let now = self.now()?;
        let subcalls = self.subcalls.get();
        self.ledger.borrow_mut().enter(key, object, now, subcalls);
        native::none()
    }

    fn leave(&self, key: &ledger::Key) -> PyResult {
        let now = self.now()?;
        self.ledger
            .borrow_mut()
            .leave(key, now, self.subcalls.get());
        native::none()
    }
}

fn enter_code(this: &Obj, code: &Obj) -> PyResult {
    profiler(this)?.enter(ledger::Key::Code(code.address()), || Ok(code.to_ref()))
}

fn leave_code(this: &Obj, code: &Obj) -> PyResult {
    profiler(this)?.leave(&ledger::Key::Code(code.address()))
}

/// The start or end of a call: of interest when a built-in function is called.
fn native_call(this: &Obj, args: &[&Obj], start: bool) -> PyResult {
    let this = profiler(this)?;
    if !this.builtins.get() {
        return native::none();
    }
    let missing = missing()?;
    let instance = Some(args[3]).filter(|instance| !instance.is(&missing));
    let Some(name) = names::of_callable(args[2], instance)? else {
        return native::none();
    };
    let key = ledger::Key::Native(name);
    if !start {
        return this.leave(&key);
    }
    let ledger::Key::Native(name) = &key else {
        return native::none();
    };
    let text = Str::from_str(name).into_obj();
    this.enter(key, || Ok(text))
}

fn monitoring() -> PyResult {
    vm::sys()
        .get_text("monitoring")
        .ok_or_else(|| runtime_error("lost sys.monitoring"))
}

fn missing() -> PyResult {
    protocol::getattr_text(&*monitoring()?, "MISSING")
}

/// Events with the method that is called for them.
const CALLBACKS: [(&str, &str); 9] = [
    ("PY_START", "_pystart_callback"),
    ("PY_RESUME", "_pystart_callback"),
    ("PY_THROW", "_pythrow_callback"),
    ("PY_RETURN", "_pyreturn_callback"),
    ("PY_YIELD", "_pyreturn_callback"),
    ("PY_UNWIND", "_pyreturn_callback"),
    ("CALL", "_ccall_callback"),
    ("C_RETURN", "_creturn_callback"),
    ("C_RAISE", "_creturn_callback"),
];

fn event_number(monitoring: &Obj, event: &str) -> PyResult<i64> {
    let events = protocol::getattr_text(monitoring, "events")?;
    let event = protocol::getattr(&events, &Str::from_str(event))?;
    Ok(event.downcast::<Int>().and_then(Int::as_i64).unwrap_or(0))
}

/// Connects the events with a profiler, or with nothing.
fn connect(monitoring: &Obj, tool: &Obj, profiler: Option<&Obj>) -> PyResult<()> {
    let mut all = 0;
    for (event, method) in CALLBACKS {
        let number = event_number(monitoring, event)?;
        all |= number;
        let callback = match profiler {
            Some(profiler) => protocol::getattr(profiler, &Str::from_str(method))?,
            None => none(),
        };
        let number = Int::new(number);
        let args = [tool, number.as_obj(), &callback];
        protocol::call_method(monitoring, "register_callback", &args)?;
    }
    let events = Int::new(if profiler.is_some() { all } else { 0 });
    protocol::call_method(monitoring, "set_events", &[tool, events.as_obj()])?;
    Ok(())
}

fn enable(object: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let this = profiler(object)?;
    this.subcalls.set(native::truth(bound[0], true)?);
    this.builtins.set(native::truth(bound[1], true)?);
    let monitoring = monitoring()?;
    let tool = protocol::getattr_text(&monitoring, "PROFILER_ID")?;
    let name = Str::from_str("cProfile");
    protocol::call_method(&monitoring, "use_tool_id", &[&tool, name.as_obj()])?;
    connect(&monitoring, &tool, Some(object))?;
    this.enabled.set(true);
    native::none()
}

fn disable(this: &Obj) -> PyResult {
    let this = profiler(this)?;
    if !this.enabled.replace(false) {
        return native::none();
    }
    let monitoring = monitoring()?;
    let tool = protocol::getattr_text(&monitoring, "PROFILER_ID")?;
    connect(&monitoring, &tool, None)?;
    protocol::call_method(&monitoring, "free_tool_id", &[&tool])?;
    // What is still running ends here.
    let now = this.now()?;
    let subcalls = this.subcalls.get();
    this.ledger.borrow_mut().leave_all(now, subcalls);
    native::none()
}

fn clear(this: &Obj) -> PyResult {
    let old = profiler(this)?.ledger.take();
    drop(old);
    native::none()
}

fn items(object: &Ref, counts: &Counts) -> Vec<Ref> {
    vec![
        object.clone(),
        Int::new(counts.calls).into_obj(),
        Int::new(counts.recursive_calls).into_obj(),
        Float::new(counts.total).into_obj(),
        Float::new(counts.inline).into_obj(),
    ]
}

fn get_stats(this: &Obj) -> PyResult {
    let this = profiler(this)?;
    let ledger = this.ledger.borrow();
    let mut all = Vec::new();
    for entry in ledger.entries.iter().filter(|entry| entry.counts.calls > 0) {
        let called = entry.called.iter().filter(|(_, counts)| counts.calls > 0);
        let called: Vec<Ref> = called
            .map(|(place, counts)| {
                let object = &ledger.entries[*place].object;
                struct_sequence::define(&SUBENTRY).make(items(object, counts))
            })
            .collect();
        let mut entry = items(&entry.object, &entry.counts);
        entry.push(match called.is_empty() {
            true => none(),
            false => List::new(called).into_obj(),
        });
        all.push(struct_sequence::define(&ENTRY).make(entry));
    }
    Ok(List::new(all).into_obj())
}
