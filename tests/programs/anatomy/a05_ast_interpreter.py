"""An interpreter over syntax trees, with scopes, closures and exceptions; compared with exec."""

import ast
import builtins
import contextlib
import io
import operator

OPS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.LShift: operator.lshift, ast.USub: operator.neg, ast.Not: operator.not_, ast.Invert: operator.inv, ast.UAdd: operator.pos, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Is: operator.is_, ast.IsNot: operator.is_not, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b}


class Return(Exception): ...
class Break(Exception): ...
class Continue(Exception): ...


class Scope:
    def __init__(self, parent=None):
        self.names, self.parent, self.elsewhere = {}, parent, {}

    def get(self, name):
        scope = self.elsewhere.get(name, self)
        while scope:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        try:
            return getattr(builtins, name)
        except AttributeError:
            raise NameError(f"name {name!r} is not defined") from None

    def set(self, name, value):
        self.elsewhere.get(name, self).names[name] = value


class Interpreter:
    def __init__(self):
        self.globals = Scope()

    def run(self, source):
        for node in ast.parse(source).body:
            self.visit(node, self.globals)

    def visit(self, node, scope):
        return getattr(self, "do_" + type(node).__name__)(node, scope)

    def body(self, nodes, scope):
        for node in nodes:
            self.visit(node, scope)

    def do_Expr(self, n, s): self.visit(n.value, s)
    def do_Constant(self, n, s): return n.value
    def do_Name(self, n, s): return s.get(n.id)
    def do_Pass(self, n, s): pass
    def do_Break(self, n, s): raise Break
    def do_Continue(self, n, s): raise Continue
    def do_BinOp(self, n, s): return OPS[type(n.op)](self.visit(n.left, s), self.visit(n.right, s))
    def do_UnaryOp(self, n, s): return OPS[type(n.op)](self.visit(n.operand, s))
    def do_IfExp(self, n, s): return self.visit(n.body if self.visit(n.test, s) else n.orelse, s)
    def do_Attribute(self, n, s): return getattr(self.visit(n.value, s), n.attr)
    def do_Subscript(self, n, s): return self.visit(n.value, s)[self.visit(n.slice, s)]
    def do_Slice(self, n, s): return slice(*(x and self.visit(x, s) for x in (n.lower, n.upper, n.step)))
    def do_Tuple(self, n, s): return tuple(self.items(n.elts, s))
    def do_List(self, n, s): return list(self.items(n.elts, s))
    def do_Set(self, n, s): return set(self.items(n.elts, s))
    def do_Dict(self, n, s): return {self.visit(k, s): self.visit(v, s) for k, v in zip(n.keys, n.values)}
    def do_JoinedStr(self, n, s): return "".join(self.visit(v, s) for v in n.values)
    def do_FormattedValue(self, n, s): return format({-1: lambda v: v, 114: repr, 115: str}[n.conversion](self.visit(n.value, s)), self.visit(n.format_spec, s) if n.format_spec else "")
    def do_Assert(self, n, s):
        if not self.visit(n.test, s):
            raise AssertionError(*([self.visit(n.msg, s)] if n.msg else []))

    def items(self, nodes, s):
        for node in nodes:
            if isinstance(node, ast.Starred):
                yield from self.visit(node.value, s)
            else:
                yield self.visit(node, s)

    def do_BoolOp(self, n, s):
        for value in n.values:
            result = self.visit(value, s)
            if bool(result) == isinstance(n.op, ast.Or):
                break
        return result

    def do_Compare(self, n, s):
        left = self.visit(n.left, s)
        for op, right in zip(n.ops, n.comparators):
            right = self.visit(right, s)
            result = OPS[type(op)](left, right)
            if not result:
                break
            left = right
        return result

    def assign(self, target, value, s):
        match target:
            case ast.Name(id):
                s.set(id, value)
            case ast.Tuple(elts) | ast.List(elts):
                values = list(value)
                if star := [i for i, e in enumerate(elts) if isinstance(e, ast.Starred)]:
                    (i,), after = star, len(elts) - star[0] - 1
                    values[i:len(values) - after] = [values[i:len(values) - after]]
                if len(values) != len(elts):
                    raise ValueError("wrong number of values")
                for e, v in zip(elts, values):
                    self.assign(e.value if isinstance(e, ast.Starred) else e, v, s)
            case ast.Attribute(value=o, attr=a):
                setattr(self.visit(o, s), a, value)
            case ast.Subscript(value=o, slice=k):
                self.visit(o, s)[self.visit(k, s)] = value

    def do_Assign(self, n, s):
        value = self.visit(n.value, s)
        for target in n.targets:
            self.assign(target, value, s)

    def do_AugAssign(self, n, s):
        self.assign(n.target, OPS[type(n.op)](self.visit(n.target, s), self.visit(n.value, s)), s)

    def do_NamedExpr(self, n, s):
        s.set(n.target.id, value := self.visit(n.value, s))
        return value

    def do_If(self, n, s): self.body(n.body if self.visit(n.test, s) else n.orelse, s)

    def loop(self, n, s, step):
        while step():
            try:
                self.body(n.body, s)
            except Break:
                return
            except Continue:
                pass
        self.body(n.orelse, s)

    def do_While(self, n, s): self.loop(n, s, lambda: self.visit(n.test, s))

    def do_For(self, n, s):
        iterator = iter(self.visit(n.iter, s))

        def step():
            for value in iterator:
                self.assign(n.target, value, s)
                return True

        self.loop(n, s, step)

    def comprehension(self, n, s, add, generators=None):
        first, *rest = n.generators if generators is None else generators
        for value in self.visit(first.iter, s):
            self.assign(first.target, value, s)
            if all(self.visit(c, s) for c in first.ifs):
                self.comprehension(n, s, add, rest) if rest else add(s)

    def do_ListComp(self, n, s):
        out = []
        self.comprehension(n, Scope(s), lambda s: out.append(self.visit(n.elt, s)))
        return out

    do_GeneratorExp = do_ListComp

    def do_DictComp(self, n, s):
        out = {}
        self.comprehension(n, Scope(s), lambda s: out.__setitem__(self.visit(n.key, s), self.visit(n.value, s)))
        return out

    def make(self, n, s, body):
        defaults = [self.visit(d, s) for d in n.args.defaults]
        names = [a.arg for a in n.args.args]

        def function(*args, **kwargs):
            local = Scope(s)
            local.names.update(zip(names[len(names) - len(defaults):], defaults))
            local.names.update(zip(names, args))
            local.names.update(kwargs)
            if n.args.vararg:
                local.names[n.args.vararg.arg] = args[len(names):]
            return body(local)

        return function

    def do_Lambda(self, n, s): return self.make(n, s, lambda local: self.visit(n.body, local))

    def do_FunctionDef(self, n, s):
        def body(local):
            try:
                self.body(n.body, local)
            except Return as result:
                return result.args[0]

        function = self.make(n, s, body)
        for decorator in reversed(n.decorator_list):
            function = self.visit(decorator, s)(function)
        s.set(n.name, function)

    def do_Return(self, n, s): raise Return(n.value and self.visit(n.value, s))
    def do_Global(self, n, s): s.elsewhere.update(dict.fromkeys(n.names, self.globals))

    def do_Nonlocal(self, n, s):
        for name in n.names:
            scope = s.parent
            while name not in scope.names:
                scope = scope.parent
            s.elsewhere[name] = scope

    def do_Call(self, n, s):
        return self.visit(n.func, s)(*self.items(n.args, s), **{k.arg: self.visit(k.value, s) for k in n.keywords})

    def do_ClassDef(self, n, s):
        local = Scope(s)
        self.body(n.body, local)
        members = {k: (lambda f: lambda self, *a, **k: f(self, *a, **k))(v) if callable(v) and not isinstance(v, type) else v for k, v in local.names.items()}
        s.set(n.name, type(n.name, tuple(self.visit(b, s) for b in n.bases), members))

    def do_Raise(self, n, s): raise self.visit(n.exc, s)

    def do_Try(self, n, s):
        try:
            self.body(n.body, s)
        except (Return, Break, Continue):
            raise
        except Exception as error:
            for handler in n.handlers:
                if handler.type is None or isinstance(error, self.visit(handler.type, s)):
                    if handler.name:
                        s.set(handler.name, error)
                    self.body(handler.body, s)
                    break
            else:
                raise
        else:
            self.body(n.orelse, s)
        finally:
            self.body(n.finalbody, s)


PROGRAMS = ["x = 5\ny = [x, *range(2)]\nprint(x, y, y[1:], {'a': x}, -x, not x, x if y else 0)", "def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\nprint(fact(10), [fact(i) for i in range(5) if i % 2])", "def counter():\n    n = 0\n    def step(by=1):\n        nonlocal n\n        n += by\n        return n\n    return step\nc = counter()\nprint(c(), c(5), c(by=2))", "for i in range(5):\n    if i == 1: continue\n    if i == 3: break\n    print(i)\nelse:\n    print('no')\nwhile i:\n    i -= 1\nelse:\n    print('done', i)", "class A:\n    k = 2\n    def __init__(self, v):\n        self.v = v\n    def twice(self):\n        return self.v * self.k\nclass B(A):\n    k = 3\nprint(A(5).twice(), B(5).twice(), isinstance(B(1), A))", "def f():\n    try:\n        return 'try'\n    finally:\n        print('finally')\nprint(f())\ntry:\n    {}['k']\nexcept KeyError as e:\n    print('caught', repr(e))\nelse:\n    print('else')", "a, (b, *c) = 1, [2, 3, 4]\nprint(a, b, c, (n := 10), n, 1 < 2 < 3, 3 < 2 < 1, f'{a!r:>4}|{b}')", "def deco(f):\n    return lambda *a: ('deco', f(*a))\n@deco\ndef g(x, *rest):\n    return x, rest\nprint(g(1, 2, 3), (lambda p, q=5: p + q)(1))", "total = 0\ndef add(n):\n    global total\n    total += n\nfor v in (1, 2, 3): add(v)\nprint(total, {k: v for k, v in zip('ab', [1, 2])}, sum(i for i in range(4)))", "print(undefined)", "raise ValueError('uncaught')", "assert 1 == 2, 'failed'"]
for source in PROGRAMS:
    outputs = []
    for run in (lambda: Interpreter().run(source), lambda: exec(source, {"__name__": "test"})):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                run()
            except Exception as error:
                print(type(error).__name__, error)
        outputs.append(out.getvalue())
    print("same" if outputs[0] == outputs[1] else f"DIFFERENT {outputs[1]!r}", repr(outputs[0]))
