x = "global"


def read():
    return x


def shadow():
    x = "local"
    return x, read()


def declared():
    global x, fresh
    x = "changed"
    fresh = "new"


def nested():
    y = 1

    def level1():
        z = 2

        def level2():
            nonlocal y, z
            y += 10
            z += 20
            return y, z

        return level2(), z

    return level1(), y


print(read(), shadow())
declared()
print(x, fresh, read(), nested())


def makers():
    late = [lambda: i for i in range(3)]
    early = [lambda i=i: i for i in range(3)]
    return [f() for f in late], [f() for f in early]


print(makers())


class Scope:
    x = "class"

    def method(self):
        return x, self.x

    seen = x
    inner = [x for _ in range(1)]


print(Scope().method(), Scope.seen, Scope.inner)


def conditional(flag):
    if flag:
        value = 1
    return value


print(conditional(True))
try:
    conditional(False)
except UnboundLocalError as e:
    print(e)


def deleted():
    v = 1
    del v
    return v


try:
    deleted()
except UnboundLocalError as e:
    print(e)


def free():
    def inner():
        return later

    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)
    later = 5
    return inner()


print(free(), sorted(name for name in ("x", "fresh", "y") if name in globals()))


def show():
    a, b = 1, 2
    c = lambda: b
    return sorted(locals()), c()


print(show())
exec("q = 5")
print(q, eval("q + 1", {"q": 10}), eval("q + w", {"q": 10}, {"w": 3}))
namespace = {}
exec("def f(n):\n    return n * k\nk = 3", namespace)
print(namespace["f"](5), sorted(k for k in namespace if k != "__builtins__"))
try:
    undefined
except NameError as e:
    print(e, e.name)
len = lambda v: "shadowed"
print(len([1]))
del len
print(len([1]))
