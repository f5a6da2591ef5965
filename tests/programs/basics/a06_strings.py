s = "Hello, World"
print(len(s), s[0], s[-1], s[1:4], s[:5], s[7:], s[::-1], s[::2], s[-5:-1], s[100:])
print("a" + "b", "ab" * 3, 3 * "-", "x" * 0, "x" * -1)
print("ell" in s, "xyz" not in s, "a" < "b", "a" < "B", "abc" < "abd", "" < "a")
print(s.upper(), s.lower(), s.swapcase(), s.title(), "hello world".capitalize())
print(s.find("o"), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"), s.count(""))
print(s.replace("l", "L"), s.replace("l", "L", 1), s.replace("", "-"))
print(s.split(", "), "a b  c".split(), "a b  c".split(" "), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1))
print("-".join(["a", "b", "c"]), "".join([]), ", ".join("xyz"))
print("  trim ".strip() + "|", "  trim ".lstrip() + "|", "  trim ".rstrip() + "|", "xxaxx".strip("x"))
print(s.startswith("Hell"), s.endswith(("x", "ld")), s.startswith("World", 7))
print("abc".center(9, "*"), "abc".ljust(6) + "|", "abc".rjust(6), "42".zfill(5), "-42".zfill(5))
print("abc".isalpha(), "ab1".isalnum(), "123".isdigit(), "ABC".isupper(), " ".isspace(), "".isalpha())
print("a=b=c".partition("="), "a=b=c".rpartition("="), "abc".partition("x"))
print("line1\nline2\r\nline3".splitlines(), "a\n".splitlines(True))
print(ord("A"), chr(97), ord("é"), chr(0x1F600), "\u00e9\x41\101\N{BULLET}")
print("ß".upper(), "É".lower(), "ñandú".title(), len("日本語"), "日本語"[1], "日本語"[::-1])
print("abc".removeprefix("a"), "abc".removesuffix("c"), "tabs\tx".expandtabs(8))
print("a\
b", """triple
quoted""", 'con' "cat", r"raw\n")
for bad in ('"abc"[5]', 's["x"]', '"a" + 1', '"abc".index("z")', '1 + "a"', '"a" < 1', '"a" * "b"'):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
