def show(s):
    return "{" + ", ".join(map(repr, sorted(s, key=lambda v: (str(type(v)), v)))) + "}"


a, b = {1, 2, 3, 4}, {3, 4, 5}
print(show(a | b), show(a & b), show(a - b), show(b - a), show(a ^ b), a <= b, {3, 4} < a, a >= {1}, a == {4, 3, 2, 1}, a != b, a.isdisjoint(b), a.issubset(range(10)), a.issuperset([1]), a > {1, 2, 3, 4}, set() < a)
print(show(a.union(b, [9], "x")), show(a.intersection(b, [3])), show(a.difference(b, [1])), show(a.symmetric_difference("ab")), show(a.copy()), a.copy() is a, show(set().union()), show(a.intersection()))
c = set(a)
c.update([10], (11,))
c.intersection_update([1, 10, 11])
c.difference_update([1])
c.symmetric_difference_update([11, 12])
print(show(c), c.discard(99), c.remove(10), show(c), c.pop(), c, c.add(1), c)
c |= {2}; c &= {1, 2, 3}; c -= {1}; c ^= {5}
print(show(c))
f = frozenset([1, 2])
print(f, f | {3} == frozenset([1, 2, 3]), type(f | {3}).__name__, type({3} | f).__name__, hash(f) == hash(frozenset([2, 1])), {f: "key"}[frozenset({1, 2})], f in {f}, {1, 2} in {f}, f.copy() is f, frozenset(f) is f, frozenset() is frozenset(), f == {1, 2}, frozenset("ab") >= {"a"})
s = {f}
s.remove({1, 2})
print(s, {frozenset()}, set([()]), {None}, {1, True, 1.0}, len({0.0, -0.0, 0, False}), repr(set()), repr(frozenset()), str({("a", 1)}))
for bad in (lambda: a | [1], lambda: a & "x", lambda: a < [1], lambda: {[]}, lambda: {{}}, lambda: a.add([]), lambda: a.remove(99), lambda: set().pop(), lambda: a[0], lambda: a + b, lambda: hash(a), lambda: f.add(1), lambda: set(5), lambda: set(1, 2), lambda: a.union(5), lambda: frozenset(x=1), lambda: a.update([1], 5), lambda: [] in a, lambda: a.__or__([1]), lambda: a.__contains__([])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(show({x % 5 for x in range(20)}), show({*"hello", *[1]}), show({c for c in "mississippi" if c != "i"}), bool(set()), bool({0}), len(set("hello world")))


class Sub(set):
    def __repr__(self):
        return "Sub!"

    def __contains__(self, x):
        return True


s = Sub([1])
print(s, 99 in s, s | {2}, type(s | {2}).__name__, type(s.copy()).__name__, s == {1}, type({2} | s).__name__, f"{s}")


class FS(frozenset):
    def __new__(cls, items):
        return super().__new__(cls, map(str, items))


print(sorted(FS([1, 2])), type(FS([1]) | FS([2])).__name__, FS([1]) == frozenset(["1"]))


class Collide:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 7

    def __eq__(self, other):
        return self.n == other.n

    def __repr__(self):
        return f"C{self.n}"


many = {Collide(i % 5) for i in range(20)}
print(sorted(many, key=lambda c: c.n), Collide(3) in many, Collide(9) in many, len(many - {Collide(0)}))


class Mutating:
    def __init__(self, target):
        self.target = target

    def __hash__(self):
        return 1

    def __eq__(self, other):
        self.target.clear()
        return False


t = {1}
t.add(Mutating(t))
print(len(t) <= 2)
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
seq = set(range(1000))
for i in range(0, 1000, 3):
    seq.discard(i)
print(len(seq), sum(seq), 3 in seq, 4 in seq, min(seq), max(seq), sorted(seq)[:5])
print([x for x in {5, 1, 3, 2, 4}], list({10, 20, 30}), list(range(5)) == list({4, 3, 2, 1, 0}), {1, 2} - {1}, [*{7}])
import sys
print(sys.getsizeof(set()), sys.getsizeof({1}), sys.getsizeof(set(range(10))), sys.getsizeof(set(range(100))), sys.getsizeof(frozenset()))
print(set.__doc__.splitlines()[0], set[int], set.union.__doc__.splitlines()[0], set.__hash__, {1}.__reduce__()[1])
