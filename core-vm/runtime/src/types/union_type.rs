//! `typing.Union`: `int | str`.

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::generic_alias::GENERIC_ALIAS_TYPE;
use crate::types::generic_substitution as substitution;
use crate::types::int::bool_ref;
use crate::types::none::{NONE_TYPE, is_none, not_implemented};
use crate::types::object_attributes;
use crate::types::set::frozen_from;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Union {
    head: Obj,
    args: Field<Tuple>,
    /// Computed on first use.
    parameters: Field<Tuple>,
    pub weaklist: std::cell::Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Union {
    fn type_object() -> &'static Type {
        &UNION_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.args);
        visit.field(&self.parameters);
    }
}

impl Union {
    fn args(&self) -> Ref<Tuple> {
        self.args.get().unwrap_or_else(Tuple::empty)
    }

    fn parameters(&self) -> PyResult<Ref<Tuple>> {
        if let Some(known) = self.parameters.get() {
            return Ok(known);
        }
        let found = substitution::parameters(self.args().as_obj())?;
        self.parameters.set(found.clone());
        Ok(found)
    }
}

fn this(object: &Obj) -> &Union {
    // SAFETY: called with unions only.
    unsafe { object.cast_unchecked() }
}

/// Members of a union under construction: flat, each once.
#[derive(Default)]
struct Members(Vec<Ref>);

impl Members {
    fn add(&mut self, member: &Obj) -> PyResult<()> {
        if let Some(union) = member.downcast_exact::<Union>() {
            for inner in union.args().as_slice() {
                self.add(inner)?;
            }
            return Ok(());
        }
        let member = if is_none(member) {
            NONE_TYPE.to_ref().into_obj()
        } else {
            member.to_ref()
        };
        for known in &self.0 {
            if same_member(known, &member)? {
                return Ok(());
            }
        }
        self.0.push(member);
        Ok(())
    }

    /// The union, or the one member itself.
    fn finish(self) -> PyResult {
        match self.0.len() {
            0 => Err(type_error("Cannot take a Union of no types.")),
            1 => Ok(self.0.into_iter().next().expect("one member")),
            _ => Ok(object::alloc(
                &UNION_TYPE,
                Union {
                    head: object::header(0),
                    args: Field::new(Tuple::new(self.0)),
                    parameters: Field::empty(),
                    weaklist: std::cell::Cell::new(std::ptr::null_mut()),
                },
            )
            .into_obj()),
        }
    }
}

/// Whether two members are the same type: equal, and of one kind when they are values.
fn same_member(a: &Obj, b: &Obj) -> PyResult<bool> {
    if a.is(b) {
        return Ok(true);
    }
    if !a.ty().is_type(b.ty()) {
        return Ok(false);
    }
    protocol::eq(a, b)
}

/// Whether `|` takes the object as a type.
fn is_unionable(object: &Obj) -> bool {
    is_none(object)
        || object.downcast::<Type>().is_some()
        || object.is_exact(&GENERIC_ALIAS_TYPE)
        || object.ty().is_subtype(&GENERIC_ALIAS_TYPE)
        || object.is_exact(&UNION_TYPE)
        || object.is_exact(&crate::types::type_params::alias::TYPE_ALIAS_TYPE)
}

/// `left | right` of types.
///
/// # Errors
/// What comparing the members raises.
pub fn or(left: &Obj, right: &Obj) -> PyResult {
    if !is_unionable(left) || !is_unionable(right) {
        return Ok(not_implemented());
    }
    either(left, right)
}

/// `left | right` of anything.
///
/// # Errors
/// As [`or`].
pub fn either(left: &Obj, right: &Obj) -> PyResult {
    let mut members = Members::default();
    members.add(left)?;
    members.add(right)?;
    members.finish()
}

/// The slot of unions: with a union on one side, the other may be anything that
/// `typing` takes.
fn union_or(left: &Obj, right: &Obj) -> PyResult {
    let fits =
        |object: &Obj| is_unionable(object) || !object.is_instance(&crate::types::str::STR_TYPE);
    if !fits(left) || !fits(right) {
        return either(&*checked(left)?, &*checked(right)?);
    }
    either(left, right)
}

/// A member as `typing` checks it: text becomes a forward reference.
fn checked(object: &Obj) -> PyResult {
    if object.downcast::<Str>().is_none() {
        return Ok(object.to_ref());
    }
    let typing = crate::vm::import("typing")?;
    let check = protocol::getattr_text(&typing, "_type_check")?;
    let message = Str::from_str("Union[arg, ...]: each arg must be a type.");
    protocol::call(&check, &[object, message.as_obj()])
}

/// The members of a union; `None` for other objects.
pub fn arguments(object: &Obj) -> Option<Ref<Tuple>> {
    object.downcast_exact::<Union>().map(Union::args)
}

fn class_getitem(_class: &Obj, members: &Obj) -> PyResult {
    of(members)
}

/// `Union[members]`
///
/// # Errors
/// `TypeError` for no members; what `typing` says of a member that is no type.
pub(crate) fn of(members: &Obj) -> PyResult {
    let given: Vec<Ref> = match members.downcast::<Tuple>() {
        Some(tuple) => tuple.iter().collect(),
        None => vec![members.to_ref()],
    };
    let mut union = Members::default();
    for member in &given {
        union.add(&*checked(member)?)?;
    }
    union.finish()
}

fn repr(object: &Obj) -> PyResult {
    let parts = this(object)
        .args()
        .as_slice()
        .iter()
        .map(|member| {
            if member.is(NONE_TYPE.as_obj()) {
                Ok(Str::from_str("None"))
            } else {
                crate::types::generic_alias::argument_text(member)
            }
        })
        .collect::<PyResult<Vec<_>>>()?;
    Ok(crate::types::str_join::join("", &parts, " | ", "").into_obj())
}

fn hash(object: &Obj) -> PyResult<i64> {
    let members = frozen_from(this(object).args().iter().collect())?;
    protocol::hash(members.as_obj())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast_exact::<Union>() else {
        return Ok(not_implemented());
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let (a, b) = (this(left).args(), right.args());
    let mut equal = a.len() == b.len();
    for member in a.as_slice() {
        if !equal {
            break;
        }
        equal = protocol::sequence::contains(b.as_obj(), member)?;
    }
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

fn getitem(object: &Obj, item: &Obj) -> PyResult {
    let union = this(object);
    let parameters = union.parameters()?;
    let members = substitution::substitute(object, &union.args(), &parameters, item)?;
    let mut result = Members::default();
    for member in members.as_slice() {
        result.add(member)?;
    }
    result.finish()
}

fn mro_entries(object: &Obj, _bases: &Obj) -> PyResult {
    Err(type_error(format!(
        "Cannot subclass {}",
        protocol::repr_text(object)?
    )))
}

fn getattr(object: &Obj, name: &Str) -> PyResult {
    object_attributes::generic_getattr(object, name)
}

pub static UNION_TYPE: Type = Type::builtin(&UNION_SPEC);
static UNION_SPEC: TypeSpec = TypeSpec {
    doc: Some("Represent a union type\n\nE.g. for int | str"),
    flags: flags::HAVE_GC,
    reported: (56, 0),
    weaklist_offset: std::mem::offset_of!(Union, weaklist),
    slots: Slots {
        repr: Some(repr),
        hash: Some(hash),
        getattr: Some(getattr),
        richcompare: Some(compare),
        nb_or: Some(union_or),
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
            "__class_getitem__",
            "($type, object, /)",
            "Create a union containing the given types",
            NativeFn::One(class_getitem),
        )
        .class(),
    ],
    members: &[Member::readonly("__args__", |object| {
        Ok(this(object).args().into_obj())
    })],
    getset: &[
        GetSet::readonly("__name__", |_| Ok(Str::from_str("Union").into_obj()))
            .doc("Name of the type"),
        GetSet::readonly("__qualname__", |_| Ok(Str::from_str("Union").into_obj()))
            .doc("Qualified name of the type"),
        GetSet::readonly("__origin__", |_| Ok(UNION_TYPE.to_ref().into_obj()))
            .doc("Always returns the type"),
        GetSet::readonly("__parameters__", |object| {
            Ok(this(object).parameters()?.into_obj())
        })
        .doc("Type variables in the types.UnionType."),
    ],
    extra: Some(crate::types::type_params::add_module),
    ..TypeSpec::of::<Union>("typing.Union")
};
