//! The signature of a callable.

use serde::{Deserialize, Serialize};

/// A signature as `inspect.signature` finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureView {
    /// The callable's `__qualname__`.
    pub name: String,
    /// `str(inspect.signature(f))`.
    pub text: String,
    /// The parameters in order.
    pub parameters: Vec<ParameterView>,
    /// The return annotation as text.
    pub returns: Option<String>,
    /// Qualified names along the `__wrapped__` chain, the callable itself left out.
    pub wrapped: Vec<String>,
    /// The docstring.
    pub doc: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterView {
    /// Its name.
    pub name: String,
    /// How it can be passed.
    pub kind: ParameterKind,
    /// The default's text.
    pub default: Option<String>,
    /// The annotation's text.
    pub annotation: Option<String>,
}

/// How a parameter can be passed, as `inspect.Parameter.kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// Before a `/`.
    PositionalOnly,
    /// Either way.
    PositionalOrKeyword,
    /// `*args`.
    VarPositional,
    /// After a `*`.
    KeywordOnly,
    /// `**kwargs`.
    VarKeyword,
}
