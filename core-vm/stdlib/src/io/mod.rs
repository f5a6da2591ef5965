//! `_io`: files, buffers and text streams, all through the host.

use serpentarium_runtime::object::error::{Exc, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, Type, Visitor, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::{
    BLOCKING_IO_ERROR, BaseException, ENCODING_WARNING, OS_ERROR, VALUE_ERROR,
};
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::types::typeobj::TYPE_TYPE;

use crate::native;

mod base;
mod buffered;
mod bytes_io;
mod file;
mod newline;
mod pair;
mod string_io;
mod text;

pub static MODULE: NativeModule = NativeModule {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling.",
    functions: FUNCTIONS,
    exec,
};

/// `__getstate__` of streams, which cannot be pickled.
const GETSTATE: NativeDef = NativeDef::new(
    "__getstate__",
    "($self, /)",
    "",
    NativeFn::NoArgs(|this| {
        Err(type_error(format!(
            "cannot pickle '{}' instances",
            this.ty().tp_name()
        )))
    }),
);

/// Bytes that buffers hold by default.
pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;
const MAX_BUFFER_SIZE: usize = 8 * 1024 * 1024;

const OPEN_SIGNATURE: &str = "($module, /, file, mode='r', buffering=-1, encoding=None,\n     \
                              errors=None, newline=None, closefd=True, opener=None)";

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "open",
        OPEN_SIGNATURE,
        "Open file and return a stream.  Raise OSError upon failure.\n\nfile is either a text or byte string giving the name (and the path\nif the file isn't in the current working directory) of the file to\nbe opened or an integer file descriptor of the file to be\nwrapped.  (If a file descriptor is given, it is closed when the\nreturned I/O object is closed, unless closefd is set to False.)\n\nmode is an optional string that specifies the mode in which the file\nis opened.  It defaults to 'r' which means open for reading in text\nmode.  Other common values are 'w' for writing (truncating the file if\nit already exists), 'x' for creating and writing to a new file, and\n'a' for appending (which on some Unix systems, means that all writes\nappend to the end of the file regardless of the current seek position).\nIn text mode, if encoding is not specified the encoding used is platform\ndependent: locale.getencoding() is called to get the current locale\nencoding.  (For reading and writing raw bytes use binary mode and leave\nencoding unspecified.)  The available modes are:\n\n========= ==========================================================\nCharacter Meaning\n--------- ----------------------------------------------------------\n'r'       open for reading (default)\n'w'       open for writing, truncating the file first\n'x'       create a new file and open it for writing\n'a'       open for writing, appending to the end of the file if it\n          exists\n'b'       binary mode\n't'       text mode (default)\n'+'       open a disk file for updating (reading and writing)\n========= ==========================================================\n\nThe default mode is 'rt' (open for reading text).  For binary random\naccess, the mode 'w+b' opens and truncates the file to 0 bytes, while\n'r+b' opens the file without truncation.  The 'x' mode implies 'w' and\nraises an `FileExistsError` if the file already exists.\n\nPython distinguishes between files opened in binary and text modes,\neven when the underlying operating system doesn't.  Files opened in\nbinary mode (appending 'b' to the mode argument) return contents as\nbytes objects without any decoding.  In text mode (the default, or when\n't' is appended to the mode argument), the contents of the file are\nreturned as strings, the bytes having been first decoded using a\nplatform-dependent encoding or using the specified encoding if given.\n\nbuffering is an optional integer used to set the buffering policy.\nPass 0 to switch buffering off (only allowed in binary mode), 1 to\nselect line buffering (only usable in text mode), and an integer > 1 to\nindicate the size of a fixed-size chunk buffer.   When no buffering\nargument is given, the default buffering policy works as follows:\n\n* Binary files are buffered in fixed-size chunks; the size of the buffer\n  is max(min(blocksize, 8 MiB), DEFAULT_BUFFER_SIZE) when the device\n  block size is available.\n  On most systems, the buffer will typically be 128 kilobytes long.\n\n* \"Interactive\" text files (files for which isatty() returns True)\n  use line buffering.  Other text files use the policy described above\n  for binary files.\n\nencoding is the name of the encoding used to decode or encode the\nfile.  This should only be used in text mode.  The default encoding is\nplatform dependent, but any encoding supported by Python can be\npassed.  See the codecs module for the list of supported encodings.\n\nerrors is an optional string that specifies how encoding errors are to\nbe handled---this argument should not be used in binary mode.  Pass\n'strict' to raise a ValueError exception if there is an encoding error\n(the default of None has the same effect), or pass 'ignore' to ignore\nerrors.  (Note that ignoring encoding errors can lead to data loss.)\nSee the documentation for codecs.register or run 'help(codecs.Codec)'\nfor a list of the permitted encoding error strings.\n\nnewline controls how universal newlines works (it only applies to text\nmode).  It can be None, '', '\\n', '\\r', and '\\r\\n'.  It works as\nfollows:\n\n* On input, if newline is None, universal newlines mode is enabled.\n  Lines in the input can end in '\\n', '\\r', or '\\r\\n', and these are\n  translated into '\\n' before being returned to the caller.  If it is\n  '', universal newline mode is enabled, but line endings are returned\n  to the caller untranslated.  If it has any of the other legal values,\n  input lines are only terminated by the given string, and the line\n  ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep.  If\n  newline is '' or '\\n', no translation takes place.  If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf closefd is False, the underlying file descriptor will be kept open\nwhen the file is closed.  This does not work when a file name is given\nand must be True in that case.\n\nA custom opener can be used by passing a callable as *opener*.  The\nunderlying file descriptor for the file object is then obtained by\ncalling *opener* with (*file*, *flags*).  *opener* must return an open\nfile descriptor (passing os.open as *opener* results in functionality\nsimilar to passing None).\n\nopen() returns a file object whose type depends on the mode, and\nthrough which the standard file operations such as reading and writing\nare performed.  When open() is used to open a file in a text mode ('w',\n'r', 'wt', 'rt', etc.), it returns a TextIOWrapper.  When used to open\na file in a binary mode, the returned class varies: in read binary\nmode, it returns a BufferedReader; in write binary and append binary\nmodes, it returns a BufferedWriter, and in read/write mode, it returns\na BufferedRandom.\n\nIt is also possible to use a string or bytearray as a file for both\nreading and writing.  For strings StringIO can be used like a file\nopened in a text mode, and for bytes a BytesIO can be used like a file\nopened in a binary mode.",
        NativeFn::Bound(open),
    ),
    NativeDef::new(
        "text_encoding",
        "($module, encoding, stacklevel=2, /)",
        "A helper function to choose the text encoding.",
        NativeFn::Bound(text_encoding),
    ),
    NativeDef::new(
        "open_code",
        "($module, /, path)",
        "Opens the provided file with the intent to import the contents.",
        NativeFn::Bound(open_code),
    ),
];

/// The types with a public name, bases first.
fn types() -> [&'static Type; 13] {
    [
        &base::IO_BASE_TYPE,
        &base::RAW_IO_BASE_TYPE,
        &base::BUFFERED_IO_BASE_TYPE,
        &base::TEXT_IO_BASE_TYPE,
        &file::FILE_IO_TYPE,
        &bytes_io::BYTES_IO_TYPE,
        &string_io::STRING_IO_TYPE,
        &buffered::BUFFERED_READER_TYPE,
        &buffered::BUFFERED_WRITER_TYPE,
        &buffered::BUFFERED_RANDOM_TYPE,
        &pair::BUFFERED_RW_PAIR_TYPE,
        &newline::INCREMENTAL_NEWLINE_DECODER_TYPE,
        &text::TEXT_IO_WRAPPER_TYPE,
    ]
}

/// Types that must be readied before use.
pub fn ready() {
    for ty in types() {
        serpentarium_runtime::types::typeobj::ready::ready(ty);
    }
}

fn exec(module: &Obj) -> PyResult<()> {
    for ty in types() {
        native::set(module, &ty.name(), ty.as_obj().to_ref());
    }
    native::set_int(module, "DEFAULT_BUFFER_SIZE", DEFAULT_BUFFER_SIZE as i64);
    native::set(
        module,
        "BlockingIOError",
        BLOCKING_IO_ERROR.as_obj().to_ref(),
    );
    native::set(module, "UnsupportedOperation", unsupported_class()?);
    Ok(())
}

thread_local! {
    static UNSUPPORTED: std::cell::RefCell<Option<Ref>> = const { std::cell::RefCell::new(None) };
}

/// Reports the exception class that is made once.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    UNSUPPORTED.with(|class| class.borrow().iter().for_each(|class| visit.obj(class)));
}

/// `io.UnsupportedOperation`
fn unsupported_class() -> PyResult {
    if let Some(class) = UNSUPPORTED.with(|class| class.borrow().clone()) {
        return Ok(class);
    }
    let bases = Tuple::from_slice(&[OS_ERROR.as_obj(), VALUE_ERROR.as_obj()]);
    let namespace = Dict::new();
    namespace.set_text("__module__", Str::from_str("io").into_obj());
    let name = Str::from_str("UnsupportedOperation");
    let class = protocol::call(
        TYPE_TYPE.as_obj(),
        &[name.as_obj(), bases.as_obj(), namespace.as_obj()],
    )?;
    UNSUPPORTED.with(|known| *known.borrow_mut() = Some(class.clone()));
    Ok(class)
}

/// Raises `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(message: &str) -> Exc {
    let message = Str::from_str(message);
    let made = unsupported_class().and_then(|class| protocol::call(&class, &[message.as_obj()]));
    match made.map(Ref::downcast_into::<BaseException>) {
        Ok(Ok(error)) => Exc::from_instance(error),
        Ok(Err(_)) => type_error("io.UnsupportedOperation is no exception"),
        Err(error) => error,
    }
}

/// The parts of a mode string.
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    binary: bool,
}

fn invalid_mode(mode: &str) -> Exc {
    value_error(format!("invalid mode: '{mode}'"))
}

impl Mode {
    fn parse(mode: &str) -> PyResult<Mode> {
        let mut parsed = Mode {
            creating: false,
            reading: false,
            writing: false,
            appending: false,
            updating: false,
            binary: false,
        };
        let mut text = false;
        for c in mode.chars() {
            let flag = match c {
                'x' => &mut parsed.creating,
                'r' => &mut parsed.reading,
                'w' => &mut parsed.writing,
                'a' => &mut parsed.appending,
                '+' => &mut parsed.updating,
                'b' => &mut parsed.binary,
                't' => &mut text,
                _ => return Err(invalid_mode(mode)),
            };
            if std::mem::replace(flag, true) {
                return Err(invalid_mode(mode));
            }
        }
        if text && parsed.binary {
            return Err(value_error("can't have text and binary mode at once"));
        }
        let kinds = [
            parsed.creating,
            parsed.reading,
            parsed.writing,
            parsed.appending,
        ];
        if kinds.iter().filter(|kind| **kind).count() != 1 {
            return Err(value_error(
                "must have exactly one of create/read/write/append mode",
            ));
        }
        Ok(parsed)
    }

    /// The mode of the raw file.
    fn raw(&self) -> String {
        let mut raw = String::new();
        for (set, c) in [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ] {
            if set {
                raw.push(c);
            }
        }
        raw
    }
}

fn text_arg(value: Option<&Obj>, name: &str) -> PyResult<Option<String>> {
    match native::given(value) {
        None => Ok(None),
        Some(value) => match value.downcast::<Str>() {
            Some(text) => Ok(Some(text.to_string_lossy())),
            None => Err(type_error(format!(
                "open() argument '{name}' must be str or None, not {}",
                value.ty().tp_name()
            ))),
        },
    }
}

fn open(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(file) = args[0] else {
        return native::none();
    };
    let mode_text = match args[1] {
        Some(mode) => native::str_arg("open", "argument 'mode'", mode)?.to_string_lossy(),
        None => "r".to_owned(),
    };
    let buffering = args[2].map_or(Ok(-1), native::c_int)?;
    let encoding = text_arg(args[3], "encoding")?;
    let errors = text_arg(args[4], "errors")?;
    let newline = text_arg(args[5], "newline")?;
    let closefd = native::truth(args[6], true)?;
    let mode = Mode::parse(&mode_text)?;
    if mode.binary {
        for (given, name) in [
            (encoding.is_some(), "an encoding"),
            (errors.is_some(), "an errors"),
            (newline.is_some(), "a newline"),
        ] {
            if given {
                return Err(value_error(format!(
                    "binary mode doesn't take {name} argument"
                )));
            }
        }
        if buffering == 1 {
            crate::warnings::warn(
                &serpentarium_runtime::types::exceptions::RUNTIME_WARNING,
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer \
                 size will be used",
                1,
            )?;
        }
    }
    let raw = open_raw(file, &mode, closefd, args[7])?;
    let opened = stack(
        &raw, &mode, &mode_text, buffering, encoding, errors, newline,
    );
    if opened.is_err() {
        let _ = protocol::call_method(&raw, "close", &[]);
    }
    opened
}

fn open_raw(file: &Obj, mode: &Mode, closefd: bool, opener: Option<&Obj>) -> PyResult {
    let raw_mode = Str::from_str(&mode.raw());
    let nothing = none();
    protocol::call(
        file::FILE_IO_TYPE.as_obj(),
        &[
            file,
            raw_mode.as_obj(),
            &bool_ref(closefd),
            opener.unwrap_or(&nothing),
        ],
    )
}

/// Puts buffer and text layer on a raw file.
fn stack(
    raw: &Ref,
    mode: &Mode,
    mode_text: &str,
    buffering: i32,
    encoding: Option<String>,
    errors: Option<String>,
    newline: Option<String>,
) -> PyResult {
    let terminal = buffering < 0 && {
        let answer = protocol::call_method(raw, "isatty", &[])?;
        protocol::is_true(&answer)?
    };
    let line_buffering = (buffering == 1 && !mode.binary) || (terminal && buffering < 0);
    let size = if buffering > 1 {
        buffering as usize
    } else {
        let block = protocol::getattr_opt_text(raw, "_blksize")?;
        let block = block.as_deref().and_then(|block| block.downcast::<Int>());
        let block = block.and_then(Int::as_i64).unwrap_or(0).max(0) as usize;
        block.clamp(DEFAULT_BUFFER_SIZE, MAX_BUFFER_SIZE)
    };
    if buffering == 0 {
        if !mode.binary {
            return Err(value_error("can't have unbuffered text I/O"));
        }
        return Ok(raw.clone());
    }
    let class = if mode.updating {
        &buffered::BUFFERED_RANDOM_TYPE
    } else if mode.reading {
        &buffered::BUFFERED_READER_TYPE
    } else {
        &buffered::BUFFERED_WRITER_TYPE
    };
    let size = Int::from_usize(size);
    let buffer = protocol::call(class.as_obj(), &[raw, size.as_obj()])?;
    if mode.binary {
        return Ok(buffer);
    }
    let text =
        |value: Option<String>| value.map_or_else(none, |value| Str::from_str(&value).into_obj());
    let wrapper = protocol::call(
        text::TEXT_IO_WRAPPER_TYPE.as_obj(),
        &[
            &buffer,
            &text(encoding),
            &text(errors),
            &text(newline),
            &bool_ref(line_buffering),
        ],
    )?;
    protocol::setattr_text(&wrapper, "mode", Str::from_str(mode_text).as_obj())?;
    Ok(wrapper)
}

fn text_encoding(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    match native::given(args[0]) {
        Some(encoding) => Ok(encoding.to_ref()),
        None => {
            if crate::run::config().warn_default_encoding {
                crate::warnings::warn(&ENCODING_WARNING, "'encoding' argument not specified", 2)?;
            }
            native::text(if crate::run::config().utf8_mode {
                "utf-8"
            } else {
                "locale"
            })
        }
    }
}

fn open_code(module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let mode = Str::from_str("rb");
    open(
        module,
        &[
            args[0],
            Some(mode.as_obj()),
            None,
            None,
            None,
            None,
            None,
            None,
        ],
    )
}
