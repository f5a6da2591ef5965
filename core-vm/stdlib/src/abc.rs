//! `_abc`: what `abc.ABCMeta` remembers of its classes.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serpentarium_runtime::object::error::{assertion_error, runtime_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::bool_obj;
use serpentarium_runtime::types::none::is_not_implemented;
use serpentarium_runtime::types::set::{Set, frozen_from};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::types::weakref::WeakRef;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: FUNCTIONS,
    exec: |_| {
        serpentarium_runtime::types::typeobj::ready::ready(&DATA_TYPE);
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "_abc_init",
        "($module, self, /)",
        "Internal ABC helper for class set-up. Should be never used outside abc module.",
        NativeFn::One(init),
    ),
    NativeDef::new(
        "_abc_register",
        "($module, self, subclass, /)",
        "Internal ABC helper for subclasss registration. Should be never used outside abc module.",
        NativeFn::Positional(2, 2, register),
    ),
    NativeDef::new(
        "_abc_instancecheck",
        "($module, self, instance, /)",
        "Internal ABC helper for instance checks. Should be never used outside abc module.",
        NativeFn::Positional(2, 2, instancecheck),
    ),
    NativeDef::new(
        "_abc_subclasscheck",
        "($module, self, subclass, /)",
        "Internal ABC helper for subclasss checks. Should be never used outside abc module.",
        NativeFn::Positional(2, 2, |_, args| {
            native::bool(subclasscheck(args[0], args[1])?)
        }),
    ),
    NativeDef::new(
        "get_cache_token",
        "($module, /)",
        "Returns the current ABC cache token.\n\nThe token is an opaque object (supporting equality testing) identifying\nthe current version of the ABC cache for virtual subclasses.  The token\nchanges with every call to register() on any ABC.",
        NativeFn::NoArgs(|_| native::int(registrations())),
    ),
    NativeDef::new(
        "_get_dump",
        "($module, self, /)",
        "Internal ABC helper for cache and registry debugging.\n\nReturn shallow copies of registry, of both caches, and\nnegative cache version. Don't call this function directly,\ninstead use ABC._dump_registry() for a nice repr.",
        NativeFn::One(dump),
    ),
    NativeDef::new(
        "_reset_registry",
        "($module, self, /)",
        "Internal ABC helper to reset registry of a given class.\n\nShould be only used by refleak.py",
        NativeFn::One(|_, class| {
            data(class)?.registry.empty();
            native::none()
        }),
    ),
    NativeDef::new(
        "_reset_caches",
        "($module, self, /)",
        "Internal ABC helper to reset both caches of a given class.\n\nShould be only used by refleak.py",
        NativeFn::One(|_, class| {
            let data = data(class)?;
            data.cache.empty();
            data.negative.empty();
            native::none()
        }),
    ),
];

thread_local! {
    /// Grows with every registration; caches of what is not a subclass are of one count.
    static REGISTRATIONS: Cell<i64> = const { Cell::new(0) };
}

fn registrations() -> i64 {
    REGISTRATIONS.with(Cell::get)
}

/// Classes, without keeping them alive.
#[derive(Default)]
struct WeakClasses(RefCell<BTreeMap<usize, Ref<WeakRef>>>);

impl WeakClasses {
    fn contains(&self, class: &Obj) -> bool {
        let known = self.0.borrow();
        // A reference to a class that is gone may stand under another's address.
        let reference = known.get(&class.address());
        reference.is_some_and(|reference| reference.get().is_some())
    }

    fn add(&self, class: &Obj) -> PyResult<()> {
        if self.contains(class) {
            return Ok(());
        }
        let reference = WeakRef::new(WeakRef::type_object(), class, None)?;
        let old = self.0.borrow_mut().insert(class.address(), reference);
        drop(old);
        Ok(())
    }

    fn alive(&self) -> Vec<Ref> {
        self.0
            .borrow()
            .values()
            .filter_map(|reference| reference.get())
            .collect()
    }

    fn empty(&self) {
        drop(self.0.take());
    }

    fn shown(&self) -> PyResult {
        let set = Set::new();
        for reference in self.0.borrow().values() {
            if reference.get().is_some() {
                set.add(reference.as_obj())?;
            }
        }
        Ok(set.into_obj())
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Ok(known) = self.0.try_borrow() {
            for reference in known.values() {
                visit.obj(reference.as_obj());
            }
        }
    }
}

#[derive(Default)]
struct Data {
    registry: WeakClasses,
    cache: WeakClasses,
    negative: WeakClasses,
    negative_version: Cell<i64>,
}

impl NativeType for Data {
    fn type_object() -> &'static Type {
        &DATA_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.registry.traverse(visit);
        self.cache.traverse(visit);
        self.negative.traverse(visit);
    }

    fn clear(&self) {
        self.registry.empty();
        self.cache.empty();
        self.negative.empty();
    }
}

static DATA_TYPE: Type = Type::builtin(&DATA_SPEC);
static DATA_SPEC: TypeSpec = TypeSpec {
    doc: Some("Internal state held by ABC machinery."),
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        new: Some(|ty, _| Ok(new_data(ty))),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Data>>("_abc._abc_data")
};

fn new_data(ty: &Type) -> Ref {
    let data = Data {
        negative_version: Cell::new(registrations()),
        ..Data::default()
    };
    Native::of_type(ty, data).into_obj()
}

fn data(class: &Obj) -> PyResult<Ref<Native<Data>>> {
    let data = protocol::getattr_text(class, "_abc_impl")?;
    data.downcast_into::<Native<Data>>()
        .map_err(|_| type_error("_abc_impl is set to a wrong type"))
}

fn is_abstract(value: &Obj) -> PyResult<bool> {
    match protocol::getattr_opt_text(value, "__isabstractmethod__")? {
        Some(answer) => protocol::is_true(&answer),
        None => Ok(false),
    }
}

/// Finds the names that are abstract in the class: its own, and inherited ones it does not
/// replace.
fn compute_abstract_methods(class: &Obj) -> PyResult<()> {
    let mut abstracts = Vec::new();
    let namespace = protocol::getattr_text(class, "__dict__")?;
    let items = protocol::call_method(&namespace, "items", &[])?;
    for item in protocol::collect(&items)? {
        if let Some(pair) = item.downcast::<Tuple>()
            && let [name, value] = pair.as_slice()
            && is_abstract(value)?
        {
            abstracts.push(name.to_ref());
        }
    }
    let bases = protocol::getattr_text(class, "__bases__")?;
    for base in protocol::collect(&bases)? {
        let Some(inherited) = protocol::getattr_opt_text(&base, "__abstractmethods__")? else {
            continue;
        };
        for name in protocol::collect(&inherited)? {
            let Some(text) = name.downcast::<Str>() else {
                continue;
            };
            if let Some(value) = protocol::getattr_opt(class, text)?
                && is_abstract(&value)?
            {
                abstracts.push(name);
            }
        }
    }
    let abstracts = frozen_from(abstracts)?;
    protocol::setattr_text(class, "__abstractmethods__", abstracts.as_obj())
}

fn init(_: &Obj, class: &Obj) -> PyResult {
    compute_abstract_methods(class)?;
    let data = new_data(&DATA_TYPE);
    protocol::setattr_text(class, "_abc_impl", &data)?;
    if let Some(ty) = class.downcast::<Type>()
        && let Some(namespace) = ty.namespace()
    {
        let name = Str::from_str("__abc_tpflags__");
        if let Some(wanted) = namespace.get_str(&name) {
            set_declared_flags(ty, &wanted)?;
            drop(namespace.remove(name.as_obj())?);
            ty.modified();
        }
    }
    native::none()
}

/// `Sequence` and `Mapping` say with a number what they match as.
fn set_declared_flags(ty: &Type, wanted: &Obj) -> PyResult<()> {
    let Some(wanted) = wanted.downcast::<Int>() else {
        return Ok(());
    };
    let collection = flags::SEQUENCE | flags::MAPPING;
    let wanted = wanted.as_i64().unwrap_or(0) as u32 & collection;
    if wanted == collection {
        return Err(type_error(
            "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING",
        ));
    }
    if wanted != 0 {
        ty.set_collection_flags(wanted);
    }
    Ok(())
}

fn register(_: &Obj, args: &[&Obj]) -> PyResult {
    let (class, subclass) = (args[0], args[1]);
    let Some(registered) = subclass.downcast::<Type>() else {
        return Err(type_error("Can only register classes"));
    };
    if protocol::is_subclass(subclass, class)? {
        return Ok(subclass.to_ref());
    }
    if protocol::is_subclass(class, subclass)? {
        return Err(runtime_error("Refusing to create an inheritance cycle"));
    }
    data(class)?.registry.add(subclass)?;
    REGISTRATIONS.with(|count| count.set(count.get() + 1));
    if let Some(ty) = class.downcast::<Type>() {
        for flag in [flags::SEQUENCE, flags::MAPPING] {
            if ty.has_flag(flag) {
                registered.set_collection_flags(flag);
            }
        }
    }
    Ok(subclass.to_ref())
}

fn ask(class: &Obj, subclass: &Obj) -> PyResult {
    protocol::call_method(class, "__subclasscheck__", &[subclass])
}

fn instancecheck(_: &Obj, args: &[&Obj]) -> PyResult {
    let (class, instance) = (args[0], args[1]);
    let data = data(class)?;
    let subclass = protocol::getattr_text(instance, "__class__")?;
    if data.cache.contains(&subclass) {
        return native::bool(true);
    }
    let subtype = instance.ty().as_obj();
    if subclass.is(subtype) {
        if data.negative_version.get() == registrations() && data.negative.contains(&subclass) {
            return native::bool(false);
        }
        return ask(class, &subclass);
    }
    let answer = ask(class, &subclass)?;
    if protocol::is_true(&answer)? {
        return Ok(answer);
    }
    ask(class, subtype)
}

fn subclasscheck(class: &Obj, subclass: &Obj) -> PyResult<bool> {
    let Some(subtype) = subclass.downcast::<Type>() else {
        return Err(type_error("issubclass() arg 1 must be a class"));
    };
    let data = data(class)?;
    if data.cache.contains(subclass) {
        return Ok(true);
    }
    if data.negative_version.get() < registrations() {
        data.negative.empty();
        data.negative_version.set(registrations());
    } else if data.negative.contains(subclass) {
        return Ok(false);
    }
    let hook = protocol::call_method(class, "__subclasshook__", &[subclass])?;
    if hook.is(bool_obj(true)) {
        data.cache.add(subclass)?;
        return Ok(true);
    }
    if hook.is(bool_obj(false)) {
        data.negative.add(subclass)?;
        return Ok(false);
    }
    if !is_not_implemented(&hook) {
        return Err(assertion_error(
            "__subclasshook__ must return either False, True, or NotImplemented",
        ));
    }
    if class
        .downcast::<Type>()
        .is_some_and(|ty| subtype.is_subtype(ty))
    {
        data.cache.add(subclass)?;
        return Ok(true);
    }
    if data.registry.contains(subclass) {
        return Ok(true);
    }
    let below = protocol::call_method(class, "__subclasses__", &[])?;
    let others = data.registry.alive().into_iter();
    for other in others.chain(protocol::collect(&below)?) {
        if protocol::is_subclass(subclass, &other)? {
            data.cache.add(subclass)?;
            return Ok(true);
        }
    }
    data.negative.add(subclass)?;
    Ok(false)
}

fn dump(_: &Obj, class: &Obj) -> PyResult {
    let data = data(class)?;
    Ok(Tuple::new(vec![
        data.registry.shown()?,
        data.cache.shown()?,
        data.negative.shown()?,
        Int::new(data.negative_version.get()).into_obj(),
    ])
    .into_obj())
}
