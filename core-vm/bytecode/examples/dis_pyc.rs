//! Works on `.pyc` files; what `tests/tools/compare_stdlib.py` drives.
//!
//! ```text
//! dis_pyc [-C] [-O] [-P] [-S] FILE.pyc      print the disassembly
//! dis_pyc [options] --batch LIST            LIST has lines "IN.pyc<TAB>OUT.txt<TAB>OUT.pyc":
//!                                           disassemble, validate and write again each IN
//! ```

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use serpentarium_bytecode::dis::{self, Options};
use serpentarium_bytecode::{marshal, pyc, repr::FixedAddress, validate};

const ADDRESS: FixedAddress = FixedAddress(0x1000);

fn main() -> ExitCode {
    let mut options = Options::default();
    let mut batch = false;
    let mut file = None;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "-C" => options.show_caches = true,
            "-O" => options.show_offsets = true,
            "-P" => options.show_positions = true,
            "-S" => options.adaptive = true,
            "--batch" => batch = true,
            _ => file = Some(argument),
        }
    }
    let Some(file) = file else {
        eprintln!("usage: dis_pyc [-C] [-O] [-P] [-S] FILE.pyc | --batch LIST");
        return ExitCode::from(2);
    };
    let result = if batch {
        run_batch(&file, options)
    } else {
        print(&file, options)
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(file: &str, options: Options) -> Result<(), Box<dyn Error>> {
    let data = fs::read(file)?;
    let (_, code) = pyc::read(&data)?;
    print!("{}", dis::disassemble(&code, options, &ADDRESS));
    Ok(())
}

fn run_batch(list: &str, options: Options) -> Result<(), Box<dyn Error>> {
    for line in fs::read_to_string(list)?.lines() {
        let mut fields = line.split('\t');
        let (Some(input), Some(text), Some(output)) = (fields.next(), fields.next(), fields.next())
        else {
            return Err(format!("bad line in list: {line}").into());
        };
        let data = fs::read(input).map_err(|error| format!("{input}: {error}"))?;
        let (validation, rest) = pyc::read_header(&data)?;
        let code = marshal::loads_code(rest).map_err(|error| format!("{input}: {error}"))?;
        if let Err(error) = validate::validate(&code) {
            println!("{input}: {error}");
        }
        fs::write(text, dis::disassemble(&code, options, &ADDRESS))?;
        fs::write(output, pyc::write(validation, &code)?)?;
    }
    Ok(())
}
