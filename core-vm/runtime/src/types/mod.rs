//! The built-in types: one file or folder each. A new type is its file, a `mod` line
//! and a line in [`ALL`].

use crate::object::Type;

pub mod anext_awaitable;
pub mod async_generator;
pub mod buffer;
mod buffer_lease;
pub mod bytearray;
pub mod bytes;
pub mod bytes_like;
pub mod callable_iterator;
pub mod cell;
pub mod code;
pub mod code_attributes;
pub mod complex;
pub mod coroutine_wrapper;
pub mod descriptors;
pub mod dict;
pub mod enumerate;
pub mod exceptions;
pub mod float;
pub mod float_math;
pub mod float_ops;
pub mod format;
pub mod frame;
pub mod frame_attributes;
pub mod frame_locals;
pub mod function;
pub(crate) mod function_attributes;
pub mod generator;
pub mod generator_methods;
pub mod generic_alias;
pub(crate) mod generic_substitution;
pub mod int;
pub mod iterators;
pub mod list;
pub mod mapping_proxy;
pub mod memoryview;
pub mod method;
pub mod module;
pub(crate) mod module_attributes;
pub mod namespace;
pub mod native_function;
pub mod none;
pub mod object;
pub mod object_attributes;
pub mod object_reduce;
pub mod property;
pub mod range;
pub mod repr_guard;
pub mod reversed;
pub mod set;
pub mod slice;
pub mod slice_range;
pub mod static_method;
pub mod str;
pub mod str_join;
pub mod struct_sequence;
pub mod super_type;
pub mod template;
pub mod traceback;
pub mod tuple;
pub mod type_params;
pub mod typeobj;
pub mod union_type;
pub mod weakref;
pub mod weakref_proxy;
pub mod weakref_type;
pub mod zip_map;

/// Every built-in type but the exceptions, bases before subclasses.
pub static ALL: &[&Type] = &[
    &object::OBJECT_TYPE,
    &typeobj::TYPE_TYPE,
    &descriptors::wrapper::WRAPPER_DESCRIPTOR_TYPE,
    &descriptors::wrapper::METHOD_WRAPPER_TYPE,
    &descriptors::method::METHOD_DESCRIPTOR_TYPE,
    &descriptors::method::CLASS_METHOD_DESCRIPTOR_TYPE,
    &descriptors::getset::GETSET_DESCRIPTOR_TYPE,
    &descriptors::member::MEMBER_DESCRIPTOR_TYPE,
    &static_method::STATIC_METHOD_TYPE,
    &static_method::CLASS_METHOD_TYPE,
    &super_type::SUPER_TYPE,
    &property::PROPERTY_TYPE,
    &namespace::NAMESPACE_TYPE,
    &mapping_proxy::MAPPING_PROXY_TYPE,
    &generic_alias::GENERIC_ALIAS_TYPE,
    &generic_alias::GENERIC_ALIAS_ITERATOR_TYPE,
    &union_type::UNION_TYPE,
    &type_params::no_default::NO_DEFAULT_TYPE,
    &type_params::evaluator::CONST_EVALUATOR_TYPE,
    &type_params::typevar::TYPE_VAR_TYPE,
    &type_params::typevartuple::TYPE_VAR_TUPLE_TYPE,
    &type_params::paramspec::PARAM_SPEC_TYPE,
    &type_params::paramspec::PARAM_SPEC_ARGS_TYPE,
    &type_params::paramspec::PARAM_SPEC_KWARGS_TYPE,
    &type_params::alias::TYPE_ALIAS_TYPE,
    &type_params::generic::GENERIC_TYPE,
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
    &memoryview::MEMORYVIEW_TYPE,
    &template::INTERPOLATION_TYPE,
    &template::TEMPLATE_TYPE,
    &template::TEMPLATE_ITER_TYPE,
    &memoryview::MEMORY_ITERATOR_TYPE,
    &tuple::TUPLE_TYPE,
    &list::LIST_TYPE,
    &list::iter::LIST_ITERATOR_TYPE,
    &list::iter::LIST_REVERSE_ITERATOR_TYPE,
    &tuple::iter::TUPLE_ITERATOR_TYPE,
    &range::RANGE_TYPE,
    &range::iter::RANGE_ITERATOR_TYPE,
    &range::iter::LONG_RANGE_ITERATOR_TYPE,
    &dict::DICT_TYPE,
    &dict::views::KEYS_TYPE,
    &buffer_lease::LEASE_TYPE,
    &dict::ordered::ORDERED_DICT_TYPE,
    &dict::ordered_views::ITERATOR_TYPE,
    &dict::ordered_views::ORDERED_KEYS_TYPE,
    &dict::ordered_views::ORDERED_VALUES_TYPE,
    &dict::ordered_views::ORDERED_ITEMS_TYPE,
    &dict::views::VALUES_TYPE,
    &dict::views::ITEMS_TYPE,
    &set::SET_TYPE,
    &set::FROZENSET_TYPE,
    &set::iter::SET_ITERATOR_TYPE,
    &slice::SLICE_TYPE,
    &cell::CELL_TYPE,
    &code::CODE_TYPE,
    &code_attributes::LINES_TYPE,
    &code_attributes::POSITIONS_TYPE,
    &code_attributes::BRANCHES_TYPE,
    &function::FUNCTION_TYPE,
    &method::METHOD_TYPE,
    &native_function::NATIVE_FUNCTION_TYPE,
    &module::MODULE_TYPE,
    &frame::FRAME_TYPE,
    &frame_locals::FRAME_LOCALS_TYPE,
    &traceback::TRACEBACK_TYPE,
    &generator::GENERATOR_TYPE,
    &generator::COROUTINE_TYPE,
    &generator::ASYNC_GENERATOR_TYPE,
    &coroutine_wrapper::COROUTINE_WRAPPER_TYPE,
    &async_generator::ASEND_TYPE,
    &async_generator::ATHROW_TYPE,
    &async_generator::WRAPPED_VALUE_TYPE,
    &anext_awaitable::ANEXT_AWAITABLE_TYPE,
    &weakref_type::WEAKREF_TYPE,
    &weakref_proxy::PROXY_TYPE,
    &weakref_proxy::CALLABLE_PROXY_TYPE,
    &enumerate::ENUMERATE_TYPE,
    &zip_map::ZIP_TYPE,
    &zip_map::MAP_TYPE,
    &zip_map::FILTER_TYPE,
    &reversed::REVERSED_TYPE,
    &callable_iterator::CALLABLE_ITERATOR_TYPE,
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

/// Readies every built-in type; called once, before anything else runs.
pub fn ready_all() {
    for ty in ALL.iter().chain(dict::iter::TYPES).chain(exceptions::ALL) {
        typeobj::ready::ready(ty);
    }
}
/// State that only the VM's one thread of the operating system touches.
pub(crate) struct OneThread<T>(pub(crate) T);
// SAFETY: one VM per process, on one thread.
unsafe impl<T> Sync for OneThread<T> {}
