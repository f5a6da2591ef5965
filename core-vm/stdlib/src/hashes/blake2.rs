//! `_blake2`: BLAKE2b and BLAKE2s with all their parameters.

use std::cell::RefCell;

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn, NativeModule, none};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::int::Int;

use super::blake2_core::{Blake2b, Blake2s, Parameters};
use super::{GIL_MINSIZE, data_argument, hexadecimal, initial_data};
use crate::value::{add_type, bytes, int, set, text};

pub static MODULE: NativeModule = NativeModule {
    name: "_blake2",
    doc: "_blake2b provides BLAKE2b for hashlib\n",
    functions: &[],
    exec: |module| {
        add_type(module, &BLAKE2B_TYPE);
        add_type(module, &BLAKE2S_TYPE);
        let constants = [
            ("BLAKE2B_SALT_SIZE", 16),
            ("BLAKE2B_PERSON_SIZE", 16),
            ("BLAKE2B_MAX_KEY_SIZE", 64),
            ("BLAKE2B_MAX_DIGEST_SIZE", 64),
            ("BLAKE2S_SALT_SIZE", 8),
            ("BLAKE2S_PERSON_SIZE", 8),
            ("BLAKE2S_MAX_KEY_SIZE", 32),
            ("BLAKE2S_MAX_DIGEST_SIZE", 32),
            ("_GIL_MINSIZE", GIL_MINSIZE),
        ];
        for (name, value) in constants {
            set(module, name, Int::new(value).into_obj());
        }
        Ok(())
    },
};

#[derive(Clone)]
enum State {
    B(Blake2b),
    S(Blake2s),
}

impl State {
    fn update(&mut self, data: &[u8]) {
        match self {
            State::B(hash) => hash.update(data),
            State::S(hash) => hash.update(data),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            State::B(hash) => hash.finish(),
            State::S(hash) => hash.finish(),
        }
    }
}

/// `WIDE` is BLAKE2b, the other BLAKE2s.
struct Blake2<const WIDE: bool> {
    state: RefCell<State>,
    digest_size: usize,
}

impl NativeType for Blake2<true> {
    fn type_object() -> &'static Type {
        &BLAKE2B_TYPE
    }
}

impl NativeType for Blake2<false> {
    fn type_object() -> &'static Type {
        &BLAKE2S_TYPE
    }
}

const SIGNATURE: &str = "($type, data=b'', *, digest_size=64, key=b'', salt=b'', person=b'', \
    fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, \
    last_node=False, usedforsecurity=True, string=None)";

fn parameters<const WIDE: bool>(bound: &[Option<&Obj>]) -> PyResult<Parameters> {
    let most = if WIDE { 64 } else { 32 };
    let tail = if WIDE { 16 } else { 8 };
    let number = |index: usize, default: u64| {
        bound[index].map_or(Ok(default), |value| {
            let value = number::index(value)?;
            let value = num_traits::ToPrimitive::to_u64(&*value.to_big());
            value.ok_or_else(|| value_error("value out of range"))
        })
    };
    let limited = |index: usize, default: u64, low: u64, high: u64, message: &str| {
        let value = number(index, default)?;
        if (low..=high).contains(&value) {
            Ok(value)
        } else {
            Err(value_error(message))
        }
    };
    let data = |index: usize, most: usize, name: &str| {
        let data = bound[index].map_or(Ok(Vec::new()), data_argument)?;
        if data.len() > most {
            return Err(value_error(format!(
                "maximum {name} length is {most} bytes"
            )));
        }
        Ok(data)
    };
    let size_message = format!(
        "digest_size for {} must be between 1 and {most} bytes, here it is {}",
        if WIDE { "Blake2b" } else { "Blake2s" },
        number(1, most)?
    );
    let digest_size = limited(1, most, 1, most, &size_message)? as usize;
    let offset_limit = if WIDE { u64::MAX } else { (1 << 48) - 1 };
    let inner_message = format!("inner_size must be between 0 and {most}");
    Ok(Parameters {
        digest_size,
        key: data(2, most as usize, "key")?,
        salt: data(3, tail, "salt")?,
        person: data(4, tail, "person")?,
        fanout: limited(5, 1, 0, 255, "fanout must be between 0 and 255")? as u8,
        depth: limited(6, 1, 1, 255, "depth must be between 1 and 255")? as u8,
        leaf_size: limited(7, 0, 0, u64::from(u32::MAX), "leaf_size is too large")? as u32,
        node_offset: limited(8, 0, 0, offset_limit, "node_offset is too large")?,
        node_depth: limited(9, 0, 0, 255, "node_depth must be between 0 and 255")? as u8,
        inner_size: limited(10, 0, 0, most, &inner_message)? as u8,
        last_node: bound[11].map_or(Ok(false), protocol::is_true)?,
    })
}

fn new<const WIDE: bool>(ty: &Type, args: Args<'_>) -> PyResult
where
    Blake2<WIDE>: NativeType,
{
    let name = if WIDE { "blake2b" } else { "blake2s" };
    let bound = serpentarium_runtime::object::args::parsed(SIGNATURE).bind(name, args)?;
    let parameters = parameters::<WIDE>(&bound)?;
    let string = bound[13].filter(|string| !serpentarium_runtime::types::none::is_none(string));
    let mut state = if WIDE {
        State::B(Blake2b::new(&parameters))
    } else {
        State::S(Blake2s::new(&parameters))
    };
    state.update(&initial_data(bound[0], string)?);
    let hash = Blake2::<WIDE> {
        state: RefCell::new(state),
        digest_size: parameters.digest_size,
    };
    Ok(Native::of_type(ty, hash).into_obj())
}

fn receiver<const WIDE: bool>(this: &Obj) -> PyResult<&Native<Blake2<WIDE>>>
where
    Blake2<WIDE>: NativeType,
{
    this.downcast::<Native<Blake2<WIDE>>>()
        .ok_or_else(|| type_error("a hash object is required"))
}

fn output<const WIDE: bool>(this: &Obj) -> PyResult<Vec<u8>>
where
    Blake2<WIDE>: NativeType,
{
    let state = receiver::<WIDE>(this)?.state.borrow().clone();
    Ok(state.finish())
}

fn copy<const WIDE: bool>(this: &Obj) -> PyResult
where
    Blake2<WIDE>: NativeType,
{
    let this = receiver::<WIDE>(this)?;
    let copy = Native::new(Blake2::<WIDE> {
        state: RefCell::new(this.state.borrow().clone()),
        digest_size: this.digest_size,
    });
    Ok(copy.into_obj())
}

fn update<const WIDE: bool>(this: &Obj, data: &Obj) -> PyResult
where
    Blake2<WIDE>: NativeType,
{
    let data = data_argument(data)?;
    receiver::<WIDE>(this)?.state.borrow_mut().update(&data);
    none()
}

const fn methods<const WIDE: bool>() -> [NativeDef; 4]
where
    Blake2<WIDE>: NativeType,
{
    [
        NativeDef::new(
            "copy",
            "($self, /)",
            "Return a copy of the hash object.",
            NativeFn::NoArgs(copy::<WIDE>),
        ),
        NativeDef::new(
            "digest",
            "($self, /)",
            "Return the digest value as a bytes object.",
            NativeFn::NoArgs(|this| bytes(&output::<WIDE>(this)?)),
        ),
        NativeDef::new(
            "hexdigest",
            "($self, /)",
            "Return the digest value as a string of hexadecimal digits.",
            NativeFn::NoArgs(|this| text(&hexadecimal(&output::<WIDE>(this)?))),
        ),
        NativeDef::new(
            "update",
            "($self, data, /)",
            "Update this hash object's state with the provided bytes-like object.",
            NativeFn::One(update::<WIDE>),
        ),
    ]
}

const fn attributes<const WIDE: bool>() -> [GetSet; 3]
where
    Blake2<WIDE>: NativeType,
{
    [
        GetSet::readonly("name", |_| text(if WIDE { "blake2b" } else { "blake2s" })),
        GetSet::readonly("block_size", |_| int(if WIDE { 128 } else { 64 })),
        GetSet::readonly("digest_size", |this| {
            int(receiver::<WIDE>(this)?.digest_size as i64)
        }),
    ]
}

/// The limits as class attributes.
fn limits<const WIDE: bool>(ty: &Type) {
    let tail = if WIDE { 16 } else { 8 };
    let most = if WIDE { 64 } else { 32 };
    let names = [
        ("SALT_SIZE", tail),
        ("PERSON_SIZE", tail),
        ("MAX_KEY_SIZE", most),
        ("MAX_DIGEST_SIZE", most),
    ];
    for (name, value) in names {
        ty.set_own_attribute(name, Int::new(value).into_obj());
    }
}

static METHODS_B: [NativeDef; 4] = methods::<true>();
static METHODS_S: [NativeDef; 4] = methods::<false>();
static ATTRIBUTES_B: [GetSet; 3] = attributes::<true>();
static ATTRIBUTES_S: [GetSet; 3] = attributes::<false>();

static BLAKE2B_TYPE: Type = Type::builtin(&BLAKE2B_SPEC);
static BLAKE2B_SPEC: TypeSpec = TypeSpec {
    doc: Some("Return a new BLAKE2b hash object."),
    flags: flags::BASETYPE,
    slots: Slots {
        new: Some(new::<true>),
        ..Slots::NONE
    },
    methods: &METHODS_B,
    getset: &ATTRIBUTES_B,
    extra: Some(limits::<true>),
    ..TypeSpec::of::<Native<Blake2<true>>>("_blake2.blake2b")
};

static BLAKE2S_TYPE: Type = Type::builtin(&BLAKE2S_SPEC);
static BLAKE2S_SPEC: TypeSpec = TypeSpec {
    doc: Some("Return a new BLAKE2s hash object."),
    flags: flags::BASETYPE,
    slots: Slots {
        new: Some(new::<false>),
        ..Slots::NONE
    },
    methods: &METHODS_S,
    getset: &ATTRIBUTES_S,
    extra: Some(limits::<false>),
    ..TypeSpec::of::<Native<Blake2<false>>>("_blake2.blake2s")
};
