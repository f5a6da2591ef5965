class Temperature:
    def __init__(self, c=0.0):
        self._c = c

    @property
    def celsius(self):
        """Degrees Celsius."""
        return self._c

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._c = value

    @property
    def fahrenheit(self):
        return self._c * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.celsius = (value - 32) * 5 / 9


t = Temperature()
t.celsius = 100
print(t.fahrenheit)
t.fahrenheit = 32
print(t.celsius)
try:
    t.celsius = -300
except ValueError as error:
    print(error)
print(Temperature.celsius.__doc__, Temperature.celsius.__name__)
for action in (lambda: delattr(t, "celsius"), lambda: Temperature.celsius.__delete__(t), lambda: property(lambda s: 1).__set__(t, 1)):
    try:
        action()
    except AttributeError as error:
        print(error)


class DocProperty(property):
    """Subclass doc."""

    def __get__(self, instance, owner=None):
        value = super().__get__(instance, owner)
        return value if instance is None else f"[{value}]"


class Uses:
    @DocProperty
    def a(self):
        """Doc of a."""
        return 1

    b = DocProperty(lambda self: 2, doc="Doc of b.")
    write_only = property(None, lambda self, v: print("written", v))


u = Uses()
print(u.a, u.b, Uses.a.__doc__, Uses.b.__doc__, type(Uses.a).__name__)
u.write_only = 5
try:
    u.write_only
except AttributeError as error:
    print(error)


class Raises:
    @property
    def broken(self):
        return self.absent

    @property
    def other(self):
        raise KeyError("k")


for name in ("broken", "other"):
    try:
        getattr(Raises(), name)
    except Exception as error:
        print(type(error).__name__, error)
print(hasattr(Raises(), "broken"), getattr(Raises(), "broken", "default"))


class RaisesWithGetattr(Raises):
    def __getattr__(self, name):
        return f"getattr({name})"


print(RaisesWithGetattr().broken)
base = property(lambda self: "get")
extended = base.setter(lambda self, v: None).deleter(lambda self: None)
print(base.fset, extended.fset is not None, extended.fdel is not None, extended.fget is base.fget)
base.__doc__ = "assigned"
print(base.__doc__, base.setter(None).__doc__)
C = type("C", (), {"dyn": property(lambda self: self.__dict__.get("dyn", 0), lambda self, v: self.__dict__.__setitem__("dyn", v + 1))})
c = C()
c.dyn = 4
print(c.dyn, vars(c), C.dyn.__name__ if hasattr(C.dyn, "__name__") else "no name")
print(property.__doc__.splitlines()[0])
