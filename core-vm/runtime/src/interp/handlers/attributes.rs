//! Attributes: loads, stores, `super()`, special methods of `with`.
//!
//! The cache of `LOAD_ATTR`: counter, type version (2 units), keys version or index (2),
//! descriptor pointer (4).

use serpentarium_bytecode::opcode::{SPECIAL_METHODS, op as opcode};

use crate::interp::dispatch::{again, check, go, op, push, raise, save};
use crate::interp::slot::Slot;
use crate::interp::specialize::{self, read_pointer, read_u32};
use crate::object::error::type_error;
use crate::object::protocol;
use crate::object::{Exc, Obj, Object, PyResult, Ref, Type};
use crate::types::dict::inline::{self, Values};
use crate::types::module::Module;
use crate::types::str::{Str, intern};

op!(LOAD_ATTR, |ip, sp, frame, th, arg| {
    let owner = *sp.sub(1);
    let name = (*(*frame).code).name_at(arg >> 1);
    if specialize::due(ip) {
        specialize::load_attr(ip, owner.obj(), name, arg);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    if arg & 1 == 0 {
        let value = check!(protocol::getattr(owner.obj(), name), ip, sp, frame, th);
        *sp.sub(1) = Slot::own(value);
        owner.close();
        go!(ip, 10, sp, frame, th)
    }
    let (method, unbound) = check!(protocol::get_method(owner.obj(), name), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(method);
    if unbound {
        push!(sp, owner);
        go!(ip, 10, sp, frame, th)
    }
    push!(sp, Slot::NULL);
    save!(ip, sp, frame);
    owner.close();
    go!(ip, 10, sp, frame, th)
});

/// Replaces the owner by a value (and `NULL` for a call) and goes on.
macro_rules! loaded {
    ($value:expr, $ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr) => {{
        let owner = *$sp.sub(1);
        *$sp.sub(1) = $value;
        if $arg & 1 != 0 {
            push!($sp, Slot::NULL);
        }
        if !owner.is_borrowed() {
            save!($ip, $sp, $frame);
            owner.close();
        }
        go!($ip, 10, $sp, $frame, $th)
    }};
}

macro_rules! miss {
    ($ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr) => {
        return specialize::miss($ip, $sp, $frame, $th, $arg, opcode::LOAD_ATTR)
    };
}

macro_rules! same_version {
    ($owner:expr, $ip:expr) => {
        $owner.ty().version.get() == read_u32($ip.add(2))
    };
}

op!(LOAD_ATTR_INSTANCE_VALUE, |ip, sp, frame, th, arg| {
    let owner = (*sp.sub(1)).obj();
    if !same_version!(owner, ip) {
        miss!(ip, sp, frame, th, arg);
    }
    let values = inline::values_of(owner);
    if !(*values).is_valid() {
        miss!(ip, sp, frame, th, arg);
    }
    let value = *Values::slot(values, usize::from(*ip.add(4)));
    if value.is_null() {
        miss!(ip, sp, frame, th, arg);
    }
    loaded!(Slot::own((*value).to_ref()), ip, sp, frame, th, arg)
});

op!(LOAD_ATTR_MODULE, |ip, sp, frame, th, arg| {
    let Some(module) = (*sp.sub(1)).obj().downcast_exact::<Module>() else {
        miss!(ip, sp, frame, th, arg);
    };
    let Some(dict) = module.dict.peek() else {
        miss!(ip, sp, frame, th, arg)
    };
    let keys = dict.keys.get();
    if keys.is_null() || (*keys).version.get() != read_u32(ip.add(2)) {
        miss!(ip, sp, frame, th, arg);
    }
    let value = (*(*keys).entries().add(usize::from(*ip.add(4)))).value;
    if value.is_null() {
        miss!(ip, sp, frame, th, arg);
    }
    loaded!(Slot::own((*value).to_ref()), ip, sp, frame, th, arg)
});

op!(LOAD_ATTR_WITH_HINT, |ip, sp, frame, th, arg| {
    let owner = (*sp.sub(1)).obj();
    if !same_version!(owner, ip) {
        miss!(ip, sp, frame, th, arg);
    }
    let name = (*(*frame).code).name_at(arg >> 1);
    match (*inline::dict_word(owner))
        .as_ref()
        .and_then(|dict| dict.get_str(name))
    {
        Some(value) => loaded!(Slot::own(value), ip, sp, frame, th, arg),
        None => miss!(ip, sp, frame, th, arg),
    }
});

op!(LOAD_ATTR_SLOT, |ip, sp, frame, th, arg| {
    let owner = (*sp.sub(1)).obj();
    if !same_version!(owner, ip) {
        miss!(ip, sp, frame, th, arg);
    }
    let place = std::ptr::from_ref(owner)
        .cast::<u8>()
        .add(usize::from(*ip.add(4)))
        .cast::<*mut Obj>();
    if (*place).is_null() {
        miss!(ip, sp, frame, th, arg);
    }
    loaded!(Slot::own((**place).to_ref()), ip, sp, frame, th, arg)
});

op!(LOAD_ATTR_CLASS, |ip, sp, frame, th, arg| {
    let Some(class) = (*sp.sub(1)).obj().downcast::<Type>() else {
        miss!(ip, sp, frame, th, arg)
    };
    if class.version.get() != read_u32(ip.add(2)) {
        miss!(ip, sp, frame, th, arg);
    }
    let value = (*read_pointer(ip.add(6))).to_ref();
    loaded!(Slot::own(value), ip, sp, frame, th, arg)
});

op!(
    LOAD_ATTR_CLASS_WITH_METACLASS_CHECK,
    |ip, sp, frame, th, arg| {
        let owner = (*sp.sub(1)).obj();
        let Some(class) = owner.downcast::<Type>() else {
            miss!(ip, sp, frame, th, arg)
        };
        if class.version.get() != read_u32(ip.add(2))
            || owner.ty().version.get() != read_u32(ip.add(4))
        {
            miss!(ip, sp, frame, th, arg);
        }
        let value = (*read_pointer(ip.add(6))).to_ref();
        loaded!(Slot::own(value), ip, sp, frame, th, arg)
    }
);

op!(LOAD_ATTR_PROPERTY, |ip, sp, frame, th, arg| {
    let owner = *sp.sub(1);
    if !same_version!(owner.obj(), ip) {
        miss!(ip, sp, frame, th, arg);
    }
    // The getter is a plain function of one argument: call it as a frame.
    let function = (*read_pointer(ip.add(6))).cast_unchecked::<crate::types::function::Function>();
    let Some(code) = function.code.peek() else {
        miss!(ip, sp, frame, th, arg)
    };
    if code.argcount != 1 || (*th).recursion_left <= 1 {
        miss!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let Some(new) = crate::interp::call::push_exact(th, function, frame) else {
        miss!(ip, sp, frame, th, arg);
    };
    *crate::interp::frame::InterpreterFrame::locals_ptr(new) = owner;
    (*frame).sp = sp.sub(1);
    (*frame).return_offset = 10;
    crate::interp::call::enter!(new, th)
});

op!(
    LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN,
    |ip, sp, frame, th, arg| { miss!(ip, sp, frame, th, arg) }
);

/// A method found on the type: no instance attribute can hide it.
macro_rules! method {
    ($ip:expr, $sp:expr, $frame:expr, $th:expr) => {{
        let owner = *$sp.sub(1);
        let method = (*read_pointer($ip.add(6))).to_ref();
        *$sp.sub(1) = Slot::own(method);
        push!($sp, owner);
        go!($ip, 10, $sp, $frame, $th)
    }};
}

op!(LOAD_ATTR_METHOD_WITH_VALUES, |ip, sp, frame, th, arg| {
    let owner = (*sp.sub(1)).obj();
    if !same_version!(owner, ip) || !(*inline::values_of(owner)).is_valid() {
        miss!(ip, sp, frame, th, arg);
    }
    let keys = owner.ty().cached_keys.get();
    if (*keys).version.get() != read_u32(ip.add(4)) {
        miss!(ip, sp, frame, th, arg);
    }
    method!(ip, sp, frame, th)
});

op!(LOAD_ATTR_METHOD_NO_DICT, |ip, sp, frame, th, arg| {
    if !same_version!((*sp.sub(1)).obj(), ip) {
        miss!(ip, sp, frame, th, arg);
    }
    method!(ip, sp, frame, th)
});

op!(LOAD_ATTR_METHOD_LAZY_DICT, |ip, sp, frame, th, arg| {
    let owner = (*sp.sub(1)).obj();
    if !same_version!(owner, ip) || !(*inline::dict_word(owner)).is_null() {
        miss!(ip, sp, frame, th, arg);
    }
    method!(ip, sp, frame, th)
});

op!(
    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
    |ip, sp, frame, th, arg| {
        let owner = (*sp.sub(1)).obj();
        if !same_version!(owner, ip) || !(*inline::values_of(owner)).is_valid() {
            miss!(ip, sp, frame, th, arg);
        }
        let keys = owner.ty().cached_keys.get();
        if (*keys).version.get() != read_u32(ip.add(4)) {
            miss!(ip, sp, frame, th, arg);
        }
        let value = (*read_pointer(ip.add(6))).to_ref();
        loaded!(Slot::own(value), ip, sp, frame, th, arg)
    }
);

op!(LOAD_ATTR_NONDESCRIPTOR_NO_DICT, |ip, sp, frame, th, arg| {
    if !same_version!((*sp.sub(1)).obj(), ip) {
        miss!(ip, sp, frame, th, arg);
    }
    let value = (*read_pointer(ip.add(6))).to_ref();
    loaded!(Slot::own(value), ip, sp, frame, th, arg)
});

// ---- stores

op!(STORE_ATTR, |ip, sp, frame, th, arg| {
    let owner = *sp.sub(1);
    let name = (*(*frame).code).name_at(arg);
    if specialize::due(ip) {
        specialize::store_attr(ip, owner.obj(), name);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    check!(
        protocol::setattr(owner.obj(), name, Some((*sp.sub(2)).obj())),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    go!(ip, 5, sp, frame, th)
});

macro_rules! store_miss {
    ($ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr) => {
        return specialize::miss($ip, $sp, $frame, $th, $arg, opcode::STORE_ATTR)
    };
}

op!(STORE_ATTR_INSTANCE_VALUE, |ip, sp, frame, th, arg| {
    let (value, owner) = (*sp.sub(2), *sp.sub(1));
    let object = owner.obj();
    if !same_version!(object, ip) || !(*inline::dict_word(object)).is_null() {
        store_miss!(ip, sp, frame, th, arg);
    }
    let values = inline::values_of(object);
    if !(*values).is_valid() {
        store_miss!(ip, sp, frame, th, arg);
    }
    let index = usize::from(*ip.add(4));
    let place = Values::slot(values, index);
    let old = *place;
    *place = value.into_ref().into_raw();
    if old.is_null() {
        inline::note_insert(values, index);
    }
    sp = sp.sub(2);
    save!(ip, sp, frame);
    if !old.is_null() {
        Obj::decref(old);
    }
    owner.close();
    go!(ip, 5, sp, frame, th)
});

op!(STORE_ATTR_WITH_HINT, |ip, sp, frame, th, arg| {
    let (value, owner) = (*sp.sub(2), *sp.sub(1));
    let object = owner.obj();
    if !same_version!(object, ip) {
        store_miss!(ip, sp, frame, th, arg);
    }
    let Some(dict) = (*inline::dict_word(object)).as_ref() else {
        store_miss!(ip, sp, frame, th, arg)
    };
    let name = (*(*frame).code).name_at(arg);
    save!(ip, sp, frame);
    dict.set_str(name, value.obj().to_ref());
    sp = super::close_top(sp, 2, frame);
    go!(ip, 5, sp, frame, th)
});

op!(STORE_ATTR_SLOT, |ip, sp, frame, th, arg| {
    let (value, owner) = (*sp.sub(2), *sp.sub(1));
    let object = owner.obj();
    if !same_version!(object, ip) {
        store_miss!(ip, sp, frame, th, arg);
    }
    let place = std::ptr::from_ref(object)
        .cast::<u8>()
        .add(usize::from(*ip.add(4)))
        .cast_mut()
        .cast::<*mut Obj>();
    let old = *place;
    *place = value.into_ref().into_raw();
    sp = sp.sub(2);
    save!(ip, sp, frame);
    if !old.is_null() {
        Obj::decref(old);
    }
    owner.close();
    go!(ip, 5, sp, frame, th)
});

op!(DELETE_ATTR, |ip, sp, frame, th, arg| {
    let name = (*(*frame).code).name_at(arg);
    save!(ip, sp, frame);
    check!(
        protocol::setattr((*sp.sub(1)).obj(), name, None),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

// ---- super()

op!(LOAD_SUPER_ATTR, |ip, sp, frame, th, arg| {
    let name = (*(*frame).code).name_at(arg >> 2);
    let first = sp.sub(3);
    save!(ip, sp, frame);
    let loaded = super_attribute(
        (*first).obj(),
        (*first.add(1)).obj(),
        (*first.add(2)).obj(),
        name,
        arg,
    );
    let (value, unbound) = check!(loaded, ip, sp, frame, th);
    let receiver = *first.add(2);
    let (global_super, class) = (*first, *first.add(1));
    *first = Slot::own(value);
    sp = first.add(1);
    if arg & 1 != 0 {
        if unbound {
            push!(sp, receiver);
        } else {
            push!(sp, Slot::NULL);
        }
    }
    save!(ip, sp, frame);
    if !unbound {
        receiver.close();
    }
    class.close();
    global_super.close();
    go!(ip, 2, sp, frame, th)
});

op!(LOAD_SUPER_ATTR_ATTR, |ip, sp, frame, th, arg| {
    LOAD_SUPER_ATTR(ip, sp, frame, th, arg)
});
op!(LOAD_SUPER_ATTR_METHOD, |ip, sp, frame, th, arg| {
    LOAD_SUPER_ATTR(ip, sp, frame, th, arg)
});

/// `super(class, receiver).name`; `true` when it is an unbound method for `receiver`.
#[inline(never)]
pub(crate) fn super_attribute(
    global_super: &Obj,
    class: &Obj,
    receiver: &Obj,
    name: &Str,
    arg: usize,
) -> PyResult<(Ref, bool)> {
    if crate::interp::shim::is_super(global_super)
        && let Some(class) = class.downcast::<Type>()
    {
        return crate::interp::shim::super_lookup(class, receiver, name, arg & 1 != 0);
    }
    let proxy = if arg & 2 != 0 {
        protocol::call(global_super, &[class, receiver])?
    } else {
        protocol::call(global_super, &[])?
    };
    Ok((protocol::getattr(&proxy, name)?, false))
}

// ---- special methods

op!(LOAD_SPECIAL, |ip, sp, frame, th, arg| {
    let owner = *sp.sub(1);
    save!(ip, sp, frame);
    let (method, unbound) = check!(load_special(owner.obj(), arg), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(method);
    if unbound {
        push!(sp, owner);
    } else {
        push!(sp, Slot::NULL);
        save!(ip, sp, frame);
        owner.close();
    }
    go!(ip, 1, sp, frame, th)
});

/// The `__enter__`/`__exit__`/… of a context manager, looked up on its type.
#[inline(never)]
fn load_special(owner: &Obj, which: usize) -> PyResult<(Ref, bool)> {
    let name = intern::literal(SPECIAL_METHODS[which]);
    let Some(method) = owner.ty().lookup(name) else {
        return Err(not_a_manager(owner, which));
    };
    if method
        .ty()
        .has_flag(crate::object::flags::METHOD_DESCRIPTOR)
    {
        return Ok((method, true));
    }
    match method.ty().slots().descr_get {
        Some(get) => Ok((get(&method, Some(owner), Some(owner.ty().as_obj()))?, false)),
        None => Ok((method, false)),
    }
}

#[cold]
#[inline(never)]
fn not_a_manager(owner: &Obj, which: usize) -> Exc {
    const PLAIN: &str = "context manager";
    const ASYNC: &str = "asynchronous context manager";
    let has = |text: &str| owner.ty().lookup(&intern::intern_str(text)).is_some();
    let ((wanted, other, hint), other_works) = if which >= 2 {
        ((ASYNC, PLAIN, "with"), has("__enter__") && has("__exit__"))
    } else {
        (
            (PLAIN, ASYNC, "async with"),
            has("__aenter__") && has("__aexit__"),
        )
    };
    let mut message = format!(
        "'{}' object does not support the {wanted} protocol",
        owner.ty().tp_name()
    );
    {
        message.push_str(&format!(" (missed {} method)", SPECIAL_METHODS[which]));
    }
    if other_works {
        message.push_str(&format!(
            " but it supports the {other} protocol. Did you mean to use '{hint}'?"
        ));
    }
    type_error(message)
}
