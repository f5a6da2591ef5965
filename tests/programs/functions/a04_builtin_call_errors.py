def attempt(text):
    try:
        print(text, "->", eval(text))
    except Exception as error:
        print(text, "->", f"{type(error).__name__}: {error}")


none, five, text, lst, dct = None, 5, "text", [1], {"a": 1}
for call in """
len(five)|len(a=1)|len(lst, lst)|abs()|abs(lst)|callable()|chr(1114112)|chr("a")|ord(b"ab")|ord(5)
divmod(1)|divmod("a", 1)|pow(1)|pow("a", 2)|pow(2, -1, 4)|pow(2.0, 1, 3)|round(1.5, "x")|round(text)|round()
sum(five)|sum(lst, lst)|min(five)|min(1, "a")|max(lst, key=5)|max(1, 2, default=3)|sorted(lst, key=1)|sorted(five)
isinstance(1)|isinstance(1, lst)|isinstance(1, (int, 5))|issubclass(int, five)|issubclass(five, int)
getattr(five)|getattr(five, 5)|setattr(five, "x", 1)|delattr(five, "x")|hasattr(five, 5)
int("12", 1)|int("zz", 10)|int(lst)|int("1", base="x")|int(base=10)|int("0x10")|int("1_")|int(none)|int("", 5)
float(lst)|float("1e")|float("1", 2)|float(none)|complex("a")|complex("1", 2)|complex(lst)
str(b"a", 5)|str(5, "utf-8")|str(b"\\xff", "utf-8")|str(1, 2, 3, 4)|bytes("a")|bytes(5.5)|bytes([300])|bytes("a", "nope")|bytearray(-1)
list(five)|list(a=1)|tuple(five)|set(five)|set([lst])|frozenset(five)|dict(five)|dict([1, 2])|dict([(1, 2, 3)])|dict(lst, lst)
range()|range(1.5)|range("a")|range(1, 2, 0)|slice()|enumerate()|enumerate(five)|zip(five)|map(len)|filter(len)|iter(five)|next(lst)
text.join(five)|text.join(lst)|text.split(5)|text.split("")|text.replace("a")|text.replace(1, 2)|text.find()|text.find(5)|text.startswith(5)|text.startswith(["a"])
text.center()|text.center("a")|text.center(5, "ab")|text.encode("nope")|text.encode(5)|text.format(x)|text.strip(5)|text.zfill("a")|text.translate(5)|text.index("zz")|text.expandtabs("a")|text.ljust(10, 5)
"%d" % text|"%x" % 1.5|"%c" % 1114112|"%c" % "ab"|"%z" % 1|"%(a)s" % 1|"%(a)s" % {}|"%" % 1|"%s"  % ()|"%*d" % ("a", 1)|"%.300000000000d" % 1
"{}".format()|"{0.x}".format(1)|"{a}".format(1)|"{".format()|"}".format()|"{0}{}".format(1)|"{!z}".format(1)|"{:d}".format("a")|"{:s}".format(1)|"{:,s}".format("a")|"{:.3d}".format(1)|"{:Q}".format(1.5)|"{:^-10}".format("a")
lst.append()|lst.extend(five)|lst.insert(1)|lst.insert("a", 1)|lst.pop("a")|lst.pop(10)|lst.remove(99)|lst.index(99)|lst.sort(5)|lst.sort(reverse="x")|lst.count()|lst[text]|lst["a":]|lst * text|lst + text|lst < five
dct[lst]|dct["zz"]|dct.get()|dct.pop()|dct.pop("zz")|dct.update(five)|dct.update([1])|dct.fromkeys(five)|dct.setdefault()|dct.__or__(five)|dct < dct|dct.popitem(1)|dct.items(1)
{1}.__or__(lst)|{1} < lst|{1}.union(five)|{1}.add(lst)|{1}.remove(5)|set().pop()|frozenset().add|{1}.update(five)|{1} & 5
(1, 2).index(5)|(1,) + lst|(1,) * text|(1,)[text]|(1,) < lst|hash(lst)|hash({})|hash((1, lst))|hash(slice(1)) != 0
print(sep=5)|print(end=5)|print(file=five)|input.x|open()|open("/no/such/file")|open("x", "zz")|open("x", "rb", encoding="a")|eval(five)|exec(five)|compile("a")|compile("1", "f", "nope")|__import__()|__import__("")|vars(five)|dir().zz|format(1, 5)|hex("a")|bin(1.5)|id()|repr()|type(1, 2)|super(1)|object(5)|property(1, 2, 3, 4, 5)|classmethod()|staticmethod()|memoryview(five)|memoryview("a")
five + text|text + five|five[0]|five()|five.x|five.real()|-text|~1.5|not_defined|five < text|text in five|five in text|five @ five|1 << -1|1.5 << 1|[] @ []|none + 1|none.x|none[0] if five else 0|{} + {}
(5).to_bytes()|(300).to_bytes(1)|(-1).to_bytes(1)|(5).to_bytes(1, "x")|int.from_bytes(5)|int.from_bytes([300])|(5).bit_length(1)|(1.5).hex(1)|float.fromhex("zz")|(1.5).as_integer_ratio(1)|float("nan").as_integer_ratio()|float("inf").as_integer_ratio()|(1 + 2j) < 1|(1 + 2j) // 1|int(1j)|float(1j)|(1j) % 2|divmod(1j, 1)|0j ** -1|1j / 0
b"a" + text|b"a".join(lst)|b"a" % ()|b"%d" % text|b"a".find("a")|b"abc".split("b")|b"a".decode("nope")|b"\\xff".decode()|bytes.fromhex("1")|bytes.fromhex("zz")|b"a"[text]|b"a"[5]|bytearray(b"a").append("a")|bytearray(b"a").pop(5)|bytearray(b"a").remove(5)|b"a".replace("a", "b")|memoryview(b"ab")[5]|memoryview(b"ab")[text]|memoryview(b"a").cast("i")
""".strip().splitlines():
    for one in call.split("|"):
        attempt(one)
