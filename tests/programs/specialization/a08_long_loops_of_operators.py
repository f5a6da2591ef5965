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


def mod_(n):
    for i in range(n):
        y = i % 7


def floordiv_(n):
    for i in range(n):
        y = i // 7


def and_(n):
    for i in range(n):
        y = i & 7


def or_(n):
    for i in range(n):
        y = i | 7


def xor_(n):
    for i in range(n):
        y = i ^ 3


def rshift_(n):
    for i in range(n):
        y = i >> 1


def lshift_(n):
    for i in range(n):
        y = i << 1


def pow_(n):
    for i in range(n):
        y = i ** 2


def truediv_(n):
    for i in range(n):
        y = i / 3


def neg_(n):
    for i in range(n):
        y = -i


def not_(n):
    for i in range(n):
        y = not i


def inv_(n):
    for i in range(n):
        y = ~i


def compare_chain_(n):
    for i in range(n):
        y = 0 <= i < 5


def compare_f_(n):
    for i in range(n):
        y = 1.5 < i


def float_add_(n):
    for i in range(n):
        y = 1.5 + 2.5 * i


def str_add_(n):
    for i in range(n):
        y = s + "x"


def str_iadd_(n):
    for i in range(n):
        s2 = "a"
        s2 += "b"


def is_(n):
    for i in range(n):
        y = i is None


def in_list_(n):
    for i in range(n):
        y = i in l


def in_dict_(n):
    for i in range(n):
        y = i in d


def tuple_cmp_(n):
    for i in range(n):
        y = t == t1


def isinstance_(n):
    for i in range(n):
        isinstance(i, int)


def len_(n):
    for i in range(n):
        len(l)


def exec_global_call_(n):
    for i in range(n):
        abs(i)


def dict_get_(n):
    for i in range(n):
        d.get(1)


def list_append_(n):
    for i in range(n):
        ll.append(i)
    ll.clear()


def str_split_(n):
    for i in range(n):
        "a b".split()


for function, count in (
    (mod_, 400_000),
    (floordiv_, 400_000),
    (and_, 400_000),
    (or_, 400_000),
    (xor_, 400_000),
    (rshift_, 400_000),
    (lshift_, 400_000),
    (pow_, 400_000),
    (truediv_, 400_000),
    (neg_, 400_000),
    (not_, 400_000),
    (inv_, 400_000),
    (compare_chain_, 400_000),
    (compare_f_, 400_000),
    (float_add_, 400_000),
    (str_add_, 400_000),
    (str_iadd_, 400_000),
    (is_, 400_000),
    (in_list_, 400_000),
    (in_dict_, 400_000),
    (tuple_cmp_, 400_000),
    (isinstance_, 400_000),
    (len_, 400_000),
    (exec_global_call_, 400_000),
    (dict_get_, 400_000),
    (list_append_, 400_000),
    (str_split_, 400_000),
):
    function(count)
    print(function.__name__.strip("_"), "ran")
