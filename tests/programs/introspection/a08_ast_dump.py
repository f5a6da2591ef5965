import ast

sources = ["x = 1", "x: int = 5", "x += y ** -z", "a, *b = c[1:2, ...]", "del a.b, c[0]", "print(*a, b=1, **c)", "lambda a, /, b=1, *c, d, **e: 0", "[x async for x in y if z]", "{**a, 'k': {1, 2}}", "f'{a!r:>{w}} b {c=}'", "t'{a} b'",
           "a if b else c and not d", "a < b <= c is not d in e", "(yield), (yield from x), await y", "x = (y := 5)", "'a' 'b' b'c' if False else ...", "-1j", "a @ b // c", "`" if False else "pass", "global a, b", "assert a, 'm'", "raise A from b", "from . import a as b, c", "from ..m import *", "import a.b as c"]
for s in sources:
    try:
        print(ast.dump(ast.parse(s).body[0] if ast.parse(s).body else ast.parse(s)))
    except SyntaxError as error:
        print(s, error.msg)
program = '''
@dec(1)
async def f[T: int = str, *Ts, **P](a: "x", *, b=2) -> int:
    """Doc."""
    async with a as b, c:
        await d
    async for i in j:
        break
    else:
        continue
    return

class C[T](B, metaclass=M):
    x: int
    type A[T] = list[T]

try:
    pass
except (A, B) as e:
    raise
except* C if False else D:
    pass
else:
    nonlocal_ = 1
finally:
    while 1:
        pass

match v:
    case {"a": 1, **r} | [_, *rest] if g:
        pass
    case C(1, k=None) as n:
        pass
    case -1.5 | a.b:
        pass
'''.replace("except* C if False else D:\n    pass\n", "")
tree = ast.parse(program)
print(ast.dump(tree, indent=1))
print(ast.dump(ast.parse("x + 1", mode="eval"), include_attributes=True, annotate_fields=False))
print(ast.dump(ast.parse("f(a)", mode="eval"), indent="\t", show_empty=True))
node = ast.parse("a = 1\nb(2)").body[1].value
print(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, node._fields, node._attributes, ast.get_source_segment("a = 1\nb(2)", node), type(node).__mro__)
print([type(n).__name__ for n in ast.walk(ast.parse("a + b * c"))], [f for f, _ in ast.iter_fields(node)], list(map(type, ast.iter_child_nodes(node))))
print(ast.literal_eval("{'a': [1, -2.5, (True, None), b'x', {1}], 'c': 1+2j}"), ast.literal_eval(" 5"))
for bad in ("f()", "a", "1 + 'a'", "[x for x in y]", "{}[0]", "lambda: 0", "1 +"):
    try:
        ast.literal_eval(bad)
    except (ValueError, SyntaxError) as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])
print(ast.dump(ast.parse("def f(a: int): # type: ignore\n  pass", type_comments=True)), ast.dump(ast.parse("(int, str) -> None", mode="func_type")), ast.get_docstring(tree.body[0]), ast.parse("x").body[0].value.ctx)
