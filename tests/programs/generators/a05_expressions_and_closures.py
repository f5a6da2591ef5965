log = []


def trace(v):
    log.append(v)
    return v


g = (trace(i) for i in trace([1, 2, 3]))
print(log)
print(next(g), log)
print(list(g), log)
n = 10
lazy = (x * n for x in range(3))
n = 100
print(list(lazy))
data = [1, 2, 3]
filtered = (x for x in data if x in data)
data = [2]
print(list(filtered))
try:
    bad = (x for x in 5)
except TypeError as error:
    print(error)
bad = (1 / x for x in [1, 0, 2])
print(next(bad))
try:
    next(bad)
except ZeroDivisionError as error:
    print(error)
print(next(bad, "finished after error"))
nested = ((i, j) for i in range(3) for j in range(i))
print(list(nested))
functions = list((lambda: i) for i in range(3))
print([f() for f in functions])
functions = [lambda i=i: i for i in range(3)]
print([f() for f in functions])
print(sum(i * i for i in range(10)), max((c for c in "hello"), key=ord), sorted((-i for i in range(4))), ",".join(str(i) for i in range(3)), set(i % 2 for i in range(5)), dict((i, -i) for i in range(2)))
print(any(trace(i) > 4 for i in range(10)), log[-1], all(trace(i) < 3 for i in range(10)), log[-1])


class C:
    value = 3
    outer_iterable_only = list(v for v in range(value))
    try:
        fails = list(v + value for v in range(2))
    except NameError as error:
        fails = str(error)


print(C.outer_iterable_only, C.fails)


def makes():
    acc = []
    g = (acc.append(i) or len(acc) for i in range(3))
    return g, acc


g, acc = makes()
print(next(g), acc, list(g), acc)
print([y for x in range(3) if (y := x * 2)], y)


def walrus_scope():
    any((found := v) > 2 for v in range(5))
    return found


print(walrus_scope())
a = b = 1
print([a for a in range(3)], a, {b: b for b in range(2)}, b)
print([[(i, j) for j in range(i)] for i in range(3)], [i for i in range(5) if i if i != 3], [(x, y) for x in [1, 2] for y in [x]])
for text in ("[x := 1 for x in y]", "[i := 0 for i in range(3)]", "(x for x in y := [1])", "[*x for x in y]", "{**d for d in y}", "f(x for x in y, 1)", "class A:\n [z := 1 for q in range(1)]", "(yield) = 1", "[(yield) for x in y]", "[await x for x in y]", "[x async for x in y]"):
    try:
        compile(text, "<c>", "exec")
        print(text, "compiles")
    except SyntaxError as error:
        print(repr(text), "->", error.msg)
print(type(_ for _ in ()).__name__, (lambda *a: a)(*(i for i in range(2))), [*(i for i in "ab"), *(j for j in "cd")])
it = iter(range(5))
print([(x, next(it, None)) for x in it])
print([locals()["v"] for v in range(2)], sorted([sorted(k for k in locals() if k in ("w", "n")) for w in range(1)][0]))
big = (i for i in range(10 ** 12))
print(next(big), 5 in big, next(big))
