//! `termios`: the settings of terminals.

mod constants;

use serpentarium_runtime::host::control::Terminal;
use serpentarium_runtime::host::{HostResult, host};
use serpentarium_runtime::object::error::{overflow_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol::sequence;
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref, Type, TypeSpec};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::{
    BaseException, EXCEPTION, module_exception, os_error,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::{as_c_int, as_long};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;
use crate::select::descriptor;

pub static MODULE: NativeModule = NativeModule {
    name: "termios",
    doc: "This module provides an interface to the Posix calls for tty I/O control.\nFor a complete description of these calls, see the Posix or Unix manual\npages. It is only available for those Unix versions that support Posix\ntermios style tty I/O control.\n\nAll functions in this module take a file descriptor fd as their first\nargument. This can be an integer file descriptor, such as returned by\nsys.stdin.fileno(), or a file object, such as sys.stdin itself.",
    functions: FUNCTIONS,
    exec: |module| {
        native::set(module, "error", ERROR.as_obj().to_ref());
        for (name, value) in constants::ALL {
            native::set_int(module, name, *value);
        }
        Ok(())
    },
};

static ERROR: Type = Type::builtin(&ERROR_SPEC);
static ERROR_SPEC: TypeSpec = module_exception("termios.error", &EXCEPTION);

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "tcdrain",
        "($module, fd, /)",
        "Wait until all output written to file descriptor fd has been transmitted.",
        NativeFn::One(tcdrain),
    ),
    NativeDef::new(
        "tcflow",
        "($module, fd, action, /)",
        "Suspend or resume input or output on file descriptor fd.\n\nThe action argument can be termios.TCOOFF to suspend output,\ntermios.TCOON to restart output, termios.TCIOFF to suspend input,\nor termios.TCION to restart input.",
        NativeFn::Bound(tcflow),
    ),
    NativeDef::new(
        "tcflush",
        "($module, fd, queue, /)",
        "Discard queued data on file descriptor fd.\n\nThe queue selector specifies which queue: termios.TCIFLUSH for the input\nqueue, termios.TCOFLUSH for the output queue, or termios.TCIOFLUSH for\nboth queues.",
        NativeFn::Bound(tcflush),
    ),
    NativeDef::new(
        "tcgetattr",
        "($module, fd, /)",
        "Get the tty attributes for file descriptor fd.\n\nReturns a list [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]\nwhere cc is a list of the tty special characters (each a string of\nlength 1, except the items with indices VMIN and VTIME, which are\nintegers when these fields are defined).  The interpretation of the\nflags and the speeds as well as the indexing in the cc array must be\ndone using the symbolic constants defined in this module.",
        NativeFn::One(tcgetattr),
    ),
    NativeDef::new(
        "tcgetwinsize",
        "($module, fd, /)",
        "Get the tty winsize for file descriptor fd.\n\nReturns a tuple (ws_row, ws_col).",
        NativeFn::One(tcgetwinsize),
    ),
    NativeDef::new(
        "tcsendbreak",
        "($module, fd, duration, /)",
        "Send a break on file descriptor fd.\n\nA zero duration sends a break for 0.25-0.5 seconds; a nonzero duration\nhas a system dependent meaning.",
        NativeFn::Bound(tcsendbreak),
    ),
    NativeDef::new(
        "tcsetattr",
        "($module, fd, when, attributes, /)",
        "Set the tty attributes for file descriptor fd.\n\nThe attributes to be set are taken from the attributes argument, which\nis a list like the one returned by tcgetattr(). The when argument\ndetermines when the attributes are changed: termios.TCSANOW to\nchange immediately, termios.TCSADRAIN to change after transmitting all\nqueued output, or termios.TCSAFLUSH to change after transmitting all\nqueued output and discarding all queued input.",
        NativeFn::Bound(tcsetattr),
    ),
    NativeDef::new(
        "tcsetwinsize",
        "($module, fd, winsize, /)",
        "Set the tty winsize for file descriptor fd.\n\nThe winsize to be set is taken from the winsize argument, which\nis a two-item tuple (ws_row, ws_col) like the one returned by\ntcgetwinsize().",
        NativeFn::Bound(tcsetwinsize),
    ),
];

fn checked<T>(result: HostResult<T>) -> PyResult<T> {
    result.map_err(|errno| {
        let text = Str::from_str(&os_error::strerror(errno)).into_obj();
        let number = Int::new(i64::from(errno)).into_obj();
        Exc::from_instance(BaseException::with_args(&ERROR, &[&number, &text]))
    })
}

fn done(result: HostResult<()>) -> PyResult {
    checked(result)?;
    native::none()
}

fn tcgetattr(_: &Obj, fd: &Obj) -> PyResult {
    let settings = checked(host().control().terminal(descriptor(fd)?))?;
    let number = |value: u32| -> Ref { Int::new(i64::from(value)).into_obj() };
    let mut characters: Vec<Ref> = settings
        .characters
        .iter()
        .map(|byte| Bytes::new(&[*byte]).into_obj())
        .collect();
    if settings.local & libc::ICANON == 0 {
        for index in [libc::VMIN, libc::VTIME] {
            characters[index] = number(u32::from(settings.characters[index]));
        }
    }
    Ok(List::new(vec![
        number(settings.input),
        number(settings.output),
        number(settings.control),
        number(settings.local),
        number(settings.input_speed),
        number(settings.output_speed),
        List::new(characters).into_obj(),
    ])
    .into_obj())
}

fn tcsetattr(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = descriptor(native::required(args[0]))?;
    let when = as_c_int(native::required(args[1]))?;
    let settings = settings(native::required(args[2]))?;
    done(host().control().set_terminal(fd, when, &settings))
}

fn settings(value: &Obj) -> PyResult<Terminal> {
    let items = value.downcast::<List>().map(List::to_vec);
    let Some(
        [
            input,
            output,
            control,
            local,
            input_speed,
            output_speed,
            characters,
        ],
    ) = items.as_deref()
    else {
        return Err(type_error("tcsetattr, arg 3: must be 7 element list"));
    };
    let flags = |value: &Ref| as_long(value).map(|flags| flags as u32);
    let speed = |value: &Ref| as_long(value).map(|speed| speed as u32);
    let mut settings = Terminal {
        input: flags(input)?,
        output: flags(output)?,
        control: flags(control)?,
        local: flags(local)?,
        input_speed: speed(input_speed)?,
        output_speed: speed(output_speed)?,
        characters: [0; 32],
    };
    let characters = characters.downcast::<List>().map(List::to_vec);
    let Some(characters) = characters.filter(|all| all.len() == settings.characters.len()) else {
        return Err(type_error(
            "tcsetattr: attributes[6] must be 32 element list",
        ));
    };
    for (byte, value) in settings.characters.iter_mut().zip(&characters) {
        *byte = character(value)?;
    }
    Ok(settings)
}

fn character(value: &Obj) -> PyResult<u8> {
    if let Some(bytes) = value.downcast::<Bytes>()
        && let [byte] = bytes.as_slice()
    {
        return Ok(*byte);
    }
    if value.downcast::<Int>().is_some() {
        return as_long(value).map(|value| value as u8);
    }
    Err(type_error(
        "tcsetattr: elements of attributes must be bytes objects of length 1 or integers",
    ))
}

/// A descriptor and a number.
fn two(args: &[Option<&Obj>]) -> PyResult<(i32, i32)> {
    Ok((
        descriptor(native::required(args[0]))?,
        as_c_int(native::required(args[1]))?,
    ))
}

fn tcsendbreak(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (fd, duration) = two(args)?;
    done(host().control().send_break(fd, duration))
}

fn tcdrain(_: &Obj, fd: &Obj) -> PyResult {
    done(host().control().drain(descriptor(fd)?))
}

fn tcflush(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (fd, queue) = two(args)?;
    done(host().control().flush(fd, queue))
}

fn tcflow(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (fd, action) = two(args)?;
    done(host().control().flow(fd, action))
}

fn tcgetwinsize(_: &Obj, fd: &Obj) -> PyResult {
    let [rows, columns, ..] = checked(host().control().window(descriptor(fd)?))?;
    let number = |value: u16| -> Ref { Int::new(i64::from(value)).into_obj() };
    Ok(Tuple::new(vec![number(rows), number(columns)]).into_obj())
}

fn tcsetwinsize(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = descriptor(native::required(args[0]))?;
    let size = native::required(args[1]);
    if !sequence::is_sequence(size) || sequence::len(size)? != 2 {
        return Err(type_error(
            "tcsetwinsize, arg 2: must be a two-item sequence",
        ));
    }
    let part = |index| sequence::get_index(size, index).and_then(|part| as_long(&part));
    let (rows, columns) = (part(0)?, part(1)?);
    let (Ok(rows), Ok(columns)) = (u16::try_from(rows), u16::try_from(columns)) else {
        return Err(overflow_error("winsize value(s) out of range."));
    };
    let control = host().control();
    let [.., width, height] = checked(control.window(fd))?;
    done(control.set_window(fd, [rows, columns, width, height]))
}

/// Types that must be readied before use.
pub fn ready() {
    serpentarium_runtime::types::typeobj::ready::ready(&ERROR);
}
