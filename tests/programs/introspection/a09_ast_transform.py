import ast


class Fold(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
            value = eval(compile(ast.Expression(node), "<fold>", "eval"))
            return ast.copy_location(ast.Constant(value), node)
        return node


class Rename(ast.NodeTransformer):
    def visit_Name(self, node):
        return ast.Name(id=node.id.upper(), ctx=node.ctx)

    def visit_Assert(self, node):
        return None

    def visit_Pass(self, node):
        return [ast.parse(f"step_{i}()").body[0] for i in range(2)]


class Collect(ast.NodeVisitor):
    def __init__(self):
        self.calls, self.depth, self.deepest = [], 0, 0

    def visit_Call(self, node):
        self.calls.append(ast.unparse(node.func))
        self.generic_visit(node)

    def generic_visit(self, node):
        self.depth += 1
        self.deepest = max(self.depth, self.deepest)
        super().generic_visit(node)
        self.depth -= 1


print(ast.unparse(Fold().visit(ast.parse("x = 1 + 2 * 3 - y * (4 - 5)"))))
print(ast.unparse(Rename().visit(ast.parse("a = b + c(d)\nassert a\nif a:\n    pass"))))
collector = Collect()
collector.visit(ast.parse("f(g(h), x.y(1)(2))[k()]"))
print(collector.calls, collector.deepest)
tree = ast.parse("result = []\nfor i in range(3):\n    result.append(i * factor)")
tree.body[1].iter.args[0] = ast.Constant(5)
ast.fix_missing_locations(tree)
namespace = {"factor": 10}
exec(compile(tree, "<ast>", "exec"), namespace)
print(namespace["result"])
built = ast.Module(body=[ast.FunctionDef(name="made", args=ast.arguments(args=[ast.arg("x")]), body=[ast.Return(ast.BinOp(ast.Name("x", ast.Load()), ast.Mult(), ast.Constant(2)))])])
exec(compile(ast.fix_missing_locations(built), "<built>", "exec"), namespace)
print(namespace["made"](21), ast.unparse(built))
for bad in (lambda: compile(ast.Expression(ast.Name("x")), "f", "eval"), lambda: compile(ast.parse("x"), "f", "eval"), lambda: compile(ast.Expression(ast.Constant([])), "f", "eval"), lambda: compile(ast.Module([ast.Assign([ast.Constant(1)], ast.Constant(2), lineno=1, col_offset=0)]), "f", "exec"), lambda: ast.parse("x").body[0].nope, lambda: ast.Name(id="x", nope=1), lambda: ast.Name("a", "b", "c", "d"), lambda: ast.dump(5), lambda: compile(5, "f", "exec"), lambda: compile(ast.Expression(ast.Name("x", ast.Store(), lineno=1, col_offset=0)), "f", "eval"), lambda: ast.Constant()):
    import warnings

    warnings.simplefilter("ignore")
    try:
        print(type(bad()).__name__)
    except Exception as error:
        print(type(error).__name__, error)
for source in ("a if b else (c, d)", "lambda x, *, y=1: x", "(yield x) + 1", "not (a and b or c)", "-(-x) ** -y", "(a, b)[0]", "x = *a, b", "f'{x!r:>{w}}' + 'it''s'", "async def f(): return await x", "with (a as b, c): pass", "@d\nclass C(B, m=1): x: int = 1", "try:\n a\nexcept* E as e:\n b\nfinally:\n c", "match x:\n case [1, *_] | {'k': v}: pass", "def f(a, /, b: int = 1, *c, d, **e) -> int: ...", "a[1:2, ::3]", "{**a, 'b': 1, 'c': {*d}}", "x if y else z if w else v", "(a := 1) + 2", "1 .real + 1.5.imag", "for x, in y: pass\nelse: z", "type X[T: int, *U] = T", "print('quote\\'s \"both\" \\n')", "global a\nimport x.y as z", "'''doc'''\nraise A from B", "a < (b < c) < d", "(x for x in y if z)", "lambda: (yield)", "del (a), b[0]", "0xFF + 1e100 + 1j", "del x, (y, z)", "assert (a, b)", "t'{x} y'"):
    text = ast.unparse(ast.parse(source))
    print(text, "|" if ast.dump(ast.parse(text)) == ast.dump(ast.parse(source)) else "DIFFERENT")
a, b = ast.parse("x + 1"), ast.parse("x  +  1")
print(ast.compare(a, b), ast.compare(a, b, compare_attributes=True), a == b, ast.dump(ast.increment_lineno(a, 5), include_attributes=True)[:60])


class Subclass(ast.Name):
    _fields = ("id", "ctx", "extra")


print(ast.dump(Subclass("x", ast.Load(), extra=5)), Subclass._fields, ast.Name.__match_args__, ast.Name._field_types, ast.BinOp.__doc__, issubclass(ast.Add, ast.operator), ast.Load() is ast.Load())
import copy, pickle
print(ast.dump(copy.deepcopy(a)) == ast.dump(a), ast.dump(pickle.loads(pickle.dumps(a))) == ast.dump(a), ast.dump(copy.replace(ast.Name("a", ast.Load()), id="b")), repr(ast.parse("x = f(1)").body[0]))
print(ast.PyCF_ONLY_AST, type(compile("x", "f", "eval", ast.PyCF_ONLY_AST)).__name__, ast.dump(compile("1+1", "f", "eval", ast.PyCF_OPTIMIZED_AST)), ast.dump(ast.parse("x = __debug__ and 1 + 1", optimize=1)))
