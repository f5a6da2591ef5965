//! Growing a selection from the token under the cursor to the whole text.

use ruff_python_ast::AnyNodeRef;
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::source::SourceFile;

/// The ranges around an offset, smallest first, each strictly inside the next.
pub fn ranges(file: &SourceFile, offset: TextSize) -> Vec<TextRange> {
    let mut ranges = vec![TextRange::up_to(TextSize::of(file.text()))];
    for node in file.nodes_at(offset) {
        push(&mut ranges, node.range());
        if let Some(body) = body_range(node).filter(|body| body.contains_inclusive(offset)) {
            push(&mut ranges, body);
        }
    }
    let tokens = file.syntax().parsed.tokens();
    let after = tokens.partition_point(|token| token.end() < offset);
    let around = tokens[after..]
        .iter()
        .take_while(|token| token.start() <= offset);
    if let Some(token) = around.filter(|token| !token.range().is_empty()).last() {
        push(&mut ranges, token.range());
    }
    ranges.reverse();
    ranges
}

fn push(ranges: &mut Vec<TextRange>, range: TextRange) {
    let inside = ranges
        .last()
        .is_some_and(|last| last.contains_range(range) && *last != range);
    if inside && !range.is_empty() {
        ranges.push(range);
    }
}

fn body_range(node: AnyNodeRef) -> Option<TextRange> {
    let body = match node {
        AnyNodeRef::StmtFunctionDef(def) => &def.body,
        AnyNodeRef::StmtClassDef(def) => &def.body,
        AnyNodeRef::StmtFor(node) => &node.body,
        AnyNodeRef::StmtWhile(node) => &node.body,
        AnyNodeRef::StmtIf(node) => &node.body,
        AnyNodeRef::StmtWith(node) => &node.body,
        AnyNodeRef::StmtTry(node) => &node.body,
        _ => return None,
    };
    Some(TextRange::new(body.first()?.start(), body.last()?.end()))
}
