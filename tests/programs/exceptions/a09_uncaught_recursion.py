def recurse(n):
    return recurse(n + 1)


def start():
    recurse(0)


print("before")
start()
