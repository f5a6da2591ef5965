"""Dataclasses with all switches."""
import abc
from dataclasses import KW_ONLY, InitVar, dataclass, field
import dataclasses
from typing import ClassVar


@dataclass
class Plain:
    x: int
    y: str = "a"
@dataclasses.dataclass(order=True)
class Ordered:
    x: int
@dataclass(frozen=True)
class Frozen:
    x: int
@dataclass(eq=False)
class NoEq:
    x: int
@dataclass(unsafe_hash=True)
class Unsafe:
    x: int
@dataclass(frozen=True, eq=False)
class FrozenNoEq:
    x: int
@dataclass(repr=False, init=False, match_args=False)
class Bare:
    x: int
@dataclass(slots=True)
class Slots:
    x: int
    y: int = 0
@dataclass(slots=True, weakref_slot=True)
class WeakSlots:
    x: int
@dataclass(slots=True, frozen=True)
class FrozenSlots:
    x: int
@dataclass(slots=True)
class SubSlots(Slots):
    z: int = 1
@dataclass(slots=True)
class SlotsOverDict(Plain):
    z: int = 1
@dataclass(kw_only=True)
class Keyword:
    x: int
    y: int = 0
@dataclass
class SomeKeyword:
    a: int
    _: KW_ONLY
    b: int
    c: int = field(default=3, kw_only=False)
@dataclass
class Sub(Plain):
    z: list[int] = field(default_factory=list)
@dataclass
class Override(Plain):
    x: float = 1.5
    w: int = 2
@dataclass
class KeywordFirst(Keyword):
    z: int
@dataclass
class Fields:
    a: int = field(repr=False)
    b: int = field(init=False)
    c: ClassVar[int] = 5
    d: InitVar[int] = 6
    e: int = field(default=7, compare=False)
    f = 8
@dataclass
class OwnMethods:
    x: int
    def __init__(self): ...
    def __repr__(self): return ""
    def __eq__(self, other): return True
@dataclass
class OwnHash:
    x: int
    def __hash__(self): return 1
@dataclass(frozen=True)
class FrozenOwnHash:
    x: int
    def __hash__(self): return 1
@dataclass(eq=False)
class EqByHand:
    x: int
    def __eq__(self, other): return True
class Between(Plain):
    extra: int = 9
@dataclass
class Beyond(Between):
    more: int = 10
@dataclass
class DefaultFromBase(Between):
    extra: int
@dataclass
class Abstract(abc.ABC):
    x: int
    @abc.abstractmethod
    def run(self): ...
@dataclass
class Concrete(Abstract):
    def run(self): ...
@dataclass
class Failure(Exception):
    code: int
@dataclass
class Generic_[T]:
    value: T

@dataclass(order=True, eq=False)
class OrderNoEq:
    x: int
@dataclass(order=True)
class OrderTwice:
    x: int
    def __lt__(self, other): return True
@dataclass(frozen=True)
class FrozenTwice:
    x: int
    def __setattr__(self, name, value): ...
@dataclass(unsafe_hash=True)
class HashTwice:
    x: int
    def __hash__(self): return 1
@dataclass
class BadOrder:
    x: int = 0
    y: int
@dataclass
class Mutable:
    x: list = []
@dataclass
class MutableCall:
    x: set = set()
@dataclass
class MutableField:
    x: dict = field(default={})
@dataclass
class Thaw(Frozen):
    y: int
@dataclass(frozen=True)
class Freeze(Plain):
    z: int = 0
@dataclass(slots=True)
class SlotsTwice:
    __slots__ = ("x",)
    x: int
@dataclass(weakref_slot=True)
class WeakNoSlots:
    x: int
@dataclass
class SubBadOrder(Plain):
    z: int
