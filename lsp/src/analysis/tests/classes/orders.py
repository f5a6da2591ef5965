"""Orders, metaclasses, hooks."""
import abc
import collections.abc
import enum
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass
class E(C, B): pass
class F(D, E): pass
class G(A, B): pass
class H(A, A): pass
class I(object, A): pass
class J(D): pass
class K(J, C): pass
class L(Generic[T]): pass
class M[X]: pass
class N(M[int], A): pass
class O(Generic): pass
class P(L[int]): pass
class Q(L[int], Generic[T]): pass

class Meta(type):
    def __new__(mcls, name, bases, namespace, **kw): return super().__new__(mcls, name, bases, namespace)
    def __init__(cls, name, bases, namespace, **kw): super().__init__(name, bases, namespace)
class Other(type): pass
class Sub(Meta): pass
class MetaA(metaclass=Meta): pass
class MetaB(metaclass=Other): pass
class MetaC(MetaA): pass
class MetaD(MetaA, MetaB): pass
class MetaE(MetaA, metaclass=Sub): pass
class MetaF(MetaE, metaclass=Meta): pass
class MetaG(MetaA, A, metaclass=type): pass
class MetaH(MetaA, metaclass=Other): pass
class MetaI(MetaA, extra=1): pass
class MetaJ(abc.ABC, MetaA): pass
class Joined(Meta, abc.ABCMeta): pass
class MetaK(abc.ABC, MetaA, metaclass=Joined): pass

class Hook:
    def __init_subclass__(cls, /, tag="none", **kw):
        super().__init_subclass__(**kw)
class Hooked(Hook, tag="x"): pass
class HookedTwice(Hooked): pass
class HookMore(Hooked):
    def __init_subclass__(cls, **kw): pass
class HookedMore(HookMore, anything=2): pass
class Unhooked(tag="x"): pass
class Unhooked2(A, key=1): pass

class Sized_(collections.abc.Sized): pass
class Mapping_(collections.abc.Mapping):
    def __getitem__(self, key): return 1
class Mutable(collections.abc.MutableSequence):
    def __len__(self): return 0
    def __getitem__(self, index): return 1
class Full(Mapping_):
    def __len__(self): return 0
    def __iter__(self): return iter(())
class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...
    @property
    @abc.abstractmethod
    def name(self): ...
    @classmethod
    @abc.abstractmethod
    def make(cls): ...
    @staticmethod
    @abc.abstractmethod
    def helper(): ...
    def concrete(self): ...
class Square(Shape):
    def area(self): return 1
    name = "square"
class Done(Square):
    make = classmethod(lambda cls: cls())
    @staticmethod
    def helper(): ...
class Again(Done):
    @abc.abstractmethod
    def area(self): ...
class Accessors(abc.ABC):
    @property
    @abc.abstractmethod
    def value(self): ...
    @value.setter
    def value(self, value): ...
class Mixin:
    def area(self): return 2
    def helper(self): ...
class MixedFirst(Mixin, Shape): pass
class MixedLast(Shape, Mixin): pass
class NotAbc:
    @abc.abstractmethod
    def unchecked(self): ...
class NotAbcSub(NotAbc): pass
class AbcOverIt(NotAbc, abc.ABC): pass
class AbstractInt(int, Shape): pass
class Annotated_(Shape):
    area: int
    make = None

class HasClose(Protocol):
    size: int
    def close(self) -> None: ...
class HasMore(HasClose, Protocol):
    @property
    def more(self) -> int: ...
    _private = 1
    def __call__(self): ...
    def __init__(self): ...
class GenericProtocol(Protocol[T]):
    def get(self) -> T: ...
class NewProtocol[U](Protocol):
    def put(self, value: U) -> None: ...
class Implements(HasClose): pass
class AlsoImplements(HasMore):
    def close(self) -> None: ...

class Color(enum.Enum):
    RED = 1
    BLUE = enum.auto()
    CRIMSON = 1
    GREEN = enum.auto()
    _ignore_ = ["temporary"]
    temporary = 5
    def method(self): ...
    __private = 7
class Power(enum.Flag):
    A = enum.auto()
    B = enum.auto()
    C = 9
    D = enum.auto()
    AB = A | B
class Words(enum.StrEnum):
    FIRST = enum.auto()
    Second = "zwei"
class Numbers(enum.IntEnum):
    LOW = -3
    NEXT = enum.auto()
class Mixed(str, enum.Enum):
    X = "x"
    Y = "x"
class Members(enum.Enum):
    a = 1
    @enum.nonmember
    class Inner: pass
    b = enum.nonmember(3)
    c = enum.member(4)
    d = lambda self: 1
    e = property(lambda self: 1)
class Extended(Color): pass
class NoMembers(enum.Enum):
    def helper(self): ...
class Extends(NoMembers):
    ONE = enum.auto()

class Point(NamedTuple):
    x: int
    y: int = 0
    def norm(self): ...
class SubPoint(Point): pass
class SlimSubPoint(Point): __slots__ = ()
