"""Attribute lookups: the expression statements at the end are asked for."""
import abc
import enum
import functools
from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class Data:
    def __get__(self, instance, owner): return 1
    def __set__(self, instance, value): ...
class NonData:
    def __get__(self, instance, owner): return 2
class Deleting:
    def __delete__(self, instance): ...
class Base:
    shared = 1
    def method(self): return 1
    @property
    def prop(self): return 2
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def helper(): return 3
    @functools.cached_property
    def cached(self): return 4
    data = Data()
    non_data = NonData()
    deleting = Deleting()
    def __init__(self):
        self.own = 5
        self.shared = 6
        self.__dict__["non_data"] = 7
        self.__private = 8
class Child(Base):
    def method(self): return 9
    extra = 10
class Slotted:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
class Fallback(Base):
    def __getattr__(self, name): return name
class Meta(type):
    metadata = Data()
    plain = 1
    both = 2
    def tool(cls): ...
    @property
    def prop(cls): return 3
class WithMeta(metaclass=Meta):
    metadata = 5
    both = 6
    prop = 7
    def tool(self): ...
class MetaFallback(type):
    def __getattr__(cls, name): return name
class Dynamic(metaclass=MetaFallback): pass
@dataclass
class Point:
    x: int
    y: int = 0
    def __eq__(self, other): return True
@dataclass(slots=True)
class SlimPoint:
    x: int
class Pair(NamedTuple):
    first: int
    second: int = 2
class Color(enum.Enum):
    RED = 1
class Shape(abc.ABC):
    kind = "shape"

child = Child()
fallback = Fallback()
slotted = Slotted()
point = Point(1)
slim = SlimPoint(1)
pair = Pair(1)
half = Fraction(1, 2)
table = OrderedDict()

child.shared
child.method
child.prop
child.make
child.helper
child.cached
child.data
child.deleting
child.own
child.extra
child._Base__private
child.__class__
child.__dict__
child.__init__
child.__eq__
Child.shared
Child.method
Child.prop
Child.make
Child.helper
Child.data
Child.__name__
Child.__mro__
Child.mro
Child.__doc__
fallback.nothing
fallback.own
slotted.a
Slotted.a
WithMeta.metadata
WithMeta.plain
WithMeta.both
WithMeta.tool
WithMeta.prop
Dynamic.anything
point.x
point.y
Point.y
point.__eq__
point.__init__
point.__repr__
slim.x
pair.first
pair.count
Pair.first
half.numerator
half.limit_denominator
table.move_to_end
table.keys
Shape.kind
Shape.register
(1).real
"a".upper
[].append
{}.items
int.from_bytes
dict.fromkeys
