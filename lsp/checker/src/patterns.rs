//! What a mapping pattern captures: `case {"key": name}` of a `dict[str, int]` gives an `int`, where
//! the checker says `object`.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{self as ast, AnyNodeRef, ExprRef};
use ruff_text_size::Ranged;
use ty_python_semantic::types::Type;
use ty_python_semantic::{HasType, SemanticModel};

use crate::declaration::bracketed;

/// The generic mappings whose second argument is what their keys lead to.
const MAPPINGS: &[&str] = &[
    "dict",
    "Mapping",
    "MutableMapping",
    "defaultdict",
    "OrderedDict",
];
/// What no mapping pattern matches.
const OTHERS: &[&str] = &[
    "str",
    "bytes",
    "int",
    "float",
    "bool",
    "complex",
    "None",
    "list",
    "tuple",
    "set",
    "frozenset",
];

/// The type of a name that the value of a mapping pattern binds, as text; `None` where one of the
/// mappings it may come from is not known that well.
pub(crate) fn captured(model: &SemanticModel<'_>, name: &ast::Identifier) -> Option<String> {
    let db = model.db();
    let parsed = parsed_module(db, model.python_file()).load(db);
    let covering = covering_node(AnyNodeRef::from(parsed.syntax()), name.range());
    let mut around = covering.ancestors().skip_while(|node| node.is_identifier());
    let AnyNodeRef::PatternMatchAs(capture) = around.next()? else {
        return None;
    };
    let AnyNodeRef::PatternMatchMapping(_) = around.next()? else {
        return None;
    };
    if capture.pattern.is_some() {
        return None;
    }
    // The pattern is the case's own, or one of its alternatives.
    let mut around = around.skip_while(|node| matches!(node, AnyNodeRef::PatternMatchOr(_)));
    let (AnyNodeRef::MatchCase(_), AnyNodeRef::StmtMatch(whole)) = (around.next()?, around.next()?)
    else {
        return None;
    };
    let env = model.program_environment();
    let subject = ExprRef::from(&*whole.subject).inferred_type(model)?;
    let alternatives = match subject {
        Type::Union(union) => union.elements(db).to_vec(),
        other => vec![other],
    };
    let mut found: Vec<String> = Vec::new();
    for alternative in alternatives {
        let text = alternative.display(db, &env).to_string();
        let (class, arguments) = text.split_once('[').unwrap_or((&text, ""));
        if OTHERS.contains(&class) {
            continue;
        }
        match bracketed(arguments).0.as_slice() {
            [_, value] if MAPPINGS.contains(&class) => {
                if !found.iter().any(|known| known == value) {
                    found.push((*value).to_owned());
                }
            }
            _ => return None,
        }
    }
    (!found.is_empty()).then(|| found.join(" | "))
}
