//! The signatures that a call could have, and which of them it has.

use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{self as ast, AnyNodeRef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_semantic::ResolvedDefinition;
use ty_python_semantic::types::ide_support::{
    CallSignatureDetails, call_signature_details, find_active_signature_from_details,
};

use crate::witness::plain;
use crate::{Address, Snapshot};

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
}

impl Snapshot {
    /// The innermost call whose parentheses hold an offset.
    pub fn call(&self, address: &Address, offset: TextSize) -> Option<Call> {
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
        let signatures = details
            .iter()
            .map(|details| self.signature(&env, details))
            .collect();
        Some(Call {
            callee: call.func.range(),
            signatures,
            active,
            arguments: call
                .arguments
                .iter_source_order()
                .map(|argument| argument.range())
                .collect(),
        })
    }

    fn signature<'db>(
        &'db self,
        env: &ty_python_semantic::ProgramEnvironment<'db>,
        details: &CallSignatureDetails<'db>,
    ) -> Signature {
        let definition = details.definition.map(ResolvedDefinition::Definition);
        Signature {
            label: plain(&details.label),
            parameters: details
                .parameters
                .iter()
                .map(|parameter| Parameter {
                    name: parameter.name.clone(),
                    label: plain(&parameter.label),
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

/// Whether an offset lies between a call's parentheses, or behind an open one.
fn is_inside(call: &ast::ExprCall, offset: TextSize, source: &str) -> bool {
    let arguments = call.arguments.range();
    let is_closed = source[arguments].ends_with(')');
    offset > arguments.start()
        && (offset < arguments.end() || !is_closed && offset <= arguments.end())
}
