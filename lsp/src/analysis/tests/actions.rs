use ruff_text_size::TextRange;

use crate::analysis::Context;
use crate::analysis::actions::{Action, actions, fix_all, organize};
use crate::analysis::edit;
use crate::analysis::fixture::fixture;

fn offered(text: &str) -> (Context, Vec<Action>) {
    let (context, offset) = fixture(text);
    let found = actions(&context, TextRange::empty(offset), &|_| true);
    (context, found)
}

/// The text after the action whose title begins like this.
#[track_caller]
fn check(text: &str, title: &str, expected: &str) {
    let (context, found) = offered(text);
    let titles: Vec<&str> = found.iter().map(|action| action.title.as_str()).collect();
    let action = found
        .iter()
        .find(|action| action.title.starts_with(title))
        .unwrap_or_else(|| panic!("{title} in {titles:?}"));
    assert_eq!(edit::apply(context.file.text(), &action.edits), expected);
}

#[track_caller]
fn check_not_offered(text: &str, title: &str) {
    let (_, found) = offered(text);
    let titles: Vec<&str> = found.iter().map(|action| action.title.as_str()).collect();
    assert!(
        !titles.iter().any(|offered| offered.starts_with(title)),
        "no {title} in {titles:?}"
    );
}

#[track_caller]
fn check_organized(text: &str, expected: &str) {
    let (context, _) = fixture(text);
    let once = edit::apply(context.file.text(), &organize::organize(&context));
    assert_eq!(once, expected);
    let (context, _) = fixture(&once);
    let twice = edit::apply(context.file.text(), &organize::organize(&context));
    assert_eq!(twice, once, "a second time changes nothing");
}

#[test]
fn imports_are_added() {
    check(
        "//- main.py\n\"\"\"Doc.\"\"\"\nhelper$0()\n//- tools.py\ndef helper(): pass\n",
        "Add `from tools import helper`",
        "\"\"\"Doc.\"\"\"\n\nfrom tools import helper\nhelper()\n",
    );
    check(
        "//- main.py\nimport os\nimport zlib\nhelper$0(os, zlib)\n//- tools.py\ndef helper(a, b): pass\n",
        "Add `from tools import helper`",
        "import os\nimport zlib\n\nfrom tools import helper\nhelper(os, zlib)\n",
    );
}

#[test]
fn unused_imports_are_removed() {
    check("import os$0\nx = 1\n", "Remove the import", "x = 1\n");
    check(
        "from os import getcwd, path$0, sep\ngetcwd(sep)\n",
        "Remove the import",
        "from os import getcwd, sep\ngetcwd(sep)\n",
    );
    check(
        "from os import getcwd, path$0\ngetcwd()\n",
        "Remove the import",
        "from os import getcwd\ngetcwd()\n",
    );
    check(
        "from os import (\n    getcwd,  # here\n    path$0,\n)\ngetcwd()\n",
        "Remove the import",
        "from os import (\n    getcwd,  # here\n)\ngetcwd()\n",
    );
    check(
        "def f():\n    import os$0\n",
        "Remove the import",
        "def f():\n    pass\n",
    );
    check("import os$0, sys\nimport re\n", "Remove all", "");
    let (context, _) = fixture("import os\nfrom sys import path, argv\nargv\n");
    let changed = edit::apply(context.file.text(), &fix_all(&context));
    assert_eq!(changed, "from sys import argv\nargv\n");
}

#[test]
fn doubtful_imports_stay() {
    check_not_offered("import os$0\n__all__ = ['os']\n", "Remove");
    check_not_offered("import os$0 as os\n", "Remove");
    check_not_offered("import os$0  # noqa\n", "Remove");
    check_not_offered(
        "try:\n    import json$0\nexcept ImportError:\n    pass\n",
        "Remove",
    );
    check_not_offered("from __future__ import annotations$0\n", "Remove");
}

#[test]
fn imports_are_organised() {
    check_organized(
        "import sys\nimport os\nfrom a import b\nimport collections\n\nx = 1\n",
        "import collections\nimport os\nimport sys\n\nfrom a import b\n\nx = 1\n",
    );
    check_organized(
        "from os import sep, Path, path, CONST\n",
        "from os import CONST, Path, path, sep\n",
    );
    check_organized(
        "# licence\n\nimport sys  # for exit\n# about os\nimport os\n",
        "# licence\n\n# about os\nimport os\nimport sys  # for exit\n",
    );
    check_organized(
        "import sys\n\n# a section\n\nimport os\n",
        "import sys\n\n# a section\n\nimport os\n",
    );
    check_organized(
        "import sys\nx = 1\nimport os\n",
        "import sys\nx = 1\nimport os\n",
    );
    check_organized(
        "from . import b\nimport os\nfrom __future__ import annotations\n",
        "from __future__ import annotations\n\nimport os\n\nfrom . import b\n",
    );
    check_organized("import b; import a\n", "import b; import a\n");
    check_organized("import os\nimport os\n", "import os\n");
    check_organized("import sys\nimport os", "import os\nimport sys");
}

#[test]
fn texts_with_values_are_converted() {
    check(
        "x = 'a %s b' $0% name\n",
        "Convert to an f",
        "x = f'a {name} b'\n",
    );
    check(
        "x = 'a %s %5.2f %r%%' $0% (name, n, z)\n",
        "Convert to an f",
        "x = f'a {name} {n:5.2f} {z!r}%'\n",
    );
    check(
        "x = '%(a)s {' $0% {'a': 1}\n",
        "Convert to `.format()`",
        "x = '{} {{'.format(1)\n",
    );
    check(
        "x = '{} {1!r:>5} {key.x}'.for$0mat(a, b, key=c)\n",
        "Convert to an f",
        "x = f'{a} {b!r:>5} {c.x}'\n",
    );
    check(
        "x = f'a {name!r:>5} $0{{'\n",
        "Convert to `.format()`",
        "x = 'a {!r:>5} {{'.format(name)\n",
    );
    check_not_offered("x = '%s %s' $0% (a,)\n", "Convert");
    check_not_offered("x = '{}'.for$0mat(*a)\n", "Convert");
    check_not_offered("x = '{}'.for$0mat(d['a'])\n", "Convert to an f");
    check_not_offered("x = 5 $0% 2\n", "Convert");
}

#[test]
fn signatures_are_annotated() {
    check(
        "def f$0(a, b=1):\n    return 'x'\n",
        "Annotate the return type as `str`",
        "def f(a, b=1) -> str:\n    return 'x'\n",
    );
    check(
        "def f$0(a, b=1, *, c='', d=None):\n    if a:\n        return 1\n",
        "Annotate the whole",
        "def f(a, b: int = 1, *, c: str = '', d=None) -> int | None:\n    if a:\n        return 1\n",
    );
    check(
        "def f$0(a):\n    pass\n",
        "Annotate the return",
        "def f(a) -> None:\n    pass\n",
    );
    check_not_offered("def f$0(a):\n    return a\n", "Annotate");
    check_not_offered("def f$0(a):\n    yield 1\n", "Annotate");
    check_not_offered("def f(a) -> int:\n    ret$0urn 1\n", "Annotate");
}

#[test]
fn methods_are_completed() {
    check(
        "class A:\n    def m$0():\n        pass\n",
        "Add `self`",
        "class A:\n    def m(self):\n        pass\n",
    );
    check_not_offered(
        "class A:\n    @staticmethod\n    def m$0(): pass\n",
        "Add `self`",
    );
    check_not_offered("def m$0(): pass\n", "Add `self`");
    check(
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def m(self, a: int) -> str: ...\n    @property\n    @abstractmethod\n    def p(self): ...\nclass B$0(A):\n    pass\n",
        "Implement 2",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def m(self, a: int) -> str: ...\n    @property\n    @abstractmethod\n    def p(self): ...\nclass B(A):\n    def m(self, a: int) -> str:\n        raise NotImplementedError\n\n    @property\n    def p(self):\n        raise NotImplementedError\n",
    );
    check(
        "class A:\n    def m(self): pass\nclass B(A):\n    def m$0(self): pass\n",
        "Add `@override`",
        "from typing import override\n\nclass A:\n    def m(self): pass\nclass B(A):\n    @override\n    def m(self): pass\n",
    );
    check(
        "async def f() -> int: ...\nasync def g():\n    f$0()\n",
        "Add `await`",
        "async def f() -> int: ...\nasync def g():\n    await f()\n",
    );
}

#[test]
fn missing_members_are_created() {
    check(
        "class A:\n    def __init__(self):\n        pass\na = A()\na.go$0(1, key=2)\n",
        "Create the method `A.go`",
        "class A:\n    def __init__(self):\n        pass\n\n    def go(self, arg1, key):\n        raise NotImplementedError\na = A()\na.go(1, key=2)\n",
    );
    check(
        "class A:\n    def __init__(self):\n        self.x = 1\n    def m(self):\n        return self.siz$0e\n",
        "Create the attribute `A.size`",
        "class A:\n    def __init__(self):\n        self.x = 1\n        self.size = None\n    def m(self):\n        return self.size\n",
    );
}

#[test]
fn problems_are_suppressed() {
    check(
        "x = unknown$0\n",
        "Ignore `unresolved-reference`",
        "x = unknown  # ty: ignore[unresolved-reference]\n",
    );
}
