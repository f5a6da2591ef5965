//! Shows the embedded library as read-only files in front of another host.
//!
//! Everything below the root directory that is not in the library goes to the host behind, so
//! `site-packages` beside the library can be real. Descriptors of library files are
//! numbers that no operating system gives.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Clock, DirEntry, EntryKind, Fd, Host, HostResult, PollFd, Stat, Tm, WaitStatus};

/// The files of a library.
pub trait Library: 'static {
    /// Bytes of a file by its path relative to the root, without a leading slash.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// Length of a file.
    fn length(&self, path: &str) -> Option<usize>;
    /// Names in a directory (the empty path is the root) and whether each is one;
    /// `None` when there is no such directory.
    fn list(&self, path: &str) -> Option<Vec<(String, bool)>>;
    /// Whether there is such a directory.
    fn is_directory(&self, path: &str) -> bool {
        self.list(path).is_some()
    }
}

const FIRST_FD: Fd = 0x4000_0000;
const FILE_MODE: u32 = libc::S_IFREG | 0o444;
const DIRECTORY_MODE: u32 = libc::S_IFDIR | 0o555;

struct OpenFile {
    data: std::rc::Rc<Vec<u8>>,
    position: usize,
    stat: Stat,
}

/// A host with a library in front.
pub struct LibraryOverlay<H: Host, L: Library> {
    inner: H,
    library: L,
    /// Absolute directory, without a trailing slash.
    root: Vec<u8>,
    files: RefCell<HashMap<Fd, OpenFile>>,
    mtime_ns: i128,
}

impl<H: Host, L: Library> LibraryOverlay<H, L> {
    pub fn new(inner: H, library: L, root: &[u8], mtime_ns: i128) -> Self {
        LibraryOverlay {
            inner,
            library,
            root: root.to_vec(),
            files: RefCell::new(HashMap::new()),
            mtime_ns,
        }
    }

    /// The path relative to the root, when it is below.
    fn inside<'p>(&self, path: &'p [u8]) -> Option<&'p str> {
        let rest = path.strip_prefix(self.root.as_slice())?;
        match rest {
            [] => Some(""),
            [b'/', rest @ ..] => Some(std::str::from_utf8(rest).ok()?.trim_end_matches('/')),
            _ => None,
        }
    }

    fn library_stat(&self, path: &[u8]) -> Option<Stat> {
        let path = self.inside(path)?;
        let (mode, size) = if let Some(length) = self.library.length(path) {
            (FILE_MODE, length)
        } else if self.library.is_directory(path) {
            (DIRECTORY_MODE, 4096)
        } else {
            return None;
        };
        Some(Stat {
            mode,
            size: size as i64,
            ino: inode(path),
            dev: 1,
            nlink: 1,
            atime_ns: self.mtime_ns,
            mtime_ns: self.mtime_ns,
            ctime_ns: self.mtime_ns,
            blksize: 4096,
            blocks: size.div_ceil(512) as i64,
            ..Stat::default()
        })
    }

    fn open_library(&self, path: &[u8], flags: i32) -> Option<HostResult<Fd>> {
        let stat = self.library_stat(path)?;
        if flags & (libc::O_WRONLY | libc::O_RDWR | libc::O_TRUNC) != 0 {
            return Some(Err(libc::EROFS));
        }
        if stat.mode & libc::S_IFMT == libc::S_IFDIR {
            return Some(Err(libc::EISDIR));
        }
        let data = std::rc::Rc::new(self.library.read(self.inside(path)?)?);
        let mut files = self.files.borrow_mut();
        let fd = (FIRST_FD..).find(|fd| !files.contains_key(fd))?;
        files.insert(
            fd,
            OpenFile {
                data,
                position: 0,
                stat,
            },
        );
        Some(Ok(fd))
    }

    fn with_file<R>(&self, fd: Fd, f: impl FnOnce(&mut OpenFile) -> R) -> Option<R> {
        if fd < FIRST_FD {
            return None;
        }
        self.files.borrow_mut().get_mut(&fd).map(f)
    }
}

/// A stable number for a path (FNV-1a).
fn inode(path: &str) -> u64 {
    path.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    }) | 1
}

fn seek_in(file: &mut OpenFile, offset: i64, whence: i32) -> HostResult<i64> {
    let base = match whence {
        libc::SEEK_SET => 0,
        libc::SEEK_CUR => file.position as i64,
        libc::SEEK_END => file.data.len() as i64,
        _ => return Err(libc::EINVAL),
    };
    let position = base.checked_add(offset).ok_or(libc::EOVERFLOW)?;
    file.position = usize::try_from(position).map_err(|_| libc::EINVAL)?;
    Ok(position)
}

impl<H: Host, L: Library> Host for LibraryOverlay<H, L> {
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
        match self.open_library(path, flags) {
            Some(answer) => answer,
            None => self.inner.open(path, flags, mode),
        }
    }

    fn close(&self, fd: Fd) -> HostResult<()> {
        if self.files.borrow_mut().remove(&fd).is_some() {
            return Ok(());
        }
        self.inner.close(fd)
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> HostResult<usize> {
        let read = self.with_file(fd, |file| {
            let rest = file.data.get(file.position..).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            file.position += count;
            count
        });
        match read {
            Some(count) => Ok(count),
            None => self.inner.read(fd, buffer),
        }
    }

    fn write(&self, fd: Fd, data: &[u8]) -> HostResult<usize> {
        self.inner.write(fd, data)
    }

    fn seek(&self, fd: Fd, offset: i64, whence: i32) -> HostResult<i64> {
        match self.with_file(fd, |file| seek_in(file, offset, whence)) {
            Some(answer) => answer,
            None => self.inner.seek(fd, offset, whence),
        }
    }

    fn truncate(&self, fd: Fd, length: i64) -> HostResult<()> {
        self.inner.truncate(fd, length)
    }

    fn sync(&self, fd: Fd) -> HostResult<()> {
        self.inner.sync(fd)
    }

    fn is_terminal(&self, fd: Fd) -> bool {
        fd < FIRST_FD && self.inner.is_terminal(fd)
    }

    fn fstat(&self, fd: Fd) -> HostResult<Stat> {
        match self.with_file(fd, |file| file.stat) {
            Some(stat) => Ok(stat),
            None => self.inner.fstat(fd),
        }
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
        if fd >= FIRST_FD {
            return Ok(false);
        }
        self.inner.inheritable(fd)
    }

    fn set_inheritable(&self, fd: Fd, inheritable: bool) -> HostResult<()> {
        if fd >= FIRST_FD {
            return Ok(());
        }
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
        match self.library_stat(path) {
            Some(stat) => Ok(stat),
            None => self.inner.stat(path, follow),
        }
    }

    fn list_directory(&self, path: &[u8]) -> HostResult<Vec<DirEntry>> {
        let Some(inside) = self.inside(path) else {
            return self.inner.list_directory(path);
        };
        let Some(names) = self.library.list(inside) else {
            return if self.library.length(inside).is_some() {
                Err(libc::ENOTDIR)
            } else {
                self.inner.list_directory(path)
            };
        };
        let mut entries: Vec<DirEntry> = names
            .into_iter()
            .map(|(name, directory)| DirEntry {
                ino: inode(&format!("{inside}/{name}")),
                name: name.into_bytes(),
                kind: if directory {
                    EntryKind::Directory
                } else {
                    EntryKind::File
                },
            })
            .collect();
        for entry in self.inner.list_directory(path).unwrap_or_default() {
            if !entries.iter().any(|known| known.name == entry.name) {
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    fn make_directory(&self, path: &[u8], mode: u32) -> HostResult<()> {
        self.inner.make_directory(path, mode)
    }

    fn remove_directory(&self, path: &[u8]) -> HostResult<()> {
        self.inner.remove_directory(path)
    }

    fn unlink(&self, path: &[u8]) -> HostResult<()> {
        self.inner.unlink(path)
    }

    fn rename(&self, from: &[u8], to: &[u8]) -> HostResult<()> {
        self.inner.rename(from, to)
    }

    fn link(&self, from: &[u8], to: &[u8]) -> HostResult<()> {
        self.inner.link(from, to)
    }

    fn symlink(&self, target: &[u8], path: &[u8]) -> HostResult<()> {
        self.inner.symlink(target, path)
    }

    fn read_link(&self, path: &[u8]) -> HostResult<Vec<u8>> {
        match self.library_stat(path) {
            Some(_) => Err(libc::EINVAL),
            None => self.inner.read_link(path),
        }
    }

    fn change_mode(&self, path: &[u8], mode: u32) -> HostResult<()> {
        self.inner.change_mode(path, mode)
    }

    fn access(&self, path: &[u8], mode: i32) -> bool {
        match self.library_stat(path) {
            Some(stat) => {
                let directory = stat.mode & libc::S_IFMT == libc::S_IFDIR;
                mode & libc::W_OK == 0 && (mode & libc::X_OK == 0 || directory)
            }
            None => self.inner.access(path, mode),
        }
    }

    fn set_times(&self, path: &[u8], atime_ns: i128, mtime_ns: i128) -> HostResult<()> {
        self.inner.set_times(path, atime_ns, mtime_ns)
    }

    fn current_directory(&self) -> HostResult<Vec<u8>> {
        self.inner.current_directory()
    }

    fn change_directory(&self, path: &[u8]) -> HostResult<()> {
        self.inner.change_directory(path)
    }

    fn set_umask(&self, mask: u32) -> u32 {
        self.inner.set_umask(mask)
    }

    fn environment(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.inner.environment()
    }

    fn set_environment(&self, name: &[u8], value: Option<&[u8]>) -> HostResult<()> {
        self.inner.set_environment(name, value)
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
        self.inner.fork()
    }

    fn execute(&self, path: &[u8], args: &[Vec<u8>], env: Option<&[Vec<u8>]>) -> i32 {
        self.inner.execute(path, args, env)
    }

    fn wait_process(&self, pid: i32, options: i32) -> HostResult<WaitStatus> {
        self.inner.wait_process(pid, options)
    }

    fn kill(&self, pid: i32, signal: i32) -> HostResult<()> {
        self.inner.kill(pid, signal)
    }

    fn exit(&self, status: i32) -> ! {
        self.inner.exit(status)
    }

    fn catch_signal(&self, signal: i32) -> HostResult<()> {
        self.inner.catch_signal(signal)
    }

    fn release_signal(&self, signal: i32, ignore: bool) -> HostResult<()> {
        self.inner.release_signal(signal, ignore)
    }

    fn take_signals(&self) -> u64 {
        self.inner.take_signals()
    }

    fn set_wakeup(&self, fd: Fd) -> Fd {
        self.inner.set_wakeup(fd)
    }

    fn alarm(&self, seconds: u32) -> u32 {
        self.inner.alarm(seconds)
    }

    fn socket(&self, family: i32, kind: i32, protocol: i32) -> HostResult<Fd> {
        self.inner.socket(family, kind, protocol)
    }

    fn socket_pair(&self, family: i32, kind: i32, protocol: i32) -> HostResult<(Fd, Fd)> {
        self.inner.socket_pair(family, kind, protocol)
    }

    fn receive(&self, fd: Fd, buffer: &mut [u8], flags: i32) -> HostResult<usize> {
        self.inner.receive(fd, buffer, flags)
    }

    fn send(&self, fd: Fd, data: &[u8], flags: i32) -> HostResult<usize> {
        self.inner.send(fd, data, flags)
    }

    fn shutdown(&self, fd: Fd, how: i32) -> HostResult<()> {
        self.inner.shutdown(fd, how)
    }

    fn control(&self) -> &dyn super::control::Control {
        self.inner.control()
    }

    fn network(&self) -> &dyn super::network::Network {
        self.inner.network()
    }

    fn new_session(&self) -> HostResult<i32> {
        self.inner.new_session()
    }

    fn process_descriptor(&self, pid: i32, flags: u32) -> HostResult<Fd> {
        self.inner.process_descriptor(pid, flags)
    }

    fn process_group(&self, pid: i32) -> HostResult<i32> {
        self.inner.process_group(pid)
    }

    fn set_process_group(&self, pid: i32, group: i32) -> HostResult<()> {
        self.inner.set_process_group(pid, group)
    }

    fn affinity(&self, pid: i32) -> HostResult<Vec<usize>> {
        self.inner.affinity(pid)
    }

    fn load_average(&self) -> HostResult<[f64; 3]> {
        self.inner.load_average()
    }
}
