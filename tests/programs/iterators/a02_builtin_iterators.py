import operator


class Length:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError
        return i

    def __len__(self):
        return self.n


for name, it in (("list", iter([1, 2, 3])), ("tuple", iter((1, 2))), ("str", iter("ab")), ("dict", iter({1: 1})), ("range", iter(range(4))), ("bytes", iter(b"ab")), ("reversed", reversed([1, 2])), ("sequence", iter(Length(3))), ("reversed sequence", reversed(Length(2))), ("items", iter({1: 2}.items())), ("rev dict", reversed({1: 1, 2: 2})), ("enumerate", enumerate("a")), ("zip", zip("a")), ("map", map(abs, [1])), ("set", iter({1})), ("bytearray", iter(bytearray(b"x"))), ("memoryview", iter(memoryview(b"xy")))):
    print(f"{name:18}", type(it).__name__, operator.length_hint(it, -1), next(it), operator.length_hint(it, -1), list(it), operator.length_hint(it, -1), iter(it) is it)
d = {1: 1, 2: 2}
i = iter(d)
next(i)
d[3] = 3
for _ in range(2):
    try:
        next(i)
    except RuntimeError as error:
        print(error)
d = {1: 1, 2: 2}
i = iter(d)
next(i)
del d[1]
d[9] = 9
try:
    print(next(i), next(i, "end"))
except RuntimeError as error:
    print(error)
s = {1, 2}
i = iter(s)
s.add(3)
try:
    next(i)
except RuntimeError as error:
    print(error)
l = [1, 2, 3]
i = iter(l)
print(next(i))
l.clear()
print(next(i, "end"))
l.extend("xyz")
print(next(i, "stays exhausted"))
l = [1, 2, 3]
r = reversed(l)
next(r)
l.pop(0)
print(list(r))
i = iter([1, 2, 3, 4])
next(i)
print(i.__reduce__()[1:], iter(range(3)).__reduce__()[1:], enumerate("ab", 5).__reduce__()[1:], iter("ab").__reduce__()[1:], iter({1: 2}).__reduce__()[1])
i.__setstate__(3)
print(list(i))
import copy, pickle
i = iter([1, 2, 3])
next(i)
j, k = copy.copy(i), pickle.loads(pickle.dumps(i))
print(list(i), list(j), list(k))
e = enumerate("abc", start=-1)
print(next(e), list(e), list(enumerate("ab", 2 ** 63 - 1)))
z = zip([1, 2, 3], iter([1, 2]), strict=True)
print(next(z), next(z))
try:
    next(z)
except ValueError as error:
    print(error)
m = map(lambda a, b: (a, b), [1, 2, 3], "ab")
print(list(m), list(map(None, [])) if False else "", list(map(str, [])))
try:
    print(list(map(lambda a, b: a, [1], [2, 3], strict=True)))
except ValueError as error:
    print(error)
f = filter(lambda v: v > 1, [0, 1, 2, 3])
print(next(f), list(f), list(filter(None, [0, "", None, 1, [0]])))
calls = iter([1, 2, 3, 4])
sentinel = iter(lambda: next(calls), 3)
print(list(sentinel), next(sentinel, "done"), type(sentinel).__name__)
try:
    iter(5, 1)
except TypeError as error:
    print(error)
for bad in (lambda: next(5), lambda: iter(), lambda: zip(1), lambda: map(abs, 5), lambda: filter(1), lambda: reversed(), lambda: reversed("a", 1), lambda: enumerate("a", "b"), lambda: zip(strict=1, x=2), lambda: type(iter([]))(), lambda: dict(zip("a")), lambda: {}.items().__iter__().x):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(sum(map(len, ["a", "bb"])), list(zip(*[iter("abcdef")] * 2)), dict(enumerate("ab")), [*reversed(range(0, 10, 3))], list(reversed({"a": 1, "b": 2}.items())))
