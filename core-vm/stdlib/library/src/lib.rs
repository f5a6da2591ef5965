//! The pure-Python library that the binary carries: sources by dotted module name.
//!
//! Data only, so that the language server can show the library without building the runtime.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

const BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));
const INDEX: &str = include_str!(concat!(env!("OUT_DIR"), "/library.index"));

/// One module of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LibraryModule {
    pub name: &'static str,
    pub is_package: bool,
    packed: &'static [u8],
    size: usize,
}

impl LibraryModule {
    /// The bytes of its source file.
    pub fn source(&self) -> Vec<u8> {
        let mut source = Vec::with_capacity(self.size);
        // What the build packed unpacks again.
        match DeflateDecoder::new(self.packed).read_to_end(&mut source) {
            Ok(_) => source,
            Err(error) => panic!("the embedded source of {} is damaged: {error}", self.name),
        }
    }

    /// Where the file would lie in a `Lib` folder: `json/decoder.py`.
    pub fn relative_path(&self) -> String {
        let path = self.name.replace('.', "/");
        if self.is_package {
            format!("{path}/__init__.py")
        } else {
            format!("{path}.py")
        }
    }
}

fn index() -> &'static HashMap<&'static str, LibraryModule> {
    static PARSED: OnceLock<HashMap<&'static str, LibraryModule>> = OnceLock::new();
    PARSED.get_or_init(|| {
        INDEX
            .lines()
            .filter_map(parse)
            .map(|module| (module.name, module))
            .collect()
    })
}

fn parse(line: &'static str) -> Option<LibraryModule> {
    let mut fields = line.split(' ');
    let (name, kind) = (fields.next()?, fields.next()?);
    let mut number = || fields.next()?.parse::<usize>().ok();
    let (start, packed, size) = (number()?, number()?, number()?);
    let packed = BLOB.get(start..start + packed)?;
    Some(LibraryModule {
        name,
        is_package: kind == "p",
        packed,
        size,
    })
}

/// The module of a dotted name.
pub fn find(name: &str) -> Option<LibraryModule> {
    index().get(name).copied()
}

/// All modules, packages included, by name.
pub fn modules() -> impl Iterator<Item = LibraryModule> {
    INDEX.lines().filter_map(parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_there() {
        let decoder = find("json.decoder").expect("json.decoder");
        assert!(!decoder.is_package);
        assert_eq!(decoder.relative_path(), "json/decoder.py");
        assert!(String::from_utf8_lossy(&decoder.source()).contains("class JSONDecoder"));
        assert_eq!(
            find("json").expect("json").relative_path(),
            "json/__init__.py"
        );
        assert_eq!(find("test.support"), None);
        assert!(modules().count() > 500);
    }
}
