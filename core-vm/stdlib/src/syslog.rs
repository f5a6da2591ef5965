//! `syslog`: messages to the system's log.

use std::cell::Cell;

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Args, Obj, PyResult};
use serpentarium_runtime::types::int::convert::{as_bitwise_u64, as_c_int, as_long};
use serpentarium_runtime::types::str::Str;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "syslog",
    doc: "",
    functions: FUNCTIONS,
    exec: |module| {
        for (name, value) in CONSTANTS {
            native::set_int(module, name, *value);
        }
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "LOG_MASK",
        "($module, pri, /)",
        "Calculates the mask for the individual priority pri.",
        NativeFn::One(log_mask),
    ),
    NativeDef::new(
        "LOG_UPTO",
        "($module, pri, /)",
        "Calculates the mask for all priorities up to and including pri.",
        NativeFn::One(log_upto),
    ),
    NativeDef::new(
        "closelog",
        "($module, /)",
        "Reset the syslog module values and call the system library closelog().",
        NativeFn::NoArgs(closelog),
    ),
    NativeDef::new(
        "openlog",
        "($module, /, ident=<unrepresentable>, logoption=0,\n        facility=LOG_USER)",
        "Set logging options of subsequent syslog() calls.",
        NativeFn::Bound(openlog),
    ),
    NativeDef::new(
        "setlogmask",
        "($module, maskpri, /)",
        "Set the priority mask to maskpri and return the previous mask value.",
        NativeFn::One(setlogmask),
    ),
    NativeDef::new(
        "syslog",
        "",
        "syslog([priority=LOG_INFO,] message)\nSend the string message to the system logger.",
        NativeFn::Raw(syslog),
    ),
];

thread_local! {
    static IS_OPEN: Cell<bool> = const { Cell::new(false) };
}

const LOG_INFO: i32 = 6;
const LOG_USER: i64 = 8;

/// UTF-8.
fn encoded(text: &Str) -> PyResult<Vec<u8>> {
    serpentarium_runtime::codecs::utf8::encode(text, "strict")
}

fn open(ident: Option<&Obj>, options: i32, facility: i32) -> PyResult<()> {
    let given = match ident {
        Some(ident) => Some(encoded(native::str_arg(
            "openlog",
            "argument 'ident'",
            ident,
        )?)?),
        None => None,
    };
    let name = match given {
        Some(mut name) => {
            name.truncate(
                name.iter()
                    .position(|byte| *byte == 0)
                    .unwrap_or(name.len()),
            );
            Some(name)
        }
        None => program_name(),
    };
    host()
        .control()
        .open_log(name.as_deref(), options, facility);
    IS_OPEN.set(true);
    Ok(())
}

/// The last part of `sys.argv[0]`.
fn program_name() -> Option<Vec<u8>> {
    let argv = serpentarium_runtime::vm::sys().get_text("argv")?;
    let first = serpentarium_runtime::object::protocol::sequence::get_index(&argv, 0).ok()?;
    let path = encoded(first.downcast::<Str>()?).ok()?;
    let name = path.rsplit(|byte| *byte == b'/').next()?;
    (!name.is_empty()).then(|| name.to_vec())
}

fn openlog(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let options = args[1].map_or(Ok(0), as_long)?;
    let facility = args[2].map_or(Ok(LOG_USER), as_long)?;
    open(args[0], options as i32, facility as i32)?;
    native::none()
}

fn syslog(_: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("syslog.syslog")?;
    let (priority, message) = match args.positional() {
        [message] => (LOG_INFO, native::str_arg("syslog", "argument 1", message)?),
        [priority, message] => {
            let priority = as_c_int(priority)?;
            (priority, native::str_arg("syslog", "argument 2", message)?)
        }
        _ => return Err(type_error("syslog.syslog requires 1 to 2 arguments")),
    };
    let message = encoded(message)?;
    if message.contains(&0) {
        return Err(value_error("embedded null character"));
    }
    if !IS_OPEN.get() {
        open(None, 0, LOG_USER as i32)?;
    }
    host().control().log(priority, &message);
    native::none()
}

fn closelog(_: &Obj) -> PyResult {
    if IS_OPEN.replace(false) {
        host().control().close_log();
    }
    native::none()
}

fn setlogmask(_: &Obj, mask: &Obj) -> PyResult {
    let mask = as_long(mask)? as i32;
    native::int(i64::from(host().control().set_log_mask(mask)))
}

/// A priority as C shifts by it.
fn shift(priority: &Obj) -> PyResult<u32> {
    Ok(as_bitwise_u64(priority)? as u32)
}

fn log_mask(_: &Obj, priority: &Obj) -> PyResult {
    native::int(i64::from(1_i32.wrapping_shl(shift(priority)?)))
}

fn log_upto(_: &Obj, priority: &Obj) -> PyResult {
    let above = shift(priority)?.wrapping_add(1);
    native::int(i64::from(1_i32.wrapping_shl(above).wrapping_sub(1)))
}

const CONSTANTS: &[(&str, i64)] = &[
    ("LOG_EMERG", 0),
    ("LOG_ALERT", 1),
    ("LOG_CRIT", 2),
    ("LOG_ERR", 3),
    ("LOG_WARNING", 4),
    ("LOG_NOTICE", 5),
    ("LOG_INFO", 6),
    ("LOG_DEBUG", 7),
    ("LOG_PID", 1),
    ("LOG_CONS", 2),
    ("LOG_NDELAY", 8),
    ("LOG_ODELAY", 4),
    ("LOG_NOWAIT", 16),
    ("LOG_PERROR", 32),
    ("LOG_KERN", 0),
    ("LOG_USER", 8),
    ("LOG_MAIL", 16),
    ("LOG_DAEMON", 24),
    ("LOG_AUTH", 32),
    ("LOG_LPR", 48),
    ("LOG_LOCAL0", 128),
    ("LOG_LOCAL1", 136),
    ("LOG_LOCAL2", 144),
    ("LOG_LOCAL3", 152),
    ("LOG_LOCAL4", 160),
    ("LOG_LOCAL5", 168),
    ("LOG_LOCAL6", 176),
    ("LOG_LOCAL7", 184),
    ("LOG_SYSLOG", 40),
    ("LOG_CRON", 72),
    ("LOG_UUCP", 64),
    ("LOG_NEWS", 56),
    ("LOG_AUTHPRIV", 80),
    ("LOG_FTP", 88),
];
