//! Integers as C's integer types, with CPython's messages.

use crate::object::error::overflow_error;
use crate::object::protocol::number::index;
use crate::object::{Obj, PyResult};

macro_rules! c_types {
    ($($name:ident -> $type:ty, $c:literal;)*) => {$(
        #[doc = concat!("A C `", $c, "` argument.\n\n# Errors\n`TypeError` when it is no integer, `OverflowError` out of range.")]
        pub fn $name(object: &Obj) -> PyResult<$type> {
            let int = index(object)?;
            int.as_i64()
                .and_then(|value| <$type>::try_from(value).ok())
                .ok_or_else(|| overflow_error(concat!("Python int too large to convert to C ", $c)))
        }
    )*};
}

c_types! {
    as_ssize -> isize, "ssize_t";
    as_long -> i64, "long";
}

/// A C `int` argument.
///
/// # Errors
/// `TypeError` when it is no integer, `OverflowError` out of range.
pub fn as_c_int(object: &Obj) -> PyResult<i32> {
    let value = index(object)?.as_i64();
    value
        .and_then(|value| i32::try_from(value).ok())
        .ok_or_else(|| overflow_error("Python int too large to convert to C int"))
}

/// A C `unsigned int` argument, taken modulo its size as Argument Clinic's bitwise ones are.
///
/// # Errors
/// `TypeError` when it is no integer.
pub fn as_bitwise_u64(object: &Obj) -> PyResult<u64> {
    let int = index(object)?;
    match int.value() {
        super::Value::Small(small) => Ok(small as u64),
        super::Value::Big(big) => {
            let mask = num_bigint::BigInt::from(u64::MAX);
            let low = big & mask;
            Ok(num_traits::ToPrimitive::to_u64(&low).unwrap_or(0))
        }
    }
}
