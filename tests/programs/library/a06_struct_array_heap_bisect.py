import array
import bisect
import heapq
import struct

for fmt, values in (("<bBhHiIqQ", (-1, 255, -2, 65535, -3, 2 ** 32 - 1, -4, 2 ** 64 - 1)), (">hi", (1, 2)), ("<fd", (1.5, -2.25)), ("<3s5sc?", (b"abc", b"de", b"x", True)), ("!HxH", (1, 2)), ("<2h", (1, 2)), ("<e", (0.5,)), ("@bi", (1, 2)), ("=bi", (1, 2)), ("5p", (b"pascal",)), (">n" if False else ">q", (5,))):
    packed = struct.pack(fmt, *values)
    print(fmt, packed, struct.calcsize(fmt), struct.unpack(fmt, packed))
buffer = bytearray(8)
struct.pack_into("<hh", buffer, 2, 1, 2)
print(buffer, struct.unpack_from("<h", buffer, 2), list(struct.iter_unpack("<h", buffer)), struct.Struct("<ih").size, struct.Struct("<ih").format, struct.Struct("<h").pack(7))
for bad in (lambda: struct.pack("<h", 70000), lambda: struct.pack("<h", "x"), lambda: struct.pack("<hh", 1), lambda: struct.unpack("<i", b"abc"), lambda: struct.pack("z", 1), lambda: struct.pack("<B", -1), lambda: struct.pack("<c", b"ab"), lambda: struct.pack("<f", 1e100), lambda: struct.calcsize("9" * 30 + "i"), lambda: struct.unpack_from("<i", b"ab"), lambda: struct.pack("<3s", "str"), lambda: struct.pack("<i", 1.5), lambda: list(struct.iter_unpack("<h", b"abc"))):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
a = array.array("i", [1, 2, 3])
a.append(4); a.extend([5]); a.insert(0, 0); a.extend(array.array("i", [6]))
print(a, a.typecode, a.itemsize, len(a), a[1:3], a[-1], a.index(3), a.count(2), a.tolist(), a.tobytes()[:8], 3 in a, a == array.array("i", range(7)), a + a[:1], array.array("i", [1]) * 3, a.pop(), a.remove(2), a.reverse(), a, array.array("d", [1.5]), array.array("u", "héy") if False else array.array("w", "héy"), array.array("b", b"ab"), a.buffer_info()[1], memoryview(a).tolist(), array.typecodes)
a[1:2] = array.array("i", [8, 9]); del a[0]; a.byteswap(); print(a); a.frombytes(b"\1\0\0\0"); a.fromlist([7]); print(a[-2:])
for bad in (lambda: array.array("x"), lambda: array.array("b", [200]), lambda: array.array("i", ["a"]), lambda: a.append(1.5), lambda: a[99], lambda: a.remove(999), lambda: array.array("i", b"abc"), lambda: a.__setitem__(slice(0, 1), [1]), lambda: a + [1], lambda: a.pop(99), lambda: array.array("ii"), lambda: hash(a)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
h = []
for v in (5, 1, 4, 1, 3):
    heapq.heappush(h, v)
print(h, heapq.heappop(h), heapq.heappushpop(h, 0), heapq.heapreplace(h, 9), h, [heapq.heappop(h) for _ in range(len(h))])
data = [9, 4, 7, 1, 8]
heapq.heapify(data)
print(data, heapq.nlargest(2, data), heapq.nsmallest(2, data, key=lambda v: -v), list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge("ca", "b", reverse=True)), heapq.nlargest(10, [1]), heapq.nsmallest(0, [1]))
heapq.heapify_max(data)
print(data, heapq.heappop_max(data), heapq.heappush_max(data, 100), data)
for bad in (lambda: heapq.heappop([]), lambda: heapq.heappush((), 1), lambda: heapq.heapify([1, "a"]), lambda: heapq.heapreplace([], 1)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
s = [1, 3, 3, 5]
print(bisect.bisect(s, 3), bisect.bisect_left(s, 3), bisect.bisect_right(s, 0), bisect.bisect_left(s, 9), bisect.insort(s, 4), s, bisect.insort_left(s, 3, key=lambda v: v), s, bisect.bisect_left(["a", "bbb", "cccc"], 3, key=len), bisect.bisect(s, 3, 1, 3))
try:
    bisect.bisect([1], "a")
except TypeError as error:
    print(error)
try:
    bisect.bisect([1], 1, -1)
except ValueError as error:
    print(error)
grades = lambda score: "FDCBA"[bisect.bisect([60, 70, 80, 90], score)]
print([grades(v) for v in (33, 60, 77, 89, 90, 100)])


class Task:
    def __init__(self, p, n):
        self.p, self.n = p, n

    def __lt__(self, other):
        return self.p < other.p


q = []
for p, n in ((3, "c"), (1, "a"), (2, "b")):
    heapq.heappush(q, Task(p, n))
print([heapq.heappop(q).n for _ in range(3)])
