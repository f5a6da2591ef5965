a = [1, 2, 3]
a[len(a):] = [4]
a[:0] = [0]
a[1:3] = []
print(a)
a[1:1] = range(3)
print(a, a.__len__(), a.__contains__(3), a.__getitem__(slice(1, 3)), a.__iadd__("xy"), a.__imul__(2), a)
for sl, value in ((slice(0, 4, 2), [9, 9]), (slice(None, None, -3), "abcd"), (slice(5, 2), [7]), (slice(100, 200), ["end"]), (slice(-1, None), ()), (slice(0, 6, 2), [1]), (slice(0, 2), 5), (slice(0, 2, 2), 5), (slice("a", 2), [])):
    b = list(range(10))
    try:
        b[sl] = value
        print(sl, b)
    except Exception as error:
        print(sl, type(error).__name__, error)
for sl in (slice(2, 5), slice(None, None, 2), slice(None, None, -2), slice(8, 2, -3), slice(5, 1), slice(-3, None)):
    b = list(range(10))
    del b[sl]
    print(sl, b)
c = [3, 1, 2]
print(c.sort(), c, c.reverse(), c, c.copy() is c, c.index(2, 1), c.index(1, -3, 3), c * 0, 2 * c, [] * 5, c == [3, 2, 1], c > [3, 1], c != (3, 2, 1), [1, 2] < [1, 2, 0], [[]] > [])
d = [1, 2, 3]
d.extend(d)
d += d
print(d, d.count(2))
d.extend(x for x in d[:2])
d[2:4] = d
print(len(d))
e = [1, 2, 3]
e.insert(-100, "first")
e.insert(100, "last")
e.insert(-1, "before last")
print(e, e.pop(-2), e.pop(0), e)


class Evil:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False


v = []
v.extend([Evil(v), 1, 2])
print(5 in v, v)
v = [1, 2, 3]
v.extend([Evil(v), 4])
try:
    print(v.index(99), v)
except ValueError as error:
    print(error, v)


class Sub(list):
    def __getitem__(self, i):
        return f"item {super().__getitem__(i)}"

    def append(self, x):
        super().append(x * 2)

    def __iter__(self):
        return iter(["custom iteration"])


s = Sub([1, 2])
s.append(3)
print(s[0], s, list(s), [*s], s[:2], sorted(s), len(s), s.copy(), type(s.copy()), s + [1], type(s * 2), s == [1, 2, 6])
print(list.__new__(list), list((1, 2)), list({3: 1}), list(b"ab"), [].__init__([1]), list("ab").__repr__())
x = [1]
x.__init__([5, 6])
print(x, [1, [2, [3]]].__str__(), repr([None, True, "a'b", 1.0]), [[1] * 2] * 2)
grid = [[0] * 2] * 2
grid[0][0] = 1
print(grid, [i for i in [1, 2, 3] if i != 2], any([]), sum([[1], [2]], []))
try:
    a.sort(key=lambda v: 1 / 0)
except ZeroDivisionError as error:
    print(error, a)
stable = sorted([(1, "b"), (0, "z"), (1, "a"), (0, "y")], key=lambda t: t[0])
print(stable, sorted(stable, reverse=True, key=lambda t: t[0]), sorted([1, 2, 3], key=lambda v: -v), sorted("bca", reverse=True))
big = [(i * 7919) % 1009 for i in range(1009)]
print(sorted(big) == list(range(1009)), sorted(big, reverse=True)[:3], sorted(range(50), key=lambda v: v % 7)[:10])
mixed = [1, 2.5, True, -3]
mixed.sort()
print(mixed, min(mixed), max([[1, 2], [1, 3]]), sorted([[2], [1, 5], []]), sorted([(1, None), (0, None)]))
import sys
print([sys.getsizeof([0] * n) for n in (0, 1, 4, 10)], sys.getsizeof([]), sys.getsizeof(list(range(10))))
growth = []
g = []
for i in range(20):
    size = sys.getsizeof(g)
    if size not in growth:
        growth.append(size)
    g.append(i)
print(growth)
print(hash((1, 2)) == hash((1, 2)), list.__hash__, list.__doc__.splitlines()[0], list.append.__doc__, [].append.__self__, list[int], list.__class_getitem__(str))
