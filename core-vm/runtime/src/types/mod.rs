//! The built-in types: one file or folder each. A new type is its file, a `mod` line
//! and a line in [`ALL`].

use crate::object::Type;

pub mod buffer;
pub mod bytearray;
pub mod bytes;
pub mod bytes_like;
pub mod cell;
pub mod code;
pub mod code_attributes;
pub mod complex;
pub mod dict;
pub mod exceptions;
pub mod float;
pub mod float_math;
pub mod float_ops;
pub mod format;
pub mod frame;
pub mod function;
pub mod generator;
pub mod int;
pub mod iterators;
pub mod list;
pub mod method;
pub mod module;
pub mod native_function;
pub mod none;
pub mod object;
pub mod object_attributes;
pub mod set;
pub mod slice;
pub mod slice_range;
pub mod str;
pub mod traceback;
pub mod tuple;
pub mod typeobj;
pub mod weakref;

/// Every built-in type but the exceptions, bases before subclasses.
pub static ALL: &[&Type] = &[
    &object::OBJECT_TYPE,
    &typeobj::TYPE_TYPE,
    &none::NONE_TYPE,
    &none::NOT_IMPLEMENTED_TYPE,
    &none::ELLIPSIS_TYPE,
    &int::INT_TYPE,
    &int::BOOL_TYPE,
    &float::FLOAT_TYPE,
    &complex::COMPLEX_TYPE,
    &str::STR_TYPE,
    &str::iterator::STR_ITERATOR_TYPE,
    &str::iterator::STR_ASCII_ITERATOR_TYPE,
    &bytes::BYTES_TYPE,
    &bytes::iterator::BYTES_ITERATOR_TYPE,
    &bytes::iterator::BYTEARRAY_ITERATOR_TYPE,
    &bytearray::BYTEARRAY_TYPE,
    &tuple::TUPLE_TYPE,
    &list::LIST_TYPE,
    &dict::DICT_TYPE,
    &set::SET_TYPE,
    &set::FROZENSET_TYPE,
    &slice::SLICE_TYPE,
    &cell::CELL_TYPE,
    &code::CODE_TYPE,
    &function::FUNCTION_TYPE,
    &method::METHOD_TYPE,
    &native_function::NATIVE_FUNCTION_TYPE,
    &module::MODULE_TYPE,
    &frame::FRAME_TYPE,
    &traceback::TRACEBACK_TYPE,
    &generator::GENERATOR_TYPE,
    &generator::COROUTINE_TYPE,
    &generator::ASYNC_GENERATOR_TYPE,
    &weakref::WEAKREF_TYPE,
    &iterators::SEQUENCE_ITERATOR_TYPE,
];

/// A native method was called on an object of another type, past its descriptor's check.
#[cold]
pub fn wrong_receiver(object: &crate::object::Obj, wanted: &str) -> crate::object::Exc {
    crate::object::error::type_error(format!(
        "descriptor requires a '{wanted}' object but received a '{}'",
        object.ty().tp_name()
    ))
}
