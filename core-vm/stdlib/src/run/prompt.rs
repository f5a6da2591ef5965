//! The interactive prompt: statements read from `sys.stdin` line by line.

use serpentarium_compiler::{Mode, Options};
use serpentarium_runtime::interp;
use serpentarium_runtime::object::{Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::exceptions::{KEYBOARD_INTERRUPT, SYSTEM_EXIT};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::vm;

use super::{config, exit, main_namespace, program, text};
use crate::builtins::run_code::compile_text;
use crate::sys::hooks;

/// What is shown before the first prompt.
pub(super) fn banner() {
    if config().quiet {
        return;
    }
    let version = vm::sys()
        .get_text("version")
        .and_then(|version| version.downcast_into::<Str>().ok());
    let version = version.map_or_else(String::new, |version| version.to_string_lossy());
    hooks::write_stderr(&format!(
        "Python {version} on linux\nType \"help\", \"copyright\", \"credits\" or \"license\" for more \
         information.\n"
    ));
}

/// Reads and runs statements until the end of input. Prompts go to the error stream, as
/// CPython's do when it edits no lines.
///
/// # Errors
/// `SystemExit`; other exceptions are shown and the prompt goes on.
pub fn interactive() -> PyResult<()> {
    for (name, prompt) in [("ps1", ">>> "), ("ps2", "... ")] {
        if vm::sys().get_text(name).is_none() {
            vm::sys().set_text(name, text(prompt));
        }
    }
    let mut number = 0;
    loop {
        match read_statement() {
            Ok(Some(source)) => {
                if let Err(error) = run_statement(&source, &mut number) {
                    if error.matches(&SYSTEM_EXIT) {
                        return Err(error);
                    }
                    exit::print_uncaught(error.instance());
                }
                flush("stderr");
                flush("stdout");
            }
            Ok(None) => return Ok(()),
            Err(error) if error.matches(&KEYBOARD_INTERRUPT) => {
                hooks::write_stderr("\nKeyboardInterrupt\n");
            }
            Err(error) => return Err(error),
        }
    }
}

/// Shows `sys.ps1` or `sys.ps2`; one that has no text is not shown.
fn show_prompt(name: &str) {
    let prompt = vm::sys().get_text(name);
    if let Some(Ok(prompt)) = prompt.map(|prompt| protocol::str(&prompt)) {
        hooks::write_stderr(&prompt.to_string_lossy());
    }
    flush("stderr");
}

/// The next line; `None` at the end of input.
fn read_line() -> PyResult<Option<String>> {
    let line = match hooks::stream("stdin") {
        Some(stdin) => protocol::call_method(&stdin, "readline", &[])?
            .downcast::<Str>()
            .map(Str::to_string_lossy)
            .unwrap_or_default(),
        None => String::new(),
    };
    if line.is_empty() {
        hooks::write_stderr("\n");
        return Ok(None);
    }
    Ok(Some(line))
}

fn options() -> Options {
    Options {
        optimize: config().optimize,
        allow_incomplete_input: true,
        ..Options::default()
    }
}

/// Lines until they make a statement; `None` at the end of input.
fn read_statement() -> PyResult<Option<String>> {
    show_prompt("ps1");
    let Some(mut source) = read_line()? else {
        return Ok(None);
    };
    while needs_more(&source) {
        show_prompt("ps2");
        match read_line()? {
            Some(line) => source.push_str(&line),
            None => break,
        }
    }
    Ok(Some(source))
}

/// Whether further lines can belong to the statement.
fn needs_more(source: &str) -> bool {
    use serpentarium_compiler::ErrorKind;
    if is_blank(source) {
        return false;
    }
    let compiled = serpentarium_compiler::compile(source, "<stdin>", Mode::Single, options());
    match compiled {
        Err(error) => {
            error.kind == ErrorKind::IncompleteInput
                || ["was never closed", "unexpected EOF while parsing"]
                    .iter()
                    .any(|end| error.message.ends_with(end))
                || error.message.starts_with("unterminated triple-quoted")
                || source.ends_with("\\\n")
        }
        // A compound statement goes on until an empty line.
        Ok(_) => is_compound(source) && !ends_with_empty_line(source),
    }
}

fn ends_with_empty_line(source: &str) -> bool {
    source.ends_with("\n\n") || source.ends_with("\n\r\n")
}

/// Whether a complete statement is one that contains others.
fn is_compound(source: &str) -> bool {
    let first = source.trim_start();
    let word_end = first
        .find(|point: char| !point.is_alphanumeric() && point != '_')
        .unwrap_or(first.len());
    match &first[..word_end] {
        "if" | "for" | "while" | "try" | "with" | "def" | "class" | "async" => true,
        // `match` can also be a name; only the statement has a block.
        "match" => source.trim_end().lines().count() > 1 && first.contains(":\n"),
        _ => first.starts_with('@'),
    }
}

/// Compiles and runs a statement. The traceback module shows its lines by the name
/// `<stdin-NUMBER>`.
fn run_statement(source: &str, number: &mut usize) -> PyResult<()> {
    let plain = || Options {
        allow_incomplete_input: false,
        ..options()
    };
    let shown = Str::from_str("<stdin>");
    let filename = format!("<stdin-{number}>");
    let source = if is_blank(source) { "pass" } else { source };
    let compiled = serpentarium_compiler::compile(source, &filename, Mode::Single, plain());
    let code = match compiled {
        Ok(compiled) if compiled.warnings.is_empty() => Code::from_compiled(&compiled.code),
        // Errors and warnings are about the input as a whole.
        Err(_) => compile_text(source, &shown, Mode::Single, plain())?,
        Ok(_) => compile_text(source, &Str::from_str(&filename), Mode::Single, plain())?,
    };
    *number += 1;
    program::register_source(&code, source, &shown)?;
    let namespace = main_namespace();
    interp::eval_code(&code, &namespace, Some(namespace.as_obj()))?;
    Ok(())
}

/// Whether there is nothing but spaces and comments.
fn is_blank(source: &str) -> bool {
    source
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

fn flush(name: &str) {
    if let Some(stream) = hooks::stream(name) {
        let _: PyResult<Ref> = protocol::call_method(&stream, "flush", &[]);
    }
}
