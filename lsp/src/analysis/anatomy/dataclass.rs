//! What `@dataclass` does to a class: its fields, and what is generated from them.

use std::sync::Arc;

use ruff_python_ast::{Decorator, Expr, ExprRef, StmtClassDef};

use super::attribute;
use crate::analysis::class_facts::{self, Field};
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::scopes::BindingKind;
use crate::analysis::signature::{Flavour, Parameter, Signature};
use crate::analysis::source::SourceFile;
use crate::analysis::{annotations, nodes, unparse};

/// The arguments of `@dataclass`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub init: bool,
    pub repr: bool,
    pub eq: bool,
    pub order: bool,
    pub unsafe_hash: bool,
    pub frozen: bool,
    pub match_args: bool,
    pub kw_only: bool,
    pub slots: bool,
    pub weakref_slot: bool,
}

impl Options {
    /// `None` if an argument is not written as `True` or `False`.
    fn of(decorator: &Expr) -> Option<Self> {
        let mut options = Self {
            init: true,
            repr: true,
            eq: true,
            order: false,
            unsafe_hash: false,
            frozen: false,
            match_args: true,
            kw_only: false,
            slots: false,
            weakref_slot: false,
        };
        let Expr::Call(call) = decorator else {
            return Some(options);
        };
        for keyword in &call.arguments.keywords {
            let Expr::BooleanLiteral(value) = &keyword.value else {
                return None;
            };
            let option = match keyword.arg.as_deref()? {
                "init" => &mut options.init,
                "repr" => &mut options.repr,
                "eq" => &mut options.eq,
                "order" => &mut options.order,
                "unsafe_hash" => &mut options.unsafe_hash,
                "frozen" => &mut options.frozen,
                "match_args" => &mut options.match_args,
                "kw_only" => &mut options.kw_only,
                "slots" => &mut options.slots,
                "weakref_slot" => &mut options.weakref_slot,
                _ => return None,
            };
            *option = value.value;
        }
        Some(options)
    }
}

/// A class as `@dataclass` sees it.
#[derive(Debug, Clone)]
pub struct Dataclass {
    pub options: Options,
    /// What the body defines already.
    defined: Vec<String>,
    /// Attributes that the decorator deletes: fields without a default made by `field()`.
    removed: Vec<String>,
}

/// A field in the order in which `dataclasses.fields` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFacts {
    pub name: String,
    pub annotation: String,
    pub default: Option<String>,
    pub in_init: bool,
    pub in_repr: bool,
    pub is_keyword_only: bool,
    /// `InitVar`: a parameter of `__init__`, no attribute.
    pub is_init_only: bool,
    /// The default's class is unhashable, by name.
    mutable: Option<&'static str>,
}

/// What becomes of `__hash__`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Inherited,
    Own,
    Generated,
    /// `__hash__ = None`.
    Unhashable,
}

/// The facts if a class statement is decorated with `dataclasses.dataclass`.
pub fn of(inference: &Inference, class: &Class) -> Option<Dataclass> {
    let Class::Source(node) = class else {
        return None;
    };
    if !node.class_scope()?.is_decorated {
        return None;
    }
    let options = node.with_class_header(|def| {
        let decorator = decorator(inference, &node.file, def)?;
        Options::of(decorator)
    })??;
    let removed = node.with_class(|def| {
        let fields = class_facts::own_fields(def);
        let removed = fields.iter().filter(|field| {
            let default = || field.default_text(node.file.text());
            field.is_field_call() && default().is_none_or(|text| text == "<factory>")
        });
        removed.map(|field| field.name.to_owned()).collect()
    })?;
    Some(Dataclass {
        options,
        defined: attribute::own_names(class),
        removed,
    })
}

/// The decorator, if it is the one of `dataclasses`, or is called so and cannot be followed.
fn decorator<'a>(
    inference: &Inference,
    file: &Arc<SourceFile>,
    def: &'a StmtClassDef,
) -> Option<&'a Expr> {
    def.decorator_list.iter().find_map(|decorator| {
        let callee = attribute::callee(decorator);
        let parts = nodes::dotted_name(callee)?;
        // Most decorators need not be followed to see that they are another.
        let could_be = parts.last() == Some(&"dataclass") || parts.len() == 1;
        if !could_be {
            return None;
        }
        let is_it = match inference.expression(file, ExprRef::from(callee)) {
            Some(Entity::Function(function)) => is_in_dataclasses(inference, &function),
            Some(_) => false,
            None => parts == ["dataclass"] || parts == ["dataclasses", "dataclass"],
        };
        is_it.then_some(&decorator.expression)
    })
}

/// What makes a class like a dataclass by `typing.dataclass_transform`: a decorator, a base, or the
/// metaclass.
pub fn transformer(inference: &Inference, class: &Class) -> Option<String> {
    let Class::Source(node) = class else {
        return None;
    };
    let of_decorator = |decorator: &Decorator| {
        let callee = attribute::callee(decorator);
        let found = inference.expression(&node.file, ExprRef::from(callee));
        let Some(Entity::Function(function)) = found else {
            return None;
        };
        let is_it = function.with_function(|def| is_transform(&def.decorator_list)) == Some(true);
        is_it.then(|| format!("@{}", unparse::expression(callee, node.file.text())))
    };
    let by_decorator = |def: &StmtClassDef| def.decorator_list.iter().find_map(of_decorator);
    if node.class_scope()?.is_decorated
        && let Some(found) = node.with_class_header(by_decorator)?
    {
        return Some(found);
    }
    let is_marked = |class: &Class| match class {
        Class::Source(node) if node.class_scope().is_some_and(|it| it.is_decorated) => {
            node.with_class_header(|def| is_transform(&def.decorator_list)) == Some(true)
        }
        _ => false,
    };
    let order = class_facts::lookup_order(inference, class);
    if let Some(base) = order.iter().skip(1).find(|base| is_marked(base)) {
        return Some(class_facts::short_name(base));
    }
    let metaclass = class_facts::metaclass(inference, class)?;
    let order = class_facts::lookup_order(inference, &metaclass);
    let marked = order.iter().find(|base| is_marked(base))?;
    Some(class_facts::short_name(marked))
}

fn is_transform(decorators: &[Decorator]) -> bool {
    decorators.iter().any(|decorator| {
        nodes::dotted_name(attribute::callee(decorator))
            .is_some_and(|parts| parts.last() == Some(&"dataclass_transform"))
    })
}

fn is_in_dataclasses(inference: &Inference, function: &crate::analysis::infer::Node) -> bool {
    function.is_function("dataclass")
        && inference
            .context
            .world
            .name_of(&function.file)
            .is_some_and(|(module, _)| module == "dataclasses")
}

impl Dataclass {
    fn defines(&self, name: &str) -> bool {
        self.defined.iter().any(|defined| defined == name)
    }

    /// Whether the decorator deletes what the class body puts under a name.
    pub fn removes(&self, name: &str) -> bool {
        self.removed.iter().any(|removed| removed == name)
    }

    /// Whether the decorator puts something under a name of the class.
    pub fn generates(&self, name: &str) -> bool {
        self.generated().contains(&name)
    }

    /// The names that the decorator adds, in the order in which it does.
    pub fn generated(&self) -> Vec<&'static str> {
        let options = self.options;
        let mut names = Vec::new();
        let groups: [(bool, &[&'static str]); 8] = [
            (options.init, &["__init__"]),
            (true, &["__replace__"]),
            (options.repr, &["__repr__"]),
            (options.eq, &["__eq__"]),
            (options.order, &["__lt__", "__le__", "__gt__", "__ge__"]),
            (options.frozen, &["__setattr__", "__delattr__"]),
            (options.match_args, &["__match_args__"]),
            (
                options.frozen && options.slots,
                &["__getstate__", "__setstate__"],
            ),
        ];
        for (is_on, group) in groups {
            if is_on {
                names.extend(group.iter().filter(|name| !self.defines(name)));
            }
        }
        if self.hash() == Hash::Generated {
            names.push("__hash__");
        }
        names
    }

    /// The rule of the table in the documentation of `unsafe_hash`.
    pub fn hash(&self) -> Hash {
        let options = self.options;
        // `__eq__` without `__hash__` in a body sets the latter to None, which does not count.
        let is_own = self.defines("__hash__");
        match (options.unsafe_hash, options.eq, options.frozen, is_own) {
            (_, _, _, true) => Hash::Own,
            (true, ..) | (false, true, true, false) => Hash::Generated,
            (false, true, false, false) => Hash::Unhashable,
            (false, false, _, false) if self.defines("__eq__") => Hash::Unhashable,
            (false, false, _, false) => Hash::Inherited,
        }
    }

    /// The `__slots__` that `slots=True` adds: of all fields, those that no base has.
    pub fn slot_names(&self, inference: &Inference, class: &Class) -> Option<Vec<String>> {
        let order = class_facts::lookup_order(inference, class);
        let mut inherited = Vec::new();
        for base in order.iter().skip(1) {
            let Some((_, def)) = class_facts::source_def(base) else {
                continue;
            };
            match of(inference, base) {
                Some(found) if found.options.slots => {
                    inherited.extend(found.slot_names(inference, base)?);
                }
                _ => match class_facts::slots(def) {
                    Some(slots) => inherited.extend(slots),
                    None => inherited.push("__weakref__".to_owned()),
                },
            }
        }
        let mut names: Vec<String> = fields(inference, class)
            .into_iter()
            .filter(|field| !field.is_init_only)
            .map(|field| field.name)
            .collect();
        if self.options.weakref_slot {
            names.push("__weakref__".to_owned());
        }
        names.retain(|name| !inherited.contains(name));
        Some(names)
    }

    /// The error that the decorator raises.
    pub fn error(&self, inference: &Inference, class: &Class) -> Option<String> {
        let options = self.options;
        let name = class_facts::short_name(class);
        if options.order && !options.eq {
            return Some("ValueError: eq must be true if order is true".to_owned());
        }
        let all = fields(inference, class);
        let own: Vec<&FieldFacts> = all.iter().filter(|field| field.mutable.is_some()).collect();
        if let Some(field) = own.first()
            && let Some(kind) = field.mutable
        {
            return Some(format!(
                "ValueError: mutable default <class '{kind}'> for field {} is not allowed: use default_factory",
                field.name
            ));
        }
        if let Some(message) = self.frozen_error(inference, class) {
            return Some(message);
        }
        if options.init
            && let Some(message) = order_error(&all)
        {
            return Some(message);
        }
        let clashes: [(bool, &[&str]); 2] = [
            (options.order, &["__lt__", "__le__", "__gt__", "__ge__"]),
            (options.frozen, &["__setattr__", "__delattr__"]),
        ];
        for (is_on, group) in clashes {
            let Some(clash) = group.iter().find(|name| is_on && self.defines(name)) else {
                continue;
            };
            let hint = match group.len() {
                4 => " Consider using functools.total_ordering",
                _ => "",
            };
            return Some(format!(
                "TypeError: Cannot overwrite attribute {clash} in class {name}{hint}"
            ));
        }
        if options.unsafe_hash && self.defines("__hash__") {
            return Some(format!(
                "TypeError: Cannot overwrite attribute __hash__ in class {name}"
            ));
        }
        if options.weakref_slot && !options.slots {
            return Some("TypeError: weakref_slot is True but slots is False".to_owned());
        }
        if options.slots && self.defines("__slots__") {
            return Some(format!("TypeError: {name} already specifies __slots__"));
        }
        None
    }

    fn frozen_error(&self, inference: &Inference, class: &Class) -> Option<String> {
        let order = class_facts::lookup_order(inference, class);
        let bases: Vec<bool> = order
            .iter()
            .skip(1)
            .filter_map(|base| of(inference, base))
            .map(|base| base.options.frozen)
            .collect();
        if bases.is_empty() {
            return None;
        }
        let (any, all) = (bases.iter().any(|&f| f), bases.iter().all(|&f| f));
        if any && !self.options.frozen {
            return Some(
                "TypeError: cannot inherit non-frozen dataclass from a frozen one".to_owned(),
            );
        }
        (self.options.frozen && !all)
            .then(|| "TypeError: cannot inherit frozen dataclass from a non-frozen one".to_owned())
    }
}

fn order_error(fields: &[FieldFacts]) -> Option<String> {
    let mut with_default: Option<&FieldFacts> = None;
    for field in fields {
        if !field.in_init || field.is_keyword_only {
            continue;
        }
        if field.default.is_some() {
            with_default = Some(field);
        } else if let Some(earlier) = with_default {
            return Some(format!(
                "TypeError: non-default argument '{}' follows default argument '{}'",
                field.name, earlier.name
            ));
        }
    }
    None
}

/// The fields of a dataclass, those of its bases first, `InitVar`s among them.
pub fn fields(inference: &Inference, class: &Class) -> Vec<FieldFacts> {
    let mut order = class_facts::lookup_order(inference, class);
    order.reverse();
    let mut found: Vec<FieldFacts> = Vec::new();
    for owner in &order {
        let Some(dataclass) = of(inference, owner) else {
            continue;
        };
        for field in own_fields(inference, owner, &dataclass) {
            match found.iter_mut().find(|known| known.name == field.name) {
                Some(known) => *known = field,
                None => found.push(field),
            }
        }
    }
    found
}

fn own_fields(inference: &Inference, class: &Class, dataclass: &Dataclass) -> Vec<FieldFacts> {
    let Some((file, def)) = class_facts::source_def(class) else {
        return Vec::new();
    };
    let mut keyword_only = dataclass.options.kw_only;
    let mut found = Vec::new();
    for field in class_facts::own_fields(def) {
        let annotation = annotations::format(inference, file, field.annotation);
        if annotation.ends_with("KW_ONLY") {
            keyword_only = true;
            continue;
        }
        let default = match field.value {
            Some(_) => field.default_text(file.text()),
            None => inherited_default(inference, class, field.name),
        };
        found.push(FieldFacts {
            name: field.name.to_owned(),
            mutable: field
                .value
                .and_then(|value| unhashable(inference, file, value)),
            default,
            in_init: field.is_init(),
            in_repr: field.is_in_repr(),
            is_keyword_only: field.keyword_only().unwrap_or(keyword_only) && field.is_init(),
            is_init_only: is_init_var(field.annotation),
            annotation,
        });
    }
    found
}

fn is_init_var(annotation: &Expr) -> bool {
    let outer = match annotation {
        Expr::Subscript(subscript) => &*subscript.value,
        other => other,
    };
    nodes::dotted_name(outer).is_some_and(|parts| parts.last() == Some(&"InitVar"))
}

/// `getattr` finds what a base has under the name of a field; a slot there counts as nothing.
fn inherited_default(inference: &Inference, class: &Class, name: &str) -> Option<String> {
    let order = class_facts::lookup_order(inference, class);
    let (_, found) = attribute::along(inference, &order[1..], name)?;
    if found.kind == attribute::Kind::Slot {
        return None;
    }
    let Definition::Binding { file, id } = found.definition? else {
        return None;
    };
    match &file.binding(id).kind {
        BindingKind::Assignment {
            value: Some(value), ..
        } => match nodes::expression(file.module(), *value)? {
            ExprRef::Call(call) if Field::is_call_of_field(call) => {
                let default = &call.arguments.find_keyword("default")?.value;
                Some(unparse::expression(default, file.text()))
            }
            _ => Some(file.slice(*value).to_owned()),
        },
        _ => None,
    }
}

/// The class of a default value that cannot be hashed and is refused therefore.
fn unhashable(inference: &Inference, file: &Arc<SourceFile>, value: &Expr) -> Option<&'static str> {
    let value = match value {
        Expr::Call(call) if Field::is_call_of_field(call) => {
            &call.arguments.find_keyword("default")?.value
        }
        other => other,
    };
    match value {
        Expr::List(_) | Expr::ListComp(_) => Some("list"),
        Expr::Dict(_) | Expr::DictComp(_) => Some("dict"),
        Expr::Set(_) | Expr::SetComp(_) => Some("set"),
        Expr::Call(_) => match inference.expression(file, ExprRef::from(value))? {
            Entity::Instance(Class::Native(native)) if super::layout::is_unhashable(native) => {
                let is_builtin = native.module_name() == "builtins";
                is_builtin.then_some(native.qualified_name)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The signature of the generated `__init__`, without `self`.
pub fn signature(fields: &[FieldFacts]) -> Signature {
    let mut parameters: Vec<Parameter> = Vec::new();
    for field in fields.iter().filter(|field| field.in_init) {
        let (name, annotation) = (&field.name, &field.annotation);
        let text = match &field.default {
            Some(default) => format!("{name}: {annotation} = {default}"),
            None => format!("{name}: {annotation}"),
        };
        parameters.push(Parameter {
            name: name.clone(),
            text,
            flavour: match field.is_keyword_only {
                true => Flavour::KeywordOnly,
                false => Flavour::PositionalOrKeyword,
            },
            has_default: field.default.is_some(),
        });
    }
    parameters.sort_by_key(|parameter| parameter.flavour);
    Signature {
        parameters,
        returns: Some("None".to_owned()),
    }
}
