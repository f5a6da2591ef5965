//! The real operating system: time, files, environment. Processes and signals are
//! in `system_process`.

use std::ffi::CString;
use std::io::IsTerminal;
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use super::system_process as process;
use super::{Clock, DirEntry, EntryKind, Fd, Host, HostResult, PollFd, Stat, Tm, WaitStatus};

/// Calls the operating system.
pub struct SystemHost;

/// The errno of the last call.
pub(super) fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// A negative answer is a failure.
pub(super) fn check(result: i32) -> HostResult<i32> {
    if result < 0 { Err(errno()) } else { Ok(result) }
}

pub(super) fn check_size(result: isize) -> HostResult<usize> {
    usize::try_from(result).map_err(|_| errno())
}

pub(super) fn c_string(path: &[u8]) -> HostResult<CString> {
    CString::new(path).map_err(|_| libc::EINVAL)
}

fn clock_id(clock: Clock) -> libc::clockid_t {
    match clock {
        Clock::Realtime => libc::CLOCK_REALTIME,
        Clock::Monotonic => libc::CLOCK_MONOTONIC,
        Clock::ProcessCpu => libc::CLOCK_PROCESS_CPUTIME_ID,
        Clock::ThreadCpu => libc::CLOCK_THREAD_CPUTIME_ID,
    }
}

fn nanoseconds(time: libc::timespec) -> i128 {
    i128::from(time.tv_sec) * 1_000_000_000 + i128::from(time.tv_nsec)
}

pub(super) fn timespec(nanoseconds: i128) -> libc::timespec {
    libc::timespec {
        tv_sec: nanoseconds.div_euclid(1_000_000_000) as libc::time_t,
        tv_nsec: nanoseconds.rem_euclid(1_000_000_000) as libc::c_long,
    }
}

fn stat_of(raw: &libc::stat) -> Stat {
    let time = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    Stat {
        mode: raw.st_mode,
        ino: raw.st_ino,
        dev: raw.st_dev,
        nlink: raw.st_nlink,
        uid: raw.st_uid,
        gid: raw.st_gid,
        size: raw.st_size,
        atime_ns: time(raw.st_atime, raw.st_atime_nsec),
        mtime_ns: time(raw.st_mtime, raw.st_mtime_nsec),
        ctime_ns: time(raw.st_ctime, raw.st_ctime_nsec),
        blksize: raw.st_blksize,
        blocks: raw.st_blocks,
        rdev: raw.st_rdev,
    }
}

fn tm_of(raw: &libc::tm) -> Tm {
    let zone = if raw.tm_zone.is_null() {
        String::new()
    } else {
        // SAFETY: the C library's zone names are static NUL-terminated strings.
        unsafe { std::ffi::CStr::from_ptr(raw.tm_zone) }
            .to_string_lossy()
            .into_owned()
    };
    Tm {
        year: i64::from(raw.tm_year) + 1900,
        month: raw.tm_mon + 1,
        day: raw.tm_mday,
        hour: raw.tm_hour,
        minute: raw.tm_min,
        second: raw.tm_sec,
        weekday: (raw.tm_wday + 6) % 7,
        yearday: raw.tm_yday + 1,
        is_dst: raw.tm_isdst,
        zone,
        offset: raw.tm_gmtoff,
    }
}

impl Host for SystemHost {
    fn clock(&self, clock: Clock) -> i128 {
        let mut time = timespec(0);
        // SAFETY: the clock exists and `time` is writable.
        unsafe { libc::clock_gettime(clock_id(clock), &raw mut time) };
        nanoseconds(time)
    }

    fn clock_resolution(&self, clock: Clock) -> i128 {
        let mut time = timespec(1);
        // SAFETY: as above.
        unsafe { libc::clock_getres(clock_id(clock), &raw mut time) };
        nanoseconds(time)
    }

    fn sleep(&self, nanoseconds: u64) -> HostResult<()> {
        let time = timespec(i128::from(nanoseconds));
        // SAFETY: `time` is a valid duration; the rest is not asked for.
        check(unsafe { libc::nanosleep(&raw const time, std::ptr::null_mut()) }).map(drop)
    }

    fn random(&self, buffer: &mut [u8]) -> HostResult<()> {
        let mut filled = 0;
        while filled < buffer.len() {
            let rest = &mut buffer[filled..];
            // SAFETY: the buffer is writable for its length.
            filled +=
                check_size(unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) })?;
        }
        Ok(())
    }

    fn local_time(&self, seconds: i64) -> HostResult<Tm> {
        // SAFETY: an all-zero `tm` is valid; localtime_r fills it.
        unsafe {
            let mut raw: libc::tm = std::mem::zeroed();
            if libc::localtime_r(&raw const seconds, &raw mut raw).is_null() {
                return Err(errno());
            }
            Ok(tm_of(&raw))
        }
    }

    fn make_time(&self, time: &Tm) -> HostResult<i64> {
        // SAFETY: an all-zero `tm` is valid.
        let mut raw: libc::tm = unsafe { std::mem::zeroed() };
        raw.tm_year = i32::try_from(time.year - 1900).map_err(|_| libc::EOVERFLOW)?;
        raw.tm_mon = time.month - 1;
        raw.tm_mday = time.day;
        raw.tm_hour = time.hour;
        raw.tm_min = time.minute;
        raw.tm_sec = time.second;
        raw.tm_isdst = time.is_dst;
        raw.tm_wday = -1;
        // SAFETY: `raw` is a valid `tm`.
        let seconds = unsafe { libc::mktime(&raw mut raw) };
        if seconds == -1 && raw.tm_wday == -1 {
            return Err(libc::EOVERFLOW);
        }
        Ok(seconds)
    }

    fn open(&self, path: &[u8], flags: i32, mode: u32) -> HostResult<Fd> {
        let path = c_string(path)?;
        // SAFETY: a NUL-terminated path.
        check(unsafe { libc::open(path.as_ptr(), flags, mode) })
    }

    fn close(&self, fd: Fd) -> HostResult<()> {
        // SAFETY: closing a number is safe; what it names is the program's business.
        check(unsafe { libc::close(fd) }).map(drop)
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> HostResult<usize> {
        // SAFETY: the buffer is writable for its length.
        check_size(unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) })
    }

    fn write(&self, fd: Fd, data: &[u8]) -> HostResult<usize> {
        // SAFETY: the data is readable for its length.
        check_size(unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) })
    }

    fn seek(&self, fd: Fd, offset: i64, whence: i32) -> HostResult<i64> {
        // SAFETY: no memory is involved.
        let position = unsafe { libc::lseek(fd, offset, whence) };
        if position < 0 {
            Err(errno())
        } else {
            Ok(position)
        }
    }

    fn truncate(&self, fd: Fd, length: i64) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::ftruncate(fd, length) }).map(drop)
    }

    fn sync(&self, fd: Fd) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::fsync(fd) }).map(drop)
    }

    fn is_terminal(&self, fd: Fd) -> bool {
        // SAFETY: the descriptor is only borrowed for the question; -1 is excluded.
        fd >= 0 && unsafe { BorrowedFd::borrow_raw(fd) }.is_terminal()
    }

    fn fstat(&self, fd: Fd) -> HostResult<Stat> {
        // SAFETY: an all-zero `stat` is valid; fstat fills it.
        unsafe {
            let mut raw: libc::stat = std::mem::zeroed();
            check(libc::fstat(fd, &raw mut raw))?;
            Ok(stat_of(&raw))
        }
    }

    fn duplicate(&self, fd: Fd) -> HostResult<Fd> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
    }

    fn duplicate_to(&self, fd: Fd, target: Fd, inheritable: bool) -> HostResult<Fd> {
        // SAFETY: no memory is involved.
        check(unsafe {
            if inheritable {
                libc::dup2(fd, target)
            } else {
                libc::dup3(fd, target, libc::O_CLOEXEC)
            }
        })
    }

    fn pipe(&self) -> HostResult<(Fd, Fd)> {
        let mut ends = [0; 2];
        // SAFETY: room for two descriptors.
        check(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
        Ok((ends[0], ends[1]))
    }

    fn inheritable(&self, fd: Fd) -> HostResult<bool> {
        // SAFETY: no memory is involved.
        let flags = check(unsafe { libc::fcntl(fd, libc::F_GETFD) })?;
        Ok(flags & libc::FD_CLOEXEC == 0)
    }

    fn set_inheritable(&self, fd: Fd, inheritable: bool) -> HostResult<()> {
        // SAFETY: no memory is involved.
        unsafe {
            let flags = check(libc::fcntl(fd, libc::F_GETFD))?;
            let flags = if inheritable {
                flags & !libc::FD_CLOEXEC
            } else {
                flags | libc::FD_CLOEXEC
            };
            check(libc::fcntl(fd, libc::F_SETFD, flags)).map(drop)
        }
    }

    fn blocking(&self, fd: Fd) -> HostResult<bool> {
        // SAFETY: no memory is involved.
        let flags = check(unsafe { libc::fcntl(fd, libc::F_GETFL) })?;
        Ok(flags & libc::O_NONBLOCK == 0)
    }

    fn set_blocking(&self, fd: Fd, blocking: bool) -> HostResult<()> {
        // SAFETY: no memory is involved.
        unsafe {
            let flags = check(libc::fcntl(fd, libc::F_GETFL))?;
            let flags = if blocking {
                flags & !libc::O_NONBLOCK
            } else {
                flags | libc::O_NONBLOCK
            };
            check(libc::fcntl(fd, libc::F_SETFL, flags)).map(drop)
        }
    }

    fn terminal_size(&self, fd: Fd) -> HostResult<(u16, u16)> {
        // SAFETY: an all-zero `winsize` is valid; the request fills it.
        unsafe {
            let mut size: libc::winsize = std::mem::zeroed();
            check(libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size))?;
            Ok((size.ws_col, size.ws_row))
        }
    }

    fn poll(&self, descriptors: &mut [PollFd], timeout: i32) -> HostResult<usize> {
        let mut raw: Vec<libc::pollfd> = descriptors
            .iter()
            .map(|d| libc::pollfd {
                fd: d.fd,
                events: d.events,
                revents: 0,
            })
            .collect();
        // SAFETY: the array is as long as said.
        let ready =
            check(unsafe { libc::poll(raw.as_mut_ptr(), raw.len() as libc::nfds_t, timeout) })?;
        for (answer, raw) in descriptors.iter_mut().zip(&raw) {
            answer.revents = raw.revents;
        }
        Ok(ready as usize)
    }

    fn stat(&self, path: &[u8], follow: bool) -> HostResult<Stat> {
        let path = c_string(path)?;
        // SAFETY: an all-zero `stat` is valid; a NUL-terminated path.
        unsafe {
            let mut raw: libc::stat = std::mem::zeroed();
            check(if follow {
                libc::stat(path.as_ptr(), &raw mut raw)
            } else {
                libc::lstat(path.as_ptr(), &raw mut raw)
            })?;
            Ok(stat_of(&raw))
        }
    }

    fn list_directory(&self, path: &[u8]) -> HostResult<Vec<DirEntry>> {
        use std::os::unix::fs::DirEntryExt;
        let code = |error: std::io::Error| error.raw_os_error().unwrap_or(libc::EIO);
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(std::ffi::OsStr::from_bytes(path)).map_err(code)? {
            let entry = entry.map_err(code)?;
            let kind = match entry.file_type() {
                Ok(kind) if kind.is_symlink() => EntryKind::Symlink,
                Ok(kind) if kind.is_dir() => EntryKind::Directory,
                Ok(kind) if kind.is_file() => EntryKind::File,
                Ok(_) => EntryKind::Other,
                Err(_) => EntryKind::Unknown,
            };
            entries.push(DirEntry {
                ino: entry.ino(),
                name: entry.file_name().into_vec(),
                kind,
            });
        }
        Ok(entries)
    }

    fn make_directory(&self, path: &[u8], mode: u32) -> HostResult<()> {
        let path = c_string(path)?;
        // SAFETY: a NUL-terminated path.
        check(unsafe { libc::mkdir(path.as_ptr(), mode) }).map(drop)
    }

    fn remove_directory(&self, path: &[u8]) -> HostResult<()> {
        let path = c_string(path)?;
        // SAFETY: a NUL-terminated path.
        check(unsafe { libc::rmdir(path.as_ptr()) }).map(drop)
    }

    fn unlink(&self, path: &[u8]) -> HostResult<()> {
        let path = c_string(path)?;
        // SAFETY: a NUL-terminated path.
        check(unsafe { libc::unlink(path.as_ptr()) }).map(drop)
    }

    fn rename(&self, from: &[u8], to: &[u8]) -> HostResult<()> {
        let (from, to) = (c_string(from)?, c_string(to)?);
        // SAFETY: NUL-terminated paths.
        check(unsafe { libc::rename(from.as_ptr(), to.as_ptr()) }).map(drop)
    }

    fn link(&self, from: &[u8], to: &[u8]) -> HostResult<()> {
        let (from, to) = (c_string(from)?, c_string(to)?);
        // SAFETY: NUL-terminated paths.
        check(unsafe { libc::link(from.as_ptr(), to.as_ptr()) }).map(drop)
    }

    fn symlink(&self, target: &[u8], path: &[u8]) -> HostResult<()> {
        let (target, path) = (c_string(target)?, c_string(path)?);
        // SAFETY: NUL-terminated paths.
        check(unsafe { libc::symlink(target.as_ptr(), path.as_ptr()) }).map(drop)
    }

    fn read_link(&self, path: &[u8]) -> HostResult<Vec<u8>> {
        std::fs::read_link(std::ffi::OsStr::from_bytes(path))
            .map(|target| target.into_os_string().into_vec())
            .map_err(|error| error.raw_os_error().unwrap_or(libc::EIO))
    }

    fn change_mode(&self, path: &[u8], mode: u32) -> HostResult<()> {
        let path = c_string(path)?;
        // SAFETY: a NUL-terminated path.
        check(unsafe { libc::chmod(path.as_ptr(), mode) }).map(drop)
    }

    fn access(&self, path: &[u8], mode: i32) -> bool {
        // SAFETY: a NUL-terminated path.
        c_string(path).is_ok_and(|path| unsafe { libc::access(path.as_ptr(), mode) } == 0)
    }

    fn set_times(&self, path: &[u8], atime_ns: i128, mtime_ns: i128) -> HostResult<()> {
        let path = c_string(path)?;
        let times = [timespec(atime_ns), timespec(mtime_ns)];
        // SAFETY: a NUL-terminated path and two times.
        check(unsafe { libc::utimensat(libc::AT_FDCWD, path.as_ptr(), times.as_ptr(), 0) })
            .map(drop)
    }

    fn current_directory(&self) -> HostResult<Vec<u8>> {
        std::env::current_dir()
            .map(|path| path.into_os_string().into_vec())
            .map_err(|error| error.raw_os_error().unwrap_or(libc::EIO))
    }

    fn change_directory(&self, path: &[u8]) -> HostResult<()> {
        let path = c_string(path)?;
        // SAFETY: a NUL-terminated path.
        check(unsafe { libc::chdir(path.as_ptr()) }).map(drop)
    }

    fn set_umask(&self, mask: u32) -> u32 {
        // SAFETY: no memory is involved.
        unsafe { libc::umask(mask) }
    }

    fn environment(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        std::env::vars_os()
            .map(|(name, value)| (name.into_vec(), value.into_vec()))
            .collect()
    }

    fn set_environment(&self, name: &[u8], value: Option<&[u8]>) -> HostResult<()> {
        process::set_environment(name, value)
    }

    fn process_id(&self) -> i32 {
        std::process::id() as i32
    }

    fn parent_process_id(&self) -> i32 {
        std::os::unix::process::parent_id() as i32
    }

    fn user_ids(&self) -> [u32; 4] {
        // SAFETY: no memory is involved.
        unsafe {
            [
                libc::getuid(),
                libc::geteuid(),
                libc::getgid(),
                libc::getegid(),
            ]
        }
    }

    fn system_names(&self) -> [String; 5] {
        process::system_names()
    }

    fn cpu_count(&self) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }

    fn executable(&self) -> Option<Vec<u8>> {
        std::env::current_exe()
            .ok()
            .map(|path| path.into_os_string().into_vec())
    }

    fn fork(&self) -> HostResult<i32> {
        process::fork()
    }

    fn execute(&self, path: &[u8], args: &[Vec<u8>], env: Option<&[Vec<u8>]>) -> i32 {
        process::execute(path, args, env)
    }

    fn wait_process(&self, pid: i32, options: i32) -> HostResult<WaitStatus> {
        process::wait(pid, options)
    }

    fn kill(&self, pid: i32, signal: i32) -> HostResult<()> {
        // To ourselves: on this thread, so that the signal has come when the call is over.
        // SAFETY: no memory is involved.
        check(unsafe {
            if pid == libc::getpid() {
                libc::raise(signal)
            } else {
                libc::kill(pid, signal)
            }
        })
        .map(drop)
    }

    fn exit(&self, status: i32) -> ! {
        // SAFETY: ends the process without running anything more.
        unsafe { libc::_exit(status) }
    }

    fn catch_signal(&self, signal: i32) -> HostResult<()> {
        process::catch_signal(signal)
    }

    fn release_signal(&self, signal: i32, ignore: bool) -> HostResult<()> {
        process::release_signal(signal, ignore)
    }

    fn take_signals(&self) -> u64 {
        process::take_signals()
    }

    fn set_wakeup(&self, fd: Fd) -> Fd {
        process::set_wakeup(fd)
    }

    fn alarm(&self, seconds: u32) -> u32 {
        // SAFETY: no memory is involved.
        unsafe { libc::alarm(seconds) }
    }

    fn socket(&self, family: i32, kind: i32, protocol: i32) -> HostResult<Fd> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) })
    }

    fn socket_pair(&self, family: i32, kind: i32, protocol: i32) -> HostResult<(Fd, Fd)> {
        let mut ends = [0; 2];
        // SAFETY: room for two descriptors.
        check(unsafe {
            libc::socketpair(
                family,
                kind | libc::SOCK_CLOEXEC,
                protocol,
                ends.as_mut_ptr(),
            )
        })?;
        Ok((ends[0], ends[1]))
    }

    fn receive(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<usize> {
        // SAFETY: the buffer is writable for its length.
        check_size(unsafe { libc::recv(fd, buffer.as_mut_ptr().cast(), buffer.len(), flags) })
    }

    fn send(&self, fd: Fd, data: &[u8], flags: i32) -> HostResult<usize> {
        // SAFETY: the data is readable for its length.
        check_size(unsafe { libc::send(fd, data.as_ptr().cast(), data.len(), flags) })
    }

    fn shutdown(&self, fd: Fd, how: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::shutdown(fd, how) }).map(drop)
    }

    fn control(&self) -> &dyn super::control::Control {
        &super::control::SystemControl
    }

    fn network(&self) -> &dyn super::network::Network {
        &super::network::SystemNetwork
    }

    fn new_session(&self) -> HostResult<i32> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::setsid() })
    }

    fn process_descriptor(&self, pid: i32, flags: u32) -> HostResult<Fd> {
        // SAFETY: no memory is involved.
        let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) };
        check(fd as i32)
    }

    fn process_group(&self, pid: i32) -> HostResult<i32> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::getpgid(pid) })
    }

    fn set_process_group(&self, pid: i32, group: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::setpgid(pid, group) }).map(drop)
    }

    fn affinity(&self, pid: i32) -> HostResult<Vec<usize>> {
        super::system_process::affinity(pid)
    }

    fn load_average(&self) -> HostResult<[f64; 3]> {
        super::system_process::load_average()
    }
}
