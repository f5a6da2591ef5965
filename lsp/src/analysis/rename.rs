//! Renaming a name everywhere in the workspace, or the reason why that is refused.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use ruff_python_ast::AnyNodeRef;
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::PlaceFile;
use serpentarium_checker::names::is_identifier;
use serpentarium_checker::references::{Reach, Symbol, SymbolKind};

use crate::analysis::Context;
use crate::analysis::definition::is_read_before_class_binds;
use crate::analysis::places;
use crate::analysis::references;
use crate::analysis::scopes::{
    BindingKind, Occurrence, Role, ScopeId, ScopeKind, ScopeTable, Target,
};
use crate::analysis::source::SourceFile;
use crate::analysis::workspace_files;

/// A text to put in a range of a file.
#[derive(Debug, Clone)]
pub struct Edit {
    pub file: Arc<SourceFile>,
    pub range: TextRange,
    pub text: String,
}

/// Why something is not renamed.
pub type Refusal = String;

/// What is renamed.
enum Subject {
    /// A name of the file itself: a variable, or what the file calls something imported.
    Own(Occurrence),
    /// What the workspace defines, wherever it is used.
    Shared(Symbol),
}

/// The range and spelling of what would be renamed.
pub fn prepare(context: &Context, offset: TextSize) -> Result<(TextRange, String), Refusal> {
    let range = match subject(context, offset)? {
        Subject::Own(occurrence) => occurrence.range,
        Subject::Shared(symbol) => symbol.range,
    };
    refuse_file(context, &context.file)?;
    Ok((range, context.file.slice(range).to_owned()))
}

fn subject(context: &Context, offset: TextSize) -> Result<Subject, Refusal> {
    if context.file.stdlib_module().is_some() {
        return Err("the standard library is not edited".to_owned());
    }
    let table = context.file.scopes();
    let occurrence = table.occurrence_at(offset);
    let symbol = context
        .checker
        .symbol(&context.address(), offset, Reach::Family)
        .filter(|_| !is_read_before_class_binds(&context.file, offset));
    let Some(symbol) = symbol else {
        return unknown(context, occurrence, offset);
    };
    let foreign = symbol.definitions.iter().map(|(file, _)| file);
    let foreign = foreign.into_iter().find(|file| !is_ours(context, file));
    let is_module = symbol.kind == SymbolKind::Module;
    if foreign.is_none() && !is_module {
        return Ok(Subject::Shared(symbol));
    }
    let may_alias = context.world.project.options.rename.alias_imports;
    let own = occurrence
        .filter(|it| is_bound_here(table, it) && !(is_module && is_name_of_module(table, it)));
    match occurrence {
        Some(occurrence)
            if own.is_some() && (may_alias || !is_imported_as_it_is(context, occurrence)) =>
        {
            Ok(Subject::Own(occurrence.clone()))
        }
        Some(occurrence) if occurrence.target == Target::Builtin => {
            Err(format!("'{}' is a built-in", occurrence.name))
        }
        _ if is_module && foreign.is_none() => Err(format!(
            "'{}' is a module: rename its file instead",
            symbol.name
        )),
        _ => {
            let hint = match own {
                Some(_) => "; with the setting 'rename.aliasImports' it gets an alias here",
                None => "",
            };
            Err(format!(
                "'{}' is defined outside of the workspace, in {}{hint}",
                symbol.name,
                foreign.map(shown).unwrap_or_default()
            ))
        }
    }
}

/// Whether a name is only ever bound by imports that call it what it is called where it comes from.
fn is_imported_as_it_is(context: &Context, occurrence: &Occurrence) -> bool {
    let Target::Scope(scope) = occurrence.target else {
        return false;
    };
    let table = context.file.scopes();
    let mut bindings = table.bindings_of(scope, &occurrence.name);
    bindings.all(|binding| match &binding.kind {
        BindingKind::Import { is_renamed, .. } => !is_renamed,
        BindingKind::ImportFrom { name, .. } => {
            **name == *binding.name && !has_as(context, binding.range)
        }
        _ => false,
    })
}

/// What the bindings of the file say where the checker says nothing.
fn unknown(
    context: &Context,
    occurrence: Option<&Occurrence>,
    offset: TextSize,
) -> Result<Subject, Refusal> {
    if let [
        ..,
        AnyNodeRef::ExprAttribute(_),
        AnyNodeRef::Identifier(name),
    ] = context.file.nodes_at(offset).as_slice()
    {
        return Err(format!("it is not known where '{name}' is defined"));
    }
    let occurrence = occurrence.ok_or_else(|| "there is no name to rename here".to_owned())?;
    match occurrence.target {
        Target::Builtin => Err(format!("'{}' is a built-in", occurrence.name)),
        Target::Unresolved => Err(format!("nothing in this file binds '{}'", occurrence.name)),
        Target::Scope(_) => Ok(Subject::Own(occurrence.clone())),
    }
}

fn is_bound_here(table: &ScopeTable, occurrence: &Occurrence) -> bool {
    match occurrence.target {
        Target::Scope(scope) => table.bindings_of(scope, &occurrence.name).next().is_some(),
        Target::Builtin | Target::Unresolved => false,
    }
}

/// Whether what `import module` binds is the module's own name.
fn is_name_of_module(table: &ScopeTable, occurrence: &Occurrence) -> bool {
    let binding = occurrence.binding.map(|id| table.binding(id));
    let binding = binding.filter(|_| occurrence.role == Role::Write);
    binding.is_some_and(|binding| {
        matches!(
            binding.kind,
            BindingKind::Import {
                is_renamed: false,
                ..
            }
        )
    })
}

fn is_ours(context: &Context, file: &PlaceFile) -> bool {
    match file {
        PlaceFile::Disk(path) => workspace_files::is_ours(context, path),
        PlaceFile::Stub(_) => false,
        PlaceFile::Virtual(_) => true,
    }
}

fn shown(file: &PlaceFile) -> String {
    match file {
        PlaceFile::Disk(path) => path.display().to_string(),
        PlaceFile::Stub(name) | PlaceFile::Virtual(name) => name.clone(),
    }
}

/// Why a file cannot be edited.
fn refuse_file(context: &Context, file: &SourceFile) -> Result<(), Refusal> {
    let is_asked_about = file.checker_address() == context.address();
    let name = match is_asked_about {
        true => "the file".to_owned(),
        false => file.filename(),
    };
    if file.syntax().parsed.has_invalid_syntax() {
        return Err(format!("{name} has syntax errors"));
    }
    if file.path().is_some_and(is_read_only) {
        return Err(format!("{name} is read-only"));
    }
    Ok(())
}

fn is_read_only(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// The edits that rename what stands at an offset, those of one file in the order of its text.
pub fn rename(context: &Context, offset: TextSize, new_name: &str) -> Result<Vec<Edit>, Refusal> {
    let subject = subject(context, offset)?;
    check_identifier(new_name)?;
    let edits = match &subject {
        Subject::Own(occurrence) => own_edits(context, occurrence, new_name)?,
        Subject::Shared(symbol) => shared_edits(context, symbol, new_name),
    };
    if let Subject::Shared(symbol) = &subject
        && symbol.kind == SymbolKind::Member
    {
        let address = context.address();
        let clash = context.checker.member_clash(&address, offset, new_name);
        if let Some(class) = clash {
            return Err(format!("'{new_name}' is already a member of '{class}'"));
        }
    }
    let mut checked: HashMap<String, ()> = HashMap::new();
    for edit in &edits {
        if checked.insert(edit.file.filename(), ()).is_none() {
            refuse_file(context, &edit.file)?;
        }
        refuse_collision(edit, new_name)?;
    }
    Ok(edits)
}

/// Every use in every file. Where an import gives it another name, that name stays.
fn shared_edits(context: &Context, symbol: &Symbol, new_name: &str) -> Vec<Edit> {
    let uses = references::of_symbol(context, symbol);
    let mut edits: Vec<Edit> = uses
        .iter()
        .filter_map(|(place, _)| {
            let file = places::source(context, place)?;
            let range = place.focus_range();
            // A mangled name, or one written in another form of the same letters, is left alone.
            (file.text().get(range.to_std_range()) == Some(symbol.name.as_str())).then(|| Edit {
                file,
                range,
                text: new_name.to_owned(),
            })
        })
        .collect();
    edits.sort_by_key(|edit| (edit.file.filename(), edit.range.start()));
    edits.dedup_by_key(|edit| (edit.file.filename(), edit.range.start()));
    edits
}

/// The uses of a name of the file itself.
fn own_edits(
    context: &Context,
    occurrence: &Occurrence,
    new_name: &str,
) -> Result<Vec<Edit>, Refusal> {
    let table = context.file.scopes();
    let mut ranges: Vec<TextRange> = table
        .same_name(occurrence)
        .map(|occurrence| occurrence.range)
        .collect();
    // Names in string annotations are not in the table.
    let uses = references::in_file(context, occurrence.range.start());
    let in_strings = uses.iter().map(|(place, _)| place.focus_range());
    ranges.extend(in_strings.filter(|range| is_in_string(&context.file, *range)));
    ranges.sort_by_key(|range| range.start());
    ranges.dedup();
    let edits = ranges
        .into_iter()
        .map(|range| edit_of(context, range, new_name));
    edits.collect()
}

fn is_in_string(file: &SourceFile, range: TextRange) -> bool {
    let nodes = file.nodes_at(range.start());
    matches!(
        nodes.last(),
        Some(AnyNodeRef::StringLiteral(_) | AnyNodeRef::ExprStringLiteral(_))
    )
}

/// An imported name keeps what it is called where it comes from.
fn edit_of(context: &Context, range: TextRange, new_name: &str) -> Result<Edit, Refusal> {
    let table = context.file.scopes();
    let binding = table
        .occurrence_at(range.start())
        .filter(|occurrence| occurrence.range == range && occurrence.role == Role::Write)
        .and_then(|occurrence| occurrence.binding)
        .map(|id| table.binding(id));
    let old = context.file.slice(range);
    let text = match binding.map(|binding| &binding.kind) {
        Some(BindingKind::ImportFrom { name, .. }) if name == old && !has_as(context, range) => {
            format!("{name} as {new_name}")
        }
        Some(BindingKind::Import {
            module,
            is_renamed: false,
        }) if module == old => {
            format!("{module} as {new_name}")
        }
        Some(BindingKind::Import {
            module,
            is_renamed: false,
        }) => {
            return Err(format!("'import {module}' binds '{old}' by its own name"));
        }
        _ => new_name.to_owned(),
    };
    Ok(Edit {
        file: Arc::clone(&context.file),
        range,
        text,
    })
}

fn has_as(context: &Context, name: TextRange) -> bool {
    context
        .file
        .nodes_at(name.start())
        .iter()
        .any(|node| match node {
            AnyNodeRef::Alias(alias) => alias
                .asname
                .as_ref()
                .is_some_and(|asname| asname.range() == name),
            _ => false,
        })
}

fn check_identifier(name: &str) -> Result<(), Refusal> {
    if !is_identifier(name) {
        return Err(format!("'{name}' is not an identifier"));
    }
    if is_keyword(name) {
        return Err(format!("'{name}' is a keyword"));
    }
    Ok(())
}

pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// `keyword.kwlist`.
pub const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// The places at which a local variable of a function is written, to be edited together. A
/// parameter is not among them: calls may name it.
pub fn linked(file: &SourceFile, offset: TextSize) -> Option<Vec<TextRange>> {
    let table = file.scopes();
    let occurrence = table.occurrence_at(offset)?;
    let Target::Scope(owner) = occurrence.target else {
        return None;
    };
    let scope = table.scope(owner);
    let name = scope.names.get(&occurrence.name)?;
    let is_parameter = name.is_parameter && scope.kind != ScopeKind::Lambda;
    if !scope.kind.is_function_like() || is_parameter {
        return None;
    }
    let text = file.slice(occurrence.range);
    let ranges: Vec<TextRange> = table.same_name(occurrence).map(|same| same.range).collect();
    let is_same_text = |range: &TextRange| file.slice(*range) == text;
    ranges.iter().all(is_same_text).then_some(ranges)
}

/// A new name that a scope on the way already knows would change what some use means, and one that
/// the owner's scope would hide, too.
fn refuse_collision(edit: &Edit, new_name: &str) -> Result<(), Refusal> {
    let table = edit.file.scopes();
    let found = table.occurrence_at(edit.range.start());
    let Some(occurrence) = found.filter(|found| found.range.start() == edit.range.start()) else {
        return Ok(());
    };
    let Target::Scope(owner) = occurrence.target else {
        return Ok(());
    };
    let scopes = table.ancestors(occurrence.scope);
    let mut upto_owner = scopes.take_while(|&id| id != owner).chain([owner]);
    let taken = upto_owner.find(|&id| table.scope(id).names.contains_key(new_name));
    if let Some(scope) = taken {
        return Err(format!(
            "'{new_name}' already means something else in {}",
            called(table, scope)
        ));
    }
    let hidden = table
        .occurrences
        .iter()
        .find(|other| other.name == new_name && is_hidden(table, owner, other.scope, other.target));
    match hidden {
        Some(other) => Err(format!(
            "'{new_name}' already means something else in {}",
            called(table, other.scope)
        )),
        None => Ok(()),
    }
}

/// Whether a name used in `scope` that now leads to `target` would be found in `owner` first.
fn is_hidden(table: &ScopeTable, owner: ScopeId, scope: ScopeId, target: Target) -> bool {
    let sees_owner = match table.scope(owner).kind {
        ScopeKind::Class => scope == owner,
        _ => table.ancestors(scope).any(|id| id == owner),
    };
    let leads_beyond = match target {
        Target::Builtin | Target::Unresolved => true,
        Target::Scope(found) => {
            found != owner && table.ancestors(owner).any(|around| around == found)
        }
    };
    sees_owner && leads_beyond
}

fn called(table: &ScopeTable, scope: ScopeId) -> String {
    match table.scope(scope).kind {
        ScopeKind::Module => "the module".to_owned(),
        _ => format!("'{}'", table.scope(scope).name),
    }
}
