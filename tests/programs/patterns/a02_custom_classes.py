import collections
from dataclasses import dataclass
from collections import OrderedDict, defaultdict, deque, namedtuple, Counter, UserList, UserDict


class Meta(type):
    def __instancecheck__(cls, instance):
        print("instancecheck", instance)
        return isinstance(instance, int) and instance % 2 == 0


class Even(metaclass=Meta): ...


class Logged:
    __match_args__ = ("a", "b")

    def __getattr__(self, name):
        print("getattr", name)
        if name == "a":
            return 1
        raise AttributeError(name)


class Seq(collections.abc.Sequence):
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        print("len", end=" ")
        return len(self.items)

    def __getitem__(self, i):
        print(f"get {i}", end=" ")
        return self.items[i]


class Map(dict):
    def get(self, key, default=None):
        print("get", key, end=" ")
        return super().get(key, default)

    def __missing__(self, key):
        return "missing!"


for v in (2, 3):
    match v:
        case Even():
            print(v, "even")
        case _:
            print(v, "odd")
match Logged():
    case Logged(a=1, b=2):
        print("no")
    case Logged(1):
        print("positional")
match Seq(1, 2, 3):
    case [1, 2]:
        print("two")
    case [1, *rest, 3]:
        print("rest", rest)
match Map(k=1):
    case {"absent": x}:
        print("never")
    case {"k": 1}:
        print("found")
match defaultdict(list, a=1):
    case {"zz": x}:
        print("never")
    case {"a": x, **rest}:
        print(x, rest, type(rest).__name__)


@dataclass
class Expr:
    op: str
    args: list


@dataclass
class Num:
    value: int


def evaluate(e):
    match e:
        case Num(v):
            return v
        case Expr("+", [left, right]):
            return evaluate(left) + evaluate(right)
        case Expr("*", [*args]):
            product = 1
            for arg in args:
                product *= evaluate(arg)
            return product
        case Expr(op=op, args=args):
            return f"unknown {op} with {len(args)}"


print(evaluate(Expr("+", [Num(1), Expr("*", [Num(2), Num(3), Num(4)])])), evaluate(Expr("%", [])))
for subject in (deque([1, 2]), UserList([1, 2]), range(2), memoryview(b"ab"), OrderedDict(a=1), UserDict(a=1), Counter("aa"), collections.ChainMap({"a": 1}), b"ab", bytearray(b"ab"), {1, 2}, "ab", dict(a=2).keys(), array if (array := __import__("array").array("i", [1, 2])) else None):
    match subject:
        case [_, _]:
            print(type(subject).__name__, "sequence of two")
        case {"a": a}:
            print(type(subject).__name__, "mapping", a)
        case _:
            print(type(subject).__name__, "neither")


class TooMany:
    __match_args__ = ("x",)
    x = 1


class BadArgs:
    __match_args__ = ["x"]
    x = 1


class BadItem:
    __match_args__ = (5,)


class NoArgs: ...


def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)


def match_with(subject, cls, n):
    match subject:
        case cls(a) if n == 1:
            return "one"
        case cls(a, b):
            return "two"
        case cls(a, x=b):
            return "dup"
    return "none"


attempt(lambda: match_with(TooMany(), TooMany, 2))
attempt(lambda: match_with(BadArgs(), BadArgs, 1))
attempt(lambda: match_with(BadItem(), BadItem, 1))
attempt(lambda: match_with(NoArgs(), NoArgs, 1))
attempt(lambda: match_with(1, int, 2))
attempt(lambda: match_with(1, 5, 1))


def duplicate_key(k1, k2):
    class K: a, b = k1, k2
    match {"x": 1, "y": 2}:
        case {K.a: v, K.b: w}:
            return v, w
    return "no match"


attempt(lambda: duplicate_key("x", "y"))
attempt(lambda: duplicate_key("x", "x"))


def duplicate_attr():
    match TooMany():
        case TooMany(1, x=1):
            return 1


attempt(duplicate_attr)
