import sys

t = (1, "a", None)
print(t + (2,), t * 2, 0 * t, t[::-1], t[1:], t.index("a"), t.count(1), hash(t) == hash((1, "a", None)), t < (1, "b"), (1, 2) < (1, 2, 3), () < (1,), t == [1, "a", None], t != (1,), t is tuple(t), t[:] is t, (t * 1) is t, len(t), "a" in t, repr((1,)), repr(()), str(((1,), (2, 3))))
print((), *t, sep="|")
for bad in (lambda: t[5], lambda: t["x"], lambda: t + [1], lambda: t.index(99), lambda: t * 1.5, lambda: hash(([],)), lambda: t < [1], lambda: (1, "a") < (1, 2), lambda: tuple(5), lambda: t.append, lambda: tuple(1, 2), lambda: t()):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
cyclic = ([],)
cyclic[0].append(cyclic)
print(cyclic)


class T(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)

    def __repr__(self):
        return "T" + super().__repr__()


x = T(1, 2)
x.attr = 5
print(x, x + (3,), type(x + (3,)), x[:], type(x[:]), x == (1, 2), hash(x) == hash((1, 2)), x.attr, x * 2, tuple(x) is x, type(tuple(x)))
for r in (range(5), range(1, 10, 3), range(10, 0, -3), range(0), range(5, 5), range(-3, 3), range(0, 10 ** 20, 10 ** 19), range(True, 5)):
    print(r, list(r), len(r), r[::-1], bool(r), r == range(r.start, r.stop, r.step), r.count(4), 4 in r, 4.0 in r, "a" in r, list(reversed(r)) == list(r)[::-1], r[1:3] if r else "")
r = range(0, 100, 7)
print(r[3], r[-1], r[2:5], r[::2], r[10:2:-2], r.index(49), min(r), max(r), sum(r), sorted(r, reverse=True)[:2], hash(range(0)) == hash(range(3, 3)), range(0, 3, 2) == range(0, 4, 2), range(3) == [0, 1, 2], r.start, r.stop, r.step)
for bad in (lambda: r[99], lambda: r["a"], lambda: r.index(50), lambda: range(1, 2, 0), lambda: range(1.0), lambda: range(), lambda: range(1, 2, 3, 4), lambda: r + r, lambda: r < r, lambda: setattr(r, "start", 5), lambda: len(range(10 ** 30)), lambda: range(x=5), lambda: hash(range(3)) == hash(range(3)), lambda: range(10 ** 30)[10 ** 29], lambda: 10 ** 29 in range(10 ** 30)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
it = iter(range(3))
print(next(it), it.__length_hint__(), list(it), next(it, "end"), type(iter(range(10 ** 30))).__name__, next(iter(range(10 ** 30, 10 ** 31))), [i for i in range(10 ** 30, 10 ** 30 + 2)])
s = slice(1, 10, 2)
print(s, s.indices(5), s.indices(100), slice(-5, None).indices(10), slice(None, None, -1).indices(5), slice(5, -20, -2).indices(8), slice("a", "b").start, slice(5), slice(None) == slice(None, None), hash(slice(1, 2)) == hash(slice(1, 2)), slice(1, 2) < slice(1, 3), {slice(1): "hashable"}[slice(1)])
for bad in (lambda: slice(), lambda: slice(1, 2, 0).indices(5), lambda: slice("a").indices(5), lambda: s.indices(-1), lambda: s.indices("x"), lambda: setattr(s, "start", 1), lambda: slice(1, 2, 3, 4), lambda: slice(x=1), lambda: slice(1.5).indices(5), lambda: hash(slice([])), lambda: slice(1) < 5):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
a, (b, *c), *d, e = 1, (2, 3, 4), 5, 6, 7
print(a, b, c, d, e)
[p, q], [r1, *_] = "xy", {1}
print(p, q, r1)
first, *_, last = range(10)
print(first, last, _)
(*only,) = "abc"
print(only, [*range(2), *(3, 4)], (*"ab", *[]), {*(), *[1]})
i, lst = 0, [10, 20]
i, lst[i] = 1, "assigned left to right"
print(i, lst)
x = y = z = []
x.append(1)
print(y, z is x, (lambda *a: a)(*t, *t), sys.getsizeof(()), sys.getsizeof((1, 2)), sys.getsizeof(range(5)), sys.getsizeof(slice(1)))
print(tuple(i for i in range(3)), tuple({1: 2}), tuple("ab"), sum((1, 2), start=3), max((1, 5), (1, 3)), sorted((3, 1)), tuple[int, ...], isinstance((), tuple), tuple.__doc__.splitlines()[0], (1, 2).__getnewargs__())
