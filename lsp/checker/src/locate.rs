//! What stands at an offset of a text: a name, an attribute, a module of an import, ...
//!
//! String annotations have trees of their own, so what is found is handed to a closure together
//! with the model that may be asked about it.

use ruff_python_ast::find_node::{CoveringNode, covering_node};
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{self as ast, AnyNodeRef, StringFlags as _};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_semantic::SemanticModel;

use crate::Opened;

/// The construct that an offset lies on.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    Name(&'a ast::ExprName),
    Attribute(&'a ast::ExprAttribute),
    Function(&'a ast::StmtFunctionDef),
    Class(&'a ast::StmtClassDef),
    Parameter(&'a ast::Parameter),
    /// `a.b` of `import a.b.c`, up to the part that was pointed at.
    Module {
        name: &'a str,
        range: TextRange,
    },
    /// The module of `from a.b import c`, up to the part that was pointed at.
    FromModule {
        statement: &'a ast::StmtImportFrom,
        name: &'a str,
        range: TextRange,
    },
    ImportedSymbol {
        statement: &'a ast::StmtImportFrom,
        alias: &'a ast::Alias,
    },
    /// The name after `as`.
    ImportAlias {
        alias: &'a ast::Alias,
        from: Option<&'a ast::StmtImportFrom>,
    },
    Keyword {
        keyword: &'a ast::Keyword,
        call: &'a ast::ExprCall,
    },
    /// A keyword of a class statement: `class C(Base, name=...)`.
    ClassKeyword {
        keyword: &'a ast::Keyword,
        class: &'a ast::StmtClassDef,
    },
    /// Another place that binds or declares a name: `except ... as e`, patterns, `global x`.
    Binding(&'a ast::Identifier, AnyNodeRef<'a>),
    TypeParameter(&'a ast::TypeParam),
    /// `name` of the pattern `Class(name=...)`.
    PatternKeyword {
        keyword: &'a ast::PatternKeyword,
        class: &'a ast::PatternMatchClass,
    },
    /// The key of `value["key"]`.
    Key {
        subscript: &'a ast::ExprSubscript,
        key: &'a ast::StringLiteral,
    },
    /// A name in `__all__`, or, within a class, in `__slots__` or `__match_args__`.
    NamedInString {
        name: &'a ast::StringLiteral,
        class: Option<&'a ast::StmtClassDef>,
    },
    BinaryOperator(&'a ast::ExprBinOp, TextRange),
    UnaryOperator(&'a ast::ExprUnaryOp, TextRange),
    /// Any other expression, as a literal or a call's parentheses.
    Expression(ast::ExprRef<'a>),
}

impl Target<'_> {
    /// What is highlighted: the name itself.
    pub fn range(&self) -> TextRange {
        match self {
            Self::Name(name) => name.range(),
            Self::Attribute(attribute) => attribute.attr.range(),
            Self::Function(function) => function.name.range(),
            Self::Class(class) => class.name.range(),
            Self::Parameter(parameter) => parameter.name.range(),
            Self::Module { range, .. } | Self::FromModule { range, .. } => *range,
            Self::ImportedSymbol { alias, .. } => alias.name.range(),
            Self::ImportAlias { alias, .. } => {
                alias.asname.as_ref().map_or(alias.range(), Ranged::range)
            }
            Self::Keyword { keyword, .. } | Self::ClassKeyword { keyword, .. } => {
                keyword.arg.as_ref().map_or(keyword.range(), Ranged::range)
            }
            Self::Binding(identifier, _) => identifier.range(),
            Self::TypeParameter(parameter) => parameter.name().range(),
            Self::PatternKeyword { keyword, .. } => keyword.attr.range(),
            Self::Key { key: string, .. } | Self::NamedInString { name: string, .. } => {
                inside_quotes(string)
            }
            Self::BinaryOperator(_, range) | Self::UnaryOperator(_, range) => *range,
            Self::Expression(expression) => expression.range(),
        }
    }

    /// The name that is written there.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name.id.as_str()),
            Self::Attribute(attribute) => Some(attribute.attr.as_str()),
            Self::Function(function) => Some(function.name.as_str()),
            Self::Class(class) => Some(class.name.as_str()),
            Self::Parameter(parameter) => Some(parameter.name.as_str()),
            Self::Module { name, .. } | Self::FromModule { name, .. } => name.rsplit('.').next(),
            Self::ImportedSymbol { alias, .. } => Some(alias.name.as_str()),
            Self::ImportAlias { alias, .. } => alias.asname.as_ref().map(ast::Identifier::as_str),
            Self::Keyword { keyword, .. } | Self::ClassKeyword { keyword, .. } => {
                keyword.arg.as_ref().map(ast::Identifier::as_str)
            }
            Self::Binding(identifier, _) => Some(identifier.as_str()),
            Self::TypeParameter(parameter) => Some(parameter.name().as_str()),
            Self::PatternKeyword { keyword, .. } => Some(keyword.attr.as_str()),
            Self::Key { key: string, .. } | Self::NamedInString { name: string, .. } => {
                Some(string.as_str())
            }
            Self::BinaryOperator(..) | Self::UnaryOperator(..) | Self::Expression(_) => None,
        }
    }
}

/// Calls `then` with what stands at an offset.
pub fn at<'db, R>(
    opened: &Opened<'db>,
    offset: TextSize,
    then: &mut dyn FnMut(&SemanticModel<'db>, Target<'_>) -> Option<R>,
) -> Option<R> {
    let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
    if offset > root.range().end() {
        return None;
    }
    in_tree(&opened.model, root, opened.parsed.tokens(), offset, then)
}

fn in_tree<'db, R>(
    model: &SemanticModel<'db>,
    root: AnyNodeRef<'_>,
    tokens: &Tokens,
    offset: TextSize,
    then: &mut dyn FnMut(&SemanticModel<'db>, Target<'_>) -> Option<R>,
) -> Option<R> {
    let (kind, range) = token_at(tokens, offset)?;
    if !root.range().contains_range(range) {
        return None;
    }
    let covering = covering_node(root, range);
    if kind == TokenKind::String
        && let Some(string) = covering
            .ancestors()
            .find_map(AnyNodeRef::expr_string_literal)
        && let Some((parsed, inner)) = model.enter_string_annotation(string)
    {
        let root = AnyNodeRef::from(parsed.expr());
        if root.range().contains_inclusive(offset) {
            return in_tree(&inner, root, parsed.tokens(), offset, then);
        }
    }
    then(model, classify(&covering, kind, range, offset)?)
}

/// The token that a cursor at an offset means: of two that touch there, the name.
fn token_at(tokens: &Tokens, offset: TextSize) -> Option<(TokenKind, TextRange)> {
    let weight = |kind: TokenKind| match kind {
        TokenKind::Name => 5,
        TokenKind::String | TokenKind::Int | TokenKind::Float | TokenKind::Complex => 4,
        kind if kind.is_soft_keyword() => 4,
        kind if kind.is_keyword() => 3,
        TokenKind::Newline
        | TokenKind::NonLogicalNewline
        | TokenKind::Comment
        | TokenKind::Indent
        | TokenKind::Dedent
        | TokenKind::EndOfFile => 0,
        _ => 1,
    };
    // Several tokens may touch there: the end of a block is an empty one in front of a name.
    let first = tokens.partition_point(|token| token.end() < offset);
    let touching = tokens[first..].iter();
    let token = touching
        .take_while(|token| token.start() <= offset)
        .max_by_key(|token| weight(token.kind()))?;
    (weight(token.kind()) > 0).then(|| (token.kind(), token.range()))
}

fn classify<'a>(
    covering: &CoveringNode<'a>,
    kind: TokenKind,
    token: TextRange,
    offset: TextSize,
) -> Option<Target<'a>> {
    let node = covering.node();
    if let AnyNodeRef::Identifier(identifier) = node {
        return of_identifier(covering, identifier, offset);
    }
    match node {
        AnyNodeRef::ExprName(name) => Some(Target::Name(name)),
        AnyNodeRef::ExprBinOp(operation) => Some(Target::BinaryOperator(operation, token)),
        AnyNodeRef::ExprUnaryOp(operation) => Some(Target::UnaryOperator(operation, token)),
        AnyNodeRef::ExprAttribute(attribute) if kind == TokenKind::Name => {
            Some(Target::Attribute(attribute))
        }
        _ => {
            if kind == TokenKind::String
                && let Some(named) = of_string(covering, token)
            {
                return Some(named);
            }
            let is_value = matches!(
                kind,
                TokenKind::String
                    | TokenKind::Int
                    | TokenKind::Float
                    | TokenKind::Complex
                    | TokenKind::None
                    | TokenKind::True
                    | TokenKind::False
                    | TokenKind::Ellipsis
                    | TokenKind::Lambda
                    | TokenKind::Await
                    | TokenKind::Yield
            );
            let expression = covering.ancestors().find_map(AnyNodeRef::as_expr_ref)?;
            is_value.then_some(Target::Expression(expression))
        }
    }
}

fn of_identifier<'a>(
    covering: &CoveringNode<'a>,
    identifier: &'a ast::Identifier,
    offset: TextSize,
) -> Option<Target<'a>> {
    let parent = covering.parent()?;
    let grandparent = || covering.ancestors().nth(2);
    Some(match parent {
        AnyNodeRef::ExprAttribute(attribute) => Target::Attribute(attribute),
        AnyNodeRef::StmtFunctionDef(function) => Target::Function(function),
        AnyNodeRef::StmtClassDef(class) => Target::Class(class),
        AnyNodeRef::Parameter(parameter) => Target::Parameter(parameter),
        AnyNodeRef::Alias(alias) => return of_alias(alias, grandparent()?, identifier, offset),
        AnyNodeRef::StmtImportFrom(statement) => {
            let (name, range) = dotted_prefix(identifier, offset);
            Target::FromModule {
                statement,
                name,
                range,
            }
        }
        AnyNodeRef::Keyword(keyword) => {
            // Around the keyword are its arguments, and around those what takes them.
            match covering.ancestors().nth(3)? {
                AnyNodeRef::ExprCall(call) => Target::Keyword { keyword, call },
                AnyNodeRef::StmtClassDef(class) => Target::ClassKeyword { keyword, class },
                _ => Target::Binding(identifier, parent),
            }
        }
        AnyNodeRef::PatternKeyword(keyword) => {
            let class = covering.ancestors().find_map(|node| match node {
                AnyNodeRef::PatternMatchClass(class) => Some(class),
                _ => None,
            })?;
            Target::PatternKeyword { keyword, class }
        }
        AnyNodeRef::TypeParamTypeVar(_)
        | AnyNodeRef::TypeParamParamSpec(_)
        | AnyNodeRef::TypeParamTypeVarTuple(_) => {
            return type_parameter(covering, identifier);
        }
        _ => Target::Binding(identifier, parent),
    })
}

/// A string that names something: a key, or an element of `__all__` and its like.
fn of_string<'a>(covering: &CoveringNode<'a>, token: TextRange) -> Option<Target<'a>> {
    let mut nodes = covering.ancestors();
    let literal = nodes.by_ref().find_map(AnyNodeRef::expr_string_literal)?;
    let string = literal.as_single_part_string()?;
    if string.range() != token {
        return None;
    }
    let range = literal.range();
    let list = match nodes.next()? {
        AnyNodeRef::ExprSubscript(subscript) if subscript.slice.range() == range => {
            return Some(Target::Key {
                subscript,
                key: string,
            });
        }
        AnyNodeRef::ExprList(_) | AnyNodeRef::ExprTuple(_) | AnyNodeRef::ExprSet(_) => {
            nodes.next()?
        }
        // `__slots__ = "name"`
        node => node,
    };
    let target = match list {
        AnyNodeRef::StmtAssign(assign) => assign.targets.first()?,
        AnyNodeRef::StmtAnnAssign(assign) => &assign.target,
        AnyNodeRef::StmtAugAssign(assign) => &assign.target,
        // `__all__.extend([...])`
        AnyNodeRef::Arguments(_) => match nodes.next()? {
            AnyNodeRef::ExprCall(call) => &call.func.as_attribute_expr()?.value,
            _ => return None,
        },
        _ => return None,
    };
    let class = nodes.find_map(|node| match node {
        AnyNodeRef::StmtClassDef(class) => Some(Some(class)),
        AnyNodeRef::StmtFunctionDef(_) => Some(None),
        _ => None,
    });
    match (target.as_name_expr()?.id.as_str(), class) {
        ("__all__", None) => Some(Target::NamedInString {
            name: string,
            class: None,
        }),
        ("__slots__" | "__match_args__", Some(Some(class))) => Some(Target::NamedInString {
            name: string,
            class: Some(class),
        }),
        _ => None,
    }
}

/// The range of a string's content.
fn inside_quotes(string: &ast::StringLiteral) -> TextRange {
    let flags = string.flags;
    let range = string.range();
    TextRange::new(
        (range.start() + flags.opener_len()).min(range.end()),
        range.end() - flags.closer_len().min(range.len()),
    )
}

fn type_parameter<'a>(
    covering: &CoveringNode<'a>,
    identifier: &ast::Identifier,
) -> Option<Target<'a>> {
    let parameters = covering.ancestors().find_map(|node| match node {
        AnyNodeRef::TypeParams(parameters) => Some(parameters),
        _ => None,
    })?;
    let parameter = (parameters.type_params.iter())
        .find(|parameter| parameter.name().range() == identifier.range())?;
    Some(Target::TypeParameter(parameter))
}

fn of_alias<'a>(
    alias: &'a ast::Alias,
    statement: AnyNodeRef<'a>,
    identifier: &'a ast::Identifier,
    offset: TextSize,
) -> Option<Target<'a>> {
    let from = match statement {
        AnyNodeRef::StmtImportFrom(statement) => Some(statement),
        _ => None,
    };
    let is_asname =
        (alias.asname.as_ref()).is_some_and(|asname| asname.range() == identifier.range());
    Some(match from {
        _ if is_asname => Target::ImportAlias { alias, from },
        Some(statement) => Target::ImportedSymbol { statement, alias },
        None => {
            let (name, range) = dotted_prefix(identifier, offset);
            Target::Module { name, range }
        }
    })
}

/// `a.b` and the range of `b` for an offset in the second part of `a.b.c`.
fn dotted_prefix(identifier: &ast::Identifier, offset: TextSize) -> (&str, TextRange) {
    let text = identifier.as_str();
    let within = (offset - identifier.start()).to_usize().min(text.len());
    let end = text[within..]
        .find('.')
        .map_or(text.len(), |dot| within + dot);
    let start = text[..within].rfind('.').map_or(0, |dot| dot + 1);
    let at = |index: usize| identifier.start() + TextSize::new(index as u32);
    (&text[..end], TextRange::new(at(start), at(end)))
}
