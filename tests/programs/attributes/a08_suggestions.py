import sys


class Turtle:
    def __init__(self):
        self.position = 0
        self.colour = "green"
        self._private = 1

    def forward(self):
        pass


def show(action):
    try:
        action()
    except Exception as error:
        import traceback

        print(traceback.format_exception_only(error)[-1], end="")


height = 3
t = Turtle()
show(lambda: t.postion)
show(lambda: t.color)
show(lambda: t.forwards())
show(lambda: t.private)
show(lambda: t.completely_different)
show(lambda: Turtle.foward)
show(lambda: "".uper())
show(lambda: [].apend(1))
show(lambda: {}.itmes())
show(lambda: hieght)
show(lambda: pritn)
show(lambda: sys.pth)
show(lambda: sys.exc_inf)
show(lambda: itertools)
show(lambda: nmae_that_does_not_exist_at_all)


def local_names():
    total_amount = 1
    return totl_amount


show(local_names)


class Method:
    value = 1

    def use(self):
        return value

    def call(self):
        return helper()

    def helper(self):
        pass


show(Method().use)
show(Method().call)


def imports(text):
    try:
        exec(text)
    except ImportError as error:
        import traceback

        print(traceback.format_exception_only(error)[-1].split(" (/")[0].rstrip())


imports("from math import sqroot")
imports("from collections import Countr")
imports("import mth")
imports("import jsn")
imports("import zzzzzzzz")
imports("from os import pth")


def typo_keyword(first, second=2):
    pass


show(lambda: typo_keyword(1, secnd=3))
show(lambda: typo_keyword(frist=1))
show(lambda: print(1, sepp=""))
show(lambda: sorted([1], revers=True))
show(lambda: Turtle().forward().thing)
class Slots:
    __slots__ = ("alpha", "beta")
show(lambda: Slots().alfa)
show(lambda: setattr(Slots(), "gamma", 1))
print(AttributeError("m", name="n", obj=1).name, NameError("m", name="x").name)
