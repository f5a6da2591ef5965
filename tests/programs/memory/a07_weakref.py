import gc
import weakref


class C:
    def __init__(self, name="c"):
        self.name = name

    def __repr__(self):
        return f"C({self.name})"

    def method(self):
        return f"method of {self.name}"


c = C()
r = weakref.ref(c)
print(r() is c, r is weakref.ref(c), r == weakref.ref(C()), hash(r) == hash(c), repr(r).split(" at ")[0], weakref.getweakrefcount(c), weakref.getweakrefs(c) == [r], r.__callback__)
log = []
r2 = weakref.ref(c, lambda ref: log.append(("dead", ref() is None)))
r3 = weakref.ref(c, log.append)
print(r2 is r, weakref.getweakrefcount(c), r2.__callback__ is not None)
del c
print(r(), log[0], log[1] is r3 if len(log) > 1 else log, repr(r).endswith("dead>"), r == r2, r == r)
try:
    hash(weakref.ref(C()))
except TypeError as error:
    print(error)
for bad in (5, "s", (), [], {}, None, object(), 1.5):
    try:
        weakref.ref(bad)
        print("fine", type(bad).__name__)
    except TypeError as error:
        print(error)
print(weakref.ref({1}) is not None, weakref.ref(len)() is len, weakref.ref(int)() is int, weakref.ref(lambda: 0)())
p = C("proxied")
proxy = weakref.proxy(p)
print(proxy.name, proxy, type(proxy).__name__, isinstance(proxy, C), proxy.method(), proxy == p, weakref.ProxyType, bool(proxy))
proxy.name = "changed"
print(p.name)
del p
for action in (lambda: proxy.name, lambda: str(proxy), lambda: bool(proxy), lambda: setattr(proxy, "x", 1)):
    try:
        action()
    except ReferenceError as error:
        print(error)
f = lambda x: x + 1
callable_proxy = weakref.proxy(f)
print(callable_proxy(1), type(callable_proxy).__name__)
try:
    hash(callable_proxy)
except TypeError as error:
    print(error)
wvd = weakref.WeakValueDictionary(a=(ca := C("a")), b=(cb := C("b")))
print(sorted(wvd), len(wvd), wvd["a"], "b" in wvd, wvd.get("zz", "d"))
del cb
print(dict(wvd), len(wvd), wvd.setdefault("n", ca), wvd.pop("n"))
wkd = weakref.WeakKeyDictionary()
k = C("key")
wkd[k] = "value"
print(dict(wkd), wkd[k], k in wkd, len(wkd))
del k
print(dict(wkd), len(wkd))
ws = weakref.WeakSet([ca, temp := C("t")])
print(len(ws), ca in ws, sorted(x.name for x in ws))
del temp
print(len(ws), list(ws))
m = C("bound")
wm = weakref.WeakMethod(m.method)
print(wm()(), weakref.ref(m.method)(), wm() == m.method)
del m
print(wm())
fin_log = []
o = C("o")
fin = weakref.finalize(o, fin_log.append, "finalized")
print(fin.alive, fin.peek()[1:], fin.atexit)
del o
print(fin.alive, fin_log, fin(), fin.detach())
o = C("o2")
fin = weakref.finalize(o, lambda *a, **k: (a, k), 1, x=2)
print(fin(), fin.alive)


class Ref(weakref.ref):
    __slots__ = ("extra",)

    def __new__(cls, o, callback=None, extra=None):
        self = super().__new__(cls, o, callback)
        self.extra = extra
        return self

    def __init__(self, o, callback=None, extra=None):
        super().__init__(o, callback)


rr = Ref(ca, extra=5)
print(rr.extra, rr() is ca, type(rr).__name__, rr == weakref.ref(ca))
cycle = C("cycle")
cycle.me = cycle
wr = weakref.ref(cycle, lambda _: print("callback from collector"))
del cycle
print(wr() is None)
gc.collect()
print(wr())
order = []
x = C("x")
refs = [weakref.ref(x, lambda _, i=i: order.append(i)) for i in range(4)]
del x
print(order)


class Del:
    def __del__(self):
        print("del sees weakref", self.ref())


d = Del()
d.ref = weakref.ref(d)
del d


class NoWeak:
    __slots__ = ()


try:
    weakref.ref(NoWeak())
except TypeError as error:
    print(error)
for bad in (lambda: weakref.ref(), lambda: weakref.ref(ca, 1, 2), lambda: weakref.ref(ca)(1), lambda: weakref.WeakMethod(len), lambda: weakref.WeakKeyDictionary({5: 1}), lambda: wvd["nope"]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
weakref.finalize(ca, print, "at exit: finalize")
