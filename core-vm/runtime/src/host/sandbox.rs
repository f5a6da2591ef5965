//! A host that lets a program compute and read, but change nothing and reach nobody.
//!
//! Denied: writing to files, directories and the environment, other processes, signals,
//! sockets. Standard output and error still work. Limits of time and memory are the
//! interpreter's, not the host's.

use super::{Clock, DirEntry, Fd, Host, HostResult, PollFd, Stat, Tm, WaitStatus};

/// Denies effects of the host it wraps, with `EPERM`.
pub struct SandboxHost<H: Host>(pub H);

/// Flags of `open` that write.
const WRITING: i32 = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND;
const DENIED: i32 = libc::EPERM;

impl<H: Host> Host for SandboxHost<H> {
    fn clock(&self, clock: Clock) -> i128 {
        self.0.clock(clock)
    }

    fn clock_resolution(&self, clock: Clock) -> i128 {
        self.0.clock_resolution(clock)
    }

    fn sleep(&self, nanoseconds: u64) -> HostResult<()> {
        self.0.sleep(nanoseconds)
    }

    fn random(&self, buffer: &mut [u8]) -> HostResult<()> {
        self.0.random(buffer)
    }

    fn local_time(&self, seconds: i64) -> HostResult<Tm> {
        self.0.local_time(seconds)
    }

    fn make_time(&self, time: &Tm) -> HostResult<i64> {
        self.0.make_time(time)
    }

    fn open(&self, path: &[u8], flags: i32, mode: u32) -> HostResult<Fd> {
        if flags & WRITING != 0 {
            return Err(DENIED);
        }
        self.0.open(path, flags, mode)
    }

    fn close(&self, fd: Fd) -> HostResult<()> {
        self.0.close(fd)
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> HostResult<usize> {
        self.0.read(fd, buffer)
    }

    fn write(&self, fd: Fd, data: &[u8]) -> HostResult<usize> {
        self.0.write(fd, data)
    }

    fn seek(&self, fd: Fd, offset: i64, whence: i32) -> HostResult<i64> {
        self.0.seek(fd, offset, whence)
    }

    fn truncate(&self, _fd: Fd, _length: i64) -> HostResult<()> {
        Err(DENIED)
    }

    fn sync(&self, fd: Fd) -> HostResult<()> {
        self.0.sync(fd)
    }

    fn is_terminal(&self, fd: Fd) -> bool {
        self.0.is_terminal(fd)
    }

    fn fstat(&self, fd: Fd) -> HostResult<Stat> {
        self.0.fstat(fd)
    }

    fn duplicate(&self, fd: Fd) -> HostResult<Fd> {
        self.0.duplicate(fd)
    }

    fn duplicate_to(&self, fd: Fd, target: Fd, inheritable: bool) -> HostResult<Fd> {
        self.0.duplicate_to(fd, target, inheritable)
    }

    fn pipe(&self) -> HostResult<(Fd, Fd)> {
        self.0.pipe()
    }

    fn inheritable(&self, fd: Fd) -> HostResult<bool> {
        self.0.inheritable(fd)
    }

    fn set_inheritable(&self, fd: Fd, inheritable: bool) -> HostResult<()> {
        self.0.set_inheritable(fd, inheritable)
    }

    fn blocking(&self, fd: Fd) -> HostResult<bool> {
        self.0.blocking(fd)
    }

    fn set_blocking(&self, fd: Fd, blocking: bool) -> HostResult<()> {
        self.0.set_blocking(fd, blocking)
    }

    fn terminal_size(&self, fd: Fd) -> HostResult<(u16, u16)> {
        self.0.terminal_size(fd)
    }

    fn poll(&self, descriptors: &mut [PollFd], timeout: i32) -> HostResult<usize> {
        self.0.poll(descriptors, timeout)
    }

    fn stat(&self, path: &[u8], follow: bool) -> HostResult<Stat> {
        self.0.stat(path, follow)
    }

    fn list_directory(&self, path: &[u8]) -> HostResult<Vec<DirEntry>> {
        self.0.list_directory(path)
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
        self.0.read_link(path)
    }

    fn change_mode(&self, _path: &[u8], _mode: u32) -> HostResult<()> {
        Err(DENIED)
    }

    fn access(&self, path: &[u8], mode: i32) -> bool {
        self.0.access(path, mode)
    }

    fn set_times(&self, _path: &[u8], _atime_ns: i128, _mtime_ns: i128) -> HostResult<()> {
        Err(DENIED)
    }

    fn current_directory(&self) -> HostResult<Vec<u8>> {
        self.0.current_directory()
    }

    fn change_directory(&self, _path: &[u8]) -> HostResult<()> {
        Err(DENIED)
    }

    fn set_umask(&self, mask: u32) -> u32 {
        mask
    }

    fn environment(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.0.environment()
    }

    fn set_environment(&self, _name: &[u8], _value: Option<&[u8]>) -> HostResult<()> {
        Err(DENIED)
    }

    fn process_id(&self) -> i32 {
        self.0.process_id()
    }

    fn parent_process_id(&self) -> i32 {
        self.0.parent_process_id()
    }

    fn user_ids(&self) -> [u32; 4] {
        self.0.user_ids()
    }

    fn system_names(&self) -> [String; 5] {
        self.0.system_names()
    }

    fn cpu_count(&self) -> usize {
        self.0.cpu_count()
    }

    fn executable(&self) -> Option<Vec<u8>> {
        self.0.executable()
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
        self.0.exit(status)
    }

    fn catch_signal(&self, _signal: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn release_signal(&self, _signal: i32, _ignore: bool) -> HostResult<()> {
        Err(DENIED)
    }

    fn take_signals(&self) -> u64 {
        self.0.take_signals()
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
        self.0.process_group(pid)
    }

    fn set_process_group(&self, _pid: i32, _group: i32) -> HostResult<()> {
        Err(DENIED)
    }

    fn affinity(&self, pid: i32) -> HostResult<Vec<usize>> {
        self.0.affinity(pid)
    }

    fn load_average(&self) -> HostResult<[f64; 3]> {
        self.0.load_average()
    }
}
