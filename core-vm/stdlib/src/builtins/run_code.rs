//! `compile`, `exec`, `eval`, `breakpoint`.

use serpentarium_compiler::{CompileError, Mode, Options};
use serpentarium_runtime::interp::{self, current};
use serpentarium_runtime::object::error::{
    Exc, runtime_error, system_error, type_error, value_error,
};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{
    SYNTAX_ERROR, SYNTAX_WARNING, WARNING, syntax_error,
};
use serpentarium_runtime::types::function::Function;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::vm;

use crate::native;
use crate::source::{self, Origin};

/// Flags of `compile()`.
pub mod compile_flag {
    pub const FUTURE_MASK: i32 = 0x01FE_0000;
    pub const DONT_IMPLY_DEDENT: i32 = 0x0200;
    pub const ONLY_AST: i32 = 0x0400;
    pub const IGNORE_COOKIE: i32 = 0x0800;
    pub const TYPE_COMMENTS: i32 = 0x1000;
    pub const ALLOW_TOP_LEVEL_AWAIT: i32 = 0x2000;
    pub const ALLOW_INCOMPLETE_INPUT: i32 = 0x4000;
    pub const OPTIMIZED_AST: i32 = 0x8000 | ONLY_AST;
    pub const ALL: i32 = FUTURE_MASK
        | DONT_IMPLY_DEDENT
        | IGNORE_COOKIE
        | TYPE_COMMENTS
        | ALLOW_TOP_LEVEL_AWAIT
        | ALLOW_INCOMPLETE_INPUT
        | OPTIMIZED_AST
        | 0x10;
}

/// Compiles a text to a code object, giving its warnings.
///
/// # Errors
/// `SyntaxError` and its kin; what a warning filter raises.
pub fn compile_text(
    text: &str,
    filename: &Str,
    mode: Mode,
    options: Options,
) -> PyResult<Ref<Code>> {
    let name = filename.to_string_lossy();
    let compiled = match serpentarium_compiler::compile(text, &name, mode, options) {
        Ok(compiled) => compiled,
        Err(error) => {
            let line = error
                .text_from_file
                .then(|| line_of_file(filename, error.lineno))
                .flatten();
            return Err(syntax_error::from_compile_error(&error, filename, line));
        }
    };
    for warning in &compiled.warnings {
        let category = serpentarium_runtime::types::exceptions::ALL
            .iter()
            .find(|class| class.name() == warning.category)
            .copied()
            .unwrap_or(&WARNING);
        let warned =
            crate::warnings::warn_explicit(category, &warning.message, filename, warning.lineno);
        if let Err(error) = warned {
            return Err(warning_as_error(
                error,
                || warning.as_error(text, mode),
                filename,
            ));
        }
    }
    Ok(Code::from_compiled(&compiled.code))
}

/// A syntax warning that a filter made an error is a `SyntaxError` about its line.
fn warning_as_error(error: Exc, as_error: impl FnOnce() -> CompileError, filename: &Str) -> Exc {
    if !error.matches(&SYNTAX_WARNING) {
        return error;
    }
    let error = as_error();
    let line = error
        .text_from_file
        .then(|| line_of_file(filename, error.lineno))
        .flatten();
    syntax_error::from_compile_error(&error, filename, line)
}

/// A line of the file that an error is about, when there is such a file.
fn line_of_file(filename: &Str, line: Option<i64>) -> Option<Ref<Str>> {
    let index = usize::try_from(line?.checked_sub(1)?).ok()?;
    let path = filename.to_wtf8().as_bytes().to_vec();
    let bytes = crate::files::read_whole(&path).ok()?;
    let text = source::decode(&bytes, Origin::File(filename)).ok()?;
    let line = text.lines().nth(index)?;
    Some(Str::from_str(&format!("{line}\n")))
}

/// The interpreter's `-O` level.
pub fn default_optimize() -> u8 {
    crate::run::config().optimize
}

/// A source argument as text: `str`, bytes, or anything with a buffer.
///
/// # Errors
/// `TypeError` naming what is wanted; `SyntaxError` for undecodable bytes.
pub fn source_text(source: &Obj, filename: &Str, wanted: &str) -> PyResult<String> {
    let text = if let Some(text) = source.downcast::<Str>() {
        match text.as_str() {
            Some(text) => text.to_owned(),
            None => {
                let at = text
                    .iter()
                    .position(|p| (0xD800..0xE000).contains(&p))
                    .unwrap_or(0);
                return Err(
                    serpentarium_runtime::types::exceptions::unicode_error::encode_error(
                        "utf-8",
                        text,
                        at,
                        at + 1,
                        "surrogates not allowed",
                    ),
                );
            }
        }
    } else if source.ty().slots().bf_getbuffer.is_some() || source.downcast::<Bytes>().is_some() {
        let bytes = match source.downcast::<Bytes>() {
            Some(bytes) => bytes.as_slice().to_vec(),
            None => buffer::get(source, buffer::request::SIMPLE)?.to_vec(),
        };
        source::decode(&bytes, Origin::Memory(filename))?
    } else {
        return Err(type_error(wanted));
    };
    if text.contains('\0') {
        return Err(Exc::with_message(
            &SYNTAX_ERROR,
            "source code string cannot contain null bytes",
        ));
    }
    Ok(text)
}

/// The file name argument: text, bytes or a path.
pub fn filename_arg(value: &Obj) -> PyResult<Ref<Str>> {
    let is_text = value.downcast::<Str>().is_some() || value.downcast::<Bytes>().is_some();
    if is_text {
        return crate::files::path_text(value, "compile");
    }
    let path = protocol::call_special(value, "__fspath__", &[])?.ok_or_else(|| {
        type_error(format!(
            "expected str, bytes or os.PathLike object, not {}",
            value.ty().tp_name()
        ))
    })?;
    crate::files::path_text(&path, "compile")
}

pub(super) fn compile(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(source), Some(filename), Some(mode)) = (args[0], args[1], args[2]) else {
        return native::none();
    };
    let filename = filename_arg(filename)?;
    let mode_text = native::str_arg("compile", "argument 'mode'", mode)?.to_string_lossy();
    let mut flags = args[3].map_or(Ok(0), native::c_int)?;
    let dont_inherit = native::truth(args[4], false)?;
    let optimize = args[5].map_or(Ok(-1), native::c_int)?;
    if flags & !compile_flag::ALL != 0 {
        return Err(value_error("compile(): unrecognised flags"));
    }
    if !(-1..=2).contains(&optimize) {
        return Err(value_error("compile(): invalid optimize value"));
    }
    if !dont_inherit {
        flags |= current::code_flags() as i32 & compile_flag::FUTURE_MASK;
    }
    let mode = match mode_text.as_str() {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        // The tree's hook reads the mode's text; no code is made.
        "func_type" if flags & compile_flag::ONLY_AST != 0 => Mode::Eval,
        "func_type" => {
            return Err(value_error(
                "compile() mode 'func_type' requires flag PyCF_ONLY_AST",
            ));
        }
        _ if flags & compile_flag::ONLY_AST != 0 => {
            return Err(value_error(
                "compile() mode must be 'exec', 'eval', 'single' or 'func_type'",
            ));
        }
        _ => {
            return Err(value_error(
                "compile() mode must be 'exec', 'eval' or 'single'",
            ));
        }
    };
    let options = Options {
        optimize: u8::try_from(optimize).unwrap_or_else(|_| default_optimize()),
        future_flags: (flags & compile_flag::FUTURE_MASK) as u32,
        allow_top_level_await: flags & compile_flag::ALLOW_TOP_LEVEL_AWAIT != 0,
        allow_incomplete_input: flags & compile_flag::ALLOW_INCOMPLETE_INPUT != 0,
    };
    if let Some(hook) = crate::ast_hook() {
        if let Some(result) = hook(source, &filename, &mode_text, mode, flags, options)? {
            return Ok(result);
        }
    } else if flags & compile_flag::ONLY_AST != 0 {
        return Err(serpentarium_runtime::object::error::not_implemented_error(
            "compile() to a syntax tree",
        ));
    }
    let wanted = "compile() arg 1 must be a string, bytes or AST object";
    let text = source_text(source, &filename, wanted)?;
    Ok(compile_text(&text, &filename, mode, options)?.into_obj())
}

/// The namespaces for `exec` and `eval`: those given, or the caller's.
fn namespaces(
    function: &str,
    globals: Option<&Obj>,
    locals: Option<&Obj>,
) -> PyResult<(Ref<Dict>, Ref)> {
    let (globals, locals) = (native::given(globals), native::given(locals));
    if let Some(locals) = locals
        && locals.ty().slots().mp_subscript.is_none()
    {
        return Err(type_error(if function == "eval" {
            "locals must be a mapping".to_owned()
        } else {
            format!(
                "locals must be a mapping or None, not {}",
                locals.ty().tp_name()
            )
        }));
    }
    let Some(globals) = globals else {
        let globals =
            current::globals().ok_or_else(|| system_error("globals and locals cannot be NULL"))?;
        let locals = match locals {
            Some(locals) => locals.to_ref(),
            None => current::locals()?.unwrap_or_else(|| globals.clone().into_obj()),
        };
        return Ok((globals, locals));
    };
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(type_error(if function == "eval" {
            if globals.ty().slots().mp_subscript.is_some() {
                "globals must be a real dict; try eval(expr, {}, mapping)".to_owned()
            } else {
                "globals must be a dict".to_owned()
            }
        } else {
            format!(
                "{function}() globals must be a dict, not {}",
                globals.ty().tp_name()
            )
        }));
    };
    let locals = locals.map_or_else(|| globals.as_obj().to_ref(), Object::to_ref);
    Ok((globals.to_ref(), locals))
}

/// Gives a namespace its builtins.
fn ensure_builtins(globals: &Dict) {
    let names = vm::names();
    if globals.get_str(&names.dunder_builtins).is_none() {
        let builtins = current::builtins().unwrap_or_else(|| vm::builtins().clone());
        globals.set_str(&names.dunder_builtins, builtins.into_obj());
    }
}

fn inherited_options() -> Options {
    Options {
        optimize: default_optimize(),
        future_flags: current::code_flags() & compile_flag::FUTURE_MASK as u32,
        ..Options::default()
    }
}

pub(super) fn exec(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(source) = args[0] else {
        return native::none();
    };
    let (globals, locals) = namespaces("exec", args[1], args[2])?;
    ensure_builtins(&globals);
    let closure = native::given(args[3]);
    if let Some(code) = source.downcast::<Code>() {
        let function = Function::new(&code.to_ref(), &globals, None);
        if let Some(closure) = checked_closure(code, closure)? {
            function.closure.set(closure);
        }
        interp::eval_function(&function, Some(&locals))?;
        return native::none();
    }
    if closure.is_some() {
        return Err(type_error(
            "closure can only be used when source is a code object",
        ));
    }
    let filename = Str::from_str("<string>");
    let wanted = "exec() arg 1 must be a string, bytes or code object";
    let text = source_text(source, &filename, wanted)?;
    let code = compile_text(&text, &filename, Mode::Exec, inherited_options())?;
    interp::eval_code(&code, &globals, Some(&locals))?;
    native::none()
}

/// The closure for a code object with free variables.
fn checked_closure(code: &Code, closure: Option<&Obj>) -> PyResult<Option<Ref<Tuple>>> {
    let free = code.nfrees as usize;
    if free == 0 {
        return match closure {
            Some(_) => Err(type_error("cannot use a closure with this code object")),
            None => Ok(None),
        };
    }
    let wrong = || {
        type_error(format!(
            "code object requires a closure of exactly length {free}"
        ))
    };
    let closure = closure.and_then(|closure| closure.downcast::<Tuple>());
    let closure = closure.ok_or_else(wrong)?;
    let cells = closure
        .as_slice()
        .iter()
        .all(|cell| cell.downcast::<Cell>().is_some());
    if closure.len() == free && cells {
        Ok(Some(closure.to_ref()))
    } else {
        Err(wrong())
    }
}

pub(super) fn eval(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(source) = args[0] else {
        return native::none();
    };
    let (globals, locals) = namespaces("eval", args[1], args[2])?;
    ensure_builtins(&globals);
    if let Some(code) = source.downcast::<Code>() {
        if code.nfrees > 0 {
            return Err(type_error(
                "code object passed to eval() may not contain free variables",
            ));
        }
        return interp::eval_code(&code.to_ref(), &globals, Some(&locals));
    }
    let filename = Str::from_str("<string>");
    let wanted = "eval() arg 1 must be a string, bytes or code object";
    let text = source_text(source, &filename, wanted)?;
    let text = text.trim_start_matches([' ', '\t']);
    let code = compile_text(text, &filename, Mode::Eval, inherited_options())?;
    interp::eval_code(&code, &globals, Some(&locals))
}

pub(super) fn breakpoint(_: &Obj, args: Args<'_>) -> PyResult {
    match vm::sys().get_text("breakpointhook") {
        Some(hook) if !is_none(&hook) => protocol::call_args(&hook, args),
        _ => Err(runtime_error("lost sys.breakpointhook")),
    }
}
