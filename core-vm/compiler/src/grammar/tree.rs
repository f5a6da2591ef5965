//! The tree under construction: nodes and lists in arenas, so that values are
//! small and parsing may try and forget.

use serpentarium_bytecode::{Constant, Wtf8Buf};

use crate::ast::{Field, Node, NodeClass};

/// What an item, an alternative or an action gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// An optional item that was not there.
    None,
    /// Something matched that nobody looks into.
    Matched,
    Token(u32),
    Node(u32),
    List(u32),
    Text(u32),
    Constant(u32),
    Int(i64),
    /// A message of the grammar's.
    Message(&'static str),
}

impl Value {
    pub fn is_some(self) -> bool {
        self != Value::None
    }
}

/// Where a node stands; columns are bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Span {
    pub lineno: i64,
    pub col: i64,
    pub end_lineno: i64,
    pub end_col: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub class: NodeClass,
    pub fields: [Value; 7],
    pub span: Span,
}

#[derive(Default)]
pub(super) struct Arena {
    pub nodes: Vec<Draft>,
    lists: Vec<Vec<Value>>,
    texts: Vec<Wtf8Buf>,
    constants: Vec<Constant>,
}

impl Arena {
    pub fn node(&mut self, class: NodeClass, given: &[Value], span: Span) -> Value {
        let mut fields = [Value::None; 7];
        fields[..given.len()].copy_from_slice(given);
        self.nodes.push(Draft {
            class,
            fields,
            span,
        });
        Value::Node(self.nodes.len() as u32 - 1)
    }

    pub fn list(&mut self, items: Vec<Value>) -> Value {
        self.lists.push(items);
        Value::List(self.lists.len() as u32 - 1)
    }

    pub fn text(&mut self, text: impl Into<Wtf8Buf>) -> Value {
        self.texts.push(text.into());
        Value::Text(self.texts.len() as u32 - 1)
    }

    pub fn constant(&mut self, constant: Constant) -> Value {
        self.constants.push(constant);
        Value::Constant(self.constants.len() as u32 - 1)
    }

    /// The elements of a list; of an absent one, none.
    pub fn items(&self, value: Value) -> &[Value] {
        match value {
            Value::List(index) => &self.lists[index as usize],
            _ => &[],
        }
    }

    pub fn draft(&self, value: Value) -> Option<&Draft> {
        match value {
            Value::Node(index) => Some(&self.nodes[index as usize]),
            _ => None,
        }
    }

    pub fn class(&self, value: Value) -> Option<NodeClass> {
        self.draft(value).map(|draft| draft.class)
    }

    pub fn text_of(&self, value: Value) -> Option<&Wtf8Buf> {
        match value {
            Value::Text(index) => Some(&self.texts[index as usize]),
            _ => None,
        }
    }

    pub fn constant_of(&self, value: Value) -> Option<&Constant> {
        match value {
            Value::Constant(index) => Some(&self.constants[index as usize]),
            _ => None,
        }
    }

    /// The finished tree below a value.
    pub fn finish(&self, value: Value) -> Field {
        match value {
            Value::None | Value::Matched | Value::Token(_) | Value::Message(_) => Field::None,
            Value::Node(index) => self.finish_node(&self.nodes[index as usize]).into(),
            Value::List(index) => Field::List(
                self.lists[index as usize]
                    .iter()
                    .map(|v| self.finish(*v))
                    .collect(),
            ),
            Value::Text(index) => Field::Text(self.texts[index as usize].clone()),
            Value::Constant(index) => Field::Constant(self.constants[index as usize].clone()),
            Value::Int(value) => Field::Int(value),
        }
    }

    fn finish_node(&self, draft: &Draft) -> Node {
        let count = draft.class.fields().len();
        let fields = draft.fields[..count]
            .iter()
            .map(|value| self.finish(*value))
            .collect();
        let place = |at: i64| draft.class.is_located().then_some(at);
        Node {
            class: draft.class,
            fields,
            lineno: place(draft.span.lineno),
            col_offset: place(draft.span.col),
            end_lineno: place(draft.span.end_lineno),
            end_col_offset: place(draft.span.end_col),
        }
    }
}
