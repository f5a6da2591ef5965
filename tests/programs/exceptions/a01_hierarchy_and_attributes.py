import builtins

tree = {}
for value in vars(builtins).values():
    if isinstance(value, type) and issubclass(value, BaseException):
        tree.setdefault(value.__base__.__name__, set()).add(value.__name__)


def show(name, depth=0):
    print("  " * depth + name)
    for child in sorted(tree.get(name, ())):
        if not (name == "OSError" and child in ("EnvironmentError", "IOError")):
            show(child, depth + 1)


show("BaseException")
print(IOError is OSError, EnvironmentError is OSError, UnicodeError.__mro__, ExceptionGroup.__mro__[1:3])
e = OSError(2, "No such file", "name.txt", None, "other.txt")
print(e, type(e).__name__, e.errno, e.strerror, e.filename, e.filename2, e.args)
for number in (1, 2, 4, 10, 11, 13, 17, 20, 21, 32, 103, 104, 110, 111, 3, 999):
    print(number, type(OSError(number, "m")).__name__, end="; ")
print()
print(OSError("just text"), OSError(1), repr(OSError(1, "a")), repr(FileNotFoundError("x")), OSError().errno, str(OSError()), repr(OSError(2, "m", "f")))
s = StopIteration(1, 2)
print(s.value, s.args, SystemExit(3).code, SystemExit().code, SystemExit(1, 2).code, KeyError("a b"), KeyError("a", "b"), KeyError())
i = ImportError("msg", name="n", path="p", name_from="f")
print(i, i.name, i.path, i.name_from, i.msg, repr(i), repr(ModuleNotFoundError("m", name="q")))
n, a = NameError("nm", name="x"), AttributeError("at", name="y", obj=5)
print(n.name, a.name, a.obj, n, repr(a))
u = UnicodeDecodeError("utf-8", b"a\xff", 1, 2, "bad byte")
print(u, u.encoding, u.object, u.start, u.end, u.reason)
u.start, u.reason = 0, "changed"
print(u, UnicodeEncodeError("ascii", "é", 0, 1, "r"), UnicodeTranslateError("é", 0, 1, "r"))
print(UnicodeEncodeError("ascii", "aéé", 1, 3, "ordinal not in range(128)"))
se = SyntaxError("msg", ("f.py", 3, 5, "text line\n", 3, 9))
print(se, se.msg, se.filename, se.lineno, se.offset, se.text, se.end_lineno, se.end_offset, repr(se), SyntaxError("only msg").lineno, str(SyntaxError()))
for bad in (lambda: ImportError("m", foo=1), lambda: UnicodeDecodeError(1), lambda: SyntaxError("m", (1,)), lambda: Exception(x=1), lambda: NameError("m", nme=1), lambda: BaseException.__new__(5), lambda: UnicodeEncodeError("a", b"b", 0, 1, "r"), lambda: ExceptionGroup("m"), lambda: KeyError(k=1), lambda: setattr(Exception(), "args", 5), lambda: setattr(Exception(), "__cause__", 5), lambda: setattr(Exception(), "__traceback__", 5), lambda: Exception().with_traceback(5), lambda: delattr(Exception(), "args"), lambda: Exception().add_note(5)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
e = ValueError("v", 1)
e.args = ("new",)
e.custom = [1]
print(e, e.args, e.__dict__, repr(e), e.with_traceback(None) is e, e.__traceback__)
e.args = [1, 2]
print(e.args, str(e))


class Custom(Exception):
    default = "d"

    def __init__(self, a, *, b=2):
        self.a, self.b = a, b

    def __str__(self):
        return f"{self.a}/{self.b}"


c = Custom(1, b=3)
print(c, repr(c), c.args, Custom("x").default)
import pickle, copy
print(repr(pickle.loads(pickle.dumps(OSError(2, "m", "f")))), repr(copy.copy(e)), copy.copy(e).custom is e.custom, pickle.loads(pickle.dumps(KeyError("k"))).args, copy.deepcopy(u).reason)


class NoInitCall(Exception):
    def __new__(cls, *args):
        return super().__new__(cls, "from new", *args)

    def __init__(self, *args): ...


print(NoInitCall(1).args, str(NoInitCall()), issubclass(NoInitCall, BaseException), isinstance(c, Custom))
print(Exception("a") == Exception("a"), hash(e) is not None, bool(Exception()), str(Exception("one")), str(Exception("one", "two")), str(Exception()), repr(Exception(())))
