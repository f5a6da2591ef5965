//! The anatomy of a class.

use ruff_python_ast::{Expr, StmtClassDef};
use ruff_text_size::Ranged;

use super::callable::{code, printed_signature};
use super::{Hover, join};
use crate::analysis::class_facts::{self, Base, MetaclassOrigin};
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::signature::{Flavour, Parameter, Signature};
use crate::analysis::{annotations, docstring, unparse};

pub fn class(inference: &Inference, class: &Class) -> Option<Hover> {
    let (file, def) = class_facts::source_def(class)?;
    let printed = signature(inference, class).map(|signature| signature.to_string());
    let name = class_facts::full_name(inference, class);
    let mut hover = Hover {
        code: format!("class {name}{}", printed.unwrap_or_default()),
        docstring: docstring::of_body(&def.body),
        ..Hover::default()
    };
    hover.fact("Kind", kind(inference, class, def));
    let decorators: Vec<String> = def
        .decorator_list
        .iter()
        .map(|decorator| {
            format!(
                "@{}",
                unparse::expression(&decorator.expression, file.text())
            )
        })
        .collect();
    hover.fact("Decorators", join(&decorators));
    inheritance(&mut hover, inference, class);
    if let Some(slots) = class_facts::slots(def) {
        hover.fact(
            "Slots",
            if slots.is_empty() {
                "none".to_owned()
            } else {
                join(&slots)
            },
        );
    }
    members(&mut hover, inference, class, def);
    code(&mut hover, file, def.range(), &def.name);
    Some(hover)
}

fn kind(inference: &Inference, class: &Class, def: &StmtClassDef) -> &'static str {
    let is_metaclass = class_facts::lookup_order(inference, class)
        .iter()
        .any(|base| matches!(base, Class::Native(n) if n.qualified_name == "type" && n.module == "builtins"));
    if is_metaclass {
        "metaclass"
    } else if class_facts::dataclass_decorator(def).is_some() {
        "dataclass"
    } else if class_facts::is_enum(inference, class) {
        "enum"
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
    hover.fact("Bases", join(&bases));
    match class_facts::mro(inference, class) {
        Ok(order) => {
            let names: Vec<String> = order.iter().map(text).collect();
            hover.fact("MRO", names.join(" → "));
        }
        Err(message) => hover.fact("MRO", message),
    }
    match class_facts::metaclass_with_origin(inference, class, 0) {
        Ok((metaclass, origin)) => {
            let name = match &metaclass {
                Some(metaclass) => class_facts::full_name(inference, metaclass),
                None => "unknown".to_owned(),
            };
            hover.fact(
                "Metaclass",
                match origin {
                    MetaclassOrigin::Explicit => format!("{name} (by metaclass=)"),
                    MetaclassOrigin::Inherited(base) => format!("{name} (of base {base})"),
                    MetaclassOrigin::Default => format!("{name} (by default)"),
                },
            );
        }
        Err(message) => hover.fact("Metaclass", message),
    }
}

fn members(hover: &mut Hover, inference: &Inference, class: &Class, def: &StmtClassDef) {
    let Some((file, _)) = class_facts::source_def(class) else {
        return;
    };
    if class_facts::dataclass_decorator(def).is_some() {
        let fields: Vec<String> = class_facts::own_fields(def)
            .iter()
            .map(|field| {
                format!(
                    "{}: {}",
                    field.name,
                    unparse::expression(field.annotation, file.text())
                )
            })
            .collect();
        hover.fact("Fields", join(&fields));
    }
    if class_facts::is_enum(inference, class) {
        let members: Vec<String> = class_facts::enum_members(def, file.text())
            .into_iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        hover.fact("Members", join(&members));
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

/// The signature of calling the class, where `inspect.signature` would find it in the source.
pub fn signature(inference: &Inference, class: &Class) -> Option<Signature> {
    let (_, def) = class_facts::source_def(class)?;
    if class_facts::is_enum(inference, class) {
        return crate::analysis::signature::parse("(*values)");
    }
    if let Some(generated) = dataclass_signature(inference, class, def) {
        return Some(generated);
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

fn dataclass_signature(
    inference: &Inference,
    class: &Class,
    def: &StmtClassDef,
) -> Option<Signature> {
    let decorator = class_facts::dataclass_decorator(def)?;
    if class_facts::method(def, "__init__").is_some() || option(decorator, "init") == Some(false) {
        return None;
    }
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut order = class_facts::lookup_order(inference, class);
    order.reverse();
    for owner in &order {
        let Some((file, def)) = class_facts::source_def(owner) else {
            continue;
        };
        let Some(decorator) = class_facts::dataclass_decorator(def) else {
            continue;
        };
        let mut keyword_only = option(decorator, "kw_only").unwrap_or(false);
        for field in class_facts::own_fields(def) {
            let annotation = annotations::format(inference, file, field.annotation);
            if annotation.ends_with("KW_ONLY") {
                keyword_only = true;
                continue;
            }
            parameters.retain(|parameter| parameter.name != field.name || !field.is_init());
            if !field.is_init() {
                continue;
            }
            let default = field.default_text(file.text());
            let text = match &default {
                Some(default) => format!("{}: {annotation} = {default}", field.name),
                None => format!("{}: {annotation}", field.name),
            };
            let flavour = match field.keyword_only().unwrap_or(keyword_only) {
                true => Flavour::KeywordOnly,
                false => Flavour::PositionalOrKeyword,
            };
            let parameter = Parameter {
                name: field.name.to_owned(),
                text,
                flavour,
                has_default: default.is_some(),
            };
            parameters.push(parameter);
        }
    }
    parameters.sort_by_key(|parameter| parameter.flavour);
    Some(Signature {
        parameters,
        returns: Some("None".to_owned()),
    })
}

fn option(decorator: &Expr, name: &str) -> Option<bool> {
    match decorator {
        Expr::Call(call) => match &call.arguments.find_keyword(name)?.value {
            Expr::BooleanLiteral(literal) => Some(literal.value),
            _ => None,
        },
        _ => None,
    }
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
