d = {"a": 1, "b": 2}
d["c"] = 3
print(d, len(d), d["a"], "a" in d, "z" in d)
print(d.get("z"), d.get("z", 0), d.setdefault("a", 9), d.setdefault("n", 9), d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()))
print(d.pop("n"), d.pop("q", "none"), d)
d.update({"b": 20}, e=5)
print(d, d.popitem(), d)
del d["a"]
d["a"] = 0
print(d)
print({**d, "x": 1}, d | {"b": 0}, dict([("k", "v")]), dict(x=1, y=2), dict.fromkeys("ab", 0))
for k, v in d.items():
    print(k, "=", v)
print({1: "int", 1.0: "float", True: "bool"})
print({(1, 2): "tuple", None: "none", "": "empty"})
print(d == {"a": 0, "b": 20, "c": 3}, d != {})
print({x: x * x for x in range(5)}, {v: k for k, v in d.items()})
print(list(reversed(d)), sorted(d), max(d, key=d.get))
d.clear()
print(d, bool(d))
big = {i: str(i) for i in range(100)}
for i in range(0, 100, 2):
    del big[i]
print(len(big), list(big)[:5], 3 in big, 4 in big)
for i in range(10):
    big[i] = "again"
print(list(big.items())[:4], list(big)[-5:])
keys = {"a": 1, "b": 2}.keys()
print(keys & {"a"}, keys - {"a"}, keys | {"a"} == {"a", "b"}, keys)
d = {}
d["self"] = d
print(d)
for bad in ("{}['a']", "{}.pop('a')", "{}.popitem()", "{[]: 1}", "{{}: 1}", "dict([1])", "dict(['abc'])"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__ + ":", e)
d = {1: 1, 2: 2}
try:
    for k in d:
        d[k + 10] = 0
except RuntimeError as e:
    print(e)
