use expect_test::{Expect, expect};

use crate::analysis::fixture::fixture;
use crate::analysis::hover::hover;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let (context, offset) = fixture(text);
    let shown = match hover(&context, offset) {
        Some(found) => {
            let mut shown = format!("[{}] {}\n", context.file.slice(found.range), found.code);
            if let Some(docstring) = &found.docstring {
                shown += &format!("\"{docstring}\"\n");
            }
            for (label, text) in &found.facts {
                shown += &format!("{label}: {text}\n");
            }
            shown
        }
        None => "nothing\n".to_owned(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn function() {
    check(
        r#"
def ar$0ea(width: float, height: float = 1.0, /, *rest: int, unit='cm', **more) -> float:
    """The area.

        Indented.
    """
    return width * height
"#,
        expect![[""]],
    );
}

#[test]
fn generator_and_coroutines() {
    check("def numb$0ers():\n    x = yield 1\n", expect![[""]]);
    check("async def lo$0ad(): return 1\n", expect![[""]]);
    check("async def stre$0am():\n    yield 1\n", expect![[""]]);
}

#[test]
fn closures() {
    check(
        "def outer(a):\n    b = 1\n    def in$0ner(c):\n        nonlocal b\n        b = a + c\n        return b\n    return inner\n",
        expect![[""]],
    );
    check("def outer(a$0):\n    return lambda: a\n", expect![[""]]);
    check("def outer(a):\n    return lambda: a$0\n", expect![[""]]);
    check("f = lam$0bda x, *y: (x, y)\n", expect![[""]]);
}

#[test]
fn methods() {
    let text = |cursor: &str| {
        format!(
            "class C:\n    def m(self, x): return x\n    @classmethod\n    def k(cls, y=1): return y\n    @staticmethod\n    def s(z): return z\n    @property\n    def p(self) -> int:\n        'A number.'\n        return 1\n    def __init__(self):\n        self.value = 3\nc = C()\n{cursor}\n"
        )
    };
    check(&text("c.m$0(1)"), expect![[""]]);
    check(&text("C.m$0"), expect![[""]]);
    check(&text("c.k$0()"), expect![[""]]);
    check(&text("c.s$0(1)"), expect![[""]]);
    check(&text("c.p$0"), expect![[""]]);
    check(&text("c.val$0ue"), expect![[""]]);
}

#[test]
fn natives() {
    check("le$0n([])\n", expect![[""]]);
    check("'a'.upp$0er()\n", expect![[""]]);
    check("x: int$0 = 1\n", expect![[""]]);
    check("import math\nmath.sq$0rt(2)\n", expect![[""]]);
    check("import ma$0th\n", expect![[""]]);
}

#[test]
fn variables() {
    check("x = 1\nx = 2\nprint(x$0)\n", expect![[""]]);
    check("for i$0 in range(3): pass\n", expect![[""]]);
    check("[a$0 for a in 'abc']\n", expect![[""]]);
    check("def f[T](x: T$0): pass\n", expect![[""]]);
    check("type P$0 = int | str\n", expect![[""]]);
    check("class C:\n    __secret$0 = 1\n", expect![[""]]);
}

#[test]
fn operators_and_keywords() {
    check("a +$0 b\n", expect![[""]]);
    check("a not$0 in b\n", expect![[""]]);
    check("a < b >=$0 c\n", expect![[""]]);
    check("with$0 a as b: pass\n", expect![[""]]);
    check("x +$0= 1\n", expect![[""]]);
    check("if$0 x: pass\n", expect![[""]]);
}

#[test]
fn nothing() {
    check("# a com$0ment\n", expect![[""]]);
    check("x = 'a str$0ing'\n", expect![[""]]);
    check("$0\n", expect![[""]]);
    check("x = 4$02\n", expect![[""]]);
}

#[test]
fn while_the_file_has_errors() {
    check("def good(a):\n    return a\n\ndef bad(:\n    pass\n\ngo$0od(1)\n", expect![[""]]);
}

#[test]
fn across_files() {
    check(
        "//- main.py\nfrom package.shapes import Square\nSqu$0are(1)\n//- package/__init__.py\n//- package/shapes.py\nclass Shape:\n    'A shape.'\nclass Square(Shape):\n    'A square.'\n    def __init__(self, side: float): self.side = side\n",
        expect![[""]],
    );
    check(
        "//- main.py\nimport package.sha$0pes as s\n//- package/__init__.py\n//- package/shapes.py\n'Shapes of all kinds.'\n",
        expect![[""]],
    );
}
