//! Comments that tell other checkers to say nothing: somebody has looked at what they are about.

use ruff_text_size::Ranged;
use serpentarium_checker::{Problem, Severity};

use crate::analysis::source::SourceFile;

/// Whether such a comment stands on a problem's line, with another checker's name of the rule.
pub fn on_line(file: &SourceFile, problem: &Problem) -> bool {
    if problem.severity == Severity::Hint {
        return false;
    }
    let mut lines = [problem.range.start(), problem.range.end()]
        .map(|at| file.lines().line(file.lines().line_of(at), file.text()))
        .into_iter();
    lines.any(|line| {
        let comment = line.split_once('#').map_or("", |(_, comment)| comment);
        ["type: ignore", "type:ignore", "pyright: ignore"]
            .iter()
            .any(|mark| comment.contains(mark))
    })
}

/// Whether a comment exempts a whole file: `# mypy: ignore-errors`, or `# type: ignore` alone on a
/// line before the first statement.
pub fn whole_file(file: &SourceFile) -> bool {
    let first = file.module().body.first().map(Ranged::start);
    let head = first.map_or(file.text(), |first| &file.text()[..first.to_usize()]);
    let is_exempt = |line: &str| {
        let comment = line.trim_start_matches('#').trim();
        match comment.strip_prefix("mypy:") {
            Some(options) => options
                .split([',', ' '])
                .any(|option| matches!(option, "ignore-errors" | "ignore_errors=True")),
            None => false,
        }
    };
    let has_mypy = file.text().contains("ignore-errors") || file.text().contains("ignore_errors");
    let is_type_ignore = |line: &str| matches!(line.trim_end(), "# type: ignore" | "#type: ignore");
    head.lines().any(is_type_ignore)
        || has_mypy
            && (file.text().lines())
                .filter(|line| line.starts_with('#'))
                .any(is_exempt)
}

/// Whether a problem is told in a file that is exempt: names that do not exist fail at run time,
/// whatever their types.
pub fn is_told_anyway(problem: &Problem) -> bool {
    let code = problem.code.as_deref();
    let is_about_names = matches!(
        code,
        None | Some("unresolved-reference" | "unresolved-import")
    );
    problem.severity == Severity::Hint || is_about_names
}
