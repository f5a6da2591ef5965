//! Making an instance of an abstract class, which raises a `TypeError`.

use serpentarium_checker::{AbstractCall, Problem, Severity};

use crate::analysis::Context;
use crate::analysis::native;

pub const NAME: &str = "abstract-instantiation";

pub fn problems(context: &Context) -> Vec<Problem> {
    let calls = context.checker.abstract_calls(&context.address());
    context.cancel.check();
    let refused = calls.into_iter().filter(|call| !is_made_in_c(call));
    refused.map(problem).collect()
}

/// Whether a `__new__` that is written in C makes the instance: only `object.__new__` looks for
/// what is abstract.
fn is_made_in_c(call: &AbstractCall) -> bool {
    call.library_bases.iter().any(|(module, name)| {
        let private = format!("_{module}");
        [module.as_str(), private.as_str()]
            .into_iter()
            .filter_map(|module| native::find(module, name))
            .any(|class| class.member("__new__").is_some())
    })
}

fn problem(call: AbstractCall) -> Problem {
    let names: Vec<String> = call
        .missing
        .iter()
        .map(|(name, _)| format!("'{name}'"))
        .collect();
    let plural = if names.len() == 1 { "" } else { "s" };
    let message = format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {}",
        call.class,
        names.join(", ")
    );
    let related = call.missing.into_iter();
    Problem {
        range: call.range,
        severity: Severity::Error,
        code: Some(NAME.to_owned()),
        url: None,
        message,
        tags: Vec::new(),
        related: related
            .map(|(name, place)| (place, format!("`{name}` is abstract")))
            .collect(),
        fix: None,
        is_syntax: false,
    }
}
