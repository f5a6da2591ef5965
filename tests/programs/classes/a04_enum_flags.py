from enum import Flag, IntFlag, Enum, auto, CONFORM, EJECT, KEEP, STRICT, verify, CONTINUOUS, NAMED_FLAGS, UNIQUE, EnumType, property as enum_property, global_enum, show_flag_values, FlagBoundary


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
    NONE = 0


print(Perm.R, Perm.R | Perm.X, repr(Perm.R | Perm.X), Perm.RW, ~Perm.R, Perm.RW & Perm.W, Perm.R ^ Perm.RW, Perm.NONE, bool(Perm.NONE), Perm(0))
print(list(Perm), list(Perm.RW), len(Perm.RW), Perm.R in Perm.RW, Perm.X in Perm.RW, Perm(5), Perm(7).name, Perm.X.value, [p.name for p in Perm(6)])
print(Perm["RW"], Perm.__members__.keys() >= {"NONE"}, (Perm.R | Perm.W) is Perm.RW, hash(Perm.R) == hash(Perm.R), Perm.R.__class__.__name__)
for bad in (lambda: Perm(8), lambda: Perm(-1), lambda: Perm.R | 1, lambda: Perm("x"), lambda: 5 in Perm.R, lambda: Perm.R < Perm.W):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class IPerm(IntFlag):
    R = 4
    W = 2
    X = 1


print(IPerm.R | IPerm.W, repr(IPerm.R | IPerm.W), IPerm.R + 1, IPerm(7), ~IPerm.R, IPerm.R | 8, IPerm(12), IPerm.R == 4, f"{IPerm.R}", IPerm.R | 1, list(IPerm), -IPerm.R, IPerm.R & 6)


class Strict(Flag, boundary=STRICT):
    A = 1
    B = 2


class Conform(Flag, boundary=CONFORM):
    A = 1
    B = 2


class Eject(Flag, boundary=EJECT):
    A = 1
    B = 2


class Keep(Flag, boundary=KEEP):
    A = 1
    B = 2


print(Conform(5), Eject(5), Keep(5), repr(Keep(13)))
try:
    Strict(5)
except ValueError as error:
    print(error)
for check, members in ((CONTINUOUS, {"A": 1, "B": 4}), (NAMED_FLAGS, {"A": 1, "B": 6}), (UNIQUE, {"A": 1, "B": 1})):
    try:
        verify(check)(Flag("V", members) if check is NAMED_FLAGS else Enum("V", members))
        print("fine")
    except ValueError as error:
        print(type(error).__name__, error)


class Meta(EnumType):
    def __call__(cls, value, *args, **kwargs):
        return super().__call__(value if value != "first" else 1, *args, **kwargs)


class Custom(Enum, metaclass=Meta):
    A = 1
    B = 2

    @classmethod
    def _missing_(cls, value):
        return cls.B if value == "other" else None


print(Custom("first"), Custom("other"))
try:
    Custom("zz")
except ValueError as error:
    print(error)


class Coordinate(bytes, Enum):
    def __new__(cls, value, label):
        obj = bytes.__new__(cls, [value])
        obj._value_ = value
        obj.label = label
        return obj

    PX = (0, "P.X")
    PY = (1, "P.Y")


print(Coordinate.PY, Coordinate(0).label, bytes(Coordinate.PY), Coordinate.PX == b"\0")


class WithValue(Enum):
    A = 1
    _value_: int

    @enum_property
    def value(self):
        return "overridden"

    def __str__(self):
        return f"str:{self._value_}"

    def __format__(self, spec):
        return f"fmt[{spec}]"


print(WithValue.A.value, WithValue.A, f"{WithValue.A:>5}", WithValue.A._value_)
import pickle, copy
print(pickle.loads(pickle.dumps(Perm.R | Perm.X)), copy.deepcopy(Perm.R) is Perm.R, Perm.R.__reduce_ex__(4)[0].__name__ if callable(Perm.R.__reduce_ex__(4)[0]) else "")
print([b.name for b in FlagBoundary], show_flag_values(11))
