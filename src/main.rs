//! The command line of Serpentarium.
#![forbid(unsafe_code)]

mod cli;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os().collect())
}
