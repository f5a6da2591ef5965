//! Which class inherits from which.

use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::find_node::covering_node;
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_module_resolver::file_to_module;
use ty_python_core::definition::Definition;
use ty_python_core::semantic_index;
use ty_python_semantic::types::Type;
use ty_python_semantic::{
    HasType, ProgramEnvironment, ResolvedDefinition, TypeHierarchyClass, type_hierarchy_prepare,
    type_hierarchy_supertypes,
};

use crate::definitions::type_of;
use crate::family;
use crate::locate;
use crate::place::{self, Place};
use crate::witness;
use crate::{Address, Opened, Snapshot};

/// A class and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Class {
    pub name: String,
    /// The dotted name of its module.
    pub module: Option<String>,
    pub place: Place,
}

/// What kind of value an expression gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Instance(Class),
    /// The class itself.
    Class(Class),
    Module,
}

impl Snapshot {
    /// The class at an offset, or the one whose instance stands there.
    pub fn class(&self, address: &Address, offset: TextSize) -> Option<Class> {
        let opened = self.open(address)?;
        locate::at(&opened, offset, &mut |model, target| {
            let ty = type_of(model, target)?;
            let env = model.program_environment();
            let class = type_hierarchy_prepare(&self.db, &env, ty)?;
            Some(self.class_of_info(&class))
        })
    }

    /// The class of the value that the expression of a range gives, as far as it is one class.
    pub fn value(&self, address: &Address, range: TextRange) -> Option<Value> {
        let opened = self.open(address)?;
        let value = opened.expression(range)?;
        let ty = value.inferred_type(&opened.model)?;
        if witness::is_open(&self.db, ty) {
            let class = witness::class(&opened.model, value)?;
            return Some(Value::Instance(self.class_of_definition(class)?));
        }
        let made = match ty {
            Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_) => Value::Class,
            Type::NominalInstance(_) | Type::LiteralValue(_) => Value::Instance,
            Type::ModuleLiteral(_) => return Some(Value::Module),
            _ => return None,
        };
        if let Some(class) = family::class_of(&self.db, &opened.model, ty) {
            // Without its tree, as a rule.
            return Some(made(self.class_of_definition(class)?));
        }
        let env = opened.model.program_environment();
        let class = type_hierarchy_prepare(&self.db, &env, ty)?;
        Some(made(self.class_of_info(&class)))
    }

    /// The direct bases of the class whose name stands at an offset, in their order.
    pub fn supertypes(&self, address: &Address, offset: TextSize) -> Vec<Class> {
        let found = self.with_class(address, offset, |env, ty| {
            let bases = type_hierarchy_supertypes(&self.db, env, ty);
            bases.iter().map(|base| self.class_of_info(base)).collect()
        });
        found.unwrap_or_default()
    }

    /// The classes in a file that have the class whose name stands at an offset as a direct base.
    pub fn subtypes_in(&self, address: &Address, offset: TextSize, file: &Address) -> Vec<Class> {
        let db = &self.db;
        let (Some(opened), Some(file)) = (self.open(address), self.file(file)) else {
            return Vec::new();
        };
        let target =
            class_at(&opened, offset).and_then(|ty| family::class_of(db, &opened.model, ty));
        let Some(target) = target else {
            return Vec::new();
        };
        let index = semantic_index(db, db.program().program_file(db, file));
        let classes = index.scope_ids().filter_map(|scope| {
            let class = scope.node(db).as_class()?;
            Some(index.expect_single_definition(class))
        });
        classes
            .filter(|class| family::bases(db, *class).contains(&target))
            .filter_map(|class| self.class_of_definition(class))
            .collect()
    }

    fn class_of_definition(&self, class: Definition<'_>) -> Option<Class> {
        let db = &self.db;
        let module = file_to_module(db, class.program_file(db).resolver_file(db));
        Some(Class {
            name: family::name(db, class)?,
            module: module.map(|module| module.name(db).to_string()),
            place: place::of_definition(db, &ResolvedDefinition::Definition(class)),
        })
    }

    fn with_class<'db, R>(
        &'db self,
        address: &Address,
        offset: TextSize,
        then: impl FnOnce(&ProgramEnvironment<'db>, Type<'db>) -> R,
    ) -> Option<R> {
        let opened = self.open(address)?;
        let env = opened.model.program_environment();
        Some(then(&env, class_at(&opened, offset)?))
    }

    fn class_of_info(&self, class: &TypeHierarchyClass<'_>) -> Class {
        let db = &self.db;
        let module = file_to_module(db, class.file);
        Class {
            name: class.name.to_string(),
            module: module.map(|module| module.name(db).to_string()),
            place: place::of_class(db, class),
        }
    }
}

/// The type of the class whose statement, or the name it is assigned to, stands at an offset.
fn class_at<'db>(opened: &Opened<'db>, offset: TextSize) -> Option<Type<'db>> {
    let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
    if offset > root.range().end() {
        return None;
    }
    let covering = covering_node(root, TextRange::empty(offset));
    let class = covering.ancestors().find_map(|node| match node {
        AnyNodeRef::StmtClassDef(class) if class.name.range.contains_inclusive(offset) => {
            class.inferred_type(&opened.model)
        }
        _ => None,
    });
    class.or_else(|| locate::at(opened, offset, &mut |model, target| type_of(model, target)))
}
