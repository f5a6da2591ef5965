import functools
import operator
from functools import partial, partialmethod, reduce, cmp_to_key, Placeholder


def f(a, b, c=3, *args, **kw):
    return a, b, c, args, kw


p = partial(f, 1, c=5)
print(p(2), p(2, c=6), p(2, z=7), p.func is f, p.args, p.keywords)
q = partial(p, 2, z=1)
print(q(), q.args, q.keywords, q.func is f, partial(int, base=2)("101"))
print(repr(partial(print, 1, sep="-")), partial(f)(1, 2), partial(partial(f, 1), 2)(3, 4))
hole = partial(f, Placeholder, 2, Placeholder, 9)
print(hole(1, 3), hole(1, 3, 4), partial(hole, "x")("y"), hole.args[0] is Placeholder, Placeholder)
for bad in (lambda: partial(), lambda: partial(5), lambda: hole(1), lambda: partial(f, 1, Placeholder), lambda: p(), lambda: partial(f, x=Placeholder)):
    try:
        print(bad())
    except TypeError as error:
        print(error)
p.attr = 5
print(p.__dict__, p.__doc__ is partial.__doc__)
import inspect, pickle, copy
print(inspect.signature(p), inspect.signature(hole), inspect.signature(partial(f, 1, 2)), copy.copy(p).attr, pickle.loads(pickle.dumps(partial(operator.add, 5)))(6))


class Cell:
    def __init__(self):
        self.alive = False

    def set_state(self, state, *, loud=False):
        self.alive = state
        return f"{state}{'!' if loud else ''}"

    on = partialmethod(set_state, True)
    off = partialmethod(set_state, False, loud=True)
    cls = partialmethod(classmethod(lambda cls, x: (cls.__name__, x)), 5)
    plain = partial(lambda *a: len(a))


c = Cell()
print(c.on(), c.alive, c.off(), c.alive, c.cls(), Cell.cls(), repr(Cell.__dict__["on"]).split("(")[0])
print(reduce(operator.add, [1, 2, 3]), reduce(lambda a, b: a * b, range(1, 6)), reduce(operator.add, [], "init"), reduce(lambda a, x: a + [x], "ab", []), reduce(operator.sub, [10], initial=100) )
try:
    reduce(operator.add, [])
except TypeError as error:
    print(error)
words = ["banana", "apple", "fig", "cherry"]
print(sorted(words, key=cmp_to_key(lambda a, b: len(a) - len(b))), max(words, key=cmp_to_key(lambda a, b: (a > b) - (a < b))), cmp_to_key(lambda a, b: 0)(1) == cmp_to_key(lambda a, b: 0)(2))
k = cmp_to_key(lambda a, b: a - b)
print(k(1) < k(2), k(2) >= k(2), k(5).obj)
try:
    k(1) < 5
except TypeError as error:
    print(error)
try:
    hash(k(1))
except TypeError as error:
    print(error)
compose = lambda *fs: reduce(lambda f, g: lambda x: f(g(x)), fs)
print(compose(str, abs, lambda x: x * 2)(-4), list(map(partial(pow, 2), range(5))), list(map(partial(operator.mul, 3), [1, 2])))
print(operator.itemgetter(1)("abc"), operator.itemgetter(0, 2)([1, 2, 3]), operator.attrgetter("real", "imag")(1 + 2j), operator.attrgetter("a.b")(type("X", (), {"a": type("Y", (), {"b": 5})})), operator.methodcaller("split", ",", maxsplit=1)("a,b,c"))
print(operator.itemgetter(slice(1, 3))("abcd"), repr(operator.itemgetter(1, 2)), repr(operator.attrgetter("a")), repr(operator.methodcaller("m", 1, k=2)), operator.concat([1], [2]), operator.contains([1], 1), operator.countOf([1, 1], 1), operator.indexOf([5, 6], 6), operator.truth([]), operator.is_not(1, None), operator.is_none(None))
print(operator.iadd([1], [2]), operator.setitem(l := [1, 2], 0, 9), l, operator.getitem(l, 1), operator.delitem(l, 0), l, operator.index(True), operator.call(max, 1, 5), operator.not_(0), operator.matmul.__name__, operator.lt(1, 2), operator.floordiv(7, 2), operator.inv(5), operator.xor(5, 1))
for bad in (lambda: operator.itemgetter(), lambda: operator.attrgetter(5), lambda: operator.methodcaller(), lambda: operator.itemgetter(5)([1]), lambda: operator.attrgetter("x.y")(1), lambda: operator.index(1.5), lambda: operator.concat(1, 2), lambda: operator.length_hint(1, "x")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
