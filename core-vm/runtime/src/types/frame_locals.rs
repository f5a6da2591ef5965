//! `FrameLocalsProxy`: the write-through view of a function's variables (PEP 667).
//!
//! Variables that the code knows live in the frame; others that somebody stores live in a
//! dictionary beside it. A value that is replaced in a frame is kept alive by the frame
//! object, because the frame's value stack may borrow it.

use serpentarium_bytecode::code::local_kind;

use crate::interp::frame::InterpreterFrame;
use crate::interp::slot::Slot;
use crate::object::args::check_positional;
use crate::object::error::{key_error, type_error, value_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Exc, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::cell::Cell;
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::exceptions::KEY_ERROR;
use crate::types::frame::Frame;
use crate::types::frame_attributes::interpreter_frame;
use crate::types::int::bool_ref;
use crate::types::list::List;
use crate::types::none::{none, not_implemented};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct FrameLocals {
    head: Obj,
    frame: Field<Frame>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for FrameLocals {
    fn type_object() -> &'static Type {
        &FRAME_LOCALS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.frame);
    }
}

/// The value of a fast local, looking into its cell; `None` when unbound.
///
/// # Safety
/// `frame` is complete and `index` one of its locals.
unsafe fn local(frame: *mut InterpreterFrame, index: usize) -> Option<Ref> {
    // SAFETY: the caller's promise.
    unsafe {
        match cell_of(frame, index) {
            Some(cell) => cell.contents.get(),
            None => {
                let slot = *InterpreterFrame::locals_ptr(frame).add(index);
                (!slot.is_null()).then(|| slot.obj().to_ref())
            }
        }
    }
}

/// The cell that a variable shared with inner functions lives in.
///
/// # Safety
/// As [`local`].
unsafe fn cell_of(frame: *mut InterpreterFrame, index: usize) -> Option<Ref<Cell>> {
    // SAFETY: the caller's promise.
    unsafe {
        let code: &Code = &*(*frame).code;
        if code.kinds[index] & (local_kind::CELL | local_kind::FREE) == 0 {
            return None;
        }
        let slot = *InterpreterFrame::locals_ptr(frame).add(index);
        if slot.is_null() {
            return None;
        }
        slot.obj().to_ref().downcast_into::<Cell>().ok()
    }
}

impl FrameLocals {
    pub(crate) fn new(frame: Ref<Frame>) -> Ref<FrameLocals> {
        object::alloc(
            &FRAME_LOCALS_TYPE,
            FrameLocals {
                head: object::header(0),
                frame: Field::new(frame),
            },
        )
    }

    fn frame(&self) -> Ref<Frame> {
        // SAFETY: set when the view is made and never replaced.
        unsafe { self.frame.get().unwrap_unchecked() }
    }

    fn extra(&self) -> Option<Ref<Dict>> {
        let extra = self.frame().extra_locals.get()?;
        extra.downcast_into::<Dict>().ok()
    }

    /// The bound variables of the frame: index, name and value.
    fn fast(&self) -> Vec<(Ref, Ref)> {
        let object = self.frame();
        let frame = interpreter_frame(&object);
        // SAFETY: a frame object's frame is complete.
        unsafe {
            let code: &Code = &*(*frame).code;
            (0..code.kinds.len())
                .filter_map(|index| {
                    let value = local(frame, index)?;
                    Some((code.local_name(index).to_ref().into_obj(), value))
                })
                .collect()
        }
    }

    /// Names and values, those of the frame first.
    pub(crate) fn items(&self) -> Vec<(Ref, Ref)> {
        let mut items = self.fast();
        if let Some(extra) = self.extra() {
            items.extend(extra.items());
        }
        items
    }

    /// A dictionary of the variables as they are now.
    ///
    /// # Errors
    /// What hashing names raises.
    pub(crate) fn to_dict(&self) -> PyResult<Ref<Dict>> {
        let dict = Dict::new();
        for (name, value) in self.items() {
            dict.set(&name, value)?;
        }
        Ok(dict)
    }

    /// The fast local called `key`: a bound one before an unbound one.
    fn index_of(&self, key: &Obj, bound_only: bool) -> Option<usize> {
        let key = key.downcast::<Str>()?;
        let object = self.frame();
        let frame = interpreter_frame(&object);
        // SAFETY: a frame object's frame is complete.
        unsafe {
            let code: &Code = &*(*frame).code;
            let mut named = (0..code.kinds.len()).filter(|index| {
                let name = code.local_name(*index);
                std::ptr::eq(name, key) || name.eq(key)
            });
            let bound = named.clone().find(|index| local(frame, *index).is_some());
            if bound_only || bound.is_some() {
                return bound;
            }
            named.next()
        }
    }

    fn get(&self, key: &Obj) -> PyResult<Option<Ref>> {
        protocol::hash(key)?;
        if let Some(index) = self.index_of(key, true) {
            let object = self.frame();
            // SAFETY: the index is one of the frame's locals.
            return Ok(unsafe { local(interpreter_frame(&object), index) });
        }
        match self.extra() {
            Some(extra) => extra.get(key),
            None => Ok(None),
        }
    }

    fn set(&self, key: &Obj, value: Ref) -> PyResult<()> {
        protocol::hash(key)?;
        let object = self.frame();
        if let Some(index) = self.index_of(key, false) {
            // SAFETY: the index is one of the frame's locals.
            unsafe { set_local(&object, index, Some(value)) };
            return Ok(());
        }
        let extra = match self.extra() {
            Some(extra) => extra,
            None => {
                let extra = Dict::new();
                object.extra_locals.set(extra.clone().into_obj());
                extra
            }
        };
        extra.set(key, value)
    }

    fn remove(&self, key: &Obj) -> PyResult<Option<Ref>> {
        protocol::hash(key)?;
        if self.index_of(key, false).is_some() {
            return Err(value_error(
                "cannot remove local variables from FrameLocalsProxy",
            ));
        }
        match self.extra() {
            Some(extra) => extra.remove(key),
            None => Ok(None),
        }
    }

    /// Takes over the items of a dictionary or another view; `false` for anything else.
    fn merge(&self, other: &Obj) -> PyResult<bool> {
        let items = match (other.downcast::<Dict>(), other.downcast::<FrameLocals>()) {
            (Some(dict), _) => dict.items(),
            (_, Some(view)) => view.items(),
            _ => return Ok(false),
        };
        for (key, value) in items {
            self.set(&key, value)?;
        }
        Ok(true)
    }
}

/// Stores a variable, in its cell if it has one; a replaced value is kept by the frame object.
///
/// # Safety
/// `index` is a fast local of the frame.
pub(crate) unsafe fn set_local(object: &Frame, index: usize, value: Option<Ref>) {
    let frame = interpreter_frame(object);
    // SAFETY: the caller's promise; the old value outlives what the stack borrows.
    unsafe {
        if let Some(cell) = cell_of(frame, index) {
            cell.contents.set(value);
            return;
        }
        let place = InterpreterFrame::locals_ptr(frame).add(index);
        let old = std::mem::replace(&mut *place, value.map_or(Slot::NULL, Slot::own));
        if !old.is_null() {
            (*object.overwritten.get()).push(old.into_ref());
        }
    }
}

fn view(this: &Obj) -> Ref<FrameLocals> {
    // SAFETY: slots and methods of this type are called with its instances only.
    unsafe { this.cast_unchecked::<FrameLocals>() }.to_ref()
}

fn undefined(key: &Obj) -> Exc {
    let shown = protocol::repr_text(key).unwrap_or_default();
    Exc::with_message(
        &KEY_ERROR,
        &format!("local variable '{shown}' is not defined"),
    )
}

fn new(_class: &Type, args: Args<'_>) -> PyResult {
    let given = args.positional();
    if given.len() != 1 {
        return Err(type_error(format!(
            "FrameLocalsProxy expected 1 argument, got {}",
            given.len()
        )));
    }
    args.no_keywords("FrameLocalsProxy")?;
    match given[0].downcast_exact::<Frame>() {
        Some(frame) => Ok(FrameLocals::new(frame.to_ref()).into_obj()),
        None => Err(type_error(format!(
            "expect frame, not {}",
            given[0].ty().tp_name()
        ))),
    }
}

fn repr(this: &Obj) -> PyResult {
    let Some(_guard) = crate::types::repr_guard::ReprGuard::enter(this) else {
        return Ok(Str::from_str("{...}").into_obj());
    };
    let dict = view(this).to_dict()?;
    Ok(protocol::repr(dict.as_obj())?.into_obj())
}

fn compare(this: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    let view = view(this);
    let equal = if let Some(other) = other.downcast::<FrameLocals>() {
        view.frame().as_obj().is(other.frame().as_obj())
    } else if other.downcast::<Dict>().is_some() {
        protocol::eq(view.to_dict()?.as_obj(), other)?
    } else {
        return Ok(not_implemented());
    };
    match op {
        CompareOp::Eq => Ok(bool_ref(equal)),
        CompareOp::Ne => Ok(bool_ref(!equal)),
        _ => Ok(not_implemented()),
    }
}

fn or(left: &Obj, right: &Obj) -> PyResult {
    let is_mapping = |object: &Obj| {
        object.is_instance(&FRAME_LOCALS_TYPE) || object.downcast::<Dict>().is_some()
    };
    if !is_mapping(left) || !is_mapping(right) {
        return Ok(not_implemented());
    }
    let merged = Dict::new();
    for side in [left, right] {
        let items = match (side.downcast::<Dict>(), side.downcast::<FrameLocals>()) {
            (Some(dict), _) => dict.items(),
            (_, Some(view)) => view.items(),
            _ => Vec::new(),
        };
        for (key, value) in items {
            merged.set(&key, value)?;
        }
    }
    Ok(merged.into_obj())
}

fn inplace_or(this: &Obj, other: &Obj) -> PyResult {
    if view(this).merge(other)? {
        Ok(this.to_ref())
    } else {
        Ok(not_implemented())
    }
}

fn update(this: &Obj, other: &Obj) -> PyResult {
    if view(this).merge(other)? {
        return Ok(none());
    }
    Err(type_error(
        "update() argument must be dict or another FrameLocalsProxy",
    ))
}

fn keys(this: &Obj) -> Ref<List> {
    List::new(view(this).items().into_iter().map(|item| item.0).collect())
}

fn iter(this: &Obj) -> PyResult {
    protocol::iter(keys(this).as_obj())
}

fn reversed(this: &Obj) -> PyResult {
    let mut keys = keys(this).to_vec();
    keys.reverse();
    protocol::iter(List::new(keys).as_obj())
}

fn values(this: &Obj) -> PyResult {
    let values = view(this).items().into_iter().map(|item| item.1).collect();
    Ok(List::new(values).into_obj())
}

fn items(this: &Obj) -> PyResult {
    let pairs = view(this)
        .items()
        .into_iter()
        .map(|(key, value)| Tuple::new(vec![key, value]).into_obj())
        .collect();
    Ok(List::new(pairs).into_obj())
}

fn assign(this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let view = view(this);
    match value {
        Some(value) => view.set(key, value.to_ref()),
        None => match view.remove(key)? {
            Some(_) => Ok(()),
            None => Err(key_error(key)),
        },
    }
}

fn one_or_two<'a>(name: &str, args: &[&'a Obj]) -> PyResult<(&'a Obj, Option<&'a Obj>)> {
    match args {
        [key] => Ok((key, None)),
        [key, default] => Ok((key, Some(default))),
        _ => Err(type_error(format!("{name} expected 1 or 2 arguments"))),
    }
}

fn get(this: &Obj, args: &[&Obj]) -> PyResult {
    let (key, default) = one_or_two("get", args)?;
    let found = view(this).get(key)?;
    Ok(found.unwrap_or_else(|| default.map_or_else(none, Object::to_ref)))
}

fn pop(this: &Obj, args: &[&Obj]) -> PyResult {
    check_positional("pop", args.len(), 1, 2)?;
    match (view(this).remove(args[0])?, args.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok((*default).to_ref()),
        (None, None) => Err(key_error(args[0])),
    }
}

fn setdefault(this: &Obj, args: &[&Obj]) -> PyResult {
    let (key, default) = one_or_two("setdefault", args)?;
    let view = view(this);
    if let Some(found) = view.get(key)? {
        return Ok(found);
    }
    let value = default.map_or_else(none, Object::to_ref);
    view.set(key, value.clone())?;
    Ok(value)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("update", "($self, object, /)", "", NativeFn::One(update)),
    NativeDef::new("__reversed__", "($self, /)", "", NativeFn::NoArgs(reversed)),
    NativeDef::new(
        "copy",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| Ok(view(this).to_dict()?.into_obj())),
    ),
    NativeDef::new(
        "keys",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| Ok(keys(this).into_obj())),
    ),
    NativeDef::new("values", "($self, /)", "", NativeFn::NoArgs(values)),
    NativeDef::new("items", "($self, /)", "", NativeFn::NoArgs(items)),
    NativeDef::new("get", "", "", NativeFn::Positional(0, usize::MAX, get)),
    NativeDef::new("pop", "", "", NativeFn::Positional(0, usize::MAX, pop)),
    NativeDef::new(
        "setdefault",
        "",
        "",
        NativeFn::Positional(0, usize::MAX, setdefault),
    ),
];

pub static FRAME_LOCALS_TYPE: Type = Type::builtin(&FRAME_LOCALS_SPEC);
static FRAME_LOCALS_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::MAPPING,
    reported: (24, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        richcompare: Some(compare),
        iter: Some(iter),
        nb_or: Some(or),
        nb_inplace_or: Some(inplace_or),
        mp_length: Some(|this| Ok(view(this).items().len())),
        mp_subscript: Some(|this, key| view(this).get(key)?.ok_or_else(|| undefined(key))),
        mp_ass_subscript: Some(assign),
        sq_contains: Some(|this, key| Ok(view(this).get(key)?.is_some())),
        ..Slots::NONE
    },
    methods: METHODS,
    none_attributes: &["__hash__"],
    ..TypeSpec::of::<FrameLocals>("FrameLocalsProxy")
};
