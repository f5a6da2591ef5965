//! The interpreter alone, without the language server and the debug adapter: builds faster
//! than the whole command. `python [-c CODE | -m MODULE | FILE | -] [ARGS]`
#![forbid(unsafe_code)]

use serpentarium_stdlib::run::{Config, Target, run_main};

fn main() {
    let words: Vec<Vec<u8>> = std::env::args_os()
        .map(|word| word.into_encoded_bytes())
        .collect();
    let text = |word: Option<&Vec<u8>>| {
        word.map_or_else(String::new, |word| {
            String::from_utf8_lossy(word).into_owned()
        })
    };
    let (target, rest) = match words.get(1).map(Vec::as_slice) {
        Some(b"-c") => (Target::Command(text(words.get(2))), 3),
        Some(b"-m") => (Target::Module(text(words.get(2))), 3),
        Some(b"-") | None => (Target::Stdin, 2),
        Some(path) => (Target::File(path.to_vec()), 2),
    };
    let mut argv = vec![Vec::new()];
    argv.extend(words.iter().skip(rest).cloned());
    let code = run_main(Config {
        target,
        argv,
        orig_argv: words.clone(),
        ..Config::default()
    });
    std::process::exit(code);
}
