//! The signatures that a call could have, and which of them it has.

use std::cell::LazyCell;

use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{self as ast, AnyNodeRef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_core::definition::Definition;
use ty_python_semantic::types::Type;
use ty_python_semantic::types::ide_support::{
    CallSignatureDetails, call_signature_details, find_active_signature_from_details,
};
use ty_python_semantic::{HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel};

use crate::definitions::{of_target, reachable};
use crate::locate;
use crate::recursive;
use crate::witness::{self, plain};
use crate::{Address, Opened, Snapshot};

/// One parameter of a shown signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// As it stands in the signature's label.
    pub label: String,
    pub ty: String,
    pub is_variadic: bool,
    pub is_keyword_variadic: bool,
    pub is_positional_only: bool,
}

/// One way to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// `(a: int, b: str = "") -> None`
    pub label: String,
    pub parameters: Vec<Parameter>,
    /// For each argument that is written, the parameter that takes it.
    pub arguments: Vec<Option<usize>>,
    pub docstring: Option<String>,
}

/// A call and how it can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub callee: TextRange,
    pub signatures: Vec<Signature>,
    /// The signature that the arguments fit.
    pub active: usize,
    /// The ranges of the arguments, in the order of [`Signature::arguments`].
    pub arguments: Vec<TextRange>,
    /// What the call gives, where a signature leaves that open.
    pub returns: Option<String>,
}

impl Signature {
    /// Whether it does not say what the call gives.
    fn leaves_return_open(&self) -> bool {
        self.label.ends_with(" -> Unknown") || !self.label.contains(") -> ")
    }
}

impl Snapshot {
    /// The innermost call whose parentheses hold an offset; without what has to be looked for.
    pub fn call(&self, address: &Address, offset: TextSize) -> Option<Call> {
        self.call_around(address, offset, false)
    }

    /// The same with what can be found out about what is called.
    pub fn explained_call(&self, address: &Address, offset: TextSize) -> Option<Call> {
        self.call_around(address, offset, true)
    }

    fn call_around(&self, address: &Address, offset: TextSize, is_explained: bool) -> Option<Call> {
        let opened = self.open(address)?;
        let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
        if offset > root.range().end() {
            return None;
        }
        let source = ruff_db::source::source_text(&self.db, opened.file);
        let covering = covering_node(root, TextRange::empty(offset));
        let call = covering.ancestors().find_map(|node| match node {
            AnyNodeRef::ExprCall(call) if is_inside(call, offset, source.as_str()) => Some(call),
            _ => None,
        })?;
        let details = call_signature_details(&opened.model, call);
        if details.is_empty() {
            return None;
        }
        let active = find_active_signature_from_details(&details).unwrap_or(0);
        let env = opened.model.program_environment();
        let signatures = details.iter().map(|it| self.signature(&env, it));
        let mut signatures: Vec<Signature> = signatures.collect();
        let callee = LazyCell::new(|| match details.as_slice() {
            [
                CallSignatureDetails {
                    definition: Some(only),
                    ..
                },
            ] if is_function(&opened.model, &call.func) && !self.may_be_overload(*only) => {
                vec![ResolvedDefinition::Definition(*only)]
            }
            _ => self.callee(&opened, &call.func),
        });
        if is_explained && signatures.iter().any(|it| it.docstring.is_none()) {
            let docstring = self.docstring_or_aliased(&callee);
            for signature in &mut signatures {
                let own = signature.docstring.take();
                signature.docstring = own.or_else(|| docstring.clone());
            }
        }
        let is_open = is_explained && signatures.iter().any(Signature::leaves_return_open);
        let returns = is_open.then(|| self.returned(&callee));
        Some(Call {
            callee: call.func.range(),
            signatures,
            active,
            arguments: call
                .arguments
                .iter_source_order()
                .map(|argument| argument.range())
                .collect(),
            returns: returns.flatten().map(|returns| returns.text),
        })
    }

    /// Whether the docstring may stand at another definition.
    fn may_be_overload<'db>(&'db self, function: Definition<'db>) -> bool {
        match self.db.known(function) {
            Some(known) => known.may_be_overload,
            None => witness::is_overload(&self.db, function),
        }
    }

    /// The definitions of what is called.
    fn callee<'db>(
        &'db self,
        opened: &Opened<'db>,
        callee: &ast::Expr,
    ) -> Vec<ResolvedDefinition<'db>> {
        let name = match callee {
            ast::Expr::Attribute(attribute) => attribute.attr.start(),
            other => other.start(),
        };
        let found = locate::at(opened, name, &mut |model, target| {
            let aliases = ImportAliasResolution::ResolveAliases;
            let found = of_target(&self.db, model, target, aliases);
            Some(reachable(&self.db, model, target, found))
        });
        found.unwrap_or_default()
    }

    fn signature<'db>(
        &'db self,
        env: &ty_python_semantic::ProgramEnvironment<'db>,
        details: &CallSignatureDetails<'db>,
    ) -> Signature {
        let definition = details.definition.map(ResolvedDefinition::Definition);
        Signature {
            label: match details.definition {
                Some(function) => recursive::signature(&self.db, function, plain(&details.label)),
                None => plain(&details.label),
            },
            parameters: details
                .parameters
                .iter()
                .map(|parameter| Parameter {
                    name: parameter.name.clone(),
                    label: match details.definition {
                        Some(function) => {
                            recursive::parameter(&self.db, function, plain(&parameter.label))
                        }
                        None => plain(&parameter.label),
                    },
                    ty: parameter.ty.display(&self.db, env).to_string(),
                    is_variadic: parameter.is_variadic,
                    is_keyword_variadic: parameter.is_keyword_variadic,
                    is_positional_only: parameter.is_positional_only,
                })
                .collect(),
            arguments: details.argument_to_displayed_parameter_mapping.clone(),
            docstring: definition.and_then(|definition| self.docstring(&[definition])),
        }
    }
}

/// Whether something is a function or a method by its type, so that its signature is of what it is.
fn is_function<'db>(model: &SemanticModel<'db>, callee: &ast::Expr) -> bool {
    let ty = callee.inferred_type(model);
    matches!(ty, Some(Type::FunctionLiteral(_) | Type::BoundMethod(_)))
}

/// Whether an offset lies between a call's parentheses, or behind an open one.
fn is_inside(call: &ast::ExprCall, offset: TextSize, source: &str) -> bool {
    let arguments = call.arguments.range();
    let is_closed = source[arguments].ends_with(')');
    offset > arguments.start()
        && (offset < arguments.end() || !is_closed && offset <= arguments.end())
}
