//! What can be said about a text without running it, in byte offsets and plain structs.
//!
//! Nothing here fails on bad input: a broken text gives what can be known of it. Types come in
//! through one module, [`infer`]; everything else asks it.

pub mod actions;
pub mod anatomy;
pub mod annotations;
pub mod ast_view;
pub mod attributes;
pub mod auto_import;
pub mod bytecode_view;
pub mod calls;
pub mod cancel;
pub mod class_facts;
pub mod code_facts;
pub mod code_lens;
pub mod code_slice;
pub mod completion;
pub mod constants;
pub mod definition;
pub mod depth;
pub mod diagnostics;
pub mod disk;
pub mod docstring;
pub mod docstring_parameters;
pub mod edit;
pub mod first_look;
pub mod folding;
pub mod formatter;
pub mod function_facts;
pub mod graph;
pub mod hover;
pub mod infer;
pub mod inherited;
pub mod inline_values;
pub mod inside;
pub mod kept;
pub mod kept_order;
pub mod links;
pub mod look_ahead;
pub mod memo;
pub mod native;
pub mod nodes;
pub mod operators;
pub mod options;
pub mod parallel;
pub mod places;
pub mod problems;
pub mod project;
pub mod raises;
pub mod recovery;
pub mod references;
pub mod rename;
pub mod rename_files;
pub mod rules;
pub mod scopes;
pub mod selection;
pub mod semantic_tokens;
pub mod sharing;
pub mod signature;
pub mod signature_help;
pub mod source;
pub mod special_calls;
pub mod stdlib;
pub mod symbols;
pub mod symtable_view;
pub mod traced;
pub mod unparse;
pub mod unused_imports;
pub mod workspace_files;
pub mod workspace_symbols;
pub mod world;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use cancel::Cancel;
use serpentarium_checker::{Address, Pace, Snapshot};
use source::SourceFile;
use world::World;

/// What every feature gets: the text in question, everything around it, and when to give up.
#[derive(Debug, Clone)]
pub struct Context {
    pub world: Arc<World>,
    pub file: Arc<SourceFile>,
    pub checker: Snapshot,
    pub cancel: Cancel,
}

impl Context {
    /// Whether [`Self::forget`] has anything to look at, as far as that is known without waiting.
    pub fn has_much(&self) -> bool {
        self.checker.has_new_trees() || self.world.project.has_many_files()
    }

    /// Drops what is made again when it is needed, where that has become much.
    pub fn forget(&self) {
        let dropped = self.world.project.forget_files();
        if !dropped.is_empty() {
            self.world.memo.forget_texts();
        }
        // Not before nobody holds those of the files any more.
        let mut pace = Pace::default();
        for file in dropped {
            drop(file);
            pace.step();
        }
        self.checker.forget_trees();
    }

    /// How the checker calls the text.
    pub fn address(&self) -> Address {
        self.file.checker_address()
    }
}
