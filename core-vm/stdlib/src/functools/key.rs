//! `cmp_to_key`: objects that compare by a function of two arguments.

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{attribute_error_plain, type_error};
use serpentarium_runtime::object::native::{GetSet, Member};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::object_attributes::generic_getattr;

use crate::native;

/// The comparison, and with it an object once one is wrapped.
pub(super) struct Key {
    compare: Field,
    object: Field,
}

impl NativeType for Key {
    fn type_object() -> &'static Type {
        &KEY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.compare);
        visit.field(&self.object);
    }

    fn clear(&self) {
        self.compare.set(None);
        self.object.set(None);
    }
}

pub(super) static KEY_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (32, 0),
    slots: Slots {
        call: Some(wrap),
        getattr: Some(generic_getattr),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    none_attributes: &["__hash__"],
    members: &[Member {
        name: "obj",
        get: |this| Ok(key(this)?.object.get().unwrap_or_else(none)),
        set: Some(|this, value| {
            key(this)?.object.set(value.map(Object::to_ref));
            Ok(())
        }),
        doc: Some("Value wrapped by a key function."),
    }],
    getset: &[GetSet::readonly("__text_signature__", |_| {
        native::text("(obj)")
    })],
    ..TypeSpec::of::<Native<Key>>("functools.KeyWrapper")
};

fn key(object: &Obj) -> PyResult<&Native<Key>> {
    object
        .downcast_exact::<Native<Key>>()
        .ok_or_else(|| type_error("other argument must be K instance"))
}

fn make(compare: Ref, object: Option<Ref>) -> PyResult {
    let key = Key {
        compare: Field::new(compare),
        object: Field::new(object),
    };
    Ok(Native::new(key).into_obj())
}

pub(super) fn cmp_to_key(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    make(bound[0].map_or_else(none, Object::to_ref), None)
}

fn wrap(this: &Obj, args: Args<'_>) -> PyResult {
    let bound = parsed("(obj)").bind("K", args)?;
    let compare = key(this)?.compare.get().unwrap_or_else(none);
    make(compare, bound[0].map(Object::to_ref))
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (a, b) = (key(left)?, key(right)?);
    let (Some(compare), Some(a), Some(b)) = (a.compare.get(), a.object.get(), b.object.get())
    else {
        return Err(attribute_error_plain("object"));
    };
    let order = protocol::call(&compare, &[&a, &b])?;
    protocol::compare(&order, Int::new(0).as_obj(), op)
}
