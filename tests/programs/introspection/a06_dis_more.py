import dis


def calls(f, *args, **kw):
    f(1, 2)
    f(a=1)
    f(*args, **kw)
    f.method(1).attr
    print(f"{f!r:>10} {args}")
    return f[1], f[1:2], [*args, 1], {**kw, "a": 1}


def closure(x):
    y = 1

    def inner(z=y):
        nonlocal y
        y += x
        return x, y, z

    return inner


def comprehensions(data):
    a = [i for i in data if i]
    b = {k: v for k, v in data}
    return a, b, (i for i in data)


def gen():
    x = yield 1
    yield from x


async def co(aw):
    await aw
    async for x in aw:
        yield x
    async with aw:
        pass


def matching(v):
    match v:
        case [1, x]:
            return x
        case {"k": y, **rest}:
            return y
        case str(s) | int(s) if s:
            return s
        case _:
            return None


class Klass:
    a: int = 1

    def method(self):
        self.x = super().method()
        del self.x
        return __class__


def imports():
    import os.path as p
    from sys import (argv, path)
    global g
    g = p
    assert argv, path
    a, (b, *c) = path
    return lambda: a


for item in (calls, closure, comprehensions, gen, co, matching, Klass, imports):
    print("==", item.__name__)
    dis.dis(item)
print("== source")
dis.dis("x = 1 if y else [2, 3]")
