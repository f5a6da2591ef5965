//! MD5, SHA-1 and SHA-2.

use std::cell::RefCell;

use ::sha2::digest::DynDigest;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn, NativeModule, none};
use serpentarium_runtime::object::{Native, NativeType, Obj, PyResult, Type, TypeSpec, flags};
use serpentarium_runtime::types::int::Int;

use super::{GIL_MINSIZE, data_argument, hexadecimal, initial_data};
use crate::value::{add_type, bytes, int, set, text};

/// A hash being computed. `KIND` tells the Python type of each algorithm apart.
struct Hash<const KIND: usize> {
    name: &'static str,
    block_size: i64,
    state: RefCell<Box<dyn DynDigest>>,
}

const SIGNATURE: &str = "($module, /, data=b'', *, usedforsecurity=True, string=None)";

const fn methods<const KIND: usize>() -> [NativeDef; 4]
where
    Hash<KIND>: NativeType,
{
    [
        NativeDef::new(
            "copy",
            "($self, /)",
            "Return a copy of the hash object.",
            NativeFn::NoArgs(copy::<KIND>),
        ),
        NativeDef::new(
            "digest",
            "($self, /)",
            "Return the digest value as a bytes object.",
            NativeFn::NoArgs(|this| bytes(&finished::<KIND>(this)?)),
        ),
        NativeDef::new(
            "hexdigest",
            "($self, /)",
            "Return the digest value as a string of hexadecimal digits.",
            NativeFn::NoArgs(|this| text(&hexadecimal(&finished::<KIND>(this)?))),
        ),
        NativeDef::new(
            "update",
            "($self, obj, /)",
            "Update this hash object's state with the provided string.",
            NativeFn::One(update::<KIND>),
        ),
    ]
}

const fn attributes<const KIND: usize>() -> [GetSet; 3]
where
    Hash<KIND>: NativeType,
{
    [
        GetSet::readonly("block_size", |this| int(receiver::<KIND>(this)?.block_size)),
        GetSet::readonly("name", |this| text(receiver::<KIND>(this)?.name)),
        GetSet::readonly("digest_size", |this| {
            int(receiver::<KIND>(this)?.state.borrow().output_size() as i64)
        }),
    ]
}

fn receiver<const KIND: usize>(this: &Obj) -> PyResult<&Native<Hash<KIND>>>
where
    Hash<KIND>: NativeType,
{
    this.downcast::<Native<Hash<KIND>>>()
        .ok_or_else(|| type_error("a hash object is required"))
}

fn copy<const KIND: usize>(this: &Obj) -> PyResult
where
    Hash<KIND>: NativeType,
{
    let this = receiver::<KIND>(this)?;
    let state = this.state.borrow().box_clone();
    let copy = Native::new(Hash::<KIND> {
        name: this.name,
        block_size: this.block_size,
        state: RefCell::new(state),
    });
    Ok(copy.into_obj())
}

fn finished<const KIND: usize>(this: &Obj) -> PyResult<Vec<u8>>
where
    Hash<KIND>: NativeType,
{
    let state = receiver::<KIND>(this)?.state.borrow().box_clone();
    Ok(state.finalize().into_vec())
}

fn update<const KIND: usize>(this: &Obj, data: &Obj) -> PyResult
where
    Hash<KIND>: NativeType,
{
    let data = data_argument(data)?;
    receiver::<KIND>(this)?.state.borrow_mut().update(&data);
    none()
}

macro_rules! algorithms {
    ($($kind:literal: $type:ident $spec:ident $methods:ident $attributes:ident $function:ident, $python:literal, $name:literal, $block:literal, $state:ty;)*) => {$(
        impl NativeType for Hash<$kind> {
            fn type_object() -> &'static Type {
                &$type
            }
        }

        static $type: Type = Type::builtin(&$spec);
        static $methods: [NativeDef; 4] = methods::<$kind>();
        static $attributes: [GetSet; 3] = attributes::<$kind>();
        static $spec: TypeSpec = TypeSpec {
            flags: flags::DISALLOW_INSTANTIATION,
            methods: &$methods,
            getset: &$attributes,
            ..TypeSpec::of::<Native<Hash<$kind>>>($python)
        };

        fn $function(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
            let string = args[2].filter(|string| !serpentarium_runtime::types::none::is_none(string));
            let data = initial_data(args[0], string)?;
            let mut state: Box<dyn DynDigest> = Box::new(<$state>::default());
            state.update(&data);
            let hash = Native::new(Hash::<$kind> {
                name: $name,
                block_size: $block,
                state: RefCell::new(state),
            });
            Ok(hash.into_obj())
        }
    )*};
}

algorithms! {
    0: MD5_TYPE MD5_SPEC MD5_METHODS MD5_ATTRIBUTES new_md5, "_md5.md5", "md5", 64, ::md5::Md5;
    1: SHA1_TYPE SHA1_SPEC SHA1_METHODS SHA1_ATTRIBUTES new_sha1, "_sha1.sha1", "sha1", 64, ::sha1::Sha1;
    2: SHA224_TYPE SHA224_SPEC SHA224_METHODS SHA224_ATTRIBUTES new_sha224, "_sha2.SHA224Type", "sha224", 64, ::sha2::Sha224;
    3: SHA256_TYPE SHA256_SPEC SHA256_METHODS SHA256_ATTRIBUTES new_sha256, "_sha2.SHA256Type", "sha256", 64, ::sha2::Sha256;
    4: SHA384_TYPE SHA384_SPEC SHA384_METHODS SHA384_ATTRIBUTES new_sha384, "_sha2.SHA384Type", "sha384", 128, ::sha2::Sha384;
    5: SHA512_TYPE SHA512_SPEC SHA512_METHODS SHA512_ATTRIBUTES new_sha512, "_sha2.SHA512Type", "sha512", 128, ::sha2::Sha512;
}

const fn constructor(
    name: &'static str,
    doc: &'static str,
    function: fn(&Obj, &[Option<&Obj>]) -> PyResult,
) -> NativeDef {
    NativeDef::new(name, SIGNATURE, doc, NativeFn::Bound(function))
}

fn ready_type(module: &Obj, name: &str, ty: &'static Type) {
    use serpentarium_runtime::object::Object;
    serpentarium_runtime::types::typeobj::ready::ready(ty);
    set(module, name, ty.as_obj().to_ref());
    set(module, "_GIL_MINSIZE", Int::new(GIL_MINSIZE).into_obj());
}

pub static MD5: NativeModule = NativeModule {
    name: "_md5",
    doc: "",
    functions: &[constructor(
        "md5",
        "Return a new MD5 hash object; optionally initialized with a string.",
        new_md5,
    )],
    exec: |module| {
        ready_type(module, "MD5Type", &MD5_TYPE);
        Ok(())
    },
};

pub static SHA1: NativeModule = NativeModule {
    name: "_sha1",
    doc: "",
    functions: &[constructor(
        "sha1",
        "Return a new SHA1 hash object; optionally initialized with a string.",
        new_sha1,
    )],
    exec: |module| {
        ready_type(module, "SHA1Type", &SHA1_TYPE);
        Ok(())
    },
};

pub static SHA2: NativeModule = NativeModule {
    name: "_sha2",
    doc: "",
    functions: &[
        constructor(
            "sha256",
            "Return a new SHA-256 hash object; optionally initialized with a string.",
            new_sha256,
        ),
        constructor(
            "sha224",
            "Return a new SHA-224 hash object; optionally initialized with a string.",
            new_sha224,
        ),
        constructor(
            "sha512",
            "Return a new SHA-512 hash object; optionally initialized with a string.",
            new_sha512,
        ),
        constructor(
            "sha384",
            "Return a new SHA-384 hash object; optionally initialized with a string.",
            new_sha384,
        ),
    ],
    exec: |module| {
        for ty in [&SHA224_TYPE, &SHA256_TYPE, &SHA384_TYPE, &SHA512_TYPE] {
            add_type(module, ty);
        }
        set(module, "_GIL_MINSIZE", Int::new(GIL_MINSIZE).into_obj());
        Ok(())
    },
};
