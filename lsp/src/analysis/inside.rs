//! Names inside of a function of another text, found out from that function alone: to collect those of
//! all functions takes a tree of the whole text, and longer than all the rest of an answer.

use std::rc::Rc;
use std::sync::Arc;

use ruff_text_size::{TextRange, TextSize};

use crate::analysis::infer::{Inference, Node};
use crate::analysis::scopes::resolution::lookup;
use crate::analysis::scopes::{MODULE, ScopeKind, ScopeTable, Target};
use crate::analysis::source::SourceFile;

impl Inference<'_> {
    /// Where a name leads that is read inside of a function and bound outside of it, found without
    /// the names of all functions; `None` where those are known or needed.
    pub(super) fn target_outside(
        &self,
        file: &Arc<SourceFile>,
        offset: TextSize,
        name: &str,
    ) -> Option<Target> {
        // What is mangled depends on the class around.
        if file.knows_all_scopes() || name.starts_with("__") {
            return None;
        }
        let outer = file.outer_scopes();
        let function = outer.scope_at(offset);
        if outer.scope(function).kind != ScopeKind::Function {
            return None;
        }
        let inside = self.inside(file, outer.scope(function).node)?;
        let found = inside.occurrence_at(offset)?;
        let is_local = matches!(found.target, Target::Scope(scope) if scope != MODULE);
        if found.name != name || is_local {
            return None;
        }
        match lookup(outer, function, name, |_| true) {
            // Some other function may bind it.
            Target::Builtin | Target::Unresolved if file.may_bind_global(name) => None,
            target => Some(target),
        }
    }

    /// The names of a function, as far as that says them alone.
    fn inside(&self, file: &Arc<SourceFile>, function: TextRange) -> Option<Rc<ScopeTable>> {
        let node = Node {
            file: Arc::clone(file),
            range: function,
        };
        let mut known = self.inside.borrow_mut();
        if let Some((_, table)) = known.iter().find(|(of, _)| *of == node) {
            return Some(Rc::clone(table));
        }
        let table = Rc::new(file.scopes_inside(function)?);
        known.push((node, Rc::clone(&table)));
        Some(table)
    }
}
