//! The outline of a text.

use ruff_python_ast::{Expr, ExprList, ExprTuple, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::function_facts;
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    Class,
    Enum,
    EnumMember,
    Function,
    Method,
    Constructor,
    Property,
    Variable,
    Constant,
    Field,
    TypeAlias,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    /// What is shown behind the name.
    pub detail: String,
    pub kind: SymbolKind,
    /// All of it.
    pub range: TextRange,
    pub name_range: TextRange,
    pub children: Vec<Symbol>,
}

pub fn symbols(file: &SourceFile) -> Vec<Symbol> {
    let mut found = Vec::new();
    Outline { file }.body(&file.module().body, Within::Module, &mut found);
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Module,
    Class { is_enum: bool },
    Function,
}

struct Outline<'a> {
    file: &'a SourceFile,
}

impl Outline<'_> {
    fn body(&self, body: &[Stmt], within: Within, found: &mut Vec<Symbol>) {
        for stmt in body {
            self.stmt(stmt, within, found);
        }
    }

    fn stmt(&self, stmt: &Stmt, within: Within, found: &mut Vec<Symbol>) {
        match stmt {
            Stmt::FunctionDef(def) => found.push(self.function(def, within)),
            Stmt::ClassDef(def) => found.push(self.class(def)),
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.target(target, stmt.range(), within, found);
                }
            }
            Stmt::AnnAssign(assign) => {
                let known = found.len();
                self.target(&assign.target, stmt.range(), within, found);
                if let Some(symbol) = found.get_mut(known) {
                    symbol.detail = unparse::expression(&assign.annotation, self.file.text());
                }
            }
            Stmt::TypeAlias(alias) => {
                self.target_as(&alias.name, stmt.range(), SymbolKind::TypeAlias, found)
            }
            Stmt::If(node) => {
                self.body(&node.body, within, found);
                for clause in &node.elif_else_clauses {
                    self.body(&clause.body, within, found);
                }
            }
            Stmt::Try(node) => {
                self.body(&node.body, within, found);
                for handler in &node.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.body(&handler.body, within, found);
                }
                self.body(&node.orelse, within, found);
                self.body(&node.finalbody, within, found);
            }
            Stmt::With(node) => self.body(&node.body, within, found),
            Stmt::For(node) => {
                self.target(&node.target, node.target.range(), within, found);
                self.body(&node.body, within, found);
                self.body(&node.orelse, within, found);
            }
            Stmt::While(node) => {
                self.body(&node.body, within, found);
                self.body(&node.orelse, within, found);
            }
            Stmt::Match(node) => {
                for case in &node.cases {
                    self.body(&case.body, within, found);
                }
            }
            _ => {}
        }
    }

    fn function(&self, def: &StmtFunctionDef, within: Within) -> Symbol {
        let kind = match within {
            Within::Class { .. } if function_facts::is_property(def) => SymbolKind::Property,
            Within::Class { .. } if matches!(def.name.as_str(), "__init__" | "__new__") => {
                SymbolKind::Constructor
            }
            Within::Class { .. } => SymbolKind::Method,
            _ => SymbolKind::Function,
        };
        let mut children = Vec::new();
        self.body(&def.body, Within::Function, &mut children);
        let source = self.file.text();
        let mut detail = format!("({})", unparse::lambda_parameters(&def.parameters, source));
        if let Some(returns) = &def.returns {
            detail += &format!(" -> {}", unparse::expression(returns, source));
        }
        if def.is_async {
            detail.insert_str(0, "async ");
        }
        self.symbol(
            &def.name,
            def.name.range(),
            def.range(),
            kind,
            detail,
            children,
        )
    }

    fn class(&self, def: &StmtClassDef) -> Symbol {
        let is_enum = def.bases().iter().any(|base| {
            let last =
                crate::analysis::nodes::dotted_name(base).and_then(|parts| parts.last().copied());
            matches!(
                last,
                Some("Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag")
            )
        });
        let mut children = Vec::new();
        self.body(&def.body, Within::Class { is_enum }, &mut children);
        let bases: Vec<String> = def
            .bases()
            .iter()
            .map(|base| unparse::expression(base, self.file.text()))
            .collect();
        let detail = if bases.is_empty() {
            String::new()
        } else {
            format!("({})", bases.join(", "))
        };
        let kind = if is_enum {
            SymbolKind::Enum
        } else {
            SymbolKind::Class
        };
        self.symbol(
            &def.name,
            def.name.range(),
            def.range(),
            kind,
            detail,
            children,
        )
    }

    fn target(&self, target: &Expr, statement: TextRange, within: Within, found: &mut Vec<Symbol>) {
        match (target, within) {
            // The locals of a function are no outline.
            (_, Within::Function) => {}
            (Expr::Name(name), Within::Class { is_enum: true }) if !name.id.starts_with('_') => {
                self.target_as(target, statement, SymbolKind::EnumMember, found);
            }
            (Expr::Name(_), Within::Class { .. }) => {
                self.target_as(target, statement, SymbolKind::Field, found);
            }
            (Expr::Name(name), Within::Module) => {
                let is_constant = name.id.chars().any(char::is_uppercase)
                    && !name.id.chars().any(char::is_lowercase);
                let kind = if is_constant {
                    SymbolKind::Constant
                } else {
                    SymbolKind::Variable
                };
                self.target_as(target, statement, kind, found);
            }
            (Expr::Tuple(ExprTuple { elts, .. }) | Expr::List(ExprList { elts, .. }), _) => {
                for element in elts {
                    self.target(element, statement, within, found);
                }
            }
            (Expr::Starred(starred), _) => self.target(&starred.value, statement, within, found),
            _ => {}
        }
    }

    fn target_as(
        &self,
        target: &Expr,
        statement: TextRange,
        kind: SymbolKind,
        found: &mut Vec<Symbol>,
    ) {
        let Expr::Name(name) = target else {
            return;
        };
        // A name that is assigned again is one symbol.
        if found.iter().any(|symbol| symbol.name == name.id.as_str()) {
            return;
        }
        found.push(self.symbol(
            &name.id,
            name.range(),
            statement,
            kind,
            String::new(),
            Vec::new(),
        ));
    }

    fn symbol(
        &self,
        name: &str,
        name_range: TextRange,
        range: TextRange,
        kind: SymbolKind,
        detail: String,
        children: Vec<Symbol>,
    ) -> Symbol {
        // The protocol wants a name in every symbol and the name inside the whole.
        let name = if name.is_empty() { "<missing>" } else { name };
        let range = range.cover(name_range);
        Symbol {
            name: name.to_owned(),
            detail,
            kind,
            range,
            name_range,
            children,
        }
    }
}
