import sys

size = sys.getsizeof
for value in (0, 1, -1, 2 ** 29, 2 ** 30, 2 ** 60, 2 ** 100, 1.5, 1j, True, None, ..., NotImplemented, "", "a", "abc", "é", "日", "😀", "a" * 100, "é" * 100, "日" * 100, b"", b"abc", (), (1,), (1, 2, 3), [], [1], [1, 2, 3], {}, {"a": 1}, set(), {1}, {1, 2, 3, 4, 5, 6}, frozenset(), range(3), slice(1), object(), int, type, len, bytearray(), bytearray(b"abc"), memoryview(b"x"), ValueError(), Exception("x"), (x for x in ()), iter([]), enumerate([]), zip(), map(len, []), reversed([]), property(), staticmethod(len), classmethod(len), super):
    print(type(value).__name__, repr(value)[:12] if not isinstance(value, type(iter([]))) and " at " not in repr(value) else "", size(value), end="; ")
print()


class Plain: ...


class WithAttrs:
    def __init__(self):
        self.a = self.b = 1


class Slots:
    __slots__ = ("a", "b", "c")


class SlotsDict:
    __slots__ = ("a", "__dict__")


class SubInt(int): ...
class SubList(list): ...
class SubStr(str): ...
class SubDict(dict): ...
class SubTuple(tuple): ...


for o in (Plain(), WithAttrs(), Slots(), SlotsDict(), SubInt(5), SubList(), SubStr("a"), SubDict(), SubTuple((1, 2))):
    print(type(o).__name__, size(o), o.__sizeof__(), size(o.__dict__) if hasattr(o, "__dict__") else "no dict", type(o).__basicsize__, type(o).__itemsize__, type(o).__dictoffset__, type(o).__weakrefoffset__)


def f(a, b=1, *c):
    return lambda: a


print(size(f), size(f.__code__) > 100, size(f(1)), size(f(1).__closure__[0]), size(Plain().__init__), size([].append), size(f.__get__(1)))
print([size([None] * n) for n in range(9)], [size(list(range(n))) for n in range(9)], [size([i for i in range(n)]) for n in range(9)])
print([size(tuple(range(n))) for n in range(5)], [size("x" * n) for n in range(5)], [size({i: i for i in range(n)}) for n in (0, 1, 5, 6, 10, 11, 21, 22, 50)], [size({str(i): i for i in range(n)}) for n in (1, 5, 6, 11)], [size(set(range(n))) for n in (0, 4, 5, 20, 77)])
lst, sizes = [], []
for i in range(40):
    lst.append(i)
    sizes.append(size(lst))
print(sizes)
while lst:
    lst.pop()
    sizes.append(size(lst))
print(sizes[40:])
d, sizes = {}, []
for i in range(50):
    d[i] = i
    sizes.append(size(d))
print(sorted(set(sizes)))
ba = bytearray()
sizes = []
for i in range(20):
    ba.append(i)
    sizes.append(size(ba))
print(sizes)


class Custom:
    def __sizeof__(self):
        return 1000


class BadSize:
    def __sizeof__(self):
        return self.value


print(size(Custom()), size(5, "default"))
for value in (-1, "x", 1.5):
    BadSize.value = value
    try:
        print(size(BadSize()), size(BadSize(), "d"))
    except Exception as error:
        print(type(error).__name__, error)
try:
    size()
except TypeError as error:
    print(error)
print(object.__basicsize__, type.__basicsize__, dict.__basicsize__, (lambda: 0).__class__.__basicsize__, type(sys._getframe()).__basicsize__, BaseException.__basicsize__, type((lambda: (yield))()).__basicsize__)
