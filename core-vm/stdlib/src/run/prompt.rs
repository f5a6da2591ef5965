//! The interactive prompt: statements read from `sys.stdin` line by line.

use serpentarium_compiler::{Mode, Options};
use serpentarium_runtime::interp;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::{
    _INCOMPLETE_INPUT_ERROR, KEYBOARD_INTERRUPT, SYSTEM_EXIT,
};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::vm;

use super::{config, exit, main_namespace, text};
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

/// Reads and runs statements until the end of input.
///
/// # Errors
/// `SystemExit`; other exceptions are shown and the prompt goes on.
pub fn interactive() -> PyResult<()> {
    for (name, prompt) in [("ps1", ">>> "), ("ps2", "... ")] {
        if vm::sys().get_text(name).is_none() {
            vm::sys().set_text(name, text(prompt));
        }
    }
    loop {
        match read_statement() {
            Ok(Some(source)) => {
                if let Err(error) = run_statement(&source) {
                    if error.matches(&SYSTEM_EXIT) {
                        return Err(error);
                    }
                    exit::print_uncaught(error.instance());
                }
            }
            Ok(None) => {
                hooks::write_stderr("\n");
                return Ok(());
            }
            Err(error) if error.matches(&KEYBOARD_INTERRUPT) => {
                hooks::write_stderr("\nKeyboardInterrupt\n");
            }
            Err(error) => return Err(error),
        }
    }
}

fn show_prompt(name: &str) -> PyResult<()> {
    let prompt = vm::sys().get_text(name).unwrap_or_else(|| text(""));
    let prompt = protocol::str(&prompt)?;
    let stream = hooks::stream("stdout");
    if let Some(stdout) = stream {
        protocol::call_method(&stdout, "write", &[prompt.as_obj()])?;
        protocol::call_method(&stdout, "flush", &[])?;
    }
    Ok(())
}

fn read_line() -> PyResult<Option<String>> {
    let Some(stdin) = hooks::stream("stdin") else {
        return Ok(None);
    };
    let line: Ref = protocol::call_method(&stdin, "readline", &[])?;
    let line = line
        .downcast::<Str>()
        .map(Str::to_string_lossy)
        .unwrap_or_default();
    Ok((!line.is_empty()).then_some(line))
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
    show_prompt("ps1")?;
    let Some(mut source) = read_line()? else {
        return Ok(None);
    };
    while needs_more(&source) {
        show_prompt("ps2")?;
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
    let compiled = serpentarium_compiler::compile(source, "<stdin>", Mode::Single, options());
    match compiled {
        Err(error) if error.kind == ErrorKind::IncompleteInput => true,
        Err(_) => false,
        // A compound statement goes on until an empty line.
        Ok(_) => {
            let lines: Vec<&str> = source.lines().collect();
            let compound = lines.len() > 1
                || lines
                    .first()
                    .is_some_and(|line| line.trim_end().ends_with(':'));
            let first_is_block = lines
                .first()
                .is_some_and(|line| line.trim_end().ends_with(':') || line.starts_with('@'));
            compound && first_is_block && !source.ends_with("\n\n")
        }
    }
}

fn run_statement(source: &str) -> PyResult<()> {
    if source.trim().is_empty() {
        return Ok(());
    }
    let filename = Str::from_str("<stdin>");
    let plain = Options {
        allow_incomplete_input: false,
        ..options()
    };
    let code = compile_text(source, &filename, Mode::Single, plain)?;
    let namespace = main_namespace();
    interp::eval_code(&code, &namespace, Some(namespace.as_obj()))?;
    flush("stdout");
    Ok(())
}

fn flush(name: &str) {
    if let Some(stream) = hooks::stream(name) {
        let _: PyResult<Ref> = protocol::call_method(&stream, "flush", &[]);
    }
}

#[allow(unused_imports)]
use {_INCOMPLETE_INPUT_ERROR as _, Obj as _};
