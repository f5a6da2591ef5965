//! What a process may ask of the operating system about itself and its devices:
//! limits, what was used, file control, terminals, the system's log.

use std::ffi::CString;

use super::mapping::{Mapping, Wanted};
use super::system::check;
use super::{Fd, HostResult};

/// A soft and a hard limit.
pub type Limits = (u64, u64);

/// What `getrusage` tells.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    pub user_seconds: f64,
    pub system_seconds: f64,
    /// The fields of `struct rusage` from `ru_maxrss` on.
    pub counts: [i64; 14],
}

/// The settings of a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminal {
    pub input: u32,
    pub output: u32,
    pub control: u32,
    pub local: u32,
    /// Bauds.
    pub input_speed: u32,
    pub output_speed: u32,
    pub characters: [u8; 32],
}

/// A lock of a part of a file (`struct flock`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLock {
    /// `F_RDLCK`, `F_WRLCK` or `F_UNLCK`.
    pub kind: i16,
    pub whence: i16,
    pub start: i64,
    pub length: i64,
}

/// Limits, usage, file control, terminals, the log.
pub trait Control {
    /// Gives the limits of a process (0: this one) and sets new ones, if any.
    fn limits(&self, pid: i32, resource: i32, new: Option<Limits>) -> HostResult<Limits>;
    fn usage(&self, who: i32) -> HostResult<Usage>;

    fn fcntl(&self, fd: Fd, command: i32, argument: i32) -> HostResult<i32>;
    /// `fcntl` with a pointer. The buffer has to be as large as the command wants it.
    fn fcntl_data(&self, fd: Fd, command: i32, data: &mut [u8]) -> HostResult<i32>;
    fn ioctl(&self, fd: Fd, request: u64, argument: i32) -> HostResult<i32>;
    /// `ioctl` with a pointer.
    fn ioctl_data(&self, fd: Fd, request: u64, data: &mut [u8]) -> HostResult<i32>;
    fn lock_file(&self, fd: Fd, operation: i32) -> HostResult<()>;
    fn lock_record(&self, fd: Fd, wait: bool, lock: RecordLock) -> HostResult<()>;

    fn terminal(&self, fd: Fd) -> HostResult<Terminal>;
    fn set_terminal(&self, fd: Fd, when: i32, settings: &Terminal) -> HostResult<()>;
    fn send_break(&self, fd: Fd, duration: i32) -> HostResult<()>;
    fn drain(&self, fd: Fd) -> HostResult<()>;
    fn flush(&self, fd: Fd, queue: i32) -> HostResult<()>;
    fn flow(&self, fd: Fd, action: i32) -> HostResult<()>;
    /// Rows, columns, width and height in pixels.
    /// Opens a pseudo-terminal: the descriptors of its two sides.
    fn open_terminal(&self) -> HostResult<(Fd, Fd)>;
    /// Makes a terminal the controlling one and the standard streams (`login_tty`).
    fn login_terminal(&self, fd: Fd) -> HostResult<()>;
    /// The file of a terminal.
    fn terminal_name(&self, fd: Fd) -> HostResult<Vec<u8>>;
    /// The group in the foreground of a terminal.
    fn foreground_group(&self, fd: Fd) -> HostResult<i32>;
    fn set_foreground_group(&self, fd: Fd, group: i32) -> HostResult<()>;
    fn window(&self, fd: Fd) -> HostResult<[u16; 4]>;
    fn set_window(&self, fd: Fd, size: [u16; 4]) -> HostResult<()>;

    /// Maps memory.
    fn map(&self, wanted: Wanted) -> HostResult<Mapping>;

    fn open_log(&self, ident: Option<&[u8]>, options: i32, facility: i32);
    fn log(&self, priority: i32, message: &[u8]);
    fn close_log(&self);
    /// Sets the mask of priorities and gives the one before.
    fn set_log_mask(&self, mask: i32) -> i32;
}

/// The control of the real operating system.
pub struct SystemControl;

fn seconds(time: libc::timeval) -> f64 {
    time.tv_sec as f64 + time.tv_usec as f64 * 1e-6
}

/// Speeds in bauds and the codes that the C library has for them.
const SPEEDS: &[(u32, libc::speed_t)] = &[
    (0, libc::B0),
    (50, libc::B50),
    (75, libc::B75),
    (110, libc::B110),
    (134, libc::B134),
    (150, libc::B150),
    (200, libc::B200),
    (300, libc::B300),
    (600, libc::B600),
    (1200, libc::B1200),
    (1800, libc::B1800),
    (2400, libc::B2400),
    (4800, libc::B4800),
    (9600, libc::B9600),
    (19200, libc::B19200),
    (38400, libc::B38400),
    (57600, libc::B57600),
    (115_200, libc::B115200),
    (230_400, libc::B230400),
    (460_800, libc::B460800),
    (500_000, libc::B500000),
    (576_000, libc::B576000),
    (921_600, libc::B921600),
    (1_000_000, libc::B1000000),
    (1_152_000, libc::B1152000),
    (1_500_000, libc::B1500000),
    (2_000_000, libc::B2000000),
    (2_500_000, libc::B2500000),
    (3_000_000, libc::B3000000),
    (3_500_000, libc::B3500000),
    (4_000_000, libc::B4000000),
];

fn bauds(code: libc::speed_t) -> u32 {
    let known = SPEEDS.iter().find(|known| known.1 == code);
    known.map_or(code, |known| known.0)
}

fn speed_code(bauds: u32) -> HostResult<libc::speed_t> {
    let known = SPEEDS.iter().find(|known| known.0 == bauds);
    known.map(|known| known.1).ok_or(libc::EINVAL)
}

/// Data with room behind it, for commands that write more than they were given.
fn with_room(data: &mut [u8], call: impl FnOnce(*mut u8) -> HostResult<i32>) -> HostResult<i32> {
    const ROOM: usize = 1024;
    let mut room = data.to_vec();
    room.resize(data.len() + ROOM, 0);
    let result = call(room.as_mut_ptr())?;
    data.copy_from_slice(&room[..data.len()]);
    Ok(result)
}

impl Control for SystemControl {
    fn limits(&self, pid: i32, resource: i32, new: Option<Limits>) -> HostResult<Limits> {
        let new = new.map(|(soft, hard)| libc::rlimit {
            rlim_cur: soft,
            rlim_max: hard,
        });
        let new = new.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        let mut old = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // SAFETY: both point to limits or are null.
        check(unsafe { libc::prlimit(pid, resource as _, new, &raw mut old) })?;
        Ok((old.rlim_cur, old.rlim_max))
    }

    fn usage(&self, who: i32) -> HostResult<Usage> {
        // SAFETY: a zeroed `rusage` is valid and is filled in.
        let used = unsafe {
            let mut used: libc::rusage = std::mem::zeroed();
            check(libc::getrusage(who as _, &raw mut used))?;
            used
        };
        Ok(Usage {
            user_seconds: seconds(used.ru_utime),
            system_seconds: seconds(used.ru_stime),
            counts: [
                used.ru_maxrss,
                used.ru_ixrss,
                used.ru_idrss,
                used.ru_isrss,
                used.ru_minflt,
                used.ru_majflt,
                used.ru_nswap,
                used.ru_inblock,
                used.ru_oublock,
                used.ru_msgsnd,
                used.ru_msgrcv,
                used.ru_nsignals,
                used.ru_nvcsw,
                used.ru_nivcsw,
            ],
        })
    }

    fn fcntl(&self, fd: Fd, command: i32, argument: i32) -> HostResult<i32> {
        // SAFETY: the argument is a number; a command that wants a pointer fails on it.
        check(unsafe { libc::fcntl(fd, command, argument) })
    }

    fn fcntl_data(&self, fd: Fd, command: i32, data: &mut [u8]) -> HostResult<i32> {
        // SAFETY: the data is writable, with room for every structure of the kernel.
        with_room(data, |data| {
            check(unsafe { libc::fcntl(fd, command, data) })
        })
    }

    fn ioctl(&self, fd: Fd, request: u64, argument: i32) -> HostResult<i32> {
        // SAFETY: the argument is a number; a request that wants a pointer fails on it.
        check(unsafe { libc::ioctl(fd, request as _, argument) })
    }

    fn ioctl_data(&self, fd: Fd, request: u64, data: &mut [u8]) -> HostResult<i32> {
        // SAFETY: as for `fcntl_data`.
        with_room(data, |data| {
            check(unsafe { libc::ioctl(fd, request as _, data) })
        })
    }

    fn lock_file(&self, fd: Fd, operation: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::flock(fd, operation) }).map(drop)
    }

    fn lock_record(&self, fd: Fd, wait: bool, lock: RecordLock) -> HostResult<()> {
        let command = if wait { libc::F_SETLKW } else { libc::F_SETLK };
        // SAFETY: a zeroed `flock` is valid; it lives through the call.
        unsafe {
            let mut record: libc::flock = std::mem::zeroed();
            record.l_type = lock.kind;
            record.l_whence = lock.whence;
            record.l_start = lock.start;
            record.l_len = lock.length;
            check(libc::fcntl(fd, command, &raw const record)).map(drop)
        }
    }

    fn terminal(&self, fd: Fd) -> HostResult<Terminal> {
        // SAFETY: a zeroed `termios` is valid and is filled in.
        let settings = unsafe {
            let mut settings: libc::termios = std::mem::zeroed();
            check(libc::tcgetattr(fd, &raw mut settings))?;
            settings
        };
        Ok(Terminal {
            input: settings.c_iflag,
            output: settings.c_oflag,
            control: settings.c_cflag,
            local: settings.c_lflag,
            // SAFETY: the settings were filled in.
            input_speed: bauds(unsafe { libc::cfgetispeed(&raw const settings) }),
            // SAFETY: the settings were filled in.
            output_speed: bauds(unsafe { libc::cfgetospeed(&raw const settings) }),
            characters: settings.c_cc,
        })
    }

    fn set_terminal(&self, fd: Fd, when: i32, new: &Terminal) -> HostResult<()> {
        let speeds = (speed_code(new.input_speed)?, speed_code(new.output_speed)?);
        // SAFETY: the settings live through the calls.
        unsafe {
            let mut settings: libc::termios = std::mem::zeroed();
            check(libc::tcgetattr(fd, &raw mut settings))?;
            settings.c_iflag = new.input;
            settings.c_oflag = new.output;
            settings.c_cflag = new.control;
            settings.c_lflag = new.local;
            settings.c_cc = new.characters;
            check(libc::cfsetispeed(&raw mut settings, speeds.0))?;
            check(libc::cfsetospeed(&raw mut settings, speeds.1))?;
            check(libc::tcsetattr(fd, when, &raw const settings)).map(drop)
        }
    }

    fn send_break(&self, fd: Fd, duration: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::tcsendbreak(fd, duration) }).map(drop)
    }

    fn drain(&self, fd: Fd) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::tcdrain(fd) }).map(drop)
    }

    fn flush(&self, fd: Fd, queue: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::tcflush(fd, queue) }).map(drop)
    }

    fn flow(&self, fd: Fd, action: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::tcflow(fd, action) }).map(drop)
    }

    fn open_terminal(&self) -> HostResult<(Fd, Fd)> {
        let (mut leader, mut follower) = (0, 0);
        let nothing = std::ptr::null_mut();
        // SAFETY: two numbers are filled in; nothing else is asked for.
        check(unsafe {
            libc::openpty(
                &raw mut leader,
                &raw mut follower,
                nothing,
                nothing.cast(),
                nothing.cast(),
            )
        })?;
        for fd in [leader, follower] {
            // SAFETY: no memory is involved.
            check(unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) })?;
        }
        Ok((leader, follower))
    }

    fn login_terminal(&self, fd: Fd) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::login_tty(fd) }).map(drop)
    }

    fn terminal_name(&self, fd: Fd) -> HostResult<Vec<u8>> {
        let mut name = [0_u8; 256];
        // SAFETY: the buffer is writable for its length.
        match unsafe { libc::ttyname_r(fd, name.as_mut_ptr().cast(), name.len()) } {
            0 => Ok(name.iter().copied().take_while(|byte| *byte != 0).collect()),
            errno => Err(errno),
        }
    }

    fn foreground_group(&self, fd: Fd) -> HostResult<i32> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::tcgetpgrp(fd) })
    }

    fn set_foreground_group(&self, fd: Fd, group: i32) -> HostResult<()> {
        // SAFETY: no memory is involved.
        check(unsafe { libc::tcsetpgrp(fd, group) }).map(drop)
    }

    fn window(&self, fd: Fd) -> HostResult<[u16; 4]> {
        let mut size = [0_u16; 4];
        // SAFETY: a `winsize` is four numbers of 16 bits, which are filled in.
        check(unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, size.as_mut_ptr()) })?;
        Ok(size)
    }

    fn set_window(&self, fd: Fd, size: [u16; 4]) -> HostResult<()> {
        // SAFETY: a `winsize` is four numbers of 16 bits.
        check(unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, size.as_ptr()) }).map(drop)
    }

    fn map(&self, wanted: Wanted) -> HostResult<Mapping> {
        Mapping::new(wanted)
    }

    fn open_log(&self, ident: Option<&[u8]>, options: i32, facility: i32) {
        // The library keeps the pointer: the text lives for ever.
        let ident = ident.and_then(|ident| CString::new(ident).ok());
        let ident = ident.map_or(std::ptr::null_mut(), CString::into_raw);
        // SAFETY: a C string that is never freed, or null.
        unsafe { libc::openlog(ident, options, facility) }
    }

    fn log(&self, priority: i32, message: &[u8]) {
        if let Ok(message) = CString::new(message) {
            // SAFETY: two C strings; the first says how the second is written.
            unsafe { libc::syslog(priority, c"%s".as_ptr(), message.as_ptr()) }
        }
    }

    fn close_log(&self) {
        // SAFETY: no memory is involved.
        unsafe { libc::closelog() }
    }

    fn set_log_mask(&self, mask: i32) -> i32 {
        // SAFETY: no memory is involved.
        unsafe { libc::setlogmask(mask) }
    }
}

/// What a sandbox lets through: looking, not changing.
pub struct DeniedControl(pub i32);

impl Control for DeniedControl {
    fn limits(&self, pid: i32, resource: i32, new: Option<Limits>) -> HostResult<Limits> {
        match new {
            Some(_) => Err(self.0),
            None => SystemControl.limits(pid, resource, None),
        }
    }

    fn usage(&self, who: i32) -> HostResult<Usage> {
        SystemControl.usage(who)
    }

    fn fcntl(&self, fd: Fd, command: i32, argument: i32) -> HostResult<i32> {
        match command {
            libc::F_GETFD | libc::F_GETFL => SystemControl.fcntl(fd, command, argument),
            _ => Err(self.0),
        }
    }

    fn fcntl_data(&self, _fd: Fd, _command: i32, _data: &mut [u8]) -> HostResult<i32> {
        Err(self.0)
    }

    fn ioctl(&self, _fd: Fd, _request: u64, _argument: i32) -> HostResult<i32> {
        Err(self.0)
    }

    fn ioctl_data(&self, _fd: Fd, _request: u64, _data: &mut [u8]) -> HostResult<i32> {
        Err(self.0)
    }

    fn lock_file(&self, _fd: Fd, _operation: i32) -> HostResult<()> {
        Err(self.0)
    }

    fn lock_record(&self, _fd: Fd, _wait: bool, _lock: RecordLock) -> HostResult<()> {
        Err(self.0)
    }

    fn terminal(&self, fd: Fd) -> HostResult<Terminal> {
        SystemControl.terminal(fd)
    }

    fn set_terminal(&self, _fd: Fd, _when: i32, _settings: &Terminal) -> HostResult<()> {
        Err(self.0)
    }

    fn send_break(&self, _fd: Fd, _duration: i32) -> HostResult<()> {
        Err(self.0)
    }

    fn drain(&self, _fd: Fd) -> HostResult<()> {
        Err(self.0)
    }

    fn flush(&self, _fd: Fd, _queue: i32) -> HostResult<()> {
        Err(self.0)
    }

    fn flow(&self, _fd: Fd, _action: i32) -> HostResult<()> {
        Err(self.0)
    }

    fn open_terminal(&self) -> HostResult<(Fd, Fd)> {
        Err(self.0)
    }

    fn login_terminal(&self, _fd: Fd) -> HostResult<()> {
        Err(self.0)
    }

    fn terminal_name(&self, fd: Fd) -> HostResult<Vec<u8>> {
        SystemControl.terminal_name(fd)
    }

    fn foreground_group(&self, fd: Fd) -> HostResult<i32> {
        SystemControl.foreground_group(fd)
    }

    fn set_foreground_group(&self, _fd: Fd, _group: i32) -> HostResult<()> {
        Err(self.0)
    }

    fn window(&self, fd: Fd) -> HostResult<[u16; 4]> {
        SystemControl.window(fd)
    }

    fn set_window(&self, _fd: Fd, _size: [u16; 4]) -> HostResult<()> {
        Err(self.0)
    }

    fn map(&self, wanted: Wanted) -> HostResult<Mapping> {
        // Memory of its own, and files for reading.
        if wanted.fd >= 0
            && wanted.flags & libc::MAP_SHARED != 0
            && wanted.protection & libc::PROT_WRITE != 0
        {
            return Err(self.0);
        }
        Mapping::new(wanted)
    }

    fn open_log(&self, _ident: Option<&[u8]>, _options: i32, _facility: i32) {}

    fn log(&self, _priority: i32, _message: &[u8]) {}

    fn close_log(&self) {}

    fn set_log_mask(&self, _mask: i32) -> i32 {
        0xFF
    }
}
