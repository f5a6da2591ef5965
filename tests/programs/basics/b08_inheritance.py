class Base:
    def __init__(self):
        print("Base.__init__")
        self.base = True

    def who(self):
        return ["Base"]


class Left(Base):
    def __init__(self):
        print("Left.__init__")
        super().__init__()

    def who(self):
        return ["Left"] + super().who()


class Right(Base):
    def __init__(self):
        print("Right.__init__")
        super().__init__()

    def who(self):
        return ["Right"] + super().who()


class Bottom(Left, Right):
    def __init__(self):
        print("Bottom.__init__")
        super().__init__()

    def who(self):
        return ["Bottom"] + super().who()


b = Bottom()
print(b.who(), [c.__name__ for c in Bottom.__mro__], Bottom.mro() == list(Bottom.__mro__))
print(Left.who(b), super(Left, b).who(), super(Right, b).who(), Base.who(b))
print(Base.__subclasses__() == [Left, Right], Bottom.__base__.__name__, Bottom.__bases__ == (Left, Right))
try:
    class Wrong(Base, Left):
        pass
except TypeError as error:
    print(error)
try:
    class Twice(Base, Base):
        pass
except TypeError as error:
    print(error)


class Stack(list):
    def push(self, item):
        self.append(item)

    def __repr__(self):
        return f"Stack{super().__repr__()}"


s = Stack([1])
s.push(2)
print(s, len(s), s[0], s + [3], type(s + [3]).__name__, s == [1, 2], isinstance(s, list))


class Upper(str):
    def __new__(cls, value):
        return super().__new__(cls, value.upper())

    def shout(self):
        return self + "!"


u = Upper("hey")
print(u, u.shout(), type(u.shout()).__name__, u == "HEY", len(u), {u: 1}["HEY"])


class Celsius(float):
    def __str__(self):
        return f"{float(self):.1f}°C"


print(Celsius(21.55), repr(Celsius(2)), Celsius(1) + 1, f"{Celsius(3)}", "%s" % Celsius(4))


class MyInt(int):
    def __add__(self, other):
        return MyInt(int(self) + int(other) + 1000)


print(MyInt(5) + 1, 1 + MyInt(5), MyInt(5) * 2, type(MyInt(5) * 2).__name__)


class D(dict):
    def __missing__(self, key):
        return f"no {key}"


d = D(a=1)
print(d["a"], d["zz"], d.get("zz"), d)
print(isinstance(b, (str, Right)), issubclass(Bottom, Base), isinstance(True, int), object.__subclasshook__(int))
for bad in (bool, type(None), range, slice, type(lambda: 0)):
    try:
        type("Sub", (bad,), {})
    except TypeError as error:
        print(error)
