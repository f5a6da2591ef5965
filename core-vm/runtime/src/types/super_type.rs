//! `super`: attribute lookup that starts after a class in the MRO.

use crate::object::error::type_error;
use crate::object::native::Member;
use crate::object::protocol::{self, attribute_error};
use crate::object::{
    self, Args, Exc, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::none::{is_none, none};
use crate::types::object_attributes;
use crate::types::str::Str;
use crate::vm::names;

#[repr(C)]
pub struct Super {
    head: Obj,
    /// The class that invokes `super()`.
    class: Field<Type>,
    /// The receiver; empty when unbound.
    this: Field,
    /// The class whose MRO is searched.
    this_class: Field<Type>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Super {
    fn type_object() -> &'static Type {
        &SUPER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.class);
        visit.field(&self.this);
        visit.field(&self.this_class);
    }
}

fn fields(this: &Obj) -> &Super {
    // SAFETY: called for instances of `super` only.
    unsafe { this.cast_unchecked() }
}

/// The class whose MRO `super(class, receiver)` searches.
///
/// # Errors
/// `TypeError` when the receiver is neither a subclass nor an instance.
fn check(class: &Type, receiver: &Obj) -> PyResult<Ref<Type>> {
    if let Some(receiver) = receiver.downcast::<Type>()
        && receiver.is_subtype(class)
    {
        return Ok(receiver.to_ref());
    }
    if receiver.ty().is_subtype(class) {
        return Ok(receiver.ty().to_ref());
    }
    let claimed = protocol::getattr_opt(receiver, &names().dunder_class)?;
    if let Some(claimed) = claimed
        && let Ok(claimed) = claimed.downcast_into::<Type>()
        && !claimed.is_type(receiver.ty())
        && claimed.is_subtype(class)
    {
        return Ok(claimed);
    }
    Err(unrelated(class, receiver))
}

/// `super(class, receiver)` of a receiver that is neither subclass nor instance.
pub(crate) fn unrelated(class: &Type, receiver: &Obj) -> Exc {
    let (kind, name) = match receiver.downcast::<Type>() {
        Some(ty) => ("type", ty.name()),
        None => ("instance of", receiver.ty().name()),
    };
    type_error(format!(
        "super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({}).",
        class.name()
    ))
}

/// The attribute after `class` in the MRO of `start`, unbound.
fn find(class: &Type, start: &Type, name: &Str) -> Option<Ref> {
    // `__class__` is that of the super object itself.
    if name.eq_str("__class__") {
        return None;
    }
    let mro = start.mro.get()?;
    let after = mro
        .as_slice()
        .iter()
        .skip_while(|entry| !entry.is(class.as_obj()))
        .skip(1);
    for entry in after {
        if let Some(found) = entry
            .downcast::<Type>()
            .and_then(|base| base.dict.get())
            .and_then(|dict| dict.get_str(name))
        {
            return Some(found);
        }
    }
    None
}

/// Binds what `find` found to the receiver.
fn bind(found: Ref, receiver: &Obj, start: &Type) -> PyResult {
    match found.ty().slots().descr_get {
        Some(get) => {
            // A class as its own receiver means a class method: no instance.
            let instance = Some(receiver).filter(|receiver| !receiver.is(start.as_obj()));
            get(&found, instance, Some(start.as_obj()))
        }
        None => Ok(found),
    }
}

/// `super(class, receiver).name` without the super object; `true` when it is an unbound
/// method for the receiver, which is given only if `method` asks for it.
///
/// # Errors
/// `TypeError` for a wrong receiver, `AttributeError`, what descriptors raise.
pub fn lookup(class: &Type, receiver: &Obj, name: &Str, method: bool) -> PyResult<(Ref, bool)> {
    let start = check(class, receiver)?;
    match find(class, &start, name) {
        Some(found) => {
            if method
                && found.ty().has_flag(flags::METHOD_DESCRIPTOR)
                && !receiver.is(start.as_obj())
            {
                return Ok((found, true));
            }
            Ok((bind(found, receiver, &start)?, false))
        }
        None => {
            let proxy = make(&SUPER_TYPE, class, Some((receiver, start)));
            Ok((generic(proxy.as_obj(), name)?, false))
        }
    }
}

/// [`lookup`] that gives the bound attribute.
///
/// # Errors
/// As [`lookup`].
pub fn lookup_on_super(class: &Type, receiver: &Obj, name: &Str) -> PyResult {
    lookup(class, receiver, name, false).map(|(found, _)| found)
}

/// Attributes of the super object itself.
fn generic(this: &Obj, name: &Str) -> PyResult {
    match object_attributes::lookup(this, name)? {
        Some(value) => Ok(value),
        None => Err(attribute_error(
            this,
            name,
            &format!("'super' object has no attribute '{name}'"),
        )),
    }
}

fn make(ty: &Type, class: &Type, bound: Option<(&Obj, Ref<Type>)>) -> Ref<Super> {
    let (this, this_class) = match bound {
        Some((receiver, start)) => (Some(receiver.to_ref()), Some(start)),
        None => (None, None),
    };
    object::alloc(
        ty,
        Super {
            head: object::header(0),
            class: Field::new(class.to_ref()),
            this: Field::new(this),
            this_class: Field::new(this_class),
        },
    )
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(object::alloc(
        ty,
        Super {
            head: object::header(0),
            class: Field::empty(),
            this: Field::empty(),
            this_class: Field::empty(),
        },
    )
    .into_obj())
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    args.no_keywords("super")?;
    if args.values.len() > 2 {
        return Err(type_error(format!(
            "super() expected at most 2 arguments, got {}",
            args.values.len()
        )));
    }
    let (class, receiver) = match args.values {
        [] => {
            let (class, receiver) = crate::vm::super_arguments()?;
            (class, Some(receiver))
        }
        [class, rest @ ..] => {
            let Some(class) = class.downcast::<Type>() else {
                return Err(type_error(format!(
                    "super() argument 1 must be a type, not {}",
                    class.ty().name()
                )));
            };
            (
                class.to_ref(),
                rest.first().map(|receiver| receiver.to_ref()),
            )
        }
    };
    let receiver = receiver.filter(|receiver| !is_none(receiver));
    let start = match &receiver {
        Some(receiver) => Some(check(&class, receiver)?),
        None => None,
    };
    let this = fields(this);
    this.class.set(class);
    this.this.set(receiver);
    this.this_class.set(start);
    Ok(())
}

fn getattr(this: &Obj, name: &Str) -> PyResult {
    let parts = fields(this);
    if let (Some(class), Some(receiver), Some(start)) =
        (parts.class.get(), parts.this.get(), parts.this_class.get())
        && let Some(found) = find(&class, &start, name)
    {
        return bind(found, &receiver, &start);
    }
    generic(this, name)
}

fn descr_get(this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let parts = fields(this);
    let (Some(instance), None) = (instance.filter(|o| !is_none(o)), parts.this.get()) else {
        return Ok(this.to_ref());
    };
    let Some(class) = parts.class.get() else {
        return Ok(this.to_ref());
    };
    if !this.is_exact(&SUPER_TYPE) {
        return protocol::call(this.ty().as_obj(), &[class.as_obj(), instance]);
    }
    let start = check(&class, instance)?;
    Ok(make(&SUPER_TYPE, &class, Some((instance, start))).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let parts = fields(this);
    let class = parts.class.get().map_or("NULL".to_owned(), |c| c.name());
    let text = match parts.this_class.get() {
        Some(start) => format!("<super: <class '{class}'>, <{} object>>", start.name()),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(Str::from_str(&text).into_obj())
}

fn member<T: Object>(field: &Field<T>) -> PyResult {
    Ok(field.get().map_or_else(none, Ref::into_obj))
}

const fn documented(name: &'static str, get: fn(&Obj) -> PyResult, doc: &'static str) -> Member {
    Member {
        name,
        get,
        set: None,
        doc: Some(doc),
    }
}

pub static SUPER_TYPE: Type = Type::builtin(&SUPER_SPEC);
static SUPER_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires\n    issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (40, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        getattr: Some(getattr),
        descr_get: Some(descr_get),
        ..Slots::NONE
    },
    members: &[
        documented(
            "__thisclass__",
            |this| member(&fields(this).class),
            "the class invoking super()",
        ),
        documented(
            "__self__",
            |this| member(&fields(this).this),
            "the instance invoking super(); may be None",
        ),
        documented(
            "__self_class__",
            |this| member(&fields(this).this_class),
            "the type of the instance invoking super(); may be None",
        ),
    ],
    ..TypeSpec::of::<Super>("super")
};
