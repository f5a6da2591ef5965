class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


print(list(Countdown(3)), [x for x in Countdown(2)], 2 in Countdown(5))
it = iter([1, 2, 3])
print(next(it), list(it), next(it, "none"))
it = iter("ab")
for x in it:
    print(x, next(it, None))
print(list(zip(Countdown(3), "abcdef")), list(enumerate(Countdown(2), 5)), dict(zip("ab", Countdown(2))))
print(list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(filter(lambda v: v % 2, range(6))))
print(list(reversed([1, 2, 3])), list(reversed("abc")), list(reversed(range(3))))
values = iter([5, 4, 0, 3])
print(list(iter(lambda: next(values), 0)), next(values))
print(sorted(Countdown(4)), sum(Countdown(4)), max(Countdown(4)), tuple(Countdown(1)))
a, *b = Countdown(4)
print(a, b)
print(list(zip()), list(zip([1])), list(zip("ab", strict=True)))
for f in (lambda: list(zip("ab", "a", strict=True)), lambda: list(zip("a", "ab", strict=True)), lambda: iter(5), lambda: next([]),
          lambda: next(iter([])), lambda: enumerate(), lambda: reversed({1}), lambda: reversed(5), lambda: map(), lambda: list(map(1, [2]))):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(type(iter([])).__name__, type(iter(())).__name__, type(iter("")).__name__, type(iter({})).__name__, type(iter({}.items())).__name__,
      type(iter(range(1))).__name__, type(iter(set())).__name__, type(zip()).__name__, type(iter(b"")).__name__, type(reversed([])).__name__,
      type(iter("é")).__name__, type(iter(range(2 ** 70))).__name__)
l = [1, 2, 3]
for x in l:
    if len(l) < 6:
        l.append(x * 10)
print(l)
print(it.__length_hint__(), iter([1, 2]).__length_hint__(), iter(it) is it)


class BadIter:
    def __iter__(self):
        return 5


try:
    iter(BadIter())
except TypeError as e:
    print(e)
