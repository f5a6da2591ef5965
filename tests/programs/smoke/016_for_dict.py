for k in {"a": 1, "b": 2}:
    print(k)
