//! The last part of a dotted name, by which decorators, bases and annotations are recognised however
//! their module was imported.

use ruff_python_ast::Expr;

/// `name` of `name` and of `module.name`.
pub fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(&name.id),
        Expr::Attribute(attribute) => Some(&attribute.attr),
        _ => None,
    }
}

/// The same of what is called or applied: `name` of `module.name(...)` and of `name[...]`, too.
pub fn head_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Call(call) => head_name(&call.func),
        Expr::Subscript(applied) => head_name(&applied.value),
        _ => last_name(expression),
    }
}
