//! `compile()` to a tree and from one.

use serpentarium_compiler::{Mode, Options, ParseMode, ParseOptions};
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::exceptions::syntax_error;
use serpentarium_runtime::types::str::Str;

use super::{base, class_object, from_objects, to_objects};
use crate::builtins::run_code::{compile_flag, source_text};

/// Connects `compile()` with trees.
pub fn install() {
    crate::set_ast_hook(compile);
}

fn compile(
    source: &Obj,
    filename: &Str,
    mode_text: &str,
    mode: Mode,
    flags: i32,
    options: Options,
) -> PyResult<Option<Ref>> {
    let wants_tree = flags & compile_flag::ONLY_AST != 0;
    if source.is_instance(&base::AST_TYPE) {
        return from_tree(source, filename, mode_text, mode, wants_tree, options).map(Some);
    }
    if !wants_tree {
        return Ok(None);
    }
    let wanted = "compile() arg 1 must be a string, bytes or AST object";
    let text = source_text(source, filename, wanted)?;
    let parse_mode = match mode_text {
        "eval" => ParseMode::Eval,
        "single" => ParseMode::Single,
        "func_type" => ParseMode::FuncType,
        _ => ParseMode::Exec,
    };
    let parse_options = ParseOptions {
        type_comments: flags & compile_flag::TYPE_COMMENTS != 0,
        ..ParseOptions::default()
    };
    match serpentarium_compiler::parse(&text, parse_mode, parse_options) {
        Ok(parsed) => to_objects::node(&parsed.tree).map(Some),
        Err(error) => Err(syntax_error::from_compile_error(&error, filename, None)),
    }
}

fn from_tree(
    source: &Obj,
    filename: &Str,
    mode_text: &str,
    mode: Mode,
    wants_tree: bool,
    options: Options,
) -> PyResult {
    use serpentarium_compiler::ast::NodeClass;
    let wanted = match mode_text {
        "eval" => NodeClass::Expression,
        "single" => NodeClass::Interactive,
        "func_type" => NodeClass::FunctionType,
        _ => NodeClass::Module,
    };
    let class = class_object(wanted)?;
    let right = class
        .downcast::<serpentarium_runtime::object::Type>()
        .is_some_and(|class| source.is_instance(class));
    if !right {
        return Err(type_error(format!(
            "expected {} node, got {}",
            wanted.name(),
            source.ty().name()
        )));
    }
    if wants_tree {
        return Ok(source.into());
    }
    let tree = from_objects::node(source)?;
    let name = filename.to_string_lossy();
    match serpentarium_compiler::compile_tree(&tree, &name, mode, options) {
        Ok(compiled) => Ok(Code::from_compiled(&compiled.code).into_obj()),
        Err(error) => Err(syntax_error::from_compile_error(&error, filename, None)),
    }
}
