//! Prints the code objects of Python files in a canonical form that
//! `tests/tools/compare_code.py` compares with CPython's.
//!
//! Reads paths from standard input. For each file: `FILE path`, then one line
//! per code object in the order of the constants, or `ERROR message`. With
//! `--tree` the text is parsed to a syntax tree and that is compiled. With
//! `--time` it only compiles everything and prints the speed.

use std::fmt::Write as _;
use std::io::{BufRead, BufWriter, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serpentarium_bytecode::{CodeObject, Constant, Wtf8Buf};
use serpentarium_compiler::{
    CompileError, Compiled, Mode, Options, ParseMode, ParseOptions, compile, compile_tree,
    decode_source, parse,
};

fn main() -> std::io::Result<()> {
    let mut options = Options::default();
    let mut mode = Mode::Exec;
    let mut only_time = false;
    let mut through_tree = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "-O" => options.optimize = 1,
            "-OO" => options.optimize = 2,
            "--eval" => mode = Mode::Eval,
            "--single" => mode = Mode::Single,
            "--tree" => through_tree = true,
            "--time" => only_time = true,
            other => panic!("unknown argument {other}"),
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut bytes, mut spent) = (0, Duration::ZERO);
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let source = std::fs::read(&path)?;
        let started = Instant::now();
        let result = compile_bytes(&source, &path, mode, options, through_tree);
        spent += started.elapsed();
        bytes += source.len();
        if only_time {
            continue;
        }
        writeln!(out, "FILE {path}")?;
        match result {
            Ok(compiled) => dump(&compiled.code, &mut out)?,
            Err(error) => writeln!(out, "ERROR {}", error.message)?,
        }
    }
    if only_time {
        let megabytes = bytes as f64 / 1e6;
        writeln!(
            out,
            "{megabytes:.1} MB, {:.1} MB/s",
            megabytes / spent.as_secs_f64()
        )?;
    }
    out.flush()
}

fn compile_bytes(
    source: &[u8],
    path: &str,
    mode: Mode,
    options: Options,
    through_tree: bool,
) -> Result<Compiled, CompileError> {
    let (text, _) = decode_source(source)?;
    if through_tree {
        let parsed = parse(&text, ParseMode::Exec, ParseOptions::default())?;
        return compile_tree(&parsed.tree, path, mode, options);
    }
    compile(&text, path, mode, options)
}

fn dump(code: &CodeObject, out: &mut impl Write) -> std::io::Result<()> {
    let mut inner: Vec<Arc<CodeObject>> = Vec::new();
    let consts: Vec<String> = code
        .consts
        .iter()
        .map(|c| constant(c, &mut inner))
        .collect();
    let fields = [
        text(&code.qualname),
        text(&code.name),
        code.firstlineno.to_string(),
        format!(
            "{}/{}/{}",
            code.argcount, code.posonlyargcount, code.kwonlyargcount
        ),
        code.stacksize.to_string(),
        format!("{:x}", code.flags.0),
        hex(&code.code),
        hex(&code.linetable),
        hex(&code.exceptiontable),
        texts(&code.names),
        texts(&code.localsplusnames),
        hex(&code.localspluskinds),
        consts.join(" "),
    ];
    writeln!(out, "{}", fields.join("\t"))?;
    inner.iter().try_for_each(|code| dump(code, out))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn text(value: &Wtf8Buf) -> String {
    match value.as_str() {
        Some(plain) if plain.bytes().all(|b| b.is_ascii_graphic() && b != b'%') => plain.to_owned(),
        _ => format!("%{}", hex(value.as_bytes())),
    }
}

fn texts(values: &[Wtf8Buf]) -> String {
    values.iter().map(text).collect::<Vec<_>>().join(" ")
}

fn constant(value: &Constant, inner: &mut Vec<Arc<CodeObject>>) -> String {
    let mut all = |values: &[Constant]| -> Vec<String> {
        values.iter().map(|value| constant(value, inner)).collect()
    };
    match value {
        Constant::None => "None".to_owned(),
        Constant::Ellipsis => "...".to_owned(),
        Constant::Bool(value) => format!("bool:{}", u8::from(*value)),
        Constant::Int(value) => format!("int:{value:x}"),
        Constant::Float(value) => format!("float:{:016x}", value.to_bits()),
        Constant::Complex { re, im } => {
            format!("complex:{:016x}:{:016x}", re.to_bits(), im.to_bits())
        }
        Constant::Str(value) => format!("str:{}", text(value)),
        Constant::Bytes(value) => format!("bytes:{}", hex(value)),
        Constant::Tuple(values) => format!("({})", all(values).join(",")),
        Constant::FrozenSet(values) => {
            // Its order depends on hashes, which text does not have.
            let mut items = all(values);
            items.sort();
            format!("{{{}}}", items.join(","))
        }
        Constant::Slice(values) => format!("slice({})", all(&values[..]).join(",")),
        Constant::Code(code) => {
            inner.push(Arc::clone(code));
            format!("code:{}", inner.len() - 1)
        }
    }
}
