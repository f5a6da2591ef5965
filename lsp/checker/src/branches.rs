//! Which branches of an `if` run: `TYPE_CHECKING`, `sys.version_info`, `sys.platform`.
//!
//! Decided from the tests alone. The checker could say what never runs, but only after it has
//! inferred the whole file.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashSet;
use ty_python_core::ProgramFile;
use ty_python_core::definition::Definition;
use ty_python_semantic::types::Type;
use ty_python_semantic::{HasType, SemanticModel};

use crate::names::last_name;
use crate::place;

/// What a test gives, if the checker knows.
fn outcome(model: &SemanticModel<'_>, test: &Expr) -> Option<bool> {
    match test {
        Expr::UnaryOp(not) if not.op == ast::UnaryOp::Not => {
            outcome(model, &not.operand).map(|outcome| !outcome)
        }
        Expr::BoolOp(both) => {
            // One that gives this decides; if none does, all have to be known.
            let decides = both.op == ast::BoolOp::Or;
            let values = both.values.iter();
            let outcomes: Vec<_> = values.map(|value| outcome(model, value)).collect();
            if outcomes.contains(&Some(decides)) {
                Some(decides)
            } else if outcomes.contains(&None) {
                None
            } else {
                Some(!decides)
            }
        }
        _ if last_name(test) == Some("TYPE_CHECKING") => Some(true),
        Expr::Call(_) | Expr::Named(_) | Expr::Await(_) => None,
        _ => {
            let ty = test.inferred_type(model)?;
            [true, false]
                .into_iter()
                .find(|value| ty == Type::bool_literal(*value))
        }
    }
}

/// The branches that may be taken.
pub fn taken<'a>(model: &SemanticModel<'_>, node: &'a ast::StmtIf) -> Vec<&'a [ast::Stmt]> {
    let first = (Some(&*node.test), node.body.as_slice());
    let others = node.elif_else_clauses.iter();
    let others = others.map(|clause| (clause.test.as_ref(), clause.body.as_slice()));
    let mut taken = Vec::new();
    for (test, body) in std::iter::once(first).chain(others) {
        let outcome = test.map_or(Some(true), |test| outcome(model, test));
        if outcome != Some(false) {
            taken.push(body);
        }
        if outcome == Some(true) {
            break;
        }
    }
    taken
}

/// Of definitions and where they stand, those in branches that never run. A name may have thousands of
/// them: what is in no `if` is not asked about.
pub fn never_run<'db>(
    db: &'db dyn ty_python_semantic::Db,
    definitions: &[(Definition<'db>, TextRange)],
) -> FxHashSet<Definition<'db>> {
    let is_conditional = |definition: Definition<'db>, range| {
        outermost(db, definition.program_file(db), range).is_some()
    };
    let found = definitions.iter().copied();
    let found = found.filter(|&(it, range)| is_conditional(it, range) && *never_runs(db, it));
    found.map(|(definition, _)| definition).collect()
}

/// Whether a definition is in a branch that never runs. Known longer than the tree.
#[salsa::tracked]
fn never_runs<'db>(db: &'db dyn ty_python_semantic::Db, definition: Definition<'db>) -> bool {
    let file = definition.program_file(db);
    let tree = parsed_module(db, file.python_file(db)).load(db);
    let range = definition.focus_range(db, &tree).range();
    let Some(outermost) = outermost(db, file, range) else {
        return false;
    };
    let covering = covering_node(AnyNodeRef::from(tree.syntax()), outermost);
    let mut around = covering.ancestors().filter_map(AnyNodeRef::stmt_if);
    let condition = around.find(|it| it.range() == outermost);
    condition.is_some_and(|it| !may_run(&SemanticModel::new(db, file), it, range))
}

/// The outermost `if` statement of a file around a range.
fn outermost<'db>(
    db: &'db dyn ty_python_semantic::Db,
    file: ProgramFile<'db>,
    range: TextRange,
) -> Option<TextRange> {
    let known = conditions(db, file);
    let before = known.partition_point(|it| it.0 <= range.start().to_u32());
    let &(start, end) = known[..before].last()?;
    let around = TextRange::new(start.into(), end.into());
    around.contains_range(range).then_some(around)
}

/// Where the outermost `if` statements of a file are. Known longer than its tree.
#[salsa::tracked(returns(ref))]
fn conditions<'db>(
    db: &'db dyn ty_python_semantic::Db,
    file: ProgramFile<'db>,
) -> Box<[(u32, u32)]> {
    let tree = parsed_module(db, file.python_file(db)).load(db);
    let mut found = Conditions(Vec::new());
    found.visit_body(tree.suite());
    found.0.into()
}

/// Collects the outermost `if` statements of a file, in its order.
struct Conditions(Vec<(u32, u32)>);

impl<'a> Visitor<'a> for Conditions {
    fn visit_stmt(&mut self, stmt: &'a ast::Stmt) {
        match stmt {
            ast::Stmt::If(condition) => self.0.push(place::ends(condition.range())),
            _ => walk_stmt(self, stmt),
        }
    }

    /// There are no statements in it.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// Whether what stands at a range runs, as far as the test of an `if` around it and those inside of
/// that say.
fn may_run(model: &SemanticModel<'_>, outermost: &ast::StmtIf, range: TextRange) -> bool {
    let is_in = |body: &&[ast::Stmt]| body.iter().any(|it| it.range().contains_range(range));
    let covering = covering_node(AnyNodeRef::from(outermost), range);
    covering.ancestors().all(|node| match node {
        AnyNodeRef::StmtIf(node) => {
            let tests = node
                .elif_else_clauses
                .iter()
                .filter_map(|it| it.test.as_ref());
            let is_test = std::iter::once(&*node.test)
                .chain(tests)
                .any(|test| test.range().contains_range(range));
            is_test || taken(model, node).iter().any(is_in)
        }
        _ => true,
    })
}
