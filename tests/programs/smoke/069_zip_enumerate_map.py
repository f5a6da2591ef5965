print(list(zip([1], "a")), list(enumerate("a")), list(map(str, [1])))
