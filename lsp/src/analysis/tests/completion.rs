use crate::analysis::Context;
use crate::analysis::completion::{Completions, Item, ItemKind, Source, Wishes, complete};
use crate::analysis::edit::{self, Edit};
use crate::analysis::fixture::fixture;

fn completions(text: &str) -> (Context, Completions) {
    let (context, offset) = fixture(text);
    let wishes = Wishes {
        snippets: true,
        ..Wishes::default()
    };
    let found = complete(&context, offset, wishes);
    (context, found)
}

fn labels(found: &Completions) -> Vec<&str> {
    found.items.iter().map(|item| item.label.as_str()).collect()
}

/// All of `wanted` are offered, none of `unwanted`.
#[track_caller]
fn check(text: &str, wanted: &[&str], unwanted: &[&str]) {
    let (_, found) = completions(text);
    let labels = labels(&found);
    for label in wanted {
        assert!(labels.contains(label), "{label} in {labels:?}\n{text}");
    }
    for label in unwanted {
        assert!(!labels.contains(label), "no {label} in {labels:?}\n{text}");
    }
}

/// The first ones, in the order in which a client shows them.
#[track_caller]
fn check_first(text: &str, expected: &[&str]) {
    let (_, found) = completions(text);
    let mut items: Vec<&Item> = found.items.iter().collect();
    items.sort_by_key(|item| (item.rank, &item.label));
    let first: Vec<&str> = items
        .iter()
        .take(expected.len())
        .map(|item| item.label.as_str())
        .collect();
    assert_eq!(first, expected, "{text}");
}

/// The text after an item was chosen.
#[track_caller]
fn check_chosen(text: &str, label: &str, expected: &str) {
    let (context, found) = completions(text);
    let item = found
        .items
        .iter()
        .find(|item| item.label == label)
        .unwrap_or_else(|| panic!("{label} in {:?}", labels(&found)));
    let insert = item.insert.clone().unwrap_or_else(|| item.label.clone());
    let mut edits = vec![Edit::new(item.range.unwrap_or(found.typed), insert)];
    edits.extend(item.more_edits.iter().cloned());
    assert_eq!(edit::apply(context.file.text(), &edits), expected);
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
    check(
        "def f():\n    for item in y:\n        it$0\n",
        &["item"],
        &[],
    );
    check("x = [abc for abc in y if a$0]\n", &["abc"], &[]);
    check("try: pass\nexcept E as err:\n    e$0\n", &["err"], &[]);
    check("def f(a): return a$0\n", &["a"], &[]);
}

#[test]
fn names_are_not_offered_before_they_are_bound() {
    check("x = $0\nlater = 1\n", &["print"], &["later"]);
    check(
        "def f():\n    $0\n    later = 1\nlast = 2\n",
        &["last"],
        &["later"],
    );
    check("for i in y:\n    $0\n    later = 1\n", &["later"], &[]);
    check("def f(a=1, *$0): pass\n", &[], &["print"]);
}

#[test]
fn members() {
    check("import math\nmath.$0\n", &["sqrt", "pi"], &["print"]);
    check("'a'.$0\n", &["upper", "join"], &["print"]);
    check(
        "class C:\n    def __init__(self): self.value = 1\n    def m(self):\n        self.$0\n",
        &["value", "m", "__init__"],
        &["print"],
    );
    check("class C:\n    def m(self): pass\nC().$0\n", &["m"], &[]);
    check("unknown_thing.$0\n", &[], &["print", "unknown_thing"]);
    check("def f() -> str: ...\nf().$0\n", &["upper"], &[]);
    check(
        "def f(x: dict[str, list[int]]):\n    x['a'].$0\n",
        &["append"],
        &[],
    );
    check(
        "from typing import Any\ndef f() -> Any: ...\nx: str = ''\nx = f()\nx.$0\n",
        &["upper"],
        &[],
    );
}

#[test]
fn members_in_code_that_never_runs() {
    check(
        "class A:\n    def base(self): pass\nclass B(A):\n    def m(self):\n        return 1\n        self.$0\n",
        &["base", "m"],
        &["print"],
    );
    check(
        "class A:\n    def base(self): pass\ndef f():\n    a = A()\n    return a\n    a.$0\n",
        &["base"],
        &["print"],
    );
}

#[test]
fn members_of_the_bases() {
    check(
        "class A:\n    def base(self): pass\nclass B(A):\n    def base(self):\n        super().$0\n",
        &["base"],
        &["print"],
    );
    check(
        "class M:\n    shared = 1\nclass A(M):\n    @staticmethod\n    def make(): pass\nclass B(A):\n    own = 1\n    def m(self):\n        self.set = 1\n        super().$0\n",
        &["shared", "make", "__init__"],
        &["own", "set", "m"],
    );
}

#[test]
fn names_in_string_annotations() {
    check(
        "class Thing: pass\ndef f(a: 'Th$0'): pass\n",
        &["Thing", "int"],
        &["def"],
    );
    check(
        "from typing import Literal\ndef f(a: Literal['$0']): pass\n",
        &[],
        &["int"],
    );
}

#[test]
fn members_in_broken_text() {
    check("x = 'a'\nx.$0\ny = 1\n", &["upper"], &[]);
    check("x = 'a'\nif x.$0\n    y = 1\n", &["upper"], &[]);
    check("x = 'a'\nprint(x.$0\ndef f(): pass\n", &["upper"], &[]);
    check("x = 'a'\nprint(1, x.$0)\n", &["upper"], &[]);
    check("x = 'a'\nprint(f'{x.$0}')\n", &["upper"], &[]);
    check("x = 'a'\nprint(f'{x.up$0} b')\n", &["upper"], &[]);
    check(
        "import functools\n@functools.$0\ndef f(): pass\n",
        &["cache"],
        &[],
    );
    check("import typing\ndef f(a: typing.$0): pass\n", &["Any"], &[]);
    check("x = 'a'\nfor y in x.$0\n", &["split"], &[]);
    check("x = 'a'\nwith x.$0:\n    pass\n", &["split"], &[]);
    check("x = 'a'\ny = [x.$0 for z in x]\n", &["split"], &[]);
    check("x = 'a'\ny = {1: x.$0\nz = 2\n", &["split"], &[]);
}

#[test]
fn imports() {
    check(
        "//- main.py\nfrom package import $0\n//- package/__init__.py\nvalue = 1\n",
        &["value"],
        &["print"],
    );
    check("import $0\n", &["sys", "math"], &["print"]);
    check("import os, $0\n", &["sys", "math"], &["print"]);
    check("import os.$0\n", &["path"], &["sys"]);
    check("from os.$0 import x\n", &["path"], &["sys"]);
    check("from os $0\n", &["import"], &["sys", "print"]);
    check("from os import path $0\n", &["as"], &["sys", "print"]);
    check("import os as $0\n", &[], &["sys", "print"]);
    check(
        "//- main.py\nfrom package.inner import th$0\n//- package/__init__.py\n//- package/inner.py\ndef thing(): pass\n",
        &["thing"],
        &[],
    );
    check(
        "//- package/__init__.py\n//- package/one.py\nfrom .$0 import x\n//- package/two.py\n",
        &["two"],
        &["sys", "one"],
    );
    check(
        "//- package/__init__.py\n//- package/one.py\nfrom . import $0\n//- package/two.py\n",
        &["two"],
        &["sys"],
    );
    check(
        "from os import (\n    path,\n    $0\n)\n",
        &["getcwd"],
        &["print", "path"],
    );
    check("from math import pi, $0\nx = 1\n", &["sqrt"], &["pi"]);
}

#[test]
fn members_of_alternatives() {
    check(
        "class A:\n    def __init__(self): self.own = 1\n    def method(self): ...\n\nclass B(A):\n    def more(self): ...\n\ndef f(x: B | None):\n    x.$0\n",
        &["method", "own", "more", "__class__"],
        &["x"],
    );
    check(
        "def f(x: str | list[int]):\n    x.$0\n",
        &["upper", "append", "index"],
        &[],
    );
}

/// The checker cannot list a module in which a name is declared and never bound.
#[test]
fn members_of_a_module_with_bare_declarations() {
    let module = "//- settings.py\nfrom os import path\nlimit: int\nname = 'n'\ndef load(): ...\n";
    let package =
        "//- package/__init__.py\nversion: str\n//- package/parts.py\n//- package/other.py\n";
    check(
        &format!("{module}//- main.py\nimport settings\nsettings.$0\n"),
        &["limit", "name", "load", "path", "__name__"],
        &["print"],
    );
    check(
        &format!("{module}//- main.py\nfrom settings import $0\n"),
        &["limit", "name", "load"],
        &["print"],
    );
    check(
        &format!("{package}//- main.py\nimport package.parts\npackage.$0\n"),
        &["version", "parts"],
        &["other"],
    );
}

#[test]
fn nothing_where_nothing_fits() {
    check("# a comment $0\n", &[], &["print"]);
    check("x = 'text $0'\n", &[], &["print"]);
    check("x = f'text $0'\n", &[], &["print"]);
    check("'''text\n $0\n'''\n", &[], &["print"]);
    check("def $0\n", &[], &["print"]);
    check("class $0\n", &[], &["print"]);
    check("x = 12$0\n", &[], &["print"]);
    check("x = 1.$0\n", &[], &["print", "real"]);
    check("for $0\n", &[], &["print"]);
    check("with x as $0\n", &[], &["print"]);
    check("def f($0): pass\n", &[], &["print", "self"]);
}

#[test]
fn keywords_by_context() {
    check(
        "$0\n",
        &["def", "import"],
        &["return", "break", "await", "else", "case"],
    );
    check(
        "def f():\n    $0\n",
        &["return", "yield", "nonlocal"],
        &["await", "continue", "except"],
    );
    check("async def f():\n    $0\n", &["await", "return"], &["break"]);
    check("for x in y:\n    $0\n", &["break", "continue"], &["return"]);
    check(
        "if x:\n    pass\n$0\n",
        &["elif", "else"],
        &["except", "finally"],
    );
    check("try:\n    pass\n$0\n", &["except", "finally"], &["else"]);
    check(
        "try:\n    pass\nexcept E:\n    pass\n$0\n",
        &["except", "else", "finally"],
        &["elif"],
    );
    check(
        "try:\n    pass\nexcept E:\n    pass\nelse:\n    pass\n$0\n",
        &["finally"],
        &["except", "else"],
    );
    check("if x:\n    pass\nelse:\n    pass\n$0\n", &["if"], &["else"]);
    check("x = 1\n$0\n", &["if"], &["else"]);
    check("match x:\n    $0\n", &["case"], &[]);
    check(
        "x = y $0\n",
        &["if", "and", "or", "in", "is"],
        &["print", "def", "y"],
    );
    check("x = (y $0)\n", &["if", "and", "for"], &["print"]);
    check("async $0\n", &["def", "for", "with"], &["print"]);
    check(
        "x = $0\n",
        &["lambda", "None", "not"],
        &["def", "return", "import"],
    );
    check("if x: $0\n", &["pass", "raise"], &[]);
}

#[test]
fn keyword_arguments() {
    check(
        "def f(alpha, *, beta=1): pass\nf($0)\n",
        &["alpha=", "beta="],
        &[],
    );
    check(
        "def f(alpha, *, beta=1): pass\nf(1, b$0)\n",
        &["beta="],
        &["alpha="],
    );
    check(
        "def f(alpha, *, beta=1): pass\nf(1, beta=2, $0)\n",
        &[],
        &["alpha=", "beta="],
    );
    check(
        "def f(alpha, *, beta=1): pass\nf(alpha=$0)\n",
        &["print"],
        &["beta="],
    );
    check(
        "class C:\n    def __init__(self, size): pass\nC($0\n",
        &["size="],
        &["self="],
    );
    check(
        "def f(alpha, *, beta=1): pass\nf(1 + $0)\n",
        &["print"],
        &["beta="],
    );
}

#[test]
fn literals_that_are_expected() {
    let f =
        "from typing import Literal\ndef f(mode: Literal['r', 'w'], n: Literal[1, 2] = 1): pass\n";
    check(&format!("{f}f($0)\n"), &["\"r\"", "\"w\"", "mode="], &["1"]);
    check(&format!("{f}f('r', $0)\n"), &["1", "2"], &["\"r\""]);
    check(
        &format!("{f}x: Literal['a'] = $0\n"),
        &["\"a\""],
        &["\"r\""],
    );
    check("open('name', $0)\n", &["mode="], &["\"r\""]);
}

#[test]
fn strings_that_are_expected() {
    check(
        "d = {'one': 1, 'two': 2}\nd['$0']\n",
        &["one", "two"],
        &["print"],
    );
    check("d = {}\nd['one'] = 1\nd['$0']\n", &["one"], &["print"]);
    check(
        "from typing import TypedDict\nclass T(TypedDict):\n    name: str\ndef f(t: T):\n    t['$0']\n",
        &["name"],
        &["print"],
    );
    check(
        "from typing import Literal\ndef f(mode: Literal['r', 'w']): pass\nf('$0')\n",
        &["r", "w"],
        &["print"],
    );
    check(
        "from typing import Literal\ndef f(mode: Literal['r', 'w']):\n    if mode == '$0': pass\n",
        &["r", "w"],
        &["print"],
    );
    check(
        "d = {'one': 1, 'two': 2}\nd['$0\nx = 1\n",
        &["one", "two"],
        &["print"],
    );
    check_chosen(
        "d = {'one': 1}\nd['o$0']\n",
        "one",
        "d = {'one': 1}\nd['one']\n",
    );
}

#[test]
fn values_of_the_expected_type() {
    let color = "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n";
    let first = &["Color.BLUE", "Color.RED"];
    check_first(&format!("{color}def f(c: Color): pass\nf($0)\n"), first);
    check_first(&format!("{color}def f(c: Color): pass\nf(c=$0)\n"), first);
    check_first(
        &format!("{color}def f(c: Color):\n    return c == $0\n"),
        first,
    );
    check_first(&format!("{color}c: Color = $0\n"), first);
    check_first(
        &format!("{color}def f(c: Color):\n    match c:\n        case $0:\n            pass\n"),
        first,
    );
    check_first("def f(flag: bool): pass\nf(flag=$0)\n", &["False", "True"]);
}

#[test]
fn nearer_names_come_first() {
    check_first(
        "module_name = 1\ndef outer():\n    outer_name = 1\n    def inner(parameter):\n        local = 2\n        $0\n",
        &[
            "local",
            "parameter",
            "inner",
            "outer_name",
            "module_name",
            "outer",
        ],
    );
    check_first("class A: pass\nx = 1\nclass B($0): pass\n", &["A"]);
    check_first(
        "class MyError(Exception): pass\nx = 1\nraise $0\n",
        &["MyError"],
    );
}

#[test]
fn overriding() {
    check_chosen(
        "class A:\n    def run(self, size: int = 1, *, key) -> int: ...\nclass B(A):\n    def $0\n",
        "run",
        "class A:\n    def run(self, size: int = 1, *, key) -> int: ...\nclass B(A):\n    def run(self, size: int = 1, *, key) -> int:\n        ${0:return super().run(size, key=key)}\n",
    );
    check_chosen(
        "class A:\n    @classmethod\n    async def make(cls): ...\nclass B(A):\n    def m$0\n",
        "make",
        "class A:\n    @classmethod\n    async def make(cls): ...\nclass B(A):\n    @classmethod\n    async def make(cls):\n        ${0:return await super().make()}\n",
    );
    check(
        "class A:\n    def $0\n",
        &["__init__", "__len__", "__repr__"],
        &["print"],
    );
    check(
        "class A:\n    def __init__(self): pass\n    def $0\n",
        &["__len__"],
        &["__init__"],
    );
    check("class A:\n    def m($0\n", &["self"], &["print"]);
    check(
        "class A:\n    @classmethod\n    def m($0\n",
        &["cls"],
        &["self"],
    );
    check(
        "class A:\n    @property\n    def size(self): return 1\n    @$0\n",
        &["size.setter", "size.deleter", "property"],
        &[],
    );
}

#[test]
fn names_that_need_an_import() {
    let text = "//- main.py\nimport os\n\nhelper_fu$0\n//- tools/__init__.py\n//- tools/more.py\ndef helper_function(): pass\n_hidden = 1\n";
    check(text, &["helper_function"], &[]);
    check_chosen(
        text,
        "helper_function",
        "import os\n\nfrom tools.more import helper_function\n\nhelper_function\n",
    );
    check_chosen(
        "//- main.py\nfrom tools import zebra\nhelper_fu$0\n//- tools.py\ndef helper_function(): pass\nzebra = 1\n",
        "helper_function",
        "from tools import helper_function, zebra\nhelper_function\n",
    );
    // What is private is for those of the same package.
    let within = "//- tools/__init__.py\n//- tools/near.py\nhidden_fu$0\n//- tools/_far.py\ndef hidden_function(): pass\n";
    check(within, &["hidden_function"], &[]);
    let from_outside = "//- main.py\nhidden_fu$0\n//- tools/__init__.py\n//- tools/_far.py\ndef hidden_function(): pass\n";
    check(from_outside, &[], &["hidden_function"]);
    let (context, offset) = fixture("x = deque$0\n");
    let modules = context.checker.modules();
    context.world.project.auto_import.refresh(&modules, &[]);
    let found = complete(&context, offset, Wishes::default());
    let item = found.items.iter().find(|item| item.label == "deque");
    let origin = item.and_then(|item| item.origin.as_deref());
    assert_eq!(origin, Some("from collections import deque"));
}

/// The kinds of members, as they are shown.
#[track_caller]
fn check_kinds(text: &str, expected: &[(&str, ItemKind)]) {
    let (_, found) = completions(text);
    for (label, kind) in expected {
        let item = found.items.iter().find(|item| item.label == *label);
        assert_eq!(item.map(|item| item.kind), Some(*kind), "{label}");
    }
}

#[test]
fn members_by_what_the_statements_of_classes_say() {
    let classes = r#"
import sys
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar
from abc import ABC, abstractmethod
T = TypeVar("T")
class Base(ABC, Generic[T]):
    limit: int = 3
    LARGEST = 9
    if TYPE_CHECKING:
        declared: str
    else:
        undeclared = 1
    if sys.version_info >= (3, 8):
        def newer(self): ...
    elif sys.version_info >= (3, 0):
        def older(self): ...
    @property
    def size(self) -> int: return self.unset
    @abstractmethod
    def area(self): ...
    again = area
    @staticmethod
    def make(): ...
    class Inner: ...
    first, (second, *others) = 1, (2, 3)
    removed = 1
    del removed
class Shape(Base[int]):
    def __init__(self):
        self.side = 1
        with open("f") as self.file: pass
"#;
    for place in [
        "def f(shape: Shape):\n    shape.$0\n",
        "    def m(self):\n        self.$0\n",
    ] {
        let text = format!("{classes}{place}");
        let wanted = [
            "limit",
            "LARGEST",
            "declared",
            "newer",
            "size",
            "area",
            "again",
            "make",
            "Inner",
            "first",
            "second",
            "others",
            "side",
            "file",
            "__init__",
            "__class__",
            "__subclasshook__",
        ];
        check(
            &text,
            &wanted,
            &[
                "undeclared",
                "older",
                "removed",
                "unset",
                "T",
                "__getattr__",
            ],
        );
        let kinds = [
            ("limit", ItemKind::Field),
            ("LARGEST", ItemKind::Constant),
            ("size", ItemKind::Property),
            ("area", ItemKind::Method),
            ("again", ItemKind::Method),
            ("make", ItemKind::Function),
            ("Inner", ItemKind::Class),
            ("side", ItemKind::Field),
        ];
        check_kinds(&text, &kinds);
    }
}

#[test]
fn members_that_no_statement_of_a_class_names() {
    check(
        "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\nP(1).$0\n",
        &["x", "_replace", "_asdict", "count", "__len__"],
        &[],
    );
    check(
        "from dataclasses import dataclass\n@dataclass(order=True)\nclass D:\n    x: int\nD(1).$0\n",
        &["x", "__lt__", "__dataclass_fields__"],
        &[],
    );
    check(
        "class A:\n    def __getattr__(self, name): ...\n    def f(self):\n        self.made\nA().$0\n",
        &["made", "f"],
        &[],
    );
    check(
        "def deco(cls): return cls\n@deco\nclass A:\n    def f(self): ...\nA().$0\n",
        &["f"],
        &[],
    );
}

#[test]
fn members_of_what_is_none_until_it_is_set() {
    check(
        "import io\nclass C:\n    held = None\n    def __init__(self):\n        self.held, n = self.pair()\n        self.held.$0\n    def pair(self):\n        return io.StringIO(), 2\n",
        &["getvalue", "read"],
        &[],
    );
}

#[test]
fn members_of_classes_that_calls_make() {
    let code = "from collections import namedtuple\nfrom typing import NamedTuple\nP = namedtuple('P', 'one, two')\nQ = NamedTuple('Q', [('three', int)])\nR = type('R', (), {'four': 1})\n";
    let offers = |text: &str, name: &str| check(&format!("{code}{text}"), &[name], &[]);
    offers("P(1, 2).$0\n", "two");
    offers("P(1, 2).$0\n", "_replace");
    offers(
        "def f(p):\n    if isinstance(p, P) and p:\n        p.$0\n",
        "one",
    );
    offers("Q(1).$0\n", "three");
    offers("R().$0\n", "four");
}

#[test]
fn where_items_come_from_is_written_in_a_word() {
    let sources = [
        Source::Member(3, 14),
        Source::Scope(0),
        Source::Import(u32::MAX),
        Source::Unimported {
            module: "os.path".to_owned(),
        },
        Source::Module {
            name: "a.b".to_owned(),
        },
    ];
    for source in sources {
        let word = source.to_string();
        assert!(!word.contains(' '));
        assert_eq!(Source::parse(&word), Some(source));
    }
    for word in ["", "member:1", "member:1:x", "scope:-1", "other:1"] {
        assert_eq!(Source::parse(word), None, "{word}");
    }
}
