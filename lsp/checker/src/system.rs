//! The file system as the checker sees it: the texts open in the editor lie over the disk.

use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use parking_lot::RwLock;
use ruff_db::file_revision::FileRevision;
use ruff_db::system::walk_directory::WalkDirectoryBuilder;
use ruff_db::system::{
    DirectoryEntry, FileType, Metadata, OsSystem, Result, System, SystemPath, SystemPathBuf,
    SystemVirtualPath, WhichResult, WritableSystem,
};
use ruff_notebook::{Notebook, NotebookError};

use crate::enum_values;

/// Larger files are not read: no person wrote them, and checking one takes minutes.
pub const MAX_FILE_SIZE: usize = 16 << 20;

/// A text open in the editor.
#[derive(Debug, Clone)]
pub struct Buffer {
    pub text: Arc<str>,
    pub revision: u64,
}

#[derive(Debug, Default)]
struct Buffers {
    by_path: HashMap<SystemPathBuf, Buffer>,
    /// Texts that have an address but no path, as `untitled:Untitled-1`.
    by_address: HashMap<String, Buffer>,
    revision: u64,
}

/// Buffers over the operating system's files. Clones share the buffers.
#[derive(Debug, Clone)]
pub struct OverlaySystem {
    disk: OsSystem,
    buffers: Arc<RwLock<Buffers>>,
    /// Whether a text may be walked by recursion; what may not is read as an empty one.
    walkable: fn(&str) -> bool,
}

impl OverlaySystem {
    pub fn new(folder: &SystemPath, walkable: fn(&str) -> bool) -> Self {
        Self {
            disk: OsSystem::new(folder),
            buffers: Arc::default(),
            walkable,
        }
    }

    pub fn set_buffer(&self, path: &SystemPath, text: Arc<str>) {
        let mut buffers = self.buffers.write();
        let buffer = buffers.next(text);
        buffers.by_path.insert(path.to_owned(), buffer);
    }

    pub fn set_virtual_buffer(&self, address: &str, text: Arc<str>) {
        let mut buffers = self.buffers.write();
        let buffer = buffers.next(text);
        buffers.by_address.insert(address.to_owned(), buffer);
    }

    pub fn remove_buffer(&self, path: &SystemPath) {
        let mut buffers = self.buffers.write();
        buffers.by_path.remove(path);
    }

    pub fn remove_virtual_buffer(&self, address: &str) {
        let mut buffers = self.buffers.write();
        buffers.by_address.remove(address);
    }

    fn buffer(&self, path: &SystemPath) -> Option<Buffer> {
        let buffers = self.buffers.read();
        buffers.by_path.get(path).cloned()
    }

    /// The files and folders directly in a folder that open texts are in.
    fn children(&self, folder: &SystemPath) -> Vec<DirectoryEntry> {
        let buffers = self.buffers.read();
        let mut entries: Vec<DirectoryEntry> = Vec::new();
        for path in buffers.by_path.keys() {
            let Ok(rest) = path.strip_prefix(folder) else {
                continue;
            };
            let mut components = rest.components();
            let Some(first) = components.next() else {
                continue;
            };
            let child = folder.join(first.as_str());
            let kind = match components.next() {
                Some(_) => FileType::Directory,
                None => FileType::File,
            };
            if !entries.iter().any(|entry| entry.path() == &*child) {
                entries.push(DirectoryEntry::new(child, kind));
            }
        }
        entries
    }

    /// The text as the checker gets it.
    fn checked(&self, text: String) -> String {
        if (self.walkable)(&text) {
            enum_values::counted(text)
        } else {
            String::new()
        }
    }
}

impl Buffers {
    fn next(&mut self, text: Arc<str>) -> Buffer {
        self.revision += 1;
        Buffer {
            text,
            revision: self.revision,
        }
    }
}

impl System for OverlaySystem {
    fn path_metadata(&self, path: &SystemPath) -> Result<Metadata> {
        match self.buffer(path) {
            // Times of modification are far above these numbers, so the two never meet.
            Some(buffer) => Ok(Metadata::new(
                FileRevision::new(u128::from(buffer.revision)),
                None,
                FileType::File,
            )),
            None => self.disk.path_metadata(path).or_else(|error| {
                // The folder of a text that was never saved is there as far as imports go.
                if self.children(path).is_empty() {
                    return Err(error);
                }
                Ok(Metadata::new(
                    FileRevision::new(0),
                    None,
                    FileType::Directory,
                ))
            }),
        }
    }

    fn canonicalize_path(&self, path: &SystemPath) -> Result<SystemPathBuf> {
        self.disk.canonicalize_path(path)
    }

    fn is_same_file(&self, first: &SystemPath, second: &SystemPath) -> Result<bool> {
        self.disk.is_same_file(first, second)
    }

    fn which(&self, binary_name: &str) -> WhichResult {
        self.disk.which(binary_name)
    }

    fn read_to_string(&self, path: &SystemPath) -> Result<String> {
        if let Some(buffer) = self.buffer(path) {
            return Ok(self.checked(buffer.text.to_string()));
        }
        let metadata = std::fs::metadata(path.as_std_path())?;
        if !metadata.is_file() {
            // Reading a pipe or a device might never end.
            let reason = format!("{path} is not a regular file");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let size = metadata.len();
        if size > MAX_FILE_SIZE as u64 {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("{path} has {size} bytes; files of more than {MAX_FILE_SIZE} are not read"),
            ));
        }
        let text = self.disk.read_to_string(path)?;
        Ok(self.checked(text))
    }

    fn read_to_notebook(&self, path: &SystemPath) -> std::result::Result<Notebook, NotebookError> {
        self.disk.read_to_notebook(path)
    }

    fn read_virtual_path_to_string(&self, path: &SystemVirtualPath) -> Result<String> {
        let buffers = self.buffers.read();
        match buffers.by_address.get(path.as_str()) {
            Some(buffer) => Ok(self.checked(buffer.text.to_string())),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn read_virtual_path_to_notebook(
        &self,
        path: &SystemVirtualPath,
    ) -> std::result::Result<Notebook, NotebookError> {
        self.disk.read_virtual_path_to_notebook(path)
    }

    fn path_exists(&self, path: &SystemPath) -> bool {
        self.path_metadata(path).is_ok()
    }

    fn current_directory(&self) -> &SystemPath {
        self.disk.current_directory()
    }

    fn user_config_directory(&self) -> Option<SystemPathBuf> {
        self.disk.user_config_directory()
    }

    fn cache_dir(&self) -> Option<SystemPathBuf> {
        self.disk.cache_dir()
    }

    fn read_directory<'a>(
        &'a self,
        path: &SystemPath,
    ) -> Result<Box<dyn Iterator<Item = Result<DirectoryEntry>> + 'a>> {
        let unsaved = self.children(path);
        let on_disk = match self.disk.read_directory(path) {
            Ok(entries) => entries.collect(),
            Err(error) if unsaved.is_empty() => return Err(error),
            Err(_) => Vec::new(),
        };
        let is_new = |entry: &DirectoryEntry| {
            let known = |other: &Result<DirectoryEntry>| {
                other
                    .as_ref()
                    .is_ok_and(|other| other.path() == entry.path())
            };
            !on_disk.iter().any(known)
        };
        let added: Vec<_> = unsaved.into_iter().filter(is_new).map(Ok).collect();
        Ok(Box::new(on_disk.into_iter().chain(added)))
    }

    fn walk_directory(&self, path: &SystemPath) -> WalkDirectoryBuilder {
        self.disk.walk_directory(path)
    }

    fn env_var(&self, name: &str) -> std::result::Result<String, std::env::VarError> {
        self.disk.env_var(name)
    }

    fn as_writable(&self) -> Option<&dyn WritableSystem> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn dyn_clone(&self) -> Box<dyn System> {
        Box::new(self.clone())
    }
}
