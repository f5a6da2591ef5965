r = range(2, 20, 3)
print(r, list(r), len(r), r[0], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, r.index(8), r.count(5))
print(range(5), range(0), list(range(5, 0, -2)), range(0) == range(1, 1), range(0, 3, 2) == range(0, 4, 2))
print(r.start, r.stop, r.step, hash(range(3)) == hash(range(0, 3, 1)), bool(range(0)), max(r), min(r), sum(r))
print(range(10)[2:8:2], range(10)[-3:], range(10)[::-3], list(range(10)[8:2:-2]))
big = range(10 ** 20, 10 ** 20 + 5)
print(big, list(big)[:2], 10 ** 20 + 3 in big, len(big), big[-1])
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(5), slice(None), slice(3), slice(-3, None).indices(10), slice(None, None, -1).indices(4))
text = "0123456789"
for sl in (slice(None, None, None), slice(2, 5), slice(-2, None), slice(None, -2), slice(5, 2), slice(5, 2, -1), slice(None, None, -2), slice(100), slice(-100, 3)):
    print(sl, repr(text[sl]), list(text)[sl] == list(text[sl]), tuple(text)[sl] == tuple(text[sl]), bytes(range(10))[sl] == bytes(int(c) for c in text[sl]))


class Show:
    def __getitem__(self, key):
        return key


show = Show()
print(show[1], show[1:2], show[1:2, 3], show[...], show[::], show[:, 1:], show[1:2:3], show[()], show[1,], show["a":"b"])
print(slice(1, 2) == slice(1, 2), slice(1, 2) < slice(1, 3), hash(slice(1)) == hash(slice(1)))
for bad in ("range(1, 2, 0)", "range('a')", "range(1.5)", "range(3)[5]", "[1][::0]", "text['a':]", "range(3).index(7)", "range()", "range(1,2,3,4)", "slice()", "len(range(10**20))"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
