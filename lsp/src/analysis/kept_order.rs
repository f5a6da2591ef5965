//! The order of a class without the texts that its bases are in: it stays when they are dropped, and
//! after an edit, for as long as what it was found out from is the same.

use std::path::Path;
use std::sync::Arc;

use ruff_text_size::TextRange;

use crate::analysis::class_facts::{Base, Mro};
use crate::analysis::infer::{Class, Node};
use crate::analysis::native::Native;
use crate::analysis::source::SourceFile;
use crate::analysis::traced::{self, Reads};
use crate::analysis::world::World;

#[derive(Debug)]
pub struct KeptOrder {
    classes: Box<[KeptBase]>,
    reads: Arc<Reads>,
}

#[derive(Debug)]
enum KeptBase {
    Source(Home, TextRange),
    Native(Native),
    Unknown(Box<str>),
}

/// Where a text is read from. What the library's loader has read is not what is read from the same
/// file otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Home {
    File(Arc<Path>),
    /// A module of the library that comes with us.
    Library(Box<str>),
}

impl KeptOrder {
    /// `None` for what can not be found again.
    pub fn of(world: &World, order: &Mro, reads: &Arc<Reads>) -> Option<Self> {
        let classes = order.as_ref().ok()?.iter();
        let classes = classes.map(|base| match base {
            Base::Known(Class::Source(node)) => {
                Some(KeptBase::Source(Home::of(world, &node.file)?, node.range))
            }
            Base::Known(Class::Native(native)) => Some(KeptBase::Native(*native)),
            Base::Unknown(text) => Some(KeptBase::Unknown(text.as_str().into())),
        });
        Some(Self {
            classes: classes.collect::<Option<_>>()?,
            reads: Arc::clone(reads),
        })
    }

    /// The order of a class, and what it is from, if that is still the same.
    pub fn again(&self, world: &World, class: &Node) -> Option<(Mro, Arc<Reads>)> {
        if !traced::are_current(world, &self.reads) {
            return None;
        }
        let bases = self.classes.iter().map(|base| {
            Some(match base {
                KeptBase::Source(home, range) => Base::Known(Class::Source(Node {
                    file: home.file(world, &class.file)?,
                    range: *range,
                })),
                KeptBase::Native(native) => Base::Known(Class::Native(*native)),
                KeptBase::Unknown(text) => Base::Unknown(text.to_string()),
            })
        });
        Some((Ok(bases.collect::<Option<_>>()?), Arc::clone(&self.reads)))
    }
}

impl Home {
    pub fn of(world: &World, file: &Arc<SourceFile>) -> Option<Self> {
        if let Some(module) = file.stdlib_module()
            && let Some(known) = world.project.library_module(&module.name)
            && Arc::ptr_eq(&known, file)
        {
            return Some(Self::Library(module.name.as_str().into()));
        }
        file.path().map(|path| Self::File(traced::interned(path)))
    }

    fn file(&self, world: &World, near: &Arc<SourceFile>) -> Option<Arc<SourceFile>> {
        match self {
            Self::File(path) if near.path() == Some(path) => Some(Arc::clone(near)),
            Self::File(path) => world.file(path),
            Self::Library(name) => world.project.library_module(name),
        }
    }
}
