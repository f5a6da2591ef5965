//! `code(...)` and `code.replace(...)`: a code object from its parts, checked.

use serpentarium_bytecode::code::local_kind;
use serpentarium_bytecode::{self as bytecode, CodeFlags, CodeObject};

use crate::object::args::{Args, check_positional};
use crate::object::error::{system_error, type_error, value_error};
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::bytes::Bytes;
use crate::types::code::{Code, CodeFields};
use crate::types::code_attributes::{self as attributes, c_int, wrong_type};
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;

/// The parts of a code object, as the constructor takes them.
struct Parts {
    argcount: i32,
    posonlyargcount: i32,
    kwonlyargcount: i32,
    nlocals: i32,
    stacksize: i32,
    flags: i32,
    firstlineno: i32,
    code: Ref<Bytes>,
    consts: Ref<Tuple>,
    names: Ref<Tuple>,
    varnames: Ref<Tuple>,
    filename: Ref<Str>,
    name: Ref<Str>,
    qualname: Ref<Str>,
    linetable: Ref<Bytes>,
    exceptiontable: Ref<Bytes>,
    freevars: Ref<Tuple>,
    cellvars: Ref<Tuple>,
}

fn typed<T: Object>(value: &Obj, place: &dyn Fn() -> String) -> PyResult<Ref<T>> {
    value
        .to_ref()
        .downcast_into::<T>()
        .map_err(|value| wrong_type(&T::type_object().name(), &value, &place()))
}

/// `code.__new__`
pub(super) fn new(_class: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("code")?;
    let given = args.values;
    check_positional("code", given.len(), 16, 18)?;
    fn part<T: Object>(given: &[&Obj], index: usize) -> PyResult<Ref<T>> {
        typed(given[index], &|| format!("code() argument {}", index + 1))
    }
    let optional = |index: usize| match given.get(index) {
        Some(_) => part::<Tuple>(given, index),
        None => Ok(Tuple::empty()),
    };
    let number = |index: usize| c_int(given[index]);
    let parts = Parts {
        argcount: number(0)?,
        posonlyargcount: number(1)?,
        kwonlyargcount: number(2)?,
        nlocals: number(3)?,
        stacksize: number(4)?,
        flags: number(5)?,
        code: part(given, 6)?,
        consts: part(given, 7)?,
        names: part(given, 8)?,
        varnames: part(given, 9)?,
        filename: part(given, 10)?,
        name: part(given, 11)?,
        qualname: part(given, 12)?,
        firstlineno: number(13)?,
        linetable: part(given, 14)?,
        exceptiontable: part(given, 15)?,
        freevars: optional(16)?,
        cellvars: optional(17)?,
    };
    for (name, value) in [
        ("argcount", parts.argcount),
        ("posonlyargcount", parts.posonlyargcount),
        ("kwonlyargcount", parts.kwonlyargcount),
        ("nlocals", parts.nlocals),
    ] {
        if value < 0 {
            return Err(value_error(format!("code: {name} must not be negative")));
        }
    }
    build(parts)
}

/// `code.replace`
pub(super) fn replace(this: &Obj, args: Args<'_>) -> PyResult {
    if !args.positional().is_empty() {
        return Err(type_error("replace() takes no positional arguments"));
    }
    let code = attributes::code_of(this);
    let mut parts = parts_of(code);
    let mut new_nlocals = None;
    for (name, value) in args.keywords() {
        let name = name.to_string_lossy();
        let place = || format!("replace() argument '{name}'");
        match name.as_str() {
            "co_argcount" => parts.argcount = c_int(value)?,
            "co_posonlyargcount" => parts.posonlyargcount = c_int(value)?,
            "co_kwonlyargcount" => parts.kwonlyargcount = c_int(value)?,
            "co_nlocals" => new_nlocals = Some(c_int(value)?),
            "co_stacksize" => parts.stacksize = c_int(value)?,
            "co_flags" => parts.flags = c_int(value)?,
            "co_firstlineno" => parts.firstlineno = c_int(value)?,
            "co_code" => parts.code = typed(value, &place)?,
            "co_consts" => parts.consts = typed(value, &place)?,
            "co_names" => parts.names = typed(value, &place)?,
            "co_varnames" => parts.varnames = typed(value, &place)?,
            "co_freevars" => parts.freevars = typed(value, &place)?,
            "co_cellvars" => parts.cellvars = typed(value, &place)?,
            "co_filename" => parts.filename = typed(value, &place)?,
            "co_name" => parts.name = typed(value, &place)?,
            "co_qualname" => parts.qualname = typed(value, &place)?,
            "co_linetable" => parts.linetable = typed(value, &place)?,
            "co_exceptiontable" => parts.exceptiontable = typed(value, &place)?,
            _ => {
                return Err(type_error(format!(
                    "replace() got an unexpected keyword argument '{name}'"
                )));
            }
        }
    }
    for (name, value) in [
        ("co_argcount", parts.argcount),
        ("co_posonlyargcount", parts.posonlyargcount),
        ("co_kwonlyargcount", parts.kwonlyargcount),
        ("co_stacksize", parts.stacksize),
        ("co_flags", parts.flags),
        ("co_firstlineno", parts.firstlineno),
    ] {
        if value < 0 {
            return Err(value_error(format!("{name} must be a positive integer")));
        }
    }
    if let Some(nlocals) = new_nlocals {
        parts.nlocals = nlocals;
    }
    build(parts)
}

fn parts_of(code: &Code) -> Parts {
    fn as_type<T: Object>(value: Ref) -> Ref<T> {
        // SAFETY: the attributes of a code object have these types.
        unsafe { value.cast_into_unchecked() }
    }
    let tuple = |field: &crate::object::Field<Tuple>| field.get().unwrap_or_else(Tuple::empty);
    let text = |field: &crate::object::Field<Str>| field.get().unwrap_or_else(|| Str::from_str(""));
    Parts {
        argcount: code.argcount as i32,
        posonlyargcount: code.posonlyargcount as i32,
        kwonlyargcount: code.kwonlyargcount as i32,
        nlocals: code.nlocals as i32,
        stacksize: code.stacksize as i32,
        flags: code.flags.0 as i32,
        firstlineno: code.firstlineno,
        code: as_type(attributes::co_code(code)),
        consts: tuple(&code.consts),
        names: tuple(&code.names),
        varnames: as_type(attributes::varnames(code)),
        filename: text(&code.filename),
        name: text(&code.name),
        qualname: text(&code.qualname),
        linetable: as_type(attributes::linetable(code)),
        exceptiontable: as_type(attributes::exceptiontable(code)),
        freevars: as_type(attributes::freevars(code)),
        cellvars: as_type(attributes::cellvars(code)),
    }
}

/// A name tuple with its names interned.
fn names_of(names: &Tuple) -> PyResult<Ref<Tuple>> {
    let mut interned = Vec::with_capacity(names.len());
    for name in names.iter() {
        if !name.is_exact(&crate::types::str::STR_TYPE) && name.downcast::<Str>().is_none() {
            return Err(type_error(format!(
                "name tuples must contain only strings, not '{}'",
                name.ty().tp_name()
            )));
        }
        match name.downcast_into::<Str>() {
            Ok(name) => interned.push(intern(name).into_obj()),
            Err(_) => unreachable!("just checked"),
        }
    }
    Ok(Tuple::new(interned))
}

/// The fast locals in order: variables, cells that are not variables, free variables.
fn locals_plus(parts: &Parts) -> PyResult<(Ref<Tuple>, Vec<u8>)> {
    let varnames = names_of(&parts.varnames)?;
    let cellvars = names_of(&parts.cellvars)?;
    let freevars = names_of(&parts.freevars)?;
    let mut names: Vec<Ref> = varnames.iter().collect();
    let mut kinds = argument_kinds(parts, names.len());
    for cell in cellvars.iter() {
        match (0..varnames.len()).find(|index| names[*index].is(&cell)) {
            Some(index) => kinds[index] |= local_kind::CELL,
            None => {
                names.push(cell);
                kinds.push(local_kind::CELL);
            }
        }
    }
    for free in freevars.iter() {
        names.push(free);
        kinds.push(local_kind::FREE);
    }
    Ok((Tuple::new(names), kinds))
}

/// The kinds of the variables: which are arguments, and how those are given.
fn argument_kinds(parts: &Parts, count: usize) -> Vec<u8> {
    let flags = CodeFlags(parts.flags as u32);
    let positional_only = parts.posonlyargcount as usize;
    let positional = parts.argcount as usize;
    let keyword = positional + parts.kwonlyargcount as usize;
    let variadic = usize::from(flags.has(CodeFlags::VARARGS));
    (0..count)
        .map(|index| {
            local_kind::LOCAL
                | if index < positional_only {
                    local_kind::ARG_POS
                } else if index < positional {
                    local_kind::ARG_POS | local_kind::ARG_KW
                } else if index < keyword {
                    local_kind::ARG_KW
                } else if index < keyword + variadic {
                    local_kind::ARG_VAR | local_kind::ARG_POS
                } else if index == keyword + variadic && flags.has(CodeFlags::VARKEYWORDS) {
                    local_kind::ARG_VAR | local_kind::ARG_KW
                } else {
                    0
                }
        })
        .collect()
}

/// The checks of CPython's `_PyCode_Validate`, and the object.
fn build(parts: Parts) -> PyResult {
    if parts.argcount < parts.posonlyargcount
        || parts.posonlyargcount < 0
        || parts.kwonlyargcount < 0
        || parts.stacksize < 0
        || parts.flags < 0
    {
        return Err(system_error("bad argument to internal function"));
    }
    let code = parts.code.as_slice();
    if !code.len().is_multiple_of(2) {
        return Err(value_error("code: co_code is malformed"));
    }
    if parts.nlocals as usize != parts.varnames.len() {
        return Err(value_error("code: co_nlocals != len(co_varnames)"));
    }
    let flags = CodeFlags(parts.flags as u32);
    let total = parts.argcount as usize
        + parts.kwonlyargcount as usize
        + usize::from(flags.has(CodeFlags::VARARGS))
        + usize::from(flags.has(CodeFlags::VARKEYWORDS));
    if total > parts.varnames.len() {
        return Err(value_error("code: co_varnames is too small"));
    }
    let names = names_of(&parts.names)?;
    let (localsplusnames, localspluskinds) = locals_plus(&parts)?;
    let texts = |names: &Tuple| -> Vec<bytecode::Wtf8Buf> {
        names
            .iter()
            .filter_map(|name| name.downcast::<Str>().map(Str::to_wtf8))
            .collect()
    };
    let compiled = CodeObject {
        argcount: parts.argcount as u32,
        posonlyargcount: parts.posonlyargcount as u32,
        kwonlyargcount: parts.kwonlyargcount as u32,
        stacksize: parts.stacksize as u32,
        flags,
        code: code.to_vec(),
        consts: vec![bytecode::Constant::None; parts.consts.len()],
        names: texts(&names),
        localsplusnames: texts(&localsplusnames),
        localspluskinds,
        filename: parts.filename.to_wtf8(),
        name: parts.name.to_wtf8(),
        qualname: parts.qualname.to_wtf8(),
        firstlineno: parts.firstlineno,
        linetable: parts.linetable.as_slice().to_vec(),
        exceptiontable: parts.exceptiontable.as_slice().to_vec(),
    };
    let runnable = bytecode::validate::validate_one(&compiled).is_ok();
    let made = Code::assemble(CodeFields {
        argcount: compiled.argcount,
        posonlyargcount: compiled.posonlyargcount,
        kwonlyargcount: compiled.kwonlyargcount,
        stacksize: compiled.stacksize,
        flags,
        code: &compiled.code,
        consts: parts.consts,
        names,
        localsplusnames,
        localspluskinds: &compiled.localspluskinds,
        filename: parts.filename,
        name: parts.name,
        qualname: parts.qualname,
        firstlineno: parts.firstlineno,
        linetable: &compiled.linetable,
        exceptiontable: &compiled.exceptiontable,
    });
    made.cached[attributes::cache::LINETABLE].set(parts.linetable.into_obj());
    made.cached[attributes::cache::EXCEPTIONTABLE].set(parts.exceptiontable.into_obj());
    if !runnable {
        // Broken instructions must not reach the interpreter: the first one run raises.
        for unit in &made.units {
            unit.set(u16::from(bytecode::opcode::op::RESERVED));
        }
    }
    Ok(made.into_obj())
}
