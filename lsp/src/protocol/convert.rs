//! Ranges, locations and addresses between the protocol's form and ours.

use std::path::{Path, PathBuf};

use ruff_text_size::{TextRange, TextSize};
use tower_lsp::lsp_types::{Location, Position, Range, Url};

use crate::analysis::source::SourceFile;
use crate::analysis::stdlib::materialise;
use crate::protocol::position::Encoding;

pub fn offset(file: &SourceFile, position: Position, encoding: Encoding) -> TextSize {
    file.lines().offset(position, file.text(), encoding)
}

pub fn position(file: &SourceFile, offset: TextSize, encoding: Encoding) -> Position {
    file.lines().position(offset, file.text(), encoding)
}

pub fn range(file: &SourceFile, range: TextRange, encoding: Encoding) -> Range {
    Range::new(
        position(file, range.start(), encoding),
        position(file, range.end(), encoding),
    )
}

/// A range as the client sent it; one that runs backwards becomes empty at its start.
pub fn text_range(file: &SourceFile, range: Range, encoding: Encoding) -> TextRange {
    let start = offset(file, range.start, encoding);
    let end = offset(file, range.end, encoding);
    TextRange::new(start, end.max(start))
}

/// Where a range of a file is, in the client's terms; `None` for a text that has no address.
pub fn location(file: &SourceFile, at: TextRange, encoding: Encoding) -> Option<Location> {
    Some(Location::new(url_of(file)?, range(file, at, encoding)))
}

/// A file's address: as the client spelt it, or made from its path.
pub fn url_of(file: &SourceFile) -> Option<Url> {
    if let Some(address) = file.address() {
        return Url::parse(address).ok();
    }
    let path = file.path()?;
    if let Err(error) = materialise(file) {
        eprintln!("serpentarium lsp: cannot write {}: {error}", path.display());
        return None;
    }
    Url::from_file_path(path).ok()
}

/// The path of a `file:` address.
pub fn path_of(url: &Url) -> Option<PathBuf> {
    (url.scheme() == "file").then(|| url.to_file_path().ok())?
}

pub fn url_from_path(path: &Path) -> Option<Url> {
    Url::from_file_path(path).ok()
}

/// Lines counted from 1 as pairs counted from 0.
pub fn left_out(lines: &[std::ops::RangeInclusive<usize>]) -> Vec<[u32; 2]> {
    lines
        .iter()
        .map(|lines| [*lines.start() as u32 - 1, *lines.end() as u32 - 1])
        .collect()
}
