"""Loops long enough that native stack kept by an instruction would be noticed."""

G = 0
l, d, t, t3, t1, k1, s, ll = [1, 2], {1: 2}, (1, 2), (1, 2, 3), (1,), {"a": 1}, "q", []


def f(a):
    return a


class C:
    def __init__(self):
        self.x = 1

    def m(self):
        return 1

    @property
    def p(self):
        return 1


class D:
    def __init__(self, a):
        self.a = a


class E(C):
    def m(self):
        return super().m()


class Manager:
    def __enter__(self):
        return 1

    def __exit__(self, *a):
        return None


def gg():
    yield 1
    yield 2


def endless():
    x = 0
    while True:
        x = yield x


async def co():
    return 1


def yf():
    yield from [1, 2]


def make():
    z = 1

    def cl():
        return z

    return cl


o, o2, cm, cl, g, sg = C(), E(), Manager(), make(), endless(), endless()
o.c = o
next(sg)


def unpack_(n):
    for i in range(n):
        a, b = t


def unpack3_(n):
    for i in range(n):
        a, b, c = t3


def build_tuple_(n):
    for i in range(n):
        y = (i, i)


def build_list_(n):
    for i in range(n):
        y = [i]


def build_map_(n):
    for i in range(n):
        y = {1: i}


def build_set_(n):
    for i in range(n):
        y = {i}


def fstring_(n):
    for i in range(n):
        y = f"{i}"


def fstring2_(n):
    for i in range(n):
        y = f"{i:>3} {i!r}"


def slice_(n):
    for i in range(n):
        y = l[0:1]


def subscr_list_(n):
    for i in range(n):
        y = l[0]


def store_subscr_(n):
    for i in range(n):
        l[0] = i


def del_subscr_(n):
    for i in range(n):
        d[i] = 1
        del d[i]


def list_ext_(n):
    for i in range(n):
        y = [*l]


def dict_merge_(n):
    for i in range(n):
        y = {**d}


def listcomp_(n):
    for i in range(n):
        y = [x for x in l]


def dictcomp_(n):
    for i in range(n):
        y = {x: x for x in l}


def genexpr_(n):
    for i in range(n):
        y = list(x for x in l)


def zip_(n):
    for i in range(n):
        y = list(zip(l, l))


def enumerate_(n):
    for i in range(n):
        for a, b in enumerate(l):
            pass


def sorted_(n):
    for i in range(n):
        y = sorted(l)


def call_py_(n):
    for i in range(n):
        f(i)


def call_kw_(n):
    for i in range(n):
        f(a=i)


def call_star_(n):
    for i in range(n):
        f(*t1)


def call_starkw_(n):
    for i in range(n):
        f(**k1)


def call_class_(n):
    for i in range(n):
        C()


def call_class_init_(n):
    for i in range(n):
        D(i)


def call_method_(n):
    for i in range(n):
        o.m()


def super_(n):
    for i in range(n):
        o2.m()


def closure_(n):
    for i in range(n):
        cl()


def lambda_(n):
    for i in range(n):
        y = lambda: i


for function, count in (
    (unpack_, 400_000),
    (unpack3_, 400_000),
    (build_tuple_, 400_000),
    (build_list_, 400_000),
    (build_map_, 400_000),
    (build_set_, 400_000),
    (fstring_, 400_000),
    (fstring2_, 400_000),
    (slice_, 400_000),
    (subscr_list_, 400_000),
    (store_subscr_, 400_000),
    (del_subscr_, 400_000),
    (list_ext_, 400_000),
    (dict_merge_, 400_000),
    (listcomp_, 400_000),
    (dictcomp_, 400_000),
    (genexpr_, 400_000),
    (zip_, 400_000),
    (enumerate_, 400_000),
    (sorted_, 200_000),
    (call_py_, 400_000),
    (call_kw_, 400_000),
    (call_star_, 400_000),
    (call_starkw_, 400_000),
    (call_class_, 400_000),
    (call_class_init_, 400_000),
    (call_method_, 400_000),
    (super_, 200_000),
    (closure_, 400_000),
    (lambda_, 400_000),
):
    function(count)
    print(function.__name__.strip("_"), "ran")
