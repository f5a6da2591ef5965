//! Compiles the pure-Python library and packs it into one archive, which the crate embeds.
//!
//! The archive holds every file once: its text compressed, and for modules their code as
//! `marshal` data, uncompressed, so that importing needs no inflating. Modules that
//! CPython freezes have their code a second time under `<frozen NAME>`.
//! Format (little endian): `u32` count; per entry, sorted by path: seven `u32`s (offset and
//! length of path, of code, of compressed text, and length of the text); then the data.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serpentarium_compiler::{Mode, Options, compile, decode_source};

mod patches;

/// Directories that are not of use without what they test or draw with.
const LEFT_OUT: &[&str] = &[
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "turtledemo",
    "__pycache__",
    "_bundled",
    "nt",
    "macholib",
];
/// Files that only another virtual machine needs.
const LEFT_OUT_FILES: &[&str] = &[
    "README.md",
    "PSF-LICENSE",
    "_dummy_os.py",
    "_dummy_thread.py",
    "dummy_threading.py",
    "_pycodecs.py",
    "turtle.py",
];

/// Modules that CPython 3.14 freezes, with the module whose file each comes from.
const FROZEN: &[(&str, &str)] = &[
    ("_frozen_importlib", "importlib/_bootstrap.py"),
    (
        "_frozen_importlib_external",
        "importlib/_bootstrap_external.py",
    ),
    ("zipimport", "zipimport.py"),
    ("abc", "abc.py"),
    ("codecs", "codecs.py"),
    ("io", "io.py"),
    ("_collections_abc", "_collections_abc.py"),
    ("_sitebuiltins", "_sitebuiltins.py"),
    ("genericpath", "genericpath.py"),
    ("ntpath", "ntpath.py"),
    ("posixpath", "posixpath.py"),
    ("os", "os.py"),
    ("site", "site.py"),
    ("stat", "stat.py"),
    ("importlib.util", "importlib/util.py"),
    ("importlib.machinery", "importlib/machinery.py"),
    ("runpy", "runpy.py"),
    ("__hello__", "__hello__.py"),
    ("__phello__", "__phello__/__init__.py"),
    ("__phello__.spam", "__phello__/spam.py"),
];

#[derive(Default)]
struct Entry {
    code: Vec<u8>,
    text: Vec<u8>,
    text_length: usize,
}

fn main() {
    let root = PathBuf::from(rustpython_pylib::LIB_PATH);
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    let mut entries = pack_all(&root, &files);
    // Modules that the published library lacks.
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("lib");
    println!("cargo:rerun-if-changed={}", own.display());
    let mut own_files = Vec::new();
    collect(&own, &own, &mut own_files);
    entries.extend(pack_all(&own, &own_files));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    std::fs::write(out.join("library.bin"), archive(&entries)).expect("OUT_DIR is writable");
}

/// Paths of the files to embed, relative to the root.
fn collect(root: &Path, directory: &Path, files: &mut Vec<String>) {
    let entries = std::fs::read_dir(directory).expect("the library's directory is readable");
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) {
                collect(root, &path, files);
            }
        } else if !LEFT_OUT_FILES.contains(&name.as_str()) && !name.ends_with(".pyc") {
            let relative = path.strip_prefix(root).expect("below the root");
            files.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
}

/// Compresses and compiles everything, on all processors.
fn pack_all(root: &Path, files: &[String]) -> BTreeMap<String, Entry> {
    let entries = Mutex::new(BTreeMap::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(name) = files.get(index) else { break };
                    let made = pack(root, name);
                    entries.lock().expect("no worker panicked").extend(made);
                }
            });
        }
    });
    entries.into_inner().expect("no worker panicked")
}

/// The entries of one file.
fn pack(root: &Path, name: &str) -> Vec<(String, Entry)> {
    let bytes = std::fs::read(root.join(name)).expect("the library's files are readable");
    let bytes = patches::apply(name, bytes);
    let mut entry = Entry {
        code: Vec::new(),
        text: deflate(&bytes),
        text_length: bytes.len(),
    };
    if !name.ends_with(".py") {
        return vec![(name.to_owned(), entry)];
    }
    let mut made = Vec::new();
    for (frozen, _) in FROZEN.iter().filter(|(_, file)| *file == name) {
        let shown = match *frozen {
            "_frozen_importlib" => "importlib._bootstrap",
            "_frozen_importlib_external" => "importlib._bootstrap_external",
            other => other,
        };
        let code = Entry {
            code: code_of(&bytes, &format!("<frozen {shown}>"), name),
            ..Entry::default()
        };
        made.push((format!("<frozen>/{frozen}"), code));
    }
    entry.code = code_of(&bytes, name, name);
    made.push((name.to_owned(), entry));
    made
}

/// Code of a module as `marshal` data; nothing when it does not compile.
fn code_of(bytes: &[u8], filename: &str, name: &str) -> Vec<u8> {
    let compiled = decode_source(bytes)
        .and_then(|(text, _)| compile(&text, filename, Mode::Exec, Options::default()));
    match compiled {
        Ok(compiled) => serpentarium_bytecode::marshal::dumps_code(&compiled.code)
            .expect("code that the compiler made can be marshalled"),
        Err(error) => {
            println!("cargo:warning=library: {name}: {}", error.message);
            Vec::new()
        }
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder =
        flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory does not fail");
    encoder.finish().expect("memory does not fail")
}

fn archive(entries: &BTreeMap<String, Entry>) -> Vec<u8> {
    let ordered: Vec<(&String, &Entry)> = entries.iter().collect();
    // All paths, then all code, then all texts: a lookup touches the paths only, and what
    // is never asked for is never paged in.
    let parts = |entry: usize, part: usize| -> &[u8] {
        let (path, entry) = ordered[entry];
        [path.as_bytes(), &entry.code, &entry.text][part]
    };
    let mut data: Vec<u8> = Vec::new();
    let start = 4 + ordered.len() * 28;
    let mut places = vec![[(0, 0); 3]; ordered.len()];
    for part in 0..3 {
        for (index, place) in places.iter_mut().enumerate() {
            let bytes = parts(index, part);
            place[part] = (start + data.len(), bytes.len());
            data.extend(bytes);
        }
    }
    let mut index = Vec::new();
    let word = |value: usize| {
        u32::try_from(value)
            .expect("an archive below 4 GB")
            .to_le_bytes()
    };
    for ((_, entry), place) in ordered.iter().zip(&places) {
        for (offset, length) in place {
            index.extend(word(*offset));
            index.extend(word(*length));
        }
        index.extend(word(entry.text_length));
    }
    let mut archive = (ordered.len() as u32).to_le_bytes().to_vec();
    archive.extend(index);
    archive.extend(data);
    archive
}
