import sys


def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


def forever():
    return forever()


limit = sys.getrecursionlimit()
print(limit, 900 < depth() < 1000)
try:
    forever()
except RecursionError as error:
    print(type(error).__name__, error, issubclass(RecursionError, RuntimeError))
sys.setrecursionlimit(200)
print(150 < depth() < 200)
sys.setrecursionlimit(limit)
for bad in (0, -1, "a"):
    try:
        sys.setrecursionlimit(bad)
    except Exception as error:
        print(type(error).__name__, error)


def deep_sum(n):
    return n + deep_sum(n - 1) if n else 0


print(deep_sum(900))


class Loop:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name)

    def __eq__(self, other):
        return self == other

    def __call__(self):
        return self()

    def __hash__(self):
        return hash(self)

    def __add__(self, other):
        return self + other

    def __iter__(self):
        return iter(self)

    def __len__(self):
        return len(self)


for action in (lambda l: repr(l), lambda l: l.x, lambda l: l == 1, lambda l: l(), lambda l: hash(l), lambda l: l + 1, lambda l: iter(l), lambda l: len(l)):
    try:
        action(Loop())
    except RecursionError as error:
        print("RecursionError", str(error).startswith("maximum recursion depth exceeded"))


def mutual_a(n):
    return "done" if n == 0 else mutual_b(n - 1)


def mutual_b(n):
    return "done" if n == 0 else mutual_a(n - 1)


print(mutual_a(500))


def generator(n):
    if n:
        yield from generator(n - 1)
    yield n


print(sum(generator(200)))
nested = []
for _ in range(50):
    nested = [nested]
print(repr(nested).count("["), nested == nested)
a, b = [], []
a.append(b)
b.append(a)
print(a, b)
try:
    a == b
except RecursionError as error:
    print(type(error).__name__)
d = {}
d["d"] = [d, (d,)]
print(d)
import functools


@functools.lru_cache(None)
def cached(n):
    return 1 if n == 0 else cached(n - 1) + 1


print(cached(100), cached(200), cached(300))


def cleanup(n):
    try:
        return cleanup(n + 1)
    finally:
        counts.append(1)


counts = []
try:
    cleanup(0)
except RecursionError:
    print(900 < len(counts) < 1001)


class Deep:
    def __init__(self, child):
        self.child = child


chain = None
for _ in range(20000):
    chain = Deep(chain)
del chain
nested = None
for _ in range(20000):
    nested = (nested,)
del nested
nested = None
for _ in range(20000):
    nested = [nested]
nested = {"k": nested}
del nested
print("deep structures freed")
print(sorted([3, 1, 2], key=lambda v: deep_sum(50) + v), list(map(deep_sum, [1, 2, 3])))
