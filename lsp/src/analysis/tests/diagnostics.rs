use crate::analysis::diagnostics::diagnostics;
use crate::analysis::fixture::{describe, fixture};

/// Each as `line:column text | class: message`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, _) = fixture(text);
    let found: Vec<String> = diagnostics(&context)
        .iter()
        .map(|found| {
            format!(
                "{} | {}: {}",
                describe(&context.file, found.range),
                found.class,
                found.message
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn none_for_a_right_text() {
    check("def f(x):\n    return x\n", &[]);
}

#[test]
fn in_the_words_of_cpython() {
    check("x = (1,\n", &["1:5 ( | SyntaxError: '(' was never closed"]);
    check(
        "return 1\n",
        &["1:1 return 1 | SyntaxError: 'return' outside function"],
    );
    check(
        "def f():\nx\n",
        &[
            "2:1 x | IndentationError: expected an indented block after function definition on line 1",
        ],
    );
    check("é = 1 +\n", &["1:9  | SyntaxError: invalid syntax"]);
}

#[test]
fn warnings() {
    check(
        "x = 1 is 1\n",
        &["1:1 x = 1 is 1 | SyntaxWarning: \"is\" with 'int' literal. Did you mean \"==\"?"],
    );
}

#[test]
fn more_than_one_error() {
    let text = "x = = 1\ndef good():\n    return 1\nif y\n    pass\nz = 2\nfor in q:\n    z\n";
    let (context, _) = fixture(text);
    let lines: Vec<usize> = diagnostics(&context)
        .iter()
        .map(|found| context.file.line_number(found.range.start()))
        .collect();
    assert_eq!(lines, [1, 4, 7]);
    assert!(
        context.file.compilation().code.is_some(),
        "the rest has code"
    );
}
