"""FOR_ITER, COMPARE_OP, CONTAINS_OP, TO_BOOL, UNPACK_SEQUENCE with changing types."""


def total(it):
    out = []
    for v in it:
        out.append(v)
    return out


class Iter:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


def gen(n):
    for i in range(n):
        yield i


makers = [lambda: [1, 2], lambda: (1, 2), lambda: range(3), lambda: gen(3), lambda: Iter(2), lambda: {"a": 1}, lambda: "ab", lambda: {5}, lambda: b"ab", lambda: map(abs, [-1]), lambda: zip("a", "b"), lambda: [], lambda: range(2 ** 70, 2 ** 70 + 2), lambda: enumerate("x"), lambda: range(0, -3, -1), lambda: iter(range(5)), lambda: reversed([1, 2])]
for warm in makers[:5]:
    for _ in range(60):
        total(warm())
    print([total(m()) for m in makers])
try:
    total(5)
except TypeError as error:
    print(error)


def less(a, b):
    return a < b


def equal(a, b):
    return a == b


def branch(a, b):
    if a < b:
        return "less"
    return "not less"


class Cmp:
    def __lt__(self, other):
        return "truthy"

    def __gt__(self, other):
        return []

    def __eq__(self, other):
        return NotImplemented


pairs = [(1, 2), (2.5, 1.5), ("a", "b"), (1, 1.5), (10 ** 20, 5), ([1], [2]), (Cmp(), 1), (1, Cmp()), (True, 2), ("é", "z"), (float("nan"), 1.0), ((1, 2), (1, 3)), (2 ** 30, 2 ** 31), (-1, 0)]
for warm in ((1, 2), (1.0, 2.0), ("a", "b")):
    for _ in range(60):
        less(*warm), equal(*warm), branch(*warm)
    print([less(*p) for p in pairs], [equal(*p) for p in pairs], [branch(*p) for p in pairs])
    for bad in ((1, "a"), (None, 1), ({}, {})):
        try:
            less(*bad)
        except TypeError as error:
            print(error)


def contains(a, b):
    return a in b


class Contains:
    def __contains__(self, item):
        return item


cs = [(1, [1, 2]), (1, (2,)), ("a", {"a": 1}), (1, {1, 2}), ("b", "abc"), (5, range(10)), (0, Contains()), (3, Iter(5)), (2, frozenset([2])), (97, b"abc"), (1.0, {1: 2}), ("k", {}.keys())]
for warm in cs[2:4]:
    for _ in range(60):
        contains(*warm)
    print([contains(*c) for c in cs])
for bad in ((1, 5), (1, "abc"), ([], {1}), ([], {})):
    try:
        contains(*bad)
    except TypeError as error:
        print(error)


def truth(v):
    if v:
        return True
    return False


class Bool:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        return self.v


class Len:
    def __len__(self):
        return 0


values = [0, 1, "", "a", [], [0], None, True, False, 0.0, 1.5, {}, {1: 1}, (), object(), Bool(False), Bool(True), Len(), 10 ** 20, b"", set(), range(0), 0j]
for warm in (True, 1, "a", [], None, values[14]):
    for _ in range(60):
        truth(warm)
    print([truth(v) for v in values])
Bool.__bool__ = lambda self: True
print(truth(Bool(False)))
del Bool.__bool__
print(truth(Bool(False)))


def unpack(v):
    a, b = v
    return a, b


us = [(1, 2), [3, 4], "ab", {"x": 1, "y": 2}, range(2), gen(2), Iter(2), {5: 6, 7: 8}.items(), iter([1, 2]), b"xy"]
for warm in us[:3]:
    for _ in range(60):
        unpack(warm)
    print([unpack(m) for m in ((1, 2), [3, 4], "ab", {"x": 1, "y": 2}, range(2), gen(2), Iter(2))])
for bad in ((1,), (1, 2, 3), [1], "abc", 5, {}, gen(3)):
    try:
        unpack(bad)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


def swap(a, b):
    a, b = b, a
    return a, b


def store(container, key, value):
    container[key] = value
    return container


print([swap(i, -i) for i in range(3)])
for _ in range(60):
    store([1, 2], 0, 5)
print(store([1, 2], -1, 5), store({}, "k", 1), store(bytearray(b"ab"), 0, 99), store({}, 0, 0))
for bad in (((1, 2), 0, 5), ([1], 5, 0), ("s", 0, "x"), ([1], "k", 1), ({}, [], 1)):
    try:
        store(*bad)
    except Exception as error:
        print(type(error).__name__, error)


def mutate_while_iterating():
    lst, seen = [1, 2, 3, 4], []
    for v in lst:
        seen.append(v)
        if v == 2:
            lst.remove(1)
        if v == 4 and len(lst) < 6:
            lst.append(9)
    return seen


print([mutate_while_iterating() for _ in range(20)][-1])
