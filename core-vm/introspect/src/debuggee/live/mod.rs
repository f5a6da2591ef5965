//! Running a text once, and telling what each of its lines did.
//!
//! The program runs in a sandbox with limits of time, memory and fuel. Marks at the instructions that
//! bind, return or drop a value ([`sites`]) call back here; what is seen is shown without running
//! any of the program's code and kept by line ([`record`]). A thread watches the limits and asks
//! the machine to stop; if it does not, the process ends with what was seen so far lost, which
//! whoever started it takes as a limit, too.

mod record;
mod sites;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use serpentarium_bytecode::CodeFlags;
use serpentarium_runtime::debug::{self, Event, FrameRef, Paused};
use serpentarium_runtime::host::Fd;
use serpentarium_runtime::host::sandbox::{SandboxHost, Watcher};
use serpentarium_runtime::host::system::SystemHost;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Type, protocol};
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::exceptions::{BaseException, SYNTAX_ERROR};
use serpentarium_runtime::types::function::Function;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_stdlib::run::{self, Config};

use super::codes::{self, CodeInfo};
use super::{exceptions, handlers, values};
use crate::protocol::CodeId;
use crate::protocol::live::{End, Report, What};
use crate::protocol::view::ExceptionBreak;
use record::Record;
use sites::{Name, Site};

/// What a run may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub time: Duration,
    /// Bytes of resident memory.
    pub memory: u64,
    /// How often something may happen that is shown. Unlike the other limits, it ends a run at the
    /// same place every time.
    pub fuel: u64,
}

/// How often the limits are looked at.
const WATCH: Duration = Duration::from_millis(20);
/// How long the machine has to answer before the process is ended.
const GRACE: Duration = Duration::from_millis(500);

/// Why the watching thread asked the machine to stop: 0 for not at all.
static REASON: AtomicU8 = AtomicU8::new(0);
const TIME: u8 = 1;
const MEMORY: u8 = 2;

struct Live {
    /// `co_filename` of the text.
    filename: String,
    text: String,
    started: Instant,
    record: Record,
    /// What is left of [`Limits::fuel`].
    fuel: u64,
    sites: HashMap<CodeId, Rc<BTreeMap<usize, Site>>>,
}

thread_local! {
    static LIVE: RefCell<Option<Live>> = const { RefCell::new(None) };
}

/// Runs the text of a configuration ([`Config::main_text`]) to its end or a limit, and hands the
/// report to `tell`, which may be called in the middle of the program and ends the process then.
pub fn run(config: Config, filename: String, limits: Limits, tell: fn(&Report)) {
    let text = config.main_text.as_deref().unwrap_or_default();
    let text = String::from_utf8_lossy(text).into_owned();
    let exit = |_| finish(End::Finished);
    let host = SandboxHost::new(SystemHost, Watcher { output, exit });
    run::run_main_on(host, config, move |run| {
        LIVE.set(Some(Live {
            filename,
            text,
            started: Instant::now(),
            record: Record::default(),
            fuel: limits.fuel,
            sites: HashMap::new(),
        }));
        TELL.set(Some(tell));
        debug::install(wanted, hook);
        debug::watch_exceptions(true);
        debug::changed();
        watch(limits);
        let code = run();
        finish(End::Finished);
        code
    });
}

thread_local! {
    static TELL: RefCell<Option<fn(&Report)>> = const { RefCell::new(None) };
}

/// Reports once.
fn finish(end: End) {
    let Some(live) = LIVE.take() else {
        return;
    };
    let mut report = live.record.into_report();
    report.end = end;
    report.milliseconds = live.started.elapsed().as_millis() as u64;
    if let Some(tell) = TELL.take() {
        tell(&report);
    }
}

fn watch(limits: Limits) {
    let started = Instant::now();
    let watching = move || loop {
        std::thread::sleep(WATCH);
        let reason = if started.elapsed() > limits.time {
            TIME
        } else if resident().is_some_and(|used| used > limits.memory) {
            MEMORY
        } else {
            continue;
        };
        REASON.store(reason, Ordering::Relaxed);
        debug::request_control();
        std::thread::sleep(GRACE);
        // It is in a call that does not come back.
        std::process::exit(i32::from(reason));
    };
    let thread = std::thread::Builder::new().name("limits".to_owned());
    if let Err(error) = thread.spawn(watching) {
        // Without limits nothing is run.
        eprintln!("serpentarium live: cannot watch the limits: {error}");
        std::process::exit(1);
    }
}

/// Bytes of memory in use, where the system tells.
fn resident() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

/// The machine's question: where to be called.
fn wanted(code: &Code) -> Vec<usize> {
    let Some(info) = own(code) else {
        return Vec::new();
    };
    LIVE.with_borrow_mut(|live| {
        let Some(live) = live else {
            return Vec::new();
        };
        let mut units: Vec<usize> = live.sites(&info).keys().copied().collect();
        units.extend(entry(&info));
        units.sort_unstable();
        units.dedup();
        units
    })
}

/// The code's plain form if it belongs to the text.
fn own(code: &Code) -> Option<Rc<CodeInfo>> {
    let filename = code.filename.peek()?.to_string_lossy();
    is_own(&filename).then(|| codes::of(code)).flatten()
}

fn is_own(filename: &str) -> bool {
    LIVE.with_borrow(|live| live.as_ref().is_some_and(|live| live.filename == filename))
}

/// Where a function's first line begins, with its arguments in place.
fn entry(info: &CodeInfo) -> Option<usize> {
    let has_arguments =
        info.code.flags.has(CodeFlags::OPTIMIZED) && !info.code.name.to_string().starts_with('<');
    has_arguments
        .then(|| info.lines.entries.first())
        .flatten()
        .map(|(unit, _)| *unit)
}

impl Live {
    fn sites(&mut self, info: &CodeInfo) -> Rc<BTreeMap<usize, Site>> {
        let sites = self.sites.entry(info.id);
        Rc::clone(sites.or_insert_with(|| Rc::new(sites::sites(&info.code, &self.text))))
    }
}

fn hook(paused: &mut Paused, event: Event) -> PyResult<()> {
    match event {
        Event::Mark if !at_mark(paused) => stop(End::FuelLimit),
        Event::Mark => {}
        Event::Raised if leaves_thread(paused) => unhandled(paused),
        Event::Unhandled => unhandled(paused),
        Event::Raised
        | Event::RaisedAgain
        | Event::Control
        | Event::ThreadStarted
        | Event::ThreadEnds => {}
    }
    // Also at marks: in a tight loop the machine may get no further than the next one.
    match REASON.load(Ordering::Relaxed) {
        TIME => stop(End::TimeLimit),
        MEMORY => stop(End::MemoryLimit),
        _ => {}
    }
    Ok(())
}

fn stop(end: End) {
    finish(end);
    debug::exit_now(0);
}

/// Whether there was fuel to look at it.
fn at_mark(paused: &Paused) -> bool {
    let Some(frame) = paused.frame() else {
        return true;
    };
    let Some(info) = own(frame.code()) else {
        return true;
    };
    let unit = frame.unit();
    LIVE.with_borrow_mut(|live| {
        let Some(live) = live else {
            return true;
        };
        let Some(left) = live.fuel.checked_sub(1) else {
            return false;
        };
        live.fuel = left;
        if entry(&info) == Some(unit) {
            live.called(frame, &info);
        }
        let sites = live.sites(&info);
        if let Some(site) = sites.get(&unit)
            && let Some(line) = site.line.or_else(|| info.lines.line_at(unit))
        {
            live.at_site(frame, site, line);
        }
        true
    })
}

impl Live {
    fn at_site(&mut self, frame: FrameRef<'_>, site: &Site, line: u32) {
        let top = frame.stack_len();
        let at = |depth: usize| top.checked_sub(depth + 1).and_then(|at| frame.stack(at));
        for target in &site.targets {
            let Some(value) = at(target.depth) else {
                continue;
            };
            if says_nothing(site.what, &target.name, &value) {
                continue;
            }
            let label = match &target.name {
                Name::Plain(name) => name.clone(),
                Name::Attribute(owner, name) => {
                    let owner = at(*owner).map(|owner| values::type_name(&owner));
                    format!("{}.{name}", owner.unwrap_or_default())
                }
                Name::Item(owner, key) => {
                    let key = at(*key).map(|key| record::short(&key));
                    format!("{owner}[{}]", key.unwrap_or_default())
                }
            };
            // Ours is one reference besides the stack's.
            self.record.value(line, site.what, label, &value);
        }
    }

    /// A function was entered: its arguments, on the line of its `def`.
    fn called(&mut self, frame: FrameRef<'_>, info: &CodeInfo) {
        let code = &info.code;
        let variadic = usize::from(code.flags.has(CodeFlags::VARARGS))
            + usize::from(code.flags.has(CodeFlags::VARKEYWORDS));
        let count = (code.argcount + code.kwonlyargcount) as usize + variadic;
        let arguments: Vec<String> = (0..count)
            .filter_map(|index| {
                let name = code.localsplusnames.get(index)?.to_string();
                let value = argument(frame, index)?;
                Some(format!("{name}={}", record::short(&value)))
            })
            .collect();
        let text = format!("{}({})", code.name, arguments.join(", "));
        let line = u32::try_from(code.firstlineno).unwrap_or(1);
        self.record
            .text(line, What::Call, code.qualname.to_string(), text);
    }
}

/// Whether a person reads the value in the line itself: `None` that is returned, a module or
/// function or class under its own name.
fn says_nothing(what: What, name: &Name, value: &Obj) -> bool {
    if what != What::Assign {
        return is_none(value);
    }
    let own_name = if let Some(function) = value.downcast::<Function>() {
        function.name.peek().map(Str::to_string_lossy)
    } else if let Some(class) = value.downcast::<Type>() {
        Some(class.name())
    } else {
        return value.downcast::<Module>().is_some();
    };
    matches!((name, own_name), (Name::Plain(name), Some(own)) if *name == own)
}

/// An argument's value, also where it has become a cell.
fn argument(frame: FrameRef<'_>, index: usize) -> Option<Ref> {
    let value = frame.local(index)?;
    match value.downcast_exact::<Cell>() {
        Some(cell) => cell.contents.get(),
        None => Some(value),
    }
}

/// Whether the exception in flight has come out of all that a thread was to run.
fn leaves_thread(paused: &Paused) -> bool {
    let info = paused.frame().and_then(|frame| codes::of(frame.code()));
    info.is_some_and(|info| handlers::ends_thread(&info))
}

/// Keeps the exception that nothing has caught.
fn unhandled(paused: &mut Paused) {
    let Some(error) = paused.raised() else {
        return;
    };
    if error.as_obj().ty().name() == "SystemExit" {
        return;
    }
    keep(paused, &error);
    for part in parts(&error) {
        keep(paused, &part);
    }
}

/// The exceptions in a group and in groups within it, which were raised at their own lines.
fn parts(error: &BaseException) -> Vec<Ref<BaseException>> {
    let mut found = Vec::new();
    let mut groups = vec![error.to_ref()];
    while let Some(group) = groups.pop() {
        // A member, for whose value no code is run.
        let items = protocol::getattr_opt_text(group.as_obj(), "exceptions").ok();
        let items = items
            .flatten()
            .filter(|_| handlers::is_group(group.as_obj().ty()));
        let Some(items) = items.as_ref().and_then(|items| items.downcast::<Tuple>()) else {
            continue;
        };
        let items = (0..items.len()).filter_map(|index| items.get(index));
        for item in items.filter_map(|item| item.downcast_into::<BaseException>().ok()) {
            groups.push(item.clone());
            found.push(item);
        }
    }
    found
}

/// Keeps an exception with the text's lines that it has passed.
fn keep(paused: &mut Paused, error: &Ref<BaseException>) {
    let passed = exceptions::passed(paused, error).into_iter();
    let lines = passed.filter_map(|(info, offset)| {
        let is_own = is_own(&info.code.filename.to_string_lossy());
        is_own.then(|| info.lines.line_at(offset as usize / 2))?
    });
    let lines: Vec<u32> = lines.collect();
    if lines.is_empty() && error.as_obj().ty().is_subtype(&SYNTAX_ERROR) {
        // The text itself was not compiled: the server says that better.
        return;
    }
    let view = exceptions::view(paused, error, ExceptionBreak::Uncaught);
    LIVE.with_borrow_mut(|live| {
        if let Some(live) = live {
            live.record.raised(view, lines);
        }
    });
}

/// What the program writes, on the line that writes it.
fn output(fd: Fd, data: &[u8]) {
    let line = debug::with_no_program(|paused| {
        paused
            .frames()
            .into_iter()
            .find_map(|frame| own(frame.code())?.lines.line_at(frame.unit()))
    });
    let what = if fd == 1 {
        What::Output
    } else {
        What::ErrorOutput
    };
    LIVE.with_borrow_mut(|live| {
        if let (Some(live), Some(line)) = (live, line) {
            live.record.written(line, what, data);
        }
    });
}
