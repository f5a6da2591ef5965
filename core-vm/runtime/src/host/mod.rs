//! Every effect on or from the outside: clock, randomness, files, environment,
//! standard streams, processes, signals.
//!
//! [`Host`] is the only door. [`system::SystemHost`] is the real thing,
//! [`sandbox::SandboxHost`] denies what could change or leave the machine, and
//! [`overlay::LibraryOverlay`] shows the embedded library as read-only files in front of
//! either. Nothing in the VM calls the operating system past [`host`].

use std::cell::OnceCell;

pub mod control;
pub mod fault;
pub mod mapping;
pub mod network;
pub mod overlay;
pub mod sandbox;
pub mod system;
mod system_process;

/// What a call to the host gives: a value or an errno.
pub type HostResult<T> = Result<T, i32>;

/// A file descriptor.
pub type Fd = i32;

/// The clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Realtime,
    Monotonic,
    ProcessCpu,
    ThreadCpu,
}

/// What `stat` tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stat {
    pub mode: u32,
    pub ino: u64,
    pub dev: u64,
    pub nlink: u64,
    pub uid: u32,
    pub gid: u32,
    pub size: i64,
    pub atime_ns: i128,
    pub mtime_ns: i128,
    pub ctime_ns: i128,
    pub blksize: i64,
    pub blocks: i64,
    pub rdev: u64,
}

/// Kinds of directory entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Directory,
    Symlink,
    Other,
    Unknown,
}

/// One entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    pub name: Vec<u8>,
    pub kind: EntryKind,
    pub ino: u64,
}

/// A broken-down local or UTC time (`struct tm` with its zone).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tm {
    pub year: i64,
    /// 1 to 12.
    pub month: i32,
    pub day: i32,
    pub hour: i32,
    pub minute: i32,
    pub second: i32,
    /// Monday is 0.
    pub weekday: i32,
    /// From 1.
    pub yearday: i32,
    pub is_dst: i32,
    pub zone: String,
    pub offset: i64,
}

/// What `poll` waits for and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollFd {
    pub fd: Fd,
    pub events: i16,
    pub revents: i16,
}

/// How a process ended: `waitpid`'s pid and raw status.
pub type WaitStatus = (i32, i32);

/// The outside. Paths are bytes as the operating system takes them.
pub trait Host {
    // ---- time and randomness

    /// Nanoseconds of a clock.
    fn clock(&self, clock: Clock) -> i128;
    /// Resolution of a clock in nanoseconds.
    fn clock_resolution(&self, clock: Clock) -> i128;
    /// Sleeps; `EINTR` when a signal came first.
    fn sleep(&self, nanoseconds: u64) -> HostResult<()>;
    /// Fills a buffer with random bytes.
    fn random(&self, buffer: &mut [u8]) -> HostResult<()>;
    /// Seconds since the epoch as local time.
    fn local_time(&self, seconds: i64) -> HostResult<Tm>;
    /// Local time to seconds since the epoch (`mktime`).
    fn make_time(&self, time: &Tm) -> HostResult<i64>;

    // ---- descriptors

    fn open(&self, path: &[u8], flags: i32, mode: u32) -> HostResult<Fd>;
    fn close(&self, fd: Fd) -> HostResult<()>;
    fn read(&self, fd: Fd, buffer: &mut [u8]) -> HostResult<usize>;
    fn write(&self, fd: Fd, data: &[u8]) -> HostResult<usize>;
    fn seek(&self, fd: Fd, offset: i64, whence: i32) -> HostResult<i64>;
    fn truncate(&self, fd: Fd, length: i64) -> HostResult<()>;
    fn sync(&self, fd: Fd) -> HostResult<()>;
    fn is_terminal(&self, fd: Fd) -> bool;
    fn fstat(&self, fd: Fd) -> HostResult<Stat>;
    fn duplicate(&self, fd: Fd) -> HostResult<Fd>;
    fn duplicate_to(&self, fd: Fd, target: Fd, inheritable: bool) -> HostResult<Fd>;
    fn pipe(&self) -> HostResult<(Fd, Fd)>;
    fn inheritable(&self, fd: Fd) -> HostResult<bool>;
    fn set_inheritable(&self, fd: Fd, inheritable: bool) -> HostResult<()>;
    fn blocking(&self, fd: Fd) -> HostResult<bool>;
    fn set_blocking(&self, fd: Fd, blocking: bool) -> HostResult<()>;
    /// Columns and lines of a terminal.
    fn terminal_size(&self, fd: Fd) -> HostResult<(u16, u16)>;
    /// Waits until a descriptor is ready, at most `timeout` milliseconds (-1: for ever).
    fn poll(&self, descriptors: &mut [PollFd], timeout: i32) -> HostResult<usize>;

    // ---- files

    fn stat(&self, path: &[u8], follow: bool) -> HostResult<Stat>;
    fn list_directory(&self, path: &[u8]) -> HostResult<Vec<DirEntry>>;
    fn make_directory(&self, path: &[u8], mode: u32) -> HostResult<()>;
    fn remove_directory(&self, path: &[u8]) -> HostResult<()>;
    fn unlink(&self, path: &[u8]) -> HostResult<()>;
    fn rename(&self, from: &[u8], to: &[u8]) -> HostResult<()>;
    fn link(&self, from: &[u8], to: &[u8]) -> HostResult<()>;
    fn symlink(&self, target: &[u8], path: &[u8]) -> HostResult<()>;
    fn read_link(&self, path: &[u8]) -> HostResult<Vec<u8>>;
    fn change_mode(&self, path: &[u8], mode: u32) -> HostResult<()>;
    fn access(&self, path: &[u8], mode: i32) -> bool;
    /// Sets access and modification time.
    fn set_times(&self, path: &[u8], atime_ns: i128, mtime_ns: i128) -> HostResult<()>;
    fn current_directory(&self) -> HostResult<Vec<u8>>;
    fn change_directory(&self, path: &[u8]) -> HostResult<()>;
    fn set_umask(&self, mask: u32) -> u32;

    // ---- process and environment

    fn environment(&self) -> Vec<(Vec<u8>, Vec<u8>)>;
    /// Sets a variable, or removes it.
    fn set_environment(&self, name: &[u8], value: Option<&[u8]>) -> HostResult<()>;
    fn process_id(&self) -> i32;
    fn parent_process_id(&self) -> i32;
    /// Real user, effective user, real group, effective group.
    fn user_ids(&self) -> [u32; 4];
    /// `sysname`, `nodename`, `release`, `version`, `machine`.
    fn system_names(&self) -> [String; 5];
    fn cpu_count(&self) -> usize;
    /// The path of the running executable.
    fn executable(&self) -> Option<Vec<u8>>;
    /// Splits the process: 0 in the child.
    fn fork(&self) -> HostResult<i32>;
    /// Replaces the process image; returns only on failure.
    fn execute(&self, path: &[u8], args: &[Vec<u8>], env: Option<&[Vec<u8>]>) -> i32;
    fn wait_process(&self, pid: i32, options: i32) -> HostResult<WaitStatus>;
    /// Makes the process the leader of a new session (`setsid`).
    fn new_session(&self) -> HostResult<i32>;
    /// A descriptor that becomes readable when the process ends (`pidfd_open`).
    fn process_descriptor(&self, pid: i32, flags: u32) -> HostResult<Fd>;
    fn process_group(&self, pid: i32) -> HostResult<i32>;
    fn set_process_group(&self, pid: i32, group: i32) -> HostResult<()>;
    /// Processors that the process may run on.
    fn affinity(&self, pid: i32) -> HostResult<Vec<usize>>;
    /// Averages of 1, 5 and 15 minutes.
    fn load_average(&self) -> HostResult<[f64; 3]>;
    fn kill(&self, pid: i32, signal: i32) -> HostResult<()>;
    /// Ends the process at once.
    fn exit(&self, status: i32) -> !;

    // ---- signals

    /// Catches a signal: it becomes pending, see [`Host::take_signals`].
    fn catch_signal(&self, signal: i32) -> HostResult<()>;
    /// Gives a signal its default action, or ignores it.
    fn release_signal(&self, signal: i32, ignore: bool) -> HostResult<()>;
    /// Signals that came since the last call, as a bit set (bit n: signal n).
    fn take_signals(&self) -> u64;
    /// A descriptor that gets the number of each signal caught; -1: none.
    fn set_wakeup(&self, fd: Fd) -> Fd;
    fn alarm(&self, seconds: u32) -> u32;

    // ---- sockets

    fn socket(&self, family: i32, kind: i32, protocol: i32) -> HostResult<Fd>;
    fn socket_pair(&self, family: i32, kind: i32, protocol: i32) -> HostResult<(Fd, Fd)>;
    fn receive(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<usize>;
    fn send(&self, fd: Fd, data: &[u8], flags: i32) -> HostResult<usize>;
    fn shutdown(&self, fd: Fd, how: i32) -> HostResult<()>;
    /// Everything else about sockets.
    fn network(&self) -> &dyn network::Network;
    /// Limits, file control, terminals, the log.
    fn control(&self) -> &dyn control::Control;
}

struct Current(OnceCell<Box<dyn Host>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Current {}
static CURRENT: Current = Current(OnceCell::new());

/// The host of this process; the system itself unless another was installed first.
pub fn host() -> &'static dyn Host {
    &**CURRENT.0.get_or_init(|| Box::new(system::SystemHost))
}

/// Installs the host. Must come before anything asks for it.
///
/// # Errors
/// The host itself, when one is installed already.
pub fn install(host: Box<dyn Host>) -> Result<(), Box<dyn Host>> {
    CURRENT.0.set(host)
}
