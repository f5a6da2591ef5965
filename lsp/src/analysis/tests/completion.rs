use crate::analysis::completion::complete;
use crate::analysis::fixture::fixture;

/// All of `wanted` are offered, none of `unwanted`.
#[track_caller]
fn check(text: &str, wanted: &[&str], unwanted: &[&str]) {
    let (context, offset) = fixture(text);
    let (_, items) = complete(&context, offset);
    let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
    for label in wanted {
        assert!(labels.contains(label), "{label} in {labels:?}");
    }
    for label in unwanted {
        assert!(!labels.contains(label), "no {label} in {labels:?}");
    }
}

#[test]
fn names_in_scope() {
    check(
        "top = 1\ndef f(arg):\n    inner = 2\n    $0\n",
        &["top", "f", "arg", "inner", "print", "return"],
        &[],
    );
    check("def f(arg): pass\n$0\n", &["f"], &["arg"]);
    check(
        "class C:\n    attribute = 1\n    def m(self):\n        att$0\n",
        &["C"],
        &["attribute"],
    );
    check("def f(arg):\n    x = 1\n\n    $0", &["arg", "x"], &[]);
}

#[test]
fn attributes() {
    check("import math\nmath.$0\n", &["sqrt", "pi"], &["print"]);
    check("'a'.$0\n", &["upper", "join"], &["print"]);
    check(
        "class C:\n    def __init__(self): self.value = 1\n    def m(self):\n        self.$0\n",
        &["value", "m", "__init__"],
        &["print"],
    );
    check("class C:\n    def m(self): pass\nC().$0\n", &["m"], &[]);
    check("unknown_thing.$0\n", &[], &["print", "unknown_thing"]);
}

#[test]
fn imports() {
    check(
        "//- main.py\nfrom package import $0\n//- package/__init__.py\nvalue = 1\n",
        &["value"],
        &["print"],
    );
    check("import $0\n", &["sys", "math"], &["print"]);
    check(
        "//- main.py\nfrom package.inner import th$0\n//- package/__init__.py\n//- package/inner.py\ndef thing(): pass\n",
        &["thing"],
        &[],
    );
}

#[test]
fn nothing_where_nothing_fits() {
    check("# a comment $0\n", &[], &["print"]);
    check("x = 'text $0'\n", &[], &["print"]);
    check("def $0\n", &[], &["print"]);
}

#[test]
fn keyword_arguments() {
    check(
        "def f(alpha, *, beta=1): pass\nf($0)\n",
        &["alpha=", "beta="],
        &[],
    );
}
