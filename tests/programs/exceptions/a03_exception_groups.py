import traceback


def attempt(f):
    try:
        print(f())
    except BaseException as error:
        print("raised", type(error).__name__, error)


g = ExceptionGroup("top", [ValueError(1), ExceptionGroup("nested", [TypeError(2), ValueError(3)]), KeyError("k")])
print(g, repr(g), g.message, len(g.exceptions))
match, rest = g.split(ValueError)
print(repr(match))
print(repr(rest))
print(g.subgroup((TypeError, KeyError)), g.subgroup(OSError), g.split(Exception)[1], g.subgroup(lambda e: isinstance(e, ValueError) and e.args[0] > 2))
print(type(BaseExceptionGroup("m", [ValueError()])).__name__, type(BaseExceptionGroup("m", [KeyboardInterrupt()])).__name__)
attempt(lambda: ExceptionGroup("m", [KeyboardInterrupt()]))
attempt(lambda: ExceptionGroup("m", []))
attempt(lambda: ExceptionGroup("m", [5]))
attempt(lambda: ExceptionGroup("m", ValueError()))
attempt(lambda: ExceptionGroup(5, [ValueError()]))
attempt(lambda: ExceptionGroup("m"))
attempt(lambda: g.split(5))
attempt(lambda: g.subgroup("x"))
attempt(lambda: setattr(g, "exceptions", ()))


def handle(error):
    try:
        raise error
    except* ValueError as group:
        print("  values", repr(group), group is error)
    except* (TypeError, KeyError) as group:
        print("  type/key", repr(group))
    else:
        print("  else")
    finally:
        print("  finally")


def safe(error):
    try:
        handle(error)
    except BaseException as left:
        print("  left", repr(left))


safe(g)
safe(ValueError("naked"))
safe(OSError("unhandled"))
safe(ExceptionGroup("mixed", [OSError(1), ValueError(2)]))
try:
    try:
        raise ExceptionGroup("a", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise KeyError("new")
    except* TypeError as t:
        raise
except ExceptionGroup as error:
    print(repr(error), [repr(e.__context__) for e in error.exceptions])
try:
    pass
except* ValueError:
    print("never")
else:
    print("no exception")
for bad in ("except* ExceptionGroup", "except* 5", "except* (ValueError, BaseExceptionGroup)"):
    try:
        exec(f"try:\n    raise ValueError\n{bad}:\n    pass")
    except TypeError as error:
        print(error)


class MyGroup(ExceptionGroup):
    def __new__(cls, message, exceptions, code):
        self = super().__new__(cls, message, exceptions)
        self.code = code
        return self

    def derive(self, exceptions):
        return MyGroup(self.message, exceptions, self.code)


m = MyGroup("mine", [ValueError(1), TypeError(2)], 42)
m.add_note("noted")
value, other = m.split(ValueError)
print(type(value).__name__, value.code, value.__notes__, other.code, type(g.derive([OSError()])).__name__)


class Plain(ExceptionGroup): ...


print(type(Plain("p", [ValueError(1), TypeError(1)]).subgroup(ValueError)).__name__)


def leaves(error):
    return [x for e in error.exceptions for x in (leaves(e) if isinstance(e, BaseExceptionGroup) else [e])]


print(leaves(g), [type(e).__name__ for e in leaves(m)])
try:
    try:
        raise ExceptionGroup("outer", [ValueError("v"), ExceptionGroup("inner", [OSError("o")])])
    except* OSError as e:
        raise ExceptionGroup("replaced", [RuntimeError("r")]) from e
except ExceptionGroup as error:
    for line in traceback.format_exception(error):
        for part in line.splitlines():
            print(part if "File" not in part else part.split(" File")[0] + " File ... line " + part.split("line ")[1])


def loops():
    for i in range(3):
        try:
            raise ExceptionGroup("l", [ValueError(i)])
        except* ValueError as e:
            if i == 1:
                result = "assigned"
    return i, result, "e" in locals()


print(loops())
