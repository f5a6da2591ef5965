//! `str.__new__`.

use crate::object::args::type_in_message;
use crate::object::error::type_error;
use crate::object::{Args, Obj, PyResult, Ref, Type};
use crate::types::str::{STR_TYPE, Str};

/// `str(object='')`, `str(bytes, encoding, errors)`.
pub(super) fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let value = match (args.values, args.names) {
        ([object], None) => crate::object::protocol::str(object)?,
        _ => general(args)?,
    };
    if ty.is_type(&STR_TYPE) {
        return Ok(value.into_obj());
    }
    Ok(Str::of_type_points(ty, value.points()).into_obj())
}

fn general(args: Args<'_>) -> PyResult<Ref<Str>> {
    if args.keyword_count() == 0 {
        crate::object::args::check_positional("str", args.values.len(), 0, 3)?;
    }
    let signature = "($type, object='', encoding='utf-8', errors='strict')";
    let bound = crate::object::args::parsed(signature).bind("str", args)?;
    let encoding = text(bound[1], "encoding")?;
    let errors = text(bound[2], "errors")?;
    match bound[0] {
        None => Ok(Str::from_str("")),
        Some(object) if encoding.is_none() && errors.is_none() => {
            crate::object::protocol::str(object)
        }
        Some(object) => crate::codecs::decode_object(
            object,
            encoding.as_deref().unwrap_or("utf-8"),
            errors.as_deref().unwrap_or("strict"),
        ),
    }
}

fn text(argument: Option<&Obj>, name: &str) -> PyResult<Option<String>> {
    let Some(argument) = argument else {
        return Ok(None);
    };
    match argument.downcast::<Str>() {
        Some(text) => Ok(Some(text.to_string_lossy())),
        None => Err(type_error(format!(
            "str() argument '{name}' must be str, not {}",
            type_in_message(argument)
        ))),
    }
}
