//! What a hover says of classes, decorated and raising functions, attributes and operators.

use expect_test::{Expect, expect};

use crate::analysis::fixture::fixture;
use crate::analysis::hover::hover;

/// The facts of a hover without those of the code object.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let (context, offset) = fixture(text);
    let found = hover(&context, offset).expect("a hover");
    let mut shown = String::new();
    for (label, text) in &found.facts {
        let is_code = matches!(
            *label,
            "Flags" | "Stack" | "Bytecode" | "Locals" | "Cells" | "Free" | "Scope" | "Bound"
        );
        if !is_code {
            shown += &format!("{label}: {text}\n");
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn abstract_classes() {
    check(
        "import abc\nclass Shape(abc.ABC):\n    @abc.abstractmethod\n    def area(self): ...\n    @property\n    @abc.abstractmethod\n    def name(self): ...\nclass Squ$0are(Shape):\n    def area(self): return 1\n",
        expect![[r#"
            Kind: class
            MRO: main.Square → main.Shape → abc.ABC → object
            Metaclass: abc.ABCMeta (of base Shape)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Abstract: name (of Shape); cannot be instantiated
            Methods: area
        "#]],
    );
}

#[test]
fn impossible_classes() {
    check(
        "class A$0(int, str): pass\n",
        expect![[r#"
            Kind: class
            Error: TypeError: multiple bases have instance lay-out conflict
            Bases: int, str
            MRO: main.A → int → str → object
        "#]],
    );
    check(
        "class A:\n    def __init_subclass__(cls): pass\nclass B: pass\nclass C$0(B, key=1): pass\n",
        expect![[r#"
            Kind: class
            Error: TypeError: C.__init_subclass__() takes no keyword arguments
            MRO: main.C → main.B → object
        "#]],
    );
}

#[test]
fn slots() {
    check(
        "class A:\n    __slots__ = ('x',)\nclass B$0(A):\n    __slots__ = ('z', 'y')\n",
        expect![[r#"
            Kind: class
            MRO: main.B → main.A → object
            Metaclass: type (by default)
            Instance: 56 bytes (sys.getsizeof): 16 garbage collector + 40 basicsize
            Slots: y at 24, z at 32
        "#]],
    );
    check(
        "class A: pass\nclass B$0(A):\n    __slots__ = ('x',)\n",
        expect![[r#"
            Kind: class
            MRO: main.B → main.A → object
            Metaclass: type (by default)
            Instance: 56 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 24 basicsize
            Slots: x at 16; instances have a __dict__ all the same
        "#]],
    );
}

#[test]
fn generated_methods() {
    check(
        "from dataclasses import dataclass, field\n@dataclass(frozen=True, order=True, slots=True)\nclass P$0:\n    x: int\n    y: list = field(default_factory=list, repr=False)\n",
        expect![[r#"
            Kind: dataclass
            Decorators: @dataclass(frozen=True, order=True, slots=True)
            MRO: main.P → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 32 basicsize
            Slots: x at 16, y at 24
            Fields: x: int, y: list = <factory> (not in repr)
            Generated: __init__, __repr__, __eq__, __lt__, __le__, __gt__, __ge__, __setattr__, __delattr__, __match_args__, __getstate__, __setstate__, __hash__
        "#]],
    );
    check(
        "from typing import dataclass_transform\n@dataclass_transform()\ndef model(cls): return cls\n@model\nclass P$0:\n    x: int\n",
        expect![[r#"
            Kind: class
            Decorators: @model (line 2)
            MRO: main.P → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Fields: x: int
            Generated: __init__ and more (dataclass_transform: @model)
        "#]],
    );
}

#[test]
fn enumerations() {
    check(
        "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = enum.auto()\n    CRIMSON = 1\nCol$0or\n",
        expect![[r#"
            Kind: enum
            MRO: main.Color → enum.Enum → object
            Metaclass: enum.EnumType (of base Enum)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Members: RED = 1, BLUE = 2 (auto), CRIMSON = 1 (alias of RED)
        "#]],
    );
}

#[test]
fn protocols() {
    check(
        "from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass Has$0(Protocol):\n    size: int\n    def close(self) -> None: ...\n",
        expect![[r#"
            Kind: protocol
            Decorators: @runtime_checkable
            MRO: main.Has → typing.Protocol → typing.Generic → object
            Metaclass: typing._ProtocolMeta (of base Protocol)
            Protocol members: close(), size
            Runtime checks: isinstance (not issubclass: not all members are methods)
            Methods: close
        "#]],
    );
}

#[test]
fn making_a_class() {
    check(
        "class Named:\n    def __set_name__(self, owner, name): ...\nclass Meta(type):\n    def __new__(mcls, *args, **kw): return super().__new__(mcls, *args)\n    def __call__(cls): ...\nclass Plugin(metaclass=Meta):\n    def __init_subclass__(cls, /, tag): ...\ndef register(cls): return cls\n@register\nclass My$0(Plugin, tag='x'):\n    field = Named()\n",
        expect![[r#"
            Kind: class
            Decorators: @register (line 8)
            MRO: main.My → main.Plugin → object
            Metaclass: main.Meta (of base Plugin); calls Meta.__new__, Meta.__call__
            Subclass hook: Plugin.__init_subclass__(tag='x')
            __set_name__: field (Named)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
        "#]],
    );
}

#[test]
fn decorated() {
    let text = |decorators: &str| {
        format!(
            "import functools\ndef wrapping(f):\n    @functools.wraps(f)\n    def inner(*args): return f(*args)\n    return inner\ndef plain(f):\n    def inner(): return f()\n    return inner\ndef same(f): return f\ndef factory(n):\n    def decorate(f):\n        @functools.wraps(f)\n        def inner(): return f(n)\n        return inner\n    return decorate\n{decorators}\ndef wo$0rk(a): return a\n"
        )
    };
    check(
        &text("@wrapping\n@functools.lru_cache"),
        expect![[r#"
        Kind: function
        Decorators: @functools.lru_cache, then @wrapping (line 2)
        Name holds: wrapping.<locals>.inner (line 3) → __wrapped__ → functools._lru_cache_wrapper object → __wrapped__ → work
    "#]],
    );
    check(
        &text("@plain"),
        expect![[r#"
        Kind: function
        Decorators: @plain (line 6)
        Name holds: plain.<locals>.inner (line 7); no __wrapped__ leads to the function
    "#]],
    );
    check(
        &text("@same"),
        expect![[r#"
        Kind: function
        Decorators: @same (line 9)
    "#]],
    );
    check(
        &text("@factory(3)"),
        expect![[r#"
        Kind: function
        Decorators: @factory(3) (line 10)
        Name holds: factory.<locals>.decorate.<locals>.inner (line 12) → __wrapped__ → work
    "#]],
    );
}

#[test]
fn raised() {
    check(
        "class Own(Exception): pass\ndef wo$0rk(a, error):\n    assert a\n    try:\n        raise KeyError(a)\n    except LookupError:\n        pass\n    try:\n        a()\n    except OSError as failure:\n        raise Own from failure\n    except ValueError:\n        raise\n    def inner(): raise TypeError\n    if a:\n        raise error\n    raise Own\n",
        expect![[r#"
            Kind: function
            Raises: AssertionError (line 3 by assert), Own (lines 11, 17), ValueError (line 13 again), what error holds (line 16)
        "#]],
    );
    check(
        "import contextlib\ndef wo$0rk():\n    with contextlib.suppress(KeyError):\n        raise KeyError\n    try:\n        raise TypeError\n    finally:\n        return 1\n",
        expect![[r#"
            Kind: function
        "#]],
    );
}

#[test]
fn properties() {
    check(
        "class C:\n    @property\n    def v$0(self): return 1\n    @v.setter\n    def v(self, value): ...\n",
        expect![[r#"
            Kind: property
            Accessors: get (line 3), set (line 5)
            Decorators: @property
        "#]],
    );
}

#[test]
fn attributes() {
    let text = |end: &str| {
        format!(
            "class Base:\n    kind = 1\n    def method(self): ...\n    def __init__(self): self.own = 1\n    @property\n    def prop(self): return 1\nclass C(Base):\n    def __getattr__(self, name): return name\nc = C()\n{end}\n"
        )
    };
    check(
        &text("c.own$0"),
        expect![[r#"
        Kind: instance attribute
        Lookup: not in C, Base, object; in the instance's __dict__ (set at line 4)
    "#]],
    );
    check(
        &text("c.kind$0"),
        expect![[r#"
        Kind: class variable
        Lookup: not in C; Base.kind (value, line 2), as the instance's __dict__ has none
    "#]],
    );
    check(
        &text("c.method$0"),
        expect![[r#"
        Kind: method
        Lookup: not in C; Base.method (function, line 3), bound to the instance: no data descriptor, but the instance's __dict__ has none
    "#]],
    );
    check(
        &text("c.prop$0"),
        expect![[r#"
        Kind: property
        Lookup: not in C; Base.prop (property, line 6): a data descriptor, before the instance's __dict__
        Decorators: @property
    "#]],
    );
    check(
        &text("C.method$0"),
        expect![[r#"
        Kind: method
        Lookup: not in C; Base.method (function, line 3): the function itself
    "#]],
    );
    check(
        "//- main.py\nfrom shapes import Square\ns = Square()\ns.side$0\n//- shapes.py\nclass Shape:\n    side = 1\nclass Square(Shape): pass\n",
        expect![[r#"
            Kind: class variable
            Lookup: not in Square; Shape.side (value, shapes.py:2), as the instance's __dict__ has none
        "#]],
    );
    check(
        "from fractions import Fraction\nFraction(1).nume$0rator\n",
        expect![[r#"
            Kind: property
            Lookup: Fraction.numerator (property, fractions.py:442): a data descriptor, before the instance's __dict__
            Decorators: @property
        "#]],
    );
}

#[test]
fn members_of_enumerations() {
    let text = |end: &str| {
        format!(
            "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = enum.auto()\n    CIRCLE = Color.BLUE\nx = Color.BLUE\n{end}\n"
        )
    };
    check(
        &text("x.val$0ue"),
        expect![[r#"
        Kind: property
        Lookup: not in Color; Enum.value (property, enum.py:1326): a data descriptor, before the instance's __dict__
        Decorators: @property
    "#]],
    );
    check(
        &text("Color.BLUE.na$0me"),
        expect![[r#"
        Kind: property
        Lookup: not in Color; Enum.name (property, enum.py:1321): a data descriptor, before the instance's __dict__
        Decorators: @property
    "#]],
    );
}

#[test]
fn operators() {
    let text = |end: &str| {
        format!(
            "class V:\n    def __add__(self, other): ...\n    def __radd__(self, other): ...\n    def __lt__(self, other): ...\n    def __contains__(self, item): ...\n    def __enter__(self): ...\n    def __exit__(self, *args): ...\nclass W(V):\n    def __radd__(self, other): ...\n{end}\n"
        )
    };
    check(
        &text("V() $0+ 1"),
        expect![[r#"
        Kind: operator
        Calls: left.__add__(right), then right.__radd__(left) (first, if the right class derives from the left and has its own)
        Here: V.__add__ (line 2), else int.__radd__
    "#]],
    );
    check(
        &text("1 $0+ V()"),
        expect![[r#"
        Kind: operator
        Calls: left.__add__(right), then right.__radd__(left) (first, if the right class derives from the left and has its own)
        Here: int.__add__, else V.__radd__ (line 3)
    "#]],
    );
    check(
        &text("V() $0+ W()"),
        expect![[r#"
        Kind: operator
        Calls: left.__add__(right), then right.__radd__(left) (first, if the right class derives from the left and has its own)
        Here: W.__radd__ (line 9), else V.__add__ (line 2)
    "#]],
    );
    check(
        &text("V() $0< W()"),
        expect![[r#"
            Kind: operator
            Calls: left.__lt__(right), then right.__gt__(left) (first, if the right class derives from the left)
            Here: V.__lt__ (line 4)
        "#]],
    );
    check(
        &text("1 $0in V()"),
        expect![[r#"
        Kind: keyword
        Calls: right.__contains__(left), else iteration over right.__iter__(), else right.__getitem__ from 0
        Here: V.__contains__ (line 5)
    "#]],
    );
    check(
        &text("$0with V(): pass"),
        expect![[r#"
        Kind: keyword
        Calls: manager.__enter__(), and at the end manager.__exit__(type, value, traceback)
        Here: V.__enter__ (line 6), V.__exit__ (line 7)
    "#]],
    );
    check(
        &text("$0for i in V(): pass"),
        expect![[r#"
        Kind: keyword
        Calls: iterable.__iter__(), then .__next__() until StopIteration
        Here: V has no __iter__, no __getitem__
    "#]],
    );
    check(
        &text("$0for i in [1]: pass"),
        expect![[r#"
        Kind: keyword
        Calls: iterable.__iter__(), then .__next__() until StopIteration
        Here: list.__iter__
    "#]],
    );
}
