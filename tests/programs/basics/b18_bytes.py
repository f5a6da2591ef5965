b = b"hello\x00\xff"
print(b, len(b), b[0], b[1:3], list(b), b + b"!", b"ab" * 2, b"ell" in b, 104 in b)
print(bytes(3), bytes([1, 2]), bytes("é", "utf-8"), bytes(b"x"), b"abc".decode(), "é".encode().decode("utf-8"))
print(b"a,b".split(b","), b"-".join([b"x", b"y"]), b"abc".upper(), b"abc".replace(b"b", b"BB"), b"abc".find(b"c"), b" x ".strip())
print(b"\x01\xab".hex(), bytes.fromhex("01 ab"), b"abc".hex("-"), b"abc" < b"abd", b"a" == "a", hash(b"a") == hash(b"a"))
ba = bytearray(b"abc")
ba[0] = 65
ba.append(100)
ba.extend(b"xy")
del ba[1]
ba[1:2] = b"__"
print(ba, len(ba), bytes(ba), ba.decode(), ba == b"A__dxy", ba.pop(), ba)
print((258).to_bytes(2, "big"), (258).to_bytes(4, "little"), int.from_bytes(b"\x01\x02", "big"), (-1).to_bytes(2, "big", signed=True))
m = memoryview(b"abcdef")
print(m[1], bytes(m[1:3]), m.tolist(), len(m), m.format, m.readonly)
print(b"%d %s %x" % (1, b"two", 255), b"abc".startswith(b"ab"), b"aXb".partition(b"X"), b"ab\ncd".splitlines())
print(rb"\n", b'it"s', repr(b"it's"), b"\t\n\r\\", bytes(range(127, 130)))
for bad in ("bytes([256])", "b'a' + 'b'", "b'abc'['x':]", "bytes('x')", "bytes(-1)", "b'\\xff'.decode()", "bytearray(b'a').append(300)", "'a' in b'a'", "b''.join(['a'])", "int.from_bytes('x')"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
