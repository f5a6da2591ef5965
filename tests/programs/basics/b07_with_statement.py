class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind.__name__ if kind else None, value, traceback is not None)
        return self.swallow


with Manager("a") as a:
    print("body", a)
with Manager("b") as b, Manager("c") as c:
    print("body", b, c)
with (
    Manager("d"),
    Manager("e", swallow=True),
):
    raise ValueError("inside")
print("after")
try:
    with Manager("f"):
        1 / 0
except ZeroDivisionError as error:
    print("caught", error)


def returning():
    with Manager("g"):
        return "returned"


def looping():
    for i in range(3):
        with Manager(f"h{i}"):
            if i == 1:
                break
            continue


print(returning())
looping()


class FailsOnEnter:
    def __enter__(self):
        raise RuntimeError("enter failed")

    def __exit__(self, *args):
        print("never")


class FailsOnExit:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        raise RuntimeError("exit failed")


try:
    with Manager("i"), FailsOnEnter():
        print("never")
except RuntimeError as error:
    print(error)
try:
    with FailsOnExit():
        raise KeyError("lost?")
except RuntimeError as error:
    print(error, repr(error.__context__))
for bad in (5, object(), "text"):
    try:
        with bad:
            pass
    except TypeError as error:
        print(str(error))
holder = {}
with Manager("j") as holder["key"], Manager("klm") as (first, *rest):
    print(holder, first, rest)
