use crate::analysis::definition::places;
use crate::analysis::fixture::{describe, fixture};
use crate::analysis::places::source;

/// Each target as `file:line:column text`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, offset) = fixture(text);
    let found: Vec<String> = places(&context, offset)
        .iter()
        .map(|place| {
            let file = source(&context, place).expect("a file that can be read");
            let name = file.path().and_then(|path| {
                path.strip_prefix("/w")
                    .ok()
                    .map(|p| p.display().to_string())
            });
            format!(
                "{}:{}",
                name.unwrap_or_default(),
                describe(&file, place.focus_range())
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn names() {
    check("x = 1\nprint(x$0)\n", &["main.py:1:1 x"]);
    check("def f(a):\n    return a$0\n", &["main.py:1:7 a"]);
    check("class C: pass\nC$0()\n", &["main.py:1:7 C"]);
    check(
        "if x:\n    y = 1\nelse:\n    y = 2\ny$0\n",
        &["main.py:2:5 y", "main.py:4:5 y"],
    );
    // What is bound behind the use is something else.
    check(
        "def f(a=None):\n    print(a$0)\n    a = 1\n",
        &["main.py:1:7 a"],
    );
    check(
        "def f(a=None):\n    if not a:\n        a = 1\n    a$0\n",
        &["main.py:1:7 a", "main.py:3:9 a"],
    );
    check(
        "def f(a=None):\n    for i in a$0:\n        a = i\n",
        &["main.py:1:7 a"],
    );
    check(
        "def f(a):\n    while a$0:\n        a = a.next\n",
        &["main.py:1:7 a", "main.py:3:9 a"],
    );
    check(
        "def f(a):\n    a += 1\n    return a$0\n",
        &["main.py:1:7 a", "main.py:2:5 a"],
    );
    check(
        "def f():\n    global g\n    g = 1\ng$0\n",
        &["main.py:3:5 g"],
    );
    check(
        "def f():\n    x = 1\n    def g():\n        nonlocal x$0\n",
        &["main.py:2:5 x"],
    );
}

#[test]
fn scopes() {
    // A class body's names are not seen by its methods.
    check(
        "x = 1\nclass C:\n    x = 2\n    def m(self): return x$0\n",
        &["main.py:1:1 x"],
    );
    check("x = 1\nclass C:\n    x = x$0\n", &["main.py:1:1 x"]);
    check("class C:\n    x = 2\n    y = x$0\n", &["main.py:2:5 x"]);
    check(
        "class C:\n    def m(self) -> T$0: pass\n    T = int\n",
        &["main.py:3:5 T"],
    );
    check("x = [1]\n[x for x in x$0]\n", &["main.py:1:1 x"]);
    check("x = [1]\n[x$0 for x in x]\n", &["main.py:2:8 x"]);
    check(
        "def f():\n    [y := 1 for _ in 'a']\n    return y$0\n",
        &["main.py:2:6 y"],
    );
    check("def f[T](a: T$0) -> T: pass\n", &["main.py:1:7 T"]);
    check(
        "class C[T]:\n    def m(self, x: T$0): pass\n",
        &["main.py:1:9 T"],
    );
    check("try: pass\nexcept E as e:\n    e$0\n", &["main.py:2:13 e"]);
    check(
        "match p:\n    case {'k': v, **rest}: rest$0\n",
        &["main.py:2:21 rest"],
    );
}

#[test]
fn attributes() {
    check(
        "class C:\n    def m(self): pass\nC().m$0()\n",
        &["main.py:2:9 m"],
    );
    check(
        "class C:\n    def __init__(self):\n        self.x = 1\n    def m(self): return self.x$0\n",
        &["main.py:3:14 x"],
    );
    check(
        "class A:\n    def m(self): pass\nclass B(A):\n    def m(self): super().m$0()\n",
        &["main.py:2:9 m"],
    );
    check(
        "class A:\n    def m(self): pass\ndef f(a: A): a.m$0()\n",
        &["main.py:2:9 m"],
    );
    check(
        "class A:\n    def m(self): pass\ndef g() -> A: pass\ng().m$0()\n",
        &["main.py:2:9 m"],
    );
    check("def f(key): pass\nf(ke$0y=1)\n", &["main.py:1:7 key"]);
    check(
        "class C:\n    def __init__(self, key): pass\nC(ke$0y=1)\n",
        &["main.py:2:24 key"],
    );
}

#[test]
fn imports() {
    let files = "//- package/__init__.py\nfrom .inner import thing\n//- package/inner.py\ndef thing(): pass\nother = 1\n//- package/sub/__init__.py\n//- package/sub/deep.py\nfrom ..inner import oth$0er\n";
    check(files, &["package/inner.py:2:1 other"]);
    let files = "//- main.py\nfrom package import thing\nthi$0ng()\n//- package/__init__.py\nfrom .inner import thing\n//- package/inner.py\ndef thing(): pass\n";
    check(files, &["package/inner.py:1:5 thing"]);
    let files = "//- main.py\nimport package.inner\npackage.inner.thi$0ng()\n//- package/__init__.py\n//- package/inner.py\ndef thing(): pass\n";
    check(files, &["package/inner.py:1:5 thing"]);
    let files = "//- main.py\nfrom package.inn$0er import thing\n//- package/__init__.py\n//- package/inner.py\ndef thing(): pass\n";
    check(files, &["package/inner.py:1:1 "]);
    let files = "//- main.py\nfrom other import *\nthi$0ng()\n//- other.py\ndef thing(): pass\n";
    check(files, &["other.py:1:5 thing"]);
    check(
        "import missing_module\nmissing_mo$0dule.x\n",
        &["main.py:1:8 missing_module"],
    );
    let circle = "//- a.py\nfrom b import x\nx$0\n//- b.py\nfrom a import x\n";
    check(circle, &["a.py:1:15 x"]);
}

/// A class body that reads a name has none of its own.
#[test]
fn names_read_in_class_bodies() {
    check(
        "class Outer: ...\nclass C:\n    field: Out$0er\n    def f(self, x: Outer): ...\n",
        &["main.py:1:7 Outer"],
    );
    check(
        "class Outer: ...\nclass C:\n    def f(self, x: Out$0er): ...\n",
        &["main.py:1:7 Outer"],
    );
}

/// Where types are defined that nobody wrote down.
#[test]
fn types_that_are_worked_out() {
    let check_type = |text: &str, expected: &[&str]| {
        let (context, offset) = fixture(text);
        let found: Vec<String> = (context.checker)
            .type_definition(&context.address(), offset)
            .iter()
            .filter_map(|place| Some(describe(&*source(&context, place)?, place.focus_range())))
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    check_type(
        "class C:\n    def f(self):\n        return self$0\n",
        &["1:7 C"],
    );
    check_type(
        "class C: ...\ndef made():\n    return C()\nvalue = made()\nvalue$0\n",
        &["1:7 C"],
    );
    check_type("def f(x):\n    return x$0\n", &[]);
    let of_properties = [
        "class C:\n    p$0 = property(lambda self: 1)\n",
        "def made(): return property(lambda self: 1)\nclass C:\n    p$0 = made()\n",
        "class C:\n    @property\n    def p(self): return 1\nC.p$0\n",
    ];
    for text in of_properties {
        let (context, offset) = fixture(text);
        let found = (context.checker).type_definition(&context.address(), offset);
        let found: Vec<String> = found
            .iter()
            .filter_map(|place| {
                Some(
                    source(&context, place)?
                        .slice(place.focus_range())
                        .to_owned(),
                )
            })
            .collect();
        assert_eq!(found, ["property"], "{text}");
    }
}

#[test]
fn what_an_import_binds_later() {
    check(
        "//- main.py\ndef f(a=None):\n    if a$0 is None:\n        from other import a\n    return a\n//- other.py\na = 1\n",
        &["main.py:1:7 a"],
    );
    check(
        "//- main.py\ndef f(a=None):\n    if a is None:\n        from other import a\n    return a$0\n//- other.py\na = 1\n",
        &["main.py:1:7 a", "other.py:1:1 a"],
    );
}

#[test]
fn modules_that_differ_by_platform() {
    let text = |read: &str| {
        format!(
            "//- main.py\n{read}\n//- both.py\nimport sys\nif sys.platform == 'win32':\n    from one import *\nelse:\n    from two import *\n//- one.py\ndef f(): pass\nclass C: pass\n//- two.py\ndef f(): pass\nclass C: pass\n"
        )
    };
    check(&text("import both\nboth.f$0()"), &["two.py:1:5 f"]);
    check(&text("from both import C$0"), &["two.py:2:7 C"]);
    check(&text("from both import f\nf$0()"), &["two.py:1:5 f"]);
    let named = |read: &str, suffix: &str| {
        format!(
            "//- main.py\n{read}\n//- pkg/__init__{suffix}\nfrom . import both as _both\nfrom .both import f\nboth = _both\n//- pkg/both{suffix}\n'Doc.'\nimport sys\nif sys.platform == 'win32':\n    from one import *\nelse:\n    from two import *\n//- one.py\nf = 1\n//- two.py\nf = 1\n"
        )
    };
    for read in [
        "import pkg\npkg.both$0",
        "from pkg import both$0",
        "import pkg.both$0",
    ] {
        check(&named(read, ".pyi"), &["two.py:1:1 "]);
        check(&named(read, ".py"), &["pkg/both.py:1:1 "]);
    }
    check(
        "//- main.py\ntry:\n    from one import f\nexcept ImportError:\n    from two import f\nf$0()\n//- one.py\ndef f(): pass\n//- two.py\ndef f(): pass\n",
        &["one.py:1:5 f", "two.py:1:5 f"],
    );
}

#[test]
fn keywords_of_class_statements() {
    check(
        "class A:\n    def __init_subclass__(cls, *, event): pass\nclass B(A): pass\nclass C(B, event$0=1): pass\n",
        &["main.py:2:35 event"],
    );
    check(
        "class M(type):\n    def __new__(mcs, name, bases, namespace, *, strict=False): pass\nclass A(metaclass=M): pass\nclass B(A, strict$0=True): pass\n",
        &["main.py:2:49 strict"],
    );
}

#[test]
fn branches_that_never_run() {
    check(
        "import sys\nif sys.version_info >= (3, 8):\n    def f(): pass\nelse:\n    def f(): pass\nf$0()\n",
        &["main.py:3:9 f"],
    );
    check(
        "def f(): pass\nif unknown:\n    def f(): pass\nf$0()\n",
        &["main.py:1:5 f", "main.py:3:9 f"],
    );
    check(
        "//- main.py\nimport sys, other\nif sys.platform == 'none':\n    other.f$0()\n//- other.py\ndef f(): pass\n",
        &["other.py:1:5 f"],
    );
    check(
        "//- main.py\nimport sys, other\nif sys.platform == 'none':\n    other.C.f$0()\n//- other.py\nclass C:\n    def f(): pass\n",
        &["other.py:2:9 f"],
    );
    let (context, offset) =
        fixture("import os, sys\nif sys.platform == 'none':\n    os.system$0('')\n");
    assert_eq!(places(&context, offset).len(), 1, "of the stub");
}

#[test]
fn what_super_finds() {
    check(
        "class A:\n    def m(self): pass\nclass B(A): pass\nclass C(B):\n    def m(self): super(B, self).m$0()\n",
        &["main.py:2:9 m"],
    );
    let (context, offset) =
        fixture("class A:\n    def __new__(cls): return super().__new__$0(cls)\n");
    assert_eq!(places(&context, offset).len(), 1, "of object");
}

#[test]
fn classes_that_the_source_makes_without_a_statement() {
    let (context, offset) = fixture("import re\nre.Pattern$0\n");
    let found = places(&context, offset);
    let file = source(&context, &found[0]).expect("a file");
    assert!(file.text()[found[0].focus_range()].contains("Pattern"));
    assert!(file.filename().ends_with("re.pyi"), "{}", file.filename());
}
