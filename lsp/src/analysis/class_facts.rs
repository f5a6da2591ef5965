//! What a class statement makes: bases, MRO, metaclass, slots, descriptors, fields, members.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprRef, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use crate::analysis::anatomy::attribute::{self, Kind};
use crate::analysis::attributes::methods;
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::native;
use crate::analysis::nodes::dotted_name;
use crate::analysis::scopes::{MODULE, ScopeKind};
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

/// A class in an MRO, or the text of a base that could not be resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    Known(Class),
    Unknown(String),
}

/// The outcome of C3.
pub type Mro = Result<Vec<Base>, String>;

pub fn object() -> Option<Class> {
    native::find("builtins", "object").map(Class::Native)
}

/// The direct bases as they end up in `__bases__`.
pub fn bases(inference: &Inference, class: &Class) -> Vec<Base> {
    let node = match class {
        Class::Native(class) => {
            return class
                .bases()
                .into_iter()
                .map(|base| Base::Known(Class::Native(base)))
                .collect();
        }
        Class::Source(node) => node,
    };
    let named = node.with_class_header(|def| {
        let bases = def.bases().iter();
        let bases: Vec<Base> = bases.map(|it| self_base(inference, class, it)).collect();
        (bases, def.type_params.is_some())
    });
    let Some((mut found, has_type_params)) = named else {
        return Vec::new();
    };
    let is_generic = |base: &Base| matches!(base, Base::Known(Class::Native(n)) if n.qualified_name == "Generic");
    if has_type_params && !found.iter().any(is_generic) {
        // PEP 695 adds Generic at the end.
        let generic = native::find("_typing", "Generic").map(Class::Native);
        found.push(generic.map_or_else(|| Base::Unknown("typing.Generic".to_owned()), Base::Known));
    }
    if found.is_empty() {
        found.extend(object().map(Base::Known));
    }
    found
}

fn self_base(inference: &Inference, class: &Class, base: &Expr) -> Base {
    let Class::Source(node) = class else {
        return Base::Unknown(String::new());
    };
    let text = || Base::Unknown(unparse::expression(base, node.file.text()));
    match inference.expression(&node.file, ExprRef::from(base)) {
        Some(Entity::Class(found)) if found != *class => Base::Known(found),
        // `NamedTuple` and `TypedDict` are functions that stand in for a class.
        Some(Entity::Function(function)) => {
            let stand_in = function.with_function(|def| match def.name.as_str() {
                "NamedTuple" => native::find("builtins", "tuple"),
                "TypedDict" => native::find("builtins", "dict"),
                _ => None,
            });
            let stand_in = stand_in.flatten();
            stand_in.map_or_else(text, |class| Base::Known(Class::Native(class)))
        }
        _ => text(),
    }
}

/// The function of `typing` that stands among the bases for a class that it makes.
pub fn stand_in(inference: &Inference, class: &Class) -> Option<&'static str> {
    let Class::Source(node) = class else {
        return None;
    };
    let of_base = |base: &Expr| {
        let name = *dotted_name(base)?.last()?;
        let mut names = ["NamedTuple", "TypedDict"].into_iter();
        let name = names.find(|known| *known == name)?;
        let found = inference.expression(&node.file, ExprRef::from(base));
        matches!(found, Some(Entity::Function(_))).then_some(name)
    };
    node.with_class_header(|def| def.bases().iter().find_map(of_base))?
}

/// What `NamedTuple` gives a class, its fields aside.
pub const NAMED_TUPLE_METHODS: [&str; 8] = [
    "__new__",
    "_make",
    "__replace__",
    "_replace",
    "__repr__",
    "_asdict",
    "__getnewargs__",
    "__match_args__",
];

/// The fields of a class that `NamedTuple` makes.
pub fn named_tuple_fields(inference: &Inference, class: &Class) -> Vec<String> {
    const MAKER: &str = "NamedTuple";
    let Class::Source(node) = class else {
        return Vec::new();
    };
    if (node.file.class_header(node.range)).is_some_and(|header| !header.contains(MAKER)) {
        return Vec::new();
    }
    let is_tuple = |base: &Base| matches!(base, Base::Known(Class::Native(it)) if it.qualified_name == "tuple");
    // Known without the text, as a rule.
    if !mro(inference, class).is_ok_and(|order| order.iter().any(is_tuple)) {
        return Vec::new();
    }
    if stand_in(inference, class) != Some(MAKER) {
        return Vec::new();
    }
    let names = node.with_class(|def| {
        let fields = own_fields(def);
        fields.iter().map(|it| it.name.to_owned()).collect()
    });
    names.unwrap_or_default()
}

/// The method resolution order (C3), or the message of the `TypeError` that the class statement
/// raises.
pub fn mro(inference: &Inference, class: &Class) -> Mro {
    inference.order(class, || linearized(inference, class))
}

fn linearized(inference: &Inference, class: &Class) -> Mro {
    let direct = bases(inference, class);
    for (index, base) in direct.iter().enumerate() {
        if direct[..index].contains(base) {
            return Err(format!(
                "TypeError: duplicate base class {}",
                base_name(base)
            ));
        }
    }
    let mut sequences = Vec::new();
    for base in &direct {
        sequences.push(match base {
            Base::Known(base) => mro(inference, base)?,
            Base::Unknown(_) => vec![base.clone()],
        });
    }
    sequences.push(direct.clone());
    let mut order = vec![Base::Known(class.clone())];
    match merge(sequences) {
        Ok(rest) => order.extend(rest),
        Err(rest) => {
            let names: Vec<String> = rest.iter().map(base_name).collect();
            return Err(format!(
                "TypeError: Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            ));
        }
    }
    // `object` comes last even after bases that nothing is known of.
    if let Some(position) = order.iter().position(is_object) {
        let object = order.remove(position);
        order.push(object);
    }
    Ok(order)
}

fn is_object(base: &Base) -> bool {
    matches!(base, Base::Known(Class::Native(class)) if class.qualified_name == "object" && class.module == "builtins")
}

/// C3's merge; the error is the list of heads that block each other.
fn merge(mut sequences: Vec<Vec<Base>>) -> Result<Vec<Base>, Vec<Base>> {
    let mut merged = Vec::new();
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        if sequences.is_empty() {
            return Ok(merged);
        }
        let in_a_tail = |candidate: &Base| {
            sequences
                .iter()
                .any(|sequence| sequence[1..].contains(candidate))
        };
        let Some(next) = sequences
            .iter()
            .map(|s| &s[0])
            .find(|head| !in_a_tail(head))
            .cloned()
        else {
            let mut heads: Vec<Base> = Vec::new();
            for sequence in &sequences {
                if !heads.contains(&sequence[0]) {
                    heads.push(sequence[0].clone());
                }
            }
            return Err(heads);
        };
        for sequence in &mut sequences {
            if sequence[0] == next {
                sequence.remove(0);
            }
        }
        merged.push(next);
    }
}

/// The classes in which an attribute is looked for: the MRO where there is one.
pub fn lookup_order(inference: &Inference, class: &Class) -> Vec<Class> {
    let known = |base| match base {
        Base::Known(class) => Some(class),
        Base::Unknown(_) => None,
    };
    match mro(inference, class) {
        Ok(order) => order.into_iter().filter_map(known).collect(),
        Err(_) => vec![class.clone()],
    }
}

fn base_name(base: &Base) -> String {
    match base {
        Base::Known(class) => short_name(class),
        Base::Unknown(text) => text.clone(),
    }
}

/// `__name__`.
pub fn short_name(class: &Class) -> String {
    match class {
        Class::Native(native) => native.name().to_owned(),
        Class::Source(node) => node
            .class_scope()
            .map(|scope| scope.name.clone())
            .unwrap_or_default(),
    }
}

/// `__qualname__`.
pub fn qualified_name(class: &Class) -> String {
    match class {
        Class::Native(native) => native.qualified_name.to_owned(),
        Class::Source(node) => match node.scope(ScopeKind::Class) {
            Some(scope) => node.file.qualified_name(scope),
            None => short_name(class),
        },
    }
}

/// `__module__` and `__qualname__`, the former left out for `builtins`.
pub fn full_name(inference: &Inference, class: &Class) -> String {
    let module = match class {
        Class::Native(native) => native.module_name().to_owned(),
        Class::Source(node) => {
            let known = || {
                inference
                    .context
                    .world
                    .name_of(&node.file)
                    .map(|(name, _)| name)
            };
            assigned_name(&node.file)
                .or_else(known)
                .unwrap_or_else(|| "__main__".to_owned())
        }
    };
    match module.as_str() {
        "builtins" => qualified_name(class),
        _ => format!("{module}.{}", qualified_name(class)),
    }
}

/// `__name__ = "other"` at the top of a module, which its classes then say they are from.
fn assigned_name(file: &Arc<SourceFile>) -> Option<String> {
    if !file.outer_scopes().scope(MODULE).binds("__name__") {
        return None;
    }
    let is_name =
        |target: &Expr| matches!(target, Expr::Name(name) if name.id.as_str() == "__name__");
    file.module().body.iter().find_map(|stmt| match stmt {
        Stmt::Assign(assign) if assign.targets.iter().any(is_name) => string_value(&assign.value),
        _ => None,
    })
}

pub fn base_text(inference: &Inference, base: &Base) -> String {
    match base {
        Base::Known(class) => full_name(inference, class),
        Base::Unknown(text) => format!("{text} (unknown)"),
    }
}

/// The `metaclass=` of a class statement.
pub fn explicit_metaclass(def: &StmtClassDef) -> Option<&Expr> {
    let keyword = def.keywords().iter().find(|keyword| {
        keyword
            .arg
            .as_ref()
            .is_some_and(|name| name.as_str() == "metaclass")
    })?;
    Some(&keyword.value)
}

/// How the metaclass came about.
#[derive(Debug, Clone, PartialEq)]
pub enum MetaclassOrigin {
    /// `metaclass=`.
    Explicit,
    /// Of the base, by name.
    Inherited(String),
    /// `type`, because nothing says otherwise.
    Default,
}

pub fn metaclass(inference: &Inference, class: &Class) -> Option<Class> {
    metaclass_with_origin(inference, class, 0)
        .ok()
        .and_then(|(metaclass, _)| metaclass)
}

/// The metaclass that the class statement calls (`None` if it is not known), or the message of the
/// `TypeError`.
pub fn metaclass_with_origin(
    inference: &Inference,
    class: &Class,
    depth: u32,
) -> Result<(Option<Class>, MetaclassOrigin), String> {
    let default = native::find("builtins", "type").map(Class::Native);
    let Class::Source(node) = class else {
        return Ok((default, MetaclassOrigin::Default));
    };
    let explicit = node.with_class_header(|def| {
        let explicit = explicit_metaclass(def)?;
        Some(inference.expression(&node.file, ExprRef::from(explicit)))
    });
    let mut winner = match explicit {
        None => return Ok((default, MetaclassOrigin::Default)),
        Some(None) => (default, MetaclassOrigin::Default),
        Some(Some(Some(Entity::Class(class)))) => (Some(class), MetaclassOrigin::Explicit),
        Some(Some(_)) => return Ok((None, MetaclassOrigin::Explicit)),
    };
    if depth > 32 {
        return Ok(winner);
    }
    for base in bases(inference, class) {
        let Base::Known(base) = base else {
            continue;
        };
        let (Some(candidate), _) = metaclass_with_origin(inference, &base, depth + 1)? else {
            return Ok((None, MetaclassOrigin::Inherited(short_name(&base))));
        };
        let Some(current) = &winner.0 else {
            continue;
        };
        if is_subclass(inference, current, &candidate) {
            continue;
        }
        if !is_subclass(inference, &candidate, current) {
            return Err(
                "TypeError: metaclass conflict: the metaclass of a derived class must be a \
                        (non-strict) subclass of the metaclasses of all its bases"
                    .to_owned(),
            );
        }
        winner = (
            Some(candidate),
            MetaclassOrigin::Inherited(short_name(&base)),
        );
    }
    Ok(winner)
}

pub fn is_subclass(inference: &Inference, class: &Class, of: &Class) -> bool {
    lookup_order(inference, class).contains(of)
}

/// The `__slots__` of the class itself, if they can be read off.
pub fn slots(def: &StmtClassDef) -> Option<Vec<String>> {
    slots_in(assigned(def, "__slots__")?.into())
}

/// The names in a value of `__slots__`.
pub fn slots_in(value: ExprRef) -> Option<Vec<String>> {
    let names = |items: &[Expr]| items.iter().map(string_value).collect::<Option<Vec<_>>>();
    match value {
        ExprRef::Tuple(tuple) => names(&tuple.elts),
        ExprRef::List(list) => names(&list.elts),
        ExprRef::Set(set) => names(&set.elts),
        ExprRef::Dict(dict) => dict.iter_keys().map(|key| string_value(key?)).collect(),
        ExprRef::StringLiteral(literal) => Some(vec![literal.value.to_str().to_owned()]),
        _ => None,
    }
}

pub fn string_value(expr: &Expr) -> Option<String> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        _ => None,
    }
}

/// The value that the class body assigns to a name.
pub fn assigned<'a>(def: &'a StmtClassDef, name: &str) -> Option<&'a Expr> {
    let is_name = |target: &Expr| matches!(target, Expr::Name(n) if n.id.as_str() == name);
    def.body.iter().find_map(|stmt| match stmt {
        Stmt::Assign(assign) if assign.targets.iter().any(is_name) => Some(&*assign.value),
        Stmt::AnnAssign(assign) if is_name(&assign.target) => assign.value.as_deref(),
        _ => None,
    })
}

/// The attributes of a class that its type looks at when they are read, by kind.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Descriptors {
    pub methods: Vec<String>,
    pub class_methods: Vec<String>,
    pub static_methods: Vec<String>,
    pub properties: Vec<String>,
    pub cached_properties: Vec<String>,
    /// Instances of classes with `__get__` and `__set__` or `__delete__`.
    pub data: Vec<String>,
    /// Instances of classes with `__get__` alone.
    pub non_data: Vec<String>,
}

pub fn descriptors(inference: &Inference, class: &Class) -> Descriptors {
    let mut found = Descriptors::default();
    let mut names = named_tuple_fields(inference, class);
    let own = attribute::own_names(class).into_iter();
    names.extend(own.filter(|name| !names.contains(name)).collect::<Vec<_>>());
    for name in names {
        let Some(own) = attribute::own(inference, class, &name) else {
            continue;
        };
        let list = match own.kind {
            Kind::Function => &mut found.methods,
            Kind::ClassMethod => &mut found.class_methods,
            Kind::StaticMethod => &mut found.static_methods,
            Kind::Property => &mut found.properties,
            Kind::CachedProperty => &mut found.cached_properties,
            Kind::Data(_) => &mut found.data,
            Kind::NonData(_) => &mut found.non_data,
            Kind::Slot | Kind::Value => continue,
        };
        list.push(name);
    }
    found
}

/// `name = value` statements of a class body.
pub fn assignments(def: &StmtClassDef) -> Vec<(String, &Expr)> {
    let mut found = Vec::new();
    for stmt in &def.body {
        match stmt {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    if let Expr::Name(name) = target {
                        found.push((name.id.to_string(), &*assign.value));
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                if let (Expr::Name(name), Some(value)) = (&*assign.target, &assign.value) {
                    found.push((name.id.to_string(), &**value));
                }
            }
            _ => {}
        }
    }
    found
}

/// A field of a dataclass.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    pub name: &'a str,
    pub annotation: &'a Expr,
    pub value: Option<&'a Expr>,
}

impl<'a> Field<'a> {
    fn option(&self, name: &str) -> Option<&'a Expr> {
        match self.value? {
            Expr::Call(call) if dotted_name(&call.func)?.last() == Some(&"field") => call
                .arguments
                .find_keyword(name)
                .map(|keyword| &keyword.value),
            _ => None,
        }
    }

    pub fn is_field_call(&self) -> bool {
        matches!(self.value, Some(Expr::Call(call)) if Self::is_call_of_field(call))
    }

    /// `field(...)`, `dataclasses.field(...)`.
    pub fn is_call_of_field(call: &ruff_python_ast::ExprCall) -> bool {
        dotted_name(&call.func).is_some_and(|parts| parts.last() == Some(&"field"))
    }

    pub fn is_in_repr(&self) -> bool {
        !matches!(self.option("repr"), Some(Expr::BooleanLiteral(literal)) if !literal.value)
    }

    pub fn is_init(&self) -> bool {
        !matches!(self.option("init"), Some(Expr::BooleanLiteral(literal)) if !literal.value)
    }

    pub fn keyword_only(&self) -> Option<bool> {
        match self.option("kw_only")? {
            Expr::BooleanLiteral(literal) => Some(literal.value),
            _ => None,
        }
    }

    /// The default as `inspect.signature` prints it.
    pub fn default_text(&self, source: &str) -> Option<String> {
        if self.option("default_factory").is_some() {
            return Some("<factory>".to_owned());
        }
        let value = if self.is_field_call() {
            self.option("default")?
        } else {
            self.value?
        };
        Some(unparse::expression(value, source))
    }
}

/// The annotated names of a class body, without `ClassVar`s.
pub fn own_fields(def: &StmtClassDef) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    for stmt in &def.body {
        let Stmt::AnnAssign(assign) = stmt else {
            continue;
        };
        let Expr::Name(name) = &*assign.target else {
            continue;
        };
        let outer = match &*assign.annotation {
            Expr::Subscript(subscript) => &*subscript.value,
            other => other,
        };
        if dotted_name(outer).is_some_and(|parts| parts.last() == Some(&"ClassVar")) {
            continue;
        }
        fields.push(Field {
            name: name.id.as_str(),
            annotation: &assign.annotation,
            value: assign.value.as_deref(),
        });
    }
    fields
}

/// Whether the class derives from `enum.Enum`.
pub fn is_enum(inference: &Inference, class: &Class) -> bool {
    lookup_order(inference, class)
        .iter()
        .skip(1)
        .any(|base| matches!(base, Class::Source(_)) && full_name(inference, base) == "enum.Enum")
}

/// The function that says how the class is called: `__new__` or `__init__`, whichever comes first
/// in the MRO (the former where one class has both).
pub fn constructor(inference: &Inference, class: &Class) -> Option<(Class, Definition)> {
    for owner in lookup_order(inference, class) {
        for name in ["__new__", "__init__"] {
            let is_objects = matches!(&owner, Class::Native(n) if n.qualified_name == "object");
            if is_objects {
                return None;
            }
            if let Some(found) = inference.own_member(&owner, name, false).pop() {
                return Some((owner, found));
            }
        }
    }
    None
}

/// The functions of a class body by name, the last of each.
pub fn method<'a>(def: &'a StmtClassDef, name: &str) -> Option<&'a StmtFunctionDef> {
    methods(&def.body)
        .into_iter()
        .rev()
        .find(|method| method.name.as_str() == name)
}

/// A class as an entity's node, if it is written in Python.
pub fn source_def(class: &Class) -> Option<(&Arc<SourceFile>, &StmtClassDef)> {
    match class {
        Class::Source(node) => Some((&node.file, node.class()?)),
        Class::Native(_) => None,
    }
}

/// Where the name of a class stands.
pub fn name_range(def: &StmtClassDef) -> ruff_text_size::TextRange {
    def.name.range()
}
