class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Point3(Point):
    __slots__ = ("z",)


class WithDict(Point):
    pass


class Explicit:
    __slots__ = ("a", "__dict__", "__weakref__")


class Documented:
    __slots__ = {"width": "How wide.", "height": "How high."}


class Private:
    __slots__ = ("__secret",)

    def __init__(self):
        self.__secret = 1


p = Point(1, 2)
print(p.x, p.y, hasattr(p, "__dict__"), Point.__slots__, type(Point.x).__name__, Point.x.__name__, Point.x.__objclass__.__name__)


def attempt(label, f):
    try:
        print(label, f())
    except Exception as error:
        print(label, type(error).__name__, error)


attempt("set unknown", lambda: setattr(p, "z", 1))
attempt("read unknown", lambda: p.z)
del p.x
attempt("deleted", lambda: p.x)
attempt("delete again", lambda: delattr(p, "x"))
attempt("vars", lambda: vars(p))
q = Point3(1, 2)
attempt("unset", lambda: q.z)
q.z = 3
print(q.x, q.z, hasattr(q, "__dict__"), Point3.__mro__[1].__name__)
w = WithDict(1, 2)
w.extra = 5
print(w.__dict__, w.x)
e = Explicit()
e.a, e.b = 1, 2
print(e.__dict__, e.a)
print(Documented.__slots__, Documented.width.__doc__)
print(Private()._Private__secret, Private.__slots__)
attempt("weakref", lambda: __import__("weakref").ref(p))
attempt("weakref ok", lambda: __import__("weakref").ref(e)() is e)


def declare(slots, bases=(), **extra):
    return type("C", bases, {"__slots__": slots, **extra})


attempt("conflict", lambda: declare(("a",), a=1))
attempt("bad name", lambda: declare(("1a",)))
attempt("not a string", lambda: declare((1,)))
attempt("twice dict", lambda: declare(("__dict__", "__dict__")))
attempt("dict over dict", lambda: declare(("__dict__",), (WithDict,)))
attempt("int subclass", lambda: declare(("a",), (int,)))
attempt("empty int", lambda: declare((), (int,))(5) + 1)
attempt("tuple subclass", lambda: declare(("a",), (tuple,)))
attempt("string", lambda: declare("single")().__slots__)
attempt("layout conflict", lambda: type("C", (declare(("a",)), declare(("b",))), {}))
attempt("no conflict", lambda: type("C", (declare(("a",)), declare(())), {}).__name__)
attempt("class change", lambda: setattr(p, "__class__", Point3))
A, B = declare(("a", "b")), declare(("a", "b"))
a = A()
a.a = "kept"
a.__class__ = B
print(type(a) is B, a.a)
attempt("foreign", lambda: Point.x.__get__(e))
attempt("to builtin", lambda: setattr(e, "__class__", int))
print(Point.x.__get__(None, Point) is Point.x, [n for n in dir(Point) if not n.startswith("__")], Point.__basicsize__ - object.__basicsize__, Point3.__basicsize__ - Point.__basicsize__)
