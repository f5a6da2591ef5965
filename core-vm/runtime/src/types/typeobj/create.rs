//! `type.__new__`: making a class from a name, bases and a namespace.

use crate::object::error::{type_error, value_error};
use crate::object::typeobj::HeapPart;
use crate::object::{self, Args, Exc, Field, Obj, Object, PyResult, Ref, Type, flags};
use crate::types::cell::Cell;
use crate::types::dict::{Dict, inline};
use crate::types::function::FUNCTION_TYPE;
use crate::types::none::none;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::typeobj::class_slots::{self, SlotPlan};
use crate::types::typeobj::{TYPE_TYPE, layout, mro, slot_update, type_names};
use crate::vm::names;

/// What a class is made from.
struct Recipe {
    name: Ref<Str>,
    bases: Ref<Tuple>,
    base: Ref<Type>,
    meta: Ref<Type>,
    dict: Ref<Dict>,
}

/// `type.__new__(meta, name, bases, dict, **keywords)`
///
/// # Errors
/// Everything that is wrong with a class, in CPython's words.
pub(crate) fn type_new(meta: &Type, args: Args<'_>) -> PyResult {
    let (name, bases, dict) = parse_arguments(args)?;
    check_bases(bases)?;
    let winner = layout::calculate_metaclass(meta, bases.as_slice())?;
    if !winner.is_type(meta)
        && let Some(new) = winner.slots().new
        && !std::ptr::fn_addr_eq(new, type_new as object::slots::NewFn)
    {
        return new(&winner, args);
    }
    let bases = if bases.is_empty() {
        Tuple::from_slice(&[crate::types::object::OBJECT_TYPE.as_obj()])
    } else {
        bases.to_ref()
    };
    let recipe = Recipe {
        name: name.to_ref(),
        base: layout::best_base(&bases)?,
        bases,
        meta: winner,
        dict: dict.copy(),
    };
    let class = make(recipe)?;
    set_names(&class)?;
    init_subclass(&class, args)?;
    Ok(class.into_obj())
}

fn parse_arguments<'a>(args: Args<'a>) -> PyResult<(&'a Str, &'a Tuple, &'a Dict)> {
    let [name, bases, dict] = args.positional() else {
        return Err(type_error(format!(
            "type.__new__() takes exactly 3 arguments ({} given)",
            args.positional().len()
        )));
    };
    let wrong = |position: usize, wanted: &str, given: &Obj| {
        type_error(format!(
            "type.__new__() argument {position} must be {wanted}, not {}",
            crate::types::typeobj::names::argument_type(given)
        ))
    };
    Ok((
        name.downcast().ok_or_else(|| wrong(1, "str", name))?,
        bases.downcast().ok_or_else(|| wrong(2, "tuple", bases))?,
        dict.downcast().ok_or_else(|| wrong(3, "dict", dict))?,
    ))
}

/// Objects with `__mro_entries__` must have been resolved before.
fn check_bases(bases: &Tuple) -> PyResult<()> {
    for base in bases.as_slice() {
        if base.downcast::<Type>().is_none()
            && object::protocol::getattr_opt(base, &names().dunder_mro_entries)?.is_some()
        {
            return Err(type_error(
                "type() doesn't support MRO entry resolution; use types.new_class()",
            ));
        }
    }
    Ok(())
}

/// Builds the class object: layout, dictionary, MRO, slots.
fn make(recipe: Recipe) -> PyResult<Ref<Type>> {
    check_name(&recipe.name)?;
    let plan = class_slots::plan(&recipe.name, &recipe.base, &recipe.bases, &recipe.dict)?;
    let qualname = take_qualname(&recipe)?;
    let class = allocate(&recipe, &plan, qualname);
    prepare_dict(&class, &recipe)?;
    let own_cell = take_class_cells(&class, &recipe.dict)?;
    plan.add_descriptors(&class, &recipe.dict);
    match recipe.dict.get_str(&names().dunder_doc) {
        Some(doc) => {
            if let Some(doc) = doc.downcast::<Str>() {
                check_encodable(doc)?;
            }
        }
        None => recipe.dict.set_str(&names().dunder_doc, none()),
    }
    check_keys(&class, &recipe.dict)?;
    mro::update(&class)?;
    inherit_flags(&class);
    set_unhashable(&recipe.dict);
    slot_update::fix_class(&class);
    class.flags.set(class.flags.get() | flags::READY);
    for base in recipe.bases.as_slice() {
        if let Some(base) = base.downcast::<Type>() {
            base.add_subclass(&class);
        }
    }
    if class.has_flag(flags::INLINE_VALUES) {
        inline::prepare_class(&class, &static_attributes(&recipe.dict));
    }
    if let Some(cell) = own_cell {
        cell.contents.set(class.clone().into_obj());
    }
    Ok(class)
}

pub(crate) fn check_name(name: &Str) -> PyResult<()> {
    if name.iter().any(|point| point == 0) {
        return Err(value_error("type name must not contain null characters"));
    }
    check_encodable(name)
}

/// Texts of a class must have UTF-8.
fn check_encodable(name: &Str) -> PyResult<()> {
    if let Some(at) = name
        .iter()
        .position(|point| (0xD800..0xE000).contains(&point))
    {
        return Err(surrogate_error(name, at));
    }
    Ok(())
}

/// `UnicodeEncodeError` about a name that has no UTF-8.
fn surrogate_error(name: &Str, at: usize) -> Exc {
    use crate::types::exceptions::{BaseException, UNICODE_ENCODE_ERROR};
    use crate::types::int::Int;
    let (codec, reason) = (
        Str::from_str("utf-8"),
        Str::from_str("surrogates not allowed"),
    );
    let (start, end) = (Int::from_usize(at), Int::from_usize(at + 1));
    Exc::from_instance(BaseException::with_args(
        &UNICODE_ENCODE_ERROR,
        &[
            codec.as_obj(),
            name.as_obj(),
            start.as_obj(),
            end.as_obj(),
            reason.as_obj(),
        ],
    ))
}

/// `__qualname__` leaves the namespace for the class itself.
fn take_qualname(recipe: &Recipe) -> PyResult<Ref<Str>> {
    let key = &names().dunder_qualname;
    let Some(value) = recipe.dict.remove(key.as_obj())? else {
        return Ok(recipe.name.clone());
    };
    value.downcast_into::<Str>().map_err(|other| {
        type_error(format!(
            "type __qualname__ must be a str, not {}",
            other.ty().tp_name()
        ))
    })
}

fn allocate(recipe: &Recipe, plan: &SlotPlan, qualname: Ref<Str>) -> Ref<Type> {
    let base = &recipe.base;
    let mut type_flags = flags::HEAPTYPE | flags::BASETYPE | flags::HAVE_GC;
    type_flags |=
        base.flags.get() & (flags::MANAGED | flags::HAVE_VECTORCALL | flags::ITEMS_AT_END);
    type_flags |= plan.added_flags;
    let (size, items) = layout::reported_sizes(base);
    let added = plan.names.len() * 8;
    let basicsize = base.basicsize.get();
    // Inline values stand behind the fixed part, so that part has to be all there is.
    let fixed = items == 0 && !base.is_subtype(&crate::types::str::STR_TYPE);
    if type_flags & flags::MANAGED_DICT != 0 && fixed {
        type_flags |= flags::INLINE_VALUES;
    }
    let slots = (!plan.names.is_empty()).then(|| {
        Tuple::new(
            plan.names
                .iter()
                .map(|name| name.clone().into_obj())
                .collect(),
        )
    });
    let heap = HeapPart {
        name: Field::new(recipe.name.clone()),
        qualname: Field::new(qualname),
        slots: Field::new(slots),
        slot_offsets: (0..plan.names.len())
            .map(|index| basicsize + index * 8)
            .collect(),
        doc: Field::empty(),
    };
    let payload = Type::new_heap(heap, type_flags, base.vtable.get());
    payload.basicsize.set(basicsize + added);
    payload.reported.set((size + added, items));
    payload.dict_offset.set(base.dict_offset.get());
    payload.weaklist_offset.set(base.weaklist_offset.get());
    payload.base.set(base.clone());
    payload.bases.set(recipe.bases.clone());
    payload.dict.set(recipe.dict.clone());
    object::alloc(&recipe.meta, payload)
}

/// `__module__`, and the functions that are static or class methods without saying so.
fn prepare_dict(class: &Type, recipe: &Recipe) -> PyResult<()> {
    let dict = &recipe.dict;
    let _ = class;
    if dict.get_str(&names().dunder_module).is_none()
        && let Some(module) = super::caller_module()
    {
        dict.set_str(&names().dunder_module, module);
    }
    let function = |name: &Ref<Str>| dict.get_str(name).filter(|f| f.is_exact(&FUNCTION_TYPE));
    if let Some(new) = function(&names().dunder_new) {
        let method = crate::types::static_method::StaticMethod::new(new);
        dict.set_str(&names().dunder_new, method.into_obj());
    }
    for name in [&names().dunder_init_subclass, &names().dunder_class_getitem] {
        if let Some(found) = function(name) {
            let method = crate::types::static_method::ClassMethod::new(found);
            dict.set_str(name, method.into_obj());
        }
    }
    Ok(())
}

/// Attributes are looked up by texts; other keys only slow that down.
fn check_keys(class: &Type, dict: &Dict) -> PyResult<()> {
    if dict.only_str_keys()
        || dict
            .items()
            .iter()
            .all(|(key, _)| key.downcast::<Str>().is_some())
    {
        return Ok(());
    }
    crate::warn::warn(
        &crate::types::exceptions::RUNTIME_WARNING,
        &format!(
            "non-string key in the __dict__ of class {}",
            class.tp_name()
        ),
        1,
    )
}

/// Takes `__classcell__` and `__classdictcell__` out of the namespace. The first is filled
/// once the class is complete, the second at once.
fn take_class_cells(class: &Type, dict: &Ref<Dict>) -> PyResult<Option<Ref<Cell>>> {
    let own = take_cell(dict, &names().dunder_classcell)?;
    if let Some(cell) = take_cell(dict, &type_names().classdictcell)? {
        cell.contents.set(dict.clone().into_obj());
    }
    let _ = class;
    Ok(own)
}

fn take_cell(dict: &Dict, name: &Ref<Str>) -> PyResult<Option<Ref<Cell>>> {
    let Some(value) = dict.get_str(name) else {
        return Ok(None);
    };
    match value.downcast_into::<Cell>() {
        Ok(cell) => {
            dict.remove(name.as_obj())?;
            Ok(Some(cell))
        }
        Err(other) => Err(type_error(format!(
            "{name} must be a nonlocal cell, not {}",
            object::protocol::repr_text(other.ty().as_obj())?
        ))),
    }
}

/// Flags that come from any base of the MRO.
pub(crate) fn inherit_flags(class: &Type) {
    let mut added = 0;
    let mro = class.mro.get();
    let bases = || {
        mro.iter()
            .flat_map(|mro| mro.as_slice())
            .skip(1)
            .filter_map(|base| base.downcast::<Type>())
    };
    let collection = flags::SEQUENCE | flags::MAPPING;
    if !class.has_flag(collection)
        && let Some(base) = bases().find(|base| base.has_flag(collection))
    {
        added |= base.flags.get() & collection;
    }
    if let Some(base) = class.base.peek() {
        added |= base.flags.get() & (flags::FAST_SUBCLASS | flags::MATCH_SELF);
    }
    class.flags.set(class.flags.get() | added);
}

/// A class that defines `__eq__` but no `__hash__` is unhashable.
fn set_unhashable(dict: &Dict) {
    let dunders = super::slot_dispatch::dunders();
    if dict.get_str(&dunders.eq).is_some() && dict.get_str(&dunders.hash).is_none() {
        dict.set_str(&dunders.hash, none());
    }
}

/// The attribute names that the compiler saw assigned through `self`.
fn static_attributes(dict: &Dict) -> Vec<Ref<Str>> {
    let Some(found) = dict.get_str(&names().dunder_static_attributes) else {
        return Vec::new();
    };
    let Some(names) = found.downcast::<Tuple>() else {
        return Vec::new();
    };
    names
        .iter()
        .filter_map(|name| name.downcast_into::<Str>().ok())
        .map(crate::types::str::intern)
        .collect()
}

/// Calls `__set_name__` of everything in the namespace that has it.
fn set_names(class: &Ref<Type>) -> PyResult<()> {
    let Some(dict) = class.dict.get() else {
        return Ok(());
    };
    let name = &names().dunder_set_name;
    for (key, value) in dict.items() {
        if value.ty().lookup(name).is_none() {
            continue;
        }
        let result =
            object::protocol::call_special(&value, "__set_name__", &[class.as_obj(), &key]);
        if let Err(error) = result {
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                value.ty().tp_name(),
                object::protocol::repr_text(&key)?,
                class.tp_name()
            );
            super::add_note(&error, &note)?;
            return Err(error);
        }
    }
    Ok(())
}

/// `super(class, class).__init_subclass__(**keywords)`
fn init_subclass(class: &Ref<Type>, args: Args<'_>) -> PyResult<()> {
    // A metaclass may have computed an order without the class itself.
    let mro = class.mro.get();
    let knows_itself = mro.is_some_and(|mro| mro.as_slice().iter().any(|ty| ty.is(class.as_obj())));
    if !knows_itself {
        return Err(crate::types::super_type::unrelated(class, class.as_obj()));
    }
    let method = crate::types::super_type::lookup_on_super(
        class,
        class.as_obj(),
        &names().dunder_init_subclass,
    )?;
    object::protocol::call_args(
        &method,
        Args {
            values: &args.values[args.positional().len()..],
            names: args.names,
        },
    )?;
    Ok(())
}

/// `type.__call__`: the one-argument `type`, or `__new__` then `__init__`.
///
/// # Errors
/// What they raise; `TypeError` when the type cannot be instantiated.
pub(crate) fn type_call(class: &Obj, args: Args<'_>) -> PyResult {
    // SAFETY: the slot belongs to `type`.
    let class = unsafe { class.cast_unchecked::<Type>() };
    if class.is_type(&TYPE_TYPE) {
        match (args.values, args.keyword_count()) {
            ([object], 0) => return Ok(object.ty().to_ref().into_obj()),
            _ if args.positional().len() != 3 => {
                if args.positional().len() == 1 {
                    return Err(type_error("type() takes no keyword arguments"));
                }
                return Err(type_error("type() takes 1 or 3 arguments"));
            }
            _ => {}
        }
    }
    let Some(new) = class.slots().new else {
        return Err(type_error(format!(
            "cannot create '{}' instances",
            class.tp_name()
        )));
    };
    let object = new(class, args)?;
    if !object.is_instance(class) {
        return Ok(object);
    }
    if let Some(init) = object.ty().slots().init {
        init(&object, args)?;
    }
    Ok(object)
}
