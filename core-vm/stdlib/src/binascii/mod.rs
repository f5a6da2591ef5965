//! `binascii`: bytes as text of several old kinds, and check sums.

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::{Exc, Obj, PyResult, Type, TypeSpec, protocol};
use serpentarium_runtime::types::bytes_like::{argument, hex, is_bytes_like};
use serpentarium_runtime::types::exceptions::{EXCEPTION, VALUE_ERROR, module_exception};
use serpentarium_runtime::types::int::convert::as_bitwise_u64;
use serpentarium_runtime::types::str::Str;

use crate::value::{add_type, bytes, int};

mod base64;
mod crc;
mod quoted;
mod table;
mod uu;

pub use crc::crc32;

pub static MODULE: NativeModule = NativeModule {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: table::FUNCTIONS,
    exec: |module| {
        add_type(module, &ERROR);
        add_type(module, &INCOMPLETE);
        Ok(())
    },
};

static ERROR: Type = Type::builtin(&ERROR_SPEC);
static ERROR_SPEC: TypeSpec = module_exception("binascii.Error", &VALUE_ERROR);
static INCOMPLETE: Type = Type::builtin(&INCOMPLETE_SPEC);
static INCOMPLETE_SPEC: TypeSpec = module_exception("binascii.Incomplete", &EXCEPTION);

fn error(message: impl AsRef<str>) -> Exc {
    Exc::with_message(&ERROR, message.as_ref())
}

/// Bytes, or text of ASCII characters.
fn ascii_argument(object: &Obj) -> PyResult<Vec<u8>> {
    if let Some(text) = object.downcast::<Str>() {
        return match text.as_ascii() {
            Some(ascii) => Ok(ascii.as_bytes().to_vec()),
            None => Err(value_error(
                "string argument should contain only ASCII characters",
            )),
        };
    }
    if !is_bytes_like(object) {
        return Err(type_error(format!(
            "argument should be bytes, buffer or ASCII string, not '{}'",
            object.ty().tp_name()
        )));
    }
    argument(object)
}

fn required<'a>(args: &[Option<&'a Obj>]) -> PyResult<&'a Obj> {
    args[0].ok_or_else(|| type_error("missing required argument"))
}

fn flag(argument: Option<&Obj>, default: bool) -> PyResult<bool> {
    argument.map_or(Ok(default), protocol::is_true)
}

fn a2b_hex(_module: &Obj, text: &Obj) -> PyResult {
    let data = ascii_argument(text)?;
    if data.len() % 2 != 0 {
        return Err(error("Odd-length string"));
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let decoded: Option<Vec<u8>> = data
        .chunks_exact(2)
        .map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8))
        .collect();
    bytes(&decoded.ok_or_else(|| error("Non-hexadecimal digit found"))?)
}

fn b2a_hex(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (separator, group) = hex::hex_arguments(&args[1..])?;
    bytes(&hex::to_hex(&argument(required(args)?)?, separator, group))
}

fn a2b_base64(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = ascii_argument(required(args)?)?;
    let strict = flag(args[1], false)?;
    bytes(&base64::decode(&data, strict).map_err(error)?)
}

fn b2a_base64(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = argument(required(args)?)?;
    bytes(&base64::encode(&data, flag(args[1], true)?))
}

fn a2b_uu(_module: &Obj, data: &Obj) -> PyResult {
    bytes(&uu::decode(&ascii_argument(data)?).map_err(error)?)
}

fn b2a_uu(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = argument(required(args)?)?;
    if data.len() > 45 {
        return Err(error("At most 45 bytes at once"));
    }
    bytes(&uu::encode(&data, flag(args[1], false)?))
}

fn a2b_qp(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = ascii_argument(required(args)?)?;
    bytes(&quoted::decode(&data, flag(args[1], false)?))
}

fn b2a_qp(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let style = quoted::Style {
        quote_tabs: flag(args[1], false)?,
        is_text: flag(args[2], true)?,
        header: flag(args[3], false)?,
    };
    bytes(&quoted::encode(&argument(required(args)?)?, style))
}

fn crc32_function(_module: &Obj, args: &[&Obj]) -> PyResult {
    let start = args.get(1).map_or(Ok(0), |start| as_bitwise_u64(start))?;
    int(i64::from(crc::crc32(&argument(args[0])?, start as u32)))
}

fn crc_hqx(_module: &Obj, args: &[&Obj]) -> PyResult {
    let start = as_bitwise_u64(args[1])?;
    int(i64::from(crc::crc_hqx(&argument(args[0])?, start as u16)))
}
