import dataclasses
from dataclasses import dataclass, field, InitVar, KW_ONLY, make_dataclass, fields, replace
from typing import ClassVar


@dataclass
class Circle:
    radius: float
    scale: InitVar[int] = 1
    count: ClassVar[int] = 0
    area: float = field(init=False)

    def __post_init__(self, scale):
        Circle.count += 1
        self.area = round(3.14159 * self.radius ** 2 * scale, 3)


print(Circle(2), Circle(1, scale=10), Circle.count, [f.name for f in fields(Circle)], Circle.scale)


@dataclass
class Kw:
    a: int
    _: KW_ONLY
    b: int
    c: int = 3


print(Kw(1, b=2), Kw.__match_args__, [f.kw_only for f in fields(Kw)])
try:
    Kw(1, 2)
except TypeError as error:
    print(error)


@dataclass(slots=True)
class Slotted:
    x: int
    y: int = 5

    def double(self):
        return super().__repr__() and Slotted(self.x * 2)


s = Slotted(1)
print(s, Slotted.__slots__, hasattr(s, "__dict__"), s.double())
try:
    s.z = 1
except AttributeError as error:
    print(error)


@dataclass(slots=True, weakref_slot=True, frozen=True, kw_only=True)
class Everything:
    a: int
    b: str = "b"


import weakref, copy, pickle
e = Everything(a=1)
print(e, Everything.__slots__, weakref.ref(e)() is e, copy.copy(e) == e, replace(e, b="new"), hash(e) == hash(Everything(a=1)))
D = make_dataclass("D", ["x", ("y", int), ("z", list, field(default_factory=list))], bases=(Kw,), namespace={"sum": lambda self: self.x + self.y}, kw_only=True)
d = D(a=0, b=1, x=3, y=4)
print(d, d.sum(), D.__bases__[0].__name__, D.__annotations__["y"])


@dataclass(eq=False, repr=False)
class Bare:
    v: int


print(Bare(1) == Bare(1), Bare.__repr__ is object.__repr__, Bare.__hash__ is object.__hash__)


@dataclass(unsafe_hash=True)
class Hashable:
    v: int
    w: list = field(default_factory=list, hash=False)


print(hash(Hashable(1)) == hash(Hashable(1, [2])))


@dataclass
class Recursive:
    name: str
    parent: "Recursive | None" = None


r = Recursive("r")
r.parent = r
print(r)


@dataclass(frozen=True)
class Frozen:
    a: int
    b: int = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "b", self.a + 1)


print(Frozen(1), replace(Frozen(1), a=5), copy.replace(Frozen(1), a=7))
for text in ("@dataclass(order=True, eq=False)\nclass A: pass", "@dataclass(frozen=True)\nclass A(Kw): pass", "@dataclass(order=True)\nclass A:\n    def __lt__(self, o): pass", "@dataclass\nclass A:\n    x: int = field(default=1, default_factory=int)", "@dataclass\nclass A:\n    _: KW_ONLY\n    __: KW_ONLY", "@dataclass(slots=True)\nclass A:\n    __slots__ = ('x',)\n    x: int", "@dataclass(weakref_slot=True)\nclass A: pass", "make_dataclass('X', ['1a'])", "make_dataclass('X', ['if'])", "make_dataclass('X', ['a', 'a'])"):
    try:
        exec(text)
        print("no error")
    except Exception as error:
        print(type(error).__name__, error)
print(dataclasses.field(default=3), Circle.__dataclass_params__)


class Meta(type):
    def __call__(cls, *a, **k):
        print("meta call")
        return super().__call__(*a, **k)


@dataclass
class WithMeta(metaclass=Meta):
    a: int = field(default=1, metadata={"unit": "m"}, doc="documented")


print(WithMeta(), fields(WithMeta)[0].metadata["unit"], fields(WithMeta)[0].doc)
