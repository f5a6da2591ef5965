//! Finding nodes by where they are.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_node};
use ruff_python_ast::{
    AnyNodeRef, AtomicNodeIndex, Expr, ExprRef, ModModule, Stmt, StmtClassDef, StmtFunctionDef,
};
use ruff_text_size::{Ranged, TextRange};

/// The nodes that hold a range, outermost first. Where two siblings touch at an empty range, the
/// one that starts there is taken, because that is what a cursor in front of a name means.
pub fn covering(module: &ModModule, range: TextRange) -> Vec<AnyNodeRef<'_>> {
    let mut visitor = Covering {
        range,
        path: Vec::new(),
        best: Vec::new(),
    };
    walk_node(&mut visitor, AnyNodeRef::from(module));
    visitor.best
}

struct Covering<'a> {
    range: TextRange,
    path: Vec<AnyNodeRef<'a>>,
    best: Vec<AnyNodeRef<'a>>,
}

impl<'a> SourceOrderVisitor<'a> for Covering<'a> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let is_root = self.path.is_empty();
        if !is_root && !node.range().contains_range(self.range) {
            return TraversalSignal::Skip;
        }
        self.path.push(node);
        let deeper = self.path.len() > self.best.len();
        let starts_here =
            node.range().start() == self.range.start() && self.path.len() == self.best.len();
        if deeper || starts_here {
            self.best.clone_from(&self.path);
        }
        TraversalSignal::Traverse
    }

    /// The statements of a body do not overlap: no other one can hold the range.
    fn visit_body(&mut self, body: &'a [Stmt]) {
        let first = body.partition_point(|it| it.range().end() < self.range.start());
        let near = body[first..].iter();
        let end = self.range.end();
        let near = near.take_while(|it| it.range().start() <= end);
        for statement in near {
            self.visit_stmt(statement);
        }
    }

    fn leave_node(&mut self, node: AnyNodeRef<'a>) {
        // Skipped nodes are left, too.
        if self.path.last().is_some_and(|last| last.ptr_eq(node)) {
            self.path.pop();
        }
    }
}

/// The expression that spans exactly a range.
pub fn expression(module: &ModModule, range: TextRange) -> Option<ExprRef<'_>> {
    exact(module, range)
        .into_iter()
        .rev()
        .find_map(AnyNodeRef::as_expr_ref)
}

/// The function whose definition spans exactly a range.
pub fn function(module: &ModModule, range: TextRange) -> Option<&StmtFunctionDef> {
    exact(module, range)
        .into_iter()
        .find_map(|node| match node {
            AnyNodeRef::StmtFunctionDef(def) => Some(def),
            _ => None,
        })
}

/// A module with nothing but a function in it.
pub fn module_with(function: StmtFunctionDef) -> ModModule {
    ModModule {
        node_index: AtomicNodeIndex::NONE,
        range: function.range(),
        body: std::iter::once(Stmt::FunctionDef(function)).collect(),
    }
}

/// The class whose definition spans exactly a range.
pub fn class(module: &ModModule, range: TextRange) -> Option<&StmtClassDef> {
    exact(module, range)
        .into_iter()
        .find_map(|node| match node {
            AnyNodeRef::StmtClassDef(def) => Some(def),
            _ => None,
        })
}

/// The nodes that span exactly a range, outermost first.
pub fn exact(module: &ModModule, range: TextRange) -> Vec<AnyNodeRef<'_>> {
    let mut nodes = covering(module, range);
    nodes.retain(|node| node.range() == range);
    nodes
}

/// A dotted name (`a.b.c`) as its parts; `None` for anything else.
pub fn dotted_name(expression: &Expr) -> Option<Vec<&str>> {
    match expression {
        Expr::Name(name) => Some(vec![name.id.as_str()]),
        Expr::Attribute(attribute) => {
            let mut parts = dotted_name(&attribute.value)?;
            parts.push(attribute.attr.as_str());
            Some(parts)
        }
        _ => None,
    }
}
