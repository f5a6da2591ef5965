import difflib
import fnmatch
import pprint
import reprlib
import shlex
import string
import textwrap

text = "The quick brown fox jumped over the lazy dog. " * 3 + "Averyveryverylongwordthatcannotfit. hyphen-ated words-here\n\nnew paragraph"
print(textwrap.fill(text, 30), textwrap.wrap("a b c", 3), textwrap.shorten("hello wonderful world", 15), textwrap.shorten("hello world", 8, placeholder="..."), sep="\n")
print(textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  ", max_lines=3, placeholder=" [...]", break_long_words=False))
print(repr(textwrap.dedent("""\
    line one
      line two

    line three""")), repr(textwrap.indent("a\n\nb", "> ")), repr(textwrap.indent("a\n\nb", "> ", lambda l: True)), textwrap.wrap("tab\there", 10, expand_tabs=False))
print(string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace), string.hexdigits, string.capwords("hello  big world"), string.Template("$who likes ${what}").substitute(who="tim", what="kung pao"))
a = ["one\n", "two\n", "three\n", "four\n"]
b = ["ore\n", "three\n", "tree\n", "four\n"]
print("".join(difflib.unified_diff(a, b, "old", "new")), "".join(difflib.ndiff(a, b)), "".join(difflib.context_diff(a, b, n=1)), sep="")
s = difflib.SequenceMatcher(None, "abxcd", "abcd")
print(s.ratio(), s.get_opcodes(), s.get_matching_blocks(), s.find_longest_match(), difflib.get_close_matches("appel", ["ape", "apple", "peach"]), s.quick_ratio())
nested = {"name": "x" * 30, "list": list(range(30)), "nested": {"a": [{"b": 1, "c": (1, 2)}], "d": None}, "set": {1}, "long": "word " * 30}
pprint.pprint(nested)
pprint.pprint(nested, width=40, depth=2, compact=True, sort_dicts=False, indent=2)
print(pprint.pformat([[], {}, (), "a"]), pprint.saferepr(nested)[:40], pprint.isreadable(nested), pprint.isrecursive(nested))
r = []
r.append(r)
print(pprint.pformat(r).split("id=")[0], reprlib.repr(list(range(100))), reprlib.repr("x" * 100), reprlib.repr({i: i for i in range(10)}), reprlib.repr([[[[[[[1]]]]]]]))


class Recursive:
    def __init__(self):
        self.items = [self]

    @reprlib.recursive_repr("<...>")
    def __repr__(self):
        return f"R({self.items})"


print(Recursive(), shlex.split("a 'b c' \"d e\" f\\ g # not comment"), shlex.quote("it's"), shlex.join(["a", "b c"]), list(shlex.shlex("a+b 'c'")), fnmatch.fnmatch("file.txt", "*.t?t"), fnmatch.filter(["a.py", "b.txt"], "*.py"), fnmatch.translate("*.py"))
for bad in (lambda: shlex.split("'unclosed"), lambda: string.Template("$").substitute(), lambda: textwrap.wrap("a", 0), lambda: textwrap.wrap("a b", 2, max_lines=1, placeholder="....")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
import dataclasses
@dataclasses.dataclass
class Pt:
    x: int
    items: list
pprint.pprint([Pt(1, list(range(20))), Pt(2, ["y" * 40] * 2)], width=60)
import html, urllib.parse, base64, binascii, hashlib, zlib, uuid, colorsys, secrets
print(html.escape("<a href='x'>&"), html.unescape("&lt;&eacute;&#233;&amp;"), urllib.parse.quote("a b/é?"), urllib.parse.urlparse("http://u:p@h:80/p/a?q=1&r=2#f"), urllib.parse.parse_qs("a=1&b=2&a=3"), urllib.parse.urlencode({"a": "x y", "b": [1, 2]}, doseq=True), urllib.parse.urljoin("http://a/b/c", "../d"), urllib.parse.unquote("%C3%A9+"))
print(base64.b64encode(b"hello"), base64.b64decode("aGVsbG8="), base64.b32encode(b"hi"), base64.b16encode(b"hi"), base64.urlsafe_b64encode(b"\xff\xfe"), base64.b85encode(b"hello"), binascii.hexlify(b"ab"), binascii.crc32(b"hello"), zlib.crc32(b"x"), zlib.adler32(b"hello"), hashlib.md5(b"a").hexdigest(), hashlib.sha256(b"a").hexdigest(), hashlib.sha1(b"").hexdigest(), hashlib.blake2b(b"a", digest_size=8).hexdigest(), uuid.UUID(int=5), uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), zlib.decompress(zlib.compress(b"abc" * 10)))
