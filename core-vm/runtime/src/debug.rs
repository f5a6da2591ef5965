//! The debugger's hold on the interpreter: marks, stops, and reading a stopped program.
//!
//! Whoever debugs [installs](install) two functions. One says at which instructions of a
//! code object to be called (it is asked when the code is entered after a [`changed`]), the
//! other is called there, with the program standing still. It may block as long as it
//! likes, look around through [`Paused`], and run code; marks are silent meanwhile.
//!
//! Values are handed out as counted references: whoever shows a count takes off the one
//! it holds.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;

use crate::interp::frame::{self, InterpreterFrame, Owner};
use crate::interp::instrument::{self, EXCEPTION_EVENTS};
use crate::interp::slot::Slot;
use crate::interp::thread::{self, Thread};
use crate::interp::{breaker, pending};
use crate::object::{Exc, Obj, Object, PyResult, Ref, Type, flags};
use crate::threads;
use crate::types::code::Code;
use crate::types::dict::{Dict, inline};
use crate::types::exceptions::BaseException;
use crate::types::generator::{Generator, State};
use crate::types::object_attributes;
use crate::types::str::Str;

/// Why the hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Execution has reached a mark, which is not executed yet.
    Mark,
    /// An exception was raised by the current frame's current instruction, or has come to it
    /// out of a call.
    Raised,
    /// The exception that is being handled was raised again, by a `raise` alone.
    RaisedAgain,
    /// The exception has left the program's last frame, and is about to be shown.
    Unhandled,
    /// The control socket has something to say ([`request_control`]).
    Control,
    /// The current thread begins.
    ThreadStarted,
    /// The current thread has nothing left to run.
    ThreadEnds,
}

/// Gives the units of a code object to mark: beginnings of instructions.
pub type Marker = fn(&Code) -> Vec<usize>;

/// Is called at marks, for exceptions, and when control is asked for. An error is raised in
/// the program.
pub type Hook = fn(&mut Paused, Event) -> PyResult<()>;

struct Debugger {
    marker: Cell<Option<Marker>>,
    hook: Cell<Option<Hook>>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Debugger {}

static DEBUGGER: Debugger = Debugger {
    marker: Cell::new(None),
    hook: Cell::new(None),
};

/// Puts a debugger in charge.
pub fn install(marker: Marker, hook: Hook) {
    DEBUGGER.marker.set(Some(marker));
    DEBUGGER.hook.set(Some(hook));
    pending::set_control_hook(control);
}

/// Whether one is in charge.
pub fn is_installed() -> bool {
    DEBUGGER.hook.get().is_some()
}

/// The marker's answers are different now. Code that is being executed is brought in line at
/// once, all other when it is next entered.
pub fn changed() {
    breaker::monitoring_changed();
    // SAFETY: frames of living threads are alive.
    threads::each(|thread| unsafe {
        let mut frame = (*thread).frame;
        while let Some(found) = frame::first_complete(frame) {
            instrument::instrument(&*(*found).code);
            frame = (*found).previous;
        }
    });
}

/// Turns [`Event::Raised`], [`Event::RaisedAgain`] and [`Event::Unhandled`] on or off.
pub fn watch_exceptions(on: bool) {
    EXCEPTION_EVENTS.set(on);
}

/// Asks for [`Event::Control`] at the next opportunity. May be called from any thread.
pub fn request_control() {
    breaker::request(breaker::CONTROL);
}

pub(crate) fn wanted(code: &Code) -> Vec<usize> {
    DEBUGGER
        .marker
        .get()
        .map(|marker| marker(code))
        .unwrap_or_default()
}

fn control() -> PyResult<()> {
    // SAFETY: the current thread is alive; its frame was saved before hooks run.
    unsafe {
        let thread = thread::current();
        if (*thread).tracing > 0 {
            Ok(())
        } else {
            call_hook(thread, Event::Control)
        }
    }
}

/// # Safety
/// The thread's current frame is saved at the marked instruction.
pub(crate) unsafe fn at_mark(thread: *mut Thread) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe { call_hook(thread, Event::Mark) }
}

/// # Safety
/// The thread's current frame is saved; an exception is in flight.
pub(crate) unsafe fn raised(thread: *mut Thread, event: Event) {
    // SAFETY: the caller's promise.
    unsafe {
        if let Err(error) = call_hook(thread, event) {
            // The debugger ends the program: its exception takes the place of the other.
            (*thread).raised = Some(error);
        }
    }
}

/// Tells of what ends the program, before it is shown.
pub fn unhandled(error: &Exc) {
    if !EXCEPTION_EVENTS.debugger() {
        return;
    }
    // SAFETY: the current thread is alive, and has no exception in flight: it has no frames.
    unsafe {
        let thread = thread::current();
        (*thread).raised = Some(Exc::from_instance(error.instance().clone()));
        // The program is at its end already.
        let _ = call_hook(thread, Event::Unhandled);
        (*thread).raised = None;
    }
}

/// Tells of the current thread, which has no frames.
pub(crate) fn thread_event(event: Event) {
    if is_installed() {
        // SAFETY: the current thread is alive. What the debugger raises ends it: there is
        // nothing left to end.
        let _ = unsafe { call_hook(thread::current(), event) };
    }
}

unsafe fn call_hook(thread: *mut Thread, event: Event) -> PyResult<()> {
    let Some(hook) = DEBUGGER.hook.get() else {
        return Ok(());
    };
    // SAFETY: the thread is alive; what is in flight is put back afterwards.
    unsafe {
        let mut paused = Paused {
            thread,
            raised: (*thread).raised.take(),
            kept: RefCell::default(),
        };
        (*thread).tracing += 1;
        let result = threads::held(|| hook(&mut paused, event));
        (*thread).tracing -= 1;
        (*thread).raised = paused.raised.take();
        result
    }
}

/// A program that stands still. Exists only while the hook runs.
pub struct Paused {
    thread: *mut Thread,
    raised: Option<Exc>,
    /// Values that were replaced in frames whose stacks may still borrow them.
    kept: RefCell<Vec<Ref>>,
}

impl Paused {
    /// The frames of the current thread, innermost first.
    pub fn frames(&self) -> Vec<FrameRef<'_>> {
        frames_of(self.thread)
    }

    /// The ident of the current thread, by which the others are in [`threads::list`].
    pub fn ident(&self) -> i64 {
        // SAFETY: a paused thread is alive.
        unsafe { (*self.thread).ident }
    }

    /// The frames of any thread; none for one that is not there.
    pub fn frames_of_thread(&self, ident: i64) -> Vec<FrameRef<'_>> {
        threads::thread_of(ident).map_or_else(Vec::new, frames_of)
    }

    /// The innermost frame.
    pub fn frame(&self) -> Option<FrameRef<'_>> {
        // SAFETY: as in `frames`.
        let found = unsafe { frame::first_complete((*self.thread).frame) }?;
        Some(FrameRef {
            frame: found,
            paused: PhantomData,
        })
    }

    /// How many frames there are.
    pub fn depth(&self) -> usize {
        self.frames().len()
    }

    /// The exception in flight.
    pub fn raised(&self) -> Option<Ref<BaseException>> {
        self.raised.as_ref().map(|raised| raised.instance().clone())
    }

    /// The exception being handled by the current frame or its callers.
    pub fn handled(&self) -> Option<Ref<BaseException>> {
        thread::handled_exception()
    }

    /// The frame of a generator that is suspended or not started, or is being executed.
    pub fn generator_frame<'p>(&'p self, generator: &Generator) -> Option<FrameRef<'p>> {
        let has_frame = generator.state.get() <= State::Executing;
        has_frame.then(|| FrameRef {
            frame: generator.frame(),
            paused: PhantomData,
        })
    }

    /// Runs a piece of the program's code; nothing stops in it.
    ///
    /// # Errors
    /// What it raises.
    pub fn run<T>(&mut self, code: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
        code()
    }

    /// Replaces a local variable's slot of a frame, or empties it.
    pub fn set_local(&self, frame: FrameRef<'_>, index: usize, value: Option<Ref>) {
        // SAFETY: the frame is alive and not executing; the old value outlives what the
        // stack may borrow of it, because it is kept until the program goes on and, beyond
        // that, for ever if the stack is not empty.
        unsafe {
            let count = (*(*frame.frame).code).nlocalsplus as usize;
            if index >= count {
                return;
            }
            let slot = InterpreterFrame::locals_ptr(frame.frame).add(index);
            let old = *slot;
            *slot = value.map_or(Slot::NULL, Slot::own);
            if !old.is_null() && !old.is_borrowed() {
                let old = old.into_ref();
                if frame.stack_len() > 0 {
                    std::mem::forget(old)
                } else {
                    self.kept.borrow_mut().push(old)
                }
            }
        }
    }
}

fn frames_of<'p>(thread: *mut Thread) -> Vec<FrameRef<'p>> {
    let mut frames = Vec::new();
    // SAFETY: frames of a paused thread are alive and linked until null.
    unsafe {
        let mut next = (*thread).frame;
        while let Some(found) = frame::first_complete(next) {
            frames.push(FrameRef {
                frame: found,
                paused: PhantomData,
            });
            next = (*found).previous;
        }
    }
    frames
}

/// A frame of a program that stands still.
#[derive(Clone, Copy)]
pub struct FrameRef<'p> {
    frame: *mut InterpreterFrame,
    paused: PhantomData<&'p Paused>,
}

impl<'p> FrameRef<'p> {
    /// Its address: two live frames have different ones.
    pub fn address(self) -> usize {
        self.frame as usize
    }

    /// Its code.
    pub fn code(self) -> &'p Code {
        // SAFETY: a frame holds its code.
        unsafe { &*(*self.frame).code }
    }

    /// Index of its current instruction's unit: the next to be executed in the innermost
    /// frame, the call under way in others, the `yield` in a suspended generator.
    pub fn unit(self) -> usize {
        // SAFETY: `ip` points into the frame's code.
        unsafe {
            (*self.frame)
                .ip
                .offset_from(self.code().units.as_ptr().cast::<u16>())
                .max(0) as usize
        }
    }

    /// The value of a fast local's slot; of a cell variable it is the cell.
    pub fn local(self, index: usize) -> Option<Ref> {
        if index >= self.code().nlocalsplus as usize {
            return None;
        }
        // SAFETY: the slot is one of the frame's, and initialised.
        unsafe { reference(*InterpreterFrame::locals_ptr(self.frame).add(index)) }
    }

    /// How many values are on its stack.
    pub fn stack_len(self) -> usize {
        // SAFETY: `sp` was saved when the frame stopped executing.
        unsafe {
            (*self.frame)
                .sp
                .offset_from(InterpreterFrame::stack_base(self.frame))
                .max(0) as usize
        }
    }

    /// A value of its stack, counted from the bottom; `None` for a `NULL`.
    pub fn stack(self, index: usize) -> Option<Ref> {
        if index >= self.stack_len() {
            return None;
        }
        // SAFETY: below `sp` slots are initialised.
        unsafe { reference(*InterpreterFrame::stack_base(self.frame).add(index)) }
    }

    /// Whether that value is borrowed: the stack holds no count of it.
    pub fn is_borrowed(self, index: usize) -> bool {
        // SAFETY: below `sp` slots are initialised.
        index < self.stack_len()
            && unsafe { (*InterpreterFrame::stack_base(self.frame).add(index)).is_borrowed() }
    }

    /// Its global namespace.
    pub fn globals(self) -> Option<Ref<Dict>> {
        // SAFETY: kept alive by the frame's function.
        unsafe { (*self.frame).globals.as_ref() }.map(Object::to_ref)
    }

    /// Its builtins.
    pub fn builtins(self) -> Option<Ref<Dict>> {
        // SAFETY: kept alive by the frame's function.
        unsafe { (*self.frame).builtins.as_ref() }.map(Object::to_ref)
    }

    /// Its local namespace, in a class body, a module or `exec`.
    pub fn namespace(self) -> Option<Ref> {
        // SAFETY: owned by the frame.
        unsafe { (*self.frame).locals.as_ref() }.map(Object::to_ref)
    }

    /// The function it runs.
    pub fn function(self) -> Option<Ref> {
        // SAFETY: owned by the frame.
        unsafe { (*self.frame).function.as_ref() }.map(Object::to_ref)
    }

    /// Whether it belongs to a generator or coroutine.
    pub fn is_generator(self) -> bool {
        // SAFETY: the frame is alive.
        unsafe { (*self.frame).owner == Owner::Generator }
    }
}

/// # Safety
/// What the slot refers to is alive.
unsafe fn reference(slot: Slot) -> Option<Ref> {
    // SAFETY: the caller's promise.
    (!slot.is_null()).then(|| unsafe { slot.obj() }.to_ref())
}

/// The opcode that stands at a unit of a code object now, specialised if it is, with any
/// mark looked through; and its unit as it is in memory.
pub fn adaptive_unit(code: &Code, index: usize) -> Option<(u8, u16)> {
    let unit = code.units.get(index)?.get();
    let opcode = instrument::hidden(code, index).unwrap_or((unit & 0xFF) as u8);
    Some((opcode, unit & 0xFF00 | u16::from(opcode)))
}

/// Every live object, in address order.
pub fn each_object(mut visit: impl FnMut(&Obj)) {
    // SAFETY: the heap holds live objects only.
    crate::memory::each_object(&mut |object| unsafe { visit(&*object) });
}

/// Which side of a [`fork`] this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fork {
    /// The process that called it, with the copy's process id.
    Parent(i32),
    /// The copy.
    Child,
}

/// Makes a copy of the process, the program in it included. In the copy only the calling
/// thread of the operating system goes on.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub fn fork() -> std::io::Result<Fork> {
    // SAFETY: the VM runs on this thread alone; a thread that waits for the control socket
    // holds no lock while it waits.
    match unsafe { libc::fork() } {
        -1 => Err(std::io::Error::last_os_error()),
        0 => Ok(Fork::Child),
        pid => Ok(Fork::Parent(pid)),
    }
}

/// Ends this process at once, without running anything of the program's.
#[cfg(unix)]
pub fn exit_now(code: i32) -> ! {
    // SAFETY: `_exit` only ends the process.
    unsafe { libc::_exit(code) }
}

/// Ends a copy of this process and waits for its end.
#[cfg(unix)]
pub fn end_fork(pid: i32) {
    // SAFETY: a child of this process that has not been waited for.
    unsafe {
        libc::kill(pid, libc::SIGKILL);
        libc::waitpid(pid, std::ptr::null_mut(), 0);
    }
}

/// The names of an instance's own attributes, in the order of their making. Nothing is
/// created for it: inline values stay inline.
pub fn attribute_names(object: &Obj) -> Vec<String> {
    let ty = object.ty();
    if ty.has_flag(flags::INLINE_VALUES) {
        // SAFETY: the flag says that the block and the shared keys are there.
        if let Some(names) = unsafe { inline_names(object) } {
            return names;
        }
    }
    let dict = if ty.has_flag(flags::MANAGED_DICT) {
        // SAFETY: the flag says that the word is there.
        unsafe { (*inline::dict_word(object)).as_ref() }.map(Object::to_ref)
    } else {
        object_attributes::dict_field(object).and_then(|field| field.get())
    };
    dict.map_or_else(Vec::new, |dict| text_keys(&dict))
}

unsafe fn inline_names(object: &Obj) -> Option<Vec<String>> {
    // SAFETY: the caller's promise.
    unsafe {
        let values = inline::values_of(object);
        let keys = object.ty().cached_keys.get().as_ref()?;
        if !(*values).is_valid() {
            return None;
        }
        let names = inline::Values::order(values).into_iter().map(|index| {
            let entry = &*keys.entries().add(index);
            entry
                .key
                .as_ref()
                .and_then(|key| Some(key.downcast::<Str>()?.to_string_lossy()))
        });
        names.collect()
    }
}

/// The keys of a dictionary that are strings.
pub fn text_keys(dict: &Dict) -> Vec<String> {
    let mut position = 0;
    let keys = std::iter::from_fn(|| dict.next(&mut position).map(|(key, _)| key));
    keys.filter_map(|key| Some(key.downcast::<Str>()?.to_string_lossy()))
        .collect()
}

/// One of an instance's own attributes.
pub fn attribute(object: &Obj, name: &str) -> Option<Ref> {
    object_attributes::instance_attribute(object, &crate::types::str::intern::intern_str(name))
}

/// `__module__` and `__qualname__` of a class, without the module if it is `builtins`.
pub fn type_label(ty: &Type) -> String {
    let qualname = ty
        .heap
        .get()
        .and_then(|heap| heap.qualname.peek())
        .map(|name| name.to_string_lossy());
    let Some(qualname) = qualname else {
        return ty.tp_name();
    };
    let module = ty.dict.peek().and_then(|dict| dict.get_text("__module__"));
    match module.as_ref().and_then(|module| module.downcast::<Str>()) {
        Some(module) if !module.eq_str("builtins") => {
            format!("{}.{qualname}", module.to_string_lossy())
        }
        _ => qualname,
    }
}

/// The classes of a type's MRO.
pub fn mro(ty: &Type) -> Vec<Ref<Type>> {
    let mro = ty.mro.get();
    let classes = mro.iter().flat_map(|mro| mro.iter());
    classes
        .filter_map(|class| class.downcast_into::<Type>().ok())
        .collect()
}

/// A class's own namespace.
pub fn type_namespace(ty: &Type) -> Option<Ref<Dict>> {
    ty.dict.get()
}

/// A class's direct bases.
pub fn bases(ty: &Type) -> Vec<Ref<Type>> {
    let bases = ty.bases.get();
    let classes = bases.iter().flat_map(|bases| bases.iter());
    classes
        .filter_map(|class| class.downcast_into::<Type>().ok())
        .collect()
}

/// `__basicsize__` and `__itemsize__` as CPython reports them.
pub fn sizes(ty: &Type) -> (usize, usize) {
    ty.reported.get()
}

/// The version that inline caches compare; 0 if none is assigned.
pub fn version_tag(ty: &Type) -> u32 {
    ty.version.get()
}

/// A type's flag bits.
pub fn type_flags(ty: &Type) -> u32 {
    ty.flags.get()
}

/// The object at an address that is one of the machine's own: a type, a singleton.
pub fn static_object(address: usize) -> Option<Ref> {
    let mut known: Vec<&Obj> = vec![
        crate::types::object::OBJECT_TYPE.as_obj(),
        crate::types::typeobj::TYPE_TYPE.as_obj(),
    ];
    let mut index = 0;
    while let Some(object) = known.get(index) {
        if object.address() == address {
            return Some(object.to_ref());
        }
        if let Some(ty) = object.downcast::<Type>() {
            // SAFETY: the list names live classes: a dying one removes itself.
            let subclasses = unsafe { &*ty.subclasses.get() };
            known.extend(subclasses.iter().map(|ty| unsafe { &**ty }.as_obj()));
        }
        index += 1;
    }
    None
}

/// A class's live direct subclasses.
pub fn subclasses(ty: &Type) -> Vec<Ref<Type>> {
    // SAFETY: the list names live classes: a dying one removes itself.
    unsafe {
        (*ty.subclasses.get())
            .iter()
            .map(|ty| (**ty).to_ref())
            .collect()
    }
}

/// Reports the references that an object holds.
pub fn traverse(object: &Obj, visitor: &mut crate::object::Visitor<'_>) {
    crate::object::dealloc::traverse(object, visitor);
}

/// The object as a set of either kind.
pub fn as_set(object: &Obj) -> Option<&crate::types::set::Set> {
    use crate::types::set::{FROZENSET_TYPE, SET_TYPE};
    let is_set = object.is_instance(&SET_TYPE) || object.is_instance(&FROZENSET_TYPE);
    // SAFETY: both types have this layout.
    is_set.then(|| unsafe { object.cast_unchecked() })
}

/// The object as a generator, coroutine or asynchronous generator.
pub fn as_generator(object: &Obj) -> Option<&Generator> {
    use crate::types::generator::{ASYNC_GENERATOR_TYPE, COROUTINE_TYPE, GENERATOR_TYPE};
    let kinds = [&GENERATOR_TYPE, &COROUTINE_TYPE, &ASYNC_GENERATOR_TYPE];
    let is_one = kinds.iter().any(|ty| object.is_exact(ty));
    // SAFETY: the three types have this layout.
    is_one.then(|| unsafe { object.cast_unchecked() })
}

/// The code of a generator that has not ended.
pub fn generator_code(generator: &Generator) -> Option<Ref<Code>> {
    let has_frame = generator.state.get() <= State::Executing;
    // SAFETY: until it ends, the frame is complete and holds its code.
    has_frame.then(|| unsafe { (*(*generator.frame()).code).to_ref() })
}

/// The code of a frame object.
pub fn frame_code(frame: &crate::types::frame::Frame) -> Option<Ref<Code>> {
    // SAFETY: a frame object's frame is alive or a complete copy, or null.
    unsafe { frame.frame.get().as_ref() }.map(|frame| unsafe { (*frame.code).to_ref() })
}

/// An exception that ends the program.
pub fn system_exit() -> Exc {
    let class = &crate::types::exceptions::SYSTEM_EXIT;
    Exc::from_instance(BaseException::with_args(class, &[]))
}

/// For questions that have to do with no program: there are no frames.
pub fn with_no_program<T>(ask: impl FnOnce(&Paused) -> T) -> T {
    ask(&Paused {
        thread: thread::current(),
        raised: None,
        kept: RefCell::default(),
    })
}

/// Sends what this process (a copy) writes to standard output and error nowhere.
#[cfg(unix)]
pub fn silence() {
    // SAFETY: plain system calls on descriptors of this process.
    unsafe {
        let nowhere = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR);
        if nowhere >= 0 {
            for descriptor in 0..3 {
                libc::dup2(nowhere, descriptor);
            }
            libc::close(nowhere);
        }
    }
}
