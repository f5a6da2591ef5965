//! The one owner of the open texts.
//!
//! A single task receives changes and snapshot requests over one queue, so that a read sees
//! every change that the client sent before it. Texts are ropes; a snapshot shares them.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;
use ropey::Rope;
use tokio::sync::{mpsc, oneshot};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, TextDocumentContentChangeEvent, TextDocumentItem, Url,
};

use serpentarium_checker::Checker;

use crate::analysis::depth::is_walkable;
use crate::analysis::project::Project;
use crate::analysis::source::SourceFile;
use crate::analysis::world::World;
use crate::live::{Live, Outcome};
use crate::protocol::convert;
use crate::protocol::position::{Encoding, char_in_rope};
use crate::server::log::Log;
use serpentarium_checker::guard;

/// One version of one open text.
#[derive(Debug)]
pub struct Document {
    pub url: Url,
    pub version: i32,
    pub rope: Rope,
    pub file: Arc<SourceFile>,
    /// Number of the message that made this version; see [`Documents::stamp`].
    pub stamp: u64,
    /// Set when this version is replaced or closed.
    pub superseded: Arc<AtomicBool>,
}

/// What a read works on. The owner cannot change anything in the checker while one is held.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub document: Option<Arc<Document>>,
    pub world: Arc<World>,
    pub checker: serpentarium_checker::Snapshot,
    pub encoding: Encoding,
    /// What the document did when it was last run, if that was asked for.
    pub live: Option<Arc<Outcome>>,
}

/// What the owner is told.
#[derive(Debug)]
pub enum Message {
    Configure {
        encoding: Encoding,
        project: Arc<Project>,
        checker: serpentarium_checker::Config,
    },
    Open(TextDocumentItem),
    Change(DidChangeTextDocumentParams),
    Close(Url),
    /// Files that were made, changed or removed on disk.
    Watched(Vec<PathBuf>),
    Snapshot(Option<Url>, oneshot::Sender<Snapshot>),
    /// What the configuration led to.
    Report(oneshot::Sender<serpentarium_checker::Report>),
}

impl Message {
    /// Whether views made before it are outdated.
    fn is_change(&self) -> bool {
        !matches!(self, Self::Snapshot(..) | Self::Report(_))
    }
}

/// Told about every text that appears, changes or goes (`None`).
pub type Listener = Arc<dyn Fn(&Url, Option<Arc<Document>>) + Send + Sync>;

/// A way to reach the owner.
#[derive(Debug, Clone)]
pub struct Documents {
    queue: mpsc::UnboundedSender<(u64, Message)>,
    stamps: Arc<AtomicU64>,
    /// How many changes were sent.
    changes: Arc<AtomicU64>,
    published: Arc<Mutex<Option<Published>>>,
}

/// What the owner would answer for as long as no change is sent: a view of it can be had without
/// waking the owner up. It is taken away before anything changes, since it is a view itself, for
/// which the checker's writes wait.
#[derive(Debug)]
struct Published {
    /// How many changes it knows of.
    changes: u64,
    documents: HashMap<Url, Arc<Document>>,
    live: Live,
    /// Without a document.
    snapshot: Snapshot,
}

impl Published {
    fn snapshot(&self, url: Option<&Url>) -> Snapshot {
        Snapshot {
            document: url.and_then(|url| self.documents.get(url)).map(Arc::clone),
            live: url.and_then(|url| self.live.outcome(url)),
            ..self.snapshot.clone()
        }
    }
}

impl Documents {
    /// Starts the owner, in a thread of its own: a write to the checker waits for its readers.
    pub fn start(listener: Listener, live: Live, log: Log) -> Self {
        let (queue, messages) = mpsc::unbounded_channel();
        let runtime = tokio::runtime::Handle::current();
        let published: Arc<Mutex<Option<Published>>> = Arc::default();
        let of_owner = Arc::clone(&published);
        tokio::task::spawn_blocking(move || {
            let _context = runtime.enter();
            Owner::new(listener, live, log, of_owner).run(messages);
        });
        Self {
            queue,
            stamps: Arc::default(),
            changes: Arc::default(),
            published,
        }
    }

    /// Hands a message over; returns at once. Order of calls is order of effects.
    pub fn send(&self, message: Message) {
        let stamp = self.stamps.fetch_add(1, Ordering::Relaxed) + 1;
        if message.is_change() {
            self.changes.fetch_add(1, Ordering::SeqCst);
        }
        // The owner lives as long as the server.
        drop(self.queue.send((stamp, message)));
    }

    /// The number of the last message sent so far.
    pub fn stamp(&self) -> u64 {
        self.stamps.load(Ordering::Relaxed)
    }

    pub async fn report(&self) -> Option<serpentarium_checker::Report> {
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Report(sender));
        receiver.await.ok()
    }

    pub async fn snapshot(&self, url: Option<Url>) -> Option<Snapshot> {
        let changes = self.changes.load(Ordering::SeqCst);
        if let Some(published) = &*self.published.lock()
            && published.changes == changes
        {
            return Some(published.snapshot(url.as_ref()));
        }
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Snapshot(url, sender));
        receiver.await.ok()
    }
}

struct Owner {
    encoding: Encoding,
    documents: HashMap<Url, Arc<Document>>,
    world: Arc<World>,
    /// `None` until the client has said where the workspace is.
    checker: Option<Checker>,
    /// What the checker was last told to be.
    config: serpentarium_checker::Config,
    listener: Listener,
    live: Live,
    log: Log,
    /// How many changes were applied.
    changes: u64,
    published: Arc<Mutex<Option<Published>>>,
}

impl Owner {
    fn new(
        listener: Listener,
        live: Live,
        log: Log,
        published: Arc<Mutex<Option<Published>>>,
    ) -> Self {
        Self {
            encoding: Encoding::default(),
            documents: HashMap::new(),
            world: Arc::default(),
            checker: None,
            config: serpentarium_checker::Config::default(),
            listener,
            live,
            log,
            changes: 0,
            published,
        }
    }

    fn run(mut self, mut messages: mpsc::UnboundedReceiver<(u64, Message)>) {
        while let Some((stamp, message)) = messages.blocking_recv() {
            let is_change = message.is_change();
            if is_change {
                self.changes += 1;
                drop(self.published.lock().take());
            }
            // A bug must not leave the server without an owner of its texts.
            let handled = catch_unwind(AssertUnwindSafe(|| self.handle(stamp, message)));
            if let Err(payload) = handled {
                let reason = guard::message(payload.as_ref());
                self.log.error(format!("the texts' owner: {reason}"));
                self.recover();
            }
            if is_change {
                self.publish();
            }
        }
    }

    fn publish(&self) {
        let published = self.snapshot(None).map(|snapshot| Published {
            changes: self.changes,
            documents: self.documents.clone(),
            live: self.live.clone(),
            snapshot,
        });
        *self.published.lock() = published;
    }

    /// Makes a new checker of what is known: the old one may be left half changed.
    fn recover(&mut self) {
        self.checker = None;
        let made = catch_unwind(AssertUnwindSafe(|| {
            let mut checker = Checker::new(&self.config, is_walkable);
            for document in self.documents.values() {
                let file = &document.file;
                checker.set_text(&file.checker_address(), file.text().into());
            }
            checker
        }));
        match made {
            Ok(checker) => self.checker = Some(checker),
            Err(payload) => {
                let reason = guard::message(payload.as_ref());
                self.log
                    .error(format!("the checker cannot be started again: {reason}"));
            }
        }
    }

    fn handle(&mut self, stamp: u64, message: Message) {
        match message {
            Message::Configure {
                encoding,
                project,
                checker,
            } => {
                self.encoding = encoding;
                let world = Arc::make_mut(&mut self.world);
                world.project = project;
                world.changed();
                self.configure(&checker);
            }
            Message::Open(item) => {
                let rope = Rope::from_str(&item.text);
                self.replace(item.uri, item.version, rope, stamp);
            }
            Message::Change(params) => self.change(params, stamp),
            Message::Close(url) => self.close(&url),
            Message::Watched(paths) => self.watched(&paths),
            Message::Report(reply) => {
                if let Some(checker) = &self.checker {
                    drop(reply.send(checker.report().clone()));
                }
            }
            Message::Snapshot(url, reply) => {
                if let Some(snapshot) = self.snapshot(url.as_ref()) {
                    // A receiver that is gone belongs to a cancelled request.
                    drop(reply.send(snapshot));
                }
            }
        }
    }

    fn configure(&mut self, config: &serpentarium_checker::Config) {
        self.config = config.clone();
        let checker = match &mut self.checker {
            Some(checker) => {
                checker.configure(config);
                checker
            }
            none => none.insert(Checker::new(config, is_walkable)),
        };
        for problem in &checker.report().problems {
            eprintln!("serpentarium lsp: {problem}");
        }
        self.tell_again();
    }

    /// What is known of the open texts may have changed without them.
    fn tell_again(&self) {
        for (url, document) in &self.documents {
            (self.listener)(url, Some(Arc::clone(document)));
        }
    }

    fn watched(&mut self, paths: &[PathBuf]) {
        if let Some(checker) = &mut self.checker {
            checker.changed_on_disk(paths);
            Arc::make_mut(&mut self.world).changed();
            self.tell_again();
        }
    }

    fn change(&mut self, params: DidChangeTextDocumentParams, stamp: u64) {
        let url = params.text_document.uri;
        let Some(document) = self.documents.get(&url) else {
            eprintln!("serpentarium lsp: change of a document that is not open: {url}");
            return;
        };
        let mut rope = document.rope.clone();
        for change in params.content_changes {
            apply(&mut rope, change, self.encoding);
        }
        self.replace(url, params.text_document.version, rope, stamp);
    }

    fn replace(&mut self, url: Url, version: i32, rope: Rope, stamp: u64) {
        // First, so that running reads of the old version end and the checker can be written to.
        if let Some(old) = self.documents.get(&url) {
            old.superseded.store(true, Ordering::Relaxed);
        }
        let path = convert::path_of(&url);
        let library = path
            .as_deref()
            .and_then(|path| self.world.project.stdlib.module_of_path(path));
        let file = SourceFile::open_in_editor(rope.clone(), url.to_string(), path.clone());
        let file = Arc::new(file.in_stdlib(library).at_version(version));
        let document = Arc::new(Document {
            url: url.clone(),
            version,
            rope,
            file: Arc::clone(&file),
            stamp,
            superseded: Arc::default(),
        });
        self.documents.insert(url.clone(), Arc::clone(&document));
        let world = Arc::make_mut(&mut self.world);
        match &path {
            Some(path) if !world.open.contains_key(path) && !path.is_file() => world.changed(),
            _ => world.edited(),
        }
        match path {
            Some(path) => world.open.insert(path, Arc::clone(&file)),
            None => world.unsaved.insert(url.to_string(), Arc::clone(&file)),
        };
        if let Some(checker) = &mut self.checker {
            checker.set_text(&file.checker_address(), file.text().into());
        }
        (self.listener)(&url, Some(document));
    }

    fn close(&mut self, url: &Url) {
        let Some(old) = self.documents.remove(url) else {
            return;
        };
        old.superseded.store(true, Ordering::Relaxed);
        if let Some(checker) = &mut self.checker {
            checker.close(&old.file.checker_address());
        }
        let path = convert::path_of(url);
        let world = Arc::make_mut(&mut self.world);
        match &path {
            Some(path) if !path.is_file() => world.changed(),
            _ => world.edited(),
        }
        match path {
            Some(path) => world.open.remove(&path),
            None => world.unsaved.remove(url.as_str()),
        };
        (self.listener)(url, None);
    }

    /// `None` before the client has said where the workspace is.
    fn snapshot(&self, url: Option<&Url>) -> Option<Snapshot> {
        Some(Snapshot {
            document: url.and_then(|url| self.documents.get(url)).map(Arc::clone),
            world: Arc::clone(&self.world),
            checker: self.checker.as_ref()?.snapshot(),
            encoding: self.encoding,
            live: url.and_then(|url| self.live.outcome(url)),
        })
    }
}

/// Applies one content change; positions are clamped, a range that runs backwards is empty.
pub fn apply(rope: &mut Rope, change: TextDocumentContentChangeEvent, encoding: Encoding) {
    let Some(range) = change.range else {
        *rope = Rope::from_str(&change.text);
        return;
    };
    let start = char_in_rope(rope, range.start, encoding);
    let end = char_in_rope(rope, range.end, encoding).max(start);
    rope.remove(start..end);
    rope.insert(start, &change.text);
}

/// The file of a path, if the client has no text open for it.
pub fn file_on_disk(world: &World, path: Option<PathBuf>) -> Option<Arc<SourceFile>> {
    world.file(&path?)
}
