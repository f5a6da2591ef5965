//! Sockets and readiness: the part of the host that talks to other machines.
//!
//! Addresses are the bytes of a C `sockaddr`, so that this file knows no address family.

use super::system::{check, check_size};
use super::{Fd, HostResult};

/// One answer of [`Network::resolve`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub family: i32,
    pub kind: i32,
    pub protocol: i32,
    pub canonical_name: Vec<u8>,
    pub address: Vec<u8>,
}

/// What a name is looked up for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Question<'a> {
    pub host: Option<&'a [u8]>,
    pub service: Option<&'a [u8]>,
    pub family: i32,
    pub kind: i32,
    pub protocol: i32,
    pub flags: i32,
}

/// Why a name was not found: the code and its text (`gai_strerror`).
pub type ResolveError = (i32, String);

/// Sockets beyond creating, reading and writing them, and `epoll`.
pub trait Network {
    fn bind(&self, fd: Fd, address: &[u8]) -> HostResult<()>;
    fn connect(&self, fd: Fd, address: &[u8]) -> HostResult<()>;
    fn listen(&self, fd: Fd, backlog: i32) -> HostResult<()>;
    fn accept(&self, fd: Fd) -> HostResult<(Fd, Vec<u8>)>;
    fn local_name(&self, fd: Fd) -> HostResult<Vec<u8>>;
    fn peer_name(&self, fd: Fd) -> HostResult<Vec<u8>>;
    fn option(&self, fd: Fd, level: i32, option: i32, size: usize) -> HostResult<Vec<u8>>;
    fn set_option(&self, fd: Fd, level: i32, option: i32, value: &[u8]) -> HostResult<()>;
    fn receive_from(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<(usize, Vec<u8>)>;
    fn send_to(&self, fd: Fd, data: &[u8], flags: i32, address: &[u8]) -> HostResult<usize>;
    /// Addresses of a name (`getaddrinfo`).
    ///
    /// # Errors
    /// The resolver's code and text.
    fn resolve(&self, question: Question<'_>) -> Result<Vec<Resolved>, ResolveError>;
    /// [`Network::resolve`] without waiting; `None`: it would not wait anyway.
    fn resolve_aside(&self, _question: Question<'_>) -> HostResult<Option<Resolving>> {
        Ok(None)
    }

    fn epoll_create(&self) -> HostResult<Fd>;
    /// `operation` is an `EPOLL_CTL_*` constant.
    fn epoll_control(&self, epoll: Fd, operation: i32, fd: Fd, events: u32) -> HostResult<()>;
    /// Descriptors and their events; `timeout` in milliseconds, -1: for ever.
    fn epoll_wait(&self, epoll: Fd, most: usize, timeout: i32) -> HostResult<Vec<(Fd, u32)>>;
}

/// The network of the real operating system.
pub struct SystemNetwork;

/// Calls with room for an address; answers the call's result and the address.
fn with_address(
    call: impl FnOnce(*mut libc::sockaddr, *mut libc::socklen_t) -> HostResult<usize>,
) -> HostResult<(usize, Vec<u8>)> {
    let mut storage = [0_u64; size_of::<libc::sockaddr_storage>() / 8];
    let mut length = size_of_val(&storage) as libc::socklen_t;
    let result = call(storage.as_mut_ptr().cast(), &raw mut length)?;
    let mut bytes: Vec<u8> = storage.iter().flat_map(|word| word.to_ne_bytes()).collect();
    bytes.truncate(length as usize);
    Ok((result, bytes))
}

impl Network for SystemNetwork {
    fn bind(&self, fd: Fd, address: &[u8]) -> HostResult<()> {
        // SAFETY: the address is readable for its length.
        check(unsafe {
            libc::bind(
                fd,
                address.as_ptr().cast(),
                address.len() as libc::socklen_t,
            )
        })
        .map(drop)
    }

    fn connect(&self, fd: Fd, address: &[u8]) -> HostResult<()> {
        let length = address.len() as libc::socklen_t;
        // SAFETY: the address is readable for its length.
        check(unsafe { libc::connect(fd, address.as_ptr().cast(), length) }).map(drop)
    }

    fn listen(&self, fd: Fd, backlog: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::listen(fd, backlog) }).map(drop)
    }

    fn accept(&self, fd: Fd) -> HostResult<(Fd, Vec<u8>)> {
        let (fd, address) = with_address(|address, length| {
            // SAFETY: room for the largest address, whose size is said.
            let fd = unsafe { libc::accept4(fd, address, length, libc::SOCK_CLOEXEC) };
            check(fd).map(|fd| fd as usize)
        })?;
        Ok((fd as Fd, address))
    }

    fn local_name(&self, fd: Fd) -> HostResult<Vec<u8>> {
        let (_, address) = with_address(|address, length| {
            // SAFETY: room for the largest address, whose size is said.
            check(unsafe { libc::getsockname(fd, address, length) }).map(|_| 0)
        })?;
        Ok(address)
    }

    fn peer_name(&self, fd: Fd) -> HostResult<Vec<u8>> {
        let (_, address) = with_address(|address, length| {
            // SAFETY: room for the largest address, whose size is said.
            check(unsafe { libc::getpeername(fd, address, length) }).map(|_| 0)
        })?;
        Ok(address)
    }

    fn option(&self, fd: Fd, level: i32, option: i32, size: usize) -> HostResult<Vec<u8>> {
        let mut value = vec![0_u8; size];
        let mut length = size as libc::socklen_t;
        // SAFETY: the buffer is writable for the length said.
        check(unsafe {
            libc::getsockopt(
                fd,
                level,
                option,
                value.as_mut_ptr().cast(),
                &raw mut length,
            )
        })?;
        value.truncate(length as usize);
        Ok(value)
    }

    fn set_option(&self, fd: Fd, level: i32, option: i32, value: &[u8]) -> HostResult<()> {
        let length = value.len() as libc::socklen_t;
        // SAFETY: the value is readable for its length.
        check(unsafe { libc::setsockopt(fd, level, option, value.as_ptr().cast(), length) })
            .map(drop)
    }

    fn receive_from(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<(usize, Vec<u8>)> {
        with_address(|address, length| {
            let (data, size) = (buffer.as_mut_ptr().cast(), buffer.len());
            // SAFETY: the buffer is writable for its length, the address for its own.
            check_size(unsafe { libc::recvfrom(fd, data, size, flags, address, length) })
        })
    }

    fn send_to(&self, fd: Fd, data: &[u8], flags: i32, address: &[u8]) -> HostResult<usize> {
        // SAFETY: data and address are readable for their lengths.
        check_size(unsafe {
            libc::sendto(
                fd,
                data.as_ptr().cast(),
                data.len(),
                flags,
                address.as_ptr().cast(),
                address.len() as libc::socklen_t,
            )
        })
    }

    fn resolve(&self, question: Question<'_>) -> Result<Vec<Resolved>, ResolveError> {
        resolve(question)
    }

    fn epoll_create(&self) -> HostResult<Fd> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })
    }

    fn resolve_aside(&self, question: Question<'_>) -> HostResult<Option<Resolving>> {
        Resolving::start(question).map(Some)
    }

    fn epoll_control(&self, epoll: Fd, operation: i32, fd: Fd, events: u32) -> HostResult<()> {
        let mut event = libc::epoll_event {
            events,
            u64: fd as u64,
        };
        // SAFETY: the event lives during the call.
        check(unsafe { libc::epoll_ctl(epoll, operation, fd, &raw mut event) }).map(drop)
    }

    fn epoll_wait(&self, epoll: Fd, most: usize, timeout: i32) -> HostResult<Vec<(Fd, u32)>> {
        let most = most.clamp(1, 1 << 20);
        let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most];
        // SAFETY: the array is as long as said.
        let count =
            check(unsafe { libc::epoll_wait(epoll, events.as_mut_ptr(), most as i32, timeout) })?;
        let ready = events.iter().take(count as usize);
        Ok(ready.map(|event| (event.u64 as Fd, event.events)).collect())
    }
}

fn terminated(text: Option<&[u8]>) -> Result<Option<std::ffi::CString>, ResolveError> {
    let text = text.map(std::ffi::CString::new).transpose();
    text.map_err(|_| (libc::EAI_NONAME, "Name or service not known".to_owned()))
}

fn resolve(question: Question<'_>) -> Result<Vec<Resolved>, ResolveError> {
    let (host, service) = (terminated(question.host)?, terminated(question.service)?);
    let pointer = |text: &Option<std::ffi::CString>| {
        text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr())
    };
    // SAFETY: an all-zero `addrinfo` is valid.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = question.family;
    hints.ai_socktype = question.kind;
    hints.ai_protocol = question.protocol;
    hints.ai_flags = question.flags;
    let mut list = std::ptr::null_mut();
    // SAFETY: strings are NUL-terminated, hints and list live during the call.
    let code = unsafe {
        libc::getaddrinfo(
            pointer(&host),
            pointer(&service),
            &raw const hints,
            &raw mut list,
        )
    };
    if code != 0 {
        // SAFETY: `gai_strerror` gives a static NUL-terminated text.
        let text = unsafe { std::ffi::CStr::from_ptr(libc::gai_strerror(code)) };
        return Err((code, text.to_string_lossy().into_owned()));
    }
    let mut found = Vec::new();
    let mut next = list;
    while !next.is_null() {
        // SAFETY: the resolver's list is valid until it is freed below.
        let entry = unsafe { &*next };
        found.push(copied(entry));
        next = entry.ai_next;
    }
    // SAFETY: the list came from `getaddrinfo` and nothing of it is kept.
    unsafe { libc::freeaddrinfo(list) };
    Ok(found)
}

type Answer = Result<Vec<Resolved>, ResolveError>;

/// A name that is being looked up by a thread of the operating system, which knows nothing
/// of the VM.
pub struct Resolving {
    /// Closed by the other side when the answer is there.
    done: std::fs::File,
    answer: std::sync::mpsc::Receiver<Answer>,
}

impl Resolving {
    fn start(question: Question<'_>) -> HostResult<Resolving> {
        use std::os::fd::FromRawFd;
        let mut ends = [0; 2];
        // SAFETY: two descriptors are filled in, which are nobody else's.
        let (done, other) = unsafe {
            check(libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC))?;
            (
                std::fs::File::from_raw_fd(ends[0]),
                std::fs::File::from_raw_fd(ends[1]),
            )
        };
        let (sender, answer) = std::sync::mpsc::channel();
        let host = question.host.map(<[u8]>::to_vec);
        let service = question.service.map(<[u8]>::to_vec);
        let Question {
            family,
            kind,
            protocol,
            flags,
            ..
        } = question;
        let work = move || {
            let found = resolve(Question {
                host: host.as_deref(),
                service: service.as_deref(),
                family,
                kind,
                protocol,
                flags,
            });
            // Nobody may be waiting any more.
            let _ = sender.send(found);
            drop(other);
        };
        let started = without_signals(|| std::thread::Builder::new().spawn(work));
        started.map_err(|error| error.raw_os_error().unwrap_or(libc::EAGAIN))?;
        Ok(Resolving { done, answer })
    }

    /// Becomes readable when the answer is there.
    pub fn descriptor(&self) -> Fd {
        use std::os::fd::AsRawFd;
        self.done.as_raw_fd()
    }

    /// The answer; waits for it.
    ///
    /// # Errors
    /// As [`Network::resolve`].
    pub fn answer(self) -> Answer {
        self.answer
            .recv()
            .unwrap_or_else(|_| Err((libc::EAI_SYSTEM, "System error".to_owned())))
    }
}

/// Runs `f` with all signals held back, so that a thread which it starts gets none: handlers
/// are for the VM's thread.
fn without_signals<T>(f: impl FnOnce() -> T) -> T {
    // SAFETY: zeroed sets are valid and filled in before they are used.
    unsafe {
        let (mut all, mut before) = std::mem::zeroed::<(libc::sigset_t, libc::sigset_t)>();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
        let result = f();
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, std::ptr::null_mut());
        result
    }
}

fn copied(entry: &libc::addrinfo) -> Resolved {
    let name = entry.ai_canonname;
    Resolved {
        family: entry.ai_family,
        kind: entry.ai_socktype,
        protocol: entry.ai_protocol,
        canonical_name: if name.is_null() {
            Vec::new()
        } else {
            // SAFETY: the resolver's names are NUL-terminated.
            unsafe { std::ffi::CStr::from_ptr(name) }
                .to_bytes()
                .to_vec()
        },
        // SAFETY: the resolver's address is as long as it says.
        address: unsafe {
            std::slice::from_raw_parts(entry.ai_addr.cast::<u8>(), entry.ai_addrlen as usize)
        }
        .to_vec(),
    }
}
