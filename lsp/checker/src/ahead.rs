//! A second thread that infers a large file from its end, while the first one checks it from its
//! start: they share what they find and meet in the middle.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ruff_db::files::File;
use ruff_db::source::source_text;
use ruff_python_ast::{Expr, Stmt};
use ty_python_semantic::HasType;

use crate::database::Database;
use crate::{Opened, Snapshot};

/// Smaller texts are checked before a thread has started.
const WORTH_IT: usize = 32 << 10;
/// As the server's threads that walk trees have it; only touched pages cost memory.
const STACK_SIZE: usize = 256 << 20;

/// Stops the thread when the file has been checked.
pub(crate) struct Ahead(Arc<AtomicBool>);

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Snapshot {
    /// Starts to infer what a file holds; `None` if that is not worth it.
    pub(crate) fn infer_ahead(&self, file: File) -> Option<Ahead> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        if threads < 2 || source_text(&self.db, file).len() < WORTH_IT {
            return None;
        }
        let is_done = Arc::new(AtomicBool::new(false));
        let ahead = Ahead(Arc::clone(&is_done));
        let db = self.db.clone();
        let work = move || {
            // A write unwinds this as it does the check; a bug is the check's to report.
            drop(catch_unwind(AssertUnwindSafe(|| {
                from_the_end(&db, file, &is_done)
            })));
        };
        let thread = std::thread::Builder::new()
            .name("infer ahead".to_owned())
            .stack_size(STACK_SIZE);
        thread.spawn(work).ok()?;
        Some(ahead)
    }
}

fn from_the_end(db: &Database, file: File, is_done: &AtomicBool) {
    let opened = Opened::new(db, file);
    body_from_the_end(&opened, &opened.parsed.syntax().body, is_done);
}

fn body_from_the_end(opened: &Opened<'_>, body: &[Stmt], is_done: &AtomicBool) {
    for statement in body.iter().rev() {
        if is_done.load(Ordering::Relaxed) {
            return;
        }
        match statement {
            Stmt::FunctionDef(function) => {
                // One expression brings all types of its scope.
                if let Some(expression) = function.body.iter().find_map(expression_of) {
                    expression.inferred_type(&opened.model);
                }
            }
            Stmt::ClassDef(class) => body_from_the_end(opened, &class.body, is_done),
            _ => {}
        }
    }
}

fn expression_of(statement: &Stmt) -> Option<&Expr> {
    match statement {
        Stmt::Expr(statement) => Some(&statement.value),
        Stmt::Return(statement) => statement.value.as_deref(),
        Stmt::Assign(statement) => Some(&statement.value),
        Stmt::If(statement) => Some(&statement.test),
        _ => None,
    }
}
