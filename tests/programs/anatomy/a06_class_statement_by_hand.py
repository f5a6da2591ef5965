"""What the class statement and __build_class__ do, step by step, next to the real thing."""

import types


class Log(dict):
    def __init__(self, log):
        self.log = log

    def __setitem__(self, key, value):
        self.log.append(f"set {key}")
        super().__setitem__(key, value)

    def __getitem__(self, key):
        self.log.append(f"get {key}")
        return super().__getitem__(key)


class Meta(type):
    log = []

    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        mcs.log.append(f"prepare {name} {kw}")
        return Log(mcs.log)

    def __new__(mcs, name, bases, ns, **kw):
        mcs.log.append(f"new {name} {sorted(k for k in ns if not k.startswith('__'))}")
        return super().__new__(mcs, name, bases, dict(ns), **kw)

    def __init__(cls, name, bases, ns, **kw):
        cls.log.append(f"init {name}")
        super().__init__(name, bases, ns)


class Base(metaclass=Meta):
    def __init_subclass__(cls, **kw):
        Meta.log.append(f"init_subclass {cls.__name__} {kw}")


class Field:
    def __set_name__(self, owner, name):
        Meta.log.append(f"set_name {owner.__name__}.{name}")


def by_hand(name, bases, keywords, body):
    bases_resolved = types.resolve_bases(bases)
    meta = keywords.pop("metaclass", type(bases_resolved[0]) if bases_resolved else type)
    for base in bases_resolved:
        if issubclass(type(base), meta):
            meta = type(base)
        elif not issubclass(meta, type(base)):
            raise TypeError("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases")
    namespace = meta.__prepare__(name, bases_resolved, **keywords)
    namespace["__module__"] = __name__
    namespace["__qualname__"] = name
    body(namespace)
    if bases_resolved is not bases:
        namespace["__orig_bases__"] = bases
    return meta(name, bases_resolved, namespace, **keywords)


Meta.log.clear()


class Real(Base, option=1):
    x = Field()
    y = 2
    z = y + 1


real = [e for e in Meta.log if "__" not in e]
Meta.log.clear()


def body(ns):
    ns["x"] = Field()
    ns["y"] = 2
    ns["z"] = ns["y"] + 1


Hand = by_hand("Hand", (Base,), {"option": 1}, body)
hand = [e.replace("Hand", "Real") for e in Meta.log if "__" not in e]
print(real)
print(real == hand, Hand.z == Real.z, type(Hand) is type(Real), Hand.__mro__[1:] == Real.__mro__[1:])
Meta.log.clear()


def function_body():
    __module__ = "built"
    __qualname__ = "Built"
    attr = 5
    return locals()


log = []
built = __build_class__(lambda: None, "Empty")
print(built, built.__dict__.keys() >= {"__dict__"}, built.__module__)
for bad in (lambda: __build_class__(), lambda: __build_class__(5, "x"), lambda: __build_class__(lambda: None, 5), lambda: __build_class__(lambda a: None, "x"), lambda: __build_class__(lambda: None, "x", 5), lambda: __build_class__(len, "x"), lambda: __build_class__(lambda: None, "x", metaclass=5), lambda: __build_class__(lambda: None, "X", a=1)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Proxy:
    def __mro_entries__(self, bases):
        return (int,)


Via = by_hand("Via", (Proxy(),), {}, lambda ns: None)
print(Via(5) + 1, Via.__bases__, type(Via.__orig_bases__[0]).__name__)
try:
    by_hand("Conflict", (Base, type("O", (), {}, ) if False else type("OM", (type,), {})("O", (), {})), {}, body)
except TypeError as error:
    print(error)


def instance_by_hand(cls, *args, **kw):
    """type.__call__"""
    obj = cls.__new__(cls, *args, **kw)
    if isinstance(obj, cls):
        if (result := type(obj).__init__(obj, *args, **kw)) is not None:
            raise TypeError(f"__init__() should return None, not '{type(result).__name__}'")
    return obj


class Point:
    def __init__(self, x, y=0):
        self.x, self.y = x, y


class Weird:
    def __new__(cls, *a):
        return list(a)


for cls, args in ((Point, (1,)), (Point, ()), (Weird, (1, 2)), (int, ("12",)), (dict, ([(1, 2)],))):
    outcomes = []
    for make in (cls, lambda *a: instance_by_hand(cls, *a)):
        try:
            made = make(*args)
            outcomes.append((type(made).__name__, vars(made) if hasattr(made, "__dict__") else made))
        except TypeError as error:
            outcomes.append(str(error))
    print(outcomes[0] == outcomes[1], outcomes[0])


def c3(cls_name, *parents):
    """The method resolution order of a class with these parents."""
    sequences = [list(p.__mro__) for p in parents] + [list(parents)]
    result = []
    while sequences := [s for s in sequences if s]:
        for s in sequences:
            if not any(s[0] in t[1:] for t in sequences):
                break
        else:
            raise TypeError(f"no consistent order for {', '.join(p.__name__ for p in parents)}")
        head = s[0]
        result.append(head)
        for t in sequences:
            if t[0] is head:
                del t[0]
    return result


O = object
A, B, C = (type(n, (O,), {}) for n in "ABC")
K1, K2 = type("K1", (A, B), {}), type("K2", (B, C), {})
for parents in ((K1, K2), (A, B, C), (K2, A), (int,), (K1, B)):
    print([c.__name__ for c in c3("Z", *parents)] == [c.__name__ for c in type("Z", parents, {}).__mro__[1:]], [c.__name__ for c in c3("Z", *parents)])
for parents in ((A, K1), (B, A, K1)):
    outcomes = []
    for f in (lambda: c3("Z", *parents), lambda: type("Z", parents, {})):
        try:
            f()
            outcomes.append("fine")
        except TypeError:
            outcomes.append("conflict")
    print(outcomes)
