//! A code object back as plain data, for `marshal`, `dis` and the debugger.

use std::sync::Arc;

use serpentarium_bytecode::{CodeObject, Constant, Wtf8Buf};

use crate::object::error::value_error;
use crate::object::protocol;
use crate::object::{Field, Obj, PyResult};
use crate::types::bytes::Bytes;
use crate::types::code::Code;
use crate::types::complex::Complex;
use crate::types::float::Float;
use crate::types::int::{BOOL_TYPE, INT_TYPE, Int};
use crate::types::none::{is_ellipsis, is_none};
use crate::types::set::{FROZENSET_TYPE, Set};
use crate::types::slice::Slice;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// See [`Code::to_compiled`].
///
/// # Errors
/// `ValueError` when a constant is nothing that `marshal` knows.
pub(crate) fn to_compiled(code: &Code) -> PyResult<CodeObject> {
    protocol::check_stack("")?;
    let texts = |field: &Field<Tuple>| -> Vec<Wtf8Buf> {
        let names = field.get();
        let names = names.iter().flat_map(|names| names.as_slice());
        names
            .filter_map(|name| name.downcast::<Str>().map(Str::to_wtf8))
            .collect()
    };
    let text = |field: &Field<Str>| {
        field
            .peek()
            .map_or_else(|| Wtf8Buf::from(String::new()), Str::to_wtf8)
    };
    let consts = code.consts.get().unwrap_or_else(Tuple::empty);
    let consts: PyResult<Vec<Constant>> = consts.iter().map(|value| constant(&value)).collect();
    Ok(CodeObject {
        argcount: code.argcount,
        posonlyargcount: code.posonlyargcount,
        kwonlyargcount: code.kwonlyargcount,
        stacksize: code.stacksize,
        flags: code.flags,
        code: code
            .original()
            .iter()
            .flat_map(|unit| unit.to_le_bytes())
            .collect(),
        consts: consts?,
        names: texts(&code.names),
        localsplusnames: texts(&code.localsplusnames),
        localspluskinds: code.kinds.to_vec(),
        filename: text(&code.filename),
        name: text(&code.name),
        qualname: text(&code.qualname),
        firstlineno: code.firstlineno,
        linetable: code.linetable.to_vec(),
        exceptiontable: code.exceptiontable.to_vec(),
    })
}

/// The plain form of a constant.
///
/// # Errors
/// `ValueError` for objects that cannot be constants of compiled code.
pub(crate) fn constant(value: &Obj) -> PyResult<Constant> {
    protocol::check_stack("")?;
    let all = |items: Vec<crate::object::Ref>| -> PyResult<Vec<Constant>> {
        items.iter().map(|item| constant(item)).collect()
    };
    if is_none(value) {
        return Ok(Constant::None);
    }
    if is_ellipsis(value) {
        return Ok(Constant::Ellipsis);
    }
    if value.is_exact(&BOOL_TYPE) {
        return Ok(Constant::Bool(protocol::is_true(value)?));
    }
    if value.is_exact(&INT_TYPE)
        && let Some(number) = value.downcast::<Int>()
    {
        return Ok(Constant::Int(number.to_big().into_owned()));
    }
    if let Some(number) = value.downcast_exact::<Float>() {
        return Ok(Constant::Float(number.value()));
    }
    if let Some(number) = value.downcast_exact::<Complex>() {
        let (re, im) = (number.re, number.im);
        return Ok(Constant::Complex { re, im });
    }
    if let Some(text) = value.downcast_exact::<Str>() {
        return Ok(Constant::Str(text.to_wtf8()));
    }
    if let Some(bytes) = value.downcast_exact::<Bytes>() {
        return Ok(Constant::Bytes(bytes.as_slice().to_vec()));
    }
    if let Some(tuple) = value.downcast_exact::<Tuple>() {
        return Ok(Constant::Tuple(all(tuple.iter().collect())?));
    }
    if value.is_exact(&FROZENSET_TYPE)
        && let Some(set) = value.downcast::<Set>()
    {
        return Ok(Constant::FrozenSet(all(set.elements())?));
    }
    if let Some(slice) = value.downcast_exact::<Slice>() {
        let part = |field: &Field| match field.get() {
            Some(value) => constant(&value),
            None => Ok(Constant::None),
        };
        let parts = [part(&slice.start)?, part(&slice.stop)?, part(&slice.step)?];
        return Ok(Constant::Slice(Box::new(parts)));
    }
    if let Some(code) = value.downcast_exact::<Code>() {
        return Ok(Constant::Code(Arc::new(to_compiled(code)?)));
    }
    Err(value_error("unmarshallable object"))
}
