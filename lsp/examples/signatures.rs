//! Prints the signature of every function of library modules, for comparison with
//! `inspect.signature`: `cargo run -p serpentarium-lsp --example signatures -- Lib json decimal`.
//!
//! Each line is MODULE, QUALIFIED NAME, SIGNATURE, separated by tabs.
#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::sync::Arc;

use serpentarium_checker::{Checker, Config};
use serpentarium_lsp::analysis::Context;
use serpentarium_lsp::analysis::cancel::Cancel;
use serpentarium_lsp::analysis::depth::is_walkable;
use serpentarium_lsp::analysis::infer::{Inference, Node};
use serpentarium_lsp::analysis::project::Project;
use serpentarium_lsp::analysis::scopes::{BindingKind, ScopeKind};
use serpentarium_lsp::analysis::signature::Signature;
use serpentarium_lsp::analysis::source::SourceFile;
use serpentarium_lsp::analysis::stdlib::Stdlib;
use serpentarium_lsp::analysis::world::{Module, World};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let library = Stdlib::new(arguments.next().map(PathBuf::from), None);
    let world = World {
        project: Arc::new(Project::new(Vec::new(), Vec::new(), library)),
        ..World::default()
    };
    let world = Arc::new(world);
    for name in arguments {
        let anchor = SourceFile::default();
        match world.module(&name, &anchor) {
            Some(Module::Source(file)) => print_module(&world, &name, &file),
            _ => eprintln!("no source of {name}"),
        }
    }
}

fn print_module(world: &Arc<World>, name: &str, file: &Arc<SourceFile>) {
    let context = Context {
        world: Arc::clone(world),
        file: Arc::clone(file),
        checker: Checker::new(&Config::default(), is_walkable).snapshot(),
        cancel: Cancel::default(),
    };
    let inference = Inference::new(&context);
    let table = file.scopes();
    for binding in &table.bindings {
        // Functions of the module and of its classes: what can be reached by name.
        let holder = table.scope(binding.scope);
        let is_nested = table
            .ancestors(binding.scope)
            .any(|id| table.scope(id).kind == ScopeKind::Function);
        if binding.kind != BindingKind::Function || is_nested {
            continue;
        }
        let node = Node {
            file: Arc::clone(file),
            range: binding.node,
        };
        let Some(def) = node.function() else {
            continue;
        };
        let signature = Signature::of(&inference, file, &def.parameters, def.returns.as_deref());
        let qualified = match holder.kind {
            ScopeKind::Class => format!("{}.{}", table.qualified_name(binding.scope), binding.name),
            _ => binding.name.to_string(),
        };
        println!("{name}\t{qualified}\t{signature}");
    }
}
