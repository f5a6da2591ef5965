//! What kind of value fits where an expression is being written.

use ruff_python_ast::find_node::{CoveringNode, covering_node};
use ruff_python_ast::{self as ast, AnyNodeRef, CmpOp};
use ruff_text_size::{Ranged, TextRange, TextSize};
use ty_python_semantic::types::Type;
use ty_python_semantic::types::ide_support::{
    call_signature_details, find_active_signature_from_details,
};
use ty_python_semantic::{HasType, ResolvedDefinition, SemanticModel};

use crate::place::Place;
use crate::sources::Wanted;
use crate::{Address, Snapshot};

/// A type that fits, as far as it says what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The type as the checker writes it.
    pub ty: String,
    /// Where its class is defined.
    pub class: Option<Place>,
    pub is_enum: bool,
}

impl Snapshot {
    /// The types that fit at an offset; one per member of a union.
    pub fn expected(&self, address: &Address, offset: TextSize) -> Vec<Expected> {
        let Some(opened) = self.open(address) else {
            return Vec::new();
        };
        let root: AnyNodeRef<'_> = opened.parsed.syntax().into();
        if offset > root.range().end() {
            return Vec::new();
        }
        let covering = covering_node(root, TextRange::empty(offset));
        let Some(ty) = expected_type(&opened.model, &covering, offset) else {
            return Vec::new();
        };
        self.expected_of(&opened.model, ty)
    }

    fn expected_of<'db>(&'db self, model: &SemanticModel<'db>, ty: Type<'db>) -> Vec<Expected> {
        let env = model.program_environment();
        let members = match ty.as_union() {
            Some(union) => union.elements(&self.db).to_vec(),
            None => vec![ty],
        };
        let mut found: Vec<Expected> = Vec::new();
        for member in members {
            let definition = member.definition(&self.db, &env);
            let place = definition
                .and_then(|definition| definition.definition().copied())
                .and_then(|definition| {
                    self.places(
                        &[ResolvedDefinition::Definition(definition)],
                        Wanted::Declaration,
                    )
                    .pop()
                });
            let is_enum = place.is_some()
                && self
                    .bases_of(&env, member)
                    .iter()
                    .any(|base| base.name == "Enum");
            let expected = Expected {
                ty: member.display(&self.db, &env).to_string(),
                class: place,
                is_enum,
            };
            // Members of one enumeration are types of their own.
            if !found.iter().any(|other| {
                other == &expected || is_enum && other.is_enum && other.class == expected.class
            }) {
                found.push(expected);
            }
        }
        found
    }
}

fn expected_type<'db>(
    model: &SemanticModel<'db>,
    covering: &CoveringNode<'_>,
    offset: TextSize,
) -> Option<Type<'db>> {
    // What is being written is a name, so an expression around it is in the second place.
    for node in covering.ancestors() {
        match node {
            AnyNodeRef::ExprName(_)
            | AnyNodeRef::ExprStringLiteral(_)
            | AnyNodeRef::StringLiteral(_)
            | AnyNodeRef::Keyword(_)
            | AnyNodeRef::Arguments(_)
            | AnyNodeRef::PatternMatchValue(_)
            | AnyNodeRef::PatternMatchAs(_)
            | AnyNodeRef::Identifier(_) => {}
            AnyNodeRef::ExprCall(call) if call.arguments.range().contains_inclusive(offset) => {
                return of_argument(model, call, offset);
            }
            AnyNodeRef::ExprCompare(compare) => return of_comparison(model, compare, offset),
            AnyNodeRef::StmtAnnAssign(assign) if assign.target.end() < offset => {
                return assign.target.inferred_type(model);
            }
            AnyNodeRef::StmtAssign(assign) => {
                let [ast::Expr::Attribute(target)] = &*assign.targets else {
                    return None;
                };
                return target.inferred_type(model);
            }
            AnyNodeRef::MatchCase(_) => {}
            AnyNodeRef::StmtMatch(statement) => return statement.subject.inferred_type(model),
            _ => return None,
        }
    }
    None
}

fn of_comparison<'db>(
    model: &SemanticModel<'db>,
    compare: &ast::ExprCompare,
    offset: TextSize,
) -> Option<Type<'db>> {
    let index = compare
        .comparators
        .iter()
        .position(|right| right.range().contains_inclusive(offset))
        // What is not written yet has its place before the cursor.
        .or_else(|| compare.comparators.len().checked_sub(1))?;
    let is_comparable = matches!(
        compare.ops.get(index)?,
        CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot
    );
    let left = match index {
        0 => &*compare.left,
        _ => compare.comparators.get(index - 1)?,
    };
    is_comparable.then(|| left.inferred_type(model)).flatten()
}

fn of_argument<'db>(
    model: &SemanticModel<'db>,
    call: &ast::ExprCall,
    offset: TextSize,
) -> Option<Type<'db>> {
    let details = call_signature_details(model, call);
    let active = find_active_signature_from_details(&details).unwrap_or(0);
    let details = details.get(active)?;
    let index = call
        .arguments
        .iter_source_order()
        .position(|argument| argument.range().contains_inclusive(offset));
    let parameter = match index {
        Some(index) => (*details.argument_to_displayed_parameter_mapping.get(index)?)?,
        // Nothing is written yet: the first parameter that no argument has taken.
        None => {
            let written = call.arguments.args.len();
            (call.arguments.keywords.is_empty()).then_some(written)?
        }
    };
    Some(details.parameters.get(parameter)?.ty)
}
