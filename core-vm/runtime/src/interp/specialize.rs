//! Adaptive specialisation (PEP 659): counters in the inline caches, rewriting of opcodes
//! to forms for the types seen, and back.
//!
//! A counter word counts down; at zero the generic handler asks for a specialised form.
//! A specialised handler whose guard fails calls [`miss`]: the generic form comes back
//! with a longer wait.

use serpentarium_bytecode::opcode::{self, nb, op};

use crate::interp::dispatch::HANDLERS;
use crate::interp::frame::InterpreterFrame;
use crate::interp::handlers::arithmetic;
use crate::interp::slot::Slot;
use crate::interp::thread::Thread;
use crate::object::{Obj, Object, Type, flags};
use crate::types::code::Code;
use crate::types::dict::{Dict, inline};
use crate::types::float::FLOAT_TYPE;
use crate::types::function::Function;
use crate::types::int::{BOOL_TYPE, INT_TYPE, Int};
use crate::types::list::LIST_TYPE;
use crate::types::method::Method;
use crate::types::module::Module;
use crate::types::native_function::NativeFunction;
use crate::types::str::{STR_TYPE, Str};
use crate::types::tuple::{TUPLE_TYPE, Tuple};

/// Executions before the first attempt.
pub(crate) const WARMUP: u16 = 1;
/// Executions of the generic form after a failed attempt or a missed guard.
const COOLDOWN: u16 = 61;

/// Prepares fresh units: sets the adaptive counters in the inline caches.
pub(crate) fn quicken(code: &Code) {
    let mut index = 0;
    while index < code.units.len() {
        let number = (code.units[index].get() & 0xFF) as u8;
        let caches = usize::from(opcode::cache_entries(number));
        let adaptive = opcode::info(number).is_some_and(|info| {
            info.caches
                .first()
                .is_some_and(|(field, _)| *field == "counter")
        });
        if adaptive && index + 1 < code.units.len() {
            code.units[index + 1].set(WARMUP);
        }
        index += 1 + caches;
    }
}

/// Counts down; true when the instruction is to be specialised.
#[inline(always)]
pub(crate) unsafe fn due(ip: *mut u16) -> bool {
    // SAFETY: an adaptive instruction has its counter in the next unit.
    unsafe {
        let counter = *ip.add(1);
        if counter == 0 {
            return true;
        }
        *ip.add(1) = counter - 1;
        false
    }
}

/// Writes a form, or a longer wait when there is none.
unsafe fn write(ip: *mut u16, form: Option<u8>) {
    // SAFETY: as `due`.
    unsafe {
        match form {
            Some(form) => {
                *ip = *ip & 0xFF00 | u16::from(form);
                *ip.add(1) = COOLDOWN;
            }
            None => *ip.add(1) = COOLDOWN,
        }
    }
}

/// A guard failed: run the generic form now, and for a while.
pub(crate) unsafe fn miss(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
    arg: usize,
    generic: u8,
) -> *mut Obj {
    // SAFETY: registers of a running frame.
    unsafe {
        *ip = *ip & 0xFF00 | u16::from(generic);
        *ip.add(1) = COOLDOWN;
        HANDLERS[usize::from(generic)](ip, sp, frame, thread, arg)
    }
}

/// [`miss`] of a `BINARY_OP` form.
#[cold]
#[inline(never)]
pub(crate) unsafe fn miss_binary_op(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
    arg: usize,
) -> *mut Obj {
    // SAFETY: as `miss`.
    unsafe { miss(ip, sp, frame, thread, arg, op::BINARY_OP) }
}

pub(crate) unsafe fn read_u32(place: *const u16) -> u32 {
    // SAFETY: two units of a cache.
    unsafe { place.cast::<u32>().read_unaligned() }
}

unsafe fn write_u32(place: *mut u16, value: u32) {
    // SAFETY: two units of a cache.
    unsafe { place.cast::<u32>().write_unaligned(value) }
}

/// A borrowed object kept in four units of a cache.
#[inline(always)]
pub(crate) unsafe fn read_pointer(place: *const u16) -> *const Obj {
    // SAFETY: four units of a cache.
    unsafe { place.cast::<*const Obj>().read_unaligned() }
}

unsafe fn write_pointer(place: *mut u16, value: *const Obj) {
    // SAFETY: four units of a cache.
    unsafe { place.cast::<*const Obj>().write_unaligned(value) }
}

pub(crate) unsafe fn load_const(ip: *mut u16, value: &Obj) {
    let form = if value.is_immortal() {
        op::LOAD_CONST_IMMORTAL
    } else {
        op::LOAD_CONST_MORTAL
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { *ip = *ip & 0xFF00 | u16::from(form) }
}

pub(crate) unsafe fn binary_op(
    ip: *mut u16,
    left: &Obj,
    right: &Obj,
    kind: u32,
    frame: *mut InterpreterFrame,
) {
    let both = |ty: &Type| left.is_exact(ty) && right.is_exact(ty);
    let is_word = |object: &Obj| Int::exact_word(object).is_some();
    let words = is_word(left) && is_word(right);
    let form = match kind {
        nb::ADD | nb::INPLACE_ADD if words => Some(op::BINARY_OP_ADD_INT),
        nb::SUBTRACT | nb::INPLACE_SUBTRACT if words => Some(op::BINARY_OP_SUBTRACT_INT),
        nb::MULTIPLY | nb::INPLACE_MULTIPLY if words => Some(op::BINARY_OP_MULTIPLY_INT),
        nb::ADD | nb::INPLACE_ADD if both(&FLOAT_TYPE) => Some(op::BINARY_OP_ADD_FLOAT),
        nb::SUBTRACT | nb::INPLACE_SUBTRACT if both(&FLOAT_TYPE) => {
            Some(op::BINARY_OP_SUBTRACT_FLOAT)
        }
        nb::MULTIPLY | nb::INPLACE_MULTIPLY if both(&FLOAT_TYPE) => {
            Some(op::BINARY_OP_MULTIPLY_FLOAT)
        }
        nb::ADD | nb::INPLACE_ADD if both(&STR_TYPE) => {
            // SAFETY: an instruction follows every BINARY_OP.
            unsafe { Some(unicode_form(ip, left, frame)) }
        }
        nb::SUBSCR => match Int::exact_word(right) {
            Some(_) if left.is_exact(&LIST_TYPE) => Some(op::BINARY_OP_SUBSCR_LIST_INT),
            Some(index) if index >= 0 && left.is_exact(&TUPLE_TYPE) => {
                Some(op::BINARY_OP_SUBSCR_TUPLE_INT)
            }
            Some(index) if index >= 0 && left.is_exact(&STR_TYPE) => {
                Some(op::BINARY_OP_SUBSCR_STR_INT)
            }
            _ if left.is_exact(&crate::types::dict::DICT_TYPE) => Some(op::BINARY_OP_SUBSCR_DICT),
            _ => None,
        },
        _ if words && arithmetic::extends_words(kind) => Some(op::BINARY_OP_EXTEND),
        _ if (left.is_exact(&FLOAT_TYPE) && (is_word(right) || right.is_exact(&FLOAT_TYPE))
            || is_word(left) && right.is_exact(&FLOAT_TYPE))
            && arithmetic::extends_floats(kind) =>
        {
            Some(op::BINARY_OP_EXTEND)
        }
        _ => None,
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

/// `s += t` into the local it came from is appended in place.
unsafe fn unicode_form(ip: *mut u16, left: &Obj, frame: *mut InterpreterFrame) -> u8 {
    // SAFETY: an instruction follows every BINARY_OP; the local is one of the frame's.
    unsafe {
        let next = *ip.add(6);
        if next & 0xFF == u16::from(op::STORE_FAST) {
            let local = *InterpreterFrame::locals_ptr(frame).add(usize::from(next >> 8));
            if std::ptr::eq(local.ptr(), left) {
                return op::BINARY_OP_INPLACE_ADD_UNICODE;
            }
        }
        op::BINARY_OP_ADD_UNICODE
    }
}

pub(crate) unsafe fn compare_op(ip: *mut u16, left: &Obj, right: &Obj, arg: usize) {
    let both = |ty: &Type| left.is_exact(ty) && right.is_exact(ty);
    let words = Int::exact_word(left).is_some() && Int::exact_word(right).is_some();
    let form = if words {
        Some(op::COMPARE_OP_INT)
    } else if both(&FLOAT_TYPE) {
        Some(op::COMPARE_OP_FLOAT)
    } else if both(&STR_TYPE) && matches!(arg >> 5, 2 | 3) {
        Some(op::COMPARE_OP_STR)
    } else {
        None
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

pub(crate) unsafe fn store_subscr(ip: *mut u16, container: &Obj, key: &Obj) {
    let form = if container.is_exact(&LIST_TYPE) && Int::exact_word(key).is_some_and(|i| i >= 0) {
        Some(op::STORE_SUBSCR_LIST_INT)
    } else if container.is_exact(&crate::types::dict::DICT_TYPE) {
        Some(op::STORE_SUBSCR_DICT)
    } else {
        None
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

pub(crate) unsafe fn to_bool(ip: *mut u16, value: &Obj) {
    let ty = value.ty();
    let form = if ty.is_type(&BOOL_TYPE) {
        Some(op::TO_BOOL_BOOL)
    } else if ty.is_type(&INT_TYPE) {
        Some(op::TO_BOOL_INT)
    } else if ty.is_type(&LIST_TYPE) {
        Some(op::TO_BOOL_LIST)
    } else if ty.is_type(&STR_TYPE) {
        Some(op::TO_BOOL_STR)
    } else if crate::types::none::is_none(value) {
        Some(op::TO_BOOL_NONE)
    } else {
        let slots = ty.slots();
        let always =
            slots.nb_bool.is_none() && slots.mp_length.is_none() && slots.sq_length.is_none();
        let version = if always && ty.is_heap() {
            crate::interp::shim::version_tag(ty)
        } else {
            0
        };
        // SAFETY: the cache of TO_BOOL holds a version.
        unsafe { write_u32(ip.add(2), version) };
        (version != 0).then_some(op::TO_BOOL_ALWAYS_TRUE)
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

pub(crate) unsafe fn unpack_sequence(ip: *mut u16, sequence: &Obj, count: usize) {
    let form = if let Some(tuple) = sequence.downcast_exact::<Tuple>() {
        (tuple.len() == count).then_some(if count == 2 {
            op::UNPACK_SEQUENCE_TWO_TUPLE
        } else {
            op::UNPACK_SEQUENCE_TUPLE
        })
    } else if sequence.is_exact(&LIST_TYPE) {
        Some(op::UNPACK_SEQUENCE_LIST)
    } else {
        None
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

pub(crate) unsafe fn for_iter(ip: *mut u16, iterator: &Obj) {
    let form = if iterator.is_exact(&crate::types::list::iter::LIST_ITERATOR_TYPE) {
        Some(op::FOR_ITER_LIST)
    } else if iterator.is_exact(&crate::types::tuple::iter::TUPLE_ITERATOR_TYPE) {
        Some(op::FOR_ITER_TUPLE)
    } else if iterator.is_exact(&crate::types::range::iter::RANGE_ITERATOR_TYPE) {
        Some(op::FOR_ITER_RANGE)
    } else if iterator.is_exact(&crate::types::generator::GENERATOR_TYPE) {
        Some(op::FOR_ITER_GEN)
    } else {
        None
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

/// The cache of `LOAD_GLOBAL`: counter, index, version of the globals' keys, of the builtins'.
pub(crate) unsafe fn load_global(ip: *mut u16, frame: &InterpreterFrame, arg: usize) {
    // SAFETY: a running frame's pointers are alive; the cache has four units.
    unsafe {
        let (code, globals, builtins) = (&*frame.code, &*frame.globals, &*frame.builtins);
        let name = code.name_at(arg >> 1);
        let form = (|| {
            if !globals.as_obj().is_exact(&crate::types::dict::DICT_TYPE) {
                return None;
            }
            let globals_version = u16::try_from(globals.keys_version())
                .ok()
                .filter(|v| *v != 0)?;
            *ip.add(3) = globals_version;
            if let Some(index) = globals.index_of_str(name) {
                *ip.add(2) = u16::try_from(index).ok()?;
                return Some(op::LOAD_GLOBAL_MODULE);
            }
            let version = u16::try_from(builtins.keys_version())
                .ok()
                .filter(|v| *v != 0)?;
            *ip.add(2) = u16::try_from(builtins.index_of_str(name)?).ok()?;
            *ip.add(4) = version;
            Some(op::LOAD_GLOBAL_BUILTIN)
        })();
        write(ip, form);
    }
}

pub(crate) unsafe fn call(ip: *mut u16, callable: &Obj, has_self: bool, count: usize) {
    let form = if let Some(function) = callable.downcast_exact::<Function>() {
        // SAFETY: the cache of CALL holds a function version.
        Some(unsafe { function_form(ip, function, count + usize::from(has_self), false) })
    } else if let Some(method) = callable.downcast_exact::<Method>() {
        method
            .function
            .peek()
            .and_then(|f| f.downcast_exact::<Function>())
            .map(|function| {
                // SAFETY: as above.
                unsafe { function_form(ip, function, count + 1, true) }
            })
    } else if callable.is(crate::types::typeobj::TYPE_TYPE.as_obj()) && count == 1 && !has_self {
        Some(op::CALL_TYPE_1)
    } else if let Some(native) = callable.downcast_exact::<NativeFunction>() {
        Some(native_form(native, has_self, count))
    } else if let Some((def, _)) = crate::interp::shim::method_def(callable) {
        Some(descriptor_form(def, has_self, count))
    } else if let Some(class) = callable.downcast_exact::<Type>()
        && !has_self
        && caches_init(class, count)
    {
        // SAFETY: the cache of CALL holds a version.
        unsafe { write_u32(ip.add(2), class.version.get()) };
        Some(op::CALL_ALLOC_AND_ENTER_INIT)
    } else {
        Some(op::CALL_NON_PY_GENERAL)
    };
    // SAFETY: rewrites the instruction being run.
    unsafe { write(ip, form) }
}

unsafe fn function_form(ip: *mut u16, function: &Function, count: usize, bound: bool) -> u8 {
    let simple = function
        .code
        .peek()
        .is_some_and(|code| crate::interp::call::is_simple(code, count));
    let version = function.version();
    // SAFETY: the cache of CALL holds a function version.
    unsafe { write_u32(ip.add(2), version) };
    match (simple && version != 0, bound) {
        (true, false) => op::CALL_PY_EXACT_ARGS,
        (true, true) => op::CALL_BOUND_METHOD_EXACT_ARGS,
        (false, false) => op::CALL_PY_GENERAL,
        (false, true) => op::CALL_BOUND_METHOD_GENERAL,
    }
}

/// Whether constructing an instance is allocating it and calling a Python `__init__` with
/// `count` arguments; notes that function for the class's version.
fn caches_init(class: &Type, count: usize) -> bool {
    use crate::object::slots::NewFn;
    let plain_new = class
        .slots()
        .new
        .is_some_and(|new| std::ptr::fn_addr_eq(new, crate::types::object::object_new as NewFn));
    if !class.is_heap() || !plain_new || class.has_flag(crate::object::flags::IS_ABSTRACT) {
        return false;
    }
    let version = class.version_tag();
    let found = class.lookup(crate::types::str::intern::literal("__init__"));
    let Some(init) = found.filter(|_| version != 0) else {
        return false;
    };
    let plain = init
        .downcast_exact::<Function>()
        .and_then(|function| function.code.peek())
        .is_some_and(|code| is_plain_init(code, count));
    if plain {
        class.cached_init.set((&raw const *init, version));
    }
    plain
}

/// Whether the code takes self and `count` positional arguments and runs when called.
#[inline(always)]
pub(crate) fn is_plain_init(code: &crate::types::code::Code, count: usize) -> bool {
    use serpentarium_bytecode::CodeFlags;
    const DEFERRED: u32 = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    code.flags.0 & DEFERRED == 0 && crate::interp::call::is_simple(code, count + 1)
}

fn native_form(native: &NativeFunction, has_self: bool, count: usize) -> u8 {
    use crate::object::native::NativeFn;
    let is_builtin = native
        .this
        .peek()
        .is_none_or(|this| this.is_instance(&crate::types::module::MODULE_TYPE));
    match (native.def.name, count) {
        ("len", 1) if is_builtin && !has_self => op::CALL_LEN,
        ("isinstance", 2) if is_builtin && !has_self => op::CALL_ISINSTANCE,
        _ if matches!(native.def.function, NativeFn::One(_))
            && count + usize::from(has_self) == 1 =>
        {
            op::CALL_BUILTIN_O
        }
        _ => op::CALL_NON_PY_GENERAL,
    }
}

fn descriptor_form(def: &crate::object::native::NativeDef, has_self: bool, count: usize) -> u8 {
    use crate::object::native::NativeFn;
    let total = count + usize::from(has_self);
    match def.function {
        NativeFn::One(_) if total == 2 && has_self && def.name == "append" => op::CALL_LIST_APPEND,
        NativeFn::One(_) if total == 2 => op::CALL_METHOD_DESCRIPTOR_O,
        NativeFn::NoArgs(_) if total == 1 => op::CALL_METHOD_DESCRIPTOR_NOARGS,
        _ => op::CALL_NON_PY_GENERAL,
    }
}

// ---- attributes

fn uses_generic_getattr(ty: &Type) -> bool {
    ty.slots().getattr.is_some_and(|slot| {
        std::ptr::fn_addr_eq(
            slot,
            crate::types::object_attributes::generic_getattr
                as fn(&Obj, &Str) -> crate::object::PyResult,
        )
    })
}

/// The cache of `LOAD_ATTR`: counter, type version (2), keys version or index (2), object (4).
pub(crate) unsafe fn load_attr(ip: *mut u16, owner: &Obj, name: &Str, arg: usize) {
    // SAFETY: rewrites the instruction being run; its cache has nine units.
    unsafe {
        let form = if let Some(module) = owner.downcast_exact::<Module>() {
            load_module_attr(ip, module, name)
        } else if let Some(class) = owner.downcast::<Type>() {
            load_class_attr(ip, class, name)
        } else {
            load_instance_attr(ip, owner, name, arg & 1 != 0)
        };
        write(ip, form);
    }
}

unsafe fn load_module_attr(ip: *mut u16, module: &Module, name: &Str) -> Option<u8> {
    let dict = module.dict.peek()?;
    let version = dict.keys_version();
    if version == 0 {
        return None;
    }
    let index = u16::try_from(dict.index_of_str(name)?).ok()?;
    // SAFETY: as `load_attr`.
    unsafe {
        write_u32(ip.add(2), version);
        *ip.add(4) = index;
    }
    Some(op::LOAD_ATTR_MODULE)
}

unsafe fn load_class_attr(ip: *mut u16, class: &Type, name: &Str) -> Option<u8> {
    let meta = class.as_obj().ty();
    if meta.lookup(name).is_some() || !crate::interp::shim::uses_type_getattr(meta) {
        return None;
    }
    let found = class.lookup(name)?;
    if found.ty().slots().descr_get.is_some()
        && !found.is_exact(&crate::types::function::FUNCTION_TYPE)
    {
        return None;
    }
    let version = crate::interp::shim::version_tag(class);
    if version == 0 {
        return None;
    }
    let metaclass_guard = !meta.is_type(&crate::types::typeobj::TYPE_TYPE);
    let meta_version = if metaclass_guard {
        crate::interp::shim::version_tag(meta)
    } else {
        0
    };
    if metaclass_guard && meta_version == 0 {
        return None;
    }
    // SAFETY: as `load_attr`; the class keeps the object while its version holds.
    unsafe {
        write_u32(ip.add(2), version);
        write_u32(ip.add(4), meta_version);
        write_pointer(ip.add(6), &raw const *found);
    }
    Some(if metaclass_guard {
        op::LOAD_ATTR_CLASS_WITH_METACLASS_CHECK
    } else {
        op::LOAD_ATTR_CLASS
    })
}

unsafe fn load_instance_attr(ip: *mut u16, owner: &Obj, name: &Str, is_method: bool) -> Option<u8> {
    let ty = owner.ty();
    if !uses_generic_getattr(ty) {
        return None;
    }
    let version = crate::interp::shim::version_tag(ty);
    if version == 0 {
        return None;
    }
    // SAFETY: as `load_attr`.
    unsafe { write_u32(ip.add(2), version) };
    let Some(found) = ty.lookup(name) else {
        // SAFETY: as above.
        return unsafe { instance_value(ip, owner, ty, name) };
    };
    let slots = found.ty().slots();
    let data_descriptor = slots.descr_set.is_some();
    if data_descriptor {
        // SAFETY: as above.
        return unsafe { data_descriptor_form(ip, &found, ty, is_method) };
    }
    let method = found.ty().has_flag(flags::METHOD_DESCRIPTOR);
    let plain = slots.descr_get.is_none();
    if !(method && is_method || plain && !is_method) {
        return None;
    }
    // SAFETY: as above; the type keeps the object while its version holds.
    unsafe { write_pointer(ip.add(6), &raw const *found) };
    // SAFETY: as above.
    unsafe { shadow_guard(ip, owner, ty, name, method) }
}

/// Which guard makes sure that no instance attribute hides a class attribute.
unsafe fn shadow_guard(
    ip: *mut u16,
    owner: &Obj,
    ty: &Type,
    name: &Str,
    method: bool,
) -> Option<u8> {
    if !ty.has_flag(flags::MANAGED_DICT) {
        if ty.dict_offset.get() != 0 {
            return None;
        }
        return Some(if method {
            op::LOAD_ATTR_METHOD_NO_DICT
        } else {
            op::LOAD_ATTR_NONDESCRIPTOR_NO_DICT
        });
    }
    if ty.has_flag(flags::INLINE_VALUES) {
        // SAFETY: the flag says that the block is there.
        unsafe {
            let keys = &*ty.cached_keys.get();
            if !(*inline::values_of(owner)).is_valid() || keys.find_str(name, name.hash()).is_some()
            {
                return None;
            }
            let version = crate::types::dict::keys_version(keys);
            if version == 0 {
                return None;
            }
            write_u32(ip.add(4), version);
        }
        return Some(if method {
            op::LOAD_ATTR_METHOD_WITH_VALUES
        } else {
            op::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
        });
    }
    // SAFETY: a managed dictionary has its word.
    let empty = unsafe { (*inline::dict_word(owner)).is_null() };
    (method && empty).then_some(op::LOAD_ATTR_METHOD_LAZY_DICT)
}

unsafe fn instance_value(ip: *mut u16, owner: &Obj, ty: &Type, name: &Str) -> Option<u8> {
    if !ty.has_flag(flags::MANAGED_DICT) {
        return None;
    }
    // SAFETY: a managed dictionary has its word; the flag says that the block is there.
    unsafe {
        if ty.has_flag(flags::INLINE_VALUES) && (*inline::values_of(owner)).is_valid() {
            let index = (*ty.cached_keys.get()).find_str(name, name.hash())?;
            *ip.add(4) = u16::try_from(index).ok()?;
            return Some(op::LOAD_ATTR_INSTANCE_VALUE);
        }
        (!(*inline::dict_word(owner)).is_null()).then_some(op::LOAD_ATTR_WITH_HINT)
    }
}

unsafe fn data_descriptor_form(
    ip: *mut u16,
    descriptor: &Obj,
    ty: &Type,
    is_method: bool,
) -> Option<u8> {
    if let Some(offset) = crate::interp::shim::slot_offset(descriptor, ty) {
        // SAFETY: as `load_attr`.
        unsafe { *ip.add(4) = u16::try_from(offset).ok()? };
        return Some(op::LOAD_ATTR_SLOT);
    }
    if is_method {
        return None;
    }
    let getter = crate::interp::shim::simple_getter(descriptor)?;
    // SAFETY: as `load_attr`; the class keeps the property, which keeps the getter.
    unsafe { write_pointer(ip.add(6), getter) };
    Some(op::LOAD_ATTR_PROPERTY)
}

/// The cache of `STORE_ATTR`: counter, type version (2), index.
pub(crate) unsafe fn store_attr(ip: *mut u16, owner: &Obj, name: &Str) {
    // SAFETY: rewrites the instruction being run; its cache has four units.
    unsafe {
        let form = store_form(ip, owner, name);
        write(ip, form);
    }
}

unsafe fn store_form(ip: *mut u16, owner: &Obj, name: &Str) -> Option<u8> {
    let ty = owner.ty();
    let generic = ty.slots().setattr.is_some_and(|slot| {
        std::ptr::fn_addr_eq(
            slot,
            crate::types::object_attributes::generic_setattr
                as fn(&Obj, &Str, Option<&Obj>) -> crate::object::PyResult<()>,
        )
    });
    if !generic {
        return None;
    }
    let version = crate::interp::shim::version_tag(ty);
    if version == 0 {
        return None;
    }
    // SAFETY: as `store_attr`.
    unsafe {
        write_u32(ip.add(2), version);
        if let Some(descriptor) = ty.lookup(name)
            && descriptor.ty().slots().descr_set.is_some()
        {
            let offset = crate::interp::shim::slot_offset(&descriptor, ty)?;
            *ip.add(4) = u16::try_from(offset).ok()?;
            return Some(op::STORE_ATTR_SLOT);
        }
        if !ty.has_flag(flags::MANAGED_DICT) {
            return None;
        }
        if !(*inline::dict_word(owner)).is_null() {
            return Some(op::STORE_ATTR_WITH_HINT);
        }
        if !ty.has_flag(flags::INLINE_VALUES) || !(*inline::values_of(owner)).is_valid() {
            return None;
        }
        let index = (*ty.cached_keys.get()).find_str(name, name.hash())?;
        if index >= (*inline::values_of(owner)).capacity() {
            return None;
        }
        *ip.add(4) = u16::try_from(index).ok()?;
        Some(op::STORE_ATTR_INSTANCE_VALUE)
    }
}

#[allow(unused_imports)]
use Dict as _;
