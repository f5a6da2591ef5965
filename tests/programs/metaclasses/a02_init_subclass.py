class Plugin:
    plugins = {}

    def __init_subclass__(cls, /, name=None, abstract=False, **kwargs):
        print("init_subclass", cls.__name__, name, abstract, kwargs)
        super().__init_subclass__(**kwargs)
        if not abstract:
            cls.plugins[name or cls.__name__.lower()] = cls


class Json(Plugin):
    pass


class Xml(Plugin, name="extensible"):
    pass


class Abstract(Plugin, abstract=True):
    pass


class Concrete(Abstract, name="concrete"):
    pass


print({k: v.__name__ for k, v in Plugin.plugins.items()})


class Mixin:
    def __init_subclass__(cls, *, flag=False, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.flag = flag


class Both(Mixin, Plugin, name="both", flag=True):
    pass


print(Both.flag, [c.__name__ for c in Both.__mro__])
try:
    class Unknown(Plugin, wrong=1):
        pass
except TypeError as error:
    print(error)
try:
    class NoHook(object, option=1):
        pass
except TypeError as error:
    print(error)


class Order:
    class Field:
        def __set_name__(self, owner, name):
            print("set_name", name, hasattr(owner, "subclass_hook_ran"))

    def __init_subclass__(cls):
        print("hook", cls.__name__, [k for k, v in vars(cls).items() if isinstance(v, Order.Field)])
        cls.subclass_hook_ran = True


class Ordered(Order):
    a = Order.Field()
    b = Order.Field()


class Meta(type):
    def __new__(mcs, name, bases, ns, **kw):
        print("Meta.__new__ before", name)
        cls = super().__new__(mcs, name, bases, ns, **kw)
        print("Meta.__new__ after", name)
        return cls

    def __init__(cls, name, bases, ns, **kw):
        print("Meta.__init__", name)
        super().__init__(name, bases, ns)


class Root(metaclass=Meta):
    def __init_subclass__(cls, **kw):
        print("__init_subclass__", cls.__name__, kw)


class Leaf(Root, key="value"):
    pass


class Raises:
    def __init_subclass__(cls):
        raise ValueError(f"refusing {cls.__name__}")


try:
    class Refused(Raises):
        pass
except ValueError as error:
    print(error)
print([c.__name__ for c in Raises.__subclasses__()])


class Validated:
    required = ()

    def __init_subclass__(cls):
        missing = [name for name in cls.required if name not in cls.__dict__]
        if missing and cls.__bases__ != (Validated,):
            raise TypeError(f"{cls.__name__} lacks {', '.join(missing)}")


class Shape(Validated):
    required = ("area", "name")


try:
    class Square(Shape):
        def area(self): ...
except TypeError as error:
    print(error)
print(isinstance(Plugin.__dict__["__init_subclass__"], classmethod), Plugin.__init_subclass__.__self__ is Plugin)
