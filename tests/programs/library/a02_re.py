import re

text = "The year 1999, then 2024-05-06 and 12:30; e-mail: ann@example.com, bob.b@test.org"
print(re.findall(r"\d{4}", text), re.search(r"(\d+)-(\d+)", text).groups(), re.findall(r"(\w+)@(\w+)\.(com|org)", text), re.match(r"The", text), re.match(r"year", text), re.fullmatch(r".*", text) is not None)
m = re.search(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?P<t>Z)?", text)
print(m, m.group(), m.group("y", 2), m[3], m.groupdict(), m.groups("default"), m.start("m"), m.end(), m.span(1), m.lastindex, m.lastgroup, m.re.groups, m.re.groupindex, m.string is text, m.pos, m.endpos, m.expand(r"\g<d>/\2/\g<1>"))
print(re.sub(r"\d", "#", text, count=5), re.sub(r"(\w+)@", r"<\1>@", text), re.sub(r"\b(\w)(\w*)", lambda m: m[1].upper() + m[2], "some words here"), re.subn("a", "b", "banana"), re.sub("", "-", "abc"), re.sub(r"(?P<x>b)", r"[\g<x>]", "abc"))
print(re.split(r"[,;:]\s*", text), re.split(r"(\d)", "a1b2c"), re.split(r"x*", "axbc"), re.split(r",", "a,b,c", maxsplit=1))
for pattern, subject in ((r"a*?b", "aaab"), (r"a{2,3}", "aaaa"), (r"a{2,3}?", "aaaa"), (r"(a|ab)(c|bcd)", "abcd"), (r"^b", "a\nb"), (r"(?m)^b", "a\nb"), (r"(?i)ABC", "abc"), (r"(?s).+", "a\nb"), (r"(?x) a  b # comment", "ab"), (r"(?<=a)b", "ab"), (r"(?<!a)b", "cb"), (r"a(?=b)", "ab"), (r"a(?!b)", "ac"), (r"(a)(?:b)(c)", "abc"), (r"(a)\1", "aa"), (r"(?P<n>.)(?P=n)", "xx"), (r"(a)?(?(1)b|c)", "c"), (r"\bfoo\b", "a foo b"), (r"[^a-z\d_]+", "abc!?1"), (r"[]a]", "]"), (r"\w+\W\s\S\D", "ab- x!"), (r"\Aab\Z", "ab"), (r"(?>a+)b", "aaab"), (r"a++b", "aab"), (r"\u00e9|\x61", "é"), (r"[\w.]+", "日本.x"), (r"(?a)\w+", "日a"), (r"x|y|", "z"), (r"(?:a|b)*c", "abac"), (r"((a)|b)+", "ab"), (r"\N{BULLET}", "•"), (r"(?i:a)b", "Ab"), (r"(?-i:a)", "a"), (r"\z", "")):
    m = re.search(pattern, subject)
    print(pattern, m and (m.group(), m.span(), m.groups()))
p = re.compile(r"(\w)(\d)", re.I | re.M)
print(p, p.pattern, p.flags, p.groups, p == re.compile(r"(\w)(\d)", re.M | re.I), [m.span() for m in p.finditer("a1 b2")], p.match("xa1", 1).group(), p.search("a1b2", 2, 4), p.fullmatch("a1"), p.sub(r"\2\1", "a1"), p.scanner("a1").match())
for bad in ("(", "a)", "[a", "*a", "a**", "(?P<1>a)", "(?P<a>a)(?P<a>b)", r"\1", "(?P=x)", "a{2,1}", "(?<=a+)b", "(?z)", r"\q", "[b-a]", "(?P<a", "(?(9)a)", "a(?i)b", r"\x1", "(?", r"\N{nope}"):
    try:
        re.compile(bad)
        print(bad, "compiles")
    except re.error as error:
        print(bad, "->", error, error.pos, error.lineno, error.colno)
for bad in (lambda: re.sub("a", r"\2", "a"), lambda: re.sub("a", r"\g<x>", "a"), lambda: re.match("a", b"a"), lambda: re.match(5, "a"), lambda: re.search("a", "a").group(1), lambda: re.search("a", "a")["x"], lambda: re.compile(b"a").match("a"), lambda: re.sub("a", 5, "a")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(re.escape("a.b*c[d] é-_"), re.findall(b"\\d+", b"a12b3"), re.I, re.I | re.S, re.purge(), re.NOFLAG, re.findall(r"(?i)é", "É"), re.findall("a|b|", "ab"), re.findall(r"(a)(b)?", "aab"), re.compile("(?x)\n a # c\n b").pattern)
print(bool(m), re.search("x", "a"), re.search("(a)|(b)", "b").groups(), re.search("(a)|(b)", "b").lastindex, [m.group() for m in re.finditer("(?=(ab))a", "abab")], re.template if hasattr(re, "template") else "no template", copy_ok if (copy_ok := __import__("copy").copy(p) is p) else "")
tokens = re.Scanner([(r"\d+", lambda s, t: ("num", t)), (r"[+*]", lambda s, t: ("op", t)), (r"\s+", None)])
print(tokens.scan("12 + 3*4 ?"), re.compile("a" * 50), re.compile("[a-c]|x").__repr__())
