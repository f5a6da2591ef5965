class Special:
    def __enter__(self):
        return "class enter"

    def __exit__(self, *args):
        print("class exit")


s = Special()
s.__enter__ = lambda: "instance enter"
s.__exit__ = lambda *a: print("instance exit")
with s as value:
    print(value)


class ViaDescriptor:
    @property
    def __enter__(self):
        print("looked up enter")
        return lambda: 1

    @property
    def __exit__(self):
        print("looked up exit")
        return lambda *a: print("called exit", [type(x).__name__ for x in a])


with ViaDescriptor() as one:
    print("body", one)


class ReturnsOther:
    def __init__(self, result):
        self.result = result

    def __enter__(self):
        return (1, [2, 3])

    def __exit__(self, kind, value, traceback):
        return self.result


for result in (1, "yes", [0]):
    with ReturnsOther(result) as (a, [b, *c]):
        raise ValueError
    print("truthy", repr(result), a, b, c)
for result in (0, "", None, []):
    try:
        with ReturnsOther(result):
            raise ValueError(result)
    except ValueError as error:
        print("falsy", error.args)


class BadBool:
    def __bool__(self):
        raise RuntimeError("no bool")


try:
    with ReturnsOther(BadBool()):
        raise ValueError("original")
except RuntimeError as error:
    print(error, repr(error.__context__))
with ReturnsOther(BadBool()):
    print("no exception: result not tested")


class NoEnter:
    def __exit__(self, *args): ...


class NoExit:
    def __enter__(self): ...


class Async:
    async def __aenter__(self): ...
    async def __aexit__(self, *args): ...


class WrongArity:
    def __enter__(self): ...
    def __exit__(self): ...


for cls in (NoEnter, NoExit, Async, WrongArity):
    try:
        with cls():
            pass
    except TypeError as error:
        print(error)


class Raising:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        print("exit sees", kind.__name__, value, traceback.tb_lineno - first)
        raise kind("new from exit") from None


first = 81
try:
    with Raising():
        raise KeyError("inner")
except KeyError as error:
    print(error, error.__suppress_context__, repr(error.__context__))


def flow():
    out = []
    for i in range(6):
        with ReturnsOther(True):
            out.append(i)
            if i == 1:
                continue
            if i == 3:
                raise ValueError
            if i == 4:
                break
            out.append("end")
    else:
        out.append("else")
    return out


print(flow())
import sys


class Info:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        print(sys.exc_info()[1] is args[1], sys.exception())
        return True


with Info():
    raise LookupError("current")
print(sys.exception())
with Info():
    pass


def ret_in_with():
    with ReturnsOther(True):
        return [].pop()
    return "fell through"


print(ret_in_with())
d = {}
with ReturnsOther(False) as d["k"], ReturnsOther(None) as (d["first"], z):
    print(d, z)
