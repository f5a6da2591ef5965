//! Which files the checker has parsed, so that their trees can be dropped ([`crate::memory`]).
//!
//! The checker keeps a tree for as long as nobody clears it, has no list of those that it keeps,
//! and parses again by itself what was cleared. It traces both, though: a span for every text that
//! it reads to parse it, an event for every tree that it makes again. A subscriber that is
//! interested in these two alone costs nothing anywhere else.

use std::fmt::Debug;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber, set_global_default};
use tracing::{Event, Metadata};

/// The span around reading a text; its field `file` displays the path.
const READ: (&str, &str, &str) = ("ruff_db::source", "source_text", "file");
/// The module with the event for making a tree again; its message has the path in backticks.
const PARSED_AGAIN: (&str, &str) = ("ruff_db::parsed", "message");

/// How often a file was parsed since the program started, all databases together.
static COUNT: AtomicU64 = AtomicU64::new(0);
/// When each file was parsed last, as a value of [`COUNT`].
static LAST: Mutex<Option<FxHashMap<String, u64>>> = Mutex::new(None);

/// Begins to write down what is parsed.
pub fn observe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if set_global_default(Observer).is_err() {
            eprintln!("serpentarium: something else listens to traces: trees of files are kept");
        }
    });
}

/// How often a file was parsed so far.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// The files parsed after the `earlier`th time, as the checker displays their paths, and when.
pub fn since(earlier: u64) -> Vec<(String, u64)> {
    let last = LAST.lock();
    let newer = last.iter().flatten().filter(|(_, when)| **when > earlier);
    newer.map(|(path, when)| (path.clone(), *when)).collect()
}

fn note(path: String) {
    let mut last = LAST.lock();
    let when = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    last.get_or_insert_default().insert(path, when);
}

struct Observer;

impl Subscriber for Observer {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        if metadata.is_span() {
            (metadata.target(), metadata.name()) == (READ.0, READ.1)
        } else {
            metadata.target() == PARSED_AGAIN.0
        }
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields);
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields);
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == READ.2 {
            note(format!("{value:?}"));
        } else if field.name() == PARSED_AGAIN.1 {
            let message = format!("{value:?}");
            if let (Some(first), Some(last)) = (message.find('`'), message.rfind('`'))
                && first < last
            {
                note(message[first + 1..last].to_owned());
            }
        }
    }
}
