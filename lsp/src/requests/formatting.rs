//! `textDocument/formatting` and `textDocument/rangeFormatting`

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ruff_text_size::{TextRange, TextSize};
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit, Url,
};

use crate::analysis::formatter;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

/// How long the best way to tell two texts apart is looked for; then a good one does.
const PATIENCE: Duration = Duration::from_millis(200);

pub async fn whole(
    backend: &Backend,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    run(backend, params.text_document.uri, None).await
}

pub async fn range(
    backend: &Backend,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let (start, end) = (params.range.start, params.range.end);
    // A range that ends before the first character of a line does not touch that line.
    let touches_last = end.character > 0 || end.line == start.line;
    let last = end.line as usize + usize::from(touches_last);
    let lines = start.line as usize + 1..=last.max(start.line as usize + 1);
    run(backend, params.text_document.uri, Some(lines)).await
}

async fn run(
    backend: &Backend,
    uri: Url,
    lines: Option<RangeInclusive<usize>>,
) -> Result<Option<Vec<TextEdit>>> {
    let edits = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let file = read.file();
            let name = file
                .path()
                .map_or_else(|| PathBuf::from("untitled.py"), PathBuf::from);
            let roots = &read.context.world.project.roots;
            let cancel = &read.context.cancel;
            let formatted = formatter::format(file.text(), &name, lines.clone(), roots, cancel)?;
            let changes = differences(file.text(), &formatted);
            let edits = changes
                .into_iter()
                .map(|(range, text)| TextEdit::new(read.range(range), text.to_owned()));
            Ok(edits.collect())
        })
        .await?;
    edits.transpose().map_err(|reason: String| Error {
        code: ErrorCode::ServerError(-32803),
        message: reason.into(),
        data: None,
    })
}

/// The stretches of lines in which two texts differ, and what each becomes. Everything between them
/// stays untouched, so that cursors, folds and breakpoints do, too.
fn differences<'a>(before: &str, after: &'a str) -> Vec<(TextRange, &'a str)> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let deadline = Some(Instant::now() + PATIENCE);
    capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline)
        .into_iter()
        .filter(|change| change.tag() != DiffTag::Equal)
        .map(|change| {
            let (old, new) = (change.old_range(), change.new_range());
            let [start, end] = [old.start, old.end].map(|line| old_starts[line]);
            let range = TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32));
            (range, &after[new_starts[new.start]..new_starts[new.end]])
        })
        .collect()
}

/// Where lines begin, and where the last one ends.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(lines.iter().scan(0, |at, line| {
        *at += line.len();
        Some(*at)
    }));
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_replaced() {
        let cases: &[(&str, &str, &[(u32, u32, &str)])] = &[
            ("a\nb\n", "a\nb\n", &[]),
            ("", "a\n", &[(0, 0, "a\n")]),
            ("a", "a\n", &[(0, 1, "a\n")]),
            ("a\n\n\n", "a\n", &[(2, 4, "")]),
            (
                "a\nb=1\nc\nd\ne=1\nf\n",
                "a\nb = 1\nc\nd\n\n\ne = 1\nf\n",
                &[(2, 6, "b = 1\n"), (10, 14, "\n\ne = 1\n")],
            ),
        ];
        for (before, after, expected) in cases {
            let found = differences(before, after);
            let found: Vec<(u32, u32, &str)> = found
                .into_iter()
                .map(|(range, text)| (range.start().to_u32(), range.end().to_u32(), text))
                .collect();
            assert_eq!(&found, expected, "{before:?}");
        }
    }
}
