print(list(x for x in range(3)))
