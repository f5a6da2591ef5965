//! Formatting: by what is installed ([`installed`]), since that is what a project's other tools and
//! people use, else by the published formatter ([`built_in`]).

mod built_in;
mod installed;

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::analysis::cancel::Cancel;

/// The whole text after formatting it, or the lines (from 1) of it; or why that cannot be done.
/// `name` tells which project's configuration counts.
pub fn format(
    text: &str,
    name: &Path,
    lines: Option<RangeInclusive<usize>>,
    roots: &[PathBuf],
    cancel: &Cancel,
) -> Result<String, String> {
    installed::format(text, name, lines.as_ref(), roots, cancel)
        .unwrap_or_else(|| built_in::format(text, name, lines.as_ref()))
}
