//! `_random`: the Mersenne Twister MT19937.

use std::cell::RefCell;

use num_bigint::{BigInt, BigUint};
use num_traits::Signed;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule, none};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec, args, flags,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::as_c_int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::tuple::Tuple;

use crate::value::{add_type, float, tuple};

pub static MODULE: NativeModule = NativeModule {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    exec: |module| {
        add_type(module, &RANDOM_TYPE);
        Ok(())
    },
};

const N: usize = 624;
const M: usize = 397;

/// The generator's state: its words and how many are used up.
struct Twister {
    words: [u32; N],
    index: usize,
}

impl Twister {
    fn new() -> Twister {
        Twister {
            words: [0; N],
            index: N,
        }
    }

    fn seed_word(&mut self, seed: u32) {
        self.words[0] = seed;
        for i in 1..N {
            let last = self.words[i - 1];
            self.words[i] = (last ^ last >> 30)
                .wrapping_mul(1_812_433_253)
                .wrapping_add(i as u32);
        }
        self.index = N;
    }

    fn seed_key(&mut self, key: &[u32]) {
        self.seed_word(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let last = self.words[i - 1];
            self.words[i] = (self.words[i] ^ (last ^ last >> 30).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i = self.step(i);
            j = (j + 1) % key.len();
        }
        for _ in 1..N {
            let last = self.words[i - 1];
            self.words[i] = (self.words[i] ^ (last ^ last >> 30).wrapping_mul(1_566_083_941))
                .wrapping_sub(i as u32);
            i = self.step(i);
        }
        self.words[0] = 0x8000_0000;
    }

    fn step(&mut self, i: usize) -> usize {
        if i + 1 < N {
            return i + 1;
        }
        self.words[0] = self.words[N - 1];
        1
    }

    fn refill(&mut self) {
        for i in 0..N {
            let mixed = self.words[i] & 0x8000_0000 | self.words[(i + 1) % N] & 0x7FFF_FFFF;
            let odd = if mixed & 1 == 1 { 0x9908_B0DF } else { 0 };
            self.words[i] = self.words[(i + M) % N] ^ mixed >> 1 ^ odd;
        }
        self.index = 0;
    }

    fn next(&mut self) -> u32 {
        if self.index >= N {
            self.refill();
        }
        let mut y = self.words[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9D2C_5680;
        y ^= y << 15 & 0xEFC6_0000;
        y ^ y >> 18
    }

    /// A float of [0, 1) with 53 random bits.
    fn unit(&mut self) -> f64 {
        let (a, b) = (self.next() >> 5, self.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }

    fn bits(&mut self, count: u64) -> BigUint {
        let mut left = count;
        let mut digits = Vec::new();
        while left > 0 {
            let word = self.next();
            digits.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        BigUint::new(digits)
    }
}

struct Random(RefCell<Twister>);

impl NativeType for Random {
    fn type_object() -> &'static Type {
        &RANDOM_TYPE
    }
}

static RANDOM_TYPE: Type = Type::builtin(&RANDOM_SPEC);
static RANDOM_SPEC: TypeSpec = TypeSpec {
    doc: Some("Random() -> create a random number generator with its own internal state."),
    flags: flags::BASETYPE,
    reported: (2520, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<Native<Random>>("_random.Random")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "random",
        "($self, /)",
        "random() -> x in the interval [0, 1).",
        NativeFn::NoArgs(random),
    ),
    NativeDef::new(
        "seed",
        "($self, n=None, /)",
        "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier.",
        NativeFn::Positional(0, 1, seed),
    ),
    NativeDef::new(
        "getstate",
        "($self, /)",
        "getstate() -> tuple containing the current state.",
        NativeFn::NoArgs(getstate),
    ),
    NativeDef::new(
        "setstate",
        "($self, state, /)",
        "setstate(state) -> None.  Restores generator state.",
        NativeFn::One(setstate),
    ),
    NativeDef::new(
        "getrandbits",
        "($self, k, /)",
        "getrandbits(k) -> x.  Generates an int with k random bits.",
        NativeFn::One(getrandbits),
    ),
];

fn receiver(this: &Obj) -> PyResult<&Native<Random>> {
    this.downcast::<Native<Random>>()
        .ok_or_else(|| type_error("a _random.Random object is required"))
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    let object = Native::of_type(ty, Random(RefCell::new(Twister::new())));
    Ok(object.into_obj())
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    args.no_keywords("Random")?;
    args::check_positional("Random", args.values.len(), 0, 1)?;
    reseed(receiver(this)?, args.values.first().copied())
}

fn reseed(this: &Native<Random>, argument: Option<&Obj>) -> PyResult<()> {
    let key = match argument.filter(|argument| !is_none(argument)) {
        None => entropy()?,
        Some(argument) => match argument.downcast::<Int>() {
            Some(int) => int.to_big().abs(),
            // The hash as an unsigned number.
            None => BigInt::from(protocol::hash(argument)? as u64),
        },
    };
    let digits = key.magnitude().to_u32_digits();
    let digits = if digits.is_empty() { vec![0] } else { digits };
    this.0.borrow_mut().seed_key(&digits);
    Ok(())
}

/// Randomness of the host, through `os.urandom`'s own function.
fn entropy() -> PyResult<BigInt> {
    let source = crate::value::imported("posix", "urandom")?;
    let count = Int::new((N * 4) as i64);
    let bytes = protocol::call(
        &source,
        &[serpentarium_runtime::object::Object::as_obj(&*count)],
    )?;
    let bytes = serpentarium_runtime::types::bytes::from_object(&bytes)?;
    Ok(BigInt::from_bytes_le(
        num_bigint::Sign::Plus,
        bytes.as_slice(),
    ))
}

fn seed(this: &Obj, args: &[&Obj]) -> PyResult {
    reseed(receiver(this)?, args.first().copied())?;
    none()
}

fn random(this: &Obj) -> PyResult {
    float(receiver(this)?.0.borrow_mut().unit())
}

fn getrandbits(this: &Obj, k: &Obj) -> PyResult {
    let this = receiver(this)?;
    let k = number::index(k)?;
    if k.is_negative() {
        return Err(value_error("Cannot convert negative int"));
    }
    let Some(k) = k.as_i64().filter(|k| *k < 1 << 40) else {
        return Err(serpentarium_runtime::object::error::overflow_error(
            "Python int too large to convert to C int",
        ));
    };
    let bits = this.0.borrow_mut().bits(k as u64);
    Ok(Int::from_big(BigInt::from(bits)).into_obj())
}

fn getstate(this: &Obj) -> PyResult {
    let twister = receiver(this)?.0.borrow();
    let mut state: Vec<Ref> = twister
        .words
        .iter()
        .map(|word| Int::new(i64::from(*word)).into_obj())
        .collect();
    state.push(Int::from_usize(twister.index).into_obj());
    tuple(state)
}

fn setstate(this: &Obj, state: &Obj) -> PyResult {
    let this = receiver(this)?;
    let Some(state) = state.downcast::<Tuple>() else {
        return Err(type_error("state vector must be a tuple"));
    };
    if state.len() != N + 1 {
        return Err(value_error("state vector is the wrong size"));
    }
    let mut words = [0; N];
    for (word, item) in words.iter_mut().zip(state.as_slice()) {
        *word = unsigned(item)?;
    }
    let index = as_c_int(state.as_slice()[N])?;
    let Some(index) = usize::try_from(index).ok().filter(|index| *index <= N) else {
        return Err(value_error("invalid state"));
    };
    *this.0.borrow_mut() = Twister { words, index };
    none()
}

/// A word of a state, which C truncates.
fn unsigned(item: &Obj) -> PyResult<u32> {
    let int = number::index(item)?;
    if int.is_negative() {
        return Err(serpentarium_runtime::object::error::overflow_error(
            "can't convert negative value to unsigned int",
        ));
    }
    match int.as_i64() {
        Some(value) => Ok(value as u32),
        None => Err(serpentarium_runtime::object::error::overflow_error(
            "Python int too large to convert to C unsigned long",
        )),
    }
}
