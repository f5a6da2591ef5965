//! What the command line names: a command, a module, a file, standard input.

use serpentarium_compiler::{Mode, Options};
use serpentarium_runtime::host::host;
use serpentarium_runtime::interp;
use serpentarium_runtime::object::{Exc, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::code::Code;
use serpentarium_runtime::types::exceptions::{BaseException, SYSTEM_EXIT};
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::vm;

use super::{Target, config, exit, import, main_namespace, prompt, text};
use crate::builtins::run_code::compile_text;
use crate::files;
use crate::source::{self, Origin};

/// Runs what the configuration names.
///
/// # Errors
/// The program's uncaught exception.
pub fn run_target() -> PyResult<()> {
    let config = config();
    let result = match &config.target {
        Target::Command(code) => run_command(code),
        Target::Module(name) => run_module(name),
        Target::File(path) => run_file(path),
        Target::Stdin => run_stdin(),
    };
    let asked = config.inspect
        || config
            .variable("PYTHONINSPECT")
            .is_some_and(|value| !value.is_empty());
    let reached = asked && (config.interactive || host().is_terminal(0));
    if !reached || matches!(config.target, Target::Stdin) {
        return result;
    }
    if let Err(error) = result {
        // Also SystemExit: whoever wants to inspect stays.
        exit::print_uncaught(error.instance());
    }
    prompt::interactive()
}

fn options() -> Options {
    Options {
        optimize: config().optimize,
        ..Options::default()
    }
}

fn set_argv0(value: &str) {
    set_argv0_object(text(value));
}

fn set_argv0_object(value: Ref) {
    if let Some(argv) = vm::sys().get_text("argv")
        && let Some(list) = argv.downcast::<List>()
        && let Err(value) = list.set(0, value)
    {
        list.push(value);
    }
}

/// Puts the program's own place in front of `sys.path`, unless `-P` says not to.
fn prepend_path(place: Ref) {
    if config().safe_path {
        return;
    }
    if let Some(path) = vm::sys().get_text("path")
        && let Some(list) = path.downcast::<List>()
    {
        list.insert(0, place);
    }
}

fn run_code(code: &Ref<Code>) -> PyResult<()> {
    let namespace = main_namespace();
    interp::eval_code(code, &namespace, Some(namespace.as_obj())).map(drop)
}

fn run_command(command: &str) -> PyResult<()> {
    set_argv0("-c");
    prepend_path(text(""));
    let filename = Str::from_str("<string>");
    let source = dedented(command) + "\n";
    let code = compile_text(&source, &filename, Mode::Exec, options())?;
    register_source(&code, &source, &filename)?;
    run_code(&code)
}

/// Tells `linecache` the text of code that is in no file, so that tracebacks show its lines.
pub(super) fn register_source(code: &Ref<Code>, source: &str, shown: &Str) -> PyResult<()> {
    let linecache = import("linecache")?;
    let arguments = [code.as_obj(), &text(source), shown.as_obj()];
    protocol::call_method(&linecache, "_register_code", &arguments).map(drop)
}

/// Takes away the indentation that all lines of `-c` code share.
fn dedented(source: &str) -> String {
    let mut common: Option<&str> = None;
    for line in source.lines().filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        common = Some(match common {
            None => indent,
            Some(known) => {
                let same = known
                    .bytes()
                    .zip(indent.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                &known[..same]
            }
        });
    }
    let cut = common.map_or(0, str::len);
    if cut == 0 {
        return source.to_owned();
    }
    let lines = source.split_inclusive('\n').map(|line| {
        if line.trim().is_empty() {
            line.trim_start_matches([' ', '\t'])
        } else {
            &line[cut..]
        }
    });
    lines.collect()
}

fn run_module(name: &str) -> PyResult<()> {
    set_argv0("-m");
    let directory = host().current_directory().unwrap_or_default();
    prepend_path(files::decode(&directory).into_obj());
    run_as_main(name, true)
}

/// `runpy._run_module_as_main`
fn run_as_main(name: &str, alter_argv: bool) -> PyResult<()> {
    let runpy = import("runpy")?;
    let name = text(name);
    let alter = bool_ref(alter_argv);
    protocol::call_method(&runpy, "_run_module_as_main", &[&name, &alter]).map(drop)
}

fn run_file(path: &[u8]) -> PyResult<()> {
    set_argv0_object(files::decode(path).into_obj());
    let path = &from_root(path);
    let shown = files::decode(path);
    if let Some(text) = &config().main_text {
        let real = directory_of(path);
        prepend_path(files::decode(&real).into_obj());
        return run_source(&shown, text);
    }
    if let Some(()) = run_importable(&shown)? {
        return Ok(());
    }
    let fd = match host().open(path, libc::O_RDONLY | libc::O_CLOEXEC, 0) {
        Ok(fd) => fd,
        Err(errno) => return Err(cannot_open(path, errno)),
    };
    let directory = host()
        .fstat(fd)
        .is_ok_and(|stat| stat.mode & libc::S_IFMT == libc::S_IFDIR);
    if directory {
        let _ = host().close(fd);
        let shown = protocol::repr_text(shown.as_obj())?;
        eprintln_program(&format!("{shown} is a directory, cannot continue"));
        return Err(exit_with(1));
    }
    let bytes = files::read_to_end(fd);
    let _ = host().close(fd);
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(errno) => return Err(cannot_open(path, errno)),
    };
    let real = directory_of(path);
    prepend_path(files::decode(&real).into_obj());
    if path.ends_with(b".pyc") {
        return run_pyc(&shown, &bytes);
    }
    run_source(&shown, &bytes)
}

/// A path from the root on, not otherwise tidied.
fn from_root(path: &[u8]) -> Vec<u8> {
    match host().current_directory() {
        Ok(current) if !path.starts_with(b"/") => [current.as_slice(), b"/", path].concat(),
        _ => path.to_vec(),
    }
}

/// The directory of a script, links followed, as `sys.path[0]`.
fn directory_of(path: &[u8]) -> Vec<u8> {
    let mut path = path.to_vec();
    for _ in 0..40 {
        let Ok(target) = host().read_link(&path) else {
            break;
        };
        path = if target.starts_with(b"/") {
            target
        } else {
            let parent = parent_of(&path).to_vec();
            [parent.as_slice(), b"/", &target].concat()
        };
    }
    let parent = parent_of(&path);
    let current = host().current_directory().unwrap_or_default();
    let absolute = if parent.starts_with(b"/") {
        parent.to_vec()
    } else if parent.is_empty() {
        current
    } else {
        [current.as_slice(), b"/", parent].concat()
    };
    normalized(&absolute)
}

fn parent_of(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(0) => b"/",
        Some(slash) => &path[..slash],
        None => b"",
    }
}

/// An absolute path without `.` and `..`.
fn normalized(path: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    [b"/".to_vec(), parts.join(&b'/')].concat()
}

/// Runs a directory or archive that an importer takes, by its `__main__`.
fn run_importable(path: &Str) -> PyResult<Option<()>> {
    let bytes = files::encode(path)?;
    let Ok(stat) = host().stat(&bytes, true) else {
        return Ok(None);
    };
    let kind = stat.mode & libc::S_IFMT;
    let archive = kind == libc::S_IFREG && is_zip(&bytes);
    if kind != libc::S_IFDIR && !archive {
        return Ok(None);
    }
    let pkgutil = vm::modules().get_text("_frozen_importlib_external");
    let Some(external) = pkgutil else {
        return Ok(None);
    };
    let finder = protocol::getattr_text(&external, "PathFinder")?;
    let importer = protocol::call_method(&finder, "_path_importer_cache", &[path.as_obj()])?;
    if is_none(&importer) {
        return Ok(None);
    }
    if let Some(list) = vm::sys().get_text("path")
        && let Some(list) = list.downcast::<List>()
    {
        list.insert(0, path.to_ref().into_obj());
    }
    run_as_main("__main__", false)?;
    Ok(Some(()))
}

/// Whether a file ends as a zip archive does.
fn is_zip(path: &[u8]) -> bool {
    let Ok(data) = files::read_whole(path) else {
        return false;
    };
    let tail = &data[data.len().saturating_sub(65_557)..];
    tail.windows(4).any(|window| window == b"PK\x05\x06")
}

fn program_name() -> String {
    let config = config();
    let name = config
        .orig_argv
        .first()
        .map(|name| String::from_utf8_lossy(name).into_owned());
    name.unwrap_or_else(|| "serpentarium".to_owned())
}

fn eprintln_program(message: &str) {
    crate::sys::hooks::write_stderr(&format!("{}: {message}\n", program_name()));
}

/// `can't open file`, exit code 2.
fn cannot_open(path: &[u8], errno: i32) -> Exc {
    let current = host().current_directory().unwrap_or_default();
    let absolute = if path.starts_with(b"/") {
        path.to_vec()
    } else {
        [current.as_slice(), b"/", path].concat()
    };
    let shown = protocol::repr_text(files::decode(&absolute).as_obj())
        .unwrap_or_else(|_| String::from_utf8_lossy(&absolute).into_owned());
    let reason = serpentarium_runtime::types::exceptions::os_error::strerror(errno);
    eprintln_program(&format!(
        "can't open file {shown}: [Errno {errno}] {reason}"
    ));
    exit_with(2)
}

fn exit_with(code: i64) -> Exc {
    let code = Int::new(code);
    Exc::from_instance(BaseException::with_args(&SYSTEM_EXIT, &[code.as_obj()]))
}

/// Sets `__file__`, `__cached__` and the loader of the main module.
fn describe_main(filename: &Ref<Str>, loader: &'static str) {
    let namespace = main_namespace();
    namespace.set_text("__file__", filename.clone().into_obj());
    namespace.set_text("__cached__", none());
    if let Some(external) = vm::modules().get_text("_frozen_importlib_external")
        && let Ok(class) = protocol::getattr_text(&external, loader)
        && let Ok(loader) = protocol::call(&class, &[&text("__main__"), filename.as_obj()])
    {
        namespace.set_text("__loader__", loader);
    }
}

fn run_source(filename: &Ref<Str>, bytes: &[u8]) -> PyResult<()> {
    describe_main(filename, "SourceFileLoader");
    let bytes = if config().skip_first_line {
        let rest = bytes.iter().position(|byte| *byte == b'\n');
        rest.map_or(&[][..], |newline| &bytes[newline..])
    } else {
        bytes
    };
    let source = source::decode(bytes, Origin::File(filename))?;
    let code = compile_text(&source, filename, Mode::Exec, options())?;
    run_code(&code)
}

fn run_pyc(filename: &Ref<Str>, bytes: &[u8]) -> PyResult<()> {
    describe_main(filename, "SourcelessFileLoader");
    let wrong = |message: &str| serpentarium_runtime::object::error::runtime_error(message);
    if bytes.len() < 16 || bytes[..4] != serpentarium_bytecode::pyc::MAGIC_NUMBER {
        return Err(wrong("Bad magic number in .pyc file"));
    }
    let code = crate::marshal::loads(&bytes[16..])?
        .downcast_into::<Code>()
        .map_err(|_| wrong("Bad code object in .pyc file"))?;
    run_code(&code)
}

fn run_stdin() -> PyResult<()> {
    let config = config();
    prepend_path(text(""));
    if host().is_terminal(0) || config.interactive {
        prompt::banner();
        return prompt::interactive();
    }
    let bytes = files::read_to_end(0).map_err(|errno| {
        serpentarium_runtime::types::exceptions::os_error::from_errno(errno, None, None)
    })?;
    let filename = Str::from_str("<stdin>");
    let source = source::decode(&bytes, Origin::File(&filename))?;
    let code = compile_text(&source, &filename, Mode::Exec, options())?;
    run_code(&code)
}
