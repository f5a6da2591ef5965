//! What each name of a text is, for colouring.

use std::collections::HashMap;

use ruff_db::files::FilePath;
use ruff_python_ast::visitor::source_order::{self, SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::FileScopeId;
use ty_python_semantic::types::ide_support::static_member_type_for_attribute;
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{
    HasDefinition, HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel,
    definitions_for_attribute, definitions_for_imported_symbol, definitions_for_name,
};

use crate::database::Database;
use crate::family;
use crate::{Address, Snapshot};

/// In the order of [`KINDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Namespace,
    Class,
    Enum,
    Function,
    Method,
    Property,
    Variable,
    Parameter,
    TypeParameter,
    EnumMember,
    Decorator,
    SelfParameter,
    ClsParameter,
    BuiltinConstant,
}

/// What the kinds are called in the protocol.
pub const KINDS: &[&str] = &[
    "namespace",
    "class",
    "enum",
    "function",
    "method",
    "property",
    "variable",
    "parameter",
    "typeParameter",
    "enumMember",
    "decorator",
    "selfParameter",
    "clsParameter",
    "builtinConstant",
];

/// What the bits of [`Token::modifiers`] are called, the lowest first.
pub const MODIFIERS: &[&str] = &[
    "declaration",
    "definition",
    "readonly",
    "static",
    "async",
    "deprecated",
    "defaultLibrary",
];

const DECLARATION: u32 = 1;
const DEFINITION: u32 = 1 << 1;
const READONLY: u32 = 1 << 2;
const STATIC: u32 = 1 << 3;
const ASYNC: u32 = 1 << 4;
const DEPRECATED: u32 = 1 << 5;
const DEFAULT_LIBRARY: u32 = 1 << 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub range: TextRange,
    pub kind: Kind,
    pub modifiers: u32,
}

impl Snapshot {
    /// The tokens of a text in order; those outside `within` are left out. `keep_going` is called
    /// before every statement.
    pub fn tokens(
        &self,
        address: &Address,
        within: Option<TextRange>,
        keep_going: &dyn Fn(),
    ) -> Vec<Token> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let _ahead = match within {
            Some(_) => None,
            None => self.infer_ahead(opened.file),
        };
        let mut painter = Painter {
            db: &self.db,
            model: &opened.model,
            within,
            keep_going,
            names: HashMap::new(),
            class: None,
            found: Vec::new(),
        };
        painter.visit_body(opened.parsed.suite());
        let mut found = painter.found;
        found.sort_by_key(|token| token.range.start());
        found.dedup_by(|after, before| before.range.end() > after.range.start());
        found
    }
}

type Look = (Kind, u32);

struct Painter<'a, 'db> {
    db: &'db Database,
    model: &'a SemanticModel<'db>,
    within: Option<TextRange>,
    keep_going: &'a dyn Fn(),
    /// What names are that are the same wherever they stand in a scope.
    names: HashMap<(FileScopeId, String), Look>,
    /// The class whose body is walked.
    class: Option<Definition<'db>>,
    found: Vec<Token>,
}

impl<'db> Painter<'_, 'db> {
    fn push(&mut self, range: TextRange, (kind, modifiers): Look) {
        let is_wanted = self
            .within
            .is_none_or(|within| within.intersect(range).is_some());
        if is_wanted && !range.is_empty() {
            self.found.push(Token {
                range,
                kind,
                modifiers,
            });
        }
    }

    fn name(&mut self, name: &ast::ExprName) {
        let (kind, mut modifiers) = self.look_of_name(name);
        if name.ctx == ExprContext::Store {
            modifiers |= DECLARATION;
        }
        self.push(name.range(), (kind, modifiers));
    }

    fn look_of_name(&mut self, name: &ast::ExprName) -> Look {
        let scope = self.model.scope(name.into());
        let key = scope.map(|scope| (scope, name.id.to_string()));
        if let Some(known) = key.as_ref().and_then(|key| self.names.get(key)) {
            return *known;
        }
        let aliases = ImportAliasResolution::ResolveAliases;
        let definitions = definitions_for_name(self.model, &name.id, name.into(), aliases);
        let by_definition = self.look_of_definitions(&definitions, &name.id);
        let look = match by_definition {
            Some(look) => look,
            None => {
                let ty = name.inferred_type(self.model);
                let library = self.library(&definitions);
                let look = ty.and_then(|ty| self.look_of_type(ty, false));
                let look = match look {
                    Some((kind, modifiers)) => (kind, modifiers | library),
                    None => (Kind::Variable, constant(&name.id) | library),
                };
                // A variable may hold a class here and something else there; a name that nothing
                // binds is the same everywhere.
                if !definitions.is_empty() {
                    return look;
                }
                look
            }
        };
        if let Some(key) = key {
            self.names.insert(key, look);
        }
        look
    }

    /// What the first definition says for certain.
    fn look_of_definitions(
        &self,
        definitions: &[ResolvedDefinition<'db>],
        name: &str,
    ) -> Option<Look> {
        let library = self.library(definitions);
        let definition = match definitions.first()? {
            ResolvedDefinition::Definition(definition) => *definition,
            ResolvedDefinition::Module(_) => return Some((Kind::Namespace, library)),
            ResolvedDefinition::FileWithRange(_) => return None,
        };
        let (kind, modifiers) = self.look_of_definition(definition, name)?;
        Some((kind, modifiers | library))
    }

    fn look_of_definition(&self, definition: Definition<'db>, name: &str) -> Option<Look> {
        let db = self.db;
        let parsed = ruff_db::parsed::parsed_module(db, definition.python_file(db)).load(db);
        match definition.kind(db) {
            DefinitionKind::Class(class) => {
                let model = SemanticModel::new(db, definition.program_file(db));
                let ty = class.node(&parsed).inferred_type(&model);
                let kind = match self.is_enum(definition) {
                    true => Kind::Enum,
                    false => Kind::Class,
                };
                Some((kind, self.deprecated(ty)))
            }
            DefinitionKind::Function(function) => {
                let model = SemanticModel::new(db, definition.program_file(db));
                let function = function.node(&parsed);
                let in_class = family::member_class(db, definition).is_some();
                Some(self.look_of_function(&model, function, in_class))
            }
            DefinitionKind::TypeAlias(_) => Some((Kind::Class, 0)),
            DefinitionKind::TypeVar(_)
            | DefinitionKind::ParamSpec(_)
            | DefinitionKind::TypeVarTuple(_) => Some((Kind::TypeParameter, 0)),
            DefinitionKind::Parameter(_) | DefinitionKind::LambdaParameter(_) => {
                Some((self.kind_of_parameter(definition, name), 0))
            }
            DefinitionKind::Assignment(_) | DefinitionKind::AnnotatedAssignment(_) => {
                let class = family::member_class(db, definition)?;
                let is_symbol = definition.place(db).is_symbol();
                if is_symbol && self.is_enum(class) && !name.starts_with('_') {
                    return Some((Kind::EnumMember, READONLY));
                }
                None
            }
            _ => None,
        }
    }

    fn kind_of_parameter(&self, definition: Definition<'db>, name: &str) -> Kind {
        let scope = definition.scope(self.db);
        let Some(function) = scope.node(self.db).as_function() else {
            return Kind::Parameter;
        };
        if scope.class_definition_of_method(self.db).is_none() {
            return Kind::Parameter;
        }
        let parsed = ruff_db::parsed::parsed_module(self.db, definition.python_file(self.db));
        let parsed = parsed.load(self.db);
        kind_of_parameter(function.node(&parsed), name)
    }

    fn look_of_function(
        &self,
        model: &SemanticModel<'db>,
        function: &ast::StmtFunctionDef,
        in_class: bool,
    ) -> Look {
        let ty = function.inferred_type(model);
        let mut modifiers = self.deprecated(ty);
        modifiers |= if function.is_async { ASYNC } else { 0 };
        modifiers |= match in_class && is_static(function) {
            true => STATIC,
            false => 0,
        };
        let kind = match ty {
            Some(Type::PropertyInstance(_)) => Kind::Property,
            _ if in_class && has_decorator(function, "cached_property") => Kind::Property,
            _ if in_class => Kind::Method,
            _ => Kind::Function,
        };
        (kind, modifiers)
    }

    fn look_of_type(&self, ty: Type<'db>, is_attribute: bool) -> Option<Look> {
        let modifiers = self.deprecated(Some(ty));
        let kind = match ty {
            Type::ModuleLiteral(_) => Kind::Namespace,
            Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SpecialForm(_) => Kind::Class,
            Type::FunctionLiteral(_) | Type::Callable(_) if !is_attribute => Kind::Function,
            Type::FunctionLiteral(_) => Kind::Method,
            Type::BoundMethod(_) | Type::KnownBoundMethod(_) | Type::WrapperDescriptor(_) => {
                Kind::Method
            }
            Type::PropertyInstance(_) => Kind::Property,
            _ => return None,
        };
        Some((kind, modifiers))
    }

    fn deprecated(&self, ty: Option<Type<'db>>) -> u32 {
        match ty.is_some_and(|ty| ty.is_deprecated(self.db)) {
            true => DEPRECATED,
            false => 0,
        }
    }

    /// Whether definitions come with Python.
    fn library(&self, definitions: &[ResolvedDefinition<'db>]) -> u32 {
        let first = definitions.first();
        let is_library = first.is_some_and(|definition| {
            let file = match definition {
                ResolvedDefinition::Definition(definition) => definition.file(self.db),
                ResolvedDefinition::Module(file) => file.file(self.db),
                ResolvedDefinition::FileWithRange(range) => range.file(),
            };
            matches!(file.path(self.db), FilePath::Vendored(_))
        });
        if is_library { DEFAULT_LIBRARY } else { 0 }
    }

    fn is_enum(&self, class: Definition<'db>) -> bool {
        let ancestors = family::ancestors(self.db, class);
        ancestors.into_iter().any(|class| {
            let path = class.file(self.db).path(self.db);
            let is_library =
                matches!(path, FilePath::Vendored(path) if path.as_str().ends_with("/enum.pyi"));
            is_library && family::name(self.db, class).as_deref() == Some("Enum")
        })
    }

    fn attribute(&mut self, attribute: &ast::ExprAttribute) {
        let definitions = definitions_for_attribute(self.model, attribute);
        let ty = attribute.inferred_type(self.model);
        let (kind, mut modifiers) = self.look_of_attribute(attribute, &definitions, ty);
        modifiers |= self.library(&definitions);
        if attribute.ctx == ExprContext::Store {
            modifiers |= DECLARATION;
        }
        self.push(attribute.attr.range(), (kind, modifiers));
    }

    fn look_of_attribute(
        &self,
        attribute: &ast::ExprAttribute,
        definitions: &[ResolvedDefinition<'db>],
        ty: Option<Type<'db>>,
    ) -> Look {
        let name = attribute.attr.as_str();
        let env = self.model.program_environment();
        if let Some(TypeDefinition::EnumMember(member)) =
            ty.and_then(|ty| ty.definition(self.db, &env))
            && family::name(self.db, member).as_deref() == Some(name)
        {
            return (Kind::EnumMember, READONLY);
        }
        if let Some(look) = self.look_of_definitions(definitions, name) {
            return look;
        }
        let of_module = matches!(
            attribute.value.inferred_type(self.model),
            Some(Type::ModuleLiteral(_))
        );
        let raw = static_member_type_for_attribute(self.model, attribute);
        let look = raw.or(ty).and_then(|ty| self.look_of_type(ty, !of_module));
        look.unwrap_or_else(|| {
            let kind = match of_module {
                true => Kind::Variable,
                false => Kind::Property,
            };
            (kind, constant(name))
        })
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) {
        let (kind, modifiers) = self.look_of_function(self.model, function, self.class.is_some());
        let look = (kind, modifiers | DECLARATION | DEFINITION);
        self.push(function.name.range(), look);
        for decorator in &function.decorator_list {
            self.decorator(decorator);
        }
        if let Some(parameters) = function.type_params.as_deref() {
            self.visit_type_params(parameters);
        }
        let in_class = self.class.is_some();
        for parameter in function.parameters.iter() {
            let parameter = parameter.as_parameter();
            let kind = match in_class {
                true => kind_of_parameter(function, &parameter.name),
                false => Kind::Parameter,
            };
            self.push(parameter.name.range(), (kind, DECLARATION));
        }
        self.annotations_and_defaults(&function.parameters);
        if let Some(returns) = function.returns.as_deref() {
            self.visit_expr(returns);
        }
        let class = self.class.take();
        self.visit_body(&function.body);
        self.class = class;
    }

    fn annotations_and_defaults(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters.iter() {
            if let Some(annotation) = parameter.annotation() {
                self.visit_expr(annotation);
            }
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
        }
    }

    fn class(&mut self, class: &ast::StmtClassDef) {
        let definition = class.definition(self.model);
        let kind = match self.is_enum(definition) {
            true => Kind::Enum,
            false => Kind::Class,
        };
        let deprecated = self.deprecated(class.inferred_type(self.model));
        self.push(
            class.name.range(),
            (kind, DECLARATION | DEFINITION | deprecated),
        );
        for decorator in &class.decorator_list {
            self.decorator(decorator);
        }
        if let Some(parameters) = class.type_params.as_deref() {
            self.visit_type_params(parameters);
        }
        if let Some(arguments) = class.arguments.as_deref() {
            self.visit_arguments(arguments);
        }
        let around = self.class.replace(definition);
        self.visit_body(&class.body);
        self.class = around;
    }

    /// The last part of a decorator's name is coloured as such.
    fn decorator(&mut self, decorator: &ast::Decorator) {
        let called = match &decorator.expression {
            Expr::Call(call) => {
                self.visit_arguments(&call.arguments);
                &*call.func
            }
            expression => expression,
        };
        match called {
            Expr::Name(name) => {
                let (_, modifiers) = self.look_of_name(name);
                self.push(name.range(), (Kind::Decorator, modifiers & DEFAULT_LIBRARY));
            }
            Expr::Attribute(attribute) => {
                self.visit_expr(&attribute.value);
                self.push(attribute.attr.range(), (Kind::Decorator, 0));
            }
            expression => self.visit_expr(expression),
        }
    }

    fn import(&mut self, import: &ast::StmtImport) {
        for alias in &import.names {
            self.dotted(&alias.name, DECLARATION * u32::from(alias.asname.is_none()));
            if let Some(asname) = &alias.asname {
                self.push(asname.range(), (Kind::Namespace, DECLARATION));
            }
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        if let Some(module) = &import.module {
            self.dotted(module, 0);
        }
        for alias in &import.names {
            if &alias.name == "*" {
                continue;
            }
            let look = self.look_of_import(import, alias);
            let declared = (look.0, look.1 | DECLARATION);
            match &alias.asname {
                Some(asname) => {
                    self.push(alias.name.range(), look);
                    self.push(asname.range(), declared);
                }
                None => self.push(alias.name.range(), declared),
            }
        }
    }

    fn look_of_import(&self, import: &ast::StmtImportFrom, alias: &ast::Alias) -> Look {
        let aliases = ImportAliasResolution::ResolveAliases;
        let found = definitions_for_imported_symbol(self.model, import, &alias.name, aliases);
        let library = self.library(&found);
        let look = self.look_of_definitions(&found, &alias.name).or_else(|| {
            let ty = alias.inferred_type(self.model)?;
            self.look_of_type(ty, false)
        });
        match look {
            Some((kind, modifiers)) => (kind, modifiers | library),
            None => (Kind::Variable, constant(&alias.name) | library),
        }
    }

    /// Each part of `a.b.c`.
    fn dotted(&mut self, name: &ast::Identifier, modifiers: u32) {
        let mut start = name.start();
        for part in name.as_str().split('.') {
            let length = ruff_text_size::TextSize::of(part);
            self.push(TextRange::at(start, length), (Kind::Namespace, modifiers));
            start += length + ruff_text_size::TextSize::new(1);
        }
    }

    fn variable(&mut self, name: &ast::Identifier, modifiers: u32) {
        let modifiers = modifiers | constant(name);
        self.push(name.range(), (Kind::Variable, modifiers));
    }

    fn string(&mut self, string: &ast::ExprStringLiteral) {
        let Some((parsed, inner)) = self.model.enter_string_annotation(string) else {
            return;
        };
        let mut painter = Painter {
            db: self.db,
            model: &inner,
            within: self.within,
            keep_going: self.keep_going,
            names: HashMap::new(),
            class: None,
            found: Vec::new(),
        };
        painter.visit_expr(parsed.expr());
        self.found.append(&mut painter.found);
    }
}

impl<'a> SourceOrderVisitor<'a> for Painter<'_, '_> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let is_wanted = self
            .within
            .is_none_or(|within| within.intersect(node.range()).is_some());
        match is_wanted {
            true => TraversalSignal::Traverse,
            false => TraversalSignal::Skip,
        }
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        (self.keep_going)();
        if self.enter_node(statement.into()) == TraversalSignal::Skip {
            return;
        }
        match statement {
            Stmt::FunctionDef(function) => return self.function(function),
            Stmt::ClassDef(class) => return self.class(class),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Global(global) => {
                for name in &global.names {
                    self.variable(name, 0);
                }
            }
            Stmt::Nonlocal(nonlocal) => {
                for name in &nonlocal.names {
                    self.variable(name, 0);
                }
            }
            _ => {}
        }
        source_order::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => self.name(name),
            Expr::Attribute(attribute) => {
                self.visit_expr(&attribute.value);
                self.attribute(attribute);
                return;
            }
            Expr::StringLiteral(string) => self.string(string),
            Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) => {
                self.push(expression.range(), (Kind::BuiltinConstant, READONLY));
            }
            Expr::Lambda(lambda) => {
                for parameter in lambda.parameters.iter().flat_map(|it| it.iter()) {
                    let name = &parameter.as_parameter().name;
                    self.push(name.range(), (Kind::Parameter, DECLARATION));
                }
            }
            _ => {}
        }
        source_order::walk_expr(self, expression);
    }

    fn visit_keyword(&mut self, keyword: &'a ast::Keyword) {
        if let Some(name) = &keyword.arg {
            self.push(name.range(), (Kind::Parameter, 0));
        }
        source_order::walk_keyword(self, keyword);
    }

    fn visit_type_param(&mut self, parameter: &'a ast::TypeParam) {
        let look = (Kind::TypeParameter, DECLARATION);
        self.push(parameter.name().range(), look);
        source_order::walk_type_param(self, parameter);
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.variable(name, DECLARATION);
        }
        source_order::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        let name = match pattern {
            ast::Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.variable(name, DECLARATION);
        }
        source_order::walk_pattern(self, pattern);
    }

    fn visit_pattern_keyword(&mut self, keyword: &'a ast::PatternKeyword) {
        self.push(keyword.attr.range(), (Kind::Property, 0));
        source_order::walk_pattern_keyword(self, keyword);
    }
}

fn constant(name: &str) -> u32 {
    let is_constant = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if is_constant { READONLY } else { 0 }
}

/// The first parameter of a method is the instance or the class.
fn kind_of_parameter(function: &ast::StmtFunctionDef, name: &str) -> Kind {
    let first = function.parameters.iter_non_variadic_params().next();
    let is_first = first.is_some_and(|first| first.parameter.name.as_str() == name);
    if !is_first || has_decorator(function, "staticmethod") {
        return Kind::Parameter;
    }
    let takes_class = has_decorator(function, "classmethod")
        || matches!(
            function.name.as_str(),
            "__new__" | "__init_subclass__" | "__class_getitem__"
        );
    match takes_class {
        true => Kind::ClsParameter,
        false => Kind::SelfParameter,
    }
}

fn is_static(function: &ast::StmtFunctionDef) -> bool {
    has_decorator(function, "staticmethod") || has_decorator(function, "classmethod")
}

fn has_decorator(function: &ast::StmtFunctionDef, name: &str) -> bool {
    function.decorator_list.iter().any(|decorator| {
        let expression = match &decorator.expression {
            Expr::Call(call) => &call.func,
            expression => expression,
        };
        match expression {
            Expr::Name(found) => found.id == name,
            Expr::Attribute(found) => found.attr.as_str() == name,
            _ => false,
        }
    })
}
