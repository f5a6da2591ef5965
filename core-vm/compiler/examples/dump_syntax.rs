//! Prints syntax trees, tokens or errors for the comparing scripts in `tests/tools`.
//!
//! `ast`: paths on standard input; `FILE path`, then `ast.dump` of it with
//! attributes in one line. `errors`: one case per line, `mode`, tab, source in
//! hexadecimal; answers one line each. `tokens`: paths; one token per line.
//! With `--time` only the speed is printed.

use std::fmt::Write as _;
use std::io::{BufRead, BufWriter, Write};
use std::time::{Duration, Instant};

use serpentarium_compiler::ast::{DumpOptions, dump};
use serpentarium_compiler::tokenizer::TokenKind;
use serpentarium_compiler::tokens::{Read, TokenReader};
use serpentarium_compiler::{
    CompileError, CompileWarning, Mode, Options, ParseMode, ParseOptions, compile, decode_source,
    parse,
};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let only_time = arguments.iter().any(|argument| argument == "--time");
    let what = arguments.first().map_or("ast", String::as_str);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut bytes, mut spent) = (0, Duration::ZERO);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if what == "errors" {
            writeln!(out, "{}", error_case(&line))?;
            continue;
        }
        let source = std::fs::read(&line)?;
        let started = Instant::now();
        let answer = match decode_source(&source) {
            Ok((text, _)) if what == "tokens" => tokens(&text),
            Ok((text, _)) => tree(&text, only_time),
            Err(error) => format!("ERROR {}", error.message),
        };
        spent += started.elapsed();
        bytes += source.len();
        if !only_time {
            writeln!(out, "FILE {line}\n{answer}")?;
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

fn tree(text: &str, only_time: bool) -> String {
    let options = DumpOptions {
        include_attributes: true,
        ..DumpOptions::default()
    };
    match parse(text, ParseMode::Exec, ParseOptions::default()) {
        Ok(_) if only_time => String::new(),
        Ok(parsed) => dump(&parsed.tree, &options),
        Err(error) => format!("ERROR {}", error.message),
    }
}

fn tokens(text: &str) -> String {
    let mut out = String::new();
    let mut reader = TokenReader::new(true);
    let mut lines = text.split_inclusive('\n');
    loop {
        match reader.read() {
            Ok(Read::NeedsLine) => reader.feed(lines.next().unwrap_or_default()),
            Ok(Read::Token(token)) => {
                let _ = writeln!(
                    out,
                    "{}\t{:?}\t{}\t{}\t{}\t{}",
                    token.kind.0,
                    &reader.text()[token.string],
                    token.start.0,
                    token.start.1,
                    token.end.0,
                    token.end.1
                );
                if token.kind == TokenKind::ENDMARKER {
                    break;
                }
            }
            Err(error) => {
                let _ = writeln!(out, "ERROR {}", error.message);
                break;
            }
        }
    }
    out
}

fn error_case(line: &str) -> String {
    let (mode, hex) = line.split_once('\t').unwrap_or(("exec", line));
    let bytes: Vec<u8> = (0..hex.len() / 2)
        .filter_map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok())
        .collect();
    let source = String::from_utf8_lossy(&bytes).into_owned();
    let result = match mode {
        "ast" => parse(&source, ParseMode::Exec, ParseOptions::default()).map(|p| p.warnings),
        "func_type" => {
            parse(&source, ParseMode::FuncType, ParseOptions::default()).map(|p| p.warnings)
        }
        _ => {
            let compile_mode = match mode {
                "eval" => Mode::Eval,
                "single" => Mode::Single,
                _ => Mode::Exec,
            };
            compile(&source, "<case>", compile_mode, Options::default()).map(|c| c.warnings)
        }
    };
    match result {
        Ok(warnings) => format!("ok{}", shown_warnings(&warnings)),
        Err(error) => shown_error(&error),
    }
}

fn shown_warnings(warnings: &[CompileWarning]) -> String {
    warnings.iter().fold(String::new(), |mut text, warning| {
        let _ = write!(
            text,
            "\t{}:{}:{}",
            warning.category, warning.lineno, warning.message
        );
        text
    })
}

fn shown_error(error: &CompileError) -> String {
    let number = |value: Option<i64>| value.map_or("None".to_owned(), |v| v.to_string());
    let text = error.text.as_ref().map_or("None".to_owned(), |text| {
        text.as_bytes()
            .iter()
            .fold("x".to_owned(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    });
    format!(
        "{:?}\t{}\t{}\t{}\t{}\t{}\t{text}",
        error.kind,
        error.message.replace(['\t', '\n'], " "),
        number(error.lineno),
        number(error.offset),
        number(error.end_lineno),
        number(error.end_offset),
    )
}
