//! `serpentarium dis`: what `python3.14 -m dis` prints, without running anything.

use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serpentarium_bytecode::dis::{self, disassemble};
use serpentarium_bytecode::repr::FixedAddress;
use serpentarium_compiler::{CompileError, Mode, compile, decode_source};

use super::fail;

/// Options of `dis`: those of `python3.14 -m dis`.
#[derive(Args)]
pub struct Options {
    /// Show inline caches
    #[arg(short = 'C', long)]
    show_caches: bool,
    /// Show instruction offsets
    #[arg(short = 'O', long)]
    show_offsets: bool,
    /// Show instruction positions
    #[arg(short = 'P', long)]
    show_positions: bool,
    /// The source file; standard input if missing or "-"
    infile: Option<PathBuf>,
}

/// Disassembles a file.
pub fn dis(options: &Options) -> ExitCode {
    let (name, bytes) = match read(options) {
        Ok(read) => read,
        Err(error) => return fail("dis", error),
    };
    let compiled = decode_source(&bytes).and_then(|(text, _)| {
        compile(
            &text,
            &name,
            Mode::Exec,
            serpentarium_compiler::Options::default(),
        )
    });
    let compiled = match compiled {
        Ok(compiled) => compiled,
        Err(error) => {
            eprint!("{}", syntax_error(&error, &name));
            return ExitCode::FAILURE;
        }
    };
    let switches = dis::Options {
        show_caches: options.show_caches,
        show_offsets: options.show_offsets,
        show_positions: options.show_positions,
        ..dis::Options::default()
    };
    let listing = disassemble(&compiled.code, switches, &FixedAddress(0));
    match io::stdout().write_all(listing.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => fail("dis", error),
    }
}

fn read(options: &Options) -> io::Result<(String, Vec<u8>)> {
    match &options.infile {
        Some(path) if path.as_os_str() != "-" => {
            let bytes = fs::read(path).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", path.display()))
            })?;
            Ok((path.to_string_lossy().into_owned(), bytes))
        }
        _ => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            Ok(("<stdin>".to_owned(), bytes))
        }
    }
}

/// An error of the compiler as python prints it when it runs a file.
fn syntax_error(error: &CompileError, name: &str) -> String {
    let mut shown = String::new();
    if let Some(line) = error.lineno {
        shown += &format!("  File \"{name}\", line {line}\n");
        if let Some(text) = &error.text {
            shown += &caret_lines(&text.to_string(), error);
        }
    }
    shown += &format!("{:?}: {}\n", error.kind, error.message);
    shown
}

fn caret_lines(text: &str, error: &CompileError) -> String {
    let line = text.trim_end_matches(['\n', '\r']);
    let trimmed = line.trim_start_matches([' ', '\t', '\x0c']);
    let indent = (line.chars().count() - trimmed.chars().count()) as i64;
    let mut shown = format!("    {trimmed}\n");
    let Some(start) = error.offset.filter(|&offset| offset > 0) else {
        return shown;
    };
    let one_line = error.end_lineno.is_none_or(|end| Some(end) == error.lineno);
    let length = line.chars().count() as i64;
    let end = match error.end_offset {
        Some(end) if one_line && end > start => end,
        Some(_) if !one_line => length + 1,
        _ => start + 1,
    };
    let start = (start - 1 - indent).max(0);
    let width = (end - 1 - indent - start).max(1);
    shown += &format!(
        "    {}{}\n",
        " ".repeat(start as usize),
        "^".repeat(width as usize)
    );
    shown
}
