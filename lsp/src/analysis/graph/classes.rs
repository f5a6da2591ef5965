//! The classes of a text with their bases: who inherits from whom, and what each one adds.

use std::sync::Arc;

use ruff_text_size::{Ranged, TextRange};

use crate::analysis::Context;
use crate::analysis::class_facts::{self, Base};
use crate::analysis::graph::{Edge, Graph, Node as GraphNode, Shape, Style};
use crate::analysis::infer::{Class, Inference, Node};
use crate::analysis::scopes::BindingKind;

/// One class and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anatomy {
    /// The qualified name, with the module for classes of other files.
    pub name: String,
    /// The statement, for a class of the text.
    pub range: Option<TextRange>,
    pub bases: Vec<String>,
    /// As `C.__mro__` has it, or why there is none.
    pub mro: Result<Vec<String>, String>,
    pub metaclass: Option<String>,
    pub slots: Option<Vec<String>>,
    pub members: Vec<(&'static str, String)>,
}

/// The classes of a text (or of a part of it) and all their bases, each once, in the order in
/// which they are met.
pub fn anatomies(context: &Context, within: Option<TextRange>) -> Vec<Anatomy> {
    let inference = Inference::new(context);
    let mut pending: Vec<Class> = own(context, within);
    let mut seen: Vec<Class> = Vec::new();
    let mut found = Vec::new();
    let mut index = 0;
    while index < pending.len() {
        context.cancel.check();
        let class = pending[index].clone();
        index += 1;
        if seen.contains(&class) {
            continue;
        }
        seen.push(class.clone());
        for base in class_facts::bases(&inference, &class) {
            if let Base::Known(base) = base {
                pending.push(base);
            }
        }
        found.push(anatomy(context, &inference, &class));
    }
    found
}

fn own(context: &Context, within: Option<TextRange>) -> Vec<Class> {
    let table = context.file.scopes();
    let mut classes: Vec<TextRange> = table
        .bindings
        .iter()
        .filter(|binding| binding.kind == BindingKind::Class)
        .map(|binding| binding.node)
        .collect();
    if let Some(within) = within {
        let innermost = classes
            .iter()
            .copied()
            .filter(|range| range.contains_range(within))
            .min_by_key(|range| range.len());
        classes.retain(|range| match innermost {
            Some(innermost) => *range == innermost,
            None => within.contains_range(range.range()),
        });
    }
    classes
        .into_iter()
        .map(|range| {
            Class::Source(Node {
                file: Arc::clone(&context.file),
                range,
            })
        })
        .collect()
}

fn anatomy(context: &Context, inference: &Inference<'_>, class: &Class) -> Anatomy {
    let definition = class_facts::source_def(class);
    let is_own = matches!(class, Class::Source(node) if node.file.is(&context.file));
    let range = match class {
        Class::Source(node) if is_own => Some(node.range),
        _ => None,
    };
    let mro = class_facts::mro(inference, class);
    Anatomy {
        name: name_of(context, inference, class),
        range,
        bases: class_facts::bases(inference, class)
            .iter()
            .map(|base| match base {
                Base::Known(base) => name_of(context, inference, base),
                Base::Unknown(text) => text.clone(),
            })
            .collect(),
        mro: match mro {
            Ok(bases) => Ok(bases
                .iter()
                .map(|base| match base {
                    Base::Known(base) => name_of(context, inference, base),
                    Base::Unknown(text) => format!("{text} (unknown)"),
                })
                .collect()),
            Err(error) => Err(error),
        },
        metaclass: class_facts::metaclass(inference, class)
            .map(|metaclass| name_of(context, inference, &metaclass)),
        slots: definition.and_then(|(_, definition)| class_facts::slots(definition)),
        members: members(inference, class),
    }
}

fn name_of(context: &Context, inference: &Inference<'_>, class: &Class) -> String {
    match class {
        Class::Source(node) if node.file.is(&context.file) => class_facts::qualified_name(class),
        _ => class_facts::full_name(inference, class),
    }
}

fn members(inference: &Inference<'_>, class: &Class) -> Vec<(&'static str, String)> {
    let found = class_facts::descriptors(inference, class);
    let kinds = [
        ("method", found.methods),
        ("classmethod", found.class_methods),
        ("staticmethod", found.static_methods),
        ("property", found.properties),
        ("cached property", found.cached_properties),
        ("data descriptor", found.data),
        ("non-data descriptor", found.non_data),
    ];
    kinds
        .into_iter()
        .flat_map(|(kind, names)| names.into_iter().map(move |name| (kind, name)))
        .collect()
}

/// The hierarchy as a graph: bases above the classes that derive from them.
pub fn graph(classes: &[Anatomy]) -> Graph {
    let id = |name: &str| {
        classes
            .iter()
            .position(|class| class.name == name)
            .map(|index| format!("c{index}"))
    };
    let mut graph = Graph::default();
    for class in classes {
        let Some(own) = id(&class.name) else {
            continue;
        };
        graph.nodes.push(GraphNode {
            id: own.clone(),
            lines: lines(class),
            shape: match class.range {
                Some(_) => Shape::Box,
                None => Shape::Round,
            },
        });
        for base in class.bases.iter().filter_map(|base| id(base)) {
            graph.edges.push(Edge {
                from: base,
                to: own.clone(),
                label: String::new(),
                style: Style::Solid,
            });
        }
        // Nearly every class is one of `type`.
        let special = class.metaclass.as_deref().filter(|name| *name != "type");
        if let Some(metaclass) = special.and_then(id) {
            graph.edges.push(Edge {
                from: metaclass,
                to: own.clone(),
                label: "metaclass".to_owned(),
                style: Style::Dashed,
            });
        }
    }
    graph
}

fn lines(class: &Anatomy) -> Vec<String> {
    let mut lines = vec![class.name.clone()];
    if class.range.is_none() {
        return lines;
    }
    if let Some(metaclass) = &class.metaclass
        && metaclass != "type"
    {
        lines.push(format!("metaclass={metaclass}"));
    }
    if let Some(slots) = &class.slots {
        lines.push(format!("__slots__ = {}", slots.join(", ")));
    }
    for (kind, name) in &class.members {
        lines.push(match *kind {
            "method" => format!("{name}()"),
            kind => format!("{kind} {name}"),
        });
    }
    if let Err(error) = &class.mro {
        lines.push(format!("TypeError: {error}"));
    }
    lines
}
