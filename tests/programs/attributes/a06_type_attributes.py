class Meta(type):
    meta_attr = "on the metaclass"

    def __getattr__(cls, name):
        return f"Meta.__getattr__({name})"

    @property
    def data(cls):
        return "data descriptor on the metaclass"

    def shared(cls):
        return f"metamethod of {cls.__name__}"


class Base(metaclass=Meta):
    data = "shadowed by the metaclass"
    own = 1


class Child(Base):
    """Docs."""

    x: int = 5

    def method(self):
        pass


print(Base.meta_attr, Base.own, Base.data, Base.__dict__["data"], Base().data, Base.unknown, Child.shared())
for instance_only in ("meta_attr", "shared", "unknown"):
    try:
        getattr(Base(), instance_only)
    except AttributeError as error:
        print(error)
print(Child.__name__, Child.__qualname__, Child.__module__, Child.__doc__, Child.__bases__, Child.__annotations__, Child.__firstlineno__, Child.__static_attributes__, Child.__type_params__)
print(sorted(k for k in Child.__dict__ if k not in ("__dict__", "__weakref__")), type(Child.__dict__).__name__)
try:
    Child.__dict__["new"] = 1
except TypeError as error:
    print(error)
Child.__name__ = "Renamed"
Child.__qualname__ = "Outer.Renamed"
Child.__doc__ = "New docs."
Child.__module__ = "elsewhere"
print(Child, Child.__name__, Child.__doc__)


def attempt(f):
    try:
        f()
        print("worked")
    except Exception as error:
        print(type(error).__name__, error)


attempt(lambda: setattr(Child, "__name__", 5))
attempt(lambda: setattr(Child, "__name__", "a\0b"))
attempt(lambda: delattr(Child, "__name__"))
attempt(lambda: setattr(int, "x", 1))
attempt(lambda: setattr(Child, "__bases__", ()))
attempt(lambda: setattr(Child, "__bases__", (int,)))
attempt(lambda: setattr(Child, "__dict__", {}))
attempt(lambda: setattr(Child(), "__class__", 5))
attempt(lambda: setattr(Child(), "__dict__", 5))
attempt(lambda: delattr(Child, "nothing"))
attempt(lambda: type("x", (), {}, 5))
attempt(lambda: type(1, (), {}))
attempt(lambda: type("x", [], {}))
attempt(lambda: type("x", (5,), {}))
attempt(lambda: type.__new__(type))
attempt(lambda: object.__new__(int))
attempt(lambda: object(1))
attempt(lambda: type())
print(type.__call__(int, "5"), type.mro(int), int.__mro__, type.__mro__, object.__bases__, object.__base__)
print(type(type), type(object), isinstance(type, object), isinstance(object, type), issubclass(type, object))
c = Child()
c.__dict__ = {"replaced": 1}
print(c.replaced, c.__class__.__name__, c.__dir__()[:1])
print(bool.__flags__ & (1 << 10), int.__flags__ & (1 << 24) != 0, Child.__flags__ & (1 << 9) != 0, Child.__itemsize__, tuple.__itemsize__, int.__basicsize__, object.__basicsize__, list.__basicsize__)
print([getattr(t, "__text_signature__", None) for t in (object, int, list, dict)], len.__text_signature__, Child.__dictoffset__, Child.__weakrefoffset__ != 0)
