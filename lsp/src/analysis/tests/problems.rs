use crate::analysis::fixture::{describe, fixture};
use crate::analysis::problems::problems;

/// Each as `line:column text | rule`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, _) = fixture(text);
    let found: Vec<String> = problems(&context)
        .iter()
        .map(|found| {
            let rule = found.code.as_deref().unwrap_or("-");
            format!("{} | {rule}", describe(&context.file, found.range))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn wrong_code_is_told() {
    check("x = unknown\n", &["1:5 unknown | unresolved-reference"]);
    check(
        "import nothing_of_that_name\nnothing_of_that_name\n",
        &["1:8 nothing_of_that_name | unresolved-import"],
    );
    check("def f(a): return a\nf()\n", &["2:1 f() | missing-argument"]);
    check("''.uper()\n", &["1:1 ''.uper | unresolved-attribute"]);
}

#[test]
fn what_has_no_use_is_faded() {
    check("import os\n", &["1:8 os | unused-import"]);
    check(
        "def f():\n    return 1\n    x = 2\n    return x\n",
        &["3:5 x = 2\n    return x | -"],
    );
}

#[test]
fn syntax_errors_are_told_elsewhere() {
    check("def f(:\n    unknown_one\n", &[]);
    check(
        "x = = 1\nunknown\n",
        &["2:1 unknown | unresolved-reference"],
    );
}

#[test]
fn code_without_annotations_is_left_in_peace() {
    check("def f(a, b):\n    return a.b.c(b)[1] + 2\nf(1, 2)\n", &[]);
    check(
        "class A:\n    x = None\n    def m(self):\n        return self.x.y\n",
        &[],
    );
}
