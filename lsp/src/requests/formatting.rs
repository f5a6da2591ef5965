//! `textDocument/formatting` and `textDocument/rangeFormatting`

use std::ops::RangeInclusive;
use std::path::PathBuf;

use ruff_text_size::{TextRange, TextSize};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit, Url,
};

use crate::analysis::formatter;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

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
            let change = difference(file.text(), &formatted);
            let edit = change.map(|(range, text)| TextEdit::new(read.range(range), text));
            Ok(edit.into_iter().collect())
        })
        .await?;
    edits.transpose().map_err(|reason: String| Error {
        code: ErrorCode::ServerError(-32803),
        message: reason.into(),
        data: None,
    })
}

/// The one stretch of lines in which two texts differ, and what it becomes.
fn difference(before: &str, after: &str) -> Option<(TextRange, String)> {
    if before == after {
        return None;
    }
    let lines = |text: &str| text.split_inclusive('\n').map(str::len).collect::<Vec<_>>();
    let same = |(a, b): &(&str, &str)| a == b;
    let (old, new) = (
        before.split_inclusive('\n').collect::<Vec<_>>(),
        after.split_inclusive('\n').collect::<Vec<_>>(),
    );
    let pairs = || old.iter().copied().zip(new.iter().copied());
    let head = pairs().take_while(same).count();
    let backwards = old[head..]
        .iter()
        .rev()
        .copied()
        .zip(new[head..].iter().rev().copied());
    let tail = backwards.take_while(same).count();
    let sum = |lengths: &[usize]| lengths.iter().sum::<usize>();
    let (old, new) = (lines(before), lines(after));
    let first = sum(&old[..head]);
    let old_end = before.len() - sum(&old[old.len() - tail..]);
    let new_end = after.len() - sum(&new[new.len() - tail..]);
    let offset = |index: usize| TextSize::new(index as u32);
    let range = TextRange::new(offset(first), offset(old_end));
    Some((range, after[first..new_end].to_owned()))
}
