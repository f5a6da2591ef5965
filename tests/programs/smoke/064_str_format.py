print("{} {:>3} {a}".format(1, 2, a=3))
