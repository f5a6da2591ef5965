import gc
import weakref


class Bad:
    def __del__(self):
        raise ValueError("in del")


print("one")
Bad()
print("two")


def callback(ref):
    raise KeyError("in weakref callback")


class Plain: ...


p = Plain()
r = weakref.ref(p, callback)
del p
print("three")


def generator():
    try:
        yield
    finally:
        raise TypeError("in generator cleanup")


g = generator()
next(g)
del g
print("four", r())
