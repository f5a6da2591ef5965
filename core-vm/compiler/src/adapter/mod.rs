//! The door to the published compiler: everything that names one of its types
//! is in here, in [`crate::ast::lower`] and in [`crate::symtable`].

mod convert;
mod displays;
mod errors;
mod sets;

use rustpython_compiler as published;
use rustpython_compiler_core::bytecode::CodeFlags as PublishedFlags;

use rustpython_compiler_core::{SourceFileBuilder, SourceLocation};

use crate::ast::validate::validate;
use crate::ast::{Node, NodeClass, lower};
use crate::grammar::{self, ParseFlags, Scan, Start};
use crate::{CompileError, CompileWarning, Compiled, ErrorKind, Mode, Options, guard};

/// CPython's limit on the digits of an integer literal (`sys.int_info`).
const INT_MAX_STR_DIGITS: usize = 4300;

fn published_mode(mode: Mode) -> published::Mode {
    match mode {
        Mode::Exec => published::Mode::Exec,
        Mode::Eval => published::Mode::Eval,
        Mode::Single => published::Mode::Single,
    }
}

fn published_options(options: Options) -> published::CompileOpts {
    published::CompileOpts {
        optimize: options.optimize,
        debug_ranges: true,
        int_max_str_digits: INT_MAX_STR_DIGITS,
        allow_top_level_await: options.allow_top_level_await,
        future_features: PublishedFlags::from_bits_truncate(options.future_flags),
        dont_imply_dedent: options.allow_incomplete_input,
        recursion_limit: crate::limits::TREE_DEPTH,
    }
}

/// Source text to code object through the published compiler.
pub(crate) fn compile(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    let outcome = guard::on_large_stack(|| compile_here(source, filename, mode, options));
    outcome.unwrap_or_else(|panic| Err(panicked(panic)))
}

/// The same on the stack of the thread, if that is large enough for the text.
pub(crate) fn compile_in_thread(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    let work = || compile_here(source, filename, mode, options);
    let outcome = guard::on_stack_for(source.len(), work);
    outcome.unwrap_or_else(|panic| Err(panicked(panic)))
}

fn compile_here(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    let text = crate::source::universal_newlines(source);
    let source = &*text;
    let mut warnings = Vec::new();
    let mut on_warning = |location: rustpython_compiler_core::SourceLocation, message: String| {
        warnings.push(CompileWarning {
            category: "SyntaxWarning",
            message,
            lineno: location.line.get() as i64,
        });
        Ok(())
    };
    let result = published::compile_with_syntax_warning_handler(
        source,
        published_mode(mode),
        filename,
        published_options(options),
        &mut on_warning,
    );
    match result {
        Ok(code) => {
            let scan = scan_tokens(source, mode, options)?;
            if scan.wants_tree {
                return compile_own_tree(source, filename, mode, options);
            }
            warnings.extend(scan.warnings);
            warnings.sort_by_key(|warning| warning.lineno);
            Ok(Compiled {
                code: convert::code_object(code),
                warnings,
            })
        }
        Err(error) => {
            parse_for_error(source, mode, options)?;
            Err(errors::compile_error(error, source, mode))
        }
    }
}

/// Syntax tree to code object through the published compiler.
pub(crate) fn compile_tree(
    tree: &Node,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    let wanted = match mode {
        Mode::Exec => NodeClass::Module,
        Mode::Eval => NodeClass::Expression,
        Mode::Single => NodeClass::Interactive,
    };
    if tree.class != wanted {
        let (wanted, found) = (wanted.name(), tree.class.name());
        return Err(lower::type_error(format!(
            "expected {wanted} node, got {found}"
        )));
    }
    let outcome = guard::on_large_stack(|| {
        validate(tree)?;
        generate(tree, filename, mode, options)
    });
    outcome.unwrap_or_else(|panic| Err(panicked(panic)))
}

/// Code of our own tree of a text in which the published parser sees something
/// else than CPython's.
fn compile_own_tree(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    let (tree, warnings) = parse(source, mode, options)?;
    let mut compiled = generate(&tree, filename, mode, options)?;
    compiled.warnings.extend(warnings);
    compiled.warnings.sort_by_key(|warning| warning.lineno);
    Ok(compiled)
}

fn generate(
    tree: &Node,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    let lowered = lower::lower(tree)?;
    let file = SourceFileBuilder::new(filename, lowered.page.as_str()).finish();
    let mut warnings = Vec::new();
    let mut on_warning = |location: SourceLocation, message: String| {
        warnings.push(CompileWarning {
            category: "SyntaxWarning",
            message,
            lineno: location.line.get() as i64,
        });
        Ok(())
    };
    let result = rustpython_codegen::compile::compile_top_with_syntax_warning_handler(
        lowered.tree,
        file,
        published_mode(mode),
        published_options(options),
        Some(&mut on_warning),
    );
    match result {
        Ok(code) => {
            let mut code = convert::code_object(code);
            displays::mend(&mut code, &lowered.displays);
            Ok(Compiled { code, warnings })
        }
        Err(error) => Err(errors::compile_error(error.into(), &lowered.page, mode)),
    }
}

fn panicked(panic: guard::Panicked) -> CompileError {
    CompileError::without_position(
        ErrorKind::SyntaxError,
        format!("the compiler failed on this text: {}", panic.0),
    )
}

/// CPython's error for a text that is not Python, or its warnings.
fn parse_for_error(
    source: &str,
    mode: Mode,
    options: Options,
) -> Result<Vec<CompileWarning>, CompileError> {
    parse(source, mode, options).map(|(_, warnings)| warnings)
}

fn parse(
    source: &str,
    mode: Mode,
    options: Options,
) -> Result<(Node, Vec<CompileWarning>), CompileError> {
    let start = match mode {
        Mode::Exec => Start::File,
        Mode::Eval => Start::Eval,
        Mode::Single => Start::Interactive,
    };
    let flags = ParseFlags {
        type_comments: false,
        allow_incomplete: options.allow_incomplete_input,
        barry: options.future_flags & PublishedFlags::FUTURE_BARRY_AS_BDFL.bits() != 0,
    };
    grammar::parse(source, start, flags)
}

/// What tokens tell of a text. A text whose tokens are wrong, though the
/// published parser took it, is parsed again for CPython's error.
fn scan_tokens(source: &str, mode: Mode, options: Options) -> Result<Scan, CompileError> {
    match grammar::scan(source) {
        Some(scan) => Ok(scan),
        None => parse_for_error(source, mode, options).map(|warnings| Scan {
            warnings,
            wants_tree: false,
        }),
    }
}
