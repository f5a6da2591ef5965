//! How a request reads: a snapshot, a worker, and what happens when an edit comes in between.

use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Position, Range, Url};

use crate::analysis::Context;
use crate::analysis::cancel::Cancel;
use crate::analysis::disk;
use crate::analysis::sharing::with_trees_of;
use crate::analysis::source::SourceFile;
use crate::live::Outcome;
use crate::protocol::convert;
use crate::protocol::position::Encoding;
use crate::server::asked::Asked;
use crate::server::backend::Backend;
use crate::server::documents::{Document, Snapshot, file_on_disk};
use crate::server::workers::Failure;

/// What to do when the text changed before the answer was ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnEdit {
    /// The answer depends on a position that has moved: `ContentModified`.
    GiveUp,
    /// The question is about the document as it is: ask again.
    Again,
}

/// What a request's work gets.
#[derive(Debug)]
pub struct Read {
    pub context: Context,
    pub encoding: Encoding,
    /// The client's version of the text, if it has it open.
    pub document: Option<Arc<Document>>,
    /// What the document did when it was last run, if that was asked for.
    pub live: Option<Arc<Outcome>>,
}

impl Read {
    /// Does the work of a question: it sees each file in one state, and parses no text that the checker
    /// has parsed.
    fn ask<R>(&self, work: impl FnOnce(&Self) -> R) -> R {
        disk::once_each(|| with_trees_of(&self.context.checker, || work(self)))
    }

    pub fn file(&self) -> &SourceFile {
        &self.context.file
    }

    pub fn offset(&self, position: Position) -> ruff_text_size::TextSize {
        convert::offset(self.file(), position, self.encoding)
    }

    pub fn range(&self, range: ruff_text_size::TextRange) -> Range {
        convert::range(self.file(), range, self.encoding)
    }
}

impl Backend {
    /// Runs `work` on a snapshot of the document in a worker; `None` if there is no such text.
    pub async fn read<R: Send + 'static>(
        &self,
        url: &Url,
        on_edit: OnEdit,
        work: impl Fn(&Read) -> R + Send + Sync + 'static,
    ) -> Result<Option<R>> {
        let asked = Asked::current();
        let work = Arc::new(work);
        loop {
            let Some(snapshot) = self.documents.snapshot(Some(url.clone())).await else {
                return Err(Error::internal_error());
            };
            let newer = snapshot
                .document
                .as_ref()
                .is_some_and(|doc| doc.stamp > asked.arrived_after);
            if newer && on_edit == OnEdit::GiveUp {
                return Err(Error::content_modified());
            }
            let Some(read) = prepare(snapshot, url, &asked) else {
                return Ok(None);
            };
            let cancel = read.context.cancel.clone();
            let work = Arc::clone(&work);
            let work = move || {
                let result = read.ask(&*work);
                (result, read.context)
            };
            match self.workers.run(cancel.clone(), work).await {
                Ok((result, context)) => {
                    self.housekeeping.look(&context);
                    return Ok(Some(result));
                }
                Err(Failure::Cancelled) if asked.is_cancelled() => {
                    return Err(Error::request_cancelled());
                }
                Err(Failure::Cancelled) if on_edit == OnEdit::Again || !cancel.was_edited() => {}
                Err(Failure::Cancelled) => return Err(Error::content_modified()),
                Err(Failure::Panicked(reason)) => return Err(internal(&reason)),
            }
        }
    }

    /// Runs `work` on the whole workspace.
    pub async fn read_workspace<R: Send + 'static>(
        &self,
        work: impl Fn(&Read) -> R + Send + Sync + 'static,
    ) -> Result<R> {
        let asked = Asked::current();
        let work = Arc::new(work);
        loop {
            let Some(snapshot) = self.documents.snapshot(None).await else {
                return Err(Error::internal_error());
            };
            let cancel = Cancel::of(&asked.is_cancelled);
            let read = read_of(snapshot, Arc::default(), cancel.clone());
            let work = Arc::clone(&work);
            match self.workers.run(cancel, move || read.ask(&*work)).await {
                Ok(result) => return Ok(result),
                Err(Failure::Cancelled) if asked.is_cancelled() => {
                    return Err(Error::request_cancelled());
                }
                // An edit came in between.
                Err(Failure::Cancelled) => {}
                Err(Failure::Panicked(reason)) => return Err(internal(&reason)),
            }
        }
    }
}

fn prepare(snapshot: Snapshot, url: &Url, asked: &Asked) -> Option<Read> {
    let cancel = Cancel::of(&asked.is_cancelled);
    match &snapshot.document {
        Some(document) => {
            let file = Arc::clone(&document.file);
            let cancel = cancel.or_edit(Arc::clone(&document.superseded));
            Some(read_of(snapshot, file, cancel))
        }
        None => {
            let file = file_on_disk(&snapshot.world, convert::path_of(url))?;
            Some(read_of(snapshot, file, cancel))
        }
    }
}

/// A read of a snapshot, for work that no request asked for.
pub fn read_of(snapshot: Snapshot, file: Arc<SourceFile>, cancel: Cancel) -> Read {
    Read {
        context: Context {
            world: snapshot.world,
            file,
            checker: snapshot.checker,
            cancel,
        },
        encoding: snapshot.encoding,
        document: snapshot.document,
        live: snapshot.live,
    }
}

fn internal(reason: &str) -> Error {
    let mut error = Error::internal_error();
    error.message = format!("internal error: {reason}").into();
    error
}
