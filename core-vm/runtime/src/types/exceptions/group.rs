//! `BaseExceptionGroup` and `ExceptionGroup`: creation, text, splitting.

use super::{
    self as exc, BASE_EXCEPTION_GROUP, BaseException, EXCEPTION, EXCEPTION_GROUP, Part, base,
    get_field, raise, this,
};
use crate::object::args::type_in_message;
use crate::object::error::{Exc, type_error, value_error};
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, protocol};
use crate::types::list::{LIST_TYPE, List};
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::tuple::{TUPLE_TYPE, Tuple};

const MESSAGE: usize = 0;
const EXCEPTIONS: usize = 1;
/// How the sequence given looked, when it was neither a list nor a tuple.
const SHOWN: usize = 2;

pub(super) const BASE_EXCEPTION_GROUP_PART: Part = Part {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        str: Some(str),
        ..Slots::NONE
    },
    methods: METHODS,
    members: MEMBERS,
    ..Part::NONE
};

pub(super) const EXCEPTION_GROUP_PART: Part = Part {
    extra: Some(add_exception_base),
    ..Part::NONE
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "Exception groups are generic over the type of their contained exceptions",
        NativeFn::One(crate::types::generic_alias::make),
    )
    .class(),
    NativeDef::new("derive", "($self, excs, /)", "", NativeFn::One(derive)),
    NativeDef::new(
        "split",
        "($self, matcher_value, /)",
        "",
        NativeFn::One(split_method),
    ),
    NativeDef::new(
        "subgroup",
        "($self, matcher_value, /)",
        "",
        NativeFn::One(subgroup),
    ),
];

static MEMBERS: &[Member] = &[
    Member {
        name: "message",
        get: get_field::<MESSAGE>,
        set: None,
        doc: Some("exception message"),
    },
    Member {
        name: "exceptions",
        get: get_field::<EXCEPTIONS>,
        set: None,
        doc: Some("nested exceptions"),
    },
];

/// `ExceptionGroup` has a second base: its bases are `(BaseExceptionGroup, Exception)`.
fn add_exception_base(class: &Type) {
    let bases = [BASE_EXCEPTION_GROUP.as_obj(), EXCEPTION.as_obj()];
    let mro = [
        class.as_obj(),
        BASE_EXCEPTION_GROUP.as_obj(),
        EXCEPTION.as_obj(),
        exc::BASE_EXCEPTION.as_obj(),
        crate::types::object::OBJECT_TYPE.as_obj(),
    ];
    class.bases.set(Tuple::from_slice(&bases));
    class.mro.set(Tuple::from_slice(&mro));
    if let Some(dict) = class.dict.peek() {
        dict.set_text("__module__", Str::from_str("builtins").into_obj());
    }
}

/// The exceptions of a group.
pub fn exceptions(group: &BaseException) -> Ref<Tuple> {
    group
        .peek_extra(EXCEPTIONS)
        .and_then(|all| all.downcast_into::<Tuple>().ok())
        .unwrap_or_else(Tuple::empty)
}

/// Whether an exception is a group.
pub fn is_group(error: &BaseException) -> bool {
    error.as_obj().is_instance(&BASE_EXCEPTION_GROUP)
}

fn new(class: &Type, args: Args<'_>) -> PyResult {
    let given = args.positional();
    let [message, sequence] = given else {
        return Err(type_error(format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            given.len()
        )));
    };
    if message.downcast::<Str>().is_none() {
        return Err(type_error(format!(
            "BaseExceptionGroup.__new__() argument 1 must be str, not {}",
            type_in_message(message)
        )));
    }
    let members = checked_members(sequence)?;
    let class = class_for(class, &members)?;
    let plain = sequence.is_exact(&LIST_TYPE) || sequence.is_exact(&TUPLE_TYPE);
    let shown = if plain {
        None
    } else {
        Some(protocol::repr(sequence)?.into_obj())
    };
    let group = BaseException::bare(class, Tuple::from_slice(given));
    group.extra(MESSAGE).set(message.to_ref());
    group.extra(EXCEPTIONS).set(Tuple::new(members).into_obj());
    group.extra(SHOWN).set(shown);
    Ok(group.into_obj())
}

fn checked_members(sequence: &Obj) -> PyResult<Vec<Ref>> {
    if !protocol::sequence::is_sequence(sequence) {
        return Err(type_error(
            "second argument (exceptions) must be a sequence",
        ));
    }
    let members = protocol::collect(sequence)?;
    if members.is_empty() {
        return Err(value_error(
            "second argument (exceptions) must be a non-empty sequence",
        ));
    }
    let wrong = members
        .iter()
        .position(|member| !member.is_instance(&exc::BASE_EXCEPTION));
    match wrong {
        Some(index) => Err(value_error(format!(
            "Item {index} of second argument (exceptions) is not an exception"
        ))),
        None => Ok(members),
    }
}

/// The class to make: a base group of plain exceptions becomes an `ExceptionGroup`.
fn class_for<'a>(class: &'a Type, members: &[Ref]) -> PyResult<&'a Type> {
    let nested_base = members.iter().any(|member| !member.is_instance(&EXCEPTION));
    if class.is_type(&BASE_EXCEPTION_GROUP) {
        return Ok(if nested_base { class } else { &EXCEPTION_GROUP });
    }
    if nested_base && class.is_type(&EXCEPTION_GROUP) {
        return Err(type_error(
            "Cannot nest BaseExceptions in an ExceptionGroup",
        ));
    }
    if nested_base && class.is_subtype(&EXCEPTION) {
        return Err(type_error(format!(
            "Cannot nest BaseExceptions in '{}'",
            class.tp_name()
        )));
    }
    Ok(class)
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    args.no_keywords(&object.ty().tp_name())?;
    base::init(object, args)
}

fn repr(object: &Obj) -> PyResult {
    let group = this(object);
    let args = base::args_of(object);
    let shown = match group.peek_extra(SHOWN) {
        Some(shown) => protocol::str(&shown)?,
        None => {
            let members = exceptions(group);
            let as_list = args.get(1).is_some_and(|given| given.is_exact(&LIST_TYPE));
            if as_list {
                protocol::repr(List::new(members.iter().collect()).as_obj())?
            } else {
                protocol::repr(members.as_obj())?
            }
        }
    };
    let message = protocol::repr(&group.peek_extra(MESSAGE).unwrap_or_else(none))?;
    Ok(Str::from_str(&format!("{}(", object.ty().name()))
        .concat(&message)
        .concat(&Str::from_str(", "))
        .concat(&shown)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn str(object: &Obj) -> PyResult {
    let group = this(object);
    let count = exceptions(group).len();
    let plural = if count > 1 { "s" } else { "" };
    let message = protocol::str(&group.peek_extra(MESSAGE).unwrap_or_else(none))?;
    Ok(message
        .concat(&Str::from_str(&format!(" ({count} sub-exception{plural})")))
        .into_obj())
}

fn derive(object: &Obj, members: &Obj) -> PyResult {
    let message = this(object).peek_extra(MESSAGE).unwrap_or_else(none);
    protocol::call(BASE_EXCEPTION_GROUP.as_obj(), &[&message, members])
}

/// A group of any exceptions (`_PyExc_CreateExceptionGroup`), given as a sequence.
///
/// # Errors
/// What creating it raises.
pub fn create(message: &str, members: &Obj) -> PyResult<Ref<BaseException>> {
    let message = Str::from_str(message);
    let group = protocol::call(BASE_EXCEPTION_GROUP.as_obj(), &[message.as_obj(), members])?;
    group
        .downcast_into::<BaseException>()
        .map_err(|_| type_error("BaseExceptionGroup made no exception"))
}

/// Which exceptions a split takes.
pub enum Matcher {
    /// Instances of these classes.
    Types(Ref),
    /// Those for which the callable answers true.
    Predicate(Ref),
    /// Exactly these, by identity.
    Instances(Vec<usize>),
}

impl Matcher {
    /// From the argument of `split()` and `subgroup()`.
    fn from_argument(value: &Obj) -> PyResult<Matcher> {
        let is_class = value.downcast::<Type>().is_some();
        if !is_class && value.ty().slots().call.is_some() {
            return Ok(Matcher::Predicate(value.to_ref()));
        }
        let valid = match value.downcast::<Tuple>() {
            Some(tuple) if value.is_exact(&TUPLE_TYPE) => tuple
                .as_slice()
                .iter()
                .all(|item| raise::as_class(item).is_some()),
            _ => raise::as_class(value).is_some(),
        };
        if valid {
            return Ok(Matcher::Types(value.to_ref()));
        }
        Err(type_error(
            "expected an exception type, a tuple of exception types, or a callable \
             (other than a class)",
        ))
    }

    fn accepts(&self, error: &Obj) -> PyResult<bool> {
        match self {
            Matcher::Types(types) => Ok(raise::matches(error, types)),
            Matcher::Predicate(callable) => {
                protocol::is_true(&*protocol::call(callable, &[error])?)
            }
            Matcher::Instances(ids) => Ok(ids.contains(&error.address())),
        }
    }
}

/// The parts of an exception that match and that do not.
pub struct Parts {
    pub matching: Option<Ref>,
    pub rest: Option<Ref>,
}

/// Splits an exception, groups recursively.
///
/// # Errors
/// What the predicate or `derive()` raises.
pub fn split(error: &Ref, matcher: &Matcher, with_rest: bool) -> PyResult<Parts> {
    protocol::check_stack(" in exceptiongroup_split_recursive")?;
    let is_group = error.is_instance(&BASE_EXCEPTION_GROUP);
    let identity_leaf_only = matches!(matcher, Matcher::Instances(_)) && is_group;
    if !identity_leaf_only && matcher.accepts(error)? {
        return Ok(Parts {
            matching: Some(error.clone()),
            rest: None,
        });
    }
    if !is_group {
        return Ok(Parts {
            matching: None,
            rest: with_rest.then(|| error.clone()),
        });
    }
    let (mut matching, mut rest) = (Vec::new(), Vec::new());
    for member in exceptions(this(error)).iter() {
        let parts = split(&member, matcher, with_rest)?;
        matching.extend(parts.matching);
        rest.extend(parts.rest);
    }
    Ok(Parts {
        matching: subset(error, matching)?,
        rest: if with_rest {
            subset(error, rest)?
        } else {
            None
        },
    })
}

/// A group like `group` of some of its exceptions, made by its `derive()`.
fn subset(group: &Obj, members: Vec<Ref>) -> PyResult<Option<Ref>> {
    if members.is_empty() {
        return Ok(None);
    }
    let members = List::new(members);
    let derived = protocol::call_method(group, "derive", &[members.as_obj()])?;
    if !derived.is_instance(&BASE_EXCEPTION_GROUP) {
        return Err(type_error(
            "derive must return an instance of BaseExceptionGroup",
        ));
    }
    let (old, new) = (this(group), this(&derived));
    if let Some(traceback) = old.traceback.get() {
        new.traceback.set(traceback);
    }
    new.context.set(old.context.get());
    raise::set_cause(new, old.cause.get());
    if let Some(notes) = protocol::getattr_opt_text(group, "__notes__")?
        && protocol::sequence::is_sequence(&notes)
    {
        let copy = List::new(protocol::collect(&notes)?);
        protocol::setattr_text(&derived, "__notes__", copy.as_obj())?;
    }
    Ok(Some(derived))
}

fn split_method(object: &Obj, matcher: &Obj) -> PyResult {
    let matcher = Matcher::from_argument(matcher)?;
    let parts = split(&object.to_ref(), &matcher, true)?;
    Ok(Tuple::new(vec![
        parts.matching.unwrap_or_else(none),
        parts.rest.unwrap_or_else(none),
    ])
    .into_obj())
}

fn subgroup(object: &Obj, matcher: &Obj) -> PyResult {
    let matcher = Matcher::from_argument(matcher)?;
    let parts = split(&object.to_ref(), &matcher, false)?;
    Ok(parts.matching.unwrap_or_else(none))
}

/// Addresses of the leaf exceptions inside an exception.
pub(super) fn leaves(error: &Obj, found: &mut Vec<usize>) -> Result<(), Exc> {
    protocol::check_stack(" in collect_exception_group_leaf_ids")?;
    if is_none(error) {
        return Ok(());
    }
    if !error.is_instance(&BASE_EXCEPTION_GROUP) {
        found.push(error.address());
        return Ok(());
    }
    for member in exceptions(this(error)).iter() {
        leaves(&member, found)?;
    }
    Ok(())
}
