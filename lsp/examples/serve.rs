//! The language server alone, without the rest of the command: for trying it in an editor quickly.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    serpentarium_lsp::run_stdio()
}
