import functools

calls = []


@functools.lru_cache(maxsize=3)
def square(x):
    calls.append(x)
    return x * x


print([square(x) for x in (1, 2, 3, 1, 4, 2, 1)], calls, square.cache_info())
print(square.cache_parameters(), square.__wrapped__(9), square.cache_info().hits, square.cache_info())
square.cache_clear()
print(square.cache_info())


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(200), fib.cache_info())


@functools.lru_cache(typed=True)
def kind(x, y=0):
    return type(x).__name__


print(kind(1), kind(1.0), kind(True), kind.cache_info())


@functools.lru_cache
def untyped(x):
    return type(x).__name__


print(untyped(1), untyped(1.0), untyped(True), untyped("1"), untyped.cache_info())


@functools.lru_cache(maxsize=0)
def uncached(x):
    return x


print(uncached(1), uncached(1), uncached.cache_info())


@functools.lru_cache(None)
def keywords(*args, **kwargs):
    return args, tuple(kwargs.items())


print(keywords(1, a=2), keywords(1, a=2), keywords(a=2), keywords(1, b=1, a=2), keywords(1, a=2, b=1), keywords.cache_info())
for bad in (lambda: square([]), lambda: functools.lru_cache("x"), lambda: square(), lambda: keywords({})):
    try:
        bad()
    except TypeError as error:
        print(error)


@functools.lru_cache
def fails(x):
    calls.append("fails")
    raise ValueError(x)


calls.clear()
for _ in range(2):
    try:
        fails(1)
    except ValueError as error:
        print(error, calls, fails.cache_info())


class Service:
    def __init__(self, name):
        self.name = name

    @functools.lru_cache
    def compute(self, n):
        calls.append((self.name, n))
        return n * 2

    @functools.cached_property
    def expensive(self):
        calls.append("expensive")
        return [self.name]

    @staticmethod
    @functools.cache
    def static(x):
        return x


calls.clear()
s, t = Service("s"), Service("t")
print(s.compute(1), s.compute(1), t.compute(1), calls, Service.compute.cache_info())
print(s.expensive, s.expensive is s.expensive, s.__dict__, calls.count("expensive"), Service.static(3))
del s.expensive
print(s.expensive, calls.count("expensive"), type(Service.expensive).__name__, Service.expensive.attrname)
s.expensive = "set"
print(s.expensive, t.__dict__)


class Slotted:
    __slots__ = ()

    @functools.cached_property
    def value(self):
        return 1


try:
    Slotted().value
except TypeError as error:
    print(error)
