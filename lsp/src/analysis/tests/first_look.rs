use crate::analysis::first_look::undefined_names;
use crate::analysis::fixture::fixture;
use crate::analysis::problems::problems;
use serpentarium_checker::Problem;

/// The names that are told at once of a text whose lines are all edited; each must be told by a full
/// look, too, which may have more to say about it.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, _) = fixture(text);
    let lines = context.file.text().lines().count();
    let found = undefined_names(&context, 0..lines);
    let names: Vec<&str> = found
        .iter()
        .map(|problem| context.file.slice(problem.range))
        .collect();
    assert_eq!(names, expected);
    let all = problems(&context);
    for problem in found {
        let is_told = all.iter().any(|full| {
            let first_line = full.message.lines().next().unwrap_or_default().to_owned();
            problem
                == Problem {
                    message: first_line,
                    ..full.clone()
                }
        });
        assert!(is_told, "{problem:?} is not among {all:#?}");
    }
}

#[test]
fn names_that_nothing_binds() {
    check("def f(a):\n    return a + b\nlen(f)\nf(c)\n", &["b", "c"]);
    check(
        "class C:\n    x = 1\n    def m(self):\n        return x\n",
        &["x"],
    );
    check("[i for i in range(3)]\ni\n", &["i"]);
    check("def f(x: Missing) -> Other: ...\n", &["Missing", "Other"]);
    check("__file__, __name__, __spec__\n", &[]);
}

#[test]
fn names_that_may_yet_be_found() {
    check("from os.path import *\njoin(nothing)\n", &[]);
    check("reveal_type(1)\n", &[]);
    check("def f():\n    global later\n    later = 1\nlater\n", &[]);
}

#[test]
fn code_that_may_not_be_reached() {
    check("def f():\n    return 1\n    nothing\n", &[]);
    check(
        "import sys\nif sys.version_info < (3, 0):\n    unicode\n",
        &[],
    );
    check(
        "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    nothing\n",
        &[],
    );
    check("import sys\nif sys.argv:\n    nothing\n", &["nothing"]);
    check("try:\n    unicode\nexcept NameError:\n    pass\n", &[]);
}

#[test]
fn what_is_not_to_be_told() {
    check("nothing  # type: ignore\n", &[]);
}
