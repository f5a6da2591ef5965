import sys

rc = sys.getrefcount
x = object()
print(rc(x), rc(object()))
y = x
print(rc(x))
container = [x, x, {"k": x}, (x,)]
print(rc(x), rc(container))
del y
print(rc(x))
container.pop()
print(rc(x))
container.clear()
print(rc(x))


def argument(a):
    return rc(a)


def two(a, b):
    return rc(a)


def local_alias(a):
    b = a
    c = [b]
    return rc(a), rc(b), rc(c)


def star(*args, **kwargs):
    return rc(args[0]), rc(args), rc(kwargs)


print(argument(x), two(x, x), local_alias(x), star(x), star(x, k=x), argument(object()))


def closure():
    v = object()

    def inner():
        return rc(v)

    return inner(), rc(v), rc(inner)


print(closure())


class C:
    def __init__(self, v=None):
        self.v = v

    def me(self):
        return rc(self)

    def via_arg(self, other):
        return rc(self), rc(other)


c = C(x)
print(rc(c), c.me(), c.via_arg(c), rc(x), rc(C), C().me(), C(x).me(), rc(c.__dict__), rc(x))
m = c.me
print(rc(c), m(), rc(m))
del m
print(rc(c))
c.self = c
print(rc(c))
del c.self
for i in [x]:
    print(rc(i), rc(x))
print(rc(i))
del i
lst = [object() for _ in range(3)]
print([rc(o) for o in lst], [rc(lst[i]) for i in range(3)], list(map(rc, lst)), rc(lst[0]))
a, b = lst[0], lst[0]
print(rc(a), rc(lst[0]))
a = b = None
t = (x, lst)
print(rc(t), rc(x), rc(lst))
d = {x: lst, "l": lst}
print(rc(x), rc(lst), rc(d), [rc(k) for k in d if k is x], [rc(v) for v in d.values()])
it = iter(lst)
print(rc(lst), rc(next(it)), rc(it))
del it, d, t
print(rc(lst), rc(x))


def generator(v):
    yield rc(v)
    w = v
    yield rc(v)


g = generator(x)
print(next(g), rc(x), next(g), rc(x), rc(g))
del g
print(rc(x))
try:
    raise ValueError(x)
except ValueError as e:
    print(rc(x), rc(e))
print(rc(x))
f = lambda v=x: rc(v)
print(rc(x), f(), rc(f))
del f
s = {x}
print(rc(x), rc(s))
s.discard(x)
import functools, weakref
p = functools.partial(rc, x)
print(p(), rc(x))
del p
w = weakref.ref(x) if False else weakref.ref(c)
print(rc(c), rc(w()), rc(w))
print(rc(x), rc(x if x else None), rc((x, x)[0]), (lambda q: rc(q))(x), (lambda: rc(x))(), rc([x][0]))
