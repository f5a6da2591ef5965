"""A trace of counts through calls, frames, descriptors, exceptions and generators."""

import sys

rc = sys.getrefcount


class Desc:
    def __get__(self, obj, owner):
        return rc(obj)

    def __set__(self, obj, value):
        obj.seen = rc(obj), rc(value)


class Thing:
    d = Desc()

    @property
    def prop(self):
        return rc(self)

    def __call__(self):
        return rc(self)

    def __getitem__(self, key):
        return rc(self), rc(key)

    def __add__(self, other):
        return rc(self), rc(other)

    def __eq__(self, other):
        return rc(self), rc(other)

    def __len__(self):
        return rc(self)

    def __getattr__(self, name):
        return rc(self)

    def __contains__(self, item):
        print("contains", rc(self), rc(item))
        return True

    def __iter__(self):
        yield rc(self)

    def __enter__(self):
        return rc(self)

    def __exit__(self, *a):
        print("exit", rc(self))

    def __hash__(self):
        print("hash", rc(self))
        return 1

    def __bool__(self):
        print("bool", rc(self))
        return True

    def __str__(self):
        return f"str {rc(self)}"

    @classmethod
    def cm(cls, o):
        return rc(o)

    @staticmethod
    def sm(o):
        return rc(o)


t, k = Thing(), object()
print(t.d, t.prop, t(), t[k], t + k, t == k, len(t), t.missing, [*t], str(t), f"{t}", "%s" % t, t.cm(k), t.sm(k), Thing.sm(t))
t.d = k
print(t.__dict__["seen"])
k in t
with t as entered:
    print(entered)
{t: 1}
{t}
if t: pass
not t
print(Thing()(), Thing().prop, Thing()[k], Thing().d, Thing() + Thing(), Thing.sm(Thing()), str(Thing()))
print(list(map(rc, [t, k])), [rc(v) for v in (t, k)], [*map(lambda o: rc(o), [k])], sorted([t], key=rc) == [t], max([k], key=rc) is k)


def default(o=k):
    return rc(o)


def kwonly(*, o):
    return rc(o)


def many(a, b, c):
    return rc(a), rc(b), rc(c)


def varargs(*args):
    return rc(args[0])


def kwargs(**kw):
    return rc(kw["o"])


def deleted(o):
    result = rc(o)
    p = o
    result = result, rc(o)
    del p
    return result + (rc(o),)


def nested(o):
    def inner():
        return rc(o)

    return inner(), rc(o)


def looped(o):
    out = []
    for _ in range(2):
        p = o
        out.append(rc(o))
    return out


def tried(o):
    try:
        raise KeyError(o)
    except KeyError as e:
        return rc(o), rc(e), rc(e.args)


def gen(o):
    yield rc(o)
    x = [o]
    yield rc(o)
    del x
    yield rc(o)


async def co(o):
    return rc(o)


print(default(), kwonly(o=k), many(k, k, k), varargs(k), varargs(*[k]), kwargs(o=k), kwargs(**{"o": k}), deleted(k), nested(k), looped(k), tried(k), list(gen(k)))
try:
    co(k).send(None)
except StopIteration as stop:
    print(stop.value)
print(rc(k), rc(t), default.__call__(), getattr(t, "prop"), (lambda o: (lambda p: rc(p))(o))(k), [rc(k) for _ in range(1)], {rc(k) for k in [k]}, (lambda: rc(k))(), eval("rc(k)"), (k, rc(k))[1], [k, k, rc(k)][2])
import functools, operator, itertools
print(functools.partial(varargs, k)(), functools.reduce(lambda a, b: rc(a), [k, k]), operator.itemgetter(0)([k]) is k, next(itertools.starmap(default, [(k,)])), list(itertools.chain([k]))[0] is k, rc(k))
print(next(filter(lambda o: print("filter", rc(o)) or True, [k])) is k, rc(next(iter([k]))), rc(next(zip([k]))[0]), rc([k][0]), rc({"k": k}["k"]), rc((k,)[0]), rc(k if k else t))
exec("def g(o):\n    return rc(o)\nprint(g(k), rc(k))")
print(rc(sys._getframe()), rc(sys._getframe().f_locals) > 0, rc(t.sm), rc(t.cm), rc(Thing.prop), rc(t.__dict__), rc(type(t)))
