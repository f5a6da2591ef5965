//! Syntax trees as plain data.

use serpentarium_bytecode::{Constant, Wtf8Buf};

use super::classes::NodeClass;

/// One node: its class, its fields in the class's order, its position.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub class: NodeClass,
    pub fields: Vec<Field>,
    /// Only for classes that are located. Lines count from 1, columns are
    /// UTF-8 bytes from 0. A tree made by hand may lack them.
    pub lineno: Option<i64>,
    pub col_offset: Option<i64>,
    pub end_lineno: Option<i64>,
    pub end_col_offset: Option<i64>,
}

/// The value of a field, or of one element of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// `None`.
    None,
    /// A tree made by hand lacks the attribute.
    Missing,
    Node(Box<Node>),
    List(Vec<Field>),
    /// An `identifier` or a `string`.
    Text(Wtf8Buf),
    Int(i64),
    Constant(Constant),
}

impl Node {
    /// A node without position.
    pub fn new(class: NodeClass, fields: Vec<Field>) -> Self {
        Node {
            class,
            fields,
            lineno: None,
            col_offset: None,
            end_lineno: None,
            end_col_offset: None,
        }
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(self.class.field_index(name)?)
    }

    /// The nodes directly below, in field order.
    pub fn children(&self) -> impl Iterator<Item = &Node> {
        self.fields
            .iter()
            .flat_map(|field| match field {
                Field::List(items) => items.as_slice(),
                single => std::slice::from_ref(single),
            })
            .filter_map(|field| match field {
                Field::Node(node) => Some(&**node),
                _ => None,
            })
    }
}

/// A tree may be deeper than the stack: what is below a node goes one by one.
impl Drop for Node {
    fn drop(&mut self) {
        let mut fields = std::mem::take(&mut self.fields);
        while let Some(field) = fields.pop() {
            match field {
                Field::Node(mut node) => fields.append(&mut node.fields),
                Field::List(mut items) => fields.append(&mut items),
                _ => {}
            }
        }
    }
}

impl From<Node> for Field {
    fn from(node: Node) -> Self {
        Field::Node(Box::new(node))
    }
}
