//! The signatures of the call around the cursor, with the argument that is being written.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::Arc;

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

/// One signature, and which of its parameters is written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub way: Arc<Way>,
    pub active: Option<usize>,
}

/// One way to call something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Way {
    /// All of it, as one line.
    pub label: Box<str>,
    pub parameters: Box<[ShownParameter]>,
    pub docstring: Option<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShownParameter {
    pub name: Box<str>,
    /// The checker does not tell those that are given by keyword only from others.
    pub flavour: Flavour,
    /// Where it stands in the label.
    pub range: TextRange,
    /// What the docstring says about it.
    pub documentation: Option<Box<str>>,
}

/// What is known of a call, wherever in it the cursor stands.
#[derive(Debug)]
pub struct KnownCall {
    ways: Vec<Arc<Way>>,
    /// `None` where the checker says nothing about the arguments.
    matched: Option<Matched>,
}

/// Which parameters take the arguments that are written.
#[derive(Debug)]
struct Matched {
    /// The way that they fit.
    active: usize,
    arguments: Vec<TextRange>,
    /// For each way the parameters of these arguments.
    parameters: Vec<Vec<Option<usize>>>,
}

pub fn signature_help(context: &Context, offset: TextSize) -> Option<SignatureHelp> {
    let file = &context.file;
    let path = file.nodes_at(offset);
    let call = path.iter().rev().find_map(|node| match node {
        AnyNodeRef::ExprCall(call) if is_inside(context, call, offset) => Some(*call),
        _ => None,
    })?;
    let known = known(context, call)?;
    let cursor = Cursor::of(context, call, offset);
    Some(known.at(&cursor))
}

/// What is known of a call, found out once for each version of a text that is open.
pub fn known(context: &Context, call: &ExprCall) -> Option<Arc<KnownCall>> {
    let memo = &context.world.memo;
    let at = call.arguments.start();
    if let Some(known) = memo.call(&context.file, at) {
        return known;
    }
    let known = checked(context, call).or_else(|| own(context, call));
    let known = known.map(Arc::new);
    memo.remember_call(&context.file, at, known.clone());
    known
}

/// The signatures that the checker has for a call.
fn checked(context: &Context, call: &ExprCall) -> Option<KnownCall> {
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
    // It takes reading the modules on the way, so only where the checker leaves something out.
    let own = LazyCell::new(|| {
        let inference = Inference::new(context);
        called(&inference, context, call).map(|(_, signature, _)| signature)
    });
    let ways: Vec<Way> = found
        .signatures
        .iter()
        .map(|signature| {
            let mut way = way(&name, signature, returns);
            if leaves_out_defaults(&way)
                && let Some(own) = &*own
            {
                with_defaults(&mut way, own);
            }
            way
        })
        .collect();
    // `(...)` says only that it can be called.
    let mut labels = found.signatures.iter().map(|it| &it.label);
    if labels.all(|label| label.starts_with("(...)")) && own.is_some() {
        return None;
    }
    let parameters = found.signatures.into_iter().map(|it| it.arguments);
    Some(KnownCall {
        ways: kept(context, ways),
        matched: Some(Matched {
            active: found.active,
            arguments: found.arguments,
            parameters: parameters.collect(),
        }),
    })
}

/// The signature that our own tables have for a call.
fn own(context: &Context, call: &ExprCall) -> Option<KnownCall> {
    let inference = Inference::new(context);
    let (name, signature, docstring) = called(&inference, context, call)?;
    Some(KnownCall {
        ways: kept(context, vec![layout(&name, &signature, docstring)]),
        matched: None,
    })
}

/// The same, shared with other calls of the same.
fn kept(context: &Context, ways: Vec<Way>) -> Vec<Arc<Way>> {
    let memo = &context.world.memo;
    ways.into_iter().map(|way| memo.way(way)).collect()
}

impl KnownCall {
    fn at(&self, cursor: &Cursor) -> SignatureHelp {
        let Some(matched) = &self.matched else {
            let shown = self.ways.iter().map(|way| Shown {
                active: cursor.parameter_by_count(way),
                way: Arc::clone(way),
            });
            return SignatureHelp {
                signatures: shown.collect(),
                active: 0,
            };
        };
        let shown = self.ways.iter().zip(&matched.parameters);
        let signatures: Vec<Shown> = shown
            .map(|(way, parameters)| Shown {
                active: cursor.parameter(way, &matched.arguments, parameters),
                way: Arc::clone(way),
            })
            .collect();
        let fits = |index: &usize| {
            let Some(shown) = signatures.get(*index) else {
                return false;
            };
            let takes_it = shown.active.is_some() || cursor.is_first();
            takes_it && !shown.way.says_nothing()
        };
        let wanted = std::iter::once(matched.active).chain(0..signatures.len());
        let active = wanted.into_iter().find(fits).unwrap_or(matched.active);
        SignatureHelp { signatures, active }
    }
}

impl Way {
    /// `name(...)` says only that it can be called.
    fn says_nothing(&self) -> bool {
        let start = self.label.find('(').unwrap_or(0);
        self.label[start..].starts_with("(...)")
    }

    fn by_keyword(&self, name: &str) -> Option<usize> {
        let named = self
            .parameters
            .iter()
            .position(|it| it.flavour != Flavour::PositionalOnly && *it.name == *name);
        let mut parameters = self.parameters.iter();
        named.or_else(|| parameters.position(|it| it.flavour == Flavour::VarKeyword))
    }
}

fn way(name: &str, signature: &Checked, returns: Option<&str>) -> Way {
    let docstring = signature.docstring.as_deref();
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
    let parameters = signature.parameters.iter().map(|parameter| {
        let at = label[from..].find(&parameter.label).map(|at| from + at);
        let start = at.unwrap_or(from);
        from = at.map_or(from, |at| at + parameter.label.len());
        let plain = parameter.name.trim_start_matches('*');
        ShownParameter {
            name: parameter.name.as_str().into(),
            flavour: match parameter {
                _ if parameter.is_variadic => Flavour::VarPositional,
                _ if parameter.is_keyword_variadic => Flavour::VarKeyword,
                _ if parameter.is_positional_only => Flavour::PositionalOnly,
                _ => Flavour::PositionalOrKeyword,
            },
            range: in_label(start..from),
            documentation: documentation(docstring, plain),
        }
    });
    Way {
        parameters: parameters.collect(),
        label: label.into(),
        docstring: docstring.map(Into::into),
    }
}

fn documentation(docstring: Option<&str>, parameter: &str) -> Option<Box<str>> {
    docstring_parameters::of(docstring?, parameter).map(Into::into)
}

/// A range of bytes of a label.
fn in_label(range: Range<usize>) -> TextRange {
    TextRange::new(
        TextSize::new(range.start as u32),
        TextSize::new(range.end as u32),
    )
}

fn leaves_out_defaults(way: &Way) -> bool {
    way.label.contains("=...") || way.label.contains("= ...")
}

/// Puts in the defaults that the checker leaves out (`= ...`).
fn with_defaults(way: &mut Way, own: &Signature) {
    const LEFT_OUT: &str = "...";
    let mut label = String::from(std::mem::take(&mut way.label));
    for index in 0..way.parameters.len() {
        let parameter = &mut way.parameters[index];
        let mut known = own.parameters.iter();
        let default = known
            .find(|known| known.name == *parameter.name)
            .and_then(|known| known.text.split_once('='))
            .map(|(_, default)| default.trim());
        let text = &label[parameter.range];
        let is_left_out = text.ends_with("=...") || text.ends_with("= ...");
        let Some(default) = default.filter(|_| is_left_out) else {
            continue;
        };
        let end = parameter.range.end();
        label.replace_range(end.to_usize() - LEFT_OUT.len()..end.to_usize(), default);
        let moved = |at: TextSize| at + TextSize::of(default) - TextSize::of(LEFT_OUT);
        parameter.range = TextRange::new(parameter.range.start(), moved(end));
        for later in &mut way.parameters[index + 1..] {
            later.range = TextRange::new(moved(later.range.start()), moved(later.range.end()));
        }
    }
    way.label = label.into();
}

/// Where among the arguments the cursor stands.
struct Cursor {
    place: Place,
    /// How many arguments are complete before it.
    commas: usize,
}

enum Place {
    /// In an argument that is written.
    In(TextRange),
    /// At `name=`.
    Keyword(String),
    /// Where the next argument would stand, with the names that are given.
    Next(Vec<String>),
}

impl Cursor {
    fn of(context: &Context, call: &ExprCall, offset: TextSize) -> Self {
        let commas = commas_before(context, call, offset);
        let place = Place::of(call, offset, commas);
        Self { place, commas }
    }

    fn is_first(&self) -> bool {
        matches!(self.place, Place::Next(_)) && self.commas == 0
    }

    /// The parameter that takes what is written there, by which one takes each of the arguments.
    fn parameter(
        &self,
        way: &Way,
        arguments: &[TextRange],
        taken_by: &[Option<usize>],
    ) -> Option<usize> {
        match &self.place {
            Place::Keyword(name) => way.by_keyword(name),
            Place::In(range) => {
                let index = arguments.iter().position(|argument| argument == range)?;
                taken_by.get(index).copied().flatten()
            }
            Place::Next(names) => {
                let parameters = &way.parameters;
                let taken = taken_by.iter().take(self.commas).flatten();
                let last = taken.copied().max();
                let is_free = |index: &usize| {
                    let parameter = &parameters[*index];
                    let is_given = taken_by.contains(&Some(*index))
                        || names.iter().any(|name| **name == *parameter.name);
                    parameter.takes_more() || !is_given
                };
                let from = match last {
                    Some(last) if parameters[last].flavour == Flavour::VarPositional => last,
                    Some(last) if names.is_empty() => last + 1,
                    _ => 0,
                };
                (from..parameters.len()).find(is_free)
            }
        }
    }

    /// The same by the number of arguments alone.
    fn parameter_by_count(&self, way: &Way) -> Option<usize> {
        if let Place::Keyword(name) = &self.place {
            return way.by_keyword(name);
        }
        let mut parameters = way.parameters.iter();
        let takes_one = |it: &&ShownParameter| it.flavour <= Flavour::PositionalOrKeyword;
        if self.commas < parameters.clone().take_while(takes_one).count() {
            return Some(self.commas);
        }
        parameters.position(|it| it.flavour == Flavour::VarPositional)
    }
}

impl Place {
    fn of(call: &ExprCall, offset: TextSize, commas: usize) -> Self {
        let keywords = &call.arguments.keywords;
        let named = keywords
            .iter()
            .find(|keyword| keyword.range().contains_inclusive(offset));
        if let Some(name) = named.and_then(|keyword| keyword.arg.as_ref()) {
            return Self::Keyword(name.to_string());
        }
        let mut arguments = call.arguments.iter_source_order();
        match arguments.nth(commas) {
            Some(argument) => Self::In(argument.range()),
            None => {
                let names = keywords.iter().filter_map(|keyword| keyword.arg.as_ref());
                Self::Next(names.map(ToString::to_string).collect())
            }
        }
    }
}

impl ShownParameter {
    /// Whether it takes any number of arguments.
    fn takes_more(&self) -> bool {
        matches!(self.flavour, Flavour::VarPositional | Flavour::VarKeyword)
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

fn layout(name: &str, signature: &Signature, docstring: Option<String>) -> Way {
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
        name: parameter.name.as_str().into(),
        flavour: parameter.flavour,
        range: in_label(range),
        documentation: documentation(docstring.as_deref(), &parameter.name),
    });
    Way {
        parameters: parameters.collect(),
        label: label.into(),
        docstring: docstring.map(Into::into),
    }
}
