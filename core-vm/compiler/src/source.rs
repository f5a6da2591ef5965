//! Source text as lines.

/// The line with this number (from 1), its line break included.
pub(crate) fn line(source: &str, number: usize) -> Option<String> {
    source
        .split_inclusive('\n')
        .nth(number.checked_sub(1)?)
        .map(str::to_owned)
}
