import math
import sys

for x in (0.0, -0.0, 1.0, 0.1, 0.2, 0.1 + 0.2, 1 / 3, 2 / 3, 100.0, 1e15, 1e16, 1e17, 123456789.123456789, 1e-4, 1e-5, 1.5e-10, 1e100, 1e308, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 0.30000000000000004, 4.35, 2.675, 1e22, 1e23, 3.0e-7, float("inf"), float("-inf"), float("nan"), 12345678901234567.0, 9.999999999999999e22):
    print(repr(x), str(x), f"{x:g} {x:.3f} {x:e} {x:.0f} {x:.10g} {x:%}" if abs(x) < 1e30 or x != x else f"{x:g} {x:.3e}", x.hex())
for spec in ("", "f", ".2f", "10.3f", "<10.1f", "^12.2e", "+.1f", " .1f", "010.2f", ",.2f", "_.1f", ".3g", "#.3g", "G", "E", "F", "%", ".1%", "n", "z.0f", "=+10.1f", "*^20", ".0e", "#.0f", ".15g", ".17g", "020,.3f"):
    print(f"{spec:10}", [format(v, spec) for v in (1234567.891, -0.04, 1e-7, 0.5)])
for spec in ("d", "x", "s", ".2d", "c", "q", ",_", "10.", ".x"):
    try:
        print(spec, format(1.5, spec))
    except ValueError as error:
        print(spec, error)
print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.4999999999999996)], [round(x, 1) for x in (0.25, 0.35, 0.45, -0.05, 1e20)], round(1e300, -299), round(5.5, 400), round(123.456, -2), round(-0.4), type(round(1.0)), type(round(1.0, 0)), round(1.5, None))
for bad in (lambda: round(float("inf")), lambda: round(float("nan")), lambda: int(float("-inf")), lambda: float("0x10"), lambda: float("1e"), lambda: float(""), lambda: float("1_"), lambda: float("--1"), lambda: float.fromhex("0x1p2000"), lambda: 1e308 ** 2, lambda: math.sqrt(-1), lambda: math.exp(1000), lambda: math.log(0), lambda: math.fsum([1e308, 1e308]), lambda: 0.0 ** -1):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(float("  1.5\n"), float("1_0.0_1"), float("+.5"), float("5."), float("1E+3"), float("nan"), float("-Infinity"), float("iNf"), float(b"2.5"), float("٣.٥"), float.fromhex("-0x1.8p3"), float.fromhex("inf"), float.fromhex("1"))
x = 7.25
print(x.as_integer_ratio(), (-0.5).as_integer_ratio(), x.is_integer(), (2.0).is_integer(), x.conjugate(), x.real, x.imag, x // 2, x % 2, -x // 2, -x % 2, divmod(x, -2), x ** 2, x ** -1, (-8.0) ** (1 / 3), 2 ** 0.5, float.from_number(3))
print(math.inf > 10 ** 400, math.nan == math.nan, -0.0 == 0.0, math.copysign(1, -0.0), str(-0.0), 0.0 * -1, 1e400, -1e400, 5 % math.inf, -5 % math.inf, math.inf // 1, 5.0 // math.inf, -5.0 // math.inf)
print([hash(v) for v in (0.0, -0.0, 1.0, 0.5, 1e100, math.inf, -math.inf, -1.0, 2.0 ** 70)], hash(2.0 ** 70) == hash(2 ** 70))
print(sys.float_info.max, sys.float_info.min, sys.float_info.epsilon, sys.float_info.dig, sys.float_info.mant_dig, sys.float_repr_style, float.__getformat__("double") if hasattr(float, "__getformat__") else "")
print(sum([0.1] * 10), sum([0.1] * 10) == 1.0, math.fsum([0.1] * 10), sum([1e100, 1.0, -1e100]), sum([0.1, 0.2, 0.3]), sum([1, 0.5, 1j]))
print(min(1.0, math.nan), max(math.nan, 1.0), sorted([3.0, 1, 2.5]), [1.0, math.nan] == [1.0, math.nan], (n := math.nan) in [n], math.nan in [float("nan")])
print(math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.5), math.isclose(0.1 + 0.2, 0.3), math.nextafter(1.0, 2.0), math.ulp(1.0), math.frexp(8.5), math.ldexp(0.5, 4), math.modf(-3.25), math.fmod(-7, 3), math.remainder(7, 4), math.hypot(3, 4), math.dist([0, 0], [3, 4]), math.gcd(12, 18, 27), math.lcm(4, 6), math.isqrt(99), math.comb(10, 3), math.perm(5, 2), math.prod([1, 2, 3]), math.factorial(20), round(math.cbrt(27), 12), math.fma(2, 3, 4), math.sumprod([1, 2], [3, 4]))
# The last bits of these depend on the C library.
print([round(v, 10) for v in (math.pi, math.e, math.tau, math.sin(1), math.cos(1), math.tan(1), math.atan2(1, -1), math.log(10), math.log2(8), math.log10(1000), math.log1p(1e-10), math.expm1(1e-10), math.exp(1), math.gamma(5), math.lgamma(10), math.erf(0.5), math.degrees(math.pi), math.radians(180), math.sinh(1), math.acosh(2), math.pow(2, 0.5), math.log(2 ** 2000), math.exp2(3))])
