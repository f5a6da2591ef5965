//! What CPython checks before it compiles a tree that Python code has made.

use serpentarium_bytecode::Constant;

use super::lower::type_error;
use super::{Arity, Field, Node, NodeClass};
use crate::{CompileError, ErrorKind};

type Checked = Result<(), CompileError>;

fn value_error(message: impl Into<String>) -> CompileError {
    CompileError::without_position(ErrorKind::ValueError, message)
}

/// Checks a whole tree.
///
/// # Errors
/// The `TypeError` or `ValueError` that CPython raises.
pub(crate) fn validate(root: &Node) -> Checked {
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        fields(node)?;
        positions(node)?;
        rules(node)?;
        let at = pending.len();
        pending.extend(node.children());
        pending[at..].reverse();
    }
    Ok(())
}

fn base_name(node: &Node) -> &'static str {
    node.class.base().map_or(node.class.name(), NodeClass::name)
}

/// Every field that has to be there is, with something of its type in it.
fn fields(node: &Node) -> Checked {
    if node.class.is_abstract() {
        let name = node.class.name();
        return Err(type_error(format!(
            "expected some sort of {name}, but got {name}()"
        )));
    }
    for (info, field) in node.class.fields().iter().zip(&node.fields) {
        match (field, info.arity()) {
            (Field::Missing, Arity::One) if info.type_name() != "expr_context" => {
                return Err(type_error(format!(
                    "required field \"{}\" missing from {}",
                    info.name,
                    node.class.name()
                )));
            }
            (Field::None, Arity::One) if info.type_name() != "constant" => {
                return Err(value_error(format!(
                    "field '{}' is required for {}",
                    info.name,
                    node.class.name()
                )));
            }
            (Field::List(items), Arity::Many) if items.contains(&Field::None) => {
                let allowed = info.name == "kw_defaults";
                if !allowed {
                    let kind = if info.type_name() == "stmt" {
                        "statement"
                    } else {
                        "expression"
                    };
                    return Err(value_error(format!("None disallowed in {kind} list")));
                }
            }
            (Field::List(_), _) | (Field::None | Field::Missing, _) => {}
            (other, Arity::Many | Arity::ManyOptional) => {
                let what = match other {
                    Field::Int(_) => "int",
                    Field::Text(_) => "str",
                    Field::Node(child) => child.class.name(),
                    _ => "object",
                };
                return Err(type_error(format!(
                    "{} field \"{}\" must be a list, not a {what}",
                    node.class.name(),
                    info.name
                )));
            }
            (Field::Node(child), _) => is_a(child, info.type_name())?,
            _ => {}
        }
        if let Field::List(items) = field {
            for item in items {
                if let Field::Node(child) = item {
                    is_a(child, info.type_name())?;
                }
            }
        }
    }
    Ok(())
}

fn is_a(child: &Node, wanted: &str) -> Checked {
    if child.class.name() == wanted || child.class.info().base == wanted {
        return Ok(());
    }
    Err(type_error(format!(
        "expected some sort of {wanted}, but got {}",
        super::dump(child, &super::DumpOptions::default())
    )))
}

fn positions(node: &Node) -> Checked {
    if !node.class.is_located() {
        return Ok(());
    }
    let base = base_name(node);
    let wanted = [("lineno", node.lineno), ("col_offset", node.col_offset)];
    if let Some((name, _)) = wanted.iter().find(|(_, value)| value.is_none()) {
        return Err(type_error(format!(
            "required field \"{name}\" missing from {base}"
        )));
    }
    let (line, column) = (node.lineno.unwrap_or(0), node.col_offset.unwrap_or(0));
    let end_line = node.end_lineno.unwrap_or(line);
    let end_column = node.end_col_offset.unwrap_or(column);
    if line > end_line {
        return Err(value_error(format!(
            "AST node line range ({line}, {end_line}) is not valid"
        )));
    }
    if (line < 0 && end_line != line) || (column < 0 && column != end_column) {
        return Err(value_error(format!(
            "AST node column range ({column}, {end_column}) for line range ({line}, {end_line}) \
             is not valid"
        )));
    }
    if line == end_line && column > end_column {
        return Err(value_error(format!(
            "line {line}, column {column}-{end_column} is not a valid range"
        )));
    }
    Ok(())
}

fn length(node: &Node, field: &str) -> usize {
    match node.field(field) {
        Some(Field::List(items)) => items.len(),
        _ => 0,
    }
}

fn not_empty(node: &Node, field: &str) -> Checked {
    if length(node, field) == 0 {
        return Err(value_error(format!(
            "empty {field} on {}",
            node.class.name()
        )));
    }
    Ok(())
}

fn node_in<'n>(node: &'n Node, field: &str) -> Option<&'n Node> {
    match node.field(field) {
        Some(Field::Node(child)) => Some(child),
        _ => None,
    }
}

fn nodes_in<'n>(node: &'n Node, field: &str) -> impl Iterator<Item = &'n Node> {
    let items: &[Field] = match node.field(field) {
        Some(Field::List(items)) => items,
        _ => &[],
    };
    items.iter().filter_map(|item| match item {
        Field::Node(child) => Some(&**child),
        _ => None,
    })
}

/// The context that an expression has to have where it stands.
fn context(node: &Node, wanted: NodeClass) -> Checked {
    let Some(found) = node_in(node, "ctx").map(|ctx| ctx.class) else {
        return match node.class {
            _ if wanted == NodeClass::Load => Ok(()),
            NodeClass::Name
            | NodeClass::Attribute
            | NodeClass::Subscript
            | NodeClass::Starred
            | NodeClass::List
            | NodeClass::Tuple => Ok(()),
            _ => Err(value_error(format!(
                "expression which can't be assigned to in {} context",
                wanted.name()
            ))),
        };
    };
    if found != wanted {
        return Err(value_error(format!(
            "expression must have {} context but has {} instead",
            wanted.name(),
            found.name()
        )));
    }
    match node.class {
        NodeClass::Tuple | NodeClass::List => {
            nodes_in(node, "elts").try_for_each(|item| context(item, wanted))
        }
        NodeClass::Starred => node_in(node, "value").map_or(Ok(()), |value| context(value, wanted)),
        _ => Ok(()),
    }
}

/// Contexts of the expressions directly below a node.
fn contexts(node: &Node) -> Checked {
    use NodeClass as C;
    let stores: &[&str] = match node.class {
        C::Assign => &["targets"],
        C::AugAssign | C::AnnAssign | C::For | C::AsyncFor | C::Comprehension | C::NamedExpr => {
            &["target"]
        }
        C::TypeAlias => &["name"],
        C::WithItem => &["optional_vars"],
        _ => &[],
    };
    let is_target_list = matches!(node.class, C::Tuple | C::List | C::Starred);
    for (info, field) in node.class.fields().iter().zip(&node.fields) {
        if info.type_name() != "expr" || is_target_list {
            continue;
        }
        let wanted = if stores.contains(&info.name) {
            C::Store
        } else if node.class == C::Delete {
            C::Del
        } else {
            C::Load
        };
        match field {
            Field::Node(child) => context(child, wanted)?,
            Field::List(items) => {
                for item in items {
                    if let Field::Node(child) = item {
                        context(child, wanted)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn names(node: &Node) -> Checked {
    for (info, field) in node.class.fields().iter().zip(&node.fields) {
        if info.type_name() != "identifier" {
            continue;
        }
        let texts = match field {
            Field::List(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for text in texts {
            if let Field::Text(name) = text
                && matches!(name.as_str(), Some("None" | "True" | "False"))
            {
                return Err(value_error(format!(
                    "identifier field can't represent '{name}' constant"
                )));
            }
        }
    }
    Ok(())
}

fn rules(node: &Node) -> Checked {
    use NodeClass as C;
    names(node)?;
    contexts(node)?;
    match node.class {
        C::BoolOp if length(node, "values") < 2 => {
            Err(value_error("BoolOp with less than 2 values"))
        }
        C::Compare if length(node, "comparators") == 0 => {
            Err(value_error("Compare with no comparators"))
        }
        C::Compare if length(node, "comparators") != length(node, "ops") => Err(value_error(
            "Compare has a different number of comparators and operands",
        )),
        C::Dict if length(node, "keys") != length(node, "values") => Err(value_error(
            "Dict doesn't have the same number of keys as values",
        )),
        C::ListComp | C::SetComp | C::DictComp | C::GeneratorExp
            if length(node, "generators") == 0 =>
        {
            Err(value_error("comprehension with no generators"))
        }
        C::Arguments => arguments(node),
        C::FunctionDef
        | C::AsyncFunctionDef
        | C::ClassDef
        | C::For
        | C::AsyncFor
        | C::While
        | C::If
        | C::ExceptHandler
        | C::MatchCase => not_empty(node, "body"),
        C::Delete | C::Assign => not_empty(node, "targets"),
        C::Global | C::Nonlocal | C::Import => not_empty(node, "names"),
        C::With | C::AsyncWith => {
            not_empty(node, "items")?;
            not_empty(node, "body")
        }
        C::ImportFrom => {
            if matches!(node.field("level"), Some(Field::Int(level)) if *level < 0) {
                return Err(value_error("Negative ImportFrom level"));
            }
            not_empty(node, "names")
        }
        C::Raise if node_in(node, "exc").is_none() && node_in(node, "cause").is_some() => {
            Err(value_error("Raise with cause but no exception"))
        }
        C::Try | C::TryStar => try_stmt(node),
        C::AnnAssign => {
            let simple = matches!(node.field("simple"), Some(Field::Int(simple)) if *simple != 0);
            let is_name = node_in(node, "target").is_some_and(|t| t.class == C::Name);
            if simple && !is_name {
                return Err(type_error("AnnAssign with simple non-Name target"));
            }
            Ok(())
        }
        C::Match => not_empty(node, "cases"),
        _ => pattern(node),
    }
}

fn arguments(node: &Node) -> Checked {
    if length(node, "defaults") > length(node, "posonlyargs") + length(node, "args") {
        return Err(value_error(
            "more positional defaults than args on arguments",
        ));
    }
    if length(node, "kw_defaults") != length(node, "kwonlyargs") {
        return Err(value_error(
            "length of kwonlyargs is not the same as kw_defaults on arguments",
        ));
    }
    Ok(())
}

fn try_stmt(node: &Node) -> Checked {
    not_empty(node, "body")?;
    let name = node.class.name();
    let handlers = length(node, "handlers");
    if handlers == 0 && length(node, "finalbody") == 0 {
        return Err(value_error(format!(
            "{name} has neither except handlers nor finalbody"
        )));
    }
    if handlers == 0 && length(node, "orelse") != 0 {
        return Err(value_error(format!(
            "{name} has orelse but no except handlers"
        )));
    }
    Ok(())
}

fn pattern(node: &Node) -> Checked {
    use NodeClass as C;
    match node.class {
        C::MatchSingleton => match node.field("value") {
            Some(Field::Constant(Constant::None | Constant::Bool(_))) => Ok(()),
            _ => Err(value_error(
                "MatchSingleton can only contain True, False and None",
            )),
        },
        C::MatchValue => match node_in(node, "value").map(|value| value.class) {
            Some(
                C::Constant | C::Attribute | C::UnaryOp | C::BinOp | C::JoinedStr | C::TemplateStr,
            ) => Ok(()),
            _ => Err(value_error(
                "patterns may only match literals and attribute lookups",
            )),
        },
        C::MatchMapping if length(node, "keys") != length(node, "patterns") => Err(value_error(
            "MatchMapping doesn't have the same number of keys as patterns",
        )),
        C::MatchClass if length(node, "kwd_attrs") != length(node, "kwd_patterns") => {
            Err(value_error(
                "MatchClass doesn't have the same number of keyword attributes as patterns",
            ))
        }
        C::MatchOr if length(node, "patterns") < 2 => {
            Err(value_error("MatchOr requires at least 2 patterns"))
        }
        C::MatchAs
            if node_in(node, "pattern").is_some()
                && !matches!(node.field("name"), Some(Field::Text(_))) =>
        {
            Err(value_error(
                "MatchAs must specify a target name if a pattern is given",
            ))
        }
        _ => Ok(()),
    }
}
