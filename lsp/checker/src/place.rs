//! Where something stands: a file and two ranges.

use std::path::PathBuf;

use ruff_db::files::{File, FilePath, FileRange};
use ruff_db::parsed::{ParsedModuleRef, parsed_module};
use ruff_db::source::source_text;
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::TypeDefinition;
use ty_python_semantic::{ResolvedDefinition, TypeHierarchyClass};

use crate::database::Database;

/// The file of a [`Place`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceFile {
    Disk(PathBuf),
    /// A stub that comes with the checker; [`crate::stub_text`] has its text.
    Stub(String),
    Virtual(String),
}

/// A definition or a use of something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub file: PlaceFile,
    /// The name.
    pub focus: (u32, u32),
    /// The whole statement or expression that defines it.
    pub full: (u32, u32),
}

impl Place {
    pub fn focus_range(&self) -> TextRange {
        TextRange::new(self.focus.0.into(), self.focus.1.into())
    }

    pub fn full_range(&self) -> TextRange {
        TextRange::new(self.full.0.into(), self.full.1.into())
    }
}

pub fn file_of(db: &Database, file: File) -> PlaceFile {
    match file.path(db) {
        FilePath::System(path) => PlaceFile::Disk(path.as_std_path().to_owned()),
        FilePath::Vendored(path) => PlaceFile::Stub(path.as_str().to_owned()),
        FilePath::SystemVirtual(path) => PlaceFile::Virtual(path.as_str().to_owned()),
    }
}

pub fn of_ranges(db: &Database, focus: FileRange, full: TextRange) -> Place {
    Place {
        file: file_of(db, focus.file()),
        focus: ends(focus.range()),
        full: ends(full),
    }
}

/// Where a definition's name stands, which tells it from all others.
pub fn key_of(db: &Database, definition: &ResolvedDefinition<'_>) -> (PlaceFile, (u32, u32)) {
    let focus = name_of(db, definition);
    (file_of(db, focus.file()), ends(focus.range()))
}

pub fn of_definition(db: &Database, definition: &ResolvedDefinition<'_>) -> Place {
    let Some(definition) = definition.definition() else {
        let focus = definition.focus_range(db);
        return of_ranges(db, focus, focus.range());
    };
    if let Some(known) = db.known(definition) {
        let focus = FileRange::new(definition.file(db), known.sketch.name);
        return of_ranges(db, focus, known.sketch.full);
    }
    let ranges = ranges(db, definition);
    let focus = FileRange::new(definition.file(db), range(ranges.focus));
    of_ranges(db, focus, range(ranges.full))
}

/// The same as [`name_of_definition`], kept for when it is asked for again.
pub fn known_name(db: &Database, definition: Definition<'_>) -> TextRange {
    match db.known(definition) {
        Some(known) => known.sketch.name,
        None => range(ranges(db, definition).focus),
    }
}

/// Where a definition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, salsa::SalsaValue)]
struct Ranges {
    focus: (u32, u32),
    full: (u32, u32),
}

/// Known longer than the tree.
#[salsa::tracked]
fn ranges<'db>(db: &'db dyn ty_python_semantic::Db, definition: Definition<'db>) -> Ranges {
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    Ranges {
        focus: ends(name_in_tree(db, definition, &parsed).range()),
        full: ends(definition.full_range(db, &parsed).range()),
    }
}

/// The name that is defined: of `self.name = 1` that is `name`, of `import a as b` it is `b`.
fn name_of(db: &Database, definition: &ResolvedDefinition<'_>) -> FileRange {
    match definition.definition() {
        Some(definition) => name_of_definition(db, definition),
        None => definition.focus_range(db),
    }
}

pub fn name_of_definition(db: &Database, definition: Definition<'_>) -> FileRange {
    if let Some(known) = db.known(definition) {
        return FileRange::new(definition.file(db), known.sketch.name);
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    name_in_tree(db, definition, &parsed)
}

fn name_in_tree(
    db: &dyn ty_python_semantic::Db,
    definition: Definition<'_>,
    parsed: &ParsedModuleRef,
) -> FileRange {
    let focus = definition.focus_range(db, parsed);
    let separator: &[char] = match definition.kind(db) {
        DefinitionKind::Import(_) | DefinitionKind::ImportFrom(_) => &[' ', '\t'],
        _ if !definition.place(db).is_symbol() => &['.', ' ', '\t'],
        _ => return focus,
    };
    let source = source_text(db, focus.file());
    let text = source.as_str().get(focus.range().to_std_range());
    let skipped = text.and_then(|text| text.rfind(separator)).map(|at| at + 1);
    let start = focus.range().start() + TextSize::new(skipped.unwrap_or(0) as u32);
    FileRange::new(focus.file(), TextRange::new(start, focus.range().end()))
}

/// Where a class of a hierarchy is defined: its name and its header.
pub fn of_class(db: &Database, class: &TypeHierarchyClass<'_>) -> Place {
    Place {
        file: file_of(db, class.file.file(db)),
        focus: ends(class.selection_range),
        full: ends(class.full_range),
    }
}

/// Where a type is defined; a module is its file's beginning.
pub fn of_type(db: &Database, definition: &TypeDefinition<'_>) -> Option<Place> {
    let full = definition.full_range(db)?;
    let focus = match definition {
        TypeDefinition::Module(_) => FileRange::new(full.file(), TextRange::default()),
        _ => definition.focus_range(db)?,
    };
    Some(of_ranges(db, focus, full.range()))
}

fn range((start, end): (u32, u32)) -> TextRange {
    TextRange::new(start.into(), end.into())
}

pub fn ends(range: TextRange) -> (u32, u32) {
    (range.start().to_u32(), range.end().to_u32())
}
