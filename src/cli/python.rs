//! Python's own command line, option for option.
//!
//! Parsed by hand: the options are clustered (`-Bi`), some take the rest of their word
//! (`-Wignore`), and whatever stands behind the program belongs to it.

use std::ffi::{OsStr, OsString};

/// What `-h` says.
pub const OPTIONS: &str = "\
-b       warn when bytes are compared with str or int, or shown by str(); -bb: raise
-B       write no .pyc files; also PYTHONDONTWRITEBYTECODE
-c CMD   run this text; what follows are its arguments
-d       accepted for compatibility; also PYTHONDEBUG
-E       ignore PYTHON* environment variables
-h, -?   this text; also --help
-i       show a prompt after running; also PYTHONINSPECT
-I       isolated from the user's environment: -E, -P and -s
-m MOD   run this module as a script; what follows are its arguments
-O       leave out assertions; -OO: docstrings too; also PYTHONOPTIMIZE
-P       put no unsafe folder at the front of sys.path; also PYTHONSAFEPATH
-q       no banner before the prompt
-s       no user site folder in sys.path; also PYTHONNOUSERSITE
-S       do not import site
-u       unbuffered standard output and error; also PYTHONUNBUFFERED
-v       say what is imported, -vv more; also PYTHONVERBOSE
-V       the version; -VV more of it; also --version
-W ARG   how to treat warnings: action:message:category:module:line; also PYTHONWARNINGS
-x       skip the first line of the source
-X OPT   an option of the implementation: --help-xoptions lists them
--check-hash-based-pycs always|default|never
         when to compare .pyc files that carry a hash with their source
--help-env, --help-xoptions, --help-all
         more help
FILE     the program; -: standard input, a prompt if that is a terminal
ARG ...  the program's arguments, sys.argv[1:]

Other uses of this command: dis, lsp, dap, debug; 'serpentarium commands' explains them.
";

/// What `--help-env` says.
pub const ENVIRONMENT: &str = "\
PYTHONPATH               folders to put at the front of sys.path
PYTHONDONTWRITEBYTECODE  -B
PYTHONDEBUG              -d
PYTHONINSPECT            -i
PYTHONOPTIMIZE           -O, or as many as its number
PYTHONSAFEPATH           -P
PYTHONNOUSERSITE         -s
PYTHONUNBUFFERED         -u
PYTHONVERBOSE            -v, or as many as its number
PYTHONWARNINGS           -W, several separated by commas
PYTHONHASHSEED           random, or the seed of str and bytes hashes
PYTHONINTMAXSTRDIGITS    -X int_max_str_digits
PYTHONDEVMODE            -X dev
PYTHONUTF8               -X utf8
PYTHONSTARTUP            a file to run before the prompt
";

/// What `--help-xoptions` says.
pub const XOPTIONS: &str = "\
-X dev                     development mode: more checks and warnings
-X int_max_str_digits=N    longest decimal text of an int, 0 for no limit
-X utf8[=0|1]              UTF-8 mode
-X warn_default_encoding   warn where a text encoding is left to the locale
-X no_debug_ranges         no columns in code objects
-X importtime[=2]          how long each import takes
-X tracemalloc[=N]         trace allocations, N frames each
-X pycache_prefix=PATH     where .pyc files go
";

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `-c`: this text.
    Code(OsString),
    /// `-m`: this module.
    Module(OsString),
    /// A file, or a folder or archive with a `__main__`.
    File(OsString),
    /// Standard input: `-` or nothing.
    Stdin,
}

/// A command line, understood. The names are those of `PyConfig`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `-b`, how often.
    pub bytes_warning: u8,
    /// Not `-B`.
    pub dont_write_bytecode: bool,
    /// `-d`, how often.
    pub parser_debug: u8,
    /// `-E`.
    pub ignore_environment: bool,
    /// `-i`.
    pub inspect: bool,
    /// `-I`.
    pub isolated: bool,
    /// `-O`, how often.
    pub optimize: u8,
    /// `-P`.
    pub safe_path: bool,
    /// `-q`.
    pub quiet: bool,
    /// `-s`.
    pub no_user_site: bool,
    /// `-S`.
    pub no_site: bool,
    /// `-u`.
    pub unbuffered: bool,
    /// `-v`, how often.
    pub verbose: u8,
    /// `-x`.
    pub skip_first_line: bool,
    /// `-W`, in order.
    pub warn_options: Vec<String>,
    /// `-X`, in order.
    pub xoptions: Vec<String>,
    /// `--check-hash-based-pycs`.
    pub check_hash_pycs: Option<String>,
}

/// What a command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// To run something.
    Run(Box<Invocation>),
    /// `-V`, how often.
    Version(u8),
    /// `-h`.
    Help,
    /// `--help-env`.
    HelpEnvironment,
    /// `--help-xoptions`.
    HelpXoptions,
    /// `--help-all`.
    HelpAll,
}

/// Something to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The options before it.
    pub options: Options,
    /// What it is.
    pub target: Target,
    /// What follows it: `sys.argv[1:]`.
    pub args: Vec<OsString>,
}

/// Understands the words behind the program's name.
///
/// # Errors
/// The line that python prints before its usage.
pub fn parse(words: &[OsString]) -> Result<Request, String> {
    Parser {
        words,
        next: 0,
        options: Options::default(),
        version: 0,
        help: None,
    }
    .parse()
}

struct Parser<'a> {
    words: &'a [OsString],
    next: usize,
    options: Options,
    version: u8,
    help: Option<Request>,
}

impl Parser<'_> {
    fn parse(mut self) -> Result<Request, String> {
        let mut target = None;
        while let Some(word) = self.words.get(self.next) {
            let text = word.to_string_lossy();
            if text == "-" || !text.starts_with('-') {
                break;
            }
            self.next += 1;
            if text == "--" {
                break;
            }
            target = match text.strip_prefix("--") {
                Some(long) => self.long(long).map(|()| None)?,
                None => self.cluster(word)?,
            };
            if target.is_some() {
                break;
            }
        }
        if let Some(help) = self.help {
            return Ok(help);
        }
        if self.version > 0 {
            return Ok(Request::Version(self.version));
        }
        let target = target.unwrap_or_else(|| match self.words.get(self.next) {
            None => Target::Stdin,
            Some(word) => {
                self.next += 1;
                if word == "-" {
                    Target::Stdin
                } else {
                    Target::File(word.clone())
                }
            }
        });
        let args = self.words[self.next..].to_vec();
        Ok(Request::Run(Box::new(Invocation {
            options: self.options,
            target,
            args,
        })))
    }

    fn long(&mut self, option: &str) -> Result<(), String> {
        match option {
            "help" => self.help = Some(Request::Help),
            "help-env" => self.help = Some(Request::HelpEnvironment),
            "help-xoptions" => self.help = Some(Request::HelpXoptions),
            "help-all" => self.help = Some(Request::HelpAll),
            "version" => self.version += 1,
            "check-hash-based-pycs" => {
                let value = self
                    .words
                    .get(self.next)
                    .map(|word| word.to_string_lossy().into_owned());
                let value =
                    value.ok_or("Argument expected for the --check-hash-based-pycs option")?;
                if !["default", "always", "never"].contains(&value.as_str()) {
                    return Err(
                        "--check-hash-based-pycs must be one of 'default', 'always', or 'never'"
                            .to_owned(),
                    );
                }
                self.next += 1;
                self.options.check_hash_pycs = Some(value);
            }
            _ => return Err(format!("Unknown option: --{option}")),
        }
        Ok(())
    }

    /// A word of short options. One with an argument takes the rest of the word or the next.
    fn cluster(&mut self, word: &OsStr) -> Result<Option<Target>, String> {
        let text = word.to_string_lossy();
        for (start, option) in text.char_indices().skip(1) {
            let rest = &text[start + option.len_utf8()..];
            match option {
                'c' => {
                    return self
                        .argument(option, rest)
                        .map(|text| Some(Target::Code(text)));
                }
                'm' => {
                    return self
                        .argument(option, rest)
                        .map(|name| Some(Target::Module(name)));
                }
                'W' => {
                    let value = self.argument(option, rest)?.to_string_lossy().into_owned();
                    self.options.warn_options.push(value);
                    return Ok(None);
                }
                'X' => {
                    let value = self.argument(option, rest)?.to_string_lossy().into_owned();
                    self.options.xoptions.push(value);
                    return Ok(None);
                }
                _ => self.flag(option)?,
            }
        }
        Ok(None)
    }

    fn argument(&mut self, option: char, rest: &str) -> Result<OsString, String> {
        if !rest.is_empty() {
            return Ok(rest.into());
        }
        let word = self.words.get(self.next);
        self.next += 1;
        word.cloned()
            .ok_or_else(|| format!("Argument expected for the -{option} option"))
    }

    fn flag(&mut self, option: char) -> Result<(), String> {
        let options = &mut self.options;
        match option {
            'b' => options.bytes_warning += 1,
            'B' => options.dont_write_bytecode = true,
            'd' => options.parser_debug += 1,
            'E' => options.ignore_environment = true,
            'h' | '?' => self.help = Some(Request::Help),
            'i' => options.inspect = true,
            'I' => {
                options.isolated = true;
                options.ignore_environment = true;
                options.no_user_site = true;
                options.safe_path = true;
            }
            'O' => options.optimize = options.optimize.saturating_add(1),
            'P' => options.safe_path = true,
            'q' => options.quiet = true,
            'R' => {}
            's' => options.no_user_site = true,
            'S' => options.no_site = true,
            'u' => options.unbuffered = true,
            'v' => options.verbose = options.verbose.saturating_add(1),
            'V' => self.version = self.version.saturating_add(1),
            'x' => options.skip_first_line = true,
            _ => return Err(format!("Unknown option: -{option}")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    fn run(line: &str) -> Invocation {
        match parse(&words(line)) {
            Ok(Request::Run(invocation)) => *invocation,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn what_to_run() {
        let cases = [
            ("", Target::Stdin, ""),
            ("-", Target::Stdin, ""),
            ("- -v a", Target::Stdin, "-v a"),
            ("a.py -c b", Target::File("a.py".into()), "-c b"),
            ("-c pass -O", Target::Code("pass".into()), "-O"),
            ("-cpass -m", Target::Code("pass".into()), "-m"),
            (
                "-m json.tool -- x",
                Target::Module("json.tool".into()),
                "-- x",
            ),
            ("-Bcx y", Target::Code("x".into()), "y"),
            ("-- -x.py -a", Target::File("-x.py".into()), "-a"),
        ];
        for (line, target, args) in cases {
            let invocation = run(line);
            assert_eq!(invocation.target, target, "{line}");
            assert_eq!(invocation.args, words(args), "{line}");
        }
    }

    #[test]
    fn options() {
        let options = run("-bbOOuqsS -Wignore -W error::A -X dev -Xutf8=1 -I a").options;
        assert_eq!((options.bytes_warning, options.optimize), (2, 2));
        assert!(options.unbuffered && options.quiet && options.no_user_site && options.no_site);
        assert_eq!(options.warn_options, ["ignore", "error::A"]);
        assert_eq!(options.xoptions, ["dev", "utf8=1"]);
        assert!(options.isolated && options.ignore_environment && options.safe_path);
        let options = run("--check-hash-based-pycs never -x a").options;
        assert_eq!(options.check_hash_pycs.as_deref(), Some("never"));
        assert!(options.skip_first_line);
    }

    #[test]
    fn questions() {
        assert_eq!(parse(&words("-VV a.py")), Ok(Request::Version(2)));
        assert_eq!(parse(&words("-V --version")), Ok(Request::Version(2)));
        assert_eq!(parse(&words("-V -h")), Ok(Request::Help));
        assert_eq!(parse(&words("--help-xoptions")), Ok(Request::HelpXoptions));
    }

    #[test]
    fn mistakes() {
        let cases = [
            ("-Z", "Unknown option: -Z"),
            ("-BZ a", "Unknown option: -Z"),
            ("--foo", "Unknown option: --foo"),
            ("-c", "Argument expected for the -c option"),
            ("-OX", "Argument expected for the -X option"),
            (
                "--check-hash-based-pycs maybe a",
                "--check-hash-based-pycs must be one of 'default', 'always', or 'never'",
            ),
        ];
        for (line, message) in cases {
            assert_eq!(parse(&words(line)), Err(message.to_owned()), "{line}");
        }
    }
}
