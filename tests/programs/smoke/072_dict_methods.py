d = {"a": 1}
print(d.get("b", 0), list(d.items()), d.pop("a"), d)
