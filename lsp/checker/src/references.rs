//! Every use of what stands at an offset.

use std::collections::HashSet;

use ruff_db::source::source_text;
use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_core::definition::DefinitionKind;
use ty_python_semantic::{ImportAliasResolution, ResolvedDefinition, contains_identifier};

use crate::definitions::of_target;
use crate::locate::{self, Target};
use crate::place::{self, Place, PlaceFile};
use crate::{Address, Opened, Snapshot};

/// How a name is used at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    Read,
    Write,
    /// The definition itself, or an import of it.
    Declaration,
}

/// What is looked for: its name and every definition it may mean.
#[derive(Debug, Clone)]
pub struct Symbol {
    pub name: String,
    pub range: TextRange,
    /// The names that define it, with imports followed.
    pub definitions: HashSet<(PlaceFile, (u32, u32))>,
    /// Whether only its own file can use it.
    pub is_local: bool,
}

impl Snapshot {
    /// What stands at an offset, ready to be looked for.
    pub fn symbol(&self, address: &Address, offset: TextSize) -> Option<Symbol> {
        let opened = self.open(address)?;
        locate::at(&opened, offset, &mut |model, target| {
            let name = target.name()?.to_owned();
            let found = of_target(model, target, ImportAliasResolution::PreserveAliases);
            if found.is_empty() {
                return None;
            }
            let is_local = found.iter().all(|definition| self.is_local(definition));
            Some(Symbol {
                name,
                range: target.range(),
                definitions: self.places(&found, false).into_iter().map(key).collect(),
                is_local,
            })
        })
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
        if !contains_identifier(source_text(&self.db, file).as_str(), &symbol.name) {
            return Vec::new();
        }
        let opened = Opened::new(&self.db, file);
        let source = source_text(&self.db, file);
        let mut uses = Vec::new();
        for offset in candidates(&opened, source.as_str(), &symbol.name) {
            let found = locate::at(&opened, offset, &mut |model, target| {
                if target.name() != Some(symbol.name.as_str()) {
                    return None;
                }
                let found = of_target(model, target, ImportAliasResolution::PreserveAliases);
                let places = self.places(&found, false);
                let hit = places
                    .into_iter()
                    .any(|place| symbol.definitions.contains(&key(place)));
                hit.then(|| (target.range(), use_of(target)))
            });
            if let Some((range, how)) = found {
                let place = Place {
                    file: place::file_of(&self.db, file),
                    focus: place::ends(range),
                    full: place::ends(range),
                };
                uses.push((place, how));
            }
        }
        uses.dedup();
        uses
    }
}

fn key(place: Place) -> (PlaceFile, (u32, u32)) {
    (place.file, place.focus)
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

fn words<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(is_part);
        let after = text[at + name.len()..].chars().next().is_some_and(is_part);
        (!before && !after).then_some(at)
    })
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
        | Target::TypeParameter(_)
        | Target::ImportAlias { .. } => Use::Declaration,
        // `import a.b` binds `a`, `from m import a` binds `a`.
        Target::Module { name, .. } if !name.contains('.') => Use::Declaration,
        Target::ImportedSymbol { alias, .. } if alias.asname.is_none() => Use::Declaration,
        _ => Use::Read,
    }
}
