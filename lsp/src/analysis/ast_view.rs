//! The syntax tree of a text as CPython's `ast` module shows it, with where each node stands.

use ruff_text_size::TextRange;
use serpentarium_bytecode::Constant;
use serpentarium_bytecode::repr::{FixedAddress, constant as constant_repr};
use serpentarium_compiler::ast::{DumpOptions, Field, Node, dump};
use serpentarium_compiler::{ParseMode, ParseOptions, parse};

use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AstView {
    /// Whether the tree is that of the whole text.
    pub is_complete: bool,
    pub error: Option<String>,
    /// Lines (from 1) that were left out because of errors.
    pub left_out: Vec<std::ops::RangeInclusive<usize>>,
    /// Parents before children.
    pub nodes: Vec<NodeView>,
    /// `ast.dump(tree, indent=4)`.
    pub dump: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeView {
    pub class: &'static str,
    pub parent: Option<usize>,
    /// Where in the parent: `body[0]`, `value`; empty for the root.
    pub field: String,
    /// The plain fields: `name='f'`.
    pub summary: String,
    pub range: Option<TextRange>,
}

/// Indenting a deeper tree would take more text than anybody can read, or hold.
const MAX_INDENTED_DEPTH: usize = 200;

/// The tree of a text; with a range, the smallest part of it that holds the range.
pub fn view(file: &SourceFile, within: Option<TextRange>) -> AstView {
    let mut found = AstView {
        is_complete: true,
        ..AstView::default()
    };
    if file.syntax().too_deep {
        found.is_complete = false;
        found.error = Some("the text nests too deeply to show its tree".to_owned());
        return found;
    }
    let tree = match parse(file.text(), ParseMode::Exec, ParseOptions::default()) {
        Ok(parsed) => parsed.tree,
        Err(error) => {
            found.is_complete = false;
            found.error = Some(error.message);
            let compilation = file.compilation();
            found.left_out.clone_from(&compilation.left_out);
            let rest = compilation.mended.as_deref();
            match rest.and_then(|text| parse(text, ParseMode::Exec, ParseOptions::default()).ok()) {
                Some(parsed) => parsed.tree,
                None => return found,
            }
        }
    };
    let selected = within
        .and_then(|range| smallest(file, &tree, range))
        .unwrap_or(&tree);
    let depth = flatten(file, selected, &mut found.nodes);
    let options = DumpOptions {
        indent: (depth <= MAX_INDENTED_DEPTH).then(|| "    ".to_owned()),
        ..DumpOptions::default()
    };
    found.dump = dump(selected, &options);
    found
}

/// The smallest located node that holds a range.
fn smallest<'a>(file: &SourceFile, tree: &'a Node, range: TextRange) -> Option<&'a Node> {
    let mut best = None;
    let mut pending = vec![tree];
    while let Some(node) = pending.pop() {
        match range_of(file, node) {
            Some(own) if own.contains_range(range) => best = Some(node),
            Some(own) if own.intersect(range).is_none() => continue,
            _ => {}
        }
        // Later siblings are looked at first, so that the one that starts at the range wins.
        pending.extend(node.children());
    }
    best
}

fn range_of(file: &SourceFile, node: &Node) -> Option<TextRange> {
    let number = |value: Option<i64>| usize::try_from(value?).ok();
    let start = file.offset_of_byte_column(number(node.lineno)?, number(node.col_offset)?);
    let end = file.offset_of_byte_column(number(node.end_lineno)?, number(node.end_col_offset)?);
    Some(TextRange::new(start, end.max(start)))
}

/// Lists the nodes and gives the depth of the tree. Without recursion: trees may be deep.
fn flatten(file: &SourceFile, root: &Node, nodes: &mut Vec<NodeView>) -> usize {
    let mut pending = vec![(root, None, String::new())];
    let mut depths: Vec<usize> = Vec::new();
    while let Some((node, parent, field)) = pending.pop() {
        depths.push(parent.map_or(0, |parent: usize| depths[parent] + 1));
        let index = nodes.len();
        nodes.push(NodeView {
            class: node.class.name(),
            parent,
            field,
            summary: summary(node),
            range: range_of(file, node),
        });
        let mut children = Vec::new();
        for (info, value) in node.class.fields().iter().zip(&node.fields) {
            match value {
                Field::Node(child) => children.push((&**child, info.name.to_owned())),
                Field::List(items) => {
                    for (position, item) in items.iter().enumerate() {
                        if let Field::Node(child) = item {
                            children.push((&**child, format!("{}[{position}]", info.name)));
                        }
                    }
                }
                _ => {}
            }
        }
        pending.extend(
            children
                .into_iter()
                .rev()
                .map(|(child, field)| (child, Some(index), field)),
        );
    }
    depths.into_iter().max().unwrap_or(0)
}

/// The fields that are no nodes, as `ast.dump` prints them; empty ones are left out.
fn summary(node: &Node) -> String {
    let mut parts = Vec::new();
    for (info, value) in node.class.fields().iter().zip(&node.fields) {
        if let Some(text) = plain(value) {
            parts.push(format!("{}={text}", info.name));
        }
    }
    parts.join(" ")
}

fn plain(value: &Field) -> Option<String> {
    match value {
        Field::None | Field::Missing | Field::Node(_) => None,
        Field::Int(int) => Some(int.to_string()),
        Field::Text(text) => Some(constant_repr(
            &Constant::Str(text.clone()),
            &FixedAddress(0),
        )),
        Field::Constant(value) => Some(constant_repr(value, &FixedAddress(0))),
        Field::List(items) => {
            let texts: Vec<String> = items.iter().filter_map(plain).collect();
            (!texts.is_empty()).then(|| format!("[{}]", texts.join(", ")))
        }
    }
}
