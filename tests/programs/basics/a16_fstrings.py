name, n, pi = "World", 42, 3.14159265
print(f"Hello {name}!", f"{n}", f"{n + 1}", f"{name!r}", f"{name!s:>10}|", f"{'é'!a}")
print(f"{n:5}|{n:<5}|{n:^5}|{n:>5}|{n:05}|{n:+}|{n: }|{n:x}|{n:#x}|{n:o}|{n:b}|{n:#010b}|{n:,}|{n:e}")
print(f"{pi:.2f}|{pi:8.3f}|{pi:<8.1f}|{pi:e}|{pi:g}|{pi:.0f}|{pi:%}|{pi:+.1f}|{1e10:g}|{1e6:,.2f}")
print(f"{name:10}|{name:>10}|{name:^11}|{name:*^11}|{name:.3}|{name:10.2}|")
print(f"{n=}", f"{n = }", f"{name=}", f"{pi=:.2f}", f"{n + 1=}", f"{name=!s}")
width, precision = 10, 3
print(f"{pi:{width}.{precision}}|{pi:>{width}}|{'nested':{'*'}^{width + 2}}")
print(f"{{literal}} {n}", f"{ {'a': 1}['a'] }", f"{[i for i in range(3)]}", f"{(lambda x: x * 2)(3)}")
print(f"{'a' if n else 'b'}", f"{name.upper()}", f"{name[1:3]}", f"{f'inner {n}'}")
print(f"""multi
{n}
line""")
print(f"{1_000_000:_}", f"{255:_x}", f"{1234567.891:,}", f"{0.00001}", f"{True}", f"{True:d}", f"{None}")
print("a" f"{n}" "b", rf"\n{n}", f"{'quote'}", f"{"same"}")


class Money:
    def __format__(self, spec):
        return f"<{spec}>"

    def __str__(self):
        return "money"


print(f"{Money()}", f"{Money():abc}", f"{Money()!s:>8}", f"{Money():{n}x}")
print("%s is %d years, %5.2f, %r, %x, %%, %c" % ("Bob", 30, 1.5, "q", 255, "z"))
print("%(a)s-%(b)03d" % {"a": 1, "b": 2}, "%s" % (1,), "%-5s|%5s" % ("ab", "cd"), "%+d % d" % (1, 2))
print("{} {}".format(1, 2), "{1} {0}".format("a", "b"), "{x} {y!r}".format(x=1, y="s"), "{:>5}".format(3))
print("{0[1]} {1.real} {a[k]}".format([1, 2], 5, a={"k": "v"}), "{:{}}".format("x", 4) + "|")
for bad in ('f"{n:z}"', '"%d" % "x"', '"%s %s" % 1', '"%s" % (1, 2)', '"{}".format()', '"{a}".format()', 'f"{1:s}"', 'f"{name:d}"'):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
