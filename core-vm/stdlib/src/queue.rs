//! `_queue`: the queue without bounds that `queue.SimpleQueue` is.

use std::cell::RefCell;
use std::collections::VecDeque;

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{
    Exc, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::exceptions::{BaseException, EXCEPTION, module_exception};

use crate::native;
use crate::thread::{Patience, nanoseconds, wait_until};

pub static MODULE: NativeModule = NativeModule {
    name: "_queue",
    doc: "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.",
    functions: &[],
    exec: |module| {
        native::set(module, "Empty", EMPTY.as_obj().to_ref());
        native::set(module, "SimpleQueue", QUEUE_TYPE.as_obj().to_ref());
        Ok(())
    },
};

static EMPTY: Type = Type::builtin(&EMPTY_SPEC);
static EMPTY_SPEC: TypeSpec = TypeSpec {
    doc: Some("Exception raised by Queue.get(block=0)/get_nowait()."),
    ..module_exception("_queue.Empty", &EXCEPTION)
};

/// Items come out in the order in which they were put in.
#[derive(Default)]
pub struct SimpleQueue {
    items: RefCell<VecDeque<Ref>>,
    /// Threads that wait for an item.
    waiting: RefCell<VecDeque<i64>>,
}

impl NativeType for SimpleQueue {
    fn type_object() -> &'static Type {
        &QUEUE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.items.borrow().iter().for_each(|item| visit.obj(item));
    }

    fn clear(&self) {
        drop(self.items.take());
    }
}

static QUEUE_TYPE: Type = Type::builtin(&QUEUE_SPEC);
static QUEUE_SPEC: TypeSpec = TypeSpec {
    doc: Some("SimpleQueue()\n--\n\nSimple, unbounded, reentrant FIFO queue."),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_WEAKREF,
    reported: (72, 0),
    slots: Slots {
        new: Some(|ty, args| {
            if std::ptr::eq(ty, &QUEUE_TYPE) && args.keyword_count() > 0 {
                return Err(type_error("SimpleQueue() takes no keyword arguments"));
            }
            if std::ptr::eq(ty, &QUEUE_TYPE) && !args.values.is_empty() {
                return Err(type_error("SimpleQueue() takes no positional arguments"));
            }
            Ok(Native::of_type(ty, SimpleQueue::default()).into_obj())
        }),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<Native<SimpleQueue>>("_queue.SimpleQueue")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "put",
        "($self, /, item, block=True, timeout=None)",
        "Put the item on the queue.\n\nThe optional 'block' and 'timeout' arguments are ignored, as this\nmethod never blocks.  They are provided for compatibility with the\nQueue class.",
        NativeFn::Bound(put),
    ),
    NativeDef::new(
        "put_nowait",
        "($self, /, item)",
        "Put an item into the queue without blocking.\n\nThis is exactly equivalent to `put(item)` and is only provided\nfor compatibility with the Queue class.",
        NativeFn::Bound(put),
    ),
    NativeDef::new(
        "get",
        "($self, /, block=True, timeout=None)",
        "Remove and return an item from the queue.\n\nIf optional args 'block' is true and 'timeout' is None (the\ndefault), block if necessary until an item is available.  If\n'timeout' is a non-negative number, it blocks at most 'timeout'\nseconds and raises the Empty exception if no item was available\nwithin that time.\nOtherwise ('block' is false), return an item if one is immediately\navailable, else raise the Empty exception ('timeout' is ignored\nin that case).",
        NativeFn::Bound(get),
    ),
    NativeDef::new(
        "get_nowait",
        "($self, /)",
        "Remove and return an item from the queue without blocking.\n\nOnly get an item if one is immediately available. Otherwise\nraise the Empty exception.",
        NativeFn::NoArgs(|this| taken(queue(this)?)),
    ),
    NativeDef::new(
        "empty",
        "($self, /)",
        "Return True if the queue is empty, False otherwise (not reliable!).",
        NativeFn::NoArgs(|this| native::bool(queue(this)?.items.borrow().is_empty())),
    ),
    NativeDef::new(
        "qsize",
        "($self, /)",
        "Return the approximate size of the queue (not reliable!).",
        NativeFn::NoArgs(|this| native::int(queue(this)?.items.borrow().len() as i64)),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "SimpleQueues are generic over the type of their contents",
        NativeFn::One(serpentarium_runtime::types::generic_alias::make),
    )
    .class(),
];

fn queue(object: &Obj) -> PyResult<&SimpleQueue> {
    Native::<SimpleQueue>::by_layout(object)
        .map(|queue| &queue.data)
        .ok_or_else(|| type_error("not a SimpleQueue"))
}

fn put(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = queue(this)?;
    let item = args[0].unwrap_or_else(|| unreachable!("required"));
    this.items.borrow_mut().push_back(item.to_ref());
    this.wake_one();
    native::none()
}

impl SimpleQueue {
    fn wake_one(&self) {
        loop {
            let next = self.waiting.borrow_mut().pop_front();
            if next.is_none_or(threads::unpark) {
                return;
            }
        }
    }
}

fn taken(this: &SimpleQueue) -> PyResult {
    let item = this.items.borrow_mut().pop_front();
    item.ok_or_else(|| Exc::from_instance(BaseException::with_args(&EMPTY, &[])))
}

fn get(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = queue(this)?;
    if !native::truth(args[0], true)? {
        return taken(this);
    }
    let patience = match native::given(args[1]) {
        None => Patience::Endless,
        Some(timeout) => match nanoseconds(timeout)? {
            timeout if timeout < 0 => {
                return Err(value_error("'timeout' must be a non-negative number"));
            }
            timeout => Patience::of(timeout),
        },
    };
    let me = threads::ident();
    let result = wait_until(patience, || {
        let is_there = !this.items.borrow().is_empty();
        let mut waiting = this.waiting.borrow_mut();
        waiting.retain(|other| *other != me);
        if !is_there {
            waiting.push_back(me);
        }
        is_there
    });
    this.waiting.borrow_mut().retain(|other| *other != me);
    if result.is_err() && !this.items.borrow().is_empty() {
        // It was woken for an item that another may have.
        this.wake_one();
    }
    result?;
    taken(this)
}

/// Types that must be readied before use.
pub fn ready() {
    for ty in [&EMPTY, &QUEUE_TYPE] {
        serpentarium_runtime::types::typeobj::ready::ready(ty);
    }
}
