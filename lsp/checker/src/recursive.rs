//! Types that name themselves: the checker displays where they do so as `Divergent`. What is written
//! in the source says more: `class_or_tuple: _ClassInfo`.

use ruff_db::parsed::parsed_module;
use ruff_db::source::source_text;
use ruff_python_ast::StmtFunctionDef;
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::Db;

use crate::declaration::{Brackets, bracketed, outside};

const CUT: &str = "Divergent";

/// The parameters and the return type of a function's signature or declaration as they are annotated,
/// where the text of their types is cut.
pub fn signature<'db>(db: &'db dyn Db, function: Definition<'db>, text: String) -> String {
    as_annotated(db, function, &text, signature_of).unwrap_or(text)
}

/// The same for one parameter, `name: type = default`.
pub fn parameter<'db>(db: &'db dyn Db, function: Definition<'db>, text: String) -> String {
    as_annotated(db, function, &text, parameter_of).unwrap_or(text)
}

fn as_annotated<'db>(
    db: &'db dyn Db,
    function: Definition<'db>,
    text: &str,
    written: impl FnOnce(&StmtFunctionDef, &str, &str) -> Option<String>,
) -> Option<String> {
    let DefinitionKind::Function(node) = function.kind(db) else {
        return None;
    };
    if !text.contains(CUT) {
        return None;
    }
    let parsed = parsed_module(db, function.python_file(db)).load(db);
    let source = source_text(db, function.file(db));
    written(node.node(&parsed), source.as_str(), text)
}

fn signature_of(function: &StmtFunctionDef, source: &str, text: &str) -> Option<String> {
    let start = text.find('(').map_or(0, |open| open + 1);
    let (parts, end) = bracketed(&text[start..]);
    let mut written = text.to_owned();
    for part in parts.into_iter().filter(|part| part.contains(CUT)) {
        if let Some(annotated) = parameter_of(function, source, part) {
            written = written.replacen(part, &annotated, 1);
        }
    }
    let returned = &text[start + end..];
    if returned.contains(CUT)
        && let Some(returns) = &function.returns
    {
        let head = written.len() - returned.len();
        written.replace_range(head.., &format!(") -> {}", &source[returns.range()]));
    }
    Some(written)
}

fn parameter_of(function: &StmtFunctionDef, source: &str, part: &str) -> Option<String> {
    let (starred, rest) = part.split_once(": ")?;
    let name = starred.trim_start_matches('*');
    let mut parameters = function.parameters.iter();
    let found = parameters.find(|parameter| parameter.name().as_str() == name)?;
    let annotation = &source[found.annotation()?.range()];
    let mut assigned = outside(rest, Brackets::WithAngles).filter(|(_, it)| *it == '=');
    let default = assigned.next().map_or("", |(at, _)| rest[at..].trim());
    let space = if default.is_empty() { "" } else { " " };
    Some(format!("{starred}: {annotation}{space}{default}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruff_python_parser::parse_module;

    #[test]
    fn annotations_stand_for_what_is_cut() {
        let source = "def f(a: int, b: Info = ..., /, *c: Tree, d: Map = None) -> Info | None: ...";
        let parsed = parse_module(source).expect("a function");
        let function = parsed.suite()[0]
            .as_function_def_stmt()
            .expect("a function");
        let text = "def f(a: int, b: tuple[Divergent, ...] = (1, 2), /, *c: list[Divergent], \
                    d: dict[str, int] = None) -> tuple[Divergent, ...] | None";
        assert_eq!(
            signature_of(function, source, text).as_deref(),
            Some(
                "def f(a: int, b: Info = (1, 2), /, *c: Tree, d: dict[str, int] = None) -> Info | None"
            )
        );
    }
}
