import functools
from collections.abc import Mapping, Sequence
from numbers import Number


@functools.singledispatch
def show(value, depth=0):
    return f"object {value!r}"


@show.register
def _(value: int, depth=0):
    return f"int {value}"


@show.register(str)
def _(value, depth=0):
    return f"str {value}"


@show.register(list)
@show.register(tuple)
def _(value, depth=0):
    return "[" + ", ".join(show(v, depth + 1) for v in value) + f"]@{depth}"


@show.register
def show_mapping(value: Mapping, depth=0):
    return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in value.items()) + "}"


@show.register
def show_union(value: float | complex, depth=0):
    return f"inexact {value}"


@show.register(type(None))
def _(value, depth=0):
    return "nothing"


for v in (1, True, "s", [1, "a", (2.5,)], {"k": [None]}, 1j, None, {1}, object):
    print(show(v))
print(show.dispatch(bool) is show.registry[int], show.dispatch(set) is show.registry[object], show.dispatch(dict) is show_mapping)
print(sorted(t.__name__ for t in show.registry), show.__name__)


class Base:
    pass


class Derived(Base):
    pass


@show.register
def _(value: Base, depth=0):
    return "base"


print(show(Derived()))
show.register(Derived, lambda value, depth=0: "derived")
print(show(Derived()), show(Base()))


class Visitor:
    @functools.singledispatchmethod
    def visit(self, node):
        return f"{type(self).__name__} generic {node!r}"

    @visit.register
    def _(self, node: int):
        return f"int {node + 1}"

    @visit.register(str)
    def _(self, node):
        return f"str {node.upper()}"

    @functools.singledispatchmethod
    @classmethod
    def build(cls, value):
        return cls.__name__, value

    @build.register
    @classmethod
    def _(cls, value: int):
        return cls.__name__, "int", value


print(Visitor().visit(1), Visitor().visit("a"), Visitor().visit(2.5), Visitor.build("x"), Visitor.build(1), Visitor().build(2))
for bad in (lambda: show(), lambda: show.register(5), lambda: show.register(lambda v: v), lambda: functools.singledispatchmethod(5), lambda: Visitor().visit()):
    try:
        print(bad())
    except TypeError as error:
        print(str(error).split(" at 0x")[0])


class Weird(Mapping, Sequence):
    def __getitem__(self, i): return i
    def __iter__(self): return iter("ab")
    def __len__(self): return 2


@show.register
def _(value: Sequence, depth=0):
    return "sequence"


print(show(range(3)))
try:
    show(Weird())
except RuntimeError as error:
    print("Ambiguous dispatch" in str(error), len(str(error)))
