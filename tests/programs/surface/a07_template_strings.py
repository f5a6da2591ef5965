from string.templatelib import Interpolation, Template, convert

name, n, pi = "World", 42, 3.14159
t = t"Hello {name!r:>10} and {n + 1} or {pi:.{2}f}{'adjacent'}end"
print(type(t), t.strings, t.values, len(t.interpolations))
for i in t.interpolations:
    print(i, i.value, i.expression, i.conversion, repr(i.format_spec))
print([part if isinstance(part, str) else part.value for part in t], t)


def render(template):
    return "".join(part if isinstance(part, str) else format(convert(part.value, part.conversion), part.format_spec) for part in template)


print(render(t), render(t"") == "", t"".strings, render(t"{n=}"), render(t"{n!r:>5}|"), (t"a{n}" + t"b{name}c").strings, (t"x" t"{n}y").strings)


def html(template):
    import html as h

    return "".join(part if isinstance(part, str) else h.escape(str(part.value)) for part in template)


evil = "<script>"
print(html(t"<p>{evil}</p>"))
lazy = t"{(lambda: print('evaluated eagerly') or 5)()}"
print(lazy.values, Template("a", Interpolation(1, "x", None, ""), "b").strings, Template().strings, Template("a", "b").strings, Interpolation(5, "e", "r", ">3"))
match t"v {n}":
    case Template(strings=(a, b), interpolations=(Interpolation(value, expression, _, _),)):
        print(a, b, value, expression)
for bad in (lambda: t"a" + "b", lambda: "a" + t"b", lambda: Template(5), lambda: Interpolation(), lambda: Interpolation(1, 2), lambda: Interpolation(1, "x", "z"), lambda: t"{undefined_name}", lambda: setattr(t, "strings", ()), lambda: t"{n:zz}".values, lambda: hash(t"") is not None, lambda: t"" == t"", lambda: type("S", (Template,), {}), lambda: Template(x=1)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(rt"\n{n}".strings, t'''multi
{
    n
}'''.strings, t"{{literal}} {n}".strings, t"{t"nested {n}"}".values[0].strings, t"{n!s:{'<'}{10}}".interpolations[0].format_spec)
for source in ("t'{'", "t'{}'", "t'{a!x}'", "t'a' 'b'", "t'a' f'b'", "bt'x'", "t'{a b}'", "ut'x'", "t'}'"):
    try:
        compile(source, "<t>", "eval")
        print(source, "compiles")
    except SyntaxError as error:
        print(source, error.msg)
import ast, dis, pickle, copy
print(ast.dump(ast.parse("t'{a!r:>{b}} c'", mode="eval")), ast.unparse(ast.parse("t'{a!r:>{b}} c {d=}'", mode="eval")))
dis.dis(compile("t'{a!r:x} c'", "<t>", "eval"))
print(copy.copy(t).strings == t.strings, Template.__match_args__ if hasattr(Template, "__match_args__") else "", Interpolation.__match_args__, [x.value for x in iter(t) if not isinstance(x, str)])
