class Point:
    """A point."""

    count = 0

    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.count += 1

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    def moved(self, dx):
        return Point(self.x + dx, self.y)

    @classmethod
    def origin(cls):
        return cls(0)

    @staticmethod
    def dim():
        return 2

    @property
    def norm2(self):
        return self.x ** 2 + self.y ** 2


p = Point(1, 2)
print(p, p + Point(3), p == Point(1, 2), p != Point(1, 2), p == 5, p.moved(5))
print(Point.origin(), p.origin(), Point.dim(), p.dim(), p.norm2, Point.count)
p.z = 7
print(p.z, p.__dict__, hasattr(p, "z"), hasattr(p, "q"), getattr(p, "q", "default"))
del p.z
print(vars(p), Point.__doc__, Point.__name__, type(p) is Point)
setattr(p, "w", 1)
print(p.w, isinstance(p, Point), isinstance(p, object), issubclass(Point, object))


class Animal:
    sound = "..."

    def speak(self):
        return f"{type(self).__name__} says {self.sound}"


class Dog(Animal):
    sound = "woof"


class Puppy(Dog):
    def speak(self):
        return super().speak() + "!"


for animal in (Animal(), Dog(), Puppy()):
    print(animal.speak())
print([c.__name__ for c in Puppy.__mro__], Puppy.__bases__)
print(isinstance(Puppy(), Animal), issubclass(Dog, (int, Animal)), Dog.__base__)
bound = Puppy().speak
print(bound(), bound.__func__ is Puppy.speak, bound.__name__)


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


attempt(lambda: p.missing)
attempt(lambda: Point.missing)
attempt(lambda: Point())
attempt(lambda: p.norm2.real)
attempt(lambda: p < p)
attempt(lambda: hash(p))
attempt(lambda: p + 1)
attempt(lambda: p())
attempt(lambda: p[0])
attempt(lambda: setattr(p, "norm2", 1))
attempt(lambda: delattr(p, "nothing"))
