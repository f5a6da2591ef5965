n = 1234567890123456789012345678901234567890
print(n.bit_length(), n.bit_count(), (-n).bit_length(), n.conjugate() == n, n.real == n, n.imag, n.numerator == n, n.denominator, n.is_integer())
print(n.to_bytes(17, "big"), int.from_bytes(n.to_bytes(17, "little"), "little") == n, (-n).to_bytes(17, signed=True)[:3], (5).to_bytes(), (0).to_bytes(0), int.from_bytes(b""), int.from_bytes([1, 0]), int.from_bytes(b"\xff", signed=True))
print(int("  42  "), int("-0b101", 0), int("0o17", 8), int("0xFF", 16), int("1_000"), int(b"12"), int("٣٤"), int(" \n-7\t"), int("zz", 36), int("-10", 2), int(bytearray(b"5")))
for text, base in (("", 10), ("12", 2), ("0x", 16), ("1__0", 10), ("_1", 10), ("1.5", 10), ("0b2", 0), ("010", 0), ("9" * 20, 8), ("é", 10), ("1\0", 10)):
    try:
        print(repr(text), int(text, base))
    except ValueError as error:
        print(error)
print(n // 10 ** 30, n % 97, divmod(-n, 12345), -n // 7, -n % 7, n ** 2, n << 3, n >> 100, -n >> 3, n & 0xFFFF, n | 1, n ^ n, ~n)
print(7 // -2, -7 // -2, 7 % -2, -7 % -2, 0 // 5, -0 % 5, 2 ** 63 // -1, (-(2 ** 63)) // -1, 1 // (2 ** 70), -1 // (2 ** 70), -1 % (2 ** 70))
print(pow(2, 100, 7), pow(-2, 3, 5), pow(3, -2, 7), pow(2, 5, -7), pow(0, 0), pow(5, 0, 1), (-1) ** 101, 10 ** -2, (-8) ** 2, 2 ** 0.5, (-2) ** -1)
print(round(n, -35), round(15, -1), round(25, -1), round(-25, -1), round(5, 3), round(1, -5), round(150, -2), round(250, -2))
print(n / 3, n / n, 1 / n, 10 ** 300 / 10 ** 299, 2 ** 1023 * 1.0, float(2 ** 53 + 1), int(1e25), (2 ** 54 + 1) / 2)
print(hex(n), oct(-n), bin(300), f"{n:x}", f"{-255:#X}", f"{255:#b}", f"{n:,}", f"{n:_}", f"{65:c}", f"{1234:e}", f"{1234:.1f}", f"{-5:+d}", f"{5: d}", f"{42:08d}", f"{-42:08d}", f"{42:^8}", f"{42:*<8}", f"{0x1234ABCD:_x}", f"{5:%}", f"{12:n}", f"{42:=+8}", f"{1000000:015,}")
print(5 .__add__(3), (5).__add__(3.0), (5).__radd__(2), (5).__truediv__(2), (5).__rpow__(2), (5).__divmod__(3), (5).__eq__("5"), (5).__lt__(6), (5).__bool__(), (5).__index__(), (5).__float__(), (5).__format__("04"), (5).__round__(-1), (5).__trunc__(), (5).__getnewargs__(), (5).__hash__(), (5).__neg__(), (-5).__abs__(), (5).__invert__())
print([hash(x) for x in (0, 1, -1, -2, 2 ** 61 - 1, 2 ** 61, 2 ** 61 + 5, -(2 ** 61), n, -n)])
print(int("256") is int("256"), int("-5") is int("-5"), int("257") is int("257"), int("-6") is int("-6"), True + 1, int(True), 3 == 3.0, n == float(n), 10 ** 23 == 1e23, 2 ** 53 == 2.0 ** 53, n > 1e30, n < float("inf"), -n > float("-inf"), 5 != float("nan"))
print(sum(range(10 ** 6)), sum([n, -n, 1]), max(n, -n), sorted([n, 5, -n])[1], int.__doc__.splitlines()[0])
print((10 ** 18).__sizeof__(), (0).__sizeof__(), (2 ** 30).__sizeof__(), (2 ** 60).__sizeof__(), int.__basicsize__, int.__itemsize__)


class Trunc:
    def __int__(self):
        return 7

    def __index__(self):
        return 8


class BadInt:
    def __int__(self):
        return "x"


class SubInt(int):
    def __new__(cls, v):
        return super().__new__(cls, v)


print(int(Trunc()), range(10)[Trunc()], SubInt(5), type(SubInt(5) + 1), SubInt("7"), SubInt(5) == 5, repr(SubInt(3)), int(SubInt(3)).__class__)
try:
    int(BadInt())
except TypeError as error:
    print(error)
import sys
print(sys.get_int_max_str_digits(), sys.int_info.bits_per_digit, sys.maxsize)
for action in (lambda: int("1" * 4301), lambda: str(10 ** 4300), lambda: sys.set_int_max_str_digits(5), lambda: len(str(10 ** 4299)), lambda: len(hex(10 ** 5000)), lambda: 1 << (1 << 100), lambda: (1).to_bytes(-1)):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
