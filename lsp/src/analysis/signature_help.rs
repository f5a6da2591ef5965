//! The signature of the call around the cursor, with the argument that is being written.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{AnyNodeRef, ExprCall, ExprRef};
use ruff_text_size::{Ranged, TextSize};

use crate::analysis::Context;
use crate::analysis::docstring;
use crate::analysis::hover::{callable, class};
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::signature::{self, Flavour, Signature};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureHelp {
    /// All of it, as one line.
    pub label: String,
    /// The byte range of each parameter in the label.
    pub parameters: Vec<std::ops::Range<usize>>,
    pub active: Option<usize>,
    pub docstring: Option<String>,
}

pub fn signature_help(context: &Context, offset: TextSize) -> Option<SignatureHelp> {
    let file = &context.file;
    let path = file.nodes_at(offset);
    let call = path.iter().rev().find_map(|node| match node {
        AnyNodeRef::ExprCall(call) if is_inside(context, call, offset) => Some(*call),
        _ => None,
    })?;
    let inference = Inference::new(context);
    let (name, signature, docstring) = called(&inference, context, call)?;
    let active = active_parameter(context, call, &signature, offset);
    Some(layout(&name, &signature, active, docstring))
}

/// Between the parentheses, or behind the opening one while the closing one is missing.
fn is_inside(context: &Context, call: &ExprCall, offset: TextSize) -> bool {
    let arguments = call.arguments.range();
    let is_closed = context.file.slice(arguments).ends_with(')');
    offset > arguments.start()
        && (offset < arguments.end() || !is_closed && offset <= arguments.end())
}

fn called(
    inference: &Inference,
    context: &Context,
    call: &ExprCall,
) -> Option<(String, Signature, Option<String>)> {
    let file = &context.file;
    let receiver = match &*call.func {
        ruff_python_ast::Expr::Attribute(attribute) => {
            inference.expression(file, ExprRef::from(&*attribute.value))
        }
        _ => None,
    };
    match inference.expression(file, ExprRef::from(&*call.func))? {
        Entity::Function(node) => {
            let def = node.function()?;
            let printed = callable::printed_signature(inference, &node, def, receiver.as_ref());
            Some((def.name.to_string(), printed, docstring::of_body(&def.body)))
        }
        Entity::Class(class @ Class::Source(_)) => {
            let (_, def) = crate::analysis::class_facts::source_def(&class)?;
            let printed = class::signature(inference, &class)?;
            Some((def.name.to_string(), printed, docstring::of_body(&def.body)))
        }
        Entity::Class(Class::Native(native)) => {
            let parsed = signature::parse(native.signature()?)?;
            Some((native.name().to_owned(), parsed, native.docstring()))
        }
        Entity::Native(native) => {
            let parsed = signature::parse(native.signature()?)?;
            let is_bound =
                matches!(receiver, Some(Entity::Instance(_))) && native.owner().is_some();
            let parsed = if is_bound { parsed.bound() } else { parsed };
            Some((native.name().to_owned(), parsed, native.docstring()))
        }
        _ => None,
    }
}

fn active_parameter(
    context: &Context,
    call: &ExprCall,
    signature: &Signature,
    offset: TextSize,
) -> Option<usize> {
    let by_keyword = call
        .arguments
        .keywords
        .iter()
        .find(|keyword| keyword.range().contains_inclusive(offset));
    if let Some(name) = by_keyword.and_then(|keyword| keyword.arg.as_ref()) {
        let found = signature
            .parameters
            .iter()
            .position(|p| p.name == name.as_str());
        let rest = || {
            signature
                .parameters
                .iter()
                .position(|p| p.flavour == Flavour::VarKeyword)
        };
        return found.or_else(rest);
    }
    let index = commas_before(context, call, offset);
    let takes = |p: &signature::Parameter| p.flavour <= Flavour::PositionalOrKeyword;
    let positional = signature.parameters.iter().take_while(|p| takes(p)).count();
    if index < positional {
        return Some(index);
    }
    signature
        .parameters
        .iter()
        .position(|p| p.flavour == Flavour::VarPositional)
}

/// How many arguments are complete before the cursor.
fn commas_before(context: &Context, call: &ExprCall, offset: TextSize) -> usize {
    let tokens = context.file.syntax().parsed.tokens();
    let first = tokens.partition_point(|token| token.start() < call.arguments.start());
    let (mut depth, mut commas) = (0_i32, 0);
    for token in tokens[first..]
        .iter()
        .take_while(|token| token.start() < offset)
    {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
            TokenKind::Comma if depth == 1 => commas += 1,
            _ => {}
        }
    }
    commas
}

fn layout(
    name: &str,
    signature: &Signature,
    active: Option<usize>,
    docstring: Option<String>,
) -> SignatureHelp {
    let mut label = format!("{name}(");
    let mut parameters = vec![0..0; signature.parameters.len()];
    for (position, (text, index)) in signature.pieces().into_iter().enumerate() {
        if position > 0 {
            label += ", ";
        }
        let start = label.len();
        label += &text;
        if let Some(index) = index {
            parameters[index] = start..label.len();
        }
    }
    label.push(')');
    if let Some(returns) = &signature.returns {
        label += &format!(" -> {returns}");
    }
    SignatureHelp {
        label,
        parameters,
        active,
        docstring,
    }
}
