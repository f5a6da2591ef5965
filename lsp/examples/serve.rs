//! The language server alone, without the rest of the command: for trying it in an editor quickly.
#![forbid(unsafe_code)]

use std::path::Path;

use serpentarium_lsp::LibrarySource;

fn main() -> std::process::ExitCode {
    let read = |path: &str| std::fs::read(Path::new(rustpython_pylib::LIB_PATH).join(path)).ok();
    serpentarium_lsp::run_stdio(Some(LibrarySource {
        read,
        paths: Vec::new,
    }))
}
