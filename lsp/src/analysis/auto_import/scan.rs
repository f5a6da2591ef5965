//! What a module defines for others, from its tree alone.

use std::collections::HashSet;
use std::sync::Arc;

use ruff_python_ast::{CmpOp, Expr, ModModule, Stmt};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportKind {
    Class,
    Function,
    Constant,
    Variable,
    Module,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub name: Arc<str>,
    pub kind: ExportKind,
}

/// The public names of a module: those in `__all__` where there is one, else what it defines
/// without a leading underscore, and what a package takes from its own modules.
pub fn exports(module: &ModModule, is_package: bool) -> Vec<Found> {
    let mut scan = Scan {
        is_package,
        ..Scan::default()
    };
    scan.body(&module.body);
    let all = scan.all.take();
    let is_public = |name: &str| match &all {
        Some(all) => all.contains(name),
        None => !name.starts_with('_'),
    };
    let mut seen = HashSet::new();
    let own = scan.own.into_iter();
    // What is only imported counts if the module says so.
    let taken = scan.taken.into_iter().filter(|(found, is_reexport)| {
        *is_reexport || all.as_ref().is_some_and(|all| all.contains(&*found.name))
    });
    let mut public: Vec<Found> = own
        .chain(taken.map(|(found, _)| found))
        .filter(|found| is_public(&found.name) && seen.insert(Arc::clone(&found.name)))
        .collect();
    public.shrink_to_fit();
    public
}

#[derive(Default)]
struct Scan {
    is_package: bool,
    own: Vec<Found>,
    /// Imported names, and whether importing them is meant for others.
    taken: Vec<(Found, bool)>,
    all: Option<HashSet<String>>,
}

impl Scan {
    fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.define(&def.name, ExportKind::Function),
            Stmt::ClassDef(def) => self.define(&def.name, ExportKind::Class),
            Stmt::TypeAlias(alias) => self.target(&alias.name, ExportKind::Class),
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    if is_all(target) {
                        self.add_to_all(&assign.value);
                    } else {
                        self.target(target, ExportKind::Variable);
                    }
                }
            }
            Stmt::AugAssign(assign) if is_all(&assign.target) => self.add_to_all(&assign.value),
            Stmt::AnnAssign(assign) => match &assign.value {
                Some(value) if is_all(&assign.target) => self.add_to_all(value),
                _ => self.target(&assign.target, ExportKind::Variable),
            },
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    let same = alias
                        .asname
                        .as_ref()
                        .is_some_and(|as_| as_.as_str() == alias.name.as_str());
                    let is_own = self.is_package && import.level > 0;
                    let kind = kind_by_case(name);
                    let name = Arc::from(name.as_str());
                    self.taken.push((Found { name, kind }, same || is_own));
                }
            }
            Stmt::If(node) => {
                let decided = version_test(&node.test);
                if decided != Some(false) {
                    self.body(&node.body);
                }
                if decided != Some(true) {
                    for clause in &node.elif_else_clauses {
                        self.body(&clause.body);
                    }
                }
            }
            Stmt::Try(node) => {
                self.body(&node.body);
                self.body(&node.orelse);
                for handler in &node.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.body(&handler.body);
                }
            }
            _ => {}
        }
    }

    fn define(&mut self, name: &str, kind: ExportKind) {
        if !name.is_empty() {
            let name = Arc::from(name);
            self.own.push(Found { name, kind });
        }
    }

    fn target(&mut self, target: &Expr, kind: ExportKind) {
        match target {
            Expr::Name(name) => {
                let kind = match kind {
                    ExportKind::Variable => kind_by_case(&name.id),
                    kind => kind,
                };
                self.define(&name.id, kind);
            }
            Expr::Tuple(tuple) => {
                for element in &tuple.elts {
                    self.target(element, kind);
                }
            }
            _ => {}
        }
    }

    fn add_to_all(&mut self, value: &Expr) {
        let elements: &[Expr] = match value {
            Expr::List(list) => &list.elts,
            Expr::Tuple(tuple) => &tuple.elts,
            _ => return,
        };
        let all = self.all.get_or_insert_default();
        all.extend(elements.iter().filter_map(|element| match element {
            Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
            _ => None,
        }));
    }
}

fn is_all(target: &Expr) -> bool {
    matches!(target, Expr::Name(name) if name.id.as_str() == "__all__")
}

fn kind_by_case(name: &str) -> ExportKind {
    let has_lower = name.chars().any(char::is_lowercase);
    match name.chars().next() {
        Some(first) if first.is_uppercase() && !has_lower && name.len() > 1 => ExportKind::Constant,
        Some(first) if first.is_uppercase() => ExportKind::Class,
        _ => ExportKind::Variable,
    }
}

/// What `sys.version_info >= (3, x)` is for Python 3.14.
fn version_test(test: &Expr) -> Option<bool> {
    let Expr::Compare(compare) = test else {
        return None;
    };
    let Expr::Attribute(left) = &*compare.left else {
        return None;
    };
    let ([op], [Expr::Tuple(right)]) = (&*compare.ops, &*compare.comparators) else {
        return None;
    };
    let is_version = left.attr.as_str() == "version_info";
    let numbers: Vec<u64> = right.elts.iter().filter_map(number).collect();
    if !is_version || numbers.len() != right.elts.len() {
        return None;
    }
    let own = vec![3, 14];
    match op {
        CmpOp::GtE => Some(own >= numbers),
        CmpOp::Lt => Some(own < numbers),
        _ => None,
    }
}

fn number(expression: &Expr) -> Option<u64> {
    match expression {
        Expr::NumberLiteral(number) => match &number.value {
            ruff_python_ast::Number::Int(value) => value.as_u64(),
            _ => None,
        },
        _ => None,
    }
}
