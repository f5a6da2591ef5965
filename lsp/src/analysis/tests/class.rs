use expect_test::{Expect, expect};

use crate::analysis::fixture::fixture;
use crate::analysis::hover::hover;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let (context, offset) = fixture(text);
    let found = hover(&context, offset).expect("a hover");
    let mut shown = format!("{}\n", found.code);
    for (label, text) in &found.facts {
        if !matches!(*label, "Flags" | "Stack" | "Bytecode" | "Locals") {
            shown += &format!("{label}: {text}\n");
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn anatomy() {
    check(
        r#"
class Meta(type): pass
class Positive:
    def __get__(self, instance, owner): return 1
    def __set__(self, instance, value): pass
class Lazy:
    def __get__(self, instance, owner): return 1
class Base(metaclass=Meta): pass
class Th$0ing(Base):
    __slots__ = ('a', 'b')
    amount = Positive()
    lazy = Lazy()
    def __init__(self, a, b=2): pass
    @property
    def area(self): return 1
    @area.setter
    def area(self, value): pass
    @classmethod
    def make(cls): pass
    @staticmethod
    def help(): pass
"#,
        expect![[r#"
            class main.Thing(a, b=2)
            Kind: class
            MRO: main.Thing → main.Base → object
            Metaclass: main.Meta (of base Base)
            Instance: 64 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 32 basicsize
            Slots: a at 16, b at 24; instances have a __dict__ all the same
            Methods: __init__
            Class methods: make
            Static methods: help
            Properties: area
            Data descriptors: amount
            Non-data descriptors: lazy
            Cells: __classdict__
        "#]],
    );
}

#[test]
fn diamonds() {
    check(
        "class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D$0(B, C): pass\n",
        expect![[r#"
            class main.D()
            Kind: class
            Bases: main.B, main.C
            MRO: main.D → main.B → main.C → main.A → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
        "#]],
    );
    check(
        "class A: pass\nclass B(A): pass\nclass C$0(A, B): pass\n",
        expect![[r#"
            class main.C
            Kind: class
            Error: TypeError: Cannot create a consistent method resolution order (MRO) for bases A, B
            Bases: main.A, main.B
        "#]],
    );
    check(
        "class A: pass\nclass B$0(A, A): pass\n",
        expect![[r#"
            class main.B
            Kind: class
            Error: TypeError: duplicate base class A
            Bases: main.A, main.A
        "#]],
    );
    check(
        "class B$0(int, Unknown): pass\n",
        expect![[r#"
        class main.B
        Kind: class
        Bases: int, Unknown (unknown)
        MRO: main.B → int → Unknown (unknown) → object
        Metaclass: type (by default)
    "#]],
    );
    check(
        "class B$0[T]: pass\n",
        expect![[r#"
            class main.B()
            Kind: class
            MRO: main.B → typing.Generic → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Free: .type_params
        "#]],
    );
    check(
        "class E$0(KeyError): pass\n",
        expect![[r#"
            class main.E
            Kind: class
            MRO: main.E → KeyError → LookupError → Exception → BaseException → object
            Metaclass: type (by default)
            Instance: 104 bytes (sys.getsizeof): 16 garbage collector + 16 __weakref__ + 72 basicsize
        "#]],
    );
}

#[test]
fn metaclasses() {
    check(
        "class M$0(type):\n    def __call__(cls): pass\n",
        expect![[r#"
            class main.M
            Kind: metaclass
            MRO: main.M → type → object
            Metaclass: type (by default)
            Methods: __call__
            Cells: __classdict__
        "#]],
    );
    check(
        "class M(type): pass\nclass N(type): pass\nclass A(metaclass=M): pass\nclass B(metaclass=N): pass\nclass C$0(A, B): pass\n",
        expect![[r#"
            class main.C()
            Kind: class
            Error: TypeError: metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases
            Bases: main.A, main.B
            MRO: main.C → main.A → main.B → object
        "#]],
    );
}

#[test]
fn dataclasses() {
    check(
        "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: int\n    y: int = 0\n@dataclass\nclass Q$0(P):\n    names: list[str] = field(default_factory=list)\n    hidden: int = field(default=1, init=False)\n    z: float = field(default=2.0, kw_only=True)\n",
        expect![[r#"
            class main.Q(x: int, y: int = 0, names: list[str] = <factory>, *, z: float = 2.0) -> None
            Kind: dataclass
            Decorators: @dataclass
            MRO: main.Q → main.P → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Fields: x: int, y: int = 0, names: list[str] = <factory>, hidden: int = 1 (not in __init__), z: float = 2.0 (keyword only)
            Generated: __init__, __repr__, __eq__, __match_args__, __hash__ = None (unhashable)
            Cells: __classdict__
        "#]],
    );
}

#[test]
fn signatures_of_classes() {
    check(
        "class A$0: pass\n",
        expect![[r#"
            class main.A()
            Kind: class
            MRO: main.A → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
        "#]],
    );
    check(
        "class A$0:\n    def __new__(cls, x, /, *, y: str = 'a'): pass\n",
        expect![[r#"
            class main.A(x, /, *, y: str = 'a')
            Kind: class
            MRO: main.A → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
            Static methods: __new__
            Cells: __classdict__
        "#]],
    );
    check(
        "class A:\n    def __init__(self, x): pass\nclass B$0(A): pass\n",
        expect![[r#"
            class main.B(x)
            Kind: class
            MRO: main.B → main.A → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof): 16 garbage collector + 16 __dict__ and __weakref__ + 16 basicsize
        "#]],
    );
}

#[test]
fn named_tuples_and_typed_dicts() {
    check(
        "from typing import NamedTuple\nclass Mon$0ey(NamedTuple):\n    amount: int\n    currency: str = 'EUR'\n    def sign(self): ...\n",
        expect![[r#"
            class main.Money(amount: int, currency: str = 'EUR')
            Kind: NamedTuple
            MRO: main.Money → tuple → object
            Metaclass: type (by default)
            Instance: 48 bytes (sys.getsizeof, 8 more for each item): 16 garbage collector + 32 basicsize
            Fields: amount: int, currency: str = 'EUR'
            Generated: __new__, _make, __replace__, _replace, __repr__, _asdict, __getnewargs__, __match_args__
            Methods: sign
            Data descriptors: amount, currency
            Cells: __classdict__
        "#]],
    );
    check(
        r#"
from typing import Literal, NotRequired, ReadOnly, Required, TypedDict
class Base(TypedDict):
    name: str
    size: NotRequired[ReadOnly[int]]
class Opt$0ions[T](Base, total=False):
    level: Literal["low", "high"]
    name: Required[str]
    item: T
"#,
        expect![[r#"
            class main.Options
            Kind: TypedDict
            MRO: main.Options → typing.Generic → dict → object
            Metaclass: typing._TypedDictMeta (of TypedDict)
            Keys: name: str, size: int (not required, read-only), level: Literal['low', 'high'] (not required), item: T (not required)
            Cells: __classdict__
            Free: .type_params, T
        "#]],
    );
    check(
        "from typing import Prot$0ocol\n",
        expect![[r#"
            class typing.Protocol()
            Kind: class
            MRO: typing.Protocol → typing.Generic → object
            Metaclass: typing._ProtocolMeta (by metaclass=)
            Instance: 32 bytes (sys.getsizeof): 16 garbage collector + 16 basicsize
            Slots: none of its own
            Class methods: __init_subclass__
            Cells: __class__, __classdict__
        "#]],
    );
}
