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
        expect![[r#"
            [area] def area(width: float, height: float = 1.0, /, *rest: int, unit='cm', **more) -> float
            "The area.

            Indented."
            Kind: function
            Flags: OPTIMIZED, NEWLOCALS, VARARGS, VARKEYWORDS, HAS_DOCSTRING
            Locals: width, height, unit, rest, more
            Stack: 2 deep
            Bytecode: 18 bytes
        "#]],
    );
}

#[test]
fn generator_and_coroutines() {
    check(
        "def numb$0ers():\n    x = yield 1\n",
        expect![[r#"
            [numbers] def numbers() -> Generator[int, Any, None]
            Kind: function, generator
            Flags: OPTIMIZED, NEWLOCALS, GENERATOR
            Locals: x
            Stack: 2 deep
            Bytecode: 22 bytes
        "#]],
    );
    check(
        "async def lo$0ad(): return 1\n",
        expect![[r#"
            [load] async def load() -> int
            Kind: function, coroutine
            Flags: OPTIMIZED, NEWLOCALS, COROUTINE
            Stack: 2 deep
            Bytecode: 14 bytes
        "#]],
    );
    check(
        "async def stre$0am():\n    yield 1\n",
        expect![[r#"
            [stream] async def stream() -> AsyncGenerator[int, Any]
            Kind: function, async generator
            Flags: OPTIMIZED, NEWLOCALS, ASYNC_GENERATOR
            Stack: 2 deep
            Bytecode: 24 bytes
        "#]],
    );
}

#[test]
fn closures() {
    check(
        "def outer(a):\n    b = 1\n    def in$0ner(c):\n        nonlocal b\n        b = a + c\n        return b\n    return inner\n",
        expect![[r#"
            [inner] def outer.<locals>.inner(c)
            Kind: function
            Flags: OPTIMIZED, NEWLOCALS, NESTED
            Locals: c
            Free: a, b
            Stack: 2 deep
            Bytecode: 26 bytes
            Closure: a from outer (line 1), b from outer (line 2)
        "#]],
    );
    check(
        "def outer(a$0):\n    return lambda: a\n",
        expect![[r#"
        [a] a
        Kind: parameter
        Scope: cell of outer (an inner function uses it)
        Bound: line 1 (parameter)
    "#]],
    );
    check(
        "def outer(a):\n    return lambda: a$0\n",
        expect![[r#"
        [a] a
        Kind: parameter
        Scope: free here, a cell of outer
        Bound: line 1 (parameter)
    "#]],
    );
    check(
        "f = lam$0bda x, *y: (x, y)\n",
        expect![[r#"
        [lambda x, *y: (x, y)] lambda(x, *y)
        Kind: lambda
        Flags: OPTIMIZED, NEWLOCALS, VARARGS
        Locals: x, y
        Stack: 2 deep
        Bytecode: 8 bytes
    "#]],
    );
}

#[test]
fn methods() {
    let text = |cursor: &str| {
        format!(
            "class C:\n    def m(self, x): return x\n    @classmethod\n    def k(cls, y=1): return y\n    @staticmethod\n    def s(z): return z\n    @property\n    def p(self) -> int:\n        'A number.'\n        return 1\n    def __init__(self):\n        self.value = 3\nc = C()\n{cursor}\n"
        )
    };
    check(
        &text("c.m$0(1)"),
        expect![[r#"
            [m] def C.m(x)
            Kind: method
            Lookup: C.m (function, line 2), bound to the instance: no data descriptor, but the instance's __dict__ has none
            Flags: OPTIMIZED, NEWLOCALS, METHOD
            Locals: self, x
            Stack: 1 deep
            Bytecode: 6 bytes
        "#]],
    );
    check(
        &text("C.m$0"),
        expect![[r#"
            [m] def C.m(self, x)
            Kind: method
            Lookup: C.m (function, line 2): the function itself
            Flags: OPTIMIZED, NEWLOCALS, METHOD
            Locals: self, x
            Stack: 1 deep
            Bytecode: 6 bytes
        "#]],
    );
    check(
        &text("c.k$0()"),
        expect![[r#"
            [k] def C.k(y=1) -> int
            Kind: classmethod
            Lookup: C.k (classmethod, line 4), bound to the class
            Decorators: @classmethod
            Flags: OPTIMIZED, NEWLOCALS, METHOD
            Locals: cls, y
            Stack: 1 deep
            Bytecode: 6 bytes
        "#]],
    );
    check(
        &text("c.s$0(1)"),
        expect![[r#"
            [s] def C.s(z)
            Kind: staticmethod
            Lookup: C.s (staticmethod, line 6): the function itself
            Decorators: @staticmethod
            Flags: OPTIMIZED, NEWLOCALS, METHOD
            Locals: z
            Stack: 1 deep
            Bytecode: 6 bytes
        "#]],
    );
    check(
        &text("c.p$0"),
        expect![[r#"
            [p] p: int
            def C.p(self) -> int
            "A number."
            Kind: property
            Lookup: C.p (property, line 8): a data descriptor, before the instance's __dict__
            Decorators: @property
            Flags: OPTIMIZED, NEWLOCALS, HAS_DOCSTRING, METHOD
            Locals: self
            Stack: 1 deep
            Bytecode: 6 bytes
        "#]],
    );
    check(
        &text("c.val$0ue"),
        expect![[r#"
            [value] value: int = 3
            Kind: instance attribute
            Lookup: not in C, object; in the instance's __dict__ (set at line 12)
            Bound: line 12
        "#]],
    );
}

#[test]
fn natives() {
    check(
        "le$0n([])\n",
        expect![[r#"
            [len] def len(obj: Sized, /) -> int
            "Return the number of items in a container."
            Kind: built-in function
        "#]],
    );
    check(
        "'a'.upp$0er()\n",
        expect![[r#"
            [upper] def upper() -> LiteralString
            def upper() -> str
            "Return a copy of the string converted to uppercase."
            Kind: built-in method
            Lookup: str.upper (function), bound to the instance: no data descriptor, but the instance's __dict__ has none
        "#]],
    );
    check(
        "x: int$0 = 1\n",
        expect![[r#"
            [int] class int
            "int([x]) -> integer
            int(x, base=10) -> integer

            Convert a number or string to an integer, or return 0 if no arguments
            are given.  If x is a number, return x.__int__().  For floating-point
            numbers, this truncates towards zero.

            If x is not a number or if base is given, then x must be a string,
            bytes, or bytearray instance representing an integer literal in the
            given base.  The literal can be preceded by '+' or '-' and be surrounded
            by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.
            Base 0 means to interpret the base from the string as an integer
            iteral.
            >>> int('0b100', base=0)
            4"
            Kind: built-in class
            MRO: int → object
            Instance: 28 bytes (sys.getsizeof, 4 more for each further 30 bits): 24 basicsize + 4 content
        "#]],
    );
    check(
        "import math\nmath.sq$0rt(2)\n",
        expect![[r#"
            [sqrt] def sqrt(x: SupportsFloat | SupportsIndex, /) -> float
            "Return the square root of x."
            Kind: built-in function
        "#]],
    );
    check(
        "import ma$0th\n",
        expect![[r#"
        [math] module math
        "This module provides access to the mathematical functions
        defined by the C standard."
        Kind: built-in module
    "#]],
    );
}

#[test]
fn variables() {
    check(
        "x = 1\nx = 2\nprint(x$0)\n",
        expect![[r#"
        [x] x: int = 2
        Kind: variable
        Scope: global
        Bound: line 1 (assignment), line 2 (assignment)
    "#]],
    );
    check(
        "for i$0 in range(3): pass\n",
        expect![[r#"
            [i] i: int
            Kind: variable
            Scope: global
            Bound: line 1 (for)
        "#]],
    );
    check(
        "[a$0 for a in 'abc']\n",
        expect![[r#"
            [a] a: Literal["a", "b", "c"]
            Kind: variable
            Scope: local of <listcomp>
            Bound: line 1 (comprehension)
        "#]],
    );
    check(
        "def f[T](x: T$0): pass\n",
        expect![[r#"
        [T] T
        Kind: type parameter
        Scope: local of f
        Bound: line 1 (type parameter)
    "#]],
    );
    check(
        "type P$0 = int | str\n",
        expect![[r#"
        [P] type P = int | str
        Kind: type alias
        Scope: global
        Bound: line 1 (type)
    "#]],
    );
    check(
        "class C:\n    __secret$0 = 1\n",
        expect![[r#"
        [__secret] _C__secret: int = 1
        Kind: class variable
        Scope: class C
        Bound: line 2 (assignment)
    "#]],
    );
}

#[test]
fn operators_and_keywords() {
    check(
        "a $0+ b\n",
        expect![[r#"
            [+] left + right
            Kind: operator
            Calls: left.__add__(right), then right.__radd__(left) (first, if the right class derives from the left and has its own)
        "#]],
    );
    check(
        "a $0not in b\n",
        expect![[r#"
        [not] left not in right
        Kind: keyword
        Calls: right.__contains__(left), else iteration over right.__iter__(), else right.__getitem__ from 0
    "#]],
    );
    check(
        "a < b $0>= c\n",
        expect![[r#"
        [>=] left >= right
        Kind: operator
        Calls: left.__ge__(right), then right.__le__(left) (first, if the right class derives from the left)
    "#]],
    );
    check(
        "$0with a as b: pass\n",
        expect![[r#"
        [with] with manager as target
        Kind: keyword
        Calls: manager.__enter__(), and at the end manager.__exit__(type, value, traceback)
    "#]],
    );
    check(
        "x $0+= 1\n",
        expect![[r#"
        [+=] target += value
        Kind: operator
        Calls: target.__iadd__(value), else target = target + value (__add__, __radd__)
    "#]],
    );
    check(
        "$0if x: pass\n",
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn nothing() {
    check(
        "# a com$0ment\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "x = 'a str$0ing'\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "$0\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "x = 4$02\n",
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn while_the_file_has_errors() {
    check(
        "def good(a):\n    return a\n\ndef bad(:\n    pass\n\ngo$0od(1)\n",
        expect![[r#"
        [good] def good(a)
        Kind: function
        Flags: OPTIMIZED, NEWLOCALS
        Locals: a
        Stack: 1 deep
        Bytecode: 6 bytes
    "#]],
    );
}

#[test]
fn across_files() {
    check(
        "//- main.py\nfrom package.shapes import Square\nSqu$0are(1)\n//- package/__init__.py\n//- package/shapes.py\nclass Shape:\n    'A shape.'\nclass Square(Shape):\n    'A square.'\n    def __init__(self, side: float): self.side = side\n",
        expect![[r#"
            [Square] class package.shapes.Square(side: float)
            "A square."
            Kind: class
            MRO: package.shapes.Square → package.shapes.Shape → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Methods: __init__
            Cells: __classdict__
            Stack: 2 deep
            Bytecode: 54 bytes
        "#]],
    );
    check(
        "//- main.py\nimport package.sha$0pes as s\n//- package/__init__.py\n//- package/shapes.py\n'Shapes of all kinds.'\n",
        expect![[r#"
            [shapes] module package.shapes
            "Shapes of all kinds."
            Kind: module
            File: /w/package/shapes.py
        "#]],
    );
}

/// The value is the one of the binding under the cursor.
#[test]
fn the_binding_under_the_cursor() {
    check(
        "v$0 = 1\nv = 'two'\n",
        expect![[r#"
        [v] v: int = 1
        Kind: variable
        Scope: global
        Bound: line 1 (assignment), line 2 (assignment)
    "#]],
    );
    check(
        "v = 1\nv$0 = 'two'\n",
        expect![[r#"
        [v] v: str = 'two'
        Kind: variable
        Scope: global
        Bound: line 1 (assignment), line 2 (assignment)
    "#]],
    );
}

#[test]
fn the_assignment_under_the_cursor() {
    check(
        "class C:\n    def __init__(self):\n        self.x = 1\n    def f(self):\n        self.x = 'two'\n        return self.x$0\n    def g(self):\n        return self.x\n",
        expect![[r#"
            [x] x: Literal["two"]
            Kind: instance attribute
            Lookup: not in C, object; in the instance's __dict__ (set at line 3)
            Bound: line 3
        "#]],
    );
    check(
        "class C:\n    def __init__(self):\n        self.x = 1\n    def f(self):\n        self.x = 'two'\n    def g(self):\n        return self.x$0\n",
        expect![[r#"
            [x] x: int | str
            Kind: instance attribute
            Lookup: not in C, object; in the instance's __dict__ (set at line 3)
            Bound: line 3
        "#]],
    );
    check(
        "class C:\n    def __init__(self):\n        self.x$0 = 1\n    def f(self):\n        self.x = 'two'\n",
        expect![[r#"
            [x] x: int = 1
            Kind: instance attribute
            Lookup: not in C, object; in the instance's __dict__ (set at line 3)
            Bound: line 3
        "#]],
    );
}

#[test]
fn parameters_without_annotation() {
    check(
        "def f(flag$0=False): ...\n",
        expect![[r#"
        [flag] flag: bool = False
        Kind: parameter
        Scope: local of f
        Bound: line 1 (parameter)
    "#]],
    );
    check(
        "class A:\n    def f(self, n: int): ...\nclass B(A):\n    def f(self, n$0): ...\n",
        expect![[r#"
            [n] n: int
            Kind: parameter
            Scope: local of f
            Bound: line 4 (parameter)
        "#]],
    );
}

/// `float` stands for `int | float`, and yet it is one class.
#[test]
fn promoted_annotations() {
    check(
        "def f(x: flo$0at): ...\n",
        expect![[r#"
            [float] class float(x=0, /)
            "Convert a string or number to a floating-point number, if possible."
            Kind: built-in class
            MRO: float → object
            Instance: 24 bytes
        "#]],
    );
}

#[test]
fn annotations_that_are_not_evaluated() {
    check(
        "from __future__ import annotations\ndef f$0(x: dict[str, int]) -> str: ...\n",
        expect![[r#"
            [f] def f(x: dict[str, int]) -> str
            Kind: function
            Flags: OPTIMIZED, NEWLOCALS, FUTURE_ANNOTATIONS
            Locals: x
            Stack: 1 deep
            Bytecode: 6 bytes
        "#]],
    );
}

#[test]
fn keyword_arguments_of_overloads() {
    check(
        "from dataclasses import field\nx = field(default_fact$0ory=list)\n",
        expect![[r#"
            [default_factory] default_factory: Callable[[], _T]
            Kind: keyword-only parameter
            Scope: local of field
            Bound: line 322 (parameter)
        "#]],
    );
    check(
        "print(max([1], ke$0y=lambda it: -it))\n",
        expect![[r#"
            [key] key: Callable[[_T], SupportsRichComparison]
            Kind: keyword-only parameter
            Scope: local of max
            Bound: line 4289 (parameter)
        "#]],
    );
}

#[test]
fn attributes_of_inferred_values() {
    let text = r#"
class Positive:
    def __get__(self, instance, owner=None): return 1
    def __set__(self, instance, value): pass
class A:
    limit = Positive()
    def __init__(self, limit=10):
        self.limit = limit
        self.size = 1
    def __init_subclass__(cls, colour="red"):
        cls.colour = colour
    @classmethod
    def of(cls): return cls()
a = A.of()
"#;
    check(
        &format!("{text}a.lim$0it\n"),
        expect![[r#"
            [limit] limit: int = Positive()
            Kind: class variable
            Lookup: A.limit (Positive, line 6): a data descriptor, before the instance's __dict__
            Scope: class A
            Bound: line 6 (assignment)
        "#]],
    );
    check(
        &format!("{text}a.si$0ze\n"),
        expect![[r#"
        [size] size: int = 1
        Kind: instance attribute
        Lookup: not in A, object; in the instance's __dict__ (set at line 9)
        Bound: line 9
    "#]],
    );
    check(
        &format!("{text}A.colo$0ur\n"),
        expect![[r#"
        [colour] colour: str
        Kind: class attribute
        Bound: line 11
    "#]],
    );
}

#[test]
fn values_of_flags() {
    check(
        "from enum import Flag, auto\nclass Perm(Flag):\n    READ = auto()\n    WRITE = auto()\nbo$0th = Perm.READ | Perm.WRITE\n",
        expect![[r#"
            [both] both: Perm = Perm.READ | Perm.WRITE
            Kind: variable
            Scope: global
            Bound: line 5 (assignment)
        "#]],
    );
}

#[test]
fn what_a_module_imports_over_its_own() {
    check(
        "from functools import par$0tial\n",
        expect![[r#"
        [partial] class functools.partial(func, /, *args, **keywords)
        "Create a new function with partial application of the given arguments
        and keywords."
        Kind: built-in class
        MRO: partial → object
        Instance: 96 bytes (sys.getsizeof): 16 garbage collector + 80 basicsize
    "#]],
    );
}
