//! The door to the published compiler: everything that names one of its types
//! is in here, in [`crate::ast::lower`] and in [`crate::symtable`].

mod convert;
mod errors;

use rustpython_compiler as published;
use rustpython_compiler_core::bytecode::CodeFlags as PublishedFlags;

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
    let text = crate::source::universal_newlines(source);
    let source = &*text;
    let outcome = guard::on_large_stack(|| {
        let mut warnings = Vec::new();
        let mut on_warning = |location: rustpython_compiler_core::SourceLocation,
                              message: String| {
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
            Ok(code) => Ok(Compiled {
                code: convert::code_object(code),
                warnings,
            }),
            Err(error) => Err(errors::compile_error(error, source, mode)),
        }
    });
    outcome.unwrap_or_else(|panic| {
        Err(CompileError::without_position(
            ErrorKind::SyntaxError,
            format!("the compiler failed on this text: {}", panic.0),
        ))
    })
}
