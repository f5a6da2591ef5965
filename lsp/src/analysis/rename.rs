//! Renaming a name within one text, or the reason why that is refused.

use ruff_python_ast::AnyNodeRef;
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;
use crate::analysis::references;
use crate::analysis::scopes::{
    BindingKind, Occurrence, Role, ScopeId, ScopeKind, ScopeTable, Target,
};

/// A text to put in a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: TextRange,
    pub text: String,
}

/// Why something is not renamed.
pub type Refusal = String;

/// The range and spelling of what would be renamed.
pub fn prepare(context: &Context, offset: TextSize) -> Result<(TextRange, String), Refusal> {
    let table = context.file.scopes();
    if is_attribute(context, offset) {
        return Err(
            "attributes are not renamed: other objects may have one of the same name".to_owned(),
        );
    }
    let occurrence = table
        .occurrence_at(offset)
        .ok_or_else(|| "there is no name to rename here".to_owned())?;
    match occurrence.target {
        Target::Builtin => return Err(format!("'{}' is a built-in", occurrence.name)),
        Target::Unresolved => {
            return Err(format!("nothing in this file binds '{}'", occurrence.name));
        }
        Target::Scope(scope) => refuse_scope(context, table, scope, occurrence)?,
    }
    Ok((
        occurrence.range,
        context.file.slice(occurrence.range).to_owned(),
    ))
}

fn is_attribute(context: &Context, offset: TextSize) -> bool {
    matches!(
        context.file.nodes_at(offset).as_slice(),
        [.., AnyNodeRef::ExprAttribute(_), AnyNodeRef::Identifier(_)]
    )
}

fn refuse_scope(
    context: &Context,
    table: &ScopeTable,
    scope: ScopeId,
    occurrence: &Occurrence,
) -> Result<(), Refusal> {
    let name = &occurrence.name;
    if table.scope(scope).kind == ScopeKind::Class {
        return Err(format!(
            "'{name}' is an attribute of a class: other code may use it by that name"
        ));
    }
    if context.file.stdlib_module().is_some() {
        return Err("the standard library is not edited".to_owned());
    }
    if context.file.syntax().parsed.has_invalid_syntax() {
        return Err("the file has syntax errors".to_owned());
    }
    Ok(())
}

/// The edits that rename what stands at an offset.
pub fn rename(context: &Context, offset: TextSize, new_name: &str) -> Result<Vec<Edit>, Refusal> {
    prepare(context, offset)?;
    check_identifier(new_name)?;
    let table = context.file.scopes();
    let Some(occurrence) = table.occurrence_at(offset) else {
        return Ok(Vec::new());
    };
    refuse_collision(table, occurrence, new_name)?;
    let mut edits = Vec::new();
    for (place, _) in references::in_file(context, offset) {
        edits.push(edit_of(context, place.focus_range(), new_name));
    }
    Ok(edits)
}

/// An imported name keeps what it is called where it comes from.
fn edit_of(context: &Context, range: TextRange, new_name: &str) -> Edit {
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
        _ => new_name.to_owned(),
    };
    Edit { range, text }
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
    let mut characters = name.chars();
    let starts = characters
        .next()
        .is_some_and(|c| c == '_' || c.is_alphabetic());
    let continues = characters.all(|c| c == '_' || c.is_alphanumeric());
    if !starts || !continues {
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

/// A new name that a scope on the way already knows would change what some use means.
fn refuse_collision(
    table: &ScopeTable,
    occurrence: &Occurrence,
    new_name: &str,
) -> Result<(), Refusal> {
    let Target::Scope(owner) = occurrence.target else {
        return Ok(());
    };
    for use_ in table.same_name(occurrence) {
        let scopes = table.ancestors(use_.scope);
        let mut upto_owner = scopes.take_while(|&id| id != owner).chain([owner]);
        let taken = upto_owner.find(|&id| table.scope(id).names.contains_key(new_name));
        if let Some(scope) = taken {
            let place = match table.scope(scope).kind {
                ScopeKind::Module => "the module".to_owned(),
                _ => format!("'{}'", table.scope(scope).name),
            };
            return Err(format!(
                "'{new_name}' already means something else in {place}"
            ));
        }
    }
    Ok(())
}
