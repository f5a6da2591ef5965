//! Statements and parameters.

use ruff_python_ast as published;
use ruff_text_size::{Ranged, TextRange};

use super::expr::{make, operator};
use super::{Lowered, Lowering, child, integer, items, nodes, required, type_error};
use crate::ast::{Field, Node, NodeClass};
use published::Stmt;

impl Lowering {
    pub(super) fn body(&mut self, node: &Node, field: &str) -> Lowered<Vec<Stmt>> {
        nodes(node, field)
            .map(|statement| self.stmt(statement))
            .collect()
    }

    fn stmt(&mut self, node: &Node) -> Lowered<Stmt> {
        use NodeClass as C;
        let range = self.range(node);
        Ok(match node.class {
            C::FunctionDef | C::AsyncFunctionDef => self.function(node, range)?,
            C::ClassDef => self.class(node, range)?,
            C::Return => {
                let value = self.maybe(node, "value")?;
                Stmt::Return(make!(StmtReturn, range, { value }))
            }
            C::Delete => {
                let targets = self.exprs(node, "targets")?;
                Stmt::Delete(make!(StmtDelete, range, { targets, runtime_targets: None }))
            }
            C::Assign | C::AugAssign | C::AnnAssign | C::TypeAlias => {
                self.assignment(node, range)?
            }
            C::For | C::AsyncFor | C::While | C::If | C::With | C::AsyncWith | C::Match => {
                self.compound(node, range)?
            }
            C::Try | C::TryStar => self.try_stmt(node, range)?,
            C::Raise => {
                let exc = self.maybe(node, "exc")?;
                let cause = self.maybe(node, "cause")?;
                Stmt::Raise(make!(StmtRaise, range, { exc, cause }))
            }
            C::Assert => {
                let test = self.boxed(node, "test")?;
                let msg = self.maybe(node, "msg")?;
                Stmt::Assert(make!(StmtAssert, range, { test, msg }))
            }
            C::Import => {
                let names = self.aliases(node)?;
                Stmt::Import(make!(StmtImport, range, { names, is_lazy: false }))
            }
            C::ImportFrom => {
                let module = self.optional_name(node, "module", range);
                let names = self.aliases(node)?;
                let level = u32::try_from(integer(node, "level")).unwrap_or(0);
                Stmt::ImportFrom(make!(StmtImportFrom, range, {
                    module, names, level, is_lazy: false, runtime_level: None,
                }))
            }
            C::Global => {
                let names = self.names(node, "names");
                Stmt::Global(make!(StmtGlobal, range, { names }))
            }
            C::Nonlocal => {
                let names = self.names(node, "names");
                Stmt::Nonlocal(make!(StmtNonlocal, range, { names }))
            }
            C::Expr => {
                let value = self.boxed(node, "value")?;
                Stmt::Expr(make!(StmtExpr, range, { value }))
            }
            C::Pass => Stmt::Pass(make!(StmtPass, range, {})),
            C::Break => Stmt::Break(make!(StmtBreak, range, {})),
            C::Continue => Stmt::Continue(make!(StmtContinue, range, {})),
            other => {
                let message = format!("expected some sort of stmt, but got {}()", other.name());
                return Err(type_error(message));
            }
        })
    }

    fn decorators(&mut self, node: &Node) -> Lowered<Vec<published::Decorator>> {
        nodes(node, "decorator_list")
            .map(|decorator| {
                let expression = self.expr(decorator)?;
                Ok(make!(Decorator, expression.range(), { expression }))
            })
            .collect()
    }

    fn function(&mut self, node: &Node, range: TextRange) -> Lowered<Stmt> {
        let decorator_list = self.decorators(node)?.into_iter().collect();
        let name = self.name(node, "name")?;
        let type_params = self.type_params(node)?;
        let parameters = Box::new(self.parameters(required(node, "args")?)?);
        let returns = self.maybe(node, "returns")?;
        let body = self.body(node, "body")?.into_iter().collect();
        Ok(Stmt::FunctionDef(make!(StmtFunctionDef, range, {
            is_async: node.class == NodeClass::AsyncFunctionDef,
            decorator_list,
            name,
            type_params,
            parameters,
            returns,
            body,
            runtime_decorator_list: None,
            runtime_type_comment: None,
            runtime_type_comment_bytes: None,
            runtime_body: None,
        })))
    }

    fn class(&mut self, node: &Node, range: TextRange) -> Lowered<Stmt> {
        let decorator_list = self.decorators(node)?.into_iter().collect();
        let name = self.name(node, "name")?;
        let type_params = self.type_params(node)?;
        let has_arguments = !items(node, "bases").is_empty() || !items(node, "keywords").is_empty();
        let arguments = if has_arguments {
            let span = self.span(nodes(node, "bases").chain(nodes(node, "keywords")));
            Some(Box::new(self.call_arguments(node, "bases", span)?))
        } else {
            None
        };
        let body = self.body(node, "body")?.into_iter().collect();
        Ok(Stmt::ClassDef(make!(StmtClassDef, range, {
            decorator_list,
            name,
            type_params,
            arguments,
            body,
            runtime_decorator_list: None,
            runtime_body: None,
        })))
    }

    fn assignment(&mut self, node: &Node, range: TextRange) -> Lowered<Stmt> {
        Ok(match node.class {
            NodeClass::Assign => {
                let targets = self.exprs(node, "targets")?;
                let value = self.boxed(node, "value")?;
                Stmt::Assign(make!(StmtAssign, range, {
                    targets,
                    value,
                    runtime_targets: None,
                    runtime_type_comment: None,
                    runtime_type_comment_bytes: None,
                }))
            }
            NodeClass::AugAssign => {
                let target = self.boxed(node, "target")?;
                let op = operator(required(node, "op")?.class);
                let value = self.boxed(node, "value")?;
                Stmt::AugAssign(make!(StmtAugAssign, range, { target, op, value }))
            }
            NodeClass::AnnAssign => {
                let target = self.boxed(node, "target")?;
                let annotation = self.boxed(node, "annotation")?;
                let value = self.maybe(node, "value")?;
                let simple = integer(node, "simple") != 0;
                Stmt::AnnAssign(make!(StmtAnnAssign, range, {
                    target, annotation, value, simple, runtime_simple: None,
                }))
            }
            _ => {
                let name = self.boxed(node, "name")?;
                let type_params = self.type_params(node)?;
                let value = self.boxed(node, "value")?;
                Stmt::TypeAlias(make!(StmtTypeAlias, range, { name, type_params, value }))
            }
        })
    }

    fn compound(&mut self, node: &Node, range: TextRange) -> Lowered<Stmt> {
        use NodeClass as C;
        Ok(match node.class {
            C::For | C::AsyncFor => {
                let target = self.boxed(node, "target")?;
                let iter = Box::new(self.iterable(node, node.class == C::AsyncFor)?);
                let body = self.body(node, "body")?.into_iter().collect();
                let orelse = self.body(node, "orelse")?.into_iter().collect();
                Stmt::For(make!(StmtFor, range, {
                    is_async: node.class == C::AsyncFor,
                    target,
                    iter,
                    body,
                    orelse,
                    runtime_type_comment: None,
                    runtime_type_comment_bytes: None,
                    runtime_body: None,
                    runtime_orelse: None,
                }))
            }
            C::While => {
                let test = self.boxed(node, "test")?;
                let body = self.body(node, "body")?.into_iter().collect();
                let orelse = self.body(node, "orelse")?.into_iter().collect();
                Stmt::While(make!(StmtWhile, range, {
                    test, body, orelse, runtime_body: None, runtime_orelse: None,
                }))
            }
            C::If => {
                let test = self.boxed(node, "test")?;
                let body = self.body(node, "body")?.into_iter().collect();
                let elif_else_clauses = self.else_clauses(node)?;
                Stmt::If(make!(StmtIf, range, {
                    test, body, elif_else_clauses, runtime_body: None,
                }))
            }
            C::With | C::AsyncWith => {
                let with_items: Lowered<Vec<_>> = nodes(node, "items")
                    .map(|item| self.with_item(item))
                    .collect();
                let body = self.body(node, "body")?.into_iter().collect();
                Stmt::With(make!(StmtWith, range, {
                    is_async: node.class == C::AsyncWith,
                    items: with_items?,
                    body,
                    runtime_type_comment: None,
                    runtime_type_comment_bytes: None,
                    runtime_body: None,
                }))
            }
            _ => {
                let subject = self.boxed(node, "subject")?;
                let cases: Lowered<Vec<_>> = nodes(node, "cases")
                    .map(|case| self.match_case(case))
                    .collect();
                Stmt::Match(make!(StmtMatch, range, { subject, cases: cases? }))
            }
        })
    }

    /// What follows the body of an `if`. One `if` alone is an `elif`, in one
    /// list with those that follow, however long the chain.
    fn else_clauses(&mut self, node: &Node) -> Lowered<Vec<published::ElifElseClause>> {
        let mut clauses = Vec::new();
        let mut current = node;
        loop {
            let orelse = items(current, "orelse");
            let (test, body_of) = match orelse {
                [] => return Ok(clauses),
                [Field::Node(next)] if next.class == NodeClass::If => {
                    (Some(self.expr(required(next, "test")?)?), Some(&**next))
                }
                _ => (None, None),
            };
            let range = match body_of {
                Some(next) => self.range(next),
                None => self.span(nodes(current, "orelse")),
            };
            let body = match body_of {
                Some(next) => self.body(next, "body")?,
                None => self.body(current, "orelse")?,
            };
            clauses.push(make!(ElifElseClause, range, {
                test,
                body: body.into_iter().collect(),
                runtime_body: None,
                runtime_orelse: None,
            }));
            match body_of {
                Some(next) => current = next,
                None => return Ok(clauses),
            }
        }
    }

    fn with_item(&mut self, node: &Node) -> Lowered<published::WithItem> {
        let context_expr = self.expr(required(node, "context_expr")?)?;
        let optional_vars = self.maybe(node, "optional_vars")?;
        let range = match &optional_vars {
            Some(vars) => context_expr.range().cover(vars.range()),
            None => context_expr.range(),
        };
        Ok(make!(WithItem, range, { context_expr, optional_vars }))
    }

    fn try_stmt(&mut self, node: &Node, range: TextRange) -> Lowered<Stmt> {
        let body = self.body(node, "body")?.into_iter().collect();
        let handlers: Lowered<Vec<_>> = nodes(node, "handlers")
            .map(|handler| self.handler(handler))
            .collect();
        let orelse = self.body(node, "orelse")?.into_iter().collect();
        let finalbody = self.body(node, "finalbody")?.into_iter().collect();
        Ok(Stmt::Try(make!(StmtTry, range, {
            body,
            handlers: handlers?,
            orelse,
            finalbody,
            is_star: node.class == NodeClass::TryStar,
            runtime_body: None,
            runtime_handlers: None,
            runtime_orelse: None,
            runtime_finalbody: None,
        })))
    }

    fn handler(&mut self, node: &Node) -> Lowered<published::ExceptHandler> {
        let range = self.range(node);
        let type_ = self.maybe(node, "type")?;
        let name = self.optional_name(node, "name", range);
        let body = self.body(node, "body")?.into_iter().collect();
        let handler =
            make!(ExceptHandlerExceptHandler, range, { type_, name, body, runtime_body: None });
        Ok(published::ExceptHandler::ExceptHandler(handler))
    }

    fn aliases(&mut self, node: &Node) -> Lowered<Vec<published::Alias>> {
        nodes(node, "names")
            .map(|alias| {
                let range = self.range(alias);
                let name = self.name(alias, "name")?;
                let asname = self.optional_name(alias, "asname", range);
                Ok(make!(Alias, range, { name, asname }))
            })
            .collect()
    }

    fn type_params(&mut self, node: &Node) -> Lowered<Option<Box<published::TypeParams>>> {
        if items(node, "type_params").is_empty() {
            return Ok(None);
        }
        let range = self.span(nodes(node, "type_params"));
        let params: Lowered<Vec<_>> = nodes(node, "type_params")
            .map(|param| self.type_param(param))
            .collect();
        Ok(Some(Box::new(make!(TypeParams, range, {
            type_params: params?, runtime_type_params: None,
        }))))
    }

    fn type_param(&mut self, node: &Node) -> Lowered<published::TypeParam> {
        use published::TypeParam as P;
        let range = self.range(node);
        let name = self.name(node, "name")?;
        let default = self.maybe(node, "default_value")?;
        Ok(match node.class {
            NodeClass::TypeVar => {
                let bound = self.maybe(node, "bound")?;
                P::TypeVar(make!(TypeParamTypeVar, range, { name, bound, default }))
            }
            NodeClass::TypeVarTuple => {
                P::TypeVarTuple(make!(TypeParamTypeVarTuple, range, { name, default }))
            }
            _ => P::ParamSpec(make!(TypeParamParamSpec, range, { name, default })),
        })
    }

    pub(super) fn parameters(&mut self, node: &Node) -> Lowered<published::Parameters> {
        let range = self.span(node.children());
        let positional: Vec<&Node> = nodes(node, "posonlyargs")
            .chain(nodes(node, "args"))
            .collect();
        let posonly_count = items(node, "posonlyargs").len();
        let defaults: Vec<&Node> = nodes(node, "defaults").collect();
        let without = positional.len().saturating_sub(defaults.len());
        let mut all = Vec::with_capacity(positional.len());
        for (index, arg) in positional.into_iter().enumerate() {
            let default = index
                .checked_sub(without)
                .and_then(|i| defaults.get(i).copied());
            all.push(self.with_default(arg, default)?);
        }
        let args = all.split_off(posonly_count.min(all.len()));
        let mut kwonlyargs = Vec::new();
        for (arg, default) in nodes(node, "kwonlyargs").zip(items(node, "kw_defaults")) {
            let default = match default {
                Field::Node(default) => Some(&**default),
                _ => None,
            };
            kwonlyargs.push(self.with_default(arg, default)?);
        }
        let vararg = self.star_parameter(node, "vararg")?;
        let kwarg = self.star_parameter(node, "kwarg")?;
        Ok(make!(Parameters, range, {
            posonlyargs: all.into_iter().collect(),
            args: args.into_iter().collect(),
            vararg,
            kwonlyargs: kwonlyargs.into_iter().collect(),
            kwarg,
            runtime_defaults: None,
        }))
    }

    fn star_parameter(
        &mut self,
        node: &Node,
        field: &str,
    ) -> Lowered<Option<Box<published::Parameter>>> {
        match child(node, field) {
            Some(arg) => Ok(Some(Box::new(self.parameter(arg)?))),
            None => Ok(None),
        }
    }

    fn parameter(&mut self, node: &Node) -> Lowered<published::Parameter> {
        let range = self.range(node);
        let name = self.name(node, "arg")?;
        let annotation = self.maybe(node, "annotation")?;
        Ok(make!(Parameter, range, {
            name, annotation, runtime_type_comment: None, runtime_type_comment_bytes: None,
        }))
    }

    fn with_default(
        &mut self,
        arg: &Node,
        default: Option<&Node>,
    ) -> Lowered<published::ParameterWithDefault> {
        let parameter = self.parameter(arg)?;
        let default = match default {
            Some(default) => Some(Box::new(self.expr(default)?)),
            None => None,
        };
        Ok(make!(ParameterWithDefault, self.range(arg), { parameter, default }))
    }
}
