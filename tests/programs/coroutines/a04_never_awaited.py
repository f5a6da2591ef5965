import sys
import warnings


async def forgotten():
    return 1


forgotten()
print("after")


async def outer():
    forgotten()
    return "done"


c = outer()
try:
    c.send(None)
except StopIteration as stop:
    print(stop.value)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    forgotten()
    x = forgotten()
    del x
    print([(w.category.__name__, str(w.message)) for w in caught])
c = forgotten()
c.close()
del c
print("closed ones do not warn")
sys.set_coroutine_origin_tracking_depth(3)
print(sys.get_coroutine_origin_tracking_depth())


def make():
    return forgotten()


c = make()
print([(line - make.__code__.co_firstlineno, name) for _, line, name in c.cr_origin])
c.close()
make()
sys.set_coroutine_origin_tracking_depth(0)
print(forgotten().cr_origin if False else "end")
