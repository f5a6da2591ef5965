//! A host that lets a program compute and read, but change nothing and reach nobody.
//!
//! Denied: writing to files, directories and the environment, other processes and signals to
//! them, sockets but pairs of the program's own. It has the descriptors that it opened itself
//! ([`descriptors`]) and no input; what it writes to its standard streams goes to whoever watches
//! it. Limits of time and memory are the interpreter's, not the host's.

mod descriptors;

use std::cell::Cell;

use super::network::{Network, Question, ResolveError, Resolved};
use super::{Clock, DirEntry, Fd, Host, HostResult, PollFd, Stat, Tm, WaitStatus};
use descriptors::{Descriptors, Kind};

/// Denies effects of the host it wraps, with `EPERM`.
pub struct SandboxHost<H: Host> {
    inner: H,
    watcher: Watcher,
    descriptors: Descriptors,
    /// The signals that the program catches, as a bit set.
    caught: Cell<u64>,
}

/// Who watches the program.
#[derive(Debug, Clone, Copy)]
pub struct Watcher {
    /// Gets what it writes to its standard output (1) and error (2).
    pub output: fn(Fd, &[u8]),
    /// Is called before the program ends the process (`os._exit`), with the status.
    pub exit: fn(i32),
}

impl<H: Host> SandboxHost<H> {
    pub fn new(inner: H, watcher: Watcher) -> Self {
        Self {
            inner,
            watcher,
            descriptors: Descriptors::default(),
            caught: Cell::new(0),
        }
    }

    fn own(&self, fd: Fd) -> HostResult<Fd> {
        self.descriptors.own(fd)
    }

    fn opened(&self, fd: Fd) -> Fd {
        self.descriptors.add(fd, Kind::Own);
        fd
    }

    fn opened_both(&self, (one, other): (Fd, Fd)) -> (Fd, Fd) {
        (self.opened(one), self.opened(other))
    }

    fn catches(&self, signal: i32) -> bool {
        self.caught.get() & bit(signal) != 0
    }
}

fn bit(signal: i32) -> u64 {
    u32::try_from(signal)
        .ok()
        .and_then(|signal| 1_u64.checked_shl(signal))
        .unwrap_or(0)
}

/// Flags of `open` that write.
const WRITING: i32 = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND;
const DENIED: i32 = libc::EPERM;

impl<H: Host> Host for SandboxHost<H> {
    fn clock(&self, clock: Clock) -> i128 {
        self.inner.clock(clock)
    }

    fn clock_resolution(&self, clock: Clock) -> i128 {
        self.inner.clock_resolution(clock)
    }

    fn sleep(&self, nanoseconds: u64) -> HostResult<()> {
        self.inner.sleep(nanoseconds)
    }

    fn random(&self, buffer: &mut [u8]) -> HostResult<()> {
        self.inner.random(buffer)
    }

    fn local_time(&self, seconds: i64) -> HostResult<Tm> {
        self.inner.local_time(seconds)
    }

    fn make_time(&self, time: &Tm) -> HostResult<i64> {
        self.inner.make_time(time)
    }

    fn open(&self, path: &[u8], flags: i32, mode: u32) -> HostResult<Fd> {
        if flags & WRITING != 0 {
            return Err(DENIED);
        }
        self.inner.open(path, flags, mode).map(|fd| self.opened(fd))
    }

    /// The standard streams stay open.
    fn close(&self, fd: Fd) -> HostResult<()> {
        match self.descriptors.remove(fd)? {
            true => self.inner.close(fd),
            false => Ok(()),
        }
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> HostResult<usize> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.read(fd, buffer),
            Kind::Stream(0) => Ok(0),
            Kind::Stream(_) => Err(libc::EBADF),
        }
    }

    fn write(&self, fd: Fd, data: &[u8]) -> HostResult<usize> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.write(fd, data),
            Kind::Stream(0) => Err(libc::EBADF),
            Kind::Stream(stream) => {
                (self.watcher.output)(stream, data);
                Ok(data.len())
            }
        }
    }

    fn seek(&self, fd: Fd, offset: i64, whence: i32) -> HostResult<i64> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.seek(fd, offset, whence),
            Kind::Stream(_) => Err(libc::ESPIPE),
        }
    }

    fn truncate(&self, _fd: Fd, _length: i64) -> HostResult<()> {
        Err(DENIED)
    }

    fn sync(&self, fd: Fd) -> HostResult<()> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.sync(fd),
            Kind::Stream(_) => Err(libc::EINVAL),
        }
    }

    fn is_terminal(&self, fd: Fd) -> bool {
        self.own(fd).is_ok_and(|fd| self.inner.is_terminal(fd))
    }

    fn fstat(&self, fd: Fd) -> HostResult<Stat> {
        self.descriptors.kind(fd)?;
        self.inner.fstat(fd)
    }

    fn duplicate(&self, fd: Fd) -> HostResult<Fd> {
        let kind = self.descriptors.kind(fd)?;
        let copy = self.inner.duplicate(fd)?;
        self.descriptors.add(copy, kind);
        Ok(copy)
    }

    /// Onto a descriptor of its own or one that nobody has.
    fn duplicate_to(&self, fd: Fd, target: Fd, inheritable: bool) -> HostResult<Fd> {
        let kind = self.descriptors.kind(fd)?;
        if self.own(target).is_err() && self.inner.fstat(target).is_ok() {
            return Err(DENIED);
        }
        let copy = self.inner.duplicate_to(fd, target, inheritable)?;
        self.descriptors.add(copy, kind);
        Ok(copy)
    }

    fn pipe(&self) -> HostResult<(Fd, Fd)> {
        self.inner.pipe().map(|ends| self.opened_both(ends))
    }

    fn inheritable(&self, fd: Fd) -> HostResult<bool> {
        self.descriptors.kind(fd)?;
        self.inner.inheritable(fd)
    }

    fn set_inheritable(&self, fd: Fd, inheritable: bool) -> HostResult<()> {
        self.inner.set_inheritable(self.own(fd)?, inheritable)
    }

    fn blocking(&self, fd: Fd) -> HostResult<bool> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.blocking(fd),
            Kind::Stream(_) => Ok(true),
        }
    }

    fn set_blocking(&self, fd: Fd, blocking: bool) -> HostResult<()> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.set_blocking(fd, blocking),
            Kind::Stream(_) => Err(DENIED),
        }
    }

    fn terminal_size(&self, fd: Fd) -> HostResult<(u16, u16)> {
        match self.descriptors.kind(fd)? {
            Kind::Own => self.inner.terminal_size(fd),
            Kind::Stream(_) => Err(libc::ENOTTY),
        }
    }

    fn poll(&self, descriptors: &mut [PollFd], timeout: i32) -> HostResult<usize> {
        let asked: Vec<Fd> = descriptors.iter().map(|asked| asked.fd).collect();
        for asked in &mut *descriptors {
            if asked.fd >= 0 && self.descriptors.kind(asked.fd).is_err() {
                // Nobody has it: answered as not open.
                asked.fd = Fd::MAX;
            }
        }
        let ready = self.inner.poll(descriptors, timeout);
        for (answered, fd) in descriptors.iter_mut().zip(asked) {
            answered.fd = fd;
        }
        ready
    }

    fn stat(&self, path: &[u8], follow: bool) -> HostResult<Stat> {
        self.inner.stat(path, follow)
    }

    fn list_directory(&self, path: &[u8]) -> HostResult<Vec<DirEntry>> {
        self.inner.list_directory(path)
    }

    fn make_directory(&self, _path: &[u8], _mode: u32) -> HostResult<()> {
        Err(DENIED)
    }

    fn remove_directory(&self, _path: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn unlink(&self, _path: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn rename(&self, _from: &[u8], _to: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn link(&self, _from: &[u8], _to: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn symlink(&self, _target: &[u8], _path: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn read_link(&self, path: &[u8]) -> HostResult<Vec<u8>> {
        self.inner.read_link(path)
    }

    fn change_mode(&self, _path: &[u8], _mode: u32) -> HostResult<()> {
        Err(DENIED)
    }

    fn access(&self, path: &[u8], mode: i32) -> bool {
        self.inner.access(path, mode)
    }

    fn set_times(&self, _path: &[u8], _atime_ns: i128, _mtime_ns: i128) -> HostResult<()> {
        Err(DENIED)
    }

    fn current_directory(&self) -> HostResult<Vec<u8>> {
        self.inner.current_directory()
    }

    fn change_directory(&self, _path: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn set_umask(&self, mask: u32) -> u32 {
        mask
    }

    fn environment(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.inner.environment()
    }

    fn set_environment(&self, _name: &[u8], _value: Option<&[u8]>) -> HostResult<()> {
        Err(DENIED)
    }

    fn process_id(&self) -> i32 {
        self.inner.process_id()
    }

    fn parent_process_id(&self) -> i32 {
        self.inner.parent_process_id()
    }

    fn user_ids(&self) -> [u32; 4] {
        self.inner.user_ids()
    }

    fn system_names(&self) -> [String; 5] {
        self.inner.system_names()
    }

    fn cpu_count(&self) -> usize {
        self.inner.cpu_count()
    }

    fn executable(&self) -> Option<Vec<u8>> {
        self.inner.executable()
    }

    fn fork(&self) -> HostResult<i32> {
        Err(DENIED)
    }

    fn execute(&self, _path: &[u8], _args: &[Vec<u8>], _env: Option<&[Vec<u8>]>) -> i32 {
        DENIED
    }

    fn wait_process(&self, _pid: i32, _options: i32) -> HostResult<WaitStatus> {
        Err(DENIED)
    }

    /// To itself only, and only what it catches: what would end it ends no report with it.
    fn kill(&self, pid: i32, signal: i32) -> HostResult<()> {
        if pid != self.inner.process_id() || !self.catches(signal) {
            return Err(DENIED);
        }
        self.inner.kill(pid, signal)
    }

    fn exit(&self, status: i32) -> ! {
        (self.watcher.exit)(status);
        self.inner.exit(status)
    }

    fn catch_signal(&self, signal: i32) -> HostResult<()> {
        self.inner.catch_signal(signal)?;
        self.caught.set(self.caught.get() | bit(signal));
        Ok(())
    }

    fn release_signal(&self, signal: i32, ignore: bool) -> HostResult<()> {
        self.inner.release_signal(signal, ignore)?;
        self.caught.set(self.caught.get() & !bit(signal));
        Ok(())
    }

    fn take_signals(&self) -> u64 {
        self.inner.take_signals()
    }

    fn set_wakeup(&self, fd: Fd) -> Fd {
        self.inner.set_wakeup(self.own(fd).unwrap_or(-1))
    }

    fn alarm(&self, seconds: u32) -> u32 {
        match self.catches(libc::SIGALRM) {
            true => self.inner.alarm(seconds),
            false => 0,
        }
    }

    fn socket(&self, _family: i32, _kind: i32, _protocol: i32) -> HostResult<Fd> {
        Err(DENIED)
    }

    /// Both ends are the program's own: event loops wake themselves up by one.
    fn socket_pair(&self, family: i32, kind: i32, protocol: i32) -> HostResult<(Fd, Fd)> {
        if family != libc::AF_UNIX {
            return Err(DENIED);
        }
        let ends = self.inner.socket_pair(family, kind, protocol)?;
        Ok(self.opened_both(ends))
    }

    fn receive(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<usize> {
        self.inner.receive(self.own(fd)?, buffer, flags)
    }

    fn send(&self, fd: Fd, data: &[u8], flags: i32) -> HostResult<usize> {
        self.inner.send(self.own(fd)?, data, flags)
    }

    fn shutdown(&self, fd: Fd, how: i32) -> HostResult<()> {
        self.inner.shutdown(self.own(fd)?, how)
    }

    fn control(&self) -> &dyn super::control::Control {
        &super::control::DeniedControl(DENIED)
    }

    fn network(&self) -> &dyn super::network::Network {
        self
    }

    fn new_session(&self) -> HostResult<i32> {
        Err(DENIED)
    }

    fn process_descriptor(&self, _pid: i32, _flags: u32) -> HostResult<Fd> {
        Err(DENIED)
    }

    fn process_group(&self, pid: i32) -> HostResult<i32> {
        self.inner.process_group(pid)
    }

    fn set_process_group(&self, _pid: i32, _group: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn affinity(&self, pid: i32) -> HostResult<Vec<usize>> {
        self.inner.affinity(pid)
    }

    fn load_average(&self) -> HostResult<[f64; 3]> {
        self.inner.load_average()
    }
}

/// Reading and waiting work; nothing gets a name or reaches one.
impl<H: Host> Network for SandboxHost<H> {
    fn bind(&self, _fd: Fd, _address: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn connect(&self, _fd: Fd, _address: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn listen(&self, _fd: Fd, _backlog: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn accept(&self, _fd: Fd) -> HostResult<(Fd, Vec<u8>)> {
        Err(DENIED)
    }

    fn local_name(&self, fd: Fd) -> HostResult<Vec<u8>> {
        self.inner.network().local_name(self.own(fd)?)
    }

    fn peer_name(&self, fd: Fd) -> HostResult<Vec<u8>> {
        self.inner.network().peer_name(self.own(fd)?)
    }

    fn option(&self, fd: Fd, level: i32, option: i32, size: usize) -> HostResult<Vec<u8>> {
        let fd = self.own(fd)?;
        self.inner.network().option(fd, level, option, size)
    }

    fn set_option(&self, _fd: Fd, _level: i32, _option: i32, _value: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn receive_from(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<(usize, Vec<u8>)> {
        let fd = self.own(fd)?;
        self.inner.network().receive_from(fd, buffer, flags)
    }

    fn send_to(&self, _fd: Fd, _data: &[u8], _flags: i32, _address: &[u8]) -> HostResult<usize> {
        Err(DENIED)
    }

    fn resolve(&self, _question: Question<'_>) -> Result<Vec<Resolved>, ResolveError> {
        Err((
            libc::EAI_FAIL,
            "Non-recoverable failure in name resolution".to_owned(),
        ))
    }

    fn epoll_create(&self) -> HostResult<Fd> {
        let epoll = self.inner.network().epoll_create()?;
        Ok(self.opened(epoll))
    }

    fn epoll_control(&self, epoll: Fd, operation: i32, fd: Fd, events: u32) -> HostResult<()> {
        self.descriptors.kind(fd)?;
        let epoll = self.own(epoll)?;
        let network = self.inner.network();
        network.epoll_control(epoll, operation, fd, events)
    }

    fn epoll_wait(&self, epoll: Fd, most: usize, timeout: i32) -> HostResult<Vec<(Fd, u32)>> {
        let epoll = self.own(epoll)?;
        self.inner.network().epoll_wait(epoll, most, timeout)
    }
}
