class Trace:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner=None):
        print("get", self.name, instance is not None, owner.__name__ if owner else None)
        return self if instance is None else instance.__dict__.get(self.name, "unset")

    def __set__(self, instance, value):
        print("set", self.name, value)
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        print("delete", self.name)
        instance.__dict__.pop(self.name, None)


class NonData:
    def __get__(self, instance, owner=None):
        return "from non-data descriptor"


class Owner:
    data = Trace()
    other = Trace()
    non_data = NonData()


o = Owner()
print(o.data)
o.data = 5
print(o.data, o.__dict__)
del o.data
print(Owner.data is Owner.__dict__["data"])
print(o.non_data)
o.non_data = "instance wins"
print(o.non_data, Owner.non_data)
o.__dict__["data"] = "hidden behind the data descriptor"
print(o.data, vars(o))


class Sub(Owner):
    pass


s = Sub()
s.other = 1
print(s.other, getattr(s, "other"), Sub.other.name)


class Late:
    pass


Late.attr = trace = object.__new__(Trace)
try:
    Late().attr
except AttributeError as error:
    print("no __set_name__ was called:", error)


class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["w"] = ("through set", value)


class W:
    w = OnlySet()


w = W()
print(type(w.w).__name__)
w.w = 1
print(w.w)
try:
    del w.w
except AttributeError as error:
    print(error)


class BadName:
    def __set_name__(self, owner, name):
        raise ValueError("bad name")


try:
    class Broken:
        field = BadName()
except ValueError as error:
    print(repr(error), error.__notes__)


class Static:
    def __get__(self, instance, owner):
        raise AttributeError("computed attribute missing")


class Fallback:
    attr = Static()

    def __getattr__(self, name):
        return f"fallback for {name}"


print(Fallback().attr, hasattr(W(), "zz"), getattr(Fallback(), "anything"))
