import sys
import traceback


def level1():
    level2(a=1,
           b=2)


def level2(a, b):
    value = [
        a,
        b,
    ]
    return level3(value)[0]["missing"](1).attribute


def level3(value):
    raise ValueError("bottom", value)


try:
    level1()
except ValueError as error:
    tb = error.__traceback__
    print(traceback.format_exc(), end="")
    print("".join(traceback.format_exception(error)) == traceback.format_exc())
    print(traceback.format_exception_only(error), traceback.format_exception_only(ValueError, error))
    for frame in traceback.extract_tb(tb):
        print(frame.name, frame.lineno, frame.end_lineno, frame.colno, frame.end_colno, frame.line, frame.locals)
    print("".join(traceback.format_tb(tb, limit=1)), end="")
    print("".join(traceback.format_tb(tb, limit=-1)), end="")
    print([f.name for f in traceback.extract_tb(tb, limit=2)], [line for _, line in traceback.walk_tb(tb)])
    depth = 0
    while tb:
        print(depth, tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_lasti >= 0, tb.tb_next is not None)
        tb, depth = tb.tb_next, depth + 1


def stack():
    return traceback.extract_stack()


def outer_stack():
    return [f.name for f in stack()], [f.lineno for f in stack()][-1]


print(outer_stack())
te = traceback.TracebackException(ValueError, ValueError("made"), None)
print(list(te.format()), te.exc_type_str, te.stack, te.__cause__)
try:
    try:
        {}["k"]
    except KeyError as error:
        error.add_note("note one")
        error.add_note("note\ntwo lines")
        raise RuntimeError("wrapped") from error
except RuntimeError as error:
    print("".join(traceback.format_exception(error)), end="")
    print("".join(traceback.format_exception(error, chain=False)), end="")
    captured = traceback.TracebackException.from_exception(error, capture_locals=True)
    print(captured.stack[0].locals is not None, captured.__cause__.exc_type_str, captured.__cause__.__notes__)


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no str")


class Empty(Exception):
    pass


class Multi(Exception):
    def __str__(self):
        return "line one\nline two"


for error in (Unprintable(), Empty(), Multi(), SyntaxError("bad", ("f.py", 2, 3, "  x = = 1\n", 2, 6)), SyntaxError("bare"), KeyError("quoted"), OSError(2, "gone", "file"), SystemExit(2), KeyboardInterrupt()):
    print("".join(traceback.format_exception_only(error)), end="")


def recursive(n):
    if n == 0:
        raise IndexError("deep")
    recursive(n - 1)


try:
    recursive(10)
except IndexError:
    print(traceback.format_exc(), end="")
traceback.print_exception(Empty("to stdout"), file=sys.stdout)
try:
    eval("1 +\\\n unknown_name")
except NameError:
    print(traceback.format_exc(limit=-1), end="")
try:
    exec(compile("def f():\n    return undefined\n\nf()", "<generated>", "exec"))
except NameError:
    print(traceback.format_exc(limit=-2), end="")
s = traceback.StackSummary.from_list([("a.py", 1, "f", "code line"), ("b.py", 2, "<module>", None)])
print(s.format(), traceback.FrameSummary("x.py", 5, "name", line="text"))
traceback.clear_frames(sys.exc_info()[2]) if sys.exc_info()[2] else print("no traceback left")
