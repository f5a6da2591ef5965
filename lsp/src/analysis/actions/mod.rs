//! Changes that a person may want at a place: mending what is told as a problem, tidying imports,
//! writing what can be worked out.

mod annotate;
mod classes;
mod import_fixes;
mod members;
pub mod organize;
mod strings;

use ruff_text_size::TextRange;
use serpentarium_checker::Problem;

use crate::analysis::Context;
use crate::analysis::edit::Edit;
use crate::analysis::problems::problems;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    QuickFix,
    Rewrite,
    OrganizeImports,
    FixAll,
}

#[derive(Debug, Clone)]
pub struct Action {
    pub title: String,
    pub kind: ActionKind,
    /// In the text itself.
    pub edits: Vec<Edit>,
    /// What it mends.
    pub problem: Option<Problem>,
    /// The one that is nearly always right.
    pub is_preferred: bool,
}

impl Action {
    fn new(kind: ActionKind, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            kind,
            edits,
            problem: None,
            is_preferred: false,
        }
    }

    fn mends(self, problem: &Problem) -> Self {
        Self {
            problem: Some(problem.clone()),
            ..self
        }
    }

    fn preferred(self) -> Self {
        Self {
            is_preferred: true,
            ..self
        }
    }
}

/// The actions for a part of the text, of the kinds that are wanted.
pub fn actions(
    context: &Context,
    range: TextRange,
    wants: &dyn Fn(ActionKind) -> bool,
) -> Vec<Action> {
    let mut found = Vec::new();
    if wants(ActionKind::QuickFix) {
        for problem in problems(context) {
            let touches = problem.range.intersect(range).is_some();
            if touches {
                found.extend(fixes(context, &problem));
            }
        }
    }
    context.cancel.check();
    if wants(ActionKind::Rewrite) {
        found.extend(annotate::actions(context, range));
        found.extend(strings::actions(context, range));
    }
    if wants(ActionKind::QuickFix) || wants(ActionKind::Rewrite) {
        found.extend(classes::actions(context, range));
        found.retain(|action| wants(action.kind));
    }
    found.retain(|action| !action.edits.is_empty());
    found
}

/// What mends one problem.
fn fixes(context: &Context, problem: &Problem) -> Vec<Action> {
    let mut found = Vec::new();
    if let Some(fix) = &problem.fix {
        let edits = fix.edits.iter();
        let edits = edits
            .map(|(range, text)| Edit::new(*range, text.clone()))
            .collect();
        let action = Action::new(ActionKind::QuickFix, fix.title.clone(), edits);
        found.push(action.mends(problem).preferred());
    }
    found.extend(import_fixes::fixes(context, problem));
    found.extend(members::fixes(context, problem));
    if let Some(rule) = &problem.code
        && let Some(fix) = context
            .checker
            .suppression(&context.address(), rule, problem.range)
    {
        let edits = fix.edits.into_iter();
        let edits = edits.map(|(range, text)| Edit::new(range, text)).collect();
        found.push(Action::new(ActionKind::QuickFix, fix.title, edits).mends(problem));
    }
    found
}

/// What `source.fixAll` does: the unused imports go.
pub fn fix_all(context: &Context) -> Vec<Edit> {
    import_fixes::remove_all_unused(context)
}
