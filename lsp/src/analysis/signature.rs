//! Signatures as `inspect.signature` prints them.

use std::sync::Arc;

use ruff_python_ast::{Expr, ParameterWithDefault, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::annotations;
use crate::analysis::constants;
use crate::analysis::infer::Inference;
use crate::analysis::scopes::BindingKind;
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

/// One parameter, printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// With stars, annotation and default.
    pub text: String,
    pub flavour: Flavour,
    pub has_default: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavour {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    pub parameters: Vec<Parameter>,
    pub returns: Option<String>,
}

impl Signature {
    pub fn of(
        inference: &Inference,
        file: &Arc<SourceFile>,
        parameters: &Parameters,
        returns: Option<&Expr>,
    ) -> Self {
        let printer = Printer::new(inference, file);
        Self {
            parameters: printer.parameters(parameters),
            returns: returns.map(|returns| printer.annotation(returns)),
        }
    }

    /// Without the first parameter, as a bound method shows it.
    pub fn bound(mut self) -> Self {
        let is_positional = |p: &Parameter| p.flavour <= Flavour::PositionalOrKeyword;
        if self.parameters.first().is_some_and(is_positional) {
            self.parameters.remove(0);
        }
        self
    }

    /// The printed parameters with the marks `/` and `*` between them; the second half of each
    /// pair says which parameter it is.
    pub fn pieces(&self) -> Vec<(String, Option<usize>)> {
        let mut pieces = Vec::new();
        let mut wants_star = true;
        for (index, parameter) in self.parameters.iter().enumerate() {
            let before = index
                .checked_sub(1)
                .map(|before| self.parameters[before].flavour);
            if before == Some(Flavour::PositionalOnly)
                && parameter.flavour != Flavour::PositionalOnly
            {
                pieces.push(("/".to_owned(), None));
            }
            match parameter.flavour {
                Flavour::VarPositional => wants_star = false,
                Flavour::KeywordOnly if std::mem::take(&mut wants_star) => {
                    pieces.push(("*".to_owned(), None));
                }
                _ => {}
            }
            pieces.push((parameter.text.clone(), Some(index)));
        }
        if self
            .parameters
            .last()
            .is_some_and(|last| last.flavour == Flavour::PositionalOnly)
        {
            pieces.push(("/".to_owned(), None));
        }
        pieces
    }
}

impl std::fmt::Display for Signature {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        let pieces: Vec<String> = self.pieces().into_iter().map(|(text, _)| text).collect();
        write!(formatter, "({})", pieces.join(", "))?;
        match &self.returns {
            Some(returns) => write!(formatter, " -> {returns}"),
            None => Ok(()),
        }
    }
}

struct Printer<'a> {
    inference: &'a Inference<'a>,
    file: &'a Arc<SourceFile>,
    are_annotations_strings: bool,
}

impl<'a> Printer<'a> {
    fn new(inference: &'a Inference<'a>, file: &'a Arc<SourceFile>) -> Self {
        let are_annotations_strings = has_future_annotations(file);
        Self {
            inference,
            file,
            are_annotations_strings,
        }
    }

    fn annotation(&self, annotation: &Expr) -> String {
        if self.are_annotations_strings {
            annotations::unevaluated(self.file, annotation)
        } else {
            annotations::format(self.inference, self.file, annotation)
        }
    }

    /// `repr` of the value where the source says it, else the expression.
    fn default(&self, default: &Expr) -> String {
        constants::repr(self.inference, self.file, default)
            .unwrap_or_else(|| unparse::expression(default, self.file.text()))
    }

    fn parameters(&self, parameters: &Parameters) -> Vec<Parameter> {
        let mut printed = Vec::new();
        let plain = |flavour| move |p| (p, flavour);
        let positional_only = parameters
            .posonlyargs
            .iter()
            .map(plain(Flavour::PositionalOnly));
        let positional = parameters
            .args
            .iter()
            .map(plain(Flavour::PositionalOrKeyword));
        for (parameter, flavour) in positional_only.chain(positional) {
            printed.push(self.with_default(parameter, flavour));
        }
        if let Some(parameter) = &parameters.vararg {
            printed.push(self.variadic(parameter, "*", Flavour::VarPositional));
        }
        for parameter in &parameters.kwonlyargs {
            printed.push(self.with_default(parameter, Flavour::KeywordOnly));
        }
        if let Some(parameter) = &parameters.kwarg {
            printed.push(self.variadic(parameter, "**", Flavour::VarKeyword));
        }
        printed
    }

    fn with_default(&self, parameter: &ParameterWithDefault, flavour: Flavour) -> Parameter {
        let mut text = parameter.name().to_string();
        if let Some(annotation) = parameter.annotation() {
            text += ": ";
            text += &self.annotation(annotation);
        }
        if let Some(default) = parameter.default() {
            text += if parameter.annotation().is_some() {
                " = "
            } else {
                "="
            };
            text += &self.default(default);
        }
        let has_default = parameter.default().is_some();
        Parameter {
            name: parameter.name().to_string(),
            text,
            flavour,
            has_default,
        }
    }

    fn variadic(
        &self,
        parameter: &ruff_python_ast::Parameter,
        stars: &str,
        flavour: Flavour,
    ) -> Parameter {
        let mut text = format!("{stars}{}", parameter.name());
        if let Some(annotation) = parameter.annotation() {
            text += ": ";
            text += &self.annotation(annotation);
        }
        Parameter {
            name: parameter.name().to_string(),
            text,
            flavour,
            has_default: true,
        }
    }
}

fn has_future_annotations(file: &SourceFile) -> bool {
    let mut bindings = file.outer_scopes().bindings.iter();
    bindings.any(|binding| match &binding.kind {
        BindingKind::ImportFrom { module, name, .. } => {
            module == "__future__" && name == "annotations"
        }
        _ => false,
    })
}

/// A printed signature (of a native function) taken apart again.
pub fn parse(text: &str) -> Option<Signature> {
    let source = format!("def f{text}: pass");
    let parsed = ruff_python_parser::parse_module(&source).ok()?;
    let Some(Stmt::FunctionDef(def)) = parsed.suite().first() else {
        return None;
    };
    let slice = |range: TextRange| source[range].to_owned();
    let mut parameters = Vec::new();
    let mut plain = |list: &[ParameterWithDefault], flavour| {
        parameters.extend(list.iter().map(|p| Parameter {
            name: p.name().to_string(),
            text: slice(p.range()),
            flavour,
            has_default: p.default().is_some(),
        }));
    };
    plain(&def.parameters.posonlyargs, Flavour::PositionalOnly);
    plain(&def.parameters.args, Flavour::PositionalOrKeyword);
    let variadic = |p: &ruff_python_ast::Parameter, stars: &str, flavour| Parameter {
        name: p.name.to_string(),
        text: format!("{stars}{}", slice(p.range()).trim_start_matches('*')),
        flavour,
        has_default: true,
    };
    if let Some(p) = &def.parameters.vararg {
        parameters.push(variadic(p, "*", Flavour::VarPositional));
    }
    parameters.extend(def.parameters.kwonlyargs.iter().map(|p| Parameter {
        name: p.name().to_string(),
        text: slice(p.range()),
        flavour: Flavour::KeywordOnly,
        has_default: p.default().is_some(),
    }));
    if let Some(p) = &def.parameters.kwarg {
        parameters.push(variadic(p, "**", Flavour::VarKeyword));
    }
    let returns = def.returns.as_ref().map(|returns| slice(returns.range()));
    Some(Signature {
        parameters,
        returns,
    })
}
