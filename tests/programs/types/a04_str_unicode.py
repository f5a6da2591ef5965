import unicodedata

s = "aé日😀\u0301ß"
print(len(s), [hex(ord(c)) for c in s], s[::-1], s.encode("utf-8"), s.encode("utf-16-le"), s.encode("unicode_escape"), ascii(s), s.isprintable(), s.isalpha())
print([unicodedata.name(c, "?") for c in s], [unicodedata.category(c) for c in s], unicodedata.normalize("NFC", "e\u0301"), len(unicodedata.normalize("NFD", "é")), unicodedata.lookup("SNAKE"), unicodedata.decimal("٣"), unicodedata.numeric("½"), unicodedata.east_asian_width("日"), unicodedata.combining("\u0301"))
print("ß".upper(), "ß".title(), "ẞ".lower(), "ﬁx".capitalize(), "ΌΣΟΣ".lower(), "ǅ".swapcase(), "İI".lower().encode(), "ıi".upper(), "straße".casefold(), "K".lower() == "k", "ŉ".title())
for name in ("isalnum", "isalpha", "isdecimal", "isdigit", "isnumeric", "isidentifier", "islower", "isupper", "isspace", "istitle", "isprintable"):
    print(f"{name:14}", "".join(str(int(getattr(c, name)())) for c in "aAé日5²½Ⅷ٣_ \t\u2003\u200b\xad\u0301😀ªǅ\x85\ue000"))
for codec in ("ascii", "latin-1", "utf-8", "utf-16", "utf-32-be", "cp1252", "utf-7", "idna", "punycode", "raw_unicode_escape"):
    try:
        data = "aé".encode(codec)
        print(codec, data, data.decode(codec) == "aé")
    except UnicodeError as error:
        print(codec, error)
for errors in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape", "surrogatepass"):
    try:
        print(errors, "é😀\udc80".encode("ascii", errors))
    except UnicodeEncodeError as error:
        print(errors, error)
for data in (b"\xff", b"a\xc3", b"\xe6\x97", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"ok\x80\x81x", b"\xf0\x9f\x98\x80"):
    row = []
    for errors in ("strict", "replace", "ignore", "backslashreplace", "surrogateescape"):
        try:
            row.append(ascii(data.decode("utf-8", errors)))
        except UnicodeDecodeError as error:
            row.append(f"{error.start}-{error.end} {error.reason}")
    print(data, row)
import codecs
codecs.register_error("mine", lambda e: (f"<{e.object[e.start:e.end]!a}>", e.end))
print("aéb".encode("ascii", "mine"), b"a\xffb".decode("ascii", "mine"))
for bad in (lambda: "a".encode("nope"), lambda: "é".encode("ascii", "nope"), lambda: b"a".decode("hex"), lambda: chr(0x110000), lambda: "\ud800".encode(), lambda: str(b"\xff", "ascii"), lambda: unicodedata.lookup("NOPE"), lambda: unicodedata.name("\0"), lambda: ord("ab")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(codecs.encode("abc", "rot13"), codecs.decode(b"616263", "hex"), codecs.encode(b"abc", "base64"), codecs.lookup("utf8").name, codecs.BOM_UTF8, b"\xef\xbb\xbfa".decode("utf-8-sig"))
print("日本語".center(9, "*"), "日本".ljust(4) + "|", f"{'日':>3}", "a\u0301".upper(), "日本".find("本"), "日本" in "x日本y", "日本".replace("本", "x"), "é" < "z", "Z" < "a", sorted("éezaÉ"), "日,本".split(","), "\u3000x\u3000".strip(), "a\u2028b\x85c\x1dd".splitlines(), "x".join("日本"))
print("\N{LATIN SMALL LETTER E WITH ACUTE}\x41\u0042\U00000043\103\a\b\f\v".encode(), "\
continued", r"\u0041\n", b"\x41\101\n", "a" "b" 'c' """d""")
kinds = ["a" * 3, "é" * 3, "日" * 3, "😀" * 3]
for a in kinds:
    print([ascii((a + b)[2:4]) for b in kinds], [a < b for b in kinds], [b in a + b for b in kinds], a * 2 == a + a, hash(a) == hash("".join(list(a))))
print("a😀b".translate({0x1F600: "smile", ord("a"): None}), str.maketrans("ab", "日本"), "café".translate({233: "e"}), "".join(map(chr, range(0x3b1, 0x3b6))), [*"e\u0301"], "\U0010ffff".isprintable(), repr("\U0010ffff\u00a0\u2028"))
import sys
print(sys.maxunicode, sys.getdefaultencoding(), sys.intern("abc") is sys.intern("abc"), "é".__sizeof__() - "".__sizeof__() > 0, str.isidentifier("日本"), "名前".isidentifier())
名前 = "unicode identifier"
print(名前, [n for n in globals() if not n.isascii()])
ﬁ = 1
print("fi" in globals(), globals()["fi"])
