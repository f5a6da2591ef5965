def plain():
    pass


def add(a, b=10):
    return a + b


def varied(a, /, b, *args, c, d=4, **kwargs):
    return a, b, args, c, d, kwargs


print(plain(), add(1), add(1, 2), add(b=1, a=5), add(*[1, 2]), add(**{"a": 1}))
print(varied(1, 2, c=3))
print(varied(1, 2, 3, 4, c=5, d=6, e=7))
print(varied(1, b=2, c=3, a=9))
print(varied(*(1, 2), *[3], **{"c": 4}, **{"z": 5}))


def defaults(x, acc=[]):
    acc.append(x)
    return acc


print(defaults(1), defaults(2), defaults(3, []), defaults(4))


def fact(n):
    return 1 if n < 2 else n * fact(n - 1)


print(fact(5), fact(30))


def outer(x):
    def inner(y):
        return x + y

    return inner


print(outer(3)(4), [f(1) for f in (outer(1), outer(2))])
square = lambda x: x * x
print(square(5), (lambda *a, **k: (a, k))(1, 2, z=3), sorted([3, -1, 2], key=lambda v: -v))


def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n

    return step


c = counter()
print(c(), c(), c(), counter()())
g = 1


def change():
    global g
    g += 1
    return g


print(change(), change(), g)


def early(n):
    for i in range(n):
        if i == 3:
            return "found", i
    return None


print(early(10), early(2))
print(add.__name__, add.__defaults__, varied.__kwdefaults__, outer(1).__qualname__)


def local():
    print(v)
    v = 1


try:
    local()
except UnboundLocalError as e:
    print(e)
