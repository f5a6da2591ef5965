//! How a value of the program looks to a person.

use dap_types::{
    VariablePresentationHint, VariablePresentationHintAttributes, VariablePresentationHintKind,
};
use serde::Deserialize;
use serpentarium_introspect::protocol::view::{RefCount, VariableKind, VariableView};
use serpentarium_introspect::protocol::{FrameId, Place};

use crate::handles::reference;
use crate::session::Session;
use crate::types::Variable;

/// Where a variable shows its reference count; `showRefcounts` in the configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShowRefcounts {
    /// After the value: `[1, 2]  refs 2`. A client that puts the shown value into an edit
    /// field sends this back; [`without_refs`] takes it off, which is safe because no
    /// expression of Python's ends so.
    #[default]
    Value,
    /// Only with the type, where clients show it on hovering: `list, refs 2`.
    Type,
    /// Nowhere.
    Off,
}

/// The count in words: `refs 2`, `immortal`.
pub fn refs(count: RefCount) -> String {
    match count {
        RefCount::Count(count) => format!("refs {count}"),
        RefCount::Immortal => "immortal".to_owned(),
    }
}

/// The value as shown.
pub fn value(view: &VariableView, show: ShowRefcounts) -> String {
    match view.refcount {
        Some(count) if show == ShowRefcounts::Value => format!("{}  {}", view.value, refs(count)),
        _ => view.value.clone(),
    }
}

/// The type as shown.
pub fn type_name(view: &VariableView, show: ShowRefcounts) -> Option<String> {
    match view.refcount {
        Some(count) if show != ShowRefcounts::Off => {
            Some(format!("{}, {}", view.type_name, refs(count)))
        }
        _ => (!view.type_name.is_empty()).then(|| view.type_name.clone()),
    }
}

/// An edited value without a count that was shown behind it.
pub fn without_refs(text: &str) -> &str {
    let text = text.trim_end();
    let Some((value, last)) = text.rsplit_once("  ") else {
        return text;
    };
    let is_count = last == "immortal"
        || last
            .strip_prefix("refs ")
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if is_count && !value.trim().is_empty() {
        value.trim_end()
    } else {
        text
    }
}

/// How a client should draw it.
pub fn hint(view: &VariableView) -> Option<VariablePresentationHint> {
    use VariablePresentationHintAttributes as Attribute;
    use VariablePresentationHintKind as Kind;
    let kind = match view.kind {
        VariableKind::Function => Some(Kind::Method),
        VariableKind::Class => Some(Kind::Class),
        VariableKind::Property | VariableKind::Descriptor => Some(Kind::Property),
        VariableKind::Group | VariableKind::Computed => Some(Kind::Virtual),
        _ => None,
    };
    let mut attributes = Vec::new();
    if view.read_only {
        attributes.push(Attribute::ReadOnly);
    }
    if view.kind == VariableKind::Text {
        attributes.push(Attribute::RawString);
    }
    if view.lazy {
        attributes.push(Attribute::HasSideEffects);
    }
    if kind.is_none() && attributes.is_empty() && !view.lazy {
        return None;
    }
    Some(VariablePresentationHint {
        kind,
        attributes: (!attributes.is_empty()).then_some(attributes),
        visibility: None,
        lazy: view.lazy.then_some(true),
    })
}

/// What VS Code's variable menu tells our variables apart by.
pub fn menu_context(kind: VariableKind) -> Option<&'static str> {
    match kind {
        VariableKind::Class => Some("class"),
        VariableKind::Function => Some("function"),
        VariableKind::Generator | VariableKind::Coroutine | VariableKind::AsyncGenerator => {
            Some("generator")
        }
        VariableKind::Code => Some("code"),
        VariableKind::Unbound | VariableKind::Group | VariableKind::Computed => None,
        _ => Some("object"),
    }
}

/// A value with a reference for its children, which lie at `place`.
pub fn variable(
    session: &Session,
    view: &VariableView,
    place: Place,
    frame: Option<FrameId>,
) -> Variable {
    let show = session.show_refcounts.get();
    let expandable = view.has_children() || view.lazy;
    let variables_reference = if expandable {
        session.handles.borrow_mut().number(place, frame)
    } else {
        0
    };
    let client = session.client.borrow();
    // The counts ask a client to fetch in pieces, so they are for those that can.
    let count = |count: u64| (count > 0 && client.variable_paging).then_some(count);
    Variable {
        name: view.name.clone(),
        value: value(view, show),
        type_: if client.variable_type {
            type_name(view, show)
        } else {
            None
        },
        presentation_hint: hint(view),
        evaluate_name: view.evaluate_name.clone(),
        variables_reference,
        named_variables: count(view.named),
        indexed_variables: count(view.indexed),
        memory_reference: view.code.map(|code| reference(code, 0)),
        menu_context: menu_context(view.kind),
    }
}

#[cfg(test)]
mod tests {
    use super::without_refs;

    #[test]
    fn an_edited_value_loses_its_count() {
        let cases = [
            ("[1, 2]  refs 2", "[1, 2]"),
            ("5  immortal", "5"),
            ("5", "5"),
            ("'a  refs 2'", "'a  refs 2'"),
            ("refs 2", "refs 2"),
            ("  immortal", "  immortal"),
            ("a  refs b", "a  refs b"),
            ("'x  refs 1'  refs 3 ", "'x  refs 1'"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_refs(text), expected);
        }
    }
}
