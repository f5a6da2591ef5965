//! The classes that a class builds upon.

use std::collections::HashSet;

use ruff_db::files::File;
use ruff_db::parsed::parsed_module;
use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{self as ast, AnyNodeRef};
use ruff_text_size::{TextRange, TextSize};
use ty_python_semantic::types::Type;
use ty_python_semantic::{
    Db as _, HasType, ProgramEnvironment, SemanticModel, type_hierarchy_supertypes,
};

use crate::locate::{self, Target};
use crate::place::{self, Place};
use crate::{Address, Snapshot};

/// A class that another one inherits from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    pub name: String,
    /// Its name and its header.
    pub place: Place,
}

/// How many bases are followed; no class has as many.
const MAX_BASES: usize = 500;

impl Snapshot {
    /// The classes that the class at an offset inherits from, nearer ones first, `object` last.
    pub fn bases(&self, address: &Address, offset: TextSize) -> Vec<Base> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let found = locate::at(&opened, offset, &mut |model, target| match target {
            Target::Class(class) => {
                let env = model.program_environment();
                Some(self.bases_of(&env, class.inferred_type(model)?))
            }
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// The bases of a class, found breadth first. A base that several classes share comes behind
    /// all of them, as in the order in which Python looks names up.
    pub(crate) fn bases_of<'db>(
        &'db self,
        env: &ProgramEnvironment<'db>,
        class: Type<'db>,
    ) -> Vec<Base> {
        let mut found: Vec<Base> = Vec::new();
        let mut pending = self.direct_bases(env, class);
        let mut next = 0;
        while next < pending.len() && next < MAX_BASES {
            let (file, base) = pending[next].clone();
            next += 1;
            found.push(base.clone());
            if let Some((env, ty)) = self.class_at(file, base.place.focus_range()) {
                let further = self.direct_bases(&env, ty);
                // Only what is not waiting already, or the loop would be endless in a cycle.
                for entry in further {
                    let ahead = pending[next..].iter().any(|(_, other)| *other == entry.1);
                    if !ahead && entry.1 != base {
                        pending.push(entry);
                    }
                }
            }
        }
        // The last mention of a class is where it belongs.
        let mut seen = HashSet::new();
        found.reverse();
        found.retain(|base| seen.insert(base.place.clone()));
        found.reverse();
        found.sort_by_key(|base| base.name == "object");
        found
    }

    fn direct_bases<'db>(
        &'db self,
        env: &ProgramEnvironment<'db>,
        class: Type<'db>,
    ) -> Vec<(File, Base)> {
        type_hierarchy_supertypes(&self.db, env, class)
            .into_iter()
            .map(|class| {
                let name = class.name.to_string();
                let place = place::of_class(&self.db, &class);
                (class.file.file(&self.db), Base { name, place })
            })
            .collect()
    }

    fn class_at(&self, file: File, name: TextRange) -> Option<(ProgramEnvironment<'_>, Type<'_>)> {
        let program_file = self.db.program_file(file);
        let parsed = parsed_module(&self.db, program_file.python_file(&self.db)).load(&self.db);
        let root: AnyNodeRef<'_> = parsed.syntax().into();
        let class: &ast::StmtClassDef = covering_node(root, name)
            .ancestors()
            .find_map(AnyNodeRef::stmt_class_def)?;
        let model = SemanticModel::new(&self.db, program_file);
        let ty = class.inferred_type(&model)?;
        Some((model.program_environment(), ty))
    }
}
