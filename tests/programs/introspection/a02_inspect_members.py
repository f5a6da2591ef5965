import inspect
import functools


class Base:
    """Base doc."""

    attr = 1

    def method(self):
        """Method doc."""


class Child(Base):
    slot = property(lambda self: 1)

    def method(self): ...
    @classmethod
    def cm(cls): ...
    @staticmethod
    def sm(): ...
    async def co(self): ...
    def gen(self): yield
    async def agen(self): yield
    class Inner: ...


for name, kind, owner, obj in inspect.classify_class_attrs(Child):
    if not name.startswith("__"):
        print(name, kind, owner.__name__, type(obj).__name__)
print([n for n, _ in inspect.getmembers(Child(), inspect.ismethod)], [n for n, _ in inspect.getmembers(Child, inspect.isfunction)], [n for n, v in inspect.getmembers_static(Child) if isinstance(v, property)])
print(inspect.getdoc(Child), inspect.getdoc(Child.method), inspect.getdoc(Child().method), Child.__doc__, inspect.getmro(Child), inspect.cleandoc("  a\n    b\n      c\n  "))
checks = [n for n in dir(inspect) if n.startswith("is") and callable(getattr(inspect, n)) and n not in ("iskeyword", "ispackage", "isabstract")]
objects = {"module": inspect, "class": Child, "function": Child.sm, "method": Child().method, "builtin": len, "generator": Child().gen(), "genfunc": Child.gen, "cofunc": Child.co, "agenfunc": Child.agen, "property": Child.slot, "code": Child.gen.__code__, "frame": inspect.currentframe(), "slotwrapper": int.__add__, "methodwrapper": (1).__add__, "methoddesc": str.join, "getset": type.__dict__["__dict__"], "partial": functools.partial(len), "int": 5}
for name, obj in objects.items():
    print(f"{name:14}", [c for c in checks if getattr(inspect, c)(obj)])
print(inspect.getmodule(Child).__name__, inspect.getsourcefile(Child).rsplit("/", 1)[1], inspect.getsourcelines(Child.method), inspect.getsource(Child.Inner), inspect.getfile(Child).rsplit("/", 1)[1])
print(inspect.getsource(lambda: 5), end="")
print(inspect.getcomments(Child), inspect.indentsize("    x"), inspect.unwrap(functools.wraps(len)(lambda: 0)) is len)
for bad in (lambda: inspect.getsource(len), lambda: inspect.getsource(5), lambda: inspect.getfile(int), lambda: inspect.getsource(type("Dyn", (), {}))):
    try:
        bad()
    except (TypeError, OSError) as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])


def outer():
    x = 1

    def inner(y):
        return x + y + len([]) + missing

    return inner


print(inspect.getclosurevars(outer())[:1], inspect.getclosurevars(outer()).builtins, inspect.getclosurevars(outer()).unbound)
print(inspect.getattr_static(Child(), "slot"), inspect.getattr_static(Child, "cm").__func__.__name__, inspect.getattr_static(Child(), "nope", "default"))


# A comment above.
def commented(): ...


print(repr(inspect.getcomments(commented)), inspect.getclasstree([Base, Child]), inspect.getabsfile(Child) == inspect.getfile(Child), inspect.getmodulename("/x/y.py"), inspect.formatannotation(list[int]), inspect.isabstract(Base), inspect.ismemberdescriptor(type("S", (), {"__slots__": ("a",)}).a), inspect.isdatadescriptor(Child.slot))
