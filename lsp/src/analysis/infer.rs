//! What a name or an expression stands for, as far as that can be known without running it.
//!
//! This is the one door for types: features ask [`definitions_at`], [`Inference::expression`] and
//! [`Inference::member`], and get plain [`Definition`]s and [`Entity`]s. It follows imports,
//! bindings, attributes, bases, annotations and constructor calls; where a value could be anything
//! it says nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{Expr, ExprCall, ExprRef, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::names::is_part;

use crate::analysis::anatomy::enums;
use crate::analysis::function_facts::Receiver;
use crate::analysis::scopes::resolution::lookup;
use crate::analysis::scopes::{
    Binding, BindingId, BindingKind, MODULE, Scope, ScopeId, ScopeKind, ScopeTable, Target,
};
use crate::analysis::source::SourceFile;
use crate::analysis::world::Module;
use crate::analysis::{Context, attributes, class_facts, function_facts, native, nodes, traced};

/// How far chains of imports, bindings and calls are followed.
const MAX_STEPS: u32 = 24;
/// How deep classes may derive from each other.
const MAX_BASES: usize = 64;

/// A function or class definition, by the file and the range of its node.
#[derive(Debug, Clone)]
pub struct Node {
    pub file: Arc<SourceFile>,
    pub range: TextRange,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file, &other.file) && self.range == other.range
    }
}

impl Node {
    pub fn function(&self) -> Option<&StmtFunctionDef> {
        nodes::function(self.file.module(), self.range)
    }

    /// Works with the function, which takes no tree of its text.
    pub fn with_function<R>(&self, work: impl FnOnce(&StmtFunctionDef) -> R) -> Option<R> {
        self.file.with_function(self.range, work)
    }

    /// Works with the class, which takes no tree of its text.
    pub fn with_class<R>(&self, work: impl FnOnce(&StmtClassDef) -> R) -> Option<R> {
        self.file.with_class(self.range, work)
    }

    /// The same, if nothing is asked of its body.
    pub fn with_class_header<R>(&self, work: impl FnOnce(&StmtClassDef) -> R) -> Option<R> {
        self.file.with_class_header(self.range, work)
    }

    /// Whether it is a function of that name.
    pub fn is_function(&self, name: &str) -> bool {
        self.with_function(|def| def.name.as_str() == name) == Some(true)
    }

    pub fn class(&self) -> Option<&StmtClassDef> {
        nodes::class(self.file.module(), self.range)
    }

    pub fn scope(&self, kind: ScopeKind) -> Option<ScopeId> {
        self.file.scope_of_node(self.range, &[kind])
    }

    /// The scope of a class, which is known longer than its tree.
    pub fn class_scope(&self) -> Option<&Scope> {
        let id = self.scope(ScopeKind::Class)?;
        Some(self.file.scopes_of(id).scope(id))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Class {
    Source(Node),
    Native(native::Native),
}

/// What an expression stands for.
#[derive(Debug, Clone)]
pub enum Entity {
    Module(Module),
    Function(Node),
    Class(Class),
    Instance(Class),
    /// `super()` in a method of a class.
    Super(Class),
    /// A native function, method or object of unknown class.
    Native(native::Native),
}

/// Where something is defined.
#[derive(Debug, Clone)]
pub enum Definition {
    Binding {
        file: Arc<SourceFile>,
        id: BindingId,
    },
    /// `self.name = ...` in a method.
    InstanceAttribute {
        file: Arc<SourceFile>,
        attribute: attributes::InstanceAttribute,
    },
    /// A parameter, by the names of its function alone.
    Parameter {
        file: Arc<SourceFile>,
        inside: Arc<ScopeTable>,
        id: BindingId,
    },
    Module(Module),
    Native(native::Native),
}

impl Definition {
    /// The file and the range of the name that is defined; `None` where there is no source.
    pub fn place(&self) -> Option<(Arc<SourceFile>, TextRange)> {
        match self {
            Self::Binding { file, id } => Some((Arc::clone(file), file.binding(*id).range)),
            Self::InstanceAttribute { file, attribute } => {
                Some((Arc::clone(file), attribute.name_range))
            }
            Self::Parameter { file, inside, id } => {
                Some((Arc::clone(file), inside.binding(*id).range))
            }
            Self::Module(Module::Source(file)) => Some((Arc::clone(file), TextRange::default())),
            Self::Module(_) | Self::Native(_) => None,
        }
    }

    pub fn binding(&self) -> Option<&Binding> {
        match self {
            Self::Binding { file, id } => Some(file.binding(*id)),
            Self::Parameter { inside, id, .. } => Some(inside.binding(*id)),
            _ => None,
        }
    }
}

pub struct Inference<'a> {
    pub context: &'a Context,
    steps: Cell<u32>,
    /// The members of an enumeration are being looked at, whose values may name others.
    pub in_members: Cell<bool>,
    /// The classes whose order is being worked out.
    ordering: RefCell<Vec<Class>>,
    /// Something in them could not be followed because it is among them itself.
    is_cut: Cell<bool>,
    /// The names of functions that were looked at alone.
    pub(super) inside: RefCell<Vec<(Node, Rc<ScopeTable>)>>,
}

impl<'a> Inference<'a> {
    pub fn new(context: &'a Context) -> Self {
        Self {
            context,
            steps: Cell::new(0),
            in_members: Cell::new(false),
            ordering: RefCell::default(),
            is_cut: Cell::new(false),
            inside: RefCell::default(),
        }
    }

    /// The order of a class, worked out once for as long as the world stays as it is.
    pub fn order(
        &self,
        class: &Class,
        work_out: impl FnOnce() -> class_facts::Mro,
    ) -> class_facts::Mro {
        let world = &self.context.world;
        if let Some(known) = world.memo.order(world, class) {
            return known;
        }
        if self.ordering.borrow().contains(class) || self.ordering.borrow().len() > MAX_BASES {
            self.is_cut.set(true);
            return Err("inheritance is too deep to follow".to_owned());
        }
        self.ordering.borrow_mut().push(class.clone());
        // However long the chain that led here is, the order is the same.
        let steps = self.steps.replace(0);
        let (order, reads) = traced::recorded(|| {
            if let Class::Source(node) = class {
                world.note(&node.file);
            }
            work_out()
        });
        self.steps.set(steps);
        self.ordering.borrow_mut().pop();
        let is_first = self.ordering.borrow().is_empty();
        if is_first || !self.is_cut.get() {
            world.memo.remember_order(world, class, &order, reads);
        }
        if is_first {
            self.is_cut.set(false);
        }
        order
    }

    /// Runs one step of a chain, unless the chain is already too long (or goes in a circle).
    fn step<T: Default>(&self, run: impl FnOnce() -> T) -> T {
        if self.steps.get() >= MAX_STEPS {
            return T::default();
        }
        self.context.cancel.check();
        self.steps.set(self.steps.get() + 1);
        let result = run();
        self.steps.set(self.steps.get() - 1);
        result
    }

    /// What a name means that is read at an offset in a scope.
    pub fn name(
        &self,
        file: &Arc<SourceFile>,
        scope: ScopeId,
        name: &str,
        offset: TextSize,
    ) -> Vec<Definition> {
        let table = file.scopes_at(offset);
        let occurrence = table
            .occurrence_at(offset)
            .filter(|found| found.name == name);
        let target = match occurrence {
            Some(occurrence) if occurrence.target != Target::Unresolved => occurrence.target,
            Some(_) => file
                .scopes()
                .occurrence_at(offset)
                .map_or(Target::Unresolved, |found| found.target),
            None => lookup(table, scope, name, |_| true),
        };
        self.target(file, target, name)
    }

    pub fn target(&self, file: &Arc<SourceFile>, target: Target, name: &str) -> Vec<Definition> {
        match target {
            Target::Scope(scope) => bindings(file, scope, name),
            Target::Builtin => native::find("builtins", name)
                .map(Definition::Native)
                .into_iter()
                .collect(),
            Target::Unresolved => self.star_imported(file, name),
        }
    }

    fn star_imported(&self, file: &Arc<SourceFile>, name: &str) -> Vec<Definition> {
        let table = file.outer_scopes();
        for &id in table.scope(MODULE).star_imports.iter().rev() {
            let BindingKind::ImportFrom { level, module, .. } = &table.binding(id).kind else {
                continue;
            };
            let found = self.step(|| match self.import(file, *level, module) {
                Some(module) if !name.starts_with('_') => self.module_member(&module, name),
                _ => Vec::new(),
            });
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The module that an import statement of a file names.
    pub fn import(&self, file: &SourceFile, level: u32, module: &str) -> Option<Module> {
        let name = self.context.world.absolute_name(level, module, file)?;
        self.context.world.module(&name, file)
    }

    pub fn module_member(&self, module: &Module, name: &str) -> Vec<Definition> {
        let world = &self.context.world;
        match module {
            Module::Source(file) => {
                let found = bindings(file, MODULE, name);
                if !found.is_empty() {
                    return found;
                }
                let submodule = world
                    .name_of(file)
                    .filter(|(_, is_package)| *is_package)
                    .and_then(|(package, _)| {
                        self.context
                            .world
                            .module(&format!("{package}.{name}"), file)
                    });
                match submodule {
                    Some(module) => vec![Definition::Module(module)],
                    None => self.star_imported(file, name),
                }
            }
            Module::Native(module) => native::find(module, name)
                .map(Definition::Native)
                .into_iter()
                .collect(),
            Module::Namespace(folder) => {
                let found = crate::analysis::stdlib::module_in_folder(folder, name);
                let file = found.and_then(|(path, _)| world.file(&path));
                file.map(|file| Definition::Module(Module::Source(file)))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Follows imports to what they import; a name that cannot be followed stays itself.
    pub fn follow_imports(&self, definition: Definition) -> Vec<Definition> {
        let mut pending = vec![(definition.clone(), 0)];
        let mut found = Vec::new();
        while let Some((next, steps)) = pending.pop() {
            let followed = self.step(|| self.follow_once(&next));
            if followed.is_empty() {
                found.push(next);
            } else if steps < MAX_STEPS {
                pending.extend(followed.into_iter().rev().map(|next| (next, steps + 1)));
            }
        }
        // Imports in a circle lead nowhere.
        if found.is_empty() {
            vec![definition]
        } else {
            found
        }
    }

    fn follow_once(&self, definition: &Definition) -> Vec<Definition> {
        let Definition::Binding { file, id } = definition else {
            return Vec::new();
        };
        match &file.binding(*id).kind {
            BindingKind::Import { module, is_renamed } => {
                let name = match is_renamed {
                    true => module.as_str(),
                    false => module.split('.').next().unwrap_or(module),
                };
                let module = self.import(file, 0, name);
                module.map(Definition::Module).into_iter().collect()
            }
            BindingKind::ImportFrom {
                level,
                module,
                name,
            } => self.import_from(file, *level, module, name),
            _ => Vec::new(),
        }
    }

    /// What `from module import name` binds.
    pub fn import_from(
        &self,
        file: &SourceFile,
        level: u32,
        module: &str,
        name: &str,
    ) -> Vec<Definition> {
        if let Some(module) = self.import(file, level, module) {
            let itself = matches!(&module, Module::Source(other) if std::ptr::eq(&**other, file));
            let found = if itself {
                Vec::new()
            } else {
                self.module_member(&module, name)
            };
            if !found.is_empty() {
                return found;
            }
        }
        // `from . import sibling` where the package has no name of that kind.
        let submodule = match module.is_empty() {
            true => name.to_owned(),
            false => format!("{module}.{name}"),
        };
        let found = self.import(file, level, &submodule);
        found.map(Definition::Module).into_iter().collect()
    }

    /// What a definition stands for.
    pub fn entity(&self, definition: &Definition) -> Option<Entity> {
        self.step(|| match definition {
            Definition::Module(module) => Some(Entity::Module(module.clone())),
            Definition::Native(native) => Some(native_entity(*native)),
            Definition::InstanceAttribute { file, attribute } => {
                match (attribute.annotation, attribute.value) {
                    (Some(annotation), _) => self.annotated(file, annotation),
                    (None, Some(value)) => self.expression_at(file, value),
                    (None, None) => None,
                }
            }
            Definition::Binding { file, id } => self.binding_entity(file, *id),
            Definition::Parameter { file, inside, id } => match inside.binding(*id).kind {
                BindingKind::Parameter {
                    annotation: Some(annotation),
                    ..
                } => self.annotated(file, annotation),
                _ => None,
            },
        })
    }

    fn binding_entity(&self, file: &Arc<SourceFile>, id: BindingId) -> Option<Entity> {
        let binding = file.binding(id);
        let node = || Node {
            file: Arc::clone(file),
            range: binding.node,
        };
        match &binding.kind {
            BindingKind::Function => Some(Entity::Function(node())),
            BindingKind::Class => Some(Entity::Class(Class::Source(node()))),
            BindingKind::Import { .. } | BindingKind::ImportFrom { .. } => {
                let definition = Definition::Binding {
                    file: Arc::clone(file),
                    id,
                };
                let followed = self.follow_once(&definition);
                self.entity(followed.last()?)
            }
            BindingKind::Assignment {
                annotation: Some(annotation),
                ..
            } => self.annotated(file, *annotation),
            BindingKind::Assignment {
                value: Some(value), ..
            }
            | BindingKind::Walrus { value } => self.expression_at(file, *value),
            BindingKind::Parameter {
                annotation: Some(annotation),
                ..
            } => self.annotated(file, *annotation),
            BindingKind::Parameter {
                annotation: None, ..
            } => self.receiver(file, binding),
            BindingKind::Except { class: Some(class) } => {
                match self.expression_at(file, *class)? {
                    Entity::Class(class) => Some(Entity::Instance(class)),
                    _ => None,
                }
            }
            BindingKind::With {
                context: Some(context),
            } => self.entered(file, *context),
            _ => None,
        }
    }

    /// `self` or `cls`: the first parameter of a method.
    fn receiver(&self, file: &Arc<SourceFile>, binding: &Binding) -> Option<Entity> {
        let table = file.scopes();
        let function = table.scope(binding.scope);
        if function.kind != ScopeKind::Function {
            return None;
        }
        let def = nodes::function(file.module(), function.node)?;
        let first = def.parameters.iter_non_variadic_params().next()?;
        if first.name().range() != binding.range {
            return None;
        }
        let outer = table.ancestors(binding.scope).skip(1);
        let holder = outer
            .into_iter()
            .find(|&id| table.scope(id).kind != ScopeKind::TypeParameters)?;
        if table.scope(holder).kind != ScopeKind::Class {
            return None;
        }
        let range = table.scope(holder).node;
        let class = Class::Source(Node {
            file: Arc::clone(file),
            range,
        });
        match function_facts::receiver_kind(def) {
            Receiver::Instance => Some(Entity::Instance(class)),
            Receiver::Class => Some(Entity::Class(class)),
            Receiver::None => None,
        }
    }

    /// What `with value as name` binds, where `__enter__` says what it returns.
    fn entered(&self, file: &Arc<SourceFile>, context: TextRange) -> Option<Entity> {
        let manager = self.expression_at(file, context)?;
        let Entity::Instance(class) = &manager else {
            return None;
        };
        let enter = self.member(&manager, "__enter__");
        let Entity::Function(function) = self.entity(enter.last()?)? else {
            return None;
        };
        match function.with_function(function_facts::returns_receiver)? {
            true => Some(Entity::Instance(class.clone())),
            false => self.returned(&function, Some(class)),
        }
    }

    /// What a call of a function gives, by its annotation.
    fn returned(&self, function: &Node, receiver: Option<&Class>) -> Option<Entity> {
        let (returns, is_self) = function.with_function(|def| {
            let returns = def.returns.as_deref()?;
            let name = nodes::dotted_name(returns);
            let is_self = name.is_some_and(|parts| parts.last() == Some(&"Self"));
            Some((returns.range(), is_self))
        })??;
        match receiver {
            Some(class) if is_self => Some(Entity::Instance(class.clone())),
            _ => self.annotated(&function.file, returns),
        }
    }

    /// A value of the class that an annotation names.
    pub fn annotated(&self, file: &Arc<SourceFile>, annotation: TextRange) -> Option<Entity> {
        let class = file.with_expression(annotation, |it| self.annotation_class(file, it));
        match class? {
            Entity::Class(class) => Some(Entity::Instance(class)),
            _ => None,
        }
    }

    fn annotation_class(&self, file: &Arc<SourceFile>, expression: ExprRef) -> Option<Entity> {
        match expression {
            // `X | None` is an X where its attributes are asked for.
            ExprRef::BinOp(op) if matches!(&*op.right, Expr::NoneLiteral(_)) => {
                self.annotation_class(file, ExprRef::from(&*op.left))
            }
            ExprRef::Subscript(subscript) => {
                let name = nodes::dotted_name(&subscript.value)?;
                match *name.last()? {
                    "Optional" | "Annotated" | "Final" | "ClassVar" => {
                        let inner = match &*subscript.slice {
                            Expr::Tuple(tuple) => tuple.elts.first()?,
                            other => other,
                        };
                        self.annotation_class(file, ExprRef::from(inner))
                    }
                    "type" | "Type" => None,
                    _ => self.expression(file, ExprRef::from(&*subscript.value)),
                }
            }
            ExprRef::StringLiteral(literal) => {
                let name = literal.value.to_str();
                let is_name = name.chars().all(is_part);
                let scope = file.scopes().scope_at(literal.range().start());
                let found =
                    is_name.then(|| self.name(file, scope, name, literal.range().start()))?;
                self.entity(found.last()?)
            }
            ExprRef::Name(_) | ExprRef::Attribute(_) => self.expression(file, expression),
            _ => None,
        }
    }

    fn expression_at(&self, file: &Arc<SourceFile>, range: TextRange) -> Option<Entity> {
        file.with_expression(range, |expression| self.expression(file, expression))
    }

    /// What an expression stands for.
    pub fn expression(&self, file: &Arc<SourceFile>, expression: ExprRef) -> Option<Entity> {
        self.step(|| match expression {
            ExprRef::Name(name) => {
                let offset = name.range().start();
                if let Some(target) = self.target_outside(file, offset, &name.id) {
                    return self.entity(self.target(file, target, &name.id).last()?);
                }
                let table = file.scopes_at(offset);
                let scope = table.occurrence_at(offset).map(|found| found.scope);
                let name = table
                    .occurrence_at(offset)
                    .map_or(name.id.as_str(), |found| found.name.as_str());
                let scope = scope.unwrap_or_else(|| table.scope_at(offset));
                let found = self.name(file, scope, name, offset);
                self.entity(reaching(&found, file, offset)?)
            }
            ExprRef::Attribute(attribute) => {
                let value = self.expression(file, ExprRef::from(&*attribute.value))?;
                self.attribute_value(&value, &attribute.attr)
            }
            ExprRef::Call(call) => self.call(file, call),
            ExprRef::Await(node) => match &*node.value {
                Expr::Call(call) => self.call(file, call),
                _ => None,
            },
            ExprRef::Subscript(subscript) => {
                match self.expression(file, ExprRef::from(&*subscript.value))? {
                    class @ Entity::Class(_) => Some(class),
                    _ => None,
                }
            }
            ExprRef::Named(named) => self.expression(file, ExprRef::from(&*named.value)),
            ExprRef::If(node) => self
                .expression(file, ExprRef::from(&*node.body))
                .or_else(|| self.expression(file, ExprRef::from(&*node.orelse))),
            _ => literal_class(expression).map(|class| Entity::Instance(Class::Native(class))),
        })
    }

    /// The value of an attribute: a property gives what it returns.
    fn attribute_value(&self, value: &Entity, name: &str) -> Option<Entity> {
        let found = self.member(value, name);
        if let Entity::Class(class) = value
            && enums::is_member(self, class, name)
        {
            return Some(Entity::Instance(class.clone()));
        }
        let entity = self.entity(found.last()?)?;
        let (Entity::Function(function), Entity::Instance(class)) = (&entity, value) else {
            return Some(entity);
        };
        match function.with_function(function_facts::is_property) {
            Some(true) => self.returned(function, Some(class)),
            _ => Some(entity),
        }
    }

    fn call(&self, file: &Arc<SourceFile>, call: &ExprCall) -> Option<Entity> {
        let receiver = match &*call.func {
            Expr::Attribute(attribute) => self.expression(file, ExprRef::from(&*attribute.value)),
            _ => None,
        };
        match self.expression(file, ExprRef::from(&*call.func))? {
            Entity::Class(Class::Native(class)) if class.qualified_name == "super" => {
                self.super_class(file, call)
            }
            Entity::Class(Class::Native(class))
                if class.qualified_name == "type" && call.arguments.len() == 1 =>
            {
                match self.expression(file, ExprRef::from(call.arguments.args.first()?))? {
                    Entity::Instance(class) => Some(Entity::Class(class)),
                    _ => None,
                }
            }
            Entity::Class(class) => Some(Entity::Instance(class)),
            Entity::Function(function) => {
                let body = function.with_function(function_facts::kind_of_body)?;
                if body.is_generator || (body.is_async && !call_is_awaited(file, call)) {
                    return None;
                }
                match &receiver {
                    Some(Entity::Instance(class) | Entity::Class(class)) => {
                        self.returned(&function, Some(class))
                    }
                    _ => self.returned(&function, None),
                }
            }
            _ => None,
        }
    }

    fn super_class(&self, file: &Arc<SourceFile>, call: &ExprCall) -> Option<Entity> {
        let table = file.scopes();
        let class = table.enclosing_class(table.scope_at(call.range().start()))?;
        let range = table.scope(class).node;
        Some(Entity::Super(Class::Source(Node {
            file: Arc::clone(file),
            range,
        })))
    }

    /// Where an attribute of a value is defined.
    pub fn member(&self, value: &Entity, name: &str) -> Vec<Definition> {
        self.step(|| match value {
            Entity::Module(module) => self.module_member(module, name),
            Entity::Class(class) => {
                let found = self.class_member(class, name, false, 0);
                if found.is_empty() {
                    self.metaclass_member(class, name)
                } else {
                    found
                }
            }
            Entity::Instance(class) => self.class_member(class, name, true, 0),
            Entity::Super(class) => self.class_member(class, name, false, 1),
            Entity::Function(_) => {
                let class = native::find("types", "function");
                let found = class.or_else(|| native::find("types", "FunctionType"));
                found
                    .and_then(|class| class.member(name))
                    .map(Definition::Native)
                    .into_iter()
                    .collect()
            }
            Entity::Native(_) => Vec::new(),
        })
    }

    fn class_member(
        &self,
        class: &Class,
        name: &str,
        on_instance: bool,
        skip: usize,
    ) -> Vec<Definition> {
        for class in class_facts::lookup_order(self, class)
            .into_iter()
            .skip(skip)
        {
            let found = self.own_member(&class, name, on_instance);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// What a class itself defines, without its bases.
    pub fn own_member(&self, class: &Class, name: &str, on_instance: bool) -> Vec<Definition> {
        match class {
            Class::Native(class) => class
                .member(name)
                .map(Definition::Native)
                .into_iter()
                .collect(),
            Class::Source(node) => {
                let Some(scope) = node.scope(ScopeKind::Class) else {
                    return Vec::new();
                };
                let mut found = bindings(&node.file, scope, name);
                if on_instance {
                    let own = attributes::of_instances_written(node, name);
                    let same = own.iter().filter(|attribute| attribute.name == name);
                    found.extend(same.map(|attribute| Definition::InstanceAttribute {
                        file: Arc::clone(&node.file),
                        attribute: attribute.clone(),
                    }));
                }
                found
            }
        }
    }

    fn metaclass_member(&self, class: &Class, name: &str) -> Vec<Definition> {
        match class_facts::metaclass(self, class) {
            Some(metaclass) => self.class_member(&metaclass, name, true, 0),
            None => Vec::new(),
        }
    }
}

fn call_is_awaited(file: &SourceFile, call: &ExprCall) -> bool {
    let path = nodes::covering(file.module(), call.range());
    path.iter().any(|node| match node {
        ruff_python_ast::AnyNodeRef::ExprAwait(node) => node.value.range() == call.range(),
        _ => false,
    })
}

/// The bindings of a name in a scope as definitions.
pub fn bindings(file: &Arc<SourceFile>, scope: ScopeId, name: &str) -> Vec<Definition> {
    let table = file.scopes_with(scope, name);
    let known = table.scope(scope).names.get(name);
    let ids = known
        .map(|known| known.bindings.as_slice())
        .unwrap_or_default();
    ids.iter()
        .filter(|&&id| !matches!(table.binding(id).kind, BindingKind::Deletion))
        .map(|&id| Definition::Binding {
            file: Arc::clone(file),
            id,
        })
        .collect()
}

/// Of several definitions, the one under the cursor, else the one whose value a use most likely
/// sees: the last before it in the same scope, else the last of all.
pub fn reaching<'d>(
    found: &'d [Definition],
    file: &Arc<SourceFile>,
    offset: TextSize,
) -> Option<&'d Definition> {
    if found.len() <= 1 {
        return found.first();
    }
    let table = file.scopes_at(offset);
    let scope = table.scope_at(offset);
    let latest = |fits: &dyn Fn(&Binding) -> bool| {
        found.iter().rev().find(|definition| match definition {
            Definition::Binding { file: other, id } => {
                let binding = table.bindings.get(id.0 as usize);
                Arc::ptr_eq(file, other) && binding.is_some_and(fits)
            }
            _ => false,
        })
    };
    let is_here = |definition: &&Definition| match definition {
        Definition::InstanceAttribute {
            file: other,
            attribute,
        } => Arc::ptr_eq(file, other) && attribute.name_range.contains_inclusive(offset),
        _ => false,
    };
    latest(&|binding| binding.range.contains_inclusive(offset))
        .or_else(|| found.iter().find(is_here))
        .or_else(|| latest(&|b| b.scope == scope && b.range.end() <= offset))
        .or(found.last())
}

pub fn native_entity(native: native::Native) -> Entity {
    if native.is_class() {
        return Entity::Class(Class::Native(native));
    }
    if let Some(class) = native.alias_of() {
        return Entity::Class(Class::Native(class));
    }
    match native.class_of_object() {
        Some(class) => Entity::Instance(Class::Native(class)),
        None => Entity::Native(native),
    }
}

fn literal_class(expression: ExprRef) -> Option<native::Native> {
    let name = match expression {
        ExprRef::StringLiteral(_) | ExprRef::FString(_) => "str",
        ExprRef::BytesLiteral(_) => "bytes",
        ExprRef::NumberLiteral(number) => match number.value {
            ruff_python_ast::Number::Int(_) => "int",
            ruff_python_ast::Number::Float(_) => "float",
            ruff_python_ast::Number::Complex { .. } => "complex",
        },
        ExprRef::BooleanLiteral(_) => "bool",
        ExprRef::List(_) | ExprRef::ListComp(_) => "list",
        ExprRef::Tuple(_) => "tuple",
        ExprRef::Dict(_) | ExprRef::DictComp(_) => "dict",
        ExprRef::Set(_) | ExprRef::SetComp(_) => "set",
        _ => return None,
    };
    native::find("builtins", name)
}

/// What the text at an offset refers to.
pub fn definitions_at(context: &Context, offset: TextSize) -> Vec<Definition> {
    crate::analysis::definition::at(context, offset)
}
