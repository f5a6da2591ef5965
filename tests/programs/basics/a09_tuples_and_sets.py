t = (1, 2, 3)
print(t, (1,), (), 1, t[0], t[-1], t[1:], t + (4,), t * 2, len(t))
print(t.index(2), t.count(1), 2 in t, t < (1, 2, 4), t == (1, 2, 3), hash(t) == hash((1, 2, 3)))
print(tuple("abc"), tuple([1]), tuple(), tuple(range(3)))
a, b, c = t
print(a, b, c)
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    del t[0]
except TypeError as e:
    print(e)
s = {3, 1, 2, 3}
print(sorted(s), len(s), 1 in s, set(), type(s))
s.add(4)
s.discard(9)
s.remove(1)
print(sorted(s))
a, b = {1, 2, 3}, {2, 3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b))
print({1, 2} <= a, a < a, a <= a, a > {1}, a.isdisjoint({9}), a == {3, 2, 1})
print(sorted(a.union([7], (8,))), sorted(a.intersection(b, [2])), sorted(a.difference([1])), sorted(a.symmetric_difference(b)))
a |= {10}
a &= {1, 10, 3}
a -= {1}
print(sorted(a))
a ^= {3, 4}
print(sorted(a))
a.update([1], [2])
a.clear()
print(a)
f = frozenset([1, 2])
print(f, f | {3} == {1, 2, 3}, type(f | {3}), {f: 1}[frozenset([2, 1])], hash(f) == hash(frozenset([2, 1])))
print(sorted({x % 3 for x in range(10)}), sorted(set("hello")))
for bad in ("{[]}", "set().pop()", "{1}.remove(2)", "{1} | [2]", "{1} < [2]", "(1,) + [2]", "s[0]", "{1} + {2}"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
