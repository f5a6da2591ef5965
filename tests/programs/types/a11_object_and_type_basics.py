class Empty:
    pass


e = Empty()
print(sorted(set(dir(e)) - set(dir(object()))), len(dir(object)), [n for n in dir(object) if "e" not in n])
print(object.__doc__, type.__doc__.splitlines()[0], object().__class__, e.__class__.__name__, type(e) is Empty, e.__module__, e.__doc__, e.__dict__, e.__weakref__)
print(e == e, e == Empty(), e != Empty(), hash(e) == hash(e), bool(e), e.__eq__(5), e.__ne__(e), e.__lt__(1), e.__sizeof__() > 0, e.__reduce_ex__(2)[0].__name__, e.__format__("") == str(e), e.__init__(), e.__str__() == repr(e), e.__dir__()[:0], Empty.__subclasshook__(1), e.__init_subclass__(), e.__getstate__())
for bad in (lambda: object().x, lambda: setattr(object(), "x", 1), lambda: object() < object(), lambda: object() + 1, lambda: e.__format__("x"), lambda: object().__init__(1), lambda: format(e, "10"), lambda: object.__getattribute__(5, "zz"), lambda: object.__setattr__(5, "zz", 1), lambda: object.__hash__(), lambda: e.__new__(), lambda: object.__class__.__class__.x, lambda: (5).real(), lambda: None.__class__(), lambda: type(...)(), lambda: type(NotImplemented)(), lambda: type(None)(1), lambda: type(lambda: 0)(), lambda: type(len)(), lambda: type((x for x in ()))(), lambda: setattr(None, "x", 1), lambda: setattr(5, "real", 1), lambda: setattr(len, "x", 1), lambda: setattr(object, "x", 1), lambda: del_real()):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print([type(x).__name__ for x in (1, 1.0, 1j, "", b"", bytearray(), [], (), {}, set(), frozenset(), None, ..., NotImplemented, True, range(1), slice(1), len, lambda: 0, type, object(), Empty, e, [].append, str.join, "".join, int.__add__, (1).__add__, property(), staticmethod(len), classmethod(len), super(Empty, e), memoryview(b""), iter([]), (x for x in ()), zip(), map(len, []), enumerate([]), reversed([]), __import__("sys"), Empty.__dict__, {}.keys(), {}.items(), {}.values(), int.__dict__["real"], type.__dict__["__dict__"], Empty.__dict__["__dict__"], int | str, list[int], __builtins__, compile("1", "", "eval"), dict.__dict__["fromkeys"], dict.fromkeys, object.__new__, object.__init__, object().__init__)])
print(int.__add__, str.join, int.real, "".join.__name__, [].append.__qualname__, dict.fromkeys.__qualname__, object.__new__.__qualname__, str.upper.__objclass__, int.__dict__["from_bytes"], type(int.__dict__["from_bytes"]).__name__, repr(len), repr(int), repr(type), repr(Empty), object.__init__, int.__new__.__name__)
print(isinstance(1, int), isinstance(True, int), isinstance(1, (str, (float, int))), isinstance([], list | dict), issubclass(bool, int), issubclass(int, (str, int)), isinstance(int, type), isinstance(type, object), isinstance(None, type(None)), issubclass(Empty, object), isinstance(e, Empty | None))
for bad in (lambda: isinstance(1, "int"), lambda: isinstance(1, [int]), lambda: issubclass(1, int), lambda: issubclass(int, 1), lambda: isinstance(1, (int, 5)), lambda: isinstance("a", (int, 5)), lambda: isinstance(1), lambda: isinstance(1, list[int])):
    try:
        print(bad())
    except TypeError as error:
        print(error)


class Fake:
    @property
    def __class__(self):
        return int


print(isinstance(Fake(), int), type(Fake()).__name__, Fake().__class__, issubclass(Fake, int))
print(callable(Empty), callable(e), callable(len), callable(lambda: 0), id(e) == id(e), id(None) == id(None), e is e, hash("x") == hash("x"), hash(None) == hash(None), hash(...) == hash(...), hash(Empty) == hash(Empty))
print(vars(e), e.__dict__ is e.__dict__, setattr(e, "a", 1), vars(e), getattr(e, "a"), delattr(e, "a"), hasattr(e, "a"), getattr(e, "a", "default"), e.__getattribute__("__class__") is Empty)
e.__dict__["dynamic key with spaces"] = 1
print(getattr(e, "dynamic key with spaces"), dir(e)[-1], vars(Empty).keys() >= {"__module__", "__dict__"})
e.__class__ = type("Other", (), {"x": 5})
print(e.x, type(e).__name__, isinstance(e, Empty))
print(type("Dyn", (int,), {"double": lambda self: self * 2})(21).double(), type.__call__(list, "ab"), type.__or__(int, str), int.__or__(5, 2), type.__instancecheck__(int, 5), type.__subclasses__(type("Base", (), {})), type.__mro__, type.__sizeof__(int) > 0)
