//! What a test of a value's type that is held in a variable says of the value:
//! `kind = type(value)`, `if kind is str: ...`.

use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::find_node::covering_node;

use super::*;

impl<'db> Search<'db> {
    /// The instances that a name is of in the branches of `if` that it stands in.
    pub(super) fn narrowed_by_type(
        &self,
        model: &SemanticModel<'db>,
        name: &ast::ExprName,
    ) -> Vec<Witness<'db>> {
        if !name.ctx.is_load() {
            return Vec::new();
        }
        let parsed = parsed_module(self.db, model.python_file()).load(self.db);
        let root = AnyNodeRef::from(parsed.syntax());
        if !root.range().contains_range(name.range()) {
            return Vec::new();
        }
        let covering = covering_node(root, name.range());
        for node in covering.ancestors() {
            let test = match node {
                AnyNodeRef::StmtFunctionDef(_) | AnyNodeRef::StmtClassDef(_) => break,
                AnyNodeRef::StmtIf(it) if covers(&it.body, name) => &*it.test,
                AnyNodeRef::ElifElseClause(it) if covers(&it.body, name) => match &it.test {
                    Some(test) => test,
                    None => continue,
                },
                _ => continue,
            };
            let found = self.of_type_test(model, test, name);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn of_type_test(
        &self,
        model: &SemanticModel<'db>,
        test: &Expr,
        name: &ast::ExprName,
    ) -> Vec<Witness<'db>> {
        match test {
            Expr::BoolOp(all) if all.op == ast::BoolOp::And => {
                let tests = all.values.iter();
                let mut found = tests.map(|test| self.of_type_test(model, test, name));
                found.find(|found| !found.is_empty()).unwrap_or_default()
            }
            Expr::Compare(compare) => {
                let ([op], [right]) = (&*compare.ops, &*compare.comparators) else {
                    return Vec::new();
                };
                if !self.is_type_of(model, &compare.left, name) {
                    return Vec::new();
                }
                let classes = match (op, right) {
                    (ast::CmpOp::Is | ast::CmpOp::Eq, class) => std::slice::from_ref(class),
                    (ast::CmpOp::In, Expr::Tuple(classes)) => &classes.elts,
                    (ast::CmpOp::In, Expr::List(classes)) => &classes.elts,
                    (ast::CmpOp::In, Expr::Set(classes)) => &classes.elts,
                    _ => return Vec::new(),
                };
                let of_class = |class: &Expr| {
                    let witness = Witness::Type(class.inferred_type(model)?);
                    match self.instance(witness) {
                        found @ Witness::Instance { .. } => Some(found),
                        _ => None,
                    }
                };
                let found: Option<Vec<_>> = classes.iter().map(of_class).collect();
                found.unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Whether an expression is the type of what a name is bound to: `type(value)`, or a variable
    /// that it was put in.
    fn is_type_of(
        &self,
        model: &SemanticModel<'db>,
        expression: &Expr,
        name: &ast::ExprName,
    ) -> bool {
        match expression {
            Expr::Name(held) => {
                let [definition] = reaching_definitions(model, held)[..] else {
                    return false;
                };
                let DefinitionKind::Assignment(assignment) = definition.kind(self.db) else {
                    return false;
                };
                let parsed = parsed_module(self.db, definition.python_file(self.db)).load(self.db);
                let value = assignment.value(&parsed);
                assignment.unpack().is_none()
                    && value.is_call_expr()
                    && self.is_type_of(model, value, name)
            }
            Expr::Call(call) => {
                let is_type = matches!(&*call.func, Expr::Name(callee) if callee.id == "type");
                match (&*call.arguments.args, call.arguments.keywords.is_empty()) {
                    ([Expr::Name(value)], true) if is_type && value.id == name.id => {
                        reaching_definitions(model, value) == reaching_definitions(model, name)
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

fn covers(body: &[ast::Stmt], name: &ast::ExprName) -> bool {
    let mut statements = body.iter();
    statements.any(|statement| statement.range().contains_range(name.range()))
}
