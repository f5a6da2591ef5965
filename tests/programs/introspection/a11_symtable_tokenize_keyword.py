import io
import keyword
import symtable
import token
import tokenize

source = """
import os
G = 1
def outer(a, *args, b=2, **kw):
    x = a
    global G
    G = 2
    def inner(y):
        nonlocal x
        x += y + G + undefined
        return [x for z in y if (w := z)]
    class Local[T]:
        attr: int = x
        def m(self): return __class__, T
    return inner
lam = lambda q: q + G
type Alias[U] = list[U]
"""


def show(table, depth=0):
    pad = "  " * depth
    print(pad + f"{table.get_type()} {table.get_name()} line {table.get_lineno()} nested={table.is_nested()} optimized={table.is_optimized()} children={table.has_children()}")
    for s in sorted(table.get_symbols(), key=lambda s: s.get_name()):
        flags = [f for f in ("referenced", "parameter", "global", "nonlocal", "declared_global", "local", "annotated", "free", "assigned", "imported", "namespace", "type_parameter", "comp_iter", "comp_cell", "free_class") if getattr(s, f"is_{f}", lambda: False)()]
        print(pad + "  ", s.get_name(), *flags)
    if isinstance(table, symtable.Function):
        print(pad + "  ", sorted(table.get_parameters()), sorted(table.get_locals()), sorted(table.get_globals()), sorted(table.get_frees()), sorted(table.get_nonlocals()))
    for child in table.get_children():
        show(child, depth + 1)


show(symtable.symtable(source, "<s>", "exec"))
for bad in ("def f(a, a): pass", "x = 1\nglobal x"):
    try:
        symtable.symtable(bad, "<s>", "exec")
        print("fine")
    except SyntaxError as error:
        print(error.msg, error.lineno)
code = "def f(x):  # comment\n    return x**2 + 0xFF if x >= 1.5e3 else f'{x!r:>{5}} é' \\\n        'more'\n\nclass A: pass\n"
for t in tokenize.generate_tokens(io.StringIO(code).readline):
    print(token.tok_name[t.type], token.tok_name[t.exact_type], repr(t.string), t.start, t.end)
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO(code).readline)) == code, tokenize.detect_encoding(io.BytesIO(b"# -*- coding: latin-1 -*-\n").readline))
for bad in ("'abc", "(1,\n", "  x\n y\n", "$", "0b2", '"""abc'):
    try:
        print([t.string for t in tokenize.generate_tokens(io.StringIO(bad).readline)])
    except (tokenize.TokenError, SyntaxError) as error:
        print(repr(bad), type(error).__name__, error.args[0])
print(keyword.kwlist, keyword.softkwlist, keyword.iskeyword("match"), keyword.issoftkeyword("match"), token.EXACT_TOKEN_TYPES["->"], token.ISTERMINAL(3), token.NT_OFFSET)
