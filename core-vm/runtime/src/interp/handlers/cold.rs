//! Operations that handlers call out of line: what they put on the native stack would
//! otherwise keep the handler's last call from being a jump. Answers fit two registers.

use crate::object::error::type_error;
use crate::object::protocol::{self, sequence};
use crate::object::slots::CompareOp;
use crate::object::{Exc, Obj, Object, PyResult, Ref, Type};
use crate::types::dict::Dict;
use crate::types::int::bool_obj;
use crate::types::list::List;
use crate::types::none::none;
use crate::types::slice::{Bounds, Slice};
use crate::types::tuple::Tuple;

#[inline(never)]
pub(crate) fn is_true(object: &Obj) -> PyResult<&'static Obj> {
    protocol::is_true(object).map(bool_obj)
}

#[inline(never)]
pub(crate) fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    protocol::compare(left, right, op)
}

#[inline(never)]
pub(crate) fn contains(container: &Obj, value: &Obj) -> PyResult<&'static Obj> {
    sequence::contains(container, value).map(bool_obj)
}

#[inline(never)]
pub(crate) fn getitem(container: &Obj, key: &Obj) -> PyResult {
    sequence::getitem(container, key)
}

/// `container[start:stop]`
#[inline(never)]
pub(crate) fn get_slice(container: &Obj, start: &Obj, stop: &Obj) -> PyResult {
    if let Some(list) = container.downcast_exact::<List>()
        && let Some(bounds) = Bounds::simple(start, stop)
    {
        let indices = bounds.adjust(list.len());
        return Ok(list.run(indices.start as usize, indices.count).into_obj());
    }
    let slice = Slice::new(start.to_ref(), stop.to_ref(), none());
    sequence::getitem(container, slice.as_obj())
}

/// `container[start:stop] = value`
#[inline(never)]
pub(crate) fn set_slice(container: &Obj, start: &Obj, stop: &Obj, value: &Obj) -> PyResult<()> {
    if let Some(list) = container.downcast_exact::<List>()
        && let Some(bounds) = Bounds::simple(start, stop)
    {
        return crate::types::list::assign_run(list, bounds, value);
    }
    let slice = Slice::new(start.to_ref(), stop.to_ref(), none());
    sequence::setitem(container, slice.as_obj(), Some(value))
}

#[inline(never)]
pub(crate) fn dict_get(dict: &Dict, key: &Obj) -> PyResult<Option<Ref>> {
    dict.get(key)
}

#[inline(never)]
pub(crate) fn setitem(container: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    sequence::setitem(container, key, value)
}

#[inline(never)]
pub(crate) fn is_instance(object: &Obj, class: &Obj) -> PyResult<&'static Obj> {
    protocol::is_instance(object, class).map(bool_obj)
}

/// An instance of a Python class whose `__new__` is `object`'s.
#[inline(never)]
pub(crate) fn new_instance(class: &Type) -> Ref {
    crate::types::object::new_instance(class)
}

/// What `EXIT_INIT_CHECK` raises.
#[cold]
#[inline(never)]
pub(crate) fn init_returned(result: &Obj) -> Exc {
    let name = result.ty().tp_name();
    type_error(format!("__init__() should return None, not '{name}'"))
}

#[inline(never)]
pub(crate) fn check_stack() -> PyResult<()> {
    protocol::check_stack(" while calling a Python object")
}

/// A tuple of counted pointers.
///
/// # Safety
/// As [`Tuple::from_raw_items`].
#[inline(never)]
pub(crate) unsafe fn tuple(source: *const *mut Obj, len: usize) -> Ref<Tuple> {
    // SAFETY: the caller's promise.
    unsafe { Tuple::from_raw_items(source, len) }
}
