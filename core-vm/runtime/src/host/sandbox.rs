//! A host that lets a program compute and read, but change nothing and reach nobody.
//!
//! Denied: writing to files, directories and the environment, other processes, signals,
//! sockets. Standard output and error still work. Limits of time and memory are the
//! interpreter's, not the host's.

use super::{Clock, DirEntry, Fd, Host, HostResult, PollFd, Stat, Tm, WaitStatus};

/// Denies effects of the host it wraps, with `EPERM`.
pub struct SandboxHost<H: Host> {
    inner: H,
    output: Option<Output>,
}

/// Gets what the program writes to its standard output (1) and error (2).
pub type Output = fn(Fd, &[u8]);

impl<H: Host> SandboxHost<H> {
    /// A sandbox whose program may use the standard streams.
    pub fn new(inner: H) -> Self {
        Self {
            inner,
            output: None,
        }
    }

    /// A sandbox whose program has no input, and whose output goes to a function alone.
    pub fn watched(inner: H, output: Output) -> Self {
        Self {
            inner,
            output: Some(output),
        }
    }
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
        self.inner.open(path, flags, mode)
    }

    fn close(&self, fd: Fd) -> HostResult<()> {
        self.inner.close(fd)
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> HostResult<usize> {
        if fd == 0 && self.output.is_some() {
            return Ok(0);
        }
        self.inner.read(fd, buffer)
    }

    fn write(&self, fd: Fd, data: &[u8]) -> HostResult<usize> {
        match self.output {
            Some(output) if fd == 1 || fd == 2 => {
                output(fd, data);
                Ok(data.len())
            }
            _ => self.inner.write(fd, data),
        }
    }

    fn seek(&self, fd: Fd, offset: i64, whence: i32) -> HostResult<i64> {
        self.inner.seek(fd, offset, whence)
    }

    fn truncate(&self, _fd: Fd, _length: i64) -> HostResult<()> {
        Err(DENIED)
    }

    fn sync(&self, fd: Fd) -> HostResult<()> {
        self.inner.sync(fd)
    }

    fn is_terminal(&self, fd: Fd) -> bool {
        self.inner.is_terminal(fd)
    }

    fn fstat(&self, fd: Fd) -> HostResult<Stat> {
        self.inner.fstat(fd)
    }

    fn duplicate(&self, fd: Fd) -> HostResult<Fd> {
        self.inner.duplicate(fd)
    }

    fn duplicate_to(&self, fd: Fd, target: Fd, inheritable: bool) -> HostResult<Fd> {
        self.inner.duplicate_to(fd, target, inheritable)
    }

    fn pipe(&self) -> HostResult<(Fd, Fd)> {
        self.inner.pipe()
    }

    fn inheritable(&self, fd: Fd) -> HostResult<bool> {
        self.inner.inheritable(fd)
    }

    fn set_inheritable(&self, fd: Fd, inheritable: bool) -> HostResult<()> {
        self.inner.set_inheritable(fd, inheritable)
    }

    fn blocking(&self, fd: Fd) -> HostResult<bool> {
        self.inner.blocking(fd)
    }

    fn set_blocking(&self, fd: Fd, blocking: bool) -> HostResult<()> {
        self.inner.set_blocking(fd, blocking)
    }

    fn terminal_size(&self, fd: Fd) -> HostResult<(u16, u16)> {
        self.inner.terminal_size(fd)
    }

    fn poll(&self, descriptors: &mut [PollFd], timeout: i32) -> HostResult<usize> {
        self.inner.poll(descriptors, timeout)
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

    fn kill(&self, _pid: i32, _signal: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn exit(&self, status: i32) -> ! {
        self.inner.exit(status)
    }

    fn catch_signal(&self, _signal: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn release_signal(&self, _signal: i32, _ignore: bool) -> HostResult<()> {
        Err(DENIED)
    }

    fn take_signals(&self) -> u64 {
        self.inner.take_signals()
    }

    fn set_wakeup(&self, _fd: Fd) -> Fd {
        -1
    }

    fn alarm(&self, _seconds: u32) -> u32 {
        0
    }

    fn socket(&self, _family: i32, _kind: i32, _protocol: i32) -> HostResult<Fd> {
        Err(DENIED)
    }

    fn socket_pair(&self, _family: i32, _kind: i32, _protocol: i32) -> HostResult<(Fd, Fd)> {
        Err(DENIED)
    }

    fn receive(&self, _fd: Fd, _buffer: &mut [u8], _flags: i32) -> HostResult<usize> {
        Err(DENIED)
    }

    fn send(&self, _fd: Fd, _data: &[u8], _flags: i32) -> HostResult<usize> {
        Err(DENIED)
    }

    fn shutdown(&self, _fd: Fd, _how: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn control(&self) -> &dyn super::control::Control {
        &super::control::DeniedControl(DENIED)
    }

    fn network(&self) -> &dyn super::network::Network {
        &super::network::DeniedNetwork(DENIED)
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
