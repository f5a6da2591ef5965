//! Which definitions are one symbol: overloads, property parts, definitions in several branches,
//! attributes set in several methods; and which class members override each other.

use std::collections::HashMap;
use std::rc::Rc;

use ruff_db::parsed::parsed_module;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;
use ty_module_resolver::file_to_module;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::node_key::NodeKey;
use ty_python_core::place::{PlaceExprRef, ScopedPlaceId};
use ty_python_core::scope::{FileScopeId, NodeWithScopeKey, NodeWithScopeKind, ScopeId};
use ty_python_core::{
    ProgramFile, UseDefMap, attribute_scopes, global_scope, place_table, semantic_index,
    use_def_map,
};
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{Db, HasType, SemanticModel};

use crate::database::Database;
use crate::place::{self, PlaceFile};

/// What tells definitions apart outside of the checker.
pub type Key = (PlaceFile, (u32, u32));

pub fn key(db: &Database, definition: Definition<'_>) -> Key {
    let focus = place::name_of_definition(db, definition);
    (place::file_of(db, focus.file()), place::ends(focus.range()))
}

/// All definitions of what one definition defines, itself among them.
pub fn same_symbol<'db>(db: &'db Database, definition: Definition<'db>) -> Vec<Definition<'db>> {
    let mut found = match (member_class(db, definition), name(db, definition)) {
        (Some(class), Some(name)) => members(db, class, &name),
        _ => same_place(db, definition),
    };
    if !found.contains(&definition) {
        found.push(definition);
    }
    found
}

/// The definitions of the same place in the same scope.
pub fn same_place<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Vec<Definition<'db>> {
    let map = use_def_map(db, definition.scope(db));
    of_place(map, definition.place(db))
        .filter(|found| is_shown(db, *found))
        .collect()
}

/// All that binds a place in a scope, then all that declares it.
pub fn of_place<'map, 'db>(
    map: &'map UseDefMap<'db>,
    place: ScopedPlaceId,
) -> impl Iterator<Item = Definition<'db>> + use<'map, 'db> {
    let bindings = map.reachable_bindings(place);
    let declarations = map.reachable_declarations(place);
    bindings
        .filter_map(|it| it.binding.definition())
        .chain(declarations.filter_map(|it| it.declaration.definition()))
}

fn is_shown(db: &dyn Db, definition: Definition<'_>) -> bool {
    let kind = definition.kind(db);
    kind.is_user_visible() && !kind.is_import()
}

/// The class whose member a definition is: one in its body, or `self.name = ...` in a method.
pub fn member_class<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Option<Definition<'db>> {
    let scope = definition.scope(db);
    let is_symbol = definition.place(db).is_symbol();
    match scope.node(db) {
        NodeWithScopeKind::Class(class) if is_symbol => {
            let index = semantic_index(db, scope.program_file(db));
            Some(index.expect_single_definition(class))
        }
        _ if is_symbol => None,
        _ => {
            name(db, definition)?;
            scope.class_definition_of_method(db)
        }
    }
}

/// The name that is defined: a variable's, or the attribute's of `self`.
pub fn name(db: &dyn Db, definition: Definition<'_>) -> Option<String> {
    let table = place_table(db, definition.scope(db));
    let name = match table.place(definition.place(db)) {
        PlaceExprRef::Symbol(symbol) => symbol.name().as_str(),
        PlaceExprRef::Member(member) => member.as_instance_attribute()?,
    };
    Some(name.to_owned())
}

/// The scope of a class's body, which is known longer than the tree.
fn class_scope<'db>(db: &'db dyn Db, class: Definition<'db>) -> Option<ScopeId<'db>> {
    let file = class.program_file(db);
    let DefinitionKind::Class(node) = class.kind(db) else {
        return None;
    };
    let key = NodeWithScopeKey::Class(NodeKey::from_node_ref(node));
    let id = semantic_index(db, file).node_scope_by_key(key);
    Some(id.to_scope_id(db, file))
}

/// The definitions of a name in a class: in its body, and on `self` in its methods.
pub fn members<'db>(db: &'db dyn Db, class: Definition<'db>, name: &str) -> Vec<Definition<'db>> {
    let Some(scope) = class_scope(db, class) else {
        return Vec::new();
    };
    let mut found = symbols_in(db, scope, name);
    let file = class.program_file(db);
    for method in attribute_scopes(db, scope) {
        found.extend(instance_attributes(db, file, method, name));
    }
    found
}

/// The definitions of a name in a class's body.
pub fn in_body<'db>(db: &'db dyn Db, class: Definition<'db>, name: &str) -> Vec<Definition<'db>> {
    let found = class_scope(db, class);
    found.map_or_else(Vec::new, |scope| symbols_in(db, scope, name))
}

/// The names that a class has of its own: in its body, and on `self` in its methods, each with one
/// of its definitions.
pub fn own_names<'db>(db: &'db dyn Db, class: Definition<'db>) -> Vec<(String, Definition<'db>)> {
    let Some(scope) = class_scope(db, class) else {
        return Vec::new();
    };
    let file = class.program_file(db);
    let in_body = symbol_names(db, scope);
    let on_self = attribute_scopes(db, scope).flat_map(|method| {
        let members = place_table(db, method.to_scope_id(db, file)).members();
        members.filter_map(move |member| {
            let name = member.as_instance_attribute()?;
            let found = instance_attributes(db, file, method, name);
            Some((name.to_owned(), *found.first()?))
        })
    });
    in_body.chain(on_self).collect()
}

/// The names in a class's body, each with one of its definitions.
pub fn body_names<'db>(db: &'db dyn Db, class: Definition<'db>) -> Vec<(String, Definition<'db>)> {
    let found = class_scope(db, class);
    found.map_or_else(Vec::new, |scope| symbol_names(db, scope).collect())
}

fn symbol_names<'db>(
    db: &'db dyn Db,
    scope: ScopeId<'db>,
) -> impl Iterator<Item = (String, Definition<'db>)> {
    place_table(db, scope).symbols().filter_map(move |symbol| {
        let found = symbols_in(db, scope, symbol.name());
        Some((symbol.name().to_string(), *found.first()?))
    })
}

fn symbols_in<'db>(db: &'db dyn Db, scope: ScopeId<'db>, name: &str) -> Vec<Definition<'db>> {
    let Some(symbol) = place_table(db, scope).symbol_id(name) else {
        return Vec::new();
    };
    of_place(use_def_map(db, scope), symbol.into())
        .filter(|found| is_shown(db, *found))
        .collect()
}

fn instance_attributes<'db>(
    db: &'db dyn Db,
    file: ProgramFile<'db>,
    method: FileScopeId,
    name: &str,
) -> Vec<Definition<'db>> {
    let scope = method.to_scope_id(db, file);
    let Some(member) = place_table(db, scope).member_id_by_instance_attribute_name(name) else {
        return Vec::new();
    };
    of_place(use_def_map(db, scope), member.into())
        .filter(|found| is_shown(db, *found))
        .collect()
}

/// The classes that a class statement names as bases, in its order. Known longer than the tree.
#[salsa::tracked(returns(ref))]
pub fn bases<'db>(db: &'db dyn Db, class: Definition<'db>) -> Box<[Definition<'db>]> {
    let DefinitionKind::Class(node) = class.kind(db) else {
        return Box::default();
    };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let model = SemanticModel::new(db, class.program_file(db));
    let bases = node.node(&parsed).bases();
    bases
        .iter()
        .filter_map(|base| class_of(db, &model, base.inferred_type(&model)?))
        .collect()
}

/// The class that `metaclass=` of a class statement names.
pub fn explicit_metaclass<'db>(
    db: &'db Database,
    class: Definition<'db>,
) -> Option<Definition<'db>> {
    let DefinitionKind::Class(node) = class.kind(db) else {
        return None;
    };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let model = SemanticModel::new(db, class.program_file(db));
    let mut keywords = node.node(&parsed).keywords().iter();
    let metaclass = keywords.find(|keyword| keyword.arg.as_deref() == Some("metaclass"))?;
    class_of(db, &model, metaclass.value.inferred_type(&model)?)
}

/// The class `object`.
pub fn object<'db>(model: &SemanticModel<'db>) -> Option<Definition<'db>> {
    builtin(model, "object")
}

/// A class or function of the module `builtins`.
pub fn builtin<'db>(model: &SemanticModel<'db>, name: &str) -> Option<Definition<'db>> {
    let db = model.db();
    let builtins = model.resolve_module(Some("builtins"), 0)?.file(db)?;
    let file = ProgramFile::new(db, builtins, model.program());
    symbols_in(db, global_scope(db, file), name)
        .first()
        .copied()
}

/// The definitions of a name in the nearest class that has it.
pub fn inherited<'db>(db: &'db dyn Db, class: Definition<'db>, name: &str) -> Vec<Definition<'db>> {
    let classes = ancestors(db, class).into_iter();
    let mut members = classes.map(|class| members(db, class, name));
    let nearest = members.find(|members| !members.is_empty());
    nearest.unwrap_or_default()
}

/// Whether a definition stands in the body of a class.
pub fn is_in_class_body(db: &dyn Db, definition: Definition<'_>) -> bool {
    let scope = definition.scope(db);
    definition.place(db).is_symbol() && matches!(scope.node(db), NodeWithScopeKind::Class(_))
}

/// Whether a class has a `__get__` that is written in Python.
pub fn is_descriptor_in_source<'db>(db: &'db dyn Db, class: Definition<'db>) -> bool {
    let is_stub = |it: &Definition<'db>| it.python_file(db).file(db).is_stub(db);
    let getters = inherited(db, class, "__get__");
    !getters.is_empty() && !getters.iter().any(is_stub)
}

/// The definitions of an attribute as it is read of an instance: what the class's body binds, or
/// else what methods give the instance.
pub fn looked_up<'db>(db: &'db dyn Db, class: Definition<'db>, name: &str) -> Vec<Definition<'db>> {
    let mut found = inherited(db, class, name);
    let is_in_body = |definition: &Definition<'db>| definition.place(db).is_symbol();
    if found.iter().any(is_in_body) {
        found.retain(is_in_body);
    }
    found
}

/// The class statement behind the type of a class or of its instances.
pub fn class_of<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    ty: Type<'db>,
) -> Option<Definition<'db>> {
    match ty.definition(db, &model.program_environment())? {
        TypeDefinition::StaticClass(class) => Some(class),
        _ => None,
    }
}

/// The classes that a class inherits from, itself first, each once.
pub fn ancestors<'db>(db: &'db dyn Db, class: Definition<'db>) -> Vec<Definition<'db>> {
    let mut found = vec![class];
    let mut next = 0;
    while let Some(&class) = found.get(next) {
        next += 1;
        for base in bases(db, class) {
            if !found.contains(base) {
                found.push(*base);
            }
        }
    }
    found
}

/// Whether a definition is in the workspace's own code.
pub fn is_first_party(db: &Database, definition: Definition<'_>) -> bool {
    let file = definition.program_file(db).resolver_file(db);
    match file_to_module(db, file) {
        Some(module) => {
            let path = module.search_path(db);
            path.is_some_and(|path| path.is_first_party())
        }
        // No search path leads to it, so the editor does.
        None => true,
    }
}

/// `__init__` and its like are looked up by the interpreter, not by calls through a base class.
pub fn is_special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// What class members override, remembered for one walk through a file.
#[derive(Default)]
pub struct Overridden<'db>(HashMap<Definition<'db>, Rc<[Key]>>);

impl<'db> Overridden<'db> {
    /// The definitions of the same name in the workspace's classes that the definition's class
    /// inherits from.
    pub fn of(&mut self, db: &'db Database, definition: Definition<'db>) -> Rc<[Key]> {
        if let Some(known) = self.0.get(&definition) {
            return Rc::clone(known);
        }
        let found: Rc<[Key]> = overridden(db, definition)
            .into_iter()
            .filter(|found| is_first_party(db, *found))
            .map(|found| key(db, found))
            .collect();
        self.0.insert(definition, Rc::clone(&found));
        found
    }
}

/// The definitions that a class member overrides, nearest first.
pub fn overridden<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Vec<Definition<'db>> {
    let (Some(class), Some(name)) = (member_class(db, definition), name(db, definition)) else {
        return Vec::new();
    };
    if is_special(&name) || is_private(&name) {
        return Vec::new();
    }
    let bases = ancestors(db, class);
    let bases = bases.into_iter().skip(1);
    bases.flat_map(|base| members(db, base, &name)).collect()
}

/// A name that the compiler mangles belongs to one class only.
fn is_private(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}

/// The class statement of a call's callee, where it constructs an instance.
pub fn constructed_class<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    call: &ast::ExprCall,
) -> Option<Definition<'db>> {
    match call.func.inferred_type(model)? {
        ty @ (Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_)) => {
            class_of(db, model, ty)
        }
        _ => None,
    }
}
