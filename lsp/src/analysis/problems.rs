//! What the checker finds in a text, as far as a person should be told.

use ruff_python_ast::AnyNodeRef;
use ruff_text_size::{Ranged, TextRange};
use serpentarium_checker::{Problem, Severity, Tag};

use crate::analysis::Context;
use crate::analysis::nodes;
use crate::analysis::options::{DiagnosticMode, RuleSeverity};
use crate::analysis::places;
use crate::analysis::rules::self_attribute::Attributes;
use crate::analysis::rules::{self, waved_through};
use crate::analysis::scopes::BindingKind;
use crate::analysis::unused_imports::unused_imports;

/// The name under which an unused import is told and can be switched.
pub const UNUSED_IMPORT: &str = "unused-import";

/// Rules that are told more quietly than the checker does, or not at all, and why: code that was
/// written without annotations must not be covered with errors that are none.
///
/// Chosen by what is told of rich, networkx, jinja2, attrs, click and pytest.
const QUIETER: &[(&str, RuleSeverity, &str)] = &[
    (
        "unused-type-ignore-comment",
        RuleSeverity::Off,
        "the comment is there for other checkers, which need it",
    ),
    (
        "escape-character-in-forward-annotation",
        RuleSeverity::Off,
        "nothing is wrong at run time, and there is no other way to write some of them",
    ),
    (
        "call-top-callable",
        RuleSeverity::Off,
        "`callable(x)` is how code without annotations asks",
    ),
    (
        "possibly-missing-submodule",
        RuleSeverity::Hint,
        "as a rule another module has imported it",
    ),
    (
        "invalid-method-override",
        RuleSeverity::Hint,
        "visitors and hooks name their parameters as they like, and are called by position",
    ),
    (
        "empty-body",
        RuleSeverity::Hint,
        "declarations of hooks have no body but a docstring",
    ),
    (
        "invalid-type-form",
        RuleSeverity::Warning,
        "annotations that nobody evaluates do no harm",
    ),
];

/// The problems besides syntax errors, in the order of the text.
pub fn problems(context: &Context) -> Vec<Problem> {
    if !are_told(context) {
        return Vec::new();
    }
    let mut found = context.checker.problems(&context.address());
    context.cancel.check();
    found.extend(
        unused_imports(&context.file)
            .into_iter()
            .map(|import| Problem {
                range: import.alias,
                severity: Severity::Hint,
                code: Some(UNUSED_IMPORT.to_owned()),
                url: None,
                message: format!("`{}` is imported but not used", import.name),
                tags: vec![Tag::Unnecessary],
                related: Vec::new(),
                fix: None,
                is_syntax: false,
            }),
    );
    found.extend(rules::problems(context));
    as_told(context, found)
}

/// Whether a person wants to know of a text's problems besides syntax errors.
pub fn are_told(context: &Context) -> bool {
    let options = &context.world.project.options.diagnostics;
    options.mode == DiagnosticMode::Types && context.file.stdlib_module().is_none()
}

/// What is to be told of what was found, in the order of the text, as severe as it is told.
pub fn as_told(context: &Context, mut found: Vec<Problem>) -> Vec<Problem> {
    let is_exempt = waved_through::whole_file(&context.file);
    let attributes = Attributes::new(&context.file);
    found.retain_mut(|problem| {
        let is_in_scope = !is_exempt || waved_through::is_told_anyway(problem);
        // Syntax errors are told in CPython's words; around them the checker guesses.
        let is_told = is_in_scope
            && !problem.is_syntax
            && !is_in_broken_lines(context, problem.range)
            && !is_guess(problem)
            && !waved_through::on_line(&context.file, problem)
            && !is_parameter(context, problem)
            && !is_made_by_decorator(context, problem);
        is_told && set_severity(context, &attributes, problem)
    });
    found.sort_by_key(|problem| (problem.range.start(), problem.range.end()));
    found
}

/// Rules of the checker that differ from its own choice, and whether they are looked for.
pub fn switched_rules(
    rules: &std::collections::BTreeMap<String, RuleSeverity>,
) -> Vec<(String, bool)> {
    let quiet = QUIETER
        .iter()
        .map(|(rule, severity, _)| ((*rule).to_owned(), *severity != RuleSeverity::Off));
    let chosen = rules
        .iter()
        .filter(|(rule, _)| !rules::OWN.contains(&rule.as_str()))
        .map(|(rule, severity)| (rule.clone(), *severity != RuleSeverity::Off));
    quiet.chain(chosen).collect()
}

/// Whether a message names a type that nobody has written: `Unknown`, what is left of anything at
/// all after a test (`~None`), a type that is still being worked out.
fn names_guessed_type(message: &str) -> bool {
    // "Unknown key ..." begins a sentence.
    let mut unknown = message.match_indices("Unknown");
    unknown.any(|(at, _)| at > 0 && !message[..at].ends_with('\n'))
        || message.contains("`~")
        || message.contains("Divergent")
}

/// Whether the checker only half knows the types it complains about.
fn is_guess(problem: &Problem) -> bool {
    let is_about_names = matches!(
        problem.code.as_deref(),
        None | Some("unresolved-import" | "unresolved-reference")
    );
    !is_about_names && names_guessed_type(&problem.message)
}

/// A parameter that is not read is often there because a caller passes it.
fn is_parameter(context: &Context, problem: &Problem) -> bool {
    let table = context.file.scopes();
    problem.code.is_none()
        && problem.tags.contains(&Tag::Unnecessary)
        && table.bindings.iter().any(|binding| {
            binding.range == problem.range && matches!(binding.kind, BindingKind::Parameter { .. })
        })
}

/// Whether a class's decorator may have given it the `__init__` that the checker misses.
fn is_made_by_decorator(context: &Context, problem: &Problem) -> bool {
    if !problem.message.contains("`object.__init__`") {
        return false;
    }
    let path = nodes::covering(context.file.module(), problem.range);
    let call = path.iter().rev().find_map(|node| node.expr_call());
    let callee = call.map(|call| match &*call.func {
        ruff_python_ast::Expr::Attribute(attribute) => attribute.attr.start(),
        other => other.start(),
    });
    let Some(callee) = callee else {
        return false;
    };
    let places = context.checker.definition(&context.address(), callee);
    places.iter().any(|place| {
        let Some(file) = places::source(context, place) else {
            return false;
        };
        nodes::covering(file.module(), place.focus_range())
            .iter()
            .rev()
            .find_map(|node| node.stmt_class_def())
            .is_some_and(|class| !class.decorator_list.is_empty())
    })
}

/// Whether an import stands where its failure is expected.
fn is_tried(context: &Context, range: TextRange) -> bool {
    nodes::covering(context.file.module(), range)
        .iter()
        .any(|node| match node {
            AnyNodeRef::StmtTry(node) => {
                let in_body = node
                    .body
                    .iter()
                    .any(|statement| statement.range().contains_range(range));
                in_body && !node.handlers.is_empty()
            }
            _ => false,
        })
}

fn is_in_broken_lines(context: &Context, range: TextRange) -> bool {
    let left_out = &context.file.compilation().left_out;
    if left_out.is_empty() {
        return false;
    }
    let first = context.file.line_number(range.start());
    let last = context.file.line_number(range.end());
    left_out
        .iter()
        .any(|lines| first <= *lines.end() && *lines.start() <= last)
}

/// Applies what the person chose, else our own choice; false if the problem is not to be told.
fn set_severity(context: &Context, attributes: &Attributes<'_>, problem: &mut Problem) -> bool {
    let Some(code) = &problem.code else {
        return true;
    };
    let own = &context.world.project.options.diagnostics.rules;
    let quieter = QUIETER.iter().find(|(rule, ..)| rule == code);
    let chosen = own
        .get(code)
        .copied()
        .or_else(|| rules::method_override::severity(problem))
        .or_else(|| attributes.severity(problem))
        .or(quieter.map(|(_, severity, _)| *severity));
    match chosen {
        None if code == "unresolved-import" && is_tried(context, problem.range) => {
            problem.severity = Severity::Hint;
        }
        None => {}
        Some(RuleSeverity::Error) => problem.severity = Severity::Error,
        Some(RuleSeverity::Warning) => problem.severity = Severity::Warning,
        Some(RuleSeverity::Information) => problem.severity = Severity::Information,
        Some(RuleSeverity::Hint) => problem.severity = Severity::Hint,
        Some(RuleSeverity::Off) => return false,
    }
    true
}
