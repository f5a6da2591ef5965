//! Filter chains: sequences of dictionaries with `id` and options.

use serpentarium_runtime::object::error::Catch;
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::protocol::{self, number, sequence};
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::KEY_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;
use xz::stream::{Error, Filters, LzmaOptions, MatchFinder, Mode};

use super::{error, failure};
use crate::value::bytes;

pub(super) const LZMA1: u64 = 0x4000_0000_0000_0001;
pub(super) const LZMA2: u64 = 0x21;
pub(super) const DELTA: u64 = 3;
pub(super) const X86: u64 = 4;
pub(super) const POWERPC: u64 = 5;
pub(super) const IA64: u64 = 6;
pub(super) const ARM: u64 = 7;
pub(super) const ARM_THUMB: u64 = 8;
pub(super) const SPARC: u64 = 9;

/// One filter with its options.
pub(super) enum Filter {
    /// With LZMA1 or LZMA2.
    Lzma(u64, Lzma),
    Delta(u32),
    /// For the machine code of a processor.
    Branch(u64, u32),
}

/// Options of LZMA as they were given.
pub(super) struct Lzma {
    preset: u32,
    dict_size: Option<u32>,
    lc: Option<u32>,
    lp: Option<u32>,
    pb: Option<u32>,
    mode: Option<u32>,
    nice_len: Option<u32>,
    mf: Option<u32>,
    depth: Option<u32>,
}

/// A number as one of C's unsigned types.
fn unsigned(value: &Obj, bits: u32, name: &str) -> PyResult<u64> {
    let int = number::index(value)?;
    if int.is_negative() {
        return Err(value_error("Cannot convert negative int"));
    }
    let found = u64::try_from(&*int.to_big()).ok();
    found
        .filter(|value| bits == 64 || value >> bits == 0)
        .ok_or_else(|| overflow_error(format!("Python int too large for C {name}")))
}

pub(super) fn uint32(value: &Obj) -> PyResult<u32> {
    Ok(unsigned(value, 32, "uint32_t")? as u32)
}

pub(super) fn uint64(value: &Obj) -> PyResult<u64> {
    unsigned(value, 64, "uint64_t")
}

/// The filters of a sequence of specifiers.
pub(super) fn chain(specifiers: &Obj) -> PyResult<Vec<Filter>> {
    let count = sequence::len(specifiers)?;
    if count > 4 {
        return Err(value_error(
            "Too many filters - liblzma supports a maximum of 4",
        ));
    }
    (0..count)
        .map(|index| filter(&*sequence::get_index(specifiers, index as isize)?))
        .collect()
}

fn entry(specifier: &Obj, name: &str) -> PyResult<Option<Ref>> {
    let key = Str::from_str(name);
    sequence::getitem(specifier, key.as_obj()).catch(&KEY_ERROR)
}

fn filter(specifier: &Obj) -> PyResult<Filter> {
    if specifier.ty().slots().mp_subscript.is_none() {
        return Err(type_error(
            "Filter specifier must be a dict or dict-like object",
        ));
    }
    let Some(id) = entry(specifier, "id")? else {
        return Err(value_error("Filter specifier must have an \"id\" entry"));
    };
    match unsigned(&id, 64, "lzma_vli")? {
        id @ (LZMA1 | LZMA2) => lzma_filter(id, specifier),
        DELTA => {
            let [dist] = options(specifier, "delta", ["dist"])?;
            Ok(Filter::Delta(dist.unwrap_or(1)))
        }
        id @ X86..=SPARC => {
            let [offset] = options(specifier, "BCJ", ["start_offset"])?;
            Ok(Filter::Branch(id, offset.unwrap_or(0)))
        }
        id => Err(value_error(format!("Invalid filter ID: {id}"))),
    }
}

/// The options of a specifier; anything else in it makes it invalid.
fn options<const N: usize>(
    specifier: &Obj,
    kind: &str,
    names: [&str; N],
) -> PyResult<[Option<u32>; N]> {
    let invalid = || value_error(format!("Invalid filter specifier for {kind} filter"));
    let mut found = [None; N];
    for key in protocol::collect(specifier)? {
        let name = key.downcast::<Str>().map(Str::to_string_lossy);
        let name = name.ok_or_else(invalid)?;
        if name == "id" {
            continue;
        }
        let place = names.iter().position(|known| *known == name);
        let value = sequence::getitem(specifier, &key)?;
        found[place.ok_or_else(invalid)?] = Some(uint32(&value).map_err(|_| invalid())?);
    }
    Ok(found)
}

fn lzma_filter(id: u64, specifier: &Obj) -> PyResult<Filter> {
    let preset = match entry(specifier, "preset")? {
        Some(preset) => uint32(&preset)?,
        None => 6,
    };
    if LzmaOptions::new_preset(preset).is_err() {
        return Err(error(format!("Invalid compression preset: {preset}")));
    }
    let names = [
        "preset",
        "dict_size",
        "lc",
        "lp",
        "pb",
        "mode",
        "nice_len",
        "mf",
        "depth",
    ];
    let [_, dict_size, lc, lp, pb, mode, nice_len, mf, depth] = options(specifier, "LZMA", names)?;
    Ok(Filter::Lzma(
        id,
        Lzma {
            preset,
            dict_size,
            lc,
            lp,
            pb,
            mode,
            nice_len,
            mf,
            depth,
        },
    ))
}

impl Lzma {
    pub fn to_options(&self) -> Result<LzmaOptions, Error> {
        let mut options = LzmaOptions::new_preset(self.preset)?;
        // The library refuses these later with the same answer.
        if self.lc.is_some_and(|bits| bits > 4) || self.lp.is_some_and(|bits| bits > 4) {
            return Err(Error::Options);
        }
        if let Some(size) = self.dict_size {
            options.dict_size(size);
        }
        if let Some(bits) = self.lc {
            options.literal_context_bits(bits);
        }
        if let Some(bits) = self.lp {
            options.literal_position_bits(bits);
        }
        if let Some(bits) = self.pb {
            options.position_bits(bits);
        }
        match self.mode {
            None => {}
            Some(1) => drop(options.mode(Mode::Fast)),
            Some(2) => drop(options.mode(Mode::Normal)),
            Some(_) => return Err(Error::Options),
        }
        if let Some(length) = self.nice_len {
            options.nice_len(length);
        }
        let finder = match self.mf {
            None => None,
            Some(3) => Some(MatchFinder::HashChain3),
            Some(4) => Some(MatchFinder::HashChain4),
            Some(18) => Some(MatchFinder::BinaryTree2),
            Some(19) => Some(MatchFinder::BinaryTree3),
            Some(20) => Some(MatchFinder::BinaryTree4),
            Some(_) => return Err(Error::Options),
        };
        if let Some(finder) = finder {
            options.match_finder(finder);
        }
        if let Some(depth) = self.depth {
            options.depth(depth);
        }
        Ok(options)
    }

    /// Dictionary size and the three numbers of bits.
    fn shown(&self) -> (u32, u32, u32, u32) {
        let sizes = [18, 20, 21, 22, 22, 23, 23, 24, 25, 26];
        let level = (self.preset & 31) as usize;
        let size = sizes.get(level).map_or(1 << 23, |bits| 1u32 << bits);
        (
            self.dict_size.unwrap_or(size),
            self.lc.unwrap_or(3),
            self.lp.unwrap_or(0),
            self.pb.unwrap_or(2),
        )
    }
}

/// The library's chain.
pub(super) fn to_filters(chain: &[Filter]) -> Result<Filters, Error> {
    let mut filters = Filters::new();
    for filter in chain {
        match filter {
            Filter::Lzma(LZMA1, options) => drop(filters.lzma1(&options.to_options()?)),
            Filter::Lzma(_, options) => drop(filters.lzma2(&options.to_options()?)),
            Filter::Delta(distance) => {
                let byte = distance
                    .checked_sub(1)
                    .and_then(|byte| u8::try_from(byte).ok());
                filters.delta_properties(&[byte.ok_or(Error::Options)?])?;
            }
            Filter::Branch(id, offset) => {
                let bytes = offset.to_le_bytes();
                let properties: &[u8] = if *offset == 0 { &[] } else { &bytes };
                match *id {
                    X86 => filters.x86_properties(properties)?,
                    POWERPC => filters.powerpc_properties(properties)?,
                    IA64 => filters.ia64_properties(properties)?,
                    ARM => filters.arm_properties(properties)?,
                    ARM_THUMB => filters.arm_thumb_properties(properties)?,
                    _ => filters.sparc_properties(properties)?,
                };
            }
        }
    }
    Ok(filters)
}

/// The byte that stands for a dictionary size: the next one of the form 2^n or 3 * 2^n.
fn size_byte(size: u32) -> u8 {
    (0..40u8)
        .find(|byte| byte_size(*byte) >= size)
        .unwrap_or(40)
}

fn byte_size(byte: u8) -> u32 {
    match byte {
        40 => u32::MAX,
        byte => (2 | u32::from(byte & 1)) << (byte / 2 + 11),
    }
}

pub(super) fn encode_properties(_: &Obj, specifier: &Obj) -> PyResult {
    match filter(specifier)? {
        Filter::Lzma(id, options) => {
            options.to_options().map_err(failure)?;
            let (size, lc, lp, pb) = options.shown();
            if id == LZMA2 {
                return bytes(&[size_byte(size.max(4096))]);
            }
            let mut properties = vec![((pb * 5 + lp) * 9 + lc) as u8];
            properties.extend(size.to_le_bytes());
            bytes(&properties)
        }
        Filter::Delta(distance) => match distance.checked_sub(1).map(u8::try_from) {
            Some(Ok(byte)) => bytes(&[byte]),
            _ => Err(failure(Error::Program)),
        },
        Filter::Branch(_, 0) => bytes(&[]),
        Filter::Branch(_, offset) => bytes(&offset.to_le_bytes()),
    }
}

pub(super) fn decode_properties(_: &Obj, args: &[&Obj]) -> PyResult {
    let id = unsigned(args[0], 64, "lzma_vli")?;
    let properties = argument(args[1])?;
    let wrong = || -> Exc { failure(Error::Options) };
    let mut entries: Vec<(&str, u32)> = Vec::new();
    match (id, properties.as_slice()) {
        (LZMA1, [bits, size @ ..]) if size.len() == 4 && *bits < 225 => {
            let (lc, rest) = (bits % 9, bits / 9);
            let (lp, pb) = (rest % 5, rest / 5);
            if lc + lp > 4 {
                return Err(wrong());
            }
            let size = size
                .iter()
                .rev()
                .fold(0, |size, byte| size << 8 | u32::from(*byte));
            entries.extend([("lc", lc.into()), ("lp", lp.into()), ("pb", pb.into())]);
            entries.push(("dict_size", size));
        }
        (LZMA2, [byte]) if *byte <= 40 => entries.push(("dict_size", byte_size(*byte))),
        (DELTA, [byte]) => entries.push(("dist", u32::from(*byte) + 1)),
        (X86..=SPARC, []) => {}
        (X86..=SPARC, offset) if offset.len() == 4 => {
            let offset = offset
                .iter()
                .rev()
                .fold(0, |all, byte| all << 8 | u32::from(*byte));
            if offset != 0 {
                entries.push(("start_offset", offset));
            }
        }
        _ => return Err(wrong()),
    }
    let specifier = Dict::new();
    specifier.set_text("id", args[0].to_ref());
    for (name, value) in entries {
        specifier.set_text(name, Int::new(value.into()).into_obj());
    }
    Ok(specifier.into_obj())
}
