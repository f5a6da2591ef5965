//! What a value expands to.

use serpentarium_runtime::debug::{self, Paused};
use serpentarium_runtime::object::{Obj, Object, Ref, Type};
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::BaseException;
use serpentarium_runtime::types::function::Function;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::method::Method;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::set::Set;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::{frames, generators, values};
use crate::protocol::Step;
use crate::protocol::view::{VariableKind, VariableView};

/// The group with an object's type, id, size and count.
const ABOUT: &str = "object";
/// The group with a generator's variables.
const LOCALS: &str = "locals";

/// Something that can be expanded.
pub enum Item {
    /// An object.
    Object(Ref),
    /// The facts about an object.
    About(Ref),
    /// A generator's variables.
    GeneratorLocals(Ref),
    /// A fact.
    Fact(String),
    /// A name without a value, or a `NULL`.
    Nothing,
}

/// A child: what it is called, how to get there, and what it is.
pub struct Child {
    pub name: String,
    pub step: Step,
    /// How to write it, given how to write its parent.
    pub expression: Expression,
    pub item: Item,
    pub read_only: bool,
}

/// How to write a child.
pub enum Expression {
    /// Not at all.
    None,
    /// `parent.name`
    Attribute,
    /// `parent[this]`
    Subscript(String),
    /// The name alone.
    Name,
}

impl Expression {
    /// The child's text.
    pub fn under(&self, parent: Option<&str>, name: &str) -> Option<String> {
        match self {
            Expression::None => None,
            Expression::Name => is_identifier(name).then(|| name.to_owned()),
            Expression::Attribute => is_identifier(name)
                .then_some(parent)
                .flatten()
                .map(|p| format!("{p}.{name}")),
            Expression::Subscript(key) => parent.map(|parent| format!("{parent}[{key}]")),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|c| c == '_' || c.is_alphabetic())
        && characters.all(|c| c == '_' || c.is_alphanumeric())
}

impl Child {
    /// A named child that is an object.
    pub fn named(name: impl Into<String>, value: Option<Ref>, expression: Expression) -> Self {
        let name = name.into();
        Child {
            step: Step::Name(name.clone()),
            name,
            expression,
            item: value.map_or(Item::Nothing, Item::Object),
            read_only: false,
        }
    }

    fn attribute(name: &str, value: Option<Ref>) -> Self {
        Child {
            read_only: true,
            ..Child::named(name, value, Expression::Attribute)
        }
    }

    fn fact(name: &str, text: impl Into<String>) -> Self {
        Child {
            name: name.to_owned(),
            step: Step::Group(name.to_owned()),
            expression: Expression::None,
            item: Item::Fact(text.into()),
            read_only: true,
        }
    }

    fn group(name: &str, item: Item) -> Self {
        Child {
            name: name.to_owned(),
            step: Step::Group(name.to_owned()),
            expression: Expression::None,
            item,
            read_only: true,
        }
    }

    /// The view of it, in a container that is written as `parent`.
    pub fn view(self, paused: &Paused, parent: Option<&str>) -> VariableView {
        let evaluate_name = self.expression.under(parent, &self.name);
        let mut view = view_of(paused, &self.name, &self.item);
        view.step = self.step;
        view.evaluate_name = evaluate_name;
        view.read_only = self.read_only;
        view
    }
}

/// The view of something under a name, without how to get there.
pub fn view_of(paused: &Paused, name: &str, item: &Item) -> VariableView {
    let mut view = VariableView {
        name: name.to_owned(),
        value: String::new(),
        type_name: String::new(),
        refcount: None,
        size: 0,
        id: None,
        step: Step::Name(name.to_owned()),
        named: 0,
        indexed: 0,
        evaluate_name: None,
        kind: VariableKind::Computed,
        read_only: true,
        lazy: false,
        code: None,
    };
    match item {
        Item::Nothing => {
            view.value = "<unbound>".to_owned();
            view.kind = VariableKind::Unbound;
        }
        Item::Fact(text) => view.value.clone_from(text),
        Item::About(_) => {
            view.kind = VariableKind::Group;
            view.named = 4;
        }
        Item::GeneratorLocals(object) => {
            view.kind = VariableKind::Group;
            view.named = generators::locals(paused, object).len() as u64;
        }
        Item::Object(object) => {
            view.refcount = Some(values::refcount(object));
            view.value = values::text(object);
            view.type_name = values::type_name(object);
            view.size = values::size(object);
            view.id = Some(values::id(object));
            view.kind = values::kind(object);
            view.code = values::code(object);
            view.indexed = indexed_len(object) as u64;
            view.named = named_len(paused, object) as u64;
        }
    }
    view
}

/// Whether an object is a leaf: nothing in it is worth a look.
fn is_leaf(object: &Obj) -> bool {
    let name = object.ty().name();
    !object.ty().is_heap()
        && matches!(
            name.as_str(),
            "int"
                | "float"
                | "complex"
                | "bool"
                | "str"
                | "bytes"
                | "NoneType"
                | "ellipsis"
                | "NotImplementedType"
        )
}

/// How many indexed children an object has.
pub fn indexed_len(object: &Obj) -> usize {
    if let Some(list) = object.downcast::<List>() {
        list.len()
    } else if let Some(tuple) = object.downcast::<Tuple>() {
        tuple.len()
    } else if let Some(dict) = object.downcast::<Dict>() {
        dict.len()
    } else {
        set(object).map_or(0, |set| set.len())
    }
}

fn set(object: &Obj) -> Option<&Set> {
    debug::as_set(object)
}

/// The indexed children from `start` on, at most `count`.
pub fn indexed(object: &Obj, start: usize, count: usize) -> Vec<Child> {
    let range = start..start.saturating_add(count).min(indexed_len(object));
    let item = |index: usize, value: Option<Ref>| Child {
        name: format!("[{index}]"),
        step: Step::Index(index as u64),
        expression: Expression::Subscript(index.to_string()),
        item: value.map_or(Item::Nothing, Item::Object),
        read_only: false,
    };
    if let Some(list) = object.downcast::<List>() {
        return range.map(|index| item(index, list.get(index))).collect();
    }
    if let Some(tuple) = object.downcast::<Tuple>() {
        return range
            .map(|index| Child {
                read_only: true,
                ..item(index, tuple.get(index))
            })
            .collect();
    }
    if let Some(dict) = object.downcast::<Dict>() {
        return entries(dict, range);
    }
    let Some(set) = set(object) else {
        return Vec::new();
    };
    let elements = set
        .elements()
        .into_iter()
        .enumerate()
        .skip(range.start)
        .take(range.len());
    let element = |(index, value)| Child {
        expression: Expression::None,
        read_only: true,
        ..item(index, Some(value))
    };
    elements.map(element).collect()
}

fn entries(dict: &Dict, range: std::ops::Range<usize>) -> Vec<Child> {
    let mut position = 0;
    let mut children = Vec::new();
    for index in 0..range.end {
        let Some((key, value)) = dict.next(&mut position) else {
            break;
        };
        if index < range.start {
            continue;
        }
        let name = values::text(&key);
        let expression = if is_leaf(&key) && !name.ends_with('…') {
            Expression::Subscript(name.clone())
        } else {
            Expression::None
        };
        children.push(Child {
            name,
            step: Step::Index(index as u64),
            expression,
            item: Item::Object(value),
            read_only: false,
        });
    }
    children
}

fn named_len(paused: &Paused, object: &Ref) -> usize {
    if is_leaf(object) {
        0
    } else {
        named(paused, object).len()
    }
}

/// The named children of an object.
pub fn named(paused: &Paused, object: &Ref) -> Vec<Child> {
    if is_leaf(object) {
        return Vec::new();
    }
    let mut children = special(paused, object);
    for name in debug::attribute_names(object) {
        let value = debug::attribute(object, &name);
        children.push(Child::named(name, value, Expression::Attribute));
    }
    children.extend(slots(object));
    children.push(Child::group(ABOUT, Item::About(object.clone())));
    children
}

/// What objects of built-in types consist of.
fn special(paused: &Paused, object: &Ref) -> Vec<Child> {
    let attribute = Child::attribute;
    if values::generator(object).is_some() {
        let mut children: Vec<_> = generators::facts(paused, object)
            .into_iter()
            .map(|(name, text)| Child::fact(name, text))
            .collect();
        children.push(Child::group(LOCALS, Item::GeneratorLocals(object.clone())));
        return children;
    }
    if let Some(function) = object.downcast::<Function>() {
        return vec![
            attribute("__code__", function.code.get().map(Ref::into_obj)),
            attribute("__defaults__", function.defaults.get().map(Ref::into_obj)),
            attribute(
                "__kwdefaults__",
                function.kwdefaults.get().map(Ref::into_obj),
            ),
            attribute("__closure__", function.closure.get().map(Ref::into_obj)),
            attribute("__globals__", function.globals.get().map(Ref::into_obj)),
        ];
    }
    if let Some(method) = object.downcast::<Method>() {
        return vec![
            attribute("__self__", method.this.get()),
            attribute("__func__", method.function.get()),
        ];
    }
    if let Some(cell) = object.downcast::<Cell>() {
        return vec![attribute("cell_contents", cell.contents.get())];
    }
    if let Some(error) = object.downcast::<BaseException>() {
        return vec![
            attribute("args", error.args.get().map(Ref::into_obj)),
            attribute("__cause__", error.cause.get().map(Ref::into_obj)),
            attribute("__context__", error.context.get().map(Ref::into_obj)),
            attribute("__traceback__", error.traceback.get().map(Ref::into_obj)),
            attribute("__notes__", error.notes.get()),
        ];
    }
    if object.downcast::<Module>().is_some() {
        return Vec::new();
    }
    if let Some(ty) = object.downcast::<Type>() {
        let mut children = Vec::new();
        for name in debug::type_namespace(ty)
            .map(|dict| debug::text_keys(&dict))
            .unwrap_or_default()
        {
            let value = debug::type_namespace(ty).and_then(|dict| dict.get_text(&name));
            children.push(Child::named(name, value, Expression::Attribute));
        }
        return children;
    }
    Vec::new()
}

/// The values of an instance's slots.
fn slots(object: &Obj) -> Vec<Child> {
    let mut children = Vec::new();
    if !object.ty().is_heap() {
        return children;
    }
    for class in debug::mro(object.ty()) {
        let Some(namespace) = debug::type_namespace(&class).filter(|_| class.is_heap()) else {
            continue;
        };
        for name in debug::text_keys(&namespace) {
            let is_member = namespace
                .get_text(&name)
                .is_some_and(|found| found.ty().name() == "member_descriptor");
            if is_member && !children.iter().any(|child: &Child| child.name == name) {
                // Reading a slot runs no code.
                let value = serpentarium_runtime::object::protocol::getattr(
                    object,
                    &serpentarium_runtime::types::str::Str::from_str(&name),
                )
                .ok();
                children.push(Child::named(name, value, Expression::Attribute));
            }
        }
    }
    children
}

/// The facts about an object.
pub fn about(paused: &Paused, object: &Ref) -> Vec<Child> {
    let _ = paused;
    let class = object.ty().to_ref().into_obj();
    // Two references are ours: the one that is shown and the one in the place.
    let count = match values::refcount(object) {
        crate::protocol::view::RefCount::Immortal => "immortal".to_owned(),
        crate::protocol::view::RefCount::Count(count) => count.to_string(),
    };
    vec![
        Child {
            step: Step::Group("type".into()),
            ..Child::attribute("__class__", Some(class))
        },
        Child::fact("id", format!("{:#x}", object.address())),
        Child::fact("size", format!("{} bytes", values::size(object))),
        Child::fact("refs", count),
    ]
}

/// The child that a step leads to.
pub fn step(paused: &Paused, item: &Item, step: &Step) -> Option<Child> {
    match (item, step) {
        (Item::Object(object), Step::Index(index)) => {
            indexed(object, usize::try_from(*index).ok()?, 1)
                .into_iter()
                .next()
        }
        (Item::Object(object), _) => named(paused, object)
            .into_iter()
            .find(|child| child.step == *step),
        (Item::About(object), _) => about(paused, object)
            .into_iter()
            .find(|child| child.step == *step),
        (Item::GeneratorLocals(object), _) => frames::named(generators::locals(paused, object))
            .into_iter()
            .find(|child| child.step == *step),
        _ => None,
    }
}

/// A string object's text, for names.
pub fn name_text(object: &Obj) -> Option<String> {
    object.downcast::<Str>().map(Str::to_string_lossy)
}
