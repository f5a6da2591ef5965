def d(f):
    return lambda: "wrapped " + f()


@d
def f():
    return "f"


print(f())
