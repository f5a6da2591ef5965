//! The embedded pure-Python library: files by path, code of modules.
//!
//! The archive is made by `build/main.rs`, which describes its format. Nothing is
//! unpacked at start: a lookup is a binary search in the index.

use std::io::Read;

use serpentarium_runtime::host::overlay::Library;

static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));
const ENTRY: usize = 28;
/// What the library's files show as their time of change: 2025-10-07, the day of 3.14.0.
pub const MTIME: u32 = 1_759_795_200;
/// The character after `/`.
const AFTER_SEPARATOR: char = '0';
const CACHE_SUFFIX: &str = ".cpython-314.pyc";

/// One file of the library.
#[derive(Clone, Copy)]
pub struct File {
    index: usize,
}

fn word(offset: usize) -> usize {
    let bytes = &ARCHIVE[offset..offset + 4];
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize
}

fn count() -> usize {
    word(0)
}

impl File {
    fn field(self, field: usize) -> usize {
        word(4 + self.index * ENTRY + field * 4)
    }

    fn part(self, field: usize) -> &'static [u8] {
        &ARCHIVE[self.field(field)..self.field(field) + self.field(field + 1)]
    }

    /// The bytes of [`File::path`].
    fn path_bytes(self) -> &'static [u8] {
        self.part(0)
    }

    /// The path relative to the library's root.
    pub fn path(self) -> &'static str {
        std::str::from_utf8(self.part(0)).unwrap_or_default()
    }

    /// The module's code as `marshal` data; empty for files that are no modules.
    pub fn code(self) -> &'static [u8] {
        self.part(2)
    }

    /// Length of the text.
    pub fn text_length(self) -> usize {
        self.field(6)
    }

    /// The text.
    pub fn text(self) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.text_length());
        let inflated = flate2::read::DeflateDecoder::new(self.part(4)).read_to_end(&mut text);
        debug_assert!(inflated.is_ok(), "the archive is our own");
        text
    }
}

/// Index of the first entry whose path is not below `path` in order.
fn lower_bound(path: &str) -> usize {
    lower_bound_from(0, path.as_bytes())
}

fn lower_bound_from(first: usize, path: &[u8]) -> usize {
    let (mut low, mut high) = (first, count());
    while low < high {
        let middle = (low + high) / 2;
        if (File { index: middle }).path_bytes() < path {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The paths of all files, relative to the root.
pub fn paths() -> Vec<&'static str> {
    (0..count()).map(|index| File { index }.path()).collect()
}

/// The file at a path relative to the root.
pub fn find(path: &str) -> Option<File> {
    let index = lower_bound(path);
    let file = File { index };
    (index < count() && file.path_bytes() == path.as_bytes()).then_some(file)
}

/// The code of a module that is started before there is an import system.
pub fn frozen(name: &str) -> Option<&'static [u8]> {
    find(&format!("<frozen>/{name}")).map(File::code)
}

/// Names of the frozen modules.
pub fn frozen_names() -> Vec<&'static str> {
    let first = lower_bound("<frozen>/");
    (first..count())
        .map_while(|index| File { index }.path().strip_prefix("<frozen>/"))
        .collect()
}

/// The source file of a cached module: `a/b.py` for `a/__pycache__/b.cpython-314.pyc`.
fn cached_source(path: &str) -> Option<File> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = directory.strip_suffix("__pycache__")?;
    let stem = name.strip_suffix(CACHE_SUFFIX)?;
    find(&format!("{parent}{stem}.py")).filter(|file| !file.code().is_empty())
}

/// The `.pyc` file of a module.
fn pyc(file: File) -> Vec<u8> {
    let validation = serpentarium_bytecode::pyc::Validation::Timestamp {
        mtime: MTIME,
        size: file.text_length() as u32,
    };
    let mut bytes = serpentarium_bytecode::pyc::header(validation).to_vec();
    bytes.extend(file.code());
    bytes
}

/// The library as files for [`serpentarium_runtime::host::overlay::LibraryOverlay`].
pub struct Embedded;

impl Library for Embedded {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        match find(path) {
            Some(file) => Some(file.text()),
            None => cached_source(path).map(pyc),
        }
    }

    fn length(&self, path: &str) -> Option<usize> {
        match find(path) {
            Some(file) => Some(file.text_length()),
            None => {
                let header = serpentarium_bytecode::pyc::HEADER_SIZE;
                cached_source(path).map(|file| header + file.code().len())
            }
        }
    }

    fn is_directory(&self, path: &str) -> bool {
        if path.is_empty() {
            return true;
        }
        let first = |prefix: &str| {
            let index = lower_bound(prefix);
            index < count() && File { index }.path().starts_with(prefix)
        };
        match path.strip_suffix("__pycache__") {
            Some(parent) if parent.is_empty() || parent.ends_with('/') => {
                parent.is_empty() || first(parent)
            }
            _ => first(&format!("{path}/")),
        }
    }

    fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        let prefix = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        if let Some(parent) = prefix.strip_suffix("__pycache__/") {
            return list_cache(parent);
        }
        let mut names: Vec<(String, bool)> = Vec::new();
        let mut index = lower_bound(&prefix);
        while index < count() {
            let path = File { index }.path();
            let Some(rest) = path.strip_prefix(prefix.as_str()) else {
                break;
            };
            index += 1;
            let Some((directory, _)) = rest.split_once('/') else {
                names.push((rest.to_owned(), false));
                continue;
            };
            if directory != "<frozen>" {
                names.push((directory.to_owned(), true));
            }
            // On to what comes after everything in that directory.
            let end = format!("{prefix}{directory}{AFTER_SEPARATOR}");
            index = lower_bound_from(index, end.as_bytes());
        }
        if names.is_empty() {
            return None;
        }
        names.push(("__pycache__".to_owned(), true));
        Some(names)
    }
}

/// Names of the cached modules of a directory.
fn list_cache(parent: &str) -> Option<Vec<(String, bool)>> {
    let names: Vec<(String, bool)> = (lower_bound(parent)..count())
        .map(|index| File { index })
        .map_while(|file| Some((file, file.path().strip_prefix(parent)?)))
        .filter(|(file, rest)| !rest.contains('/') && !file.code().is_empty())
        .filter_map(|(_, rest)| Some(format!("{}{CACHE_SUFFIX}", rest.strip_suffix(".py")?)))
        .map(|name| (name, false))
        .collect();
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found() {
        let os = find("os.py").expect("the library has os");
        assert!(String::from_utf8_lossy(&os.text()).contains("def makedirs"));
        assert_eq!(os.text().len(), os.text_length());
        assert!(find("nothing.py").is_none());
        assert!(frozen("_frozen_importlib").is_some_and(|code| !code.is_empty()));
    }

    #[test]
    fn directories_are_listed() {
        let names = Embedded.list("json").expect("the library has json");
        assert!(names.contains(&("decoder.py".to_owned(), false)));
        assert!(
            Embedded
                .list("")
                .is_some_and(|all| all.contains(&("json".to_owned(), true)))
        );
        assert!(Embedded.list("jso").is_none());
        assert!(
            ["", "json", "json/__pycache__", "__pycache__"]
                .iter()
                .all(|path| Embedded.is_directory(path))
        );
        assert!(
            !["jso", "json/decoder.py", "jso/__pycache__"]
                .iter()
                .any(|path| Embedded.is_directory(path))
        );
        let cached = Embedded.read("json/__pycache__/decoder.cpython-314.pyc");
        assert!(cached.is_some_and(|data| serpentarium_bytecode::pyc::read(&data).is_ok()));
    }
}
