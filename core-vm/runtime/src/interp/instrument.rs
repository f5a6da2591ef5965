//! Instrumentation: opcodes rewritten in place (PEP 669).
//!
//! Up to three things can be laid over an instruction: a `LINE` event, an `INSTRUCTION`
//! event or a debugger's *mark*, and the event of the instruction itself (a call, a
//! branch, a return). The topmost is what stands in the code; what was there is kept
//! beside it. A code object is brought in line when it is next entered ([`instrument`],
//! from `RESUME`), or at once where it is being executed, so arming something costs
//! nothing elsewhere, and where nothing is armed nothing is paid.

use std::cell::Cell;
use std::collections::HashMap;

use serpentarium_bytecode::opcode::{self, op};

use crate::debug;
use crate::interp::breaker;
use crate::interp::frame::{self, InterpreterFrame};
use crate::interp::monitoring::{self, event, lines};
use crate::interp::specialize;
use crate::interp::thread::{self, Thread};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::code::Code;
use crate::types::exceptions::BaseException;
use crate::types::int::Int;

/// What an instrumented instruction's adaptive counter is set to, so that it never comes
/// due: specialising would write over the instrumentation.
const PAUSED: u16 = 0x7FFF;

/// What instrumentation replaced in a code object, and why.
#[derive(Default)]
pub struct CodeMonitoring {
    /// Per unit the opcode that is hidden, 0 where none is.
    hidden: Box<[u8]>,
    /// Per unit whether the debugger wants to be told.
    marks: Box<[bool]>,
    /// Per unit the tools that want the event of the instruction, its line, itself.
    pub(crate) tools: Box<[u8]>,
    pub(crate) line_tools: Box<[u8]>,
    pub(crate) instruction_tools: Box<[u8]>,
    /// Where the branch of a `NOT_TAKEN` or `POP_ITER` stands.
    pub(crate) sources: HashMap<usize, usize>,
    /// Event sets that tools asked for in this code only.
    pub(crate) local: [u32; monitoring::TOOLS],
    /// Per unit the tools that disabled the event, the line, the instruction.
    disabled: [Box<[u8]>; 3],
    /// `restart_events` calls that the disabling outlived.
    restarts: u32,
}

impl CodeMonitoring {
    /// Whether a `LINE` or `INSTRUCTION` event lies over the instruction, or did until a tool
    /// disabled it.
    pub(crate) fn is_covered(&self, index: usize) -> bool {
        let layers = [&self.line_tools, &self.instruction_tools];
        let layers = layers.into_iter().chain(&self.disabled[1..]);
        layers
            .into_iter()
            .any(|tools| tools.get(index).is_some_and(|tools| *tools != 0))
    }
}

/// Which of an instruction's layers an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Event = 0,
    Line = 1,
    Instruction = 2,
}

/// Whether anybody wants to know of exceptions: the debugger (bit 0) or tools (bit 1).
pub(crate) struct Flag(Cell<u8>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Flag {}

impl Flag {
    #[inline(always)]
    pub(crate) fn get(&self) -> bool {
        self.0.get() != 0
    }

    fn assign(&self, bit: u8, on: bool) {
        let rest = self.0.get() & !bit;
        self.0.set(if on { rest | bit } else { rest });
    }

    /// The debugger's wish.
    pub(crate) fn set(&self, on: bool) {
        self.assign(1, on);
    }

    /// The tools' wish.
    pub(crate) fn set_tools(&self, on: bool) {
        self.assign(2, on);
    }

    pub(crate) fn debugger(&self) -> bool {
        self.0.get() & 1 != 0
    }

    fn tools(&self) -> bool {
        self.0.get() & 2 != 0
    }
}

/// Somebody wants events about exceptions.
pub(crate) static EXCEPTION_EVENTS: Flag = Flag(Cell::new(0));

/// The instrumentation of a code object, made on first use.
///
/// # Safety
/// The reference must not be kept across anything that runs Python code or instruments.
#[allow(clippy::mut_from_ref)] // the SAFETY rule above is the borrow rule here
pub(crate) unsafe fn of(code: &Code) -> &mut CodeMonitoring {
    // SAFETY: single-threaded; the caller's promise.
    unsafe { (*code.instrumented.get()).get_or_insert_default() }
}

/// [`of`], when there is one.
///
/// # Safety
/// As [`of`].
#[allow(clippy::mut_from_ref)] // the SAFETY rule above is the borrow rule here
pub(crate) unsafe fn peek(code: &Code) -> Option<&mut CodeMonitoring> {
    // SAFETY: as above.
    unsafe { (*code.instrumented.get()).as_deref_mut() }
}

/// Every code object is instrumented anew: those on the frame stack at once, all others
/// when they are next entered.
pub(crate) fn changed() {
    breaker::monitoring_changed();
    // SAFETY: frames of the current thread are alive.
    unsafe {
        let mut next = (*thread::current()).frame;
        while let Some(found) = frame::first_complete(next) {
            instrument(&*(*found).code);
            next = (*found).previous;
        }
    }
}

/// Brings a code object's units in line with the monitoring state.
pub(crate) fn instrument(code: &Code) {
    code.monitoring_version.set(breaker::monitoring_version());
    let marks = debug::wanted(code);
    // SAFETY: nothing below runs Python code.
    unsafe {
        let local = peek(code).map_or([0; monitoring::TOOLS], |old| old.local);
        let active = monitoring::active(code, &local);
        if let Some(old) = peek(code) {
            restore(code, old);
            if active.is_none() && marks.is_empty() && local == [0; monitoring::TOOLS] {
                *code.instrumented.get() = None;
                return;
            }
        } else if active.is_none() && marks.is_empty() {
            return;
        }
        let monitoring = of(code);
        let count = code.units.len();
        let empty = || vec![0u8; count].into_boxed_slice();
        if monitoring.restarts != monitoring::restarts() {
            monitoring.restarts = monitoring::restarts();
            monitoring.disabled = Default::default();
        }
        monitoring.hidden = empty();
        monitoring.tools = empty();
        monitoring.line_tools = empty();
        monitoring.instruction_tools = empty();
        monitoring.marks = vec![false; count].into_boxed_slice();
        for index in marks.into_iter().filter(|index| *index < count) {
            monitoring.marks[index] = true;
        }
        if let Some(active) = active {
            lines::lay_out(code, &active, monitoring);
        }
        for layer in [Layer::Event, Layer::Line, Layer::Instruction] {
            apply_disabled(monitoring, layer);
        }
        for index in 0..count {
            write(code, monitoring, index);
        }
    }
}

fn layer(monitoring: &mut CodeMonitoring, layer: Layer) -> &mut Box<[u8]> {
    match layer {
        Layer::Event => &mut monitoring.tools,
        Layer::Line => &mut monitoring.line_tools,
        Layer::Instruction => &mut monitoring.instruction_tools,
    }
}

fn apply_disabled(monitoring: &mut CodeMonitoring, which: Layer) {
    let disabled = std::mem::take(&mut monitoring.disabled[which as usize]);
    for (tools, disabled) in layer(monitoring, which).iter_mut().zip(&disabled) {
        *tools &= !disabled;
    }
    monitoring.disabled[which as usize] = disabled;
}

/// A tool wants no more events of this kind from this instruction.
pub(crate) fn disable(code: &Code, index: usize, which: Layer, tool: usize) {
    // SAFETY: nothing here runs Python code.
    unsafe {
        let monitoring = of(code);
        let count = code.units.len();
        let disabled = &mut monitoring.disabled[which as usize];
        if disabled.len() != count {
            *disabled = vec![0; count].into_boxed_slice();
        }
        disabled[index] |= 1 << tool;
        if let Some(tools) = layer(monitoring, which).get_mut(index) {
            *tools &= !(1 << tool);
        }
        if monitoring.hidden.len() == count {
            write(code, monitoring, index);
        }
    }
}

/// Whether the instruction at an offset is the end of an `await`.
pub(crate) fn awaits(code: &Code, offset: &Obj) -> bool {
    let offset = offset.downcast::<Int>().and_then(Int::as_i64);
    let unit = offset.and_then(|offset| code.original().get(offset as usize / 2));
    unit.is_some_and(|unit| opcode::deopt((unit & 0xFF) as u8) == op::END_SEND)
}

/// A tool wants no more events of a branch, of which one side is at `index`.
pub(crate) fn disable_branch(code: &Code, index: usize, tool: usize) {
    // SAFETY: nothing here runs Python code.
    let sources = unsafe { of(code) }.sources.clone();
    let source = sources.get(&index).copied().unwrap_or(index);
    let others = sources.iter().filter(|(_, from)| **from == source);
    for (side, _) in others {
        disable(code, *side, Layer::Event, tool);
    }
    if lines::branches(code, source) {
        disable(code, source, Layer::Event, tool);
    }
}

/// Puts what was hidden back.
fn restore(code: &Code, monitoring: &mut CodeMonitoring) {
    for (index, hidden) in monitoring.hidden.iter_mut().enumerate() {
        if *hidden != 0 {
            uncover(code, index, *hidden);
            *hidden = 0;
        }
    }
}

/// Puts the opcode back that was hidden, which may specialise itself again.
fn uncover(code: &Code, index: usize, hidden: u8) {
    let unit = &code.units[index];
    unit.set(unit.get() & 0xFF00 | u16::from(hidden));
    if has_counter(hidden) {
        code.units[index + 1].set(specialize::WARMUP);
    }
}

/// Writes the topmost layer of a unit, or what is under all of them.
fn write(code: &Code, monitoring: &mut CodeMonitoring, index: usize) {
    let unit = &code.units[index];
    let hidden = monitoring.hidden[index];
    let base = opcode::deopt((code.original()[index] & 0xFF) as u8);
    let top = if monitoring.line_tools[index] != 0 {
        op::INSTRUMENTED_LINE
    } else if monitoring.marks[index] || monitoring.instruction_tools[index] != 0 {
        op::INSTRUMENTED_INSTRUCTION
    } else if let Some(twin) = twin(code, monitoring, index, base) {
        twin
    } else {
        if hidden != 0 {
            uncover(code, index, hidden);
            monitoring.hidden[index] = 0;
        }
        return;
    };
    monitoring.hidden[index] = base;
    unit.set(unit.get() & 0xFF00 | u16::from(top));
}

/// The instrumented form of the instruction itself, if somebody wants its event. The one
/// of a conditional jump is also what makes its `NOT_TAKEN` run.
fn twin(code: &Code, monitoring: &CodeMonitoring, index: usize, base: u8) -> Option<u8> {
    let mut wanted = monitoring.tools[index] != 0;
    if lines::is_conditional(base) && index + 2 < code.units.len() {
        wanted |= monitoring.tools[index + 2] != 0
            || monitoring.line_tools[index + 2] != 0
            || monitoring.instruction_tools[index + 2] != 0
            || monitoring.marks[index + 2];
    }
    wanted.then(|| opcode::instrumented(base)).flatten()
}

/// The opcode that instrumentation hides at `index`, if it does.
pub(crate) fn hidden(code: &Code, index: usize) -> Option<u8> {
    // SAFETY: the reference does not leave this function.
    let monitoring = unsafe { peek(code) }?;
    let hidden = monitoring.hidden.get(index).copied();
    hidden.filter(|opcode| *opcode != 0)
}

/// The tools that want a layer's events of an instruction.
pub(crate) fn tools_at(code: &Code, index: usize, which: Layer) -> u8 {
    // SAFETY: the reference does not leave this function.
    let Some(monitoring) = (unsafe { peek(code) }) else {
        return 0;
    };
    layer(monitoring, which).get(index).copied().unwrap_or(0)
}

/// Index of an instruction in its code.
///
/// # Safety
/// `frame` is complete, `ip` points into its code.
pub(crate) unsafe fn index_of(frame: *mut InterpreterFrame, ip: *const u16) -> usize {
    // SAFETY: the caller's promise.
    unsafe { ip.offset_from((*(*frame).code).units.as_ptr().cast::<u16>()) as usize }
}

/// The frame's `ip` was moved during an event: it counts as being on that line already.
///
/// # Safety
/// `frame` is complete.
pub(crate) unsafe fn jumped(frame: *mut InterpreterFrame) {
    // SAFETY: the caller's promise.
    unsafe {
        let index = index_of(frame, (*frame).ip);
        (*frame).last_line = (*(*frame).code).line_at(index).unwrap_or(-1);
    }
}

/// Fires what lies over an instruction: mark, line, instruction. Returns the opcode to go
/// on with. `previous` is where the frame was last saved.
///
/// # Safety
/// `frame` is the thread's current one, saved at `ip`.
pub(crate) unsafe fn layers(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    previous: *const u16,
) -> PyResult<u8> {
    // SAFETY: a frame's code lives as long as the frame; `ip` points into it.
    unsafe {
        let code: &Code = &*(*frame).code;
        let index = index_of(frame, ip);
        if (*thread).tracing == 0 {
            if peek(code).is_some_and(|m| m.marks.get(index).copied().unwrap_or(false)) {
                debug::at_mark(thread)?;
            }
            let had_line = tools_at(code, index, Layer::Line) != 0;
            monitoring::fire_line(thread, frame, index, previous)?;
            // A LINE event that disables itself takes the place of the INSTRUCTION event.
            let disabled = had_line && tools_at(code, index, Layer::Line) == 0;
            if std::ptr::eq((*frame).ip, ip) && !disabled {
                let tools = tools_at(code, index, Layer::Instruction);
                monitoring::fire_at(thread, frame, index, event::INSTRUCTION, tools, &[])?;
            }
        }
        Ok(under(code, ip, index))
    }
}

/// The opcode under marks and lines: the instruction's own event form, or the plain one.
unsafe fn under(code: &Code, ip: *mut u16, index: usize) -> u8 {
    // SAFETY: `ip` is the unit at `index`; an adaptive instruction has its counter next.
    unsafe {
        // Whoever was told may have changed the instrumentation.
        let now = (*ip & 0xFF) as u8;
        if now != op::INSTRUMENTED_INSTRUCTION && now != op::INSTRUMENTED_LINE {
            return now;
        }
        let base = hidden(code, index).unwrap_or(op::NOP);
        if let Some(monitoring) = peek(code)
            && let Some(twin) = twin(code, monitoring, index, base)
        {
            return twin;
        }
        plain(ip, base)
    }
}

/// The plain form of an instruction, kept from rewriting itself.
///
/// # Safety
/// `ip` is an instruction of which `base` is the general form.
pub(crate) unsafe fn plain(ip: *mut u16, base: u8) -> u8 {
    if base == op::LOAD_CONST {
        // The general form would rewrite itself at once.
        return op::LOAD_CONST_MORTAL;
    }
    if has_counter(base) {
        // SAFETY: an adaptive instruction has its counter in the next unit.
        unsafe { *ip.add(1) = PAUSED };
    }
    base
}

fn has_counter(number: u8) -> bool {
    opcode::info(number).is_some_and(|info| {
        let first = info.caches.first();
        first.is_some_and(|(field, _)| *field == "counter")
    })
}

/// An exception was raised in `frame`, or came to it out of a call.
///
/// # Safety
/// `frame` is the thread's current one; an exception is in flight.
pub(crate) unsafe fn exception_events(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
) {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing > 0 {
            return;
        }
        if EXCEPTION_EVENTS.debugger() {
            debug::raised(thread, debug::Event::Raised);
        }
        if EXCEPTION_EVENTS.tools() {
            let index = index_of(frame, ip);
            (*thread).raise_index = index;
            monitoring::fire_exception(thread, frame, index, event::RAISE);
        }
    }
}

/// As [`exception_events`], for an exception that is passed on by `RERAISE` and its kin.
///
/// # Safety
/// As [`exception_events`].
pub(crate) unsafe fn reraise_event(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
) {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing == 0 && EXCEPTION_EVENTS.tools() {
            let index = index_of(frame, ip);
            (*thread).raise_index = index;
            monitoring::fire_exception(thread, frame, index, event::RERAISE);
        }
    }
}

/// As [`exception_events`], for a `raise` alone.
///
/// # Safety
/// As [`exception_events`].
pub(crate) unsafe fn raised_again_events(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
) {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing == 0 && EXCEPTION_EVENTS.debugger() {
            debug::raised(thread, debug::Event::RaisedAgain);
        }
        reraise_event(thread, frame, ip);
    }
}

/// A `StopIteration` was raised to end a loop or an `await` of the frame's current
/// instruction, and is not raised on.
///
/// # Safety
/// `frame` is the thread's current one and saved.
pub(crate) unsafe fn stop_event(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    stop: &Ref<BaseException>,
) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing > 0 || !EXCEPTION_EVENTS.tools() {
            return Ok(());
        }
        let index = index_of(frame, (*frame).ip);
        monitoring::fire_global(thread, frame, index, event::RAISE, &[stop.as_obj()])
    }
}

/// An exception is thrown into the frame of a generator.
///
/// # Safety
/// As [`exception_events`].
pub(crate) unsafe fn throw_event(thread: *mut Thread, frame: *mut InterpreterFrame) {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing == 0 && EXCEPTION_EVENTS.tools() {
            let index = InterpreterFrame::instruction_index(frame);
            monitoring::fire_exception(thread, frame, index, event::PY_THROW);
        }
    }
}

/// A handler of the frame takes the exception on top of its stack.
///
/// # Safety
/// As [`exception_events`], but the exception is the stack's top.
pub(crate) unsafe fn handled_event(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    target: *mut u16,
) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing > 0 || !EXCEPTION_EVENTS.tools() {
            return Ok(());
        }
        let raised = (*(*frame).sp.sub(1)).obj().to_ref();
        let index = index_of(frame, target);
        monitoring::fire_global(thread, frame, index, event::EXCEPTION_HANDLED, &[&raised])
    }
}

/// The exception in flight leaves the frame.
///
/// # Safety
/// As [`exception_events`].
pub(crate) unsafe fn unwind_event(thread: *mut Thread, frame: *mut InterpreterFrame) {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing == 0 && EXCEPTION_EVENTS.tools() {
            let index = (*thread).raise_index;
            monitoring::fire_exception(thread, frame, index, event::PY_UNWIND);
        }
    }
}
