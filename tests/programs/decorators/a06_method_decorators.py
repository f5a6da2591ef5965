class Meta(type):
    @property
    def title(cls):
        return cls.__name__.title()


class Thing(metaclass=Meta):
    registry = []

    def __init__(self, v):
        self._v = v

    @property
    def v(self):
        """The value."""
        return self._v

    @v.setter
    def v(self, new):
        self._v = new * 10

    @v.deleter
    def v(self):
        self._v = None

    @classmethod
    def make(cls, *args):
        """Make one."""
        return cls(*args)

    @staticmethod
    def helper(a, b=2):
        """Help."""
        return a + b

    def method(self):
        """A method."""
        return self

    read_only = property(lambda self: "ro", doc="explicit doc")


class Child(Thing):
    @Thing.v.getter
    def v(self):
        return f"child {self._v}"

    @classmethod
    def make(cls, *args):
        return [super().make(*args)]

    @property
    def read_only(self):
        return super().read_only + "!"


t = Thing.make(1)
print(t.v, Thing.v.__doc__, type(t).title)
t.v = 5
print(t.v)
del t.v
print(t.v, Thing.helper(1), t.helper(1, 1), Thing.make.__self__ is Thing, Thing.make.__func__.__name__, Thing.make.__doc__)
for name in ("make", "helper", "method", "v"):
    raw = Thing.__dict__[name]
    print(name, type(raw).__name__, getattr(raw, "__wrapped__", None) is not None, getattr(raw, "__doc__", None), getattr(raw, "__isabstractmethod__", "n/a"))
c = Child(3)
c.v = 4
print(c.v, Child.make(7)[0]._v, c.read_only, Child.v.fset is Thing.v.fset, Child.v is Thing.v, Child.title)
print(repr(Thing.__dict__["helper"]).split(" at ")[0], repr(t.method).split(" object")[0], Thing.method.__qualname__)
print(t.method == t.method, t.method is t.method, t.method.__func__ is Thing.method, t.method.__self__ is t, hash(t.method) == hash(t.method), Thing(1).method == Thing(1).method)
for bad in (lambda: setattr(t, "read_only", 1), lambda: delattr(t, "read_only"), lambda: Thing.method(), lambda: t.helper(), lambda: property().__get__(t), lambda: Thing.title.x, lambda: t.title):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(staticmethod(lambda: 5)(), Thing.__dict__["make"].__get__(t, Thing)(8)._v, Thing.__dict__["make"].__get__(None, Child)(8)._v)
p = Thing.__dict__["v"]
print(p.fget.__name__, p.fset.__name__, p.fdel.__name__, p.__get__(None, Thing) is p, p.__get__(t), p.__name__, hasattr(p, "__set__"))


class Deprecated:
    import warnings

    @warnings.deprecated("use other")
    def old(self):
        return "old"


import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(Deprecated().old(), [(w.category.__name__, str(w.message)) for w in caught], Deprecated.old.__deprecated__)
