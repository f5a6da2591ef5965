from bisect import bisect_left


def quick(items):
    if len(items) <= 1:
        return items
    pivot, *rest = items
    return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    out = []
    while left and right:
        out.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return out + left + right


def binary(items, wanted):
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


seed = 12345


def rand():
    global seed
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return seed % 1000


data = [rand() for _ in range(200)]
print(data[:10])
print(quick(data) == sorted(data) == merge_sort(data), sorted(data)[:10], sorted(data)[-5:])
ordered = sorted(data)
print([binary(ordered, v) == bisect_left(ordered, v) for v in (0, 500, 999, ordered[7])])
pairs = [("b", 2), ("a", 2), ("c", 1), ("a", 1)]
print(sorted(pairs), sorted(pairs, key=lambda p: p[1]), sorted(pairs, key=lambda p: p[1], reverse=True))
print(sorted([3, 1.5, True, 2]), sorted(["b", "A", "c"]), sorted([(1, "b"), (1, "a")]), sorted([[2], [1, 5], []]))
print(sorted({"x": 3, "y": 1}, key={"x": 3, "y": 1}.get), sorted("banana"), sorted([False, True, False]))
copy = data[:]
copy.sort(key=lambda v: (v % 10, -v))
print(copy[:8])


class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __lt__(self, other):
        return self.parts < other.parts

    def __repr__(self):
        return ".".join(map(str, self.parts))


print(sorted(map(Version, ["1.10", "1.2", "1.2.1", "0.9"])), max(map(Version, ["1.10", "1.9"]).__iter__(), key=lambda v: v.parts))
calls = []
sorted([3, 1, 2], key=lambda v: calls.append(v) or v)
print(calls)
for bad in (lambda: sorted([1, "a"]), lambda: [None, 1].sort(), lambda: sorted(5), lambda: sorted([], 1), lambda: sorted([1, 2], key=5), lambda: min([]), lambda: max([1, "a"])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
victim = [3, 1, 2]
try:
    victim.sort(key=lambda v: victim.append(v) or v)
except ValueError as error:
    print(error)
nans = sorted([2.0, float("inf"), -1.0, float("-inf")])
print(nans, min(3, 1, 2), max("b", "abc", key=len), min([], default="empty"))
