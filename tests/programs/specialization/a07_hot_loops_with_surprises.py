"""Hot loops in which something changes in the middle."""


class Account:
    rate = 2

    def __init__(self):
        self.value = 0

    def add(self, n):
        self.value += n
        return self.value


def run(account, steps):
    out = []
    for i in range(steps):
        if i == 50:
            Account.add = lambda self, n: "replaced"
        if i == 60:
            del Account.add
        if i == 70:
            account.add = lambda n: "instance"
        try:
            out.append(account.add(1))
        except AttributeError as error:
            out.append(str(error))
    return out[48:52], out[59:62], out[69:72], account.value


original = Account.add
print(run(Account(), 80))
Account.add = original


def exceptions_in_loop():
    hits = 0
    for i in range(200):
        try:
            1 / (i % 50)
        except ZeroDivisionError:
            hits += 1
    return hits


def recursion_and_specialisation(n, kind=int):
    if n == 0:
        return kind(0)
    return kind(1) + recursion_and_specialisation(n - 1, float if n == 50 else kind)


def polymorphic(items):
    return [item.value for item in items]


class P1:
    value = "class attr"


class P2:
    def __init__(self):
        self.value = "instance attr"


class P3:
    @property
    def value(self):
        return "property"


class P4:
    __slots__ = ("value",)

    def __init__(self):
        self.value = "slot"


class P5:
    def __getattr__(self, name):
        return f"getattr {name}"


items = [cls() for _ in range(20) for cls in (P1, P2, P3, P4, P5)]
values = polymorphic(items)
print(values[:5], values == values[:5] * 20, exceptions_in_loop(), recursion_and_specialisation(100))


def closures_change():
    n = 0

    def f():
        return n + 1

    out = []
    for i in range(100):
        n = i if i < 50 else float(i) if i < 75 else "s"
        try:
            out.append(f())
        except TypeError as error:
            out.append(str(error))
    return out[48:52], out[74:76]


def trace_in_middle():
    import sys

    lines = []

    def tracer(frame, event, arg):
        if frame.f_code is body.__code__:
            lines.append(event)
            return tracer

    def body(i):
        x = i * 2
        return x

    for i in range(100):
        if i == 50:
            sys.settrace(tracer)
        if i == 52:
            sys.settrace(None)
        body(i)
    return lines


def builtin_shadowed_midway():
    out = []
    for i in range(100):
        out.append(abs(-i))
        if i == 50:
            globals()["abs"] = lambda v: "shadowed"
        if i == 60:
            del globals()["abs"]
    return out[49:53], out[60:63]


def generator_switching():
    def ints():
        for i in range(100):
            yield i if i < 50 else str(i)

    total = ""
    for v in ints():
        total = total + v if isinstance(v, str) and isinstance(total, str) else v if not isinstance(total, int) else total + v if isinstance(v, int) else v
    return total


def gc_in_middle():
    import gc

    keep = []
    for i in range(300):
        node = {"i": i, "self": None}
        node["self"] = node
        if i % 50 == 0:
            gc.collect()
            keep.append(node["i"])
    return keep


def subclass_of_int_appears():
    class I(int):
        def __add__(self, other):
            return "I.__add__"

        def __lt__(self, other):
            return "I.__lt__"

    out = []
    for i in range(100):
        v = i if i != 50 else I(i)
        out.append((v + 1, v < 5))
    return out[49:52]


def deep_then_shallow(n):
    def r(k):
        return k if k == 0 else r(k - 1)

    return [r(k) for k in (500, 1, 500, 2)]


print(closures_change(), trace_in_middle(), builtin_shadowed_midway(), generator_switching(), gc_in_middle(), subclass_of_int_appears(), deep_then_shallow(1))
import sys
code_before = closures_change.__code__.co_code
closures_change()
print(closures_change.__code__.co_code == code_before)


def unboxed(n):
    a, b = 0.0, 1.0
    for i in range(n):
        a, b = b, a + b
        if i == 70:
            a = int(a)
    return a, b


print(unboxed(80), unboxed(71))


def overflow(n):
    v = 1
    for _ in range(n):
        v = v * 3
    return v


print([overflow(k) for k in (10, 38, 39, 40, 41, 60)])


def shifting():
    return [1 << k >> (k - 1) for k in range(1, 130, 16)], [(-1 << k) // 3 for k in range(0, 100, 33)]


print(shifting())
