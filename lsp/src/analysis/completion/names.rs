//! Names that are visible at the cursor, those of modules not imported yet included.
//!
//! What is visible comes from our own scopes, which an edit costs nothing: a type is asked for
//! when a person looks at the item.

use ruff_python_ast::name::Name as Word;
use ruff_text_size::TextSize;

use crate::analysis::auto_import::{self, ExportKind};
use crate::analysis::completion::spot::{Expression, Flavour};
use crate::analysis::completion::{Completer, Item, ItemKind, Source, rank};
use crate::analysis::native::{self, NativeKind};
use crate::analysis::scopes::{Binding, BindingKind, ScopeId, ScopeKind};

/// How many names of modules not imported yet are offered at once.
const MAX_UNIMPORTED: usize = 100;

impl Completer<'_> {
    pub(super) fn expression(&mut self, expression: Expression) {
        self.expected_values();
        self.keyword_arguments();
        if expression.flavour == Flavour::Decorator {
            self.property_decorators();
        }
        if expression.is_statement && self.block_is_class() {
            self.special_attributes();
        }
        self.visible_names(expression.flavour);
        self.keywords(expression);
        if expression.flavour == Flavour::Base {
            let item = Item::new("metaclass=", ItemKind::Argument, rank::KEYWORD);
            self.add(item);
        }
        if !self.wishes.no_auto_import {
            self.unimported();
        }
    }

    fn block_is_class(&self) -> bool {
        let table = self.context.file.scopes();
        table.scope(self.cursor.block).kind == ScopeKind::Class
    }

    pub(super) fn visible_names(&mut self, flavour: Flavour) {
        let table = self.context.file.scopes();
        let mut sees_classes = true;
        let mut functions = 0;
        for id in table.ancestors(self.cursor.scope).collect::<Vec<_>>() {
            let scope = table.scope(id);
            if scope.kind != ScopeKind::Class || sees_classes {
                let rank = match scope.kind {
                    ScopeKind::Module => rank::MODULE,
                    _ => (rank::LOCAL + functions).min(rank::ENCLOSING + 5),
                };
                self.scope(id, rank, flavour);
            }
            functions += u8::from(scope.kind == ScopeKind::Function);
            sees_classes &= matches!(scope.kind, ScopeKind::TypeParameters | ScopeKind::TypeAlias);
        }
        for native in native::members_of_module("builtins") {
            let kind = match native.kind {
                NativeKind::Class => ItemKind::Class,
                NativeKind::Object => ItemKind::Constant,
                _ => ItemKind::Function,
            };
            let rank = preferred(flavour, native.name(), kind, rank::BUILTIN);
            self.add_visible(native.name(), kind, rank);
        }
        for name in [
            "__name__",
            "__file__",
            "__doc__",
            "__builtins__",
            "__spec__",
        ] {
            self.add_visible(name, ItemKind::Variable, rank::BUILTIN);
        }
    }

    fn add_visible(&mut self, name: &str, kind: ItemKind, rank: u8) {
        let source = Source::Scope(self.cursor.offset.to_u32());
        self.add(Item::new(name, kind, rank).from(source));
    }

    fn scope(&mut self, id: ScopeId, rank: u8, flavour: Flavour) {
        let table = self.context.file.scopes();
        let scope = table.scope(id);
        let is_own = id == self.cursor.scope;
        let mut names: Vec<(&Word, &Binding)> = Vec::new();
        for name in scope.names.keys() {
            let seen = table
                .bindings_of(id, name)
                .filter(|binding| !is_own || self.is_bound_before(binding))
                .last();
            if let Some(binding) = seen
                && !is_being_typed(binding, self.cursor.offset)
            {
                names.push((name, binding));
            }
        }
        names.sort_by_key(|(_, binding)| binding.range.start());
        for (name, binding) in names {
            let kind = self.kind_of(binding);
            let rank = preferred(flavour, name, kind, rank);
            self.add_visible(name, kind, rank);
        }
        for star in scope.star_imports.clone() {
            let statement = table.binding(star).node.start();
            let address = self.context.address();
            for found in self.context.checker.importable(&address, statement) {
                if !found.name.starts_with('_') {
                    let item = super::item_of(&found, rank);
                    self.add(item.from(Source::Import(statement.to_u32())));
                }
            }
        }
    }

    /// Whether a binding of the cursor's own block comes first when the code runs: it stands
    /// before, or both stand in one loop.
    fn is_bound_before(&self, binding: &Binding) -> bool {
        let offset = self.cursor.offset;
        if binding.node.start() < offset || matches!(binding.kind, BindingKind::Parameter { .. }) {
            return true;
        }
        self.cursor.surroundings.in_loop
            || matches!(
                binding.kind,
                BindingKind::ComprehensionTarget { .. } | BindingKind::TypeParameter
            )
    }

    fn kind_of(&self, binding: &Binding) -> ItemKind {
        match &binding.kind {
            BindingKind::Function => ItemKind::Function,
            BindingKind::Class | BindingKind::TypeAlias { .. } => ItemKind::Class,
            BindingKind::Import { .. } => ItemKind::Module,
            BindingKind::TypeParameter => ItemKind::TypeParameter,
            BindingKind::ImportFrom { name, .. } => match name.chars().next() {
                Some(first) if is_constant(name) && first.is_uppercase() => ItemKind::Constant,
                Some(first) if first.is_uppercase() => ItemKind::Class,
                _ => ItemKind::Function,
            },
            _ if is_constant(&binding.name) => ItemKind::Constant,
            _ => ItemKind::Variable,
        }
    }

    /// Names that other modules define, with the import that they need.
    fn unimported(&mut self) {
        let typed = self.cursor.typed_text().to_owned();
        let index = &self.context.world.project.auto_import;
        if typed.is_empty() {
            // There would be too many; typing brings the right ones up.
            self.is_incomplete = true;
            return;
        }
        if !index.is_ready() {
            self.is_incomplete = true;
        }
        let (found, is_all) = auto_import::search(self.context, &typed, MAX_UNIMPORTED);
        self.is_incomplete |= !is_all;
        let mut importer = auto_import::Importer::new(self.context);
        for export in found {
            if self.seen.contains(&*export.name) {
                continue;
            }
            let kind = match export.kind {
                ExportKind::Class => ItemKind::Class,
                ExportKind::Function => ItemKind::Function,
                ExportKind::Constant => ItemKind::Constant,
                ExportKind::Variable => ItemKind::Variable,
                ExportKind::Module => ItemKind::Module,
            };
            let import = auto_import::Import::of(&export);
            let origin = import.statement();
            // Several modules may define the name.
            let item = Item {
                origin: Some(origin),
                more_edits: vec![importer.edit(&import)],
                ..Item::new(&*export.name, kind, rank::AUTO_IMPORT + export.distance)
            };
            let item = item.from(Source::Unimported {
                module: export.module.to_string(),
            });
            self.items.push(item);
        }
    }
}

/// Whether a name is there only because it is being written at the cursor.
fn is_being_typed(binding: &Binding, offset: TextSize) -> bool {
    binding.range.contains_inclusive(offset)
}

fn is_constant(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Puts what the place asks for before the rest.
fn preferred(flavour: Flavour, name: &str, kind: ItemKind, rank: u8) -> u8 {
    let fits = match flavour {
        Flavour::Plain => false,
        Flavour::Exception => {
            kind == ItemKind::Class
                && (name.ends_with("Error")
                    || name.ends_with("Exception")
                    || name.ends_with("Warning")
                    || matches!(name, "KeyboardInterrupt" | "StopIteration" | "SystemExit"))
        }
        Flavour::Base | Flavour::Annotation => {
            matches!(kind, ItemKind::Class | ItemKind::TypeParameter)
        }
        Flavour::Decorator => matches!(kind, ItemKind::Function | ItemKind::Class),
    };
    match (fits, rank) {
        (false, _) => rank,
        (true, rank::BUILTIN) => rank::ARGUMENT + 1,
        (true, _) => rank::ARGUMENT,
    }
}
