//! Packs the pure-Python library: every module's source, deflated, and an index by dotted name.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let library = PathBuf::from(rustpython_pylib::LIB_PATH);
    let mut modules = Vec::new();
    collect(&library, "", &mut modules);
    modules.sort();
    let (blob, index) = pack(&modules);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("library.bin"), blob).expect("OUT_DIR can be written");
    fs::write(out.join("library.index"), index).expect("OUT_DIR can be written");
}

/// Dotted name, whether it is a package's `__init__`, path.
type Module = (String, bool, PathBuf);

fn collect(folder: &Path, prefix: &str, modules: &mut Vec<Module>) {
    for entry in fs::read_dir(folder).expect("the library can be read") {
        let path = entry.expect("the library can be read").path();
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if path.is_dir() {
            // Tests of the library and folders that are no packages stay outside.
            let is_package = path.join("__init__.py").is_file();
            if is_package && !matches!(stem, "test" | "tests" | "idlelib" | "turtledemo") {
                collect(&path, &format!("{prefix}{stem}."), modules);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let (name, is_package) = match stem {
                "__init__" => (prefix.trim_end_matches('.').to_owned(), true),
                _ => (format!("{prefix}{stem}"), false),
            };
            modules.push((name, is_package, path));
        }
    }
}

/// The index has a line for each module: name, `p` or `m`, start, packed and unpacked length.
fn pack(modules: &[Module]) -> (Vec<u8>, String) {
    let (mut blob, mut index) = (Vec::new(), String::new());
    for (name, is_package, path) in modules {
        let source = fs::read(path).expect("the library can be read");
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&source).expect("memory can be written");
        let packed = encoder.finish().expect("memory can be written");
        let kind = if *is_package { 'p' } else { 'm' };
        index += &format!(
            "{name} {kind} {} {} {}\n",
            blob.len(),
            packed.len(),
            source.len()
        );
        blob.extend(packed);
    }
    (blob, index)
}
