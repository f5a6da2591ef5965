import operator


class Sequence:
    def __init__(self, *items):
        self.items = list(items)

    def __len__(self):
        print("len", end=" ")
        return len(self.items)

    def __getitem__(self, key):
        print(f"get[{key!r}]", end=" ")
        return self.items[key]


class Mapping:
    def __init__(self, **data):
        self.data = data

    def keys(self):
        print("keys()", end=" ")
        return self.data.keys()

    def __getitem__(self, key):
        return self.data[key]


class Everything:
    def __contains__(self, item):
        return "truthy"

    def __iter__(self):
        return iter([1])

    def __length_hint__(self):
        return 10

    def __reversed__(self):
        return "reversed result"

    def __missing__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)

    def __class_getitem__(cls, item):
        return cls.__name__, item


s = Sequence(10, 20, 30)
print(list(s))
print(20 in s)
print([*reversed(s)])
print(s[-1], s[1:], s[::2])
print(bool(s), bool(Sequence()))
a, b, c = s
print(a, b, c)
print(dict(Mapping(a=1)), {**Mapping(b=2)}, (lambda **k: k)(**Mapping(c=3)))
e = Everything()
print(5 in e, reversed(e), operator.length_hint(e), operator.length_hint(5, 99), Everything[int], Everything[int, str])
e[1] = 2
e[1:2, ...] = 3
del e["x"]
del e[::]


class BadLen:
    def __init__(self, value):
        self.value = value

    def __len__(self):
        return self.value


for value in (-1, "x", 1.5, 2 ** 100, None, True):
    try:
        print(len(BadLen(value)))
    except Exception as error:
        print(type(error).__name__, error)


class BadHint:
    def __init__(self, value):
        self.value = value

    def __iter__(self):
        return iter([1, 2])

    def __length_hint__(self):
        return self.value


for value in (-1, "x", NotImplemented, 5):
    try:
        print(list(BadHint(value)))
    except Exception as error:
        print(type(error).__name__, error)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


print([10, 20, 30][Index(1)], "abc"[Index(0):Index(2)], range(Index(3)), hex(Index(255)), [0] * Index(2), operator.index(Index(4)))
for bad in (lambda: [1][Index("x")], lambda: e.__class__.__name__[1.0], lambda: [1][Index(2 ** 100)], lambda: [1][2 ** 100:], lambda: operator.index(1.5), lambda: int(Index(7)), lambda: float(Index(7)), lambda: [1, 2].__getitem__(Index(1))):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Iter:
    def __init__(self, *results):
        self.results = list(results)

    def __iter__(self):
        return self

    def __next__(self):
        result = self.results.pop(0) if self.results else StopIteration("custom value")
        if isinstance(result, Exception):
            raise result
        return result


print(list(Iter(1, 2)), dict(Iter((1, 2), [3, 4])), sum(Iter(1, 2)))
try:
    list(Iter(1, KeyError("inside")))
except KeyError as error:
    print("propagated", error)
try:
    a, b = Iter(1)
except ValueError as error:
    print(error)
NoIter = type("NoIter", (Sequence,), {"__iter__": None, "__contains__": None})
for bad in (lambda: list(NoIter(1)), lambda: 1 in NoIter(1), lambda: [*NoIter()], lambda: int[str]):
    try:
        print(bad())
    except TypeError as error:
        print(error)
