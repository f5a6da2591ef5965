//! `types.GenericAlias`: `list[int]`. Substitution of type parameters is in
//! `generic_substitution`.

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::{ATTRIBUTE_ERROR, TYPE_ERROR};
use crate::types::generic_substitution as substitution;
use crate::types::int::bool_ref;
use crate::types::list::List;
use crate::types::none::{is_ellipsis, is_none, none, not_implemented};
use crate::types::object_attributes;
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct GenericAlias {
    head: Obj,
    pub origin: Field,
    pub args: Field<Tuple>,
    /// Computed on first use.
    parameters: Field<Tuple>,
    /// Made by `*alias`.
    pub starred: Cell<bool>,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for GenericAlias {
    fn type_object() -> &'static Type {
        &GENERIC_ALIAS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.origin);
        visit.field(&self.args);
        visit.field(&self.parameters);
    }
}

impl GenericAlias {
    /// An alias; arguments that are no tuple stand for a tuple of one.
    pub fn new(origin: &Obj, arguments: &Obj) -> Ref<GenericAlias> {
        Self::of_type(&GENERIC_ALIAS_TYPE, origin, arguments, false)
    }

    fn of_type(ty: &Type, origin: &Obj, arguments: &Obj, starred: bool) -> Ref<GenericAlias> {
        let args = match arguments.downcast::<Tuple>() {
            Some(args) => args.to_ref(),
            None => Tuple::from_slice(&[arguments]),
        };
        object::alloc(
            ty,
            GenericAlias {
                head: object::header(0),
                origin: Field::new(origin.to_ref()),
                args: Field::new(args),
                parameters: Field::empty(),
                starred: Cell::new(starred),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    fn parts(&self) -> (Ref, Ref<Tuple>) {
        (
            self.origin.get().unwrap_or_else(none),
            self.args.get().unwrap_or_else(Tuple::empty),
        )
    }

    fn parameters(&self) -> PyResult<Ref<Tuple>> {
        if let Some(known) = self.parameters.get() {
            return Ok(known);
        }
        let found = substitution::parameters(self.parts().1.as_obj())?;
        self.parameters.set(found.clone());
        Ok(found)
    }
}

/// `origin[arguments]`, what `__class_getitem__` of built-in types gives.
///
/// # Errors
/// None so far; the signature is that of a native method.
pub fn make(origin: &Obj, arguments: &Obj) -> PyResult {
    Ok(GenericAlias::new(origin, arguments).into_obj())
}

fn this(object: &Obj) -> &GenericAlias {
    // SAFETY: called with generic aliases only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("GenericAlias")?;
    object::args::check_positional("GenericAlias", args.values.len(), 2, 2)?;
    Ok(GenericAlias::of_type(ty, args.values[0], args.values[1], false).into_obj())
}

/// How an argument is shown: types by their name, the rest by `repr`.
pub(crate) fn argument_text(argument: &Obj) -> PyResult<Ref<Str>> {
    if is_ellipsis(argument) {
        return Ok(Str::from_str("..."));
    }
    let get = |name: &'static str| protocol::getattr_opt_text(argument, name);
    if get("__origin__")?.is_some() && get("__args__")?.is_some() {
        return protocol::repr(argument);
    }
    let Some(qualname) = get("__qualname__")? else {
        return protocol::repr(argument);
    };
    let module = get("__module__")?.filter(|module| !is_none(module));
    let Some(module) = module else {
        return protocol::repr(argument);
    };
    let is_builtin = module
        .downcast::<Str>()
        .is_some_and(|module| module.eq_str("builtins"));
    let qualname = protocol::str(&qualname)?;
    if is_builtin {
        return Ok(qualname);
    }
    Ok(protocol::str(&module)?
        .concat(&Str::from_str("."))
        .concat(&qualname))
}

fn repr(object: &Obj) -> PyResult {
    let alias = this(object);
    let (origin, args) = alias.parts();
    let mut parts = Vec::new();
    for argument in args.as_slice() {
        parts.push(match argument.downcast_exact::<List>() {
            Some(list) => {
                let inner = list
                    .to_vec()
                    .iter()
                    .map(|item| argument_text(item))
                    .collect::<PyResult<Vec<_>>>()?;
                crate::types::str_join::join("[", &inner, ", ", "]")
            }
            None => argument_text(argument)?,
        });
    }
    if parts.is_empty() {
        parts.push(Str::from_str("()"));
    }
    let star = if alias.starred.get() { "*" } else { "" };
    let inner = crate::types::str_join::join("[", &parts, ", ", "]");
    Ok(Str::from_str(star)
        .concat(&*argument_text(&origin)?)
        .concat(&inner)
        .into_obj())
}

fn hash(object: &Obj) -> PyResult<i64> {
    let (origin, args) = this(object).parts();
    match protocol::hash(&origin)? ^ protocol::hash(args.as_obj())? {
        -1 => Ok(-2),
        hash => Ok(hash),
    }
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (
        left.downcast::<GenericAlias>(),
        right.downcast::<GenericAlias>(),
    ) else {
        return Ok(not_implemented());
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let (left, right) = (a.parts(), b.parts());
    let equal = a.starred.get() == b.starred.get()
        && protocol::eq(&left.0, &right.0)?
        && protocol::eq(left.1.as_obj(), right.1.as_obj())?;
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

/// Calls the origin; the result learns what it was made from, if it can.
fn call(object: &Obj, args: Args<'_>) -> PyResult {
    let (origin, _) = this(object).parts();
    let result = protocol::call_args(&origin, args)?;
    let name = intern::intern_str("__orig_class__");
    match protocol::setattr(&result, &name, Some(object)) {
        Ok(()) => Ok(result),
        Err(error) if error.matches(&ATTRIBUTE_ERROR) || error.matches(&TYPE_ERROR) => Ok(result),
        Err(error) => Err(error),
    }
}

/// Attributes of the alias itself; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__bases__",
    "__copy__",
    "__deepcopy__",
];

fn getattr(object: &Obj, name: &Str) -> PyResult {
    if OWN.iter().any(|own| name.eq_str(own)) {
        return object_attributes::generic_getattr(object, name);
    }
    protocol::getattr(&this(object).parts().0, name)
}

fn getitem(object: &Obj, item: &Obj) -> PyResult {
    let alias = this(object);
    let (origin, args) = alias.parts();
    let parameters = alias.parameters()?;
    let new_args = substitution::substitute(object, &args, &parameters, item)?;
    Ok(GenericAlias::of_type(
        &GENERIC_ALIAS_TYPE,
        &origin,
        new_args.as_obj(),
        alias.starred.get(),
    )
    .into_obj())
}

/// `iter(alias)` gives the starred alias once.
fn iter(object: &Obj) -> PyResult {
    let (origin, args) = this(object).parts();
    let starred = GenericAlias::of_type(object.ty(), &origin, args.as_obj(), true);
    Ok(object::alloc(
        &GENERIC_ALIAS_ITERATOR_TYPE,
        AliasIterator {
            head: object::header(0),
            value: Field::new(starred.into_obj()),
            alias: Field::new(object.to_ref()),
        },
    )
    .into_obj())
}

fn mro_entries(object: &Obj, _bases: &Obj) -> PyResult {
    Ok(Tuple::new(vec![this(object).parts().0]).into_obj())
}

fn refuse_isinstance(_object: &Obj, _instance: &Obj) -> PyResult {
    Err(type_error(
        "isinstance() argument 2 cannot be a parameterized generic",
    ))
}

fn refuse_issubclass(_object: &Obj, _class: &Obj) -> PyResult {
    Err(type_error(
        "issubclass() argument 2 cannot be a parameterized generic",
    ))
}

fn reduce(object: &Obj) -> PyResult {
    let alias = this(object);
    let (origin, args) = alias.parts();
    if alias.starred.get() {
        let plain = GenericAlias::new(&origin, args.as_obj());
        let iterator = iter(plain.as_obj())?;
        let next = crate::vm::builtins()
            .get_text("next")
            .ok_or_else(|| object::error::runtime_error("lost builtins.next"))?;
        let arguments = Tuple::new(vec![iterator]);
        return Ok(Tuple::new(vec![next, arguments.into_obj()]).into_obj());
    }
    let arguments = Tuple::new(vec![origin, args.into_obj()]);
    let class = object.ty().to_ref().into_obj();
    Ok(Tuple::new(vec![class, arguments.into_obj()]).into_obj())
}

fn dir(object: &Obj) -> PyResult {
    let origin = this(object).parts().0;
    let names = protocol::call_special(&origin, "__dir__", &[])?.unwrap_or_else(none);
    let names = protocol::sequence::list(&names)?;
    for own in &OWN[1..9] {
        let own = Str::from_str(own);
        if !protocol::sequence::contains(names.as_obj(), own.as_obj())? {
            names.push(own.into_obj());
        }
    }
    Ok(names.into_obj())
}

fn get_parameters(object: &Obj) -> PyResult {
    Ok(this(object).parameters()?.into_obj())
}

/// The arguments of a starred `tuple[...]`, for `*tuple[int, str]` inside another alias.
fn get_unpacked_args(object: &Obj) -> PyResult {
    let alias = this(object);
    let (origin, args) = alias.parts();
    if alias.starred.get() && origin.is(crate::types::tuple::TUPLE_TYPE.as_obj()) {
        return Ok(args.into_obj());
    }
    Ok(none())
}

pub static GENERIC_ALIAS_TYPE: Type = Type::builtin(&GENERIC_ALIAS_SPEC);
static GENERIC_ALIAS_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "GenericAlias(origin, args, /)\n--\n\nRepresent a PEP 585 generic type\n\nFor example, for t = list[int], t.__origin__ is list and t.__args__\nis (int,).",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (64, 0),
    weaklist_offset: std::mem::offset_of!(GenericAlias, weaklist),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        hash: Some(hash),
        call: Some(call),
        getattr: Some(getattr),
        richcompare: Some(compare),
        iter: Some(iter),
        nb_or: Some(crate::types::union_type::or),
        mp_subscript: Some(getitem),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "__mro_entries__",
            "($self, object, /)",
            "",
            NativeFn::One(mro_entries),
        ),
        NativeDef::new(
            "__instancecheck__",
            "($self, object, /)",
            "",
            NativeFn::One(refuse_isinstance),
        ),
        NativeDef::new(
            "__subclasscheck__",
            "($self, object, /)",
            "",
            NativeFn::One(refuse_issubclass),
        ),
        NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
        NativeDef::new("__dir__", "($self, /)", "", NativeFn::NoArgs(dir)),
    ],
    members: &[
        Member::readonly("__origin__", |object| Ok(this(object).parts().0)),
        Member::readonly("__args__", |object| Ok(this(object).parts().1.into_obj())),
        Member::readonly("__unpacked__", |object| {
            Ok(bool_ref(this(object).starred.get()))
        }),
    ],
    getset: &[
        GetSet::readonly("__parameters__", get_parameters)
            .doc("Type variables in the GenericAlias."),
        GetSet::readonly("__typing_unpacked_tuple_args__", get_unpacked_args),
    ],
    ..TypeSpec::of::<GenericAlias>("types.GenericAlias")
};

/// What `iter(alias)` gives.
#[repr(C)]
pub struct AliasIterator {
    head: Obj,
    /// Empty once given out.
    value: Field,
    alias: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for AliasIterator {
    fn type_object() -> &'static Type {
        &GENERIC_ALIAS_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.value);
        visit.field(&self.alias);
    }
}

fn iterator(object: &Obj) -> &AliasIterator {
    // SAFETY: called with these iterators only.
    unsafe { object.cast_unchecked() }
}

fn iterator_reduce(object: &Obj) -> PyResult {
    let this = iterator(object);
    let argument = match this.value.is_some() {
        true => this.alias.get().unwrap_or_else(none),
        false => Tuple::empty().into_obj(),
    };
    crate::types::list::iter::reduce_call("iter", argument, None)
}

pub static GENERIC_ALIAS_ITERATOR_TYPE: Type = Type::builtin(&GENERIC_ALIAS_ITERATOR_SPEC);
static GENERIC_ALIAS_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (24, 0),
    slots: Slots {
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| Ok(iterator(object).value.take())),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(iterator_reduce),
    )],
    ..TypeSpec::of::<AliasIterator>("generic_alias_iterator")
};
