//! `_socket`: sockets of the host.

use std::cell::Cell;

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Args, Exc, Native, Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::exceptions::{OS_ERROR, TIMEOUT_ERROR, os_error};
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;
use crate::value::add_type;

mod address;
mod constants;
mod object;
mod resolve;
mod transfer;

use object::{SOCKET_TYPE, Socket};

pub static MODULE: NativeModule = NativeModule {
    name: "_socket",
    doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "socketpair",
        "",
        "socketpair([family[, type [, proto]]]) -> (socket object, socket object)\n\nCreate a pair of socket objects from the sockets returned by the platform\nsocketpair() function.\nThe arguments are the same as for socket() except the default family is\nAF_UNIX if defined on the platform; otherwise, the default is AF_INET.",
        NativeFn::Positional(0, 3, socketpair),
    ),
    NativeDef::new(
        "dup",
        "($self, object, /)",
        "dup(integer) -> integer\n\nDuplicate an integer socket file descriptor.  This is like os.dup(), but for\nsockets; on some platforms os.dup() won't work for socket file descriptors.",
        NativeFn::One(|_, fd| {
            let fd = native::c_int(fd)?;
            native::int(i64::from(host().duplicate(fd).map_err(failed)?))
        }),
    ),
    NativeDef::new(
        "close",
        "($self, object, /)",
        "close(integer) -> None\n\nClose an integer socket file descriptor.  This is like os.close(), but for\nsockets; on some platforms os.close() won't work for socket file descriptors.",
        NativeFn::One(|_, fd| {
            host().close(native::c_int(fd)?).map_err(failed)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "getdefaulttimeout",
        "($self, /)",
        "getdefaulttimeout() -> timeout\n\nReturns the default timeout in seconds (float) for new socket objects.\nA value of None indicates that new socket objects have no timeout.\nWhen the socket module is first imported, the default is None.",
        NativeFn::NoArgs(|_| object::timeout_to_python(DEFAULT_TIMEOUT.with(Cell::get))),
    ),
    NativeDef::new(
        "setdefaulttimeout",
        "($self, object, /)",
        "setdefaulttimeout(timeout)\n\nSet the default timeout in seconds (float) for new socket objects.\nA value of None indicates that new socket objects have no timeout.\nWhen the socket module is first imported, the default is None.",
        NativeFn::One(|_, timeout| {
            let timeout = object::timeout_from_python(timeout)?;
            DEFAULT_TIMEOUT.with(|default| default.set(timeout));
            native::none()
        }),
    ),
];

thread_local! {
    /// Nanoseconds; `None`: sockets block.
    static DEFAULT_TIMEOUT: Cell<Option<i128>> = const { Cell::new(None) };
}

fn exec(module: &Obj) -> PyResult<()> {
    add_type(module, &SOCKET_TYPE);
    native::set(module, "SocketType", SOCKET_TYPE.as_obj().to_ref());
    native::set(module, "error", OS_ERROR.as_obj().to_ref());
    native::set(module, "timeout", TIMEOUT_ERROR.as_obj().to_ref());
    add_type(module, &resolve::GAI_ERROR);
    add_type(module, &resolve::H_ERROR);
    let has_ipv6 = serpentarium_runtime::types::int::bool_ref(true);
    native::set(module, "has_ipv6", has_ipv6);
    for (name, value) in constants::ALL {
        if *name != "has_ipv6" {
            native::set_int(module, name, *value);
        }
    }
    let name = serpentarium_runtime::types::str::Str::from_str("_socket").into_obj();
    for def in resolve::FUNCTIONS {
        let function = serpentarium_runtime::types::native_function::NativeFunction::new(
            def,
            Some(module.to_ref()),
            Some(name.clone()),
        );
        native::set(module, def.name, function.into_obj());
    }
    Ok(())
}

/// The error of a failed call.
pub(crate) fn failed(errno: i32) -> Exc {
    os_error::from_errno(errno, None, None)
}

fn socketpair(_: &Obj, args: &[&Obj]) -> PyResult {
    let number = |index: usize, default: i32| match args.get(index) {
        Some(value) => native::c_int(value),
        None => Ok(default),
    };
    let (family, kind) = (number(0, libc::AF_UNIX)?, number(1, libc::SOCK_STREAM)?);
    let protocol = number(2, 0)?;
    let (one, other) = host().socket_pair(family, kind, protocol).map_err(failed)?;
    let ends = [one, other].map(|fd| Socket::over(fd, family, kind, protocol));
    let ends: PyResult<Vec<Ref>> = ends.into_iter().collect();
    Ok(Tuple::new(ends?).into_obj())
}

/// The socket behind `self`.
fn socket(this: &Obj) -> PyResult<&Native<Socket>> {
    this.downcast::<Native<Socket>>()
        .ok_or_else(|| type_error("a socket object is required"))
}

/// `socket(family=-1, type=-1, proto=-1, fileno=None)`
fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let signature = "(family=-1, type=-1, proto=-1, fileno=None)";
    let bound = parsed(signature).bind("socket", args)?;
    let number = |index: usize| bound[index].map_or(Ok(-1), native::c_int);
    let (mut family, mut kind, mut protocol) = (number(0)?, number(1)?, number(2)?);
    let this = socket(this)?;
    let fd = if let Some(fd) = native::given(bound[3]) {
        let fd = native::c_int(fd)?;
        if fd < 0 {
            return Err(value_error("negative file descriptor"));
        }
        let name = host().network().local_name(fd).map_err(failed)?;
        if family == -1 {
            family = address::family_of(&name).map_or(libc::AF_UNSPEC, i32::from);
        }
        if kind == -1 {
            kind = object::number_option(fd, libc::SO_TYPE)?;
        }
        if protocol == -1 {
            protocol = object::number_option(fd, libc::SO_PROTOCOL)?;
        }
        fd
    } else {
        family = if family == -1 { libc::AF_INET } else { family };
        kind = if kind == -1 { libc::SOCK_STREAM } else { kind };
        protocol = protocol.max(0);
        host().socket(family, kind, protocol).map_err(failed)?
    };
    this.open(fd, family, kind, protocol)
}
