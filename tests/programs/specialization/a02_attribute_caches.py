"""Attribute sites after classes, instances and descriptors change under them."""


class A:
    cls_attr = "class"

    def __init__(self):
        self.x = 1
        self.y = 2

    def method(self):
        return "A.method"

    @property
    def prop(self):
        return "A.prop"


class B:
    __slots__ = ("x",)

    def __init__(self):
        self.x = "slot"

    def method(self):
        return "B.method"


def get_x(o):
    return o.x


def get_cls(o):
    return o.cls_attr


def call(o):
    return o.method()


def get_prop(o):
    return o.prop


def set_x(o, v):
    o.x = v


def hot(f, *args):
    for _ in range(100):
        f(*args)


a, b = A(), B()
hot(get_x, a)
print(get_x(a), get_x(b), get_x(a))
hot(get_x, b)
print(get_x(b), get_x(a))
a.x = 10
print(get_x(a))
del a.x
try:
    get_x(a)
except AttributeError as error:
    print(error)
A.x = "class fallback"
print(get_x(a))
A.x = property(lambda self: "data descriptor wins")
a.__dict__["x"] = "hidden"
print(get_x(a))
del A.x
print(get_x(a))
hot(get_cls, a)
A.cls_attr = "changed"
print(get_cls(a))
a.cls_attr = "instance"
print(get_cls(a), get_cls(A()))
del a.cls_attr
print(get_cls(a))
hot(call, a)
A.method = lambda self: "replaced"
print(call(a))
a.method = lambda: "instance attribute"
print(call(a), call(A()), call(b))
del A.method
try:
    call(A())
except AttributeError as error:
    print(error)


class Base:
    def method(self):
        return "Base.method"


class Derived(Base):
    pass


d = Derived()
hot(call, d)
Base.method = lambda self: "Base changed"
print(call(d))
Derived.method = lambda self: "Derived added"
print(call(d))
del Derived.method
print(call(d))
Derived.__bases__ = (type("Other", (), {"method": lambda self: "other base"}),)
print(call(d))
hot(get_prop, A())
A.prop = property(lambda self: "new property")
print(get_prop(A()))
A.prop = "plain"
print(get_prop(A()))
o = A()
hot(set_x, o, 5)
print(o.x)
A.__setattr__ = lambda self, n, v: object.__setattr__(self, n, ("hooked", v))
set_x(o, 6)
print(o.x)
del A.__setattr__
set_x(o, 7)
print(o.x)
set_x(b, "slot set")
print(b.x)
o.__dict__ = {"x": "new dict"}
print(get_x(o))
o.__dict__["x"] = "through dict"
print(get_x(o))
o.__class__ = Derived
print(get_x(o), call(o))


class Hooked:
    def __init__(self):
        self.x = "own"


h = Hooked()
hot(get_x, h)
Hooked.__getattribute__ = lambda self, name: f"getattribute {name}"
print(get_x(h))
del Hooked.__getattribute__
print(get_x(h))
Hooked.__getattr__ = lambda self, name: f"getattr {name}"
del h.x
print(get_x(h), get_cls(h))
import types
m = types.ModuleType("m")
m.x = "module"
hot(get_x, m)
m.x = "module changed"
print(get_x(m))
del m.x
m.__dict__["__getattr__"] = lambda name: f"module getattr {name}"
print(get_x(m))
hot(get_x, type("K", (), {"x": 1}))
print(get_x(type("K", (), {"x": 2})), get_x(A()))
many = [type(f"C{i}", (), {"x": i})() for i in range(50)]
print([get_x(c) for c in many] == list(range(50)))


class Keys:
    pass


shared = [Keys() for _ in range(3)]
for i, s in enumerate(shared):
    s.a, s.b, s.x = i, i, i
shared[1].c = 1
del shared[2].a
print([get_x(s) for s in shared for _ in range(30)][::30], [vars(s) for s in shared])
for i in range(40):
    setattr(shared[0], f"extra{i}", i)
print(get_x(shared[0]), shared[0].extra39, len(vars(shared[0])))


class Meta(type):
    @property
    def x(cls):
        return "from metaclass"


class WithMeta(metaclass=Meta):
    x = "own class attribute"


hot(get_x, WithMeta)
print(get_x(WithMeta), get_x(WithMeta()))


class Super(A):
    def call(self):
        return super().cls_attr


s = Super()
print([s.call() for _ in range(50)][-1])
A.cls_attr = "changed again"
print(s.call())
