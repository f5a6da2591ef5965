import types


def make(name, bases=(), **namespace):
    return type(name, bases, namespace)


A = make("A", x=1, hello=lambda self: f"hello from {type(self).__name__}")
B = make("B", (A,), y=2, __repr__=lambda self: "<B!>")
print(A, B, B().hello(), B(), B.x, B.y, A.__module__, A.__qualname__)
print(sorted(type("Empty", (), {}).__dict__.keys() - {"__dict__", "__weakref__"}))
classes = [type(f"Gen{i}", (A,), {"index": i, "square": property(lambda self: self.index ** 2)}) for i in range(4)]
print([c().square for c in classes], [c.__name__ for c in A.__subclasses__()][-4:])


def __init__(self, *args):
    for name, value in zip(self.__slots__, args):
        setattr(self, name, value)


def record(name, *fields):
    return type(name, (), {"__slots__": fields, "__init__": __init__, "__eq__": lambda s, o: all(getattr(s, f) == getattr(o, f) for f in fields), "__repr__": lambda s: f"{name}({', '.join(repr(getattr(s, f)) for f in fields)})"})


R = record("R", "a", "b")
print(R(1, 2), R(1, 2) == R(1, 2), R(1, 2) == R(1, 3), R.__hash__)
obj = R(1, 2)
try:
    hash(obj)
except TypeError as error:
    print(error)
A.added = lambda self: "added later"
print(B().added())
del A.added
try:
    B().added()
except AttributeError as error:
    print(error)
A.__call__ = lambda self, n: n * 3
print(B()(4))
A.__len__ = lambda self: 7
A.__getitem__ = lambda self, k: k
print(len(B()), B()[5], bool(B()))
del A.__len__
try:
    len(B())
except TypeError as error:
    print(error)
instance = B()
instance.__len__ = lambda: 5
try:
    len(instance)
except TypeError as error:
    print("instance dunder ignored:", error)
instance.hello = types.MethodType(lambda self: "bound to instance", instance)
print(instance.hello(), B().hello())
namespace = types.SimpleNamespace(a=1, b=[2])
print(namespace, namespace == types.SimpleNamespace(a=1, b=[2]), vars(namespace))
namespace.c = namespace
print(namespace)
Mixin = make("Mixin", extra=lambda self: "extra")
B.__bases__ = (Mixin, A)
print(instance.extra(), [c.__name__ for c in B.__mro__])
instance.__class__ = classes[2]
print(instance.square, type(instance).__name__)
print(types.DynamicClassAttribute.__name__, isinstance(A.hello, types.FunctionType), types.FunctionType(A.hello.__code__, globals(), "copy")(instance))
exec("class FromExec:\n    v = [i for i in range(3)]\n    def m(self): return __class__.__name__")
print(FromExec.v, FromExec().m(), FromExec.__module__)
print(type(A)("Direct", (A,), {}), A.__class__, types.new_class("N").__name__, type.__prepare__())
def local():
    class Inner:
        class Deep:
            pass
        f = lambda self: None
    return Inner
print(local(), local().Deep.__qualname__, local().f.__qualname__, local() is local())
