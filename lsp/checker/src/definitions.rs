//! Where what stands at an offset is defined, declared and implemented, and where its type is.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, AnyNodeRef, ExprRef};
use ruff_text_size::TextSize;
use ty_python_core::ProgramFile;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::ide_support::{
    definitions_and_overloads_for_function, typed_dict_key_definition,
};
use ty_python_semantic::types::{KnownClass, Type};
use ty_python_semantic::{
    Db, HasDefinition, HasType, ImplementationsFinder, ImportAliasResolution, ResolvedDefinition,
    SemanticModel, definitions_for_attribute, definitions_for_bin_op,
    definitions_for_imported_symbol, definitions_for_name, definitions_for_unary_op,
};

use crate::branches;
use crate::database::Database;
use crate::family;
use crate::imports;
use crate::keywords;
use crate::locate::{self, Target};
use crate::place::{self, Place};
use crate::sources::{self, Wanted};
use crate::submodules;
use crate::super_members::{self, class_around};
use crate::unreachable;
use crate::witness;
use crate::{Address, Snapshot};

/// The definitions of a target. Imports lead to what they import, or to the alias they bind.
pub fn of_target<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    target: Target<'_>,
    aliases: ImportAliasResolution,
) -> Vec<ResolvedDefinition<'db>> {
    match target {
        Target::Name(name) => {
            let is_followed = aliases == ImportAliasResolution::ResolveAliases;
            let imported = is_followed.then(|| imports::of_name(model, name)).flatten();
            let found = imported
                .unwrap_or_else(|| definitions_for_name(model, &name.id, name.into(), aliases));
            without_promotions(db, &name.id, found)
        }
        Target::Attribute(attribute) => {
            let imported = imports::of_attribute(model, attribute);
            let known = match imported.is_empty() {
                true => definitions_for_attribute(model, attribute),
                false => imported,
            };
            if !known.is_empty() {
                known
            } else if super_members::is_super(&attribute.value) {
                super_members::definitions(db, model, attribute)
            } else {
                let mut found = submodules::definitions(model, attribute);
                if found.is_empty() {
                    found = witness::definitions(model, attribute);
                }
                if found.is_empty() {
                    found = unreachable::definitions(db, model, attribute);
                }
                match found.is_empty() {
                    true => of_first_parameter(db, model, attribute),
                    false => found,
                }
            }
        }
        Target::Function(function) => {
            let mut found = definitions_and_overloads_for_function(model, function);
            // The parts of a property are functions of their own.
            let own = ResolvedDefinition::Definition(function.definition(model));
            if !found.contains(&own) {
                found.push(own);
            }
            found
        }
        Target::Class(class) => vec![ResolvedDefinition::Definition(class.definition(model))],
        Target::Parameter(parameter) => {
            vec![ResolvedDefinition::Definition(parameter.definition(model))]
        }
        Target::Module { name, .. } => module(model, Some(name), 0),
        Target::FromModule {
            statement, name, ..
        } => module(model, Some(name), statement.level),
        Target::ImportedSymbol { statement, alias } => {
            let mut found = imports::of_symbol(model, statement, &alias.name);
            if aliases == ImportAliasResolution::PreserveAliases {
                // The uses of the name may stop at an alias on the way.
                let on_the_way =
                    definitions_for_imported_symbol(model, statement, &alias.name, aliases);
                found.extend(
                    on_the_way
                        .into_iter()
                        .filter(|it| !found.contains(it))
                        .collect::<Vec<_>>(),
                );
            }
            found
        }
        Target::ImportAlias { alias, from } => import_alias(model, alias, from, aliases),
        Target::Keyword { keyword, call } => keywords::of_call(db, model, keyword, call),
        Target::ClassKeyword { keyword, class } => keywords::of_class(db, model, keyword, class),
        Target::PatternKeyword { keyword, class } => {
            let ty = class.cls.inferred_type(model);
            let class = ty.and_then(|ty| family::class_of(db, model, ty));
            class
                .map(|class| inherited_member(db, class, &keyword.attr))
                .unwrap_or_default()
        }
        Target::Key { subscript, key } => {
            let definition = typed_dict_key_definition(model, subscript, key.as_str());
            definition.into_iter().collect()
        }
        Target::NamedInString {
            name,
            class: Some(class),
        } => inherited_member(db, class.definition(model), name.as_str()),
        Target::NamedInString { name, class: None } => {
            definitions_for_name(model, name.as_str(), name.into(), aliases)
        }
        Target::Binding(identifier, parent) => binding(model, identifier, parent, aliases),
        Target::TypeParameter(parameter) => vec![ResolvedDefinition::Definition(match parameter {
            ast::TypeParam::TypeVar(variable) => variable.definition(model),
            ast::TypeParam::ParamSpec(variable) => variable.definition(model),
            ast::TypeParam::TypeVarTuple(variable) => variable.definition(model),
        })],
        Target::BinaryOperator(operation, _) => definitions_for_bin_op(model, operation)
            .map(|(definitions, _)| definitions)
            .unwrap_or_default(),
        Target::UnaryOperator(operation, _) => definitions_for_unary_op(model, operation)
            .map(|(definitions, _)| definitions)
            .unwrap_or_default(),
        Target::Expression(_) => Vec::new(),
    }
}

/// In an annotation `float` stands for `int | float` as well, but it is the name of one class.
fn without_promotions<'db>(
    db: &'db Database,
    name: &str,
    mut found: Vec<ResolvedDefinition<'db>>,
) -> Vec<ResolvedDefinition<'db>> {
    let is_of_name = |found: &ResolvedDefinition<'db>| {
        let definition = found.definition();
        definition
            .and_then(|definition| family::name(db, definition))
            .as_deref()
            == Some(name)
    };
    if matches!(name, "float" | "complex") && found.iter().any(is_of_name) {
        found.retain(is_of_name);
    }
    found
}

/// What `self.name` means in a method, where the checker does not look because the code is never
/// reached.
fn of_first_parameter<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<ResolvedDefinition<'db>> {
    let ast::Expr::Name(value) = &*attribute.value else {
        return Vec::new();
    };
    let file = model.program_file();
    let parsed = parsed_module(db, model.python_file()).load(db);
    let class = model.ancestor_scopes(attribute.into()).find_map(|(id, _)| {
        let scope = id.to_scope_id(db, file);
        let function = scope.node(db).as_function()?.node(&parsed);
        let first = function.parameters.iter_non_variadic_params().next()?;
        (first.name().id == value.id)
            .then(|| scope.class_definition_of_method(db))
            .flatten()
    });
    class
        .map(|class| inherited_member(db, class, &attribute.attr))
        .unwrap_or_default()
}

/// The definitions of a name in the nearest class that has it.
pub(crate) fn inherited_member<'db>(
    db: &'db Database,
    class: Definition<'db>,
    name: &str,
) -> Vec<ResolvedDefinition<'db>> {
    let found = family::looked_up(db, class, name).into_iter();
    found.map(ResolvedDefinition::Definition).collect()
}

fn module<'db>(
    model: &SemanticModel<'db>,
    name: Option<&str>,
    level: u32,
) -> Vec<ResolvedDefinition<'db>> {
    let db = model.db();
    let file = model
        .resolve_module(name, level)
        .and_then(|module| module.file(db));
    file.map(|file| ResolvedDefinition::Module(db.program_file(file)))
        .into_iter()
        .collect()
}

fn import_alias<'db>(
    model: &SemanticModel<'db>,
    alias: &ast::Alias,
    from: Option<&ast::StmtImportFrom>,
    aliases: ImportAliasResolution,
) -> Vec<ResolvedDefinition<'db>> {
    let Some(asname) = &alias.asname else {
        return Vec::new();
    };
    match from {
        Some(statement) => {
            let symbol = match aliases {
                ImportAliasResolution::ResolveAliases => &alias.name,
                ImportAliasResolution::PreserveAliases => asname,
            };
            let mut found = definitions_for_imported_symbol(model, statement, symbol, aliases);
            if aliases == ImportAliasResolution::PreserveAliases
                && alias.name.as_str() == asname.as_str()
            {
                // `name as name` passes the name on: it is one with what it stands for.
                let resolve = ImportAliasResolution::ResolveAliases;
                let named = definitions_for_imported_symbol(model, statement, &alias.name, resolve);
                found.extend(named);
            }
            found
        }
        None if aliases == ImportAliasResolution::ResolveAliases => {
            module(model, Some(&alias.name), 0)
        }
        None => definitions_for_name(model, asname, AnyNodeRef::Identifier(asname), aliases),
    }
}

fn binding<'db>(
    model: &SemanticModel<'db>,
    identifier: &ast::Identifier,
    parent: AnyNodeRef<'_>,
    aliases: ImportAliasResolution,
) -> Vec<ResolvedDefinition<'db>> {
    let node = match parent {
        AnyNodeRef::ExceptHandlerExceptHandler(_) => parent,
        _ => AnyNodeRef::Identifier(identifier),
    };
    definitions_for_name(model, identifier, node, aliases)
}

/// The type of what a target stands for.
pub fn type_of<'db>(model: &SemanticModel<'db>, target: Target<'_>) -> Option<Type<'db>> {
    match target {
        Target::Name(name) => name.inferred_type(model),
        Target::Attribute(attribute) => attribute.inferred_type(model),
        Target::Function(function) => function.inferred_type(model),
        Target::Class(class) => class.inferred_type(model),
        Target::Parameter(parameter) => parameter.inferred_type(model),
        Target::Module { name, .. } => model.resolve_module_type(Some(name), 0),
        Target::FromModule {
            statement, name, ..
        } => model.resolve_module_type(Some(name), statement.level),
        Target::ImportedSymbol { alias, .. } | Target::ImportAlias { alias, .. } => {
            alias.inferred_type(model)
        }
        Target::Keyword { keyword, .. } | Target::ClassKeyword { keyword, .. } => {
            keyword.value.inferred_type(model)
        }
        Target::Binding(_, AnyNodeRef::ExceptHandlerExceptHandler(handler)) => {
            handler.inferred_type(model)
        }
        Target::Binding(identifier, _) => witness::type_of_binding(model, identifier),
        Target::TypeParameter(parameter) => match parameter {
            ast::TypeParam::TypeVar(variable) => variable.inferred_type(model),
            ast::TypeParam::ParamSpec(variable) => variable.inferred_type(model),
            ast::TypeParam::TypeVarTuple(variable) => variable.inferred_type(model),
        },
        Target::PatternKeyword { .. } | Target::NamedInString { .. } => None,
        Target::Key { subscript, .. } => subscript.inferred_type(model),
        Target::BinaryOperator(operation, _) => {
            definitions_for_bin_op(model, operation).map(|(_, callable)| callable)
        }
        Target::UnaryOperator(operation, _) => {
            definitions_for_unary_op(model, operation).map(|(_, callable)| callable)
        }
        Target::Expression(expression) => expression.inferred_type(model),
    }
}

/// Of several definitions, those that are not in a branch that never runs
/// (`if sys.version_info ...`); all of them if none runs.
pub(crate) fn reachable<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    target: Target<'_>,
    found: Vec<ResolvedDefinition<'db>>,
) -> Vec<ResolvedDefinition<'db>> {
    if let [ResolvedDefinition::Module(module)] = found.as_slice() {
        // `import a.b` leads to `a.b` for the checker, but what it binds is `a`.
        let named = || submodules::passed_on(db, *module).unwrap_or(*module);
        let meant = module_meant(model, target, &found).unwrap_or_else(named);
        return vec![ResolvedDefinition::Module(meant)];
    }
    if found.len() < 2 {
        return found;
    }
    let found = match module_meant(model, target, &found) {
        Some(module) => vec![ResolvedDefinition::Module(module)],
        None => of_chosen_module(model, target, found),
    };
    let found = match target {
        Target::Name(name) => that_reach(model, name, found),
        _ => found,
    };
    let open = found.iter().filter_map(|resolved| {
        let definition = resolved.definition()?;
        // The checker has chosen among the branches of a stub itself.
        let is_settled = definition.python_file(db).file(db).is_stub(db)
            || (db.known(definition)).is_some_and(|known| !known.sketch.is_conditional);
        (!is_settled).then(|| (definition, place::known_name(db, definition)))
    });
    let never_run = branches::never_run(db, &open.collect::<Vec<_>>());
    let runs = |resolved: &&ResolvedDefinition<'db>| {
        (resolved.definition()).is_none_or(|it| !never_run.contains(&it))
    };
    let running: Vec<_> = found.iter().filter(runs).cloned().collect();
    if running.is_empty() { found } else { running }
}

/// Of definitions in several files, those in the file of the one function or class that the
/// checker takes them for, or that module: what imports everything of another module in
/// each branch has the names of both, `os.path` those of `posixpath` and `ntpath`.
fn of_chosen_module<'db>(
    model: &SemanticModel<'db>,
    target: Target<'_>,
    mut found: Vec<ResolvedDefinition<'db>>,
) -> Vec<ResolvedDefinition<'db>> {
    let db = model.db();
    let file = |resolved: &ResolvedDefinition<'db>| file_of(db, resolved);
    let first = file(&found[0]);
    if found.iter().all(|other| file(other) == first) {
        return found;
    }
    let chosen = match type_of(model, target) {
        Some(Type::ModuleLiteral(module)) => module.module(db).file(db),
        Some(ty @ (Type::FunctionLiteral(_) | Type::ClassLiteral(_))) => {
            let definition = ty.definition(db, &model.program_environment());
            definition.and_then(|it| Some(it.definition()?.python_file(db).file(db)))
        }
        _ => None,
    };
    let chosen = chosen.map(|file| db.program_file(file));
    if chosen.is_some() && found.iter().any(|it| file(it) == chosen) {
        found.retain(|it| file(it) == chosen);
    }
    found
}

pub(crate) fn file_of<'db>(
    db: &'db dyn Db,
    found: &ResolvedDefinition<'db>,
) -> Option<ProgramFile<'db>> {
    match found {
        ResolvedDefinition::Definition(definition) => Some(definition.program_file(db)),
        ResolvedDefinition::Module(file) => Some(*file),
        ResolvedDefinition::FileWithRange(_) => None,
    }
}

/// The module that the checker takes a name for, behind definitions elsewhere that only give it that
/// name, as `os` does with `os.path`.
fn module_meant<'db>(
    model: &SemanticModel<'db>,
    target: Target<'_>,
    found: &[ResolvedDefinition<'db>],
) -> Option<ProgramFile<'db>> {
    let db = model.db();
    let here = Some(model.program_file());
    if found.iter().any(|it| file_of(db, it) == here) {
        return None;
    }
    let Some(Type::ModuleLiteral(module)) = type_of(model, target) else {
        return None;
    };
    let module = db.program_file(module.module(db).file(db)?);
    Some(submodules::passed_on(db, module).unwrap_or(module))
}

/// Of what a name is bound to in its scope, what reaches the use: a parameter that is given another
/// value behind it is still the parameter.
fn that_reach<'db>(
    model: &SemanticModel<'db>,
    name: &ast::ExprName,
    mut found: Vec<ResolvedDefinition<'db>>,
) -> Vec<ResolvedDefinition<'db>> {
    let db = model.db();
    let here = model.program_file();
    let is_here = |it: &ResolvedDefinition<'db>| file_of(db, it) == Some(here);
    let reaching = witness::reaching_bindings(model, name);
    let is_imported = reaching.iter().any(|it| it.kind(db).is_import());
    if reaching.is_empty() || is_imported || !found.iter().any(is_here) {
        return found;
    }
    found.retain(is_here);
    let is_new_value = |it: &Definition<'db>| {
        !matches!(
            it.kind(db),
            DefinitionKind::AugmentedAssignment(_) | DefinitionKind::Function(_)
        )
    };
    let reaches =
        |it: &ResolvedDefinition<'db>| it.definition().is_some_and(|it| reaching.contains(&it));
    if name.ctx.is_load() && reaching.iter().all(is_new_value) && found.iter().any(reaches) {
        found.retain(reaches);
    }
    found
}

impl Snapshot {
    /// Where what stands at an offset is defined: in source where there is one, else in the stub.
    pub fn definition(&self, address: &Address, offset: TextSize) -> Vec<Place> {
        self.defined(address, offset, Wanted::Definition, true)
    }

    /// The same with what is in branches that never run.
    pub fn definition_in_any_branch(&self, address: &Address, offset: TextSize) -> Vec<Place> {
        self.defined(address, offset, Wanted::Definition, false)
    }

    /// Where it is declared, which may be a stub.
    pub fn declaration(&self, address: &Address, offset: TextSize) -> Vec<Place> {
        self.defined(address, offset, Wanted::Declaration, true)
    }

    fn defined(
        &self,
        address: &Address,
        offset: TextSize,
        wanted: Wanted,
        only_reachable: bool,
    ) -> Vec<Place> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let places = locate::at(&opened, offset, &mut |model, target| {
            let aliases = ImportAliasResolution::ResolveAliases;
            let mut found = of_target(&self.db, model, target, aliases);
            if only_reachable {
                found = reachable(&self.db, model, target, found);
            }
            Some(self.places(&found, wanted))
        });
        places.unwrap_or_default()
    }

    pub(crate) fn places(
        &self,
        definitions: &[ResolvedDefinition<'_>],
        wanted: Wanted,
    ) -> Vec<Place> {
        let db = &self.db;
        let mut places: Vec<Place> = Vec::new();
        for definition in definitions {
            match sources::of_stub(db, definition, wanted) {
                Some(sources) => {
                    places.extend(sources.iter().map(|it| place::of_definition(db, it)));
                }
                None => places.push(place::of_definition(db, definition)),
            }
        }
        let mut seen = std::collections::HashSet::new();
        places.retain(|place| seen.insert(place.clone()));
        places
    }

    /// Where the type of what stands at an offset is defined; one place per member of a union.
    pub fn type_definition(&self, address: &Address, offset: TextSize) -> Vec<Place> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let places = locate::at(&opened, offset, &mut |model, target| {
            let ty = type_of(model, target)?;
            let places = self.type_places(model, ty);
            Some(match places.is_empty() {
                true => self.open_type_places(model, target, ty),
                false => places,
            })
        });
        places.unwrap_or_default()
    }

    /// Where the type of a target is defined that no class statement is behind, as far as the checker
    /// knows: the class of `Self`, what the witnesses of a value are, a function itself.
    fn open_type_places<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        target: Target<'_>,
        ty: Type<'db>,
    ) -> Vec<Place> {
        let expression = match target {
            Target::Name(name) => Some(ExprRef::from(name)),
            Target::Attribute(attribute) => Some(ExprRef::from(attribute)),
            _ => None,
        };
        match (ty, expression) {
            (Type::FunctionLiteral(_) | Type::BoundMethod(_), _) => {
                let aliases = ImportAliasResolution::ResolveAliases;
                self.places(
                    &of_target(&self.db, model, target, aliases),
                    Wanted::Definition,
                )
            }
            (Type::TypeVar(variable), Some(expression)) if witness::is_self(&self.db, variable) => {
                let class = class_around(&self.db, model, expression.into());
                let class = class.map(ResolvedDefinition::Definition);
                self.places(class.as_slice(), Wanted::Definition)
            }
            (_, Some(expression))
                if witness::is_open(&self.db, ty) || witness::is_set_later(model, expression) =>
            {
                let found = witness::witnesses(model, expression);
                let of_witness = |found: &witness::Witness<'db>| match found {
                    witness::Witness::Instance { class, .. } => self.places(
                        &[ResolvedDefinition::Definition(*class)],
                        Wanted::Definition,
                    ),
                    _ => (found.ty()).map_or_else(Vec::new, |ty| self.type_places(model, ty)),
                };
                let mut places: Vec<Place> = found.iter().flat_map(of_witness).collect();
                let mut seen = std::collections::HashSet::new();
                places.retain(|place| seen.insert(place.clone()));
                places
            }
            _ => Vec::new(),
        }
    }

    fn type_places<'db>(&'db self, model: &SemanticModel<'db>, ty: Type<'db>) -> Vec<Place> {
        let db: &dyn Db = &self.db;
        let env = model.program_environment();
        let members = match ty.as_union() {
            Some(union) => union.elements(db).to_vec(),
            None => vec![ty],
        };
        // What tests have made of something, and that only.
        let members = members.into_iter().flat_map(|member| match member {
            Type::Intersection(it) if member.definition(db, &env).is_none() => {
                it.iter_positive(db).collect()
            }
            member => vec![member],
        });
        let mut places = Vec::new();
        // What is not known is no class, though the checker's own stubs have one for it.
        let is_known =
            |member: &Type<'db>| !matches!(member, Type::Dynamic(_) | Type::Divergent(_));
        for member in members.filter(is_known) {
            // Rather than its getter.
            let class = matches!(member, Type::PropertyInstance(_))
                .then(|| KnownClass::Property.to_instance(db, &env));
            let Some(definition) = class.unwrap_or(member).definition(db, &env) else {
                continue;
            };
            let source = definition.definition().map(|definition| {
                let of_member = matches!(member, Type::LiteralValue(_))
                    .then(|| family::member_class(&self.db, *definition))
                    .flatten();
                // The type of an enum's member is the enum.
                let definition = of_member.unwrap_or(*definition);
                self.places(
                    &[ResolvedDefinition::Definition(definition)],
                    Wanted::Definition,
                )
            });
            match source {
                Some(source) => places.extend(source),
                None => places.extend(place::of_type(&self.db, &definition)),
            }
        }
        places
    }

    /// What implements the method or class at an offset, in the files that are looked through.
    pub fn implementations(
        &self,
        address: &Address,
        offset: TextSize,
        files: &[Address],
        keep_going: &dyn Fn(),
    ) -> Vec<Place> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let finder = locate::at(&opened, offset, &mut |model, target| match target {
            Target::Function(function) => ImplementationsFinder::for_method(model, function),
            Target::Class(class) => ImplementationsFinder::for_class(model, class),
            Target::Attribute(attribute) => ImplementationsFinder::for_attribute(model, attribute),
            Target::Name(_) => {
                let aliases = ImportAliasResolution::ResolveAliases;
                let resolved = of_target(&self.db, model, target, aliases);
                let env = model.program_environment();
                ImplementationsFinder::for_class_reference(model.db(), &env, &resolved)
            }
            _ => None,
        });
        let Some(finder) = finder else {
            return self.definition(address, offset);
        };
        let mut places = Vec::new();
        for address in files {
            keep_going();
            let Some(file) = self.file(address) else {
                continue;
            };
            let found = finder.implementations_for_file(&self.db, self.db.program_file(file));
            places.extend(self.places(&found, Wanted::Definition));
        }
        places.extend(self.places(&finder.into_initial_definitions(), Wanted::Definition));
        places.sort();
        places.dedup();
        places
    }
}
