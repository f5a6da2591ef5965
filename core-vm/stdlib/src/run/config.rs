//! How the interpreter was asked to run: command line, environment, places.

use std::cell::RefCell;
use std::rc::Rc;

use serpentarium_runtime::host::host;

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `-c CODE`
    Command(String),
    /// `-m MODULE`
    Module(String),
    /// A file, a directory or an archive.
    File(Vec<u8>),
    /// `-`, or nothing: standard input, interactively when it is a terminal.
    Stdin,
}

/// The configuration of a run (CPython's `PyConfig`).
#[derive(Debug, Clone)]
pub struct Config {
    pub target: Target,
    /// The text of [`Target::File`] where it is not the one on disk: an editor's.
    pub main_text: Option<Vec<u8>>,
    /// `sys.argv`; its first item is set by what runs.
    pub argv: Vec<Vec<u8>>,
    pub orig_argv: Vec<Vec<u8>>,
    pub executable: Option<Vec<u8>>,
    /// Directory above `lib/python3.14`.
    pub prefix: String,
    pub parser_debug: u8,
    pub inspect: bool,
    /// `-i`: a prompt also when standard input is no terminal.
    pub interactive: bool,
    pub optimize: u8,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub unbuffered: bool,
    pub skip_first_line: bool,
    pub isolated: bool,
    pub safe_path: bool,
    pub dev_mode: bool,
    pub utf8_mode: bool,
    pub warn_default_encoding: bool,
    pub hash_randomization: bool,
    pub warn_options: Vec<String>,
    pub xoptions: Vec<String>,
    pub check_hash_pycs: String,
    pub pycache_prefix: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            target: Target::Stdin,
            main_text: None,
            argv: vec![Vec::new()],
            orig_argv: Vec::new(),
            executable: None,
            prefix: "/serpentarium".to_owned(),
            parser_debug: 0,
            inspect: false,
            interactive: false,
            optimize: 0,
            dont_write_bytecode: false,
            no_user_site: false,
            no_site: false,
            ignore_environment: false,
            verbose: 0,
            bytes_warning: 0,
            quiet: false,
            unbuffered: false,
            skip_first_line: false,
            isolated: false,
            safe_path: false,
            dev_mode: false,
            utf8_mode: false,
            warn_default_encoding: false,
            hash_randomization: true,
            warn_options: Vec::new(),
            xoptions: Vec::new(),
            check_hash_pycs: "default".to_owned(),
            pycache_prefix: None,
        }
    }
}

impl Config {
    /// The directory of the library.
    pub fn library_directory(&self) -> String {
        format!("{}/lib/python3.14", self.prefix)
    }

    /// `sys.path` before the program's own directory: `PYTHONPATH`, then the library.
    pub fn path(&self) -> Vec<String> {
        let mut path = Vec::new();
        if let Some(extra) = self
            .variable("PYTHONPATH")
            .filter(|extra| !extra.is_empty())
        {
            path.extend(extra.split(':').map(str::to_owned));
        }
        path.push(format!("{}/lib/python314.zip", self.prefix));
        path.push(self.library_directory());
        path.push(format!("{}/lib-dynload", self.library_directory()));
        path
    }

    /// An environment variable that configures the interpreter, unless `-E` or `-I` say not to.
    pub fn variable(&self, name: &str) -> Option<String> {
        if self.ignore_environment || self.isolated {
            return None;
        }
        environment_variable(name)
    }

    /// Adds what the environment says, where the command line says nothing.
    pub fn read_environment(&mut self) {
        let set = |config: &Config, name: &str| {
            config.variable(name).is_some_and(|value| !value.is_empty())
        };
        let number = |config: &Config, name: &str| {
            let value = config.variable(name).filter(|value| !value.is_empty())?;
            Some(value.parse::<u8>().unwrap_or(1))
        };
        self.inspect |= set(self, "PYTHONINSPECT");
        self.unbuffered |= set(self, "PYTHONUNBUFFERED");
        self.dont_write_bytecode |= set(self, "PYTHONDONTWRITEBYTECODE");
        self.no_user_site |= set(self, "PYTHONNOUSERSITE");
        self.safe_path |= set(self, "PYTHONSAFEPATH");
        self.warn_default_encoding |= set(self, "PYTHONWARNDEFAULTENCODING");
        self.optimize = self
            .optimize
            .max(number(self, "PYTHONOPTIMIZE").unwrap_or(0));
        self.verbose = self.verbose.max(number(self, "PYTHONVERBOSE").unwrap_or(0));
        self.dev_mode |= set(self, "PYTHONDEVMODE") || self.xoptions.iter().any(|x| x == "dev");
        self.utf8_mode |= self.xoptions.iter().any(|x| x == "utf8" || x == "utf8=1");
        if self.pycache_prefix.is_none() {
            let option = self
                .xoptions
                .iter()
                .find_map(|option| option.strip_prefix("pycache_prefix="))
                .map(str::to_owned);
            self.pycache_prefix = option
                .or_else(|| self.variable("PYTHONPYCACHEPREFIX"))
                .filter(|prefix| !prefix.is_empty());
        }
        let mut warnings = Vec::new();
        if self.dev_mode {
            warnings.push("default".to_owned());
        }
        if let Some(list) = self
            .variable("PYTHONWARNINGS")
            .filter(|list| !list.is_empty())
        {
            warnings.extend(list.split(',').map(str::to_owned));
        }
        warnings.append(&mut self.warn_options);
        self.warn_options = warnings;
        if self.isolated {
            self.safe_path = true;
            self.no_user_site = true;
            self.ignore_environment = true;
        }
    }
}

fn environment_variable(name: &str) -> Option<String> {
    let all = host().environment();
    let found = all
        .into_iter()
        .find(|(known, _)| known == name.as_bytes())?;
    Some(String::from_utf8_lossy(&found.1).into_owned())
}

thread_local! {
    static CONFIG: RefCell<Rc<Config>> = RefCell::new(Rc::new(Config::default()));
}

/// The configuration of this run.
pub fn config() -> Rc<Config> {
    CONFIG.with(|config| config.borrow().clone())
}

/// Replaces the configuration; only what is read later sees it.
pub fn set_config(new: Config) {
    CONFIG.with(|config| *config.borrow_mut() = Rc::new(new));
}

/// An environment variable that configures the interpreter.
pub fn environment(name: &str) -> Option<String> {
    config().variable(name)
}
