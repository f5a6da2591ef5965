//! What was found out about the world and holds until something in it changes.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use ruff_text_size::TextRange;

use crate::analysis::class_facts::Mro;
use crate::analysis::infer::{Class, Node};

/// Shared by all views of one world; a changed world gets another.
#[derive(Debug, Default)]
pub struct Memo {
    /// The folders that a file's imports are looked for in, by the file's folder.
    search_paths: Mutex<HashMap<PathBuf, Arc<[PathBuf]>>>,
    /// Where a module was found, by its name and the importing file's folder.
    modules: Mutex<HashMap<(String, PathBuf), Option<PathBuf>>>,
    /// Orders of classes, by the address of the text and the range in it; the node keeps the text.
    orders: Mutex<HashMap<(usize, TextRange), (Node, Mro)>>,
}

impl Memo {
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

    pub fn order(&self, class: &Class) -> Option<Mro> {
        let Class::Source(node) = class else {
            return None;
        };
        let orders = self.orders.lock();
        orders.get(&key(node)).map(|(_, order)| order.clone())
    }

    pub fn remember_order(&self, class: &Class, order: &Mro) {
        if let Class::Source(node) = class {
            self.orders
                .lock()
                .insert(key(node), (node.clone(), order.clone()));
        }
    }

    /// Forgets what the disk may belie by now, and the texts that only this keeps.
    pub fn forget(&self) {
        self.search_paths.lock().clear();
        self.modules.lock().clear();
        self.orders.lock().clear();
    }
}

fn key(node: &Node) -> (usize, TextRange) {
    (Arc::as_ptr(&node.file) as usize, node.range)
}
