//! The signatures of the call around the cursor, with the argument that is being written.

use std::cell::LazyCell;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{AnyNodeRef, Expr, ExprCall, ExprRef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::signature::Signature as Checked;

use crate::analysis::Context;
use crate::analysis::docstring;
use crate::analysis::docstring_parameters;
use crate::analysis::hover::{callable, class};
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::signature::{self, Flavour, Signature};

/// The ways to make the call around a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureHelp {
    pub signatures: Vec<Shown>,
    /// The one that what is written so far fits.
    pub active: usize,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// All of it, as one line.
    pub label: String,
    pub parameters: Vec<ShownParameter>,
    pub active: Option<usize>,
    pub docstring: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownParameter {
    /// Its bytes in the label.
    pub range: std::ops::Range<usize>,
    /// What the docstring says about it.
    pub documentation: Option<String>,
}

pub fn signature_help(context: &Context, offset: TextSize) -> Option<SignatureHelp> {
    let file = &context.file;
    let path = file.nodes_at(offset);
    let call = path.iter().rev().find_map(|node| match node {
        AnyNodeRef::ExprCall(call) if is_inside(context, call, offset) => Some(*call),
        _ => None,
    })?;
    if let Some(found) = checked(context, call, offset) {
        return Some(found);
    }
    let inference = Inference::new(context);
    let (name, signature, docstring) = called(&inference, context, call)?;
    let active = active_parameter(context, call, &signature, offset);
    Some(SignatureHelp {
        signatures: vec![layout(&name, &signature, active, docstring)],
        active: 0,
    })
}

/// The signatures that the checker has for a call.
fn checked(context: &Context, call: &ExprCall, offset: TextSize) -> Option<SignatureHelp> {
    let address = context.address();
    let found = context
        .checker
        .explained_call(&address, call.arguments.start() + TextSize::new(1))?;
    if found.callee != call.func.range() {
        return None;
    }
    let name = match &*call.func {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => attribute.attr.to_string(),
        other => context.file.slice(other.range()).to_owned(),
    };
    let returns = found.returns.as_deref();
    let cursor = Cursor::of(context, call, offset);
    // It takes reading the modules on the way, so only where the checker leaves something out.
    let own = LazyCell::new(|| {
        let inference = Inference::new(context);
        called(&inference, context, call).map(|(_, signature, _)| signature)
    });
    let signatures: Vec<Shown> = found
        .signatures
        .iter()
        .map(|signature| {
            let active = cursor.parameter(signature, &found.arguments);
            let mut shown = shown(&name, signature, active, returns);
            if leaves_out_defaults(&shown)
                && let Some(own) = &*own
            {
                with_defaults(&mut shown, signature, own);
            }
            shown
        })
        .collect();
    // `(...)` says only that it can be called.
    let says_nothing = |index: usize| found.signatures[index].label.starts_with("(...)");
    if (0..signatures.len()).all(says_nothing) && own.is_some() {
        return None;
    }
    let fits = |index: &usize| {
        let takes_it = signatures[*index].active.is_some() || cursor.is_first();
        takes_it && !says_nothing(*index)
    };
    let wanted = std::iter::once(found.active).chain(0..signatures.len());
    let active = wanted.into_iter().find(fits).unwrap_or(found.active);
    Some(SignatureHelp { signatures, active })
}

fn shown(name: &str, signature: &Checked, active: Option<usize>, returns: Option<&str>) -> Shown {
    let docstring = signature.docstring.clone();
    let own = signature.label.as_str();
    let own = own.strip_suffix(" -> Unknown").unwrap_or(own);
    let start = own.find('(').unwrap_or(0);
    let mut label = format!("{name}{}", &own[start..]);
    if let Some(returns) = returns
        && own.ends_with(')')
        && !own.contains(") -> ")
    {
        label += &format!(" -> {returns}");
    }
    let mut from = name.len();
    let mut parameters = Vec::new();
    for parameter in &signature.parameters {
        let at = label[from..].find(&parameter.label).map(|at| from + at);
        let range = at.map_or(from..from, |at| at..at + parameter.label.len());
        from = range.end;
        let plain = parameter.name.trim_start_matches('*');
        let documentation = docstring
            .as_deref()
            .and_then(|docstring| docstring_parameters::of(docstring, plain));
        parameters.push(ShownParameter {
            range,
            documentation,
        });
    }
    Shown {
        label,
        parameters,
        active,
        docstring,
    }
}

fn leaves_out_defaults(shown: &Shown) -> bool {
    shown.label.contains("=...") || shown.label.contains("= ...")
}

/// Puts in the defaults that the checker leaves out (`= ...`).
fn with_defaults(shown: &mut Shown, signature: &Checked, own: &Signature) {
    const LEFT_OUT: &str = "...";
    for index in 0..shown.parameters.len() {
        let range = shown.parameters[index].range.clone();
        let name = &signature.parameters[index].name;
        let known = own.parameters.iter().find(|known| known.name == *name);
        let default = known
            .and_then(|known| known.text.split_once('='))
            .map(|(_, default)| default.trim());
        let text = &shown.label[range.clone()];
        let is_left_out = text.ends_with("=...") || text.ends_with("= ...");
        let Some(default) = default.filter(|_| is_left_out) else {
            continue;
        };
        shown
            .label
            .replace_range(range.end - LEFT_OUT.len()..range.end, default);
        let moved = |end: usize| end + default.len() - LEFT_OUT.len();
        shown.parameters[index].range.end = moved(range.end);
        for later in &mut shown.parameters[index + 1..] {
            later.range = moved(later.range.start)..moved(later.range.end);
        }
    }
}

/// Where among the arguments the cursor stands.
enum Cursor {
    /// In an argument that is written.
    In(TextRange),
    /// At `name=`.
    Keyword(String),
    /// Where the next argument would stand, with the number of arguments before and the names given.
    Next(usize, Vec<String>),
}

impl Cursor {
    fn of(context: &Context, call: &ExprCall, offset: TextSize) -> Self {
        let keywords = &call.arguments.keywords;
        let named = keywords
            .iter()
            .find(|keyword| keyword.range().contains_inclusive(offset));
        if let Some(name) = named.and_then(|keyword| keyword.arg.as_ref()) {
            return Self::Keyword(name.to_string());
        }
        let commas = commas_before(context, call, offset);
        let mut arguments = call.arguments.iter_source_order();
        match arguments.nth(commas) {
            Some(argument) => Self::In(argument.range()),
            None => {
                let names = keywords.iter().filter_map(|keyword| keyword.arg.as_ref());
                Self::Next(commas, names.map(ToString::to_string).collect())
            }
        }
    }

    fn is_first(&self) -> bool {
        matches!(self, Self::Next(0, _))
    }

    fn parameter(&self, signature: &Checked, arguments: &[TextRange]) -> Option<usize> {
        let parameters = &signature.parameters;
        match self {
            Self::Keyword(name) => parameters
                .iter()
                .position(|parameter| !parameter.is_positional_only && parameter.name == *name)
                .or_else(|| parameters.iter().position(|it| it.is_keyword_variadic)),
            Self::In(range) => {
                let index = arguments.iter().position(|argument| argument == range)?;
                signature.arguments.get(index).copied().flatten()
            }
            Self::Next(given, names) => {
                let taken = signature.arguments.iter().take(*given).flatten();
                let last = taken.copied().max();
                let is_free = |index: &usize| {
                    let parameter = &parameters[*index];
                    let is_given = signature.arguments.contains(&Some(*index))
                        || names.contains(&parameter.name);
                    parameter.is_variadic || parameter.is_keyword_variadic || !is_given
                };
                let from = match last {
                    Some(last) if parameters[last].is_variadic => last,
                    Some(last) if names.is_empty() => last + 1,
                    _ => 0,
                };
                (from..parameters.len()).find(is_free)
            }
        }
    }
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
) -> Shown {
    let mut label = format!("{name}(");
    let mut ranges = vec![0..0; signature.parameters.len()];
    for (position, (text, index)) in signature.pieces().into_iter().enumerate() {
        if position > 0 {
            label += ", ";
        }
        let start = label.len();
        label += &text;
        if let Some(index) = index {
            ranges[index] = start..label.len();
        }
    }
    label.push(')');
    if let Some(returns) = &signature.returns {
        label += &format!(" -> {returns}");
    }
    let parameters = ranges.into_iter().zip(&signature.parameters);
    let parameters = parameters.map(|(range, parameter)| ShownParameter {
        range,
        documentation: docstring
            .as_deref()
            .and_then(|docstring| docstring_parameters::of(docstring, &parameter.name)),
    });
    Shown {
        parameters: parameters.collect(),
        label,
        active,
        docstring,
    }
}
