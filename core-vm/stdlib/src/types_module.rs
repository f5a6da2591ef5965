//! `_types`: the names that `types` gives to built-in types.

use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::{
    cell, code, descriptors, frame, function, generator, generic_alias, mapping_proxy, method,
    module, namespace, native_function, none, traceback, union_type,
};

use crate::capsule::CAPSULE_TYPE;
use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_types",
    doc: "Define names for built-in types.",
    functions: &[],
    exec,
};

fn exec(target: &Obj) -> PyResult<()> {
    serpentarium_runtime::types::typeobj::ready::ready(&CAPSULE_TYPE);
    for (name, ty) in [
        ("AsyncGeneratorType", &generator::ASYNC_GENERATOR_TYPE),
        (
            "BuiltinFunctionType",
            &native_function::NATIVE_FUNCTION_TYPE,
        ),
        ("BuiltinMethodType", &native_function::NATIVE_FUNCTION_TYPE),
        ("CapsuleType", &CAPSULE_TYPE),
        ("CellType", &cell::CELL_TYPE),
        (
            "ClassMethodDescriptorType",
            &descriptors::method::CLASS_METHOD_DESCRIPTOR_TYPE,
        ),
        ("CodeType", &code::CODE_TYPE),
        ("CoroutineType", &generator::COROUTINE_TYPE),
        ("EllipsisType", &none::ELLIPSIS_TYPE),
        ("FrameType", &frame::FRAME_TYPE),
        ("FunctionType", &function::FUNCTION_TYPE),
        ("GeneratorType", &generator::GENERATOR_TYPE),
        ("GenericAlias", &generic_alias::GENERIC_ALIAS_TYPE),
        (
            "GetSetDescriptorType",
            &descriptors::getset::GETSET_DESCRIPTOR_TYPE,
        ),
        ("LambdaType", &function::FUNCTION_TYPE),
        ("MappingProxyType", &mapping_proxy::MAPPING_PROXY_TYPE),
        (
            "MemberDescriptorType",
            &descriptors::member::MEMBER_DESCRIPTOR_TYPE,
        ),
        (
            "MethodDescriptorType",
            &descriptors::method::METHOD_DESCRIPTOR_TYPE,
        ),
        ("MethodType", &method::METHOD_TYPE),
        (
            "MethodWrapperType",
            &descriptors::wrapper::METHOD_WRAPPER_TYPE,
        ),
        ("ModuleType", &module::MODULE_TYPE),
        ("NoneType", &none::NONE_TYPE),
        ("NotImplementedType", &none::NOT_IMPLEMENTED_TYPE),
        ("SimpleNamespace", &namespace::NAMESPACE_TYPE),
        ("TracebackType", &traceback::TRACEBACK_TYPE),
        ("UnionType", &union_type::UNION_TYPE),
        (
            "WrapperDescriptorType",
            &descriptors::wrapper::WRAPPER_DESCRIPTOR_TYPE,
        ),
    ] {
        native::set(target, name, ty.as_obj().to_ref());
    }
    Ok(())
}
