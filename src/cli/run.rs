//! Running programs: python's command line, and the same for a debugger.

use std::ffi::OsString;
use std::net::TcpListener;
use std::process::ExitCode;

use clap::Args;

use serpentarium_introspect::debuggee::{self, Connection, Program, WhenLost};
use serpentarium_introspect::protocol::TOKEN_VARIABLE;
use serpentarium_stdlib::run::{self, Config};

use super::python::{self, Invocation, Request, Target};
use super::{USAGE, fail};

/// Options of `debuggee`.
#[derive(Args)]
pub struct DebuggeeOptions {
    /// Connect to the debugger that listens on this port of this machine
    #[arg(long, value_name = "HOST:PORT", required_unless_present = "listen")]
    connect: Option<String>,
    /// Wait for a debugger to connect to this port of this machine
    #[arg(long, value_name = "[HOST:]PORT", conflicts_with = "connect")]
    listen: Option<String>,
    /// As for python3.14: [OPTIONS] [-c CODE | -m MODULE | FILE] [ARGS]
    #[arg(last = true, value_name = "PYTHON COMMAND LINE")]
    words: Vec<OsString>,
}

/// Carries out a command line of python's.
pub fn run(words: Vec<OsString>) -> ExitCode {
    match understand(&words) {
        Ok(invocation) => execute(&words, invocation),
        Err(code) => code,
    }
}

/// Runs a program under a debugger's control.
pub fn debuggee(options: DebuggeeOptions, words: Vec<OsString>) -> ExitCode {
    let program = words.into_iter().take(1);
    let words: Vec<_> = program.chain(options.words.clone()).collect();
    let invocation = match understand(&words) {
        Ok(invocation) => invocation,
        Err(code) => return code,
    };
    let (connection, when_lost) = match reach_debugger(&options) {
        Ok(reached) => reached,
        Err(error) => return fail("debuggee", error),
    };
    if let Target::Code(text) = &invocation.target {
        let text = text.to_string_lossy().into_owned();
        return serve(
            connection,
            when_lost,
            configuration(&words, invocation),
            Some(text),
        );
    }
    serve(
        connection,
        when_lost,
        configuration(&words, invocation),
        None,
    )
}

fn serve(
    connection: Connection,
    when_lost: WhenLost,
    config: Config,
    text: Option<String>,
) -> ExitCode {
    let code = run::run_main_around(config, move |run| {
        if let Some(text) = text {
            debuggee::remember_source("<string>", &text);
        }
        debuggee::serve(connection, Program { run, when_lost })
    });
    super::exit_code(code)
}

fn reach_debugger(
    options: &DebuggeeOptions,
) -> Result<(Connection, WhenLost), Box<dyn std::error::Error>> {
    if let Some(address) = &options.connect {
        let token = std::env::var(TOKEN_VARIABLE).map_err(|_| {
            format!("the environment has no {TOKEN_VARIABLE} with the debugger's token")
        })?;
        return Ok((Connection::connect(address, &token)?, WhenLost::End));
    }
    let address = serpentarium_dap::parse_address(options.listen.as_deref().unwrap_or("0"))?;
    let listener = TcpListener::bind(address)?;
    let token = serpentarium_dap::launch::new_token().map_err(|error| error.message())?;
    eprintln!(
        "Waiting for a debugger on {}, token {token}",
        listener.local_addr()?
    );
    Ok((Connection::accept(&listener, &token)?, WhenLost::RunOn))
}

/// The program that a command line asks for; what it asks for instead is done here.
fn understand(words: &[OsString]) -> Result<Invocation, ExitCode> {
    let program = words
        .first()
        .map(|word| word.to_string_lossy().into_owned());
    let program = program.unwrap_or_else(|| "serpentarium".to_owned());
    match python::parse(words.get(1..).unwrap_or_default()) {
        Ok(Request::Run(invocation)) => Ok(*invocation),
        Ok(Request::Version(times)) => {
            println!("{}", version(times));
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::Help) => {
            print!("{}\n{}", usage(&program), python::OPTIONS);
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::HelpEnvironment) => {
            print!("{}", python::ENVIRONMENT);
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::HelpXoptions) => {
            print!("{}", python::XOPTIONS);
            Err(ExitCode::SUCCESS)
        }
        Ok(Request::HelpAll) => {
            let usage = usage(&program);
            print!(
                "{usage}\n{}\n{}\n{}",
                python::OPTIONS,
                python::ENVIRONMENT,
                python::XOPTIONS
            );
            Err(ExitCode::SUCCESS)
        }
        Err(message) => {
            eprintln!(
                "{message}\n{}\nTry `python -h' for more information.",
                usage(&program)
            );
            Err(ExitCode::from(USAGE))
        }
    }
}

fn usage(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...")
}

fn version(times: u8) -> String {
    let ours = env!("CARGO_PKG_VERSION");
    match times {
        1 => format!("Python 3.14.8 (Serpentarium {ours})"),
        _ => format!(
            "Python 3.14.8 (Serpentarium {ours}, {})",
            std::env::consts::ARCH
        ),
    }
}

/// Runs the program in this process.
fn execute(words: &[OsString], invocation: Invocation) -> ExitCode {
    let code = serpentarium_stdlib::run::run_main(configuration(words, invocation));
    ExitCode::from(u8::try_from(code & 0xFF).unwrap_or(1))
}

/// The interpreter's configuration for a command line.
fn configuration(words: &[OsString], invocation: Invocation) -> Config {
    let bytes = |word: &OsString| word.as_encoded_bytes().to_vec();
    let Invocation {
        options,
        target,
        args,
    } = invocation;
    // Standard input that was asked for by `-` is the program's name; else it has none.
    let dash = words.len().checked_sub(args.len() + 1);
    let by_dash = target == Target::Stdin && dash.is_some_and(|index| words[index] == "-");
    let mut argv = vec![if by_dash { b"-".to_vec() } else { Vec::new() }];
    argv.extend(args.iter().map(bytes));
    Config {
        target: match target {
            Target::Code(code) => run::Target::Command(code.to_string_lossy().into_owned()),
            Target::Module(name) => run::Target::Module(name.to_string_lossy().into_owned()),
            Target::File(path) => run::Target::File(bytes(&path)),
            Target::Stdin => run::Target::Stdin,
        },
        argv,
        orig_argv: words.iter().map(bytes).collect(),
        executable: std::env::current_exe()
            .ok()
            .map(|path| path.into_os_string().into_encoded_bytes()),
        parser_debug: options.parser_debug,
        inspect: options.inspect,
        interactive: options.inspect,
        optimize: options.optimize,
        dont_write_bytecode: options.dont_write_bytecode,
        no_user_site: options.no_user_site,
        no_site: options.no_site,
        ignore_environment: options.ignore_environment,
        verbose: options.verbose,
        bytes_warning: options.bytes_warning,
        quiet: options.quiet,
        unbuffered: options.unbuffered,
        skip_first_line: options.skip_first_line,
        isolated: options.isolated,
        safe_path: options.safe_path,
        warn_options: options.warn_options,
        xoptions: options.xoptions,
        check_hash_pycs: options
            .check_hash_pycs
            .unwrap_or_else(|| "default".to_owned()),
        ..Config::default()
    }
}
