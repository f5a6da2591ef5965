//! `partial`: a callable with some of its arguments given.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{GetSet, Member, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::dict::{DICT_TYPE, Dict};
use serpentarium_runtime::types::generic_alias;
use serpentarium_runtime::types::method::Method;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::object_attributes::{generic_getattr, generic_setattr};
use serpentarium_runtime::types::repr_guard::ReprGuard;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::{TUPLE_TYPE, Tuple};
use smallvec::SmallVec;
use std::cell::Cell;

use super::placeholder::{count, is_placeholder};
use crate::native;

/// What a partial stands for.
pub(super) struct Partial {
    function: Field,
    args: Field<Tuple>,
    keywords: Field<Dict>,
    dict: Field<Dict>,
    /// How many of `args` are placeholders.
    placeholders: Cell<usize>,
}

impl NativeType for Partial {
    fn type_object() -> &'static Type {
        &PARTIAL_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.args);
        visit.field(&self.keywords);
        visit.field(&self.dict);
    }

    fn clear(&self) {
        self.function.set(None);
        self.args.set(None);
        self.keywords.set(None);
        self.dict.set(None);
    }
}

pub(super) static PARTIAL_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "partial(func, /, *args, **keywords)\n--\n\nCreate a new function with partial application of the given arguments\nand keywords.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_WEAKREF,
    reported: (80, 0),
    dict_offset: std::mem::offset_of!(Native<Partial>, data.dict),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        call: Some(call),
        getattr: Some(generic_getattr),
        setattr: Some(generic_setattr),
        descr_get: Some(|this, instance, _| {
            Ok(match instance {
                Some(instance) if !is_none(instance) => {
                    Method::new(this.to_ref(), instance.to_ref()).into_obj()
                }
                _ => this.to_ref(),
            })
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
        NativeDef::new(
            "__setstate__",
            "($self, object, /)",
            "",
            NativeFn::One(set_state),
        ),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            "partial is generic over the wrapped function's return type",
            NativeFn::One(generic_alias::make),
        )
        .class(),
    ],
    members: &[
        Member {
            name: "func",
            get: |this| Ok(partial(this)?.function.get().unwrap_or_else(none)),
            set: None,
            doc: Some("function object to use in future partial calls"),
        },
        Member {
            name: "args",
            get: |this| Ok(partial(this)?.args.get().map_or_else(none, Ref::into_obj)),
            set: None,
            doc: Some("tuple of arguments to future partial calls"),
        },
        Member {
            name: "keywords",
            get: |this| {
                Ok(partial(this)?
                    .keywords
                    .get()
                    .map_or_else(none, Ref::into_obj))
            },
            set: None,
            doc: Some("dictionary of keyword arguments to future partial calls"),
        },
        // Where CPython keeps the function to call; this machine has one way to call.
        Member::readonly("__vectorcalloffset__", |_| native::int(0)),
    ],
    getset: &[GetSet::new(
        "__dict__",
        |this| Ok(super::get_dict(&partial(this)?.dict)),
        |this, value| super::set_dict(&partial(this)?.dict, value),
    )],
    ..TypeSpec::of::<Native<Partial>>("functools.partial")
};

fn partial(object: &Obj) -> PyResult<&Native<Partial>> {
    object
        .downcast::<Native<Partial>>()
        .ok_or_else(|| type_error("a functools.partial is required"))
}

/// A partial without attributes of its own: another partial of it can take its place.
fn to_flatten(function: &Obj) -> Option<&Native<Partial>> {
    let inner = function.downcast::<Native<Partial>>()?;
    (!inner.dict.is_some()).then_some(inner)
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let Some((function, given)) = args.positional().split_first() else {
        return Err(type_error("type 'partial' takes at least one argument"));
    };
    if function.ty().slots().call.is_none() {
        return Err(type_error("the first argument must be callable"));
    }
    let mut placeholders = count(given.iter().copied())?;
    if args.keywords().any(|(_, value)| is_placeholder(value)) {
        return Err(type_error(
            "Placeholder cannot be passed as a keyword argument",
        ));
    }
    let inner = to_flatten(function);
    let keywords = match inner.and_then(|inner| inner.keywords.peek()) {
        Some(first) => super::copy_of(first)?,
        None => Dict::new(),
    };
    for (name, value) in args.keywords() {
        keywords.set(name.as_obj(), value.to_ref())?;
    }
    let mut target = function.to_ref();
    let mut all = Tuple::from_slice(given);
    if let Some(inner) = inner
        && let (Some(wrapped), Some(first)) = (inner.function.get(), inner.args.get())
    {
        target = wrapped;
        let filled = inner.placeholders.get().min(given.len());
        placeholders += inner.placeholders.get() - filled;
        all = match (given.is_empty(), first.is_empty()) {
            (true, _) => first,
            (_, true) => all,
            _ => Tuple::from_slice(&joined(&first, given)),
        };
    }
    let data = Partial {
        function: Field::new(target),
        args: Field::new(all),
        keywords: Field::new(keywords),
        dict: Field::empty(),
        placeholders: Cell::new(placeholders),
    };
    Ok(Native::of_type(ty, data).into_obj())
}

type Values<'a> = SmallVec<[&'a Obj; 8]>;

/// Stored arguments with new ones in the places of placeholders and after them.
fn joined<'a>(stored: &'a Tuple, given: &[&'a Obj]) -> Values<'a> {
    let mut given = given.iter().copied();
    let mut all: Values<'a> = stored
        .as_slice()
        .iter()
        .map(|stored| match is_placeholder(stored) {
            true => given.next().unwrap_or(stored),
            false => stored,
        })
        .collect();
    all.extend(given);
    all
}

fn call(this: &Obj, args: Args<'_>) -> PyResult {
    let this = partial(this)?;
    let (Some(function), Some(stored)) = (this.function.get(), this.args.get()) else {
        return Err(type_error("the partial has been cleared"));
    };
    let given = args.positional();
    let wanted = this.placeholders.get();
    if given.len() < wanted {
        return Err(type_error(format!(
            "missing positional arguments in 'partial' call; expected at least {wanted}, got {}",
            given.len()
        )));
    }
    let mut values: Values<'_> = if wanted == 0 {
        let mut values = Values::from_slice(stored.as_slice());
        values.extend_from_slice(given);
        values
    } else {
        joined(&stored, given)
    };
    match this.keywords.get().filter(|dict| !dict.is_empty()) {
        None => {
            values.extend_from_slice(&args.values[given.len()..]);
            protocol::call_args(
                &function,
                Args {
                    values: &values,
                    names: args.names,
                },
            )
        }
        Some(keywords) => call_with_keywords(&function, values, &keywords, args),
    }
}

/// A call where the partial has keyword arguments, which those of the call override.
fn call_with_keywords(
    function: &Obj,
    values: Values<'_>,
    keywords: &Dict,
    args: Args<'_>,
) -> PyResult {
    let mut pairs: SmallVec<[(Ref, Ref); 8]> = keywords.items().into();
    for (name, value) in args.keywords() {
        let known = pairs
            .iter_mut()
            .find(|(known, _)| known.downcast::<Str>().is_some_and(|known| known.eq(name)));
        match known {
            Some((_, old)) => *old = value.to_ref(),
            None => pairs.push((name.to_ref().into_obj(), value.to_ref())),
        }
    }
    if pairs
        .iter()
        .any(|(name, _)| name.downcast::<Str>().is_none())
    {
        return Err(type_error("keywords must be strings"));
    }
    let names: SmallVec<[&Obj; 8]> = pairs.iter().map(|(name, _)| &**name).collect();
    let names = Tuple::from_slice(&names);
    let mut all: Values<'_> = values.iter().copied().collect();
    all.extend(pairs.iter().map(|(_, value)| &**value));
    protocol::call_args(
        function,
        Args {
            values: &all,
            names: Some(&names),
        },
    )
}

fn repr(this: &Obj) -> PyResult {
    let Some(_guard) = ReprGuard::enter(this) else {
        return native::text("...");
    };
    let data = partial(this)?;
    let module = protocol::getattr_text(this.ty().as_obj(), "__module__")?;
    let qualname = protocol::getattr_text(this.ty().as_obj(), "__qualname__")?;
    let function = data.function.get().unwrap_or_else(none);
    let mut text = protocol::str(&module)?
        .concat(&Str::from_str("."))
        .concat(&*protocol::str(&qualname)?)
        .concat(&Str::from_str("("))
        .concat(&*protocol::repr(&function)?);
    let comma = Str::from_str(", ");
    let stored = data.args.get().unwrap_or_else(Tuple::empty);
    for value in stored.iter() {
        text = text.concat(&comma).concat(&*protocol::repr(&value)?);
    }
    if let Some(keywords) = data.keywords.get() {
        for (name, value) in keywords.items() {
            text = text
                .concat(&comma)
                .concat(&*protocol::str(&name)?)
                .concat(&Str::from_str("="))
                .concat(&*protocol::repr(&value)?);
        }
    }
    Ok(text.concat(&Str::from_str(")")).into_obj())
}

fn reduce(this: &Obj) -> PyResult {
    let data = partial(this)?;
    let function = data.function.get().unwrap_or_else(none);
    let state = Tuple::new(vec![
        function.clone(),
        data.args.get().map_or_else(none, Ref::into_obj),
        data.keywords.get().map_or_else(none, Ref::into_obj),
        data.dict.get().map_or_else(none, Ref::into_obj),
    ]);
    Ok(Tuple::new(vec![
        this.ty().to_ref().into_obj(),
        Tuple::new(vec![function]).into_obj(),
        state.into_obj(),
    ])
    .into_obj())
}

fn set_state(this: &Obj, state: &Obj) -> PyResult {
    let data = partial(this)?;
    let invalid = || type_error("invalid partial state");
    let state = state.downcast::<Tuple>().ok_or_else(invalid)?;
    let [function, args, keywords, dict] = state.as_slice() else {
        return Err(invalid());
    };
    let args = args.downcast::<Tuple>().ok_or_else(invalid)?;
    let keyword_dict = keywords.downcast::<Dict>();
    if function.ty().slots().call.is_none() || (keyword_dict.is_none() && !is_none(keywords)) {
        return Err(invalid());
    }
    let placeholders = count(args.as_slice().iter().copied())?;
    let args = if args.as_obj().is_exact(&TUPLE_TYPE) {
        args.to_ref()
    } else {
        Tuple::new(protocol::collect(args.as_obj())?)
    };
    let keywords = match keyword_dict {
        None => Dict::new(),
        Some(dict) if dict.as_obj().is_exact(&DICT_TYPE) => dict.to_ref(),
        Some(dict) => super::copy_of(dict)?,
    };
    let dict = match dict.downcast::<Dict>() {
        Some(dict) => Some(dict.to_ref()),
        None if is_none(dict) => None,
        None => return Err(invalid()),
    };
    data.function.set(function.to_ref());
    data.args.set(args);
    data.keywords.set(keywords);
    data.placeholders.set(placeholders);
    data.dict.set(dict);
    native::none()
}
