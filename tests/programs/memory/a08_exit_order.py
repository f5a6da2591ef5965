import atexit
import sys


class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, "sys" if sys is not None else "sys is gone")


module_level = D("module level")
_private = D("private name")
kept_by_function = lambda x=D("default"): x
in_list = [D("in list")]
cycle = D("cycle")
cycle.self = cycle


@atexit.register
def first():
    print("first registered runs last")


@atexit.register
def second():
    print("second")
    raise ValueError("in atexit")


atexit.register(print, "third", sep="", end="!\n")
atexit.register(first) if False else None


def never():
    print("never")


atexit.register(never)
atexit.unregister(never)


def gen():
    try:
        yield
    finally:
        print("generator finalised at exit")


g = gen()
next(g)
print("end of main")
