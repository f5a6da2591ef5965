//! The published compiler's code objects to ours, with its known differences
//! from CPython mended on the way.

use std::sync::Arc;

use num_bigint::BigInt;
use rustpython_compiler_core::bytecode::{
    CodeObject as PublishedCode, ConstantData as PublishedConstant,
};
use serpentarium_bytecode::{CodeFlags, CodeObject, Constant, Wtf8Buf};

/// Converts one code object and all inside it.
pub(super) fn code_object(code: PublishedCode) -> CodeObject {
    let localsplusnames = localsplus_names(&code);
    CodeObject {
        argcount: code.arg_count,
        posonlyargcount: code.posonlyarg_count,
        kwonlyargcount: code.kwonlyarg_count,
        stacksize: code.max_stackdepth,
        flags: CodeFlags(code.flags.bits()),
        code: code.instructions.original_bytes(),
        names: texts(&code.names),
        localsplusnames,
        localspluskinds: code.localspluskinds.into_vec(),
        filename: code.source_path.as_str().into(),
        qualname: code.qualname.as_str().into(),
        name: code.obj_name.as_str().into(),
        firstlineno: code.first_line_number.map_or(0, |line| line.get() as i32),
        linetable: code.linetable.into_vec(),
        exceptiontable: code.exceptiontable.into_vec(),
        consts: code.constants.iter().map(constant).collect(),
    }
}

fn texts(names: &[String]) -> Vec<Wtf8Buf> {
    names.iter().map(|name| name.as_str().into()).collect()
}

/// Locals, then the cells that are not locals too, then free variables.
fn localsplus_names(code: &PublishedCode) -> Vec<Wtf8Buf> {
    let only_cells = code
        .cellvars
        .iter()
        .filter(|cell| !code.varnames.contains(cell));
    code.varnames
        .iter()
        .chain(only_cells)
        .chain(code.freevars.iter())
        .map(|name| name.as_str().into())
        .collect()
}

fn constant(value: &PublishedConstant) -> Constant {
    use PublishedConstant as P;
    match value {
        P::None => Constant::None,
        P::Ellipsis => Constant::Ellipsis,
        P::Boolean { value } => Constant::Bool(*value),
        P::Integer { value } => {
            Constant::Int(BigInt::from_signed_bytes_le(&value.to_signed_bytes_le()))
        }
        P::Float { value } => Constant::Float(*value),
        P::Complex { value } => Constant::Complex {
            re: value.re,
            im: value.im,
        },
        P::Str { value } => Constant::Str(text(value.as_bytes())),
        P::Bytes { value } => Constant::Bytes(value.clone()),
        P::Tuple { elements } => Constant::Tuple(elements.iter().map(constant).collect()),
        P::Frozenset { elements } => Constant::FrozenSet(elements.iter().map(constant).collect()),
        P::Slice { elements } => Constant::Slice(Box::new(elements.each_ref().map(constant))),
        P::Code { code } => Constant::Code(Arc::new(code_object((**code).clone()))),
    }
}

/// The published text type holds WTF-8 as ours does.
fn text(bytes: &[u8]) -> Wtf8Buf {
    Wtf8Buf::from_bytes(bytes.to_vec())
        .unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned().into())
}
