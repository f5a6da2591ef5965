//! `property`.

use std::cell::Cell;

use crate::object::error::{attribute_error_plain, type_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol::{self, attribute_error};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::bool_ref;
use crate::types::none::{is_none, none};
use crate::types::static_method::is_abstract_method;
use crate::types::typeobj::names;

#[repr(C)]
pub struct Property {
    head: Obj,
    pub getter: Field,
    pub setter: Field,
    pub deleter: Field,
    doc: Field,
    name: Field,
    /// The docstring is the getter's.
    doc_of_getter: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Property {
    fn type_object() -> &'static Type {
        &PROPERTY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for field in [
            &self.getter,
            &self.setter,
            &self.deleter,
            &self.doc,
            &self.name,
        ] {
            visit.field(field);
        }
    }

    fn clear(&self) {
        self.doc.set(None);
    }
}

fn this(object: &Obj) -> &Property {
    // SAFETY: called with properties only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(object::alloc(
        ty,
        Property {
            head: object::header(0),
            getter: Field::empty(),
            setter: Field::empty(),
            deleter: Field::empty(),
            doc: Field::empty(),
            name: Field::empty(),
            doc_of_getter: Cell::new(false),
        },
    )
    .into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    static SIGNATURE: &str = "(fget=None, fset=None, fdel=None, doc=None)";
    let bound = object::args::parsed(SIGNATURE).bind("property", args)?;
    let given = |index: usize| {
        bound[index]
            .filter(|value: &&Obj| !is_none(value))
            .map(|value| value.to_ref())
    };
    let property = this(object);
    property.getter.set(given(0));
    property.setter.set(given(1));
    property.deleter.set(given(2));
    property.doc.set(None);
    property.name.set(None);
    property.doc_of_getter.set(false);
    let mut doc = given(3);
    if doc.is_none()
        && let Some(getter) = given(0)
    {
        doc = protocol::getattr_opt(&getter, &crate::vm::names().dunder_doc)?
            .filter(|doc| !is_none(doc));
        property.doc_of_getter.set(doc.is_some());
    }
    if object.is_exact(&PROPERTY_TYPE) {
        property.doc.set(doc);
        return Ok(());
    }
    // A subclass keeps its docstring where its instances keep attributes.
    let doc = doc.unwrap_or_else(none);
    let stored = protocol::setattr(object, &crate::vm::names().dunder_doc, Some(&doc));
    match stored {
        Err(error)
            if property.doc_of_getter.get()
                && error.matches(&crate::types::exceptions::ATTRIBUTE_ERROR) =>
        {
            Ok(())
        }
        Err(error)
            if is_none(&doc) && error.matches(&crate::types::exceptions::ATTRIBUTE_ERROR) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// The name given by `__set_name__`, or that of the getter.
fn name_of(property: &Property) -> PyResult<Option<Ref>> {
    if let Some(name) = property.name.get() {
        return Ok(Some(name));
    }
    match property.getter.get() {
        Some(getter) => protocol::getattr_opt(&getter, &crate::vm::names().dunder_name),
        None => Ok(None),
    }
}

#[cold]
fn refused(property: &Property, instance: &Obj, what: &str) -> object::Exc {
    let owner = names::qualname_text(instance.ty());
    let name = match name_of(property) {
        Ok(Some(name)) => match protocol::repr_text(&name) {
            Ok(name) => format!("property {name} of"),
            Err(error) => return error,
        },
        Ok(None) => "property of".to_owned(),
        Err(error) => return error,
    };
    attribute_error_plain(format!("{name} '{owner}' object has no {what}"))
}

fn get(object: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let Some(instance) = instance.filter(|instance| !is_none(instance)) else {
        return Ok(object.to_ref());
    };
    let property = this(object);
    match property.getter.get() {
        Some(getter) => protocol::call(&getter, &[instance]),
        None => Err(refused(property, instance, "getter")),
    }
}

fn set(object: &Obj, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let property = this(object);
    match value {
        Some(value) => match property.setter.get() {
            Some(setter) => protocol::call(&setter, &[instance, value])?,
            None => return Err(refused(property, instance, "setter")),
        },
        None => match property.deleter.get() {
            Some(deleter) => protocol::call(&deleter, &[instance])?,
            None => return Err(refused(property, instance, "deleter")),
        },
    };
    Ok(())
}

/// A copy of the property with one of its functions replaced.
fn replaced(object: &Obj, place: usize, function: &Obj) -> PyResult {
    let property = this(object);
    let mut parts = [&property.getter, &property.setter, &property.deleter].map(Field::get);
    if !is_none(function) {
        parts[place] = Some(function.to_ref());
    }
    let with_getter_doc = property.doc_of_getter.get() && parts[0].is_some();
    let doc = if with_getter_doc {
        none()
    } else {
        property.doc.get().unwrap_or_else(none)
    };
    let [getter, setter, deleter] = parts.map(|part| part.unwrap_or_else(none));
    let copy = protocol::call(object.ty().as_obj(), &[&getter, &setter, &deleter, &doc])?;
    if let Some(copy) = copy.downcast::<Property>() {
        copy.name.set(property.name.get());
    }
    Ok(copy)
}

fn set_name(object: &Obj, args: Args<'_>) -> PyResult {
    if args.values.len() != 2 {
        return Err(type_error(format!(
            "__set_name__() takes 2 positional arguments but {} were given",
            args.values.len()
        )));
    }
    this(object).name.set(args.values[1].to_ref());
    Ok(none())
}

fn get_name(object: &Obj) -> PyResult {
    match name_of(this(object))? {
        Some(name) => Ok(name),
        None => Err(attribute_error(
            object,
            &crate::vm::names().dunder_name,
            "'property' object has no attribute '__name__'",
        )),
    }
}

fn put_name(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).name.set(value.map(|value| value.to_ref()));
    Ok(())
}

fn is_abstract(object: &Obj) -> PyResult {
    let property = this(object);
    for part in [&property.getter, &property.setter, &property.deleter] {
        if let Some(function) = part.get()
            && is_abstract_method(&function)?
        {
            return Ok(bool_ref(true));
        }
    }
    Ok(bool_ref(false))
}

fn member(field: &Field) -> PyResult {
    Ok(field.get().unwrap_or_else(none))
}

fn put_doc(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).doc.set(value.map(|value| value.to_ref()));
    Ok(())
}

pub static PROPERTY_TYPE: Type = Type::builtin(&PROPERTY_SPEC);
static PROPERTY_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "property(fget=None, fset=None, fdel=None, doc=None)\n--\n\nProperty attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del\'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I\'m the \'x\' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the \'x\' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        descr_get: Some(get),
        descr_set: Some(set),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "getter",
            "($self, object, /)",
            "Descriptor to obtain a copy of the property with a different getter.",
            NativeFn::One(|object, function| replaced(object, 0, function)),
        ),
        NativeDef::new(
            "setter",
            "($self, object, /)",
            "Descriptor to obtain a copy of the property with a different setter.",
            NativeFn::One(|object, function| replaced(object, 1, function)),
        ),
        NativeDef::new(
            "deleter",
            "($self, object, /)",
            "Descriptor to obtain a copy of the property with a different deleter.",
            NativeFn::One(|object, function| replaced(object, 2, function)),
        ),
        NativeDef::new(
            "__set_name__",
            "($self, owner, name, /)",
            "Method to set name of a property.",
            NativeFn::Raw(set_name),
        ),
    ],
    members: &[
        Member::readonly("fget", |object| member(&this(object).getter)),
        Member::readonly("fset", |object| member(&this(object).setter)),
        Member::readonly("fdel", |object| member(&this(object).deleter)),
        Member {
            name: "__doc__",
            get: |object| member(&this(object).doc),
            set: Some(put_doc),
            doc: None,
        },
    ],
    getset: &[
        GetSet::new("__name__", get_name, put_name),
        GetSet::readonly("__isabstractmethod__", is_abstract),
    ],
    ..TypeSpec::of::<Property>("property")
};
