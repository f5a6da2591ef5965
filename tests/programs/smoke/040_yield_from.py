def g():
    yield from [1, 2]
    return 3


def h():
    x = yield from g()
    print("returned", x)


print(list(h()))
