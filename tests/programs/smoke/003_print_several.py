print(1, "a", None, True, 1.5)
