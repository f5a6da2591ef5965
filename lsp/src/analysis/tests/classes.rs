//! What hovers tell of classes and attribute lookups, against what CPython 3.14 did with the same
//! files: `classes/*.txt` is recorded by `tools/class_facts.py`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use crate::analysis::anatomy::attribute::{self, Attribute};
use crate::analysis::anatomy::layout::{self, Part};
use crate::analysis::anatomy::lookup::{self, Lookup, Winner};
use crate::analysis::anatomy::{abstracts, creation, dataclass, enums, protocol};
use crate::analysis::class_facts;
use crate::analysis::fixture::fixture;
use crate::analysis::hover::class;
use crate::analysis::infer::{Class, Inference, Node};
use crate::analysis::unparse;

type Facts = BTreeMap<String, String>;

#[track_caller]
fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/analysis/tests/classes");
    let source = std::fs::read_to_string(folder.join(format!("{name}.py"))).expect("the case");
    let recorded = std::fs::read_to_string(folder.join(format!("{name}.txt"))).expect("the record");
    let (context, _) = fixture(&source);
    let inference = Inference::new(&context);
    let file = Arc::clone(&context.file);
    let mut told: BTreeMap<String, Facts> = BTreeMap::new();
    for statement in &file.module().body {
        match statement {
            Stmt::ClassDef(def) => {
                let class = Class::Source(Node {
                    file: Arc::clone(&file),
                    range: def.range(),
                });
                told.insert(format!("class {}", def.name), facts(&inference, &class));
            }
            Stmt::Expr(it) => {
                if let Expr::Attribute(attribute) = &*it.value {
                    let text = unparse::expression(&it.value, file.text());
                    let value = (&*attribute.value).into();
                    let found = lookup::receiver(&inference, &file, value)
                        .and_then(|receiver| lookup::of(&inference, &receiver, &attribute.attr));
                    let found =
                        found.map_or("nothing".to_owned(), |it| in_words(&it, &attribute.attr));
                    told.insert(text, Facts::from([(String::new(), found)]));
                }
            }
            _ => {}
        }
    }
    let differences = compare(&recorded, &told);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The lines that differ.
fn compare(recorded: &str, told: &BTreeMap<String, Facts>) -> Vec<String> {
    let mut differences = Vec::new();
    let mut seen = 0;
    let mut about = String::new();
    let mut expected = Facts::new();
    let mut finish = |about: &str, expected: &Facts| {
        if about.is_empty() {
            return;
        }
        let Some(found) = told.get(about) else {
            differences.push(format!("{about}: not told of"));
            return;
        };
        for key in expected.keys().chain(found.keys()) {
            let (wanted, got) = (expected.get(key), found.get(key));
            // Not every instance and signature can be had.
            let is_open = match key.as_str() {
                "size" => wanted.is_none(),
                // `typing` gives protocols an `__init__` that takes anything, until it is called.
                "signature" => {
                    let is_typing = wanted.is_some_and(|text| text == "(*args, **kwargs)");
                    wanted.is_none() || got.is_none() || is_typing
                }
                _ => false,
            };
            if wanted != got && !is_open {
                differences.push(format!("{about} {key}: {wanted:?}, told {got:?}"));
            }
        }
        seen += 1;
    };
    for line in recorded.lines() {
        if let Some(fact) = line.strip_prefix("  ") {
            if let Some((key, value)) = fact.split_once(": ") {
                expected.insert(key.to_owned(), value.to_owned());
            }
            continue;
        }
        finish(&about, &expected);
        expected.clear();
        about = match line.split_once(": ") {
            Some((expression, value)) => {
                expected.insert(String::new(), value.to_owned());
                expression.to_owned()
            }
            None => line.to_owned(),
        };
    }
    finish(&about, &expected);
    assert!(seen > 10, "the record is empty");
    differences.dedup();
    differences
}

fn facts(inference: &Inference, class: &Class) -> Facts {
    let mut facts = Facts::new();
    let mut fact = |key: &str, value: String| {
        facts.insert(key.to_owned(), value);
    };
    if let Some(message) = creation::error(inference, class) {
        fact("error", message);
        return facts;
    }
    let order = class_facts::lookup_order(inference, class);
    let names: Vec<String> = order.iter().map(class_facts::qualified_name).collect();
    fact("mro", names.join(", "));
    if let Some(metaclass) = class_facts::metaclass(inference, class) {
        fact("metaclass", class_facts::qualified_name(&metaclass));
    }
    if let Ok(Some(layout)) = layout::of(inference, class) {
        let is_metaclass = names.iter().any(|name| name == "type");
        if !is_metaclass {
            fact(
                "basicsize",
                format!("{} + {}", layout.basicsize, layout.itemsize),
            );
            let parts = [(layout.dict, "dict"), (layout.weakrefs, "weakrefs")];
            let has: Vec<&str> = (parts.iter())
                .filter(|(part, _)| *part != Part::Missing)
                .map(|(_, name)| *name)
                .collect();
            fact(
                "has",
                if has.is_empty() {
                    "neither".to_owned()
                } else {
                    has.join(", ")
                },
            );
            if let Some(size) = layout.size() {
                fact("size", size.to_string());
            }
        }
        let slots: Vec<String> = (layout.slots.iter())
            .map(|(name, offset)| format!("{name} at {offset}"))
            .collect();
        if !slots.is_empty() {
            fact("slots", slots.join(", "));
        }
    }
    if let Some(found) = abstracts::of(inference, class) {
        let names: Vec<String> = found.into_iter().map(|it| it.name).collect();
        fact("abstract", or(names, "nothing"));
    }
    if let Some(hook) = creation::subclass_hook(inference, class) {
        fact("hook", class_facts::qualified_name(&hook.owners[0]));
    }
    let generated = dataclass::of(inference, class);
    if let Some(found) = &generated {
        let fields = dataclass::fields(inference, class).into_iter();
        let names = fields
            .filter(|field| !field.is_init_only)
            .map(|field| field.name);
        fact("fields", or(names.collect(), "none"));
        let names = found
            .generated()
            .into_iter()
            .filter(|name| *name != "__hash__");
        fact("generated", names.collect::<Vec<_>>().join(", "));
        let state = match found.hash() {
            dataclass::Hash::Own => "own",
            dataclass::Hash::Inherited => "inherited",
            dataclass::Hash::Generated => "generated",
            dataclass::Hash::Unhashable => "None",
        };
        fact("hash", state.to_owned());
    }
    let protocol = protocol::of(inference, class);
    if let Some(found) = &protocol {
        fact(
            "protocol",
            or(found.members.keys().cloned().collect(), "nothing"),
        );
    }
    if class_facts::is_enum(inference, class) {
        for member in enums::members(inference, class) {
            let value = match member.alias_of {
                Some(first) => format!("alias of {first}"),
                None => member.value,
            };
            fact(&format!("member {}", member.name), value);
        }
    } else if protocol.is_none() {
        for (name, word) in attributes(inference, class) {
            fact(&format!("attribute {name}"), word);
        }
    }
    if let Some(signature) = class::signature(inference, class) {
        fact("signature", signature.to_string());
    }
    facts
}

fn or(names: Vec<String>, nothing: &str) -> String {
    match names.is_empty() {
        true => nothing.to_owned(),
        false => names.join(", "),
    }
}

/// What a class itself has, by name.
fn attributes(inference: &Inference, class: &Class) -> Vec<(String, String)> {
    let mut names = attribute::own_names(class);
    if let Ok(Some(layout)) = layout::of(inference, class) {
        names.extend(layout.slots.into_iter().map(|(name, _)| name));
    }
    if let Some(found) = dataclass::of(inference, class) {
        names.extend(found.generated().into_iter().map(str::to_owned));
    }
    names.extend(class_facts::named_tuple_fields(inference, class));
    names.retain(|name| {
        !matches!(
            name.as_str(),
            "__slots__" | "__match_args__" | "__hash__" | "__doc__"
        )
    });
    names
        .into_iter()
        .filter_map(|name| {
            let own = attribute::own(inference, class, &name)?;
            Some((name, own.kind.word()))
        })
        .collect()
}

/// A lookup in the words of the recorder.
fn in_words(found: &Lookup, name: &str) -> String {
    let named = |owner: &Class, found: &Attribute| {
        let word = found.kind.word();
        format!("{}.{name} ({word})", class_facts::qualified_name(owner))
    };
    match &found.winner {
        Winner::Data(owner, it) => format!("data {}", named(owner, it)),
        Winner::NonData(owner, it) => format!("non-data {}", named(owner, it)),
        Winner::Value(owner, it) => format!("value {}", named(owner, it)),
        Winner::Getattr(owner) => format!("getattr {}", class_facts::qualified_name(owner)),
        Winner::Instance(_) => match &found.hidden {
            Some((owner, it)) => format!("instance, hides {}", named(owner, it)),
            None => "instance".to_owned(),
        },
    }
}

#[test]
fn layouts() {
    check("layouts");
}

#[test]
fn orders() {
    check("orders");
}

#[test]
fn dataclasses() {
    check("dataclasses_");
}

#[test]
fn lookups() {
    check("lookups");
}
