//! Slots of classes made at run time: each looks its special method up on the type and
//! calls it.

use crate::object::args::prepend;
use crate::object::error::{type_error, value_error};
use crate::object::protocol::{self, call, call_args};
use crate::object::slots::{BinaryFn, CompareOp, Slots};
use crate::object::{Args, Obj, Object, PyResult, Ref, Type, flags};
use crate::types::buffer::Buffer;
use crate::types::exceptions::{ATTRIBUTE_ERROR, OVERFLOW_ERROR};
use crate::types::int::{Int, bool_obj};
use crate::types::none::{is_none, is_not_implemented, none, not_implemented};
use crate::types::object_attributes;
use crate::types::str::Str;

/// Interned names of the special methods that slots look up.
macro_rules! dunders {
    ($($name:ident = $text:literal,)*) => {
        #[allow(non_snake_case)]
        pub(crate) struct Dunders { $(pub $name: Ref<Str>,)* }

        impl Dunders {
            fn new() -> Dunders {
                Dunders { $($name: crate::types::str::intern::literal($text).to_ref(),)* }
            }
        }
    };
}

dunders! {
    repr = "__repr__", str = "__str__", hash = "__hash__", call = "__call__",
    getattribute = "__getattribute__", getattr = "__getattr__",
    setattr = "__setattr__", delattr = "__delattr__",
    lt = "__lt__", le = "__le__", eq = "__eq__", ne = "__ne__", gt = "__gt__", ge = "__ge__",
    iter = "__iter__", next = "__next__", get = "__get__", set = "__set__", delete = "__delete__",
    init = "__init__", new = "__new__", del = "__del__",
    buffer = "__buffer__", release_buffer = "__release_buffer__",
    r#await = "__await__", aiter = "__aiter__", anext = "__anext__",
    add = "__add__", radd = "__radd__", sub = "__sub__", rsub = "__rsub__",
    mul = "__mul__", rmul = "__rmul__", r#mod = "__mod__", rmod = "__rmod__",
    divmod = "__divmod__", rdivmod = "__rdivmod__", pow = "__pow__", rpow = "__rpow__",
    neg = "__neg__", pos = "__pos__", abs = "__abs__", bool = "__bool__", invert = "__invert__",
    lshift = "__lshift__", rlshift = "__rlshift__", rshift = "__rshift__", rrshift = "__rrshift__",
    and = "__and__", rand = "__rand__", xor = "__xor__", rxor = "__rxor__",
    or = "__or__", ror = "__ror__", int = "__int__", float = "__float__", index = "__index__",
    iadd = "__iadd__", isub = "__isub__", imul = "__imul__", imod = "__imod__", ipow = "__ipow__",
    ilshift = "__ilshift__", irshift = "__irshift__", iand = "__iand__", ixor = "__ixor__",
    ior = "__ior__", floordiv = "__floordiv__", rfloordiv = "__rfloordiv__",
    truediv = "__truediv__", rtruediv = "__rtruediv__", ifloordiv = "__ifloordiv__",
    itruediv = "__itruediv__", matmul = "__matmul__", rmatmul = "__rmatmul__",
    imatmul = "__imatmul__", len = "__len__", getitem = "__getitem__", setitem = "__setitem__",
    delitem = "__delitem__", contains = "__contains__",
}

struct Global(std::cell::OnceCell<Dunders>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Global {}
static DUNDERS: Global = Global(std::cell::OnceCell::new());

/// The interned names.
#[inline(always)]
pub(crate) fn dunders() -> &'static Dunders {
    DUNDERS.0.get_or_init(Dunders::new)
}

/// A special method found on the type of an object.
enum Found {
    /// Wants the object as its first argument.
    Unbound(Ref),
    Bound(Ref),
}

/// Looks a special method up on the type and binds it unless that can be spared.
fn find(this: &Obj, name: &Str) -> PyResult<Option<Found>> {
    let Some(method) = this.ty().lookup(name) else {
        return Ok(None);
    };
    let method_type = method.ty();
    if method_type.has_flag(flags::METHOD_DESCRIPTOR) {
        return Ok(Some(Found::Unbound(method)));
    }
    match method_type.slots().descr_get {
        Some(get) => get(&method, Some(this), Some(this.ty().as_obj()))
            .map(|bound| Some(Found::Bound(bound))),
        None => Ok(Some(Found::Bound(method))),
    }
}

impl Found {
    fn call0(&self, this: &Obj) -> PyResult {
        match self {
            Found::Unbound(method) => call(method, &[this]),
            Found::Bound(method) => call(method, &[]),
        }
    }

    fn call1(&self, this: &Obj, a: &Obj) -> PyResult {
        match self {
            Found::Unbound(method) => call(method, &[this, a]),
            Found::Bound(method) => call(method, &[a]),
        }
    }

    fn call2(&self, this: &Obj, a: &Obj, b: &Obj) -> PyResult {
        match self {
            Found::Unbound(method) => call(method, &[this, a, b]),
            Found::Bound(method) => call(method, &[a, b]),
        }
    }

    fn call_args(&self, this: &Obj, args: Args<'_>) -> PyResult {
        match self {
            Found::Unbound(method) => call_args(
                method,
                Args {
                    values: &prepend(this, args.values),
                    names: args.names,
                },
            ),
            Found::Bound(method) => call_args(method, args),
        }
    }
}

/// The method, which vanished from the type when it is not there.
fn must(this: &Obj, name: &Str) -> PyResult<Found> {
    find(this, name)?.ok_or_else(|| protocol::attribute_error(this, name, &name.display()))
}

macro_rules! unary_slots {
    ($($function:ident $name:ident,)*) => {$(
        pub fn $function(this: &Obj) -> PyResult {
            must(this, &dunders().$name)?.call0(this)
        }
    )*};
}

unary_slots! {
    slot_negative neg, slot_positive pos, slot_absolute abs, slot_invert invert,
    slot_int int, slot_float float, slot_index index,
    slot_await r#await, slot_aiter aiter, slot_anext anext,
}

macro_rules! inplace_slots {
    ($($function:ident $name:ident,)*) => {$(
        pub fn $function(this: &Obj, other: &Obj) -> PyResult {
            must(this, &dunders().$name)?.call1(this, other)
        }
    )*};
}

inplace_slots! {
    slot_iadd iadd, slot_isub isub, slot_imul imul, slot_imod imod,
    slot_ilshift ilshift, slot_irshift irshift, slot_iand iand, slot_ixor ixor, slot_ior ior,
    slot_ifloordiv ifloordiv, slot_itruediv itruediv, slot_imatmul imatmul, slot_subscript getitem,
}

/// What a binary slot needs to know of itself.
struct Binary {
    slot: fn(&Slots) -> Option<BinaryFn>,
    own: BinaryFn,
    name: fn(&Dunders) -> &Ref<Str>,
    reflected: fn(&Dunders) -> &Ref<Str>,
}

macro_rules! binary_slots {
    ($($slot:ident $name:ident $reflected:ident,)*) => {$(
        pub fn $slot(left: &Obj, right: &Obj) -> PyResult {
            binary(left, right, &Binary {
                slot: |slots| slots.$slot,
                own: $slot,
                name: |dunders| &dunders.$name,
                reflected: |dunders| &dunders.$reflected,
            })
        }
    )*};
}

binary_slots! {
    nb_add add radd, nb_subtract sub rsub, nb_multiply mul rmul, nb_remainder r#mod rmod,
    nb_divmod divmod rdivmod, nb_lshift lshift rlshift, nb_rshift rshift rrshift,
    nb_and and rand, nb_xor xor rxor, nb_or or ror,
    nb_floor_divide floordiv rfloordiv, nb_true_divide truediv rtruediv,
    nb_matrix_multiply matmul rmatmul,
}

/// Calls a method if the type has it; `NotImplemented` otherwise.
fn call_maybe(this: &Obj, name: &Str, other: &Obj) -> PyResult {
    match find(this, name)? {
        Some(method) => method.call1(this, other),
        None => Ok(not_implemented()),
    }
}

/// Whether a subclass has another attribute of this name than its base.
fn overrides(base: &Obj, derived: &Obj, name: &Str) -> bool {
    match (derived.ty().lookup(name), base.ty().lookup(name)) {
        (Some(a), Some(b)) => !a.is(&b),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// `__op__` and `__rop__` in the language's order: the right side first when its type
/// is a proper subclass that overrides the reflected method.
fn binary(left: &Obj, right: &Obj, this: &Binary) -> PyResult {
    let names = dunders();
    let (name, reflected) = ((this.name)(names), (this.reflected)(names));
    let ours = |side: &Obj| {
        (this.slot)(side.ty().slots()).is_some_and(|slot| std::ptr::fn_addr_eq(slot, this.own))
    };
    let same_type = left.ty().is_type(right.ty());
    let mut try_right = !same_type && ours(right);
    if ours(left) {
        if try_right && right.ty().is_subtype(left.ty()) && overrides(left, right, reflected) {
            let result = call_maybe(right, reflected, left)?;
            if !is_not_implemented(&result) {
                return Ok(result);
            }
            try_right = false;
        }
        let result = call_maybe(left, name, right)?;
        if !is_not_implemented(&result) || same_type {
            return Ok(result);
        }
    }
    if try_right {
        return call_maybe(right, reflected, left);
    }
    Ok(not_implemented())
}

pub fn nb_power(base: &Obj, exponent: &Obj, modulus: &Obj) -> PyResult {
    if is_none(modulus) {
        return power_binary(base, exponent);
    }
    let names = dunders();
    let ours = |side: &Obj| {
        side.ty()
            .slots()
            .nb_power
            .is_some_and(|slot| std::ptr::fn_addr_eq(slot, nb_power as fn(&_, &_, &_) -> PyResult))
    };
    let same_type = base.ty().is_type(exponent.ty());
    let mut try_right = !same_type && ours(exponent);
    let call2 = |this: &Obj, name: &Str, other: &Obj| match find(this, name)? {
        Some(method) => method.call2(this, other, modulus),
        None => Ok(not_implemented()),
    };
    if ours(base) {
        if try_right
            && exponent.ty().is_subtype(base.ty())
            && overrides(base, exponent, &names.rpow)
        {
            let result = call2(exponent, &names.rpow, base)?;
            if !is_not_implemented(&result) {
                return Ok(result);
            }
            try_right = false;
        }
        let result = call2(base, &names.pow, exponent)?;
        if !is_not_implemented(&result) || same_type {
            return Ok(result);
        }
    }
    if try_right {
        return call2(exponent, &names.rpow, base);
    }
    Ok(not_implemented())
}

fn power_binary(base: &Obj, exponent: &Obj) -> PyResult {
    fn own(left: &Obj, right: &Obj) -> PyResult {
        power_binary(left, right)
    }
    binary(
        base,
        exponent,
        &Binary {
            slot: |slots| {
                slots
                    .nb_power
                    .filter(|slot| {
                        std::ptr::fn_addr_eq(*slot, nb_power as fn(&_, &_, &_) -> PyResult)
                    })
                    .map(|_| own as BinaryFn)
            },
            own,
            name: |names| &names.pow,
            reflected: |names| &names.rpow,
        },
    )
}

pub fn slot_ipow(this: &Obj, exponent: &Obj, _modulus: &Obj) -> PyResult {
    must(this, &dunders().ipow)?.call1(this, exponent)
}

pub fn slot_repr(this: &Obj) -> PyResult {
    match find(this, &dunders().repr)? {
        Some(method) => method.call0(this),
        None => Ok(Str::from_str(&format!(
            "<{} object at {:#x}>",
            this.ty().tp_name(),
            this.address()
        ))
        .into_obj()),
    }
}

pub fn slot_str(this: &Obj) -> PyResult {
    must(this, &dunders().str)?.call0(this)
}

pub fn slot_hash(this: &Obj) -> PyResult<i64> {
    let unhashable = || type_error(format!("unhashable type: '{}'", this.ty().tp_name()));
    let result = match find(this, &dunders().hash)? {
        Some(Found::Bound(method)) if is_none(&method) => return Err(unhashable()),
        Some(method) => method.call0(this)?,
        None => return Err(unhashable()),
    };
    let Some(value) = result.downcast::<Int>() else {
        return Err(type_error("__hash__ method should return an integer"));
    };
    let hash = match value.as_i64() {
        Some(value) => value,
        // Too large for a machine word: hashed as the integer it is.
        None => (crate::types::int::INT_TYPE.slots().hash)
            .map_or(Ok(0), |hash| hash(result.as_obj()))?,
    };
    Ok(if hash == -1 { -2 } else { hash })
}

pub fn slot_call(this: &Obj, args: Args<'_>) -> PyResult {
    must(this, &dunders().call)?.call_args(this, args)
}

/// `__getattribute__`, then `__getattr__` when that raised `AttributeError`.
pub fn slot_getattr(this: &Obj, name: &Str) -> PyResult {
    let names = dunders();
    let ty: &Type = this.ty();
    let fallback = ty.lookup(&names.getattr);
    let getattribute = ty.lookup(&names.getattribute);
    let generic = getattribute
        .as_ref()
        .is_none_or(|found| super::is_object_getattribute(found));
    let first = if generic {
        match object_attributes::lookup(this, name) {
            Ok(Some(value)) => return Ok(value),
            Ok(None) if fallback.is_none() => Err(protocol::no_attribute(this, name)),
            Ok(None) => return call_getattr(this, name, fallback),
            Err(error) => Err(error),
        }
    } else {
        must(this, &names.getattribute)?.call1(this, name.as_obj())
    };
    match first {
        Err(error) if fallback.is_some() && error.matches(&ATTRIBUTE_ERROR) => {
            call_getattr(this, name, fallback)
        }
        result => result,
    }
}

fn call_getattr(this: &Obj, name: &Str, method: Option<Ref>) -> PyResult {
    let Some(method) = method else {
        return Err(protocol::no_attribute(this, name));
    };
    if method.ty().has_flag(flags::METHOD_DESCRIPTOR) {
        return call(&method, &[this, name.as_obj()]);
    }
    let bound = match method.ty().slots().descr_get {
        Some(get) => get(&method, Some(this), Some(this.ty().as_obj()))?,
        None => method,
    };
    call(&bound, &[name.as_obj()])
}

pub fn slot_setattr(this: &Obj, name: &Str, value: Option<&Obj>) -> PyResult<()> {
    let names = dunders();
    match value {
        Some(value) => must(this, &names.setattr)?.call2(this, name.as_obj(), value)?,
        None => must(this, &names.delattr)?.call1(this, name.as_obj())?,
    };
    Ok(())
}

pub fn slot_richcompare(this: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    let names = dunders();
    let name = match op {
        CompareOp::Lt => &names.lt,
        CompareOp::Le => &names.le,
        CompareOp::Eq => &names.eq,
        CompareOp::Ne => &names.ne,
        CompareOp::Gt => &names.gt,
        CompareOp::Ge => &names.ge,
    };
    // A method that cannot be had is none: the other side is asked.
    match find(this, name) {
        Ok(Some(method)) => method.call1(this, other),
        _ => Ok(not_implemented()),
    }
}

pub fn slot_iter(this: &Obj) -> PyResult {
    let not_iterable = || type_error(format!("'{}' object is not iterable", this.ty().tp_name()));
    match find(this, &dunders().iter)? {
        Some(Found::Bound(method)) if is_none(&method) => Err(not_iterable()),
        Some(method) => method.call0(this),
        None if find(this, &dunders().getitem)?.is_some() => {
            Ok(crate::types::iterators::SequenceIterator::new(this.to_ref()).into_obj())
        }
        None => Err(not_iterable()),
    }
}

pub fn slot_next(this: &Obj) -> PyResult<Option<Ref>> {
    must(this, &dunders().next)?.call0(this).map(Some)
}

pub fn slot_descr_get(this: &Obj, instance: Option<&Obj>, owner: Option<&Obj>) -> PyResult {
    let Some(get) = this.ty().lookup(&dunders().get) else {
        return Ok(this.to_ref());
    };
    let none = none();
    call(
        &get,
        &[this, instance.unwrap_or(&none), owner.unwrap_or(&none)],
    )
}

pub fn slot_descr_set(this: &Obj, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
    match value {
        Some(value) => must(this, &dunders().set)?.call2(this, instance, value)?,
        None => must(this, &dunders().delete)?.call1(this, instance)?,
    };
    Ok(())
}

pub fn slot_init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let result = must(this, &dunders().init)?.call_args(this, args)?;
    if is_none(&result) {
        return Ok(());
    }
    Err(type_error(format!(
        "__init__() should return None, not '{}'",
        result.ty().tp_name()
    )))
}

pub fn slot_new(ty: &Type, args: Args<'_>) -> PyResult {
    let new = protocol::getattr(ty.as_obj(), &dunders().new)?;
    call_args(
        &new,
        Args {
            values: &prepend(ty.as_obj(), args.values),
            names: args.names,
        },
    )
}

pub fn slot_finalize(this: &Obj) {
    let found = match find(this, &dunders().del) {
        Ok(Some(found)) => found,
        Ok(None) => return,
        Err(error) => return crate::vm::write_unraisable(error, None, Some(this)),
    };
    if let Err(error) = found.call0(this) {
        let (Found::Unbound(method) | Found::Bound(method)) = &found;
        crate::vm::write_unraisable(
            error,
            Some("Exception ignored while calling deallocator"),
            Some(method),
        );
    }
}

pub fn slot_getbuffer(this: &Obj, flags: u32) -> PyResult<Buffer> {
    let request = Int::new(i64::from(flags));
    let view = must(this, &dunders().buffer)?.call1(this, request.as_obj())?;
    super::buffer_from_dunder(this, view, flags)
}

pub fn slot_releasebuffer(this: &Obj, view: &Obj) -> PyResult<()> {
    must(this, &dunders().release_buffer)?.call1(this, view)?;
    Ok(())
}

pub fn slot_bool(this: &Obj) -> PyResult<bool> {
    let Some(method) = find(this, &dunders().bool)? else {
        return match find(this, &dunders().len)? {
            Some(_) => Ok(slot_len(this)? != 0),
            None => Ok(true),
        };
    };
    let result = method.call0(this)?;
    if result.is(bool_obj(true)) {
        Ok(true)
    } else if result.is(bool_obj(false)) {
        Ok(false)
    } else {
        Err(type_error(format!(
            "__bool__ should return bool, returned {}",
            result.ty().tp_name()
        )))
    }
}

pub fn slot_len(this: &Obj) -> PyResult<usize> {
    let result = must(this, &dunders().len)?.call0(this)?;
    let length = protocol::number::index(&result)?;
    if length.is_negative() {
        return Err(value_error("__len__() should return >= 0"));
    }
    let length = protocol::number::index_as_isize(length.as_obj(), Some(&OVERFLOW_ERROR))?;
    Ok(length as usize)
}

pub fn slot_item(this: &Obj, index: isize) -> PyResult {
    let index = Int::new(index as i64);
    must(this, &dunders().getitem)?.call1(this, index.as_obj())
}

pub fn slot_ass_subscript(this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    match value {
        Some(value) => must(this, &dunders().setitem)?.call2(this, key, value)?,
        None => must(this, &dunders().delitem)?.call1(this, key)?,
    };
    Ok(())
}

pub fn slot_ass_item(this: &Obj, index: isize, value: Option<&Obj>) -> PyResult<()> {
    let index = Int::new(index as i64);
    slot_ass_subscript(this, index.as_obj(), value)
}

pub fn slot_contains(this: &Obj, value: &Obj) -> PyResult<bool> {
    match find(this, &dunders().contains)? {
        Some(Found::Bound(method)) if is_none(&method) => Err(type_error(format!(
            "'{}' object is not a container",
            this.ty().tp_name()
        ))),
        Some(method) => protocol::is_true(&*method.call1(this, value)?),
        None => contains_by_iterating(this, value),
    }
}

fn contains_by_iterating(this: &Obj, value: &Obj) -> PyResult<bool> {
    let iterator = match protocol::iter(this) {
        Ok(iterator) => iterator,
        Err(error) if error.matches(&crate::types::exceptions::TYPE_ERROR) => {
            return Err(type_error(format!(
                "argument of type '{}' is not a container or iterable",
                this.ty().tp_name()
            )));
        }
        Err(error) => return Err(error),
    };
    while let Some(item) = protocol::next(&iterator)? {
        if protocol::eq(&item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}
