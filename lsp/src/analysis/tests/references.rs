use std::sync::Arc;

use crate::analysis::Context;
use crate::analysis::fixture::{describe, fixture};
use crate::analysis::references::in_file;
use crate::analysis::references::in_workspace;
use crate::analysis::rename::{Edit, rename};
use serpentarium_checker::references::Use;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, offset) = fixture(text);
    let found: Vec<String> = in_file(&context, offset)
        .iter()
        .map(|(place, how)| {
            let mark = if *how == Use::Read { "" } else { "=" };
            format!("{}{mark}", describe(&context.file, place.focus_range()))
        })
        .collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_rename(text: &str, new_name: &str, expected: Result<&str, &str>) {
    let (context, offset) = fixture(text);
    let outcome = rename(&context, offset, new_name).map(|edits| applied(&context, &edits));
    assert_eq!(outcome, expected.map(str::to_owned).map_err(str::to_owned));
}

/// All files of the fixture after the edits; `//- name` between them where there are several.
pub fn applied(context: &Context, edits: &[Edit]) -> String {
    let mut files: Vec<_> = context.world.open.iter().collect();
    files.sort_by_key(|(path, _)| *path);
    let mut out = String::new();
    for (path, file) in &files {
        let mut text = file.text().to_owned();
        let own = edits.iter().filter(|edit| edit.file.is(file));
        for edit in own.rev() {
            text.replace_range(edit.range.to_std_range(), &edit.text);
        }
        if files.len() > 1 {
            let name = path.strip_prefix("/w").expect("in the workspace");
            out.push_str(&format!("//- {}\n", name.display()));
        }
        out.push_str(&text);
    }
    out
}

#[test]
fn references_follow_scopes() {
    check(
        "x = 1\ndef f():\n    x = 2\n    return x\nprint(x$0)\n",
        &["1:1 x=", "5:7 x"],
    );
    check(
        "def f(a$0):\n    def g():\n        return a\n    return g\n",
        &["1:7 a=", "3:16 a"],
    );
    check(
        "def f():\n    x$0 = 1\n    def g():\n        nonlocal x\n        x += 1\n",
        &["2:5 x=", "4:18 x", "5:9 x="],
    );
    check(
        "x = 1\nclass C:\n    x = x$0\n    y = x\n",
        &["1:1 x=", "3:9 x"],
    );
    check(
        "[i for i$0 in range(3) if i]\ni = 1\n",
        &["1:2 i", "1:8 i=", "1:25 i"],
    );
    check(
        "def f[T$0](a: T) -> T: pass\n",
        &["1:7 T=", "1:13 T", "1:19 T"],
    );
    check(
        "import os\nos$0.path\nos\n",
        &["1:8 os=", "2:1 os", "3:1 os"],
    );
}

#[test]
fn parameters_are_named_by_keyword_too() {
    check(
        "def f(key$0=1):\n    return key\nf(key=2)\ng(key=3)\n",
        &["1:7 key=", "2:12 key", "3:3 key"],
    );
    check_rename(
        "def f(key$0): return key\nf(key=2)\n",
        "k",
        Ok("def f(k): return k\nf(k=2)\n"),
    );
}

/// A library's name may be an alias on its way.
#[test]
fn references_to_names_of_the_library() {
    check(
        "from collections.abc import Iterable\ndef f(x: Iterable$0) -> Iterable: ...\n",
        &["1:29 Iterable=", "2:10 Iterable", "2:23 Iterable"],
    );
}

/// Code for another version is renamed with the rest.
#[test]
fn references_in_code_that_is_never_reached() {
    check_rename(
        "import sys\nclass C:\n    def f(self):\n        self.va$0lue = 1\n        if sys.version_info < (3, 0):\n            self.value = 2\n",
        "new",
        Ok(
            "import sys\nclass C:\n    def f(self):\n        self.new = 1\n        if sys.version_info < (3, 0):\n            self.new = 2\n",
        ),
    );
}

#[test]
fn references_to_attributes() {
    check(
        "class C:\n    def __init__(self):\n        self.x$0 = 1\n    def m(self):\n        return self.x\nclass D:\n    def __init__(self):\n        self.x = 2\n",
        &["3:14 x=", "5:21 x"],
    );
    check(
        "class C:\n    def m(self): pass\nC().m$0()\n",
        &["2:9 m=", "3:5 m"],
    );
}

#[test]
fn renaming() {
    check_rename("x$0 = 1\nprint(x)\n", "y", Ok("y = 1\nprint(y)\n"));
    check_rename(
        "//- a.py\nimport b$0\nb\n//- b.py\n",
        "o",
        Err("'b' is a module: rename its file instead"),
    );
    check_rename(
        "from os import path as q$0\nq\n",
        "p",
        Ok("from os import path as p\np\n"),
    );
    check_rename(
        "def f(a):\n    return [a$0 for _ in a]\n",
        "b",
        Ok("def f(b):\n    return [b for _ in b]\n"),
    );
}

/// What a library defines keeps its name, unless a person wants an alias.
#[test]
fn renaming_what_is_imported() {
    let defined = "is defined outside of the workspace, in stdlib";
    let setting = "; with the setting 'rename.aliasImports' it gets an alias here";
    let cases = [
        (
            "from uuid import uuid4$0\nuuid4\n",
            format!("'uuid4' {defined}/uuid.pyi{setting}"),
            "from uuid import uuid4 as new\nnew\n",
        ),
        (
            "import os\nos$0\n",
            format!("'os' {defined}/os/__init__.pyi{setting}"),
            "import os as new\nnew\n",
        ),
        (
            "//- a.py\nimport b\nb$0\n//- b.py\n",
            "'b' is a module: rename its file instead".to_owned(),
            "//- a.py\nimport b as new\nnew\n//- b.py\n",
        ),
    ];
    for (text, refusal, aliased) in cases {
        check_rename(text, "new", Err(&refusal));
        let (mut context, offset) = fixture(text);
        let world = Arc::make_mut(&mut context.world);
        let project = Arc::get_mut(&mut world.project).expect("nobody else has it");
        project.options.rename.alias_imports = true;
        let edits = rename(&context, offset, "new").expect("an alias");
        assert_eq!(applied(&context, &edits), aliased);
    }
    // It has a name of the file's own, or is something of the file's own, too.
    check_rename(
        "from uuid import uuid4 as uuid4$0\nuuid4\n",
        "new",
        Ok("from uuid import uuid4 as new\nnew\n"),
    );
    check_rename(
        "try:\n    from uuid import uuid4\nexcept ImportError:\n    uuid4 = None\nuuid4$0\n",
        "new",
        Ok("try:\n    from uuid import uuid4 as new\nexcept ImportError:\n    new = None\nnew\n"),
    );
}

#[test]
fn renaming_is_refused() {
    check_rename(
        "x$0 = 1\n",
        "not a name",
        Err("'not a name' is not an identifier"),
    );
    check_rename("x$0 = 1\n", "class", Err("'class' is a keyword"));
    check_rename("prin$0t(1)\n", "show", Err("'print' is a built-in"));
    check_rename(
        "x$0 = 1\ny = 2\n",
        "y",
        Err("'y' already means something else in the module"),
    );
    check_rename(
        "def f(a$0):\n    b = a\n",
        "b",
        Err("'b' already means something else in 'f'"),
    );
    check_rename(
        "unbound$0\n",
        "y",
        Err("nothing in this file binds 'unbound'"),
    );
    check_rename("x.y$0\n", "z", Err("it is not known where 'y' is defined"));
}

#[track_caller]
fn check_workspace(text: &str, expected: &[&str]) {
    let (context, offset) = fixture(text);
    let found: Vec<String> = in_workspace(&context, offset)
        .iter()
        .map(|(place, how)| {
            let file = crate::analysis::places::source(&context, place).expect("a file");
            let name = file
                .path()
                .and_then(|path| path.file_name())
                .expect("a path");
            let mark = match how {
                Use::Read | Use::Import => "",
                Use::Write | Use::Declaration => "=",
            };
            let place = describe(&file, place.focus_range());
            format!("{} {place}{mark}", name.to_string_lossy())
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn references_in_class_hierarchies() {
    let text = "//- m.py\nclass A:\n    def f(self): pass\nclass B(A):\n    def f$0(self): pass\nclass C(A):\n    def f(self): pass\ndef g(a: A, b: B, c: C):\n    a.f(); b.f(); c.f()\n";
    check_workspace(
        text,
        &["m.py 2:9 f=", "m.py 4:9 f=", "m.py 8:7 f", "m.py 8:14 f"],
    );
    check_workspace(
        "class C:\n    @property\n    def p$0(self): return 1\n    @p.setter\n    def p(self, v): pass\nC().p = C().p\n",
        &[
            "main.py 3:9 p=",
            "main.py 4:6 p",
            "main.py 5:9 p=",
            "main.py 6:5 p=",
            "main.py 6:13 p",
        ],
    );
}

#[test]
fn references_by_other_means() {
    check_workspace(
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x$0: int\n    __slots__ = ('x',)\nP(x=1).x\nmatch P(1):\n    case P(x=1): pass\n",
        &[
            "main.py 4:5 x=",
            "main.py 5:19 x",
            "main.py 6:3 x",
            "main.py 6:8 x",
            "main.py 8:12 x",
        ],
    );
    check_workspace(
        "from typing import TypedDict\nclass M(TypedDict):\n    name$0: str\ndef f(m: M): return m['name'], M(name='')\n",
        &[
            "main.py 3:5 name=",
            "main.py 4:24 name",
            "main.py 4:34 name",
        ],
    );
    check_workspace(
        "//- a.py\n__all__ = ['f']\ndef f$0(): pass\n//- b.py\nfrom a import *\nf()\n//- c.py\nimport a\nfrom b import f as g\na.f(), g()\n",
        &[
            "a.py 1:13 f",
            "a.py 2:5 f=",
            "b.py 2:1 f",
            "c.py 2:15 f",
            "c.py 3:3 f",
        ],
    );
    check_workspace(
        "try:\n    def f(): pass\nexcept E:\n    def f$0(): pass\nf()\n",
        &["main.py 2:9 f=", "main.py 4:9 f=", "main.py 5:1 f"],
    );
    check_workspace(
        "class C$0: pass\ndef f(a: 'list[C]') -> 'C': pass\n",
        &["main.py 1:7 C=", "main.py 2:16 C", "main.py 2:25 C"],
    );
    check_workspace(
        "import enum\nclass E(enum.Enum):\n    RED$0 = 1\nE.RED.value, E['RED']\n",
        &["main.py 3:5 RED=", "main.py 4:3 RED"],
    );
}

#[test]
fn renaming_in_the_workspace() {
    check_rename(
        "//- a.py\n__all__ = ['f']\ndef f$0(key): pass\n//- b.py\nfrom a import f\nf(key=1)\n//- c.py\nfrom a import f as g\ng(1)\n",
        "h",
        Ok(
            "//- a.py\n__all__ = ['h']\ndef h(key): pass\n//- b.py\nfrom a import h\nh(key=1)\n//- c.py\nfrom a import h as g\ng(1)\n",
        ),
    );
    check_rename(
        "//- a.py\ndef f(key$0): return key\n//- b.py\nfrom a import f\nf(key=1)\n",
        "k",
        Ok("//- a.py\ndef f(k): return k\n//- b.py\nfrom a import f\nf(k=1)\n"),
    );
    check_rename(
        "class A:\n    def f(self): pass\nclass B(A):\n    def f$0(self): super().f()\nclass C(A):\n    def f(self): pass\n",
        "g",
        Ok(
            "class A:\n    def g(self): pass\nclass B(A):\n    def g(self): super().g()\nclass C(A):\n    def g(self): pass\n",
        ),
    );
    check_rename(
        "class C:\n    def __init__(self): self.x$0 = 1\n    def y(self): return self.x\n",
        "z",
        Ok("class C:\n    def __init__(self): self.z = 1\n    def y(self): return self.z\n"),
    );
}

#[test]
fn renaming_in_the_workspace_is_refused() {
    check_rename(
        "class C:\n    def __init__(self): self.x$0 = 1\n    def y(self): return self.x\n",
        "y",
        Err("'y' is already a member of 'C'"),
    );
    check_rename(
        "x$0 = 1\nprint(x)\n",
        "print",
        Err("'print' already means something else in the module"),
    );
    check_rename(
        "//- a.py\ndef f$0(): pass\n//- b.py\nfrom a import f\ng = f(\n",
        "h",
        Err("/w/b.py has syntax errors"),
    );
    check_rename(
        "'a'.upper$0()\n",
        "lower",
        Err("'upper' is defined outside of the workspace, in stdlib/builtins.pyi"),
    );
}

#[test]
fn keyword_arguments_that_are_kept_for_later() {
    check(
        "from functools import partial\ndef f(a, b$0): return b\npartial(f, b=1)\npartial(f, 1, b=2)\n",
        &["2:10 b=", "2:21 b", "3:12 b", "4:15 b"],
    );
    check(
        "import functools\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*args, **more): return f(*args, **more)\n    return inner\n@logged\ndef f(a$0): pass\nfunctools.partial(f, a=1)\n",
        &["7:7 a=", "8:22 a"],
    );
    check_rename(
        "import functools\nclass C:\n    def __init__(self, a$0): pass\nfunctools.partial(C, a=1)\n",
        "b",
        Ok(
            "import functools\nclass C:\n    def __init__(self, b): pass\nfunctools.partial(C, b=1)\n",
        ),
    );
}

#[test]
fn names_passed_on_under_the_same_name() {
    let passed_on = "//- a.py\ndef f$0(): pass\n//- b.py\nfrom a import f as f\n//- c.py\nfrom b import f\nimport b\nf(), b.f()\n";
    check_rename(
        passed_on,
        "g",
        Ok(
            "//- a.py\ndef g(): pass\n//- b.py\nfrom a import g as g\n//- c.py\nfrom b import g\nimport b\ng(), b.g()\n",
        ),
    );
    // From a use as from the definition.
    let from_use = passed_on.replace("f$0", "f").replace("b.f", "b.f$0");
    check_rename(
        &from_use,
        "g",
        Ok(
            "//- a.py\ndef g(): pass\n//- b.py\nfrom a import g as g\n//- c.py\nfrom b import g\nimport b\ng(), b.g()\n",
        ),
    );
}
