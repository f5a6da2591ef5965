import inspect


def every(pos_only, /, normal, default=1, *args, kw_only, kw_default="k", **kwargs):
    """All kinds."""
    return pos_only, normal, default, args, kw_only, kw_default, kwargs


print(every(1, 2, kw_only=3), every(1, 2, 3, 4, 5, kw_only=6, kw_default=7, other=8))
print(every(1, normal=2, kw_only=3, pos_only="goes to kwargs"))
print(every(*(1,), *[2, 3], kw_only=4, *(5, 6), **{"x": 7}, **{"y": 8}))
print(inspect.signature(every), every.__defaults__, every.__kwdefaults__, every.__code__.co_varnames, every.__code__.co_argcount, every.__code__.co_posonlyargcount, every.__code__.co_kwonlyargcount)
every.__defaults__ = (10, 20)
every.__kwdefaults__ = {"kw_only": "dk", "kw_default": "dd"}
print(every(1), inspect.signature(every))
try:
    print(every(1, kw_default=0))
    every.__kwdefaults__.clear()
    every(1)
except TypeError as error:
    print(error)
every.__defaults__ = None
for action in (lambda: every(1), lambda: setattr(every, "__defaults__", [1]), lambda: setattr(every, "__kwdefaults__", 5), lambda: setattr(every, "__code__", 5), lambda: setattr(every, "__code__", (lambda: every).__code__) or every.__code__, lambda: delattr(every, "__code__"), lambda: setattr(every, "__dict__", 5), lambda: setattr(every, "__globals__", {}), lambda: setattr(every, "__closure__", ())):
    try:
        print(type(action()).__name__)
    except Exception as error:
        print(type(error).__name__, error)


def order(a=print("default evaluated once"), *, b=[]):
    b.append(len(b))
    return b


order()
print(order(), order(b=[]), order())


def evaluation():
    log = []

    def t(v):
        log.append(v)
        return v

    every2 = lambda *a, **k: None
    every2(t(1), *t([2]), t(3), x=t(4), **t({"y": 5}), z=t(6))
    return log


print(evaluation())
square = lambda x, /, *, y=2: x ** y
print(square(3), square(3, y=3), square.__name__, square.__qualname__, inspect.signature(square))


def keyword_names(**kw):
    return kw


print(keyword_names(**{"not an identifier": 1, "class": 2}), keyword_names(self=1, cls=2))
d = {"a": 1}
print(keyword_names(**d) is d, (lambda *a: a)(*[1, 2]) == (1, 2))


class Mapping:
    def keys(self):
        return ["p", "q"]

    def __getitem__(self, k):
        return k * 2


class NotMapping:
    pass


print(keyword_names(**Mapping()))
for bad in (lambda: keyword_names(**NotMapping()), lambda: keyword_names(**[("a", 1)]), lambda: keyword_names(*NotMapping()), lambda: keyword_names(**{1: 2}), lambda: keyword_names(a=1, **{"a": 2}), lambda: square(x=3), lambda: square(1, 2), lambda: square(), lambda: square(1, z=2)):
    try:
        bad()
    except TypeError as error:
        print(error)


def many(a, b, c, d, *, e, f):
    pass


for args, kw in (((), {}), ((1,), {}), ((1, 2, 3, 4), {}), ((1, 2, 3, 4), {"e": 1}), ((1, 2, 3, 4, 5), {"e": 1, "f": 2}), ((1, 2, 3, 4, 5), {}), ((), {"a": 1, "d": 2, "e": 1, "f": 1}), ((1, 2), {"b": 1, "c": 1, "d": 1})):
    try:
        many(*args, **kw)
    except TypeError as error:
        print(error)
def posonly(a, b, c=1, /): pass
for kw in ({"a": 1}, {"a": 1, "b": 2}, {"c": 3}, {"a": 1, "x": 1}):
    try:
        posonly(**kw)
    except TypeError as error:
        print(error)
many.attribute = 5
print(many.__dict__, many.__module__, many.__get__(1).__self__, every.__type_params__)
