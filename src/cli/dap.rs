//! `serpentarium dap`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use clap::Args;
use serpentarium_dap::launch::ProcessLauncher;
use serpentarium_dap::{listen, parse_address, stdio};

use super::fail;

/// Options of `dap`.
#[derive(Args)]
pub struct Options {
    /// Serve clients that connect to this port of this machine, instead of standard input
    /// and output
    #[arg(long, value_name = "[HOST:]PORT")]
    listen: Option<String>,
}

/// Serves the Debug Adapter Protocol.
pub fn dap(options: &Options) -> ExitCode {
    let executable = match std::env::current_exe() {
        Ok(executable) => executable,
        Err(error) => return fail("dap", error),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail("dap", error),
    };
    let served = runtime.block_on(serve(options, executable));
    // A read of standard input that is still under way would hold up an orderly end.
    runtime.shutdown_background();
    served
}

async fn serve(options: &Options, executable: PathBuf) -> ExitCode {
    let launcher = Rc::new(ProcessLauncher::new(executable));
    let Some(address) = &options.listen else {
        stdio(launcher).await;
        return ExitCode::SUCCESS;
    };
    let address = match parse_address(address) {
        Ok(address) => address,
        Err(error) => return fail("dap", error),
    };
    match listen(address, launcher, |address| {
        println!("Listening on {address}")
    })
    .await
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail("dap", error),
    }
}
