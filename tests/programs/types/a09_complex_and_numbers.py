import cmath
import math
import numbers
from fractions import Fraction

for z in (0j, 1j, -1j, 1 + 2j, -0.0 + 0j, complex(-0.0, -0.0), complex("nan+infj"), complex(1e100, -1e-5), 3.0 + 0j, complex(0, math.inf), complex("-1e3-.5j"), complex(" ( 1+2j ) ".replace(" ", ""))):
    print(repr(z), str(z), z.real, z.imag, z == z.conjugate(), bool(z), f"{z:.2f}", hash(z) == hash(complex(z.real, z.imag)) if z == z else "nan")
a, b = 1 + 2j, 3 - 1j
print(a + b, a - b, a * b, a / b, a ** 2, a ** b, a ** 0.5, -a, +a, abs(3 + 4j), a == 1 + 2j, a != b, 2 * a, a + 1, 1 - a, a / 2, 1 / a, a ** -1, 0j ** 0, a ** 0, (1j) ** 2, pow(a, 3))
for bad in (lambda: a < b, lambda: a // b, lambda: a % b, lambda: divmod(a, b), lambda: int(a), lambda: float(a), lambda: 1 / 0j, lambda: 0j ** -1, lambda: complex("x"), lambda: complex("1 + 2j"), lambda: complex(""), lambda: complex(1, "2"), lambda: complex("1", 2), lambda: complex([]), lambda: round(a), lambda: math.sqrt(a), lambda: f"{a:d}", lambda: f"{a:010}", lambda: pow(a, 2, 3), lambda: range(a), lambda: [1][a]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(complex(), complex(1), complex(1.5, -2), complex("1"), complex("j"), complex("+1j"), complex("1e2+3e-1j"), complex.from_number(5), complex(real=1, imag=2))


class C:
    def __complex__(self):
        return 5j


class F:
    def __float__(self):
        return 2.5


class I:
    def __index__(self):
        return 7


print(complex(C()), complex(F()), complex(I()), float(I()), int(I()), math.floor(2.7), complex(F(), I()))
print(cmath.sqrt(-1), cmath.exp(1j * math.pi).real, cmath.phase(-1), cmath.polar(1j), cmath.rect(1, math.pi / 2).imag, cmath.isnan(complex("nan")), cmath.isclose(1 + 1e-10j, 1), cmath.log(-1), cmath.infj, cmath.isfinite(1j))
print([isinstance(x, t) for x in (1, 1.0, 1j, True, Fraction(1)) for t in (numbers.Integral, numbers.Rational, numbers.Real, numbers.Complex)])
f, g = Fraction(3, 4), Fraction("-1.25")
print(f, repr(g), f + g, f * g, f / g, f - 1, f ** 2, f ** -2, f ** 0.5, f // g, f % g, divmod(f, g), -f, abs(g), f < g, f == 0.75, f == Fraction(6, 8), hash(f) == hash(0.75), int(g), float(f), round(f), round(Fraction(22, 7), 2), math.floor(g), math.ceil(g), math.trunc(g), f.numerator, f.denominator, f.as_integer_ratio(), f.is_integer(), f.limit_denominator(2))
print(Fraction(0.1), Fraction(0.1).limit_denominator(10), Fraction("3/7"), Fraction(" 1e-3 "), Fraction(5), Fraction(1.5), Fraction.from_float(0.25), f"{Fraction(1, 3):.3f}", f"{Fraction(22, 7):>10.2e}", Fraction(10, -4), sum([Fraction(1, 3)] * 3), max(f, g), sorted([f, 0.5, g, 1]), Fraction(1, 3) + 0.5, Fraction(1, 2) + 1j, 2 ** Fraction(3), Fraction(4) ** Fraction(1, 2))
for bad in (lambda: Fraction(1, 0), lambda: Fraction("x"), lambda: Fraction(1.5, 2), lambda: f / 0, lambda: Fraction(math.nan), lambda: Fraction(math.inf), lambda: Fraction([]), lambda: f + "a", lambda: Fraction("1/0"), lambda: f < 1j):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(1 + 1.0, type(1 + True), 1 + 1j, 0.5 + Fraction(1, 2), type(True + True), 7 // 2.0, 2 ** -2, True / 2, 5 .real, 1.0.imag, (1).conjugate(), True.numerator, 1 == 1.0 == 1 + 0j == True == Fraction(1), hash(1) == hash(1.0) == hash(1 + 0j) == hash(Fraction(1)), {1: "a"}[1 + 0j], 10 ** 20 == 1e20, Fraction(10 ** 20) == 1e20, 0.1 == Fraction(1, 10))
