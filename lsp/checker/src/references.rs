//! Every use of what stands at an offset.

use std::collections::HashSet;

use ruff_db::parsed::parsed_module;
use ruff_db::source::source_text;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, AnyNodeRef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_core::definition::DefinitionKind;
use ty_python_core::scope::ScopeKind;
use ty_python_semantic::{
    ImportAliasResolution, ResolvedDefinition, SemanticModel, contains_identifier,
    definitions_for_imported_symbol, definitions_for_name,
};

use crate::database::Database;
use crate::definitions::of_target;
use crate::family::{self, Key, Overridden};
use crate::locate::{self, Target};
use crate::names::words;
use crate::place::{self, Place};
use crate::{Address, Opened, Snapshot};

/// How a name is used at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    Read,
    Write,
    /// The definition itself.
    Declaration,
    /// A name that an import statement binds to it.
    Import,
}

/// What is looked for: its name and every definition it may mean.
#[derive(Debug, Clone)]
pub struct Symbol {
    pub name: String,
    pub range: TextRange,
    /// The names that define it, with imports followed.
    pub definitions: HashSet<Key>,
    /// What it overrides in classes of the workspace.
    pub overridden: HashSet<Key>,
    /// Whether only its own file can use it.
    pub is_local: bool,
    /// Whether it is a module, a member of one, or a member of a class.
    pub kind: SymbolKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    Module,
    /// Bound by a module's own code.
    Global,
    /// In a class's body, or set on its instances.
    Member,
    Parameter,
    Local,
}

/// How far a search goes where classes override each other's members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To what is overridden and to what overrides.
    Related,
    /// To everything that has to keep the same name.
    Family,
}

impl Snapshot {
    /// What stands at an offset, ready to be looked for.
    pub fn symbol(&self, address: &Address, offset: TextSize, reach: Reach) -> Option<Symbol> {
        let opened = self.open(address)?;
        locate::at(&opened, offset, &mut |model, target| {
            let name = target.name()?.to_owned();
            let aliases = ImportAliasResolution::PreserveAliases;
            let found = of_target(&self.db, model, target, aliases);
            if found.is_empty() {
                return None;
            }
            let found = with_what_they_repeat(&self.db, found);
            Some(self.symbol_of(name, target.range(), &found, reach))
        })
    }

    fn symbol_of<'db>(
        &'db self,
        name: String,
        range: TextRange,
        found: &[ResolvedDefinition<'db>],
        reach: Reach,
    ) -> Symbol {
        let db = &self.db;
        let mut symbol = Symbol {
            name,
            range,
            definitions: HashSet::new(),
            overridden: HashSet::new(),
            is_local: found.iter().all(|definition| self.is_local(definition)),
            kind: found
                .first()
                .map_or(SymbolKind::Global, |found| self.kind(found)),
        };
        let mut overridden = Overridden::default();
        for resolved in found {
            symbol.definitions.insert(place::key_of(db, resolved));
            let Some(definition) = resolved.definition() else {
                continue;
            };
            for same in family::same_symbol(db, definition) {
                symbol.definitions.insert(family::key(db, same));
                let above = overridden.of(db, same);
                symbol.overridden.extend(above.iter().cloned());
            }
        }
        if reach == Reach::Family {
            symbol.definitions.extend(symbol.overridden.drain());
        }
        symbol
    }

    fn kind(&self, definition: &ResolvedDefinition<'_>) -> SymbolKind {
        let definition = match definition {
            ResolvedDefinition::Definition(definition) => *definition,
            ResolvedDefinition::Module(_) => return SymbolKind::Module,
            ResolvedDefinition::FileWithRange(_) => return SymbolKind::Global,
        };
        let scope = definition.scope(&self.db).node(&self.db).scope_kind();
        if family::member_class(&self.db, definition).is_some() {
            SymbolKind::Member
        } else if matches!(definition.kind(&self.db), DefinitionKind::Parameter(_)) {
            SymbolKind::Parameter
        } else if scope == ScopeKind::Module {
            SymbolKind::Global
        } else {
            SymbolKind::Local
        }
    }

    /// Whether a definition is a variable of a function, which no other file can name.
    fn is_local(&self, definition: &ResolvedDefinition<'_>) -> bool {
        let Some(definition) = definition.definition() else {
            return false;
        };
        let scope = definition.scope(&self.db);
        let is_parameter = matches!(definition.kind(&self.db), DefinitionKind::Parameter(_));
        // A keyword argument elsewhere names a parameter.
        !is_parameter
            && scope.node(&self.db).scope_kind().is_function_like()
            && definition.place(&self.db).is_symbol()
    }

    /// The uses of a symbol in one file, in the order of the text.
    pub fn uses(&self, symbol: &Symbol, address: &Address) -> Vec<(Place, Use)> {
        let Some(file) = self.file(address) else {
            return Vec::new();
        };
        let source = source_text(&self.db, file);
        if !contains_identifier(source.as_str(), &symbol.name) {
            return Vec::new();
        }
        let opened = Opened::new(&self.db, file);
        let mut overridden = Overridden::default();
        let mut uses: Vec<(Place, Use)> = Vec::new();
        for offset in candidates(&opened, source.as_str(), &symbol.name) {
            let found = locate::at(&opened, offset, &mut |model, target| {
                let is_meant = target.name() == Some(symbol.name.as_str())
                    && may_mean(model, symbol, target)
                    && self.means(model, symbol, target, &mut overridden);
                is_meant.then(|| (target.range(), use_of(target)))
            });
            if let Some((range, how)) = found {
                let place = Place {
                    file: place::file_of(&self.db, file),
                    focus: place::ends(range),
                    full: place::ends(range),
                };
                if uses.last() != Some(&(place.clone(), how)) {
                    uses.push((place, how));
                }
            }
        }
        uses
    }

    /// The class that would have two members of a name if the member at an offset got it.
    pub fn member_clash(
        &self,
        address: &Address,
        offset: TextSize,
        new_name: &str,
    ) -> Option<String> {
        let db = &self.db;
        let opened = self.open(address)?;
        locate::at(&opened, offset, &mut |model, target| {
            let aliases = ImportAliasResolution::PreserveAliases;
            let found = of_target(db, model, target, aliases);
            let classes = found.iter().filter_map(|resolved| {
                let definition = resolved.definition()?;
                family::member_class(db, definition)
            });
            let mut all = classes.flat_map(|class| family::ancestors(db, class));
            let clash = all.find(|class| !family::members(db, *class, new_name).is_empty())?;
            family::name(db, clash)
        })
    }

    fn means<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        symbol: &Symbol,
        target: Target<'_>,
        overridden: &mut Overridden<'db>,
    ) -> bool {
        let db = &self.db;
        let aliases = ImportAliasResolution::PreserveAliases;
        let found = match (symbol.kind, target) {
            (SymbolKind::Global, Target::Attribute(attribute)) => self.of_module(model, attribute),
            _ => None,
        };
        let found = found.unwrap_or_else(|| of_target(db, model, target, aliases));
        let found = with_what_they_repeat(db, found);
        found.iter().any(|resolved| {
            let key = place::key_of(db, resolved);
            if symbol.definitions.contains(&key) || symbol.overridden.contains(&key) {
                return true;
            }
            // What overrides it.
            symbol.kind == SymbolKind::Member
                && resolved.definition().is_some_and(|definition| {
                    let above = overridden.of(db, definition);
                    above.iter().any(|key| symbol.definitions.contains(key))
                })
        })
    }
}

impl Snapshot {
    /// What `module.name` means, where the module is an imported one: no types are needed for that.
    fn of_module<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        attribute: &ast::ExprAttribute,
    ) -> Option<Vec<ResolvedDefinition<'db>>> {
        let value = attribute.value.as_name_expr()?;
        let aliases = ImportAliasResolution::ResolveAliases;
        let modules = definitions_for_name(model, &value.id, value.into(), aliases);
        let mut found = Vec::new();
        for module in &modules {
            let ResolvedDefinition::Module(file) = module else {
                return None;
            };
            let opened = Opened::new(&self.db, file.file(&self.db));
            let root = AnyNodeRef::from(opened.parsed.syntax());
            let aliases = ImportAliasResolution::PreserveAliases;
            let name = attribute.attr.as_str();
            found.extend(definitions_for_name(&opened.model, name, root, aliases));
        }
        // It may be a module of a package.
        (!found.is_empty()).then_some(found)
    }
}

/// Definitions, and what those of them stand for that are imports under the same name once more:
/// `from .m import name as name`, which tells checkers that a module passes the name on.
fn with_what_they_repeat<'db>(
    db: &'db Database,
    mut found: Vec<ResolvedDefinition<'db>>,
) -> Vec<ResolvedDefinition<'db>> {
    let mut next = 0;
    while let Some(resolved) = found.get(next) {
        next += 1;
        let Some(definition) = resolved.definition() else {
            continue;
        };
        let DefinitionKind::ImportFrom(import) = definition.kind(db) else {
            continue;
        };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let alias = import.alias(&parsed);
        if alias.asname.as_deref() != Some(alias.name.as_str()) {
            continue;
        }
        let model = SemanticModel::new(db, definition.program_file(db));
        let statement = import.import(&parsed);
        for aliases in [
            ImportAliasResolution::PreserveAliases,
            ImportAliasResolution::ResolveAliases,
        ] {
            let more = definitions_for_imported_symbol(&model, statement, &alias.name, aliases);
            for one in more {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
    }
    found
}

/// Whether a target could mean a symbol, as far as can be told without types: what belongs to a
/// module or function is an attribute of modules only.
fn may_mean(model: &SemanticModel<'_>, symbol: &Symbol, target: Target<'_>) -> bool {
    let Target::Attribute(attribute) = target else {
        return true;
    };
    match symbol.kind {
        SymbolKind::Member => true,
        SymbolKind::Parameter | SymbolKind::Local => false,
        SymbolKind::Module | SymbolKind::Global => {
            let ast::Expr::Name(name) = &*attribute.value else {
                return attribute.value.is_attribute_expr();
            };
            let aliases = ImportAliasResolution::PreserveAliases;
            let found = definitions_for_name(model, &name.id, name.into(), aliases);
            found.iter().any(|resolved| {
                let Some(definition) = resolved.definition() else {
                    return true;
                };
                !matches!(
                    definition.kind(model.db()),
                    DefinitionKind::Function(_)
                        | DefinitionKind::Class(_)
                        | DefinitionKind::Parameter(_)
                        | DefinitionKind::For(_)
                        | DefinitionKind::Comprehension(_)
                        | DefinitionKind::WithItem(_)
                        | DefinitionKind::ExceptHandler(_)
                )
            })
        }
    }
}

/// Offsets at which the name may be used: name tokens, and words of strings, which may be
/// annotations.
fn candidates(opened: &Opened<'_>, source: &str, name: &str) -> Vec<TextSize> {
    let mut offsets = Vec::new();
    for token in opened.parsed.tokens().iter() {
        let range = token.range();
        let text = &source[range];
        if token.kind() == TokenKind::String {
            offsets.extend(words(text, name).map(|at| range.start() + TextSize::new(at as u32)));
        } else if text == name {
            offsets.push(range.start());
        }
    }
    offsets
}

fn use_of(target: Target<'_>) -> Use {
    match target {
        Target::Name(name) if name.ctx.is_load() => Use::Read,
        Target::Attribute(attribute) if attribute.ctx.is_load() => Use::Read,
        Target::Binding(_, AnyNodeRef::StmtGlobal(_) | AnyNodeRef::StmtNonlocal(_)) => Use::Read,
        Target::Name(_) | Target::Attribute(_) | Target::Binding(..) => Use::Write,
        Target::Function(_)
        | Target::Class(_)
        | Target::Parameter(_)
        | Target::TypeParameter(_) => Use::Declaration,
        Target::ImportAlias { .. } => Use::Import,
        // `import a.b` binds `a`, `from m import a` binds `a`.
        Target::Module { name, .. } if !name.contains('.') => Use::Import,
        Target::ImportedSymbol { alias, .. } if alias.asname.is_none() => Use::Import,
        _ => Use::Read,
    }
}
