b = bytes(range(0, 256, 17))
print(b, b.hex(), b.hex(":", 2), b.hex("-", -3), bytes.fromhex("00 11\n22"), b[3], b[1:4], b[::-2], 17 in b, b"\x11\x22" in b, bytes(b) is b)
t = b"Hello, World"
for name, args in (("upper", ()), ("lower", ()), ("title", ()), ("swapcase", ()), ("capitalize", ()), ("center", (20, b"*")), ("ljust", (15,)), ("zfill", (15,)), ("find", (b"o",)), ("rfind", (111,)), ("count", (b"l",)), ("index", (b"W",)), ("split", (b", ",)), ("rsplit", (b"o", 1)), ("partition", (b",",)), ("rpartition", (b"z",)), ("replace", (b"l", b"LL", 2)), ("startswith", ((b"x", b"He"),)), ("endswith", (b"ld",)), ("strip", (b"Hd",)), ("lstrip", (b"He",)), ("rstrip", ()), ("translate", (None, b"lo")), ("expandtabs", ()), ("splitlines", ()), ("removeprefix", (b"Hello",)), ("removesuffix", (b"ld",)), ("join", ([b"a", b"b"],)), ("isalpha", ()), ("isascii", ()), ("isspace", ()), ("decode", ())):
    x, y = getattr(t, name)(*args), getattr(bytearray(t), name)(*args)
    print(name, x, y, x == y)
ba = bytearray(b"abc")
ba += b"de"
ba *= 2
ba[0] = 65
ba[1:3] = b"__"
ba[5:5] = bytearray(b"in")
ba.insert(1, 33)
ba.append(255)
ba.extend([1, 2])
ba.extend(b"z")
print(ba, ba.pop(), ba.pop(0), ba.remove(255), ba, ba.reverse(), ba)
del ba[::2]
print(ba, ba.copy(), ba.clear(), ba, bytearray(3), bytearray("é", "utf-8"), bytearray([1]), ba == b"", bytearray(b"a") == b"a", bytearray(b"a") < b"b", bytearray(b"ab") * 2, b"x" + bytearray(b"y"), bytearray(b"y") + b"x")
m = memoryview(bytearray(b"abcdef"))
m[0] = 90
m[2:4] = b"XY"
print(bytes(m), m[-1], m[1:5:2].tolist(), m.nbytes, m.itemsize, m.format, m.ndim, m.shape, m.strides, m.readonly, m.contiguous, m.obj, m.hex(), bytes(m[::-1]), m == b"ZbXYef", 90 in m, m.index(98) if hasattr(m, "index") else "")
c = m.cast("H")
print(c.tolist(), c.shape, len(c), memoryview(b"12345678").cast("i").tolist(), memoryview(bytes(8)).cast("d")[0], memoryview(bytes(12)).cast("B", [3, 4]).tolist())
r = memoryview(b"read only")
for bad in (lambda: r.__setitem__(0, 1), lambda: m.__setitem__(0, 300), lambda: m.__setitem__(slice(0, 2), b"toolong"), lambda: m["x"], lambda: m[99], lambda: memoryview("s"), lambda: memoryview(5), lambda: r.cast("i"), lambda: bytearray(b"abc").__delitem__(9), lambda: b"abc"[9], lambda: bytes([256]), lambda: bytes([-1]), lambda: bytes("s"), lambda: bytes(1.5), lambda: bytes([1], "utf-8"), lambda: bytes.fromhex("abc"), lambda: bytes.fromhex("xy"), lambda: b"a" + "b", lambda: b"".join(["a"]), lambda: b"a".index(b"z"), lambda: b"a" in "a", lambda: "a" in b"a", lambda: b"a".find("a"), lambda: bytearray(b"x").extend("s"), lambda: hash(bytearray()), lambda: bytearray(b"x").append(256), lambda: b"%s" % "str", lambda: bytes(object()), lambda: b"abc".hex(5), lambda: b"a" < "a", lambda: hash(m)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
export = bytearray(b"locked")
view = memoryview(export)
for action in (lambda: export.append(1), lambda: export.clear(), lambda: export.__delitem__(0)):
    try:
        action()
    except BufferError as error:
        print(error)
view.release()
export.append(33)
print(export)
try:
    view[0]
except ValueError as error:
    print(error)
with memoryview(b"ctx") as v:
    print(v[0])
print(b"%d %s %r %a %x %c %5.1f|%-4s|" % (5, b"b", "r", "é", 255, 65, 1.25, b"ab"), b"%b%%" % b"x", bytes(b"it's"), b'"', b"\"'", b"\x00\x7f\x80\t\n\\", hash(b"a") == hash(b"a"), b"a" == "a", bytes() == b"", sorted(b"hello"), max(b"abc"), list(reversed(b"ab")), bytes(map(lambda x: x + 1, b"HAL")))
print(bytes.maketrans(b"ab", b"xy")[96:100], b"aabb".translate(bytes.maketrans(b"ab", b"xy")), b"a,b,,c".split(b","), b" a  b ".split(), b"a\nb\r\nc".splitlines(True), b"abcabc".replace(b"", b"-"), b"".join([b"a", bytearray(b"b"), memoryview(b"c")]))


class HasBytes:
    def __bytes__(self):
        return b"from __bytes__"


class Buf:
    def __init__(self, data):
        self.data = bytearray(data)

    def __buffer__(self, flags):
        return memoryview(self.data)

    def __release_buffer__(self, view):
        print("released", bytes(view))
        view.release()


print(bytes(HasBytes()), bytes(memoryview(Buf(b"custom"))), b"".join([Buf(b"joined")]))
import sys
print(sys.getsizeof(b""), sys.getsizeof(b"abc"), sys.getsizeof(bytearray()), bytes.__doc__.splitlines()[0], int.from_bytes(bytearray(b"\x01\x00"), "big"))
