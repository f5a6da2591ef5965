"""Every public and special name of the built-in types: a checklist."""

types = [object, type, int, float, complex, bool, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset, range, slice, property, staticmethod, classmethod, super, enumerate, zip, map, filter, reversed, BaseException, Exception, StopIteration, OSError, SyntaxError, ImportError, UnicodeDecodeError, BaseExceptionGroup, type(None), type(...), type(NotImplemented), type(len), type(lambda: 0), type((lambda: 0).__code__), type((x for x in ())), type(iter([])), type({}.keys()), type({}.items()), type([].append), type(str.join), type(int.__add__), type((1).__add__), type(int.real), type(type.__dict__["__dict__"]), type(int.__dict__["from_bytes"]), type(type("T", (), {"__slots__": ("a",)}).a), type(int | str), type(list[int])]
for t in types:
    own = sorted(n for n in t.__dict__ if n not in ("__doc__",))
    print(t.__name__, t.__module__, t.__base__ and t.__base__.__name__, len(own))
    print("   ", *own)


async def co(): ...
async def ag(): yield


import warnings

warnings.simplefilter("ignore")
c, a = co(), ag()
for o in (c, a, c.__await__(), a.__anext__(), a.asend(None), a.athrow(ValueError), a.aclose()):
    print(type(o).__name__, *[n for n in dir(o) if not n.startswith("__") or n in ("__await__", "__next__", "__iter__", "__aiter__", "__anext__")])
c.close()
