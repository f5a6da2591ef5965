import gc


class Owner:
    def __init__(self, value):
        self.value = value


target = object.__new__(type("Target", (), {}))
lst, dct, tup = [target], {"k": target}, (target,)
owner = Owner(target)


def names(objects):
    return sorted(type(o).__name__ for o in objects if o is not globals() and not (isinstance(o, list) and o is objects))


print(names(gc.get_referrers(target)))
del lst[0]
dct.clear()
print(names(gc.get_referrers(target)))
del owner
print(names(gc.get_referrers(target)))
print(gc.get_referents([1, "a", [2]]), gc.get_referents({"k": "v"}), gc.get_referents((1, 2)), gc.get_referents(5), gc.get_referents("s"), gc.get_referents([1], [2]))


def function(a=[1], *, b="kw"):
    return closure_target


def outer():
    closure_target = [9]

    def inner(d=[5]):
        return closure_target

    return inner


inner = outer()
print(sorted(type(o).__name__ for o in gc.get_referents(inner)), sorted(type(o).__name__ for o in gc.get_referents(function)), gc.get_referents(inner.__closure__[0]))
o = Owner([7])
print(sorted(map(repr, gc.get_referents(o)), key=len)[0], sorted(type(x).__name__ for x in gc.get_referents(o)))
print(sorted(type(x).__name__ for x in gc.get_referents(Owner)), gc.get_referents(iter([1])), gc.get_referents(zip([1], [2]))[0].__class__.__name__, gc.get_referents([].append), [type(x).__name__ for x in gc.get_referents(o.__init__)], gc.get_referents(slice([1], 2)), gc.get_referents(property(len)))


class Slots:
    __slots__ = ("a", "b")


s = Slots()
s.a = [1]
print(sorted(map(str, gc.get_referents(s)), key=len)[:1], len(gc.get_referents(s)))


def gen():
    local = [42]
    yield local


g = gen()
next(g)
print([x for x in gc.get_referents(g) if x == [42]], [42] in gc.get_referents(g))
e = ValueError([1])
e.__cause__ = KeyError()
print([type(x).__name__ for x in gc.get_referents(e)])
import functools, collections, weakref
print([type(x).__name__ for x in gc.get_referents(functools.partial(len, [1]))], gc.get_referents(collections.deque([[1], 2])), [type(x).__name__ for x in gc.get_referents(collections.defaultdict(list, a=1))], [type(x).__name__ for x in gc.get_referents(weakref.ref(o))])


def find_path(start, goal, limit=6):
    """Shortest chain of referents from start to goal."""
    seen, queue = {id(start)}, [[start]]
    while queue:
        path = queue.pop(0)
        for child in gc.get_referents(path[-1]):
            if child is goal:
                return [type(x).__name__ for x in path[1:] + [child]]
            if id(child) not in seen and len(path) < limit and gc.is_tracked(child):
                seen.add(id(child))
                queue.append(path + [child])


deep = {"a": [({"b": Owner(target)},)]}
print(find_path(deep, target))
print(gc.get_referrers(), gc.get_referents(), len(gc.get_referrers(tup)) >= 1)


def frame_holds():
    local = [123456]
    return [type(r).__name__ for r in gc.get_referrers(local)]


print(frame_holds())
m = {1: weakref.ref(o)}
print(gc.is_tracked(m), gc.get_referrers(o) == [] or names(gc.get_referrers(o)))
