//! `method`: a function bound to an instance.

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol::{self, hash_pointer};
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::bool_ref;
use crate::types::none::{is_none, none, not_implemented};
use crate::types::object_attributes;
use crate::types::str::Str;

#[repr(C)]
pub struct Method {
    head: Obj,
    pub function: Field,
    pub this: Field,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Method {
    fn type_object() -> &'static Type {
        &METHOD_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.this);
    }
}

impl Method {
    pub fn new(function: Ref, this: Ref) -> Ref<Method> {
        object::alloc(
            &METHOD_TYPE,
            Method {
                head: object::header(0),
                function: Field::new(function),
                this: Field::new(this),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }
}

fn this(object: &Obj) -> &Method {
    // SAFETY: called with methods only.
    unsafe { object.cast_unchecked() }
}

/// The function and the instance.
fn parts(object: &Obj) -> (Ref, Ref) {
    let method = this(object);
    (
        method.function.get().unwrap_or_else(none),
        method.this.get().unwrap_or_else(none),
    )
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("method")?;
    object::args::check_positional("method", args.values.len(), 2, 2)?;
    let (function, instance) = (args.values[0], args.values[1]);
    if function.ty().slots().call.is_none() {
        return Err(type_error("first argument must be callable"));
    }
    if is_none(instance) {
        return Err(type_error("instance must not be None"));
    }
    Ok(Method::new(function.to_ref(), instance.to_ref()).into_obj())
}

fn call(object: &Obj, args: Args<'_>) -> PyResult {
    let (function, instance) = parts(object);
    let values = object::args::prepend(&instance, args.values);
    protocol::call_args(
        &function,
        Args {
            values: &values,
            names: args.names,
        },
    )
}

fn repr(object: &Obj) -> PyResult {
    let (function, instance) = parts(object);
    let names = crate::vm::names();
    let mut name = protocol::getattr_opt(&function, &names.dunder_qualname)?;
    if name.is_none() {
        name = protocol::getattr_opt(&function, &names.dunder_name)?;
    }
    let name = name.and_then(|name| name.downcast_into::<Str>().ok());
    let name = name.map_or_else(|| "?".to_owned(), |name| name.to_string_lossy());
    let instance = protocol::repr(&instance)?;
    Ok(Str::from_str(&format!("<bound method {name} of "))
        .concat(&instance)
        .concat(&Str::from_str(">"))
        .into_obj())
}

fn hash(object: &Obj) -> PyResult<i64> {
    let (function, instance) = parts(object);
    match hash_pointer(&instance) ^ protocol::hash(&function)? {
        -1 => Ok(-2),
        hash => Ok(hash),
    }
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !right.is_exact(&METHOD_TYPE) {
        return Ok(not_implemented());
    }
    let (a, b) = (parts(left), parts(right));
    let equal = a.1.is(&b.1) && protocol::eq(&a.0, &b.0)?;
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

/// Attributes that the method lacks are the function's.
fn getattr(object: &Obj, name: &Str) -> PyResult {
    match METHOD_TYPE.lookup(name) {
        Some(_) => object_attributes::generic_getattr(object, name),
        None => protocol::getattr(&parts(object).0, name),
    }
}

/// A bound method stays bound as it is.
fn descr_get(object: &Obj, _instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    Ok(object.to_ref())
}

fn reduce(object: &Obj) -> PyResult {
    let (function, instance) = parts(object);
    let name = protocol::getattr(&function, &crate::vm::names().dunder_name)?;
    let name = protocol::str(&name)?;
    crate::types::object_reduce::getattr_call(&instance, &name.display())
}

fn get_doc(object: &Obj) -> PyResult {
    protocol::getattr(&parts(object).0, &crate::vm::names().dunder_doc)
}

const DOC: &str = "method(function, instance, /)\n--\n\nCreate a bound instance method object.";

pub static METHOD_TYPE: Type = Type::builtin(&METHOD_SPEC);
static METHOD_SPEC: TypeSpec = TypeSpec {
    doc: Some(DOC),
    flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (48, 0),
    weaklist_offset: std::mem::offset_of!(Method, weaklist),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        hash: Some(hash),
        call: Some(call),
        getattr: Some(getattr),
        richcompare: Some(compare),
        descr_get: Some(descr_get),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(reduce),
    )],
    members: &[
        Member {
            name: "__func__",
            get: |object| Ok(parts(object).0),
            set: None,
            doc: Some("the function (or other callable) implementing a method"),
        },
        Member {
            name: "__self__",
            get: |object| Ok(parts(object).1),
            set: None,
            doc: Some("the instance to which a method is bound"),
        },
    ],
    getset: &[object::native::GetSet::readonly("__doc__", get_doc)],
    ..TypeSpec::of::<Method>("method")
};
