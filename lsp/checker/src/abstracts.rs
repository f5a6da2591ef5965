//! Calls that make an instance of a class with abstract methods, which `object.__new__` refuses.
//!
//! Only what is certain counts: a base that nothing is known of, a `__new__` of its own, a
//! metaclass that does more than `ABCMeta`, a decorator that may add methods - each makes a class
//! one of which nothing is said.

use std::collections::HashMap;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};
use ty_module_resolver::file_to_module;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{HasType, ResolvedDefinition, SemanticModel};

use crate::database::Database;
use crate::family;
use crate::names::head_name;
use crate::place::{self, Place};
use crate::{Address, Snapshot};

/// A call of a class that has abstract methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbstractCall {
    pub range: TextRange,
    /// `__name__`
    pub class: String,
    /// The abstract methods by name, each with its place.
    pub missing: Vec<(String, Place)>,
    /// The modules and names of the classes from stubs that it inherits from: one of them that is
    /// written in C may have a `__new__` that does not look.
    pub library_bases: Vec<(String, String)>,
}

impl Snapshot {
    /// The calls of classes with abstract methods, in the order of the text.
    pub fn abstract_calls(&self, address: &Address) -> Vec<AbstractCall> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let mut calls = Calls {
            db: &self.db,
            model: &opened.model,
            classes: HashMap::new(),
            expected: 0,
            found: Vec::new(),
        };
        calls.visit_body(opened.parsed.suite());
        calls.found
    }
}

/// What is known of a class that has abstract methods.
struct Abstract {
    name: String,
    missing: Vec<(String, Place)>,
    library_bases: Vec<(String, String)>,
}

struct Calls<'a, 'db> {
    db: &'db Database,
    model: &'a SemanticModel<'db>,
    classes: HashMap<Definition<'db>, Option<Abstract>>,
    /// In how many statements we are that expect what is in them to fail.
    expected: u32,
    found: Vec<AbstractCall>,
}

impl<'a> Visitor<'a> for Calls<'_, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::With(with) if with.items.iter().any(expects_failure) => {
                self.expected += 1;
                walk_stmt(self, statement);
                self.expected -= 1;
            }
            Stmt::Try(node) if node.handlers.iter().any(catches_type_error) => {
                self.expected += 1;
                self.visit_body(&node.body);
                self.expected -= 1;
                for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    self.visit_body(&handler.body);
                }
                self.visit_body(&node.orelse);
                self.visit_body(&node.finalbody);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && self.expected == 0
        {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}

impl Calls<'_, '_> {
    fn call(&mut self, call: &ast::ExprCall) {
        if !matches!(
            &*call.func,
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_)
        ) {
            return;
        }
        // The class itself: a `type[C]` may be one of its subclasses.
        let Some(ty @ (Type::ClassLiteral(_) | Type::GenericAlias(_))) =
            call.func.inferred_type(self.model)
        else {
            return;
        };
        let Some(class) = family::class_of(self.db, self.model, ty) else {
            return;
        };
        let db = self.db;
        let known = self
            .classes
            .entry(class)
            .or_insert_with(|| abstract_class(db, class));
        if let Some(known) = known {
            self.found.push(AbstractCall {
                range: call.range(),
                class: known.name.clone(),
                missing: known.missing.clone(),
                library_bases: known.library_bases.clone(),
            });
        }
    }
}

/// `with pytest.raises(...)` and its like.
fn expects_failure(item: &ast::WithItem) -> bool {
    let Expr::Call(call) = &item.context_expr else {
        return false;
    };
    head_name(&call.func).is_some_and(|name| name.to_ascii_lowercase().contains("raises"))
}

fn catches_type_error(handler: &ast::ExceptHandler) -> bool {
    let ast::ExceptHandler::ExceptHandler(handler) = handler;
    let catches = |class: &Expr| {
        matches!(
            head_name(class),
            Some("TypeError" | "Exception" | "BaseException")
        )
    };
    match handler.type_.as_deref() {
        None => true,
        Some(Expr::Tuple(classes)) => classes.iter().any(catches),
        Some(class) => catches(class),
    }
}

/// What is abstract in a class; `None` if nothing is, or if that cannot be said for certain.
fn abstract_class<'db>(db: &'db Database, class: Definition<'db>) -> Option<Abstract> {
    let order = Order::of(db, class)?;
    if !order.is_counted {
        return None;
    }
    let mut missing: Vec<(String, Place)> = Vec::new();
    for &owner in &order.classes {
        for name in abstract_names(db, owner) {
            if is_generated(&name) || missing.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let first = order.classes.iter().find_map(|class| {
                let found = family::in_body(db, *class, &name);
                (!found.is_empty()).then_some(found)
            })?;
            if let Some(definition) = abstract_definition(db, &first) {
                let place = place::of_definition(db, &ResolvedDefinition::Definition(definition));
                missing.push((name, place));
            }
        }
    }
    if missing.is_empty() {
        return None;
    }
    missing.sort_by(|(left, _), (right, _)| left.cmp(right));
    let from_stubs = order.classes.iter().filter(|class| is_stub(db, **class));
    Some(Abstract {
        name: family::name(db, class)?,
        missing,
        library_bases: from_stubs
            .filter_map(|class| Some((module_of(db, *class)?, family::name(db, *class)?)))
            .collect(),
    })
}

/// Methods that come about without a statement that defines them: beside `__eq__`, by
/// `@dataclass`, by `@total_ordering`.
fn is_generated(name: &str) -> bool {
    matches!(
        name,
        "__hash__" | "__eq__" | "__lt__" | "__le__" | "__gt__" | "__ge__" | "__init__" | "__repr__"
    )
}

/// The names in a class body that are defined with one of `abc`'s decorators.
fn abstract_names<'db>(db: &'db Database, class: Definition<'db>) -> Vec<String> {
    let DefinitionKind::Class(node) = class.kind(db) else {
        return Vec::new();
    };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let body = &node.node(&parsed).body;
    let functions = body.iter().filter_map(Stmt::as_function_def_stmt);
    functions
        .filter(|function| function.decorator_list.iter().any(looks_abstract))
        .map(|function| function.name.to_string())
        .collect()
}

fn looks_abstract(decorator: &ast::Decorator) -> bool {
    head_name(&decorator.expression).is_some_and(|name| name.starts_with("abstract"))
}

/// Of the definitions of a name in a class, the one that makes it abstract: the last, and what the
/// parts of a property stand on.
fn abstract_definition<'db>(
    db: &'db Database,
    definitions: &[Definition<'db>],
) -> Option<Definition<'db>> {
    let mut sorted = definitions.to_vec();
    sorted.sort_by_key(|definition| place::name_of_definition(db, *definition).range().start());
    for definition in sorted.into_iter().rev() {
        let DefinitionKind::Function(node) = definition.kind(db) else {
            return None;
        };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let function = node.node(&parsed);
        let model = SemanticModel::new(db, definition.program_file(db));
        let mut decorators = function.decorator_list.iter();
        if decorators.any(|one| looks_abstract(one) && is_from_abc(db, &model, one)) {
            return Some(definition);
        }
        let goes_on = function.decorator_list.iter().any(|decorator| {
            let Expr::Attribute(part) = &decorator.expression else {
                return false;
            };
            matches!(part.attr.as_str(), "setter" | "deleter")
                && head_name(&part.value) == Some(function.name.as_str())
        });
        if !goes_on {
            return None;
        }
    }
    None
}

fn is_from_abc<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    decorator: &ast::Decorator,
) -> bool {
    let ty = decorator.expression.inferred_type(model);
    let definition = ty.and_then(|ty| ty.definition(db, &model.program_environment()));
    match definition {
        Some(TypeDefinition::Function(definition) | TypeDefinition::StaticClass(definition)) => {
            module_of(db, definition).as_deref() == Some("abc")
        }
        _ => false,
    }
}

fn module_of(db: &Database, definition: Definition<'_>) -> Option<String> {
    let module = file_to_module(db, definition.program_file(db).resolver_file(db))?;
    Some(module.name(db).to_string())
}

fn is_stub(db: &Database, definition: Definition<'_>) -> bool {
    definition.python_file(db).file(db).is_stub(db)
}

/// The method resolution order of a class of which everything is known.
struct Order<'db> {
    classes: Vec<Definition<'db>>,
    /// `ABCMeta` made the class.
    is_counted: bool,
}

impl<'db> Order<'db> {
    fn of(db: &'db Database, class: Definition<'db>) -> Option<Self> {
        let mut order = Self {
            classes: Vec::new(),
            is_counted: false,
        };
        order.classes = order.linearized(db, class, &mut Vec::new())?;
        Some(order)
    }

    /// C3, as far as every base is known; `None` otherwise.
    fn linearized(
        &mut self,
        db: &'db Database,
        class: Definition<'db>,
        below: &mut Vec<Definition<'db>>,
    ) -> Option<Vec<Definition<'db>>> {
        if below.contains(&class) || below.len() > 64 {
            return None;
        }
        let bases = self.bases(db, class)?;
        below.push(class);
        let mut sequences = Vec::with_capacity(bases.len() + 1);
        for base in &bases {
            sequences.push(self.linearized(db, *base, below)?);
        }
        below.pop();
        sequences.push(bases);
        let mut order = vec![class];
        order.extend(merged(sequences)?);
        Some(order)
    }

    /// The bases of a class that is as good as its statement says; without `object`.
    fn bases(&mut self, db: &'db Database, class: Definition<'db>) -> Option<Vec<Definition<'db>>> {
        let DefinitionKind::Class(node) = class.kind(db) else {
            return None;
        };
        let parsed = parsed_module(db, class.python_file(db)).load(db);
        let model = SemanticModel::new(db, class.program_file(db));
        let class_node = node.node(&parsed);
        let is_plain = class_node.decorator_list.iter().all(|decorator| {
            matches!(
                head_name(&decorator.expression),
                Some(
                    "final"
                        | "runtime_checkable"
                        | "dataclass"
                        | "total_ordering"
                        | "type_check_only"
                )
            )
        });
        if !is_plain || self.has_hooks(db, class) {
            return None;
        }
        for keyword in class_node.keywords() {
            if keyword.arg.as_deref() == Some("metaclass") {
                self.metaclass(db, &model, &keyword.value)?;
            }
        }
        let mut bases = Vec::new();
        for base in class_node.bases() {
            if is_special_form(base) {
                self.is_counted |= head_name(base) == Some("Protocol");
                continue;
            }
            let ty = base.inferred_type(&model)?;
            let (Type::ClassLiteral(_) | Type::GenericAlias(_)) = ty else {
                return None;
            };
            let base = family::class_of(db, &model, ty)?;
            let is_object = family::name(db, base).as_deref() == Some("object")
                && module_of(db, base).as_deref() == Some("builtins");
            if !is_object {
                bases.push(base);
            }
        }
        Some(bases)
    }

    /// Whether a class makes its instances, or its subclasses, in its own way.
    fn has_hooks(&self, db: &'db Database, class: Definition<'db>) -> bool {
        let defines = |name| !family::in_body(db, class, name).is_empty();
        defines("__new__") || !is_stub(db, class) && defines("__init_subclass__")
    }

    /// Looks whether a metaclass is `ABCMeta`, or one that adds nothing to how it makes classes.
    fn metaclass(
        &mut self,
        db: &'db Database,
        model: &SemanticModel<'db>,
        metaclass: &Expr,
    ) -> Option<()> {
        let metaclass = family::class_of(db, model, metaclass.inferred_type(model)?)?;
        for class in family::ancestors(db, metaclass) {
            if module_of(db, class).as_deref() == Some("abc") {
                self.is_counted = true;
                return Some(());
            }
            let hooks = ["__call__", "__new__", "__init__"];
            if hooks
                .iter()
                .any(|hook| !family::in_body(db, class, hook).is_empty())
            {
                return None;
            }
        }
        None
    }
}

/// `Generic[T]` and `Protocol[T]`, which are no classes for the checker.
fn is_special_form(base: &Expr) -> bool {
    matches!(head_name(base), Some("Generic" | "Protocol"))
}

fn merged<'db>(mut sequences: Vec<Vec<Definition<'db>>>) -> Option<Vec<Definition<'db>>> {
    let mut order = Vec::new();
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        if sequences.is_empty() {
            return Some(order);
        }
        let heads = sequences.iter().map(|sequence| sequence[0]);
        let next = heads.into_iter().find(|head| {
            let mut tails = sequences.iter().map(|sequence| &sequence[1..]);
            !tails.any(|tail| tail.contains(head))
        })?;
        for sequence in &mut sequences {
            sequence.retain(|class| *class != next);
        }
        order.push(next);
    }
}
