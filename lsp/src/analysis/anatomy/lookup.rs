//! Where an attribute lookup finds what it gives, by the steps of `object.__getattribute__` and
//! `type.__getattribute__`.

use std::sync::Arc;

use ruff_python_ast::ExprRef;
use ruff_text_size::Ranged;
use serpentarium_checker::hierarchy::Value;

use super::attribute::{self, Attribute, Kind};
use super::{dataclass, enums, layout};
use crate::analysis::Context;
use crate::analysis::attributes;
use crate::analysis::class_facts::{self, Base};
use crate::analysis::hover::resolved;
use crate::analysis::infer::{Class, Definition, Entity, Inference};
use crate::analysis::native;
use crate::analysis::source::SourceFile;

/// What ends a lookup.
#[derive(Debug, Clone)]
pub enum Winner {
    /// A data descriptor of a class in the MRO.
    Data(Class, Attribute),
    /// The `__dict__` of the instance, or of the class or one of its bases where a class is asked.
    Instance(Origin),
    /// A descriptor that gives way to the instance.
    NonData(Class, Attribute),
    /// A plain value of a class.
    Value(Class, Attribute),
    /// `__getattr__`, asked when nothing else has it.
    Getattr(Class),
}

/// How an attribute gets into the `__dict__` of an instance.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The methods of a class assign it, at this line of that file.
    Assigned(Arc<SourceFile>, usize),
    /// The `__init__` that `@dataclass` generates for a class does.
    Generated(Class),
}

#[derive(Debug, Clone)]
pub struct Lookup {
    pub winner: Winner,
    /// What the instance's `__dict__` hides.
    pub hidden: Option<(Class, Attribute)>,
    /// The classes that were looked through, to the one that has it.
    pub searched: Vec<Class>,
    /// The class whose `__getattribute__` replaces that of `object`.
    pub custom: Option<Class>,
    /// The class was asked, not an instance.
    pub on_class: bool,
}

/// What stands before the dot: the checker knows more, our own tables know what it does not.
pub fn receiver(inference: &Inference, file: &Arc<SourceFile>, value: ExprRef) -> Option<Entity> {
    let own = || inference.expression(file, value);
    if !Arc::ptr_eq(file, &inference.context.file) {
        return own();
    }
    let context = inference.context;
    let found = match context.checker.value(&context.address(), value.range()) {
        // Nothing is looked up in classes.
        Some(Value::Module) => return None,
        Some(Value::Class(class)) => class_at(context, inference, &class).map(Entity::Class),
        Some(Value::Instance(class)) => class_at(context, inference, &class).map(Entity::Instance),
        None => None,
    };
    found.or_else(own)
}

/// The class that the checker means; of a stub's class the one that runs.
fn class_at(
    context: &Context,
    inference: &Inference,
    class: &serpentarium_checker::hierarchy::Class,
) -> Option<Class> {
    if let Some(module) = resolved::stub_module(&class.place) {
        if let Some(native) = native::find(&module, &class.name).filter(native::Native::is_class) {
            return Some(Class::Native(native));
        }
        let module = context.world.module(&module, &context.file)?;
        let found = inference.module_member(&module, &class.name);
        return match inference.entity(found.last()?)? {
            Entity::Class(class) => Some(class),
            _ => None,
        };
    }
    match inference.entity(&resolved::definition(context, &class.place)?)? {
        Entity::Class(class) => Some(class),
        _ => None,
    }
}

/// Looks an attribute up; `None` where a class is not known, or nothing has it.
pub fn of(inference: &Inference, receiver: &Entity, name: &str) -> Option<Lookup> {
    match receiver {
        Entity::Instance(class) => on_instance(inference, class, name),
        Entity::Class(class) => on_class(inference, class, name),
        Entity::Super(class) => {
            let order: Vec<Class> = known_order(inference, class)?.into_iter().skip(1).collect();
            let (owner, found) = attribute::along(inference, &order, name)?;
            Some(Lookup {
                searched: searched(&order, &owner),
                winner: of_class(owner, found),
                hidden: None,
                custom: None,
                on_class: false,
            })
        }
        _ => None,
    }
}

/// The MRO, if all of it is known.
pub fn known_order(inference: &Inference, class: &Class) -> Option<Vec<Class>> {
    class_facts::mro(inference, class)
        .ok()?
        .into_iter()
        .map(|base| match base {
            Base::Known(class) => Some(class),
            Base::Unknown(_) => None,
        })
        .collect()
}

fn searched(order: &[Class], owner: &Class) -> Vec<Class> {
    let end = order.iter().position(|class| class == owner);
    order[..end.map_or(order.len(), |end| end + 1)].to_vec()
}

fn of_class(owner: Class, found: Attribute) -> Winner {
    if found.kind.is_data() {
        Winner::Data(owner, found)
    } else if found.kind.is_descriptor() {
        Winner::NonData(owner, found)
    } else {
        Winner::Value(owner, found)
    }
}

fn on_instance(inference: &Inference, class: &Class, name: &str) -> Option<Lookup> {
    let order = known_order(inference, class)?;
    let custom = custom(inference, &order);
    let found = attribute::along(inference, &order, name);
    let in_dict = in_dict(inference, &order, name);
    let (winner, hidden, searched) = match (found, in_dict) {
        (Some((owner, found)), None) => {
            let searched = searched(&order, &owner);
            (of_class(owner, found), None, searched)
        }
        (Some((owner, found)), Some(_)) if found.kind.is_data() => {
            let searched = searched(&order, &owner);
            (Winner::Data(owner, found), None, searched)
        }
        (hidden, Some(origin)) => {
            let searched = match &hidden {
                Some((owner, _)) => searched(&order, owner),
                None => order,
            };
            (Winner::Instance(origin), hidden, searched)
        }
        (None, None) => {
            let (owner, _) = attribute::along(inference, &order, "__getattr__")?;
            (Winner::Getattr(owner), None, order)
        }
    };
    Some(Lookup {
        winner,
        hidden,
        searched,
        custom,
        on_class: false,
    })
}

/// A `__getattribute__` written in Python.
fn custom(inference: &Inference, order: &[Class]) -> Option<Class> {
    let (owner, _) = attribute::along(inference, order, "__getattribute__")?;
    matches!(owner, Class::Source(_)).then_some(owner)
}

/// How the instance's own `__dict__` comes to have a name.
fn in_dict(inference: &Inference, order: &[Class], name: &str) -> Option<Origin> {
    for class in order {
        let Class::Source(node) = class else {
            continue;
        };
        let class_name = class_facts::short_name(class);
        let attributes = match attributes::known_of_instances(node) {
            Some(known) => known,
            // No tree is needed where the text does not name it.
            None if !node
                .file
                .slice(node.range)
                .contains(attribute::unmangled(name)) =>
            {
                continue;
            }
            None => attributes::of_instances_written(node, attribute::unmangled(name)),
        };
        let assigned = attributes
            .iter()
            .find(|attribute| layout::mangled(&class_name, &attribute.name) == name);
        if let Some(attribute) = assigned {
            let line = node.file.line_number(attribute.name_range.start());
            return Some(Origin::Assigned(Arc::clone(&node.file), line));
        }
    }
    // The nearest `__init__` is the one that runs.
    let owner = order
        .iter()
        .find(|class| attribute::own(inference, class, "__init__").is_some())?;
    let found = dataclass::of(inference, owner)?;
    let is_field = found.generates("__init__")
        && dataclass::fields(inference, owner).iter().any(|field| {
            let is_set = field.in_init || field.default.as_deref() == Some("<factory>");
            field.name == name && is_set && !field.is_init_only
        });
    is_field.then(|| Origin::Generated(owner.clone()))
}

fn on_class(inference: &Inference, class: &Class, name: &str) -> Option<Lookup> {
    let metaclass = class_facts::metaclass(inference, class)?;
    let of_meta = known_order(inference, &metaclass)?;
    let order = known_order(inference, class)?;
    let on_meta = attribute::along(inference, &of_meta, name);
    let in_class = attribute::along(inference, &order, name);
    let (winner, searched) = match (on_meta, in_class) {
        (Some((owner, found)), _) if found.kind.is_data() => {
            let searched = searched(&of_meta, &owner);
            (Winner::Data(owner, found), searched)
        }
        (_, Some((owner, found))) => {
            // Most classes have no such base, which is known here.
            let may_be_member = order.iter().any(|it| class_facts::short_name(it) == "Enum");
            let is_member = may_be_member && enums::is_member(inference, &owner, name);
            let searched = searched(&order, &owner);
            let winner = match found.kind {
                _ if is_member => Winner::Value(owner, found),
                Kind::Value => Winner::Value(owner, found),
                _ => Winner::NonData(owner, found),
            };
            (winner, searched)
        }
        (Some((owner, found)), None) => {
            let searched = searched(&of_meta, &owner);
            (of_class(owner, found), searched)
        }
        (None, None) => {
            let (owner, _) = attribute::along(inference, &of_meta, "__getattr__")?;
            (Winner::Getattr(owner), order)
        }
    };
    Some(Lookup {
        winner,
        hidden: None,
        searched,
        custom: None,
        on_class: true,
    })
}

/// The line of a definition, with its file if that is another one.
pub fn place(inference: &Inference, definition: &Definition) -> Option<String> {
    let (file, range) = definition.place()?;
    let line = file.line_number(range.start());
    Some(line_in(inference, &file, line))
}

fn line_in(inference: &Inference, file: &Arc<SourceFile>, line: usize) -> String {
    if Arc::ptr_eq(file, &inference.context.file) {
        return format!("line {line}");
    }
    let name = file.path().and_then(|path| path.file_name()?.to_str());
    let name = name.map_or_else(|| file.filename(), str::to_owned);
    format!("{name}:{line}")
}

impl Lookup {
    /// The steps, for people.
    pub fn text(&self, inference: &Inference, name: &str) -> String {
        let mut steps = Vec::new();
        if let Some(custom) = &self.custom {
            let custom = class_facts::short_name(custom);
            steps.push(format!(
                "{custom}.__getattribute__ is asked; by object's rules"
            ));
        }
        if let Some(passed) = self.passed_over() {
            steps.push(passed);
        }
        let named = |owner: &Class, found: &Attribute| {
            let owner = class_facts::short_name(owner);
            let place = found
                .definition
                .as_ref()
                .and_then(|it| place(inference, it));
            let place = place.map_or(String::new(), |place| format!(", {place}"));
            format!("{owner}.{name} ({}{place})", found.kind.word())
        };
        steps.push(match &self.winner {
            Winner::Data(owner, found) if self.on_class => format!(
                "{}: a data descriptor of the metaclass, before the class's own",
                named(owner, found)
            ),
            Winner::Data(owner, found) => format!(
                "{}: a data descriptor, before the instance's __dict__",
                named(owner, found)
            ),
            Winner::Instance(origin) => self.in_instance(inference, origin, &named),
            Winner::NonData(owner, found) => {
                format!("{}{}", named(owner, found), self.bound(found))
            }
            Winner::Value(owner, found) if self.on_class => named(owner, found),
            Winner::Value(owner, found) => format!(
                "{}, as the instance's __dict__ has none",
                named(owner, found)
            ),
            Winner::Getattr(owner) => format!(
                "nothing has it, so {}.__getattr__('{name}') is called",
                class_facts::short_name(owner)
            ),
        });
        steps.join("; ")
    }

    /// `not in C, D`: the classes that were looked through in vain.
    fn passed_over(&self) -> Option<String> {
        const SHOWN: usize = 4;
        let in_vain = match (&self.winner, &self.hidden) {
            (Winner::Getattr(_), _) => return None,
            (Winner::Instance(_), None) => &self.searched[..],
            _ => self.searched.split_last().map_or(&[][..], |(_, rest)| rest),
        };
        let mut names: Vec<String> = in_vain.iter().map(class_facts::short_name).collect();
        if names.len() > SHOWN {
            let more = names.len() - SHOWN;
            names.truncate(SHOWN);
            names.push(format!("{more} more"));
        }
        (!names.is_empty()).then(|| format!("not in {}", names.join(", ")))
    }

    fn in_instance(
        &self,
        inference: &Inference,
        origin: &Origin,
        named: &dyn Fn(&Class, &Attribute) -> String,
    ) -> String {
        let how = match origin {
            Origin::Assigned(file, line) => format!("set at {}", line_in(inference, file, *line)),
            Origin::Generated(class) => format!(
                "set by the generated {}.__init__",
                class_facts::short_name(class)
            ),
        };
        match &self.hidden {
            None => format!("in the instance's __dict__ ({how})"),
            Some((owner, found)) => format!(
                "in the instance's __dict__ ({how}), which hides {}",
                named(owner, found)
            ),
        }
    }

    fn bound(&self, found: &Attribute) -> &'static str {
        match (&found.kind, self.on_class) {
            (Kind::Function, true) => ": the function itself",
            (Kind::Function, false) => {
                ", bound to the instance: no data descriptor, but the instance's __dict__ has none"
            }
            (Kind::ClassMethod, _) => ", bound to the class",
            (Kind::StaticMethod, _) => ": the function itself",
            (Kind::Property | Kind::Slot | Kind::Data(_) | Kind::CachedProperty, true) => {
                ": the descriptor itself, or what its __get__ makes of None"
            }
            (Kind::CachedProperty, false) => {
                ": no data descriptor; what it gives is kept in the instance's __dict__, which comes first the next time"
            }
            _ => ": its __get__ is called, as the instance's __dict__ has none",
        }
    }
}
