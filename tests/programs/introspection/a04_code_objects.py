import dis
import inspect
import types


def f(a, /, b, c=1, *args, d, **kw):
    """Doc."""
    local = a + b
    for i in range(3):
        local += i

    def inner():
        return local, 1.5, ("t", 2), "s"

    return inner


c = f.__code__
for name in ("co_name", "co_qualname", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_varnames", "co_cellvars", "co_freevars", "co_names", "co_stacksize", "co_firstlineno", "co_flags"):
    print(name, getattr(c, name))
print([x if not isinstance(x, types.CodeType) else x.co_name for x in c.co_consts], c.co_filename.rsplit("/", 1)[1])
inner = next(x for x in c.co_consts if isinstance(x, types.CodeType))
print(inner.co_freevars, inner.co_consts, inner.co_qualname, inner.co_flags, dis.pretty_flags(c.co_flags), dis.pretty_flags(inner.co_flags))
print(c.co_code.hex())
print(inner.co_code.hex(), len(inner._co_code_adaptive), inner.co_exceptiontable, inner.co_linetable.hex())
print(list(c.co_lines()))
print(list(inner.co_positions()))
print(list(c.co_branches())[:4])
print(list(dis.findlinestarts(c)), dis.findlabels(c.co_code))
new = c.replace(co_name="renamed", co_consts=tuple(5 if x == 3 else x for x in c.co_consts), co_firstlineno=100)
print(new.co_name, new == c, c == c.replace(), hash(c) == hash(c.replace()), new.co_firstlineno, list(new.co_lines())[0])
for bad in (lambda: c.replace(co_nope=1), lambda: c.replace(co_name=5), lambda: c.replace(co_code="x"), lambda: c.replace(co_argcount=-1), lambda: c.replace(co_varnames=("a",)), lambda: types.CodeType(), lambda: setattr(c, "co_name", "x"), lambda: c.replace(co_consts=[1])):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


def add(x):
    return x + 1


add.__code__ = add.__code__.replace(co_consts=tuple(100 if v == 1 else v for v in add.__code__.co_consts))
print(add(1), add.__code__.co_consts)
print(types.FunctionType(compile("def g(): return 42", "f", "exec").co_consts[0], {})())
for source, mode in (("1 + 1", "eval"), ("x = 1", "exec"), ("1; 2", "single"), ("'a' 'b'", "eval"), ("(1, 2, 'x')", "eval"), ("x in {1, 2}", "eval"), ("x in [1, 2]", "eval"), ("-5 * 2 ** 3", "eval"), ("'%s' % x", "eval"), ("lambda: (yield)", "eval"), ("[a for a in b]", "eval")):
    code = compile(source, "<c>", mode)
    print(source, code.co_consts if "lambda" not in source else "lambda", code.co_names, code.co_stacksize, code.co_code.hex())
exec(compile("1 + 1; 'shown'", "<s>", "single"))
print(exec(compile("1 + 1", "<s>", "exec")), eval(compile("2 * 3", "<e>", "eval")))
flags = {}
for name, function in {"plain": lambda: 0, "gen": lambda: (yield), "nested": inner, "args": lambda *a: 0, "kw": lambda **k: 0}.items():
    code = function if isinstance(function, types.CodeType) else function.__code__
    flags[name] = code.co_flags
print(flags, [n for n in dir(inspect) if n.startswith("CO_")])


async def co(): ...
async def ag(): yield
print(co.__code__.co_flags, ag.__code__.co_flags, repr(add.__code__).split(" at ")[0], (lambda: 0).__code__.co_name, [i for i in (1,)] and (lambda: [i for i in (1,)]).__code__.co_consts)


class K:
    x = 1

    def m(self):
        return __class__


print(K.m.__code__.co_qualname, K.m.__code__.co_freevars, compile("class A:\n x: int = 1\n def f(self): self.y = 2", "f", "exec").co_consts[0].co_consts)
print(c.co_linetable.hex(), f.__code__.co_exceptiontable, compile("try:\n a\nexcept b:\n c", "f", "exec").co_exceptiontable.hex())
