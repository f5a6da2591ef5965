//! Giving up work that nobody waits for any more.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says that nobody waits for an answer any more.
///
/// Long loops call [`Cancel::check`], which unwinds with [`Cancelled`]; whoever started the work
/// catches that.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    request: Arc<AtomicBool>,
    /// Set by the owner of the text when a newer one replaces it.
    edit: Arc<AtomicBool>,
}

/// The payload of the unwinding that a cancelled computation does.
#[derive(Debug)]
pub struct Cancelled;

impl Cancel {
    /// Of a request that was cancelled once this is set.
    pub fn of(request: &Arc<AtomicBool>) -> Self {
        Self {
            request: Arc::clone(request),
            edit: Arc::default(),
        }
    }

    /// Gives up, too, once this is set: a newer text has replaced that of which was asked.
    pub fn or_edit(self, edit: Arc<AtomicBool>) -> Self {
        Self { edit, ..self }
    }

    pub fn is_cancelled(&self) -> bool {
        self.request.load(Ordering::Relaxed) || self.was_edited()
    }

    pub fn was_edited(&self) -> bool {
        self.edit.load(Ordering::Relaxed)
    }

    /// Unwinds if the answer is not wanted any more.
    pub fn check(&self) {
        if self.is_cancelled() {
            resume_unwind(Box::new(Cancelled));
        }
    }
}
