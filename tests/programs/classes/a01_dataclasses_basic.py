from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, FrozenInstanceError, MISSING


@dataclass
class Item:
    """An item."""

    name: str
    price: float = 0.0
    tags: list[str] = field(default_factory=list)
    hidden: int = field(default=7, repr=False, compare=False)

    def total(self, n: int) -> float:
        return self.price * n


a, b = Item("a", 1.5), Item("a", 1.5, hidden=99)
print(a, a == b, a != Item("b"), a.total(4), a.tags is b.tags, Item.__match_args__)
a.tags.append("x")
print(a, b, Item.__hash__)
print([(f.name, f.type, f.default is MISSING, f.repr, f.compare, f.kw_only) for f in fields(Item)])
print(asdict(a), astuple(a), replace(a, price=2.0), is_dataclass(Item), is_dataclass(a), is_dataclass(5))


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0


v = Version(1, 2)
print(v < Version(1, 10), sorted([Version(2), v]), hash(v) == hash(Version(1, 2)), {v: 1}[Version(1, 2)])
for action in (lambda: setattr(v, "major", 2), lambda: delattr(v, "minor"), lambda: setattr(v, "new", 1)):
    try:
        action()
    except FrozenInstanceError as error:
        print(type(error).__name__, error)
for bad in (lambda: Item(), lambda: Item(1, 2, 3, 4, 5), lambda: Version(major=1, x=2), lambda: v < 5, lambda: asdict(5), lambda: replace(v, zz=1), lambda: fields(5), lambda: hash(a)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


@dataclass
class Base:
    x: int
    y: int = 10


@dataclass
class Derived(Base):
    z: int = 20
    y: int = 30


print(Derived(1), Derived.__init__.__annotations__, Derived.__init__.__defaults__, [f.name for f in fields(Derived)])
try:
    @dataclass
    class Wrong:
        a: int = 1
        b: int
except TypeError as error:
    print(error)
try:
    @dataclass
    class Mutable:
        a: list = []
except ValueError as error:
    print(error)


@dataclass
class Nested:
    items: list[Item]
    table: dict[str, Version]


n = Nested([a], {"k": v})
print(asdict(n), asdict(n, dict_factory=lambda pairs: [k for k, _ in pairs]), n)
print(Item.__doc__, Version.__doc__, Base.__eq__(Base(1), Derived(1)), Base(1) == Derived(1))
import inspect
print(inspect.signature(Item), inspect.signature(Version.__lt__), Item.__eq__.__qualname__, Item.__init__.__name__)
