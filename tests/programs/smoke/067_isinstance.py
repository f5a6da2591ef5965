print(isinstance(1, int), isinstance("a", (int, str)), type(1))
