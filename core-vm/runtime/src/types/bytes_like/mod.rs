//! What `bytes` and `bytearray` share: their methods work on the bytes of either and
//! answer in the receiver's kind.

use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::buffer;
use crate::types::bytearray::ByteArray;
use crate::types::bytes::Bytes;

pub mod case;
pub mod hex;
pub mod pad;
pub mod percent;
pub mod repr;
pub mod search;
pub mod slots;
pub mod split;
pub mod text;

/// Lets `f` read the bytes of a `bytes` or `bytearray`; it must not run Python code.
///
/// # Errors
/// `TypeError` when the object is neither.
#[inline]
pub fn with_data<R>(object: &Obj, f: impl FnOnce(&[u8]) -> R) -> PyResult<R> {
    if let Some(bytes) = object.downcast::<Bytes>() {
        return Ok(f(bytes.as_slice()));
    }
    match object.downcast::<ByteArray>() {
        Some(array) => Ok(array.with_bytes(f)),
        None => Err(crate::types::wrong_receiver(object, "bytes")),
    }
}

/// New bytes of the receiver's kind.
pub fn make(this: &Obj, data: &[u8]) -> Ref {
    if this.downcast::<Bytes>().is_some() {
        Bytes::new(data).into_obj()
    } else {
        ByteArray::new(data.to_vec()).into_obj()
    }
}

/// The receiver itself when it is an exact `bytes`, else new bytes with its contents.
pub fn unchanged(this: &Obj) -> PyResult {
    if this.downcast_exact::<Bytes>().is_some() {
        return Ok(this.to_ref());
    }
    with_data(this, |data| make(this, data))
}

/// A bytes-like argument, copied.
///
/// # Errors
/// `TypeError: a bytes-like object is required, not 'TYPE'`.
pub fn argument(object: &Obj) -> PyResult<Vec<u8>> {
    if let Some(bytes) = object.downcast::<Bytes>() {
        return Ok(bytes.as_slice().to_vec());
    }
    Ok(buffer::get(object, buffer::request::SIMPLE)?.to_vec())
}

/// Whether an object exports a buffer.
pub fn is_bytes_like(object: &Obj) -> bool {
    object.ty().slots().bf_getbuffer.is_some()
}

/// `a bytes-like object is required, not 'TYPE'`
#[cold]
pub fn not_bytes_like(object: &Obj) -> crate::object::Exc {
    type_error(format!(
        "a bytes-like object is required, not '{}'",
        object.ty().tp_name()
    ))
}
