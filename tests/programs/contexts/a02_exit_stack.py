from contextlib import ExitStack, contextmanager


class CM:
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, value, tb):
        print("exit", self.name, repr(value))
        if self.fail:
            raise self.fail
        return self.swallow

    def __repr__(self):
        return f"CM({self.name})"


with ExitStack() as stack:
    items = [stack.enter_context(CM(n)) for n in "abc"]
    stack.callback(print, "callback", 1, end="!\n")
    stack.push(CM("pushed"))
    stack.push(lambda *exc: print("pushed function", exc[0]))

    @stack.callback
    def cleanup():
        print("cleanup")

    print("body", items)
with ExitStack() as stack:
    stack.enter_context(CM("swallower", swallow=True))
    stack.enter_context(CM("inner"))
    raise ValueError("first")
print("swallowed")
try:
    with ExitStack() as stack:
        stack.enter_context(CM("outer"))
        stack.enter_context(CM("changes", fail=KeyError("second")))
        raise ValueError("first")
except KeyError as error:
    print(repr(error), repr(error.__context__))
stack = ExitStack()
stack.enter_context(CM("kept"))
later = stack.pop_all()
stack.close()
print("closed original")
later.close()
try:
    with ExitStack() as stack:
        stack.enter_context(CM("one"))
        stack.enter_context(5)
except TypeError as error:
    print(error)


def acquire(names, fail_at):
    with ExitStack() as stack:
        for name in names:
            if name == fail_at:
                raise RuntimeError(f"cannot open {name}")
            stack.enter_context(CM(name))
        return stack.pop_all()


with acquire("xy", None):
    print("have all")
try:
    acquire("xyz", "z")
except RuntimeError as error:
    print(error)


@contextmanager
def transaction(log):
    log.append("begin")
    try:
        yield log
    except Exception as error:
        log.append(f"rollback {error}")
        raise
    else:
        log.append("commit")


log = []
with transaction(log), transaction(log):
    log.append("work")
try:
    with transaction(log):
        raise ValueError("bad")
except ValueError:
    pass
print(log)


def order():
    with CM("1") as a, CM("2") as b:
        try:
            return "value"
        finally:
            print("finally first")


print(order())


def generator():
    with CM("in generator"):
        yield 1
        yield 2


for v in generator():
    print(v)
    break
g = generator()
next(g)
del g
print("generator dropped")
import types
x = types.SimpleNamespace()
with CM("a") as x.attr, CM("b") as y:
    print(x.attr, y)
