//! What a class itself has under a name, and what kind of descriptor that is.

use ruff_python_ast::{Expr, ExprRef, Stmt};
use ruff_text_size::TextRange;

use super::{dataclass, layout};
use crate::analysis::class_facts;
use crate::analysis::function_facts;
use crate::analysis::infer::{Class, Definition, Entity, Inference, Node, bindings};
use crate::analysis::native::NativeKind;
use crate::analysis::scopes::{Binding, BindingKind, ScopeKind};
use crate::analysis::source::SourceFile;

/// What a lookup does with the value that a class has under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Function,
    ClassMethod,
    StaticMethod,
    Property,
    CachedProperty,
    /// A member descriptor, of a name in `__slots__`.
    Slot,
    /// An instance of a class with `__set__` or `__delete__`, by the name of the class.
    Data(String),
    /// An instance of a class with `__get__` alone.
    NonData(String),
    /// Anything else: it is given as it is.
    Value,
}

impl Kind {
    /// It comes before what the instance has.
    pub fn is_data(&self) -> bool {
        matches!(self, Self::Property | Self::Slot | Self::Data(_))
    }

    pub fn is_descriptor(&self) -> bool {
        *self != Self::Value
    }

    /// A word for people.
    pub fn word(&self) -> String {
        match self {
            Self::Function => "function".to_owned(),
            Self::ClassMethod => "classmethod".to_owned(),
            Self::StaticMethod => "staticmethod".to_owned(),
            Self::Property => "property".to_owned(),
            Self::CachedProperty => "cached_property".to_owned(),
            Self::Slot => "slot".to_owned(),
            Self::Data(class) | Self::NonData(class) => class.clone(),
            Self::Value => "value".to_owned(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Attribute {
    pub kind: Kind,
    /// Nothing for what a decorator generates.
    pub definition: Option<Definition>,
    /// `__isabstractmethod__`
    pub is_abstract: bool,
}

/// What a class has under a name in its own `__dict__`.
pub fn own(inference: &Inference, class: &Class, name: &str) -> Option<Attribute> {
    match class {
        // The table leaves out what every class has.
        Class::Native(native)
            if native.qualified_name == "type"
                && matches!(name, "__name__" | "__doc__" | "__dict__") =>
        {
            Some(getset())
        }
        Class::Native(native) => {
            let member = native.member(name)?;
            let kind = match member.kind {
                NativeKind::Function | NativeKind::Method | NativeKind::SlotWrapper => {
                    Kind::Function
                }
                NativeKind::ClassMethod => Kind::ClassMethod,
                NativeKind::StaticMethod => Kind::StaticMethod,
                NativeKind::DataDescriptor => Kind::Data("getset descriptor".to_owned()),
                NativeKind::Class | NativeKind::Object => Kind::Value,
            };
            Some(Attribute {
                kind,
                definition: Some(Definition::Native(member)),
                is_abstract: false,
            })
        }
        Class::Source(node) => own_of_source(inference, class, node, name),
    }
}

fn getset() -> Attribute {
    Attribute {
        kind: Kind::Data("getset descriptor".to_owned()),
        definition: None,
        is_abstract: false,
    }
}

fn own_of_source(
    inference: &Inference,
    class: &Class,
    node: &Node,
    name: &str,
) -> Option<Attribute> {
    let is_field = |name: &str| {
        class_facts::named_tuple_fields(inference, class)
            .iter()
            .any(|field| field == name)
    };
    if is_field(name) {
        return Some(Attribute {
            kind: Kind::Data("_tuplegetter".to_owned()),
            definition: bindings_with_value(node, name, true).pop(),
            is_abstract: false,
        });
    }
    let generated = dataclass::of(inference, class);
    let slot = || Attribute {
        kind: Kind::Slot,
        definition: None,
        is_abstract: false,
    };
    if let Some(generated) = &generated
        && generated.options.slots
        && (generated.slot_names(inference, class))
            .is_some_and(|slots| slots.iter().any(|slot| slot == name))
    {
        return Some(Attribute {
            definition: bindings_with_value(node, name, true).pop(),
            ..slot()
        });
    }
    if let Some(definition) = bindings_with_value(node, name, false).pop() {
        if generated.as_ref().is_some_and(|found| found.removes(name)) {
            return None;
        }
        return Some(of_binding(inference, node, definition));
    }
    if matches!(name, "__dict__" | "__weakref__") {
        return layout::adds(inference, class, name).then(getset);
    }
    if is_declared_slot(node, name) {
        return Some(slot());
    }
    let generates = generated.is_some_and(|found| found.generates(name));
    generates.then_some(Attribute {
        kind: if matches!(name, "__match_args__") {
            Kind::Value
        } else {
            Kind::Function
        },
        definition: None,
        is_abstract: false,
    })
}

/// Whether a name is one of a class's own `__slots__`, which are read without the tree where one
/// statement assigns them.
fn is_declared_slot(node: &Node, name: &str) -> bool {
    let Some(scope) = node.scope(ScopeKind::Class) else {
        return false;
    };
    let table = node.file.scopes_of(scope);
    let assigned: Vec<_> = table.bindings_of(scope, "__slots__").collect();
    let value_of = |binding: &&Binding| match binding.kind {
        BindingKind::Assignment { value, .. } => Some(value),
        _ => None,
    };
    let values: Option<Vec<_>> = assigned.iter().map(value_of).collect();
    if let Some(values) = &values
        && !values
            .iter()
            .flatten()
            .any(|value| may_name(node, *value, name))
    {
        return false;
    }
    let slots = match values.as_deref() {
        Some([None]) => return false,
        Some([Some(value)]) => node.file.with_expression(*value, class_facts::slots_in),
        _ => node.with_class(class_facts::slots).flatten(),
    };
    let class = &table.scope(scope).name;
    slots.is_some_and(|slots| slots.iter().any(|it| layout::mangled(class, it) == name))
}

/// Whether a string in an expression may be a name, as far as its letters tell.
fn may_name(node: &Node, expression: TextRange, name: &str) -> bool {
    let text = node.file.slice(expression);
    // One string may be written as several.
    let mut parts: Vec<&str> = text.split(['\'', '"']).collect();
    parts.pop();
    let between = || parts.iter().skip(2).step_by(2);
    let is_joined = || between().any(|part| !part.contains([',', ':']));
    text.contains(unmangled(name)) || text.contains('\\') || is_joined()
}

/// A part of a name that is written wherever it is meant, private ones without their class.
pub fn unmangled(name: &str) -> &str {
    let is_private = name.starts_with('_') && !name.starts_with("__");
    let private = name.find("__").filter(|_| is_private);
    private.map_or(name, |at| &name[at..])
}

/// The bindings of a name in a class body; annotations without a value bind nothing.
fn bindings_with_value(node: &Node, name: &str, also_annotations: bool) -> Vec<Definition> {
    let Some(scope) = node.scope(ScopeKind::Class) else {
        return Vec::new();
    };
    let mut found = bindings(&node.file, scope, name);
    found.retain(|definition| {
        also_annotations
            || !matches!(
                definition.binding().map(|binding| &binding.kind),
                Some(BindingKind::Assignment {
                    value: None,
                    annotation: Some(_)
                })
            )
    });
    found
}

fn of_binding(inference: &Inference, node: &Node, definition: Definition) -> Attribute {
    let (kind, is_abstract) = kind_of_binding(inference, node, &definition);
    Attribute {
        kind,
        definition: Some(definition),
        is_abstract,
    }
}

fn kind_of_binding(inference: &Inference, node: &Node, definition: &Definition) -> (Kind, bool) {
    let Definition::Binding { file, id } = definition else {
        return (Kind::Value, false);
    };
    let binding = file.binding(*id);
    match &binding.kind {
        BindingKind::Function => {
            let found = file.with_function(binding.node, |def| {
                let kind = of_function(inference, node, def);
                let is_abstract = match function_facts::is_accessor(def) {
                    true => is_abstract_property(file, binding),
                    false => is_marked_abstract(def),
                };
                (kind, is_abstract)
            });
            found.unwrap_or((Kind::Function, false))
        }
        BindingKind::Assignment {
            value: Some(value), ..
        } => {
            let found =
                file.with_expression(*value, |value| Some(of_value(inference, node, value)));
            found.unwrap_or((Kind::Value, false))
        }
        BindingKind::Import { .. } | BindingKind::ImportFrom { .. } => {
            match inference.entity(definition) {
                Some(Entity::Function(_)) => (Kind::Function, false),
                _ => (Kind::Value, false),
            }
        }
        _ => (Kind::Value, false),
    }
}

const ABSTRACT: [&str; 4] = [
    "abstractmethod",
    "abstractproperty",
    "abstractclassmethod",
    "abstractstaticmethod",
];

pub fn is_marked_abstract(def: &ruff_python_ast::StmtFunctionDef) -> bool {
    function_facts::has_decorator(def, &ABSTRACT)
}

/// The accessors of a property share the flag.
fn is_abstract_property(file: &SourceFile, accessor: &Binding) -> bool {
    let table = file.scopes_of(accessor.scope);
    let mut accessors = table
        .bindings_of(accessor.scope, &accessor.name)
        .filter(|binding| binding.kind == BindingKind::Function);
    accessors.any(|it| file.with_function(it.node, is_marked_abstract) == Some(true))
}

fn of_function(inference: &Inference, node: &Node, def: &ruff_python_ast::StmtFunctionDef) -> Kind {
    match function_facts::kind(def, true) {
        "staticmethod" | "staticmethod (implicit)" => return Kind::StaticMethod,
        "classmethod" | "classmethod (implicit)" => return Kind::ClassMethod,
        "cached_property" => return Kind::CachedProperty,
        "property" => return Kind::Property,
        _ => {}
    }
    if function_facts::has_decorator(def, &["abstractclassmethod"]) {
        return Kind::ClassMethod;
    }
    if function_facts::has_decorator(def, &["abstractstaticmethod"]) {
        return Kind::StaticMethod;
    }
    // A class as the outermost decorator puts an instance of itself there.
    let Some(outermost) = def.decorator_list.first() else {
        return Kind::Function;
    };
    match inference.expression(&node.file, ExprRef::from(&outermost.expression)) {
        Some(Entity::Class(class)) => of_instance(inference, &class),
        _ => Kind::Function,
    }
}

fn of_value(inference: &Inference, node: &Node, value: ExprRef) -> (Kind, bool) {
    match value {
        ExprRef::Lambda(_) => (Kind::Function, false),
        ExprRef::Call(call) => match inference.expression(&node.file, ExprRef::from(&*call.func)) {
            Some(Entity::Class(class)) => {
                let kind = of_instance(inference, &class);
                let wrapped =
                    call.arguments.args.first().and_then(|argument| {
                        inference.expression(&node.file, ExprRef::from(argument))
                    });
                let wraps_abstract = matches!(&wrapped, Some(Entity::Function(function))
                    if function.with_function(is_marked_abstract) == Some(true));
                let is_abstract = (wraps_abstract && kind != Kind::Value)
                    || class_facts::short_name(&class) == "abstractproperty";
                (kind, is_abstract)
            }
            Some(Entity::Function(function)) => match function.is_function("abstractmethod") {
                true => (Kind::Function, true),
                false => (Kind::Value, false),
            },
            _ => (Kind::Value, false),
        },
        ExprRef::Name(_) | ExprRef::Attribute(_) => {
            // Another name for something: `__str__ = __repr__`.
            match inference.expression(&node.file, value) {
                Some(Entity::Function(function)) => {
                    let known = function.with_function(|def| {
                        let kind = match is_in_class(&function) {
                            true => of_function(inference, &function, def),
                            false => Kind::Function,
                        };
                        (kind, is_marked_abstract(def))
                    });
                    known.unwrap_or((Kind::Function, false))
                }
                Some(Entity::Native(native))
                    if matches!(native.kind, NativeKind::Method | NativeKind::SlotWrapper) =>
                {
                    (Kind::Function, false)
                }
                Some(Entity::Instance(class)) => (of_instance(inference, &class), false),
                _ => (Kind::Value, false),
            }
        }
        _ => (Kind::Value, false),
    }
}

fn is_in_class(function: &Node) -> bool {
    let scope = function.scope(ScopeKind::Function);
    scope.is_some_and(|scope| function.file.scopes_of(scope).is_in_class(scope))
}

/// What kind of descriptor the instances of a class are.
pub fn of_instance(inference: &Inference, class: &Class) -> Kind {
    let name = class_facts::short_name(class);
    let order = class_facts::lookup_order(inference, class);
    let is_native = |wanted: &str| {
        order.iter().any(|base| {
            matches!(base, Class::Native(native)
                if native.qualified_name == wanted && native.module_name() == "builtins")
        })
    };
    if is_native("property") {
        return Kind::Property;
    }
    if is_native("classmethod") {
        return Kind::ClassMethod;
    }
    if is_native("staticmethod") {
        return Kind::StaticMethod;
    }
    if name == "cached_property" {
        return Kind::CachedProperty;
    }
    let has = |special: &str| {
        order
            .iter()
            .any(|base| !inference.own_member(base, special, false).is_empty())
    };
    if has("__set__") || has("__delete__") {
        Kind::Data(name)
    } else if has("__get__") {
        Kind::NonData(name)
    } else {
        Kind::Value
    }
}

/// The class in a list, and what it has, that a lookup along the list finds.
pub fn along(inference: &Inference, order: &[Class], name: &str) -> Option<(Class, Attribute)> {
    order.iter().find_map(|class| {
        let found = own(inference, class, name)?;
        Some((class.clone(), found))
    })
}

/// The names that a class body binds, in the order of the text; annotations alone bind none.
pub fn own_names(class: &Class) -> Vec<String> {
    let Class::Source(node) = class else {
        return Vec::new();
    };
    let Some(scope) = node.scope(ScopeKind::Class) else {
        return Vec::new();
    };
    let table = node.file.scopes_of(scope);
    let mut names: Vec<(ruff_text_size::TextSize, String)> = Vec::new();
    for name in table.scope(scope).names.keys() {
        let first = table
            .bindings_of(scope, name)
            .find(|binding| {
                !matches!(
                    binding.kind,
                    BindingKind::Deletion
                        | BindingKind::Assignment {
                            value: None,
                            annotation: Some(_)
                        }
                )
            })
            .map(|binding| binding.range.start());
        if let Some(first) = first {
            names.push((first, name.to_string()));
        }
    }
    names.sort();
    names.into_iter().map(|(_, name)| name).collect()
}

/// The text of a decorator without its arguments.
pub fn callee(decorator: &ruff_python_ast::Decorator) -> &Expr {
    match &decorator.expression {
        Expr::Call(call) => &call.func,
        other => other,
    }
}

/// The statements of a body that are annotations, with or without a value.
pub fn annotated_names(body: &[Stmt]) -> Vec<&str> {
    let mut found = Vec::new();
    for statement in body {
        if let Stmt::AnnAssign(assign) = statement
            && let Expr::Name(name) = &*assign.target
        {
            found.push(name.id.as_str());
        }
    }
    found
}
