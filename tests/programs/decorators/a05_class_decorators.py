import functools


def add_repr(cls):
    def __repr__(self):
        fields = ", ".join(f"{k}={v!r}" for k, v in vars(self).items())
        return f"{type(self).__name__}({fields})"

    cls.__repr__ = __repr__
    return cls


def singleton(cls):
    instances = {}

    @functools.wraps(cls, updated=())
    def get(*args, **kwargs):
        if cls not in instances:
            instances[cls] = cls(*args, **kwargs)
        return instances[cls]

    return get


def trace_methods(prefix):
    def decorate(cls):
        for name, value in list(vars(cls).items()):
            if callable(value) and not name.startswith("__"):
                setattr(cls, name, traced(prefix, value))
        return cls

    return decorate


def traced(prefix, function):
    @functools.wraps(function)
    def wrapper(self, *args):
        result = function(self, *args)
        print(f"{prefix}{type(self).__name__}.{function.__name__}{args} = {result}")
        return result

    return wrapper


@add_repr
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


@singleton
class Config:
    """The configuration."""

    def __init__(self, value):
        self.value = value


@trace_methods("> ")
@add_repr
class Calculator:
    def add(self, a, b):
        return a + b

    def double(self, a):
        return self.add(a, a)


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts if isinstance(other, Version) else NotImplemented

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, Version) else NotImplemented


print(Point(1, "b"), Point.__repr__.__qualname__)
print(Config(1).value, Config(2).value, Config(1) is Config(3), Config.__name__, Config.__doc__)
Calculator().double(4)
print(Calculator(), Calculator.add.__qualname__)
a, b = Version(1, 2), Version(1, 10)
print(a < b, a <= b, a > b, a >= b, a == b, a != b, max(a, b).parts, Version.__ge__.__name__, Version.__hash__)
try:
    a < 5
except TypeError as error:
    print(error)
try:
    a >= 5
except TypeError as error:
    print(error)
try:
    @functools.total_ordering
    class NoOrder:
        pass
except ValueError as error:
    print(error)


def rebuilt(**extra):
    return lambda cls: type(cls.__name__ + "Plus", (cls,), extra)


@rebuilt(flag=True, hello=lambda self: "hello " + self.name)
class Person:
    name = "ann"


print(Person.__name__, Person.flag, Person().hello(), [c.__name__ for c in Person.__mro__])


class Registry:
    def __init__(self):
        self.by_name = {}

    def __call__(self, arg):
        if isinstance(arg, type):
            self.by_name[arg.__name__.lower()] = arg
            return arg
        return lambda cls: self.by_name.__setitem__(arg, cls) or cls


register = Registry()


@register
class Alpha: ...


@register("second")
class Beta: ...


print({k: v.__name__ for k, v in register.by_name.items()}, Beta.__name__)
