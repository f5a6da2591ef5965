"""How objects show themselves; addresses are normalised by the harness."""

import collections, functools, itertools, operator, re, sys, threading, types, weakref, enum, contextlib, asyncio, io


class C:
    class Inner: ...
    def method(self): ...
    @classmethod
    def cm(cls): ...
    @staticmethod
    def sm(): ...
    @property
    def p(self): ...
    __slots__ = ("slot",)


def f(): ...
def g(): yield
async def co(): ...
async def ag(): yield


def outer():
    class Local: ...
    def local(): ...
    return Local, local


c, gen, coro, agen = C(), g(), co(), ag()
for o in (C, c, C.Inner, C.Inner(), C.method, c.method, C.cm, c.cm, C.sm, C.p, C.slot, C.__dict__["cm"], C.__dict__["sm"], f, lambda: 0, gen, coro, agen, *outer(), f.__code__, f.__get__, len, [].append, str.join, int.__add__, (1).__add__, int.real, type.__dict__["__mro__"], object(), type, sys, re, sys._getframe(), (x for x in ()), iter([]), iter({}), iter(()), iter(""), zip(), map(f, []), filter(None, []), enumerate([]), reversed([]), range(3), slice(1), super(C, c), super(C), memoryview(b"a"), {}.keys(), {}.values(), {1: 2}.items(), (lambda x: lambda: x)(1).__closure__[0], types.SimpleNamespace(a=1), types.MappingProxyType({}), property(), staticmethod(f), classmethod(f), NotImplemented, ..., functools.partial(f, 1, a=2), functools.lru_cache(f), functools.cmp_to_key(f)(1), operator.itemgetter(1), itertools.count(1), itertools.cycle([]), itertools.repeat(1), itertools.chain(), weakref.ref(f), weakref.proxy(f).__class__, re.compile("a"), re.match("a", "a"), collections.deque([1]), collections.defaultdict(int), collections.OrderedDict(a=1), collections.Counter("a"), collections.ChainMap({}), threading.Lock(), threading.RLock(), threading.Event(), contextlib.nullcontext(), io.StringIO(), io.BytesIO(), sys.stdout, int | None, list[int], tuple[int, ...], types.GenericAlias(C, (int,)), enum.Enum, enum.auto(), Exception("m"), ValueError(), KeyError("k"), OSError(1, "x"), ExceptionGroup("g", [ValueError()]), StopIteration(3), types.CellType(), types.FunctionType, type("Dyn", (), {})(), type("Dyn", (int,), {})(5), type("Dyn", (str,), {})("s"), type("Dyn", (list,), {})([1]), type("Dyn", (Exception,), {})("e"), bytearray(b"x"), frozenset([1]), set(), 1e100, -0.0, 1j, True, None, "it's", 'a"b\'c', b"\xff'", "\x00\ud800é"):
    try:
        print(ascii(o).replace(__file__, "FILE"), "|", ascii(str(o)).replace(__file__, "FILE") if str(o) != repr(o) else "same")
    except Exception as error:
        print(type(error).__name__, error)
coro.close()
print(repr(asyncio.Queue()).split(" at ")[0], threading.current_thread().__class__, ascii(threading.main_thread()).split(",")[0], sys.implementation.__class__, sys.flags.__class__, sys.version_info.__class__, sys.modules.__class__)
