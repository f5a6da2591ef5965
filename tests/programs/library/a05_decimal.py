import decimal
from decimal import Context, Decimal, ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, getcontext, localcontext

D = Decimal
a, b = D("1.10"), D("2.345")
print(a, repr(a), a + b, a * b, a / b, b // a, b % a, -a, abs(-b), a ** 3, a ** D("0.5"), divmod(b, a), +a, a < b, a == D("1.1"), hash(a) == hash(D("1.1")), a == 1.1, D(1.1), D(0.5) == 0.5, int(b), float(b), round(b), round(b, 2), round(D("2.5")), round(D("-0.5")), a.as_tuple(), b.as_integer_ratio(), bool(D(0)))
print(D("1E+5"), D("1e-10"), D("-0"), D("0E+3"), D("NaN"), D("-Infinity"), D("sNaN123"), D((1, (1, 2, 3), -2)), D(10 ** 30), D("1_000.5"), D("  5 "), D(True), D("1E+5") + 0, D("1.000").normalize(), D("1200").normalize(), D("1E+3").to_eng_string(), D("0.00001"), D("0.0000001"), D(123456789) * 10 ** 20)
print(b.quantize(D("0.01")), b.quantize(D("0.01"), ROUND_DOWN), b.quantize(D("1"), ROUND_UP), D("2.675").quantize(D("0.01"), ROUND_HALF_UP), D("0.5").to_integral_value(), D("1.5").to_integral_exact(ROUND_DOWN), b.scaleb(3), b.adjusted(), b.sqrt(), b.exp(), b.ln(), b.log10(), D(2).fma(3, 4), b.compare(a), b.max(a), b.min(a), b.copy_sign(D(-1)), b.copy_negate(), b.logb(), b.next_plus(), b.next_minus(), b.number_class(), b.radix(), b.remainder_near(a), b.rotate(1), b.shift(1), D(5).logical_and(D(1)) if False else "", b.same_quantum(D("1.000")), b.canonical(), b.is_finite(), D("NaN").is_nan(), D("-0").is_signed(), D("1E-1050000").is_subnormal(), b.conjugate(), b.real, b.imag)
print(getcontext().prec, getcontext().rounding, [s.__name__ for s, on in getcontext().traps.items() if on])
with localcontext() as ctx:
    ctx.prec = 5
    print(D(1) / D(3), D("123456.789") + 0, D(2).sqrt(), ctx.flags[decimal.Inexact], ctx)
with localcontext(prec=50, rounding=ROUND_DOWN):
    print(D(2) / D(3), D(2).sqrt(), D(1).exp())
print(D(1) / D(3), Context(prec=3).divide(D(1), D(3)), Context(prec=4).create_decimal("3.14159"), decimal.BasicContext, decimal.ExtendedContext.divide(D(1), D(0)))
for bad in (lambda: D(1) / 0, lambda: D(0) / 0, lambda: D("x"), lambda: D("1").quantize(D("1E-50")), lambda: D(-1).sqrt(), lambda: D("sNaN") + 1, lambda: D("Infinity") - D("Infinity"), lambda: D(1) + 1.5, lambda: D(1) < "a", lambda: int(D("NaN")), lambda: int(D("Infinity")), lambda: D("NaN") < 1, lambda: D([1]), lambda: D(10) ** 10 ** 10, lambda: D(0) ** 0, lambda: D(1) % 0, lambda: getcontext().__setattr__("prec", 0), lambda: getcontext().__setattr__("rounding", "x"), lambda: D(1).quantize(D(1), rounding="bad"), lambda: hash(D("sNaN")), lambda: round(D("NaN")), lambda: format(D(1), "x")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
for spec in ("", ".2f", "10.3f", "e", ".1e", "g", ",", ",.2f", "%", ".0%", "+", "<12", "*^12", "012.1f", "n", "_.1f"):
    print(spec, format(D("1234567.891"), spec), format(D("-0.00045"), spec))
print(sum(D(str(x)) for x in (0.1, 0.2, 0.3)), sum([D("0.1")] * 10) == 1, max(D(1), 2, D("1.5")), sorted([D(3), 1, D("2.5")]), D(5) + 3, 3 - D(5), D(7) // 2, 7 % D(4), 2 ** D(10), D("1.0") == 1, D(3) == 3.0, D("0.1") == 0.1, D("0.1") < 0.1)
import math, fractions, pickle, copy, statistics, numbers
print(math.floor(D("2.7")), math.ceil(D("-2.7")), math.trunc(D("2.7")), fractions.Fraction(D("0.125")), D.from_float(0.1), pickle.loads(pickle.dumps(b)) == b, copy.deepcopy(b) is b, statistics.mean([D(1), D(2)]), isinstance(D(1), numbers.Number), complex(D(1)), D.from_number(5))
def pi():
    getcontext().prec += 2
    three = D(3)
    lasts, t, s, n, na, d, da = 0, three, 3, 1, 0, 0, 24
    while s != lasts:
        lasts = s
        n, na = n + na, na + 8
        d, da = d + da, da + 32
        t = (t * n) / d
        s += t
    getcontext().prec -= 2
    return +s
print(pi(), statistics.median([3, 1, 2]), statistics.stdev([1, 2, 3, 4]), statistics.mode("aab"), statistics.quantiles(range(10)), statistics.fmean([1, 2, 4]), statistics.variance([1, 2, 3]), statistics.harmonic_mean([40, 60]))
