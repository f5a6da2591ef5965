print([x * x for x in range(6)])
print([x for x in range(20) if x % 3 == 0 if x % 2])
print([(x, y) for x in range(3) for y in "ab"])
print([[y for y in range(x)] for x in range(4)])
print({x: len(x) for x in ["a", "bb", "ccc"]})
print(sorted({c.upper() for c in "hello"}))
print(list(x + 1 for x in range(3)), sum(x for x in range(101)), max((len(w) for w in "a bb c".split()), default=0))
x = "outer"
print([x for x in range(3)], x)
n = 10
print([n * i for i in range(3)], [lambda: i for i in range(3)][0]())
print([f() for f in [lambda i=i: i for i in range(3)]])


class C:
    items = [1, 2, 3]
    doubled = [i * 2 for i in items]


print(C.doubled)
print([last := v for v in (1, 2, 3)], last)
print([y for v in [1, 2, 3] if (y := v * 10) > 10])
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(col) for col in zip(*matrix)], [v for row in matrix for v in row])
print([a + b for a, b in [(1, 2), (3, 4)]], [first for first, *_ in ["abc", "de"]])
g = (v for v in [1, 2])
print(next(g), next(g), next(g, "end"), type(g).__name__)
print(any(v > 3 for v in [1, 5]), all(v for v in []), dict((k, v) for k, v in zip("ab", [1, 2])))
print([*(i for i in range(2)), *[5]], [x if x % 2 else -x for x in range(5)])
try:
    [1 / v for v in [1, 0]]
except ZeroDivisionError as e:
    print(e)
try:
    print(v)
except NameError as e:
    print(e)
