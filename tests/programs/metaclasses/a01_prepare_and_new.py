class Recorder(dict):
    def __init__(self, *args):
        super().__init__(*args)
        self.order = []

    def __setitem__(self, key, value):
        if not key.startswith("__"):
            self.order.append(key)
        super().__setitem__(key, value)


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        print("prepare", mcs.__name__, name, [b.__name__ for b in bases], kwargs)
        return Recorder({"injected": "from prepare"})

    def __new__(mcs, name, bases, namespace, **kwargs):
        print("new", name, namespace.order, kwargs)
        cls = super().__new__(mcs, name, bases, dict(namespace))
        cls.order = tuple(namespace.order)
        return cls

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", name, type(namespace).__name__, kwargs)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        print("call", cls.__name__, args, kwargs)
        return super().__call__(*args, **kwargs)


class First(metaclass=Meta, option=1):
    b = 1
    a = injected + "!"

    def method(self):
        pass

    b = 2


print(First.order, First.a, First.injected)


class Second(First):
    c = 3

    def __new__(cls, *args):
        print("object new", args)
        return super().__new__(cls)

    def __init__(self, *args):
        print("object init", args)


instance = Second(1, 2)
print(type(instance) is Second, type(Second) is Meta, Second.order, isinstance(Second, Meta))


class Duplicates(dict):
    def __setitem__(self, key, value):
        if key in self:
            raise TypeError(f"{key} defined twice")
        super().__setitem__(key, value)


class NoDuplicates(type):
    __prepare__ = classmethod(lambda mcs, name, bases: Duplicates())


try:
    class Twice(metaclass=NoDuplicates):
        def f(self): ...
        def f(self): ...
except TypeError as error:
    print(error)


def function_metaclass(name, bases, namespace, **kwargs):
    print("function", name, bases, sorted(k for k in namespace if not k.startswith("__")), kwargs)
    return {"name": name}


class NotAClass(metaclass=function_metaclass, x=1):
    y = 2


print(NotAClass)


class BadPrepare(type):
    @classmethod
    def __prepare__(mcs, name, bases):
        return 5


try:
    class Bad(metaclass=BadPrepare):
        pass
except TypeError as error:
    print(error)


class Missing(dict):
    def __missing__(self, key):
        if key.startswith("__"):
            raise KeyError(key)
        return key.upper()


class AutoNames(type):
    __prepare__ = classmethod(lambda mcs, name, bases: Missing())


class Colours(metaclass=AutoNames):
    values = [red, green, blue]
    first = values[0]


print(Colours.values, Colours.first)
