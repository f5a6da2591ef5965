//! The type of what stands at an offset, its documentation, and where it comes from.

use ruff_python_ast::ExprRef;
use ruff_text_size::{TextRange, TextSize};
use ty_python_semantic::types::Type;
use ty_python_semantic::{
    ImportAliasResolution, ResolvedDefinition, SemanticModel, map_stub_definition,
};

use crate::definitions::{of_target, type_of};
use crate::locate::{self, Target};
use crate::place::Place;
use crate::witness::{self, Inferred};
use crate::{Address, Snapshot};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the hover is about: the name, or the expression.
    pub range: TextRange,
    /// The type as the checker writes it, over several lines where it is long.
    pub ty: String,
    /// The docstring of the definition, of the source where the stub has none.
    pub docstring: Option<String>,
    pub definitions: Vec<Place>,
    /// The type is not known.
    pub is_unknown: bool,
    /// For a function without a return annotation: what its body gives.
    pub returns: Option<Inferred>,
}

impl Snapshot {
    pub fn hover(&self, address: &Address, offset: TextSize) -> Option<Hover> {
        let opened = self.open(address)?;
        locate::at(&opened, offset, &mut |model, target| {
            self.hover_of(model, target)
        })
    }

    fn hover_of<'db>(&'db self, model: &SemanticModel<'db>, target: Target<'_>) -> Option<Hover> {
        let definitions = of_target(model, target, ImportAliasResolution::ResolveAliases);
        let ty = type_of(model, target);
        if ty.is_none() && definitions.is_empty() {
            return None;
        }
        let inferred = self.inferred_type(model, target, ty);
        let is_unknown = inferred.is_none() && ty.is_none_or(|ty| ty.is_unknown());
        let returns = (definitions.iter())
            .find_map(ResolvedDefinition::definition)
            .and_then(|definition| witness::returned(&self.db, definition))
            .and_then(|found| Inferred::of(&self.db, &model.program_environment(), &found));
        Some(Hover {
            range: target.range(),
            ty: match inferred {
                Some(inferred) => inferred.text,
                None => ty.map(|ty| self.display(model, ty)).unwrap_or_default(),
            },
            docstring: self.docstring(&definitions),
            definitions: self.places(&definitions, true),
            is_unknown,
            returns,
        })
    }

    /// The type of a target that the checker leaves open.
    fn inferred_type<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        target: Target<'_>,
        ty: Option<Type<'db>>,
    ) -> Option<Inferred> {
        if ty.is_some_and(|ty| !witness::is_open(&self.db, ty)) {
            return None;
        }
        let expression = match target {
            Target::Name(name) => ExprRef::from(name),
            Target::Attribute(attribute) => ExprRef::from(attribute),
            Target::Expression(expression) => expression,
            _ => return None,
        };
        let found = witness::witnesses(model, expression);
        Inferred::of(&self.db, &model.program_environment(), &found)
    }

    pub(crate) fn display<'db>(&'db self, model: &SemanticModel<'db>, ty: Type<'db>) -> String {
        let env = model.program_environment();
        ty.display(&self.db, &env).multiline().to_string()
    }

    /// The first docstring among definitions, looked for behind stubs, too.
    pub(crate) fn docstring(&self, definitions: &[ResolvedDefinition<'_>]) -> Option<String> {
        definitions.iter().find_map(|definition| {
            let own = definition
                .docstring(&self.db)
                .or_else(|| definition.implementation_docstring(&self.db));
            own.or_else(|| {
                let sources = map_stub_definition(&self.db, definition, None)?;
                sources.iter().find_map(|source| source.docstring(&self.db))
            })
        })
    }
}
