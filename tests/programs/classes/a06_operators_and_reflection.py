class Num:
    def __init__(self, v):
        self.v = v

    def __repr__(self):
        return f"Num({self.v})"


def install(cls, names, reflected=False):
    for name in names:
        def method(self, other, *rest, name=name):
            print(f"{type(self).__name__}.{name}({other!r}{''.join(', %r' % (r,) for r in rest)})", end=" ")
            return NotImplemented if reflected is None else f"{name}-result"

        setattr(cls, f"__{name}__", method)


BINARY = "add sub mul truediv floordiv mod pow matmul lshift rshift and or xor divmod".split()


class Left(Num): ...
class Right(Num): ...
class Refuses(Num): ...
class Inplace(Num): ...


install(Left, BINARY)
install(Right, ["r" + n for n in BINARY])
install(Refuses, BINARY, reflected=None)
install(Inplace, ["i" + n for n in BINARY if n != "divmod"])
import operator
for name in BINARY:
    function = divmod if name == "divmod" else getattr(operator, f"__{name}__")
    print(name, function(Left(1), 2))
    print(name, function(1, Right(2)))
    print(name, function(Refuses(1), Right(2)))
    try:
        function(Refuses(1), Num(2))
    except TypeError as error:
        print("->", error)
for name in BINARY[:-1]:
    print(name, getattr(operator, f"__i{name}__")(Inplace(1), 5))
x = Left(1)
x += 1
print(x)
print(pow(Left(2), 3, 5))


class Parent(Num):
    def __add__(self, other):
        return "Parent.__add__"

    def __radd__(self, other):
        return "Parent.__radd__"


class Child(Parent):
    def __radd__(self, other):
        return "Child.__radd__"


class Inherits(Parent):
    pass


print(Parent(1) + Child(2), Parent(1) + Inherits(2), Parent(1) + Parent(2), Child(1) + Parent(2), 5 + Parent(1))


class Cmp(Num):
    def __eq__(self, o): print("eq", self, o, end="; "); return NotImplemented
    def __lt__(self, o): print("lt", self, o, end="; "); return NotImplemented
    def __gt__(self, o): print("gt", self, o, end="; "); return "greater"
    def __le__(self, o): return self.v <= o.v


class SubCmp(Cmp):
    def __gt__(self, o): print("sub gt", self, o, end="; "); return "sub greater"


print(Cmp(1) == Cmp(2), Cmp(1) != Cmp(2), Cmp(1) < Cmp(2), Cmp(1) < SubCmp(2), Cmp(1) < 5 if False else "", Cmp(1) >= Cmp(0))
try:
    Cmp(1) < 5
except TypeError as error:
    print(error)


class Unary:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "invert"
    def __abs__(self): return "abs"
    def __round__(self, n=None): return f"round {n}"
    def __trunc__(self): return 5
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __float__(self): return 1.5
    def __complex__(self): return 2j
    def __bytes__(self): return b"bytes"


import math
u = Unary()
print(-u, +u, ~u, abs(u), round(u), round(u, 2), math.trunc(u), math.floor(u), math.ceil(u), float(u), complex(u), bytes(u), math.sqrt(u))
for bad in ("-Num(1)", "+Num(1)", "~Num(1)", "abs(Num(1))", "int(Num(1))", "float(Num(1))", "round(Num(1))", "Num(1)[0]", "Num(1)()", "len(Num(1))", "1 in Num(1)", "iter(Num(1))", "Num(1) @ 2", "2 @ Num(1)", "Num(1) ** 2", "divmod(1, Num(1))", "[1][Num(0)]", "'%d' % Num(1)", "reversed(Num(1))", "del Num(1)[0]", "Num(1)[0] = 1"):
    try:
        exec(bad)
    except TypeError as error:
        print(bad, "->", error)
