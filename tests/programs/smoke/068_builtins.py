print(len("abc"), max(1, 2), min([3, 1]), sum([1, 2]), abs(-1), sorted([2, 1]))
