//! What was found out about the world and holds until something in it changes.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use ruff_text_size::{TextRange, TextSize};

use crate::analysis::class_facts::Mro;
use crate::analysis::hover::Hover;
use crate::analysis::infer::{Class, Node};
use crate::analysis::kept_order::{Home, KeptOrder};
use crate::analysis::signature_help::{KnownCall, Way};
use crate::analysis::source::SourceFile;
use crate::analysis::traced::{self, Reads};
use crate::analysis::world::World;

/// So many classes are kept. With their texts they take a few megabytes.
const CLASSES: usize = 2000;

/// So many calls are kept, and ways to call something. They take a few megabytes, too.
const CALLS: usize = 10_000;

/// Shared by all views of one world; a changed world gets another.
#[derive(Debug, Default)]
pub struct Memo {
    /// The folders that a file's imports are looked for in, by the file's folder.
    search_paths: Mutex<HashMap<PathBuf, Arc<[PathBuf]>>>,
    /// Where a module was found, by its name and the importing file's folder.
    modules: Mutex<HashMap<(String, PathBuf), Option<PathBuf>>>,
    /// Orders of classes, by the address of the text and the range in it; the node keeps the text.
    orders: Mutex<HashMap<(usize, TextRange), Order>>,
    /// The anatomy of classes, by file and name. It outlives an edit: it is looked at the texts that
    /// it is from whether it still holds.
    classes: Arc<Mutex<HashMap<(PathBuf, TextRange), Anatomy>>>,
    /// Orders of classes without texts, by file and range. They outlive an edit, too.
    kept_orders: Arc<Mutex<KeptOrders>>,
    calls: Mutex<Calls>,
}

/// What is known of the calls in texts that are open.
#[derive(Debug, Default)]
struct Calls {
    /// By the address of the text, which its world keeps, and where the arguments begin.
    known: HashMap<(usize, TextSize), Option<Arc<KnownCall>>>,
    /// Each way to call something once.
    ways: HashSet<Arc<Way>>,
}

type KeptOrders = HashMap<(Home, TextRange), Arc<KeptOrder>>;

#[derive(Debug)]
struct Order {
    class: Node,
    order: Mro,
    reads: Arc<Reads>,
}

#[derive(Debug)]
struct Anatomy {
    hover: Arc<Hover>,
    reads: Arc<Reads>,
}

impl Memo {
    /// What is left when a text has become another one.
    pub fn after_edit(&self) -> Self {
        Self {
            classes: Arc::clone(&self.classes),
            kept_orders: Arc::clone(&self.kept_orders),
            ..Self::default()
        }
    }

    pub fn search_path(
        &self,
        folder: PathBuf,
        make: impl FnOnce() -> Vec<PathBuf>,
    ) -> Arc<[PathBuf]> {
        if let Some(known) = self.search_paths.lock().get(&folder) {
            return Arc::clone(known);
        }
        let made: Arc<[PathBuf]> = make().into();
        self.search_paths.lock().insert(folder, Arc::clone(&made));
        made
    }

    pub fn module(
        &self,
        name: &str,
        folder: PathBuf,
        find: impl FnOnce() -> Option<PathBuf>,
    ) -> Option<PathBuf> {
        let key = (name.to_owned(), folder);
        if let Some(known) = self.modules.lock().get(&key) {
            return known.clone();
        }
        let found = find();
        self.modules.lock().insert(key, found.clone());
        found
    }

    pub fn order(&self, world: &World, class: &Class) -> Option<Mro> {
        let Class::Source(node) = class else {
            return None;
        };
        if let Some(known) = self.orders.lock().get(&key(node)) {
            traced::note_all(&known.reads);
            return Some(known.order.clone());
        }
        let home = Home::of(world, &node.file)?;
        let kept = self.kept_orders.lock().get(&(home, node.range)).cloned()?;
        let (order, reads) = kept.again(world, node)?;
        traced::note_all(&reads);
        self.remember(node, &order, reads);
        Some(order)
    }

    pub fn remember_order(&self, world: &World, class: &Class, order: &Mro, mut reads: Reads) {
        let Class::Source(node) = class else {
            return;
        };
        reads.shrink_to_fit();
        let reads = Arc::new(reads);
        if let Some(home) = Home::of(world, &node.file)
            && let Some(kept) = KeptOrder::of(world, order, &reads)
        {
            let mut orders = self.kept_orders.lock();
            if orders.len() >= CLASSES {
                orders.clear();
            }
            orders.insert((home, node.range), Arc::new(kept));
        }
        self.remember(node, order, reads);
    }

    fn remember(&self, class: &Node, order: &Mro, reads: Arc<Reads>) {
        let known = Order {
            class: class.clone(),
            order: order.clone(),
            reads,
        };
        self.orders.lock().insert(key(&known.class), known);
    }

    /// What hovering the class shows whose name stands in a file at a range.
    pub fn class(&self, world: &World, file: &Path, name: TextRange) -> Option<Arc<Hover>> {
        let (hover, reads) = {
            let classes = self.classes.lock();
            let known = classes.get(&(file.to_owned(), name))?;
            (Arc::clone(&known.hover), Arc::clone(&known.reads))
        };
        traced::are_current(world, &reads).then_some(hover)
    }

    pub fn remember_class(&self, file: &Path, name: TextRange, hover: &Hover, mut reads: Reads) {
        reads.shrink_to_fit();
        let mut classes = self.classes.lock();
        if classes.len() >= CLASSES {
            classes.clear();
        }
        let known = Anatomy {
            hover: Arc::new(hover.clone()),
            reads: Arc::new(reads),
        };
        classes.insert((file.to_owned(), name), known);
    }

    /// What is known of the call in an open text whose arguments begin at an offset.
    pub fn call(&self, file: &Arc<SourceFile>, at: TextSize) -> Option<Option<Arc<KnownCall>>> {
        let calls = self.calls.lock();
        calls.known.get(&(address(file), at)).cloned()
    }

    pub fn remember_call(
        &self,
        file: &Arc<SourceFile>,
        at: TextSize,
        call: Option<Arc<KnownCall>>,
    ) {
        if file.address().is_none() {
            return;
        }
        let mut calls = self.calls.lock();
        if calls.known.len() >= CALLS {
            calls.known.clear();
        }
        calls.known.insert((address(file), at), call);
    }

    /// The way that is the same, if there is one.
    pub fn way(&self, way: Way) -> Arc<Way> {
        let mut calls = self.calls.lock();
        if let Some(known) = calls.ways.get(&way) {
            return Arc::clone(known);
        }
        if calls.ways.len() >= CALLS {
            calls.ways.clear();
        }
        let way = Arc::new(way);
        calls.ways.insert(Arc::clone(&way));
        way
    }

    /// Forgets what the disk may belie by now, and the texts that only this keeps.
    pub fn forget(&self) {
        self.search_paths.lock().clear();
        self.modules.lock().clear();
        self.forget_texts();
    }

    /// Forgets the texts that only this keeps.
    pub fn forget_texts(&self) {
        self.orders.lock().clear();
    }
}

fn key(node: &Node) -> (usize, TextRange) {
    (address(&node.file), node.range)
}

fn address(file: &Arc<SourceFile>) -> usize {
    Arc::as_ptr(file) as usize
}
