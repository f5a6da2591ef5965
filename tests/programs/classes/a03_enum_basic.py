from enum import Enum, IntEnum, StrEnum, auto, unique, member, nonmember


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    @property
    def pretty(self):
        return self.name.title()

    @classmethod
    def favourite(cls):
        return cls.BLUE


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color["BLUE"], Color.CRIMSON is Color.RED)
print(list(Color), len(Color), list(Color.__members__), Color.RED in Color, 1 in Color, 9 in Color, isinstance(Color.RED, Color))
print(Color.RED == 1, Color.RED is Color(1), Color.RED != Color.BLUE, hash(Color.RED) == hash("RED"), Color.RED.pretty, Color.favourite())
print({Color.RED: "r"}[Color.CRIMSON], type(Color.RED), Color, Color.__name__, [*reversed(Color)], f"{Color.RED}", f"{Color.RED!r:>20}")
for bad in (lambda: Color(9), lambda: Color["PINK"], lambda: Color.RED < Color.BLUE, lambda: setattr(Color, "RED", 5), lambda: delattr(Color, "RED"), lambda: Color.PINK, lambda: setattr(Color.RED, "name", "x"), lambda: Color(), lambda: type("Sub", (Color,), {})):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
try:
    class More(Color):
        PINK = 5
except TypeError as error:
    print(error)


class Number(IntEnum):
    ONE = 1
    TWO = auto()
    TEN = 10
    ELEVEN = auto()


print(Number.TWO + 1, Number.ONE < Number.TEN, list(Number), str(Number.ONE), repr(Number.TEN), f"{Number.TEN:04}", Number.ELEVEN == 11, [0, 1, 2][Number.TWO], sorted(Number, reverse=True)[0])


class Mode(StrEnum):
    READ = auto()
    WRITE = auto()
    BOTH = "rw"


print(Mode.READ, Mode.WRITE == "write", Mode.BOTH.upper(), repr(Mode.READ), Mode("rw"), "-".join(Mode), f"{Mode.READ:>6}")


class Auto(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return f"{name.lower()}{start}{count}{last_values}"

    A = auto()
    B = auto()


print([m.value for m in Auto])
try:
    @unique
    class Dup(Enum):
        A = 1
        B = 1
except ValueError as error:
    print(error)
try:
    class Same(Enum):
        A = 1
        A = 2
except TypeError as error:
    print(error)


class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def density(self):
        return round(self.mass / self.radius ** 3, 4)


print(Planet.EARTH.mass, Planet.MARS.density, Planet.EARTH.value, Planet((0.64, 3.39)))
Animal = Enum("Animal", "CAT DOG")
Other = Enum("Other", {"X": 10, "Y": "why"}, module="m", qualname="Q.Other")
print(list(Animal), Animal.DOG.value, Other.Y, repr(Other.Y), Other.__module__, Other.__qualname__, Enum("Start", ["A", "B"], start=5).B.value)


class Special(Enum):
    FUNC = member(lambda x: x + 1)
    helper = nonmember(5)
    A = []
    _ignore_ = ["tmp"]
    tmp = [1]

    def __call__(self, x):
        return self.value(x)


print(list(Special.__members__), Special.helper, Special.FUNC(4), hasattr(Special, "tmp"))
