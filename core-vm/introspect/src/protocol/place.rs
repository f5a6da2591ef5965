//! Names for what lives in the machine, that stay meaningful from stop to stop.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A thread of the program; the main thread is 1. Never used again in one run.
    ThreadId
}
id! {
    /// One activation of a function. It keeps its number while it lives, a generator's
    /// over all its resumptions, and no other activation of the run gets it.
    FrameId
}
id! {
    /// A code object, made from its file name, qualified name and first line, so that
    /// it is the same in the next run of the same source. Below 2^32.
    CodeId
}
id! {
    /// An object by its address, as `id()` gives it. Only meaningful while the
    /// program is stopped.
    ObjectId
}

/// Something that can be expanded into variables: a root and the way down from it.
///
/// A place is walked anew at each question, so it never dangles: if the way has
/// gone, the answer is [`NotFound`](super::FailureKind::NotFound); if another object
/// has taken its position, that one is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Where to start.
    pub root: Root,
    /// The steps down, outermost first.
    pub path: Vec<Step>,
}

/// Where a [`Place`] starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Root {
    /// A scope of a frame.
    Scope {
        /// The frame.
        frame: FrameId,
        /// Which of its scopes.
        scope: ScopeKind,
    },
    /// The value of an earlier evaluation, by the number in its reply. It is kept until
    /// the program continues.
    Result(u64),
    /// An object by id, for lists that are not variables (generators, heap). It is
    /// looked up among the live objects, so a stale id is an error and no crash.
    Object(ObjectId),
}

/// One step from a container to a child, as its [`VariableView`](super::view::VariableView) gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The child at this position: of a sequence, or of the entries of a mapping or set.
    Index(u64),
    /// The child of this name: a variable of a scope, an attribute.
    Name(String),
    /// A group or computed entry that the debuggee adds (`class variables`, a
    /// generator's `state`); never the name of an attribute.
    Group(String),
}

/// The scopes a frame offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// `co_varnames` and `co_cellvars`, bound or not; in a module or class body its namespace.
    Locals,
    /// `co_freevars`: what it uses of enclosing functions.
    Closure,
    /// The function's module namespace.
    Globals,
    /// The builtins namespace.
    Builtins,
    /// The operand stack, bottom first.
    ValueStack,
    /// The exception the thread is stopped for or is handling.
    Exception,
}

impl Place {
    /// A scope as a place.
    pub fn scope(frame: FrameId, scope: ScopeKind) -> Self {
        Place {
            root: Root::Scope { frame, scope },
            path: Vec::new(),
        }
    }

    /// The result of an evaluation as a place.
    pub fn result(number: u64) -> Self {
        Place {
            root: Root::Result(number),
            path: Vec::new(),
        }
    }

    /// An object as a place.
    pub fn object(id: ObjectId) -> Self {
        Place {
            root: Root::Object(id),
            path: Vec::new(),
        }
    }

    /// The place one step below.
    pub fn child(&self, step: Step) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Place {
            root: self.root.clone(),
            path,
        }
    }
}
