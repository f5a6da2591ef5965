//! `types.SimpleNamespace`.

use crate::object::error::type_error;
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::Dict;
use crate::types::none::not_implemented;
use crate::types::repr_guard::ReprGuard;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Namespace {
    head: Obj,
    dict: Field<Dict>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Namespace {
    fn type_object() -> &'static Type {
        &NAMESPACE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.dict);
    }

    fn clear(&self) {
        self.dict.set(None);
    }
}

impl Namespace {
    /// A namespace over these attributes.
    pub fn new(dict: Ref<Dict>) -> Ref<Namespace> {
        object::alloc(
            &NAMESPACE_TYPE,
            Namespace {
                head: object::header(0),
                dict: Field::new(dict),
            },
        )
    }

    /// The attributes.
    pub fn attributes(&self) -> Ref<Dict> {
        self.dict.get().unwrap_or_else(Dict::new)
    }
}

fn attributes(object: &Obj) -> Ref<Dict> {
    // SAFETY: called with namespaces only.
    unsafe { object.cast_unchecked::<Namespace>() }.attributes()
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(object::alloc(
        ty,
        Namespace {
            head: object::header(0),
            dict: Field::new(Dict::new()),
        },
    )
    .into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    let dict = attributes(object);
    let positional = args.positional();
    object::args::check_positional(&object.ty().name(), positional.len(), 0, 1)?;
    if let [source] = positional {
        let entries = Dict::new();
        crate::types::dict::methods::update(&entries, source)?;
        for (key, value) in entries.items() {
            if key.downcast::<Str>().is_none() {
                return Err(type_error("keywords must be strings"));
            }
            dict.set(&key, value)?;
        }
    }
    for (name, value) in args.keywords() {
        dict.set(name.as_obj(), value.to_ref())?;
    }
    Ok(())
}

fn repr(object: &Obj) -> PyResult {
    let name = if object.is_exact(&NAMESPACE_TYPE) {
        "namespace".to_owned()
    } else {
        object.ty().name()
    };
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str(&format!("{name}(...)")).into_obj());
    };
    let mut parts = Vec::new();
    for (key, value) in attributes(object).items() {
        let Some(key) = key.downcast::<Str>().filter(|key| !key.is_empty()) else {
            continue;
        };
        let value = protocol::repr(&value)?;
        parts.push(key.concat(&Str::from_str("=")).concat(&value));
    }
    Ok(crate::types::str_join::join(&format!("{name}("), &parts, ", ", ")").into_obj())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !left.is_instance(&NAMESPACE_TYPE) || !right.is_instance(&NAMESPACE_TYPE) {
        return Ok(not_implemented());
    }
    protocol::compare(attributes(left).as_obj(), attributes(right).as_obj(), op)
}

fn reduce(object: &Obj) -> PyResult {
    let class = object.ty().to_ref().into_obj();
    Ok(Tuple::new(vec![
        class,
        Tuple::empty().into_obj(),
        attributes(object).into_obj(),
    ])
    .into_obj())
}

fn replace(object: &Obj, args: Args<'_>) -> PyResult {
    if !args.positional().is_empty() {
        return Err(type_error("__replace__() takes no positional arguments"));
    }
    let copy = protocol::call(object.ty().as_obj(), &[])?;
    if !copy.is_instance(&NAMESPACE_TYPE) {
        return Err(type_error(format!(
            "expect {} type, but {}() returned '{}' object",
            NAMESPACE_TYPE.tp_name(),
            object.ty().tp_name(),
            copy.ty().tp_name()
        )));
    }
    let dict = attributes(&copy);
    dict.merge(&attributes(object))?;
    for (name, value) in args.keywords() {
        dict.set(name.as_obj(), value.to_ref())?;
    }
    Ok(copy)
}

pub static NAMESPACE_TYPE: Type = Type::builtin(&NAMESPACE_SPEC);
static NAMESPACE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)\n--\n\nA simple attribute-based namespace.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (24, 0),
    dict_offset: std::mem::offset_of!(Namespace, dict),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "__reduce__",
            "($self, /)",
            "Return state information for pickling",
            NativeFn::NoArgs(reduce),
        ),
        NativeDef::new(
            "__replace__",
            "($self, /, **changes)",
            "Return a copy of the namespace object with new values for the specified attributes.",
            NativeFn::Raw(replace),
        ),
    ],
    members: &[Member::readonly("__dict__", |object| {
        Ok(attributes(object).into_obj())
    })],
    ..TypeSpec::of::<Namespace>("types.SimpleNamespace")
};
