//! `_socket.socket`: state, options, names, connecting.

use std::cell::Cell;

use serpentarium_runtime::host::{PollFd, host};
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, Member, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Exc, Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::TIMEOUT_ERROR;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::tuple::Tuple;

use super::{DEFAULT_TIMEOUT, address, failed, init, socket, transfer};
use crate::native;
use crate::select::Deadline;

pub(super) struct Socket {
    /// -1 once closed.
    pub fd: Cell<i32>,
    pub family: Cell<i32>,
    pub kind: Cell<i32>,
    pub protocol: Cell<i32>,
    /// Nanoseconds; `None` blocks, 0 never waits.
    pub timeout: Cell<Option<i128>>,
}

impl NativeType for Socket {
    fn type_object() -> &'static Type {
        &SOCKET_TYPE
    }
}

pub(super) static SOCKET_TYPE: Type = Type::builtin(&SOCKET_SPEC);
static SOCKET_SPEC: TypeSpec = TypeSpec {
    doc: Some(DOC),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        finalize: Some(finalize),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: &[GetSet::readonly("timeout", |this| {
        timeout_to_python(socket(this)?.timeout.get())
    })
    .doc("the socket timeout")],
    members: &[
        Member {
            doc: Some("the socket family"),
            ..Member::readonly("family", |this| number(socket(this)?.family.get()))
        },
        Member {
            doc: Some("the socket type"),
            ..Member::readonly("type", |this| number(socket(this)?.kind.get()))
        },
        Member {
            doc: Some("the socket protocol"),
            ..Member::readonly("proto", |this| number(socket(this)?.protocol.get()))
        },
    ],
    ..TypeSpec::of::<Native<Socket>>("_socket.socket")
};

const DOC: &str = "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\nOpen a socket of the given type.  The family argument specifies the\naddress family; it defaults to AF_INET.  The type argument specifies\nwhether this is a stream (SOCK_STREAM, this is the default)\nor datagram (SOCK_DGRAM) socket.  The protocol argument defaults to 0,\nspecifying the default protocol.  Keyword arguments are accepted.\nThe socket is created as non-inheritable.\n\nWhen a fileno is passed in, family, type and proto are auto-detected,\nunless they are explicitly set.\n\nA socket object represents one endpoint of a network connection.\n\nMethods of socket objects (keyword arguments not allowed):\n\n_accept() -- accept connection, returning new socket fd and client address\nbind(addr) -- bind the socket to a local address\nclose() -- close the socket\nconnect(addr) -- connect the socket to a remote address\nconnect_ex(addr) -- connect, return an error code instead of an exception\ndup() -- return a new socket fd duplicated from fileno()\nfileno() -- return underlying file descriptor\ngetpeername() -- return remote address [*]\ngetsockname() -- return local address\ngetsockopt(level, optname[, buflen]) -- get socket options\ngettimeout() -- return timeout or None\nlisten([n]) -- start listening for incoming connections\nrecv(buflen[, flags]) -- receive data\nrecv_into(buffer[, nbytes[, flags]]) -- receive data (into a buffer)\nrecvfrom(buflen[, flags]) -- receive data and sender's address\nrecvfrom_into(buffer[, nbytes, [, flags]])\n  -- receive data and sender's address (into a buffer)\nsendall(data[, flags]) -- send all data\nsend(data[, flags]) -- send data, may not send all of it\nsendto(data[, flags], addr) -- send data to a given address\nsetblocking(bool) -- set or clear the blocking I/O flag\ngetblocking() -- return True if socket is blocking, False if non-blocking\nsetsockopt(level, optname, value[, optlen]) -- set socket options\nsettimeout(None | float) -- set or clear the timeout\nshutdown(how) -- shut down traffic in one or both directions\n\n [*] not available on all platforms!";

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "_accept",
        "($self, /)",
        "_accept() -> (integer, address info)\n\nWait for an incoming connection.  Return a new socket file descriptor\nrepresenting the connection, and the address of the client.\nFor IP sockets, the address info is a pair (hostaddr, port).",
        NativeFn::NoArgs(accept),
    ),
    NativeDef::new(
        "bind",
        "($self, object, /)",
        "bind(address)\n\nBind the socket to a local address.  For IP sockets, the address is a\npair (host, port); the host must refer to the local host. For raw packet\nsockets the address is a tuple (ifname, proto [,pkttype [,hatype [,addr]]])",
        NativeFn::One(bind),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "close()\n\nClose the socket.  It cannot be used after this call.",
        NativeFn::NoArgs(close),
    ),
    NativeDef::new(
        "connect",
        "($self, object, /)",
        "connect(address)\n\nConnect the socket to a remote address.  For IP sockets, the address\nis a pair (host, port).",
        NativeFn::One(|this, address| match connect(this, "connect", address)? {
            0 => native::none(),
            errno => Err(failed(errno)),
        }),
    ),
    NativeDef::new(
        "connect_ex",
        "($self, object, /)",
        "connect_ex(address) -> errno\n\nThis is like connect(address), but returns an error code (the errno value)\ninstead of raising an exception when an error occurs.",
        NativeFn::One(|this, address| number(connect(this, "connect_ex", address)?)),
    ),
    NativeDef::new(
        "detach",
        "($self, /)",
        "detach()\n\nClose the socket object without closing the underlying file descriptor.\nThe object cannot be used after this call, but the file descriptor\ncan be reused for other purposes.  The file descriptor is returned.",
        NativeFn::NoArgs(|this| number(socket(this)?.fd.replace(-1))),
    ),
    NativeDef::new(
        "fileno",
        "($self, /)",
        "fileno() -> integer\n\nReturn the integer file descriptor of the socket.",
        NativeFn::NoArgs(|this| number(socket(this)?.fd.get())),
    ),
    NativeDef::new(
        "getpeername",
        "($self, /)",
        "getpeername() -> address info\n\nReturn the address of the remote endpoint.  For IP sockets, the address\ninfo is a pair (hostaddr, port).",
        NativeFn::NoArgs(|this| {
            let name = host().network().peer_name(socket(this)?.fd.get());
            Ok(address::to_python(&name.map_err(failed)?))
        }),
    ),
    NativeDef::new(
        "getsockname",
        "($self, /)",
        "getsockname() -> address info\n\nReturn the address of the local endpoint. The format depends on the\naddress family. For IPv4 sockets, the address info is a pair\n(hostaddr, port). For IPv6 sockets, the address info is a 4-tuple\n(hostaddr, port, flowinfo, scope_id).",
        NativeFn::NoArgs(|this| {
            let name = host().network().local_name(socket(this)?.fd.get());
            Ok(address::to_python(&name.map_err(failed)?))
        }),
    ),
    NativeDef::new(
        "getsockopt",
        "",
        "getsockopt(level, option[, buffersize]) -> value\n\nGet a socket option.  See the Unix manual for level and option.\nIf a nonzero buffersize argument is given, the return value is a\nstring of that length; otherwise it is an integer.",
        NativeFn::Positional(2, 3, getsockopt),
    ),
    NativeDef::new(
        "setsockopt",
        "",
        "setsockopt(level, option, value: int)\nsetsockopt(level, option, value: buffer)\nsetsockopt(level, option, None, optlen: int)\n\nSet a socket option.  See the Unix manual for level and option.\nThe value argument can either be an integer, a string buffer, or\nNone, optlen.",
        NativeFn::Positional(3, 4, setsockopt),
    ),
    NativeDef::new(
        "listen",
        "",
        "listen([backlog])\n\nEnable a server to accept connections.  If backlog is specified, it must be\nat least 0 (if it is lower, it is set to 0); it specifies the number of\nunaccepted connections that the system will allow before refusing new\nconnections. If not specified, a default reasonable value is chosen.",
        NativeFn::Positional(0, 1, |this, args| {
            let backlog = args.first().map_or(Ok(128), |value| native::c_int(value))?;
            let network = host().network();
            network
                .listen(socket(this)?.fd.get(), backlog.max(0))
                .map_err(failed)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "setblocking",
        "($self, object, /)",
        "setblocking(flag)\n\nSet the socket to blocking (flag is true) or non-blocking (false).\nsetblocking(True) is equivalent to settimeout(None);\nsetblocking(False) is equivalent to settimeout(0.0).",
        NativeFn::One(|this, flag| {
            let timeout = if protocol::is_true(flag)? {
                None
            } else {
                Some(0)
            };
            socket(this)?.set_timeout(timeout)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "getblocking",
        "($self, /)",
        "getblocking()\n\nReturns True if socket is in blocking mode, or False if it\nis in non-blocking mode.",
        NativeFn::NoArgs(|this| native::bool(socket(this)?.timeout.get() != Some(0))),
    ),
    NativeDef::new(
        "settimeout",
        "($self, object, /)",
        "settimeout(timeout)\n\nSet a timeout on socket operations.  'timeout' can be a float,\ngiving in seconds, or None.  Setting a timeout of None disables\nthe timeout feature and is equivalent to setblocking(1).\nSetting a timeout of zero is the same as setblocking(0).",
        NativeFn::One(|this, timeout| {
            socket(this)?.set_timeout(timeout_from_python(timeout)?)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "gettimeout",
        "($self, /)",
        "gettimeout() -> timeout\n\nReturns the timeout in seconds (float) associated with socket\noperations. A timeout of None indicates that timeouts on socket\noperations are disabled.",
        NativeFn::NoArgs(|this| timeout_to_python(socket(this)?.timeout.get())),
    ),
    NativeDef::new(
        "shutdown",
        "($self, object, /)",
        "shutdown(flag)\n\nShut down the reading side of the socket (flag == SHUT_RD), the writing side\nof the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR).",
        NativeFn::One(|this, how| {
            let fd = socket(this)?.fd.get();
            host().shutdown(fd, native::c_int(how)?).map_err(failed)?;
            native::none()
        }),
    ),
    NativeDef::new(
        "recv",
        "",
        "recv(buffersize[, flags]) -> data\n\nReceive up to buffersize bytes from the socket.  For the optional flags\nargument, see the Unix manual.  When no data is available, block until\nat least one byte is available or until the remote end is closed.  When\nthe remote end is closed and all data is read, return the empty string.",
        NativeFn::Positional(1, 2, transfer::recv),
    ),
    NativeDef::new(
        "recv_into",
        "",
        "recv_into(buffer, [nbytes[, flags]]) -> nbytes_read\n\nA version of recv() that stores its data into a buffer rather than creating\na new string.  Receive up to buffersize bytes from the socket.  If buffersize\nis not specified (or 0), receive up to the size available in the given buffer.\n\nSee recv() for documentation about the flags.",
        NativeFn::Raw(transfer::recv_into),
    ),
    NativeDef::new(
        "recvfrom",
        "",
        "recvfrom(buffersize[, flags]) -> (data, address info)\n\nLike recv(buffersize, flags) but also return the sender's address info.",
        NativeFn::Positional(1, 2, transfer::recvfrom),
    ),
    NativeDef::new(
        "recvfrom_into",
        "",
        "recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)\n\nLike recv_into(buffer[, nbytes[, flags]]) but also return the sender's address info.",
        NativeFn::Raw(transfer::recvfrom_into),
    ),
    NativeDef::new(
        "send",
        "",
        "send(data[, flags]) -> count\n\nSend a data string to the socket.  For the optional flags\nargument, see the Unix manual.  Return the number of bytes\nsent; this may be less than len(data) if the network is busy.",
        NativeFn::Positional(1, 2, transfer::send),
    ),
    NativeDef::new(
        "sendall",
        "",
        "sendall(data[, flags])\n\nSend a data string to the socket.  For the optional flags\nargument, see the Unix manual.  This calls send() repeatedly\nuntil all data is sent.  If an error occurs, it's impossible\nto tell how much data has been sent.",
        NativeFn::Positional(1, 2, transfer::sendall),
    ),
    NativeDef::new(
        "sendto",
        "",
        "sendto(data[, flags], address) -> count\n\nLike send(data, flags) but allows specifying the destination address.\nFor IP sockets, the address is a pair (hostaddr, port).",
        NativeFn::Positional(2, 3, transfer::sendto),
    ),
];

fn number(value: i32) -> PyResult {
    native::int(i64::from(value))
}

fn new(ty: &Type, _: Args<'_>) -> PyResult {
    Ok(Native::of_type(ty, Socket::closed()).into_obj())
}

impl Socket {
    fn closed() -> Socket {
        Socket {
            fd: Cell::new(-1),
            family: Cell::new(-1),
            kind: Cell::new(-1),
            protocol: Cell::new(-1),
            timeout: Cell::new(None),
        }
    }

    /// A new object over a descriptor.
    pub(super) fn over(fd: i32, family: i32, kind: i32, protocol: i32) -> PyResult {
        let object = Native::new(Socket::closed());
        object.open(fd, family, kind, protocol)?;
        Ok(object.into_obj())
    }

    /// Takes a descriptor over.
    pub(super) fn open(&self, fd: i32, family: i32, kind: i32, protocol: i32) -> PyResult<()> {
        self.fd.set(fd);
        self.family.set(family);
        self.kind
            .set(kind & !(libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC));
        self.protocol.set(protocol);
        if kind & libc::SOCK_NONBLOCK != 0 {
            self.timeout.set(Some(0));
            return Ok(());
        }
        let default = DEFAULT_TIMEOUT.with(Cell::get);
        self.timeout.set(default);
        if default.is_some() {
            host().set_blocking(fd, false).map_err(failed)?;
        }
        Ok(())
    }

    fn set_timeout(&self, timeout: Option<i128>) -> PyResult<()> {
        self.timeout.set(timeout);
        let blocking = timeout.is_none();
        host().set_blocking(self.fd.get(), blocking).map_err(failed)
    }

    /// Waits until the socket is ready for `events`; `false`: time is up.
    fn wait(&self, events: i16, deadline: Deadline) -> PyResult<bool> {
        let mut descriptors = [PollFd {
            fd: self.fd.get(),
            events,
            revents: 0,
        }];
        let ready =
            crate::select::waiting(deadline, |left| blocking::poll(&mut descriptors, left))?;
        Ok(ready > 0)
    }

    /// Does a call when the socket is ready for it, within the socket's timeout.
    pub(super) fn when_ready<T>(
        &self,
        events: i16,
        mut call: impl FnMut(i32) -> Result<T, i32>,
    ) -> PyResult<T> {
        let timeout = self.timeout.get().filter(|timeout| *timeout > 0);
        let deadline = Deadline::after(timeout);
        loop {
            if timeout.is_some() && !self.wait(events, deadline)? {
                return Err(timed_out());
            }
            let ready = match timeout {
                None if self.timeout.get().is_none() => {
                    blocking::until_ready(self.fd.get(), events)
                }
                _ => Ok(()),
            };
            match ready.and_then(|()| call(self.fd.get())) {
                Ok(value) => return Ok(value),
                Err(libc::EINTR) => crate::signal::run_handlers()?,
                // Somebody else was faster.
                Err(libc::EAGAIN) if timeout.is_some() => {}
                Err(errno) => return Err(failed(errno)),
            }
        }
    }
}

fn timed_out() -> Exc {
    Exc::with_message(&TIMEOUT_ERROR, "timed out")
}

/// Seconds or `None` as nanoseconds.
pub(super) fn timeout_from_python(value: &Obj) -> PyResult<Option<i128>> {
    if is_none(value) {
        return Ok(None);
    }
    let seconds = as_f64(value)?;
    if seconds.is_nan() {
        return Err(value_error("Invalid value NaN (not a number)"));
    }
    if seconds < 0.0 {
        return Err(value_error("Timeout value out of range"));
    }
    if seconds > 9.0e9 {
        return Err(overflow_error(
            "timestamp too large to convert to C PyTime_t",
        ));
    }
    Ok(Some((seconds * 1e9).ceil() as i128))
}

pub(super) fn timeout_to_python(timeout: Option<i128>) -> PyResult {
    match timeout {
        None => native::none(),
        Some(nanoseconds) => Ok(Float::new(nanoseconds as f64 / 1e9).into_obj()),
    }
}

/// A number that the system keeps for a socket.
pub(super) fn number_option(fd: i32, option: i32) -> PyResult<i32> {
    let value = host().network().option(fd, libc::SOL_SOCKET, option, 4);
    let value = value.map_err(failed)?;
    Ok(i32::from_ne_bytes(value.try_into().unwrap_or_default()))
}

fn repr(this: &Obj) -> PyResult {
    let this = socket(this)?;
    native::text(format!(
        "<socket object, fd={}, family={}, type={}, proto={}>",
        this.fd.get(),
        this.family.get(),
        this.kind.get(),
        this.protocol.get()
    ))
}

/// A socket that is dropped open gives a `ResourceWarning` and is closed.
fn finalize(this: &Obj) {
    let Ok(data) = socket(this) else { return };
    if data.fd.get() < 0 {
        return;
    }
    let shown = protocol::repr_text(this).unwrap_or_default();
    if let Err(error) = crate::warnings::warn_resource(&format!("unclosed {shown}"), this) {
        serpentarium_runtime::vm::write_unraisable(error, None, Some(this));
    }
    let fd = data.fd.replace(-1);
    // Nobody is left who could be told of a failure.
    let _ = host().close(fd);
}

fn close(this: &Obj) -> PyResult {
    let fd = socket(this)?.fd.replace(-1);
    if fd >= 0 {
        match host().close(fd) {
            // The peer's reset is no failure of closing.
            Ok(()) | Err(libc::ECONNRESET) => {}
            Err(errno) => return Err(failed(errno)),
        }
    }
    native::none()
}

fn bind(this: &Obj, address: &Obj) -> PyResult {
    let this = socket(this)?;
    let address = address::from_python(this.family.get(), "bind", address)?;
    let network = host().network();
    network.bind(this.fd.get(), &address).map_err(failed)?;
    native::none()
}

fn accept(this: &Obj) -> PyResult {
    let this = socket(this)?;
    let (fd, address) = this.when_ready(libc::POLLIN, |fd| host().network().accept(fd))?;
    Ok(Tuple::new(vec![
        Int::new(i64::from(fd)).into_obj(),
        address::to_python(&address),
    ])
    .into_obj())
}

/// Connects; an errno or 0.
fn connect(this: &Obj, function: &str, address: &Obj) -> PyResult<i32> {
    let this = socket(this)?;
    let address = address::from_python(this.family.get(), function, address)?;
    let fd = this.fd.get();
    let errno = match blocking::connect(fd, &address) {
        Ok(()) => return Ok(0),
        Err(errno) => errno,
    };
    let timeout = this.timeout.get();
    let goes_on = match errno {
        libc::EINTR => {
            crate::signal::run_handlers()?;
            timeout != Some(0)
        }
        libc::EINPROGRESS => timeout.is_some_and(|timeout| timeout > 0),
        _ => false,
    };
    if !goes_on {
        return Ok(errno);
    }
    if !this.wait(libc::POLLOUT, Deadline::after(timeout))? {
        if function == "connect" {
            return Err(timed_out());
        }
        return Ok(libc::EAGAIN);
    }
    match number_option(fd, libc::SO_ERROR)? {
        libc::EISCONN => Ok(0),
        errno => Ok(errno),
    }
}

fn getsockopt(this: &Obj, args: &[&Obj]) -> PyResult {
    let fd = socket(this)?.fd.get();
    let (level, option) = (native::c_int(args[0])?, native::c_int(args[1])?);
    let size = args.get(2).map_or(Ok(0), |size| native::c_int(size))?;
    let read = |size: usize| {
        let value = host().network().option(fd, level, option, size);
        value.map_err(failed)
    };
    if size == 0 {
        let value = read(4)?;
        return number(i32::from_ne_bytes(value.try_into().unwrap_or_default()));
    }
    if !(0..=1024).contains(&size) {
        return Err(Exc::with_message(
            &serpentarium_runtime::types::exceptions::OS_ERROR,
            "getsockopt buflen out of range",
        ));
    }
    Ok(Bytes::new(&read(size as usize)?).into_obj())
}

fn setsockopt(this: &Obj, args: &[&Obj]) -> PyResult {
    let fd = socket(this)?.fd.get();
    let (level, option) = (native::c_int(args[0])?, native::c_int(args[1])?);
    let value = match (args[2], args.get(3)) {
        (none, Some(length)) if is_none(none) => {
            vec![0; usize::try_from(native::c_int(length)?).unwrap_or(0)]
        }
        (_, Some(_)) => {
            return Err(type_error(format!(
                "setsockopt() argument 3 must be None, not {}",
                args[2].ty().tp_name()
            )));
        }
        (value, None) if value.downcast::<Int>().is_some() => {
            native::c_int(value)?.to_ne_bytes().to_vec()
        }
        (value, None) => serpentarium_runtime::types::bytes::from_object(value)?
            .as_slice()
            .to_vec(),
    };
    let network = host().network();
    network
        .set_option(fd, level, option, &value)
        .map_err(failed)?;
    native::none()
}
