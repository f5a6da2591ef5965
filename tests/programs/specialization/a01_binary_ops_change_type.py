"""Each operator site runs hot with one pair of types, then with others."""


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def mul(a, b):
    return a * b


def subscript(a, b):
    return a[b]


def inplace(a, b):
    a += b
    return a


class Num:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return ("add", self.v, other)

    def __radd__(self, other):
        return ("radd", other, self.v)

    def __mul__(self, other):
        return "mul"

    def __getitem__(self, key):
        return ("getitem", key)

    def __iadd__(self, other):
        self.v += 1
        return self

    def __repr__(self):
        return f"Num({self.v})"


class IntSub(int):
    def __add__(self, other):
        return "IntSub.__add__"


class StrSub(str):
    def __add__(self, other):
        return "StrSub.__add__"


class ListSub(list):
    def __getitem__(self, key):
        return f"ListSub[{key}]"


class DictSub(dict):
    def __missing__(self, key):
        return f"missing {key}"


def hot(function, *args):
    for _ in range(100):
        function(*args)


adds = [(1, 2), (1.5, 2.5), ("a", "b"), (1, 2.5), (2.5, 1), ([1], [2]), ((1,), (2,)), (2 ** 62, 2 ** 62), (10 ** 20, 1), (-5, 5), (Num(1), 2), (2, Num(1)), (IntSub(1), 2), (2, IntSub(1)), (StrSub("x"), "y"), ("y", StrSub("x")), (True, True), (b"a", b"b"), (1j, 2)]
for warm in adds[:5]:
    hot(add, *warm)
    print(warm, [add(*pair) for pair in adds])
for pair in ((1, "a"), ("a", 1), (None, 1), (1, None), ([], ()), ({}, {})):
    hot(add, 1, 2)
    try:
        print(add(*pair))
    except TypeError as error:
        print(error)
for function, pairs in ((sub, [(5, 3), (5.0, 3.0), (5, 3.0), ({1, 2}, {2}), (10 ** 20, 1), (0, 2 ** 63)]), (mul, [(5, 3), (1.5, 2.0), ("ab", 3), (3, "ab"), ([1], 2), (2 ** 40, 2 ** 40), (Num(1), 2), (True, 5)])):
    for warm in pairs:
        hot(function, *warm)
        print(function.__name__, [function(*pair) for pair in pairs])
subs = [([1, 2, 3], 1), ((1, 2, 3), 2), ({"k": "v"}, "k"), ("abc", 1), ([1, 2, 3], -1), ("abc", -1), ([1, 2, 3], True), (Num(1), "key"), (ListSub([1]), 0), (DictSub(), "zz"), (b"abc", 0), (range(5), 3), ([1, 2, 3], slice(1, 3)), ("é日😀", 2), ({1: "int key"}, 1), ({1: "x"}, 1.0), (memoryview(b"ab"), 1), (list, int)]
for warm in subs[:7]:
    hot(subscript, *warm)
    print([subscript(*pair) for pair in subs])
for pair in (([1], 5), ([1], -5), ((), 0), ({}, "k"), ("a", 9), ([1], "x"), (5, 0), (None, 0), ([1], 2 ** 70)):
    hot(subscript, [1, 2], 0)
    try:
        print(subscript(*pair))
    except Exception as error:
        print(type(error).__name__, error)
for pair in ((1, 2), ("a", "b"), (1.5, 1), (Num(1), 5), ([1], [2]), ("é", "x")):
    hot(inplace, "s", "t")
    print(inplace(*pair))


def accumulate(values):
    total = values[0]
    for v in values[1:]:
        total = total + v
    return total


print(accumulate(list(range(50))), accumulate([0] * 20 + [0.5] + [1] * 20), accumulate([1, 2, 2 ** 62, 2 ** 62, 1]), accumulate(["a"] * 10 + ["é"] + ["😀"]))


def string_building(n):
    s = ""
    t = s
    for i in range(n):
        s += str(i)
        if i == n // 2:
            t = s
    return t, s


print(string_building(20))
