"""One call site, many kinds of callable."""


def call0(f):
    return f()


def call1(f, a):
    return f(a)


def call2(f, a, b):
    return f(a, b)


def callkw(f, a):
    return f(a, key=2)


def callstar(f, args, kw):
    return f(*args, **kw)


def method(o, a):
    return o.m(a)


def py1(a):
    return ("py1", a)


def py1_default(a, b="default"):
    return (a, b)


def py_star(*args, **kw):
    return args, kw


def py_kw(a, *, key=None):
    return a, key


class C:
    def __init__(self, *a, **k):
        self.a = a, k

    def m(self, a):
        return ("C.m", a)

    def __call__(self, *a, **k):
        return ("called", a, k)

    @classmethod
    def cm(cls, a):
        return cls.__name__, a

    @staticmethod
    def sm(a):
        return "sm", a

    def __repr__(self):
        return f"C{self.a}"


class NoInit: ...


class WithNew:
    def __new__(cls, *args):
        return ("new", args)


class Meta(type):
    def __call__(cls, *args):
        return ("meta call", args)


class WithMeta(metaclass=Meta): ...


def gen(a):
    yield a


async def co(a):
    return a


class MList:
    def __init__(self):
        self.m = [].append


class MClass:
    m = C


class MStatic:
    m = staticmethod(lambda a: ("static", a))


class MInstance:
    def __init__(self):
        self.m = lambda a: ("instance lambda", a)


class MBuiltin:
    m = len


class MStr(str):
    pass


def attempt(f, *args):
    try:
        result = f(*args)
        return result if not hasattr(result, "send") else (result.close(), type(result).__name__)[1]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


import functools
c = C()
ones = [py1, py1_default, py_star, py_kw, C, c, c.m, C.cm, c.cm, C.sm, lambda a: ("lambda", a), len, str, list, type, abs, repr, [].append, "sep".join, functools.partial(py1_default, b="p"), gen, co, NoInit, WithNew, WithMeta, isinstance, print, dict.fromkeys, int, tuple, C.m, py1.__call__, functools.lru_cache(py1), 5, None]
for warm in (py1, C, len, c.m, str, [].count):
    for _ in range(60):
        attempt(call1, warm, "ab")
    print(getattr(warm, "__name__", warm))
    for f in ones:
        print("  ", getattr(f, "__name__", type(f).__name__), attempt(call1, f, "ab"))
zeros = [lambda: 1, py_star, C, c, list, dict, NoInit, py1, len, gen, tuple, object, str, int, [1].pop, {}.items]
for warm in (zeros[0], C, list, zeros[-2]):
    for _ in range(60):
        attempt(call0, warm)
    print([str(attempt(call0, f)).split(" at 0x")[0] for f in zeros])
twos = [max, isinstance, py1_default, py_star, C, lambda a, b: a, py1, pow, getattr, divmod, c, range, int, type("T", (), {"__init__": lambda s, a, b: None})]
for warm in (isinstance, py1_default, max):
    for _ in range(60):
        attempt(call2, warm, 5, int if warm is isinstance else 3)
    print([str(attempt(call2, f, 5, 3)).split(" object at 0x")[0] for f in twos], attempt(call2, isinstance, 5, int))
kws = [py_kw, py_star, C, c, py1, sorted, dict, lambda a, key: (a, key), max, functools.partial(py_kw), print]
for warm in (py_kw, C, dict):
    for _ in range(60):
        attempt(callkw, warm, [1])
    print([attempt(callkw, f, [3, 1]) for f in kws])
for warm in (py_star, C):
    for _ in range(60):
        attempt(callstar, warm, (1,), {"k": 2})
    print([attempt(callstar, f, a, k) for f in (py_star, C, py1, dict, max) for a, k in (((1,), {}), ([1, 2], {"k": 3}), ((), {}), ("ab", {}), (5, {}), ((), 5))])
methods = [c, MClass(), MStatic(), MInstance(), MBuiltin(), MList(), C(1), NoInit(), 5]
for warm in (c, methods[3], methods[5]):
    for _ in range(60):
        attempt(method, warm, "ab")
    print([attempt(method, o, "xy") for o in methods])
py1.__code__ = (lambda a: ("new code", a)).__code__
print(call1(py1, 5))
py1_default.__defaults__ = ("changed default",)
print([call1(py1_default, 1) for _ in range(3)])
C.__init__ = lambda self, *a: setattr(self, "a", "new init")
print(call1(C, 1))
C.__new__ = lambda cls, *a: ("C.__new__", a)
print(call1(C, 1))
