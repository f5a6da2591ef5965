d = dict(a=1, b=2)
d.update(b=3, c=4)
d |= {"d": 5}
d |= [("e", 6)]
print(d, d | {"a": 0}, {"z": 1} | d, d.__or__([]), list(d.items())[-1], d.__reversed__().__next__())
print(dict(d, a=9), dict({"x": 1}, **{"y": 2}), dict([["k", "v"], ("m", "n")]), dict(zip("ab", [1, 2])), dict(["ab", "cd"]), dict.fromkeys([1, 2]), dict.fromkeys("ab", []))
view = d.keys()
items = d.items()
d["new"] = 1
print(view, len(items), ("new", 1) in items, ("new", 2) in items, view & {"a", "zz"}, sorted(view | {"q"}), sorted(view - {"a"}), sorted(view ^ {"a", "q"}), view.isdisjoint({"zz"}), view == set(d), view >= {"a"}, items & {("a", 1)}, d.values(), 5 in d.values(), view.mapping is d, type(view.mapping))
try:
    view.mapping["x"] = 1
except TypeError as error:
    print(error)
for bad in (lambda: d.keys() + [], lambda: hash(d.keys()), lambda: d.keys()[0], lambda: d.items() | 5, lambda: d.values() & {1}, lambda: dict(1), lambda: dict([1]), lambda: dict(["abc"]), lambda: d["missing"], lambda: d.pop("missing"), lambda: {}.popitem(), lambda: d[[]], lambda: {[]: 1}, lambda: d.update([(1,)]), lambda: {**5}, lambda: dict(**{1: 2}), lambda: d < d, lambda: d + d, lambda: d.fromkeys(), lambda: d.get([])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Key:
    def __init__(self, n, h=1):
        self.n, self.h = n, h

    def __hash__(self):
        return self.h

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"K{self.n}"


collide = {Key(i): i for i in range(10)}
print(collide, collide[Key(7)], Key(11) in collide)
for i in range(0, 10, 2):
    del collide[Key(i)]
print(collide, collide.pop(Key(3)), list(collide))
collide[Key(0)] = "back"
print(collide)
print({1: "a", 1.0: "b", True: "c"}, {0: 1, False: 2, -0.0: 3}, {"1": 1, 1: 2}, {(): 1, (): 2}, {float("nan"): 1, float("nan"): 2})


class Raises:
    def __hash__(self):
        return 5

    def __eq__(self, other):
        raise ValueError("eq")


r = {Raises(): 1}
try:
    r[Raises()]
except ValueError as error:
    print(error)
only = next(iter(r))
print(r[only])


class Default(dict):
    def __missing__(self, key):
        self[key] = value = [key]
        return value


m = Default()
m["a"].append(1)
print(m, m.get("b"), "b" in m, m["b"], m.setdefault("c", 5), m)
order = {}
for k in "bca":
    order[k] = 1
order["b"] = 2
del order["c"]
order["c"] = 3
print(order, list(reversed(order)), order.popitem(), order, next(iter(order)), dict(reversed(order.items())))
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, {} == [], {1: [1]} == {1: [1.0]}, {1: 2} != {1: 3}, dict(a=1).__eq__(5))
for change in (lambda x: x.__setitem__("new", 1), lambda x: x.pop("a"), lambda x: x.clear(), lambda x: x.__setitem__("a", 5)):
    x = {"a": 1, "b": 2}
    try:
        for k in x:
            change(x)
        print("no error", x)
    except RuntimeError as error:
        print(error)
nested = {"l": [1, {"d": (1, {"s"})}]}
print(nested, str({"q'": 'd"', None: ...}), {1: {2: {}}}, repr({"self": (s := {})}), s)
copy = nested.copy()
copy["l"].append("shared")
print(nested["l"][-1], copy is nested, {**nested, "x": 1, **{"x": 2}})
import sys
print(sys.getsizeof({}), sys.getsizeof({"a": 1}), sys.getsizeof({i: i for i in range(6)}), sys.getsizeof({i: i for i in range(100)}), sys.getsizeof({str(i): i for i in range(6)}))
big = {i: -i for i in range(5000)}
for i in range(4990):
    del big[i]
print(len(big), sum(big), list(big)[:3], 4995 in big, 3 in big)
print({x: y for x, y in zip("ab", [1, 2])}, {i % 3: i for i in range(10)}, {k: v for k, v in sorted({"b": 1, "a": 2}.items())}, dict[str, int], dict.__doc__.splitlines()[0], dict.get.__doc__)
d = {"a": 1}
print(d.setdefault("a"), d.setdefault("z"), d.get("a", 5), d.pop("q", None), d.__contains__("a"), d.__len__(), d.__ior__({"i": 1}), d.__class_getitem__(int))
