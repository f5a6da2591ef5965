//! A syntax tree to the published compiler's tree, so that a tree that Python
//! code has made or changed can be compiled.
//!
//! The published compiler keeps byte ranges and looks lines and columns up in
//! the text. A [`Page`] is a text of blanks in which every position of the
//! tree exists.

mod expr;
mod mend;
mod pattern;
mod stmt;

pub(crate) use mend::SET_MARK;

use std::collections::HashSet;

use num_bigint::BigInt;
use ruff_python_ast as published;
use ruff_text_size::{TextRange, TextSize};
use serpentarium_bytecode::linetable::Position;
use serpentarium_bytecode::{Constant, Wtf8Buf};

use super::{Field, Node, NodeClass};
use crate::{CompileError, ErrorKind};

/// Longest text of blanks; what lies further is put at its end.
const MAX_PAGE: usize = 1 << 28;

pub(crate) type Lowered<T> = Result<T, CompileError>;

/// A tree of the published compiler and the text its ranges point into.
pub(crate) struct LoweredTree {
    pub tree: published::Mod,
    pub page: String,
    /// Where long displays of constants stand that became sums of tuples.
    pub displays: HashSet<Position>,
}

/// Converts a whole tree, which has been validated.
pub(crate) fn lower(root: &Node) -> Lowered<LoweredTree> {
    let mut lowering = Lowering {
        page: Page::of(root),
        displays: HashSet::new(),
    };
    let range = TextRange::new(0.into(), 0.into());
    let tree = match root.class {
        NodeClass::Module | NodeClass::Interactive => {
            published::Mod::Module(published::ModModule {
                node_index: Default::default(),
                range,
                body: lowering.body(root, "body")?.into_iter().collect(),
                runtime_body: None,
            })
        }
        NodeClass::Expression => published::Mod::Expression(published::ModExpression {
            node_index: Default::default(),
            range,
            body: lowering.boxed(root, "body")?,
        }),
        other => {
            return Err(type_error(format!(
                "this compiler does not handle {}",
                other.name()
            )));
        }
    };
    Ok(LoweredTree {
        tree,
        page: lowering.page.text,
        displays: lowering.displays,
    })
}

pub(crate) fn type_error(message: impl Into<String>) -> CompileError {
    CompileError::without_position(ErrorKind::TypeError, message)
}

/// A text of blanks with as many lines and columns as a tree needs.
struct Page {
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Page {
    fn of(root: &Node) -> Page {
        let mut widths: Vec<u32> = Vec::new();
        let mut nodes = vec![root];
        let mut total = 0;
        while let Some(node) = nodes.pop() {
            nodes.extend(node.children());
            let ends = [
                (node.lineno, node.col_offset),
                (node.end_lineno, node.end_col_offset),
            ];
            for (line, column) in ends {
                let (Some(line), Some(column)) = (line, column) else {
                    continue;
                };
                let line = usize::try_from(line - 1).unwrap_or(0).min(MAX_PAGE / 4);
                let column = u32::try_from(column).unwrap_or(0).min(1 << 20);
                if widths.len() <= line {
                    widths.resize(line + 1, 0);
                }
                if widths[line] < column && total < MAX_PAGE {
                    total += (column - widths[line]) as usize;
                    widths[line] = column;
                }
            }
        }
        let mut text = String::with_capacity(total + widths.len());
        let mut lines = Vec::with_capacity(widths.len());
        for width in widths {
            lines.push(text.len());
            text.extend(std::iter::repeat_n(' ', width as usize));
            text.push('\n');
        }
        Page { text, lines }
    }

    fn offset(&self, line: i64, column: i64) -> TextSize {
        let line = usize::try_from(line - 1).unwrap_or(0);
        let Some(start) = self.lines.get(line) else {
            return TextSize::new(self.text.len() as u32);
        };
        let end = self
            .lines
            .get(line + 1)
            .map_or(self.text.len(), |next| *next)
            - 1;
        let at = (start + usize::try_from(column).unwrap_or(0)).min(end);
        TextSize::new(at as u32)
    }

    /// Writes something below the tree's lines and says where it stands.
    fn append(&mut self, text: &str) -> TextRange {
        let start = self.text.len();
        self.text.push_str(text);
        let range = TextRange::new((start as u32).into(), (self.text.len() as u32).into());
        self.text.push('\n');
        range
    }
}

struct Lowering {
    page: Page,
    displays: HashSet<Position>,
}

impl Lowering {
    fn range(&self, node: &Node) -> TextRange {
        let (Some(line), Some(column)) = (node.lineno, node.col_offset) else {
            return TextRange::new(0.into(), 0.into());
        };
        let start = self.page.offset(line, column);
        let end = self.page.offset(
            node.end_lineno.unwrap_or(line),
            node.end_col_offset.unwrap_or(column),
        );
        TextRange::new(start, end.max(start))
    }

    /// The range from the first to the last of some nodes.
    fn span<'n>(&self, nodes: impl Iterator<Item = &'n Node>) -> TextRange {
        nodes
            .map(|node| self.range(node))
            .reduce(TextRange::cover)
            .unwrap_or_else(|| TextRange::new(0.into(), 0.into()))
    }

    fn identifier(&self, text: &Wtf8Buf, range: TextRange) -> published::Identifier {
        published::Identifier::new(text.to_string_lossy(), range)
    }

    fn name(&self, node: &Node, field: &str) -> Lowered<published::Identifier> {
        let range = self.range(node);
        self.optional_name(node, field, range)
            .ok_or_else(|| missing(node, field))
    }

    fn optional_name(
        &self,
        node: &Node,
        field: &str,
        range: TextRange,
    ) -> Option<published::Identifier> {
        match node.field(field)? {
            Field::Text(text) => Some(self.identifier(text, range)),
            _ => None,
        }
    }

    fn names(&self, node: &Node, field: &str) -> Vec<published::Identifier> {
        let range = self.range(node);
        items(node, field)
            .iter()
            .filter_map(|item| match item {
                Field::Text(text) => Some(self.identifier(text, range)),
                _ => None,
            })
            .collect()
    }
}

/// The node in a field.
fn child<'n>(node: &'n Node, field: &str) -> Option<&'n Node> {
    match node.field(field)? {
        Field::Node(child) => Some(child),
        _ => None,
    }
}

fn required<'n>(node: &'n Node, field: &str) -> Lowered<&'n Node> {
    child(node, field).ok_or_else(|| missing(node, field))
}

fn missing(node: &Node, field: &str) -> CompileError {
    type_error(format!(
        "required field \"{field}\" missing from {}",
        node.class.name()
    ))
}

/// The elements of a list field.
fn items<'n>(node: &'n Node, field: &str) -> &'n [Field] {
    match node.field(field) {
        Some(Field::List(items)) => items,
        _ => &[],
    }
}

/// The nodes of a list field.
fn nodes<'n>(node: &'n Node, field: &str) -> impl Iterator<Item = &'n Node> + Clone {
    items(node, field).iter().filter_map(|item| match item {
        Field::Node(node) => Some(&**node),
        _ => None,
    })
}

fn integer(node: &Node, field: &str) -> i64 {
    match node.field(field) {
        Some(Field::Int(value)) => *value,
        _ => 0,
    }
}

/// An integer the way the published tree holds it: not negative.
fn published_int(value: &BigInt) -> Option<published::Int> {
    let digits = value.to_str_radix(10);
    published::Int::from_str_radix(&digits, 10, &digits).ok()
}

/// Constants that no literal can write.
fn constant_value(constant: &Constant) -> published::ConstantValue {
    use published::ConstantValue as C;
    match constant {
        Constant::None | Constant::Code(_) | Constant::Slice(_) => C::None,
        Constant::Ellipsis => C::Ellipsis,
        Constant::Bool(value) => C::Boolean(*value),
        Constant::Int(value) => C::Integer(value.to_string().into()),
        Constant::Float(value) => C::Float(*value),
        Constant::Complex { re, im } => C::Complex {
            real: *re,
            imag: *im,
        },
        Constant::Str(text) => C::Str(text.to_string_lossy().into()),
        Constant::Bytes(bytes) => C::Bytes(bytes.clone().into()),
        Constant::Tuple(items) => C::Tuple(items.iter().map(constant_value).collect()),
        Constant::FrozenSet(items) => C::Frozenset(items.iter().map(constant_value).collect()),
    }
}
