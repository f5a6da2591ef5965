import functools
import inspect
from inspect import Parameter, Signature, signature


def f(a, b: int = 1, /, c="x", *args: str, d, e: "fwd" = None, **kw: dict) -> list[int]:
    """doc"""


sig = signature(f)
print(sig)
for p in sig.parameters.values():
    print(p.name, p.kind, p.kind.description, p.default if p.default is not p.empty else "-", p.annotation if p.annotation is not p.empty else "-", p)
print(sig.return_annotation, sig == signature(f), sig.replace(return_annotation=Signature.empty), hash(sig) == hash(signature(f)))
bound = sig.bind(1, 2, 3, 4, 5, d=6, z=7)
print(bound, bound.arguments, bound.args, bound.kwargs)
partial = sig.bind_partial(1)
print(partial.arguments)
partial.apply_defaults()
print(partial.arguments)
for args, kw in (((), {}), ((1,), {}), ((1, 2, 3, 4), {}), ((1,), {"d": 1, "a": 5}), ((1,), {"d": 1, "c": 2, "b": 1})):
    try:
        print(sig.bind(*args, **kw))
    except TypeError as error:
        print(error)


class C:
    def __init__(self, x, *, y=2): ...
    def method(self, a): ...
    @classmethod
    def cm(cls, a): ...
    @staticmethod
    def sm(a): ...
    def __call__(self, z): ...


class Meta(type):
    def __call__(cls, m, n): ...


class WithMeta(metaclass=Meta):
    def __init__(self, ignored): ...


class New:
    def __new__(cls, p, q=1): ...


for o in (C, C(1), C.method, C(1).method, C.cm, C.sm, WithMeta, New, functools.partial(f, 1, d=2), lambda x, *, y: 0, functools.wraps(f)(lambda *a: 0), len, print, int.from_bytes, str.split, [].append, sorted, dict.get, object, type, Exception, isinstance, open, C(1).__call__, functools.partial(C, y=5), functools.lru_cache(f)):
    try:
        print(getattr(o, "__name__", type(o).__name__), signature(o))
    except (ValueError, TypeError) as error:
        print(getattr(o, "__name__", o), type(error).__name__, str(error).split(" at 0x")[0])
for bad in (5, "text", None):
    try:
        signature(bad)
    except TypeError as error:
        print(error)
custom = Signature([Parameter("p", Parameter.POSITIONAL_ONLY), Parameter("q", Parameter.KEYWORD_ONLY, default=5, annotation=int)], return_annotation=str)
print(custom, custom.parameters["q"].replace(default=6))
for bad in (lambda: Parameter("1x", Parameter.KEYWORD_ONLY), lambda: Parameter("if", Parameter.KEYWORD_ONLY), lambda: Parameter("a", Parameter.VAR_POSITIONAL, default=1), lambda: Signature([Parameter("a", Parameter.KEYWORD_ONLY), Parameter("b", Parameter.POSITIONAL_ONLY)]), lambda: Signature([Parameter("a", Parameter.POSITIONAL_ONLY), Parameter("a", Parameter.KEYWORD_ONLY)]), lambda: Signature([Parameter("a", Parameter.POSITIONAL_ONLY, default=1), Parameter("b", Parameter.POSITIONAL_ONLY)])):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
f.__signature__ = custom
print(signature(f), signature(f, follow_wrapped=False))


@functools.wraps(len)
def wrapper(*args):
    return len(*args)


print(signature(wrapper), signature(wrapper, follow_wrapped=False), inspect.getfullargspec(C.method), inspect.getcallargs(C.sm, 5), custom.format(max_width=10))
