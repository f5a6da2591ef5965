//! The published compiler's code objects to ours, with its known differences
//! from CPython mended on the way.

use std::sync::Arc;

use num_bigint::BigInt;
use rustpython_compiler_core::bytecode::{
    CodeObject as PublishedCode, ConstantData as PublishedConstant,
};
use serpentarium_bytecode::{CodeFlags, CodeObject, Constant, Wtf8Buf};

use super::sets;

const CO_FAST_HIDDEN: u8 = 0x10;
const CO_FAST_LOCAL: u8 = 0x20;

/// Converts a module's (or an expression's) code object and all inside it.
pub(super) fn code_object(code: PublishedCode) -> CodeObject {
    convert(
        code,
        &Scope {
            prefix: String::new(),
            renamed: None,
        },
    )
}

/// Where a code object stands.
struct Scope {
    /// What qualified names of its children begin with.
    prefix: String,
    /// A qualified name that was mended further out, and what it became.
    renamed: Option<(String, String)>,
}

impl Scope {
    /// The qualified name that CPython gives. The published compiler calls the
    /// `__annotate__` function of `f` `f.__annotate__`; CPython names it as a
    /// sibling of `f`.
    fn mended_name(&self, name: &str, published: &str) -> String {
        if name == "__annotate__" && published != name {
            return format!("{}{name}", self.prefix);
        }
        if let Some((old, new)) = &self.renamed
            && let Some(rest) = published.strip_prefix(old.as_str())
            && (rest.is_empty() || rest.starts_with('.'))
        {
            return format!("{new}{rest}");
        }
        published.to_owned()
    }

    fn inside(&self, code: &PublishedCode, qualname: &str) -> Scope {
        let prefix = if code.obj_name.starts_with("<generic parameters of ") {
            self.prefix.clone()
        } else if code.obj_name == "<module>" && code.obj_name == code.qualname {
            String::new()
        } else if CodeFlags(code.flags.bits()).has(CodeFlags::OPTIMIZED) {
            format!("{qualname}.<locals>.")
        } else {
            format!("{qualname}.")
        };
        let renamed = if qualname == code.qualname {
            self.renamed.clone()
        } else {
            Some((code.qualname.clone(), qualname.to_owned()))
        };
        Scope { prefix, renamed }
    }
}

fn convert(code: PublishedCode, scope: &Scope) -> CodeObject {
    let localsplusnames = localsplus_names(&code);
    let qualname = scope.mended_name(&code.obj_name, &code.qualname);
    let inside = scope.inside(&code, &qualname);
    CodeObject {
        argcount: code.arg_count,
        posonlyargcount: code.posonlyarg_count,
        kwonlyargcount: code.kwonlyarg_count,
        stacksize: code.max_stackdepth,
        flags: CodeFlags(code.flags.bits()),
        code: code.instructions.original_bytes(),
        names: texts(&code.names),
        localsplusnames,
        localspluskinds: kinds(&code),
        filename: code.source_path.as_str().into(),
        qualname: qualname.into(),
        name: code.obj_name.as_str().into(),
        firstlineno: code.first_line_number.map_or(0, |line| line.get() as i32),
        linetable: code.linetable.into_vec(),
        exceptiontable: code.exceptiontable.into_vec(),
        consts: code
            .constants
            .iter()
            .map(|value| constant(value, &inside))
            .collect(),
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

/// How locals, cells and free variables are kept. Outside functions the only
/// locals are those of inlined comprehensions, which are hidden; the published
/// compiler shows the targets of assignment expressions in them.
fn kinds(code: &PublishedCode) -> Vec<u8> {
    let mut kinds = code.localspluskinds.to_vec();
    if !CodeFlags(code.flags.bits()).has(CodeFlags::OPTIMIZED) {
        for kind in &mut kinds {
            if *kind == CO_FAST_LOCAL {
                *kind |= CO_FAST_HIDDEN;
            }
        }
    }
    kinds
}

fn constant(value: &PublishedConstant, scope: &Scope) -> Constant {
    use PublishedConstant as P;
    let all = |values: &[P]| values.iter().map(|value| constant(value, scope)).collect();
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
        P::Tuple { elements } => Constant::Tuple(all(elements)),
        P::Frozenset { elements } => Constant::FrozenSet(sets::distinct(all(elements))),
        P::Slice { elements } => Constant::Slice(Box::new(
            elements.each_ref().map(|value| constant(value, scope)),
        )),
        P::Code { code } => Constant::Code(Arc::new(convert((**code).clone(), scope))),
    }
}

/// The published text type holds WTF-8 as ours does.
fn text(bytes: &[u8]) -> Wtf8Buf {
    Wtf8Buf::from_bytes(bytes.to_vec())
        .unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned().into())
}
