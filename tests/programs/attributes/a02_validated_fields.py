from abc import ABC, abstractmethod


class Validator(ABC):
    def __set_name__(self, owner, name):
        self.private = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.private)

    def __set__(self, instance, value):
        self.validate(value)
        setattr(instance, self.private, value)

    @abstractmethod
    def validate(self, value): ...


class OneOf(Validator):
    def __init__(self, *options):
        self.options = options

    def validate(self, value):
        if value not in self.options:
            raise ValueError(f"Expected {value!r} to be one of {self.options!r}")


class Number(Validator):
    def __init__(self, low=None, high=None):
        self.low, self.high = low, high

    def validate(self, value):
        if not isinstance(value, (int, float)):
            raise TypeError(f"Expected {value!r} to be a number")
        if self.low is not None and value < self.low:
            raise ValueError(f"Expected {value!r} to be at least {self.low!r}")


class Component:
    kind = OneOf("wood", "metal")
    quantity = Number(0)

    def __init__(self, kind, quantity):
        self.kind = kind
        self.quantity = quantity


class Lazy:
    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Report:
    computed = 0

    @Lazy
    def total(self):
        Report.computed += 1
        return 42


c = Component("wood", 5)
print(c.kind, c.quantity, vars(c))
for kind, quantity in (("glass", 1), ("metal", -5), ("metal", "V")):
    try:
        Component(kind, quantity)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    Validator()
except TypeError as error:
    print(error)
r = Report()
print(r.total, r.total, Report.computed, r.__dict__, type(Report.total).__name__)
print(Component.kind.options, Component.quantity.private)


class Alias:
    def __init__(self, target):
        self.target = target

    def __get__(self, instance, owner=None):
        return getattr(instance if instance is not None else owner, self.target)

    def __set__(self, instance, value):
        setattr(instance, self.target, value)


class Celsius:
    degrees = 20
    temperature = Alias("degrees")


t = Celsius()
print(t.temperature, Celsius.temperature)
t.temperature = 30
print(t.degrees, vars(t), Celsius.degrees)


class Function:
    def __init__(self, f):
        self.f = f

    def __get__(self, obj, objtype=None):
        from types import MethodType

        return self if obj is None else MethodType(self.f, obj)


class Uses:
    method = Function(lambda self, x: (type(self).__name__, x))


print(Uses().method(3), Uses.method.f(Uses(), 4), len.__get__(5).__class__.__name__ if hasattr(len, "__get__") else "len is no descriptor")
print((lambda self: self).__get__(5)(), str.upper.__get__("abc")(), int.__add__.__get__(3)(4), type(int.__add__).__name__, type((1).__add__).__name__)
