//! Calls to the host that may wait. While there are other threads these run meanwhile; a
//! thread that is alone waits in the call itself.
//!
//! Each answers `EINTR` when a signal or the debugger wants to be served.

use super::{Wait, Wake, is_alone, wait};
use crate::host::{Clock, Fd, HostResult, PollFd, host};

/// What a pipe that is ready takes without waiting.
const PIPE_BUF: usize = 4096;
/// Between two looks at something that cannot be waited for.
const SHORT: i128 = 1_000_000;
const LONG: i128 = 50_000_000;

fn now() -> i128 {
    host().clock(Clock::Monotonic)
}

/// Waits for an instant of the monotonic clock.
///
/// # Errors
/// `EINTR`
pub fn sleep_until(deadline: i128) -> HostResult<()> {
    loop {
        let (wake, _) = wait(Wait {
            deadline: Some(deadline),
            descriptors: Vec::new(),
        });
        match wake {
            Wake::Interrupted => return Err(libc::EINTR),
            _ if now() >= deadline => return Ok(()),
            _ => {}
        }
    }
}

/// [`Host::poll`](crate::host::Host::poll)
///
/// # Errors
/// An errno.
pub fn poll(descriptors: &mut [PollFd], timeout: i32) -> HostResult<usize> {
    if is_alone() || timeout == 0 {
        return host().poll(descriptors, timeout);
    }
    let deadline = (timeout > 0).then(|| now() + i128::from(timeout) * 1_000_000);
    loop {
        let ready = host().poll(descriptors, 0)?;
        if ready > 0 || deadline.is_some_and(|deadline| now() >= deadline) {
            return Ok(ready);
        }
        let (wake, _) = wait(Wait {
            deadline,
            descriptors: descriptors.to_vec(),
        });
        if wake == Wake::Interrupted {
            return Err(libc::EINTR);
        }
    }
}

/// Waits until a descriptor is ready for `events`. Comes back at once when the thread is
/// alone, when the descriptor does not wait anyway, and when the host cannot tell.
///
/// # Errors
/// `EINTR`
pub fn until_ready(fd: Fd, events: i16) -> HostResult<()> {
    if is_alone() || host().blocking(fd) == Ok(false) {
        return Ok(());
    }
    let mut descriptors = [PollFd {
        fd,
        events,
        revents: 0,
    }];
    match poll(&mut descriptors, -1) {
        Err(libc::EINTR) => Err(libc::EINTR),
        _ => Ok(()),
    }
}

/// [`Host::read`](crate::host::Host::read)
///
/// # Errors
/// An errno.
pub fn read(fd: Fd, buffer: &mut [u8]) -> HostResult<usize> {
    until_ready(fd, libc::POLLIN)?;
    host().read(fd, buffer)
}

/// [`Host::write`](crate::host::Host::write): all of it where the descriptor would wait.
///
/// # Errors
/// An errno, when nothing was written.
pub fn write(fd: Fd, data: &[u8]) -> HostResult<usize> {
    if is_alone() || host().blocking(fd) == Ok(false) || is_file(fd) {
        return host().write(fd, data);
    }
    in_pieces(data, |piece| {
        until_ready(fd, libc::POLLOUT)?;
        host().write(fd, piece)
    })
}

/// [`Host::send`](crate::host::Host::send)
///
/// # Errors
/// As [`write`].
pub fn send(fd: Fd, data: &[u8], flags: i32) -> HostResult<usize> {
    if is_alone() || flags & libc::MSG_DONTWAIT != 0 || host().blocking(fd) == Ok(false) {
        return host().send(fd, data, flags);
    }
    if data.is_empty() {
        return host().send(fd, data, flags);
    }
    let mut sent = 0;
    while sent < data.len() {
        let result = until_ready(fd, libc::POLLOUT)
            .and_then(|()| host().send(fd, &data[sent..], flags | libc::MSG_DONTWAIT));
        match result {
            Ok(count) => sent += count,
            Err(libc::EAGAIN) => {}
            Err(_) if sent > 0 => break,
            Err(errno) => return Err(errno),
        }
    }
    Ok(sent)
}

fn is_file(fd: Fd) -> bool {
    let kind = host().fstat(fd).map_or(0, |stat| stat.mode & libc::S_IFMT);
    kind == libc::S_IFREG
}

/// Writes no more at once than a descriptor that is ready takes.
fn in_pieces(data: &[u8], mut write: impl FnMut(&[u8]) -> HostResult<usize>) -> HostResult<usize> {
    if data.is_empty() {
        return write(data);
    }
    let mut written = 0;
    while written < data.len() {
        let end = data.len().min(written + PIPE_BUF);
        match write(&data[written..end]) {
            Ok(count) => written += count,
            Err(_) if written > 0 => break,
            Err(errno) => return Err(errno),
        }
    }
    Ok(written)
}

/// Tries again and again what the host cannot wait for, with growing pauses, until it has an
/// answer.
///
/// # Errors
/// `EINTR`, and those of `attempt`.
pub fn repeatedly<T>(mut attempt: impl FnMut() -> HostResult<Option<T>>) -> HostResult<T> {
    let mut pause = SHORT;
    loop {
        if let Some(answer) = attempt()? {
            return Ok(answer);
        }
        sleep_until(now() + pause)?;
        pause = (pause * 2).min(LONG);
    }
}

/// [`Host::wait_process`](crate::host::Host::wait_process)
///
/// # Errors
/// An errno.
pub fn wait_process(pid: i32, options: i32) -> HostResult<crate::host::WaitStatus> {
    if is_alone() || options & libc::WNOHANG != 0 {
        return host().wait_process(pid, options);
    }
    repeatedly(|| {
        let (found, status) = host().wait_process(pid, options | libc::WNOHANG)?;
        Ok((found != 0).then_some((found, status)))
    })
}

/// [`Network::epoll_wait`](crate::host::network::Network::epoll_wait)
///
/// # Errors
/// An errno.
pub fn epoll_wait(epoll: Fd, most: usize, timeout: i32) -> HostResult<Vec<(Fd, u32)>> {
    if is_alone() || timeout == 0 {
        return host().network().epoll_wait(epoll, most, timeout);
    }
    let mut descriptors = [PollFd {
        fd: epoll,
        events: libc::POLLIN,
        revents: 0,
    }];
    poll(&mut descriptors, timeout)?;
    host().network().epoll_wait(epoll, most, 0)
}

/// [`Network::connect`](crate::host::network::Network::connect)
///
/// # Errors
/// An errno; after `EINTR` connecting goes on.
pub fn connect(fd: Fd, address: &[u8]) -> HostResult<()> {
    let network = host().network();
    if is_alone() || host().blocking(fd) == Ok(false) {
        return network.connect(fd, address);
    }
    let attempt = || {
        host().set_blocking(fd, false)?;
        let result = network.connect(fd, address);
        host().set_blocking(fd, true)?;
        result
    };
    // A local socket whose queue is full does not tell when there is room.
    let started = repeatedly(|| match attempt() {
        Err(libc::EAGAIN) => Ok(None),
        result => Ok(Some(result)),
    })?;
    match started {
        Err(libc::EINPROGRESS) => {}
        result => return result,
    }
    until_ready(fd, libc::POLLOUT)?;
    let state = network.option(fd, libc::SOL_SOCKET, libc::SO_ERROR, 4)?;
    match state.try_into().map_or(0, i32::from_ne_bytes) {
        0 => Ok(()),
        errno => Err(errno),
    }
}

/// Waits until a name has been looked up.
///
/// # Errors
/// `EINTR`
pub fn until_resolved(resolving: &crate::host::network::Resolving) -> HostResult<()> {
    let mut descriptors = [PollFd {
        fd: resolving.descriptor(),
        events: libc::POLLIN,
        revents: 0,
    }];
    poll(&mut descriptors, -1).map(drop)
}
