//! Collects scopes, bindings and occurrences of names from a tree.

use std::collections::VecDeque;

use ruff_python_ast::name::Name as Word;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{
    Alias, Comprehension, ExceptHandler, Expr, ExprContext, ExprLambda, Identifier, ModModule,
    Parameter, Parameters, Pattern, Stmt, StmtClassDef, StmtFunctionDef, StmtTypeAlias, TypeParam,
    TypeParams,
};
use ruff_text_size::{Ranged, TextRange};

use super::{
    Binding, BindingId, BindingKind, MODULE, Names, Occurrence, ParameterFlavour, Role, Scope,
    ScopeId, ScopeKind, ScopeTable, Target,
};

/// Everything of a text. The module's and its classes' own names come first, so that they have the
/// same numbers in [`build_outer`].
pub fn build(module: &ModModule) -> ScopeTable {
    let mut builder = Builder::new(module);
    builder.visit_body(&module.body);
    let outer = BindingId(builder.table.bindings.len() as u32);
    while let Some(body) = builder.bodies.pop_front() {
        builder.body(body);
    }
    builder.order_globals(outer);
    builder.table
}

/// What is outside of functions.
pub fn build_outer(module: &ModModule) -> ScopeTable {
    let mut builder = Builder::new(module);
    builder.visit_body(&module.body);
    builder.table
}

/// A function whose inside is still to be looked at.
struct Body<'a> {
    def: &'a StmtFunctionDef,
    scope: ScopeId,
    /// The name of the class whose names are mangled there.
    class: Option<String>,
}

struct Builder<'a> {
    table: ScopeTable,
    bodies: VecDeque<Body<'a>>,
    current: ScopeId,
    /// How a name in a target is bound, and by which statement.
    target: (BindingKind, TextRange),
    is_deferred: bool,
    /// Names of the enclosing classes, for mangling.
    classes: Vec<String>,
}

impl<'a> Builder<'a> {
    fn new(module: &ModModule) -> Self {
        let root = Scope {
            kind: ScopeKind::Module,
            parent: None,
            name: "<module>".to_owned(),
            node: module.range(),
            body: module.range(),
            names: Names::default(),
            is_decorated: false,
            star_imports: Vec::new(),
        };
        Self {
            table: ScopeTable {
                scopes: vec![root],
                bindings: Vec::new(),
                occurrences: Vec::new(),
                by_node: Vec::new(),
            },
            bodies: VecDeque::new(),
            current: MODULE,
            target: (BindingKind::Capture, TextRange::default()),
            is_deferred: false,
            classes: Vec::new(),
        }
    }

    fn add_scope(
        &mut self,
        kind: ScopeKind,
        name: &str,
        node: TextRange,
        body: TextRange,
    ) -> ScopeId {
        let id = ScopeId(self.table.scopes.len() as u32);
        self.table.scopes.push(Scope {
            kind,
            parent: Some(self.current),
            name: name.to_owned(),
            node,
            body,
            names: Names::default(),
            is_decorated: false,
            star_imports: Vec::new(),
        });
        id
    }

    /// Looks at the inside of a function.
    fn body(&mut self, body: Body<'a>) {
        self.current = body.scope;
        self.classes = body.class.into_iter().collect();
        self.parameters(&body.def.parameters);
        self.visit_body(&body.def.body);
    }

    /// Puts what functions bind by `global` where it stands in the text.
    fn order_globals(&mut self, first_in_function: BindingId) {
        let bindings = &self.table.bindings;
        for name in self.table.scopes[MODULE.0 as usize].names.values_mut() {
            if name
                .bindings
                .last()
                .is_some_and(|last| last.0 >= first_in_function.0)
            {
                name.bindings
                    .sort_by_key(|id| bindings[id.0 as usize].range.start());
            }
        }
    }

    fn in_scope(
        &mut self,
        kind: ScopeKind,
        name: &str,
        node: TextRange,
        body: TextRange,
        visit: impl FnOnce(&mut Self),
    ) {
        let id = self.add_scope(kind, name, node, body);
        let outer = std::mem::replace(&mut self.current, id);
        let deferred = std::mem::replace(&mut self.is_deferred, false);
        visit(self);
        self.is_deferred = deferred;
        self.current = outer;
    }

    fn deferred(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.is_deferred, true);
        visit(self);
        self.is_deferred = outer;
    }

    fn as_target(&mut self, kind: BindingKind, node: TextRange, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.target, (kind, node));
        visit(self);
        self.target = outer;
    }

    /// `__name` in a class is `_Class__name`.
    fn mangle(&self, name: &str) -> Word {
        let Some(class) = self.classes.last() else {
            return Word::new(name);
        };
        let class = class.trim_start_matches('_');
        if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty()
        {
            return Word::new(name);
        }
        Word::new(format!("_{class}{name}"))
    }

    fn occurrence(&mut self, scope: ScopeId, name: &str, range: TextRange, role: Role) {
        let name = self.mangle(name);
        let names = &mut self.table.scopes[scope.0 as usize].names;
        names.entry(name.clone()).or_default();
        self.table.occurrences.push(Occurrence {
            scope,
            name,
            range,
            role,
            binding: None,
            is_deferred: self.is_deferred,
            target: Target::Unresolved,
        });
    }

    fn bind(&mut self, name: &str, range: TextRange, node: TextRange, kind: BindingKind) {
        self.bind_in(self.current, name, range, node, kind);
    }

    fn bind_in(
        &mut self,
        scope: ScopeId,
        name: &str,
        range: TextRange,
        node: TextRange,
        kind: BindingKind,
    ) {
        if name.is_empty() {
            return;
        }
        let role = match kind {
            BindingKind::Deletion => Role::Delete,
            _ => Role::Write,
        };
        self.occurrence(scope, name, range, role);
        let name = self.mangle(name);
        let is_parameter = matches!(kind, BindingKind::Parameter { .. });
        let known = self.table.scopes[scope.0 as usize]
            .names
            .entry(name.clone())
            .or_default();
        known.is_parameter |= is_parameter;
        let owner = if known.is_declared_global {
            MODULE
        } else {
            scope
        };
        let id = BindingId(self.table.bindings.len() as u32);
        if let Some(occurrence) = self.table.occurrences.last_mut() {
            occurrence.binding = Some(id);
        }
        self.table.bindings.push(Binding {
            scope: owner,
            name: name.clone(),
            range,
            node,
            kind,
        });
        let known = self.table.scopes[owner.0 as usize]
            .names
            .entry(name)
            .or_default();
        known.bindings.push(id);
    }

    fn bind_identifier(&mut self, identifier: &Identifier, node: TextRange, kind: BindingKind) {
        self.bind(identifier.as_str(), identifier.range(), node, kind);
    }

    fn declare(&mut self, names: &[Identifier], is_global: bool) {
        for identifier in names {
            self.occurrence(
                self.current,
                identifier.as_str(),
                identifier.range(),
                Role::Declare,
            );
            let mangled = self.mangle(identifier.as_str());
            let scope = &mut self.table.scopes[self.current.0 as usize];
            // At module level `global` says nothing, and `nonlocal` is an error.
            if scope.kind == ScopeKind::Module {
                continue;
            }
            let known = scope.names.entry(mangled).or_default();
            known.is_declared_global |= is_global;
            known.is_declared_nonlocal |= !is_global;
        }
    }

    fn function(&mut self, def: &'a StmtFunctionDef) {
        for decorator in &def.decorator_list {
            self.visit_decorator(decorator);
        }
        self.defaults(&def.parameters);
        self.bind_identifier(&def.name, def.range(), BindingKind::Function);
        self.with_type_parameters(
            def.type_params.as_deref(),
            &def.name,
            def.range(),
            |builder| {
                builder.deferred(|builder| {
                    builder.annotations(&def.parameters);
                    if let Some(returns) = &def.returns {
                        builder.visit_expr(returns);
                    }
                });
                let body = TextRange::new(def.parameters.end(), def.range().end());
                let kind = ScopeKind::Function;
                let scope = builder.add_scope(kind, &def.name, def.range(), body);
                let class = builder.classes.last().cloned();
                builder.bodies.push_back(Body { def, scope, class });
            },
        );
    }

    fn class(&mut self, def: &'a StmtClassDef) {
        for decorator in &def.decorator_list {
            self.visit_decorator(decorator);
        }
        self.bind_identifier(&def.name, def.range(), BindingKind::Class);
        self.with_type_parameters(
            def.type_params.as_deref(),
            &def.name,
            def.range(),
            |builder| {
                if let Some(arguments) = &def.arguments {
                    builder.visit_arguments(arguments);
                }
                let header_end = def.arguments.as_ref().map_or(def.name.end(), |a| a.end());
                let body = TextRange::new(header_end, def.range().end());
                builder.in_scope(ScopeKind::Class, &def.name, def.range(), body, |builder| {
                    let scope = &mut builder.table.scopes[builder.current.0 as usize];
                    scope.is_decorated = !def.decorator_list.is_empty();
                    builder.classes.push(def.name.to_string());
                    builder.visit_body(&def.body);
                    builder.classes.pop();
                });
            },
        );
    }

    fn lambda(&mut self, lambda: &'a ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        let range = lambda.range();
        self.in_scope(ScopeKind::Lambda, "<lambda>", range, range, |builder| {
            if let Some(parameters) = &lambda.parameters {
                builder.parameters(parameters);
            }
            builder.visit_expr(&lambda.body);
        });
    }

    fn type_alias(&mut self, alias: &'a StmtTypeAlias) {
        let Expr::Name(name) = &*alias.name else {
            return;
        };
        let kind = BindingKind::TypeAlias {
            value: alias.value.range(),
        };
        self.bind(&name.id, name.range(), alias.range(), kind);
        self.with_type_parameters(
            alias.type_params.as_deref(),
            &name.id,
            alias.range(),
            |builder| {
                let range = alias.value.range();
                builder.in_scope(
                    ScopeKind::TypeAlias,
                    &name.id,
                    alias.range(),
                    range,
                    |builder| {
                        builder.deferred(|builder| builder.visit_expr(&alias.value));
                    },
                );
            },
        );
    }

    fn with_type_parameters(
        &mut self,
        parameters: Option<&'a TypeParams>,
        name: &str,
        node: TextRange,
        visit: impl FnOnce(&mut Self),
    ) {
        let Some(parameters) = parameters else {
            return visit(self);
        };
        let body = TextRange::new(parameters.start(), node.end());
        self.in_scope(ScopeKind::TypeParameters, name, node, body, |builder| {
            for parameter in &parameters.type_params {
                builder.type_parameter(parameter);
            }
            visit(builder);
        });
    }

    fn type_parameter(&mut self, parameter: &'a TypeParam) {
        let node = parameter.range();
        let (name, bound, default) = match parameter {
            TypeParam::TypeVar(p) => (&p.name, p.bound.as_deref(), p.default.as_deref()),
            TypeParam::TypeVarTuple(p) => (&p.name, None, p.default.as_deref()),
            TypeParam::ParamSpec(p) => (&p.name, None, p.default.as_deref()),
        };
        self.bind_identifier(name, node, BindingKind::TypeParameter);
        self.deferred(|builder| {
            for expression in bound.into_iter().chain(default) {
                builder.visit_expr(expression);
            }
        });
    }

    /// Default values are evaluated where the function is defined.
    fn defaults(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn annotations(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            if let Some(annotation) = parameter.annotation() {
                self.visit_expr(annotation);
            }
        }
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        use ParameterFlavour::*;
        for parameter in &parameters.posonlyargs {
            self.parameter(&parameter.parameter, PositionalOnly);
        }
        for parameter in &parameters.args {
            self.parameter(&parameter.parameter, PositionalOrKeyword);
        }
        if let Some(parameter) = &parameters.vararg {
            self.parameter(parameter, VarPositional);
        }
        for parameter in &parameters.kwonlyargs {
            self.parameter(&parameter.parameter, KeywordOnly);
        }
        if let Some(parameter) = &parameters.kwarg {
            self.parameter(parameter, VarKeyword);
        }
    }

    fn parameter(&mut self, parameter: &Parameter, flavour: ParameterFlavour) {
        let annotation = parameter.annotation().map(Ranged::range);
        let kind = BindingKind::Parameter {
            annotation,
            flavour,
        };
        self.bind_identifier(&parameter.name, parameter.range(), kind);
    }

    fn comprehension(
        &mut self,
        name: &str,
        node: TextRange,
        elements: &[&'a Expr],
        generators: &'a [Comprehension],
    ) {
        let Some(first) = generators.first() else {
            return;
        };
        self.visit_expr(&first.iter);
        self.in_scope(ScopeKind::Comprehension, name, node, node, |builder| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    builder.visit_expr(&generator.iter);
                }
                let kind = BindingKind::ComprehensionTarget {
                    iterable: generator.iter.range(),
                };
                builder.as_target(kind, generator.range(), |builder| {
                    builder.visit_expr(&generator.target);
                });
                for condition in &generator.ifs {
                    builder.visit_expr(condition);
                }
            }
            for element in elements {
                builder.visit_expr(element);
            }
        });
    }

    fn name(&mut self, name: &str, range: TextRange, context: ExprContext) {
        match context {
            ExprContext::Store => {
                let (kind, node) = self.target.clone();
                self.bind(name, range, node, kind);
            }
            ExprContext::Del => self.bind(name, range, range, BindingKind::Deletion),
            ExprContext::Load | ExprContext::Invalid if !name.is_empty() => {
                self.occurrence(self.current, name, range, Role::Read);
            }
            _ => {}
        }
    }

    fn walrus(&mut self, target: &'a Expr, value: &'a Expr) {
        self.visit_expr(value);
        let Expr::Name(name) = target else {
            return self.visit_expr(target);
        };
        let holder = self
            .table
            .ancestors(self.current)
            .find(|&id| self.table.scope(id).kind != ScopeKind::Comprehension);
        let kind = BindingKind::Walrus {
            value: value.range(),
        };
        let node = TextRange::new(target.start(), value.end());
        self.bind_in(holder.unwrap_or(MODULE), &name.id, name.range(), node, kind);
    }

    fn import(&mut self, alias: &Alias, node: TextRange) {
        let module = alias.name.to_string();
        match &alias.asname {
            Some(name) => {
                let kind = BindingKind::Import {
                    module,
                    is_renamed: true,
                };
                self.bind_identifier(name, node, kind);
            }
            None => {
                let first = module.split('.').next().unwrap_or_default().to_owned();
                let length = ruff_text_size::TextSize::of(first.as_str());
                let range = TextRange::at(alias.name.start(), length);
                self.bind(
                    &first,
                    range,
                    node,
                    BindingKind::Import {
                        module,
                        is_renamed: false,
                    },
                );
            }
        }
    }

    fn import_from(&mut self, alias: &Alias, level: u32, module: &str, node: TextRange) {
        let kind = BindingKind::ImportFrom {
            level,
            module: module.to_owned(),
            name: alias.name.to_string(),
        };
        if alias.name.as_str() == "*" {
            let id = BindingId(self.table.bindings.len() as u32);
            let scope = self.current;
            let range = alias.range();
            self.table.bindings.push(Binding {
                scope,
                name: Word::new_static("*"),
                range,
                node,
                kind,
            });
            self.table.scopes[scope.0 as usize].star_imports.push(id);
            return;
        }
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        self.bind_identifier(name, node, kind);
    }

    fn value_of_whole_target(target: &Expr, value: &Expr) -> Option<TextRange> {
        matches!(target, Expr::Name(_)).then(|| value.range())
    }
}

impl<'a> Visitor<'a> for Builder<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let node = stmt.range();
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Global(global) => self.declare(&global.names, true),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names, false),
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(alias, node);
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_deref().unwrap_or_default();
                for alias in &import.names {
                    self.import_from(alias, import.level, module, node);
                }
            }
            Stmt::Assign(assign) => {
                self.visit_expr(&assign.value);
                for target in &assign.targets {
                    let value = Self::value_of_whole_target(target, &assign.value);
                    let kind = BindingKind::Assignment {
                        value,
                        annotation: None,
                    };
                    self.as_target(kind, node, |builder| builder.visit_expr(target));
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                }
                self.deferred(|builder| builder.visit_expr(&assign.annotation));
                let kind = BindingKind::Assignment {
                    value: assign.value.as_ref().map(|value| value.range()),
                    annotation: Some(assign.annotation.range()),
                };
                self.as_target(kind, node, |builder| builder.visit_expr(&assign.target));
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                self.as_target(BindingKind::AugmentedAssignment, node, |builder| {
                    builder.visit_expr(&assign.target);
                });
            }
            Stmt::For(for_) => {
                self.visit_expr(&for_.iter);
                let kind = BindingKind::Loop {
                    iterable: for_.iter.range(),
                };
                self.as_target(kind, node, |builder| builder.visit_expr(&for_.target));
                self.visit_body(&for_.body);
                self.visit_body(&for_.orelse);
            }
            Stmt::With(with) => {
                for item in &with.items {
                    self.visit_expr(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        let context = Self::value_of_whole_target(target, &item.context_expr);
                        self.as_target(BindingKind::With { context }, node, |builder| {
                            builder.visit_expr(target);
                        });
                    }
                }
                self.visit_body(&with.body);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let node = expr.range();
        match expr {
            Expr::Name(name) => self.name(&name.id, name.range(), name.ctx),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Named(named) => self.walrus(&named.target, &named.value),
            Expr::ListComp(c) => self.comprehension("<listcomp>", node, &[&c.elt], &c.generators),
            Expr::SetComp(c) => self.comprehension("<setcomp>", node, &[&c.elt], &c.generators),
            Expr::Generator(c) => self.comprehension("<genexpr>", node, &[&c.elt], &c.generators),
            Expr::DictComp(c) => {
                let elements: Vec<&Expr> =
                    c.key.as_deref().into_iter().chain([&*c.value]).collect();
                self.comprehension("<dictcomp>", node, &elements, &c.generators);
            }
            _ => walk_expr(self, expr),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(handler) = handler;
        if let Some(class) = &handler.type_ {
            self.visit_expr(class);
        }
        if let Some(name) = &handler.name {
            let class = handler.type_.as_ref().map(|class| class.range());
            self.bind_identifier(name, handler.range(), BindingKind::Except { class });
        }
        self.visit_body(&handler.body);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(p) => p.name.as_ref(),
            Pattern::MatchStar(p) => p.name.as_ref(),
            Pattern::MatchMapping(p) => p.rest.as_ref(),
            _ => None,
        };
        walk_pattern(self, pattern);
        if let Some(name) = name {
            self.bind_identifier(name, pattern.range(), BindingKind::Capture);
        }
    }
}
