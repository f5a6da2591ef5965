from collections import namedtuple
from typing import NamedTuple

Point = namedtuple("Point", "x y", defaults=[0])
p = Point(3)
print(p, p.x, p[1], len(p), p == (3, 0), p._asdict(), p._replace(y=9), Point._fields, Point._field_defaults, Point._make([1, 2]))
x, y = p
print(x, y, p + (1,), hash(p) == hash((3, 0)), isinstance(p, tuple), Point.__doc__, Point.x.__doc__, Point.__match_args__, sorted([Point(2, 1), Point(1, 5)]))
print(namedtuple("R", "def a a 1x _u ok", rename=True)._fields, namedtuple("C", ["a", "b"])(b=1, a=2), namedtuple("E", "")())
for bad in (lambda: Point(), lambda: Point(1, 2, 3), lambda: p._replace(z=1), lambda: setattr(p, "x", 1), lambda: Point._make([1]), lambda: namedtuple("B", "a a"), lambda: namedtuple("B", "class"), lambda: namedtuple("B", "_x"), lambda: namedtuple("1B", "x"), lambda: namedtuple("B", "a", defaults=[1, 2]), lambda: Point(1, z=2)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Employee(NamedTuple):
    """Represents an employee."""

    name: str
    id: int = 3

    def greet(self):
        return f"hi {self.name}"

    @property
    def upper(self):
        return self.name.upper()

    @classmethod
    def parse(cls, text):
        name, id = text.split(":")
        return cls(name, int(id))


e = Employee("Guido")
print(e, e.greet(), e.upper, Employee.parse("ann:7"), Employee.__annotations__, Employee._field_defaults, Employee.__doc__, Employee.__bases__, Employee.__orig_bases__)


class Sub(Point):
    __slots__ = ()

    def __add__(self, other):
        return Sub(self.x + other[0], self.y + other[1])

    def __repr__(self):
        return "Sub" + super().__repr__()


print(Sub(1, 2) + Sub(3, 4), Sub(1, 2)._replace(x=5), type(Sub(1)._replace(x=5)).__name__, Sub(1) == Point(1))
print(NamedTuple("Func", [("a", int), ("b", str)])(1, "x"))
try:
    class Bad(NamedTuple):
        a: int = 1
        b: int
except TypeError as error:
    print(error)
try:
    class Bad2(NamedTuple):
        _a: int
except ValueError as error:
    print(error)
try:
    class Bad3(NamedTuple, object):
        a: int
except TypeError as error:
    print(error)
match Point(1, 2):
    case Point(x=1, y=b):
        print("matched", b)
match e:
    case Employee(n, i):
        print(n, i)
match Point(5, 6):
    case (a, b):
        print(a, b)


class Generic[T](NamedTuple):
    item: T
    n: int = 0


print(Generic(1), Generic[int]("x"), Generic.__type_params__, Generic.__orig_bases__[0])
import copy, pickle, json
print(copy.copy(p), pickle.loads(pickle.dumps(p)), json.dumps(p), copy.replace(p, x=8), "%s/%s" % p, "{0.x}-{0[1]}".format(p))
print(Point.__new__.__defaults__, Point.__module__, Point.__qualname__, Point.__slots__, max(Point(1, 2), Point(1, 3)), list(map(Point._make, [(1, 2)])))
