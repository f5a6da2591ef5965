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
    pub fn with_edit_flag(edit: Arc<AtomicBool>) -> Self {
        Self {
            request: Arc::default(),
            edit,
        }
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

    /// Cancels when dropped.
    pub fn guard(&self) -> CancelOnDrop {
        CancelOnDrop(Arc::clone(&self.request))
    }
}

/// See [`Cancel::guard`].
#[derive(Debug)]
pub struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
