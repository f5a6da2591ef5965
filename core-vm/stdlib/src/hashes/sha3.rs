//! SHA-3 and SHAKE: Keccak.

use std::cell::RefCell;

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn, NativeModule, none};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;

use super::{GIL_MINSIZE, data_argument, hexadecimal, initial_data};
use crate::value::{add_type, bytes, int, set, text};

/// The sponge: 1600 bits of state, of which `rate` bytes take input.
#[derive(Clone)]
struct Sponge {
    state: [u64; 25],
    rate: usize,
    at: usize,
    suffix: u8,
}

impl Sponge {
    fn new(rate: usize, suffix: u8) -> Sponge {
        Sponge {
            state: [0; 25],
            rate,
            at: 0,
            suffix,
        }
    }

    fn absorb(&mut self, data: &[u8]) {
        for byte in data {
            self.mix(self.at, *byte);
            self.at += 1;
            if self.at == self.rate {
                permute(&mut self.state);
                self.at = 0;
            }
        }
    }

    fn mix(&mut self, at: usize, byte: u8) {
        self.state[at / 8] ^= u64::from(byte) << (at % 8 * 8);
    }

    fn squeeze(mut self, length: usize) -> Vec<u8> {
        self.mix(self.at, self.suffix);
        self.mix(self.rate - 1, 0x80);
        permute(&mut self.state);
        let mut out = Vec::with_capacity(length);
        loop {
            for at in 0..self.rate {
                if out.len() == length {
                    return out;
                }
                out.push((self.state[at / 8] >> (at % 8 * 8)) as u8);
            }
            permute(&mut self.state);
        }
    }
}

/// Keccak-f[1600]; the round constants come from their shift register.
fn permute(state: &mut [u64; 25]) {
    let mut register = 1u8;
    for _ in 0..24 {
        let mut columns = [0u64; 5];
        for (index, lane) in state.iter().enumerate() {
            columns[index % 5] ^= lane;
        }
        for (index, lane) in state.iter_mut().enumerate() {
            let x = index % 5;
            *lane ^= columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
        }
        let (mut x, mut y, mut moved) = (1, 0, state[1]);
        for step in 0..24u32 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            let place = x + 5 * y;
            let rotated = moved.rotate_left((step + 1) * (step + 2) / 2 % 64);
            moved = std::mem::replace(&mut state[place], rotated);
        }
        for row in state.chunks_exact_mut(5) {
            let old: Vec<u64> = row.to_vec();
            for (x, lane) in row.iter_mut().enumerate() {
                *lane = old[x] ^ (!old[(x + 1) % 5] & old[(x + 2) % 5]);
            }
        }
        for bit in 0..7u32 {
            let set = register & 1 == 1;
            register = register << 1 ^ if register & 0x80 != 0 { 0x71 } else { 0 };
            if set {
                state[0] ^= 1 << ((1u64 << bit) - 1);
            }
        }
    }
}

struct Keccak<const KIND: usize>(RefCell<Sponge>);

/// Name, digest bytes (0: as many as asked for), rate, suffix.
const KINDS: [(&str, usize, usize, u8); 6] = [
    ("sha3_224", 28, 144, 0x06),
    ("sha3_256", 32, 136, 0x06),
    ("sha3_384", 48, 104, 0x06),
    ("sha3_512", 64, 72, 0x06),
    ("shake_128", 0, 168, 0x1F),
    ("shake_256", 0, 136, 0x1F),
];

fn receiver<const KIND: usize>(this: &Obj) -> PyResult<&Native<Keccak<KIND>>>
where
    Keccak<KIND>: NativeType,
{
    this.downcast::<Native<Keccak<KIND>>>()
        .ok_or_else(|| type_error("a hash object is required"))
}

fn new<const KIND: usize>(ty: &Type, args: Args<'_>) -> PyResult
where
    Keccak<KIND>: NativeType,
{
    let (name, _, rate, suffix) = KINDS[KIND];
    let signature = "($type, data=b'', *, usedforsecurity=True, string=None)";
    let bound = serpentarium_runtime::object::args::parsed(signature).bind(name, args)?;
    let string = bound[2].filter(|string| !serpentarium_runtime::types::none::is_none(string));
    let mut sponge = Sponge::new(rate, suffix);
    sponge.absorb(&initial_data(bound[0], string)?);
    Ok(Native::of_type(ty, Keccak::<KIND>(RefCell::new(sponge))).into_obj())
}

fn copy<const KIND: usize>(this: &Obj) -> PyResult
where
    Keccak<KIND>: NativeType,
{
    let sponge = receiver::<KIND>(this)?.0.borrow().clone();
    Ok(Native::new(Keccak::<KIND>(RefCell::new(sponge))).into_obj())
}

fn update<const KIND: usize>(this: &Obj, data: &Obj) -> PyResult
where
    Keccak<KIND>: NativeType,
{
    let data = data_argument(data)?;
    receiver::<KIND>(this)?.0.borrow_mut().absorb(&data);
    none()
}

/// The digest, of the length that the only argument of SHAKE gives.
fn output<const KIND: usize>(this: &Obj, args: &[&Obj]) -> PyResult<Vec<u8>>
where
    Keccak<KIND>: NativeType,
{
    let length = match args.first() {
        None => KINDS[KIND].1,
        Some(length) => {
            let length = number::index(length)?;
            if length.is_negative() {
                return Err(value_error("Cannot convert negative int"));
            }
            match length.as_i64().filter(|length| *length < 1 << 29) {
                Some(length) => length as usize,
                None => return Err(value_error("digest length is too large")),
            }
        }
    };
    let sponge = receiver::<KIND>(this)?.0.borrow().clone();
    Ok(sponge.squeeze(length))
}

const fn methods<const KIND: usize>() -> [NativeDef; 4]
where
    Keccak<KIND>: NativeType,
{
    let shake = KINDS[KIND].1 == 0;
    let (signature, count) = if shake {
        ("($self, length, /)", 1)
    } else {
        ("($self, /)", 0)
    };
    [
        NativeDef::new(
            "copy",
            "($self, /)",
            "Return a copy of the hash object.",
            NativeFn::NoArgs(copy::<KIND>),
        ),
        NativeDef::new(
            "digest",
            signature,
            "Return the digest value as a bytes object.",
            NativeFn::Positional(count, count, |this, args| {
                bytes(&output::<KIND>(this, args)?)
            }),
        ),
        NativeDef::new(
            "hexdigest",
            signature,
            "Return the digest value as a string of hexadecimal digits.",
            NativeFn::Positional(count, count, |this, args| {
                text(&hexadecimal(&output::<KIND>(this, args)?))
            }),
        ),
        NativeDef::new(
            "update",
            "($self, data, /)",
            "Update this hash object's state with the provided bytes-like object.",
            NativeFn::One(update::<KIND>),
        ),
    ]
}

const fn attributes<const KIND: usize>() -> [GetSet; 6] {
    [
        GetSet::readonly("block_size", |_| int(KINDS[KIND].2 as i64)),
        GetSet::readonly("name", |_| text(KINDS[KIND].0)),
        GetSet::readonly("digest_size", |_| int(KINDS[KIND].1 as i64)),
        GetSet::readonly("_capacity_bits", |_| int(1600 - KINDS[KIND].2 as i64 * 8)),
        GetSet::readonly("_rate_bits", |_| int(KINDS[KIND].2 as i64 * 8)),
        GetSet::readonly("_suffix", |_| bytes(&[KINDS[KIND].3])),
    ]
}

macro_rules! kinds {
    ($($kind:literal: $type:ident $spec:ident $methods:ident $attributes:ident, $name:literal;)*) => {
        $(
            impl NativeType for Keccak<$kind> {
                fn type_object() -> &'static Type {
                    &$type
                }
            }

            static $type: Type = Type::builtin(&$spec);
            static $methods: [NativeDef; 4] = methods::<$kind>();
            static $attributes: [GetSet; 6] = attributes::<$kind>();
            static $spec: TypeSpec = TypeSpec {
                slots: Slots {
                    new: Some(new::<$kind>),
                    ..Slots::NONE
                },
                methods: &$methods,
                getset: &$attributes,
                ..TypeSpec::of::<Native<Keccak<$kind>>>($name)
            };
        )*

        static TYPES: &[&Type] = &[$(&$type,)*];
    };
}

kinds! {
    0: SHA3_224 SHA3_224_SPEC SHA3_224_METHODS SHA3_224_ATTRIBUTES, "_sha3.sha3_224";
    1: SHA3_256 SHA3_256_SPEC SHA3_256_METHODS SHA3_256_ATTRIBUTES, "_sha3.sha3_256";
    2: SHA3_384 SHA3_384_SPEC SHA3_384_METHODS SHA3_384_ATTRIBUTES, "_sha3.sha3_384";
    3: SHA3_512 SHA3_512_SPEC SHA3_512_METHODS SHA3_512_ATTRIBUTES, "_sha3.sha3_512";
    4: SHAKE_128 SHAKE_128_SPEC SHAKE_128_METHODS SHAKE_128_ATTRIBUTES, "_sha3.shake_128";
    5: SHAKE_256 SHAKE_256_SPEC SHAKE_256_METHODS SHAKE_256_ATTRIBUTES, "_sha3.shake_256";
}

pub static MODULE: NativeModule = NativeModule {
    name: "_sha3",
    doc: "",
    functions: &[],
    exec: |module| {
        for ty in TYPES {
            add_type(module, ty);
        }
        set(module, "implementation", Str::from_str("HACL").into_obj());
        set(module, "_GIL_MINSIZE", Int::new(GIL_MINSIZE).into_obj());
        Ok(())
    },
};
