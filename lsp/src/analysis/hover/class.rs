//! The anatomy of a class.

use ruff_python_ast::StmtClassDef;
use ruff_text_size::{Ranged, TextRange};

use super::callable::{code, printed_signature};
use super::{Hover, decorators, join};
use crate::analysis::anatomy::dataclass::{self, Dataclass, Hash};
use crate::analysis::anatomy::layout::{self, Layout, Part};
use crate::analysis::anatomy::{abstracts, creation, enums, protocol, typed_dict};
use crate::analysis::class_facts::{self, Base};
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::signature::{Flavour, Parameter, Signature};
use crate::analysis::traced::{self, Reads};
use crate::analysis::{annotations, docstring, unparse};

/// The anatomy of a class whose name stands at a range, kept until a text changes that it is from.
/// Those were read to know that it is a class.
pub fn kept(
    inference: &Inference,
    found: &Class,
    name: TextRange,
    mut reads: Reads,
) -> Option<Hover> {
    let (file, _) = class_facts::source_def(found)?;
    let world = &inference.context.world;
    let (hover, more) = traced::recorded(|| {
        world.note(file);
        class(inference, found)
    });
    let hover = hover?;
    if let Some(path) = file.path() {
        reads.extend(more);
        world.memo.remember_class(path, name, &hover, reads);
    }
    Some(hover)
}

fn class(inference: &Inference, class: &Class) -> Option<Hover> {
    let (file, def) = class_facts::source_def(class)?;
    let printed = signature(inference, class).map(|signature| signature.to_string());
    let name = class_facts::full_name(inference, class);
    let mut hover = Hover {
        code: format!("class {name}{}", printed.unwrap_or_default()),
        docstring: docstring::of_body(&def.body),
        ..Hover::default()
    };
    let kind = kind(inference, class);
    hover.fact("Kind", kind);
    let error = creation::error(inference, class);
    let is_possible = error.is_none();
    hover.fact("Error", error.unwrap_or_default());
    hover.fact(
        "Decorators",
        decorators::of_class(inference, file, def).join(", then "),
    );
    if kind == "TypedDict" {
        let order = typed_dict::order(inference, class);
        hover.fact("MRO", order_text(inference, &order));
        hover.fact("Metaclass", "typing._TypedDictMeta (of TypedDict)");
    } else {
        inheritance(&mut hover, inference, class);
    }
    if is_possible {
        if kind != "TypedDict" {
            metaclass(&mut hover, inference, class);
        }
        hooks(&mut hover, inference, class);
        instances(&mut hover, inference, class, kind);
        abstracts(&mut hover, inference, class);
    }
    members(&mut hover, inference, class);
    code(&mut hover, file, def.range(), &def.name);
    Some(hover)
}

fn kind(inference: &Inference, class: &Class) -> &'static str {
    let is_metaclass = class_facts::lookup_order(inference, class)
        .iter()
        .any(|base| matches!(base, Class::Native(n) if n.qualified_name == "type" && n.module == "builtins"));
    if is_metaclass {
        "metaclass"
    } else if dataclass::of(inference, class).is_some() {
        "dataclass"
    } else if class_facts::is_enum(inference, class) {
        "enum"
    } else if protocol::of(inference, class).is_some() {
        "protocol"
    } else if typed_dict::is_one(inference, class) {
        "TypedDict"
    } else if let Some(name) = class_facts::stand_in(inference, class) {
        name
    } else {
        "class"
    }
}

fn inheritance(hover: &mut Hover, inference: &Inference, class: &Class) {
    let text = |base: &Base| class_facts::base_text(inference, base);
    let bases: Vec<String> = class_facts::bases(inference, class)
        .iter()
        .map(text)
        .collect();
    match class_facts::mro(inference, class) {
        Ok(order) => {
            // A single base is the next class of the order.
            if bases.len() > 1 {
                hover.fact("Bases", join(&bases));
            }
            hover.fact("MRO", order_text(inference, &order));
        }
        // Why there is none, the error says.
        Err(_) => hover.fact("Bases", join(&bases)),
    }
}

fn order_text(inference: &Inference, order: &[Base]) -> String {
    let names = order.iter().map(|it| class_facts::base_text(inference, it));
    names.collect::<Vec<_>>().join(" → ")
}

/// What the class statement calls of bases and attributes.
fn hooks(hover: &mut Hover, inference: &Inference, class: &Class) {
    // Those of `typing` say nothing about this class.
    let hook = creation::subclass_hook(inference, class)
        .filter(|hook| !class_facts::full_name(inference, &hook.owners[0]).starts_with("typing."));
    if let Some(hook) = hook {
        let keywords = hook.keywords.join(", ");
        let calls: Vec<String> = hook
            .owners
            .iter()
            .map(|owner| format!("{}.__init_subclass__", class_facts::short_name(owner)))
            .collect();
        let (first, rest) = calls
            .split_first()
            .map_or(("", &[][..]), |(f, r)| (f.as_str(), r));
        let mut text = format!("{first}({keywords})");
        for next in rest {
            text += &format!(", then {next} (super)");
        }
        hover.fact("Subclass hook", text);
    }
    let named: Vec<String> = creation::named(inference, class)
        .into_iter()
        .map(|(name, owner)| format!("{name} ({})", class_facts::short_name(&owner)))
        .collect();
    hover.fact("__set_name__", join(&named));
}

fn metaclass(hover: &mut Hover, inference: &Inference, class: &Class) {
    // A conflict is the error that is told already.
    let Ok((found, origin)) = class_facts::metaclass_with_origin(inference, class, 0) else {
        return;
    };
    let name = match &found {
        Some(metaclass) => class_facts::full_name(inference, metaclass),
        None => "unknown".to_owned(),
    };
    let mut text = format!("{name} ({})", creation::origin_text(&origin));
    let methods = found.map(|metaclass| creation::of_metaclass(inference, &metaclass));
    let methods: Vec<String> = methods
        .unwrap_or_default()
        .into_iter()
        .filter(|(_, owner)| {
            // What the library's do is known.
            class_facts::source_def(owner).is_some_and(|(file, _)| file.stdlib_module().is_none())
        })
        .map(|(name, owner)| format!("{}.{name}", class_facts::short_name(&owner)))
        .collect();
    if !methods.is_empty() {
        text += &format!("; calls {}", join(&methods));
    }
    hover.fact("Metaclass", text);
}

/// What an instance takes, and where its slots are.
fn instances(hover: &mut Hover, inference: &Inference, class: &Class, kind: &str) {
    let layout = layout::of(inference, class).ok().flatten();
    if let Some(layout) = &layout
        && !matches!(kind, "metaclass" | "protocol" | "TypedDict")
    {
        hover.fact("Instance", size(inference, class, layout));
    }
    let declared = class_facts::source_def(class).and_then(|(_, def)| class_facts::slots(def));
    match layout {
        Some(layout) if !layout.slots.is_empty() => {
            let slots: Vec<String> = layout
                .slots
                .iter()
                .map(|(name, offset)| format!("{name} at {offset}"))
                .collect();
            hover.fact("Slots", join(&slots) + unslotted(&layout));
        }
        Some(layout) if declared.is_some() => {
            hover.fact("Slots", format!("none of its own{}", unslotted(&layout)));
        }
        Some(_) => {}
        None => hover.fact("Slots", join(&declared.unwrap_or_default())),
    }
}

/// A base without `__slots__` undoes what they are for.
fn unslotted(layout: &Layout) -> &'static str {
    match layout.dict {
        Part::Missing => "",
        Part::InFront | Part::Inside => "; instances have a __dict__ all the same",
    }
}

/// `48 bytes: 16 garbage collector + ...`
pub(super) fn size(inference: &Inference, class: &Class, layout: &Layout) -> String {
    let Some(size) = layout.size() else {
        return String::new();
    };
    let order = class_facts::lookup_order(inference, class);
    let native = order.iter().find_map(|class| match class {
        Class::Native(native) => Some(native.qualified_name),
        Class::Source(_) => None,
    });
    let more = match native {
        Some("int") => ", 4 more for each further 30 bits",
        Some("str") => ", 1, 2 or 4 more for each character",
        Some("bytes") => ", 1 more for each byte",
        Some("tuple") => ", 8 more for each item",
        Some("list" | "dict" | "set" | "frozenset" | "bytearray" | "deque") => " while empty",
        _ => "",
    };
    let parts = layout.parts();
    match parts.len() {
        1 => format!("{size} bytes{more}"),
        _ => format!("{size} bytes (sys.getsizeof{more}): {}", parts.join(" + ")),
    }
}

fn abstracts(hover: &mut Hover, inference: &Inference, class: &Class) {
    let Some(found) = abstracts::of(inference, class) else {
        return;
    };
    let names: Vec<String> = found
        .iter()
        .map(|it| match it.owner == *class {
            true => it.name.clone(),
            false => format!("{} (of {})", it.name, class_facts::short_name(&it.owner)),
        })
        .collect();
    if names.is_empty() {
        return;
    }
    let end = match abstracts::is_checked(inference, class) {
        true => "; cannot be instantiated",
        false => "",
    };
    hover.fact("Abstract", join(&names) + end);
}

fn members(hover: &mut Hover, inference: &Inference, class: &Class) {
    if let Some(found) = dataclass::of(inference, class) {
        fields(hover, inference, class, &found);
    } else if let Some(by) = dataclass::transformer(inference, class) {
        let (file, def) = match class_facts::source_def(class) {
            Some(found) => found,
            None => return,
        };
        let fields: Vec<String> = class_facts::own_fields(def)
            .iter()
            .map(|field| {
                let annotation = annotations::format(inference, file, field.annotation);
                format!("{}: {annotation}", field.name)
            })
            .collect();
        hover.fact("Fields", join(&fields));
        hover.fact(
            "Generated",
            format!("__init__ and more (dataclass_transform: {by})"),
        );
    }
    if class_facts::stand_in(inference, class) == Some("NamedTuple")
        && let Some((_, def)) = class_facts::source_def(class)
        && let Some(signature) = named_tuple_signature(inference, class, def)
    {
        let fields = signature.parameters.iter();
        let fields: Vec<String> = fields.map(|field| field.text.clone()).collect();
        hover.fact("Fields", join(&fields));
        let generated = class_facts::NAMED_TUPLE_METHODS.map(str::to_owned);
        hover.fact("Generated", join(&generated));
    }
    if typed_dict::is_one(inference, class) {
        hover.fact("Keys", join(&keys(inference, class)));
    }
    if class_facts::is_enum(inference, class) {
        let members: Vec<String> = enums::members(inference, class)
            .into_iter()
            .map(|member| {
                let note = match (&member.alias_of, member.is_auto) {
                    (Some(first), _) => format!(" (alias of {first})"),
                    (None, true) if member.value != "auto()" => " (auto)".to_owned(),
                    _ => String::new(),
                };
                format!("{} = {}{note}", member.name, member.value)
            })
            .collect();
        hover.fact("Members", join(&members));
    }
    if let Some(protocol) = protocol::of(inference, class) {
        let members: Vec<String> = protocol
            .members
            .iter()
            .map(|(name, is_method)| match is_method {
                true => format!("{name}()"),
                false => name.clone(),
            })
            .collect();
        hover.fact("Protocol members", join(&members));
        let checks = match (protocol.is_checkable, protocol.members.values().all(|&m| m)) {
            (false, _) => "none (no @runtime_checkable)",
            (true, true) => "isinstance and issubclass",
            (true, false) => "isinstance (not issubclass: not all members are methods)",
        };
        hover.fact("Runtime checks", checks);
    }
    let descriptors = class_facts::descriptors(inference, class);
    hover.fact("Methods", join(&descriptors.methods));
    hover.fact("Class methods", join(&descriptors.class_methods));
    hover.fact("Static methods", join(&descriptors.static_methods));
    hover.fact("Properties", join(&descriptors.properties));
    hover.fact("Cached properties", join(&descriptors.cached_properties));
    hover.fact("Data descriptors", join(&descriptors.data));
    hover.fact("Non-data descriptors", join(&descriptors.non_data));
}

fn keys(inference: &Inference, class: &Class) -> Vec<String> {
    let text = |key: typed_dict::Key| {
        let notes = [
            (!key.is_required, "not required"),
            (key.is_read_only, "read-only"),
        ];
        let notes = notes
            .into_iter()
            .filter_map(|(holds, note)| holds.then_some(note));
        let notes: Vec<&str> = notes.collect();
        match notes.is_empty() {
            true => format!("{}: {}", key.name, key.annotation),
            false => format!("{}: {} ({})", key.name, key.annotation, notes.join(", ")),
        }
    };
    let keys = typed_dict::keys(inference, class).into_iter();
    keys.map(text).collect()
}

fn fields(hover: &mut Hover, inference: &Inference, class: &Class, dataclass: &Dataclass) {
    let fields: Vec<String> = dataclass::fields(inference, class)
        .into_iter()
        .map(|field| {
            let mut text = format!("{}: {}", field.name, field.annotation);
            if let Some(default) = &field.default {
                text += &format!(" = {default}");
            }
            let notes: Vec<&str> = [
                (!field.in_init, "not in __init__"),
                (!field.in_repr, "not in repr"),
                (field.is_keyword_only, "keyword only"),
                (field.is_init_only, "only for __init__"),
            ]
            .into_iter()
            .filter_map(|(holds, note)| holds.then_some(note))
            .collect();
            match notes.is_empty() {
                true => text,
                false => format!("{text} ({})", notes.join(", ")),
            }
        })
        .collect();
    hover.fact("Fields", join(&fields));
    let mut generated: Vec<String> = dataclass
        .generated()
        .into_iter()
        .filter(|name| *name != "__replace__")
        .map(str::to_owned)
        .collect();
    if dataclass.hash() == Hash::Unhashable {
        generated.push("__hash__ = None (unhashable)".to_owned());
    }
    hover.fact("Generated", join(&generated));
}

/// The signature of calling the class, where `inspect.signature` would find it in the source.
pub fn signature(inference: &Inference, class: &Class) -> Option<Signature> {
    let (_, def) = class_facts::source_def(class)?;
    if class_facts::is_enum(inference, class) {
        // Without members, calling it makes another enumeration.
        let call = match enums::members(inference, class).is_empty() {
            true => {
                "(new_class_name, /, names, *, module=None, qualname=None, type=None, start=1, boundary=None)"
            }
            false => "(*values)",
        };
        return crate::analysis::signature::parse(call);
    }
    if let Some(owner) = generated_constructor(inference, class) {
        return Some(dataclass::signature(&dataclass::fields(inference, &owner)));
    }
    if let Some(generated) = named_tuple_signature(inference, class, def) {
        return Some(generated);
    }
    let Some((_, definition)) = class_facts::constructor(inference, class) else {
        let all_known = class_facts::mro(inference, class)
            .is_ok_and(|order| order.iter().all(|base| matches!(base, Base::Known(_))));
        return all_known.then(Signature::default);
    };
    match inference.entity(&definition)? {
        Entity::Function(node) => {
            let def = node.function()?;
            let mut printed = printed_signature(inference, &node, def, None).bound();
            if def.name.as_str() == "__init__" {
                // `inspect` shows what `__init__` is annotated to return.
                printed.returns = def
                    .returns
                    .as_ref()
                    .map(|r| annotations::format(inference, &node.file, r));
            }
            Some(printed)
        }
        _ => None,
    }
}

/// The class whose generated `__init__` is the one that a lookup finds.
fn generated_constructor(inference: &Inference, class: &Class) -> Option<Class> {
    let order = class_facts::lookup_order(inference, class);
    for owner in order {
        if dataclass::of(inference, &owner).is_some_and(|found| found.generates("__init__")) {
            return Some(owner);
        }
        let has = |name: &str| !inference.own_member(&owner, name, false).is_empty();
        if has("__init__") || has("__new__") {
            return None;
        }
    }
    None
}

fn named_tuple_signature(
    inference: &Inference,
    class: &Class,
    def: &StmtClassDef,
) -> Option<Signature> {
    let (file, _) = class_facts::source_def(class)?;
    let is_named_tuple = def.bases().iter().any(|base| {
        crate::analysis::nodes::dotted_name(base)
            .is_some_and(|parts| parts.last() == Some(&"NamedTuple"))
    });
    if !is_named_tuple {
        return None;
    }
    let parameters = class_facts::own_fields(def)
        .iter()
        .map(|field| {
            let annotation = annotations::format(inference, file, field.annotation);
            let default = field
                .value
                .map(|value| unparse::expression(value, file.text()));
            let text = match &default {
                Some(default) => format!("{}: {annotation} = {default}", field.name),
                None => format!("{}: {annotation}", field.name),
            };
            Parameter {
                name: field.name.to_owned(),
                text,
                flavour: Flavour::PositionalOrKeyword,
                has_default: default.is_some(),
            }
        })
        .collect();
    Some(Signature {
        parameters,
        returns: None,
    })
}
