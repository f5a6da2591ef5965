//! Which branches of an `if` run: `TYPE_CHECKING`, `sys.version_info`, `sys.platform`.
//!
//! Decided from the tests alone. The checker could say what never runs, but only after it has
//! inferred the whole file.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};
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

/// Of definitions, those in branches that never run. A name may have thousands of them: the trees are
/// walked once, and what is in no `if` is not asked about.
pub fn never_run<'db>(
    db: &'db dyn ty_python_semantic::Db,
    definitions: &[(Definition<'db>, TextRange)],
) -> FxHashSet<Definition<'db>> {
    let file = |definition: &Definition<'db>| definition.program_file(db);
    let is_conditional = |(definition, range): &&(Definition<'db>, TextRange)| {
        let (start, end) = place::ends(*range);
        let known = conditions(db, file(definition));
        let before = known.partition_point(|it| it.0 <= start);
        known[..before].last().is_some_and(|it| end <= it.1)
    };
    let definitions: Vec<_> = definitions.iter().filter(is_conditional).copied().collect();
    let files: FxHashSet<_> = definitions.iter().map(|(it, _)| file(it)).collect();
    let trees: Vec<_> = files
        .into_iter()
        .map(|file| (file, parsed_module(db, file.python_file(db)).load(db)))
        .collect();
    let conditions: FxHashMap<_, _> = trees
        .iter()
        .map(|(file, tree)| (*file, Conditions::of(tree.suite())))
        .collect();
    let never_runs = |(definition, range): &&(Definition<'db>, TextRange)| {
        let file = file(definition);
        let around = conditions.get(&file).and_then(|found| found.around(*range));
        around.is_some_and(|outermost| {
            let model = SemanticModel::new(db, file);
            !may_run(&model, outermost, *range)
        })
    };
    let found = definitions.iter().filter(never_runs);
    found.map(|(definition, _)| *definition).collect()
}

/// Where the outermost `if` statements of a file are. Known longer than its tree.
#[salsa::tracked(returns(ref))]
fn conditions<'db>(
    db: &'db dyn ty_python_semantic::Db,
    file: ProgramFile<'db>,
) -> Box<[(u32, u32)]> {
    let tree = parsed_module(db, file.python_file(db)).load(db);
    let found = Conditions::of(tree.suite());
    found.0.iter().map(|it| place::ends(it.range())).collect()
}

/// The outermost `if` statements of a file, in its order.
struct Conditions<'a>(Vec<&'a ast::StmtIf>);

impl<'a> Conditions<'a> {
    fn of(body: &'a [ast::Stmt]) -> Self {
        let mut found = Self(Vec::new());
        found.visit_body(body);
        found
    }

    fn around(&self, range: TextRange) -> Option<&'a ast::StmtIf> {
        let before = self.0.partition_point(|it| it.start() <= range.start());
        let last = self.0[..before].last()?;
        last.range().contains_range(range).then_some(*last)
    }
}

impl<'a> Visitor<'a> for Conditions<'a> {
    fn visit_stmt(&mut self, stmt: &'a ast::Stmt) {
        match stmt {
            ast::Stmt::If(condition) => self.0.push(condition),
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
