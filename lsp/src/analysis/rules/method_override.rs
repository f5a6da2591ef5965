//! How loudly an override that the checker finds incompatible is told.
//!
//! Parameters with other names, or more of them, are how visitors and hooks are written; declared
//! types that contradict each other are a mistake somebody made.

use serpentarium_checker::Problem;

use crate::analysis::options::RuleSeverity;

/// The checker's name of the rule.
const NAME: &str = "invalid-method-override";

/// The severity of a problem that is an override with contradicting types.
pub fn severity(problem: &Problem) -> Option<RuleSeverity> {
    let is_override = problem.code.as_deref() == Some(NAME)
        && problem.message.starts_with("Invalid override of method");
    let is_certain = || {
        let mut reasons = problem.message.lines().skip(1);
        reasons.any(is_contradiction) && !problem.message.contains('└')
    };
    (is_override && is_certain()).then_some(RuleSeverity::Warning)
}

/// A reason that names two plain types. Type variables, and protocols that differ somewhere deep
/// inside, are often not what the checker takes them for.
fn is_contradiction(reason: &str) -> bool {
    let is_about_types =
        reason.contains("has an incompatible type: `") || reason.starts_with("incompatible return");
    is_about_types && !reason.contains('@') && !reason.contains("*tuple")
}
