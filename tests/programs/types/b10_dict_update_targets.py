# Dictionaries that take over all items of another, in every layout they can have.
class Plain:
    def __init__(self, *values):
        for name, value in zip("abc", values):
            setattr(self, name, value)


model = Plain(1, 2, 3)
fresh = Plain()
fresh.__dict__.update(model.__dict__)
print(fresh.a, fresh.b, fresh.c, vars(fresh))
fresh.d = 4
print(vars(fresh), vars(model))

seen = Plain()
view = seen.__dict__
print(view)
view.update({"c": 30, "a": 10})
print(view, seen.a, seen.c, hasattr(seen, "b"))
seen.b = 20
print(view)

emptied = {"x": 1, "y": 2}
emptied.clear()
emptied.update(model.__dict__)
print(emptied)
popped = {"x": 1}
del popped["x"]
popped.update({"x": 2, "z": 3})
print(popped)
copied = dict(model.__dict__)
model.a = "changed"
print(copied, dict(**copied), {**copied, "a": 0})


def keywords(**kwargs):
    kwargs.update(model.__dict__)
    return kwargs


print(keywords(), keywords(**copied))


class Chameleon:
    """Empties the source while its hash is the same as another key's."""

    def __hash__(self):
        return 0

    def __eq__(self, other):
        source.clear()
        return False


source = {Chameleon(): 1, **{number: number for number in range(1, 50)}}
target = {Chameleon(): 0}
try:
    target.update(source)
except RuntimeError as error:
    print(type(error).__name__, error)

shared = Plain(1)
other = Plain()
other.__dict__ = shared.__dict__
other.ref = {"circular": shared, "data": 42}
del shared
import gc

gc.collect()
print(other.ref["data"], other.a)
