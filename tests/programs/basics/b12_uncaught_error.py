def inner(value):
    return 10 / value


def outer(values):
    return [inner(v) for v in values]


print(outer([1, 2]))
print(outer([5, 0]))
print("never")
