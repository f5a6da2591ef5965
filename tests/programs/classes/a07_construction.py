class Traced:
    def __new__(cls, *args, **kwargs):
        print("new", cls.__name__, args, kwargs)
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        print("init", args, kwargs)


class Other:
    def __new__(cls):
        return "not an instance"

    def __init__(self):
        print("never called")


class Cached:
    cache = {}

    def __new__(cls, key):
        if key not in cls.cache:
            cls.cache[key] = super().__new__(cls)
        return cls.cache[key]

    def __init__(self, key):
        self.count = getattr(self, "count", 0) + 1


Traced(1, a=2)
print(Other(), Cached("a") is Cached("a"), Cached("a").count)


class Frozen(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, sorted(items))


class Distance(float):
    def __new__(cls, value, unit="m"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self


print(Frozen(3, 1, 2), Distance(5, "km"), Distance(5, "km").unit, Distance(2) * 2)


class OnlyInit:
    def __init__(self, a):
        self.a = a


class OnlyNew:
    def __new__(cls, a):
        self = super().__new__(cls)
        self.a = a
        return self


class Neither: ...


class ReturnsValue:
    def __init__(self):
        return 5


def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)


attempt(lambda: OnlyInit(1).a)
attempt(lambda: OnlyNew(2).a)
attempt(lambda: OnlyInit())
attempt(lambda: OnlyNew())
attempt(lambda: Neither(1))
attempt(lambda: Neither(x=1))
attempt(lambda: ReturnsValue())
attempt(lambda: object.__new__(OnlyInit, 1, 2).__class__.__name__)
attempt(lambda: object.__new__(Neither, 1))
attempt(lambda: object.__init__(Neither(), 1))
attempt(lambda: object.__new__())
attempt(lambda: object.__new__(5))
attempt(lambda: int.__new__(str))
attempt(lambda: int.__new__(bool, 1))
attempt(lambda: list.__new__(dict))
attempt(lambda: str.__new__(Frozen))


class Base:
    def __init__(self):
        self.setup()

    def setup(self):
        self.kind = "base"


class Derived(Base):
    def setup(self):
        super().setup()
        self.kind += "+derived"


print(Derived().kind)


class Del:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


d = Del("one")
e = d
del d
print("still there")
del e
print("gone")
Del("temporary")
f = Del("replaced")
f = Del("last")
print([Del(str(i)).name for i in range(3)])


def scope():
    local = Del("local")
    return "returned"


print(scope())


class Resurrect:
    saved = []

    def __del__(self):
        print("resurrecting")
        Resurrect.saved.append(self)


Resurrect()
print(len(Resurrect.saved))
Resurrect.saved.clear()
print("cleared", len(Resurrect.saved))


class Raises:
    def __bool__(self):
        raise ValueError("no truth")


attempt(lambda: 1 if Raises() else 2)
attempt(lambda: [Raises()] == [Raises()])
f = None
print("end")
