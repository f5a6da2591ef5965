//! `BaseException`: creation, text, arguments, notes, chaining attributes.

use super::{BaseException, Part, this};
use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn, none};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, protocol};
use crate::types::dict::Dict;
use crate::types::int::bool_ref;
use crate::types::list::List;
use crate::types::none::is_none;
use crate::types::str::Str;
use crate::types::traceback::Traceback;
use crate::types::tuple::Tuple;

pub(super) const BASE_EXCEPTION: Part = Part {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        str: Some(str),
        getattr: Some(crate::types::object_attributes::generic_getattr),
        setattr: Some(crate::types::object_attributes::generic_setattr),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    members: MEMBERS,
    extra: None,
};

static METHODS: &[NativeDef] = &[
    NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
    NativeDef::new(
        "__setstate__",
        "($self, state, /)",
        "",
        NativeFn::One(setstate),
    ),
    NativeDef::new(
        "with_traceback",
        "($self, tb, /)",
        "Set self.__traceback__ to tb and return self.",
        NativeFn::One(with_traceback),
    ),
    NativeDef::new(
        "add_note",
        "($self, note, /)",
        "Add a note to the exception",
        NativeFn::One(add_note),
    ),
];

static MEMBERS: &[Member] = &[Member {
    name: "__suppress_context__",
    get: |object| Ok(bool_ref(this(object).suppress_context.get())),
    set: Some(set_suppress_context),
    doc: None,
}];

static GETSET: &[GetSet] = &[
    GetSet::new("__dict__", get_dict, set_dict),
    GetSet::new("args", get_args, set_args),
    GetSet::new("__traceback__", get_traceback, set_traceback),
    GetSet::new("__context__", get_context, set_context),
    GetSet::new("__cause__", get_cause, set_cause),
];

/// `BaseException.__new__`: takes any arguments, keeps the positional ones.
pub(super) fn new(class: &Type, args: Args<'_>) -> PyResult {
    Ok(BaseException::bare(class, Tuple::from_slice(args.positional())).into_obj())
}

/// `BaseException.__init__`
pub(super) fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    args.no_keywords(&object.ty().tp_name())?;
    set_positional(object, args.positional());
    Ok(())
}

/// Stores `args`, keeping the tuple of `__new__` when it holds the same objects.
pub(super) fn set_positional(object: &Obj, args: &[&Obj]) {
    let held = this(object).args.peek().is_some_and(|held| {
        held.len() == args.len() && held.as_slice().iter().zip(args).all(|(a, b)| a.is(b))
    });
    if !held {
        this(object).args.set(Tuple::from_slice(args));
    }
}

/// `args`, which deleting the fields of a dying exception may have emptied.
pub(super) fn args_of(object: &Obj) -> Ref<Tuple> {
    this(object).args.get().unwrap_or_else(Tuple::empty)
}

fn repr(object: &Obj) -> PyResult {
    let args = args_of(object);
    let inner = match args.as_slice() {
        [single] => {
            let text = protocol::repr(single)?;
            Str::from_str("(").concat(&text).concat(&Str::from_str(")"))
        }
        _ => protocol::repr(args.as_obj())?,
    };
    Ok(Str::from_str(&object.ty().name()).concat(&inner).into_obj())
}

/// `BaseException.__str__`
pub(super) fn str(object: &Obj) -> PyResult {
    let args = args_of(object);
    match args.as_slice() {
        [] => Ok(Str::from_str("").into_obj()),
        [single] => Ok(protocol::str(single)?.into_obj()),
        _ => Ok(protocol::str(args.as_obj())?.into_obj()),
    }
}

fn reduce(object: &Obj) -> PyResult {
    let args = args_of(object);
    Ok(reduced(
        object,
        args,
        this(object).dict.get().map(Ref::into_obj),
    ))
}

/// `(type(self), args)`, with the state as a third item when there is one.
pub(super) fn reduced(object: &Obj, args: Ref<Tuple>, state: Option<Ref>) -> Ref {
    let mut items = vec![object.ty().as_obj().to_ref(), args.into_obj()];
    items.extend(state);
    Tuple::new(items).into_obj()
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    if is_none(state) {
        return none();
    }
    let Some(state) = state.downcast::<Dict>() else {
        return Err(type_error("state is not a dictionary"));
    };
    for (key, value) in state.items() {
        match key.downcast::<Str>() {
            Some(name) => protocol::setattr(object, name, Some(&value))?,
            None => {
                return Err(type_error(format!(
                    "attribute name must be string, not '{}'",
                    key.ty().tp_name()
                )));
            }
        }
    }
    none()
}

fn with_traceback(object: &Obj, traceback: &Obj) -> PyResult {
    set_traceback(object, Some(traceback))?;
    Ok(object.to_ref())
}

fn add_note(object: &Obj, note: &Obj) -> PyResult {
    if note.downcast::<Str>().is_none() {
        return Err(type_error(format!(
            "add_note() argument must be str, not {}",
            crate::object::args::type_in_message(note)
        )));
    }
    let notes = match protocol::getattr_opt_text(object, "__notes__")? {
        Some(notes) => notes,
        None => {
            let notes = List::new(Vec::new()).into_obj();
            protocol::setattr_text(object, "__notes__", &notes)?;
            notes
        }
    };
    match notes.downcast::<List>() {
        Some(list) => list.push(note.to_ref()),
        None => return Err(type_error("Cannot add note: __notes__ is not a list")),
    }
    none()
}

fn set_suppress_context(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("can't delete numeric/char attribute"));
    };
    if !value.is_exact(&crate::types::int::BOOL_TYPE) {
        return Err(type_error("attribute value type must be bool"));
    }
    this(object).suppress_context.set(protocol::is_true(value)?);
    Ok(())
}

fn get_dict(object: &Obj) -> PyResult {
    let dict = &this(object).dict;
    if !dict.is_some() {
        dict.set(Dict::new());
    }
    Ok(dict
        .get()
        .map_or_else(crate::types::none::none, Ref::into_obj))
}

fn set_dict(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("cannot delete __dict__"));
    };
    match value.to_ref().downcast_into::<Dict>() {
        Ok(dict) => {
            this(object).dict.set(dict);
            Ok(())
        }
        Err(other) => Err(type_error(format!(
            "__dict__ must be set to a dictionary, not a '{}'",
            other.ty().tp_name()
        ))),
    }
}

fn get_args(object: &Obj) -> PyResult {
    match this(object).args.get() {
        Some(args) => Ok(args.into_obj()),
        None => none(),
    }
}

fn set_args(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("args may not be deleted"));
    };
    let args = Tuple::new(protocol::collect(value)?);
    this(object).args.set(args);
    Ok(())
}

fn get_traceback(object: &Obj) -> PyResult {
    match this(object).traceback.get() {
        Some(traceback) => Ok(traceback.into_obj()),
        None => none(),
    }
}

fn set_traceback(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("__traceback__ may not be deleted"));
    };
    let field = &this(object).traceback;
    if is_none(value) {
        field.set(None);
        return Ok(());
    }
    match value.to_ref().downcast_into::<Traceback>() {
        Ok(traceback) => field.set(traceback),
        Err(_) => return Err(type_error("__traceback__ must be a traceback or None")),
    }
    Ok(())
}

fn get_context(object: &Obj) -> PyResult {
    match this(object).context.get() {
        Some(context) => Ok(context.into_obj()),
        None => none(),
    }
}

fn set_context(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let context = linked(value, "__context__", "context")?;
    this(object).context.set(context);
    Ok(())
}

fn get_cause(object: &Obj) -> PyResult {
    match this(object).cause.get() {
        Some(cause) => Ok(cause.into_obj()),
        None => none(),
    }
}

fn set_cause(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let cause = linked(value, "__cause__", "cause")?;
    super::raise::set_cause(this(object), cause);
    Ok(())
}

/// The value for a chaining attribute: an exception, or `None` to break the chain.
fn linked(
    value: Option<&Obj>,
    attribute: &str,
    what: &str,
) -> PyResult<Option<Ref<BaseException>>> {
    let Some(value) = value else {
        return Err(type_error(format!("{attribute} may not be deleted")));
    };
    if is_none(value) {
        return Ok(None);
    }
    value
        .to_ref()
        .downcast_into::<BaseException>()
        .map(Some)
        .map_err(|_| {
            type_error(format!(
                "exception {what} must be None or derive from BaseException"
            ))
        })
}
