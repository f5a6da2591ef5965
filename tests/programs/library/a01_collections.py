from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque

d = deque([1, 2, 3], maxlen=5)
d.append(4); d.appendleft(0); d.append(5)
print(d, d.maxlen, d[0], d[-1], len(d), 3 in d, d.index(3), d.count(1), list(reversed(d)), d.copy() == d)
d.rotate(2); print(d); d.rotate(-1); print(d)
d.extend("ab"); d.extendleft("xy"); print(d, d.pop(), d.popleft())
d.insert(1, "i") if len(d) < 5 else None
d.remove("x"); d.reverse(); print(d); d[1] = "set"; del d[0]; print(d, d + deque([9]), d * 2, deque("ab") < deque("b"), deque() == deque([]), deque([1]) != [1])
d.clear(); print(d, repr(deque([deque([1])])))
r = deque([1]); r.append(r); print(r)
for bad in (lambda: deque().pop(), lambda: deque([1])[5], lambda: deque(5), lambda: deque([1], -1), lambda: deque([1], 1).insert(0, 5), lambda: deque([1]).remove(2), lambda: deque([1])[0:1], lambda: hash(deque()), lambda: deque([1]).index(9), lambda: deque([1]) + [1], lambda: deque([1]).rotate("x")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
try:
    m = deque([1, 2])
    for x in m:
        m.append(x)
except RuntimeError as error:
    print(error)
dd = defaultdict(list, a=[1])
dd["b"].append(2)
print(dd, dd["c"], "zz" in dd, dd.get("zz"), dd.default_factory, dict(dd), dd | {"q": 1}, dd.copy())
dd.default_factory = None
try:
    dd["missing"]
except KeyError as error:
    print(repr(error))
print(defaultdict(int, {"x": 1}), defaultdict(lambda: defaultdict(int))["a"]["b"], repr(defaultdict(None, {1: 2})))
c = Counter("mississippi")
print(c, c.most_common(2), c["zz"], sorted(c.elements()), c.total(), Counter(a=1, b=-2), c + Counter("miss"), c - Counter("miss"), c & Counter("sip"), c | Counter("zz"), +Counter(a=0, b=2), -Counter(a=-3))
c.update("sss"); c.subtract({"i": 10}); print(c, c <= Counter(c), Counter(a=1) == Counter(a=1, b=0), Counter([1, 1, 2])[1], c.pop("p"), Counter(a=2) < Counter(a=3))
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a"); o.move_to_end("c", last=False); print(o, o.popitem(), o.popitem(last=False), o, list(reversed(o)), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {"a": 1}, o | {"z": 1})
try:
    o.move_to_end("nope")
except KeyError as error:
    print(repr(error))
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
cm["c"] = 5
print(cm, cm["a"], cm["b"], cm.maps, list(cm), len(cm), cm.new_child({"a": 0})["a"], cm.parents, dict(cm), "b" in cm, cm | {"d": 1})
for bad in (lambda: cm["zz"], lambda: cm.pop("b"), lambda: cm.__delitem__("b")):
    try:
        bad()
    except KeyError as error:
        print(error)


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


u = Upper(a=1)
u.update(b=2)
print(u, u.data, "A" in u, u | {"c": 3}, UserList([3, 1])[0], sorted(UserList([3, 1])), UserList([1]) + [2], UserString("abc").upper(), UserString("a") + "b", isinstance(u, dict))
