"""Pieces of code to trace and monitor: one function for each construct of the language."""


def plain(a):
    b = a + 1

    if b > 2:
        c = 1
    else:
        c = 2
    return (b,
            c)


def loops(n):
    total = 0
    for i in range(n):
        if i % 2:
            continue
        total += i
    else:
        total += 100
    while total > 99:
        total -= 1
        if total < 100: break
    return total


def one_line_loop():
    for i in range(3): pass
    while i: i -= 1
    return i


def gen(n):
    for i in range(n):
        got = yield i
        if got:
            yield got * 10
    return "end"


def use_gen():
    g = gen(2)
    out = [next(g)]
    out.append(g.send(5))
    for x in g:
        out.append(x)
    return out


def delegating():
    r = yield from gen(2)
    yield r


def use_delegating():
    return list(delegating())


def gen_throw():
    g = gen(3)
    next(g)
    try:
        g.throw(ValueError("v"))
    except ValueError as e:
        r = str(e)
    g2 = gen(1)
    next(g2)
    g2.close()
    return r


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        return kind is KeyError


def with_block():
    with Manager() as m:
        x = 1
    with Manager():
        raise KeyError("k")
    return x


def with_raising():
    with Manager(), Manager():
        raise ValueError("w")


def with_return():
    with Manager():
        return 5


def try_forms(n):
    try:
        if n == 0:
            raise ValueError("zero")
        elif n == 1:
            return "one"
        r = 1 // (n - 2)
    except ValueError:
        r = "value"
    except ZeroDivisionError as e:
        r = "zero"
    else:
        r = "else"
    finally:
        r2 = "finally"
    return r, r2


def nested_finally():
    try:
        try:
            raise KeyError("inner")
        finally:
            x = 1
    except KeyError:
        x = 2
    finally:
        x += 1
    return x


def reraise():
    try:
        try:
            int("x")
        except ValueError:
            raise
    except ValueError as e:
        return type(e).__name__


def comprehensions():
    a = [x * 2 for x in range(3)]
    b = {x: x for x in a if x}
    c = {
        x
        for x in b
        if x > 2
    }
    d = list(x for x in c)
    e = [[y for y in range(x)] for x in range(2)]
    return a, b, c, d, e


def class_body():
    class C:
        x = 1

        def f(self):
            return self.x

        y = [i for i in range(2)]
    return C().f()


def decorated():
    def deco(f):
        return f

    @deco
    @deco
    def g(
        a=1,
        b=2,
    ):
        return a + b
    return g()


def lambdas():
    f = lambda x: x + 1
    return f(
        1
    ) + f(2)


def recursion(n):
    if n == 0:
        return 0
    return 1 + recursion(n - 1)


def raising():
    def inner():
        raise RuntimeError("r")
    try:
        inner()
    except RuntimeError:
        pass
    return 1


def matching(v):
    match v:
        case [a, b]:
            return a
        case {"k": k}:
            return k
        case int() | str():
            return "s"
        case _:
            return None


def boolean(a, b, c):
    x = a and b or c
    y = (a
         and b
         or c)
    return x if y else (
        a)


def assertions(a):
    assert a, "message"
    assert (
        a
    )
    return a


def imports():
    import os.path
    from sys import (
        path,
        argv,
    )
    return None


def globals_and_del():
    global G
    G = 1
    del G
    x = 1
    del x


def many_args(*args, **kw):
    return len(args), len(kw)


def call_forms():
    many_args(1, 2, a=3)
    many_args(*[1, 2], **{"x": 1})
    return many_args(
        1,
        *[2],
        k=5,
    )


def fstrings(a):
    return f"{a}" \
        f"{a!r:>5}" + (
            f"{a + 1}")


def while_true(n):
    while True:
        n -= 1
        if n < 0:
            return n
        if n == 1:
            continue


def for_tuple():
    for a, b in [(1, 2),
                 (3, 4)]:
        a, b = b, a
    return a


def loop_exc():
    for i in range(3):
        try:
            if i == 1:
                raise IndexError(i)
        except IndexError:
            continue
        finally:
            k = i
    return k


def except_group():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        a = 1
    except* TypeError:
        b = 2
    return a, b


async def acoro(n):
    return n


async def agen(n):
    for i in range(n):
        yield i


async def amain():
    r = await acoro(1)
    async for x in agen(2):
        r += x
    s = [y async for y in agen(2)]
    async with AManager():
        r += 1
    return r, s


class AManager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *a):
        return False


def run_coro():
    c = amain()
    try:
        while True:
            c.send(None)
    except StopIteration as e:
        return e.value


class Iter:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        return self.n


def use_iter():
    return [x for x in Iter(2)] + list(Iter(1))


def for_iter():
    for x in Iter(2):
        pass
    return x


class Prop:
    @property
    def p(self):
        return 3

    def __getattr__(self, name):
        return name

    def __add__(self, other):
        return 7

    def __getitem__(self, i):
        return i

    def __len__(self):
        return 2

    def __bool__(self):
        return True

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


def dunders():
    o = Prop()
    a = o.p
    b = o.zzz
    c = o + 1
    d = o[1]
    if o:
        e = len(o)
    return a, b, c, d, e, o == 2, {o: 1}[o]


def sorts():
    return sorted([3, 1], key=lambda x: -x), list(map(lambda x: x, [1]))


class Meta(type):
    def __call__(cls, *a):
        return super().__call__(*a)


class WithMeta(metaclass=Meta):
    def __init__(self, x):
        self.x = x
        super().__init__()


def meta():
    return WithMeta(3).x


def gen_return_in_finally():
    def g():
        try:
            yield 1
        finally:
            x = 2
    for v in g():
        pass
    it = g()
    next(it)
    del it
    return v


def uncaught_in_gen():
    def g():
        yield 1
        raise KeyError("g")
    try:
        for v in g():
            pass
    except KeyError:
        return v


def multi_line_call():
    return max(
        plain(1)[0],
        plain(2)[0],
    )


def walrus():
    if (n := 3) > 2 and (
            m := n) > 1:
        return n, m


def chained(x):
    return 1 < x < 5


def unpack():
    a, *b = 1, 2, 3
    [c, d] = b
    return a, b, c, d


def pass_only():
    pass


def doc():
    """doc"""


def type_params[T](x: T) -> T:
    type Alias = list[T]
    return x


CASES = [
    (plain, 1), (plain, 5), (loops, 4), (one_line_loop,), (use_gen,),
    (use_delegating,), (gen_throw,), (with_block,), (with_raising,), (with_return,),
    (try_forms, 0), (try_forms, 1), (try_forms, 2), (try_forms, 3), (nested_finally,),
    (reraise,), (comprehensions,), (class_body,), (decorated,), (lambdas,), (recursion, 2),
    (raising,), (matching, [1, 2]), (matching, {"k": 1}), (matching, "s"), (matching, None),
    (boolean, 1, 0, 2), (boolean, 0, 0, 0), (assertions, 1), (assertions, 0), (imports,),
    (globals_and_del,), (call_forms,), (fstrings, 1), (while_true, 3), (for_tuple,),
    (loop_exc,), (except_group,), (run_coro,), (use_iter,), (for_iter,), (dunders,), (sorts,),
    (meta,), (gen_return_in_finally,), (uncaught_in_gen,), (multi_line_call,), (walrus,),
    (chained, 3), (chained, 9), (unpack,), (pass_only,), (doc,), (type_params, 1),
]
