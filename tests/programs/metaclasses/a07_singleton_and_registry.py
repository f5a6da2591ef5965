class Singleton(type):
    _instances = {}

    def __call__(cls, *args, **kwargs):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]


class Database(metaclass=Singleton):
    def __init__(self, url="default"):
        self.url = url


class Cache(metaclass=Singleton):
    pass


print(Database("a") is Database("b"), Database().url, Cache() is Cache(), Cache() is Database(), len(Singleton._instances))


class Final(type):
    def __new__(mcs, name, bases, ns):
        for base in bases:
            if isinstance(base, Final):
                raise TypeError(f"type '{base.__name__}' is not an acceptable base type")
        return super().__new__(mcs, name, bases, ns)


class Closed(metaclass=Final):
    pass


try:
    class Opened(Closed):
        pass
except TypeError as error:
    print(error)


class Immutable(type):
    def __setattr__(cls, name, value):
        if not name.startswith("__"):
            raise AttributeError(f"class {cls.__name__} is frozen")
        super().__setattr__(name, value)

    def __delattr__(cls, name):
        raise AttributeError(f"cannot delete {cls.__name__}.{name}")


class Constants(metaclass=Immutable):
    PI = 3


for action in (lambda: setattr(Constants, "PI", 4), lambda: delattr(Constants, "PI")):
    try:
        action()
    except AttributeError as error:
        print(error)
print(Constants.PI)


class Multi(type):
    """Overloading by annotation."""

    class Namespace(dict):
        def __setitem__(self, key, value):
            if callable(value) and key in self and not key.startswith("__"):
                first = self[key]
                overloads = first if isinstance(first, list) else [first]
                super().__setitem__(key, overloads + [value])
            else:
                super().__setitem__(key, value)

    @classmethod
    def __prepare__(mcs, name, bases):
        return mcs.Namespace()

    def __new__(mcs, name, bases, ns):
        def dispatcher(functions):
            def call(self, *args):
                for function in functions:
                    types = list(function.__annotations__.values())
                    if len(types) == len(args) and all(map(isinstance, args, types)):
                        return function(self, *args)
                raise TypeError(f"no overload for {[type(a).__name__ for a in args]}")

            return call

        return super().__new__(mcs, name, bases, {k: dispatcher(v) if isinstance(v, list) else v for k, v in ns.items()})


class Printer(metaclass=Multi):
    def show(self, x: int): return f"int {x}"
    def show(self, x: str): return f"str {x}"
    def show(self, x: int, y: int): return f"pair {x} {y}"
    def other(self): return "single"


p = Printer()
print(p.show(1), p.show("a"), p.show(1, 2), p.other())
try:
    p.show(1.5)
except TypeError as error:
    print(error)


class Counting(type):
    def __init__(cls, *args):
        super().__init__(*args)
        cls.count = 0

    def __call__(cls, *args):
        cls.count += 1
        return super().__call__(*args)


class X(metaclass=Counting): ...
class Y(X): ...


X(); X(); Y()
print(X.count, Y.count, type(Y).__name__, type(type(Y)).__name__)
print(Counting.__call__(X) is not None, X.count, type.__call__(X) is not None, X.count)
