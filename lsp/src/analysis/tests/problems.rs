use serpentarium_checker::Severity;

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
        "UNSET = object()\ndef f(a=UNSET):\n    if a is not None:\n        return a > 1\n",
        &[],
    );
    check(
        "class A:\n    x = None\n    def m(self):\n        return self.x.y\n",
        &[],
    );
}

/// The parts of a text that are told as instances of abstract classes.
#[track_caller]
fn check_abstract(text: &str, expected: &[&str]) {
    let (context, _) = fixture(text);
    let found: Vec<String> = problems(&context)
        .iter()
        .filter(|found| found.code.as_deref() == Some("abstract-instantiation"))
        .map(|found| {
            let methods = found.message.split(" for ").last().unwrap_or_default();
            format!("{} | {methods}", describe(&context.file, found.range))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

const ABSTRACT: &str = "from abc import ABC, ABCMeta, abstractmethod
class A(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def g(self): ...
";

#[test]
fn instances_of_abstract_classes() {
    let check = |more: &str, expected: &[&str]| {
        check_abstract(&format!("{ABSTRACT}{more}"), expected);
    };
    check("A()\n", &["8:1 A() | abstract methods 'f', 'g'"]);
    check(
        "class B(A):\n    def f(self): ...\nB()\n",
        &["10:1 B() | abstract method 'g'"],
    );
    check("class B(A):\n    f = g = None\nB()\n", &[]);
    check(
        "class M:\n    def f(self): ...\n    g = 1\nclass B(M, A): ...\nB()\n",
        &[],
    );
    check(
        "class M:\n    def f(self): ...\n    g = 1\nclass B(A, M): ...\nB()\n",
        &["12:1 B() | abstract methods 'f', 'g'"],
    );
    check_abstract(
        "import abc\nclass P(metaclass=abc.ABCMeta):\n    @property\n    @abc.abstractmethod\n    \
         def x(self): ...\n    @x.setter\n    def x(self, value): ...\nP()\n",
        &["8:1 P() | abstract method 'x'"],
    );
    check_abstract(
        "from collections.abc import Mapping\nclass M(Mapping[str, int]):\n    \
         def __len__(self): return 0\nM()\n",
        &["4:1 M() | abstract methods '__getitem__', '__iter__'"],
    );
}

#[test]
fn what_may_not_be_abstract() {
    let check = |more: &str| check_abstract(&format!("{ABSTRACT}{more}"), &[]);
    // Without `ABCMeta` nobody looks.
    check("class B:\n    @abstractmethod\n    def f(self): ...\nB()\n");
    // A subclass may come, another class be made, a method be added.
    check("def make(cls: type[A]): return cls()\n");
    check("class B(A):\n    def __new__(cls): return object()\nB()\n");
    check("def add(cls): return cls\n@add\nclass B(A): ...\nB()\n");
    check("class B(A, unknown): ...\nB()\n");
    check(
        "class M(ABCMeta):\n    def __call__(cls): return 1\nclass B(A, metaclass=M): ...\nB()\n",
    );
    // `list` has its own `__new__`.
    check("class B(list, A): ...\nB()\n");
    // The error is wanted.
    check("import pytest\nwith pytest.raises(TypeError):\n    A()\n");
    check("try:\n    A()\nexcept TypeError:\n    pass\n");
}

#[test]
fn overrides_are_told_by_what_differs() {
    let check = |method: &str, expected: Option<Severity>| {
        let text = format!(
            "class A:\n    def f(self, a: int) -> int: return 1\nclass B(A):\n    {method}\n"
        );
        let (context, _) = fixture(&text);
        let found: Vec<Severity> = problems(&context).iter().map(|one| one.severity).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{text}");
    };
    check("def f(self, a: int) -> bool: return True", None);
    check(
        "def f(self, a: str) -> int: return 1",
        Some(Severity::Warning),
    );
    check(
        "def f(self, a: int) -> str: return ''",
        Some(Severity::Warning),
    );
    check("def f(self, b: int) -> int: return 1", Some(Severity::Hint));
    check("def f(self, a): return ''", None);
    check("def f(self, a: str) -> int: return 1  # type: ignore", None);
}

#[test]
fn keys_that_a_typed_dict_has_not() {
    check(
        "from typing import TypedDict\nclass D(TypedDict):\n    a: int\n\
         def f(d: D): return d['a'], d['b']\n",
        &["4:31 'b' | invalid-key"],
    );
}

#[test]
fn attributes_of_self_that_others_provide() {
    let check = |text: &str, expected: Severity| {
        let (context, _) = fixture(text);
        let found: Vec<Severity> = problems(&context).iter().map(|one| one.severity).collect();
        assert_eq!(found, [expected], "{text}");
    };
    let reads = "    def f(self): return self.it\n";
    check(&format!("class A:\n{reads}"), Severity::Error);
    check(&format!("class AMixin:\n{reads}"), Severity::Hint);
    check(
        &format!("class A:\n{reads}class B(A): pass\nclass C(B):\n    it = 1\n"),
        Severity::Hint,
    );
    check(
        &format!("class A:\n{reads}class B(A):\n    def __init__(self): self.it = 1\n"),
        Severity::Hint,
    );
    // Another class has it, which is none of this one's.
    check(
        &format!("class A:\n{reads}class B:\n    it = 1\n"),
        Severity::Error,
    );
    check(
        &format!("class A:\n{reads}def make(cls): cls.it = 1\n"),
        Severity::Hint,
    );
    check(
        &format!("class A:\n{reads}def make(x): setattr(x, 'it', 1)\n"),
        Severity::Hint,
    );
}

#[test]
fn files_that_are_exempt() {
    check("# mypy: ignore-errors\n''.uper()\n", &[]);
    check(
        "\"\"\"A module.\"\"\"\n# mypy: no-warn-unused-ignores, ignore-errors\n''.uper()\n",
        &[],
    );
    check("# type: ignore\n''.uper()\n", &[]);
    check(
        "# mypy: ignore-errors\nunknown\n",
        &["2:1 unknown | unresolved-reference"],
    );
    check(
        "# mypy: no-ignore-errors\n''.uper()\n",
        &["2:1 ''.uper | unresolved-attribute"],
    );
    check(
        "x = ''\n# type: ignore\nx.uper()\n",
        &["3:1 x.uper | unresolved-attribute"],
    );
}
