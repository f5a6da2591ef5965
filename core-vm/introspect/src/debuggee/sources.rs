//! Where code comes from, and its text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::protocol::view::{SourceKind, SourceView};

/// How the folder that the embedded library appears in ends.
const LIBRARY_ROOT: &str = "lib/python3.14/";

thread_local! {
    static SOURCES: RefCell<HashMap<String, SourceView>> = RefCell::default();
    static TEXTS: RefCell<HashMap<String, String>> = RefCell::default();
}

/// The source of a `co_filename`.
pub fn of(filename: &str) -> SourceView {
    if let Some(known) = SOURCES.with_borrow(|sources| sources.get(filename).cloned()) {
        return known;
    }
    let view = look_at(filename);
    SOURCES.with_borrow_mut(|sources| sources.insert(filename.to_owned(), view.clone()));
    view
}

fn look_at(filename: &str) -> SourceView {
    let has_text = TEXTS.with_borrow(|texts| texts.contains_key(filename));
    if filename.starts_with('<') {
        let is_library = filename.starts_with("<frozen ");
        let kind = if has_text {
            SourceKind::Text
        } else if embedded_text(filename).is_some() {
            SourceKind::Embedded
        } else {
            SourceKind::Unknown
        };
        return SourceView {
            path: filename.to_owned(),
            name: filename.to_owned(),
            kind,
            user_code: !is_library,
        };
    }
    let path = std::path::absolute(filename).unwrap_or_else(|_| PathBuf::from(filename));
    let name = path.file_name().map_or_else(
        || filename.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let kind = if path.is_file() {
        SourceKind::File
    } else if embedded_text(filename).is_some() {
        SourceKind::Embedded
    } else {
        SourceKind::Unknown
    };
    let path = if kind == SourceKind::File {
        path.to_string_lossy().into_owned()
    } else {
        filename.to_owned()
    };
    let user_code = kind != SourceKind::Embedded && !is_library_path(&path);
    SourceView {
        path,
        name,
        kind,
        user_code,
    }
}

fn is_library_path(path: &str) -> bool {
    let inside = |folder: &str| {
        Path::new(path)
            .components()
            .any(|part| part.as_os_str() == folder)
    };
    inside("site-packages") || inside("dist-packages") || path.contains("/lib/python3.")
}

/// The text of an embedded library module.
fn embedded_text(filename: &str) -> Option<String> {
    let find = serpentarium_stdlib::library::find;
    let file = match filename.strip_prefix("<frozen ") {
        Some(module) => {
            let path = module.trim_end_matches('>').replace('.', "/");
            find(&format!("{path}.py")).or_else(|| find(&format!("{path}/__init__.py")))?
        }
        None => find(filename.rsplit_once(LIBRARY_ROOT)?.1)?,
    };
    (file.text_length() > 0).then(|| String::from_utf8_lossy(&file.text()).into_owned())
}

/// Keeps the text of code that has no file (`-c`).
pub fn remember(filename: &str, text: &str) {
    TEXTS.with_borrow_mut(|texts| texts.insert(filename.to_owned(), text.to_owned()));
    SOURCES.with_borrow_mut(|sources| sources.remove(filename));
}

/// The text of a source.
pub fn text(path: &str) -> Option<String> {
    if let Some(text) = TEXTS.with_borrow(|texts| texts.get(path).cloned()) {
        return Some(text);
    }
    if let Ok(bytes) = std::fs::read(path) {
        let decoded = serpentarium_compiler::decode_source(&bytes).map(|(text, _)| text);
        return Some(decoded.unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into_owned()));
    }
    embedded_text(path)
}

/// Whether a `co_filename` is the source that a client calls `path`.
pub fn is(filename: &str, path: &str) -> bool {
    if filename == path || of(filename).path == path {
        return true;
    }
    // The same file by another name (a link, a relative path).
    match (Path::new(filename).file_name(), Path::new(path).file_name()) {
        (Some(a), Some(b)) if a == b => same_file(filename, path),
        _ => false,
    }
}

fn same_file(one: &str, other: &str) -> bool {
    match (std::fs::canonicalize(one), std::fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
