//! `.pyc` files: sixteen bytes of header, then a marshalled code object.

use std::fmt;
use std::sync::Arc;

use crate::marshal::{self, MarshalError};
use crate::siphash::siphash13;
use crate::{CodeObject, validate};

/// `importlib.util.MAGIC_NUMBER` of CPython 3.14.
pub const MAGIC_NUMBER: [u8; 4] = [0x2B, 0x0E, b'\r', b'\n'];
pub const HEADER_SIZE: usize = 16;

const HASH_BASED: u32 = 0b01;
const CHECK_SOURCE: u32 = 0b10;

/// How a `.pyc` is matched with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    /// Modification time and size of the source, both modulo 2^32.
    Timestamp { mtime: u32, size: u32 },
    /// SipHash of the source; `check_source` tells whether to compare it.
    Hash { hash: [u8; 8], check_source: bool },
}

/// Why a `.pyc` cannot be used. The texts are `importlib`'s, to which `name` is
/// the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PycError {
    /// `ImportError`.
    BadMagic { found: Vec<u8> },
    /// `EOFError`.
    ShortHeader,
    /// `ImportError`.
    BadFlags { flags: u32 },
    /// As the contained error says.
    Marshal(MarshalError),
    /// `ImportError`: the data are no code object.
    NotCode,
    /// `ImportError`: code that CPython would run into undefined behaviour with.
    Invalid(validate::InvalidCode),
}

impl PycError {
    /// The message for the module `name`, as CPython words it.
    pub fn message(&self, name: &str) -> String {
        match self {
            PycError::BadMagic { found } => {
                let found = crate::repr::bytes(found);
                format!(
                    "bad magic number in {}: {found}",
                    crate::repr::str(&name.into())
                )
            }
            PycError::ShortHeader => {
                format!(
                    "reached EOF while reading pyc header of {}",
                    crate::repr::str(&name.into())
                )
            }
            PycError::BadFlags { flags } => {
                format!(
                    "invalid flags {flags} in {}",
                    crate::repr::str(&name.into())
                )
            }
            PycError::Marshal(error) => error.message.clone(),
            PycError::NotCode => format!("Non-code object in {}", crate::repr::str(&name.into())),
            PycError::Invalid(invalid) => {
                format!(
                    "invalid bytecode in {}: {invalid}",
                    crate::repr::str(&name.into())
                )
            }
        }
    }
}

impl fmt::Display for PycError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message("<bytecode>"))
    }
}

impl std::error::Error for PycError {}

impl From<MarshalError> for PycError {
    fn from(error: MarshalError) -> Self {
        PycError::Marshal(error)
    }
}

/// The hash that a hash-based `.pyc` has of its source (`_imp.source_hash`).
pub fn source_hash(source: &[u8]) -> [u8; 8] {
    let key = u64::from(u32::from_le_bytes(MAGIC_NUMBER));
    siphash13(key, 0, source).to_le_bytes()
}

/// The header of a file and what follows it.
pub fn read_header(data: &[u8]) -> Result<(Validation, &[u8]), PycError> {
    let magic = &data[..data.len().min(MAGIC_NUMBER.len())];
    if magic != MAGIC_NUMBER {
        return Err(PycError::BadMagic {
            found: magic.to_vec(),
        });
    }
    let Some((header, rest)) = data.split_at_checked(HEADER_SIZE) else {
        return Err(PycError::ShortHeader);
    };
    let word = |at: usize| {
        u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    let flags = word(4);
    if flags & !(HASH_BASED | CHECK_SOURCE) != 0 {
        return Err(PycError::BadFlags { flags });
    }
    let validation = if flags & HASH_BASED != 0 {
        let mut hash = [0; 8];
        hash.copy_from_slice(&header[8..]);
        Validation::Hash {
            hash,
            check_source: flags & CHECK_SOURCE != 0,
        }
    } else {
        Validation::Timestamp {
            mtime: word(8),
            size: word(12),
        }
    };
    Ok((validation, rest))
}

/// The code object of a file, safe to run: see [`validate`].
pub fn read(data: &[u8]) -> Result<(Validation, Arc<CodeObject>), PycError> {
    let (validation, rest) = read_header(data)?;
    let crate::Constant::Code(code) = marshal::loads(rest)? else {
        return Err(PycError::NotCode);
    };
    validate::validate(&code).map_err(PycError::Invalid)?;
    Ok((validation, code))
}

/// The sixteen bytes before the code object.
pub fn header(validation: Validation) -> [u8; HEADER_SIZE] {
    let (flags, rest) = match validation {
        Validation::Timestamp { mtime, size } => (0, u64::from(mtime) | u64::from(size) << 32),
        Validation::Hash { hash, check_source } => {
            let flags = HASH_BASED | if check_source { CHECK_SOURCE } else { 0 };
            (flags, u64::from_le_bytes(hash))
        }
    };
    let mut bytes = [0; HEADER_SIZE];
    bytes[..4].copy_from_slice(&MAGIC_NUMBER);
    bytes[4..8].copy_from_slice(&flags.to_le_bytes());
    bytes[8..].copy_from_slice(&rest.to_le_bytes());
    bytes
}

/// A whole file.
pub fn write(validation: Validation, code: &CodeObject) -> Result<Vec<u8>, MarshalError> {
    let mut data = header(validation).to_vec();
    data.extend(marshal::dumps_code(code)?);
    Ok(data)
}
