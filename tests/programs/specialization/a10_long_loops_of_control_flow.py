"""Loops long enough that native stack kept by an instruction would be noticed."""

G = 0
l, d, t, t3, t1, k1, s, ll = [1, 2], {1: 2}, (1, 2), (1, 2, 3), (1,), {"a": 1}, "q", []


def f(a):
    return a


class C:
    def __init__(self):
        self.x = 1

    def m(self):
        return 1

    @property
    def p(self):
        return 1


class D:
    def __init__(self, a):
        self.a = a


class E(C):
    def m(self):
        return super().m()


class Manager:
    def __enter__(self):
        return 1

    def __exit__(self, *a):
        return None


def gg():
    yield 1
    yield 2


def endless():
    x = 0
    while True:
        x = yield x


async def co():
    return 1


def yf():
    yield from [1, 2]


def make():
    z = 1

    def cl():
        return z

    return cl


o, o2, cm, cl, g, sg = C(), E(), Manager(), make(), endless(), endless()
o.c = o
next(sg)


def gen_next_(n):
    for i in range(n):
        next(g)


def for_gen_(n):
    for i in range(n):
        for _ in gg():
            pass


def send_(n):
    for i in range(n):
        sg.send(i)


def yield_from_(n):
    for i in range(n):
        y = list(yf())


def coroutine_(n):
    for i in range(n):
        try:
            co().send(None)
        except StopIteration:
            pass


def try_(n):
    for i in range(n):
        try:
            y = 1
        except ValueError:
            pass


def raise_(n):
    for i in range(n):
        try:
            raise ValueError
        except ValueError:
            pass


def with_(n):
    for i in range(n):
        with cm:
            pass


def match_(n):
    for i in range(n):
        match i:
            case 1:
                pass
            case int():
                pass


def match_map_(n):
    for i in range(n):
        match d:
            case {"k":
                1}: pass
            case [x, y]:
                pass


def assert_(n):
    for i in range(n):
        assert i >= 0


def while_(n):
    for i in range(n):
        while False:
            pass


def getattr_(n):
    for i in range(n):
        o.x


def setattr_(n):
    for i in range(n):
        o.x = i


def delattr_(n):
    for i in range(n):
        o.z = 1
        del o.z


def property_(n):
    for i in range(n):
        o.p


def aug_attr_(n):
    for i in range(n):
        o.x += 1


def deep_attr_(n):
    for i in range(n):
        y = o.c.c


def global_store_(n):
    global G
    for i in range(n):
        G = i


def isinstance_cls_(n):
    for i in range(n):
        isinstance(o, C)


def classdef_(n):
    for i in range(n):
        class Q:
            pass


def import_(n):
    for i in range(n):
        import sys


for function, count in (
    (gen_next_, 400_000),
    (for_gen_, 400_000),
    (send_, 400_000),
    (yield_from_, 400_000),
    (coroutine_, 400_000),
    (try_, 400_000),
    (raise_, 400_000),
    (with_, 400_000),
    (match_, 400_000),
    (match_map_, 200_000),
    (assert_, 400_000),
    (while_, 400_000),
    (getattr_, 400_000),
    (setattr_, 400_000),
    (delattr_, 400_000),
    (property_, 400_000),
    (aug_attr_, 400_000),
    (deep_attr_, 400_000),
    (global_store_, 400_000),
    (isinstance_cls_, 400_000),
    (classdef_, 20_000),
    (import_, 100_000),
):
    function(count)
    print(function.__name__.strip("_"), "ran")
