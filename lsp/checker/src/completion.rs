//! Names that could stand at an offset: members of a value, names in scope, modules.

use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{self as ast, AnyNodeRef, ExprRef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_module_resolver::{ModuleName, all_modules};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Completion as Found, HasType, ResolvedDefinition};

use crate::database::Database;
use crate::dynamic_members;
use crate::instance_members::{self, Member};
use crate::module_members;
use crate::place::{self, PlaceFile};
use crate::super_members;
use crate::union_members;
use crate::unreachable::never_runs;
use crate::witness;
use crate::{Address, Opened, Snapshot};

/// What a completed name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum CompletionKind {
    Module,
    Class,
    Function,
    Method,
    Property,
    Field,
    EnumMember,
    Variable,
    Constant,
    TypeParameter,
}

/// A name that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub name: String,
    pub kind: CompletionKind,
    pub is_builtin: bool,
    /// Known to type checkers only; there is no such thing at run time.
    pub is_type_check_only: bool,
    pub is_deprecated: bool,
}

/// A module that can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleSymbol {
    /// The dotted name.
    pub name: String,
    pub file: Option<PlaceFile>,
    /// It belongs to the library that comes with Python.
    pub is_stdlib: bool,
}

impl Snapshot {
    /// The members of the value before the dot at the end of `value`.
    pub fn members(&self, address: &Address, value: TextRange) -> Vec<Completion> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let Some(attribute) = attribute_of(&opened, value) else {
            return Vec::new();
        };
        let value = ExprRef::from(&*attribute.value);
        if let Some(found) = instance_members::of_value(&self.db, &opened, value) {
            return found.into_iter().map(Completion::from).collect();
        }
        let found = members_of(&self.db, &opened, attribute);
        self.completions(found)
    }

    /// What can follow `from module import` in the statement at an offset.
    pub fn importable(&self, address: &Address, offset: TextSize) -> Vec<Completion> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let found = with_node_at(&opened, offset, |node| match node {
            AnyNodeRef::StmtImportFrom(statement) => {
                module_members::of_import(&self.db, &opened, statement)
            }
            _ => Vec::new(),
        });
        self.completions(found.unwrap_or_default())
    }

    /// The modules that can be imported at the top, or those directly in a package.
    pub fn submodules(&self, address: &Address, package: Option<&str>) -> Vec<String> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let found = match package {
            None => opened.model.import_completions(),
            Some(package) => match ModuleName::new(package) {
                Some(name) => opened.model.import_submodule_completions_for_name(&name),
                None => Vec::new(),
            },
        };
        found
            .into_iter()
            .map(|found| found.name.to_string())
            .collect()
    }

    /// Every module that can be imported, submodules included.
    pub fn modules(&self) -> Vec<ModuleSymbol> {
        let db = &self.db;
        let environment = db.program().resolver_environment(db);
        all_modules(db, environment)
            .into_iter()
            .filter(|module| !module.is_type_check_only(db))
            .map(|module| ModuleSymbol {
                name: module.name(db).as_str().to_owned(),
                file: module.file(db).map(|file| place::file_of(db, file)),
                is_stdlib: module
                    .search_path(db)
                    .is_some_and(ty_module_resolver::SearchPath::is_standard_library),
            })
            .collect()
    }

    /// The strings that the checker expects at a string literal: keys, members of a `Literal`.
    pub fn expected_strings(&self, address: &Address, offset: TextSize) -> Vec<String> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
        if offset > root.range().end() {
            return Vec::new();
        }
        let covering = covering_node(root, TextRange::empty(offset));
        let literal = covering
            .ancestors()
            .find_map(AnyNodeRef::expr_string_literal);
        let Some(literal) = literal else {
            return Vec::new();
        };
        opened
            .model
            .expected_string_literal_completions(literal)
            .into_iter()
            .map(|completion| completion.value)
            .collect()
    }

    fn completions<'db>(&'db self, found: Vec<Found<'db>>) -> Vec<Completion> {
        found
            .into_iter()
            .map(|completion| {
                let ty = completion.ty;
                Completion {
                    kind: ty.map_or(CompletionKind::Variable, |ty| {
                        kind_of(&self.db, ty, &completion.name)
                    }),
                    is_builtin: completion.builtin,
                    is_type_check_only: completion.is_type_check_only,
                    is_deprecated: ty.is_some_and(|ty| ty.is_deprecated(&self.db)),
                    name: completion.name.to_string(),
                }
            })
            .collect()
    }

    /// More about one of the names that [`Self::members`] or [`Self::importable`]
    /// gave: not done for all of them, since types are long to write.
    pub fn description(&self, address: &Address, at: At, name: &str) -> Option<Description> {
        let opened = self.open(address)?;
        let model = &opened.model;
        let found = match at {
            At::Member(value) => members_of(&self.db, &opened, attribute_of(&opened, value)?),
            At::Scope(offset) => {
                with_node_at(&opened, offset, |node| model.scoped_completions(node))?
            }
            At::Import(offset) => with_node_at(&opened, offset, |node| match node {
                AnyNodeRef::StmtImportFrom(statement) => {
                    module_members::of_import(&self.db, &opened, statement)
                }
                _ => Vec::new(),
            })?,
        };
        let ty = found.into_iter().find(|found| found.name == name)?.ty?;
        let env = model.program_environment();
        let definition = ty.definition(&self.db, &env);
        let definition = definition.and_then(|definition| definition.definition().copied());
        let docstring = definition
            .and_then(|definition| self.docstring(&[ResolvedDefinition::Definition(definition)]));
        let mut text = ty.display(&self.db, &env).multiline().to_string();
        if let Some(open) = text.strip_suffix("-> Unknown") {
            let inferred = definition.and_then(|it| witness::returned_text(&self.db, it).as_ref());
            if let Some(inferred) = inferred {
                text = format!("{open}-> {}", inferred.text);
            }
        }
        Some(Description {
            ty: text,
            docstring,
        })
    }
}

/// What is shown of a completed name when a person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub ty: String,
    pub docstring: Option<String>,
}

/// Where a completion was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// After the dot behind this value.
    Member(TextRange),
    Scope(TextSize),
    /// After `from module import`.
    Import(TextSize),
}

/// The attribute whose value spans exactly a range.
fn attribute_of<'a>(opened: &'a Opened<'_>, value: TextRange) -> Option<&'a ast::ExprAttribute> {
    let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
    if !root.range().contains_range(value) {
        return None;
    }
    covering_node(root, value)
        .ancestors()
        .find_map(|node| match node {
            AnyNodeRef::ExprAttribute(attribute) if attribute.value.range() == value => {
                Some(attribute)
            }
            _ => None,
        })
}

/// The members of what stands before the dot; by what it may be where the checker does not know.
fn members_of<'db>(
    db: &'db Database,
    opened: &Opened<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<Found<'db>> {
    let model = &opened.model;
    let mut found = module_members::of_attribute(db, opened, attribute);
    let value = ExprRef::from(&*attribute.value);
    let is_open = value.inferred_type(model).is_none_or(|ty| match ty {
        Type::Never => never_runs(model, value.range()),
        ty => witness::is_open(db, ty) || witness::is_vague(model, value, ty),
    });
    if is_open || witness::is_set_later(model, value) {
        let more = witness::members(model, value);
        if !more.is_empty() {
            found = more;
        }
    }
    if super_members::is_super(&attribute.value) {
        let inherited = super_members::more(db, model, &attribute.value, &found);
        found.extend(inherited);
    }
    let dynamic = dynamic_members::more(db, model, value, &found);
    found.extend(dynamic);
    let of_alternatives = union_members::more(db, opened, value, &found);
    found.extend(of_alternatives);
    found
}

/// Calls `then` with the innermost node at an offset that has a scope.
fn with_node_at<R>(
    opened: &Opened<'_>,
    offset: TextSize,
    then: impl FnOnce(AnyNodeRef<'_>) -> R,
) -> Option<R> {
    let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
    let offset = offset.min(root.range().end());
    let covering = covering_node(root, TextRange::empty(offset));
    let node = covering
        .ancestors()
        .find(|node| has_scope(*node))
        .unwrap_or(root);
    Some(then(node))
}

fn has_scope(node: AnyNodeRef<'_>) -> bool {
    node.is_expression()
        || matches!(node, AnyNodeRef::StmtImportFrom(_))
        || matches!(node, AnyNodeRef::ModModule(_))
}

fn kind_of<'db>(db: &'db crate::Database, ty: Type<'db>, name: &str) -> CompletionKind {
    match ty {
        Type::ModuleLiteral(_) => CompletionKind::Module,
        Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_) => {
            CompletionKind::Class
        }
        Type::FunctionLiteral(_) | Type::Callable(_) => CompletionKind::Function,
        Type::BoundMethod(_) | Type::KnownBoundMethod(_) | Type::WrapperDescriptor(_) => {
            CompletionKind::Method
        }
        Type::PropertyInstance(_) => CompletionKind::Property,
        Type::TypeVar(_) => CompletionKind::TypeParameter,
        Type::Union(union) => {
            let kinds: Vec<CompletionKind> = union
                .elements(db)
                .iter()
                .map(|element| kind_of(db, *element, name))
                .collect();
            match kinds.first() {
                Some(first) if kinds.iter().all(|kind| kind == first) => *first,
                _ => CompletionKind::Variable,
            }
        }
        _ if is_constant(name) => CompletionKind::Constant,
        _ => CompletionKind::Variable,
    }
}

impl From<Member> for Completion {
    fn from(member: Member) -> Self {
        Self {
            name: member.name,
            kind: member.kind,
            is_builtin: false,
            is_type_check_only: false,
            is_deprecated: member.is_deprecated,
        }
    }
}

/// Whether a name is written as constants are.
pub(crate) fn is_constant(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}
