from itertools import *

print(list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 4], max)), list(accumulate([1, 2], initial=10)), list(accumulate([])), list(accumulate("abc")))
print(list(batched("abcdefg", 3)), list(batched([], 2)), list(batched(range(4), 2, strict=True)))
print(list(chain("ab", [1], ())), list(chain.from_iterable(["ab", "c"])), list(chain()))
print(list(combinations("abc", 2)), list(combinations("ab", 3)), list(combinations_with_replacement("ab", 2)), list(combinations([], 0)))
print(list(permutations([1, 2, 3], 2)), len(list(permutations(range(5)))), list(permutations("ab")), list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(product()))
print(list(compress("abcdef", [1, 0, 1, 0, 1])), list(islice(count(5), 3)), list(islice(count(1, 0.5), 3)), list(islice(cycle("ab"), 5)), list(repeat(7, 3)), repeat(1, 2), count(3), count(1.5, 2))
print(list(dropwhile(lambda x: x < 3, [1, 3, 2, 5])), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(filterfalse(lambda x: x % 2, range(5))), list(filterfalse(None, [0, 1, ""])))
print([(k, list(g)) for k, g in groupby("aaabbc")], [(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)])
print(list(islice("abcdef", 2)), list(islice("abcdef", 2, 4)), list(islice("abcdef", 1, None, 2)), list(islice("abc", 5, 10)), list(islice([], 1)))
print(list(pairwise("abcd")), list(pairwise("a")), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest("abc", "x", fillvalue="-")), list(zip_longest()))
a, b = tee([1, 2, 3])
print(next(a), next(a), list(b), list(a), len(tee("x", 3)), tee([], 0))
g = groupby("aabb")
k1, group1 = next(g)
k2, group2 = next(g)
print(k1, list(group1), k2, list(group2))
for bad in (lambda: islice([], -1), lambda: list(islice([1], 0, 5, 0)), lambda: batched([], 0), lambda: list(batched("abc", 2, strict=True)), lambda: combinations("a", -1), lambda: tee([], -1), lambda: repeat(), lambda: product(repeat=-1), lambda: chain(5).__next__(), lambda: count("a"), lambda: list(starmap(pow, [1])), lambda: permutations("ab", "x"), lambda: list(accumulate([1, "a"])), lambda: compress([1]), lambda: zip_longest(x=1), lambda: list(takewhile(1, [1])), lambda: next(count(5, "x"))):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(repeat(5).__length_hint__() if False else "infinite", repeat(5, 3).__length_hint__(), [type(x).__name__ for x in (count(), chain(), pairwise([]), tee([])[0], groupby([]))])
c = count(10)
next(c)
print(c, count(2 ** 63 - 1), next(count(2 ** 70)), list(islice(count(2 ** 63 - 2), 4)), list(islice(count(10, -3), 4)))
it = chain([1], [2, 3])
print(next(it), list(it), list(it))


def noisy(name):
    for i in range(3):
        print(f"{name}{i}", end=" ")
        yield i


print(list(zip(noisy("a"), islice(noisy("b"), 2))))
print(list(islice(noisy("c"), 1, 2)))
print(list(takewhile(lambda x: x < 1, noisy("d"))), next(dropwhile(lambda x: x < 1, noisy("e"))))
p = product(noisy("f"), noisy("g"))
print("lazy?", next(p))
