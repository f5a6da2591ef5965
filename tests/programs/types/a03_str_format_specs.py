for value in ("text", "é日本", ""):
    for spec in ("", "s", "10", "<10", ">10", "^10", "*^10", ".2", "10.2", "日<8", "05", "=^6"):
        print(f"[{value:{spec}}]", end=" ")
    print()
for bad in ("d", "=5", ",", "+", "#", ".2d", "10.2f", "x", "5x5", "z", "0=10"):
    try:
        print(bad, format("a", bad))
    except ValueError as error:
        print(bad, error)
print("{} {} {}".format(1, "a", None), "{0} {1} {0}".format("x", "y"), "{a} {b!r:>5} {c[0]} {d.real}".format(a=1, b="s", c=[7], d=3), "{:{w}.{p}f}".format(3.14159, w=10, p=2), "{{}} {{{}}}".format(5), "{0[key]} {1[0][1]}".format({"key": "v"}, [[1, 2]]))
print("{!s} {!r} {!a}".format("é", "é", "é"), "{:>{}}".format("r", 5), "{0:{1}{2}}".format(5, "0>", 4), "{:,}".format(1234567), "{:_b}".format(1000), "{a[b c]}".format(a={"b c": 1}), "{0.__class__.__name__}".format(5))
print("{x}".format_map({"x": 1}), "{missing}".format_map(type("D", (dict,), {"__missing__": lambda s, k: f"<{k}>"})()))
for text, args in (("{", ()), ("}", ()), ("{}{1}", (1, 2)), ("{0}{}", (1, 2)), ("{!x}", (1,)), ("{!}", (1,)), ("{:{:{}}}", (1, 2, 3)), ("{a}", ()), ("{0[}", ([1],)), ("{0.}", (1,)), ("{0]}", (1,)), ("{5}", ()), ("{0[a]}", ([1],)), ("{-1}", (1,)), ("{ 0}", (1,)), ("{!r:}", ("a",)), ("{0!rr}", ("a",)), ("{99999999999999999999}", ())):
    try:
        print(text, "->", text.format(*args))
    except Exception as error:
        print(text, "->", type(error).__name__, error)
print("%s %r %a %d %i %u %5d|%-5d|%05d|%+d|% d" % ("s", "r", "é", 1, 2, 3, 4, 5, 6, 7, 8))
print("%x %X %#x %o %#o %e %E %f %F %g %G %c %c %%" % (255, 255, 255, 8, 8, 1.5, 1.5, 1.5, 1.5, 1e10, 1e-10, "c", 65))
print("%.2f %10.3f|%-10.1f|%+.1e %s" % (3.14159, 2.5, 1.25, 12345.678, [1]), "%(a)s %(b)05.1f %(a)r" % {"a": "x", "b": 2.5}, "%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 3.14159))
print("%.3s|%10.2s|%-10s|" % ("abcdef", "abcdef", "ab"), "%s" % None, "%s" % ((1, 2),), "%d" % 3.99, "%d" % True, "%.0f" % 0.5, "%#.3g" % 1.0, "%5%|" if False else "", "%x" % -255, "%i" % -0.5, "%s" % {"a": 1}, "%(a)s" % {"a": (1, 2)}, "%r" % "q'uote")
for text, args in (("%d", "a"), ("%d", ()), ("%s %s", ("a",)), ("%s", ("a", "b")), ("%y", 1), ("%", 1), ("%(a", {}), ("%(a)d", {"a": "x"}), ("%c", 300000000), ("%c", "ab"), ("%c", 1.5), ("%x", 1.5), ("%f", "a"), ("%*d", ("a", 1)), ("%(a)s", (1,)), ("%d", None), ("%e", 1j), ("%s %(a)s", {"a": 1}), ("nothing", 1), ("nothing", {}), ("nothing", [])):
    try:
        print(repr(text), "->", text % args)
    except Exception as error:
        print(repr(text), "->", type(error).__name__, error)
for value in (1234.5, -7, 255, 3 + 4j, True, None, [1], b"b", "s", 1e20):
    row = []
    for spec in ("", ">8", "08", "+", ",", "x", ".1f", "s", "e"):
        try:
            row.append(format(value, spec))
        except (ValueError, TypeError) as error:
            row.append(type(error).__name__)
    print(repr(value), row)
print(f"{3 + 4j:.1f} {1j:>10} {complex(1, -2):+.2e} {0.5j!r}", format(1 + 2j, ",.1f"), f"{1234567 + 2j:,}")
import string
f = string.Formatter()
print(f.format("{0} {a}", 1, a=2), list(f.parse("x{0!r:>{w}}y{z}")), f.vformat("{}", (5,), {}), string.Template("$a ${b} $$ $c").safe_substitute(a=1, b=2))
try:
    string.Template("$a").substitute()
except KeyError as error:
    print(repr(error))
