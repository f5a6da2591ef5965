a = [3, 1, 2]
a.append(5)
a.insert(1, 9)
a.insert(-1, 8)
a.insert(100, 7)
print(a, len(a))
print(a.pop(), a.pop(0), a)
a.remove(9)
print(a, a.index(2), a.count(1), 8 in a)
a.extend((4, 4))
a.sort()
print(a)
a.sort(reverse=True)
print(a, sorted(a), a[::-1])
a.reverse()
print(a)
b = a.copy()
b.clear()
print(a, b)
print([1, 2] + [3], [0] * 3, [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0])
a = list(range(10))
print(a[2:5], a[::3], a[-3:], a[5:2], a[8:100])
a[2:4] = ["x", "y", "z"]
print(a)
a[::2] = [0] * len(a[::2])
print(a)
del a[0]
del a[1:3]
print(a)
del a[::2]
print(a)
a[1:1] = [7, 7]
print(a)
words = ["banana", "Apple", "cherry", "fig"]
print(sorted(words), sorted(words, key=len), sorted(words, key=str.lower, reverse=True))
nested = [[0] * 2 for _ in range(2)]
nested[0][1] = 5
print(nested, [[0] * 2] * 2)
print(min(words), max(words, key=len), sum([1, 2, 3]), sum([[1], [2]], []), any([0, 1]), all([]))
cyclic = [1]
cyclic.append(cyclic)
print(cyclic)
print(list("abc"), [*"ab", *[1, 2]], list(zip([1, 2, 3], "ab")), list(map(abs, [-1, 2])), list(filter(None, [0, 1, "", "a"])))
for bad in ("[1][3]", "[].pop()", "[1].remove(2)", "[1].index(2)", "[1, 'a'].sort()", "words['a']", "[1] + (2,)", "[1,2][:] + 3"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
try:
    a[::2] = [1, 2, 3, 4, 5, 6]
except ValueError as e:
    print(e)
