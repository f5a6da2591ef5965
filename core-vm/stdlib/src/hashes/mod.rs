//! `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`: the hash functions of `hashlib`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Obj, PyResult};
use serpentarium_runtime::types::buffer::{self, request};
use serpentarium_runtime::types::str::Str;

mod blake2;
mod blake2_core;
mod fixed;
mod sha3;

pub use blake2::MODULE as BLAKE2;
pub use fixed::{MD5, SHA1, SHA2};
pub use sha3::MODULE as SHA3;

/// Data smaller than this is hashed without giving up the lock, in CPython.
const GIL_MINSIZE: i64 = 2048;

/// Bytes to hash.
fn data_argument(object: &Obj) -> PyResult<Vec<u8>> {
    if object.downcast::<Str>().is_some() {
        return Err(type_error("Strings must be encoded before hashing"));
    }
    if object.ty().slots().bf_getbuffer.is_none() {
        return Err(type_error("object supporting the buffer API required"));
    }
    Ok(buffer::get(object, request::SIMPLE)?.to_vec())
}

/// The `data` argument, under its old name too.
fn initial_data(data: Option<&Obj>, string: Option<&Obj>) -> PyResult<Vec<u8>> {
    match (data, string) {
        (Some(_), Some(_)) => Err(type_error(
            "'data' and 'string' are mutually exclusive and support for 'string' keyword \
             parameter is slated for removal in a future version.",
        )),
        (Some(data), None) | (None, Some(data)) => data_argument(data),
        (None, None) => Ok(Vec::new()),
    }
}

fn hexadecimal(data: &[u8]) -> String {
    data.iter().map(|byte| format!("{byte:02x}")).collect()
}
