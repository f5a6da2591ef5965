class D:
    def __init__(self, name, *held):
        self.name, self.held = name, held

    def __del__(self):
        print("del", self.name)


print("-- rebinding")
a = D("a1")
a = D("a2")
print("-- temporaries")
D("t1"), D("t2")
[D("in list")]
print(D("argument").name)
D("x").held == D("y").held
print("-- containers")
lst = [D(f"l{i}") for i in range(3)]
del lst[1]
lst.pop()
lst.clear()
d = {1: D("d1"), 2: D("d2")}
d[1] = D("d1 new")
d.pop(2)
d.clear()
t = (D("t0"), D("t1"))
del t
print("-- nested")
outer = D("outer", D("inner", D("innermost")))
del outer
print("-- attributes")


class Holder: ...


h = Holder()
h.first, h.second = D("first"), D("second")
h.first = None
del h
print("-- function locals")


def f(p):
    x = D("x")
    y = D("y")
    z = x
    del x
    print("after del x")
    return y.name


print(f(D("param")))
print("-- exceptions")


def raises():
    local = D("local in raising frame")
    raise ValueError(D("exception argument"))


try:
    raises()
except ValueError:
    print("handling")
print("-- after handler")
try:
    raises()
except ValueError as error:
    kept = error
print("kept")
del kept
print("-- generators")


def gen():
    g1 = D("g1")
    yield 1
    g2 = D("g2")
    yield 2


g = gen()
next(g)
del g
g = gen()
next(g), next(g)
g = None
print("-- closures")


def make():
    captured = D("captured")
    return lambda: captured


fn = make()
del fn
print("-- loop variable")
for v in (D("loop1"), D("loop2")):
    print("body", v.name)
print("after loop")
del v
print("-- comprehension")
[w.name for w in [D("c1"), D("c2")]]
print("-- swap")
p, q = D("p"), D("q")
p, q = q, p
del p
del q
print("-- class")


class Temp:
    attr = D("class attribute")


del Temp
import gc
gc.collect()
print("-- conditional and default")
(lambda x=D("default"): None)()
True and D("and result")
D("left") if False else D("right")
print("-- with")


class CM:
    def __enter__(self):
        return D("entered")

    def __exit__(self, *a):
        print("exit")


with CM() as e:
    pass
del e
with CM():
    print("body")
print("-- cycle")
c = D("cycle")
c.me = c
del c
print("not yet")
print(gc.collect() > 0)
print("-- call chain")


def ident(v):
    return v


print(ident(ident(D("chain"))).name)
a = None
print("-- star")
(lambda *args: print(len(args)))(*[D("s1"), D("s2")])
print("-- at exit")
last = D("last")
