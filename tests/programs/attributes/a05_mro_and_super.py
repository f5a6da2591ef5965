class A:
    tag = "A"

    def path(self):
        return "A"

    @classmethod
    def cls_path(cls):
        return f"A({cls.__name__})"


class B(A):
    def path(self):
        return "B" + super().path()

    @classmethod
    def cls_path(cls):
        return "B" + super().cls_path()


class C(A):
    tag = "C"

    def path(self):
        return "C" + super().path()

    @classmethod
    def cls_path(cls):
        return "C" + super(C, cls).cls_path()


class D(B, C):
    def path(self):
        return "D" + super().path()

    def tags(self):
        return super().tag, super(B, self).tag, super(C, self).tag


class E(C, B):
    pass


names = lambda cls: [c.__name__ for c in cls.__mro__]
print(names(D), names(E), D().path(), E().path(), D.cls_path(), E.cls_path(), D().tags())
try:
    type("Impossible", (D, E), {})
except TypeError as error:
    print(error)
s = super(B, D())
print(s.__thisclass__.__name__, s.__self_class__.__name__, type(s.__self__).__name__, s.path(), s.tag)
print(repr(s).split(" object>")[0].replace("__main__.", ""), repr(super(B)).replace("__main__.", ""))
for bad in (lambda: super(B, A()), lambda: super(B, 5), lambda: super(5), lambda: super(), lambda: super(D, D()).missing, lambda: s[0]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
unbound = super(B)
print(unbound.__get__(D()).path(), unbound.__self__)


class NoCell:
    def method(self):
        del self
        return super().method()


try:
    NoCell().method()
except RuntimeError as error:
    print(error)


class Cell:
    def get(self):
        return __class__

    inner = [lambda self: __class__.__name__ for _ in range(1)]


print(Cell().get() is Cell, Cell.inner[0](None), Cell.get.__closure__[0].cell_contents is Cell, Cell.get.__code__.co_freevars)


class Property:
    @property
    def value(self):
        return 10

    def __getitem__(self, key):
        return key


class PropertyChild(Property):
    @property
    def value(self):
        return super().value + 1

    def __getitem__(self, key):
        return super().__getitem__(key) * 2


print(PropertyChild().value, PropertyChild()[4], super(PropertyChild, PropertyChild()).value)


class SetterBase:
    @property
    def v(self):
        return self._v

    @v.setter
    def v(self, value):
        self._v = value


class SetterChild(SetterBase):
    @property
    def v(self):
        return super().v

    @v.setter
    def v(self, value):
        super(SetterChild, type(self)).v.fset(self, value * 2)


x = SetterChild()
x.v = 4
print(x.v)


class CustomMro(type):
    def mro(cls):
        return [cls, C, object] if cls.__name__ == "Odd" else super().mro()


class Odd(D, metaclass=CustomMro):
    pass


print(names(Odd), Odd().tag, isinstance(Odd(), D), issubclass(Odd, D), Odd.__bases__ == (D,))
D.__bases__ = (C, B)
print(names(D), D().path())
